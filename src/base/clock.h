// clock.h: the only reader of the wall clock. A unit of work asks once and passes `now` on.
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

// Unix seconds; the moved clock when clock_set() was called (helpdesk --now).
int64_t clock_now(void);
void clock_set(int64_t now);
// Wall clock for file ages and leases between processes: never moved.
int64_t clock_real(void);
// The time zone (IANA name) that is local from now on, for the whole program; "" = the machine's.
void clock_set_zone(const char *name);
// Monotonic milliseconds, for deadlines.
int64_t clock_mono_ms(void);

// "Sat, 21 Nov 2026 19:20:00 +0000" (RFC 5322 3.3), UTC. The caller frees.
char *clock_rfc5322(int64_t at);
// "2026-11-21T19:20:00Z". The caller frees.
char *clock_iso(int64_t at);
// "2026-11-21 19:20" in local time, for people. The caller frees.
char *clock_people(int64_t at);

// Unix seconds or ISO 8601 ("2026-11-21", "2026-11-21T19:20Z"). False when it is neither.
bool clock_parse(const char *text, int64_t *at);

// "90s" "15m" "3d" "2h30m" "1w" → seconds. False when malformed or over ten years.
bool clock_parse_span(const char *text, int64_t *seconds);
