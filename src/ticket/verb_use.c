// verb_use.c: #use NAME k=v…: a ready answer of the config, with what is done along with it.
//
// The text and its variables, and the commands of the macro, are macro.c's.

#include "ticket/macro.h"
#include "ticket/verb.h"

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    return macro_apply(context, args, changes, error);
}

static const char *const ALSO[] = {"macro",  "canned",   "template", "шаблон",
                                   "макрос", "вставить", "вставити", NULL};

const Verb VERB_USE = {
    "use",    ALSO, N_("#use NAME [k=v…]"), N_("a ready answer, and what goes with it"),
    PROOF_L3, plan};
