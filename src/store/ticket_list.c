// ticket_list.c: lists of tickets, newest first, and how many a sender opened.
//
// The statement is put together from constant pieces and kept like any other (there are some two
// hundred of them at most: filters that no index serves stand in each). Each asks for its index by
// name: without statistics SQLite cannot know that open tickets are few and that a status alone may
// hold nearly all. The tickets of a company come from several people, so they are sorted; all other
// lists come in their order.
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
    take(&t->type, q, 17);
    t->due_at = sqlite3_column_int64(q, 18);
    t->wake_at = sqlite3_column_int64(q, 19);
    t->merged_into = sqlite3_column_int64(q, 20);
    t->status_at = sqlite3_column_int64(q, 21);
    t->customer_at = sqlite3_column_int64(q, 22);
    t->manager_at = sqlite3_column_int64(q, 23);
    take(&t->promise, q, 24);
    t->reaction_at = sqlite3_column_int64(q, 25);
    t->solution_at = sqlite3_column_int64(q, 26);
    t->paused_at = sqlite3_column_int64(q, 27);
    t->paused_work = sqlite3_column_int64(q, 28);
    t->paused_wall = sqlite3_column_int64(q, 29);
    t->answer_work = sqlite3_column_int64(q, 30);
    t->answer_wall = sqlite3_column_int64(q, 31);
    t->solve_work = sqlite3_column_int64(q, 32);
    t->solve_wall = sqlite3_column_int64(q, 33);
    t->timer_at = sqlite3_column_int64(q, 34);
    t->asked_at = sqlite3_column_int64(q, 35);
    t->quiet = sqlite3_column_int(q, 36) != 0;
    if (sqlite3_column_type(q, 37) != SQLITE_NULL) {
        t->requester = db_contact_read(q, 37);
    }
    return t;
}

// Where a list is read, and what it takes for SQLite to see that the index holds all of it.
typedef struct {
    const char *tables, *proof, *number;
} Way;

#define BY(index) "ticket t INDEXED BY " index " LEFT JOIN contact c ON c.id = t.requester"

static const Way ANY = {TICKET_TABLES, "", "t.number"};
static const Way OF_REQUESTER = {BY("ticket_by_requester"), "", "t.number"};
static const Way OPEN = {BY("ticket_open"), "", "t.number"};
// A tag that stands twice at a ticket makes one line.
static const Way OF_TAG = {
    "tag g INDEXED BY tag_by_name CROSS JOIN " TICKET_TABLES,
    " AND t.number = g.ticket AND g.name = ?10 AND NOT EXISTS (SELECT 1 FROM tag d "
    "WHERE d.ticket = g.ticket AND d.name = g.name AND d.position < g.position)",
    "g.ticket"};
static const Way OF_COMPANY = {
    "contact c INDEXED BY contact_by_company CROSS JOIN ticket t INDEXED BY ticket_by_requester "
    "ON t.requester = c.id",
    " AND c.company = ?11 AND c.company <> ''", "t.number"};
static const Way OF_TYPE = {BY("ticket_by_type"), " AND t.type = ?9 AND t.type <> ''", "t.number"};
static const Way OF_MANAGER = {BY("ticket_by_manager"), "", "t.number"};
static const Way OF_MANAGER_STATUS = {BY("ticket_by_manager_status"), "", "t.number"};
static const Way OF_QUEUE = {BY("ticket_by_queue"), "", "t.number"};
static const Way OF_QUEUE_STATUS = {BY("ticket_by_queue_status"), "", "t.number"};
static const Way OF_STATUS = {BY("ticket_by_status"), "", "t.number"};

static bool
is_open_only(const TicketFilter *f)
{
    return f->open_only || (f->kind_plus_one > 0 && f->kind_plus_one <= KIND_SOLVED);
}

static bool
has_manager(const TicketFilter *f)
{
    return f->manager || f->nobodys;
}

static const Way *
way_for(const TicketFilter *f)
{
    if (f->requester) {
        return &OF_REQUESTER;
    }
    if (is_open_only(f)) {
        return &OPEN;
    }
    if (f->tag) {
        return &OF_TAG;
    }
    if (f->company && *f->company) {
        return &OF_COMPANY;
    }
    if (f->type && *f->type) {
        return &OF_TYPE;
    }
    if (has_manager(f)) {
        return f->status ? &OF_MANAGER_STATUS : &OF_MANAGER;
    }
    if (f->queue) {
        return f->status ? &OF_QUEUE_STATUS : &OF_QUEUE;
    }
    return f->status ? &OF_STATUS : &ANY;
}

// A deadline of the promise that still counts; while its clock stands, only if it had passed
// before.
#define MISSED                                                                                     \
    "(t.kind < " DB_KIND_BELOW " AND ((t.solution_at > 0 AND t.solution_at < " COUNTED ") OR "     \
    "(t.reaction_at > 0 AND t.answered_at = 0 AND t.reaction_at < " COUNTED ")))"
#define COUNTED "CASE WHEN t.paused_at > 0 AND t.paused_at < ?7 THEN t.paused_at + 1 ELSE ?7 END"

static const char *
sql_for(const TicketFilter *f)
{
    const Way *way = way_for(f);
    g_autoptr(GString) sql = g_string_new("SELECT " TICKET_COLUMNS " FROM ");
    g_string_append_printf(sql, "%s WHERE %s < ?1%s", way->tables, way->number, way->proof);
    g_string_append(sql, f->queue ? " AND t.queue = ?3" : " AND ?3 IS NULL");
    g_string_append(sql, has_manager(f) ? " AND t.manager = ?4" : " AND ?4 IS NULL");
    g_string_append(sql, f->status ? " AND t.status = ?5" : " AND ?5 IS NULL");
    g_string_append(sql, f->requester
                             ? " AND t.requester = (SELECT id FROM contact WHERE address_key = ?6)"
                             : " AND ?6 IS NULL");
    g_string_append(sql, is_open_only(f) ? " AND t.kind < " DB_KIND_BELOW : "");
    g_string_append(sql,
                    " AND (?7 = 0 OR (t.due_at > 0 AND t.due_at < ?7) OR " MISSED ")"
                    " AND (?8 = 0 OR t.kind = ?8 - 1) AND (?9 IS NULL OR t.type = ?9)"
                    " AND (?10 IS NULL OR EXISTS (SELECT 1 FROM tag x WHERE x.ticket = t.number "
                    "AND x.name = ?10)) AND (?11 IS NULL OR coalesce(c.company, '') = ?11) "
                    "AND (?12 IS NULL OR t.group_name = ?12)");
    g_string_append_printf(sql, " ORDER BY %s DESC LIMIT ?2", way->number);
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
    g_auto(DbQuery) q = db_query(
        s, error, sql_for(f), db_int(f->before ? f->before : INT64_MAX),
        db_int(f->limit ? f->limit : 100), text_or_null(f->queue),
        text_or_null(f->nobodys ? "" : f->manager), text_or_null(f->status), text_or_null(key),
        db_int(f->due_before), db_int(f->kind_plus_one), text_or_null(f->type),
        text_or_null(f->tag), text_or_null(f->company), text_or_null(f->group));
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
