// sighting.c: the ledger of (mailbox, UIDVALIDITY, UID), and the attempts at messages that were
// begun.
//
// What is in the ledger is never fetched again. A sighting is "stored" from the commit on and
// "done" when the mailbox was told; what lies between is finished by the next run. The key is
// unique: a second row for the same UID means that another process was faster, and this one has to
// look again.
//
// UIDs have 64 bits (a Maildir makes its own) and are kept as SQLite's signed numbers.
// Neighbours: mailbox.c, received.c.
#include "store/db.h"

#include "base/error.h"

static const char SQL_SIGHTING_GET[] =
    "SELECT received, state FROM sighting WHERE mailbox = ? AND uidvalidity = ? AND uid = ?";
static const char SQL_SIGHTINGS_PENDING[] =
    "SELECT uid, received FROM sighting WHERE mailbox = ? AND uidvalidity = ? AND state = 0 "
    "ORDER BY uid LIMIT ?";
static const char SQL_SIGHTING_ADD[] =
    "INSERT INTO sighting (mailbox, uidvalidity, uid, received, state) VALUES (?, ?, ?, ?, 0)";
static const char SQL_SIGHTING_DONE[] =
    "UPDATE sighting SET state = 1 "
    "WHERE mailbox = ? AND uidvalidity = ? AND uid = ? AND state = 0";
static const char SQL_ATTEMPTS_GET[] =
    "SELECT times FROM attempt WHERE mailbox = ? AND uidvalidity = ? AND uid = ?";
static const char SQL_ATTEMPT_BEGIN[] =
    "INSERT INTO attempt (mailbox, uidvalidity, uid, times, at) VALUES (?, ?, ?, 1, ?) "
    "ON CONFLICT (mailbox, uidvalidity, uid) DO UPDATE SET times = times + 1, at = excluded.at";
static const char SQL_ATTEMPTS_CLEAR[] = "DELETE FROM attempt WHERE mailbox = ?";

G_STATIC_ASSERT(SIGHTING_STORED == 0 && SIGHTING_DONE == 1);

static int
by_uid(gconstpointer a, gconstpointer b)
{
    uint64_t ua = ((const Sighting *)a)->uid, ub = ((const Sighting *)b)->uid;
    return ua < ub ? -1 : ua > ub;
}

static DbStep
find(Store *s, int64_t mailbox, uint32_t uidvalidity, uint64_t uid, Sighting *out, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_SIGHTING_GET, db_int(mailbox), db_int(uidvalidity),
                                 db_int((int64_t)uid));
    if (!q) {
        return DB_FAILED;
    }
    DbStep step = db_step(s, q, error);
    if (step == DB_ROW) {
        *out = (Sighting){uid, sqlite3_column_int64(q, 0), (SightingState)sqlite3_column_int(q, 1)};
    }
    return step;
}

GArray *
store_sightings_find(Store *s, int64_t mailbox, uint32_t uidvalidity, const GArray *uids,
                     GError **error)
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Sighting));
    for (guint i = 0; i < uids->len; i++) {
        Sighting one;
        uint64_t uid = g_array_index(uids, uint64_t, i);
        DbStep step = find(s, mailbox, uidvalidity, uid, &one, error);
        if (step == DB_FAILED) {
            return NULL;
        }
        if (step == DB_ROW) {
            g_array_append_val(found, one);
        }
    }
    g_array_sort(found, by_uid);
    return g_steal_pointer(&found);
}

GArray *
store_sightings_pending(Store *s, int64_t mailbox, uint32_t uidvalidity, unsigned max,
                        GError **error)
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Sighting));
    g_auto(DbQuery) q = db_query(s, error, SQL_SIGHTINGS_PENDING, db_int(mailbox),
                                 db_int(uidvalidity), db_int(max));
    if (!q) {
        return NULL;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        Sighting one = {(uint64_t)sqlite3_column_int64(q, 0), sqlite3_column_int64(q, 1),
                        SIGHTING_STORED};
        g_array_append_val(found, one);
    }
    if (step == DB_FAILED) {
        return NULL;
    }
    g_array_sort(found, by_uid);
    return g_steal_pointer(&found);
}

bool
store_sighting_add(Store *s, int64_t mailbox, uint32_t uidvalidity, uint64_t uid, int64_t received,
                   GError **error)
{
    g_autoptr(GError) fault = NULL;
    if (db_run(s, &fault, SQL_SIGHTING_ADD, db_int(mailbox), db_int(uidvalidity),
               db_int((int64_t)uid), db_id(received))) {
        return true;
    }
    if (sqlite3_extended_errcode(s->db) == SQLITE_CONSTRAINT_PRIMARYKEY) {
        g_set_error(error, HD_ERROR, HD_ERROR_RETRY,
                    "%s: UID %" G_GUINT64_FORMAT " was stored by another process meanwhile",
                    s->path, uid);
    } else {
        g_propagate_error(error, g_steal_pointer(&fault));
    }
    return false;
}

bool
store_sightings_done(Store *s, int64_t mailbox, uint32_t uidvalidity, const GArray *uids,
                     GError **error)
{
    bool own;
    if (!db_unit_begin(s, &own, error)) {
        return false;
    }
    bool ok = true;
    for (guint i = 0; ok && i < uids->len; i++) {
        ok = db_run(s, error, SQL_SIGHTING_DONE, db_int(mailbox), db_int(uidvalidity),
                    db_int((int64_t)g_array_index(uids, uint64_t, i)));
    }
    return db_unit_end(s, own, ok, error);
}

unsigned
store_attempts_get(Store *s, int64_t mailbox, uint32_t uidvalidity, uint64_t uid, GError **error)
{
    int64_t times = 0;
    db_get(s, error, SQL_ATTEMPTS_GET, &times, db_int(mailbox), db_int(uidvalidity),
           db_int((int64_t)uid));
    return (unsigned)times;
}

bool
store_attempt_begin(Store *s, int64_t mailbox, uint32_t uidvalidity, uint64_t uid, int64_t now,
                    GError **error)
{
    return db_run(s, error, SQL_ATTEMPT_BEGIN, db_int(mailbox), db_int(uidvalidity),
                  db_int((int64_t)uid), db_int(now));
}

bool
store_attempts_clear(Store *s, int64_t mailbox, GError **error)
{
    return db_run(s, error, SQL_ATTEMPTS_CLEAR, db_int(mailbox));
}
