// check_rules.c: rules, rows of the routing table and internal types, each in itself.
//
// A rule that could never do anything, or that means something else than it says, is a fault: what
// only a timer knows must belong to a timer, what only a message shows must not be asked by one.
// Rules that are switched off are checked like the others: switching one on must not break a desk.
//
// Not for rows that others leave nothing to (check_reach.c). Neighbour: check_names.c.
#include "config/loader.h"

#include "base/text.h"
#include "ticket/rule.h"

#include <string.h>

static const char *const TIMER_KEYS[] = {"since", "after", "before",
                                         "every", "times", "old_tickets"};

static void
check_timer_keys_absent(Loader *l, const Rule *r)
{
    for (size_t i = 0; i < G_N_ELEMENTS(TIMER_KEYS); i++) {
        if (origin_has(l, r, TIMER_KEYS[i])) {
            loader_fault(l, origin_line(l, r, TIMER_KEYS[i], -1),
                         "write on = ( \"timer\" ); or leave the line out",
                         "rule \"%s\" is no timer: %s means nothing", r->name, TIMER_KEYS[i]);
        }
    }
}

// The deadlines that a rule counts from must be there to be counted from.
static void
check_base(Loader *l, const Rule *r)
{
    bool reaction = false, solution = false;
    for (guint i = 0; i < l->desk->promises->len; i++) {
        const Promise *p = l->desk->promises->pdata[i];
        reaction = reaction || p->reaction;
        solution = solution || p->solution;
    }
    if ((r->since == SINCE_REACTION && !reaction) || (r->since == SINCE_SOLUTION && !solution)) {
        const char *base = names_name(TIMER_BASE_NAMES, (int)r->since);
        g_autofree char *hint = g_strdup_printf("add a row with %s to promises", base);
        loader_fault(l, origin_line(l, r, "since", -1), hint,
                     "rule \"%s\" counts from a %s that nothing promises", r->name, base);
    }
}

static void
check_timer(Loader *l, const Rule *r)
{
    bool deadline =
        r->since == SINCE_REACTION || r->since == SINCE_SOLUTION || r->since == SINCE_DUE;
    bool after = origin_has(l, r, "after"), before = origin_has(l, r, "before");
    if (after == before) {
        loader_fault(l, origin_line(l, r, after ? "before" : "on", -1),
                     after ? "leave one of them out" : "add after = \"2d\";",
                     after ? "rule \"%s\" has both after and before"
                           : "rule \"%s\" is a timer without after or before",
                     r->name);
    } else if (before && !deadline) {
        loader_fault(l, origin_line(l, r, "before", -1),
                     "write after, or since = \"reaction\", \"solution\" or \"due\"",
                     "rule \"%s\": nobody knows beforehand when that will be", r->name);
    }
    if (r->times > 1 && !r->every.seconds) {
        loader_fault(l, origin_line(l, r, "times", -1), "add every = \"1d\";",
                     "rule \"%s\" shall act %u times, but not how often", r->name, r->times);
    }
    check_base(l, r);
    if (r->on == ON_TIMER && condition_needs_message(r->when)) {
        loader_fault(l, origin_line(l, r, "when", -1), "ask for what stands in the ticket",
                     "rule \"%s\" asks for something of a message, and a timer has none", r->name);
    }
}

// A refusal takes the place of the ticket, so it comes before there is one.
static void
check_refusal(Loader *l, const Rule *r)
{
    for (guint i = 0; i < r->actions->len; i++) {
        const RuleAction *a = r->actions->pdata[i];
        if (strcmp(action_name(a), "refuse") == 0 && r->on && !(r->on & ON_CREATED)) {
            loader_fault(l, origin_line(l, a, NULL, -1), "write on = ( \"created\" );",
                         "rule \"%s\" refuses what is a ticket already", r->name);
        }
    }
}

// The action stop of a rule is its key stop.
static void
take_stop(Rule *r)
{
    for (guint i = 0; i < r->actions->len; i++) {
        const RuleAction *a = r->actions->pdata[i];
        r->stop = r->stop || (strcmp(action_name(a), "stop") == 0 && !action_is_off(a));
    }
}

static void
check_rule(Loader *l, const Rule *r)
{
    g_autofree char *where = g_strdup_printf("rule \"%s\"", r->name);
    if (r->on & ON_TIMER) {
        check_timer(l, r);
    } else if (r->on) {
        check_timer_keys_absent(l, r);
    }
    if (r->actions->len == 0 && !r->stop && !origin_has(l, r, "do")) {
        loader_fault(l, origin_line(l, r, "name", -1), "add do = { … };", "%s does nothing", where);
    } else if (origin_has(l, r, "do") && r->actions->len == 0 && l->errors == 0) {
        loader_fault(l, origin_line(l, r, "do", -1), "write actions, or leave the rule out",
                     "%s does nothing", where);
    }
    check_names(l, r, r->when, where);
    check_actions(l, r->actions, where);
    check_refusal(l, r);
}

// Where a ticket goes is written as the action `assign` takes it, so it is checked as one.
static void
check_route(Loader *l, const Route *r)
{
    g_autofree char *where = g_strdup_printf("routing \"%s\"", r->name);
    const char *const values[] = {r->to, NULL};
    g_autoptr(GError) error = NULL;
    g_autofree char *hint = NULL;
    g_autofree char *fault = NULL;
    unsigned line = origin_line(l, r, "to", -1);
    check_names(l, r, r->when, where);
    if (!*r->to) {
        return;
    }
    g_autoptr(RuleAction) assign = action_new("assign", values, &error);
    if (!assign) {
        loader_fault(l, line, "", "%s: %s", where, error->message);
        return;
    }
    fault = action_fault(assign, l->desk, &hint);
    if (fault) {
        loader_fault(l, line, text_or_empty(hint), "%s: %s", where, fault);
    }
}

static void
check_internal_types(Loader *l)
{
    const GPtrArray *types = l->desk->types;
    for (guint i = 0; i < l->desk->internal_types->len; i++) {
        const char *name = l->desk->internal_types->pdata[i];
        bool known = false;
        for (guint j = 0; j < types->len; j++) {
            known = known || text_equal_fold(types->pdata[j], name);
        }
        if (!known) {
            loader_fault(l, origin_line(l, l->desk, "internal_types", (int)i),
                         "add it to types, or leave it out", "there is no type \"%s\"", name);
        }
    }
}

void
check_rules(Loader *l)
{
    g_autoptr(GHashTable) rules = names_new();
    g_autoptr(GHashTable) rows = names_new();
    for (guint i = 0; i < l->desk->rules->len; i++) {
        Rule *r = l->desk->rules->pdata[i];
        take_stop(r);
        names_take(l, rules, r->name, origin_line(l, r, "name", -1), "rule");
        check_rule(l, r);
    }
    for (guint i = 0; i < l->desk->routing->len; i++) {
        const Route *r = l->desk->routing->pdata[i];
        names_take(l, rows, r->name, origin_line(l, r, "name", -1), "routing row");
        check_route(l, r);
    }
    check_internal_types(l);
}
