// decide_time.c: what the clock alone brings about in a ticket: a postponed one comes back, a due
// one is told.
//
// When the time has come is asked by desk/tick.c. What rules and promises do by the clock is
// decide_timer.c.

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
    const Status *open = status_on_the_way(f, out, KIND_OPEN, false);
    if (!open)
        open = desk_status_first(f->desk, f->queue, KIND_OPEN);
    change_add(out->changes, CHANGE_STATUS, open->name, "time");
    decide_set(out, OUTCOME_COMMAND, "the time has come");
    run_rules(f, out, ON_STATUS);
    remind(f, out, "woken");
}
