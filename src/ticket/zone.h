// zone.h: the local time of a time zone, as stretches in which its offset from UTC stays the same.
// Private to ticket/ (work clocks and recurrences).
#pragma once

#include <glib.h>
#include <stdint.h>

#define DAY_SECONDS INT64_C(86400)

// Unix seconds [from, to); local time = Unix seconds + offset.
typedef struct {
    int64_t from, to, offset;
} Stretch;

// Remembers the stretches that were asked for.
typedef struct Zone Zone;
// An IANA name; "" or one that does not exist: the machine's own.
Zone *zone_new(const char *name);
void zone_free(Zone *z);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Zone, zone_free)

// A stretch that holds an instant; the next one may have the same offset. Before 1900 and after
// 2500 nothing changes any more.
Stretch zone_stretch(Zone *z, int64_t at);
// The instant of a local time in seconds after 1970-01-01T00:00 (RFC 5545 3.3.5): of two the
// first; one that the clock skips counts as if it had not been moved yet.
int64_t zone_instant(Zone *z, int64_t local);

// Division that rounds down, for days before 1970.
static inline int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}
