// verb_reply.c: #reply: the text goes to the customer, even as the answer to a note.
//
// The opposite is #note. Without either, the notice that is answered decides (TOKEN_NOTE or
// TOKEN_MANAGER).

#include "ticket/verb.h"

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    if (!verb_text_below(context, args, error))
        return false;
    change_add(changes, CHANGE_DIRECTION, "out", "reply");
    return true;
}

static const char *const ALSO[] = {"public",    "answer",     "ответ", "ответить",
                                   "відповідь", "відповісти", NULL};

const Verb VERB_REPLY = {"reply",  ALSO, N_("#reply"), N_("send the text to the customer"),
                         PROOF_L3, plan};
