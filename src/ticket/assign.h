// assign.h: who does it: routing table, default chain, in turn, by load, absence, lines. Pure.
#pragma once

#include "ticket/decide.h"

// Managers who may get new tickets of the queue: its own list, else every active one who may act
// there. const Manager*, borrowed; the array is the caller's. Those who are away count by their
// stand-ins (each person once).
GPtrArray *assign_people(const Desk *d, const Queue *q, int64_t now);
// Who hears of a ticket that nobody has: the same; where all of them are away, with those who stand
// in, all of them nevertheless; where nobody of the queue's list may act any more, whoever may.
GPtrArray *assign_people_or_all(const Desk *d, const Queue *q, int64_t now);
// The same of the words of a list ("line2,anna"): groups and logins.
GPtrArray *assign_people_of(const Desk *d, const Queue *q, const char *words, int64_t now);
// Who of them had the last ticket longest ago (first of the list when several never had one); NULL
// for nobody.
const Manager *assign_in_turn(const GPtrArray *people, const WorkSpread *spread);
// Who of them has the least open work, each ticket weighed by its status's load; among equals whose
// turn it is.
const Manager *assign_by_load(const Desk *d, const GPtrArray *people, const WorkSpread *spread);

// The line behind the one that has a ticket of this group, or (group "") of this manager: NULL =
// there is none.
const Group *assign_next_line(const Desk *d, const char *group, const char *manager);

typedef struct {
    const Manager *manager; // NULL = nobody
    const Group *group;     // the ticket's from now on; NULL = it stays as it is
    bool taken;             // the ticket has to be somebody else's (or nobody's); false: leave it
} Assignee;
// What the value of an `assign` action or a routing row means now (action.h). why: one line, the
// caller frees. False: it cannot be done (nobody is there), why says so.
bool assign_resolve(const Facts *f, RuleView *view, const char *to, Assignee *out, char **why);
// A new ticket: routing table, else the default chain: the customer's own manager, the company's,
// then the queue's spread. Traces each step into out. Sets CHANGE_MANAGER / CHANGE_GROUP with the
// row's name when a row decided; else returns the login for out->manager ("" = nobody, borrowed).
const char *assign_new(const Facts *f, const Contact *contact, const Address *customer,
                       Decision *out);
