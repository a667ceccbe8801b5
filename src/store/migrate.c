// migrate.c: brings a file to the newest schema.
//
// The files of schemas/sqlite are built into the program; the number in front of a name is the
// user_version that the file leads to. Each is applied in one transaction, after a second look at
// the version inside it: two processes may start at once. A file of another program, or of a newer
// helpdesk, is left alone.
//
// Limits: there is no way back to an older version; that is what backups are for. Neighbours:
// open.c.
#include "store/db.h"

#include "base/embed.h"
#include "base/error.h"

#include <string.h>

// "HdDb".
#define APPLICATION_ID 0x48644462

static bool
number_of(Store *s, const char *sql, int64_t *out, GError **error)
{
    *out = 0;
    return db_get(s, error, sql, out);
}

static int64_t
version_of(const EmbeddedFile *file)
{
    return (int64_t)g_ascii_strtoull(file->name + strlen("sqlite/"), NULL, 10);
}

static bool
is_ours(const EmbeddedFile *file)
{
    return g_str_has_prefix(file->name, "sqlite/");
}

static bool
apply(Store *s, const EmbeddedFile *file, GError **error)
{
    int64_t version;
    if (!number_of(s, "PRAGMA user_version", &version, error)) {
        return false;
    }
    if (version >= version_of(file)) {
        return true;
    }
    g_autofree char *stamp =
        g_strdup_printf("PRAGMA application_id = %d; PRAGMA user_version = %" G_GINT64_FORMAT,
                        APPLICATION_ID, version_of(file));
    return db_exec(s, (const char *)file->bytes, error) && db_exec(s, stamp, error);
}

static bool
apply_pending(Store *s, int64_t version, GError **error)
{
    for (const EmbeddedFile *file = EMBEDDED_SCHEMAS; file->name; file++) {
        if (!is_ours(file) || version_of(file) <= version) {
            continue;
        }
        bool own;
        if (!db_unit_begin(s, &own, error) || !db_unit_end(s, own, apply(s, file, error), error)) {
            return false;
        }
    }
    return true;
}

static bool
check_owner(Store *s, StoreFlags flags, bool *empty, GError **error)
{
    int64_t id, tables;
    if (!number_of(s, "PRAGMA application_id", &id, error) ||
        !number_of(s, "SELECT count(*) FROM sqlite_schema", &tables, error)) {
        return false;
    }
    *empty = tables == 0 && id == 0;
    if (*empty && !(flags & STORE_CREATE)) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG,
                    "%s: an empty file; 'helpdesk init' makes the tables", s->path);
        return false;
    }
    if (!*empty && id != APPLICATION_ID) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG,
                    "%s: the database of another program; see the key 'database' of the config",
                    s->path);
        return false;
    }
    return true;
}

bool
db_migrate(Store *s, StoreFlags flags, GError **error)
{
    int64_t newest = 0, version;
    for (const EmbeddedFile *file = EMBEDDED_SCHEMAS; file->name; file++) {
        newest = is_ours(file) ? MAX(newest, version_of(file)) : newest;
    }
    bool empty;
    if (!check_owner(s, flags, &empty, error) ||
        !number_of(s, "PRAGMA user_version", &version, error)) {
        return false;
    }
    if (version > newest) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG,
                    "%s: made by a newer helpdesk (schema %" G_GINT64_FORMAT
                    ", this one knows %" G_GINT64_FORMAT "); install that version",
                    s->path, version, newest);
        return false;
    }
    if (version < newest && s->read_only) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG,
                    "%s: made by an older helpdesk; 'helpdesk cycle' brings it up to date",
                    s->path);
        return false;
    }
    return version == newest || apply_pending(s, version, error);
}
