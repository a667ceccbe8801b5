// assign_fixture.h: a desk, who had which turn and what load, and absences, for the tests of
// assign.
#pragma once

#include "desk_fixture.h"

#include "ticket/assign.h"
#include "ticket/decide_private.h"

static Desk *desk;
static WorkSpread spread;
static int64_t turns;

static inline int
setup(void **state)
{
    desk = test_desk();
    turns = 0;
    spread.turns = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    spread.loads =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
    return 0;
}

static inline int
teardown(void **state)
{
    work_spread_clear(&spread);
    assert_null(spread.turns);
    g_clear_pointer(&desk, desk_free);
    return 0;
}

static inline Manager *
person(const char *login)
{
    return (Manager *)desk_manager(desk, login);
}

// Away from one day after NOW to the other.
static inline void
send_away(const char *login, int from, int to, const char *deputy)
{
    Absence *a = absence_new();
    a->from = NOW + (int64_t)from * DAY;
    a->to = NOW + (int64_t)to * DAY;
    set(a->deputy, deputy);
    g_ptr_array_add(person(login)->absences, a);
}

static inline void
give_turn(const char *login)
{
    g_hash_table_insert(spread.turns, g_strdup(login), g_memdup2(&(int64_t){++turns}, 8));
}

// "open 3 wait 2": tickets that she has.
static inline void
give_load(const char *login, const char *counts)
{
    GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_auto(GStrv) words = g_strsplit(counts, " ", -1);
    for (guint i = 0; words[i] && words[i + 1]; i += 2) {
        int64_t count = g_ascii_strtoll(words[i + 1], NULL, 10);
        g_hash_table_insert(table, g_strdup(words[i]), g_memdup2(&count, sizeof count));
    }
    g_hash_table_insert(spread.loads, g_strdup(login), table);
}
