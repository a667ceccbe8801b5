// undo.c: the last doing on a ticket and what takes it back.
//
// One doing for each ticket: the next one takes its place. The first row tells who and when, the
// others are the changes in the order in which they are to be done.
//
// Which changes take a doing back is decided in ticket/. Neighbours: event.c, which is never
// undone.
#include "store/db.h"

// In the first row in place of a kind of change.
#define UNDO_HEAD (-1)

static const char SQL_UNDO_DROP[] = "DELETE FROM undo WHERE ticket = ?";
static const char SQL_UNDO_ADD[] =
    "INSERT INTO undo (ticket, position, kind, value, at, message) VALUES (?, ?, ?, ?, ?, ?)";
static const char SQL_UNDO[] =
    "SELECT kind, value, at, message FROM undo WHERE ticket = ? ORDER BY position";

static bool
write_rows(Store *s, int64_t ticket, const UndoRecord *undo, GError **error)
{
    bool ok = db_run(s, error, SQL_UNDO_ADD, db_int(ticket), db_int(0), db_int(UNDO_HEAD),
                     db_text(undo->who), db_int(undo->at), db_id(undo->message));
    for (guint i = 0; ok && i < undo->changes->len; i++) {
        const Change *c = undo->changes->pdata[i];
        ok = db_run(s, error, SQL_UNDO_ADD, db_int(ticket), db_int(i + 1), db_int(c->kind),
                    db_text(c->value), db_int(undo->at), db_null());
    }
    return ok;
}

bool
store_undo_set(Store *s, int64_t ticket, const UndoRecord *undo, GError **error)
{
    bool own;
    if (!db_unit_begin(s, &own, error)) {
        return false;
    }
    bool ok = db_run(s, error, SQL_UNDO_DROP, db_int(ticket)) &&
              (!undo || write_rows(s, ticket, undo, error));
    return db_unit_end(s, own, ok, error);
}

UndoRecord *
store_undo_get(Store *s, int64_t ticket, GError **error)
{
    g_autoptr(UndoRecord) undo = NULL;
    g_auto(DbQuery) q = db_query(s, error, SQL_UNDO, db_int(ticket));
    if (!q) {
        return NULL;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        if (!undo) {
            undo = undo_record_new();
            g_free(undo->who);
            undo->who = db_column_dup(q, 1);
            undo->at = sqlite3_column_int64(q, 2);
            undo->message = sqlite3_column_int64(q, 3);
            continue;
        }
        g_autofree char *value = db_column_dup(q, 1);
        change_add(undo->changes, (ChangeKind)sqlite3_column_int(q, 0), value, "undo");
    }
    return step == DB_DONE ? g_steal_pointer(&undo) : NULL;
}
