// thread.c: Message-IDs and the tickets that they belong to.
//
// The row id is the first 64 bits of the Message-ID's SHA-256, which keeps the tree small at
// millions of rows. Should two IDs ever share it, the second one stays unbound: found IDs are
// compared in full, so a made-up collision can lose its own thread and nobody else's.
//
// An ID of a ticket that became a part of another one leads there, whether its row was moved or
// not: rows are found by ID alone, and an index by ticket would cost each message that comes in.
// Tokens and markers keep the number that they name; what is told of it (is it over, who takes
// part) is told of the ticket where its story goes on.
//
// What the evidence is worth is decided in ticket/evidence.c. Neighbours: ticket.c, merge.c.
#include "store/db.h"

static const char SQL_THREAD_ID[] =
    "SELECT ticket FROM thread_id WHERE id_key = ? AND message_id = ?";
static const char SQL_THREAD_ADD[] = "INSERT INTO thread_id (id_key, message_id, ticket) "
                                     "VALUES (?, ?, ?) ON CONFLICT (id_key) DO NOTHING";
static const char SQL_THREAD_MOVE[] = "UPDATE thread_id SET ticket = ?2 WHERE id_key = ?1";
static const char SQL_THREAD_TICKET[] =
    "SELECT t.queue, t.kind, CASE WHEN t.kind >= 4 THEN max(t.solved_at, t.closed_at) ELSE 0 END, "
    "c.address FROM ticket t "
    "LEFT JOIN contact c ON c.id = t.requester WHERE t.number = ?";
static const char SQL_THREAD_PEOPLE[] =
    "SELECT c.address FROM participant p JOIN contact c ON c.id = p.contact "
    "WHERE p.ticket = ? ORDER BY p.position";

static bool
add_people(Store *s, ThreadTicket *t, int64_t number, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_THREAD_PEOPLE, db_int(number));
    if (!q) {
        return false;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        g_ptr_array_add(t->people, db_column_dup(q, 0));
    }
    return step == DB_DONE;
}

static ThreadTicket *
read_ticket(sqlite3_stmt *q, int64_t number)
{
    ThreadTicket *t = g_new0(ThreadTicket, 1);
    t->ticket = number;
    t->queue = db_column_dup(q, 0);
    t->kind = (StatusKind)sqlite3_column_int(q, 1);
    t->closed_at = sqlite3_column_int64(q, 2);
    t->people = g_ptr_array_new_with_free_func(g_free);
    if (sqlite3_column_type(q, 3) != SQLITE_NULL) {
        g_ptr_array_add(t->people, db_column_dup(q, 3));
    }
    return t;
}

static bool
add_ticket(Store *s, ThreadFound *found, int64_t number, GError **error)
{
    for (guint i = 0; i < found->tickets->len; i++) {
        if (((ThreadTicket *)found->tickets->pdata[i])->ticket == number) {
            return true;
        }
    }
    int64_t end = number;
    if (!db_story_end(s, &end, error)) {
        return false;
    }
    g_auto(DbQuery) q = db_query(s, error, SQL_THREAD_TICKET, db_int(end));
    if (!q) {
        return false;
    }
    DbStep step = db_step(s, q, error);
    if (step != DB_ROW) {
        return step == DB_DONE;
    }
    ThreadTicket *t = read_ticket(q, number);
    g_ptr_array_add(found->tickets, t);
    return add_people(s, t, end, error);
}

// 0 = nobody has seen the ID.
static bool
ticket_of_id(Store *s, const char *message_id, int64_t *ticket, GError **error)
{
    *ticket = 0;
    return db_get(s, error, SQL_THREAD_ID, ticket, db_int(db_key_of_text(message_id)),
                  db_text(message_id)) &&
           (*ticket == 0 || db_story_end(s, ticket, error));
}

static bool
add_id(Store *s, ThreadFound *found, const char *message_id, GError **error)
{
    int64_t ticket;
    if (!ticket_of_id(s, message_id, &ticket, error)) {
        return false;
    }
    if (ticket == 0) {
        return true;
    }
    ThreadId *id = g_new0(ThreadId, 1);
    id->message_id = g_strdup(message_id);
    id->ticket = ticket;
    g_ptr_array_add(found->ids, id);
    return add_ticket(s, found, ticket, error);
}

ThreadFound *
store_thread_find(Store *s, const ThreadKeys *keys, GError **error)
{
    g_autoptr(ThreadFound) found = thread_found_new();
    bool ok = true;
    for (guint i = 0; ok && keys->ids && i < keys->ids->len; i++) {
        ok = add_id(s, found, keys->ids->pdata[i], error);
    }
    for (guint i = 0; ok && keys->tokens && i < keys->tokens->len; i++) {
        ok = add_ticket(s, found, g_array_index(keys->tokens, Token, i).ticket, error);
    }
    for (guint i = 0; ok && keys->markers && i < keys->markers->len; i++) {
        ok = add_ticket(s, found, g_array_index(keys->markers, int64_t, i), error);
    }
    return ok ? g_steal_pointer(&found) : NULL;
}

bool
store_thread_add(Store *s, const char *message_id, int64_t ticket, GError **error)
{
    return db_run(s, error, SQL_THREAD_ADD, db_int(db_key_of_text(message_id)), db_text(message_id),
                  db_int(ticket));
}

bool
db_thread_move(Store *s, const char *message_id, int64_t from, int64_t to, GError **error)
{
    int64_t ticket;
    return ticket_of_id(s, message_id, &ticket, error) &&
           (ticket != from ||
            db_run(s, error, SQL_THREAD_MOVE, db_int(db_key_of_text(message_id)), db_int(to)));
}
