// Times are written and read in one way everywhere, and stand still when told to.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"

#include <glib.h>

static void
times_are_written(void **state)
{
    static const struct {
        int64_t at;
        const char *rfc, *iso, *people;
    } ROWS[] = {
        {0, "Thu, 01 Jan 1970 00:00:00 +0000", "1970-01-01T00:00:00Z", "1970-01-01 00:00"},
        {1795288800, "Sat, 21 Nov 2026 19:20:00 +0000", "2026-11-21T19:20:00Z", "2026-11-21 19:20"},
        {951782400, "Tue, 29 Feb 2000 00:00:00 +0000", "2000-02-29T00:00:00Z", "2000-02-29 00:00"},
        {-1, "Wed, 31 Dec 1969 23:59:59 +0000", "1969-12-31T23:59:59Z", "1969-12-31 23:59"},
        {INT64_MAX, "Thu, 30 Dec 9999 23:59:59 +0000", "9999-12-30T23:59:59Z", "9999-12-30 23:59"},
        {INT64_MIN, "Tue, 02 Jan 0001 00:00:00 +0000", "0001-01-02T00:00:00Z", "0001-01-02 00:00"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *rfc = clock_rfc5322(ROWS[i].at);
        g_autofree char *iso = clock_iso(ROWS[i].at);
        g_autofree char *people = clock_people(ROWS[i].at);
        assert_string_equal(rfc, ROWS[i].rfc);
        assert_string_equal(iso, ROWS[i].iso);
        assert_string_equal(people, ROWS[i].people);
    }
}

static void
times_are_read(void **state)
{
    static const struct {
        const char *in;
        bool ok;
        int64_t want;
    } ROWS[] = {
        {"1795288800", true, 1795288800},
        {"0", true, 0},
        {"2026-11-21", true, 1795219200},
        {"2026-11-21T19:20Z", true, 1795288800},
        {"2026-11-21 19:20:05", true, 1795288805},
        {"2026-11-21T21:20:00+02:00", true, 1795288800},
        {"2026-11-21T14:20-0500", true, 1795288800},
        {"2026-11-21T21:20+02", true, 1795288800},
        {"2026-02-30", false, 0},
        {"2026-13-01", false, 0},
        {"2026-11-21T25:00", false, 0},
        {"2026-11-21T19:20Zx", false, 0},
        {"2026-11-21T19:20+99:99", false, 0},
        {"yesterday", false, 0},
        {"", false, 0},
        {NULL, false, 0},
        {"-5", false, 0},
        {"99999999999999999999", false, 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        int64_t at = 7;
        bool ok = clock_parse(ROWS[i].in, &at);
        if (ok != ROWS[i].ok || at != (ok ? ROWS[i].want : 7)) {
            fail_msg("%s: %d %" G_GINT64_FORMAT, ROWS[i].in, ok, at);
        }
    }
}

static void
spans_are_read(void **state)
{
    static const struct {
        const char *in;
        bool ok;
        int64_t want;
    } ROWS[] = {
        {"90s", true, 90},          {"15m", true, 900},   {"3d", true, 259200},
        {"2h30m", true, 9000},      {"1w", true, 604800}, {"0s", true, 0},
        {"15", false, 0},           {"m", false, 0},      {"", false, 0},
        {"1y", false, 0},           {"-1d", false, 0},    {"1d ", false, 0},
        {"3653d", true, 315619200}, {"3654d", false, 0},  {"99999999999999999999w", false, 0},
        {NULL, false, 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        int64_t seconds = 7;
        bool ok = clock_parse_span(ROWS[i].in, &seconds);
        if (ok != ROWS[i].ok || seconds != (ok ? ROWS[i].want : 7)) {
            fail_msg("%s: %d %" G_GINT64_FORMAT, ROWS[i].in, ok, seconds);
        }
    }
}

static void
a_moved_clock_stands_still(void **state)
{
    assert_true(clock_now() - clock_real() <= 1);
    clock_set(1000);
    assert_int_equal(clock_now(), 1000);
    assert_true(clock_real() > 1700000000);
    clock_set(2000);
    assert_int_equal(clock_now(), 2000);
    assert_true(clock_mono_ms() <= clock_mono_ms());
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_written),
        cmocka_unit_test(times_are_read),
        cmocka_unit_test(spans_are_read),
        cmocka_unit_test(a_moved_clock_stands_still),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
