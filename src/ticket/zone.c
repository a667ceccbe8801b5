// zone.c: the offsets of a time zone from UTC, ready to be asked often.
//
// GLib reads the zone's file and knows which of its intervals holds an instant, but not where one
// ends. The ends are found once, by halving, and kept: a table that grows by a year at a time
// towards what is asked. Sums over years then need a few look-ups (work_clock.c).
//
// Not for working hours, nor for the names of zones in people's letters. Limits: the years 1900 to
// 2500, some 1,200 stretches; KEPT_MAX zones are kept. Neighbours: work_clock.c, recurrence.c.
#include "ticket/zone.h"

#include "ticket/calendar.h"

#include <string.h>
#include <unistd.h>

#define EARLIEST INT64_C(-2208988800) // 1900
#define LATEST   INT64_C(16725225600) // 2500
#define KEPT_MAX 64
#define BLOCK    (370 * DAY_SECONDS)

struct Zone {
    GTimeZone *rules;
    GArray *stretches; // of Stretch, ascending, without holes
    bool kept;         // for the next who asks
};

bool
time_zone_exists(const char *name)
{
    if (strcmp(name, "UTC") == 0)
        return true;
    // It becomes part of a path.
    if (!g_ascii_isalpha(*name) || strlen(name) > 64 || strstr(name, "..") ||
        name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/")])
        return false;
    const char *dir = g_getenv("TZDIR");
    g_autofree char *path = g_build_filename(dir && *dir ? dir : "/usr/share/zoneinfo", name, NULL);
    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
        return false;
    GTimeZone *zone = g_time_zone_new_identifier(name);
    if (zone)
        g_time_zone_unref(zone);
    return zone != NULL;
}

static Zone *
zone_read(GTimeZone *rules)
{
    Zone *z = g_new0(Zone, 1);
    z->rules = rules;
    z->stretches = g_array_new(FALSE, FALSE, sizeof(Stretch));
    return z;
}

// Reading a zone's file costs more than a year's work with it, so those that were named are kept.
static Zone *
zone_named(const char *name)
{
    static GHashTable *kept;
    if (!kept)
        kept = g_hash_table_new(g_str_hash, g_str_equal);
    Zone *z = g_hash_table_lookup(kept, name);
    GTimeZone *rules = !z && time_zone_exists(name) ? g_time_zone_new_identifier(name) : NULL;
    if (rules) {
        z = zone_read(rules);
        z->kept = g_hash_table_size(kept) < KEPT_MAX;
        if (z->kept)
            g_hash_table_insert(kept, g_strdup(name), z);
    }
    return z;
}

Zone *
zone_new(const char *name)
{
    Zone *z = *name ? zone_named(name) : NULL;
    return z ? z : zone_read(g_time_zone_new_local());
}

void
zone_free(Zone *z)
{
    if (!z || z->kept)
        return;
    g_time_zone_unref(z->rules);
    g_array_unref(z->stretches);
    g_free(z);
}

static int
interval_at(Zone *z, int64_t at)
{
    return g_time_zone_find_interval(z->rules, G_TIME_TYPE_UNIVERSAL, at);
}

static int64_t
offset_at(Zone *z, int64_t at)
{
    return g_time_zone_get_offset(z->rules, interval_at(z, at));
}

// The first instant in (from, to] of another interval than that of from; to when there is none.
static int64_t
interval_end(Zone *z, int64_t from, int64_t to)
{
    int here = interval_at(z, from);
    if (interval_at(z, to) == here)
        return to;
    while (to - from > 1) {
        int64_t middle = from + (to - from) / 2;
        if (interval_at(z, middle) == here)
            from = middle;
        else
            to = middle;
    }
    return to;
}

// The stretches of [from, to), appended to list; one that goes on is made longer.
static void
find_stretches(Zone *z, int64_t from, int64_t to, GArray *list)
{
    while (from < to) {
        Stretch next = {from, interval_end(z, from, to), offset_at(z, from)};
        Stretch *last = list->len ? &g_array_index(list, Stretch, list->len - 1) : NULL;
        if (last && last->offset == next.offset)
            last->to = next.to;
        else
            g_array_append_val(list, next);
        from = next.to;
    }
}

static void
cover_before(Zone *z, int64_t at)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(Stretch));
    int64_t to = g_array_index(z->stretches, Stretch, 0).from;
    find_stretches(z, MAX(EARLIEST, MIN(at, to) - BLOCK), to, list);
    Stretch *first = &g_array_index(z->stretches, Stretch, 0);
    Stretch *last = &g_array_index(list, Stretch, list->len - 1);
    if (first->offset == last->offset) {
        first->from = last->from;
        g_array_set_size(list, list->len - 1);
    }
    g_array_prepend_vals(z->stretches, list->data, list->len);
    g_array_unref(list);
}

static void
cover(Zone *z, int64_t at)
{
    if (!z->stretches->len)
        find_stretches(z, MAX(EARLIEST, at - BLOCK / 4), MIN(LATEST, at + BLOCK), z->stretches);
    if (at < g_array_index(z->stretches, Stretch, 0).from)
        cover_before(z, at);
    int64_t to = g_array_index(z->stretches, Stretch, z->stretches->len - 1).to;
    if (at >= to)
        find_stretches(z, to, MIN(LATEST, at + BLOCK), z->stretches);
}

Stretch
zone_stretch(Zone *z, int64_t at)
{
    at = CLAMP(at, EARLIEST, LATEST - 1);
    cover(z, at);
    guint low = 0, high = z->stretches->len - 1;
    while (low < high) {
        guint middle = (low + high + 1) / 2;
        if (g_array_index(z->stretches, Stretch, middle).from <= at)
            low = middle;
        else
            high = middle - 1;
    }
    Stretch found = g_array_index(z->stretches, Stretch, low);
    if (found.from == EARLIEST)
        found.from = INT64_MIN;
    if (found.to == LATEST)
        found.to = INT64_MAX;
    return found;
}

int64_t
zone_instant(Zone *z, int64_t local)
{
    // No zone is further from UTC than a day, and none is moved twice in so short a time.
    Stretch s = zone_stretch(z, local - DAY_SECONDS);
    int64_t before = s.offset;
    while (local - s.offset >= s.to) {
        before = s.offset;
        s = zone_stretch(z, s.to);
    }
    return local - (local - s.offset < s.from ? before : s.offset);
}
