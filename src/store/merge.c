// merge.c: tickets that become a part of another one, and messages that leave theirs.
//
// What people read and reckon with goes over: messages, what they came in as, time, price lines,
// links. What cannot be changed stays: events and letters of the outbox, which the list of events
// gathers again by merged_into. The search index knows messages alone and follows them.
//
// merged_into itself is a column of the ticket, saved with it. No ticket can become a part of what
// is a part of it already.
//
// Neighbours: thread.c (where Message-IDs lead), event.c, link.c.
#include "store/db.h"

#include "base/error.h"

// Longer chains are cut: each of the steps was one command of a person.
#define STEPS_MAX 1000

static const char SQL_STORY[] =
    "WITH RECURSIVE story (n) AS (VALUES (?) UNION SELECT t.number FROM story "
    "JOIN ticket t INDEXED BY ticket_merged ON t.merged_into = story.n) SELECT n FROM story";
static const char SQL_MERGED_INTO[] = "SELECT merged_into FROM ticket WHERE number = ?";
static const char SQL_RECEIVED_MOVE[] = "UPDATE received SET ticket = ?3 WHERE ticket_message IN "
                                        "(SELECT id FROM message WHERE ticket = ?1 AND id >= ?2)";
static const char SQL_MESSAGES_MOVE[] =
    "UPDATE message SET ticket = ?3 WHERE ticket = ?1 AND id >= ?2";
static const char SQL_SPENT_MOVE[] = "UPDATE spent SET ticket = ?2 WHERE ticket = ?1";
static const char SQL_BILLED_MOVE[] = "UPDATE billed SET ticket = ?2 WHERE ticket = ?1";
static const char SQL_IDS[] =
    "SELECT message_id FROM message WHERE ticket = ? AND id >= ? AND message_id <> ''";

bool
db_story(Store *s, int64_t ticket, GArray *numbers, GError **error)
{
    return db_numbers(s, error, numbers, SQL_STORY, DB_VALUES(db_int(ticket)));
}

bool
db_story_end(Store *s, int64_t *number, GError **error)
{
    int64_t into = *number;
    for (unsigned step = 0; into && step < STEPS_MAX; step++) {
        *number = into;
        into = 0;
        if (!db_get(s, error, SQL_MERGED_INTO, &into, db_int(*number))) {
            return false;
        }
    }
    return true;
}

static bool
is_apart(Store *s, int64_t from, int64_t into, GError **error)
{
    g_autoptr(GArray) story = g_array_new(FALSE, FALSE, sizeof(int64_t));
    if (!db_story(s, from, story, error)) {
        return false;
    }
    for (guint i = 0; i < story->len; i++) {
        if (g_array_index(story, int64_t, i) == into) {
            g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                        "ticket %" G_GINT64_FORMAT " is a part of ticket %" G_GINT64_FORMAT
                        " already",
                        into, from);
            return false;
        }
    }
    return true;
}

static bool
move_ids(Store *s, int64_t from, int64_t first, int64_t to, GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    g_auto(DbQuery) q = db_query(s, error, SQL_IDS, db_int(from), db_int(first));
    if (!q) {
        return false;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        g_ptr_array_add(ids, db_column_dup(q, 0));
    }
    bool ok = step == DB_DONE;
    for (guint i = 0; ok && i < ids->len; i++) {
        ok = db_thread_move(s, ids->pdata[i], from, to, error);
    }
    return ok;
}

// Message-IDs first: afterwards nothing tells which they were.
static bool
move_messages(Store *s, int64_t from, int64_t first, int64_t to, int64_t *count, GError **error)
{
    bool ok = move_ids(s, from, first, to, error) &&
              db_run(s, error, SQL_RECEIVED_MOVE, db_int(from), db_int(first), db_int(to)) &&
              db_run(s, error, SQL_MESSAGES_MOVE, db_int(from), db_int(first), db_int(to));
    *count = ok ? sqlite3_changes64(s->db) : -1;
    return ok;
}

bool
store_ticket_merge(Store *s, int64_t from, int64_t into, GError **error)
{
    bool own;
    if (!db_unit_begin(s, &own, error)) {
        return false;
    }
    int64_t count;
    bool ok = is_apart(s, from, into, error) && move_messages(s, from, 0, into, &count, error) &&
              db_run(s, error, SQL_SPENT_MOVE, db_int(from), db_int(into)) &&
              db_run(s, error, SQL_BILLED_MOVE, db_int(from), db_int(into)) &&
              db_links_move(s, from, into, error);
    return db_unit_end(s, own, ok, error);
}

int64_t
store_ticket_split(Store *s, int64_t from, int64_t first, int64_t to, GError **error)
{
    if (from == to) {
        g_set_error(error, HD_ERROR, HD_ERROR_BUG, "%s: a split into the same ticket", s->path);
        return -1;
    }
    bool own;
    if (!db_unit_begin(s, &own, error)) {
        return -1;
    }
    int64_t count;
    bool ok = move_messages(s, from, first, to, &count, error);
    return db_unit_end(s, own, ok, error) ? count : -1;
}
