// show_work.h: the part of `helpdesk show` about the work on a ticket: type and times, what was
// promised and what was measured, watchers, the desk's own fields, links, time spent, the bill.
#pragma once

#include "base/json.h"
#include "store/store.h"

typedef struct {
    GPtrArray *links, *spent, *billed; // TicketLink*, Spent*, Billed*
} TicketWork;

bool ticket_work_load(Store *store, int64_t number, TicketWork *out, GError **error);
void ticket_work_clear(TicketWork *w);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TicketWork, ticket_work_clear)

// Members of the ticket's object.
void ticket_work_put(Json *j, const Desk *desk, const Ticket *t, const TicketWork *w, int64_t now);
// Lines for people; none for what the ticket does not have.
void ticket_work_print(const Desk *desk, const Ticket *t, const TicketWork *w, int64_t now);
