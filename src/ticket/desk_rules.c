// desk_rules.c: what rules and clocks work by, as plain data: ways between statuses, dates away,
// routing rows, promises, recurring tickets; making and freeing each.
//
// As in desk_parts.c each holds by default what the config means when it says nothing. Not for
// rules themselves (rule.c), nor for what any of these leads to (assign.c, promise.c,
// recurrence.c).

#include "ticket/desk_private.h"

#include "ticket/action.h"
#include "ticket/condition.h"

Transition *
transition_new(const char *to)
{
    Transition *t = g_new0(Transition, 1);
    t->to = g_strdup(to);
    t->who = g_ptr_array_new_with_free_func(g_free);
    return t;
}

void
transition_free(Transition *t)
{
    g_free(t->to);
    g_ptr_array_unref(t->who);
    g_free(t);
}

Absence *
absence_new(void)
{
    Absence *a = g_new0(Absence, 1);
    a->deputy = g_strdup("");
    return a;
}

void
absence_free(Absence *a)
{
    g_free(a->deputy);
    g_free(a);
}

Route *
route_new(const char *name)
{
    Route *r = g_new0(Route, 1);
    r->name = g_strdup(name);
    r->enabled = true;
    r->to = g_strdup("");
    return r;
}

void
route_free(Route *r)
{
    g_free(r->name);
    condition_free(r->when);
    g_free(r->to);
    g_free(r);
}

Promise *
promise_new(const char *name)
{
    Promise *p = g_new0(Promise, 1);
    p->name = g_strdup(name);
    p->calendar = g_strdup("");
    return p;
}

void
promise_free(Promise *p)
{
    g_free(p->name);
    condition_free(p->when);
    g_free(p->calendar);
    g_free(p);
}

Recurring *
recurring_new(const char *name)
{
    Recurring *r = g_new0(Recurring, 1);
    r->name = g_strdup(name);
    r->rrule = g_strdup("");
    r->start = g_strdup("");
    r->queue = g_strdup("");
    r->requester = g_strdup("");
    r->subject = g_strdup("");
    r->text = g_strdup("");
    r->actions = g_ptr_array_new_with_free_func((GDestroyNotify)action_free);
    return r;
}

void
recurring_free(Recurring *r)
{
    g_free(r->name);
    g_free(r->rrule);
    g_free(r->start);
    g_free(r->queue);
    g_free(r->requester);
    g_free(r->subject);
    g_free(r->text);
    g_ptr_array_unref(r->actions);
    g_free(r);
}
