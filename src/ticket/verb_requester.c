// verb_requester.c: #requester a@b: whose ticket it is: the one who is written to from now on.
//
// The earlier requester stays a participant, so that nobody loses sight of what he asked for. In a
// mail that makes a ticket it says whose ticket that becomes, before any guess by its text
// (decide_customer.c).

#include "ticket/verb.h"

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    g_autoptr(Address) address = verb_address(context, args, error);
    if (!address)
        return false;
    change_add(changes, CHANGE_REQUESTER, address->address, "requester");
    return verb_has_room(context, changes, NULL, error);
}

static const char *const ALSO[] = {"customer", "submitter", "клиент", "заказчик",
                                   "клієнт",   "замовник",  NULL};

const Verb VERB_REQUESTER = {
    "requester", ALSO, N_("#requester a@b"), N_("give the ticket to another customer"),
    PROOF_L3,    plan, .anywhere = true};
