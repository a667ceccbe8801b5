// What is said to an IMAP server, and what a server may not say.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io/imap_private.h"

#include <glib.h>
#include <string.h>

static void
names_are_written_as_imap_does(void **state)
{
    static const struct {
        const char *in, *want;
    } ROWS[] = {
        {"INBOX", "INBOX"},
        {"a&b", "a&-b"},
        {"Готово", "&BBMEPgRCBD4EMgQ+-"},
        {"x/Готово/y", "x/&BBMEPgRCBD4EMgQ+-/y"},
        {"~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"},
        {"😀", "&2D3eAA-"},
        {"é", "&AOk-"},
        {"", ""},
        {"bad\xff", "bad"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *got = imap_name(ROWS[i].in);
        assert_string_equal(got, ROWS[i].want);
    }
}

static void
strings_are_quoted(void **state)
{
    g_autofree char *got = imap_quoted("a \"b\" \\ \r\nc");
    assert_string_equal(got, "\"a \\\"b\\\" \\\\ c\"");
}

static void
sets_are_runs(void **state)
{
    static const SourceEntry ENTRIES[] = {{1}, {2}, {3}, {7}, {9}, {10}, {4294967295}};
    g_autoptr(GString) all = g_string_new(NULL);
    g_autoptr(GString) some = g_string_new(NULL);
    assert_int_equal(imap_uid_set(all, ENTRIES, 7, 10), 7);
    assert_string_equal(all->str, "1:3,7,9:10,4294967295");
    assert_int_equal(imap_uid_set(some, ENTRIES, 7, 2), 4);
    assert_string_equal(some->str, "1:3,7");
}

// Whatever the pieces that a line arrives in, the verdict is the same.
static void
literals_are_measured(void **state)
{
    static const struct {
        const char *in;
        bool want;
    } ROWS[] = {
        {"* 1 FETCH (BODY[] {10}\r\n0123456789)\r\n* OK {\r\n", true},
        {"* 1 FETCH (BODY[] {10}\r\n{99999999}\n)\r\n", true}, // inside the literal
        {"* 1 FETCH (BODY[] {100}\r\n", true},
        {"* 1 FETCH (BODY[] {101}\r\n", false},
        {"* 1 FETCH (BODY[] {101+}\r\n", false},
        {"* 1 FETCH (BODY[] {101}\n", false},
        {"* 1 FETCH (BODY[] { 101}\r\n", false},
        {"* 1 FETCH (BODY[] {4294967295}\r\n", false},
        {"* 1 FETCH (BODY[] {18446744073709551621}\r\n", false},
        {"* 1 FETCH (BODY[] {000000000000000000000000000000000000005}\r\n", false},
        {"{101}\r\n", false},
        {"{5}\r\nabcde {101}\r\n", false},
        {"* OK {}\r\n* OK }\r\n}\r\n\r\n", true},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        for (size_t step = 1; step < 50; step += 3) {
            ImapGuard guard = {0};
            g_autofree char *why = NULL;
            imap_guard_allow(&guard, 1000, 1000, 100);
            for (size_t at = 0, len = strlen(ROWS[i].in); at < len && !why; at += step) {
                why = imap_guard_look(&guard, ROWS[i].in + at, MIN(step, len - at));
            }
            assert_int_equal(why == NULL, ROWS[i].want);
        }
    }
}

static void
answers_are_bounded(void **state)
{
    ImapGuard guard = {0};
    g_autofree char *block = g_strnfill(70000, 'x');
    imap_guard_allow(&guard, 100, 100, 100);
    g_autofree char *fits = imap_guard_look(&guard, "* OK 01234567890\r\n* BYE so long\r\n", 33);
    assert_null(fits);
    assert_string_equal(guard.bye, " so long\r\n");
    g_autofree char *much = imap_guard_look(&guard, block, 68);
    assert_non_null(much);
    imap_guard_allow(&guard, 1000000, 100, 100);
    g_autofree char *line = imap_guard_look(&guard, block, 70000);
    assert_non_null(line);
    ImapGuard fresh = {0};
    imap_guard_allow(&fresh, 1000, 150, 100);
    g_autofree char *one = imap_guard_look(&fresh, "* 1 {90}\r\n", 10);
    assert_null(one);
    g_autofree char *whole = imap_guard_look(&fresh, block, 90);
    assert_null(whole);
    g_autofree char *two = imap_guard_look(&fresh, " {90}\r\n", 7);
    assert_non_null(two);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_written_as_imap_does),
        cmocka_unit_test(strings_are_quoted),
        cmocka_unit_test(sets_are_runs),
        cmocka_unit_test(literals_are_measured),
        cmocka_unit_test(answers_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
