// verb_help.c: #help: answers with the list of commands.
//
// Needs less proof than the others: the answer goes to the registered address and tells no secret.

#include "ticket/verb.h"

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    change_add(changes, CHANGE_HELP, "", "help");
    return true;
}

static const char *const ALSO[] = {"commands", "?",       "помощь", "справка",
                                   "допомога", "довідка", NULL};

const Verb VERB_HELP = {"help",   ALSO, N_("#help"),   N_("this list"),
                        PROOF_L2, plan, .reads = true, .anywhere = true};
