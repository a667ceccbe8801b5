// HTML mail reads as text: what is shown is kept, what is hidden is not, quotes are marked.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cpu_time.h"
#include "mail/html.h"

#include <glib.h>
#include <string.h>

typedef struct {
    const char *name, *in, *want;
} Row;

static void
html_reads_as_text(void **state)
{
    static const Row ROWS[] = {
        {"paragraphs", "<p>Hello <b>wor</b>ld</p><p>Two<br>lines</p>", "Hello world\n\nTwo\nlines"},
        {"source breaks are spaces", "one\ntwo  <i> three</i>", "one two three"},
        {"gmail's empty line", "<div>a</div><div><br></div><div>b</div>", "a\n\nb"},
        {"break before a block", "<div>a<br></div><div>b</div>", "a\nb"},
        {"outlook's lines", "<p class=MsoNormal>a</p><p class=MsoNormal>b</p>", "a\nb"},
        {"outlook's empty line",
         "<p class=MsoNormal>a</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>b</p>",
         "a\n\nb"},
        {"list", "<ul><li>one<li>two<ol start=3><li>a<li>b</ol></ul>end",
         "- one\n- two\n  3. a\n  4. b\nend"},
        {"paragraph in an item", "<ul><li><p>one</p></li></ul>", "- one"},
        {"link", "see <a href=\"https://x.y/z\">here</a>.", "see here <https://x.y/z>."},
        {"link that says itself", "<a href=\"http://www.x.y/\">x.y</a>", "x.y"},
        {"mail link", "<a href=\"mailto:a@b.c\">a@b.c</a> <a href=\"mailto:a@b.c\">Anna</a>",
         "a@b.c Anna <a@b.c>"},
        {"link that lies", "<a href=\"http://evil.example/\">http://good.example/</a>",
         "http://good.example/ <http://evil.example/>"},
        {"script in a link", "<a href=\"javascript:alert(1)\">x</a>", "x"},
        {"block in a link", "<a href=\"http://x.y\"><div>a</div></a>b", "a <http://x.y>\nb"},
        {"table", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>e",
         "a | b\nc | d\ne"},
        {"table of paragraphs", "<table><tr><td><p>a</p></td><td><p>b</p></td></tr></table>",
         "a | b"},
        {"empty cells", "<table><tr><td>a</td><td></td><td> </td></tr></table>", "a"},
        {"picture", "a<img src=\"cid:x%40y\">b", "a\n[cid:x@y]\nb"},
        {"picture with brackets", "<img src=\"cid:a]&#10;#close\">b", "b"},
        {"emoji picture", "a <img src=\"https://x/y.png\" alt=\"😀\">", "a 😀"},
        {"pre", "<pre>a\n  b\n</pre>c", "a\n  b\n\nc"},
        {"rule", "a<hr>b", "a\n---\nb"},
        {"entities", "a &lt; b &amp; c &#1071;", "a < b & c Я"},
        {"not html", "just text", "just text"},
        {"less than", "1 < 2 and <p>x", "1 < 2 and\n\nx"},
        {"tag that never ends", "a <div foo=\"bar", "a"},
        {"nothing", "", ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *got = html_to_text(ROWS[i].in, -1);
        if (strcmp(got, ROWS[i].want) != 0) {
            fail_msg("%s: got \"%s\", want \"%s\"", ROWS[i].name, got, ROWS[i].want);
        }
    }
    g_autofree char *absent = html_to_text(NULL, -1);
    assert_string_equal(absent, "");
    g_autofree char *part = html_to_text("<b>ab", 4);
    assert_string_equal(part, "a");
}

static void
hidden_text_stays_hidden(void **state)
{
    static const char *const HIDDEN[] = {
        "<script>#close</script>",
        "<style>#close</style>",
        "<title>#close</title>",
        "<!-- #close -->",
        "<!--[if mso]><p>#close</p><![endif]-->",
        "<div style=\"color:red; DISPLAY : none\"><p>#close</p></div>",
        "<span style=\"visibility:hidden\">#close</span>",
        "<span style=\"mso-hide:all\">#close</span>",
        "<p hidden>#close</p>",
        "<template>#close</template>",
        "<svg><text>#close</text></svg>",
        "<iframe>#close</iframe>",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(HIDDEN); i++) {
        g_autofree char *html = g_strdup_printf("<div>a</div>%s<div>b</div>", HIDDEN[i]);
        g_autofree char *got = html_to_text(html, -1);
        if (strcmp(got, "a\nb") != 0) {
            fail_msg("%s: %s", HIDDEN[i], got);
        }
    }
}

static void
quotes_are_marked(void **state)
{
    static const Row ROWS[] = {
        {"blockquote", "a<blockquote>b<br><br>c</blockquote>d", "a\n> b\n>\n> c\nd"},
        {"indentation, Gmail",
         "a<blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\">b</blockquote>c",
         "a\nb\nc"},
        {"indentation, WebKit",
         "a<blockquote class=\"webkit-indent-blockquote\" style=\"border: none\">b</blockquote>c",
         "a\nb\nc"},
        {"quote of Outlook without a border all around",
         "a<blockquote style=\"border:none;border-left:solid #CCC 1pt\">b</blockquote>c",
         "a\n> b\nc"},
        {"cited, no border", "a<blockquote type=cite style=\"border:none\">b</blockquote>c",
         "a\n> b\nc"},
        {"nested", "<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n> > b"},
        {"gmail",
         "<div>new</div><br><div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon A "
         "wrote:<br></div>"
         "<blockquote class=\"gmail_quote\">old</blockquote></div>",
         "new\n\nOn Mon A wrote:\n> old"},
        {"gmail, answers between",
         "<div class=\"gmail_quote\">A wrote:<blockquote>q1</blockquote><div>answer</div>"
         "<blockquote>q2</blockquote></div>",
         "A wrote:\n> q1\nanswer\n> q2"},
        {"gmail forward", "x<div class=\"gmail_quote\">Forwarded<br>old</div>",
         "x\n> Forwarded\n> old"},
        {"yahoo", "new<div class=\"yahoo_quoted\"><p>On Mon</p>old</div>",
         "new\n\n> On Mon\n>\n> old"},
        {"outlook",
         "<div><p class=MsoNormal>new</p><div><div style=\"border:none;border-top:solid #E1E1E1 "
         "1.0pt;"
         "padding:3.0pt 0cm 0cm 0cm\"><p class=MsoNormal><b>From:</b> X<br><b>Sent:</b> "
         "Y</p></div></div>"
         "<p class=MsoNormal>old</p></div>",
         "new\n> From: X\n> Sent: Y\n> old"},
        {"outlook's line without a header",
         "<div style=\"border:none;border-top:solid #E1E1E1 1.0pt\"><p "
         "class=MsoNormal>mine</p></div>",
         "mine"},
        {"outlook on the web",
         "new<hr><div id=\"divRplyFwdMsg\"><b>From:</b> X</div><div>old</div>",
         "new\n---\n> From: X\n> old"},
        {"apple", "new<blockquote type=\"cite\"><div>old</div></blockquote>", "new\n> old"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *got = html_to_text(ROWS[i].in, -1);
        if (strcmp(got, ROWS[i].want) != 0) {
            fail_msg("%s: got \"%s\", want \"%s\"", ROWS[i].name, got, ROWS[i].want);
        }
    }
}

static void
hostile_html_costs_little(void **state)
{
    static const struct {
        const char *piece;
        unsigned times;
    } ROWS[] = {{"<div>", 200000},
                {"<font color=1><p>", 60000},
                {"<a href=x><p>x", 70000},
                {"<table>x", 120000},
                {"<table><tr><td>x", 60000},
                {"<blockquote>x<br>", 60000},
                {"<body a=1>", 100000},
                {"<ul><li>x", 100000},
                {"<!--", 250000},
                {"<a b=\"", 150000},
                {"<x ", 300000},
                {"<", 1000000},
                {"&amp", 250000},
                {"<select><option>", 60000},
                {"<template>", 90000},
                {"<svg><g><math>", 70000},
                {"<b><i><u><p>", 80000},
                {"</p>", 250000}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GString) s = g_string_new(NULL);
        for (unsigned k = 0; k < ROWS[i].times / 2; k++) {
            g_string_append(s, ROWS[i].piece);
        }
        int64_t start = cpu_time();
        g_autofree char *got = html_to_text(s->str, (gssize)s->len);
        int64_t ms = (cpu_time() - start) / 1000;
        if (ms > 3000 || strlen(got) > 8 * 1000 * 1000) {
            fail_msg("%s: %d ms, %zu bytes", ROWS[i].piece, (int)ms, strlen(got));
        }
    }
    g_autoptr(GString) crowded = g_string_new("<p ");
    for (unsigned i = 0; i < 130000; i++) {
        g_string_append_printf(crowded, "a%u ", i);
    }
    g_string_append(crowded, ">text");
    int64_t start = cpu_time();
    g_autofree char *got = html_to_text(crowded->str, -1);
    assert_true(cpu_time() - start < 2000000);
    assert_string_equal(got, "text");
}

static void
text_becomes_safe_html(void **state)
{
    static const Row ROWS[] = {
        {"escaped", "<b> & \"x\" 'y'", "<p>&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;</p>\n"},
        {"lines and paragraphs", "a\nb\n\nc", "<p>a<br>\nb</p>\n<p>c</p>\n"},
        {"link", "see https://x.y/?a=1&b=2.",
         "<p>see <a href=\"https://x.y/?a=1&amp;b=2\">https://x.y/?a=1&amp;b=2</a>.</p>\n"},
        {"link ends at a quote", "http://x.y/\"onclick=\"z",
         "<p><a href=\"http://x.y/\">http://x.y/</a>&quot;onclick=&quot;z</p>\n"},
        {"bracketed link", "(http://x.y)", "<p>(<a href=\"http://x.y\">http://x.y</a>)</p>\n"},
        {"no link", "javascript:alert(1) xhttp://x https://",
         "<p>javascript:alert(1) xhttp://x https://</p>\n"},
        {"quotes", "> a\n> > b\nc",
         "<blockquote>\n<p>a</p>\n<blockquote>\n<p>b</p>\n</blockquote>\n</blockquote>\n<p>c</"
         "p>\n"},
        {"picture", "a\n[cid:x@y]", "<p>a<br>\n<img src=\"cid:x@y\" alt=\"\"></p>\n"},
        {"no picture", "[cid:x\"y]", "<p>[cid:x&quot;y]</p>\n"},
        {"nothing", "", ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *got = html_from_text(ROWS[i].in);
        if (strcmp(got, ROWS[i].want) != 0) {
            fail_msg("%s: got \"%s\", want \"%s\"", ROWS[i].name, got, ROWS[i].want);
        }
    }
    g_autofree char *html = html_from_text("a <b>\n\n> c\n\n[cid:x@y]\nd");
    g_autofree char *back = html_to_text(html, -1);
    assert_string_equal(back, "a <b>\n\n> c\n\n[cid:x@y]\nd");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(html_reads_as_text),     cmocka_unit_test(hidden_text_stays_hidden),
        cmocka_unit_test(quotes_are_marked),      cmocka_unit_test(hostile_html_costs_little),
        cmocka_unit_test(text_becomes_safe_html),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
