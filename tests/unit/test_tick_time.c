// test_tick_time.c: what the clock alone brings about: postponed tickets come back, due ones are
// told once, digests tell what others did.
#include "house_fixture.h"

#include "desk/tick.h"

static TickResult
tick(void)
{
    Reception r = reception();
    TickResult result;
    g_autoptr(GError) error = NULL;
    if (!tick_run(&r, &result, &error))
        fail_msg("%s", error->message);
    assert_false(store_in_transaction(store));
    return result;
}

static void
say(const char *who, const char *text)
{
    g_autofree char *headers = answers("ticket-new", ANNA);
    ReceiveResult r = receive(mail(who, "Re: Lamp", headers, text));
    assert_int_not_equal(r.outcome, OUTCOME_HELD);
}

static void
add_postponed(void)
{
    g_ptr_array_add(desk->workflow, status_new("postponed", KIND_POSTPONED));
}

static void
woken(void **state)
{
    add_postponed();
    int64_t n = question();
    say(ANNA, "#snooze 3d");
    g_autoptr(Ticket) asleep = ticket(n);
    assert_int_equal(asleep->kind, KIND_POSTPONED);
    now += 2 * DAY;
    assert_int_equal(tick().woken, 0);
    now += 2 * DAY;
    assert_int_equal(tick().woken, 1);
    assert_int_equal(letters("ticket-woken", ANNA), 1);
    g_autoptr(Ticket) awake = ticket(n);
    assert_int_equal(awake->kind, KIND_OPEN);
    assert_int_equal(awake->wake_at, 0);
    assert_int_equal(tick().woken, 0);
}

// Whoever opens it before needs no reminder.
static void
opened_before(void **state)
{
    add_postponed();
    int64_t n = question();
    say(ANNA, "#snooze 3d");
    say(ANNA, "#open");
    g_autoptr(Ticket) t = ticket(n);
    assert_int_equal(t->wake_at, 0);
    now += 4 * DAY;
    assert_int_equal(tick().woken, 0);
    assert_int_equal(letters("ticket-woken", ""), 0);
}

static void
due(void **state)
{
    question();
    say(ANNA, "#due 2d");
    assert_int_equal(tick().due, 0);
    now += 3 * DAY;
    assert_int_equal(tick().due, 1);
    assert_int_equal(tick().due, 0);
    assert_int_equal(letters("ticket-woken", ANNA), 1);
    say(ANNA, "#due 1d");
    now += 2 * DAY;
    assert_int_equal(tick().due, 1);
    assert_int_equal(letters("ticket-woken", ANNA), 2);
}

static void
over_before_due(void **state)
{
    question();
    say(ANNA, "#due 2d\n#close");
    now += 3 * DAY;
    assert_int_equal(tick().due, 0);
}

static void
hourly(void **state)
{
    Manager *boris = (Manager *)desk_manager(desk, "boris");
    boris->digest = DIGEST_HOURLY;
    question();
    say(ANNA, "#watch boris");
    assert_int_equal(tick().digests, 0); // the first one tells nothing: it only begins
    say(ANNA, "#priority high");
    assert_int_equal(letters("ticket-changed", BORIS), 0);
    now += HOUR - 1;
    assert_int_equal(tick().digests, 0);
    now += 1;
    assert_int_equal(tick().digests, 1);
    g_autofree char *text = letter_text("digest", BORIS);
    assert_non_null(strstr(text, "high"));
    now += HOUR;
    assert_int_equal(tick().digests, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(woken, house_setup, house_teardown),
        cmocka_unit_test_setup_teardown(opened_before, house_setup, house_teardown),
        cmocka_unit_test_setup_teardown(due, house_setup, house_teardown),
        cmocka_unit_test_setup_teardown(over_before_due, house_setup, house_teardown),
        cmocka_unit_test_setup_teardown(hourly, house_setup, house_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
