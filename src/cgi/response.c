// response.c: headers and frame of every page, and the pages that tell an error.
//
// The Content-Security-Policy allows one thing, the style below, by its hash, and forms that lead
// back here: markup that slipped through could load, run and send nothing. Pages are not stored
// and tell no other site their address, since the address may hold a keyed code.
//
// The style has to do on a phone, on paper, in light and dark; colours have a contrast of 7:1 or
// more. Not for the content of pages (page_*.c). Neighbours: html.c, page.c.
#include "cgi/response.h"

#include "base/lang.h"

#define STYLE                                                                                      \
    ":root{color-scheme:light dark;--ink:#1c1c1c;--paper:#fff;--line:#6b6b6b;--act:#0b4a9e;"       \
    "--on:#fff;--pale:#eef3fa}"                                                                    \
    "@media(prefers-color-scheme:dark){:root{--ink:#ececec;--paper:#161616;--line:#9a9a9a;"        \
    "--act:#9cc4ff;--on:#10141a;--pale:#222a35}}"                                                  \
    "*{box-sizing:border-box}"                                                                     \
    "body{margin:0 auto;max-width:38rem;padding:1rem;font:1rem/1.5 system-ui,sans-serif;"          \
    "color:var(--ink);background:var(--paper);overflow-wrap:anywhere}"                             \
    "header{font-weight:600;border-bottom:1px solid var(--line);padding-bottom:.5rem}"             \
    "h1{font-size:1.5rem;line-height:1.25;margin:1rem 0}"                                          \
    "fieldset{border:1px solid var(--line);border-radius:.5rem;margin:1rem 0;padding:.5rem 1rem}"  \
    "legend{font-weight:600;padding:0 .25rem}"                                                     \
    ".name{display:block;font-weight:600;margin-bottom:.25rem}"                                    \
    ".pick{display:flex;gap:.75rem;align-items:center;min-height:2.75rem}"                         \
    ".pick input{width:1.25rem;height:1.25rem;flex:none;margin:0;accent-color:var(--act)}"         \
    "textarea{display:block;width:100%;min-height:8rem;padding:.5rem;font:inherit;"                \
    "color:inherit;background:transparent;border:1px solid var(--line);border-radius:.5rem}"       \
    "button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.5rem;"                 \
    "margin:1rem 0;color:var(--on);background:var(--act);border:0;border-radius:.5rem}"            \
    ".told{background:var(--pale);border-radius:.5rem;padding:.75rem 1rem}"                        \
    ":focus-visible{outline:3px solid var(--act);outline-offset:2px}"                              \
    "@media print{button{display:none}body{max-width:none;padding:0}}"

// The text for people stands for a range of statuses; the last row for the rest.
typedef struct {
    unsigned first, last;
    const char *title, *advice;
} FaultWords;

static const FaultWords FAULTS[] = {
    {404, 404, N_("There is no such page"),
     N_("The link may be incomplete. Please copy all of it from our letter.")},
    {405, 405, N_("This cannot be done here"), N_("Please open the link from our letter again.")},
    {410, 410, N_("This link has expired"),
     N_("Please answer any of our letters instead: we read each answer.")},
    {413, 414, N_("This is too long"), N_("Please go back, shorten the text and send it again.")},
    {400, 499, N_("We cannot read this"),
     N_("Something is missing or wrong. Please go back, check the form and send it again.")},
    {0, 999, N_("Something went wrong"),
     N_("The fault is ours and stands in our log. Please try again later.")},
};

static const struct {
    unsigned status;
    const char *phrase;
} PHRASES[] = {
    {200, "OK"},
    {303, "See Other"},
    {400, "Bad Request"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {410, "Gone"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {500, "Internal Server Error"},
};

void
response_init(Response *r, const char *language)
{
    *r = (Response){
        .status = 200,
        .language = language,
        .title = g_strdup(""),
        .place = g_strdup(""),
        .location = g_strdup(""),
        .allow = METHOD_ALL,
    };
    html_init(&r->body);
}

void
response_clear(Response *r)
{
    g_clear_pointer(&r->title, g_free);
    g_clear_pointer(&r->place, g_free);
    g_clear_pointer(&r->location, g_free);
    html_clear(&r->body);
}

void
response_title(Response *r, const char *title)
{
    g_free(r->title);
    r->title = g_strdup(title);
}

void
response_redirect(Response *r, const char *url)
{
    r->status = 303;
    g_free(r->location);
    r->location = g_strdup(url);
}

void
response_fault(Response *r, unsigned status)
{
    const FaultWords *words = FAULTS;
    while (status < words->first || status > words->last) {
        words++;
    }
    Html *h = &r->body;
    g_string_truncate(h->out, 0);
    r->status = status;
    response_title(r, lang_text(r->language, words->title));
    html_raw(h, "<h1>");
    html_text(h, r->title);
    html_raw(h, "</h1>\n<p>");
    html_text(h, lang_text(r->language, words->advice));
    html_raw(h, "</p>\n");
}

static void
print_status(const Response *r, GString *out)
{
    const char *phrase = "Error";
    for (size_t i = 0; i < G_N_ELEMENTS(PHRASES); i++) {
        phrase = PHRASES[i].status == r->status ? PHRASES[i].phrase : phrase;
    }
    g_string_append_printf(out, "Status: %u %s\r\n", r->status, phrase);
    if (*r->location) {
        g_string_append_printf(out, "Location: %s\r\n", r->location);
    }
    if (r->status == 405) {
        g_autoptr(GString) allow = g_string_new(NULL);
        g_string_append(allow, r->allow & METHOD_GET ? ", GET" : "");
        g_string_append(allow, r->allow & METHOD_HEAD ? ", HEAD" : "");
        g_string_append(allow, r->allow & METHOD_POST ? ", POST" : "");
        g_string_append_printf(out, "Allow: %s\r\n", allow->str + MIN(allow->len, 2));
    }
}

// Made from the style itself, so that the two cannot differ.
static char *
style_hash(void)
{
    guint8 digest[32];
    gsize len = sizeof digest;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, (const guchar *)STYLE, sizeof STYLE - 1);
    g_checksum_get_digest(sum, digest, &len);
    return g_base64_encode(digest, len);
}

static void
print_headers(const Response *r, GString *out)
{
    g_autofree char *hash = style_hash();
    print_status(r, out);
    g_string_append_printf(out,
                           "Content-Type: text/html; charset=utf-8\r\n"
                           "Content-Language: %s\r\n"
                           "Content-Security-Policy: default-src 'none'; style-src 'sha256-%s'; "
                           "form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r\n"
                           "X-Content-Type-Options: nosniff\r\n"
                           "Referrer-Policy: no-referrer\r\n"
                           "Cache-Control: no-store\r\n"
                           "\r\n",
                           r->language, hash);
}

static void
print_frame(const Response *r, GString *out)
{
    g_auto(Html) h;
    html_init(&h);
    html_raw(&h, "<!DOCTYPE html>\n<html");
    html_attr(&h, "lang", r->language);
    html_raw(&h, ">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                 "content=\"width=device-width, initial-scale=1\">\n"
                 "<meta name=\"robots\" content=\"noindex, nofollow\">\n<title>");
    html_text(&h, r->title);
    html_raw(&h, "</title>\n<style>" STYLE "</style>\n</head>\n<body>\n");
    if (*r->place) {
        html_raw(&h, "<header>");
        html_text(&h, r->place);
        html_raw(&h, "</header>\n");
    }
    html_raw(&h, "<main>\n");
    g_string_append_len(h.out, r->body.out->str, (gssize)r->body.out->len);
    html_raw(&h, "</main>\n</body>\n</html>\n");
    g_string_append_len(out, h.out->str, (gssize)h.out->len);
}

void
response_print(const Response *r, bool head, GString *out)
{
    print_headers(r, out);
    if (!head) {
        print_frame(r, out);
    }
}
