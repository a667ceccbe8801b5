// html.c: escaping, in one place.
//
// One escape serves text and attributes alike (& < > " '), and attributes always come with their
// quotes: a value cannot end the place it stands in, and nobody has to know which place that is.
// Markup is the business of pages, as literals; a macro in html.h lets nothing else through.
//
// Not for HTML of mails (mail/html.h cleans that) and not for scripts and styles: pages have no
// script, and the one style is a literal of response.c.
#include "cgi/html.h"

#include "base/text.h"
#include "mail/html.h"

#include <stdarg.h>
#include <string.h>

void
html_init(Html *h)
{
    h->out = g_string_new(NULL);
}

void
html_clear(Html *h)
{
    if (h->out) {
        g_string_free(h->out, TRUE);
        h->out = NULL;
    }
}

void
html_literal(Html *h, const char *literal, gsize len)
{
    g_string_append_len(h->out, literal, (gssize)len);
}

void
html_text(Html *h, const char *text)
{
    g_autofree char *valid = text_utf8(text, -1);
    char *to = valid;
    // No control character is allowed in a page, written out or not.
    for (const char *from = valid; *from; from++) {
        if (!g_ascii_iscntrl(*from) || *from == '\n' || *from == '\t') {
            *to++ = *from;
        }
    }
    *to = '\0';
    html_escape_append(h->out, valid);
}

void
html_attribute(Html *h, const char *name, const char *text)
{
    g_string_append_printf(h->out, " %s=\"", name);
    html_text(h, text);
    g_string_append_c(h->out, '"');
}

void
html_address(Html *h, const char *name, const char *url)
{
    bool web =
        g_ascii_strncasecmp(url, "https://", 8) == 0 || g_ascii_strncasecmp(url, "http://", 7) == 0;
    html_attribute(h, name, web ? url : "#");
}

char *
url_build(const char *base, ...)
{
    GString *url = g_string_new(base);
    const char *mark = "?";
    va_list pairs;
    va_start(pairs, base);
    for (const char *name; (name = va_arg(pairs, const char *));) {
        const char *value = va_arg(pairs, const char *);
        g_string_append(url, mark);
        g_string_append_uri_escaped(url, name, NULL, FALSE);
        g_string_append_c(url, '=');
        g_string_append_uri_escaped(url, value, NULL, FALSE);
        mark = "&";
    }
    va_end(pairs);
    return g_string_free(url, FALSE);
}
