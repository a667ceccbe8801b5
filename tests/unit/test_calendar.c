// test_calendar.c: calendars as they are written, sums of working time with both changes of the
// clock, derivations in three languages, holidays from iCalendar files.
#include "calendar_hours.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static const Hours SATURDAY = {"", "0:00-24:00", ""};
static const Hours ONE_TO_FOUR = {"1:00-4:00", "1:00-4:00", "1:00-4:00"};
static const Hours TWO_TO_THREE = {"2:00-3:00", "2:00-3:00", "2:00-3:00"};
static const Hours TWO_TO_HALF = {"2:00-2:30", "2:00-2:30", "2:00-2:30"};
static const Hours AROUND_TWO = {"1:30-2:30", "1:30-2:30", "1:30-2:30"};
static const Hours NIGHT = {"0:00-6:00, 22:00-24:00", "0:00-6:00", ""};

static void
test_spans(void **state)
{
    static const struct {
        const char *text, *want; // minutes; "! " and a part of the error
    } ROWS[] = {
        {"9:00-18:00", "540-1080"},
        {"9:00-13:00, 14:00-18:00", "540-780 840-1080"},
        {"09:05 - 9:06", "545-546"},
        {" 9-13,14-18 ", "540-780 840-1080"},
        {"9:00–18:00", "540-1080"},
        {"0:00-24:00", "0-1440"},
        {"0:00-6:00,6:00-7:30,22:00-24:00", "0-360 360-450 1320-1440"},
        {"", ""},
        {"  ", ""},
        {"9:00", "! \"9:00\" is no span of hours"},
        {"9:00-", "! no span of hours"},
        {"9:00-18:00 h", "! no span of hours"},
        {"9:00-18:00,", "! \"\" is no span of hours"},
        {"9:60-18:00", "! no span of hours"},
        {"9:0-18:00", "! no span of hours"},
        {"9:00-24:01", "! no span of hours"},
        {"9:00-25:00", "! no span of hours"},
        {"900-1800", "! no span of hours"},
        {"-9:00-18:00", "! no span of hours"},
        {"9:00-9:00", "! is empty"},
        {"22:00-6:00", "! ends before it begins; write 22:00-24:00"},
        {"9:00-13:00, 12:00-18:00", "! \"12:00-18:00\" begins before"},
        {"14:00-18:00, 9:00-13:00", "! begins before"},
        {"mon-fri", "! no span of hours"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GArray) spans = calendar_parse_spans(ROWS[i].text, &error);
        g_autoptr(GString) got = g_string_new(NULL);
        for (guint k = 0; spans && k < spans->len; k++) {
            const DaySpan *s = &g_array_index(spans, DaySpan, k);
            g_string_append_printf(got, "%s%u-%u", k ? " " : "", s->from, s->to);
        }
        bool fault = g_str_has_prefix(ROWS[i].want, "! ");
        if (fault ? spans || !strstr(error->message, ROWS[i].want + 2)
                  : !spans || strcmp(got->str, ROWS[i].want) != 0)
            fail_msg("\"%s\": \"%s\", wanted \"%s\"", ROWS[i].text,
                     spans ? got->str : error->message, ROWS[i].want);
    }
    g_autoptr(GString) many = g_string_new("0:00-0:01");
    for (unsigned i = 1; i < 48; i++)
        g_string_append_printf(many, ",0:%02u-0:%02u", i, i + 1);
    g_autoptr(GArray) spans = calendar_parse_spans(many->str, NULL);
    assert_int_equal(spans ? spans->len : 0, 48);
    g_string_append(many, ",1:00-2:00");
    assert_null(calendar_parse_spans(many->str, NULL));
}

static void
test_days(void **state)
{
    static const char *const WRONG[] = {"",           "2026-12-32", "2026-02-29",  "2026-13-01",
                                        "2026-1-01",  "26-01-01",   "2026-01-01 ", "2026/01/01",
                                        "0000-01-01", "20260101",   "2026-00-10",  "x026-01-01"};
    assert_int_equal(day("1970-01-01"), 719163);
    assert_int_equal(day("2024-02-29") + 1, day("2024-03-01"));
    for (size_t i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        uint32_t julian;
        if (calendar_parse_day(WRONG[i], &julian))
            fail_msg("%s", WRONG[i]);
    }
}

static void
test_new(void **state)
{
    g_autoptr(Calendar) c = calendar_new("office");
    g_autoptr(WorkClock) w = work_clock_new(c, "UTC");
    assert_string_equal(c->name, "office");
    assert_string_equal(c->time_zone, "");
    assert_int_equal(work_clock_between(w, instant("2026-01-01"), instant("2027-01-01")),
                     261 * 9 * HOUR);
}

typedef struct {
    const char *name, *zone;
    const Hours *hours;
    const char *from, *to;
    int64_t seconds;
} Row;

#define HOWE "Australia/Lord_Howe"

static const Row BETWEEN[] = {
    {"a week", "UTC", &OFFICE, "2026-11-16", "2026-11-23", 45 * HOUR},
    {"a week with lunch", "UTC", &LUNCH, "2026-11-16", "2026-11-23", 42 * HOUR},
    {"over a weekend", BERLIN, &OFFICE, "2026-11-20T16:30Z", "2026-11-23T09:00Z", 5400},
    {"a weekend", BERLIN, &OFFICE, "2026-11-20T17:00Z", "2026-11-23T08:00Z", 0},
    {"seconds", "UTC", &OFFICE, "2026-11-20T17:59:50Z", "2026-11-23T09:00:05Z", 15},
    {"lunch is none", "UTC", &LUNCH, "2026-11-20T13:00Z", "2026-11-20T14:00Z", 0},
    {"a holiday and a short day", "UTC", &OFFICE, "2026-12-21", "2026-12-28", 32 * HOUR},
    {"inside a short day", "UTC", &OFFICE, "2026-12-24T13:00Z", "2026-12-24T16:00Z", HOUR},
    {"over midnight", "UTC", &NIGHT, "2026-11-16T12:00Z", "2026-11-17T12:00Z", 8 * HOUR},
    {"round the clock", "UTC", &ALL, "2026-11-16T12:00Z", "2026-11-17T12:00:01Z", 24 * HOUR + 1},
    {"no work at all", "UTC", &NONE, "2026-11-16", "2026-12-16", 0},
    {"before 1970", "UTC", &OFFICE, "1965-01-04", "1965-01-11", 45 * HOUR},
    {"a summer in twenty years", BERLIN, &OFFICE, "2045-07-03T07:00Z", "2045-07-03T08:00Z", HOUR},
    {"a zone of 5:45", "Asia/Kathmandu", &OFFICE, "2026-11-16T03:14Z", "2026-11-16T03:16Z", 60},
    {"its evening", "Asia/Kathmandu", &OFFICE, "2026-11-16T12:14Z", "2026-11-16T12:16Z", 60},
    // the clock goes forward: Berlin at 2:00
    {"forward, inside a span", BERLIN, &ONE_TO_FOUR, "2026-03-28T23:00Z", "2026-03-29T22:00Z",
     2 * HOUR},
    {"forward, the span is skipped", BERLIN, &TWO_TO_THREE, "2026-03-28T23:00Z",
     "2026-03-29T22:00Z", 0},
    {"forward, the end of a span is skipped", BERLIN, &AROUND_TWO, "2026-03-28T23:00Z",
     "2026-03-29T22:00Z", 1800},
    {"forward, a day of 23 hours", BERLIN, &SUNDAY, "2026-03-28", "2026-03-31", 23 * HOUR},
    {"forward, New York", "America/New_York", &ONE_TO_FOUR, "2026-03-08T05:00Z",
     "2026-03-09T04:00Z", 2 * HOUR},
    {"forward, half an hour", HOWE, &ONE_TO_FOUR, "2026-10-03T13:30Z", "2026-10-04T13:00Z", 9000},
    {"forward, Auckland in September", "Pacific/Auckland", &SUNDAY, "2026-09-25", "2026-09-29",
     23 * HOUR},
    {"forward at midnight, Santiago", "America/Santiago", &SUNDAY, "2026-09-05", "2026-09-08",
     23 * HOUR},
    {"forward at midnight, nothing is lost on Saturday", "America/Santiago", &SATURDAY,
     "2026-09-04", "2026-09-07", 24 * HOUR},
    // the clock goes back: Berlin at 3:00
    {"back, inside a span", BERLIN, &ONE_TO_FOUR, "2026-10-24T22:00Z", "2026-10-25T23:00Z",
     4 * HOUR},
    {"back, a span comes twice", BERLIN, &TWO_TO_HALF, "2026-10-24T22:00Z", "2026-10-25T23:00Z",
     HOUR},
    {"back, its end comes twice", BERLIN, &AROUND_TWO, "2026-10-24T22:00Z", "2026-10-25T23:00Z",
     5400},
    {"back, a day of 25 hours", BERLIN, &SUNDAY, "2026-10-24", "2026-10-27", 25 * HOUR},
    {"back, half an hour", HOWE, &ONE_TO_FOUR, "2026-04-04T13:00Z", "2026-04-05T13:30Z", 12600},
    {"back, Auckland in April", "Pacific/Auckland", &SUNDAY, "2026-04-03", "2026-04-07", 25 * HOUR},
    {"back at midnight, Santiago's Saturday", "America/Santiago", &SATURDAY, "2026-04-03",
     "2026-04-06", 25 * HOUR},
    {"back at midnight, Cairo's Thursday", "Africa/Cairo", &ALL, "2026-10-28T21:00Z",
     "2026-10-29T22:00Z", 25 * HOUR},
    {"both in a year", BERLIN, &ALL, "2025-12-31T23:00Z", "2026-12-31T23:00Z",
     (365 * 24 - 24 - 24 + 5) * HOUR},
};

static void
test_between(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(BETWEEN); i++) {
        const Row *r = &BETWEEN[i];
        g_autoptr(Calendar) c = calendar_of(r->hours);
        g_autoptr(WorkClock) w = work_clock_new(c, r->zone);
        int64_t a = instant(r->from), b = instant(r->to), got = work_clock_between(w, a, b);
        if (got != r->seconds || work_clock_between(w, b, a) != -got)
            fail_msg("%s: %" PRId64 ", wanted %" PRId64, r->name, got, r->seconds);
    }
}

static const Row ADD[] = {
    {"over a weekend", BERLIN, &OFFICE, "2026-11-20T16:30Z", "2026-11-23T09:30Z", 2 * HOUR},
    {"nothing, while closed", BERLIN, &OFFICE, "2026-11-21T16:30Z", "2026-11-21T16:30Z", 0},
    {"to the end of a day", BERLIN, &OFFICE, "2026-11-20T08:00Z", "2026-11-20T17:00Z", 9 * HOUR},
    {"a second more", BERLIN, &OFFICE, "2026-11-20T08:00Z", "2026-11-23T08:00:01Z", 9 * HOUR + 1},
    {"from a weekend", BERLIN, &OFFICE, "2026-11-21T08:00Z", "2026-11-23T09:00Z", HOUR},
    {"over lunch", "UTC", &LUNCH, "2026-11-20T12:00Z", "2026-11-20T15:00Z", 2 * HOUR},
    {"to lunch", "UTC", &LUNCH, "2026-11-20T12:00Z", "2026-11-20T13:00Z", HOUR},
    {"over a short day and a holiday", "UTC", &OFFICE, "2026-12-23T17:00Z", "2026-12-28T10:00Z",
     7 * HOUR},
    {"over midnight", "UTC", &NIGHT, "2026-11-16T23:00Z", "2026-11-17T01:00Z", 2 * HOUR},
    {"to midnight", "UTC", &NIGHT, "2026-11-16T23:00Z", "2026-11-17T00:00Z", HOUR},
    {"a working year", "UTC", &OFFICE, "2026-01-01", "2026-12-31T18:00Z", 2336 * HOUR},
    {"a zone of 5:45", "Asia/Kathmandu", &OFFICE, "2026-11-16T00:00Z", "2026-11-16T04:15Z", HOUR},
    {"forward, real hours count", BERLIN, &ALL, "2026-03-28T11:00Z", "2026-03-29T11:00Z",
     24 * HOUR},
    {"forward, over the change", BERLIN, &ONE_TO_FOUR, "2026-03-28T23:00Z", "2026-03-29T01:30Z",
     5400},
    {"forward, the span is skipped", BERLIN, &TWO_TO_THREE, "2026-03-28T12:00Z",
     "2026-03-30T00:10Z", 600},
    {"back, real hours count", BERLIN, &ALL, "2026-10-24T11:00Z", "2026-10-25T11:00Z", 24 * HOUR},
    {"back, in the first of two hours", BERLIN, &TWO_TO_HALF, "2026-10-25T00:15Z",
     "2026-10-25T00:30Z", 900},
    {"back, into the second", BERLIN, &TWO_TO_HALF, "2026-10-25T00:15Z", "2026-10-25T01:01Z", 960},
    {"back, out of the second", BERLIN, &TWO_TO_HALF, "2026-10-25T01:15Z", "2026-10-26T01:15Z",
     1800},
    {"forward, half an hour", HOWE, &ONE_TO_FOUR, "2026-10-03T14:00Z", "2026-10-03T16:30Z",
     2 * HOUR},
    {"back, half an hour", HOWE, &ONE_TO_FOUR, "2026-04-04T14:00Z", "2026-04-04T16:00Z", 2 * HOUR},
    {"forward at midnight", "America/Santiago", &SUNDAY, "2026-09-05", "2026-09-06T05:00Z", HOUR},
    {"back at midnight", "America/Santiago", &SATURDAY, "2026-04-04T03:00Z", "2026-04-05T04:00Z",
     25 * HOUR},
};

static void
test_add(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ADD); i++) {
        const Row *r = &ADD[i];
        g_autoptr(Calendar) c = calendar_of(r->hours);
        g_autoptr(WorkClock) w = work_clock_new(c, r->zone);
        int64_t a = instant(r->from), got = work_clock_add(w, a, r->seconds);
        g_autofree char *text = clock_iso(got);
        if (got != instant(r->to))
            fail_msg("%s: %s, wanted %s", r->name, text, r->to);
        assert_int_equal(work_clock_between(w, a, got), r->seconds);
    }
}

static void
test_ends(void **state)
{
    g_autoptr(Calendar) none = calendar_of(&NONE), office = calendar_of(&OFFICE);
    set_day(none, "2030-01-01", "9:00-10:00");
    g_autoptr(WorkClock) w = work_clock_new(none, "UTC");
    int64_t now = instant("2026-11-22");
    // A calendar of one hour.
    assert_int_equal(work_clock_add(w, now, 5 * HOUR + HOUR), instant("2030-01-01T10:00Z"));
    assert_int_equal(work_clock_add(w, now, 5 * HOUR + HOUR + 1), INT64_MAX);
    assert_int_equal(work_clock_add(w, instant("2005-01-01"), 6 * HOUR), INT64_MAX);
    // No calendar: all time counts.
    g_autoptr(WorkClock) all = work_clock_new(NULL, BERLIN);
    assert_int_equal(work_clock_add(all, now, 100), now + 100);
    assert_int_equal(work_clock_add(all, now, INT64_MAX), INT64_MAX);
    assert_int_equal(work_clock_between(all, now, now + 100), 100);
    assert_true(work_clock_is_open(all, now));
    // Moments that nobody has.
    g_autoptr(WorkClock) o = work_clock_new(office, BERLIN);
    assert_true(work_clock_between(o, INT64_MIN, INT64_MAX) > 0);
    assert_int_equal(work_clock_between(o, INT64_MIN, INT64_MIN), 0);
    assert_int_equal(work_clock_add(o, INT64_MAX - 5, 10), INT64_MAX);
    assert_int_equal(work_clock_add(o, now, INT64_MAX), INT64_MAX);
    assert_int_equal(work_clock_add(o, now, -5), now);
    work_clock_is_open(o, INT64_MAX);
}

static void
test_zones(void **state)
{
    static const char *const WRONG[] = {
        "",      "Nowhere/City", "../../etc/passwd", "/etc/passwd",    "Europe",
        "UTC+3", "+03:00",       "europe..",         "Europe/ Berlin", "zone.tab"};
    assert_true(time_zone_exists(BERLIN));
    assert_true(time_zone_exists("UTC"));
    assert_true(time_zone_exists("Etc/GMT+5"));
    assert_true(time_zone_exists("America/Argentina/Buenos_Aires"));
    for (size_t i = 0; i < G_N_ELEMENTS(WRONG); i++)
        if (time_zone_exists(WRONG[i]))
            fail_msg("%s", WRONG[i]);

    unsigned weekday = 0, minute = 0;
    g_autoptr(Calendar) c = calendar_of(&OFFICE);
    g_free(c->time_zone);
    c->time_zone = g_strdup("Asia/Kathmandu");
    static const struct {
        const char *zone;
        unsigned weekday, minute;
        bool open;
    } LOCAL[] = {
        {"", 0, 5 * 60 + 44, false}, // the calendar's own
        {BERLIN, 0, 59, false},
        {"Pacific/Auckland", 0, 12 * 60 + 59, true},
        {"America/New_York", 6, 18 * 60 + 59, false},
    };
    int64_t at = instant("2026-11-22T23:59:59Z"); // a Sunday
    for (size_t i = 0; i < G_N_ELEMENTS(LOCAL); i++) {
        g_autoptr(WorkClock) w = work_clock_new(c, LOCAL[i].zone);
        work_clock_local(w, at, &weekday, &minute);
        if (weekday != LOCAL[i].weekday || minute != LOCAL[i].minute ||
            work_clock_is_open(w, at) != LOCAL[i].open)
            fail_msg("%s: %u %u", LOCAL[i].zone, weekday, minute);
    }
    // The ends of a span: the first belongs to it, the last does not.
    g_autoptr(WorkClock) utc = work_clock_new(c, "UTC");
    assert_false(work_clock_is_open(utc, instant("2026-11-20T08:59:59Z")));
    assert_true(work_clock_is_open(utc, instant("2026-11-20T09:00:00Z")));
    assert_true(work_clock_is_open(utc, instant("2026-11-20T17:59:59Z")));
    assert_false(work_clock_is_open(utc, instant("2026-11-20T18:00:00Z")));
}

// A promise is reckoned for each message: a year costs microseconds.
static void
test_speed(void **state)
{
    g_autoptr(Calendar) c = calendar_of(&LUNCH);
    for (unsigned i = 0; i < 200; i++)
        g_hash_table_insert(c->days, GUINT_TO_POINTER(day("2024-01-01") + i * 7),
                            g_array_new(FALSE, FALSE, sizeof(DaySpan)));
    g_autoptr(WorkClock) w = work_clock_new(c, BERLIN);
    int64_t a = instant("2026-01-01"), b = instant("2027-01-01"), sum = 0;
    clock_t before = clock();
    for (unsigned i = 0; i < 10000; i++)
        sum += work_clock_add(w, a + i, work_clock_between(w, a + i, b)) <= b;
    double us = (double)(clock() - before) * 1e6 / CLOCKS_PER_SEC / 20000;
    assert_int_equal(sum, 10000);
    if (us > 50)
        fail_msg("%.1f µs each", us);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spans),   cmocka_unit_test(test_days),  cmocka_unit_test(test_new),
        cmocka_unit_test(test_between), cmocka_unit_test(test_add),   cmocka_unit_test(test_ends),
        cmocka_unit_test(test_zones),   cmocka_unit_test(test_speed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
