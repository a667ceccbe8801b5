// verb_open.c: #open: work goes on: to the first status of kind open.
//
// A customer's answer does the same by itself (decide.c).

#include "ticket/verb.h"

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    return verb_no_args(context, args, error) &&
           verb_to_kind(context, KIND_OPEN, changes, "open", error);
}

static const char *const ALSO[] = {"reopen",   "открыть",  "открыта",   "переоткрыть",
                                   "відкрити", "відкрита", "відновити", NULL};

const Verb VERB_OPEN = {"open", ALSO, N_("#open"), N_("open again"), PROOF_L3, plan};
