// open.c: opens and closes the database file.
//
// The file is made by us with mode 0600 before SQLite sees it; its WAL files inherit the mode.
// Every connection gets the same settings: WAL with synchronous=FULL (a commit that returned
// survives a power cut), foreign keys, no trust in functions named by the schema, and 8 MB of page
// cache. There is no memory map: it would count every page ever read as the process's memory.
//
// One Store belongs to one thread at a time. Neighbours: migrate.c.
#include "store/db.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// The page size holds for new files alone.
static const char SQL_SETTINGS[] = "PRAGMA page_size = 4096;"
                                   "PRAGMA foreign_keys = ON;"
                                   "PRAGMA trusted_schema = OFF;"
                                   "PRAGMA synchronous = FULL;"
                                   "PRAGMA secure_delete = OFF;"
                                   "PRAGMA temp_store = MEMORY;"
                                   "PRAGMA cache_size = -8192;"
                                   "PRAGMA mmap_size = 0;"
                                   "PRAGMA wal_autocheckpoint = 4000;"
                                   "PRAGMA journal_size_limit = 33554432;";

// A database that lives as long as its connection: nothing has to survive, nobody else looks.
static const char SQL_SCRATCH[] = "PRAGMA foreign_keys = OFF;"
                                  "PRAGMA synchronous = OFF;"
                                  "PRAGMA journal_mode = MEMORY;"
                                  "PRAGMA locking_mode = EXCLUSIVE;"
                                  "PRAGMA cache_size = -16384;";

static bool
refuse(GError **error, int code, const char *path, const char *words)
{
    g_set_error(error, HD_ERROR, code, "%s: %s", path, words);
    return false;
}

static bool
make_file(const char *path, GError **error)
{
    int fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) {
        close(fd);
        return true;
    }
    switch (errno) {
    case EEXIST:
        return true;
    case ENOENT:
    case ENOTDIR:
        return refuse(error, HD_ERROR_CONFIG, path, "its folder does not exist; make it first");
    case EACCES:
    case EPERM:
    case EROFS:
        return refuse(error, HD_ERROR_CONFIG, path, "no right to make it; see the folder's owner");
    default:
        return refuse(error, HD_ERROR_RETRY, path, g_strerror(errno));
    }
}

static bool
check_file(const char *path, StoreFlags flags, GError **error)
{
    struct stat st;
    if (stat(path, &st) == 0) {
        return S_ISREG(st.st_mode) ||
               refuse(error, HD_ERROR_CONFIG, path, "not a file; see the key 'database'");
    }
    if (errno != ENOENT || !(flags & STORE_CREATE)) {
        return refuse(
            error, errno == ENOENT || errno == EACCES ? HD_ERROR_CONFIG : HD_ERROR_RETRY, path,
            errno == ENOENT ? "no such database; 'helpdesk init' makes it" : g_strerror(errno));
    }
    return make_file(path, error);
}

static bool
use_wal(Store *s, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, "PRAGMA journal_mode = WAL");
    if (!q || db_step(s, q, error) != DB_ROW) {
        return false;
    }
    const char *mode = (const char *)sqlite3_column_text(q, 0);
    if (g_strcmp0(mode, "wal") != 0 && g_strcmp0(mode, "memory") != 0) {
        return refuse(error, HD_ERROR_CONFIG, s->path,
                      "the file system cannot share memory between processes (a network drive?); "
                      "put the database on a local disk");
    }
    return true;
}

static bool
connect(Store *s, bool in_memory, GError **error)
{
    int flags = s->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    flags |= in_memory || s->scratch ? SQLITE_OPEN_CREATE : 0;
    flags |= SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int code = sqlite3_open_v2(s->path, &s->db, flags, NULL);
    if (code != SQLITE_OK) {
        // The file is there: what is missing is the right to read it.
        if (code == SQLITE_CANTOPEN && access(s->path, R_OK | W_OK) != 0 && errno == EACCES) {
            return refuse(error, HD_ERROR_CONFIG, s->path,
                          "no right to use it; see the owner and the mode of the file");
        }
        return db_fault(s, code, "open", error);
    }
    sqlite3_busy_timeout(s->db, DB_BUSY_MS);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    return db_exec(s, SQL_SETTINGS, error) && (!s->scratch || db_exec(s, SQL_SCRATCH, error));
}

static void
statement_free(gpointer q)
{
    sqlite3_finalize(q);
}

// Counting every byte under a lock is a tenth of the time of small statements; nobody reads the
// count.
static void
configure_once(void)
{
    static gsize done;
    if (g_once_init_enter(&done)) {
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        g_once_init_leave(&done, 1);
    }
}

Store *
store_open(const char *path, StoreFlags flags, GError **error)
{
    bool scratch = (flags & STORE_SCRATCH) != 0;
    bool in_memory = !scratch && strcmp(path, ":memory:") == 0;
    if (!scratch && !in_memory && !check_file(path, flags, error)) {
        return NULL;
    }
    configure_once();
    g_autoptr(Store) s = g_new0(Store, 1);
    // An absolute path can never be read as a URI.
    // The empty name is SQLite's for a temporary file of its own, without a name in any folder.
    s->path = scratch     ? g_strdup("")
              : in_memory ? g_strdup(path)
                          : g_canonicalize_filename(path, NULL);
    s->scratch = scratch;
    s->read_only = (flags & STORE_READ_ONLY) != 0;
    s->statements = g_hash_table_new_full(NULL, NULL, NULL, statement_free);
    s->words = g_ptr_array_new_with_free_func(g_free);
    if (!connect(s, in_memory, error) ||
        !db_migrate(s, scratch ? flags | STORE_CREATE : flags, error) ||
        (scratch ? !db_scratch_prepare(s, error) : !s->read_only && !use_wal(s, error))) {
        return NULL;
    }
    return g_steal_pointer(&s);
}

void
store_close(Store *s)
{
    if (!s) {
        return;
    }
    store_rollback(s);
    g_hash_table_unref(s->statements);
    g_ptr_array_unref(s->words);
    sqlite3_close(s->db);
    g_free(s->path);
    g_free(s);
}
