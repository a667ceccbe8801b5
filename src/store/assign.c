// assign.c: whose turn it is to get a ticket.
//
// Turns are counted, not timed: many tickets come within one second, and clocks jump. Who never had
// a turn comes first, in the order of the list.
//
// Who may get a ticket at all is decided in ticket/. Neighbours: ticket.c.
#include "store/db.h"

static const char SQL_ASSIGN_TURN[] = "SELECT turn FROM assign_turn WHERE login = ?";
static const char SQL_ASSIGN_NOTE[] =
    "INSERT INTO assign_turn (login, turn, at) "
    "VALUES (?1, (SELECT coalesce(max(turn), 0) + 1 FROM assign_turn), ?2) "
    "ON CONFLICT (login) DO UPDATE SET turn = excluded.turn, at = excluded.at";

char *
store_assign_next(Store *s, const char *const *logins, GError **error)
{
    const char *next = "";
    int64_t earliest = INT64_MAX;
    for (size_t i = 0; logins[i]; i++) {
        int64_t turn = 0;
        if (!db_get(s, error, SQL_ASSIGN_TURN, &turn, db_text(logins[i]))) {
            return NULL;
        }
        if (turn < earliest) {
            earliest = turn;
            next = logins[i];
        }
    }
    return g_strdup(next);
}

bool
store_assign_note(Store *s, const char *login, int64_t now, GError **error)
{
    return db_run(s, error, SQL_ASSIGN_NOTE, db_text(login), db_int(now));
}
