// verb_take.c: #take: the ticket is mine now; #release: it is nobody's.
//
// The same as #assign me and #assign none.

#include "ticket/verb.h"

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    if (!verb_no_args(context, args, error))
        return false;
    change_add(changes, CHANGE_MANAGER, context->actor->login, "take");
    return true;
}

static const char *const ALSO[] = {"mine", "accept", "взять", "беру", "моё",
                                   "мое",  "взяти",  "моє",   NULL};

const Verb VERB_TAKE = {"take", ALSO, N_("#take"), N_("take the ticket"), PROOF_L3, plan};

static bool
plan_release(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    if (!verb_no_args(context, args, error))
        return false;
    change_add(changes, CHANGE_MANAGER, "", "release");
    return true;
}

static const char *const RELEASE_ALSO[] = {"unassign",   "decline",   "освободить",  "отказаться",
                                           "відпустити", "звільнити", "відмовитися", NULL};

const Verb VERB_RELEASE = {"release",      RELEASE_ALSO,
                           N_("#release"), N_("give the ticket back: nobody has it"),
                           PROOF_L3,       plan_release};
