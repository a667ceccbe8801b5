// tick_recurring.c: tickets that come again and again (PRODUCT 1.10): each time of the schedule
// makes one, and only one.
//
// The last time that was dealt with is a mark in the store. A schedule that is new begins now;
// times that a sleeping desk missed are made up for, up to a cap, in their order.

#include "base/log.h"
#include "desk/apply.h"
#include "desk/case.h"
#include "desk/tick_timer.h"
#include "ticket/recurrence.h"

#define MISSED_MAX 31 // of one schedule in one run

static char *
mark_of(const Recurring *s)
{
    return g_strdup_printf("recurring %s", s->name);
}

// The next time of the schedule that is not dealt with yet; 0 = none before now.
static bool
next_time(const Reception *r, const Recurring *s, bool *known, int64_t *at, GError **error)
{
    g_autofree char *mark = mark_of(s);
    int64_t last;
    if (!store_clock_get(r->store, mark, &last, NULL, error))
        return false;
    *known = last > 0;
    *at = last > 0 ? recurrence_next(s->rrule, r->desk->time_zone, s->start_at, last) : 0;
    if (*at > r->now)
        *at = 0;
    return true;
}

bool
recurring_is_due(const Reception *r, bool *due, GError **error)
{
    for (guint i = 0; i < r->desk->recurring->len && !*due; i++) {
        bool known;
        int64_t at;
        if (!next_time(r, r->desk->recurring->pdata[i], &known, &at, error))
            return false;
        *due = !known || at > 0;
    }
    return true;
}

static bool
make_ticket(const Reception *given, const Recurring *s, ClockRun *late, GError **error)
{
    Reception r = *given;
    Nature nature = {.kind = NATURE_ROBOT, .may_answer = true};
    ThreadChoice thread = {.by = ""};
    Facts facts;
    if (!clock_run_facts(late, &r, NULL, &nature, &thread, &facts, error))
        return false;
    const Queue *queue = *s->queue ? desk_queue(r.desk, s->queue) : NULL;
    if (queue)
        r.queue = facts.queue = queue;
    facts.channel = "schedule";
    g_auto(Decision) d = {0};
    decide_recurring(&facts, s, &d);
    g_autoptr(Ticket) preview = ticket_preview(&facts, &d);
    clock_run_collect(late, r.desk, preview, &d);
    g_auto(Application) a = {.reception = &r, .who = d.author};
    return apply_decision(&a, &d, error);
}

static bool
run_schedule(const Reception *r, const Recurring *s, ClockRun *late, unsigned *count,
             GError **error)
{
    g_autofree char *mark = mark_of(s);
    for (unsigned made = 0;; made++) {
        bool known;
        int64_t at;
        if (!next_time(r, s, &known, &at, error))
            return false;
        if (!known)
            return store_clock_set(r->store, mark, r->now, "", error);
        if (at == 0)
            return true;
        if (made >= MISSED_MAX) {
            log_write(LOG_WARNING, "recurring \"%s\": more than %d times were missed; going on now",
                      s->name, MISSED_MAX);
            return store_clock_set(r->store, mark, r->now, "", error);
        }
        if (!make_ticket(r, s, late, error) || !store_clock_set(r->store, mark, at, "", error))
            return false;
        ++*count;
    }
}

bool
recurring_run(const Reception *r, ClockRun *late, unsigned *count, GError **error)
{
    for (guint i = 0; i < r->desk->recurring->len; i++)
        if (!run_schedule(r, r->desk->recurring->pdata[i], late, count, error))
            return false;
    return true;
}
