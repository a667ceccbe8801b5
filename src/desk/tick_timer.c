// tick_timer.c: timers of rules: which tickets the clock has to look at, and what a changed config
// means for them.
//
// A ticket says itself when it is to be looked at (timer_at, reckoned by apply_clock.c after all
// that happens to it). A config that changed lets every open ticket be reckoned anew, once; its new
// timer rules are known from then on and leave older tickets alone (PRODUCT 5.7).

#include "desk/tick_timer.h"

#include "desk/apply.h"
#include "desk/case.h"

#include <string.h>

#define BATCH      500
#define HOUR       3600
#define MARK_EVERY HOUR // an idle desk writes no more often than that

static bool
knows_config(const Reception *r, bool *known, GError **error)
{
    int64_t at;
    g_autofree char *hash = NULL;
    if (!store_clock_get(r->store, "config", &at, &hash, error))
        return false;
    *known = hash && strcmp(hash, r->desk->hash) == 0;
    return true;
}

static bool
has_clock_work(const Desk *d)
{
    bool found = d->recurring->len > 0;
    for (guint i = 0; i < d->rules->len && !found; i++)
        found = (((const Rule *)d->rules->pdata[i])->on & ON_TIMER) != 0;
    return found;
}

bool
timers_are_due(const Reception *r, bool *due, GError **error)
{
    bool known;
    int64_t last = 0;
    if (!has_clock_work(r->desk))
        return true;
    if (!knows_config(r, &known, error) || !store_clock_get(r->store, "tick", &last, NULL, error))
        return false;
    g_autoptr(GArray) numbers = store_timers_due(r->store, r->now, 1, error);
    *due = numbers && (!known || numbers->len > 0 || r->now - last >= MARK_EVERY || last > r->now);
    return numbers != NULL;
}

bool
timers_learn(const Reception *r, GError **error)
{
    bool known;
    if (!has_clock_work(r->desk))
        return true;
    if (!knows_config(r, &known, error))
        return false;
    if (known)
        return true;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < r->desk->rules->len; i++) {
        const Rule *rule = r->desk->rules->pdata[i];
        if (rule->on & ON_TIMER)
            g_ptr_array_add(names, rule->name);
    }
    return store_rules_learn(r->store, names, r->now, error) &&
           store_timers_renew(r->store, r->now, error) &&
           store_clock_set(r->store, "config", r->now, r->desk->hash, error);
}

// One ticket; what its rules do, or when to look again.
static bool
look_at(const Reception *given, int64_t number, GHashTable *since, ClockRun *late, unsigned *count,
        GError **error)
{
    Reception r = *given;
    g_auto(Decision) d = {0};
    GError *fault = NULL;
    g_autoptr(Ticket) ticket = store_ticket_get(r.store, number, &fault);
    if (fault || !ticket) {
        g_propagate_error(error, fault);
        return fault == NULL;
    }
    g_autoptr(GPtrArray) firings = store_firing_list(r.store, number, error);
    if (!firings)
        return false;
    Nature nature = {.kind = NATURE_ROBOT, .may_answer = true};
    ThreadChoice thread = {.by = ""};
    Facts facts;
    if (!clock_run_facts(late, &r, ticket, &nature, &thread, &facts, error))
        return false;
    facts.firings = firings;
    facts.rules_since = since;
    decide_timer(&facts, &d);
    *count += d.firings->len > 0;
    clock_run_collect(late, r.desk, ticket, &d);
    g_auto(Application) a = {.reception = &r, .ticket = g_steal_pointer(&ticket), .who = "system"};
    if (d.firings->len > 0 && !apply_decision(&a, &d, error))
        return false;
    if (d.firings->len == 0 && !apply_timer(&r, a.ticket, error))
        return false;
    // Never twice in one run: what could not act now is looked at again later.
    if (a.ticket->timer_at > 0 && a.ticket->timer_at <= r.now)
        a.ticket->timer_at = r.now + HOUR;
    return store_timer_set(r.store, number, a.ticket->timer_at, error);
}

bool
timers_run(const Reception *r, ClockRun *late, unsigned *count, GError **error)
{
    if (!has_clock_work(r->desk))
        return true;
    if (!timers_learn(r, error))
        return false;
    g_autoptr(GHashTable) since = store_rules_since(r->store, error);
    if (!since)
        return false;
    for (;;) {
        g_autoptr(GArray) numbers = store_timers_due(r->store, r->now, BATCH, error);
        for (guint i = 0; numbers && i < numbers->len; i++)
            if (!look_at(r, g_array_index(numbers, int64_t, i), since, late, count, error))
                return false;
        if (!numbers || numbers->len < BATCH)
            return numbers != NULL;
    }
}
