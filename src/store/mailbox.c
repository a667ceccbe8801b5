// mailbox.c: what is known of a mailbox: its UIDVALIDITY, the mark below which every UID is in the
// ledger, and its last good and bad fetch.
//
// Not for the messages in it: sighting.c. Neighbours: run/fetch moves the mark.
#include "store/db.h"

#include "base/error.h"

static const char SQL_MAILBOX_BY_NAME[] =
    "SELECT id, uidvalidity, mark, last_ok, last_fault, fault FROM mailbox WHERE name = ?";
static const char SQL_MAILBOX_ADD[] =
    "INSERT INTO mailbox (name) VALUES (?) ON CONFLICT (name) DO NOTHING";
static const char SQL_MAILBOX_SET[] =
    "UPDATE mailbox SET uidvalidity = ?2, mark = ?3, last_ok = ?4, last_fault = ?5, fault = ?6 "
    "WHERE id = ?1";

void
mailbox_state_clear(MailboxState *m)
{
    g_clear_pointer(&m->fault, g_free);
}

static DbStep
load(Store *s, const char *name, MailboxState *out, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_MAILBOX_BY_NAME, db_text(name));
    if (!q) {
        return DB_FAILED;
    }
    DbStep step = db_step(s, q, error);
    if (step == DB_ROW) {
        *out = (MailboxState){
            .id = sqlite3_column_int64(q, 0),
            .uidvalidity = (uint32_t)sqlite3_column_int64(q, 1),
            .mark = (uint64_t)sqlite3_column_int64(q, 2),
            .last_ok = sqlite3_column_int64(q, 3),
            .last_fault = sqlite3_column_int64(q, 4),
            .fault = db_column_dup(q, 5),
        };
    }
    return step;
}

bool
store_mailbox_get(Store *s, const char *name, MailboxState *out, GError **error)
{
    *out = (MailboxState){0};
    DbStep step = load(s, name, out, error);
    if (step != DB_DONE) {
        return step == DB_ROW;
    }
    return db_run(s, error, SQL_MAILBOX_ADD, db_text(name)) && load(s, name, out, error) == DB_ROW;
}

bool
store_mailbox_set(Store *s, const MailboxState *m, GError **error)
{
    return db_run(s, error, SQL_MAILBOX_SET, db_int(m->id), db_int(m->uidvalidity),
                  db_int((int64_t)m->mark), db_int(m->last_ok), db_int(m->last_fault),
                  db_text(m->fault));
}
