// link.c: tickets that have to do with each other.
//
// A pair stands twice, once from each side with its own kind, so that each ticket finds its links
// by itself. Between two tickets there is one link at most; a new kind takes the place of the old
// one.
//
// What a link means is decided in ticket/. Neighbours: merge.c moves them.
#include "store/db.h"

#include "base/error.h"

static const char SQL_LINK_SET[] =
    "INSERT INTO link (ticket, other, kind, at) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (ticket, other) DO UPDATE SET kind = excluded.kind, at = excluded.at";
static const char SQL_LINK_DROP[] = "DELETE FROM link WHERE ticket = ? AND other = ?";
static const char SQL_LINK_HAS[] = "SELECT 1 FROM link WHERE ticket = ? AND other = ?";
static const char SQL_LINKS[] =
    "SELECT l.other, l.kind, t.subject, t.status FROM link l JOIN ticket t ON t.number = l.other "
    "WHERE l.ticket = ? ORDER BY l.other";
static const char SQL_LINK_ROWS[] = "SELECT other, kind, at FROM link WHERE ticket = ?";

typedef struct {
    int64_t other, at;
    LinkKind kind;
} LinkRow;

void
ticket_link_free(TicketLink *l)
{
    if (!l) {
        return;
    }
    g_free(l->subject);
    g_free(l->status);
    g_free(l);
}

bool
store_link_set(Store *s, int64_t ticket, int64_t other, LinkKind kind, int64_t at, GError **error)
{
    if (ticket == other) {
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                    "ticket %" G_GINT64_FORMAT " cannot be linked to itself", ticket);
        return false;
    }
    bool own;
    if (!db_unit_begin(s, &own, error)) {
        return false;
    }
    bool ok =
        db_run(s, error, SQL_LINK_SET, db_int(ticket), db_int(other), db_int(kind), db_int(at)) &&
        db_run(s, error, SQL_LINK_SET, db_int(other), db_int(ticket), db_int(link_reverse(kind)),
               db_int(at));
    return db_unit_end(s, own, ok, error);
}

bool
store_link_remove(Store *s, int64_t ticket, int64_t other, GError **error)
{
    bool own;
    if (!db_unit_begin(s, &own, error)) {
        return false;
    }
    bool ok = db_run(s, error, SQL_LINK_DROP, db_int(ticket), db_int(other)) &&
              db_run(s, error, SQL_LINK_DROP, db_int(other), db_int(ticket));
    return db_unit_end(s, own, ok, error);
}

GPtrArray *
store_link_list(Store *s, int64_t ticket, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_link_free);
    g_auto(DbQuery) q = db_query(s, error, SQL_LINKS, db_int(ticket));
    if (!q) {
        return NULL;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        TicketLink *l = g_new0(TicketLink, 1);
        l->other = sqlite3_column_int64(q, 0);
        l->kind = (LinkKind)sqlite3_column_int(q, 1);
        l->subject = db_column_dup(q, 2);
        l->status = db_column_dup(q, 3);
        g_ptr_array_add(list, l);
    }
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}

static bool
rows_of(Store *s, int64_t ticket, GArray *rows, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_LINK_ROWS, db_int(ticket));
    if (!q) {
        return false;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        LinkRow row = {.other = sqlite3_column_int64(q, 0),
                       .kind = (LinkKind)sqlite3_column_int(q, 1),
                       .at = sqlite3_column_int64(q, 2)};
        g_array_append_val(rows, row);
    }
    return step == DB_DONE;
}

// A link that the target has already stays as it is.
static bool
move_row(Store *s, const LinkRow *row, int64_t from, int64_t into, GError **error)
{
    int64_t has = 0;
    return store_link_remove(s, from, row->other, error) &&
           (row->other == into ||
            (db_get(s, error, SQL_LINK_HAS, &has, db_int(into), db_int(row->other)) &&
             (has || store_link_set(s, into, row->other, row->kind, row->at, error))));
}

bool
db_links_move(Store *s, int64_t from, int64_t into, GError **error)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(LinkRow));
    bool ok = rows_of(s, from, rows, error);
    for (guint i = 0; ok && i < rows->len; i++) {
        ok = move_row(s, &g_array_index(rows, LinkRow, i), from, into, error);
    }
    return ok;
}
