// ticket.c: one ticket: its row, and the few that wait for the clock.
//
// A save writes the row whole, and what a ticket has any number of (people, tags, watchers, fields)
// only where it differs from what is stored. The references of a conversation are one column, a
// line each.
//
// Numbers come from AUTOINCREMENT: none is ever given twice, even after a ticket was erased.
// Neighbours: ticket_parts.c, ticket_list.c, merge.c, contact.c, thread.c.
#include "store/ticket_row.h"

#include "base/error.h"

#include <string.h>

static const char SQL_TICKET_GET[] =
    "SELECT " TICKET_COLUMNS ", t.reference_ids FROM " TICKET_TABLES " WHERE t.number = ?";
static const char SQL_TICKET_ADD[] =
    "INSERT INTO ticket (queue, subject, status, kind, manager, group_name, priority, language, "
    "created_at, updated_at, answered_at, solved_at, closed_at, requester, last_id, "
    "reference_ids, rating, review, type, due_at, wake_at, merged_into, "
    "status_at, customer_at, manager_at, promise, reaction_at, solution_at, paused_at, "
    "paused_work, paused_wall, answer_work, answer_wall, solve_work, solve_wall, timer_at, "
    "asked_at, quiet, number) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char SQL_TICKET_SET[] =
    "UPDATE ticket SET queue = ?, subject = ?, status = ?, kind = ?, manager = ?, "
    "group_name = ?, priority = ?, language = ?, created_at = ?, updated_at = ?, "
    "answered_at = ?, solved_at = ?, closed_at = ?, requester = ?, last_id = ?, "
    "reference_ids = ?, rating = ?, review = ?, type = ?, due_at = ?, wake_at = ?, "
    "merged_into = ?, status_at = ?, customer_at = ?, manager_at = ?, promise = ?, "
    "reaction_at = ?, solution_at = ?, paused_at = ?, paused_work = ?, paused_wall = ?, "
    "answer_work = ?, answer_wall = ?, solve_work = ?, solve_wall = ?, timer_at = ?, "
    "asked_at = ?, quiet = ? "
    "WHERE number = ?";
static const char SQL_TO_WAKE[] = "SELECT number FROM ticket INDEXED BY ticket_to_wake "
                                  "WHERE wake_at > 0 AND wake_at <= ? "
                                  "ORDER BY wake_at, number LIMIT ?";
static const char SQL_DUE[] = "SELECT number FROM ticket INDEXED BY ticket_due "
                              "WHERE due_at > 0 AND kind < 4 AND due_at <= ? "
                              "AND due_told <> due_at ORDER BY due_at, number LIMIT ?";
static const char SQL_DUE_TOLD[] = "UPDATE ticket SET due_told = due_at WHERE number = ?";
static const char SQL_RATING_SET[] =
    "UPDATE ticket SET rating = ?2, review = ?3, rated_at = ?4 WHERE number = ?1";

static Ticket *
get(Store *s, int64_t number, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_TICKET_GET, db_int(number));
    if (!q || db_step(s, q, error) != DB_ROW) {
        return NULL;
    }
    Ticket *t = db_ticket_read(q);
    g_autofree char *ids = db_column_dup(q, TICKET_COLUMN_COUNT);
    g_auto(GStrv) lines = g_strsplit(ids, "\n", -1);
    for (size_t i = 0; lines[i]; i++) {
        if (*lines[i]) {
            g_ptr_array_add(t->references, g_strdup(lines[i]));
        }
    }
    return t;
}

Ticket *
store_ticket_get(Store *s, int64_t number, GError **error)
{
    g_autoptr(Ticket) t = get(s, number, error);
    if (!t || !db_ticket_people_and_tags(s, t, error) ||
        !db_ticket_watchers_and_fields(s, t, error)) {
        return NULL;
    }
    // With what deliveries to the requester taught: letters are decided by it.
    GError *fault = NULL;
    Contact *whole = t->requester ? store_contact_find(s, t->requester->address, &fault) : NULL;
    if (fault) {
        g_propagate_error(error, fault);
        return NULL;
    }
    if (whole) {
        contact_free(t->requester);
        t->requester = whole;
    }
    return g_steal_pointer(&t);
}

static char *
references_dup(const Ticket *t)
{
    GString *lines = g_string_new(NULL);
    for (guint i = 0; i < t->references->len; i++) {
        const char *id = t->references->pdata[i];
        // A line end inside would make two of it; no Message-ID has one.
        if (!strchr(id, '\n')) {
            g_string_append_printf(lines, "%s%s", lines->len ? "\n" : "", id);
        }
    }
    return g_string_free(lines, FALSE);
}

static bool
is_changed(Store *s, int64_t number, GError **error)
{
    if (sqlite3_changes(s->db) == 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_BUG, "%s: no ticket %" G_GINT64_FORMAT, s->path,
                    number);
        return false;
    }
    return true;
}

static bool
write_row(Store *s, Ticket *t, GError **error)
{
    g_autofree char *references = references_dup(t);
    // A scratch database may have a number in mind.
    int64_t number = t->number ? t->number : db_number_ticket(s);
    const DbValue values[] = {
        db_text(t->queue),      db_text(t->subject),
        db_text(t->status),     db_int(t->kind),
        db_text(t->manager),    db_text(t->group),
        db_int(t->priority),    db_text(t->language),
        db_int(t->created_at),  db_int(t->updated_at),
        db_int(t->answered_at), db_int(t->solved_at),
        db_int(t->closed_at),   db_id(t->requester ? t->requester->id : 0),
        db_text(t->last_id),    db_text(references),
        db_int(t->rating),      db_text(t->review),
        db_text(t->type),       db_int(t->due_at),
        db_int(t->wake_at),     db_id(t->merged_into),
        db_int(t->status_at),   db_int(t->customer_at),
        db_int(t->manager_at),  db_text(t->promise),
        db_int(t->reaction_at), db_int(t->solution_at),
        db_int(t->paused_at),   db_int(t->paused_work),
        db_int(t->paused_wall), db_int(t->answer_work),
        db_int(t->answer_wall), db_int(t->solve_work),
        db_int(t->solve_wall),  db_int(t->timer_at),
        db_int(t->asked_at),    db_int(t->quiet),
        db_id(number),
    };
    if (t->number == 0) {
        if (!db_run_values(s, error, SQL_TICKET_ADD, values, G_N_ELEMENTS(values))) {
            return false;
        }
        t->number = sqlite3_last_insert_rowid(s->db);
        return true;
    }
    if (!db_run_values(s, error, SQL_TICKET_SET, values, G_N_ELEMENTS(values))) {
        return false;
    }
    return is_changed(s, t->number, error);
}

bool
store_ticket_save(Store *s, Ticket *t, GError **error)
{
    bool own, fresh = t->number == 0;
    if (!db_unit_begin(s, &own, error)) {
        return false;
    }
    bool ok = (!t->requester || db_contact_need(s, t->requester, error)) &&
              write_row(s, t, error) && db_ticket_parts_write(s, t, fresh, error);
    ok = db_unit_end(s, own, ok, error);
    if (!ok && fresh) {
        t->number = 0;
    }
    return ok;
}

GArray *
store_tickets_to_wake(Store *s, int64_t now, unsigned max, GError **error)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int64_t));
    return db_numbers(s, error, numbers, SQL_TO_WAKE, DB_VALUES(db_int(now), db_int(max)))
               ? g_steal_pointer(&numbers)
               : NULL;
}

GArray *
store_tickets_due(Store *s, int64_t now, unsigned max, GError **error)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int64_t));
    return db_numbers(s, error, numbers, SQL_DUE, DB_VALUES(db_int(now), db_int(max)))
               ? g_steal_pointer(&numbers)
               : NULL;
}

bool
store_ticket_due_told(Store *s, int64_t number, GError **error)
{
    return db_run(s, error, SQL_DUE_TOLD, db_int(number));
}

bool
store_rating_set(Store *s, int64_t ticket, int score, const char *review, int64_t at,
                 GError **error)
{
    return db_run(s, error, SQL_RATING_SET, db_int(ticket), db_int(score), db_text(review),
                  db_int(at)) &&
           is_changed(s, ticket, error);
}
