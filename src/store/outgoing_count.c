// outgoing_count.c: how many automatic letters were queued: what the caps against mail storms ask.
//
// "Since a person wrote" goes by the order in which things were stored, not by time: a letter
// remembers the newest message there was when it was queued. Messages that came as mail from
// robots, lists and the mail system are not a person's, whatever they look like in the ticket.
//
// What the caps are is decided in ticket/. Neighbours: outgoing.c.
#include "store/db.h"

#include "mail/address.h"

#define OF_TEMPLATE " AND (?2 = '' OR template = ?2)"

static const char SQL_AUTOMATIC_TO[] =
    "SELECT count(*) FROM outgoing WHERE automatic = 1 AND recipient_key = ?3 AND queued_at >= ?1 "
    "AND (?4 = 0 OR ticket = ?4)" OF_TEMPLATE;
static const char SQL_AUTOMATIC_OF[] = "SELECT count(*) FROM outgoing WHERE automatic = 1 "
                                       "AND ticket = ?3 AND queued_at >= ?1" OF_TEMPLATE;
static const char SQL_AUTOMATIC[] =
    "SELECT count(*) FROM outgoing WHERE automatic = 1 AND queued_at >= ?1" OF_TEMPLATE;
static const char SQL_LAST_OF_PERSON[] =
    "SELECT m.id FROM message m WHERE m.ticket = ? AND NOT EXISTS ("
    "SELECT 1 FROM received r WHERE r.ticket_message = m.id "
    "AND r.outcome IN ('robot', 'bounce', 'list', 'loop', 'spam')) "
    "ORDER BY m.id DESC LIMIT 1";
static const char SQL_AUTOMATIC_AFTER[] = "SELECT count(*) FROM outgoing WHERE automatic = 1 "
                                          "AND ticket = ? AND after_message >= ?";

int64_t
store_automatic_count(Store *s, const char *address, int64_t ticket, const char *template_,
                      int64_t since, GError **error)
{
    int64_t count = 0;
    bool ok;
    if (*address) {
        g_autofree char *key = address_fold(address);
        ok = db_get(s, error, SQL_AUTOMATIC_TO, &count, db_int(since), db_text(template_),
                    db_text(key), db_int(ticket));
    } else if (ticket) {
        ok = db_get(s, error, SQL_AUTOMATIC_OF, &count, db_int(since), db_text(template_),
                    db_int(ticket));
    } else {
        ok = db_get(s, error, SQL_AUTOMATIC, &count, db_int(since), db_text(template_));
    }
    return ok ? count : -1;
}

int64_t
store_automatic_since_person(Store *s, int64_t ticket, GError **error)
{
    int64_t last = 0, count = 0;
    bool ok = db_get(s, error, SQL_LAST_OF_PERSON, &last, db_int(ticket)) &&
              db_get(s, error, SQL_AUTOMATIC_AFTER, &count, db_int(ticket), db_int(last));
    return ok ? count : -1;
}
