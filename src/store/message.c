// message.c: the messages of a ticket, as people read them.
//
// The words of a new message are queued here and enter the search index when the transaction ends.
//
// Not for original bytes (blob.c), nor for moving messages to another ticket (merge.c). Neighbours:
// search.c, received.c.
#include "store/db.h"

#include "base/text.h"

#define MESSAGE_COLUMNS                                                                            \
    "id, ticket, raw, direction, author, from_name, message_id, subject, text, at, attachments"

static const char SQL_MESSAGE_ADD[] =
    "INSERT INTO message (id, ticket, raw, direction, author, from_name, message_id, subject, at, "
    "attachments, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char SQL_MESSAGE_GET[] = "SELECT " MESSAGE_COLUMNS " FROM message WHERE id = ?";
static const char SQL_MESSAGE_FIRST[] = "SELECT min(id) FROM message WHERE ticket = ?";
static const char SQL_MESSAGES_OF_TICKET[] =
    "SELECT " MESSAGE_COLUMNS " FROM message WHERE ticket = ? ORDER BY id";

bool
store_message_add(Store *s, TicketMessage *m, const char *search_text, GError **error)
{
    bool own;
    if (!db_unit_begin(s, &own, error)) {
        return false;
    }
    bool ok = db_run(s, error, SQL_MESSAGE_ADD, db_id(db_number_message(s)), db_int(m->ticket),
                     db_id(m->raw), db_int(m->direction), db_text(m->author), db_text(m->from_name),
                     db_text(m->message_id), db_text(m->subject), db_int(m->at),
                     db_int(m->attachments), db_text(m->text));
    int64_t id = ok ? sqlite3_last_insert_rowid(s->db) : 0;
    if (ok) {
        const char *text = text_or_empty(search_text);
        db_search_queue(s, id, text_or_empty(m->subject), *text ? text : text_or_empty(m->text));
    }
    if (!db_unit_end(s, own, ok, error)) {
        return false;
    }
    m->id = id;
    return true;
}

static TicketMessage *
read_row(sqlite3_stmt *q)
{
    TicketMessage *m = g_new0(TicketMessage, 1);
    m->id = sqlite3_column_int64(q, 0);
    m->ticket = sqlite3_column_int64(q, 1);
    m->raw = sqlite3_column_int64(q, 2);
    m->direction = (Direction)sqlite3_column_int(q, 3);
    m->author = db_column_dup(q, 4);
    m->from_name = db_column_dup(q, 5);
    m->message_id = db_column_dup(q, 6);
    m->subject = db_column_dup(q, 7);
    m->text = db_column_dup(q, 8);
    m->at = sqlite3_column_int64(q, 9);
    m->attachments = (unsigned)sqlite3_column_int(q, 10);
    return m;
}

GPtrArray *
store_message_list(Store *s, int64_t ticket, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_message_free);
    g_auto(DbQuery) q = db_query(s, error, SQL_MESSAGES_OF_TICKET, db_int(ticket));
    if (!q) {
        return NULL;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        g_ptr_array_add(list, read_row(q));
    }
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}

TicketMessage *
store_message_get(Store *s, int64_t id, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_MESSAGE_GET, db_int(id));
    return q && db_step(s, q, error) == DB_ROW ? read_row(q) : NULL;
}

bool
store_message_unsend(Store *s, int64_t id, GError **error)
{
    return db_run(s, error, "UPDATE message SET direction = ? WHERE id = ? AND direction = ?",
                  db_int(DIRECTION_NOTE), db_int(id), db_int(DIRECTION_OUT));
}

bool
store_message_copy_first(Store *s, int64_t from, int64_t to, GError **error)
{
    int64_t first = 0;
    if (!db_get(s, error, SQL_MESSAGE_FIRST, &first, db_int(from))) {
        return false;
    }
    if (first == 0) {
        return true;
    }
    // The row is there: NULL is an error.
    g_autoptr(TicketMessage) m = store_message_get(s, first, error);
    if (!m) {
        return false;
    }
    m->ticket = to;
    *m->message_id = '\0';
    return store_message_add(s, m, "", error);
}
