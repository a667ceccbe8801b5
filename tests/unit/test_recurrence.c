// test_recurrence.c: when recurring tickets are due: rules, both changes of the clock, faults, and
// an end to the work.
#include "ticket/recurrence.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

typedef struct {
    const char *name, *rule, *zone, *start, *after;
    const char *want; // "" = none
} Row;

static int64_t
instant(const char *text)
{
    int64_t at = 0;
    assert_true(clock_parse(text, &at));
    return at;
}

#define BERLIN "Europe/Berlin"
#define T1     "2026-01-01T08:00Z" // a Thursday, 9:00 in Berlin

static const Row ROWS[] = {
    {"every day", "FREQ=DAILY", BERLIN, T1, "2026-02-10T08:00Z", "2026-02-11T08:00:00Z"},
    {"the same hour in summer", "FREQ=DAILY", BERLIN, T1, "2026-06-10T08:00Z",
     "2026-06-11T07:00:00Z"},
    {"the first is the start", "FREQ=DAILY", BERLIN, T1, "2020-01-01", "2026-01-01T08:00:00Z"},
    {"a second before", "FREQ=DAILY", BERLIN, T1, "2026-02-10T07:59:59Z", "2026-02-10T08:00:00Z"},
    {"small letters", "freq=daily;interval=3", "UTC", T1, "2026-01-02", "2026-01-04T08:00:00Z"},
    {"weekly keeps the day", "FREQ=WEEKLY", "UTC", T1, "2026-11-22", "2026-11-26T08:00:00Z"},
    {"Mondays", "FREQ=WEEKLY;BYDAY=MO", BERLIN, T1, "2026-11-22", "2026-11-23T08:00:00Z"},
    {"Monday and Friday", "FREQ=WEEKLY;BYDAY=MO,FR", BERLIN, T1, "2026-11-23T08:00Z",
     "2026-11-27T08:00:00Z"},
    {"every other week", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "UTC", "2026-01-06T09:00Z",
     "2026-12-09T00:00Z", "2026-12-22T09:00:00Z"},
    {"the last Friday", "FREQ=MONTHLY;BYDAY=-1FR", "UTC", T1, "2026-10-30T08:00Z",
     "2026-11-27T08:00:00Z"},
    {"the last day of work", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "UTC", T1,
     "2026-01-08T09:00Z", "2026-01-30T08:00:00Z"},
    {"the 31st skips months", "FREQ=MONTHLY", "UTC", "2026-01-31T09:00Z", "2026-01-31T09:00Z",
     "2026-03-31T09:00:00Z"},
    {"the last of the month", "FREQ=MONTHLY;BYMONTHDAY=-1", "UTC", "2026-01-31T09:00Z",
     "2026-01-31T09:00Z", "2026-02-28T09:00:00Z"},
    {"each quarter", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", "UTC", T1, "2026-11-22",
     "2027-01-01T08:00:00Z"},
    {"the 29th of February", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "UTC", T1, "2026-11-22",
     "2028-02-29T08:00:00Z"},
    {"day 366", "FREQ=YEARLY;BYYEARDAY=366", "UTC", T1, "2026-11-22", "2028-12-31T08:00:00Z"},
    {"week 53", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", "UTC", T1, "2026-11-22",
     "2026-12-28T08:00:00Z"},
    {"every eleven years", "FREQ=YEARLY;INTERVAL=11", "UTC", "2020-01-06T09:00Z", "2026-01-08",
     "2031-01-06T09:00:00Z"},
    {"more than ten years off", "FREQ=YEARLY;INTERVAL=30", "UTC", "2020-01-06T09:00Z", "2026-01-08",
     ""},
    {"other hours than the start's", "FREQ=DAILY;BYHOUR=9,15;BYMINUTE=30", BERLIN, T1,
     "2026-06-10T08:00Z", "2026-06-10T13:30:00Z"},
    {"every four hours", "FREQ=HOURLY;INTERVAL=4", "America/New_York", "2020-01-06T09:00Z",
     "2026-01-08T09:00Z", "2026-01-08T13:00:00Z"},
    {"a start long ago", "FREQ=WEEKLY;INTERVAL=3", "UTC", "1970-01-01T06:00Z", "2026-11-22",
     "2026-12-03T06:00:00Z"},
    // ends
    {"counted", "FREQ=DAILY;COUNT=3", "UTC", T1, "2026-01-02T08:00Z", "2026-01-03T08:00:00Z"},
    {"counted out", "FREQ=DAILY;COUNT=3", "UTC", T1, "2026-01-03T08:00Z", ""},
    {"counted from the first that fits", "FREQ=WEEKLY;BYDAY=MO;COUNT=2", "UTC", T1,
     "2026-01-05T08:00Z", "2026-01-12T08:00:00Z"},
    {"up to a day, all of it", "FREQ=DAILY;UNTIL=20260105", "America/New_York", "2026-01-01T23:00Z",
     "2026-01-05", "2026-01-05T23:00:00Z"},
    {"behind that day", "FREQ=DAILY;UNTIL=20260105", "America/New_York", "2026-01-01T23:00Z",
     "2026-01-05T23:00Z", ""},
    {"up to an instant", "FREQ=DAILY;UNTIL=20260105T080000Z", BERLIN, T1, "2026-01-05",
     "2026-01-05T08:00:00Z"},
    {"a second too late", "FREQ=DAILY;UNTIL=20260105T075959Z", BERLIN, T1, "2026-01-05", ""},
    {"up to a local time", "FREQ=DAILY;UNTIL=20260105T090000", BERLIN, T1, "2026-01-05",
     "2026-01-05T08:00:00Z"},
    // daylight saving: 2:30 in Berlin
    {"an hour that is skipped comes later", "FREQ=DAILY", BERLIN, "2026-01-01T01:30Z",
     "2026-03-28T12:00Z", "2026-03-29T01:30:00Z"},
    {"and the day after is right again", "FREQ=DAILY", BERLIN, "2026-01-01T01:30Z",
     "2026-03-29T12:00Z", "2026-03-30T00:30:00Z"},
    {"an hour that comes twice counts once", "FREQ=DAILY", BERLIN, "2026-01-01T01:30Z",
     "2026-10-24T12:00Z", "2026-10-25T00:30:00Z"},
    {"not again an hour later", "FREQ=DAILY", BERLIN, "2026-01-01T01:30Z", "2026-10-25T00:30Z",
     "2026-10-26T01:30:00Z"},
    {"skipped and in order", "FREQ=DAILY;BYHOUR=2,3;BYMINUTE=0", BERLIN, T1, "2026-03-29T00:59Z",
     "2026-03-29T01:00:00Z"},
    {"half an hour", "FREQ=DAILY", "Australia/Lord_Howe", "2026-06-30T15:30Z", // 2:00
     "2026-10-04T02:00Z", "2026-10-04T15:00:00Z"},
    {"midnight that is skipped", "FREQ=WEEKLY;BYDAY=SU", "America/Santiago",
     "2026-08-02T04:00Z", // 0:00
     "2026-09-01", "2026-09-06T04:00:00Z"},
    {"an unknown rule is never due", "FREQ=SECONDLY", "UTC", T1, "2026-01-05", ""},
};

static void
test_next(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const Row *r = &ROWS[i];
        int64_t at = recurrence_next(r->rule, r->zone, instant(r->start), instant(r->after));
        g_autofree char *got = at ? clock_iso(at) : g_strdup("");
        g_autofree char *fault = recurrence_fault(r->rule);
        if (strcmp(got, r->want) != 0)
            fail_msg("%s: %s after %s: \"%s\", wanted \"%s\"", r->name, r->rule, r->after, got,
                     r->want);
        if ((fault != NULL) != (strstr(r->rule, "SECONDLY") != NULL))
            fail_msg("%s: %s", r->name, fault ? fault : "no fault");
    }
}

// Walking from date to date misses none that a fresh start would find, whatever the way there.
static void
test_walk(void **state)
{
    static const char *const RULES[] = {
        "FREQ=HOURLY;INTERVAL=7",
        "FREQ=DAILY;INTERVAL=5",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,TU",
        "FREQ=MONTHLY;INTERVAL=5;BYDAY=2WE",
        "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU",
        "FREQ=YEARLY;INTERVAL=2;BYWEEKNO=20",
    };
    int64_t start = instant("2019-03-20T00:30Z");
    for (size_t i = 0; i < G_N_ELEMENTS(RULES); i++) {
        int64_t at = start - 1, from = instant("2026-03-01");
        // By a COUNT nothing may be skipped on the way, so it is the slow and sure one.
        g_autofree char *counted = g_strconcat(RULES[i], ";COUNT=1000", NULL);
        for (unsigned k = 0; k < 60; k++) {
            int64_t next = recurrence_next(RULES[i], "Europe/Kyiv", start, at);
            int64_t sure = recurrence_next(counted, "Europe/Kyiv", start, at);
            if (next != sure || (next && next <= at))
                fail_msg("%s after %" G_GINT64_FORMAT ": %" G_GINT64_FORMAT
                         " instead of %" G_GINT64_FORMAT,
                         RULES[i], at, next, sure);
            if (!next)
                break;
            at = k == 40 && i > 0 ? from : next; // hours would not be counted so far
        }
    }
}

static void
test_faults(void **state)
{
    static const struct {
        const char *rule, *want;
    } FAULTS[] = {
        {"", "FREQ is missing"},
        {"FREQ=DAILY;", "none at the end"},
        {"INTERVAL=2", "FREQ is missing"},
        {"RRULE:FREQ=DAILY", "leave RRULE: out"},
        {"DAILY", "write FREQ=DAILY"},
        {"FREQ=DAILY;MONDAY", "\"MONDAY\" is no NAME=VALUE"},
        {"FREQ=DAILY; BYHOUR=9", "no blanks"},
        {"FREQ=DAILY\nX", "letters, digits"},
        {"FREQ=SECONDLY", "FREQ=SECONDLY is not known; write HOURLY"},
        {"FREQ=MINUTELY", "FREQ=MINUTELY is not known"},
        {"FREQ=", "FREQ is empty"},
        {"FREQ=DAILY;FREQ=DAILY", "twice"},
        {"FREQ=DAILY;EVERY=2", "\"EVERY\" is no part"},
        {"RSCALE=HEBREW;FREQ=YEARLY", "\"RSCALE\" is no part"},
        {"FREQ=DAILY;INTERVAL=0", "INTERVAL=0: write a number from 1 to 1000"},
        {"FREQ=DAILY;INTERVAL=-1", "INTERVAL=-1: write a number"},
        {"FREQ=DAILY;COUNT=99999", "COUNT=99999: write a number"},
        {"FREQ=DAILY;COUNT=2;UNTIL=20260101", "exclude"},
        {"FREQ=DAILY;UNTIL=20260230", "UNTIL=20260230 is not what RFC 5545"},
        {"FREQ=DAILY;UNTIL=X", "write 20271231"},
        {"FREQ=DAILY;BYHOUR=25", "BYHOUR=25 is not what RFC 5545 allows there; write 0 to 23"},
        {"FREQ=WEEKLY;BYHOUR=9;BYDAY=XX", "BYDAY=XX is not what"},
        {"FREQ=DAILY;BYMINUTE=1,2", "one value"},
        {"FREQ=WEEKLY;BYDAY=1MO", "needs FREQ=MONTHLY"},
        {"FREQ=WEEKLY;BYWEEKNO=3", "never comes"},
        {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never comes"},
        {"FREQ=HOURLY;BYMONTH=4;BYMONTHDAY=31", "never comes"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(FAULTS); i++) {
        g_autofree char *fault = recurrence_fault(FAULTS[i].rule);
        if (!fault || !strstr(fault, FAULTS[i].want) || strchr(fault, '\n'))
            fail_msg("\"%s\": %s", FAULTS[i].rule, fault ? fault : "taken");
    }
    g_autofree char *longest = g_strnfill(5000, 'A');
    g_autofree char *fault = recurrence_fault(longest);
    assert_non_null(fault);
}

// Whatever the rule, the answer comes within a second.
static void
test_bounded(void **state)
{
    static const char *const RULES[] = {
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=29;COUNT=1000",
        "FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2,4,6",
        "FREQ=WEEKLY;BYMONTH=2;BYDAY=MO;BYSETPOS=6",
        "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=4",
        "FREQ=YEARLY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12;BYSETPOS=366",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(RULES); i++) {
        clock_t before = clock();
        recurrence_next(RULES[i], BERLIN, instant("2020-01-01"), instant("2026-11-22"));
        double seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
        if (seconds > 1)
            fail_msg("%s took %.1f s", RULES[i], seconds);
    }
    // Moments that no calendar has.
    assert_int_equal(recurrence_next("FREQ=DAILY", BERLIN, INT64_MAX, 0), 0);
    assert_int_equal(recurrence_next("FREQ=DAILY", BERLIN, 0, INT64_MAX), 0);
    assert_int_equal(recurrence_next("FREQ=DAILY", BERLIN, INT64_MIN, 0), 0);
    assert_int_equal(recurrence_next("FREQ=DAILY", "UTC", 60, INT64_MIN), 60);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_next),
        cmocka_unit_test(test_walk),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
