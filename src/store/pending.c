// pending.c: letters that a person's mail caused and that can still be stopped, changed in nothing
// but their state: waiting for their time, or held until somebody lets them go.
//
// A letter that was tried once may have arrived, whatever the server said, and is no longer among
// them. A move asks and writes in one statement, so it never meets a sender half-way.
//
// Letters stay with the ticket that they were written for; those of tickets that became a part of
// another one are found with it.
//
// What becomes of them is decided in ticket/. Neighbours: outgoing.c, merge.c.
#include "store/db.h"

#include "base/error.h"

#define UNTRIED "(state = 6 OR (state = 0 AND attempts = 0))"

static const char SQL_PENDING[] =
    "SELECT o.id, o.message, o.template, o.recipient, m.author, m.text, o.state, o.next_at "
    "FROM (SELECT * FROM outgoing INDEXED BY outgoing_waiting "
    "WHERE ticket = ? AND state <> 3 AND state <> 5 AND " UNTRIED
    " AND template IN ('answer', 'solved', 'forward', 'auto-answer')) o "
    "LEFT JOIN message m ON m.id = o.message ORDER BY o.id";
// Only a cancelled one is done.
static const char SQL_PENDING_MOVE[] =
    "UPDATE outgoing SET state = ?2, next_at = ?3, done_at = CASE ?2 WHEN 5 THEN ?3 ELSE 0 END "
    "WHERE id = ?1 AND " UNTRIED;

static bool
add_letters(Store *s, int64_t ticket, GPtrArray *letters, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_PENDING, db_int(ticket));
    if (!q) {
        return false;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        PendingLetter *p = g_new0(PendingLetter, 1);
        p->id = sqlite3_column_int64(q, 0);
        p->message = sqlite3_column_int64(q, 1);
        p->template = db_column_dup(q, 2);
        p->to = db_column_dup(q, 3);
        p->author = db_column_dup(q, 4);
        p->text = db_column_dup(q, 5);
        p->held = sqlite3_column_int(q, 6) == OUTGOING_HELD;
        p->next_at = sqlite3_column_int64(q, 7);
        g_ptr_array_add(letters, p);
    }
    return step == DB_DONE;
}

static int
by_id(gconstpointer a, gconstpointer b)
{
    const PendingLetter *x = *(PendingLetter *const *)a, *y = *(PendingLetter *const *)b;
    return x->id < y->id ? -1 : x->id > y->id;
}

GPtrArray *
store_outgoing_pending(Store *s, int64_t ticket, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)pending_letter_free);
    g_autoptr(GArray) story = g_array_new(FALSE, FALSE, sizeof(int64_t));
    bool ok = db_story(s, ticket, story, error);
    for (guint i = 0; ok && i < story->len; i++) {
        ok = add_letters(s, g_array_index(story, int64_t, i), list, error);
    }
    g_ptr_array_sort(list, by_id);
    return ok ? g_steal_pointer(&list) : NULL;
}

bool
store_outgoing_move(Store *s, int64_t id, OutgoingState to, int64_t next_at, bool *moved,
                    GError **error)
{
    if (to != OUTGOING_QUEUED && to != OUTGOING_HELD && to != OUTGOING_CANCELLED) {
        g_set_error(error, HD_ERROR, HD_ERROR_BUG, "%s: a letter cannot be moved to state %d",
                    s->path, (int)to);
        return false;
    }
    if (!db_run(s, error, SQL_PENDING_MOVE, db_int(id), db_int(to), db_int(next_at))) {
        return false;
    }
    if (moved) {
        *moved = sqlite3_changes(s->db) > 0;
    }
    return true;
}
