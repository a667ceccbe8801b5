// recurrence.h: when a recurring ticket is due: an RRULE (RFC 5545 3.3.10) in a time zone. Pure.
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

// NULL when the rule is fine, else why not, in one line for the admin. The caller frees. Of RFC
// 5545 all but SECONDLY and MINUTELY, lists of minutes or seconds, and COUNT over 1000.
char *recurrence_fault(const char *rrule);
// The first instant of the rule after `after` (Unix seconds), reckoned from the first day on at
// `start` (Unix seconds, its local time of day in `zone` is the time of day of all); 0 = none
// within 10 years. Bounded work whatever the rule says. An hour that the clock skips comes when it
// would have come, of an hour that comes twice the first counts; "every hour" are those of the
// clock.
int64_t recurrence_next(const char *rrule, const char *zone, int64_t start, int64_t after);
