// rule_timer.c: when timers of rules are due: what they count from, how long after or before it,
// how often; and when the clock has to look at a ticket again.
//
// An instant is reckoned anew each time from the ticket and from what was done before (Firing):
// nothing is stored that a change of the ticket or the config could make wrong. Where a rule
// repeats its k-th time is base + after + k · every; a desk that slept acts once, and rule_fire()
// counts the periods that it missed as passed.
//
// What rules then do is decided in decide_timer.c. Limits: a deadline more than YEARS of closed
// time after its warning never warns. Neighbours: work_clock.c, condition.c.

#include "ticket/rule.h"

#include <string.h>

#define LOOK_AGAIN 3600 // seconds until conditions on the clock are tried again
#define HORIZON    (INT64_C(20) * 31557600)

static bool
is_open(const Ticket *t)
{
    return t->kind < KIND_SOLVED;
}

int64_t
rule_base(const Rule *r, const Ticket *t)
{
    switch (r->since) {
    case SINCE_STATUS:
        return t->status_at;
    case SINCE_CREATED:
        return t->created_at;
    case SINCE_CUSTOMER:
        if (t->customer_at <= t->manager_at)
            return 0;
        return t->asked_at ? t->asked_at : t->customer_at;
    case SINCE_MANAGER:
        return t->manager_at >= t->customer_at ? t->manager_at : 0;
    case SINCE_WORD:
        return MAX(t->customer_at, t->manager_at);
    case SINCE_REACTION:
        return is_open(t) && !t->answered_at && !t->paused_at ? t->reaction_at : 0;
    case SINCE_SOLUTION:
        return is_open(t) && !t->paused_at ? t->solution_at : 0;
    case SINCE_DUE:
        return is_open(t) ? t->due_at : 0;
    }
    return 0;
}

// 0 when there is no such instant.
static int64_t
add_span(RuleView *view, int64_t from, const Span *s, int64_t times)
{
    int64_t seconds = 0, at = 0;
    if (__builtin_mul_overflow(s->seconds, times, &seconds))
        return 0;
    if (s->working)
        at = work_clock_add(view_clock(view), from, seconds);
    else if (__builtin_add_overflow(from, seconds, &at))
        return 0;
    return at == INT64_MAX ? 0 : at;
}

// The last instant at which so much working time is left until `end`; 0 = none.
static int64_t
work_left(WorkClock *w, int64_t end, int64_t seconds)
{
    int64_t reach = seconds;
    while (work_clock_between(w, end - reach, end) < seconds) {
        if (reach > HORIZON)
            return 0;
        reach *= 2;
    }
    int64_t low = end - reach, high = end; // at low enough is left, at high too little
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (work_clock_between(w, middle, end) >= seconds)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static const Firing *
firing_of(const Rule *r, const GPtrArray *firings, int64_t base)
{
    for (guint i = 0; firings && i < firings->len; i++) {
        const Firing *f = firings->pdata[i];
        if (strcmp(f->rule, r->name) == 0)
            return f->base == base ? f : NULL;
    }
    return NULL;
}

static int64_t
passed_of(const Firing *f)
{
    return f ? MAX(f->passed, (int64_t)f->count) : 0;
}

// The first time, whatever was done since.
static int64_t
first_due(const Rule *r, RuleView *view, int64_t base)
{
    if (r->before.seconds <= 0)
        return add_span(view, base, &r->after, 1);
    if (r->before.working)
        return work_left(view_clock(view), base, r->before.seconds);
    return MAX(base - r->before.seconds, 1);
}

int64_t
rule_due(const Rule *r, RuleView *view, const GPtrArray *firings)
{
    int64_t base = rule_base(r, view->ticket);
    if (base <= 0)
        return 0;
    // What warns of a deadline has nothing more to say once it has passed.
    bool warns = r->before.seconds > 0;
    if (warns && view->now >= base)
        return 0;
    const Firing *f = firing_of(r, firings, base);
    bool repeats = r->every.seconds > 0;
    if (f && f->count > 0 && (!repeats || (r->times && f->count >= r->times)))
        return 0;
    int64_t due = first_due(r, view, base);
    if (due && passed_of(f) > 0)
        due = add_span(view, due, &r->every, passed_of(f));
    return warns && due >= base ? 0 : due;
}

// How many times of a rule that repeats have come until now, the first one with them.
static int64_t
periods_until_now(const Rule *r, RuleView *view, int64_t base)
{
    int64_t first = first_due(r, view, base);
    if (!first || first > view->now)
        return 0;
    int64_t since = r->every.working ? work_clock_between(view_clock(view), first, view->now)
                                     : view->now - first;
    return since / r->every.seconds + 1;
}

Firing *
rule_fire(const Rule *r, RuleView *view, const GPtrArray *firings)
{
    int64_t base = rule_base(r, view->ticket);
    const Firing *f = firing_of(r, firings, base);
    unsigned count = f ? f->count : 0;
    Firing *fired = firing_new(r->name, base, count < G_MAXUINT ? count + 1 : count);
    fired->passed = passed_of(f) + 1;
    if (r->every.seconds > 0)
        fired->passed = MAX(fired->passed, periods_until_now(r, view, base));
    return fired;
}

// Rules that are younger than the ticket leave it alone; one that became a part of another has no
// timers.
static bool
concerns(const Rule *r, const RuleView *view, GHashTable *rules_since)
{
    if (view->ticket->merged_into)
        return false;
    if (r->old_tickets)
        return true;
    const int64_t *since = rules_since ? g_hash_table_lookup(rules_since, r->name) : NULL;
    return (since ? *since : view->now) <= view->ticket->created_at;
}

static bool
is_timer(const Rule *r)
{
    return r->enabled && (r->on & ON_TIMER);
}

bool
rule_is_due(const Rule *r, RuleView *view, const GPtrArray *firings, GHashTable *rules_since)
{
    if (!is_timer(r) || !concerns(r, view, rules_since))
        return false;
    int64_t due = rule_due(r, view, firings);
    return due && due <= view->now;
}

static bool
is_timed_key(const char *key)
{
    for (const PredicateInfo *p = predicate_list(); p->name; p++)
        if (strcmp(p->name, key) == 0)
            return p->timed;
    return true;
}

typedef enum { HOLDS_NOT, HOLDS_LATER, HOLDS_NOW } Holds; // LATER: perhaps, by the clock alone

// A leaf that stands in no any or not and fails decides for the whole: when it asks nothing of the
// clock, none of the others matters.
static Holds
holds(const Rule *r, RuleView *view)
{
    bool timed = condition_is_timed(r->when);
    g_autoptr(GPtrArray) sights =
        timed ? g_ptr_array_new_with_free_func((GDestroyNotify)sight_free) : NULL;
    MatchResult result = condition_eval(r->when, view, sights, NULL);
    if (result != MATCH_NO)
        return result == MATCH_YES ? HOLDS_NOW : HOLDS_LATER;
    for (guint i = 0; timed && i < sights->len; i++) {
        const Sight *s = sights->pdata[i];
        if (s->depth == 0 && s->result == MATCH_NO && !is_timed_key(s->key))
            return HOLDS_NOT;
    }
    return timed ? HOLDS_LATER : HOLDS_NOT;
}

// When one rule needs a look, if that is before `best`; else `best`.
static int64_t
look_at(const Rule *r, RuleView *view, const GPtrArray *firings, int64_t best)
{
    int64_t due = rule_due(r, view, firings);
    if (!due || due >= best)
        return best;
    switch (holds(r, view)) {
    case HOLDS_NOT:
        return best;
    case HOLDS_LATER:
        return MIN(best, due > view->now ? due : view->now + LOOK_AGAIN);
    case HOLDS_NOW:
        break;
    }
    return MAX(due, view->now);
}

int64_t
rules_next(RuleView *view, const GPtrArray *firings, GHashTable *rules_since)
{
    // What the clock will see: the ticket without the mail that is at hand.
    RuleView later = {.desk = view->desk,
                      .now = view->now,
                      .queue = view->queue,
                      .ticket = view->ticket,
                      .text = "",
                      .channel = "clock",
                      .company = view->company,
                      .clock = view->clock};
    int64_t best = INT64_MAX;
    for (guint i = 0; i < view->desk->rules->len && best > view->now; i++) {
        const Rule *r = view->desk->rules->pdata[i];
        if (is_timer(r) && concerns(r, view, rules_since))
            best = look_at(r, &later, firings, best);
    }
    view->clock = g_steal_pointer(&later.clock);
    view_clear(&later);
    return best == INT64_MAX ? 0 : best;
}

static char *
length_text(const Span *s)
{
    static const struct {
        int64_t seconds;
        const char *unit;
    } UNITS[] = {{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
    size_t i = s->working ? 1 : 0; // a day is no fixed working time
    while (i + 1 < G_N_ELEMENTS(UNITS) && s->seconds % UNITS[i].seconds)
        i++;
    return g_strdup_printf("%" G_GINT64_FORMAT " %s%s", s->seconds / UNITS[i].seconds,
                           UNITS[i].unit, s->working ? " working" : "");
}

char *
rule_timer_text(const Rule *r)
{
    const Span *span = r->before.seconds > 0 ? &r->before : &r->after;
    GString *out = g_string_new(NULL);
    if (span->seconds > 0) {
        g_autofree char *length = length_text(span);
        g_string_append_printf(out, "%s %s ", length, span == &r->before ? "before" : "after");
    } else {
        g_string_append(out, "at ");
    }
    g_string_append(out, names_name(TIMER_BASE_NAMES, (int)r->since));
    if (r->every.seconds > 0) {
        g_autofree char *every = length_text(&r->every);
        g_string_append_printf(out, ", then every %s", every);
        if (r->times)
            g_string_append_printf(out, ", %u times in all", r->times);
    }
    return g_string_free(out, FALSE);
}
