// query.h: tickets that a manager asks for by mail, under her rights. Reads the store only.
#pragma once

#include "store/store.h"

#define QUERY_MAX 50

typedef struct {
    GPtrArray *tickets; // Ticket*, at most QUERY_MAX
    unsigned more;      // further ones that fit
} TicketQuery;
void ticket_query_clear(TicketQuery *q);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TicketQuery, ticket_query_clear)

// query: of a CHANGE_QUERY: "list mine" (late, open, nobody, waiting, postponed, new, solved, all,
// tag:x, type:x, a queue, a login), "search words". Tickets of queues that the actor may not see
// are left out and not counted. Newest first, late ones by what is due first, found ones best
// first.
bool ticket_query(const Desk *desk, Store *store, const Manager *actor, const char *query,
                  int64_t now, TicketQuery *out, GError **error);
