// Escaping: whatever text comes in, no markup of its own comes out; links are percent-encoded.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cgi/html.h"
#include "cgi/response.h"

#include <string.h>

static void
text_is_escaped(void **state)
{
    static const struct {
        const char *in, *want;
    } ROWS[] = {
        {"", ""},
        {"plain", "plain"},
        {"Да, ё!", "Да, ё!"},
        {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
        {"a & b", "a &amp; b"},
        {"&amp;", "&amp;amp;"},
        {"\"'", "&quot;&#39;"},
        {"</textarea>", "&lt;/textarea&gt;"},
        {"a\nb\tc", "a\nb\tc"},
        {"a\x1b[31m\x08"
         "b\x7f",
         "a[31mb"},
        {"\xff<", "\xef\xbf\xbd&lt;"},
        {"\xd0", "\xef\xbf\xbd"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(Html) h;
        html_init(&h);
        html_text(&h, ROWS[i].in);
        assert_string_equal(h.out->str, ROWS[i].want);

        g_auto(Html) a;
        html_init(&a);
        html_attr(&a, "value", ROWS[i].in);
        g_autofree char *want = g_strdup_printf(" value=\"%s\"", ROWS[i].want);
        assert_string_equal(a.out->str, want);
    }
}

static void
addresses_are_of_the_web(void **state)
{
    static const struct {
        const char *in, *want;
    } ROWS[] = {
        {"https://desk.example/x?a=1&b=2", " href=\"https://desk.example/x?a=1&amp;b=2\""},
        {"http://127.0.0.1/", " href=\"http://127.0.0.1/\""},
        {"HTTPS://desk.example/", " href=\"HTTPS://desk.example/\""},
        {"https://x/\"><b>", " href=\"https://x/&quot;&gt;&lt;b&gt;\""},
        {"javascript:alert(1)", " href=\"#\""},
        {" https://x/", " href=\"#\""},
        {"data:text/html,x", " href=\"#\""},
        {"//other.example/", " href=\"#\""},
        {"", " href=\"#\""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(Html) h;
        html_init(&h);
        html_url(&h, "href", ROWS[i].in);
        assert_string_equal(h.out->str, ROWS[i].want);
    }
}

static void
raw_markup_stays(void **state)
{
    g_auto(Html) h;
    html_init(&h);
    html_raw(&h, "<p>");
    html_text(&h, "<p>");
    html_raw(&h, "</p>");
    assert_string_equal(h.out->str, "<p>&lt;p&gt;</p>");
}

static void
links_are_encoded(void **state)
{
    static const struct {
        const char *value, *want;
    } ROWS[] = {
        {"hd.r.1.abc", "https://d/x?page=rate&t=hd.r.1.abc"},
        {"a b&c=d+e%", "https://d/x?page=rate&t=a%20b%26c%3Dd%2Be%25"},
        {"\r\nSet-Cookie: a", "https://d/x?page=rate&t=%0D%0ASet-Cookie%3A%20a"},
        {"Да", "https://d/x?page=rate&t=%D0%94%D0%B0"},
        {"\"<>#?/", "https://d/x?page=rate&t=%22%3C%3E%23%3F%2F"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *url = url_build("https://d/x", "page", "rate", "t", ROWS[i].value, NULL);
        assert_string_equal(url, ROWS[i].want);
    }
    g_autofree char *bare = url_build("https://d/x", NULL);
    assert_string_equal(bare, "https://d/x");
}

// The policy names the hash of what really stands between <style> and </style>.
static void
style_is_the_one_that_is_allowed(void **state)
{
    g_auto(Response) r = {0};
    response_init(&r, "en");
    g_autoptr(GString) out = g_string_new(NULL);
    response_print(&r, false, out);
    const char *style = strstr(out->str, "<style>") + strlen("<style>");
    const char *end = strstr(style, "</style>");
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, (const guchar *)style, end - style);
    guint8 digest[32];
    gsize len = sizeof digest;
    g_checksum_get_digest(sum, digest, &len);
    g_autofree char *hash = g_base64_encode(digest, len);
    g_autofree char *allowed = g_strdup_printf("style-src 'sha256-%s';", hash);
    assert_non_null(strstr(out->str, allowed));
}

static void
faults_have_a_status_and_words(void **state)
{
    static const struct {
        unsigned status;
        const char *line, *title;
    } ROWS[] = {
        {400, "Status: 400 Bad Request\r\n", "<h1>We cannot read this</h1>"},
        {404, "Status: 404 Not Found\r\n", "<h1>There is no such page</h1>"},
        {405, "Status: 405 Method Not Allowed\r\nAllow: GET, HEAD, POST\r\n",
         "<h1>This cannot be done here</h1>"},
        {408, "Status: 408 Request Timeout\r\n", "<h1>We cannot read this</h1>"},
        {410, "Status: 410 Gone\r\n", "<h1>This link has expired</h1>"},
        {413, "Status: 413 Content Too Large\r\n", "<h1>This is too long</h1>"},
        {414, "Status: 414 URI Too Long\r\n", "<h1>This is too long</h1>"},
        {415, "Status: 415 Unsupported Media Type\r\n", "<h1>We cannot read this</h1>"},
        {500, "Status: 500 Internal Server Error\r\n", "<h1>Something went wrong</h1>"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(Response) r = {0};
        response_init(&r, "en");
        html_text(&r.body, "half a page");
        response_fault(&r, ROWS[i].status);
        g_autoptr(GString) out = g_string_new(NULL);
        response_print(&r, false, out);
        assert_true(g_str_has_prefix(out->str, ROWS[i].line));
        assert_non_null(strstr(out->str, ROWS[i].title));
        assert_null(strstr(out->str, "half a page"));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(addresses_are_of_the_web),
        cmocka_unit_test(raw_markup_stays),
        cmocka_unit_test(links_are_encoded),
        cmocka_unit_test(style_is_the_one_that_is_allowed),
        cmocka_unit_test(faults_have_a_status_and_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
