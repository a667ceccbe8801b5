// verb_note.c: #note: the text stays inside, the customer never sees it.
//
// The opposite is #reply.

#include "ticket/verb.h"

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    if (!verb_text_below(context, args, error))
        return false;
    change_add(changes, CHANGE_DIRECTION, "note", "note");
    return true;
}

static const char *const ALSO[] = {"internal", "private", "comment", "заметка",  "комментарий",
                                   "коментар", "внутр",   "нотатка", "примітка", NULL};

const Verb VERB_NOTE = {"note",   ALSO, N_("#note"), N_("keep the text inside, as a note"),
                        PROOF_L3, plan};
