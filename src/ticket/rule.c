// rule.c: rules as plain data, and what a timer did: making and freeing, and the words of the
// config for what a timer counts from.
//
// Not for conditions (condition.c), actions (action.c), when a timer is due (rule_timer.c) or which
// rules are tried (decide_rules.c).

#include "ticket/rule.h"

const Name TIMER_BASE_NAMES[] = {
    {"status", SINCE_STATUS},     {"created", SINCE_CREATED}, {"customer", SINCE_CUSTOMER},
    {"manager", SINCE_MANAGER},   {"word", SINCE_WORD},       {"reaction", SINCE_REACTION},
    {"solution", SINCE_SOLUTION}, {"due", SINCE_DUE},         {NULL, 0},
};

Rule *
rule_new(const char *name)
{
    Rule *r = g_new0(Rule, 1);
    r->name = g_strdup(name);
    r->enabled = true;
    r->actions = g_ptr_array_new_with_free_func((GDestroyNotify)action_free);
    return r;
}

void
rule_free(Rule *r)
{
    if (!r)
        return;
    g_free(r->name);
    condition_free(r->when);
    g_ptr_array_unref(r->actions);
    g_free(r);
}

Firing *
firing_new(const char *rule, int64_t base, unsigned count)
{
    Firing *f = g_new0(Firing, 1);
    f->rule = g_strdup(rule);
    f->base = base;
    f->count = count;
    return f;
}

void
firing_free(Firing *f)
{
    if (!f)
        return;
    g_free(f->rule);
    g_free(f);
}
