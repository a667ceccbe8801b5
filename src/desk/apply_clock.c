// apply_clock.c: what the clock needs to know of a ticket after something happened to it: who had
// the last word, its promise's deadlines and measures, timers that were done, the next time to
// look.
//
// How deadlines and timers are reckoned is ticket/promise.c and ticket/rule_timer.c; who looks is
// tick.c. A desk without timers pays nothing for them.

#include "desk/apply_private.h"

static void
note_word(const Decision *d, const Ticket *before, Ticket *t, int64_t now)
{
    if (!d->add)
        return;
    if (d->outcome != OUTCOME_ROBOT && d->outcome != OUTCOME_LIST && d->outcome != OUTCOME_BOUNCE)
        ticket_note_word(t, before ? before->kind : t->kind, d->direction, now);
}

static bool
has_timers(const Desk *d)
{
    for (guint i = 0; i < d->rules->len; i++) {
        const Rule *r = d->rules->pdata[i];
        if (r->enabled && (r->on & ON_TIMER))
            return true;
    }
    return false;
}

bool
apply_timer(const Reception *r, Ticket *t, GError **error)
{
    t->timer_at = 0;
    if (!has_timers(r->desk) || !r->automation)
        return true;
    g_autoptr(GPtrArray) firings = store_firing_list(r->store, t->number, error);
    g_autoptr(GHashTable) since = firings ? store_rules_since(r->store, error) : NULL;
    if (!since)
        return false;
    const Queue *queue = desk_queue(r->desk, t->queue);
    g_auto(RuleView) view = {
        .desk = r->desk,
        .now = r->now,
        .queue = queue ? queue : r->queue,
        .ticket = t,
        .text = "",
        .channel = "clock",
        .company = t->requester && *t->requester->address
                       ? desk_company_of(r->desk, t->requester->address)
                       : NULL,
    };
    t->timer_at = rules_next(&view, firings, since);
    return true;
}

bool
apply_clock(Application *a, const Ticket *before, const Decision *d, GError **error)
{
    const Reception *r = a->reception;
    Ticket *t = a->ticket;
    for (guint i = 0; i < d->firings->len; i++)
        if (!store_firing_note(r->store, t->number, d->firings->pdata[i], error))
            return false;
    note_word(d, before, t, r->now);
    promise_follow(r->desk, before, t, r->now);
    return apply_timer(r, t, error);
}
