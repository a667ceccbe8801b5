// test_tick.c: letters that failed or are late are told to those whose they are, once each.
#include "house_fixture.h"

#include "desk/tick.h"

static unsigned
tick(void)
{
    Reception r = reception();
    TickResult result;
    g_autoptr(GError) error = NULL;
    if (!tick_run(&r, &result, &error))
        fail_msg("%s", error->message);
    assert_false(store_in_transaction(store));
    return result.told;
}

static void
sent(const char *template, const char *to, OutgoingState state)
{
    g_autoptr(Outgoing) o = letter(template, to);
    o->state = state;
    set(o->last_words, "550 no such user here");
    assert_true(store_begin(store, NULL) && store_outgoing_update(store, o, NULL) &&
                store_commit(store, NULL));
}

static void
all_sent(void)
{
    g_autoptr(GPtrArray) list = outbox();
    for (guint i = 0; i < list->len; i++) {
        Outgoing *o = list->pdata[i];
        sent(o->template, o->to, OUTGOING_SENT);
    }
}

static void
answer(void)
{
    question();
    g_autofree char *headers = answers("ticket-new", ANNA);
    receive(mail(ANNA, "Re: Lamp", headers, "A new bulb is on its way."));
    all_sent();
}

static void
nothing_to_tell(void **state)
{
    assert_int_equal(tick(), 0);
    answer();
    now += 10 * DAY;
    assert_int_equal(tick(), 0);
}

static void
failed_answer(void **state)
{
    answer();
    sent("answer", CAROL, OUTGOING_FAILED);
    assert_int_equal(tick(), 1);
    assert_int_equal(letters("undelivered", ANNA), 1);
    g_autofree char *told = letter_text("undelivered", ANNA);
    assert_non_null(strstr(told, "550 no such user here"));
    assert_non_null(strstr(told, CAROL));
    assert_non_null(strstr(told, "A new bulb is on its way."));
    g_autofree char *history = events(1);
    assert_non_null(strstr(history, "bounced"));
    for (int i = 0; i < 3; i++)
        assert_int_equal(tick(), 0);
    assert_int_equal(letters("undelivered", ""), 1);
}

static void
failed_receipt(void **state)
{
    answer();
    sent("receipt", CAROL, OUTGOING_FAILED);
    assert_int_equal(tick(), 0);
    assert_int_equal(letters("undelivered", ""), 0);
    g_autofree char *history = events(1);
    assert_non_null(strstr(history, "bounced"));
    assert_int_equal(tick(), 0);
    g_autofree char *same = events(1);
    assert_string_equal(same, history);
}

// A notice to a manager that failed is not told by one more notice to her.
static void
failed_notice(void **state)
{
    answer();
    sent("ticket-new", ANNA, OUTGOING_FAILED);
    unsigned before = letters("", "");
    assert_int_equal(tick(), 0);
    assert_int_equal(letters("", ""), before);
}

static void
late_answer(void **state)
{
    answer();
    sent("answer", CAROL, OUTGOING_QUEUED);
    now += 4 * HOUR;
    assert_int_equal(tick(), 0);
    now += 1;
    assert_int_equal(tick(), 1);
    assert_int_equal(letters("undelivered", ANNA), 1);
    sent("undelivered", ANNA, OUTGOING_SENT);
    now += HOUR;
    assert_int_equal(tick(), 0);
    g_autoptr(Outgoing) o = letter("answer", CAROL);
    assert_int_equal(o->state, OUTGOING_QUEUED); // it goes on being tried
}

static void
many_at_once(void **state)
{
    for (int i = 0; i < 30; i++) {
        now += HOUR;
        g_autofree char *from = g_strdup_printf("c%d@acme.example", i);
        receive(mail(from, "x", "", "Help"));
        g_autofree char *headers = answers("ticket-new", BORIS);
        receive(mail(BORIS, "Re: x", headers, "Yes."));
    }
    all_sent();
    for (int i = 0; i < 30; i++) {
        g_autofree char *to = g_strdup_printf("c%d@acme.example", i);
        sent("answer", to, OUTGOING_FAILED);
    }
    assert_int_equal(tick(), 30);
    assert_int_equal(letters("undelivered", BORIS), 30);
    assert_int_equal(tick(), 0);
}

int
main(void)
{
#define test(fn) cmocka_unit_test_setup_teardown(fn, house_setup, house_teardown)
    const struct CMUnitTest tests[] = {
        test(nothing_to_tell), test(failed_answer), test(failed_receipt),
        test(failed_notice),   test(late_answer),   test(many_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
