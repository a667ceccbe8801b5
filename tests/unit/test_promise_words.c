// test_promise_words.c: which promise holds, where its hours are reckoned, what is late, and how a
// deadline is explained.
#include "promise_fixture.h"

static void
status_tells_since_when(void **state)
{
    g_autoptr(Ticket) t = make_ticket("", "carol@customer.example");
    follow(t, &(Step){"2026-11-18 10:00", "new"}, true);
    is_at("new", "status", t->status_at, "2026-11-18 10:00");
    follow(t, &(Step){"2026-11-18 11:00", "answer"}, false);
    is_at("answered", "status", t->status_at, "2026-11-18 10:00");
    follow(t, &(Step){"2026-11-18 12:00", "open"}, false);
    is_at("open", "status", t->status_at, "2026-11-18 12:00");
}

// In Boston the desk opens six hours later.
static void
company_has_its_own_hours(void **state)
{
    static const struct {
        const char *customer, *made, *reaction;
    } cases[] = {
        {"carol@customer.example", "2026-11-18 10:00", "2026-11-18 12:00"},
        {"jim@boston.example", "2026-11-18 10:00", "2026-11-18 17:00"},
        {"jim@boston.example", "2026-11-18 23:30", "2026-11-19 16:30"},
        // America still has summer time.
        {"jim@boston.example", "2026-10-28 10:00", "2026-10-28 16:00"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Ticket) t = make_ticket("gold", cases[i].customer);
        follow(t, &(Step){cases[i].made, "new"}, true);
        is_at(cases[i].made, cases[i].customer, t->reaction_at, cases[i].reaction);
    }
}

static void
late_is_what_has_passed(void **state)
{
    static const struct {
        const char *name, *reaction, *solution, *due, *paused;
        StatusKind kind;
        bool answered, want;
    } cases[] = {
        {"nothing promised", "", "", "", "", KIND_OPEN, false, false},
        {"in time", "2026-11-18 13:00", "2026-11-19 13:00", "2026-11-19 13:00", "", KIND_OPEN,
         false, false},
        {"no answer yet", "2026-11-18 11:00", "", "", "", KIND_NEW, false, true},
        {"this very second", "2026-11-18 12:00", "", "", "", KIND_NEW, false, true},
        {"answered", "2026-11-18 11:00", "", "", "", KIND_OPEN, true, false},
        {"not solved yet", "", "2026-11-18 11:00", "", "", KIND_OPEN, true, true},
        {"paused before", "2026-11-18 11:00", "2026-11-18 11:00", "", "2026-11-18 10:00",
         KIND_WAITING, false, false},
        {"paused afterwards", "", "2026-11-18 11:00", "", "2026-11-18 11:30", KIND_WAITING, false,
         true},
        {"due, whatever the clock does", "", "", "2026-11-18 11:00", "2026-11-18 10:00",
         KIND_WAITING, true, true},
        {"solved", "2026-11-18 11:00", "2026-11-18 11:00", "2026-11-18 11:00", "2026-11-18 11:30",
         KIND_SOLVED, false, false},
        {"closed", "", "2026-11-18 11:00", "2026-11-18 11:00", "", KIND_CLOSED, true, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Ticket) t = ticket_new();
        t->kind = cases[i].kind;
        t->reaction_at = *cases[i].reaction ? at(cases[i].reaction) : 0;
        t->solution_at = *cases[i].solution ? at(cases[i].solution) : 0;
        t->due_at = *cases[i].due ? at(cases[i].due) : 0;
        t->paused_at = *cases[i].paused ? at(cases[i].paused) : 0;
        t->answered_at = cases[i].answered ? 1 : 0;
        if (ticket_is_late(t, at("2026-11-18 12:00")) != cases[i].want)
            fail_msg("%s: not %d", cases[i].name, cases[i].want);
    }
}

static void
text_is(char *got_owned, const char *want)
{
    g_autofree char *got = got_owned;
    assert_string_equal(got, want);
}

static void
deadlines_are_explained(void **state)
{
    g_autoptr(Ticket) t = make_ticket("gold", "carol@customer.example");
    follow(t, &(Step){"2026-11-20 17:30", "new"}, true);
    text_is(promise_explain(desk, t, false, "en"),
            "Fri 17:30 + 2 h 00 = Mon 10:30: Fri 17:30–18:00, weekend, Mon 9:00–10:30");
    follow(t, &(Step){"2026-11-23 09:00", "wait"}, false);
    follow(t, &(Step){"2026-11-23 10:15", "open"}, false);
    text_is(promise_explain(desk, t, false, "en"),
            "Fri 17:30 + 3 h 15 = Mon 11:45: Fri 17:30–18:00, weekend, Mon 9:00–11:45 "
            "(1 h 15 of it the clock stood)");
    // Nothing is promised, or not that.
    t->solution_at = 0;
    text_is(promise_explain(desk, t, true, "en"), "");
    set(t->promise, "");
    text_is(promise_explain(desk, t, false, "en"), "");
}

#define EARLIER "as promised before the promise or the config changed"
#define FRIDAY  "Fri 17:30 + 2 h 00 = Mon 10:30: Fri 17:30–18:00, weekend, Mon 9:00–10:30"

// A ticket that was promised two hours: which changes of the config its deadline does not fit.
static void
earlier_promises_are_told_so(void **state)
{
    static const struct {
        const char *name;
        Step steps[4];
        int64_t reaction;     // that the promise has now, in minutes
        const char *calendar; // "-" = the promise is gone
        const char *want;
    } cases[] = {
        {"as it was", {{0}}, 120, "", FRIDAY},
        {"longer now", {{0}}, 180, "", EARLIER},
        {"shorter now", {{0}}, 60, "", EARLIER},
        {"no longer", {{0}}, 0, "", EARLIER},
        {"gone", {{0}}, 120, "-", EARLIER},
        {"other hours", {{0}}, 120, "night", EARLIER},
        {"shorter by less than the pause",
         {{"2026-11-23 09:00", "wait"}, {"2026-11-23 10:15", "open"}},
         90,
         "",
         EARLIER},
        {"answered", {{"2026-11-23 09:30", "answer"}}, 120, "", FRIDAY},
        {"answered, shorter now", {{"2026-11-23 09:30", "answer"}}, 60, "", EARLIER},
        {"answered after a pause",
         {{"2026-11-23 09:00", "wait"},
          {"2026-11-23 09:15", "open"},
          {"2026-11-23 09:30", "answer"}},
         120,
         "",
         "Fri 17:30 + 2 h 15 = Mon 10:45: Fri 17:30–18:00, weekend, Mon 9:00–10:45 "
         "(0 h 15 of it the clock stood)"},
        {"answered after a pause, shorter now",
         {{"2026-11-23 09:00", "wait"},
          {"2026-11-23 09:15", "open"},
          {"2026-11-23 09:30", "answer"}},
         115,
         "",
         EARLIER},
        {"a pause after the answer",
         {{"2026-11-23 09:30", "answer"},
          {"2026-11-23 09:40", "wait"},
          {"2026-11-24 09:30", "open"}},
         120,
         "",
         FRIDAY},
        {"missed, then a pause",
         {{"2026-11-23 11:00", "wait"}, {"2026-11-23 12:00", "open"}},
         120,
         "",
         FRIDAY},
        {"missed, longer now", {{"2026-11-23 11:00", "wait"}}, 180, "", EARLIER},
        {"missed, then answered",
         {{"2026-11-23 11:00", "wait"}, {"2026-11-23 12:00", "answer"}},
         120,
         "",
         FRIDAY},
        {"it waits", {{"2026-11-23 09:00", "wait"}}, 120, "", FRIDAY},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Ticket) t = make_ticket("plan", "carol@customer.example");
        Promise *p = add_promise("plan", 2 * HOUR, 0);
        follow(t, &(Step){"2026-11-20 17:30", "new"}, true);
        for (size_t j = 0; j < G_N_ELEMENTS(cases[i].steps) && cases[i].steps[j].at; j++) {
            follow(t, &cases[i].steps[j], false);
            t->updated_at = at(cases[i].steps[j].at);
        }
        p->reaction = cases[i].reaction * 60;
        if (strcmp(cases[i].calendar, "-") == 0)
            set(p->name, "other");
        else
            set(p->calendar, cases[i].calendar);
        g_autofree char *got = promise_explain(desk, t, false, "en");
        if (strcmp(got, cases[i].want) != 0)
            fail_msg("%s: %s", cases[i].name, got);
        g_ptr_array_remove(desk->promises, p);
    }
}

static Condition *
leaf(const char *key, const char *value)
{
    const char *const values[] = {value, NULL};
    Condition *c = condition_leaf(key, values, NULL);
    assert_non_null(c);
    return c;
}

static void
first_row_that_holds_is_promised(void **state)
{
    ((Promise *)desk->promises->pdata[0])->when = leaf("priority", "urgent");
    ((Promise *)desk->promises->pdata[1])->when = leaf("type", "fault");
    ((Promise *)desk->promises->pdata[2])->when = leaf("tag", "night");
    static const struct {
        Priority priority;
        const char *type, *tag, *want;
    } cases[] = {
        {PRIORITY_URGENT, "fault", "night", "gold"},
        {PRIORITY_HIGH, "fault", "night", "silver"},
        {PRIORITY_HIGH, "", "night", "by night"},
        {PRIORITY_HIGH, "", "day", ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Ticket) t = make_ticket("", "carol@customer.example");
        t->priority = cases[i].priority;
        set(t->type, cases[i].type);
        g_ptr_array_add(t->tags, g_strdup(cases[i].tag));
        g_auto(RuleView)
            view = {.desk = desk, .now = NOW, .ticket = t, .text = "", .channel = "mail"};
        g_autofree char *fault = NULL;
        g_autoptr(GPtrArray) sights = g_ptr_array_new_with_free_func((GDestroyNotify)sight_free);
        const Promise *p = promise_choose(&view, sights, &fault);
        assert_string_equal(p ? p->name : "", cases[i].want);
        assert_null(fault);
        assert_true(sights->len > 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(status_tells_since_when, setup, teardown),
        cmocka_unit_test_setup_teardown(company_has_its_own_hours, setup, teardown),
        cmocka_unit_test(late_is_what_has_passed),
        cmocka_unit_test_setup_teardown(deadlines_are_explained, setup, teardown),
        cmocka_unit_test_setup_teardown(earlier_promises_are_told_so, setup, teardown),
        cmocka_unit_test_setup_teardown(first_row_that_holds_is_promised, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
