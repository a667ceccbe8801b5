// ticket_list.c: lists of tickets, newest first, and how many a sender opened.
//
// The statement is put together from constant pieces, one for each filter that is set, and kept
// like any other (there are 64 of them at most). Each asks for its index by name: without
// statistics SQLite cannot know that open tickets are few and that a status alone may hold nearly
// all.
//
// A page starts below a number ("before"), never at an offset: page 1,000 costs what page 1 does.
// Neighbours: ticket.c.
#include "store/ticket_row.h"

#include "mail/address.h"

static const char SQL_TICKETS_OF_SENDER[] =
    "SELECT count(*) FROM ticket WHERE requester = (SELECT id FROM contact WHERE address_key = ?) "
    "AND created_at >= ?";

static void
take(char **field, sqlite3_stmt *q, int column)
{
    g_free(*field);
    *field = db_column_dup(q, column);
}

Ticket *
db_ticket_read(sqlite3_stmt *q)
{
    Ticket *t = ticket_new();
    t->number = sqlite3_column_int64(q, 0);
    take(&t->queue, q, 1);
    take(&t->subject, q, 2);
    take(&t->status, q, 3);
    t->kind = (StatusKind)sqlite3_column_int(q, 4);
    take(&t->manager, q, 5);
    take(&t->group, q, 6);
    t->priority = (Priority)sqlite3_column_int(q, 7);
    take(&t->language, q, 8);
    t->created_at = sqlite3_column_int64(q, 9);
    t->updated_at = sqlite3_column_int64(q, 10);
    t->answered_at = sqlite3_column_int64(q, 11);
    t->solved_at = sqlite3_column_int64(q, 12);
    t->closed_at = sqlite3_column_int64(q, 13);
    take(&t->last_id, q, 14);
    t->rating = sqlite3_column_int(q, 15);
    take(&t->review, q, 16);
    if (sqlite3_column_type(q, 17) != SQLITE_NULL) {
        t->requester = db_contact_read(q, 17);
    }
    return t;
}

static const char *
index_for(const TicketFilter *f)
{
    if (f->requester) {
        return "ticket_by_requester";
    }
    if (f->open_only) {
        return "ticket_open";
    }
    if (f->manager) {
        return f->status ? "ticket_by_manager_status" : "ticket_by_manager";
    }
    if (f->queue) {
        return f->status ? "ticket_by_queue_status" : "ticket_by_queue";
    }
    return f->status ? "ticket_by_status" : NULL;
}

static const char *
sql_for(const TicketFilter *f)
{
    const char *index = index_for(f);
    g_autoptr(GString) sql = g_string_new("SELECT " TICKET_COLUMNS " FROM ticket t");
    if (index) {
        g_string_append_printf(sql, " INDEXED BY %s", index);
    }
    g_string_append(sql, " LEFT JOIN contact c ON c.id = t.requester WHERE t.number < ?1");
    g_string_append(sql, f->queue ? " AND t.queue = ?3" : " AND ?3 IS NULL");
    g_string_append(sql, f->manager ? " AND t.manager = ?4" : " AND ?4 IS NULL");
    g_string_append(sql, f->status ? " AND t.status = ?5" : " AND ?5 IS NULL");
    g_string_append(sql, f->requester
                             ? " AND t.requester = (SELECT id FROM contact WHERE address_key = ?6)"
                             : " AND ?6 IS NULL");
    g_string_append(sql, f->open_only ? " AND t.kind < " DB_KIND_BELOW : "");
    g_string_append(sql, " ORDER BY t.number DESC LIMIT ?2");
    // One address for one text: the cache of statements goes by address.
    return g_intern_string(sql->str);
}

static DbValue
text_or_null(const char *text)
{
    return text ? db_text(text) : db_null();
}

static GPtrArray *
read_list(Store *s, const TicketFilter *f, GError **error)
{
    g_autofree char *key = f->requester ? address_fold(f->requester) : NULL;
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
    g_auto(DbQuery) q =
        db_query(s, error, sql_for(f), db_int(f->before ? f->before : INT64_MAX),
                 db_int(f->limit ? f->limit : 100), text_or_null(f->queue),
                 text_or_null(f->manager), text_or_null(f->status), text_or_null(key));
    if (!q) {
        return NULL;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        g_ptr_array_add(list, db_ticket_read(q));
    }
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}

GPtrArray *
store_ticket_list(Store *s, const TicketFilter *f, GError **error)
{
    g_autoptr(GPtrArray) list = read_list(s, f, error);
    for (guint i = 0; list && i < list->len; i++) {
        if (!db_ticket_people_and_tags(s, list->pdata[i], error)) {
            return NULL;
        }
    }
    return g_steal_pointer(&list);
}

int64_t
store_tickets_of_sender(Store *s, const char *address, int64_t since, GError **error)
{
    g_autofree char *key = address_fold(address);
    int64_t count = 0;
    return db_get(s, error, SQL_TICKETS_OF_SENDER, &count, db_text(key), db_int(since)) ? count
                                                                                        : -1;
}
