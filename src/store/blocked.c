// blocked.c: senders of spam, as managers said.
//
// One row for each address, known by its folded form. Who blocks it again takes the row over: the
// last word is what people want to know.
//
// What becomes of their mail is decided in ticket/. Neighbours: contact.c.
#include "store/db.h"

#include "mail/address.h"

static const char SQL_BLOCKED_ADD[] =
    "INSERT INTO blocked (address_key, address, who, ticket, at) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (address_key) DO UPDATE SET who = excluded.who, ticket = excluded.ticket, "
    "at = excluded.at";
static const char SQL_BLOCKED_DROP[] = "DELETE FROM blocked WHERE address_key = ?";
static const char SQL_BLOCKED[] = "SELECT count(*) FROM blocked WHERE address_key = ?";
static const char SQL_BLOCKED_LIST[] = "SELECT address, who, ticket, at FROM blocked "
                                       "INDEXED BY blocked_by_time ORDER BY at DESC";

void
blocked_free(Blocked *b)
{
    if (!b) {
        return;
    }
    g_free(b->address);
    g_free(b->who);
    g_free(b);
}

bool
store_blocked_add(Store *s, const char *address, const char *who, int64_t ticket, int64_t at,
                  GError **error)
{
    g_autofree char *key = address_fold(address);
    return db_run(s, error, SQL_BLOCKED_ADD, db_text(key), db_text(address), db_text(who),
                  db_id(ticket), db_int(at));
}

bool
store_blocked_remove(Store *s, const char *address, bool *was, GError **error)
{
    g_autofree char *key = address_fold(address);
    if (!db_run(s, error, SQL_BLOCKED_DROP, db_text(key))) {
        return false;
    }
    if (was) {
        *was = sqlite3_changes(s->db) > 0;
    }
    return true;
}

int
store_is_blocked(Store *s, const char *address, GError **error)
{
    g_autofree char *key = address_fold(address);
    int64_t count = 0;
    return db_get(s, error, SQL_BLOCKED, &count, db_text(key)) ? count > 0 : -1;
}

GPtrArray *
store_blocked_list(Store *s, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)blocked_free);
    g_auto(DbQuery) q = db_query(s, error, SQL_BLOCKED_LIST);
    if (!q) {
        return NULL;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        Blocked *b = g_new0(Blocked, 1);
        b->address = db_column_dup(q, 0);
        b->who = db_column_dup(q, 1);
        b->ticket = sqlite3_column_int64(q, 2);
        b->at = sqlite3_column_int64(q, 3);
        g_ptr_array_add(list, b);
    }
    return step == DB_DONE ? g_steal_pointer(&list) : NULL;
}
