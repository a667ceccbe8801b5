// test_tick_fold.c: letters of the clock to one manager that become one: a desk that slept, a
// burst, and what is no sleep.
#include "tick_fixture.h"

// `count` tickets of boris's, each with a reminder that is due after an hour.
static void
remind(unsigned count)
{
    add_timer("nudge", HOUR, "notify", "manager", "one");
    tick();
    questions(count);
}

static void
a_desk_that_slept_folds(void **state)
{
    remind(5);
    now += 3 * DAY;
    tick();
    assert_int_equal(letters("reminder", BORIS), 0);
    assert_int_equal(letters("caught-up", BORIS), 1);
    g_autofree char *text = letter_text("caught-up", BORIS);
    for (int i = 1; i <= 5; i++) {
        g_autofree char *marker = g_strdup_printf("[HD#%d]", i);
        assert_non_null(strstr(text, marker));
    }
}

static void
folding_can_be_switched_off(void **state)
{
    g_hash_table_add(desk->notices_off, g_strdup("caught-up"));
    remind(5);
    now += 3 * DAY;
    tick();
    assert_int_equal(letters("reminder", BORIS), 5);
    assert_int_equal(letters("caught-up", ""), 0);
}

static void
a_burst_is_folded(void **state)
{
    remind(30);
    now += 2 * HOUR;
    tick();
    assert_int_equal(letters("reminder", BORIS), 20);
    assert_int_equal(letters("caught-up", BORIS), 1);
    g_autofree char *text = letter_text("caught-up", BORIS);
    assert_null(strstr(text, "[HD#20]"));
    assert_non_null(strstr(text, "[HD#21]"));
    assert_non_null(strstr(text, "[HD#30]"));
}

// Nothing kept the mark of the last run young.
static void
a_desk_without_timers_does_not_sleep(void **state)
{
    say("#due 1h");
    now += 2 * HOUR;
    assert_int_equal(tick().due, 5); // it writes the mark
    say("#due 4d");
    now += 3 * DAY;
    tick();
    unsigned before = letters("ticket-woken", BORIS);
    now += DAY;
    assert_int_equal(tick().due, 5);
    assert_int_equal(letters("ticket-woken", BORIS), before + 5);
    assert_int_equal(letters("caught-up", ""), 0);
}

// The same, with its first timer on that day.
static void
a_new_config_does_not_sleep(void **state)
{
    say("#due 1h");
    now += 2 * HOUR;
    tick();
    say("#due 3d");
    now += 4 * DAY;
    add_timer("nudge", HOUR, "tag", "late", "two");
    assert_int_equal(tick().due, 5);
    assert_int_equal(letters("caught-up", ""), 0);
}

static void
the_first_run_folds(void **state)
{
    add_timer("nudge", HOUR, "notify", "manager", "one");
    questions(5);
    now += 2 * HOUR;
    tick();
    assert_int_equal(letters("caught-up", BORIS), 1);
    assert_int_equal(letters("reminder", ""), 0);
}

// Nothing of it is told, either.
static void
what_failed_is_not_told(void **state)
{
    remind(5);
    sql("CREATE TRIGGER broken BEFORE INSERT ON firing WHEN new.ticket = 2 "
        "BEGIN SELECT RAISE(ABORT, 'broken on purpose'); END");
    now += 3 * DAY;
    assert_int_equal(tick().timers, 4);
    g_autofree char *text = letter_text("caught-up", BORIS);
    assert_null(strstr(text, "[HD#2]"));
    assert_non_null(strstr(text, "[HD#3]"));
}

// More than one transaction takes; each manager still reads of every ticket.
static void
many_go_in_batches(void **state)
{
    add_timer("nudge", HOUR, "notify", "manager", "one");
    tick();
    assert_true(store_begin(store, NULL));
    for (int i = 0; i < 600; i++) {
        g_autoptr(Ticket) t = ticket_new();
        set(t->queue, "support");
        set(t->subject, "Lamp");
        set(t->status, "new");
        set(t->manager, "boris");
        t->created_at = t->status_at = now;
        t->timer_at = now + HOUR;
        assert_true(store_ticket_save(store, t, NULL));
    }
    assert_true(store_commit(store, NULL));
    now += 2 * DAY;
    assert_int_equal(tick().timers, 600);
    assert_int_equal(letters("reminder", BORIS), 0);
    assert_int_equal(letters("caught-up", BORIS), 2);
    g_autofree char *rest = letter_text("caught-up", BORIS);
    assert_null(strstr(rest, "[HD#500]"));
    assert_non_null(strstr(rest, "[HD#501]"));
    assert_non_null(strstr(rest, "[HD#600]"));
    assert_int_equal(tick().timers, 0);
}

int
main(void)
{
#define test(fn) cmocka_unit_test_setup_teardown(fn, house_setup, house_teardown)
    const struct CMUnitTest tests[] = {
        test(a_desk_that_slept_folds),     test(folding_can_be_switched_off),
        test(a_burst_is_folded),           test(a_desk_without_timers_does_not_sleep),
        test(a_new_config_does_not_sleep), test(the_first_run_folds),
        test(what_failed_is_not_told),     test(many_go_in_batches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
