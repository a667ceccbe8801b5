// reassign.h: gives all open tickets of a manager to somebody else (helpdesk reassign).
#pragma once

#include "desk/receive.h"

typedef struct {
    const char *from;   // login; may be inactive or unknown to the config
    const Manager *to;  // else
    const Group *group; // else each queue's own way of giving out new tickets
    const Queue *queue; // only its tickets; NULL = of all
    const char *who;    // login, or "system": in whose name the history tells it
    bool dry_run;       // say, but change nothing
} ReassignOrder;

typedef struct {
    int64_t ticket;
    const char *to; // login or group; borrowed from the desk
} Reassigned;

// All or nothing, in one transaction; nobody gets a letter. Reassigned, by ticket; the caller's.
// HD_ERROR_REFUSED: one of them cannot have a ticket of that queue, or a queue has nobody else.
GArray *reassign_all(const Reception *r, const ReassignOrder *order, GError **error);
