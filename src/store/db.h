// db.h: private to store/: the connection, statements that reset themselves, and SQLite's errors in
// our words. Nothing outside this folder includes it.
//
//     g_auto(DbQuery) q = db_query(s, error, SQL_TICKET_BY_NUMBER, db_int(number));
//     switch (db_step(s, q, error)) { case DB_ROW: … case DB_DONE: … case DB_FAILED: … }
//
// The SQL must be a constant: its address names the cached statement. A statement can be in use
// once at a time; what loops over one must not come back to the same SQL inside.
#pragma once

#include "store/store.h"

#include <sqlite3.h>

#define DB_BUSY_MS    60000
#define DB_KIND_BELOW "4" // kinds below it are open (KIND_SOLVED): the partial index says the same

struct Store {
    sqlite3 *db;
    char *path;
    GHashTable *statements; // address of the SQL → sqlite3_stmt*
    bool read_only;
    bool begun;           // by us; SQLite may have rolled back on its own since
    bool saved;           // a savepoint stands
    GPtrArray *words;     // SearchWords*: messages to be indexed when the transaction ends
    unsigned words_saved; // how many there were at the savepoint
    size_t words_bytes;
    bool scratch;                 // nothing in it is looked for by words
    struct StoreNumbers *numbers; // NULL: rows number themselves
};

typedef sqlite3_stmt *DbQuery;
static inline void
db_query_end(DbQuery q)
{
    if (q) {
        sqlite3_reset(q);
        sqlite3_clear_bindings(q);
    }
}
G_DEFINE_AUTO_CLEANUP_FREE_FUNC(DbQuery, db_query_end, NULL)

typedef struct {
    enum { DB_INT, DB_TEXT, DB_BYTES, DB_NULL } type;
    int64_t number;
    const void *bytes; // borrowed until the query ends
    size_t len;
} DbValue;

static inline DbValue
db_int(int64_t number)
{
    return (DbValue){.type = DB_INT, .number = number};
}

// Row ids: 0 means no row.
static inline DbValue
db_id(int64_t id)
{
    return (DbValue){.type = id ? DB_INT : DB_NULL, .number = id};
}

static inline DbValue
db_text(const char *text)
{
    return (DbValue){.type = DB_TEXT, .bytes = text ? text : ""};
}

static inline DbValue
db_bytes(const void *bytes, size_t len)
{
    return (DbValue){.type = DB_BYTES, .bytes = bytes, .len = len};
}

static inline DbValue
db_null(void)
{
    return (DbValue){.type = DB_NULL};
}

#define DB_VALUES(...)                                                                             \
    (const DbValue[]){__VA_ARGS__}, sizeof((const DbValue[]){__VA_ARGS__}) / sizeof(DbValue)
#define db_query(s, error, sql, ...)    db_query_values(s, error, sql, DB_VALUES(__VA_ARGS__))
#define db_run(s, error, sql, ...)      db_run_values(s, error, sql, DB_VALUES(__VA_ARGS__))
#define db_get(s, error, sql, out, ...) db_get_values(s, error, sql, out, DB_VALUES(__VA_ARGS__))

// Prepared (once) and bound; NULL on error.
sqlite3_stmt *db_query_values(Store *s, GError **error, const char *sql, const DbValue *values,
                              size_t n);
typedef enum { DB_FAILED = -1, DB_DONE = 0, DB_ROW = 1 } DbStep;
DbStep db_step(Store *s, sqlite3_stmt *q, GError **error);
// To the end, rows ignored.
bool db_run_values(Store *s, GError **error, const char *sql, const DbValue *values, size_t n);
// First column of the first row; *out stays as it is when there is no row or a NULL.
bool db_get_values(Store *s, GError **error, const char *sql, int64_t *out, const DbValue *values,
                   size_t n);
// First column of every row, appended to numbers (int64_t).
bool db_numbers(Store *s, GError **error, GArray *numbers, const char *sql, const DbValue *values,
                size_t n);
// Text that may hold several statements; not cached.
bool db_exec(Store *s, const char *sql, GError **error);
// Sets *error from the connection's last fault and the code; always false.
bool db_fault(Store *s, int code, const char *sql, GError **error);

char *db_column_dup(sqlite3_stmt *q, int column); // NULL reads as ""

// Several statements as one: joins the caller's transaction, or makes one of its own.
bool db_unit_begin(Store *s, bool *own, GError **error);
// ok is given back; false undoes an own transaction and leaves *error alone.
bool db_unit_end(Store *s, bool own, bool ok, GError **error);

// First 64 bits of SHA-256: of a text, or of a digest itself.
int64_t db_key_of_text(const char *text);
int64_t db_key_of_digest(const uint8_t digest[32]);

// migrate.c: brings an open file to the newest schema; says no to what is not ours.
bool db_migrate(Store *s, StoreFlags flags, GError **error);

// merge.c: the ticket and all that were merged into it (int64_t, the ticket first), and the way
// back: *number becomes that of the ticket it is a part of now.
bool db_story(Store *s, int64_t ticket, GArray *numbers, GError **error);
bool db_story_end(Store *s, int64_t *number, GError **error);

// thread.c: an ID that leads to `from` leads to `to` from now on; any other stays.
bool db_thread_move(Store *s, const char *message_id, int64_t from, int64_t to, GError **error);

// link.c: links of `from` become those of `into`; none leads to itself or stands twice.
bool db_links_move(Store *s, int64_t from, int64_t into, GError **error);

// search.c: the queue of messages to be indexed.
void db_search_queue(Store *s, int64_t message, const char *subject, const char *text);
void db_search_forget(Store *s, unsigned keep);
bool db_search_flush(Store *s, GError **error);

// numbers.c: the number that the next row is to have, 0 = that of the database.
int64_t db_number_ticket(Store *s);
int64_t db_number_message(Store *s);
int64_t db_number_blob(Store *s);

// scratch.c: what a scratch database has besides the tables.
bool db_scratch_prepare(Store *s, GError **error);

// contact.c: id of a contact, made when it is new.
bool db_contact_need(Store *s, Contact *c, GError **error);
Contact *db_contact_read(sqlite3_stmt *q, int first);
