// backup.c: a consistent copy while others write, and the check of a whole file.
//
// A read transaction stands during the copy. Without it every commit of another process would start
// the copy anew, and a busy desk would never have one. The price is a WAL that grows meanwhile.
//
// Not for restoring: a backup is a database like any other, it is put in place of the old file.
// Neighbours: db.c.
#include "store/db.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { PAGES_A_STEP = 1024, WAIT_US = 50000, WAITS_MAX = 1200 };

typedef void (*Progress)(int done, int total, void *data);

static bool
copy_pages(Store *s, sqlite3_backup *b, Progress progress, void *data, GError **error)
{
    unsigned waits = 0;
    for (;;) {
        int code = sqlite3_backup_step(b, PAGES_A_STEP);
        if (progress) {
            int total = sqlite3_backup_pagecount(b);
            progress(total - sqlite3_backup_remaining(b), total, data);
        }
        if (code == SQLITE_DONE) {
            return true;
        }
        bool busy = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
        if (busy && ++waits < WAITS_MAX) {
            g_usleep(WAIT_US);
        } else if (code != SQLITE_OK) {
            return db_fault(s, code, "backup", error);
        }
    }
}

static bool
copy_into(Store *s, Store *target, Progress progress, void *data, GError **error)
{
    int code = sqlite3_open_v2(target->path, &target->db, SQLITE_OPEN_READWRITE, NULL);
    if (code != SQLITE_OK) {
        return db_fault(target, code, "open", error);
    }
    sqlite3_backup *b = sqlite3_backup_init(target->db, "main", s->db, "main");
    if (!b) {
        return db_fault(target, sqlite3_errcode(target->db), "backup", error);
    }
    bool ok = copy_pages(target, b, progress, data, error);
    code = sqlite3_backup_finish(b);
    return ok && (code == SQLITE_OK || db_fault(target, code, "backup", error));
}

static bool
backup(Store *s, const char *path, Progress progress, void *data, GError **error)
{
    int64_t tables = 0;
    Store target = {.path = (char *)(uintptr_t)path};
    bool ok = db_exec(s, "BEGIN", error) &&
              db_get(s, error, "SELECT count(*) FROM sqlite_schema", &tables) &&
              copy_into(s, &target, progress, data, error);
    int code = sqlite3_close(target.db);
    target.db = NULL;
    if (ok && code != SQLITE_OK) {
        ok = db_fault(&target, code, "close", error);
    }
    sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return ok;
}

bool
store_backup(Store *s, const char *path, Progress progress, void *data, GError **error)
{
    if (s->begun) {
        g_set_error(error, HD_ERROR, HD_ERROR_BUG, "store: backup inside a transaction");
        return false;
    }
    g_autofree char *full = g_canonicalize_filename(path, NULL);
    int fd = open(full, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) {
        g_set_error(error, HD_ERROR, errno == ENOSPC ? HD_ERROR_RETRY : HD_ERROR_INPUT, "%s: %s",
                    full, g_strerror(errno));
        return false;
    }
    close(fd);
    bool ok = backup(s, full, progress, data, error);
    if (!ok) {
        unlink(full);
    }
    return ok;
}

static bool
rows_to_lines(Store *s, const char *sql, const char *format, GPtrArray *lines, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, sql);
    if (!q) {
        return false;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        g_autofree char *first = db_column_dup(q, 0);
        if (g_strcmp0(first, "ok") != 0) {
            g_ptr_array_add(lines, g_strconcat(format, first, NULL));
        }
    }
    return step == DB_DONE;
}

static void
check_search(Store *s, GPtrArray *lines)
{
    // The check is written as an insert: a reader cannot ask for it.
    if (s->read_only) {
        return;
    }
    g_autoptr(GError) fault = NULL;
    if (!db_run(s, &fault, "INSERT INTO search (search) VALUES ('integrity-check')")) {
        g_ptr_array_add(lines, g_strconcat("search index: ", fault->message, NULL));
    }
}

GPtrArray *
store_verify(Store *s, GError **error)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    if (!rows_to_lines(s, "PRAGMA integrity_check(100)", "file: ", lines, error) ||
        !rows_to_lines(s,
                       "SELECT \"table\" || ' row ' || coalesce(rowid, '?') || ' names a missing ' "
                       "|| parent FROM pragma_foreign_key_check LIMIT 100",
                       "row: ", lines, error)) {
        return NULL;
    }
    check_search(s, lines);
    return g_steal_pointer(&lines);
}
