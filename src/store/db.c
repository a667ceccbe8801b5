// db.c: statements and faults.
//
// Every statement is prepared once and kept; a query that ends resets itself on all paths (g_auto).
// Values are bound without a copy, so they must outlive the query. Every fault of SQLite becomes an
// error that names the file and what to do; the few that only time can heal are HD_ERROR_RETRY.
//
// SQLite may roll a transaction back by itself when the disk fails. From then on every statement is
// refused until the caller rolls back too: otherwise the rest of a message would be written alone.
//
// Not for opening (open.c) or the meaning of any row. Neighbours: every file of this folder.
#include "store/db.h"

#include "base/error.h"

#include <string.h>

typedef struct {
    int code;
    HdErrorCode error;
    const char *words;
} Fault;

static const Fault FAULTS[] = {
    {SQLITE_BUSY, HD_ERROR_RETRY,
     "another process has been writing for over a minute; try again later"},
    {SQLITE_LOCKED, HD_ERROR_RETRY, "the table is in use; try again later"},
    {SQLITE_FULL, HD_ERROR_RETRY, "the disk is full; free some space and run again"},
    {SQLITE_IOERR, HD_ERROR_RETRY, "the disk answers with a fault; see the kernel's log"},
    {SQLITE_NOMEM, HD_ERROR_RETRY, "out of memory"},
    {SQLITE_CANTOPEN, HD_ERROR_RETRY,
     "a file beside it cannot be opened; see the rights of the folder and the limit of open files"},
    {SQLITE_PROTOCOL, HD_ERROR_RETRY, "the lock file is contended; try again later"},
    {SQLITE_READONLY, HD_ERROR_CONFIG,
     "not writable; see the owner and the mode of the file and its folder"},
    {SQLITE_PERM, HD_ERROR_CONFIG, "no right to use it; see the owner and the mode of the file"},
    {SQLITE_NOTADB, HD_ERROR_CONFIG, "not a database; see the key 'database' of the config"},
    {SQLITE_CORRUPT, HD_ERROR_CONFIG, "damaged; keep a copy and restore the last backup"},
};

bool
db_fault(Store *s, int code, const char *sql, GError **error)
{
    const char *said = s->db ? sqlite3_errmsg(s->db) : sqlite3_errstr(code);
    for (size_t i = 0; i < G_N_ELEMENTS(FAULTS); i++) {
        if (FAULTS[i].code == (code & 0xff)) {
            g_set_error(error, HD_ERROR, FAULTS[i].error, "%s: %s (%s)", s->path, FAULTS[i].words,
                        said);
            return false;
        }
    }
    g_set_error(error, HD_ERROR, HD_ERROR_BUG, "%s: %s (%d) in: %.200s", s->path, said, code, sql);
    return false;
}

static sqlite3_stmt *
prepared(Store *s, const char *sql, GError **error)
{
    sqlite3_stmt *q = g_hash_table_lookup(s->statements, sql);
    if (q) {
        if (sqlite3_stmt_busy(q)) {
            g_set_error(error, HD_ERROR, HD_ERROR_BUG, "used inside itself: %.200s", sql);
            return NULL;
        }
        return q;
    }
    int code = sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &q, NULL);
    if (code != SQLITE_OK) {
        db_fault(s, code, sql, error);
        return NULL;
    }
    g_hash_table_insert(s->statements, (gpointer)(uintptr_t)sql, q);
    return q;
}

static int
bind(sqlite3_stmt *q, int at, const DbValue *v)
{
    switch (v->type) {
    case DB_INT:
        return sqlite3_bind_int64(q, at, v->number);
    case DB_TEXT:
        return sqlite3_bind_text(q, at, v->bytes, -1, SQLITE_STATIC);
    case DB_BYTES:
        return sqlite3_bind_blob64(q, at, v->len ? v->bytes : "", v->len, SQLITE_STATIC);
    case DB_NULL:
        break;
    }
    return sqlite3_bind_null(q, at);
}

sqlite3_stmt *
db_query_values(Store *s, GError **error, const char *sql, const DbValue *values, size_t n)
{
    if (s->begun && sqlite3_get_autocommit(s->db)) {
        g_set_error(error, HD_ERROR, HD_ERROR_RETRY,
                    "%s: the transaction was undone by a fault of the disk; try again", s->path);
        return NULL;
    }
    sqlite3_stmt *q = prepared(s, sql, error);
    if (!q) {
        return NULL;
    }
    if ((size_t)sqlite3_bind_parameter_count(q) != n) {
        g_set_error(error, HD_ERROR, HD_ERROR_BUG, "%zu values for: %.200s", n, sql);
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        int code = bind(q, (int)i + 1, &values[i]);
        if (code != SQLITE_OK) {
            sqlite3_clear_bindings(q);
            db_fault(s, code, sql, error);
            return NULL;
        }
    }
    return q;
}

DbStep
db_step(Store *s, sqlite3_stmt *q, GError **error)
{
    int code = sqlite3_step(q);
    if (code == SQLITE_ROW) {
        return DB_ROW;
    }
    if (code == SQLITE_DONE) {
        return DB_DONE;
    }
    db_fault(s, code, sqlite3_sql(q), error);
    return DB_FAILED;
}

bool
db_run_values(Store *s, GError **error, const char *sql, const DbValue *values, size_t n)
{
    g_auto(DbQuery) q = db_query_values(s, error, sql, values, n);
    if (!q) {
        return false;
    }
    DbStep step;
    do {
        step = db_step(s, q, error);
    } while (step == DB_ROW);
    return step == DB_DONE;
}

bool
db_get_values(Store *s, GError **error, const char *sql, int64_t *out, const DbValue *values,
              size_t n)
{
    g_auto(DbQuery) q = db_query_values(s, error, sql, values, n);
    if (!q) {
        return false;
    }
    DbStep step = db_step(s, q, error);
    if (step == DB_ROW && sqlite3_column_type(q, 0) != SQLITE_NULL) {
        *out = sqlite3_column_int64(q, 0);
    }
    return step != DB_FAILED;
}

bool
db_numbers(Store *s, GError **error, GArray *numbers, const char *sql, const DbValue *values,
           size_t n)
{
    g_auto(DbQuery) q = db_query_values(s, error, sql, values, n);
    if (!q) {
        return false;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        int64_t number = sqlite3_column_int64(q, 0);
        g_array_append_val(numbers, number);
    }
    return step == DB_DONE;
}

bool
db_exec(Store *s, const char *sql, GError **error)
{
    int code = sqlite3_exec(s->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK || db_fault(s, code, sql, error);
}

char *
db_column_dup(sqlite3_stmt *q, int column)
{
    const char *text = (const char *)sqlite3_column_text(q, column);
    return g_strdup(text ? text : "");
}

int64_t
db_key_of_digest(const uint8_t digest[32])
{
    uint64_t key = 0;
    for (unsigned i = 0; i < 8; i++) {
        key = key << 8 | digest[i];
    }
    return (int64_t)key;
}

int64_t
db_key_of_text(const char *text)
{
    uint8_t digest[32];
    gsize len = sizeof digest;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, (const guchar *)text, -1);
    g_checksum_get_digest(sum, digest, &len);
    return db_key_of_digest(digest);
}
