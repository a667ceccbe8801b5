// test_tick_clock.c: one run of the clock as a whole: a clock that was ahead, rules that were taken
// out, work that is spread, tickets that fail, recurring tickets.
#include "tick_fixture.h"

static Recurring *
add_recurring(const char *name, const char *rrule)
{
    Recurring *s = recurring_new(name);
    set(s->rrule, rrule);
    set(s->subject, name);
    s->start_at = NOW - 10 * DAY;
    g_ptr_array_add(desk->recurring, s);
    set(desk->time_zone, "UTC");
    return s;
}

static bool
has_tag(int64_t number, const char *tag)
{
    g_autoptr(Ticket) t = ticket(number);
    return g_ptr_array_find_with_equal_func(t->tags, tag, g_str_equal, NULL);
}

// Ticket numbers of this event cannot be written: a fault of one ticket alone.
static void
break_ticket(int number)
{
    g_autofree char *text = g_strdup_printf(
        "CREATE TRIGGER broken BEFORE INSERT ON event WHEN new.ticket = %d AND new.kind <> 'sent' "
        "BEGIN SELECT RAISE(ABORT, 'broken on purpose'); END",
        number);
    sql(text);
}

static void
clock_that_was_ahead(void **state)
{
    Rule *r = add_timer("nudge", HOUR, "note", "look", "one");
    r->every.seconds = DAY;
    add_recurring("backups", "FREQ=DAILY");
    tick();
    question();
    now += 2 * HOUR;
    assert_int_equal(tick().timers, 1);
    int64_t right = now;
    now += 3650 * (int64_t)DAY;
    assert_int_equal(tick().timers, 1);
    now = right;
    tick();
    int64_t late = question();
    now += DAY + HOUR;
    TickResult after = tick();
    assert_int_equal(after.timers, 1); // that of the ticket that came since
    assert_int_equal(after.recurring, 1);
    g_autofree char *history = events(late);
    assert_non_null(strstr(history, "remark"));
    now += DAY;
    assert_int_equal(tick().timers, 3); // with the one of the schedule
}

static void
small_steps_back_are_nothing(void **state)
{
    add_timer("nudge", HOUR, "tag", "late", "one")->every.seconds = DAY;
    tick();
    question();
    now += 2 * HOUR;
    assert_int_equal(tick().timers, 1);
    now -= HOUR / 2;
    assert_int_equal(tick().timers, 0);
    now += HOUR;
    assert_int_equal(tick().timers, 0);
}

// Put back later, a rule is as new as one that nobody saw before.
static void
rules_are_forgotten(void **state)
{
    Rule *young = add_timer("young", HOUR, "tag", "young", "one");
    add_timer("always", HOUR, "tag", "always", "one");
    tick();
    g_autoptr(GHashTable) known = store_rules_since(store, NULL);
    assert_non_null(g_hash_table_lookup(known, "young"));
    young->enabled = false;
    set(desk->hash, "two");
    tick();
    g_autoptr(GHashTable) less = store_rules_since(store, NULL);
    assert_null(g_hash_table_lookup(less, "young"));
    int64_t n = question();
    now += 10;
    young->enabled = true;
    set(desk->hash, "one");
    tick();
    now += 2 * HOUR;
    tick();
    assert_true(has_tag(n, "always"));
    assert_false(has_tag(n, "young"));
}

// Also when no timer is left meanwhile.
static void
all_rules_are_forgotten(void **state)
{
    Rule *young = add_timer("young", HOUR, "tag", "young", "one");
    tick();
    young->enabled = false;
    set(desk->hash, "two");
    tick();
    int64_t n = question();
    now += 10;
    young->enabled = true;
    set(desk->hash, "one");
    tick();
    now += 2 * HOUR;
    tick();
    assert_false(has_tag(n, "young"));
}

static unsigned
tickets_of(const char *manager)
{
    g_autoptr(GPtrArray) list =
        store_ticket_list(store, &(TicketFilter){.manager = manager, .limit = 1000}, NULL);
    return list->len;
}

static void
one_run_spreads(void **state)
{
    static const char *const ASSIGN[] = {"turn:anna,bob", "load:anna,bob"};
    for (size_t i = 0; i < G_N_ELEMENTS(ASSIGN); i++) {
        if (i > 0) {
            assert_int_equal(house_teardown(state), 0);
            assert_int_equal(house_setup(state), 0);
        }
        add_timer("give", HOUR, "assign", ASSIGN[i], "one");
        tick();
        questions(6); // all of them are boris's: Acme's manager
        assert_int_equal(tickets_of("boris"), 6);
        now += 2 * HOUR;
        assert_int_equal(tick().timers, 6);
        assert_int_equal(tickets_of("anna"), 3);
        assert_int_equal(tickets_of("bob"), 3);
    }
}

static void
recurring_tickets_spread(void **state)
{
    for (int i = 0; i < 4; i++) {
        g_autofree char *name = g_strdup_printf("check %d", i);
        g_ptr_array_add(add_recurring(name, "FREQ=DAILY")->actions, action("assign", "turn"));
    }
    tick();
    now += DAY;
    assert_int_equal(tick().recurring, 4);
    assert_int_equal(tickets_of("anna"), 2);
    assert_int_equal(tickets_of("boris"), 2);
}

static void
missed_times(void **state)
{
    static const struct {
        const char *rrule;
        int64_t slept;
        const char *want; // "" = none was missed
    } ROWS[] = {
        {"FREQ=DAILY", DAY, ""},
        {"FREQ=DAILY", 2 * DAY, "1 earlier time was missed while the desk slept"},
        {"FREQ=DAILY", 40 * DAY, "39 earlier times were missed while the desk slept"},
        {"FREQ=HOURLY", 3000 * (int64_t)DAY,
         "more than 99 earlier times were missed while the desk slept"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        if (i > 0) {
            assert_int_equal(house_teardown(state), 0);
            assert_int_equal(house_setup(state), 0);
        }
        add_recurring("backups", ROWS[i].rrule);
        tick();
        now += ROWS[i].slept;
        assert_int_equal(tick().recurring, 1);
        assert_int_equal(tickets(), 1);
        g_autoptr(GPtrArray) list = store_event_list(store, 1, NULL);
        g_autofree char *history = events(1);
        if (*ROWS[i].want)
            assert_string_equal(last_event(list, "remark")->detail, ROWS[i].want);
        else
            assert_null(strstr(history, "remark"));
        assert_int_equal(tick().recurring, 0);
        now += DAY;
        assert_int_equal(tick().recurring, 1);
    }
}

static void
a_ticket_that_fails_stands_alone(void **state)
{
    add_timer("late", HOUR, "tag", "late", "one");
    tick();
    questions(5);
    break_ticket(2);
    now += 2 * HOUR;
    assert_int_equal(tick().timers, 4);
    for (int i = 1; i <= 5; i++)
        assert_int_equal(has_tag(i, "late"), i != 2);
    now += DAY - 1;
    assert_int_equal(tick().timers, 0);
    sql("DROP TRIGGER broken");
    now += 1;
    assert_int_equal(tick().timers, 1);
    assert_true(has_tag(2, "late"));
}

static void
reminders_that_fail_wait_a_day(void **state)
{
    g_ptr_array_add(desk->workflow, status_new("postponed", KIND_POSTPONED));
    static const struct {
        const char *command;
        size_t count; // offset in TickResult
    } ROWS[] = {{"#due 2h", offsetof(TickResult, due)},
                {"#snooze 2h", offsetof(TickResult, woken)}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        if (i > 0) {
            assert_int_equal(house_teardown(state), 0);
            assert_int_equal(house_setup(state), 0);
            g_ptr_array_add(desk->workflow, status_new("postponed", KIND_POSTPONED));
        }
        say(ROWS[i].command);
        sql("CREATE TRIGGER broken BEFORE INSERT ON outgoing WHEN new.ticket = 2 "
            "BEGIN SELECT RAISE(ABORT, 'broken on purpose'); END");
        now += 3 * HOUR;
        TickResult first = tick(), second = tick();
        assert_int_equal(*(unsigned *)((char *)&first + ROWS[i].count), 4);
        assert_int_equal(*(unsigned *)((char *)&second + ROWS[i].count), 0);
        sql("DROP TRIGGER broken");
        now += DAY;
        TickResult third = tick();
        assert_int_equal(*(unsigned *)((char *)&third + ROWS[i].count), 1);
    }
}

static void
a_schedule_that_fails_waits_a_day(void **state)
{
    add_recurring("backups", "FREQ=HOURLY");
    add_recurring("others", "FREQ=HOURLY");
    tick();
    sql("CREATE TRIGGER broken BEFORE INSERT ON ticket WHEN new.subject = 'backups' "
        "BEGIN SELECT RAISE(ABORT, 'broken on purpose'); END");
    now += HOUR;
    assert_int_equal(tick().recurring, 1);
    now += HOUR;
    assert_int_equal(tick().recurring, 1);
    sql("DROP TRIGGER broken");
    now += DAY;
    assert_int_equal(tick().recurring, 2);
}

// A fault of the disk ends the run; what was committed before stays, and the desk still knows that
// it slept.
static void
a_crash_between_batches(void **state)
{
    add_timer("late", HOUR, "tag", "late", "one");
    tick();
    int64_t last = now;
    assert_true(store_begin(store, NULL));
    for (int i = 0; i < 600; i++) {
        g_autoptr(Ticket) t = ticket_new();
        set(t->queue, "support");
        set(t->status, "new");
        t->created_at = t->status_at = now;
        t->timer_at = now + HOUR;
        assert_true(store_ticket_save(store, t, NULL));
    }
    assert_true(store_commit(store, NULL));
    sql("CREATE TRIGGER broken BEFORE UPDATE ON clock_mark WHEN new.name = 'tick' "
        "BEGIN SELECT RAISE(ABORT, 'broken on purpose'); END");
    now += 2 * DAY;
    Reception r = reception();
    TickResult result;
    assert_false(tick_run(&r, &result, NULL));
    assert_false(store_in_transaction(store));
    assert_true(has_tag(500, "late"));
    assert_false(has_tag(501, "late"));
    int64_t mark;
    assert_true(store_clock_get(store, "tick", &mark, NULL, NULL));
    assert_int_equal(mark, last);
    sql("DROP TRIGGER broken");
    assert_int_equal(tick().timers, 100);
}

int
main(void)
{
#define test(fn) cmocka_unit_test_setup_teardown(fn, house_setup, house_teardown)
    const struct CMUnitTest tests[] = {
        test(clock_that_was_ahead),
        test(small_steps_back_are_nothing),
        test(rules_are_forgotten),
        test(all_rules_are_forgotten),
        test(one_run_spreads),
        test(recurring_tickets_spread),
        test(missed_times),
        test(a_ticket_that_fails_stands_alone),
        test(reminders_that_fail_wait_a_day),
        test(a_schedule_that_fails_waits_a_day),
        test(a_crash_between_batches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
