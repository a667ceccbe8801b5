// A secret is the first line of a file that nobody else can read.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io_fixture.h"

#include "base/error.h"
#include "io/secret.h"

static void
first_lines_are_read(void **state)
{
    static const struct {
        const char *name, *in;
        int mode;
        const char *want; // NULL: refused
        const char *says;
    } ROWS[] = {
        {"one line", "sesame\n", 0600, "sesame", ""},
        {"no line end", "sesame", 0400, "sesame", ""},
        {"DOS line end", "sesame\r\nmore\r\n", 0600, "sesame", ""},
        {"more lines", "a b\tc\n", 0600, NULL, "control"},
        {"blanks belong to it", " a b \nx", 0600, " a b ", ""},
        {"letters", "пароль\n", 0600, "пароль", ""},
        {"group may read", "sesame\n", 0640, NULL, "chmod 600"},
        {"others may read", "sesame\n", 0604, NULL, "chmod 600"},
        {"empty first line", "\nsesame\n", 0600, NULL, "empty"},
        {"empty file", "", 0600, NULL, "empty"},
        {"control character", "ses\033ame\n", 0600, NULL, "control"},
    };
    g_autofree char *folder = fixture_folder();
    g_autofree char *path = g_build_filename(folder, "secret", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        fixture_write(folder, "secret", ROWS[i].in);
        assert_int_equal(g_chmod(path, ROWS[i].mode), 0);
        g_autoptr(Secret) got = secret_read(path, &error);
        print_message("%s\n", ROWS[i].name);
        if (ROWS[i].want) {
            assert_string_equal(got, ROWS[i].want);
        } else {
            assert_null(got);
            assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_CONFIG));
            assert_non_null(strstr(error->message, ROWS[i].says));
            assert_non_null(strstr(error->message, path));
        }
        assert_int_equal(g_chmod(path, 0600), 0);
    }
    fixture_remove(folder);
}

static void
lines_without_end_are_refused(void **state)
{
    g_autofree char *folder = fixture_folder();
    g_autofree char *path = g_build_filename(folder, "secret", NULL);
    g_autofree char *fits = g_strnfill(16 * 1024, 'x');
    g_autofree char *long_line = g_strnfill(16 * 1024 + 1, 'x');
    g_autoptr(GError) error = NULL;
    fixture_write(folder, "secret", fits);
    assert_int_equal(g_chmod(path, 0600), 0);
    g_autoptr(Secret) got = secret_read(path, NULL);
    assert_string_equal(got, fits);
    fixture_write(folder, "secret", long_line);
    assert_int_equal(g_chmod(path, 0600), 0);
    assert_null(secret_read(path, &error));
    assert_non_null(strstr(error->message, "too long"));
    fixture_remove(folder);
}

static void
what_is_no_file_is_refused(void **state)
{
    g_autofree char *folder = fixture_folder();
    g_autofree char *missing = g_build_filename(folder, "missing", NULL);
    assert_null(secret_read(missing, NULL));
    assert_null(secret_read(folder, NULL));
    fixture_remove(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_lines_are_read),
        cmocka_unit_test(lines_without_end_are_refused),
        cmocka_unit_test(what_is_no_file_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
