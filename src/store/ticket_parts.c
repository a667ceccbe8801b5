// ticket_parts.c: what a ticket has any number of: participants, tags, watchers, fields.
//
// Rows are written only when they differ from what is stored: most saves change the status alone,
// and most tickets have no watchers and no fields at all.
//
// Tags and watchers are lists of words in an order of their own. Fields have none: they are read
// back by name.
//
// Who may be in these lists is decided in ticket/. Neighbours: ticket.c, ticket_list.c, contact.c.
#include "store/ticket_row.h"

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
static const char SQL_WATCHERS[] = "SELECT who FROM watcher WHERE ticket = ? ORDER BY position";
static const char SQL_WATCHER_ADD[] =
    "INSERT INTO watcher (ticket, position, who) VALUES (?, ?, ?)";
static const char SQL_WATCHERS_DROP[] = "DELETE FROM watcher WHERE ticket = ?";
static const char SQL_FIELDS[] = "SELECT name, value FROM field WHERE ticket = ? ORDER BY name";
static const char SQL_FIELD_ADD[] = "INSERT INTO field (ticket, name, value) VALUES (?, ?, ?)";
static const char SQL_FIELDS_DROP[] = "DELETE FROM field WHERE ticket = ?";

// A list of words of a ticket.
typedef struct {
    const char *list, *add, *drop;
} WordRows;

static const WordRows TAGS = {SQL_TAGS, SQL_TAG_ADD, SQL_TAGS_DROP};
static const WordRows WATCHERS = {SQL_WATCHERS, SQL_WATCHER_ADD, SQL_WATCHERS_DROP};

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
read_words(Store *s, const WordRows *rows, int64_t ticket, GPtrArray *words, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, rows->list, db_int(ticket));
    if (!q) {
        return false;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        g_ptr_array_add(words, db_column_dup(q, 0));
    }
    return step == DB_DONE;
}

static bool
read_fields(Store *s, Ticket *t, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_FIELDS, db_int(t->number));
    if (!q) {
        return false;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        g_autofree char *name = db_column_dup(q, 0), *value = db_column_dup(q, 1);
        ticket_set_field(t, name, value);
    }
    return step == DB_DONE;
}

bool
db_ticket_people_and_tags(Store *s, Ticket *t, GError **error)
{
    return read_people(s, t, error) && read_words(s, &TAGS, t->number, t->tags, error);
}

bool
db_ticket_watchers_and_fields(Store *s, Ticket *t, GError **error)
{
    return read_words(s, &WATCHERS, t->number, t->watchers, error) && read_fields(s, t, error);
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
words_are_stored(Store *s, const WordRows *rows, int64_t ticket, const GPtrArray *words, bool *same,
                 GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, rows->list, db_int(ticket));
    if (!q) {
        return false;
    }
    guint n = 0;
    *same = true;
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        *same = *same && n < words->len &&
                g_strcmp0(words->pdata[n], (const char *)sqlite3_column_text(q, 0)) == 0;
        n++;
    }
    *same = *same && n == words->len;
    return step == DB_DONE;
}

static bool
write_words(Store *s, const WordRows *rows, int64_t ticket, const GPtrArray *words, bool fresh,
            GError **error)
{
    bool same = fresh && words->len == 0;
    if (!fresh && !words_are_stored(s, rows, ticket, words, &same, error)) {
        return false;
    }
    bool ok = same || fresh || db_run(s, error, rows->drop, db_int(ticket));
    for (guint i = 0; ok && !same && i < words->len; i++) {
        ok = db_run(s, error, rows->add, db_int(ticket), db_int(i), db_text(words->pdata[i]));
    }
    return ok;
}

static bool
fields_are_stored(Store *s, const Ticket *t, bool *same, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_FIELDS, db_int(t->number));
    if (!q) {
        return false;
    }
    guint n = 0;
    *same = true;
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        const char *now = ticket_field(t, (const char *)sqlite3_column_text(q, 0));
        *same = *same && g_strcmp0(now, (const char *)sqlite3_column_text(q, 1)) == 0;
        n++;
    }
    *same = *same && n == t->fields->len;
    return step == DB_DONE;
}

static bool
write_fields(Store *s, const Ticket *t, bool fresh, GError **error)
{
    bool same = fresh && t->fields->len == 0;
    if (!fresh && !fields_are_stored(s, t, &same, error)) {
        return false;
    }
    bool ok = same || fresh || db_run(s, error, SQL_FIELDS_DROP, db_int(t->number));
    for (guint i = 0; ok && !same && i < t->fields->len; i++) {
        const TicketField *f = t->fields->pdata[i];
        ok =
            db_run(s, error, SQL_FIELD_ADD, db_int(t->number), db_text(f->name), db_text(f->value));
    }
    return ok;
}

bool
db_ticket_parts_write(Store *s, Ticket *t, bool fresh, GError **error)
{
    return write_people(s, t, fresh, error) &&
           write_words(s, &TAGS, t->number, t->tags, fresh, error) &&
           write_words(s, &WATCHERS, t->number, t->watchers, fresh, error) &&
           write_fields(s, t, fresh, error);
}
