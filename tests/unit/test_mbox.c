// An mbox file is cut at its "From " lines and nowhere else.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io_fixture.h"

#include "base/error.h"

static Source *
opened(Mailbox *m, char *path, GError **error)
{
    *m = (Mailbox){.kind = MAILBOX_MBOX, .name = path, .path = path};
    return source_open(m, error);
}

static char *
reading(const char *in, GArray *entries)
{
    Mailbox m;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = fixture_folder();
    g_autofree char *path = g_build_filename(folder, "box", NULL);
    fixture_write(folder, "box", in);
    g_autoptr(Source) source = opened(&m, path, &error);
    assert_non_null(source);
    char *text = fixture_read(source, entries);
    fixture_remove(folder);
    return text;
}

static void
messages_are_cut(void **state)
{
    static const struct {
        const char *name, *in, *want;
    } ROWS[] = {
        {"empty file", "", ""},
        {"only empty lines", "\n\n", ""},
        {"one", "From a\nS: 1\n\nx\n", "[S: 1\n\nx\n]"},
        {"one without a last line end", "From a\nS: 1\n\nx", "[S: 1\n\nx]"},
        {"two", "From a\nS: 1\n\nx\n\nFrom b\nS: 2\n\ny\n\n", "[S: 1\n\nx\n][S: 2\n\ny\n]"},
        {"empty lines belong to the message but for the last",
         "From a\nS: 1\n\n\n\nx\n\n\n\nFrom b\nS: 2\n", "[S: 1\n\n\n\nx\n\n\n][S: 2\n]"},
        {"From inside a paragraph", "From a\nS: 1\n\nx\nFrom here on\n",
         "[S: 1\n\nx\nFrom here on\n]"},
        {"quoted", "From a\nS: 1\n\n>From x\n>>From y\n> From z\n>Fromage\n",
         "[S: 1\n\nFrom x\n>From y\n> From z\n>Fromage\n]"},
        {"DOS line ends", "From a\r\nS: 1\r\n\r\nx\r\n\r\nFrom b\r\nS: 2\r\n",
         "[S: 1\r\n\r\nx\r\n][S: 2\r\n]"},
        {"nothing but From", "From a\n\nFrom b\n", "[]"},
        {"the same twice", "From a\nS: 1\n\nFrom b\nS: 1\n\nFrom c\nS: 2\n", "[S: 1\n][S: 2\n]"},
        {"leading empty lines", "\n\nFrom a\nS: 1\n", "[S: 1\n]"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *got = reading(ROWS[i].in, NULL);
        print_message("%s\n", ROWS[i].name);
        assert_string_equal(got, ROWS[i].want);
    }
}

static void
times_are_read(void **state)
{
    static const struct {
        const char *line;
        int64_t want;
    } ROWS[] = {
        {"From a@b Sat Nov 21 19:20:00 2026", 1795288800},
        {"From a@b Sat Nov 21 20:20:00 2026 +0100", 1795288800},
        {"From a@b  Sat Nov  1 00:00:59 +0000 2025", 1761955259},
        {"From - Sat Nov 21 19:20 2026", 1795288800},
        {"From a@b", 0},
        {"From a@b Sat Nov 99 19:20:00 2026", 0},
        {"From a@b Sat Foo 21 19:20:00 2026", 0},
        {"From a@b Sat Nov 21 xx:20:00 2026", 0},
        {"From a@b Sat Nov 21 19:20:00", 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(SourceEntry));
        g_autofree char *in = g_strconcat(ROWS[i].line, "\nS: 1\n", NULL);
        g_autofree char *text = reading(in, entries);
        print_message("%s\n", ROWS[i].line);
        assert_string_equal(text, "[S: 1\n]");
        assert_int_equal(entries->len, 1);
        assert_int_equal(g_array_index(entries, SourceEntry, 0).received, ROWS[i].want);
        assert_int_equal(g_array_index(entries, SourceEntry, 0).size, 5);
    }
}

// Every block boundary falls somewhere else, in lines, in empty lines and in "From ".
static void
blocks_do_not_show(void **state)
{
    GString *in = g_string_new(NULL), *want = g_string_new(NULL);
    for (unsigned i = 0; i < 400; i++) {
        g_autofree char *line = g_strnfill(37 + i * 7 % 1500, 'x');
        g_string_append_printf(in, "From a Sat Nov 21 19:20:00 2026\nN: %u\n\n%s\n\n>From %u\n\n",
                               i, line, i);
        g_string_append_printf(want, "[N: %u\n\n%s\n\nFrom %u\n]", i, line, i);
    }
    g_autofree char *got = reading(in->str, NULL);
    assert_string_equal(got, want->str);
    g_string_free(in, TRUE);
    g_string_free(want, TRUE);
}

static void
a_line_of_any_length_is_read(void **state)
{
    g_autofree char *line = g_strnfill(1000003, '>');
    g_autofree char *in =
        g_strconcat("From ", line, "\nS: 1\n\n", line, "From x\n\nFrom b\nS: 2\n", NULL);
    g_autofree char *want = g_strconcat("[S: 1\n\n", line, "From x\n][S: 2\n]", NULL);
    g_autofree char *got = reading(in, NULL);
    assert_string_equal(got, want);
}

static void
other_files_are_refused(void **state)
{
    Mailbox m;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = fixture_folder();
    g_autofree char *path = g_build_filename(folder, "box", NULL);
    g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(SourceEntry));
    bool more;
    assert_null(opened(&m, path, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_CONFIG));
    g_clear_error(&error);
    assert_null(opened(&m, folder, &error));
    g_clear_error(&error);
    fixture_write(folder, "box", "Subject: no mbox\n\nFrom a\n");
    g_autoptr(Source) source = opened(&m, path, &error);
    assert_false(source_list(source, 0, 10, entries, &more, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_CONFIG));
    fixture_remove(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_cut),        cmocka_unit_test(times_are_read),
        cmocka_unit_test(blocks_do_not_show),      cmocka_unit_test(a_line_of_any_length_is_read),
        cmocka_unit_test(other_files_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
