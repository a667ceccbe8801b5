// work_clock_private.h: the inside of a work clock; private to work_clock*.c.
#pragma once

#include "ticket/calendar.h"
#include "ticket/zone.h"

#define INSTANT_MAX    (INT64_C(1) << 48)
#define JULIAN_OF_1970 719163
#define YEARS_MAX      20
#define HORIZON        (YEARS_MAX * INT64_C(31557600))

struct WorkClock {
    const Calendar *calendar; // NULL: all time counts
    Zone *zone;
    int64_t week[8]; // working seconds of the week before each weekday; [7]: of all of it
    GArray *odd;     // of OddDay, ascending
};

// A day that is not as its weekday is.
typedef struct {
    int64_t day;
    const GArray *spans;
    int64_t before; // what all odd days before it have more than their weekdays (less: negative)
} OddDay;

// The spans of a local day, counted from 1970-01-01; odd (may be NULL): it is not as its weekday.
const GArray *work_clock_spans(const WorkClock *w, int64_t day, bool *odd);

static inline unsigned
weekday_of(int64_t day)
{
    return (unsigned)(day + 3 - floor_div(day + 3, 7) * 7); // 1970-01-01 was a Thursday
}
