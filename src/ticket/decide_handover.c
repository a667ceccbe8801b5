// decide_handover.c: a ticket goes to somebody else because its manager leaves (helpdesk reassign).
//
// Changes as by #assign, without its letters: whoever hands a heap of tickets over tells people
// once, and not in a letter for each. Who gets it is chosen in desk/reassign.c.

#include "ticket/handover.h"

#include "ticket/decide_private.h"

void
decide_handover(const Facts *f, const char *manager, const char *group, Decision *out)
{
    decision_init(out);
    g_free(out->author);
    out->author = g_strdup("system");
    if (*group)
        change_add(out->changes, CHANGE_GROUP, group, "reassign");
    change_add(out->changes, CHANGE_MANAGER, *group ? "" : manager, "reassign");
    decide_set(out, OUTCOME_COMMAND, "handed over from %s",
               *f->ticket->manager ? f->ticket->manager : "nobody");
}
