// test_timer.c: what timers count from, when they are due, how often, and when the clock has to
// look at a ticket again.
#include "berlin_fixture.h"

#include "ticket/rule.h"

static Desk *desk;
static GHashTable *known; // rules_since

static int
setup(void **state)
{
    desk = test_desk();
    set(desk->time_zone, "Europe/Berlin");
    g_ptr_array_add(desk->calendars, calendar_new("office")); // Mon-Fri 9-18
    known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return 0;
}

static int
teardown(void **state)
{
    g_clear_pointer(&known, g_hash_table_unref);
    g_clear_pointer(&desk, desk_free);
    return 0;
}

static Condition *
leaf(const char *key, const char *value)
{
    const char *const values[] = {value, NULL};
    g_autoptr(GError) error = NULL;
    Condition *c = condition_leaf(key, values, &error);
    if (!c)
        fail_msg("%s: %s", key, error->message);
    return c;
}

// A timer rule that this desk always knew. Borrowed: it is the desk's.
static Rule *
add_rule(const char *name, TimerBase since, Span after)
{
    Rule *r = rule_new(name);
    r->on = ON_TIMER;
    r->since = since;
    r->after = after;
    g_ptr_array_add(desk->rules, r);
    g_hash_table_insert(known, g_strdup(name), g_new0(int64_t, 1));
    return r;
}

static Ticket *
make_ticket(const char *since)
{
    Ticket *t = ticket_new();
    set(t->queue, "support");
    set(t->status, "open");
    t->kind = KIND_OPEN;
    t->created_at = t->status_at = at(since);
    t->requester = contact_new("carol@customer.example", "");
    return t;
}

static RuleView
view_of(const Ticket *t, const char *now)
{
    return (RuleView){
        .desk = desk,
        .now = at(now),
        .queue = desk->queues->pdata[0],
        .ticket = t,
        .text = "",
        .channel = "clock",
    };
}

#define PLAIN(n)                                                                                   \
    {                                                                                              \
        .seconds = (n)                                                                             \
    }
#define WORKING(n)                                                                                 \
    {                                                                                              \
        .seconds = (n), .working = true                                                            \
    }

// The ticket came into its status on Friday 17:00; the solution is promised for Monday 10:00.
static void
due_instants(void **state)
{
    static const struct {
        const char *name;
        TimerBase since;
        Span after, before, every;
        unsigned times, count;
        int64_t passed;
        const char *want;
    } cases[] = {
        {"at once", SINCE_STATUS, {0}, {0}, {0}, 0, 0, 0, "2026-11-20 17:00"},
        {"two days", SINCE_STATUS, PLAIN(2 * DAY), {0}, {0}, 0, 0, 0, "2026-11-22 17:00"},
        {"two hours of work",
         SINCE_STATUS,
         WORKING(2 * HOUR),
         {0},
         {0},
         0,
         0,
         0,
         "2026-11-23 10:00"},
        {"done", SINCE_STATUS, PLAIN(2 * DAY), {0}, {0}, 0, 1, 1, ""},
        {"before", SINCE_SOLUTION, {0}, PLAIN(HOUR), {0}, 0, 0, 0, "2026-11-23 09:00"},
        {"two hours before",
         SINCE_SOLUTION,
         {0},
         PLAIN(2 * HOUR),
         {0},
         0,
         0,
         0,
         "2026-11-23 08:00"},
        {"half an hour of work before",
         SINCE_SOLUTION,
         {0},
         WORKING(1800),
         {0},
         0,
         0,
         0,
         "2026-11-23 09:30"},
        {"an hour of work before: when work begins",
         SINCE_SOLUTION,
         {0},
         WORKING(HOUR),
         {0},
         0,
         0,
         0,
         "2026-11-23 09:00"},
        {"two hours of work before",
         SINCE_SOLUTION,
         {0},
         WORKING(2 * HOUR),
         {0},
         0,
         0,
         0,
         "2026-11-20 17:00"},
        {"ten hours of work before",
         SINCE_SOLUTION,
         {0},
         WORKING(10 * HOUR),
         {0},
         0,
         0,
         0,
         "2026-11-20 09:00"},
        {"the first of many",
         SINCE_STATUS,
         PLAIN(DAY),
         {0},
         PLAIN(2 * DAY),
         3,
         0,
         0,
         "2026-11-21 17:00"},
        {"the second", SINCE_STATUS, PLAIN(DAY), {0}, PLAIN(2 * DAY), 3, 1, 1, "2026-11-23 17:00"},
        {"the third", SINCE_STATUS, PLAIN(DAY), {0}, PLAIN(2 * DAY), 3, 2, 2, "2026-11-25 17:00"},
        {"enough", SINCE_STATUS, PLAIN(DAY), {0}, PLAIN(2 * DAY), 3, 3, 3, ""},
        {"the second, after missed ones",
         SINCE_STATUS,
         PLAIN(DAY),
         {0},
         PLAIN(2 * DAY),
         3,
         1,
         4,
         "2026-11-29 17:00"},
        {"no bound", SINCE_STATUS, PLAIN(DAY), {0}, PLAIN(DAY), 0, 100, 100, "2027-03-01 17:00"},
        {"every three hours of work",
         SINCE_STATUS,
         WORKING(HOUR),
         {0},
         WORKING(3 * HOUR),
         0,
         2,
         2,
         "2026-11-23 15:00"},
        {"before, then every hour",
         SINCE_SOLUTION,
         {0},
         PLAIN(2 * HOUR),
         PLAIN(HOUR),
         0,
         1,
         1,
         "2026-11-23 09:00"},
        {"before, every hour, but no longer when it has passed",
         SINCE_SOLUTION,
         {0},
         PLAIN(2 * HOUR),
         PLAIN(HOUR),
         0,
         2,
         2,
         ""},
        {"nothing to count from", SINCE_DUE, PLAIN(HOUR), {0}, {0}, 0, 0, 0, ""},
        {"longer than any calendar", SINCE_STATUS, WORKING(INT64_MAX / 4), {0}, {0}, 0, 0, 0, ""},
        {"longer than time",
         SINCE_STATUS,
         PLAIN(INT64_MAX / 2),
         {0},
         PLAIN(INT64_MAX / 2),
         0,
         9,
         9,
         ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Ticket) t = make_ticket("2026-11-20 17:00");
        t->solution_at = at("2026-11-23 10:00");
        g_autoptr(Rule) r = rule_new("r");
        r->since = cases[i].since;
        r->after = cases[i].after;
        r->before = cases[i].before;
        r->every = cases[i].every;
        r->times = cases[i].times;
        g_autoptr(GPtrArray) firings = g_ptr_array_new_with_free_func((GDestroyNotify)firing_free);
        Firing *other = firing_new("s", rule_base(r, t), 9);
        Firing *done = firing_new("r", rule_base(r, t), cases[i].count);
        done->passed = cases[i].passed;
        g_ptr_array_add(firings, other);
        g_ptr_array_add(firings, done);
        g_auto(RuleView) view = view_of(t, "2026-11-20 17:00");
        is_at(cases[i].name, "the next time", rule_due(r, &view, cases[i].count ? firings : NULL),
              cases[i].want);
        // Counted from another instant nothing was done.
        done->base--;
        int64_t anew = rule_due(r, &view, firings), first = rule_due(r, &view, NULL);
        assert_int_equal(anew, first);
    }
}

// The desk sleeps; each time it wakes the rule acts once and waits for the next of its times.
static void
sleeping_desk_catches_up_once(void **state)
{
    static const struct {
        const char *now, *next;
        unsigned count;
    } PLAIN_DAYS[] = {{"2026-11-19 10:00", "2026-11-21 10:00", 1},
                      {"2026-11-21 10:00", "2026-11-23 10:00", 2},
                      {"2026-11-28 12:00", "2026-11-29 10:00", 3},
                      {"2026-11-29 10:00", "2026-12-01 10:00", 4},
                      {"2027-01-01 00:00", "", 5}},
      HOURS[] = {{"2026-11-17 12:00", "2026-11-17 16:00", 1},
                 {"2026-11-18 09:30", "2026-11-18 11:00", 2},
                 {"2026-11-21 12:00", "2026-11-23 12:00", 3},
                 {"2026-11-23 12:00", "2026-11-23 16:00", 4}};
    const struct {
        Span after, every;
        unsigned times, steps;
        bool hours;
    } cases[] = {{PLAIN(2 * DAY), PLAIN(2 * DAY), 5, 5, false},
                 {WORKING(3 * HOUR), WORKING(4 * HOUR), 0, 4, true}};
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Ticket) t = make_ticket(cases[i].hours ? "2026-11-17 09:00" : "2026-11-17 10:00");
        Rule *r = add_rule("nudge", SINCE_STATUS, cases[i].after);
        r->every = cases[i].every;
        r->times = cases[i].times;
        g_autoptr(GPtrArray) firings = g_ptr_array_new_with_free_func((GDestroyNotify)firing_free);
        for (unsigned j = 0; j < cases[i].steps; j++) {
            const char *now = cases[i].hours ? HOURS[j].now : PLAIN_DAYS[j].now;
            const char *next = cases[i].hours ? HOURS[j].next : PLAIN_DAYS[j].next;
            g_auto(RuleView) view = view_of(t, now);
            assert_true(rule_is_due(r, &view, firings, known));
            Firing *fired = rule_fire(r, &view, firings);
            assert_string_equal(fired->rule, "nudge");
            assert_int_equal(fired->base, t->status_at);
            assert_int_equal(fired->count, cases[i].hours ? HOURS[j].count : PLAIN_DAYS[j].count);
            g_ptr_array_set_size(firings, 0);
            g_ptr_array_add(firings, fired);
            assert_false(rule_is_due(r, &view, firings, known));
            is_at(now, "the next time", rule_due(r, &view, firings), next);
            is_at(now, "the next time", rules_next(&view, firings, known), next);
        }
        g_ptr_array_set_size(desk->rules, 0);
    }
}

static void
younger_rules_leave_it_alone(void **state)
{
    static const struct {
        const char *name, *since; // "" = not known at all
        bool old_tickets, enabled, timer, merged, want;
    } cases[] = {
        {"known before", "2026-11-01 10:00", false, true, true, false, true},
        {"known since then", "2026-11-17 10:00", false, true, true, false, true},
        {"younger", "2026-11-17 10:01", false, true, true, false, false},
        {"new", "", false, true, true, false, false},
        {"told to act on old ones", "", true, true, true, false, true},
        {"off", "2026-11-01 10:00", false, false, true, false, false},
        {"no timer", "2026-11-01 10:00", false, true, false, false, false},
        {"a part of another ticket", "2026-11-01 10:00", true, true, true, true, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Ticket) t = make_ticket("2026-11-17 10:00");
        t->merged_into = cases[i].merged;
        Rule *r = add_rule("r", SINCE_STATUS, (Span)PLAIN(HOUR));
        r->old_tickets = cases[i].old_tickets;
        r->enabled = cases[i].enabled;
        r->on = cases[i].timer ? ON_TIMER : ON_STATUS;
        g_hash_table_remove_all(known);
        if (*cases[i].since) {
            int64_t *since = g_new(int64_t, 1);
            *since = at(cases[i].since);
            g_hash_table_insert(known, g_strdup("r"), since);
        }
        g_auto(RuleView) view = view_of(t, "2026-11-18 10:00");
        if (rule_is_due(r, &view, NULL, known) != cases[i].want)
            fail_msg("%s: not %d", cases[i].name, cases[i].want);
        is_at(cases[i].name, "the next time", rules_next(&view, NULL, known),
              cases[i].want ? "2026-11-18 10:00" : "");
        g_ptr_array_set_size(desk->rules, 0);
    }
    // Where nothing is known all are new: they act on a ticket of this very second.
    g_autoptr(Ticket) t = make_ticket("2026-11-18 10:00");
    Rule *r = add_rule("r", SINCE_STATUS, (Span){0});
    g_auto(RuleView) view = view_of(t, "2026-11-18 10:00");
    assert_true(rule_is_due(r, &view, NULL, NULL));
}

// One rule, two hours after Tuesday 10:00.
static void
clock_looks_when_something_may_be_done(void **state)
{
    static const struct {
        const char *name, *now, *keys[3], *values[3], *want;
    } cases[] = {
        {"no conditions", "2026-11-17 10:00", {0}, {0}, "2026-11-17 12:00"},
        {"no conditions, now", "2026-11-17 12:00", {0}, {0}, "2026-11-17 12:00"},
        {"no conditions, late", "2026-11-17 15:00", {0}, {0}, "2026-11-17 15:00"},
        {"they hold", "2026-11-17 10:00", {"status"}, {"open"}, "2026-11-17 12:00"},
        {"they do not", "2026-11-17 10:00", {"status"}, {"closed"}, ""},
        {"they do not, late", "2026-11-17 15:00", {"status"}, {"closed"}, ""},
        {"the clock may help before it is due",
         "2026-11-17 10:00",
         {"age"},
         {">90m"},
         "2026-11-17 12:00"},
        {"the clock may help", "2026-11-17 12:00", {"age"}, {">3d"}, "2026-11-17 13:00"},
        {"the clock cannot help", "2026-11-17 12:00", {"status", "age"}, {"closed", ">3d"}, ""},
        {"nor when it comes first", "2026-11-17 12:00", {"age", "status"}, {">1h", "closed"}, ""},
        {"nor before it is due", "2026-11-17 11:59", {"age", "status"}, {">1h", "closed"}, ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Ticket) t = make_ticket("2026-11-17 10:00");
        Rule *r = add_rule("r", SINCE_STATUS, (Span)PLAIN(2 * HOUR));
        g_autoptr(GPtrArray) parts = g_ptr_array_new();
        for (size_t j = 0; j < G_N_ELEMENTS(cases[i].keys) && cases[i].keys[j]; j++)
            g_ptr_array_add(parts, leaf(cases[i].keys[j], cases[i].values[j]));
        if (parts->len)
            r->when = condition_group(CONDITION_ALL, g_steal_pointer(&parts));
        g_auto(RuleView) view = view_of(t, cases[i].now);
        is_at(cases[i].name, "the next time", rules_next(&view, NULL, known), cases[i].want);
        g_ptr_array_set_size(desk->rules, 0);
    }
}

// "Due soon" is no news once it is late: the clock does not even look.
static void
no_warning_of_what_has_passed(void **state)
{
    static const struct {
        const char *now, *next;
        Span before;
        bool due;
    } cases[] = {
        {"2026-11-17 11:59", "2026-11-17 12:00", PLAIN(2 * HOUR), false},
        {"2026-11-17 12:00", "2026-11-17 12:00", PLAIN(2 * HOUR), true},
        {"2026-11-17 13:59", "2026-11-17 13:59", PLAIN(2 * HOUR), true},
        {"2026-11-17 13:59", "2026-11-17 13:59", WORKING(2 * HOUR), true},
        {"2026-11-17 14:00", "", PLAIN(2 * HOUR), false},
        {"2026-11-18 10:00", "", PLAIN(2 * HOUR), false},
        {"2026-11-18 10:00", "", WORKING(2 * HOUR), false},
    };
    g_autoptr(Ticket) t = make_ticket("2026-11-17 10:00");
    t->solution_at = at("2026-11-17 14:00");
    Rule *soon = add_rule("soon", SINCE_SOLUTION, (Span){0});
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        soon->before = cases[i].before;
        g_auto(RuleView) view = view_of(t, cases[i].now);
        assert_int_equal(rule_is_due(soon, &view, NULL, known), cases[i].due);
        is_at(cases[i].now, "the next time", rules_next(&view, NULL, known), cases[i].next);
    }
    // What tells that it is late does so.
    Rule *late = add_rule("late", SINCE_SOLUTION, (Span){0});
    g_auto(RuleView) view = view_of(t, "2026-11-17 15:00");
    assert_true(rule_is_due(late, &view, NULL, known));
    is_at("late", "the next time", rules_next(&view, NULL, known), "2026-11-17 15:00");
}

// Who writes every day is waited for since the first of the days.
static void
daily_words_put_nothing_off(void **state)
{
    g_autoptr(Ticket) t = make_ticket("2026-11-16 10:00");
    Rule *r = add_rule("answer", SINCE_CUSTOMER, (Span)PLAIN(2 * DAY));
    static const char *const DAYS[] = {"2026-11-16 10:00", "2026-11-17 10:00", "2026-11-18 09:59"};
    for (size_t i = 0; i < G_N_ELEMENTS(DAYS); i++) {
        ticket_note_word(t, t->kind, DIRECTION_IN, at(DAYS[i]));
        g_auto(RuleView) view = view_of(t, DAYS[i]);
        assert_false(rule_is_due(r, &view, NULL, known));
        is_at(DAYS[i], "the next time", rules_next(&view, NULL, known), "2026-11-18 10:00");
    }
    g_auto(RuleView) view = view_of(t, "2026-11-18 10:00");
    assert_true(rule_is_due(r, &view, NULL, known));
}

static void
earliest_of_all_rules_counts(void **state)
{
    g_autoptr(Ticket) t = make_ticket("2026-11-17 10:00");
    add_rule("later", SINCE_STATUS, (Span)PLAIN(3 * DAY));
    add_rule("next", SINCE_CREATED, (Span)WORKING(3 * HOUR));
    add_rule("after that", SINCE_STATUS, (Span)PLAIN(4 * HOUR));
    // Earlier, but of no use.
    add_rule("never", SINCE_STATUS, (Span)PLAIN(HOUR))->when = leaf("status", "closed");
    g_auto(RuleView) view = view_of(t, "2026-11-17 10:00");
    is_at("next", "the next time", rules_next(&view, NULL, known), "2026-11-17 13:00");
    g_autoptr(GPtrArray) firings = g_ptr_array_new_with_free_func((GDestroyNotify)firing_free);
    g_ptr_array_add(firings, firing_new("next", t->created_at, 1));
    is_at("after that", "the next time", rules_next(&view, firings, known), "2026-11-17 14:00");
    g_ptr_array_add(firings, firing_new("after that", t->created_at, 1));
    is_at("later", "the next time", rules_next(&view, firings, known), "2026-11-20 10:00");
    g_ptr_array_add(firings, firing_new("later", t->created_at, 1));
    is_at("never", "the next time", rules_next(&view, firings, known), "");
}

// What stands in the mail at hand does not count: the clock will come without it.
static void
clock_sees_no_mail(void **state)
{
    g_autoptr(Ticket) t = make_ticket("2026-11-17 10:00");
    add_rule("r", SINCE_STATUS, (Span)PLAIN(2 * HOUR))->when = leaf("channel", "clock");
    g_auto(RuleView) view = view_of(t, "2026-11-17 10:00");
    view.channel = "mail";
    view.first = true;
    is_at("the channel", "the next time", rules_next(&view, NULL, known), "2026-11-17 12:00");
    assert_string_equal(view.channel, "mail");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_warning_of_what_has_passed, setup, teardown),
        cmocka_unit_test_setup_teardown(daily_words_put_nothing_off, setup, teardown),
        cmocka_unit_test_setup_teardown(due_instants, setup, teardown),
        cmocka_unit_test_setup_teardown(sleeping_desk_catches_up_once, setup, teardown),
        cmocka_unit_test_setup_teardown(younger_rules_leave_it_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(clock_looks_when_something_may_be_done, setup, teardown),
        cmocka_unit_test_setup_teardown(earliest_of_all_rules_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(clock_sees_no_mail, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
