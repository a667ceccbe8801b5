// event.c: what happened, append only (a trigger refuses changes).
//
// The config that decided is named by its hash; the hash itself is kept once.
//
// Neighbours: ticket.c has the present state.
#include "store/db.h"

#include "base/text.h"

static const char SQL_CONFIG_VERSION[] = "SELECT id FROM config_version WHERE hash = ?";
static const char SQL_CONFIG_VERSION_ADD[] = "INSERT INTO config_version (hash) VALUES (?)";
static const char SQL_EVENT_ADD[] =
    "INSERT INTO event (ticket, at, kind, who, proof, rule, detail, message, config) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char SQL_EVENTS_OF_TICKET[] =
    "SELECT id, ticket, at, kind, who, proof, rule, detail, message FROM event WHERE ticket = ? "
    "ORDER BY id";

static bool
config_version(Store *s, const char *hash, int64_t *id, GError **error)
{
    *id = 0;
    if (!*hash || !db_get(s, error, SQL_CONFIG_VERSION, id, db_text(hash))) {
        return !*hash;
    }
    if (*id == 0) {
        if (!db_run(s, error, SQL_CONFIG_VERSION_ADD, db_text(hash))) {
            return false;
        }
        *id = sqlite3_last_insert_rowid(s->db);
    }
    return true;
}

bool
store_event_add(Store *s, Event *e, const char *config_hash, GError **error)
{
    bool own;
    if (!db_unit_begin(s, &own, error)) {
        return false;
    }
    int64_t config, id = 0;
    bool ok = config_version(s, text_or_empty(config_hash), &config, error) &&
              db_run(s, error, SQL_EVENT_ADD, db_int(e->ticket), db_int(e->at), db_text(e->kind),
                     db_text(e->who), db_text(e->proof), db_text(e->rule), db_text(e->detail),
                     db_id(e->message), db_id(config));
    if (ok) {
        id = sqlite3_last_insert_rowid(s->db);
    }
    if (!db_unit_end(s, own, ok, error)) {
        return false;
    }
    e->id = id;
    return true;
}

GPtrArray *
store_event_list(Store *s, int64_t ticket, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
    g_auto(DbQuery) q = db_query(s, error, SQL_EVENTS_OF_TICKET, db_int(ticket));
    if (!q) {
        return NULL;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        Event *e = g_new0(Event, 1);
        e->id = sqlite3_column_int64(q, 0);
        e->ticket = sqlite3_column_int64(q, 1);
        e->at = sqlite3_column_int64(q, 2);
        e->kind = db_column_dup(q, 3);
        e->who = db_column_dup(q, 4);
        e->proof = db_column_dup(q, 5);
        e->rule = db_column_dup(q, 6);
        e->detail = db_column_dup(q, 7);
        e->message = sqlite3_column_int64(q, 8);
        g_ptr_array_add(list, e);
    }
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}
