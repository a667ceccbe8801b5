// tick_recurring.c: tickets that come again and again (PRODUCT 1.10): each time of the schedule
// makes one, and only one.
//
// The last time that was dealt with is a mark in the store. A schedule that is new begins now. Of
// times that a sleeping desk missed the last one makes a ticket, whose history tells how many there
// were before it; the work does not grow with them.

#include "desk/apply.h"
#include "desk/case.h"
#include "desk/tick_timer.h"
#include "ticket/recurrence.h"

#define MISSED_MAX 99 // so many are counted

typedef struct {
    const Recurring *schedule;
    char *mark;
    int64_t at;      // the last time that passed and is not dealt with; 0 = none
    unsigned missed; // before it; at most MISSED_MAX + 1
} Coming;

static int64_t
next_after(const Reception *r, const Recurring *s, int64_t after)
{
    int64_t at = recurrence_next(s->rrule, r->desk->time_zone, s->start_at, after);
    return at > 0 && at <= r->now ? at : 0;
}

static int64_t
last_before_now(const Reception *r, const Recurring *s, int64_t low)
{
    int64_t high = r->now; // after low there is one, after high none
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (next_after(r, s, middle))
            low = middle;
        else
            high = middle;
    }
    return next_after(r, s, low);
}

static unsigned
count_missed(const Reception *r, const Recurring *s, int64_t first, int64_t last)
{
    unsigned missed = 0;
    for (int64_t at = first; at && at < last && missed <= MISSED_MAX; at = next_after(r, s, at))
        missed++;
    return missed;
}

static char *
mark_of(const Recurring *s)
{
    return g_strdup_printf("recurring %s", s->name);
}

// The first time of the schedule that is not dealt with yet; 0 = none before now.
static bool
next_time(const Reception *r, const Recurring *s, bool *known, int64_t *at, GError **error)
{
    g_autofree char *mark = mark_of(s);
    int64_t last;
    if (!store_clock_get(r->store, mark, &last, NULL, error))
        return false;
    *known = last > 0;
    *at = last > 0 ? next_after(r, s, last) : 0;
    return true;
}

bool
recurring_is_due(const Reception *r, bool *due, GError **error)
{
    for (guint i = 0; i < r->desk->recurring->len && !*due; i++) {
        const Recurring *s = r->desk->recurring->pdata[i];
        g_autofree char *mark = mark_of(s);
        bool known, off;
        int64_t at;
        if (!next_time(r, s, &known, &at, error) || !clock_is_put_off(r, mark, &off, error))
            return false;
        *due = !known || (at > 0 && !off);
    }
    return true;
}

static void
tell_missed(const Coming *c, Decision *d)
{
    if (c->missed == 0)
        return;
    g_autofree char *text =
        c->missed > MISSED_MAX
            ? g_strdup_printf("more than %d earlier times were missed while the desk slept",
                              MISSED_MAX)
            : g_strdup_printf("%u earlier time%s missed while the desk slept", c->missed,
                              c->missed == 1 ? " was" : "s were");
    change_add(d->changes, CHANGE_REMARK, text, c->schedule->name);
    ((Change *)d->changes->pdata[d->changes->len - 1])->automatic = true;
}

static bool
make_ticket(const ClockWork *w, GError **error)
{
    const Coming *c = w->item;
    const Recurring *s = c->schedule;
    Reception r = *w->reception;
    Nature nature = {.kind = NATURE_ROBOT, .may_answer = true};
    ThreadChoice thread = {.by = ""};
    Facts facts;
    if (!clock_run_facts(w->run, &r, NULL, &nature, &thread, &facts, error))
        return false;
    const Queue *queue = *s->queue ? desk_queue(r.desk, s->queue) : NULL;
    if (queue)
        r.queue = facts.queue = queue;
    facts.channel = "schedule";
    g_auto(Decision) d = {0};
    decide_recurring(&facts, s, &d);
    tell_missed(c, &d);
    g_autoptr(Ticket) preview = ticket_preview(&facts, &d);
    clock_run_collect(w->run, r.desk, preview, &d);
    g_auto(Application) a = {.reception = &r, .who = d.author};
    bool done = apply_decision(&a, &d, error) &&
                store_clock_set(r.store, c->mark, c->at, "", error) &&
                clock_run_follow(w->run, &r, &d, error);
    *w->count += done;
    return done;
}

static bool
run_schedule(const Reception *r, const Recurring *s, ClockRun *late, unsigned *count,
             GError **error)
{
    g_autofree char *mark = mark_of(s);
    bool known;
    int64_t first;
    if (!clock_run_room(r, late, error) || !next_time(r, s, &known, &first, error))
        return false;
    if (!known)
        return store_clock_set(r->store, mark, r->now, "", error);
    if (first == 0)
        return true;
    Coming coming = {.schedule = s, .mark = mark, .at = last_before_now(r, s, first - 1)};
    coming.missed = count_missed(r, s, first, coming.at);
    ClockWork w = {.reception = r, .run = late, .item = &coming, .count = count};
    return clock_run_or_put_off(&w, mark, make_ticket, error);
}

bool
recurring_run(const Reception *r, ClockRun *late, unsigned *count, GError **error)
{
    for (guint i = 0; i < r->desk->recurring->len; i++)
        if (!run_schedule(r, r->desk->recurring->pdata[i], late, count, error))
            return false;
    return true;
}
