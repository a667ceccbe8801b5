// blob.c: bytes of any size in chunk rows.
//
// The row id of a chunk is computed from the blob's, so the pieces lie side by side and need no
// index. A blob is written once; at most one chunk is in memory at a time.
//
// Limits: 65,536 chunks of 256 kB (16 GB). Neighbours: base/blob.c holds the bytes outside the
// database.
#include "store/db.h"

#include "base/error.h"

enum { CHUNK = 256 * 1024, CHUNKS_MAX = 65536 };

static const char SQL_BLOB_ADD[] = "INSERT INTO blob (id, size, sha256) VALUES (?, ?, ?)";
static const char SQL_CHUNK_ADD[] = "INSERT INTO chunk (id, bytes) VALUES (?, ?)";
static const char SQL_BLOB_SIZE[] = "SELECT size FROM blob WHERE id = ?";
static const char SQL_CHUNKS[] =
    "SELECT bytes FROM chunk WHERE id >= ?1 * 65536 AND id < (?1 + 1) * 65536 ORDER BY id";

static bool
add_chunk(Store *s, int64_t id, uint64_t n, const void *bytes, size_t len, GError **error)
{
    return db_run(s, error, SQL_CHUNK_ADD, db_int(id * CHUNKS_MAX + (int64_t)n),
                  db_bytes(bytes, len));
}

static bool
add_chunks(Store *s, int64_t id, const Blob *bytes, GError **error)
{
    uint64_t size = blob_size(bytes);
    const char *memory = blob_memory(bytes);
    g_autofree char *buffer = memory ? NULL : g_malloc(CHUNK);
    for (uint64_t n = 0, at = 0; at < size; n++) {
        size_t len = (size_t)MIN((uint64_t)CHUNK, size - at);
        for (size_t got = 0; !memory && got < len;) {
            gssize count = blob_read(bytes, at + got, buffer + got, len - got, error);
            if (count <= 0) {
                return false;
            }
            got += (size_t)count;
        }
        if (!add_chunk(s, id, n, memory ? memory + at : buffer, len, error)) {
            return false;
        }
        at += len;
    }
    return true;
}

int64_t
store_blob_put(Store *s, const Blob *bytes, const uint8_t sha256[32], GError **error)
{
    if (blob_size(bytes) > (uint64_t)CHUNK * CHUNKS_MAX) {
        g_set_error(error, HD_ERROR, HD_ERROR_MESSAGE, "larger than 16 GB");
        return 0;
    }
    bool own;
    if (!db_unit_begin(s, &own, error)) {
        return 0;
    }
    int64_t id = 0;
    bool ok = db_run(s, error, SQL_BLOB_ADD, db_id(db_number_blob(s)),
                     db_int((int64_t)blob_size(bytes)), db_bytes(sha256, 32));
    if (ok) {
        id = sqlite3_last_insert_rowid(s->db);
        ok = add_chunks(s, id, bytes, error);
    }
    return db_unit_end(s, own, ok, error) ? id : 0;
}

static bool
read_chunks(Store *s, int64_t id, Blob *into, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_CHUNKS, db_int(id));
    if (!q) {
        return false;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        const void *bytes = sqlite3_column_blob(q, 0);
        if (!blob_append(into, bytes, (size_t)sqlite3_column_bytes(q, 0), error)) {
            return false;
        }
    }
    return step == DB_DONE;
}

Blob *
store_blob_get(Store *s, int64_t id, GError **error)
{
    int64_t size = -1;
    if (!db_get(s, error, SQL_BLOB_SIZE, &size, db_int(id))) {
        return NULL;
    }
    if (size < 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_BUG, "%s: no blob %" G_GINT64_FORMAT, s->path, id);
        return NULL;
    }
    g_autoptr(Blob) bytes = blob_new();
    if (!read_chunks(s, id, bytes, error)) {
        return NULL;
    }
    if (blob_size(bytes) != (uint64_t)size) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG,
                    "%s: blob %" G_GINT64_FORMAT
                    " has lost bytes; keep a copy and restore the last backup",
                    s->path, id);
        return NULL;
    }
    return g_steal_pointer(&bytes);
}
