// Message-IDs are found in what mailers write, and a forged list stays short.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cpu_time.h"
#include "mail/msgid.h"

#include <glib.h>
#include <string.h>

static char *
listed(const char *raw, unsigned max)
{
    g_autoptr(GPtrArray) ids = msgid_list_parse(raw, max);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < ids->len; i++) {
        g_string_append_printf(out, "%s%s", i ? " " : "", (const char *)ids->pdata[i]);
    }
    return g_string_free(out, FALSE);
}

static void
ids_are_found(void **state)
{
    static const struct {
        const char *name, *in, *want;
    } ROWS[] = {
        {"one", "<a@b>", "a@b"},
        {"several", "<a@b> <c@d>\r\n <e@f>", "a@b c@d e@f"},
        {"not apart", "<a@b><c@d>", "a@b c@d"},
        {"duplicates", "<a@b> <c@d> <a@b>", "a@b c@d"},
        {"phrase around", "Your message of \"Mon\" <a@b> (x)", "a@b"},
        {"folded inside", "<aaa\r\n bbb@c>", "aaabbb@c"},
        {"bare", "a@b c@d", "a@b c@d"},
        {"bare words without @", "hello a@b", "a@b"},
        {"without @ in brackets", "<abc>", "abc"},
        {"case stays", "<A@B>", "A@B"},
        {"not closed", "<a@b <c@d>", "c@d"},
        {"empty", "<> <a@b>", "a@b"},
        {"control", "<a\x01@b> <c@d>", "c@d"},
        {"not utf-8", "<a\xff@b> <c@d>", "c@d"},
        {"utf-8", "<ж@b>", "ж@b"},
        {"nothing", "", ""},
        {"absent", NULL, ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *got = listed(ROWS[i].in, 20);
        if (strcmp(got, ROWS[i].want) != 0) {
            fail_msg("%s: got \"%s\", want \"%s\"", ROWS[i].name, got, ROWS[i].want);
        }
    }
}

static void
the_root_and_the_nearest_are_kept(void **state)
{
    g_autofree char *three = listed("<a> <b> <c> <d> <e>", 3);
    assert_string_equal(three, "a d e");
    g_autofree char *one = listed("<a> <b> <c>", 1);
    assert_string_equal(one, "a");
    g_autofree char *none = listed("<a>", 0);
    assert_string_equal(none, "");
    g_autofree char *first = msgid_parse_one(" <a@b> <c@d>");
    assert_string_equal(first, "a@b");
    assert_null(msgid_parse_one("nothing"));
}

static void
megabytes_cost_little(void **state)
{
    g_autoptr(GString) s = g_string_new(NULL);
    for (unsigned i = 0; i < 300000; i++) {
        g_string_append_printf(s, "<%u@example.com> ", i);
    }
    int64_t start = cpu_time();
    g_autofree char *got = listed(s->str, 4);
    assert_true(cpu_time() - start < 1000000);
    assert_string_equal(got,
                        "0@example.com 299997@example.com 299998@example.com 299999@example.com");
    g_autofree char *open = g_strnfill(2000000, '<');
    start = cpu_time();
    g_autofree char *nothing = listed(open, 4);
    assert_true(cpu_time() - start < 1000000);
    assert_string_equal(nothing, "");
}

static void
long_ids_are_left_out(void **state)
{
    g_autofree char *fits = g_strnfill(998, 'a');
    g_autofree char *over = g_strnfill(999, 'b');
    g_autofree char *both = g_strdup_printf("<%s> <%s>", over, fits);
    g_autofree char *got = listed(both, 5);
    assert_string_equal(got, fits);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_found),
        cmocka_unit_test(the_root_and_the_nearest_are_kept),
        cmocka_unit_test(megabytes_cost_little),
        cmocka_unit_test(long_ids_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
