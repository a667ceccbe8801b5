// picture.c: takes the picture of what became of messages (ticket/picture.h) from a database: the
// real one or the scratch one of a replay.
//
// Who got a ticket first is told by its history: what was assigned at the time it was made, by the
// desk itself or by the message that made it. Letters are counted by template in one pass over the
// outbox, which has no index by ticket.
//
// Neighbours: recorded.c, numbers.c.
#include "store/db.h"
#include "store/replay.h"
#include "ticket/notice.h"

#include <string.h>

static const char SQL_MESSAGE[] = "SELECT outcome, ticket FROM received WHERE id = ?";
static const char SQL_TICKET[] =
    "SELECT queue, status, manager, group_name, priority, type, created_at, "
    "(SELECT group_concat(name, ', ') FROM (SELECT name FROM tag WHERE ticket = t.number "
    "ORDER BY name)) FROM ticket t WHERE number = ?";
static const char SQL_FIRST[] =
    "SELECT kind, detail, rule FROM event WHERE ticket = ?1 AND at = ?2 "
    "AND kind IN ('assigned', 'group') AND ((message IS NULL AND who = 'system') OR message = "
    "(SELECT id FROM message WHERE ticket = ?1 ORDER BY at, id LIMIT 1)) ORDER BY id";
static const char SQL_TOUCHED[] =
    "SELECT count(*) FROM event e WHERE e.ticket = ? AND e.who <> 'system' "
    "AND NOT EXISTS (SELECT 1 FROM received r WHERE r.at = e.at)";
static const char SQL_TURNS[] =
    "SELECT q.queue, a.login FROM assign_turn a, (SELECT DISTINCT queue FROM ticket) q";
static const char SQL_LETTERS[] =
    "SELECT ticket, template, count(*) FROM outgoing WHERE ticket IS NOT NULL AND state <> 5 "
    "GROUP BY ticket, template ORDER BY ticket, template";

static const char *
column_word(Picture *p, sqlite3_stmt *q, int column)
{
    const char *text = (const char *)sqlite3_column_text(q, column);
    return picture_word(p, text ? text : "");
}

static bool
read_message(Store *s, int64_t id, Picture *out, GError **error)
{
    PictureMessage m = {.outcome = ""};
    g_auto(DbQuery) q = db_query(s, error, SQL_MESSAGE, db_int(id));
    DbStep step = q ? db_step(s, q, error) : DB_FAILED;
    if (step == DB_ROW) {
        m.outcome = column_word(out, q, 0);
        m.ticket = sqlite3_column_int64(q, 1);
    }
    g_array_append_val(out->messages, m);
    return step != DB_FAILED;
}

// "anna → boris" or "anna": the last word is whose it is; "nobody" has no name.
static const char *
assigned_to(const char *detail)
{
    const char *arrow = detail ? strstr(detail, " → ") : NULL;
    const char *to = arrow ? arrow + strlen(" → ") : detail ? detail : "";
    return strcmp(to, "nobody") == 0 ? "" : to;
}

static bool
read_first(Store *s, PictureTicket *t, int64_t made, Picture *out, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_FIRST, db_int(t->number), db_int(made));
    if (!q) {
        return false;
    }
    const char *manager = "", *group = "", *rule = "";
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        const char *kind = (const char *)sqlite3_column_text(q, 0);
        const char *to = picture_word(out, assigned_to((const char *)sqlite3_column_text(q, 1)));
        rule = column_word(out, q, 2);
        if (strcmp(kind, "group") == 0) {
            group = to;
        } else {
            manager = to;
        }
    }
    t->facets[FACET_FIRST] = *manager ? manager : group;
    t->rule = rule;
    return step == DB_DONE;
}

static bool
read_touched(Store *s, PictureTicket *t, GError **error)
{
    int64_t count = 0;
    bool ok = db_get(s, error, SQL_TOUCHED, &count, db_int(t->number));
    t->touched = count > 0;
    return ok;
}

static bool
read_ticket(Store *s, int64_t number, bool recorded, Picture *out, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_TICKET, db_int(number));
    DbStep step = q ? db_step(s, q, error) : DB_FAILED;
    if (step != DB_ROW) {
        return step == DB_DONE;
    }
    PictureTicket *t = picture_ticket_add(out, number);
    const char *manager = column_word(out, q, 2);
    t->facets[FACET_HOLDER] = *manager ? manager : column_word(out, q, 3);
    t->facets[FACET_QUEUE] = column_word(out, q, 0);
    t->facets[FACET_STATUS] = column_word(out, q, 1);
    t->facets[FACET_PRIORITY] =
        picture_word(out, names_name(PRIORITY_NAMES, sqlite3_column_int(q, 4)));
    t->facets[FACET_TYPE] = column_word(out, q, 5);
    t->facets[FACET_TAGS] = column_word(out, q, 7);
    return read_first(s, t, sqlite3_column_int64(q, 6), out, error) &&
           (!recorded || read_touched(s, t, error));
}

static bool
is_to_customer(const char *template_)
{
    for (size_t i = 0; i < NOTICE_COUNT; i++) {
        if (strcmp(NOTICES[i].template, template_) == 0) {
            return !NOTICES[i].to_manager;
        }
    }
    return false;
}

static bool
read_letters(Store *s, Picture *out, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_LETTERS);
    if (!q) {
        return false;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        PictureTicket *t = picture_ticket(out, sqlite3_column_int64(q, 0));
        const char *template_ = (const char *)sqlite3_column_text(q, 1);
        if (!t || !is_to_customer(template_)) {
            continue;
        }
        const char *before = t->facets[FACET_LETTERS];
        g_autofree char *all = g_strdup_printf("%s%s%s %d", before, *before ? ", " : "", template_,
                                               sqlite3_column_int(q, 2));
        t->facets[FACET_LETTERS] = picture_word(out, all);
    }
    return step == DB_DONE;
}

static bool
read_turns(Store *s, Picture *out, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_TURNS);
    if (!q) {
        return false;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        picture_may_choose(out, (const char *)sqlite3_column_text(q, 0),
                           (const char *)sqlite3_column_text(q, 1));
    }
    return step == DB_DONE;
}

bool
store_picture(Store *s, const GArray *ids, bool recorded, Picture *out, GError **error)
{
    for (guint i = 0; i < ids->len; i++) {
        if (!read_message(s, g_array_index(ids, int64_t, i), out, error)) {
            return false;
        }
    }
    for (guint i = 0; i < out->messages->len; i++) {
        int64_t number = g_array_index(out->messages, PictureMessage, i).ticket;
        if (number && !picture_ticket(out, number) &&
            !read_ticket(s, number, recorded, out, error)) {
            return false;
        }
    }
    return read_letters(s, out, error) && (!recorded || read_turns(s, out, error));
}
