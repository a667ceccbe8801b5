// recorded.c: what the database remembers of its own messages, so that they can be run once more
// (helpdesk replay).
//
// A message made a ticket when it is the first that came at the time at which the ticket was made.
// Tickets that no message made that way (parts, copies, tickets that were merged since) are listed
// by time.
//
// An event of a person at a time at which nothing was received came from a page or the command
// line: it cannot be run again, only counted.
//
// Reads whole tables, once. Neighbours: received.c, picture.c, numbers.c.
#include "store/db.h"
#include "store/replay.h"

#define MADE                                                                                       \
    "(SELECT min(r.id) AS id, t.number AS number FROM received r "                                 \
    "JOIN ticket t ON t.number = r.ticket AND t.created_at = r.at GROUP BY t.number)"

static const char SQL_RECORDED[] =
    "SELECT r.id, r.at, r.raw, r.ticket, r.ticket_message, m.number, r.queue, "
    "r.id IN (SELECT s.received FROM sighting s JOIN mailbox b ON b.id = s.mailbox "
    "WHERE substr(b.name, 1, 7) = 'import:'), t.created_at IS NOT NULL AND t.created_at < ?1 "
    "FROM received r LEFT JOIN " MADE " m ON m.id = r.id LEFT JOIN ticket t ON t.number = r.ticket "
    "WHERE r.raw IS NOT NULL AND r.at >= ?1 AND r.at < ?2 ORDER BY r.id";
static const char SQL_OTHERS[] = "SELECT t.number, t.created_at FROM ticket t LEFT JOIN " MADE
                                 " m ON m.number = t.number WHERE m.id IS NULL "
                                 "ORDER BY t.created_at, t.number";
static const char SQL_ACTS[] =
    "SELECT count(*) FROM event e WHERE e.who <> 'system' AND e.at >= ? AND e.at < ? "
    "AND NOT EXISTS (SELECT 1 FROM received r WHERE r.at = e.at)";
static const char SQL_LAST_TICKET[] = "SELECT max(number) FROM ticket";
static const char SQL_LAST_MESSAGE[] = "SELECT max(id) FROM message";
static const char SQL_LAST_BLOB[] = "SELECT max(id) FROM blob";

void
recorded_history_clear(RecordedHistory *h)
{
    g_clear_pointer(&h->messages, g_array_unref);
    g_clear_pointer(&h->others, g_array_unref);
}

static bool
read_messages(Store *s, int64_t from, int64_t to, RecordedHistory *out, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_RECORDED, db_int(from), db_int(to));
    if (!q) {
        return false;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        if (sqlite3_column_int(q, 8)) {
            out->older++;
            continue;
        }
        RecordedMessage m = {
            .id = sqlite3_column_int64(q, 0),
            .at = sqlite3_column_int64(q, 1),
            .raw = sqlite3_column_int64(q, 2),
            .ticket = sqlite3_column_int64(q, 3),
            .message = sqlite3_column_int64(q, 4),
            .made = sqlite3_column_int64(q, 5),
            .queue = g_intern_string((const char *)sqlite3_column_text(q, 6)),
            .imported = sqlite3_column_int(q, 7) != 0,
        };
        g_array_append_val(out->messages, m);
    }
    return step == DB_DONE;
}

static bool
read_others(Store *s, RecordedHistory *out, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_OTHERS);
    if (!q) {
        return false;
    }
    DbStep step;
    while ((step = db_step(s, q, error)) == DB_ROW) {
        RecordedTicket t = {sqlite3_column_int64(q, 0), sqlite3_column_int64(q, 1)};
        g_array_append_val(out->others, t);
    }
    return step == DB_DONE;
}

bool
store_recorded(Store *s, int64_t from, int64_t to, RecordedHistory *out, GError **error)
{
    *out = (RecordedHistory){
        .messages = g_array_new(FALSE, FALSE, sizeof(RecordedMessage)),
        .others = g_array_new(FALSE, FALSE, sizeof(RecordedTicket)),
    };
    int64_t acts = 0;
    bool ok = read_messages(s, from, to, out, error) && read_others(s, out, error) &&
              db_get(s, error, SQL_ACTS, &acts, db_int(from), db_int(to)) &&
              db_get(s, error, SQL_LAST_TICKET, &out->tickets) &&
              db_get(s, error, SQL_LAST_MESSAGE, &out->texts) &&
              db_get(s, error, SQL_LAST_BLOB, &out->blobs);
    out->acts = (unsigned)acts;
    return ok;
}
