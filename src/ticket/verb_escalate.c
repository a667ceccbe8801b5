// verb_escalate.c: #escalate: gives the ticket to the next line: the `next` group of the one that
// has it, or of a group that its manager is in.
//
// Nobody has it there until somebody takes it. Which line comes next is assign.c's matter, so that
// rules (assign = "line") do the same.

#include "ticket/assign.h"
#include "ticket/verb.h"

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    if (!verb_no_args(context, args, error) || !verb_needs_ticket(context, error))
        return false;
    const Ticket *t = context->ticket;
    const Group *next = assign_next_line(context->desk, t->group, t->manager);
    if (!next) {
        g_set_error_literal(error, HD_ERROR, HD_ERROR_REFUSED,
                            verb_words(context, N_("there is no further line for this ticket; "
                                                   "#assign gives it to a person or a group")));
        return false;
    }
    if (!verb_group_may_see(context, next, error))
        return false;
    change_add(changes, CHANGE_GROUP, next->name, "escalate");
    change_add(changes, CHANGE_MANAGER, "", "escalate");
    return true;
}

static const char *const ALSO[] = {"nextline",   "эскалировать", "эскалация", "выше",
                                   "ескалювати", "ескалація",    "вище",      NULL};

const Verb VERB_ESCALATE = {
    "escalate", ALSO, N_("#escalate"), N_("give the ticket to the next line"), PROOF_L3, plan};
