// test_when.c: moments and spans as people write them, in three languages; local time and both
// changes of daylight saving.
#include "ticket/when.h"

#include "base/clock.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

typedef struct {
    const char *text;
    const char *want; // local time; "! " and a part of the error
} Row;

static void
check(const char *zone, const char *now, const char *language, const Row *rows, size_t count)
{
    int64_t at = 0, start = 0;
    g_setenv("TZ", zone, TRUE);
    tzset();
    assert_true(clock_parse(now, &start));
    for (size_t i = 0; i < count; i++) {
        g_autoptr(GError) error = NULL;
        bool fault = g_str_has_prefix(rows[i].want, "! ");
        bool ok = when_parse(rows[i].text, start, language, &at, &error);
        g_autofree char *said = ok ? clock_people(at) : g_strdup(error->message);
        if (ok == fault || (fault ? !strstr(said, rows[i].want + 2) : strcmp(said, rows[i].want)))
            fail_msg("%s at %s: \"%s\", wanted \"%s\"", rows[i].text, now, said, rows[i].want);
    }
}

static const Row ROWS[] = {
    // spans
    {"3d", "2026-11-24 10:20"},
    {"2h30m", "2026-11-21 12:50"},
    {"1w", "2026-11-28 10:20"},
    {"45m", "2026-11-21 11:05"},
    {"45M", "2026-11-21 11:05"},
    {"90s", "2026-11-21 10:21"},
    {"3 days", "2026-11-24 10:20"},
    {"in 3 days", "2026-11-24 10:20"},
    {"In 2 hours", "2026-11-21 12:20"},
    {"1.5h", "2026-11-21 11:50"},
    {"1,5 ч", "2026-11-21 11:50"},
    {"in a week", "2026-11-28 10:20"},
    {"3 дня", "2026-11-24 10:20"},
    {"через 2 часа", "2026-11-21 12:20"},
    {"через неделю", "2026-11-28 10:20"},
    {"через 5 днів", "2026-11-26 10:20"},
    {"2 тижні", "2026-12-05 10:20"},
    {"30 хвилин", "2026-11-21 10:50"},
    {"3 months", "2027-02-21 10:20"},
    {"1 год", "2027-11-21 10:20"},
    {"2w 1d", "2026-12-06 10:20"},
    // days
    {"tomorrow", "2026-11-22 09:00"},
    {"Tomorrow 9:00", "2026-11-22 09:00"},
    {"tomorrow at 21:30", "2026-11-22 21:30"},
    {"9:30 tomorrow", "2026-11-22 09:30"},
    {"tomorrow 9", "2026-11-22 09:00"},
    {"tomorrow 9am", "2026-11-22 09:00"},
    {"tomorrow 12am", "2026-11-22 00:00"},
    {"tomorrow 9pm", "2026-11-22 21:00"},
    {"завтра", "2026-11-22 09:00"},
    {"завтра в 9.30", "2026-11-22 09:30"},
    {"послезавтра", "2026-11-23 09:00"},
    {"післязавтра о 10:00", "2026-11-23 10:00"},
    {"today 11:00", "2026-11-21 11:00"},
    {"сьогодні 18:00", "2026-11-21 18:00"},
    // the 21st is a Saturday
    {"mon 9:00", "2026-11-23 09:00"},
    {"monday", "2026-11-23 09:00"},
    {"on Monday at 8:15", "2026-11-23 08:15"},
    {"Mon, 8:15", "2026-11-23 08:15"},
    {"пн", "2026-11-23 09:00"},
    {"понедельник", "2026-11-23 09:00"},
    {"до понедельника", "2026-11-23 09:00"},
    {"понеділок", "2026-11-23 09:00"},
    {"вт 10:00", "2026-11-24 10:00"},
    {"во вторник", "2026-11-24 09:00"},
    {"середа", "2026-11-25 09:00"},
    {"четверг", "2026-11-26 09:00"},
    {"п'ятниця", "2026-11-27 09:00"},
    {"П’ятниця", "2026-11-27 09:00"},
    {"пятница 17:00", "2026-11-27 17:00"},
    {"saturday", "2026-11-28 09:00"},
    {"sat 11:00", "2026-11-21 11:00"},
    {"sat 9:00", "2026-11-28 09:00"},
    {"нд", "2026-11-22 09:00"},
    {"вс", "2026-11-22 09:00"},
    // times
    {"11:00", "2026-11-21 11:00"},
    {"9:00", "2026-11-22 09:00"},
    {"10:20", "2026-11-22 10:20"},
    {"at 23:59", "2026-11-21 23:59"},
    {"5pm", "2026-11-21 17:00"},
    // dates
    {"2026-12-01", "2026-12-01 09:00"},
    {"2026-12-01 14:30", "2026-12-01 14:30"},
    {"2026-12-01T14:30", "2026-12-01 14:30"},
    {"01.12.2026", "2026-12-01 09:00"},
    {"1.12", "2026-12-01 09:00"},
    {"1.12. 14:30", "2026-12-01 14:30"},
    {"1.11", "2027-11-01 09:00"},
    {"21.11", "2027-11-21 09:00"},
    {"21.11 11:00", "2026-11-21 11:00"},
    {"29.2", "2028-02-29 09:00"},
    {"2036-11-21 10:20", "2036-11-21 10:20"},
    // wrong
    {"", "! is no time that I know"},
    {"   ", "! is no time"},
    {"soon", "! \"soon\" is no time that I know; write 3d"},
    {"3", "! is no time"},
    {"3x", "! is no time"},
    {"d", "! is no time"},
    {"week", "! is no time"},
    {"in h", "! is no time"},
    {"1234567d", "! is no time"},
    {"25:00", "! is no time"},
    {"9:60", "! is no time"},
    {"9:5", "! is no time"},
    {"13pm", "! is no time"},
    {"31.2", "! is no time"},
    {"2027-02-29", "! is no time"},
    {"2026-13-01", "! is no time"},
    {"0.1", "! is no time"},
    {"1.12.26", "! is no time"},
    {"mon tue", "! is no time"},
    {"9:00 10:00", "! is no time"},
    {"1.5 months", "! is no time"},
    {"tomorrow never", "! is no time"},
    {"\xd0\xb0\xcc\x81", "! is no time"},
    {"0d", "! means 2026-11-21 10:20, which has passed"},
    {"today", "! means 2026-11-21 09:00, which has passed"},
    {"2026-11-20", "! means 2026-11-20 09:00, which has passed"},
    {"0001-01-01", "! which has passed"},
    {"2036-11-21 10:21", "! which is over ten years away"},
    {"11 years", "! which is over ten years away"},
    {"999999w", "! over ten years away"},
    {"999999y 999999y", "! over ten years away"},
    {"9999-12-31", "! over ten years away"},
};

static void
moments(void **state)
{
    check("UTC", "2026-11-21T10:20:00Z", "en", ROWS, G_N_ELEMENTS(ROWS));
    check("Europe/Kyiv", "2026-11-21T08:20:00Z", "en", ROWS, G_N_ELEMENTS(ROWS));
}

// "год" is a year in Russian and an hour in Ukrainian.
static void
by_language(void **state)
{
    check("UTC", "2026-11-21T10:20:00Z", "ru", (const Row[]){{"1 год", "2027-11-21 10:20"}}, 1);
    check("UTC", "2026-11-21T10:20:00Z", "uk",
          (const Row[]){{"1 год", "2026-11-21 11:20"}, {"2г 5хв", "2026-11-21 12:25"}}, 2);
}

// In Kyiv the clock goes from 04:00 to 03:00 on 2026-10-25 and from 03:00 to 04:00 on 2027-03-28.
static void
daylight_saving(void **state)
{
    static const Row AUTUMN[] = {
        {"1d", "2026-10-25 10:00"},  {"tomorrow", "2026-10-25 09:00"},
        {"24h", "2026-10-25 09:00"}, {"sun 23:00", "2026-10-25 23:00"},
        {"1w", "2026-10-31 10:00"},
    };
    static const Row SPRING[] = {
        {"1d", "2027-03-28 10:00"},
        {"tomorrow", "2027-03-28 09:00"},
        {"24h", "2027-03-28 11:00"},
        {"tomorrow 3:30", "2027-03-28 04:00"}, // an hour that is skipped
        {"tomorrow 2:59", "2027-03-28 02:59"},
    };
    // Half past three comes twice; from the second one, ten minutes are ten minutes.
    static const Row TWICE[] = {{"10m", "2026-10-25 03:40"}, {"2h", "2026-10-25 05:30"}};
    check("Europe/Kyiv", "2026-10-24T07:00:00Z", "en", AUTUMN, G_N_ELEMENTS(AUTUMN));
    check("Europe/Kyiv", "2027-03-27T08:00:00Z", "en", SPRING, G_N_ELEMENTS(SPRING));
    check("Europe/Kyiv", "2026-10-25T01:30:00Z", "en", TWICE, G_N_ELEMENTS(TWICE));
    int64_t now = 0, at = 0;
    assert_true(clock_parse("2026-10-25T00:30:00Z", &now)); // the first one
    assert_true(when_parse("10m", now, "en", &at, NULL));
    assert_int_equal(at - now, 600);
    assert_true(when_parse("90m", now + 3600, "en", &at, NULL));
    assert_int_equal(at - now, 9000);
}

static void
spans(void **state)
{
    static const struct {
        const char *text, *language;
        int64_t longest, want; // 0: none
        const char *rest;
    } SPANS[] = {
        {"1h30m", "en", 3600, 5400, ""},
        {"1h30m rest", "en", 3600, 5400, " rest"},
        {"1h 30 m. rest", "en", 3600, 5400, " rest"},
        {"2 часа звонок", "ru", 3600, 7200, " звонок"},
        {"1 год дзвінок", "uk", 3600, 3600, " дзвінок"},
        {"1h 3 calls", "en", 3600, 3600, " 3 calls"},
        {"1d", "en", 3600, 0, ""},
        {"1d", "en", 86400, 86400, ""},
        {"1w", "en", 86400, 0, ""},
        {"1w", "en", 604800, 604800, ""},
        {"1 month", "en", 604800, 0, ""},
        {"1 month 1d", "en", INT64_MAX, 31 * 86400, ""},
        {"1d2h", "en", 3600, 0, ""},
        {"2h1d", "en", 3600, 7200, "1d"},
        {"1.5d", "en", 86400, 129600, ""},
        {"", "en", 3600, 0, ""},
        {"h", "en", 3600, 0, ""},
        {"5", "en", 3600, 0, ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(SPANS); i++) {
        int64_t seconds = 0;
        const char *rest = "";
        bool ok = when_span(SPANS[i].text, SPANS[i].language, SPANS[i].longest, &seconds, &rest);
        if (ok != (SPANS[i].want != 0) || seconds != SPANS[i].want ||
            strcmp(rest, SPANS[i].rest) != 0)
            fail_msg("%s: %d, %" G_GINT64_FORMAT ", \"%s\"", SPANS[i].text, ok, seconds, rest);
    }
}

static void
days(void **state)
{
    static const struct {
        const char *text, *want; // NULL: none
    } DAYS[] = {
        {"2025-02-01", "2025-02-01"},
        {"01.02.2025", "2025-02-01"},
        {"1.2", "2026-02-01"},
        {"today", "2026-11-21"},
        {"Завтра", "2026-11-22"},
        {"29.2", NULL},
        {"31.4.2026", NULL},
        {"0000-01-01", NULL},
        {"mon", NULL},
        {"2025-02-01 9:00", NULL},
        {"", NULL},
        {"9:00", NULL},
    };
    int64_t now = 0;
    g_setenv("TZ", "Europe/Kyiv", TRUE);
    assert_true(clock_parse("2026-11-20T23:00:00Z", &now)); // the 21st in Kyiv
    for (size_t i = 0; i < G_N_ELEMENTS(DAYS); i++) {
        g_autofree char *day = when_parse_day(DAYS[i].text, now);
        if (g_strcmp0(day, DAYS[i].want) != 0)
            fail_msg("%s: %s", DAYS[i].text, day);
    }
}

// Clocks may be wrong by any amount.
static void
odd_clocks(void **state)
{
    static const int64_t CLOCKS[] = {
        0, -1, INT64_MAX, INT64_MIN, INT64_C(253402300799), INT64_C(-62135596800)};
    static const char *const TEXTS[] = {"3d",   "tomorrow",   "mon",     "9:00",
                                        "29.2", "2026-12-01", "999999d", "10 years"};
    for (size_t i = 0; i < G_N_ELEMENTS(CLOCKS); i++)
        for (size_t j = 0; j < G_N_ELEMENTS(TEXTS); j++) {
            int64_t at = 0;
            g_autoptr(GError) error = NULL;
            bool ok = when_parse(TEXTS[j], CLOCKS[i], "en", &at, &error);
            assert_true(ok ? at > CLOCKS[i] && !error : error != NULL);
            g_autofree char *day = when_parse_day(TEXTS[j], CLOCKS[i]);
            assert_true(!day || strlen(day) == strlen("2026-12-01"));
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments), cmocka_unit_test(by_language), cmocka_unit_test(daylight_saving),
        cmocka_unit_test(spans),   cmocka_unit_test(days),        cmocka_unit_test(odd_clocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
