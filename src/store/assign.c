// assign.c: who had how much work: turns, and open tickets by manager and status.
//
// Turns are counted, not timed: many tickets come within one second, and clocks jump. Who never had
// a turn has none here. Loads are counted from an index that holds open tickets alone.
//
// Who gets a ticket is decided in ticket/assign.c. Neighbours: ticket.c.
#include "store/db.h"

static const char SQL_ASSIGN_NOTE[] =
    "INSERT INTO assign_turn (login, turn, at) "
    "VALUES (?1, (SELECT coalesce(max(turn), 0) + 1 FROM assign_turn), ?2) "
    "ON CONFLICT (login) DO UPDATE SET turn = excluded.turn, at = excluded.at";
static const char SQL_TURNS[] = "SELECT login, turn FROM assign_turn";
static const char SQL_OPEN_BY_MANAGER[] =
    "SELECT manager, count(*) FROM ticket INDEXED BY ticket_open_manager "
    "WHERE kind < " DB_KIND_BELOW " AND manager > '' GROUP BY manager";
static const char SQL_LOADS[] =
    "SELECT manager, status, count(*) FROM ticket INDEXED BY ticket_open_manager "
    "WHERE kind < " DB_KIND_BELOW " AND manager > '' GROUP BY manager, status";

bool
store_assign_note(Store *s, const char *login, int64_t now, GError **error)
{
    return db_run(s, error, SQL_ASSIGN_NOTE, db_text(login), db_int(now));
}

static void
put_number(GHashTable *table, char *key, int64_t number)
{
    int64_t *value = g_new(int64_t, 1);
    *value = number;
    g_hash_table_replace(table, key, value);
}

static bool
read_turns(Store *s, GHashTable *turns, GError **error)
{
    g_auto(DbQuery) q = db_query_values(s, error, SQL_TURNS, NULL, 0);
    if (!q) {
        return false;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        put_number(turns, db_column_dup(q, 0), sqlite3_column_int64(q, 1));
    }
    return step == DB_DONE;
}

static bool
read_loads(Store *s, GHashTable *loads, GError **error)
{
    g_auto(DbQuery) q = db_query_values(s, error, SQL_LOADS, NULL, 0);
    if (!q) {
        return false;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        const char *login = (const char *)sqlite3_column_text(q, 0);
        GHashTable *by_status = g_hash_table_lookup(loads, login);
        if (!by_status) {
            by_status = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
            g_hash_table_insert(loads, g_strdup(login), by_status);
        }
        put_number(by_status, db_column_dup(q, 1), sqlite3_column_int64(q, 2));
    }
    return step == DB_DONE;
}

bool
store_work_spread(Store *s, bool with_loads, WorkSpread *out, GError **error)
{
    work_spread_clear(out);
    out->turns = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (with_loads) {
        out->loads = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify)g_hash_table_unref);
    }
    bool ok = read_turns(s, out->turns, error) && (!with_loads || read_loads(s, out->loads, error));
    if (!ok) {
        work_spread_clear(out);
    }
    return ok;
}

GHashTable *
store_open_by_manager(Store *s, GError **error)
{
    g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(DbQuery) q = db_query_values(s, error, SQL_OPEN_BY_MANAGER, NULL, 0);
    if (!q) {
        return NULL;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        g_hash_table_insert(counts, db_column_dup(q, 0),
                            GUINT_TO_POINTER((guint)sqlite3_column_int64(q, 1)));
    }
    return step == DB_DONE ? g_steal_pointer(&counts) : NULL;
}
