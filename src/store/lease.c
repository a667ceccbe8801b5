// lease.c: one holder for a name, over processes and restarts.
//
// A lease whose time has run out is taken over. So is one that was taken in the future: the clock
// went back since, and its end may be years away.
//
// Not a lock: who holds a lease renews it (by taking it again) well before its end.
// Neighbours: run/fetch, run/deliver.
#include "store/db.h"

// Two hosts' clocks, or one that is being corrected, may differ by so many seconds.
#define CLOCK_SLACK "300"

static const char SQL_LEASE_TAKE[] =
    "INSERT INTO lease (name, holder, taken_at, until) VALUES (?1, ?2, ?3, ?4) "
    "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, taken_at = excluded.taken_at, "
    "until = excluded.until WHERE holder = excluded.holder OR until <= excluded.taken_at "
    "OR taken_at > excluded.taken_at + " CLOCK_SLACK;
static const char SQL_LEASE_DROP[] = "DELETE FROM lease WHERE name = ? AND holder = ?";

bool
store_lease_take(Store *s, const char *name, const char *holder, int64_t now_real, int64_t seconds,
                 GError **error)
{
    return db_run(s, error, SQL_LEASE_TAKE, db_text(name), db_text(holder), db_int(now_real),
                  db_int(now_real + seconds)) &&
           sqlite3_changes(s->db) > 0;
}

bool
store_lease_drop(Store *s, const char *name, const char *holder, GError **error)
{
    return db_run(s, error, SQL_LEASE_DROP, db_text(name), db_text(holder));
}
