// berlin_fixture.h: moments as the clocks in Berlin show them, for the tests of calendars, promises
// and timers.
#pragma once

#include "desk_fixture.h"

// "2026-11-20 17:30"; "" is no moment, 0. Daylight saving ended on 25 October 2026.
static inline int64_t
at(const char *text)
{
    if (!*text)
        return 0;
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Berlin");
    g_autofree char *iso = g_strdup_printf("%.10sT%s:00", text, text + 11);
    g_autoptr(GDateTime) moment = g_date_time_new_from_iso8601(iso, zone);
    assert_non_null(moment);
    return g_date_time_to_unix(moment);
}

static inline void
is_at(const char *name, const char *what, int64_t got, const char *want)
{
    if (got == at(want))
        return;
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Berlin");
    g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(got);
    g_autoptr(GDateTime) local = g_date_time_to_timezone(moment, zone);
    g_autofree char *text = got ? g_date_time_format(local, "%Y-%m-%d %H:%M:%S") : g_strdup("none");
    fail_msg("%s: %s is %s, not %s", name, what, text, *want ? want : "none");
}
