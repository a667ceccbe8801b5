// promise_fixture.h: a desk with two calendars, a company far away and three promises; tickets to
// which things happen, each followed twice.
#pragma once

#include "berlin_fixture.h"

#include "ticket/rule.h"

static Desk *desk;

static inline Promise *
add_promise(const char *name, int64_t reaction, int64_t solution)
{
    Promise *p = promise_new(name);
    p->reaction = reaction;
    p->solution = solution;
    g_ptr_array_add(desk->promises, p);
    return p;
}

static inline int
setup(void **state)
{
    desk = test_desk();
    desk_add_status(desk, "asleep", KIND_POSTPONED, "", "");
    Status *vendor = status_new("vendor", KIND_OPEN);
    vendor->clock = CLOCK_PAUSED;
    g_ptr_array_add(desk->workflow, vendor);
    Status *urgent = status_new("hurry", KIND_WAITING);
    urgent->clock = CLOCK_RUNNING;
    g_ptr_array_add(desk->workflow, urgent);
    set(desk->time_zone, "Europe/Berlin");
    g_ptr_array_add(desk->calendars, calendar_new("office"));
    Calendar *night = calendar_new("night"); // 22:00 to 6:00, every day
    for (unsigned i = 0; i < G_N_ELEMENTS(night->week); i++) {
        DaySpan early = {0, 360}, late = {1320, 1440};
        g_array_set_size(night->week[i], 0);
        g_array_append_val(night->week[i], early);
        g_array_append_val(night->week[i], late);
    }
    g_ptr_array_add(desk->calendars, night);
    Company *boston = company_new("Boston Ltd");
    g_ptr_array_add(boston->domains, g_strdup("boston.example"));
    set(boston->time_zone, "America/New_York");
    g_ptr_array_add(desk->companies, boston);
    add_promise("gold", 2 * HOUR, 16 * HOUR);
    add_promise("silver", 4 * HOUR, 40 * HOUR);
    Promise *by_night = add_promise("by night", 3 * HOUR, 0);
    set(by_night->calendar, "night");
    return 0;
}

static inline int
teardown(void **state)
{
    g_clear_pointer(&desk, desk_free);
    return 0;
}

static inline Ticket *
make_ticket(const char *promise, const char *customer)
{
    Ticket *t = ticket_new();
    set(t->queue, "support");
    set(t->promise, promise);
    t->requester = contact_new(customer, "");
    return t;
}

// What happens to the ticket: a status, "answer" (the manager's), "-> PROMISE".
typedef struct {
    const char *at, *what;
} Step;

static inline void
take_status(Ticket *t, const char *name, int64_t now)
{
    const Status *s = desk_status(desk, name);
    assert_non_null(s);
    set(t->status, s->name);
    t->kind = s->kind;
    bool over = s->kind == KIND_SOLVED || s->kind == KIND_CLOSED;
    t->solved_at = over ? (t->solved_at ? t->solved_at : now) : 0;
}

static inline void
follow(Ticket *t, const Step *step, bool fresh)
{
    int64_t now = at(step->at);
    g_autoptr(Ticket) before = fresh ? NULL : ticket_dup(t);
    if (fresh)
        t->created_at = now;
    if (strcmp(step->what, "answer") == 0)
        t->answered_at = t->answered_at ? t->answered_at : now;
    else if (g_str_has_prefix(step->what, "-> "))
        set(t->promise, step->what + 3);
    else
        take_status(t, step->what, now);
    promise_follow(desk, before, t, now);
    // Once more changes nothing.
    g_autoptr(Ticket) once = ticket_dup(t);
    promise_follow(desk, before, t, now);
    assert_int_equal(t->status_at, once->status_at);
    assert_int_equal(t->paused_at, once->paused_at);
    assert_int_equal(t->paused_work, once->paused_work);
    assert_int_equal(t->paused_wall, once->paused_wall);
    assert_int_equal(t->reaction_at, once->reaction_at);
    assert_int_equal(t->solution_at, once->solution_at);
    assert_int_equal(t->answer_work, once->answer_work);
    assert_int_equal(t->solve_work, once->solve_work);
    assert_int_equal(t->solve_wall, once->solve_wall);
}
