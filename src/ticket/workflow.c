// workflow.c: what statuses mean to a ticket: which of them a queue has, which one is meant by a
// kind, where a ticket may go from here; and who stands in for whom, and whose working time counts.
//
// Pure look-ups on a desk: nothing here changes a ticket. Commands explain a refusal (verb.c);
// rules, timers and events of the program itself ask the same questions without a manager. A queue
// that lists no statuses has those of the desk. Lists are short, so they are walked in order.
// Reading and checking the workflow is config/check_workflow.c.

#include "base/text.h"
#include "ticket/desk.h"

#include <string.h>

#define CUSTOMER "customer" // the word of Transition.who that stands for no manager

static bool
is_limited(const Queue *q)
{
    return q && q->statuses->len > 0;
}

bool
queue_has_status(const Queue *q, const Status *s)
{
    for (guint i = 0; is_limited(q) && i < q->statuses->len; i++)
        if (text_equal_fold(q->statuses->pdata[i], s->name))
            return true;
    return !is_limited(q);
}

GPtrArray *
queue_statuses(const Desk *d, const Queue *q)
{
    GPtrArray *all = g_ptr_array_new();
    for (guint i = 0; is_limited(q) && i < q->statuses->len; i++)
        for (guint j = 0; j < d->workflow->len; j++) {
            Status *s = d->workflow->pdata[j];
            if (text_equal_fold(s->name, q->statuses->pdata[i]))
                g_ptr_array_add(all, s);
        }
    for (guint i = 0; !is_limited(q) && i < d->workflow->len; i++)
        g_ptr_array_add(all, d->workflow->pdata[i]);
    return all;
}

const Status *
desk_status_first(const Desk *d, const Queue *q, StatusKind kind)
{
    g_autoptr(GPtrArray) all = queue_statuses(d, q);
    for (guint i = 0; i < all->len; i++)
        if (((const Status *)all->pdata[i])->kind == kind)
            return all->pdata[i];
    return NULL;
}

static const Status *
named_in(const Desk *d, const Queue *q, const char *name)
{
    const Status *s = desk_status(d, name);
    return s && queue_has_status(q, s) ? s : NULL;
}

// The one that says "not done", else one called so, else the last one that is closed.
const Status *
desk_status_cancelled(const Desk *d, const Queue *q)
{
    g_autoptr(GPtrArray) all = queue_statuses(d, q);
    const Status *last = NULL;
    for (guint i = 0; i < all->len; i++) {
        const Status *s = all->pdata[i];
        if (s->kind == KIND_CLOSED && s->cancelled)
            return s;
        last = s->kind == KIND_CLOSED ? s : last;
    }
    const Status *named = named_in(d, q, "invalid");
    return named ? named : last;
}

const Status *
desk_status_spam(const Desk *d, const Queue *q)
{
    const Status *named = named_in(d, q, "spam");
    return named ? named : desk_status_cancelled(d, q);
}

// What was cancelled stays so where the other queue can say it.
const Status *
queue_status_like(const Desk *d, const Queue *q, const Status *s)
{
    if (!s || queue_has_status(q, s))
        return s;
    g_autoptr(GPtrArray) all = queue_statuses(d, q);
    for (guint i = 0; i < all->len; i++) {
        const Status *other = all->pdata[i];
        if (other->kind == s->kind && other->cancelled == s->cancelled)
            return other;
    }
    const Status *other = desk_status_first(d, q, s->kind);
    other = other ? other : desk_status_first(d, q, KIND_OPEN);
    return other ? other : s;
}

bool
status_clock_runs(const Status *s)
{
    bool ours = s->kind == KIND_NEW || s->kind == KIND_OPEN;
    return s->clock == CLOCK_BY_KIND ? ours : s->clock == CLOCK_RUNNING;
}

static bool
names_customer(const GPtrArray *words)
{
    for (guint i = 0; i < words->len; i++)
        if (g_ascii_strcasecmp(words->pdata[i], CUSTOMER) == 0)
            return true;
    return false;
}

static bool
may_take(const Desk *d, const Transition *t, const Manager *m, bool customer)
{
    if (t->who->len == 0)
        return true;
    return m ? desk_is_among(d, m, t->who) : !customer || names_customer(t->who);
}

bool
desk_may_go(const Desk *d, const Status *from, const Status *to, const Manager *m, bool customer)
{
    if (from && strcmp(from->name, to->name) == 0)
        return true;
    if (m && !desk_is_among(d, m, to->enter))
        return false;
    if (!from || from->transitions->len == 0)
        return true;
    for (guint i = 0; i < from->transitions->len; i++) {
        const Transition *t = from->transitions->pdata[i];
        if (text_equal_fold(t->to, to->name) && may_take(d, t, m, customer))
            return true;
    }
    return false;
}

const Calendar *
desk_calendar(const Desk *d, const char *name)
{
    for (guint i = 0; i < d->calendars->len; i++) {
        const Calendar *c = d->calendars->pdata[i];
        if (!*name || text_equal_fold(c->name, name))
            return c;
    }
    return NULL;
}

// Of absences that overlap the first that names a deputy counts.
static const Absence *
absence_at(const Manager *m, int64_t now)
{
    const Absence *found = NULL;
    for (guint i = 0; i < m->absences->len; i++) {
        const Absence *a = m->absences->pdata[i];
        bool counts = a->from <= now && now < a->to;
        if (counts && *a->deputy)
            return a;
        found = counts && !found ? a : found;
    }
    return found;
}

const Manager *
desk_stand_in(const Desk *d, const Manager *m, int64_t now)
{
    // A chain that is longer than there are managers goes round.
    for (guint steps = 0; m && steps <= d->managers->len; steps++) {
        const Absence *away = absence_at(m, now);
        if (!away)
            return m->active ? m : NULL;
        m = *away->deputy ? desk_manager(d, away->deputy) : NULL;
    }
    return NULL;
}

bool
desk_is_internal(const Desk *d, const char *type)
{
    for (guint i = 0; *type && i < d->internal_types->len; i++)
        if (text_equal_fold(d->internal_types->pdata[i], type))
            return true;
    return false;
}
