// faq.c: questions and answers that were made out of tickets.
//
// A draft until somebody publishes it. It outlives no ticket: the one that it came from stands in
// the row, when there is one.
//
// Neighbours: account.c.
#include "store/db.h"

#include "base/error.h"

#define FAQ_COLUMNS "id, ticket, who, language, question, answer, published, at"

static const char SQL_FAQ_ADD[] =
    "INSERT INTO faq (ticket, who, language, question, answer, published, at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)";
static const char SQL_FAQ_DROP[] = "DELETE FROM faq WHERE id = ?";
static const char SQL_FAQ_PUBLISH[] = "UPDATE faq SET published = 1 WHERE id = ?";
static const char SQL_FAQ_GET[] = "SELECT " FAQ_COLUMNS " FROM faq WHERE id = ?";
static const char SQL_FAQ_LIST[] = "SELECT " FAQ_COLUMNS " FROM faq ORDER BY id DESC";

void
faq_free(Faq *f)
{
    if (!f) {
        return;
    }
    g_free(f->who);
    g_free(f->language);
    g_free(f->question);
    g_free(f->answer);
    g_free(f);
}

static Faq *
read_row(sqlite3_stmt *q)
{
    Faq *f = g_new0(Faq, 1);
    f->id = sqlite3_column_int64(q, 0);
    f->ticket = sqlite3_column_int64(q, 1);
    f->who = db_column_dup(q, 2);
    f->language = db_column_dup(q, 3);
    f->question = db_column_dup(q, 4);
    f->answer = db_column_dup(q, 5);
    f->published = sqlite3_column_int(q, 6) != 0;
    f->at = sqlite3_column_int64(q, 7);
    return f;
}

bool
store_faq_add(Store *s, Faq *row, GError **error)
{
    if (!db_run(s, error, SQL_FAQ_ADD, db_id(row->ticket), db_text(row->who),
                db_text(row->language), db_text(row->question), db_text(row->answer),
                db_int(row->published), db_int(row->at))) {
        return false;
    }
    row->id = sqlite3_last_insert_rowid(s->db);
    return true;
}

bool
store_faq_remove(Store *s, int64_t id, GError **error)
{
    return db_run(s, error, SQL_FAQ_DROP, db_int(id));
}

bool
store_faq_publish(Store *s, int64_t id, GError **error)
{
    if (!db_run(s, error, SQL_FAQ_PUBLISH, db_int(id))) {
        return false;
    }
    if (sqlite3_changes(s->db) == 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_ABSENT, "no entry %" G_GINT64_FORMAT " of the FAQ",
                    id);
        return false;
    }
    return true;
}

GPtrArray *
store_faq_list(Store *s, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)faq_free);
    g_auto(DbQuery) q = db_query(s, error, SQL_FAQ_LIST);
    if (!q) {
        return NULL;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        g_ptr_array_add(list, read_row(q));
    }
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}

Faq *
store_faq_get(Store *s, int64_t id, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_FAQ_GET, db_int(id));
    return q && db_step(s, q, error) == DB_ROW ? read_row(q) : NULL;
}
