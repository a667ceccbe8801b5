// check_reach.c: rules and rows that can never be reached, because an earlier one takes everything
// that they wait for, and rows that share cases with an earlier one.
//
// All of it is warnings, and each row is held against all before it, so this is done only where
// somebody listens (CONFIG_NO_SECRETS: `helpdesk check`). 5,000 rows would be 12 million pairs, so
// the pairs are bounded (PAIRS_MAX of each kind, seconds), and what is left out is told. What
// conditions cover is told by their words alone (condition_covers).
//
// Not for rules in themselves (check_rules.c).
#include "config/loader.h"

#include "ticket/rule.h"

#include <string.h>

#define PAIRS_MAX 500000

// One more pair of `key`? Tells once when there have been enough.
static bool
take_pair(Loader *l, unsigned *pairs, const char *key)
{
    if (++*pairs == PAIRS_MAX) {
        loader_warn(l, origin_line(l, l->desk, key, -1), "put those that stop first",
                    "too many entries in %s to hold the last of them against all before", key);
    }
    return *pairs < PAIRS_MAX;
}

static bool
has_action(const Rule *r, const char *name)
{
    for (guint i = 0; i < r->actions->len; i++) {
        const RuleAction *a = r->actions->pdata[i];
        if (strcmp(action_name(a), name) == 0) {
            return true;
        }
    }
    return false;
}

// Does nothing come after it, once it matched?
static bool
is_last(const Loader *l, const Rule *r)
{
    return l->desk->first_rule_only || r->stop || has_action(r, "refuse");
}

// A timer has instants of its own: what another one does at another time takes nothing from it.
static bool
takes_all_of(const Rule *first, const Rule *r)
{
    return !((first->on | r->on) & ON_TIMER) && (first->on & r->on) == r->on &&
           condition_covers(first->when, r->when);
}

static void
check_rule_reach(Loader *l)
{
    g_autoptr(GPtrArray) last = g_ptr_array_new();
    unsigned pairs = 0;
    for (guint i = 0; i < l->desk->rules->len; i++) {
        const Rule *r = l->desk->rules->pdata[i];
        if (!r->enabled) {
            continue;
        }
        for (guint j = 0; j < last->len && take_pair(l, &pairs, "rules"); j++) {
            const Rule *first = last->pdata[j];
            if (takes_all_of(first, r)) {
                loader_warn(l, origin_line(l, r, "name", -1),
                            "put it first, or make the other one narrower",
                            "rule \"%s\" is never reached: rule \"%s\" stops before it", r->name,
                            first->name);
                break;
            }
        }
        if (is_last(l, r)) {
            g_ptr_array_add(last, (gpointer)(uintptr_t)r);
        }
    }
}

// Conditions that name single things, of which a ticket has one at a time: where two rows list the
// same one, somebody forgot it in the other. Words of a subject overlap without harm.
static bool
is_exact(const char *key)
{
    static const char *const EXACT[] = {"queue",    "channel",  "company", "category", "type",
                                        "priority", "language", "group",   "manager",  NULL};
    return g_strv_contains(EXACT, key);
}

static const config_setting_t *
when_of(const Loader *l, const void *object)
{
    const config_setting_t *setting = g_hash_table_lookup(l->origins, object);
    return setting ? config_setting_get_member(setting, "when") : NULL;
}

// Do both ask for the same things, and only for such?
static bool
same_keys(const Loader *l, const void *a, const void *b)
{
    const config_setting_t *x = when_of(l, a), *y = when_of(l, b);
    int n = x ? config_setting_length(x) : 0;
    if (!x || !y || n == 0 || n != config_setting_length(y)) {
        return false;
    }
    for (int i = 0; i < n; i++) {
        const char *key = config_setting_name(config_setting_get_elem(x, (unsigned)i));
        if (!is_exact(key) || !config_setting_get_member(y, key)) {
            return false;
        }
    }
    return true;
}

static bool
check_route_pair(Loader *l, const Route *first, const Route *r)
{
    unsigned line = origin_line(l, r, "name", -1);
    if (condition_covers(first->when, r->when)) {
        loader_warn(l, line, "put it first, or leave one of them out",
                    "routing row \"%s\" is never reached: row \"%s\" takes all of it", r->name,
                    first->name);
        return true;
    }
    if (strcmp(first->to, r->to) != 0 && same_keys(l, first, r) &&
        condition_may_overlap(first->when, r->when) && !condition_covers(r->when, first->when)) {
        loader_warn(l, line, "leave it out of one of them",
                    "routing rows \"%s\" and \"%s\" list the same case: the first one takes it",
                    first->name, r->name);
    }
    return false;
}

static void
check_routing_reach(Loader *l)
{
    unsigned pairs = 0;
    for (guint i = 0; i < l->desk->routing->len; i++) {
        const Route *r = l->desk->routing->pdata[i];
        bool told = !r->enabled;
        for (guint j = 0; j < i && !told && take_pair(l, &pairs, "routing"); j++) {
            const Route *first = l->desk->routing->pdata[j];
            told = first->enabled && check_route_pair(l, first, r);
        }
    }
}

static void
check_promise_reach(Loader *l)
{
    unsigned pairs = 0;
    for (guint i = 0; i < l->desk->promises->len; i++) {
        const Promise *p = l->desk->promises->pdata[i];
        for (guint j = 0; j < i && take_pair(l, &pairs, "promises"); j++) {
            const Promise *first = l->desk->promises->pdata[j];
            if (condition_covers(first->when, p->when)) {
                loader_warn(l, origin_line(l, p, "name", -1),
                            "put it first, or leave one of them out",
                            "promise \"%s\" is never reached: \"%s\" takes all of it", p->name,
                            first->name);
                break;
            }
        }
    }
}

void
check_reach(Loader *l)
{
    if (l->errors > 0 || !(l->flags & CONFIG_NO_SECRETS)) {
        return; // of conditions with faults nothing is certain
    }
    check_rule_reach(l);
    check_routing_reach(l);
    check_promise_reach(l);
}
