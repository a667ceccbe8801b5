// verb_wait.c: #wait: it is the customer's turn: to the first status of kind waiting.
//
// The customer's next answer opens the ticket again.

#include "ticket/verb.h"

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    return verb_no_args(context, args, error) &&
           verb_to_kind(context, KIND_WAITING, changes, "wait", error);
}

static const char *const ALSO[] = {"waiting", "pending", "ждать", "ждём",
                                   "чекати",  "чекаємо", NULL};

const Verb VERB_WAIT = {"wait", ALSO, N_("#wait"), N_("wait for the customer"), PROOF_L3, plan};
