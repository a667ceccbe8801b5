// timer.c: what the desk knows of its clock: when each ticket has to be looked at, which timers
// were done for it, since when rules are known, and how far the clock itself has come.
//
// The columns that hold a ticket's times are saved with its row (ticket.c); here is what the clock
// asks for. Tickets that wait for nothing are not in the index.
//
// When a timer is due is decided in ticket/rule_timer.c.
#include "store/db.h"

#include "base/error.h"

static const char SQL_FIRINGS[] =
    "SELECT rule, base, count, passed FROM firing WHERE ticket = ? ORDER BY rule";
static const char SQL_FIRING_NOTE[] =
    "INSERT INTO firing (ticket, rule, base, count, passed) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (ticket, rule) DO UPDATE SET base = excluded.base, count = excluded.count, "
    "passed = excluded.passed";
static const char SQL_TIMERS_DUE[] =
    "SELECT number FROM ticket INDEXED BY ticket_timer WHERE timer_at > 0 AND timer_at <= ? "
    "ORDER BY timer_at, number LIMIT ?";
static const char SQL_TIMER_SET[] = "UPDATE ticket SET timer_at = ?2 WHERE number = ?1";
// One that is late already keeps its place in the order.
static const char SQL_TIMERS_RENEW[] =
    "UPDATE ticket SET timer_at = ?1 WHERE kind <= 4 AND (timer_at = 0 OR timer_at > ?1)";
static const char SQL_RULES_SINCE[] = "SELECT rule, at FROM rule_since";
static const char SQL_RULE_LEARN[] =
    "INSERT INTO rule_since (rule, at) VALUES (?, ?) ON CONFLICT (rule) DO NOTHING";
static const char SQL_RULE_FORGET[] = "DELETE FROM rule_since WHERE rule = ?";
static const char SQL_RULES_SINCE_BACK[] = "UPDATE rule_since SET at = ?1 WHERE at > ?1";
static const char SQL_MARKS_BACK[] = "UPDATE clock_mark SET at = ?1 WHERE at > ?1";
static const char SQL_FIRINGS_BACK[] = "UPDATE firing SET passed = count WHERE passed > count";
// What happened in a ticket meanwhile happened now at the latest: timers count from it.
static const char SQL_TICKETS_BACK[] =
    "UPDATE ticket SET status_at = min(status_at, ?1), customer_at = min(customer_at, ?1), "
    "manager_at = min(manager_at, ?1), asked_at = min(asked_at, ?1), "
    "paused_at = min(paused_at, ?1) WHERE status_at > ?1 OR customer_at > ?1 OR manager_at > ?1 "
    "OR asked_at > ?1 OR paused_at > ?1";
static const char SQL_CLOCK_SWEEP[] =
    "DELETE FROM clock_mark WHERE substr(name, 1, length(?1)) = ?1 AND at <= ?2";
static const char SQL_CLOCK_GET[] = "SELECT at, text FROM clock_mark WHERE name = ?";
static const char SQL_CLOCK_SET[] =
    "INSERT INTO clock_mark (name, at, text) VALUES (?, ?, ?) "
    "ON CONFLICT (name) DO UPDATE SET at = excluded.at, text = excluded.text";

GPtrArray *
store_firing_list(Store *s, int64_t ticket, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)firing_free);
    g_auto(DbQuery) q = db_query(s, error, SQL_FIRINGS, db_int(ticket));
    if (!q) {
        return NULL;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        Firing *f = firing_new((const char *)sqlite3_column_text(q, 0), sqlite3_column_int64(q, 1),
                               (unsigned)CLAMP(sqlite3_column_int64(q, 2), 0, (int64_t)G_MAXUINT));
        f->passed = sqlite3_column_int64(q, 3);
        g_ptr_array_add(list, f);
    }
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}

bool
store_firing_note(Store *s, int64_t ticket, const Firing *f, GError **error)
{
    return db_run(s, error, SQL_FIRING_NOTE, db_int(ticket), db_text(f->rule), db_int(f->base),
                  db_int(f->count), db_int(f->passed));
}

GArray *
store_timers_due(Store *s, int64_t now, unsigned limit, GError **error)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int64_t));
    return db_numbers(s, error, numbers, SQL_TIMERS_DUE, DB_VALUES(db_int(now), db_int(limit)))
               ? g_steal_pointer(&numbers)
               : NULL;
}

bool
store_timer_set(Store *s, int64_t ticket, int64_t at, GError **error)
{
    return db_run(s, error, SQL_TIMER_SET, db_int(ticket), db_int(at));
}

bool
store_timers_renew(Store *s, int64_t now, GError **error)
{
    return db_run(s, error, SQL_TIMERS_RENEW, db_int(now));
}

GHashTable *
store_rules_since(Store *s, GError **error)
{
    g_autoptr(GHashTable) since = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_auto(DbQuery) q = db_query_values(s, error, SQL_RULES_SINCE, NULL, 0);
    if (!q) {
        return NULL;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        int64_t *at = g_new(int64_t, 1);
        *at = sqlite3_column_int64(q, 1);
        g_hash_table_replace(since, db_column_dup(q, 0), at);
    }
    return step == DB_DONE ? g_steal_pointer(&since) : NULL;
}

static bool
forget_others(Store *s, const GPtrArray *names, GError **error)
{
    g_autoptr(GHashTable) keep = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) known = store_rules_since(s, error);
    for (guint i = 0; i < names->len; i++) {
        g_hash_table_add(keep, names->pdata[i]);
    }
    bool ok = known != NULL;
    GHashTableIter all;
    gpointer rule;
    if (ok) {
        g_hash_table_iter_init(&all, known);
    }
    while (ok && g_hash_table_iter_next(&all, &rule, NULL)) {
        ok = g_hash_table_contains(keep, rule) || db_run(s, error, SQL_RULE_FORGET, db_text(rule));
    }
    return ok;
}

bool
store_rules_learn(Store *s, const GPtrArray *names, int64_t now, GError **error)
{
    bool own;
    if (!db_unit_begin(s, &own, error)) {
        return false;
    }
    bool ok = forget_others(s, names, error);
    for (guint i = 0; ok && i < names->len; i++) {
        ok = db_run(s, error, SQL_RULE_LEARN, db_text(names->pdata[i]), db_int(now));
    }
    return db_unit_end(s, own, ok, error);
}

bool
store_clock_get(Store *s, const char *name, int64_t *at, char **text, GError **error)
{
    *at = 0;
    if (text) {
        *text = NULL;
    }
    g_auto(DbQuery) q = db_query(s, error, SQL_CLOCK_GET, db_text(name));
    DbStep step = q ? db_step(s, q, error) : DB_FAILED;
    if (step == DB_FAILED) {
        return false;
    }
    if (step == DB_ROW) {
        *at = sqlite3_column_int64(q, 0);
    }
    if (text) {
        *text = step == DB_ROW ? db_column_dup(q, 1) : g_strdup("");
    }
    return true;
}

bool
store_clock_set(Store *s, const char *name, int64_t at, const char *text, GError **error)
{
    return db_run(s, error, SQL_CLOCK_SET, db_text(name), db_int(at), db_text(text));
}

bool
store_clock_sweep(Store *s, const char *prefix, int64_t now, GError **error)
{
    return db_run(s, error, SQL_CLOCK_SWEEP, db_text(prefix), db_int(now));
}

bool
store_clock_pull_back(Store *s, int64_t now, GError **error)
{
    bool own;
    if (!db_unit_begin(s, &own, error)) {
        return false;
    }
    bool ok = db_run(s, error, SQL_MARKS_BACK, db_int(now)) &&
              db_run(s, error, SQL_RULES_SINCE_BACK, db_int(now)) &&
              db_run(s, error, SQL_FIRINGS_BACK) &&
              db_run(s, error, SQL_TICKETS_BACK, db_int(now)) && store_timers_renew(s, now, error);
    return db_unit_end(s, own, ok, error);
}
