// vars_promise.c: what letters say of the times of a ticket: what was promised and what is left of
// it, how long it stands in its status, what it took.
//
// Deadlines are told in the local time of the promise's own clock (the company's zone, the
// calendar's, the desk's), all other times in the machine's. A deadline that was met, or of a
// ticket that is over, is told no more. Not for reckoning any of it (ticket/promise.c). Neighbours:
// vars_ticket.c.

#include "desk/vars_private.h"

#include "base/lang.h"
#include "desk/account.h"

#define DAY           INT64_C(86400)
#define NEAR          (6 * DAY) // further away a weekday alone says too little
#define JULIAN_OF_DAY 719163    // of 1970-01-01, as GDate counts

static const char *const WEEKDAYS[7] = {N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
                                        N_("Fri"), N_("Sat"), N_("Sun")};

char *
vars_age(int64_t seconds, const char *language)
{
    int64_t minutes = MAX(seconds, 0) / 60;
    if (minutes < 60)
        return g_strdup_printf(lang_text(language, N_("%d min")), (int)minutes);
    if (minutes < 2 * 24 * 60)
        return g_strdup_printf(lang_text(language, N_("%d h")), (int)(minutes / 60));
    return g_strdup_printf(lang_text(language, N_("%d d")), (int)(minutes / (24 * 60)));
}

// A moment as the clock shows it.
typedef struct {
    unsigned weekday, minute;
    int64_t day; // counted from 1970-01-01
} Moment;

// The clock tells the weekday: noon of that day is near the same day of UTC, in the remotest zones
// a day beside it.
static Moment
moment_of(WorkClock *w, int64_t at)
{
    Moment m;
    work_clock_local(w, at, &m.weekday, &m.minute);
    int64_t noon = at - (int64_t)m.minute * 60 + DAY / 2;
    m.day = noon / DAY;
    unsigned found = (unsigned)((m.day + 3) % 7); // 1970-01-01 was a Thursday
    if ((found + 1) % 7 == m.weekday)
        m.day++;
    else if (found != m.weekday)
        m.day--;
    return m;
}

static void
date_of(const Moment *m, GDate *out)
{
    g_date_clear(out, 1);
    g_date_set_julian(out, (guint32)CLAMP(m->day + JULIAN_OF_DAY, 1, INT32_MAX));
}

// "Fri 14:30", "Fri 2026-12-04 14:30".
static char *
moment_words(const Moment *m, bool dated, const char *language)
{
    const char *weekday = lang_text(language, WEEKDAYS[m->weekday % 7]);
    GDate date;
    date_of(m, &date);
    return dated ? g_strdup_printf("%s %04d-%02d-%02d %u:%02u", weekday, g_date_get_year(&date),
                                   (int)g_date_get_month(&date), g_date_get_day(&date),
                                   m->minute / 60, m->minute % 60)
                 : g_strdup_printf("%s %u:%02u", weekday, m->minute / 60, m->minute % 60);
}

// "by Friday, 14:30", for a customer.
static char *
by_words(const Moment *m, const Moment *now, const char *language)
{
    static const char *const BY[7] = {N_("by Monday"),   N_("by Tuesday"), N_("by Wednesday"),
                                      N_("by Thursday"), N_("by Friday"),  N_("by Saturday"),
                                      N_("by Sunday")};
    static const char *const MONTHS[12] = {N_("January"), N_("February"), N_("March"),
                                           N_("April"),   N_("May"),      N_("June"),
                                           N_("July"),    N_("August"),   N_("September"),
                                           N_("October"), N_("November"), N_("December")};
    g_autofree char *time = g_strdup_printf("%u:%02u", m->minute / 60, m->minute % 60);
    if (m->day == now->day)
        return g_strdup_printf(lang_text(language, N_("today by %s")), time);
    if (m->day - now->day <= NEAR / DAY)
        return g_strdup_printf("%s, %s", lang_text(language, BY[m->weekday % 7]), time);
    GDate date;
    date_of(m, &date);
    const char *month = lang_text(language, MONTHS[(int)g_date_get_month(&date) - 1]);
    return g_strdup_printf(lang_text(language, N_("by %d %s, %s")), (int)g_date_get_day(&date),
                           month, time);
}

static char *
left_words(const Ticket *t, int64_t left, const char *language)
{
    if (t->paused_at)
        return g_strdup(lang_text(language, N_("the clock is stopped")));
    g_autofree char *age = vars_age(left < 0 ? -left : left, language);
    return g_strdup_printf(
        left < 0 ? lang_text(language, N_("%s ago")) : lang_text(language, N_("in %s")), age);
}

// name_due, name_left, name_late; empty when nothing is due.
static void
set_deadline(const Ticket *t, WorkClock *w, const char *name, int64_t at, int64_t now,
             const char *language, Vars *v)
{
    g_autofree char *due_name = g_strconcat(name, "_due", NULL);
    g_autofree char *left_name = g_strconcat(name, "_left", NULL);
    g_autofree char *late_name = g_strconcat(name, "_late", NULL);
    Moment m = at ? moment_of(w, at) : (Moment){0};
    bool dated = at > now + NEAR || at < now - NEAR;
    g_autofree char *due = at ? moment_words(&m, dated, language) : g_strdup("");
    g_autofree char *left = at ? left_words(t, at - now, language) : g_strdup("");
    vars_set(v, due_name, due);
    vars_set(v, left_name, left);
    // While the clock stands, only what had passed before is late.
    int64_t counted = t->paused_at ? MIN(now, t->paused_at) : now;
    vars_set(v, late_name, at && at <= counted ? "1" : "");
}

static bool
is_over(const Ticket *t)
{
    return t->kind == KIND_SOLVED || t->kind == KIND_CLOSED;
}

int64_t
vars_deadline(const Ticket *t, bool solution)
{
    if (is_over(t))
        return 0;
    return solution ? t->solution_at : t->answered_at ? 0 : t->reaction_at;
}

void
vars_promise(const Application *a, const Notice *n, const Ticket *t, Vars *v)
{
    const Desk *d = a->reception->desk;
    int64_t now = a->reception->now;
    int64_t reaction = vars_deadline(t, false), solution = vars_deadline(t, true);
    g_autoptr(WorkClock) w = reaction || solution ? promise_clock(d, t) : NULL;
    vars_set(v, "promise", t->promise);
    set_deadline(t, w, "reaction", reaction, now, n->language, v);
    set_deadline(t, w, "solution", solution, now, n->language, v);
    g_autofree char *by = NULL;
    if (reaction > now && !t->paused_at) {
        Moment m = moment_of(w, reaction), today = moment_of(w, now);
        by = by_words(&m, &today, n->language);
    }
    vars_set(v, "answer_by", by ? by : "");
    vars_set(v, "late", ticket_is_late(t, now) ? "1" : "");
    vars_set(v, "due_late", t->due_at && t->due_at <= now && !is_over(t) ? "1" : "");
    g_autofree char *age = t->status_at ? vars_age(now - t->status_at, n->language) : g_strdup("");
    vars_time(v, "status_since", t->status_at);
    vars_set(v, "status_age", age);
}

// "1h30m", "1h30m of working time, 19h in all".
static void
set_measure(Vars *v, const char *name, int64_t work, int64_t wall, const char *language)
{
    g_autofree char *all = account_span(MAX(wall, 0)), *working = account_span(MAX(work, 0));
    g_autofree char *words =
        wall < 0 ? g_strdup("")
        : work < 0 || work == wall
            ? g_strdup(all)
            : g_strdup_printf(lang_text(language, N_("%s of working time, %s in all")), working,
                              all);
    vars_set(v, name, words);
}

void
vars_measures(const Application *a, const Notice *n, const Ticket *t, Vars *v)
{
    const Desk *d = a->reception->desk;
    bool reaction = vars_deadline(t, false) != 0, solution = vars_deadline(t, true) != 0;
    g_autofree char *first = reaction ? promise_explain(d, t, false, n->language) : g_strdup("");
    g_autofree char *last = solution ? promise_explain(d, t, true, n->language) : g_strdup("");
    vars_set(v, "reaction_why", first);
    vars_set(v, "solution_why", last);
    set_measure(v, "answered_in", t->answer_work, t->answer_wall, n->language);
    set_measure(v, "solved_in", t->solve_work, t->solve_wall, n->language);
}
