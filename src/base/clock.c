// clock.c: reads the clocks and writes and reads times.
//
// The only file that asks the system for the time. A unit of work asks once and passes `now` on, so
// that a decision can be repeated; clock_set stops the clock at a given second, which lets tests
// and `--now` run whole days in a moment. Leases between processes and ages of files need the real
// clock, network deadlines the monotonic one.
//
// Dates in headers are written in English whatever the locale. Years are kept within 1…9999: a
// stranger's Date header may say anything. Not for calendars and working hours (ticket/calendar).
#include "base/clock.h"

#include <stdlib.h>
#include <time.h>

#define LAST_SECOND  INT64_C(253402300799)   // 9999-12-31T23:59:59Z
#define FIRST_SECOND INT64_C(-62135596800)   // 0001-01-01T00:00:00Z
#define SPAN_MAX     (INT64_C(3653) * 86400) // ten years

static bool moved;
static int64_t moved_to;

int64_t
clock_real(void)
{
    return (int64_t)time(NULL);
}

int64_t
clock_now(void)
{
    return moved ? moved_to : clock_real();
}

void
clock_set(int64_t now)
{
    moved = true;
    moved_to = now;
}

void
clock_set_zone(const char *name)
{
    if (!*name)
        return;
    g_autofree char *value = g_strdup_printf(":%s", name);
    g_setenv("TZ", value, TRUE);
    tzset();
}

int64_t
clock_mono_ms(void)
{
    return g_get_monotonic_time() / 1000;
}

static GDateTime *
date_of(int64_t at, bool local)
{
    // A day of margin: local time may lie past the year 9999, which GDateTime refuses.
    at = CLAMP(at, FIRST_SECOND + 86400, LAST_SECOND - 86400);
    return local ? g_date_time_new_from_unix_local(at) : g_date_time_new_from_unix_utc(at);
}

char *
clock_rfc5322(int64_t at)
{
    static const char DAYS[7][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char MONTHS[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    g_autoptr(GDateTime) d = date_of(at, false);
    return g_strdup_printf("%s, %02d %s %04d %02d:%02d:%02d +0000",
                           DAYS[g_date_time_get_day_of_week(d) - 1],
                           g_date_time_get_day_of_month(d), MONTHS[g_date_time_get_month(d) - 1],
                           g_date_time_get_year(d), g_date_time_get_hour(d),
                           g_date_time_get_minute(d), g_date_time_get_second(d));
}

static char *
date_write(GDateTime *d, bool iso)
{
    g_autofree char *day =
        g_strdup_printf("%04d-%02d-%02d", g_date_time_get_year(d), g_date_time_get_month(d),
                        g_date_time_get_day_of_month(d));
    if (!iso) {
        return g_strdup_printf("%s %02d:%02d", day, g_date_time_get_hour(d),
                               g_date_time_get_minute(d));
    }
    return g_strdup_printf("%sT%02d:%02d:%02dZ", day, g_date_time_get_hour(d),
                           g_date_time_get_minute(d), g_date_time_get_second(d));
}

char *
clock_iso(int64_t at)
{
    g_autoptr(GDateTime) d = date_of(at, false);
    return date_write(d, true);
}

char *
clock_people(int64_t at)
{
    g_autoptr(GDateTime) d = date_of(at, true);
    return date_write(d, false);
}

// Exactly n digits at *p; moves *p behind them.
static bool
take_digits(const char **p, unsigned n, int *value)
{
    *value = 0;
    for (unsigned i = 0; i < n; i++) {
        if (!g_ascii_isdigit((*p)[i])) {
            return false;
        }
        *value = *value * 10 + ((*p)[i] - '0');
    }
    *p += n;
    return true;
}

static bool
take_char(const char **p, const char *set)
{
    for (; *set; set++) {
        if (**p == *set) {
            (*p)++;
            return true;
        }
    }
    return false;
}

// "Z", "+02", "+0200", "+02:00"; nothing means local time.
static GTimeZone *
take_zone(const char **p)
{
    if (**p == '\0') {
        return g_time_zone_new_local();
    }
    if (take_char(p, "Zz")) {
        return g_time_zone_new_utc();
    }
    int sign = **p == '-' ? -1 : 1;
    int hours = 0, minutes = 0;
    if (!take_char(p, "+-") || !take_digits(p, 2, &hours)) {
        return NULL;
    }
    if (**p != '\0') {
        (void)take_char(p, ":");
        if (!take_digits(p, 2, &minutes)) {
            return NULL;
        }
    }
    if (hours > 14 || minutes > 59) {
        return NULL;
    }
    return g_time_zone_new_offset(sign * (hours * 3600 + minutes * 60));
}

static bool
parse_iso(const char *text, int64_t *at)
{
    const char *p = text;
    int year, month, day, hour = 0, minute = 0, second = 0;
    if (!take_digits(&p, 4, &year) || !take_char(&p, "-") || !take_digits(&p, 2, &month) ||
        !take_char(&p, "-") || !take_digits(&p, 2, &day)) {
        return false;
    }
    if (take_char(&p, "Tt ")) {
        if (!take_digits(&p, 2, &hour) || !take_char(&p, ":") || !take_digits(&p, 2, &minute)) {
            return false;
        }
        if (take_char(&p, ":") && !take_digits(&p, 2, &second)) {
            return false;
        }
    }
    g_autoptr(GTimeZone) zone = take_zone(&p);
    if (!zone || *p != '\0') {
        return false;
    }
    g_autoptr(GDateTime) d = g_date_time_new(zone, year, month, day, hour, minute, second);
    if (!d) {
        return false;
    }
    *at = g_date_time_to_unix(d);
    return true;
}

bool
clock_parse(const char *text, int64_t *at)
{
    if (!text || !*text) {
        return false;
    }
    size_t digits = 0;
    while (g_ascii_isdigit(text[digits])) {
        digits++;
    }
    if (text[digits] != '\0') {
        return parse_iso(text, at);
    }
    int64_t v = digits > 12 ? INT64_MAX : g_ascii_strtoll(text, NULL, 10);
    if (v > LAST_SECOND) {
        return false;
    }
    *at = v;
    return true;
}

bool
clock_parse_span(const char *text, int64_t *seconds)
{
    static const struct {
        char unit;
        int64_t seconds;
    } UNITS[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
    int64_t total = 0;
    if (!text || !*text) {
        return false;
    }
    for (const char *p = text; *p;) {
        int64_t n = 0, unit = 0;
        if (!g_ascii_isdigit(*p)) {
            return false;
        }
        for (; g_ascii_isdigit(*p); p++) {
            n = MIN(n * 10 + (*p - '0'), SPAN_MAX + 1);
        }
        for (size_t i = 0; i < G_N_ELEMENTS(UNITS); i++) {
            if (g_ascii_tolower(*p) == UNITS[i].unit) {
                unit = UNITS[i].seconds;
            }
        }
        if (!unit || (total += n * unit) > SPAN_MAX) {
            return false;
        }
        p++;
    }
    *seconds = total;
    return true;
}
