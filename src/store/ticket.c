// ticket.c: tickets with their people and tags.
//
// A save writes the row whole, and people and tags only when they differ from what is stored: most
// saves change the status alone. The references of a conversation are one column, a line each.
//
// Numbers come from AUTOINCREMENT: none is ever given twice, even after a ticket was erased.
// Neighbours: ticket_list.c, contact.c, thread.c.
#include "store/ticket_row.h"

#include "base/error.h"

#include <string.h>

static const char SQL_TICKET_GET[] =
    "SELECT " TICKET_COLUMNS ", t.reference_ids FROM " TICKET_TABLES " WHERE t.number = ?";
static const char SQL_TICKET_ADD[] =
    "INSERT INTO ticket (queue, subject, status, kind, manager, group_name, priority, language, "
    "created_at, updated_at, answered_at, solved_at, closed_at, requester, last_id, "
    "reference_ids, rating, review) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char SQL_TICKET_SET[] =
    "UPDATE ticket SET queue = ?, subject = ?, status = ?, kind = ?, manager = ?, "
    "group_name = ?, priority = ?, language = ?, created_at = ?, updated_at = ?, "
    "answered_at = ?, solved_at = ?, closed_at = ?, requester = ?, last_id = ?, "
    "reference_ids = ?, rating = ?, review = ? WHERE number = ?";
static const char SQL_PARTICIPANTS[] =
    "SELECT " CONTACT_COLUMNS " FROM participant p JOIN contact c ON c.id = p.contact "
    "WHERE p.ticket = ? ORDER BY p.position";
static const char SQL_PARTICIPANT_IDS[] =
    "SELECT contact FROM participant WHERE ticket = ? ORDER BY position";
static const char SQL_PARTICIPANT_ADD[] =
    "INSERT INTO participant (ticket, position, contact) VALUES (?, ?, ?)";
static const char SQL_PARTICIPANTS_DROP[] = "DELETE FROM participant WHERE ticket = ?";
static const char SQL_TAGS[] = "SELECT name FROM tag WHERE ticket = ? ORDER BY position";
static const char SQL_TAG_ADD[] = "INSERT INTO tag (ticket, position, name) VALUES (?, ?, ?)";
static const char SQL_TAGS_DROP[] = "DELETE FROM tag WHERE ticket = ?";
static const char SQL_RATING_SET[] =
    "UPDATE ticket SET rating = ?2, review = ?3, rated_at = ?4 WHERE number = ?1";

static bool
read_people(Store *s, Ticket *t, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_PARTICIPANTS, db_int(t->number));
    if (!q) {
        return false;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        g_ptr_array_add(t->participants, db_contact_read(q, 0));
    }
    return step == DB_DONE;
}

static bool
read_tags(Store *s, Ticket *t, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_TAGS, db_int(t->number));
    if (!q) {
        return false;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        g_ptr_array_add(t->tags, db_column_dup(q, 0));
    }
    return step == DB_DONE;
}

bool
db_ticket_people_and_tags(Store *s, Ticket *t, GError **error)
{
    return read_people(s, t, error) && read_tags(s, t, error);
}

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
    if (!t || !db_ticket_people_and_tags(s, t, error)) {
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
    // The last value is bound by the update alone.
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
        db_int(t->number),
    };
    if (t->number == 0) {
        if (!db_run_values(s, error, SQL_TICKET_ADD, values, G_N_ELEMENTS(values) - 1)) {
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

static bool
people_are_stored(Store *s, const Ticket *t, bool *same, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_PARTICIPANT_IDS, db_int(t->number));
    if (!q) {
        return false;
    }
    guint n = 0;
    *same = true;
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        *same = *same && n < t->participants->len &&
                ((Contact *)t->participants->pdata[n])->id == sqlite3_column_int64(q, 0);
        n++;
    }
    *same = *same && n == t->participants->len;
    return step == DB_DONE;
}

static bool
write_people(Store *s, Ticket *t, bool fresh, GError **error)
{
    for (guint i = 0; i < t->participants->len; i++) {
        if (!db_contact_need(s, t->participants->pdata[i], error)) {
            return false;
        }
    }
    bool same = fresh && t->participants->len == 0;
    if (!fresh && !people_are_stored(s, t, &same, error)) {
        return false;
    }
    bool ok = same || fresh || db_run(s, error, SQL_PARTICIPANTS_DROP, db_int(t->number));
    for (guint i = 0; ok && !same && i < t->participants->len; i++) {
        ok = db_run(s, error, SQL_PARTICIPANT_ADD, db_int(t->number), db_int(i),
                    db_int(((Contact *)t->participants->pdata[i])->id));
    }
    return ok;
}

static bool
tags_are_stored(Store *s, const Ticket *t, bool *same, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_TAGS, db_int(t->number));
    if (!q) {
        return false;
    }
    guint n = 0;
    *same = true;
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        *same = *same && n < t->tags->len &&
                g_strcmp0(t->tags->pdata[n], (const char *)sqlite3_column_text(q, 0)) == 0;
        n++;
    }
    *same = *same && n == t->tags->len;
    return step == DB_DONE;
}

static bool
write_tags(Store *s, Ticket *t, bool fresh, GError **error)
{
    bool same = fresh && t->tags->len == 0;
    if (!fresh && !tags_are_stored(s, t, &same, error)) {
        return false;
    }
    bool ok = same || fresh || db_run(s, error, SQL_TAGS_DROP, db_int(t->number));
    for (guint i = 0; ok && !same && i < t->tags->len; i++) {
        ok =
            db_run(s, error, SQL_TAG_ADD, db_int(t->number), db_int(i), db_text(t->tags->pdata[i]));
    }
    return ok;
}

bool
store_ticket_save(Store *s, Ticket *t, GError **error)
{
    bool own, fresh = t->number == 0;
    if (!db_unit_begin(s, &own, error)) {
        return false;
    }
    bool ok = (!t->requester || db_contact_need(s, t->requester, error)) &&
              write_row(s, t, error) && write_people(s, t, fresh, error) &&
              write_tags(s, t, fresh, error);
    ok = db_unit_end(s, own, ok, error);
    if (!ok && fresh) {
        t->number = 0;
    }
    return ok;
}

bool
store_rating_set(Store *s, int64_t ticket, int score, const char *review, int64_t at,
                 GError **error)
{
    return db_run(s, error, SQL_RATING_SET, db_int(ticket), db_int(score), db_text(review),
                  db_int(at)) &&
           is_changed(s, ticket, error);
}
