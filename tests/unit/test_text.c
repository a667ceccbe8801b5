// Text is valid, short, plain and comparable whatever it was made of.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "cpu_time.h"

#include <glib.h>
#include <string.h>

typedef struct {
    const char *name, *in, *want;
} Row;

static void
check(const Row *rows, size_t n, char *(*made)(const char *))
{
    for (size_t i = 0; i < n; i++) {
        g_autofree char *out = made(rows[i].in);
        if (strcmp(out, rows[i].want) != 0) {
            fail_msg("%s: got \"%s\", want \"%s\"", rows[i].name, out, rows[i].want);
        }
    }
}

static char *
utf8_of(const char *in)
{
    return text_utf8(in, -1);
}

static void
any_bytes_become_utf8(void **state)
{
    static const Row ROWS[] = {
        {"ascii", "abc", "abc"},
        {"cyrillic", "Привет", "Привет"},
        {"lone byte",
         "a\xff"
         "b",
         "a\xef\xbf\xbd"
         "b"},
        {"cut character", "a\xd0", "a\xef\xbf\xbd"},
        {"absent", NULL, ""},
    };
    check(ROWS, G_N_ELEMENTS(ROWS), utf8_of);
    g_autofree char *nul = text_utf8("a\0b", 3);
    assert_string_equal(nul, "a\xef\xbf\xbd"
                             "b");
}

static void
one_line_shows_what_it_says(void **state)
{
    static const Row ROWS[] = {
        {"runs", "  a \t b\r\n c  ", "a b c"},
        {"no-break space",
         "a\xc2\xa0\xc2\xa0"
         "b",
         "a b"},
        {"controls", "a\x1b[31mb\x7f", "a [31mb"},
        {"override", "photo\xe2\x80\xaegpj.exe", "photogpj.exe"},
        {"zero width", "bo\xe2\x80\x8bss", "boss"},
        {"separators",
         "a\xe2\x80\xa8"
         "b\xc2\x85"
         "c",
         "a b c"},
        {"only blanks", " \n ", ""},
        {"absent", NULL, ""},
    };
    check(ROWS, G_N_ELEMENTS(ROWS), text_one_line);
    g_autofree char *log = text_log("a \"b\" \\\n");
    assert_string_equal(log, "a \\\"b\\\" \\\\");
}

static void
normal_text_has_plain_lines(void **state)
{
    static const Row ROWS[] = {
        {"dos lines", "a\r\nb\r\n", "a\nb\n"},
        {"mac lines", "a\rb", "a\nb"},
        {"converted twice", "a\r\r\nb", "a\nb"},
        {"trailing blanks", "a  \t\nb ", "a\nb"},
        {"two empty lines stay", "a\n\n\nb", "a\n\n\nb"},
        {"more become two", "a\n\n \n\n\n\nb", "a\n\n\nb"},
        {"tabs inside stay", "a\tb", "a\tb"},
        {"leading blanks stay", "  a", "  a"},
        {"controls go",
         "a\x01\x0c"
         "b",
         "ab"},
        {"signature mark loses its blank", "-- \nx", "--\nx"},
    };
    check(ROWS, G_N_ELEMENTS(ROWS), text_normal);
}

static void
clipping_keeps_characters_whole(void **state)
{
    static const struct {
        const char *in;
        size_t max;
        const char *want;
    } ROWS[] = {{"abc", 5, "abc"}, {"abc", 2, "ab"}, {"Привет", 3, "П"}, {"Привет", 4, "Пр"},
                {"Привет", 1, ""}, {"a€", 3, "a"},   {"a€", 4, "a€"},    {"", 0, ""}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *out = text_clip(ROWS[i].in, ROWS[i].max);
        assert_string_equal(out, ROWS[i].want);
    }
}

static void
folding_knows_all_cases(void **state)
{
    assert_true(text_equal_fold("ПРИВЕТ", "привет"));
    assert_true(text_equal_fold("Straße", "STRASSE"));
    assert_true(text_equal_fold("e\xcc\x81", "É"));
    assert_false(text_equal_fold("a", "а"));
    assert_true(text_is_empty(" \n\t\xc2\xa0"));
    assert_true(text_is_empty(NULL));
    assert_false(text_is_empty(" x"));
}

static void
marks_do_not_pile_up_time(void **state)
{
    g_autoptr(GString) s = g_string_new("a");
    for (unsigned i = 0; i < 100000; i++) {
        g_string_append(s, i % 2 ? "\xcc\x81" : "\xcc\xa3");
    }
    int64_t start = cpu_time();
    g_autofree char *folded = text_fold(s->str);
    assert_true(cpu_time() - start < 500000);
    assert_true(strlen(folded) >= 200000);
}

static void
file_names_are_safe(void **state)
{
    static const Row ROWS[] = {
        {"plain", "report.pdf", "report.pdf"},
        {"path", "../../etc/passwd", "passwd"},
        {"windows path", "C:\\x\\y.doc", "y.doc"},
        {"dots only", "..", "attachment"},
        {"empty", "", "attachment"},
        {"hidden", ".bashrc", "bashrc"},
        {"device", "nul.txt", "_nul.txt"},
        {"port", "COM1", "_COM1"},
        {"reserved", "a:b?.txt", "a_b_.txt"},
        {"trailing dot", "x.exe.", "x.exe"},
        {"zero width", "in\xe2\x80\x8bvoice.pdf", "invoice.pdf"},
        {"override",
         "a\xe2\x80\xae"
         "fdp.exe",
         "afdp.exe"},
        {"lines", "a\r\nb.txt", "a b.txt"},
        {"cyrillic", "Счёт № 5.pdf", "Счёт № 5.pdf"},
    };
    check(ROWS, G_N_ELEMENTS(ROWS), text_file_name);
    g_autoptr(GString) huge = g_string_new(NULL);
    for (unsigned i = 0; i < 100000; i++) {
        g_string_append(huge, "Ж");
    }
    g_string_append(huge, ".pdf");
    g_autofree char *name = text_file_name(huge->str);
    assert_true(strlen(name) <= 120 && strlen(name) > 110);
    assert_true(g_str_has_suffix(name, "Ж.pdf"));
    assert_true(g_utf8_validate(name, -1, NULL));
}

static void
sizes_are_for_people(void **state)
{
    static const struct {
        guint64 in;
        const char *want;
    } ROWS[] = {{0, "0 B"},           {1023, "1023 B"},        {1536, "1.5 kB"},
                {2048, "2 kB"},       {1048576, "1 MB"},       {5767168, "5.5 MB"},
                {1073741824, "1 GB"}, {G_MAXUINT64, "15.9 EB"}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *out = text_size(ROWS[i].in);
        assert_string_equal(out, ROWS[i].want);
    }
}

static void
near_words_are_found(void **state)
{
    static const char *const VERBS[] = {"assign", "close", "open", "закрыть", NULL};
    assert_int_equal(text_distance("close", "close"), 0);
    assert_int_equal(text_distance("clsoe", "close"), 1);
    assert_int_equal(text_distance("kitten", "sitting"), 3);
    assert_int_equal(text_distance("", "abc"), 3);
    assert_int_equal(text_distance("a", "abcdefghijklmnop"), 9);
    assert_string_equal(text_nearest("clsoe", VERBS), "close");
    assert_string_equal(text_nearest("ASIGN", VERBS), "assign");
    assert_string_equal(text_nearest("зкарыть", VERBS), "закрыть");
    assert_null(text_nearest("weather", VERBS));
    assert_null(text_nearest("", VERBS));
    g_autofree char *hex = text_hex("\x00\xff\x1a", 3);
    assert_string_equal(hex, "00ff1a");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_bytes_become_utf8),
        cmocka_unit_test(one_line_shows_what_it_says),
        cmocka_unit_test(normal_text_has_plain_lines),
        cmocka_unit_test(clipping_keeps_characters_whole),
        cmocka_unit_test(folding_knows_all_cases),
        cmocka_unit_test(marks_do_not_pile_up_time),
        cmocka_unit_test(file_names_are_safe),
        cmocka_unit_test(sizes_are_for_people),
        cmocka_unit_test(near_words_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
