// scratch.c: letters and calls of hooks in a scratch database (helpdesk replay), where nothing is
// ever sent.
//
// Recorded answers and bounces name letters by Message-IDs that the scratch ones do not have: what
// the ID carries under its code says which letter it was, by ticket and message. Only a scratch
// database has an index for that.
//
// Neighbours: numbers.c, outgoing.c.
#include "store/db.h"
#include "store/replay.h"

// As the two indexes of what is due have it.
static const char SQL_LETTERS_GONE[] = "UPDATE outgoing SET state = 3, done_at = next_at "
                                       "WHERE state = 0 AND hook = '' AND next_at < ?";
static const char SQL_CALLS_GONE[] = "UPDATE outgoing SET state = 3, done_at = next_at "
                                     "WHERE state = 0 AND hook <> '' AND next_at < ?";
static const char SQL_LETTERS_OF[] =
    "SELECT id FROM outgoing WHERE ticket IS ? AND message IS ? ORDER BY id";

bool
db_scratch_prepare(Store *s, GError **error)
{
    return db_exec(s, "CREATE INDEX outgoing_of ON outgoing (ticket, message)", error);
}

bool
store_letters_gone(Store *s, int64_t before, GError **error)
{
    return db_run(s, error, SQL_LETTERS_GONE, db_int(before)) &&
           db_run(s, error, SQL_CALLS_GONE, db_int(before));
}

GPtrArray *
store_letters_of(Store *s, int64_t ticket, int64_t message, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)outgoing_free);
    if (!db_numbers(s, error, ids, SQL_LETTERS_OF, DB_VALUES(db_id(ticket), db_id(message)))) {
        return NULL;
    }
    for (guint i = 0; i < ids->len; i++) {
        Outgoing *o = store_outgoing_get(s, g_array_index(ids, int64_t, i), error);
        if (!o) {
            return NULL;
        }
        g_ptr_array_add(list, o);
    }
    return g_steal_pointer(&list);
}
