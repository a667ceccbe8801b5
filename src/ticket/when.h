// when.h: moments and spans as people write them, in en, ru and uk. Pure: local time is that of
// `now`, the wall clock is never read.
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

// "3d" "2h30m" "in 3 days" "через 2 часа" "tomorrow 9:00" "mon" "пн 9:00" "9:00" "2026-12-01 14:30"
// "1.12": *at in Unix seconds. A day without a time means 9:00; a weekday or a time alone is the
// next such. HD_ERROR_USAGE, in the language, when it is not understood, has passed or is more than
// ten years away. Days, weeks and months are those of the calendar: "1d" is the same hour tomorrow,
// though the clock is moved in between.
bool when_parse(const char *text, int64_t now, const char *language, int64_t *at, GError **error);

// "2026-12-01", "01.12.2026", "1.12" (of this year), "today", "tomorrow": a day, which may have
// passed, as "2026-12-01"; NULL when it is none. The caller frees.
char *when_parse_day(const char *text, int64_t now);

// The span that text begins with ("1h30m", "2 часа 5 минут", "1,5h"); *rest is what follows it
// (borrowed). longest: units that are longer are no part of it, in seconds (3600: no days); a
// month has 30 days here. False when there is none.
bool when_span(const char *text, const char *language, int64_t longest, int64_t *seconds,
               const char **rest);
