// verb_spam.c: #spam: the ticket is over and its sender's letters are spam from now on.
//
// Neither a colleague nor the desk itself can be learned as a sender of spam. Closing and blocking
// are desk/apply's matter.

#include "ticket/verb.h"

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    if (!verb_no_args(context, args, error) || !verb_needs_ticket(context, error))
        return false;
    const Contact *c = context->ticket->requester;
    if (!c || !*c->address) {
        g_set_error_literal(error, HD_ERROR, HD_ERROR_REFUSED,
                            verb_words(context, N_("the ticket has no sender to learn; #close "
                                                   "invalid ends it")));
        return false;
    }
    if (desk_manager_by_address(context->desk, c->address) ||
        desk_queue_by_address(context->desk, c->address)) {
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                    verb_words(context, N_("%s is one of us; #close invalid ends the ticket")),
                    c->address);
        return false;
    }
    if (!verb_may_go(context, desk_status_spam(context->desk, verb_queue_then(context)), error))
        return false;
    change_add(changes, CHANGE_SPAM, "", "spam");
    return true;
}

static const char *const ALSO[] = {"junk", "спам", NULL};

const Verb VERB_SPAM = {"spam",   ALSO, N_("#spam"), N_("spam: close, and block its sender"),
                        PROOF_L3, plan};
