// received.c: every message that came in, with its one outcome.
//
// A duplicate is found by the hash of its bytes, else by the hash of its content. The index holds
// the first 64 bits of a hash; rows compare it in full, so two messages are one only when all bits
// agree. A hash of zeros stands for "none".
//
// Neighbours: sighting.c says where a message was seen, message.c what people read.
#include "store/db.h"

#include "base/error.h"

#include <string.h>

static const char SQL_RECEIVED_BY_SHA256[] =
    "SELECT id FROM received WHERE sha256_key = ? AND sha256 = ? ORDER BY id LIMIT 1";
static const char SQL_RECEIVED_BY_CONTENT[] =
    "SELECT id FROM received WHERE content_key = ? AND content = ? ORDER BY id LIMIT 1";
static const char SQL_RECEIVED_ADD[] =
    "INSERT INTO received (at, queue, outcome, why, sender, message_id, subject, raw, ticket, "
    "ticket_message, sha256, sha256_key, content, content_key) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char SQL_RECEIVED_SETTLE[] =
    "UPDATE received SET outcome = ?2, why = ?3, ticket = ?4, ticket_message = ?5 "
    "WHERE id = ?1 AND outcome = 'held'";
static const char SQL_RECEIVED_GET[] =
    "SELECT at, queue, outcome, why, sender, message_id, subject, raw, ticket, ticket_message, "
    "sha256, content FROM received WHERE id = ?";
static const char SQL_RECEIVED_LIST[] =
    "SELECT id FROM received WHERE id < ?1 AND (?2 = '' OR outcome = ?2) ORDER BY id DESC LIMIT ?3";
static const char SQL_RECEIVED_OF_SENDER[] =
    "SELECT count(*) FROM received WHERE at >= ? AND sender = ?";
static const char SQL_RECEIVED_COUNTS[] =
    "SELECT outcome, count(*) FROM received WHERE at >= ? GROUP BY outcome";

void
received_free(Received *r)
{
    if (!r) {
        return;
    }
    g_free(r->queue);
    g_free(r->outcome);
    g_free(r->why);
    g_free(r->sender);
    g_free(r->message_id);
    g_free(r->subject);
    g_free(r);
}

static bool
is_zero(const uint8_t digest[32])
{
    static const uint8_t zero[32];
    return memcmp(digest, zero, 32) == 0;
}

int64_t
store_received_find(Store *s, const uint8_t sha256[32], const uint8_t content[32], GError **error)
{
    int64_t id = 0;
    if (!is_zero(sha256) && !db_get(s, error, SQL_RECEIVED_BY_SHA256, &id,
                                    db_int(db_key_of_digest(sha256)), db_bytes(sha256, 32))) {
        return 0;
    }
    if (id == 0 && content && !is_zero(content) &&
        !db_get(s, error, SQL_RECEIVED_BY_CONTENT, &id, db_int(db_key_of_digest(content)),
                db_bytes(content, 32))) {
        return 0;
    }
    return id;
}

int64_t
store_received_add(Store *s, const Received *r, GError **error)
{
    bool raw = !is_zero(r->sha256), content = !is_zero(r->content);
    bool ok = db_run(s, error, SQL_RECEIVED_ADD, db_int(r->at), db_text(r->queue),
                     db_text(r->outcome), db_text(r->why), db_text(r->sender),
                     db_text(r->message_id), db_text(r->subject), db_id(r->raw), db_id(r->ticket),
                     db_id(r->ticket_message), raw ? db_bytes(r->sha256, 32) : db_null(),
                     raw ? db_int(db_key_of_digest(r->sha256)) : db_null(),
                     content ? db_bytes(r->content, 32) : db_null(),
                     content ? db_int(db_key_of_digest(r->content)) : db_null());
    return ok ? sqlite3_last_insert_rowid(s->db) : 0;
}

bool
store_received_settle(Store *s, const Received *row, GError **error)
{
    if (!db_run(s, error, SQL_RECEIVED_SETTLE, db_int(row->id), db_text(row->outcome),
                db_text(row->why), db_id(row->ticket), db_id(row->ticket_message))) {
        return false;
    }
    if (sqlite3_changes(s->db) == 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_BUG,
                    "%s: received message %" G_GINT64_FORMAT " is not held", s->path, row->id);
        return false;
    }
    return true;
}

static void
read_digest(sqlite3_stmt *q, int column, uint8_t out[32])
{
    const void *bytes = sqlite3_column_blob(q, column);
    if (bytes && sqlite3_column_bytes(q, column) == 32) {
        memcpy(out, bytes, 32);
    }
}

Received *
store_received_get(Store *s, int64_t id, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_RECEIVED_GET, db_int(id));
    if (!q || db_step(s, q, error) != DB_ROW) {
        return NULL;
    }
    Received *r = g_new0(Received, 1);
    r->id = id;
    r->at = sqlite3_column_int64(q, 0);
    r->queue = db_column_dup(q, 1);
    r->outcome = db_column_dup(q, 2);
    r->why = db_column_dup(q, 3);
    r->sender = db_column_dup(q, 4);
    r->message_id = db_column_dup(q, 5);
    r->subject = db_column_dup(q, 6);
    r->raw = sqlite3_column_int64(q, 7);
    r->ticket = sqlite3_column_int64(q, 8);
    r->ticket_message = sqlite3_column_int64(q, 9);
    read_digest(q, 10, r->sha256);
    read_digest(q, 11, r->content);
    return r;
}

int64_t
store_received_of_sender(Store *s, const char *sender, int64_t since, GError **error)
{
    int64_t count = 0;
    return db_get(s, error, SQL_RECEIVED_OF_SENDER, &count, db_int(since), db_text(sender)) ? count
                                                                                            : -1;
}

GPtrArray *
store_received_list(Store *s, const char *outcome, int64_t before, unsigned limit, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)received_free);
    if (!db_numbers(
            s, error, ids, SQL_RECEIVED_LIST,
            DB_VALUES(db_int(before ? before : G_MAXINT64), db_text(outcome), db_int(limit)))) {
        return NULL;
    }
    for (guint i = 0; i < ids->len; i++) {
        Received *r = store_received_get(s, g_array_index(ids, int64_t, i), error);
        if (!r) {
            return NULL;
        }
        g_ptr_array_add(list, r);
    }
    return g_steal_pointer(&list);
}

GHashTable *
store_received_counts(Store *s, int64_t since, GError **error)
{
    g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(DbQuery) q = db_query(s, error, SQL_RECEIVED_COUNTS, db_int(since));
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
