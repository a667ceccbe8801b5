// calendar_hours.h: calendars for the tests, made of the hours of a week.
#pragma once

#include "base/clock.h"
#include "ticket/calendar.h"

#include <string.h>

#define HOUR   INT64_C(3600)
#define BERLIN "Europe/Berlin"

static inline int64_t
instant(const char *text)
{
    int64_t at = 0;
    g_assert_true(clock_parse(text, &at));
    return at;
}

static inline uint32_t
day(const char *text)
{
    uint32_t julian = 0;
    g_assert_true(calendar_parse_day(text, &julian));
    return julian;
}

static inline void
set_day(Calendar *c, const char *text, const char *spans)
{
    GArray *list = calendar_parse_spans(spans, NULL);
    g_assert_nonnull(list);
    g_hash_table_insert(c->days, GUINT_TO_POINTER(day(text)), list);
}

// Monday to Friday, Saturday, Sunday; and two odd days.
typedef struct {
    const char *week, *saturday, *sunday;
} Hours;

static const Hours OFFICE = {"9:00-18:00", "", ""};
static const Hours LUNCH = {"9:00-13:00, 14:00-18:00", "10:00-12:00", ""};
static const Hours ALL = {"0:00-24:00", "0:00-24:00", "0:00-24:00"};
static const Hours NONE = {"", "", ""};
static const Hours SUNDAY = {"", "", "0:00-24:00"};

static inline Calendar *
calendar_of(const Hours *h)
{
    Calendar *c = calendar_new("test");
    for (unsigned i = 0; i < 7; i++) {
        g_array_unref(c->week[i]);
        c->week[i] = calendar_parse_spans(i < 5 ? h->week : i == 5 ? h->saturday : h->sunday, NULL);
    }
    set_day(c, "2026-12-24", "9:00-14:00");
    set_day(c, "2026-12-25", "");
    return c;
}
