// event.c: what happened, append only (a trigger refuses changes).
//
// The config that decided is named by its hash; the hash itself is kept once. Events stay with the
// ticket that they happened to; the list of a ticket tells what happened to those that became a
// part of it too.
//
// What a watcher is told is found among the events that are new, not among all tickets that were
// ever watched: the first are few, the second only grow.
//
// Neighbours: ticket.c has the present state, merge.c, digest.c.
#include "store/db.h"

#include "base/text.h"

#define EVENT_COLUMNS                                                                              \
    "e.id, e.ticket, e.at, e.kind, e.who, e.proof, e.rule, e.detail, e.message, "                  \
    "(SELECT v.hash FROM config_version v WHERE v.id = e.config)"

static const char SQL_CONFIG_VERSION[] = "SELECT id FROM config_version WHERE hash = ?";
static const char SQL_CONFIG_VERSION_ADD[] = "INSERT INTO config_version (hash) VALUES (?)";
static const char SQL_EVENT_ADD[] =
    "INSERT INTO event (ticket, at, kind, who, proof, rule, detail, message, config) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char SQL_EVENTS_OF_TICKET[] =
    "SELECT " EVENT_COLUMNS " FROM event e WHERE e.ticket = ? ORDER BY e.id";
// ?3: the words, each between line ends.
static const char SQL_EVENTS_WATCHED[] =
    "SELECT " EVENT_COLUMNS " FROM event e WHERE e.id > ?1 AND e.who <> ?2 AND EXISTS ("
    "SELECT 1 FROM watcher w WHERE w.ticket = e.ticket "
    "AND instr(?3, char(10) || w.who || char(10)) > 0) ORDER BY e.id LIMIT ?4";
static const char SQL_EVENT_NEWEST[] = "SELECT max(id) FROM event";

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

static Event *
read_row(sqlite3_stmt *q)
{
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
    e->config = db_column_dup(q, 9);
    return e;
}

// Appends what the query finds.
static bool
read_events(Store *s, sqlite3_stmt *q, GPtrArray *list, GError **error)
{
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        g_ptr_array_add(list, read_row(q));
    }
    return step == DB_DONE;
}

static bool
add_events_of(Store *s, int64_t ticket, GPtrArray *list, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_EVENTS_OF_TICKET, db_int(ticket));
    return q && read_events(s, q, list, error);
}

static int
by_id(gconstpointer a, gconstpointer b)
{
    const Event *x = *(Event *const *)a, *y = *(Event *const *)b;
    return x->id < y->id ? -1 : x->id > y->id;
}

GPtrArray *
store_event_list(Store *s, int64_t ticket, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
    g_autoptr(GArray) story = g_array_new(FALSE, FALSE, sizeof(int64_t));
    bool ok = db_story(s, ticket, story, error);
    for (guint i = 0; ok && i < story->len; i++) {
        ok = add_events_of(s, g_array_index(story, int64_t, i), list, error);
    }
    g_ptr_array_sort(list, by_id);
    return ok ? g_steal_pointer(&list) : NULL;
}

GPtrArray *
store_events_watched(Store *s, const char *login, const char *const *words, int64_t after,
                     unsigned limit, GError **error)
{
    g_autofree char *joined = g_strjoinv("\n", (char **)(uintptr_t)words);
    g_autofree char *lines = g_strconcat("\n", joined, "\n", NULL);
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
    g_auto(DbQuery) q = db_query(s, error, SQL_EVENTS_WATCHED, db_int(after), db_text(login),
                                 db_text(lines), db_int(limit));
    return q && read_events(s, q, list, error) ? g_steal_pointer(&list) : NULL;
}

int64_t
store_event_newest(Store *s, GError **error)
{
    int64_t id = 0;
    return db_get(s, error, SQL_EVENT_NEWEST, &id) ? id : -1;
}
