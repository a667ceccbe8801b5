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

#define HOUR       3600
#define DAY        (24 * HOUR)
#define MARK_EVERY HOUR // an idle desk writes no more often than that

static bool
is_timer(const Rule *rule)
{
    return rule->enabled && (rule->on & ON_TIMER);
}

bool
timers_has_work(const Desk *d)
{
    bool found = d->recurring->len > 0;
    for (guint i = 0; i < d->rules->len && !found; i++)
        found = is_timer(d->rules->pdata[i]);
    return found;
}

// A desk without timers has learned that when no config is remembered.
static bool
knows_config(const Reception *r, bool *known, GError **error)
{
    int64_t at;
    g_autofree char *hash = NULL;
    if (!store_clock_get(r->store, "config", &at, &hash, error))
        return false;
    *known = strcmp(hash, timers_has_work(r->desk) ? r->desk->hash : "") == 0;
    return true;
}

bool
timers_are_due(const Reception *r, bool *due, GError **error)
{
    bool known;
    int64_t last = 0;
    if (!knows_config(r, &known, error))
        return false;
    *due = !known;
    if (!known || !timers_has_work(r->desk))
        return true;
    if (!store_clock_get(r->store, "tick", &last, NULL, error))
        return false;
    g_autoptr(GArray) numbers = store_timers_due(r->store, r->now, 1, error);
    *due = numbers && (numbers->len > 0 || r->now - last >= MARK_EVERY || last > r->now);
    return numbers != NULL;
}

bool
timers_learn(const Reception *r, GError **error)
{
    bool known;
    if (!knows_config(r, &known, error))
        return false;
    if (known)
        return true;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < r->desk->rules->len; i++) {
        const Rule *rule = r->desk->rules->pdata[i];
        if (is_timer(rule))
            g_ptr_array_add(names, rule->name);
    }
    bool work = timers_has_work(r->desk);
    return store_rules_learn(r->store, names, r->now, error) &&
           (!work || store_timers_renew(r->store, r->now, error)) &&
           store_clock_set(r->store, "config", r->now, work ? r->desk->hash : "", error);
}

typedef struct {
    int64_t number;
    GHashTable *since;
} Look;

// One ticket; what its rules do, or when to look again.
static bool
look_at(const ClockWork *w, GError **error)
{
    const Look *look = w->item;
    Reception r = *w->reception;
    g_auto(Decision) d = {0};
    GError *fault = NULL;
    g_autoptr(Ticket) ticket = store_ticket_get(r.store, look->number, &fault);
    if (fault || !ticket) {
        g_propagate_error(error, fault);
        return fault == NULL;
    }
    g_autoptr(GPtrArray) firings = store_firing_list(r.store, look->number, error);
    if (!firings)
        return false;
    Nature nature = {.kind = NATURE_ROBOT, .may_answer = true};
    ThreadChoice thread = {.by = ""};
    Facts facts;
    if (!clock_run_facts(w->run, &r, ticket, &nature, &thread, &facts, error))
        return false;
    facts.firings = firings;
    facts.rules_since = look->since;
    decide_timer(&facts, &d);
    clock_run_collect(w->run, r.desk, ticket, &d);
    g_auto(Application) a = {.reception = &r, .ticket = g_steal_pointer(&ticket), .who = "system"};
    bool fired = d.firings->len > 0;
    if (fired ? !apply_decision(&a, &d, error) : !apply_timer(&r, a.ticket, error))
        return false;
    // Never twice in one run: what could not act now is looked at again later.
    if (a.ticket->timer_at > 0 && a.ticket->timer_at <= r.now)
        a.ticket->timer_at = r.now + HOUR;
    *w->count += fired;
    return store_timer_set(r.store, look->number, a.ticket->timer_at, error) &&
           clock_run_follow(w->run, &r, &d, error);
}

static bool
look_at_all(const Reception *r, const GArray *numbers, GHashTable *since, ClockRun *late,
            unsigned *count, GError **error)
{
    for (guint i = 0; i < numbers->len; i++) {
        Look look = {g_array_index(numbers, int64_t, i), since};
        ClockWork w = {.reception = r, .run = late, .item = &look, .count = count};
        g_autofree char *what = g_strdup_printf("timers of ticket %" G_GINT64_FORMAT, look.number);
        bool done;
        if (!clock_run_one(&w, what, look_at, &done, error) ||
            (!done && !store_timer_set(r->store, look.number, r->now + DAY, error)))
            return false;
    }
    return true;
}

bool
timers_run(const Reception *r, ClockRun *late, unsigned *count, GError **error)
{
    if (!timers_learn(r, error))
        return false;
    if (!timers_has_work(r->desk))
        return true;
    g_autoptr(GHashTable) since = store_rules_since(r->store, error);
    if (!since)
        return false;
    for (;;) {
        unsigned room = clock_run_room(r, late, error);
        g_autoptr(GArray) numbers = room ? store_timers_due(r->store, r->now, room, error) : NULL;
        if (!numbers || !look_at_all(r, numbers, since, late, count, error))
            return false;
        if (numbers->len < room)
            return true;
    }
}
