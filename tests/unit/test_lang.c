// Phrases come in the reader's language, one after the other, in a program of no language itself.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/lang.h"
#include "base/names.h"

#include <errno.h>
#include <glib.h>
#include <string.h>

static void
codes_are_found(void **state)
{
    static const struct {
        const char *in, *want;
    } ROWS[] = {{"en", "en"}, {"en-US", "en"},   {"RU", "ru"}, {"uk_UA.UTF-8", "uk"},
                {"de", NULL}, {"english", NULL}, {"", NULL},   {NULL, NULL}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const char *got = lang_find(ROWS[i].in);
        assert_string_equal(got ? got : "none", ROWS[i].want ? ROWS[i].want : "none");
    }
}

static void
phrases_change_with_the_reader(void **state)
{
    for (unsigned i = 0; i < 3; i++) {
        assert_string_equal(lang_text("en", "open again"), "open again");
        assert_string_equal(lang_text("ru", "open again"), "открыть снова");
        assert_string_equal(lang_text("uk", "open again"), "відкрити знову");
        assert_string_equal(lang_text("ru", "this list"), "этот список");
    }
    assert_string_equal(lang_text("de", "open again"), "open again");
    assert_string_equal(lang_text(NULL, "open again"), "open again");
    assert_string_equal(lang_text("ru", "no such phrase"), "no such phrase");
    assert_string_equal(lang_text("ru", ""), "");
    // The system's own messages keep the language of the process.
    assert_string_equal(strerror(ENOENT), "No such file or directory");
}

static void
languages_are_guessed(void **state)
{
    static const struct {
        const char *in, *want;
    } ROWS[] = {
        {"Good morning, nothing works.", "en"},
        {"Добрый день, ничего не работает", "ru"},
        {"Добрий день, нічого не працює", "uk"},
        {"Не открывается Outlook 2016, ошибка: The server is unavailable", "ru"},
        {"Съешь ещё этих мягких французских булок", "ru"},
        {"こんにちは、世界", NULL},
        {"12345 ?!", NULL},
        {"", NULL},
        {NULL, NULL},
        {"ab\xff", "en"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const char *got = lang_guess(ROWS[i].in);
        assert_string_equal(got ? got : "none", ROWS[i].want ? ROWS[i].want : "none");
    }
}

static void
names_and_codes_match(void **state)
{
    static const Name TABLE[] = {{"low", 1}, {"high", 2}, {"top", 2}, {NULL, 0}};
    int code = 0;
    assert_true(names_code(TABLE, "HIGH", &code));
    assert_int_equal(code, 2);
    assert_true(names_code(TABLE, "top", &code));
    assert_false(names_code(TABLE, "none", &code));
    assert_false(names_code(TABLE, NULL, &code));
    assert_string_equal(names_name(TABLE, 2), "high");
    assert_string_equal(names_name(TABLE, 9), "?");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_found),
        cmocka_unit_test(phrases_change_with_the_reader),
        cmocka_unit_test(languages_are_guessed),
        cmocka_unit_test(names_and_codes_match),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
