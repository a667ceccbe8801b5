// calendar.h: working time: which spans of which days count, and sums over them. Pure.
//
// All instants are Unix seconds, all lengths seconds. Days and spans are local to a time zone given
// by its IANA name ("Europe/Berlin"; "" = the machine's own). A span that stands across a change of
// daylight saving has the length that really passes.
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

// Minutes after local midnight, from < to ≤ 1440.
typedef struct {
    unsigned from, to;
} DaySpan;

typedef struct {
    char *name;
    char *time_zone; // "" = the desk's
    GArray *week[7]; // of DaySpan, ascending, apart; Monday first; empty = no working day
    GHashTable *days; // days that are not as their weekday is: GINT_TO_POINTER(Julian day) → GArray
                      // of DaySpan (empty: a holiday); owned
} Calendar;
Calendar *calendar_new(const char *name); // Monday to Friday 9:00 to 18:00, no holidays
void calendar_free(Calendar *c);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Calendar, calendar_free)

// "9:00-13:00, 14:00-18:00" or "" into spans. HD_ERROR_CONFIG says what is wrong in one line. The
// caller unrefs.
GArray *calendar_parse_spans(const char *text, GError **error);
// "2026-12-24" as the Julian day that `days` uses; false: no such date.
bool calendar_parse_day(const char *text, uint32_t *julian);
// The holidays of an iCalendar file (RFC 5545) into c->days as days without work: all-day events
// with their recurrences from 1970 to the end of until_year. Days that c->days has keep their
// spans. HD_ERROR_CONFIG: not iCalendar, or more than 10,000 days; some days may be in then.
bool calendar_add_ics(Calendar *c, const char *ics, int until_year, GError **error);

// A calendar in a time zone, ready to be asked often: owns copies of nothing, keeps the zone's
// rules; the calendar must outlive it and stay as it is. NULL calendar: all time counts. zone "" =
// the calendar's own, which may be "" too; a zone that does not exist is the machine's own.
typedef struct WorkClock WorkClock;
WorkClock *work_clock_new(const Calendar *c, const char *zone);
void work_clock_free(WorkClock *w);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WorkClock, work_clock_free)
bool time_zone_exists(const char *name);

// The first instant at which `seconds` (≥ 0) of working time have passed since `from`; 0 seconds:
// `from` itself. INT64_MAX when a calendar gives none within 20 years.
int64_t work_clock_add(WorkClock *w, int64_t from, int64_t seconds);
// Working seconds in [a, b); negative when b < a: -(between b and a).
int64_t work_clock_between(WorkClock *w, int64_t a, int64_t b);
bool work_clock_is_open(WorkClock *w, int64_t at);
// 0 = Monday … 6 = Sunday, and minutes after midnight, both local.
void work_clock_local(WorkClock *w, int64_t at, unsigned *weekday, unsigned *minute);

// "Fri 17:30 + 2 h 00 = Mon 10:30: Fri 17:30–18:00, weekend, Mon 9:00–10:30". Language: en, ru, uk.
// The parts that are named are at most 12; what is left out in between is "…". The caller frees.
char *work_clock_explain_add(WorkClock *w, int64_t from, int64_t seconds, const char *language);
// "1 h 30 min working time between Fri 17:30 and Mon 10:00: …" in the same manner.
char *work_clock_explain_between(WorkClock *w, int64_t a, int64_t b, const char *language);
