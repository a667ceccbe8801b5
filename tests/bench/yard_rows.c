// yard_rows.c: the floor under storing: SQLite alone puts letters into one table of raw bytes, one
// of rows as a ticket system has them, and a full-text index; a hundred to a transaction with full
// sync. `yard_rows FILE MBOX`: the letters of the mbox, into a database made anew at FILE. Prints
// milliseconds of processor time for each letter and how many there were.
//
// Nothing is decided, folded or looked up but what the index itself does.
#include <glib.h>
#include <sqlite3.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#define BATCH 100

static const char SCHEMA[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;"
    "CREATE TABLE raw (id INTEGER PRIMARY KEY, bytes BLOB);"
    "CREATE TABLE ticket (id INTEGER PRIMARY KEY, subject TEXT, status TEXT, at INTEGER);"
    "CREATE TABLE message (id INTEGER PRIMARY KEY, ticket INTEGER, msgid TEXT UNIQUE, body TEXT);"
    "CREATE TABLE event (id INTEGER PRIMARY KEY, ticket INTEGER, kind TEXT, at INTEGER);"
    "CREATE VIRTUAL TABLE words USING fts5(body, content='', tokenize='unicode61');";

enum { RAW, TICKET, MESSAGE, EVENT, WORDS, STATEMENTS };

static const char *const INSERTS[STATEMENTS] = {
    [RAW] = "INSERT INTO raw VALUES (?1, ?2)",
    [TICKET] = "INSERT INTO ticket VALUES (?1, 'a subject', 'new', ?1)",
    [MESSAGE] = "INSERT INTO message VALUES (?1, ?1, 'id' || ?1, ?2)",
    [EVENT] = "INSERT INTO event VALUES (NULL, ?1, 'created', ?1)",
    [WORDS] = "INSERT INTO words (rowid, body) VALUES (?1, ?2)",
};

static bool
put(sqlite3_stmt **q, sqlite3_int64 n, const char *letter, size_t len)
{
    const char *body = g_strstr_len(letter, (gssize)len, "\n\n");
    size_t skip = body ? (size_t)(body - letter) : 0;
    for (int i = 0; i < STATEMENTS; i++) {
        sqlite3_bind_int64(q[i], 1, n);
        if (i == RAW) {
            sqlite3_bind_blob64(q[i], 2, letter, len, SQLITE_STATIC);
        } else if (i == MESSAGE || i == WORDS) {
            sqlite3_bind_text64(q[i], 2, letter + skip, len - skip, SQLITE_STATIC, SQLITE_UTF8);
        }
        if (sqlite3_step(q[i]) != SQLITE_DONE) {
            return false;
        }
        sqlite3_reset(q[i]);
    }
    return true;
}

// Letters begin at "From " lines; the generator escapes those in texts.
static sqlite3_int64
put_all(sqlite3 *db, sqlite3_stmt **q, const char *mbox, size_t size)
{
    sqlite3_int64 n = 0;
    for (const char *at = mbox, *end = mbox + size; at < end; n++) {
        const char *next = g_strstr_len(at + 1, end - at - 1, "\nFrom ");
        next = next ? next + 1 : end;
        if (n % BATCH == 0) {
            sqlite3_exec(db, n ? "COMMIT; BEGIN IMMEDIATE" : "BEGIN IMMEDIATE", NULL, NULL, NULL);
        }
        if (!put(q, n + 1, at, (size_t)(next - at))) {
            return 0;
        }
        at = next;
    }
    return sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK ? n : 0;
}

static double
processor_ms(void)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1e3 +
           (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e3;
}

int
main(int argc, char **argv)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *q[STATEMENTS];
    g_autofree char *mbox = NULL;
    gsize size;
    if (argc != 3 || !g_file_get_contents(argv[2], &mbox, &size, NULL)) {
        fprintf(stderr, "usage: %s DATABASE MBOX\n", argv[0]);
        return 2;
    }
    remove(argv[1]);
    if (sqlite3_open(argv[1], &db) != SQLITE_OK ||
        sqlite3_exec(db, SCHEMA, NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "%s\n", sqlite3_errmsg(db));
        return 1;
    }
    for (int i = 0; i < STATEMENTS; i++) {
        sqlite3_prepare_v2(db, INSERTS[i], -1, &q[i], NULL);
    }
    double start = processor_ms();
    sqlite3_int64 n = put_all(db, q, mbox, size);
    printf("%.6f %lld\n", n ? (processor_ms() - start) / (double)n : 0.0, (long long)n);
    for (int i = 0; i < STATEMENTS; i++) {
        sqlite3_finalize(q[i]);
    }
    sqlite3_close(db);
    return n > 0 ? 0 : 1;
}
