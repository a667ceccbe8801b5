// test_calendar_model.c: work clocks against a model that walks minute by minute: 100,000 random
// cases over ten time zones, most of them near a change of the clock. The model knows local time
// from glibc (the clocks from GLib), decides for each minute of two years by itself whether it is
// working time, and adds up. Local time itself is compared over seventy years.
#include "ticket/calendar.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define CASES     100000
#define CALENDARS 20
#define FIRST     INT64_C(1735689600) // 2025-01-01, in seconds
#define MINUTES   (2 * 365 * 24 * 60)
#define SPAN_MAX  (21 * 24 * 60 * 60)

static const char *const ZONES[] = {
    "Europe/Berlin",       "Europe/Kyiv",      "America/New_York",
    "America/St_Johns",    "Africa/Cairo",     "America/Santiago",
    "Asia/Kathmandu",      "Pacific/Auckland", "Africa/Casablanca",
    "Australia/Lord_Howe", // half an hour
};

// Local time, minute by minute.
typedef struct {
    int32_t day[MINUTES]; // Julian
    int16_t minute[MINUTES];
    unsigned changes[64], changes_len; // minutes at which the clock is moved
} Local;

typedef struct {
    uint8_t open[MINUTES];
    int32_t before[MINUTES + 1]; // open minutes before
} Table;

static void
read_local_time(const char *zone, Local *l)
{
    g_setenv("TZ", zone, TRUE);
    tzset();
    l->changes_len = 0;
    int64_t offset = 0;
    for (unsigned i = 0; i < MINUTES; i++) {
        time_t at = (time_t)(FIRST + i * INT64_C(60));
        struct tm t;
        assert_non_null(localtime_r(&at, &t));
        assert_int_equal(t.tm_sec, 0);
        GDate day;
        g_date_clear(&day, 1);
        g_date_set_dmy(&day, (GDateDay)t.tm_mday, (GDateMonth)(t.tm_mon + 1),
                       (GDateYear)(t.tm_year + 1900));
        l->day[i] = (int32_t)g_date_get_julian(&day);
        l->minute[i] = (int16_t)(t.tm_hour * 60 + t.tm_min);
        if (i > 0 && t.tm_gmtoff != offset) {
            assert_true(l->changes_len < G_N_ELEMENTS(l->changes));
            l->changes[l->changes_len++] = i;
        }
        offset = t.tm_gmtoff;
    }
    g_unsetenv("TZ");
    tzset();
}

static bool
is_in(const GArray *spans, int minute)
{
    for (guint i = 0; i < spans->len; i++) {
        const DaySpan *s = &g_array_index(spans, DaySpan, i);
        if (minute >= (int)s->from && minute < (int)s->to)
            return true;
    }
    return false;
}

static void
fill(Table *t, const Local *l, const Calendar *c)
{
    const GArray *spans = NULL;
    for (unsigned i = 0; i < MINUTES; i++) {
        if (i == 0 || l->day[i] != l->day[i - 1]) {
            GDate day;
            g_date_clear(&day, 1);
            g_date_set_julian(&day, (guint32)l->day[i]);
            spans = g_hash_table_lookup(c->days, GINT_TO_POINTER(l->day[i]));
            if (!spans)
                spans = c->week[g_date_get_weekday(&day) - 1];
        }
        t->open[i] = is_in(spans, l->minute[i]);
        t->before[i + 1] = t->before[i] + t->open[i];
    }
}

static int64_t
model_before(const Table *t, int64_t at)
{
    int64_t minute = (at - FIRST) / 60, rest = (at - FIRST) % 60;
    return t->before[minute] * INT64_C(60) + (t->open[minute] ? rest : 0);
}

static int64_t
model_add(const Table *t, int64_t from, int64_t seconds)
{
    if (seconds == 0)
        return from;
    for (int64_t at = from; at < FIRST + (MINUTES - 1) * INT64_C(60);) {
        int64_t minute = (at - FIRST) / 60, rest = 60 - (at - FIRST) % 60;
        if (t->open[minute] && seconds <= rest)
            return at + seconds;
        seconds -= t->open[minute] ? rest : 0;
        at += rest;
    }
    return INT64_MAX;
}

static void
random_spans(GRand *r, GArray *spans)
{
    static const unsigned STEPS[] = {1, 5, 15, 30, 60};
    g_array_set_size(spans, 0);
    int kind = g_rand_int_range(r, 0, 10);
    unsigned step = STEPS[g_rand_int_range(r, 0, G_N_ELEMENTS(STEPS))], at = 0;
    if (kind == 0)
        return;
    if (kind == 1) {
        g_array_append_val(spans, ((DaySpan){0, 1440}));
        return;
    }
    // Small hours, where clocks are moved, or the whole day.
    unsigned end = kind < 5 ? 300 : 1440, count = (unsigned)g_rand_int_range(r, 1, 5);
    for (unsigned i = 0; i < count && at + 2 * step <= end; i++) {
        DaySpan s;
        s.from = at + step * (unsigned)g_rand_int_range(r, 0, (gint)((end - at) / step / 2) + 1);
        s.from = MIN(s.from, end - step);
        s.to = s.from + step * (unsigned)g_rand_int_range(r, 1, (gint)((end - s.from) / step) + 1);
        g_array_append_val(spans, s);
        at = s.to;
    }
}

static Calendar *
random_calendar(GRand *r, const Local *l)
{
    Calendar *c = calendar_new("random");
    for (unsigned i = 0; i < 7; i++)
        random_spans(r, c->week[i]);
    if (g_rand_int_range(r, 0, 4) == 0) // night shifts from day to day
        for (unsigned i = 0; i < 5; i++) {
            g_array_set_size(c->week[i], 0);
            g_array_append_val(c->week[i], ((DaySpan){0, 360}));
            g_array_append_val(c->week[i], ((DaySpan){1320, 1440}));
        }
    for (unsigned i = 0; i < 60; i++) {
        unsigned minute = (unsigned)g_rand_int_range(r, 0, MINUTES);
        if (l->changes_len && i < 8)
            minute = l->changes[(unsigned)g_rand_int_range(r, 0, (gint)l->changes_len)];
        GArray *spans = g_array_new(FALSE, FALSE, sizeof(DaySpan));
        random_spans(r, spans);
        g_hash_table_insert(c->days, GINT_TO_POINTER(l->day[minute]), spans);
    }
    return c;
}

static int64_t
random_span(GRand *r)
{
    static const int SIZES[] = {90, 7200, 86400, 3 * 86400, SPAN_MAX};
    int size = SIZES[g_rand_int_range(r, 0, G_N_ELEMENTS(SIZES))];
    return g_rand_int_range(r, 0, size);
}

static int64_t
random_start(GRand *r, const Local *l)
{
    // Six weeks of the table are left behind it.
    int64_t room = MINUTES * INT64_C(60) - 2 * SPAN_MAX - 86400;
    int64_t at = g_rand_int_range(r, 0, (gint32)room);
    if (l->changes_len && g_rand_int_range(r, 0, 10) < 7) {
        int64_t near = l->changes[(unsigned)g_rand_int_range(r, 0, (gint)l->changes_len)];
        at = CLAMP(near * 60 - random_span(r) / 4 + random_span(r) / 8, 0, room);
    }
    if (g_rand_boolean(r))
        at -= at % 60;
    return FIRST + at;
}

#define SAME(what, got, want)                                                                      \
    do {                                                                                           \
        int64_t got_ = (got), want_ = (want);                                                      \
        if (got_ != want_)                                                                         \
            fail_msg("%s, case %u: %s: %" PRId64 " instead of %" PRId64 "; a=%" PRId64             \
                     " b=%" PRId64 " n=%" PRId64,                                                  \
                     zone, number, what, got_, want_, a, b, n);                                    \
    } while (0)

static void
check_case(WorkClock *w, const Local *l, const Table *t, GRand *r, const char *zone,
           unsigned number)
{
    int64_t a = random_start(r, l), b = a + random_span(r), n = 0;
    int64_t sum = model_before(t, b) - model_before(t, a);
    SAME("between", work_clock_between(w, a, b), sum);
    SAME("between backwards", work_clock_between(w, b, a), -sum);

    int64_t most = model_before(t, a + SPAN_MAX) - model_before(t, a);
    n = random_span(r) + 1;
    n = most ? g_rand_int_range(r, 0, (gint32)MIN(most, n) + 1) : 0;
    int64_t end = work_clock_add(w, a, n);
    SAME("add", end, model_add(t, a, n));
    SAME("between(a, add(a, n)) = n", work_clock_between(w, a, end), n);

    int64_t middle = a + (b - a) / 3;
    SAME("between adds up", work_clock_between(w, a, middle) + work_clock_between(w, middle, b),
         sum);
    int64_t part = n / 3;
    SAME("add adds up", part < n ? work_clock_add(w, work_clock_add(w, a, part), n - part) : end,
         end);
    SAME("add(a, between(a, b)) is not behind b", work_clock_add(w, a, sum) <= b, true);

    unsigned weekday = 9, minute = 9999, i = (unsigned)((b - FIRST) / 60);
    work_clock_local(w, b, &weekday, &minute);
    SAME("is_open", work_clock_is_open(w, b), t->open[i]);
    SAME("local minute", minute, l->minute[i]);
    SAME("weekday", weekday, (l->day[i] - 1) % 7);
}

static void
test_model(void **state)
{
    Local *l = g_new(Local, 1);
    Table *t = g_new0(Table, 1);
    GRand *r = g_rand_new_with_seed(20261122);
    unsigned number = 0;
    for (size_t z = 0; z < G_N_ELEMENTS(ZONES); z++) {
        read_local_time(ZONES[z], l);
        // Else a zone without its file would pass as UTC.
        assert_true(l->changes_len >= 4 || strcmp(ZONES[z], "Asia/Kathmandu") == 0);
        for (unsigned i = 0; i < CALENDARS; i++) {
            g_autoptr(Calendar) c = random_calendar(r, l);
            fill(t, l, c);
            g_autoptr(WorkClock) w = work_clock_new(c, ZONES[z]);
            for (unsigned k = 0; k < CASES / CALENDARS / G_N_ELEMENTS(ZONES); k++)
                check_case(w, l, t, r, ZONES[z], number++);
        }
    }
    assert_int_equal(number, CASES);
    g_rand_free(r);
    g_free(t);
    g_free(l);
}

// Local time over seventy years, every few hours.
static void
test_years(void **state)
{
    g_autoptr(Calendar) c = calendar_new("any");
    for (size_t z = 0; z < G_N_ELEMENTS(ZONES); z++) {
        g_autoptr(WorkClock) w = work_clock_new(c, ZONES[z]);
        g_setenv("TZ", ZONES[z], TRUE);
        tzset();
        for (time_t at = 631152000; at < 2840140800; at += 5 * 3600) { // 1990 to 2060
            struct tm t;
            unsigned weekday = 9, minute = 9999;
            assert_non_null(localtime_r(&at, &t));
            work_clock_local(w, at, &weekday, &minute);
            if ((int)minute != t.tm_hour * 60 + t.tm_min || (int)weekday != (t.tm_wday + 6) % 7)
                fail_msg("%s at %" PRId64 ": %u %u instead of %d:%02d", ZONES[z], (int64_t)at,
                         weekday, minute, t.tm_hour, t.tm_min);
        }
        g_unsetenv("TZ");
        tzset();
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_model), cmocka_unit_test(test_years)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
