// outgoing.c: the outbox.
//
// Bytes, envelope, subject and Message-ID of a letter are frozen when it is queued: no statement
// here changes them, and a trigger refuses it. What moves is the state, the attempts and their
// words.
//
// A claim is a transaction of its own, committed before the first byte goes out, so two senders
// never hold the same letter. A letter whose sender died is claimed again. A held one is in no list
// of what is to be claimed.
//
// Calls of hooks wait in the same table, each hook with a queue of its own: no sender of letters
// sees them, nor the other way round.
//
// Neighbours: pending.c (letters that can still be stopped), outgoing_count.c (caps), run/deliver.
#include "store/db.h"

#include "base/error.h"
#include "mail/address.h"

#define RECOVER_MAX 1000 // a sender holds far fewer

#define OUTGOING_COLUMNS                                                                           \
    "id, ticket, message, template, sender, recipient, subject, message_id, raw, size, "           \
    "automatic, "                                                                                  \
    "state, attempts, queued_at, next_at, done_at, last_code, last_words, warned, hook"

static const char SQL_OUTGOING_ADD[] =
    "INSERT INTO outgoing (ticket, message, template, sender, recipient, recipient_key, subject, "
    "message_id, id_key, raw, size, automatic, after_message, queued_at, state, attempts, "
    "next_at, done_at, last_code, last_words, warned, hook) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "?, ?, (SELECT coalesce(max(id), 0) FROM message), ?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char SQL_OUTGOING_GET[] = "SELECT " OUTGOING_COLUMNS " FROM outgoing WHERE id = ?";
static const char SQL_OUTGOING_BY_MESSAGE_ID[] =
    "SELECT " OUTGOING_COLUMNS " FROM outgoing WHERE id_key = ? AND message_id = ? "
    "AND hook = '' LIMIT 1";
static const char SQL_OUTGOING_DUE[] =
    "SELECT id FROM outgoing WHERE state = 0 AND hook = '' AND next_at <= ? "
    "ORDER BY next_at, id LIMIT ?";
static const char SQL_OUTGOING_STALE[] =
    "SELECT id FROM outgoing WHERE state IN (1, 2) AND hook = '' AND claimed_at < ? "
    "ORDER BY claimed_at, id LIMIT ?";
static const char SQL_HOOK_DUE[] =
    "SELECT id FROM outgoing WHERE state = 0 AND hook <> '' AND hook = ? AND next_at <= ? "
    "ORDER BY next_at, id LIMIT ?";
// The names stand in order in their index: each is found from the one before.
static const char SQL_HOOK_NEXT[] =
    "SELECT hook, next_at FROM outgoing WHERE state = 0 AND hook <> '' AND hook > ? "
    "ORDER BY hook, next_at LIMIT 1";
static const char SQL_HOOK_STALE[] =
    "SELECT id FROM outgoing WHERE state IN (1, 2) AND hook <> '' LIMIT ?";
static const char SQL_HOOK_QUEUED[] = "UPDATE outgoing SET state = 0 WHERE id = ?";
static const char SQL_OUTGOING_CLAIM[] =
    "UPDATE outgoing SET state = 1, claimed_at = ?2 WHERE id = ?1";
static const char SQL_OUTGOING_UPDATE[] =
    "UPDATE outgoing SET state = ?2, attempts = ?3, next_at = ?4, done_at = ?5, last_code = ?6, "
    "last_words = ?7, warned = ?8 WHERE id = ?1";
static const char SQL_OUTGOING_LOG[] =
    "INSERT INTO outgoing_attempt (outgoing, at, code, words) VALUES (?, ?, ?, ?)";
static const char SQL_OUTGOING_FIRST[] = "SELECT min(at) FROM outgoing_attempt WHERE outgoing = ?";
static const char SQL_OUTGOING_ALL[] =
    "SELECT " OUTGOING_COLUMNS " FROM outgoing ORDER BY id DESC LIMIT ?";
static const char SQL_OUTGOING_OPEN[] =
    "SELECT " OUTGOING_COLUMNS " FROM outgoing INDEXED BY outgoing_open "
    "WHERE state <> 3 AND state <> 5 ORDER BY id DESC LIMIT ?";

// A letter is late by the time it was to leave at first: it may have been held, or told to wait.
static const char SQL_OUTGOING_UNTOLD[] =
    "SELECT " OUTGOING_COLUMNS " FROM outgoing WHERE state = 4 AND warned = 0 "
    "UNION ALL SELECT " OUTGOING_COLUMNS " FROM outgoing "
    "WHERE state = 0 AND warned = 0 AND queued_at < ?1 AND CASE attempts WHEN 0 THEN next_at ELSE "
    "coalesce((SELECT min(a.at) FROM outgoing_attempt a WHERE a.outgoing = outgoing.id), "
    "queued_at) "
    "END < ?1 LIMIT ?2";

G_STATIC_ASSERT(OUTGOING_QUEUED == 0 && OUTGOING_CLAIMED == 1 && OUTGOING_DOT == 2 &&
                OUTGOING_SENT == 3 && OUTGOING_FAILED == 4 && OUTGOING_CANCELLED == 5 &&
                OUTGOING_HELD == 6);

static Outgoing *
read_row(sqlite3_stmt *q)
{
    Outgoing *o = g_new0(Outgoing, 1);
    o->id = sqlite3_column_int64(q, 0);
    o->ticket = sqlite3_column_int64(q, 1);
    o->message = sqlite3_column_int64(q, 2);
    o->template = db_column_dup(q, 3);
    o->from = db_column_dup(q, 4);
    o->to = db_column_dup(q, 5);
    o->subject = db_column_dup(q, 6);
    o->message_id = db_column_dup(q, 7);
    o->raw = sqlite3_column_int64(q, 8);
    o->size = (uint64_t)sqlite3_column_int64(q, 9);
    o->automatic = sqlite3_column_int(q, 10) != 0;
    o->state = (OutgoingState)sqlite3_column_int(q, 11);
    o->attempts = (unsigned)sqlite3_column_int(q, 12);
    o->queued_at = sqlite3_column_int64(q, 13);
    o->next_at = sqlite3_column_int64(q, 14);
    o->done_at = sqlite3_column_int64(q, 15);
    o->last_code = sqlite3_column_int(q, 16);
    o->last_words = db_column_dup(q, 17);
    o->warned = sqlite3_column_int(q, 18) != 0;
    o->hook = db_column_dup(q, 19);
    return o;
}

bool
store_outgoing_add(Store *s, Outgoing *o, GError **error)
{
    g_autofree char *key = address_fold(o->to);
    if (!db_run(s, error, SQL_OUTGOING_ADD, db_id(o->ticket), db_id(o->message),
                db_text(o->template), db_text(o->from), db_text(o->to), db_text(key),
                db_text(o->subject), db_text(o->message_id), db_int(db_key_of_text(o->message_id)),
                db_id(o->raw), db_int((int64_t)o->size), db_int(o->automatic), db_int(o->queued_at),
                db_int(o->state), db_int(o->attempts), db_int(o->next_at), db_int(o->done_at),
                db_int(o->last_code), db_text(o->last_words), db_int(o->warned),
                db_text(o->hook))) {
        return false;
    }
    o->id = sqlite3_last_insert_rowid(s->db);
    return true;
}

Outgoing *
store_outgoing_get(Store *s, int64_t id, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_OUTGOING_GET, db_int(id));
    return q && db_step(s, q, error) == DB_ROW ? read_row(q) : NULL;
}

Outgoing *
store_outgoing_by_message_id(Store *s, const char *message_id, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_OUTGOING_BY_MESSAGE_ID,
                                 db_int(db_key_of_text(message_id)), db_text(message_id));
    return q && db_step(s, q, error) == DB_ROW ? read_row(q) : NULL;
}

static bool
claim(Store *s, const GArray *ids, int64_t now, GPtrArray *letters, GError **error)
{
    for (guint i = 0; i < ids->len; i++) {
        int64_t id = g_array_index(ids, int64_t, i);
        if (!db_run(s, error, SQL_OUTGOING_CLAIM, db_int(id), db_int(now))) {
            return false;
        }
        Outgoing *o = store_outgoing_get(s, id, error);
        if (!o) {
            return false;
        }
        g_ptr_array_add(letters, o);
    }
    return true;
}

GPtrArray *
store_outgoing_claim(Store *s, int64_t now, int64_t stale_before, unsigned max, GError **error)
{
    g_autoptr(GPtrArray) letters = g_ptr_array_new_with_free_func((GDestroyNotify)outgoing_free);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    if (!store_begin(s, error)) {
        return NULL;
    }
    bool ok = db_numbers(s, error, ids, SQL_OUTGOING_STALE,
                         DB_VALUES(db_int(stale_before), db_int(max))) &&
              db_numbers(s, error, ids, SQL_OUTGOING_DUE,
                         DB_VALUES(db_int(now), db_int(max - ids->len))) &&
              claim(s, ids, now, letters, error);
    return db_unit_end(s, true, ok, error) ? g_steal_pointer(&letters) : NULL;
}

GPtrArray *
store_hook_claim(Store *s, const char *hook, int64_t now, unsigned max, GError **error)
{
    g_autoptr(GPtrArray) calls = g_ptr_array_new_with_free_func((GDestroyNotify)outgoing_free);
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    if (!store_begin(s, error)) {
        return NULL;
    }
    bool ok = db_numbers(s, error, ids, SQL_HOOK_DUE,
                         DB_VALUES(db_text(hook), db_int(now), db_int(max))) &&
              claim(s, ids, now, calls, error);
    return db_unit_end(s, true, ok, error) ? g_steal_pointer(&calls) : NULL;
}

bool
store_hooks_recover(Store *s, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    if (!db_numbers(s, error, ids, SQL_HOOK_STALE, DB_VALUES(db_int(RECOVER_MAX)))) {
        return false;
    }
    for (guint i = 0; i < ids->len; i++) {
        if (!db_run(s, error, SQL_HOOK_QUEUED, db_int(g_array_index(ids, int64_t, i)))) {
            return false;
        }
    }
    return true;
}

typedef struct {
    char *name;
    int64_t next_at;
} WaitingHook;

static void
waiting_hook_free(WaitingHook *h)
{
    g_free(h->name);
    g_free(h);
}

static int
by_next_at(gconstpointer a, gconstpointer b)
{
    const WaitingHook *x = *(WaitingHook *const *)a, *y = *(WaitingHook *const *)b;
    return x->next_at < y->next_at ? -1 : x->next_at > y->next_at;
}

// The first name behind `name` in *out, NULL when there is none.
static bool
find_next_hook(Store *s, const char *name, WaitingHook **out, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_HOOK_NEXT, db_text(name));
    *out = NULL;
    if (!q) {
        return false;
    }
    DbStep step = db_step(s, q, error);
    if (step == DB_ROW) {
        *out = g_new0(WaitingHook, 1);
        (*out)->name = db_column_dup(q, 0);
        (*out)->next_at = sqlite3_column_int64(q, 1);
    }
    return step == DB_ROW || step == DB_DONE;
}

GPtrArray *
store_hooks_due(Store *s, int64_t now, GError **error)
{
    g_autoptr(GPtrArray) waiting =
        g_ptr_array_new_with_free_func((GDestroyNotify)waiting_hook_free);
    const char *last = "";
    WaitingHook *next;
    do {
        if (!find_next_hook(s, last, &next, error)) {
            return NULL;
        }
        if (next) {
            g_ptr_array_add(waiting, next);
            last = next->name;
        }
    } while (next);
    g_ptr_array_sort(waiting, by_next_at);
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < waiting->len; i++) {
        const WaitingHook *h = waiting->pdata[i];
        if (h->next_at <= now) {
            g_ptr_array_add(names, g_strdup(h->name));
        }
    }
    return names;
}

bool
store_outgoing_update(Store *s, const Outgoing *o, GError **error)
{
    if (!db_run(s, error, SQL_OUTGOING_UPDATE, db_int(o->id), db_int(o->state), db_int(o->attempts),
                db_int(o->next_at), db_int(o->done_at), db_int(o->last_code),
                db_text(o->last_words), db_int(o->warned))) {
        return false;
    }
    if (sqlite3_changes(s->db) == 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_BUG, "%s: no letter %" G_GINT64_FORMAT, s->path,
                    o->id);
        return false;
    }
    return true;
}

bool
store_outgoing_log(Store *s, int64_t id, int64_t at, int code, const char *words, GError **error)
{
    return db_run(s, error, SQL_OUTGOING_LOG, db_int(id), db_int(at), db_int(code), db_text(words));
}

static GPtrArray *
read_list(Store *s, sqlite3_stmt *q, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)outgoing_free);
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        g_ptr_array_add(list, read_row(q));
    }
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}

int64_t
store_outgoing_first_attempt(Store *s, int64_t id, GError **error)
{
    int64_t at = 0;
    return db_get(s, error, SQL_OUTGOING_FIRST, &at, db_int(id)) ? at : -1;
}

GPtrArray *
store_outgoing_list(Store *s, bool all, unsigned limit, GError **error)
{
    g_auto(DbQuery) q =
        db_query(s, error, all ? SQL_OUTGOING_ALL : SQL_OUTGOING_OPEN, db_int(limit ? limit : 100));
    return q ? read_list(s, q, error) : NULL;
}

GPtrArray *
store_outgoing_untold(Store *s, int64_t late_before, unsigned max, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_OUTGOING_UNTOLD, db_int(late_before), db_int(max));
    return q ? read_list(s, q, error) : NULL;
}
