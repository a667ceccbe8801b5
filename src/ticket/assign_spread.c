// assign_spread.c: spreading work: who may get the tickets of a queue now, whose turn it is, and
// who has the least to do.
//
// Who is away counts by the stand-in, each person once, so that a deputy gets no double share.
// Turns and loads are facts that the store gathered (spread.h); equal ones fall to the first of the
// list. What a routing row or a rule asks for is assign.c.

#include "ticket/assign.h"

#include "base/text.h"

#include <string.h>

#define LOAD_UNKNOWN 10 // tenths: of a status that the workflow no longer has

void
work_spread_clear(WorkSpread *w)
{
    g_clear_pointer(&w->turns, g_hash_table_unref);
    g_clear_pointer(&w->loads, g_hash_table_unref);
}

// The manager, or who stands in: once, and only where she may work.
static void
add_present(const Desk *d, const Queue *q, const Manager *m, int64_t now, GPtrArray *people)
{
    const Manager *there = m && m->active ? desk_stand_in(d, m, now) : NULL;
    if (there && desk_may_act(d, there, q) && !g_ptr_array_find(people, there, NULL))
        g_ptr_array_add(people, (gpointer)(guintptr)there);
}

GPtrArray *
assign_people(const Desk *d, const Queue *q, int64_t now)
{
    GPtrArray *people = g_ptr_array_new();
    bool own = q && q->managers->len > 0;
    for (guint i = 0; own && i < q->managers->len; i++)
        add_present(d, q, desk_manager(d, q->managers->pdata[i]), now, people);
    for (guint i = 0; !own && i < d->managers->len; i++)
        if (desk_may_act(d, d->managers->pdata[i], q))
            add_present(d, q, d->managers->pdata[i], now, people);
    return people;
}

static void
add_any(const Desk *d, const Queue *q, const Manager *m, GPtrArray *people)
{
    if (m && desk_may_act(d, m, q) && !g_ptr_array_find(people, m, NULL))
        g_ptr_array_add(people, (gpointer)(guintptr)m);
}

GPtrArray *
assign_people_or_all(const Desk *d, const Queue *q, int64_t now)
{
    GPtrArray *people = assign_people(d, q, now);
    bool nobody = people->len == 0;
    for (guint i = 0; nobody && q && i < q->managers->len; i++)
        add_any(d, q, desk_manager(d, q->managers->pdata[i]), people);
    if (people->len == 0)
        for (guint i = 0; i < d->managers->len; i++)
            add_any(d, q, d->managers->pdata[i], people);
    return people;
}

GPtrArray *
assign_people_of(const Desk *d, const Queue *q, const char *words, int64_t now)
{
    GPtrArray *people = g_ptr_array_new();
    g_auto(GStrv) split = g_strsplit_set(words, ", \t", -1);
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    for (guint i = 0; split[i]; i++)
        if (*split[i])
            g_ptr_array_add(list, split[i]);
    g_autoptr(GPtrArray) logins = desk_people(d, list);
    for (guint i = 0; i < logins->len; i++)
        add_present(d, q, desk_manager(d, logins->pdata[i]), now, people);
    return people;
}

// -1 = never had one.
static int64_t
turn_of(const WorkSpread *spread, const Manager *m)
{
    const int64_t *turn =
        spread && spread->turns ? g_hash_table_lookup(spread->turns, m->login) : NULL;
    return turn ? *turn : -1;
}

const Manager *
assign_in_turn(const GPtrArray *people, const WorkSpread *spread)
{
    const Manager *next = NULL;
    for (guint i = 0; i < people->len; i++) {
        const Manager *m = people->pdata[i];
        if (!next || turn_of(spread, m) < turn_of(spread, next))
            next = m;
    }
    return next;
}

static int64_t
load_of(const Desk *d, const WorkSpread *spread, const Manager *m)
{
    GHashTable *counts =
        spread && spread->loads ? g_hash_table_lookup(spread->loads, m->login) : NULL;
    int64_t load = 0;
    GHashTableIter it;
    gpointer status, count;
    if (!counts)
        return 0;
    g_hash_table_iter_init(&it, counts);
    while (g_hash_table_iter_next(&it, &status, &count)) {
        const Status *s = desk_status(d, status);
        load += *(const int64_t *)count * (s ? (int64_t)s->load : LOAD_UNKNOWN);
    }
    return load;
}

const Manager *
assign_by_load(const Desk *d, const GPtrArray *people, const WorkSpread *spread)
{
    g_autoptr(GPtrArray) least = g_ptr_array_new();
    int64_t lowest = 0;
    for (guint i = 0; i < people->len; i++) {
        int64_t load = load_of(d, spread, people->pdata[i]);
        if (least->len > 0 && load > lowest)
            continue;
        if (least->len > 0 && load < lowest)
            g_ptr_array_set_size(least, 0);
        lowest = load;
        g_ptr_array_add(least, people->pdata[i]);
    }
    return assign_in_turn(least, spread);
}
