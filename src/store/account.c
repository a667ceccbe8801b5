// account.c: what a ticket took and costs: time that people wrote down, lines of the price list.
//
// A line keeps the price as it was then: a change of the price list changes no bill. Lines are
// added and taken away, never changed.
//
// Which codes and prices there are stands in the config. Neighbours: merge.c moves them.
#include "store/db.h"

static const char SQL_SPENT_ADD[] =
    "INSERT INTO spent (ticket, who, seconds, note, at) VALUES (?, ?, ?, ?, ?)";
static const char SQL_SPENT_DROP[] = "DELETE FROM spent WHERE id = ?";
static const char SQL_SPENT[] =
    "SELECT id, ticket, who, seconds, note, at FROM spent WHERE ticket = ? ORDER BY id";
static const char SQL_BILLED_ADD[] =
    "INSERT INTO billed (ticket, who, code, thousandths, price, at) VALUES (?, ?, ?, ?, ?, ?)";
static const char SQL_BILLED_DROP[] = "DELETE FROM billed WHERE id = ?";
static const char SQL_BILLED[] =
    "SELECT id, ticket, who, code, thousandths, price, at FROM billed WHERE ticket = ? ORDER BY id";

void
spent_free(Spent *s)
{
    if (!s) {
        return;
    }
    g_free(s->who);
    g_free(s->note);
    g_free(s);
}

void
billed_free(Billed *b)
{
    if (!b) {
        return;
    }
    g_free(b->who);
    g_free(b->code);
    g_free(b);
}

bool
store_spent_add(Store *s, Spent *row, GError **error)
{
    if (!db_run(s, error, SQL_SPENT_ADD, db_int(row->ticket), db_text(row->who),
                db_int(row->seconds), db_text(row->note), db_int(row->at))) {
        return false;
    }
    row->id = sqlite3_last_insert_rowid(s->db);
    return true;
}

bool
store_spent_remove(Store *s, int64_t id, GError **error)
{
    return db_run(s, error, SQL_SPENT_DROP, db_int(id));
}

GPtrArray *
store_spent_list(Store *s, int64_t ticket, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)spent_free);
    g_auto(DbQuery) q = db_query(s, error, SQL_SPENT, db_int(ticket));
    if (!q) {
        return NULL;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        Spent *row = g_new0(Spent, 1);
        row->id = sqlite3_column_int64(q, 0);
        row->ticket = sqlite3_column_int64(q, 1);
        row->who = db_column_dup(q, 2);
        row->seconds = sqlite3_column_int64(q, 3);
        row->note = db_column_dup(q, 4);
        row->at = sqlite3_column_int64(q, 5);
        g_ptr_array_add(list, row);
    }
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}

bool
store_billed_add(Store *s, Billed *row, GError **error)
{
    if (!db_run(s, error, SQL_BILLED_ADD, db_int(row->ticket), db_text(row->who),
                db_text(row->code), db_int(row->thousandths), db_int((int64_t)row->price),
                db_int(row->at))) {
        return false;
    }
    row->id = sqlite3_last_insert_rowid(s->db);
    return true;
}

bool
store_billed_remove(Store *s, int64_t id, GError **error)
{
    return db_run(s, error, SQL_BILLED_DROP, db_int(id));
}

GPtrArray *
store_billed_list(Store *s, int64_t ticket, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)billed_free);
    g_auto(DbQuery) q = db_query(s, error, SQL_BILLED, db_int(ticket));
    if (!q) {
        return NULL;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        Billed *row = g_new0(Billed, 1);
        row->id = sqlite3_column_int64(q, 0);
        row->ticket = sqlite3_column_int64(q, 1);
        row->who = db_column_dup(q, 2);
        row->code = db_column_dup(q, 3);
        row->thousandths = sqlite3_column_int64(q, 4);
        row->price = (uint64_t)sqlite3_column_int64(q, 5);
        row->at = sqlite3_column_int64(q, 6);
        g_ptr_array_add(list, row);
    }
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}
