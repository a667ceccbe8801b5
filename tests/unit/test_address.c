// Addresses are read from whatever strangers send, and only what could be sent to comes out.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cpu_time.h"
#include "mail/address.h"

#include <glib.h>
#include <string.h>

// "name|address;name|address"
static char *
listed(const char *raw, unsigned max)
{
    g_autoptr(GPtrArray) list = address_list_parse(raw, max);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < list->len; i++) {
        const Address *a = list->pdata[i];
        g_string_append_printf(out, "%s%s|%s", i ? ";" : "", a->name, a->address);
    }
    return g_string_free(out, FALSE);
}

static void
lists_are_read(void **state)
{
    static const struct {
        const char *name, *in, *want;
    } ROWS[] = {
        {"plain", "Anna <anna@EXAMPLE.com>, bob@x.org", "Anna|anna@example.com;|bob@x.org"},
        {"local part keeps its case", "Anna.B@x.org", "|Anna.B@x.org"},
        {"comment as name", "bob@x.org (Bob)", "Bob|bob@x.org"},
        {"quoted local part", "\"a@b\"@example.com", "|\"a@b\"@example.com"},
        {"quoted name", "\"Q, \\\"N\\\"\" <q@x.y>", "Q, \"N\"|q@x.y"},
        {"padded words", "=?utf-8?B?0J/RgNC40LI=?= =?utf-8?B?0LXRgg==?= <p@x.ru>", "Привет|p@x.ru"},
        {"words in quotes", "\"=?utf-8?B?0J/RgNC40LI=?= =?utf-8?B?0LXRgg==?=\" <p@x.ru>",
         "Привет|p@x.ru"},
        {"raw windows-1251", "\xcf\xf0\xe8\xe2\xe5\xf2 <p@x.ru>", "Привет|p@x.ru"},
        {"raw utf-8", "Привет мир <p@x.ru>, Ёж <k@x.ru>", "Привет мир|p@x.ru;Ёж|k@x.ru"},
        {"unknown charset", "=?x-none?Q?=CF=F0=E8=E2=E5=F2?= <p@x.ru>", "Привет|p@x.ru"},
        {"iso-2022-jp", "=?iso-2022-jp?B?GyRCJUYlOSVIGyhC?= <t@x.jp>", "テスト|t@x.jp"},
        {"address inside a word is a name", "=?utf-8?q?Boss_=3Cboss=40x=2Ey=3E=2C?= <joe@x.y>",
         "Boss <boss@x.y>,|joe@x.y"},
        {"address as a name", "a@b.c <d@e.f>", "a@b.c|d@e.f"},
        {"group", "Team: a@b.c, d@e.f;, g@h.i", "|a@b.c;|d@e.f;|g@h.i"},
        {"empty group", "undisclosed-recipients:;", ""},
        {"route", "<@r1,@r2:a@b.c>", "|a@b.c"},
        {"two dots", "a..b@docomo.ne.jp", "|a..b@docomo.ne.jp"},
        {"name without brackets", "Joe joe@x.y", "Joe|joe@x.y"},
        {"two domains", "boss@x.y@evil.example, <a@b@c>", ""},
        {"no domain", "root", ""},
        {"space in the local part", "\"a b\"@x.y", "|\"a b\"@x.y"},
        {"literal", "a@[127.0.0.1]", "|a@[127.0.0.1]"},
        {"letters of a domain", "почта@пример.рф", "|почта@xn--e1afmkfd.xn--p1ai"},
        {"ascii of a domain", "joe@XN--e1afmkfd.xn--p1ai", "|joe@xn--e1afmkfd.xn--p1ai"},
        {"line breaks in a word", "=?utf-8?B?YQ0KQmNjOiBi?= <a@b.c>", "a Bcc: b|a@b.c"},
        {"override in a name",
         "\xe2\x80\xae"
         "ssob <a@b.c>",
         "ssob|a@b.c"},
        {"nothing", " ", ""},
        {"brackets alone", "<>", ""},
        {"absent", NULL, ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *got = listed(ROWS[i].in, 50);
        if (strcmp(got, ROWS[i].want) != 0) {
            fail_msg("%s: got \"%s\", want \"%s\"", ROWS[i].name, got, ROWS[i].want);
        }
    }
}

static void
hostile_lists_cost_little(void **state)
{
    static const struct {
        const char *name, *piece;
        unsigned times;
        const char *tail;
        unsigned at_least;
    } ROWS[] = {
        {"half a million addresses", "someone@example.com, ", 500000, "", 700},
        {"nested comments", "(", 10000, " x@y.z", 0},
        {"groups in groups", "a:", 500000, "", 0},
        {"open brackets", "<", 100000, "", 0},
        {"open quotes", "\"a", 100000, "", 0},
        {"beginnings of words", "=?utf-8?q?", 100000, "", 0},
        {"beginnings with an end", "=?utf-8?x?", 100000, "?=", 0},
        {"routes", "@a,", 100000, "", 0},
        {"backslashes", "\\", 100000, "", 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GString) s = g_string_new(NULL);
        for (unsigned k = 0; k < ROWS[i].times; k++) {
            g_string_append(s, ROWS[i].piece);
        }
        g_string_append(s, ROWS[i].tail);
        int64_t start = cpu_time();
        g_autoptr(GPtrArray) list = address_list_parse(s->str, 5000);
        int64_t ms = (cpu_time() - start) / 1000;
        if (ms > 400 || list->len < ROWS[i].at_least) {
            fail_msg("%s: %d ms, %u addresses", ROWS[i].name, (int)ms, list->len);
        }
    }
}

static void
a_cut_list_has_whole_addresses_only(void **state)
{
    g_autoptr(GString) s = g_string_new(NULL);
    for (unsigned i = 0; i < 2000; i++) {
        g_string_append_printf(s, "\"Name, %u\" <u%u@example.com>, ", i, i);
    }
    g_autoptr(GPtrArray) list = address_list_parse(s->str, 5000);
    assert_true(list->len > 400 && list->len < 600);
    for (guint i = 0; i < list->len; i++) {
        const Address *a = list->pdata[i];
        g_autofree char *want = g_strdup_printf("u%u@example.com", i);
        g_autofree char *name = g_strdup_printf("Name, %u", i);
        assert_string_equal(a->address, want);
        assert_string_equal(a->name, name);
    }
    g_autoptr(GPtrArray) three = address_list_parse(s->str, 3);
    assert_int_equal(three->len, 3);
}

static void
one_address_means_one(void **state)
{
    g_autoptr(Address) one = address_parse_one("Anna <anna@x.y>");
    assert_string_equal(one->address, "anna@x.y");
    g_autofree char *shown = address_display(one);
    assert_string_equal(shown, "Anna <anna@x.y>");
    g_autoptr(Address) copy = address_dup(one);
    assert_string_equal(copy->name, "Anna");
    assert_null(address_parse_one("a@b.c, d@e.f"));
    assert_null(address_parse_one("nobody"));
}

static void
only_sendable_addresses_are_valid(void **state)
{
    static const struct {
        const char *in;
        bool want;
    } ROWS[] = {
        {"a@b.c", true},
        {"a@localhost", true},
        {"\"a@b\"@c.d", true},
        {"a+b@c.d", true},
        {"o'neil@c.d", true},
        {"a@[IPv6:::1]", true},
        {"почта@пример.рф", true},
        {"a@b_c.d", true},
        {"", false},
        {NULL, false},
        {"a", false},
        {"@b.c", false},
        {"a@", false},
        {"a@b@c", false},
        {"a b@c.d", false},
        {"a@b.c\r\nRCPT TO:<x>", false},
        {"a@b\n.c", false},
        {"a@b.c ", false},
        {"a@b..c", false},
        {"a@.b", false},
        {"a@-b.c", false},
        {"<a@b.c>", false},
        {"a,b@c.d", false},
        {"a@b.c>", false},
        {"\"a@b.c", false},
        {"\"\"@b.c", false},
        {"a@[b", false},
        {"a\xe2\x80\x8b@b.c", false},
        {"a\xff@b.c", false},
        {"a;b@c.d", false},
        {"a@x／y.z", false},
        {"a@x。。y", false},
        {"a@x＠y", false},
        {"a@[жж]", false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        if (address_is_valid(ROWS[i].in) != ROWS[i].want) {
            fail_msg("%s: want %d", ROWS[i].in, ROWS[i].want);
        }
    }
    g_autofree char *local = g_strnfill(252, 'a');
    g_autofree char *fits = g_strconcat(local, "@b", NULL);
    g_autofree char *over = g_strconcat(local, "@bc", NULL);
    assert_true(address_is_valid(fits));
    assert_false(address_is_valid(over));
}

static void
comparison_folds_case_and_no_look_alikes(void **state)
{
    assert_true(address_equal("Anna@Example.COM", "anna@example.com"));
    assert_true(address_equal("ПОЧТА@пример.рф", "почта@xn--e1afmkfd.xn--p1ai"));
    assert_false(address_equal("anna+x@example.com", "anna@example.com"));
    // Cyrillic а, Kelvin sign, ß.
    assert_false(address_equal("аnna@example.com", "anna@example.com"));
    assert_false(address_equal("\xe2\x84\xaa@x.y", "k@x.y"));
    assert_false(address_equal("straße@x.y", "strasse@x.y"));
}

static void
details_and_domains_are_split(void **state)
{
    static const struct {
        const char *in, *base, *detail;
    } ROWS[] = {
        {"support+x@e.com", "support@e.com", "x"},
        {"support+a+b@e.com", "support@e.com", "a+b"},
        {"support@e.com", "support@e.com", NULL},
        {"+x@e.com", "+x@e.com", NULL},
        {"a+@e.com", "a+@e.com", NULL},
        {"\"a+b\"@e.com", "\"a+b\"@e.com", NULL},
        {"a@e+f.com", "a@e+f.com", NULL},
        {"a+b", "a+b", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *detail = NULL;
        g_autofree char *base = address_split_detail(ROWS[i].in, &detail);
        assert_string_equal(base, ROWS[i].base);
        assert_string_equal(detail ? detail : "none", ROWS[i].detail ? ROWS[i].detail : "none");
    }
    assert_string_equal(address_domain("\"a@b\"@c.d"), "c.d");
    assert_string_equal(address_domain("none"), "");
    assert_true(address_domain_is_public("Gmail.com"));
    assert_false(address_domain_is_public("example.com"));
    assert_false(address_domain_is_public(""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_read),
        cmocka_unit_test(hostile_lists_cost_little),
        cmocka_unit_test(a_cut_list_has_whole_addresses_only),
        cmocka_unit_test(one_address_means_one),
        cmocka_unit_test(only_sendable_addresses_are_valid),
        cmocka_unit_test(comparison_folds_case_and_no_look_alikes),
        cmocka_unit_test(details_and_domains_are_split),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
