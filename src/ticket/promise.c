// promise.c: what a customer was promised: which row holds for a ticket, its two deadlines, the
// pauses of its clock and what was measured in the end.
//
// Time that counts is that of the promise's calendar (else the queue's) in the company's time zone,
// between the ticket's making and the answer or solution, without what the clock stood: the clock
// of a ticket that waits for its customer, is put aside or over. A deadline is the making + the
// promised time + all pauses; while a pause lasts it stays where it is, and counts as missed only
// if it was when the pause began.
//
// Who is told when is the matter of timers (rule_timer.c). Limit: a pause is counted by the
// calendar in force when it ends. Neighbours: calendar.h, workflow.c.

#include "ticket/rule.h"

#include "base/lang.h"

#include <string.h>

const Promise *
promise_choose(RuleView *view, GPtrArray *sights, char **fault)
{
    if (fault)
        *fault = NULL;
    for (guint i = 0; i < view->desk->promises->len; i++) {
        const Promise *p = view->desk->promises->pdata[i];
        g_autofree char *why = NULL;
        MatchResult result = condition_eval(p->when, view, sights, &why);
        if (result == MATCH_YES)
            return p;
        if (result == MATCH_ERROR && fault && !*fault)
            *fault = g_strdup_printf("%s: %s", p->name, why ? why : "its conditions failed");
    }
    return NULL;
}

static const Promise *
promise_of(const Desk *d, const Ticket *t)
{
    for (guint i = 0; *t->promise && i < d->promises->len; i++) {
        const Promise *p = d->promises->pdata[i];
        if (strcmp(p->name, t->promise) == 0)
            return p;
    }
    return NULL;
}

WorkClock *
promise_clock(const Desk *d, const Ticket *t)
{
    const Promise *p = promise_of(d, t);
    const Queue *q = desk_queue(d, t->queue);
    const Calendar *c = desk_calendar(d, p && *p->calendar ? p->calendar : q ? q->calendar : "");
    const Company *company =
        t->requester && *t->requester->address ? desk_company_of(d, t->requester->address) : NULL;
    const char *zone = company && *company->time_zone ? company->time_zone
                       : c && *c->time_zone           ? c->time_zone
                                                      : d->time_zone;
    return work_clock_new(c, zone);
}

static bool
clock_runs(const Desk *d, const Ticket *t)
{
    const Status *s = desk_status(d, t->status);
    return s ? status_clock_runs(s) : t->kind == KIND_NEW || t->kind == KIND_OPEN;
}

static bool
is_over(const Ticket *t)
{
    return t->kind == KIND_SOLVED || t->kind == KIND_CLOSED;
}

// Working seconds that the clock stood until `at`, with the pause that lasts.
static int64_t
paused_work(const Ticket *t, WorkClock *w, int64_t at)
{
    bool lasts = t->paused_at && t->paused_at < at;
    return t->paused_work + (lasts ? work_clock_between(w, t->paused_at, at) : 0);
}

// A calendar may have no such working time.
static int64_t
within_reach(int64_t at)
{
    return at == INT64_MAX ? 0 : at;
}

static int64_t
deadline(const Ticket *t, WorkClock *w, int64_t promised, int64_t paused)
{
    return promised > 0 ? within_reach(work_clock_add(w, t->created_at, promised + paused)) : 0;
}

static bool
has_passed(int64_t deadline_at, int64_t now)
{
    return deadline_at && now >= deadline_at;
}

// The clock of a ticket goes on or stops. Working seconds of the pause that ended.
static int64_t
follow_pause(const Desk *d, Ticket *t, WorkClock *w, int64_t now)
{
    if (!clock_runs(d, t)) {
        t->paused_at = t->paused_at ? t->paused_at : now;
        return 0;
    }
    if (!t->paused_at)
        return 0;
    int64_t work = paused_work(t, w, now) - t->paused_work;
    t->paused_work += work;
    t->paused_wall += MAX(now - t->paused_at, 0);
    t->paused_at = 0;
    return work;
}

// One deadline after something happened. A promise that the config does not know any more keeps its
// own, but for the pauses. One that was missed stays as it was: no later pause makes it another.
static void
follow_deadline(const Ticket *t, WorkClock *w, const Promise *p, int64_t promised, int64_t pause,
                bool missed, int64_t *at)
{
    if (missed)
        return;
    if (p || !*t->promise)
        *at = deadline(t, w, promised, t->paused_work);
    else if (*at)
        *at = within_reach(work_clock_add(w, *at, pause));
}

// Time from the making to `at`, without pauses; and the deadline with a pause that lasts, so that
// reports may compare it with `at`.
static void
measure(Ticket *t, WorkClock *w, int64_t at, int64_t promised, int64_t *work, int64_t *wall,
        int64_t *deadline_at)
{
    int64_t paused = paused_work(t, w, at);
    int64_t counted = t->paused_at ? MIN(t->paused_at, at) : at;
    int64_t stood = t->paused_wall + (t->paused_at ? MAX(at - t->paused_at, 0) : 0);
    *work = MAX(work_clock_between(w, t->created_at, at) - paused, 0);
    *wall = MAX(at - t->created_at - stood, 0);
    if (promised > 0 && !has_passed(*deadline_at, counted))
        *deadline_at = deadline(t, w, promised, paused);
}

static int64_t
not_later(int64_t at, int64_t now)
{
    return at && at < now ? at : now;
}

void
promise_follow(const Desk *d, const Ticket *before, Ticket *t, int64_t now)
{
    g_autoptr(WorkClock) w = promise_clock(d, t);
    const Promise *p = promise_of(d, t);
    if (!before || strcmp(before->status, t->status) != 0)
        t->status_at = now;
    bool same = before && strcmp(before->promise, t->promise) == 0;
    int64_t counted = t->paused_at ? MIN(t->paused_at, now) : now;
    int64_t pause = follow_pause(d, t, w, now);
    if (!is_over(t))
        t->solve_work = t->solve_wall = -1; // opened again: the time goes on
    if (t->answer_work < 0)
        follow_deadline(t, w, p, p ? p->reaction : 0, pause,
                        same && has_passed(t->reaction_at, counted), &t->reaction_at);
    if (t->solve_work < 0)
        follow_deadline(t, w, p, p ? p->solution : 0, pause,
                        same && has_passed(t->solution_at, counted), &t->solution_at);
    if (t->answered_at && t->answer_work < 0)
        measure(t, w, not_later(t->answered_at, now), p ? p->reaction : 0, &t->answer_work,
                &t->answer_wall, &t->reaction_at);
    if (is_over(t) && t->solve_work < 0)
        measure(t, w, not_later(t->solved_at, now), p ? p->solution : 0, &t->solve_work,
                &t->solve_wall, &t->solution_at);
}

bool
ticket_is_late(const Ticket *t, int64_t now)
{
    if (is_over(t))
        return false;
    int64_t at = t->paused_at ? MIN(now, t->paused_at) : now;
    return has_passed(t->due_at, now) || has_passed(t->solution_at, at) ||
           (!t->answered_at && has_passed(t->reaction_at, at));
}

// The pauses that stand in a deadline: what else lies between making and deadline. -1: it is not
// that of the promised time and this clock, as far as can be told.
static int64_t
pauses_within(const Ticket *t, WorkClock *w, int64_t promised, bool solution, int64_t at)
{
    int64_t work = solution ? t->solve_work : t->answer_work;
    int64_t end = solution ? t->solved_at : t->answered_at;
    bool met = work >= 0 && end;
    int64_t most = met ? work_clock_between(w, t->created_at, end) - work : t->paused_work;
    int64_t paused = work_clock_between(w, t->created_at, at) - promised;
    if (paused < 0 || paused > MAX(most, 0) || deadline(t, w, promised, paused) != at)
        return -1;
    // One that was missed had only the pauses before.
    bool missed = has_passed(at, met ? end : t->updated_at);
    return missed || paused == most ? paused : -1;
}

char *
promise_explain(const Desk *d, const Ticket *t, bool solution, const char *language)
{
    const Promise *p = promise_of(d, t);
    int64_t promised = !p ? 0 : solution ? p->solution : p->reaction;
    int64_t at = solution ? t->solution_at : t->reaction_at;
    if (!at || !*t->promise)
        return g_strdup("");
    g_autoptr(WorkClock) w = promise_clock(d, t);
    int64_t paused = promised > 0 ? pauses_within(t, w, promised, solution, at) : -1;
    if (paused < 0)
        return g_strdup(
            lang_text(language, N_("as promised before the promise or the config changed")));
    g_autofree char *sum = work_clock_explain_add(w, t->created_at, promised + paused, language);
    if (paused < 60)
        return g_steal_pointer(&sum);
    g_autofree char *pauses =
        g_strdup_printf(lang_text(language, N_("%d h %02d of it the clock stood")),
                        (int)(paused / 3600), (int)(paused / 60 % 60));
    return g_strdup_printf("%s (%s)", sum, pauses);
}
