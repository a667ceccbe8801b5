// transaction.c: begin, commit, one level of savepoint.
//
// Writers begin with BEGIN IMMEDIATE: a deferred one that turns into a writer later is refused at
// once when another process writes, whatever the time-out. Words of new messages wait beside the
// transaction and enter the search index just before the commit (see search.c), so a savepoint that
// is rolled back takes its words with it.
//
// A commit that fails has rolled back. Neighbours: db.c, search.c.
#include "store/db.h"

#include "base/error.h"

// Words that wait are held in memory: at most about so many bytes.
#define WORDS_MAX (4 * 1024 * 1024)

static bool
wrong_order(const char *what, GError **error)
{
    g_set_error(error, HD_ERROR, HD_ERROR_BUG, "store: %s", what);
    return false;
}

bool
store_begin(Store *s, GError **error)
{
    if (s->begun) {
        return wrong_order("begin inside a transaction", error);
    }
    // SQLite would begin a transaction of a reader instead.
    if (s->read_only) {
        return wrong_order("begin on a file opened for reading", error);
    }
    s->begun = db_run(s, error, "BEGIN IMMEDIATE");
    return s->begun;
}

void
store_rollback(Store *s)
{
    if (s->begun && !sqlite3_get_autocommit(s->db)) {
        // It fails only when SQLite has rolled back already.
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    }
    s->begun = s->saved = false;
    db_search_forget(s, 0);
}

bool
store_commit(Store *s, GError **error)
{
    if (!s->begun) {
        return wrong_order("commit without begin", error);
    }
    if (s->saved) {
        store_rollback(s);
        return wrong_order("commit inside a savepoint", error);
    }
    bool ok = db_search_flush(s, error) && db_run(s, error, "COMMIT");
    if (!ok) {
        store_rollback(s);
    }
    s->begun = false;
    return ok;
}

bool
store_in_transaction(const Store *s)
{
    return s->begun;
}

bool
store_savepoint(Store *s, GError **error)
{
    if (!s->begun || s->saved) {
        return wrong_order(s->saved ? "savepoint inside a savepoint" : "savepoint without begin",
                           error);
    }
    if (!db_run(s, error, "SAVEPOINT one")) {
        return false;
    }
    s->saved = true;
    s->words_saved = s->words->len;
    return true;
}

bool
store_release(Store *s, GError **error)
{
    if (!s->saved) {
        return wrong_order("release without savepoint", error);
    }
    if (!db_run(s, error, "RELEASE one")) {
        return false;
    }
    s->saved = false;
    return s->words_bytes < WORDS_MAX || db_search_flush(s, error);
}

void
store_rollback_savepoint(Store *s)
{
    if (!s->saved) {
        return;
    }
    if (!sqlite3_get_autocommit(s->db)) {
        sqlite3_exec(s->db, "ROLLBACK TO one; RELEASE one", NULL, NULL, NULL);
    }
    s->saved = false;
    db_search_forget(s, s->words_saved);
}

bool
db_unit_begin(Store *s, bool *own, GError **error)
{
    *own = !s->begun;
    return s->begun || store_begin(s, error);
}

bool
db_unit_end(Store *s, bool own, bool ok, GError **error)
{
    if (!own) {
        return ok;
    }
    if (!ok) {
        store_rollback(s);
        return false;
    }
    return store_commit(s, error);
}
