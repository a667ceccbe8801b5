// digest.c: up to which event each manager was told.
//
// The mark is an event's id, not a time: many events fall into one second, and clocks jump.
//
// What is told, and when, is decided in desk/. Neighbours: event.c finds the events.
#include "store/db.h"

static const char SQL_DIGEST[] = "SELECT event, at FROM digest WHERE login = ?";
static const char SQL_DIGEST_SET[] =
    "INSERT INTO digest (login, event, at) VALUES (?, ?, ?) "
    "ON CONFLICT (login) DO UPDATE SET event = excluded.event, at = excluded.at";

bool
store_digest_get(Store *s, const char *login, DigestMark *out, GError **error)
{
    *out = (DigestMark){0};
    g_auto(DbQuery) q = db_query(s, error, SQL_DIGEST, db_text(login));
    if (!q) {
        return false;
    }
    DbStep step = db_step(s, q, error);
    if (step == DB_ROW) {
        out->event = sqlite3_column_int64(q, 0);
        out->at = sqlite3_column_int64(q, 1);
    }
    return step != DB_FAILED;
}

bool
store_digest_set(Store *s, const char *login, const DigestMark *mark, GError **error)
{
    return db_run(s, error, SQL_DIGEST_SET, db_text(login), db_int(mark->event), db_int(mark->at));
}
