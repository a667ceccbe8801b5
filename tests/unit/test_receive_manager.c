// test_receive_manager.c: managers' mail, end to end into a real database: answers, notes,
// commands, and what is held because nothing proves who wrote it. Rows of the catalogue of TRUST
// with their numbers.
#include "house_fixture.h"

static void
answer_and_close(void **state)
{
    int64_t n = question();
    g_autofree char *headers = answers("ticket-new", ANNA);
    now += 60;
    ReceiveResult r =
        receive(mail(ANNA, "Re: Lamp", headers, "#close\n\nA new bulb is on its way.\n\n> #open"));
    assert_int_equal(r.outcome, OUTCOME_ANSWER);
    g_autoptr(Ticket) t = ticket(n);
    assert_string_equal(t->status, "solved");
    assert_int_equal(t->answered_at, now);
    assert_int_equal(t->solved_at, now);
    assert_string_equal(t->requester->manager, "anna");
    g_autofree char *answer = letter_text("answer", CAROL);
    assert_non_null(strstr(answer, "A new bulb is on its way."));
    assert_null(strstr(answer, "#close"));
    assert_null(strstr(answer, "#open"));
    g_autoptr(Outgoing) sent = letter("answer", CAROL);
    assert_false(sent->automatic);
    assert_int_equal(letters("solved", CAROL), 1);
    g_autofree char *solved = letter_text("solved", CAROL);
    assert_non_null(strstr(solved, "page=rate&t=hd.r.1."));
    g_autoptr(GPtrArray) list = store_event_list(store, n, NULL);
    const Event *status = last_event(list, "status");
    assert_string_equal(status->who, "anna");
    assert_string_equal(status->proof, "L3");
    assert_string_equal(status->rule, "close");
    assert_string_equal(status->detail, "new → solved");
    assert_string_equal(last_event(list, "reply")->proof, "L3");
    // Carol's answer to that letter opens it again.
    g_autofree char *back = answers("answer", CAROL);
    now += 60;
    assert_int_equal(receive(mail(CAROL, "Re: Lamp", back, "It is dark again.")).ticket, n);
    g_autoptr(Ticket) again = ticket(n);
    assert_string_equal(again->status, "open");
    assert_int_equal(again->solved_at, 0);
}

static void
from_her_other_address(void **state)
{
    ReceiveResult q =
        receive(mail("x@acme.example", "Pump", "", "It leaks.")); // Acme's manager is boris
    g_autofree char *headers = answers("ticket-new", BORIS);
    assert_int_equal(receive(mail("boris@home.example", "Re: Pump", headers, "Coming.")).outcome,
                     OUTCOME_ANSWER);
    assert_int_equal(letters("answer", "x@acme.example"), 1);
    assert_int_equal(messages(q.ticket), 2);
}

// 69, 64: a fault holds everything; the block comes back, nothing reaches the customer.
static void
faults(void **state)
{
    static const char *const TEXTS[] = {"#clsoe\n\nDone.", "#close\n#open\n\nDone.",
                                        "#assign zebra\n\nDone.", "#take\n\nDone.\n\n#clsoe"};
    int64_t n = question();
    g_autofree char *headers = answers("ticket-new", ANNA);
    for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        ReceiveResult r = receive(mail(ANNA, "Re: Lamp", headers, TEXTS[i]));
        assert_int_equal(r.outcome, OUTCOME_HELD);
        assert_int_equal(letters("command-fault", ANNA), i + 1);
        assert_int_equal(letters("answer", ""), 0);
        assert_int_equal(letters("", CAROL), 1);
        assert_int_equal(messages(n), 1);
        g_autoptr(Ticket) t = ticket(n);
        assert_string_equal(t->status, "new");
        g_autofree char *told = letter_text("command-fault", ANNA);
        assert_non_null(strstr(told, "Done."));
        assert_null(strstr(told, "\n#clsoe"));
    }
    g_autofree char *fault = letter_text("command-fault", ANNA);
    assert_non_null(strstr(fault, "did you mean #close?"));
    // Put right, as an answer to the fault: now it acts.
    g_autofree char *again = answers("command-fault", ANNA);
    assert_int_equal(receive(mail(ANNA, "Re: Lamp", again, "#close\n\nDone.")).outcome,
                     OUTCOME_ANSWER);
    assert_int_equal(letters("answer", CAROL), 1);
}

static void
notes(void **state)
{
    int64_t n = question();
    g_autofree char *headers = answers("ticket-new", ANNA);
    assert_int_equal(
        receive(mail(ANNA, "Re: Lamp", headers, "#note\n#assign boris\n\nShe is right.")).outcome,
        OUTCOME_NOTE);
    g_autofree char *story = letter_text("ticket-assigned", BORIS);
    assert_non_null(strstr(story, "She is right."));
    assert_non_null(strstr(story, "The lamp flickers."));
    assert_int_equal(letters("", CAROL), 1);
    g_autofree char *back = answers("ticket-new", ANNA);
    assert_int_equal(receive(mail(ANNA, "Re: Lamp", back, "#note\n\nOne more thing.")).outcome,
                     OUTCOME_NOTE);
    g_autofree char *note = answers("note", BORIS);
    assert_int_equal(receive(mail(BORIS, "Re: Lamp", note, "I see.")).outcome, OUTCOME_NOTE);
    assert_int_equal(letters("", CAROL), 1);
    assert_int_equal(receive(mail(BORIS, "Re: Lamp", note, "#reply\n\nHello Carol.")).outcome,
                     OUTCOME_ANSWER);
    assert_int_equal(letters("answer", CAROL), 1);
    assert_int_equal(messages(n), 5);
}

// 14, 67, 70: in a manager's name, without proof.
static void
without_proof(void **state)
{
    static const struct {
        const char *name, *from, *evidence; // "marker", "question", "boris" (his token), ""
        Outcome outcome;
        unsigned held;
    } ROWS[] = {
        {"marker alone", ANNA, "marker", OUTCOME_HELD, 1},
        {"the customer's Message-ID", ANNA, "question", OUTCOME_HELD, 1},
        {"67 a colleague's token", ANNA, "boris", OUTCOME_HELD, 1},
        {"the customer's token", ANNA, "carol", OUTCOME_HELD, 1},
        {"70 a former manager", "fred@example.com", "marker", OUTCOME_NEW, 0},
        {"57 her address as a name", "\"" ANNA "\" <" EVE ">", "marker", OUTCOME_NEW, 0},
        {"3 two Froms", ANNA ", " EVE, "marker", OUTCOME_NEW, 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        if (i > 0)
            house_setup(state);
        ReceiveResult q = receive(mail("x@acme.example", "Pump", "", "It leaks."));
        bool marker = strcmp(ROWS[i].evidence, "marker") == 0;
        g_autofree char *headers =
            strcmp(ROWS[i].evidence, "boris") == 0   ? answers("ticket-new", BORIS)
            : strcmp(ROWS[i].evidence, "carol") == 0 ? answers("receipt", "x@acme.example")
            : marker                                 ? g_strdup("")
                     : g_strdup("In-Reply-To: <m1@customer.example>\n");
        g_autofree char *forged =
            g_strconcat("Authentication-Results: mx.example.com; dkim=pass header.d=example.com\n",
                        headers, NULL);
        ReceiveResult r = receive(
            mail(ROWS[i].from, marker ? "[HD#1] Pump" : "Re: Pump", forged, "#close\n\nDone."));
        g_autoptr(Ticket) t = ticket(q.ticket);
        if (r.outcome != ROWS[i].outcome || letters("held", "") != ROWS[i].held ||
            strcmp(t->status, "new") != 0 || letters("answer", "") != 0 ||
            letters("solved", "") != 0 || messages(q.ticket) != 1)
            fail_msg("%s: outcome %d, status %s", ROWS[i].name, (int)r.outcome, t->status);
        if (ROWS[i].held)
            assert_int_equal(letters("held", ANNA), 1);
        if (i + 1 < G_N_ELEMENTS(ROWS))
            assert_int_equal(house_teardown(state), 0);
    }
}

// Her answer to the question releases the letter exactly once, however often she answers.
static void
confirmed(void **state)
{
    int64_t n = question();
    g_autofree char *held = mail(ANNA, "[HD#1] Lamp", "", "#close\n\nDone.");
    ReceiveResult h = receive(g_strdup(held));
    assert_int_equal(h.outcome, OUTCOME_HELD);
    g_autofree char *told = letter_text("held", ANNA);
    assert_non_null(strstr(told, "Done."));
    assert_null(strstr(told, "\n#close"));
    g_autofree char *yes = answers("held", ANNA);
    // Somebody else's answer to it confirms nothing.
    assert_int_equal(receive(mail(BORIS, "Re: Lamp", yes, "yes")).outcome, OUTCOME_HELD);
    receive(mail(EVE, "Re: Lamp", yes, "yes"));
    assert_int_equal(letters("answer", ""), 0);
    now += 60;
    receive(mail(ANNA, "Re: Lamp", yes, "yes"));
    g_autoptr(Ticket) t = ticket(n);
    assert_string_equal(t->status, "solved");
    assert_int_equal(letters("answer", CAROL), 1);
    assert_int_equal(letters("solved", CAROL), 1);
    g_autoptr(Received) row = store_received_get(store, h.received, NULL);
    assert_string_equal(row->outcome, "answer");
    assert_int_equal(row->ticket, n);
    g_autoptr(GPtrArray) list = store_event_list(store, n, NULL);
    assert_string_equal(last_event(list, "reply")->who, "anna");
    receive(mail(ANNA, "Re: Lamp", yes, "yes, really"));
    assert_int_equal(receive(g_strdup(held)).outcome, OUTCOME_DUPLICATE);
    assert_int_equal(letters("answer", CAROL), 1);
    assert_int_equal(letters("solved", CAROL), 1);
}

// 66: her own token, a year later.
static void
expired(void **state)
{
    int64_t n = question();
    g_autofree char *headers = answers("ticket-new", ANNA);
    now += (int64_t)(desk->limits.token_days + 1) * DAY;
    assert_int_equal(receive(mail(ANNA, "Re: Lamp", headers, "#close")).outcome, OUTCOME_HELD);
    g_autoptr(Ticket) t = ticket(n);
    assert_string_equal(t->status, "new");
    g_autofree char *yes = answers("held", ANNA);
    receive(mail(ANNA, "Re: Lamp", yes, "yes"));
    g_autoptr(Ticket) after = ticket(n);
    assert_string_equal(after->status, "solved");
}

// 65: the same command mail again does nothing; 68: a full-width hash is text.
static void
again_and_full_width(void **state)
{
    int64_t n = question();
    g_autofree char *headers = answers("ticket-new", ANNA);
    g_autofree char *close = mail(ANNA, "Re: Lamp", headers, "#close");
    assert_int_equal(receive(g_strdup(close)).outcome, OUTCOME_COMMAND);
    g_autofree char *open = mail(ANNA, "Re: Lamp", headers, "#open");
    assert_int_equal(receive(g_strdup(open)).outcome, OUTCOME_COMMAND);
    assert_int_equal(receive(g_strdup(close)).outcome, OUTCOME_DUPLICATE);
    g_autoptr(Ticket) t = ticket(n);
    assert_string_equal(t->status, "open");
    assert_int_equal(receive(mail(ANNA, "Re: Lamp", headers, "＃close\n\nHello.")).outcome,
                     OUTCOME_ANSWER);
    g_autofree char *answer = letter_text("answer", CAROL);
    assert_non_null(strstr(answer, "＃close"));
    g_autoptr(Ticket) same = ticket(n);
    assert_string_equal(same->status, "open");
}

// An absence notice of hers never reaches the customer and is never answered.
static void
absence(void **state)
{
    question();
    g_autofree char *reply = answers("ticket-new", ANNA);
    g_autofree char *headers = g_strconcat("Auto-Submitted: auto-replied\n", reply, NULL);
    unsigned before = letters("", "");
    assert_int_equal(receive(mail(ANNA, "Out of office", headers, "I am away.")).outcome,
                     OUTCOME_ROBOT);
    assert_int_equal(letters("", ""), before);
    assert_int_equal(messages(1), 1);
}

static void
in_other_languages(void **state)
{
    int64_t n = question();
    set(((Manager *)desk->managers->pdata[0])->language, "uk");
    g_autofree char *headers = answers("ticket-new", ANNA);
    assert_int_equal(
        receive(mail(ANNA, "Re: Lamp", headers, "#закрити\n#пріоритет високий\n\nГотово.")).outcome,
        OUTCOME_ANSWER);
    g_autoptr(Ticket) t = ticket(n);
    assert_string_equal(t->status, "solved");
    assert_int_equal(t->priority, PRIORITY_HIGH);
}

int
main(void)
{
#define test(fn) cmocka_unit_test_setup_teardown(fn, house_setup, house_teardown)
    const struct CMUnitTest tests[] = {
        test(answer_and_close), test(from_her_other_address),
        test(faults),           test(notes),
        test(without_proof),    test(confirmed),
        test(expired),          test(again_and_full_width),
        test(absence),          test(in_other_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
