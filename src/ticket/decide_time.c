// decide_time.c: what the clock alone brings about in a ticket: a postponed one comes back, a due
// one is told.
//
// When the time has come is asked by desk/tick.c. Rules and promises with timers of their own are
// not here.

#include "ticket/decide_private.h"

static void
remind(const Facts *f, Decision *out, const char *query)
{
    notify_managers(f, out, NOTICE_WOKEN, f->ticket->manager, f->ticket->group, "", "");
    for (guint i = 0; i < out->notices->len; i++) {
        Notice *n = out->notices->pdata[i];
        g_free(n->query);
        n->query = g_strdup(query);
    }
}

void
decide_due(const Facts *f, Decision *out)
{
    decision_init(out);
    g_free(out->author);
    out->author = g_strdup("system");
    decide_set(out, OUTCOME_COMMAND, "due, and not done");
    remind(f, out, "due");
}

void
decide_wake(const Facts *f, Decision *out)
{
    const Ticket *t = f->ticket;
    decision_init(out);
    g_free(out->author);
    out->author = g_strdup("system");
    change_add(out->changes, CHANGE_WAKE, "", "time");
    // Whoever changed the status meanwhile needs no reminder.
    if (t->kind != KIND_POSTPONED) {
        decide_set(out, OUTCOME_COMMAND, "no longer postponed");
        return;
    }
    change_add(out->changes, CHANGE_STATUS, desk_status_first(f->desk, KIND_OPEN)->name, "time");
    decide_set(out, OUTCOME_COMMAND, "the time has come");
    remind(f, out, "woken");
}
