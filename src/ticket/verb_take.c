// verb_take.c: #take: the ticket is mine now.
//
// The same as #assign me.

#include "ticket/verb.h"

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    if (!verb_no_args(context, args, error))
        return false;
    change_add(changes, CHANGE_MANAGER, context->actor->login, "take");
    return true;
}

static const char *const ALSO[] = {"mine", "accept", "взять", "беру", "моё", "взяти", NULL};

const Verb VERB_TAKE = {"take", ALSO, "#take", N_("take the ticket"), PROOF_L3, plan};
