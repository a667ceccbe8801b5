// Markdown where it is meant, plain prose as it stands, nothing dangerous, nothing slow.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cpu_time.h"
#include "mail/html.h"
#include "mail/markdown.h"

#include <glib.h>
#include <string.h>

typedef struct {
    const char *name, *in, *want;
} Row;

static void
check(const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_autofree char *got = markdown_html(rows[i].in);
        if (strcmp(got, rows[i].want) != 0)
            fail_msg("%s: got\n%s\nwanted\n%s", rows[i].name, got, rows[i].want);
    }
}

static void
markdown_becomes_html(void **state)
{
    static const Row ROWS[] = {
        {"nothing", "", ""},
        {"lines", "a\nb\n\nc", "<p>a<br>\nb</p>\n<p>c</p>\n"},
        {"emphasis", "*a* **b** _c_ ***d***",
         "<p><em>a</em> <strong>b</strong> <em>c</em> <em><strong>d</strong></em></p>\n"},
        {"cyrillic", "**важно**: *да*", "<p><strong>важно</strong>: <em>да</em></p>\n"},
        {"code", "press `a < b` or ``c`d``",
         "<p>press <code>a &lt; b</code> or <code>c`d</code></p>\n"},
        {"heading", "# One\n## Two *x*\ntext",
         "<p><b>One</b></p>\n<p><b>Two <em>x</em></b></p>\n<p>text</p>\n"},
        {"list", "do:\n- a\n- b\n\nend",
         "<p>do:</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p>end</p>\n"},
        {"list of stars", "* a\n* b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"},
        {"numbers", "1. a\n2. b\n3. c", "<ol>\n<li>a</li>\n<li>b</li>\n<li>c</li>\n</ol>\n"},
        {"brackets", "1) a\n2) b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"},
        {"all ones", "1. a\n1. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"},
        {"a number twice", "1. a\n2. b\n\n2. c",
         "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n<p>2. c</p>\n"},
        {"list in a list", "- a\n  - b\n  - c\n- d",
         "<ul>\n<li>a\n<ul>\n<li>b</li>\n<li>c</li>\n</ul></li>\n<li>d</li>\n</ul>\n"},
        {"deeply indented list in a list", "- a\n     - b",
         "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul></li>\n</ul>\n"},
        {"quote", "> a\n> b\nc", "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>\n<p>c</p>\n"},
        {"quotes", ">> a\n> b\n\nc",
         "<blockquote>\n<blockquote>\n<p>a</p>\n</blockquote>\n<p>b</p>\n</blockquote>\n"
         "<p>c</p>\n"},
        {"fence", "see\n```\n  a *b*\n\n<c>\n```\nd",
         "<p>see</p>\n<pre style=\"white-space:pre-wrap\"><code>  a *b*\n\n&lt;c&gt;\n"
         "</code></pre>\n<p>d</p>\n"},
        {"rule", "a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>\n"},
        {"link", "[our *page*](https://example.com/?a=1&copy=2).",
         "<p><a href=\"https://example.com/?a=1&amp;copy=2\">our <em>page</em></a>.</p>\n"},
        {"mail link", "[write](mailto:a@example.com)",
         "<p><a href=\"mailto:a@example.com\">write</a></p>\n"},
    };
    check(ROWS, G_N_ELEMENTS(ROWS));
}

static void
prose_stays_as_it_is(void **state)
{
    static const char *const ROWS[] = {
        "5 * 3 * 2 = 30 and 5*3*2 too",
        "snake_case_names and __init__.py, a_b",
        "#123 is done",
        "    indented\n\n    and again",
        "1986. A great year",
        "2. Yes, that is right.",
        "Offer\n=====\nText\n-----\nmore\n--\nAnna",
        "a\n***",
        "C:\\*.* and \\\\server\\share\\_x_",
        "it`s here, don`t worry",
        "a ` b",
        "AT&amp;T &copy; <b>bold</b> <!-- c -->",
        "<script>alert(1)</script>\nx",
        "[1]: https://example.com/a\nsee [1] [x][1]",
        "[x](javascript:alert(1)) ![p](data:x)",
        "[picture: my_a*b*_c's \"x\".png]",
        "~~~~~~~\nafter",
        "```\nnever closed *a\n",
        "+ 380 44 000",
        "- ",
        "-",
        "=",
        "# ",
        "> ",
        "(*) footnote (*)\n* * *",
        "~strike~ | a | b |",
        "https://example.com/a_b_*c*_d?x=1&y=[2].\nmailto:a_b_@example.com",
        "see <https://example.com/>, (http://example.com/x).",
        "a\\\nb",
        "1.2.3 and 1.) x",
        "1 apple, 2. pears\n2. pears",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *got = markdown_html(ROWS[i]);
        g_autoptr(GString) want = g_string_new(NULL);
        g_autofree char *plain = html_from_text(ROWS[i]);
        g_string_assign(want, plain);
        // The space in front of a line is not seen in HTML.
        g_string_replace(want, "<p>    ", "<p>", 0);
        if (strcmp(got, want->str) != 0)
            fail_msg("\"%s\": got\n%s\nwanted\n%s", ROWS[i], got, want->str);
    }
}

static void
nothing_dangerous_comes_out(void **state)
{
    static const char *const ROWS[] = {
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html,x)",
        "[a](https://x\"onclick=\"y)",
        "![a](https://x/y.png)",
        "<img src=x onerror=y>",
        "- <script>x</script>",
        "> <script>x</script>",
        "# <script>x</script>",
        "`<script>`",
        "```<script>\n<script>\n```",
        "<javascript:alert(1)>",
        "[a]\n\n[a]: javascript:alert(1)",
        "[<img src=x>](https://x)",
        "&lt;script&gt;",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *got = markdown_html(ROWS[i]);
        g_autofree char *folded = g_ascii_strdown(got, -1);
        if (strstr(folded, "<script") || strstr(folded, "<img") || strstr(folded, "href=\"java") ||
            strstr(folded, "href=\"data") || strstr(folded, "\"onclick"))
            fail_msg("%s: got %s", ROWS[i], got);
    }
}

static void
hostile_text_takes_no_time(void **state)
{
    static const char *const PIECES[] = {
        "> ",      ">",       "- ",   "1. ", "[",       "[a](",
        "*",       "**a ",    "_",    "`",   "``` ``",  "```x\n",
        "````y\n", "- a\n  ", "# ",   "<",   "&",       "\\",
        "![",      "*a_",     "> - ", ">\n", "http://", "[picture: ",
        "* _",     "a*",      "]",    "(",   "\n\n- ",  "1. a\n   1. b\n",
        "~~~\n"};
    for (size_t i = 0; i < G_N_ELEMENTS(PIECES); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 200000)
            g_string_append(text, PIECES[i]);
        int64_t begin = cpu_time();
        g_autofree char *html = markdown_html(text->str);
        int64_t took = cpu_time() - begin;
        if (took > 2000000)
            fail_msg("\"%s\" took %d ms", PIECES[i], (int)(took / 1000));
        assert_true(strlen(html) < 200 * text->len);
    }
}

static void
depth_is_capped(void **state)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < 100; i++)
        g_string_append_printf(text, "%*s- a\n", (int)i * 2, "");
    for (unsigned i = 0; i < 100; i++)
        g_string_append_c(text, '>');
    g_string_append(text, " q");
    for (unsigned i = 0; i < 100; i++)
        g_string_append(text, " *a **b");
    for (unsigned i = 0; i < 100; i++)
        g_string_append(text, "b** a*");
    g_autofree char *html = markdown_html(text->str);
    unsigned depth = 0, deepest = 0;
    for (const char *p = html; (p = strchr(p, '<')); p++) {
        if (p[1] == '/')
            depth--;
        else if (!g_str_has_prefix(p, "<br>") && !g_str_has_prefix(p, "<hr>"))
            depth++;
        deepest = MAX(deepest, depth);
    }
    assert_int_equal(depth, 0);
    assert_true(deepest > 10 && deepest < 60);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markdown_becomes_html),
        cmocka_unit_test(prose_stays_as_it_is),
        cmocka_unit_test(nothing_dangerous_comes_out),
        cmocka_unit_test(hostile_text_takes_no_time),
        cmocka_unit_test(depth_is_capped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
