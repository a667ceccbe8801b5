// test_receive_storm.c: no storms (TRUST 2): robots, lists and loops get no answer; the caps hold;
// a report about a letter of ours marks the address and is never answered.
#include "house_fixture.h"

static void
machines_get_no_answer(void **state)
{
    static const struct {
        const char *name, *from, *headers;
        Outcome outcome;
        bool ticket;
    } ROWS[] = {
        {"automatic answer", CAROL, "Auto-Submitted: auto-replied\n", OUTCOME_ROBOT, false},
        {"in another case", CAROL, "auto-submitted: Auto-Replied (vacation)\n", OUTCOME_ROBOT,
         false},
        {"a machine's report", CAROL, "Auto-Submitted: auto-generated\n", OUTCOME_ROBOT, true},
        {"empty Return-Path", CAROL, "Return-Path: <>\n", OUTCOME_ROBOT, false},
        {"list", CAROL, "List-Id: <l.example>\n", OUTCOME_LIST, true},
        {"bulk", CAROL, "Precedence: bulk\n", OUTCOME_LIST, true},
        {"suppressed", CAROL, "X-Auto-Response-Suppress: All\n", OUTCOME_NEW, true},
        {"no reply", "no-reply@shop.example", "", OUTCOME_ROBOT, true},
        {"mail system", "mailer-daemon@customer.example", "", OUTCOME_BOUNCE, false},
        {"spam", CAROL, "X-Spam-Flag: YES\n", OUTCOME_SPAM, false},
        {"ourselves", "support@example.com", "", OUTCOME_LOOP, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        if (i > 0)
            house_setup(state);
        ReceiveResult r = receive(mail(ROWS[i].from, "x", ROWS[i].headers, "Beep."));
        if (r.outcome != ROWS[i].outcome || (r.ticket != 0) != ROWS[i].ticket)
            fail_msg("%s: outcome %d, ticket %d", ROWS[i].name, (int)r.outcome, (int)r.ticket);
        assert_int_equal(letters("receipt", ""), 0);
        assert_int_equal(letters("", ""), ROWS[i].ticket ? 1 : 0);
        // Nothing is dropped without a row and its bytes.
        g_autoptr(Received) row = store_received_get(store, r.received, NULL);
        assert_non_null(row);
        assert_true(row->raw > 0);
        assert_string_equal(row->outcome, names_name(OUTCOME_NAMES, (int)r.outcome));
        assert_true(*row->why);
        if (i + 1 < G_N_ELEMENTS(ROWS))
            assert_int_equal(house_teardown(state), 0);
    }
}

// Our own letter come back is known by its keyed Message-ID, not by a header.
static void
own_letter_comes_back(void **state)
{
    question();
    static const struct {
        const char *template, *to;
    } LETTERS[] = {{"receipt", CAROL}, {"ticket-new", ANNA}};
    for (size_t i = 0; i < G_N_ELEMENTS(LETTERS); i++) {
        g_autoptr(Outgoing) o = letter(LETTERS[i].template, LETTERS[i].to);
        g_autoptr(Blob) raw = store_blob_get(store, o->raw, NULL);
        g_autofree char *bytes = g_malloc(blob_size(raw));
        assert_int_equal(blob_read(raw, 0, bytes, blob_size(raw), NULL), blob_size(raw));
        Reception r = reception();
        unsigned before = letters("", "");
        assert_int_equal(receive_bytes(&r, bytes, blob_size(raw)).outcome, OUTCOME_LOOP);
        assert_int_equal(letters("", ""), before);
    }
    assert_int_equal(tickets(), 1);
}

// Two helpdesks: the other one's receipts (without a single honest header) end after three turns.
static void
ping_pong(void **state)
{
    receive(mail(CAROL, "Lamp", "", "Help"));
    unsigned last = letters("", CAROL), still = 0;
    for (int i = 0; i < 20; i++) {
        now += 5;
        g_autofree char *headers = answers("receipt", CAROL);
        receive(mail(CAROL, "Re: Lamp", headers, "We have received your message."));
        unsigned sent = letters("", CAROL);
        still = sent == last ? still + 1 : 0;
        last = sent;
    }
    assert_true(last <= 3);
    assert_true(still >= 17);
}

static void
receipts_of_a_day(void **state)
{
    for (int i = 0; i < 12; i++) {
        now += 2 * HOUR;
        receive(mail(CAROL, "Once more", "", "Help"));
    }
    assert_int_equal(letters("receipt", CAROL), desk->limits.receipts_per_address_day);
    now += DAY + HOUR;
    receive(mail(CAROL, "The next day", "", "Help"));
    assert_int_equal(letters("receipt", CAROL), desk->limits.receipts_per_address_day + 1);
    assert_int_equal(tickets(), 13);
}

static void
letters_of_an_hour(void **state)
{
    desk->limits.receipts_per_address_day = 100;
    desk->limits.auto_per_hour = 8;
    for (int i = 0; i < 7; i++) {
        now += 60;
        receive(mail(CAROL, "Once more", "", "Help"));
    }
    assert_int_equal(letters("receipt", CAROL), desk->limits.auto_per_address_hour);
    for (int i = 0; i < 7; i++) {
        now += 60;
        g_autofree char *from = g_strdup_printf("c%d@customer.example", i);
        receive(mail(from, "x", "", "Help"));
    }
    assert_int_equal(letters("receipt", ""), 8);
    now += HOUR;
    receive(mail(DAVE, "x", "", "Help"));
    assert_int_equal(letters("receipt", DAVE), 1);
    // Managers heard of every one of them.
    assert_int_equal(letters("ticket-new", ""), 15);
}

static void
automatic_of_a_ticket(void **state)
{
    int64_t n = question();
    g_autofree char *headers = answers("ticket-new", ANNA);
    for (int i = 0; i < 8; i++) {
        now += 2 * HOUR;
        receive(mail(ANNA, "Re: Lamp", headers, i % 2 ? "#open" : "#close"));
    }
    // The receipt and solved ones, until somebody writes again.
    assert_int_equal(letters("receipt", CAROL) + letters("solved", CAROL),
                     desk->limits.auto_per_ticket);
    g_autofree char *back = answers("receipt", CAROL);
    receive(mail(CAROL, "Re: Lamp", back, "Stop closing it!"));
    receive(mail(ANNA, "Re: Lamp", headers, "#close"));
    assert_int_equal(letters("solved", CAROL), desk->limits.auto_per_ticket);
    assert_int_equal(messages(n), 2);
}

// Ten new tickets an hour, then all goes into the newest one.
static void
flood(void **state)
{
    for (int i = 0; i < 15; i++)
        receive(mail(CAROL, "Alarm", "", "Help"));
    assert_int_equal(tickets(), desk->limits.tickets_per_sender_hour);
    assert_int_equal(messages(10), 6);
    receive(mail(DAVE, "x", "", "Help"));
    assert_int_equal(tickets(), 11);
    now += HOUR + 1;
    receive(mail(CAROL, "Alarm", "", "Help"));
    assert_int_equal(tickets(), 12);
}

// Neither does a name that nothing proves bring in invented customers without end.
static void
flood_of_requesters(void **state)
{
    unsigned cap = desk->limits.tickets_per_sender_hour, asked = 0;
    for (unsigned i = 0; i < 2 * cap; i++) {
        g_autofree char *text = g_strdup_printf("#requester v%u@victim.example\n\nHelp", i);
        asked += receive(mail(ANNA, "Lamp", "", text)).outcome == OUTCOME_HELD;
    }
    assert_int_equal(tickets(), cap);
    assert_int_equal(asked, cap);
}

// A blocked sender is heard by no number, no ID of his own, and not over the cap of new tickets;
// only by an answer to a letter of ours.
static void
blocked_by_every_way(void **state)
{
    receive(mail(CAROL, "Lamp", "Message-ID: <own@customer.example>\n", "Help"));
    g_autofree char *back = answers("receipt", CAROL);
    assert_true(store_blocked_add(store, CAROL, "anna", 1, now, NULL));
    static const char *const WAYS[][2] = {
        {"[HD#1] Lamp", ""},
        {"Lamp", "In-Reply-To: <own@customer.example>\n"},
        {"Anew", ""},
    };
    desk->limits.tickets_per_sender_hour = 1;
    for (size_t i = 0; i < G_N_ELEMENTS(WAYS); i++)
        assert_int_equal(receive(mail(CAROL, WAYS[i][0], WAYS[i][1], "Buy!")).outcome,
                         OUTCOME_SPAM);
    // What only reads like a report is a person's letter as well.
    ReceiveResult r = receive(mail(CAROL, "Undelivered Mail Returned to Sender", "", "Buy!"));
    assert_int_equal(r.outcome, OUTCOME_SPAM);
    assert_int_equal(tickets(), 1);
    assert_int_equal(messages(1), 1);
    assert_int_equal(receive(mail(CAROL, "Re: Lamp", back, "No!")).outcome, OUTCOME_ANSWER);
}

// ── delivery reports ──

static char *
report(const char *message_id, const char *recipient, const char *status, const char *action)
{
    return g_strdup_printf(
        "From: MAILER-DAEMON@mx.example.com\nTo: support@example.com\nReturn-Path: <>\n"
        "Subject: Undelivered Mail Returned to Sender\nMessage-ID: <r%d@mx.example.com>\n"
        "MIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nIt failed.\n"
        "--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example.com\n\nFinal-Recipient: rfc822; %s\nAction: %s\n"
        "Status: %s\nDiagnostic-Code: smtp; 550 no such user here\n\n"
        "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <%s>\nSubject: x\n\n--b--\n",
        ++mails, recipient, action, status, message_id);
}

static char *
bounce_of(const char *template, const char *to, const char *status, const char *action)
{
    g_autoptr(Outgoing) o = letter(template, to);
    return report(o->message_id, to, status, action);
}

static void
receipt_bounces(void **state)
{
    int64_t n = question();
    unsigned before = letters("", "");
    ReceiveResult r = receive(bounce_of("receipt", CAROL, "5.1.1", "failed"));
    assert_int_equal(r.outcome, OUTCOME_BOUNCE);
    assert_int_equal(r.ticket, n);
    assert_int_equal(letters("", ""), before);
    g_autoptr(Outgoing) o = letter("receipt", CAROL);
    assert_int_equal(o->state, OUTGOING_FAILED);
    assert_true(o->warned);
    assert_non_null(strstr(o->last_words, "no such user"));
    g_autofree char *told = events(n);
    assert_non_null(strstr(told, "bounced"));
    g_autoptr(Ticket) t = ticket(n);
    assert_string_equal(t->status, "new");
    assert_int_equal(messages(n), 1);
}

static void
answer_bounces(void **state)
{
    int64_t n = question();
    g_autofree char *headers = answers("ticket-new", ANNA);
    receive(mail(ANNA, "Re: Lamp", headers, "A new bulb is on its way."));
    assert_int_equal(receive(bounce_of("answer", CAROL, "4.4.7", "delayed")).outcome,
                     OUTCOME_BOUNCE);
    assert_int_equal(letters("undelivered", ""), 0);
    assert_int_equal(receive(bounce_of("answer", CAROL, "5.1.1", "failed")).outcome,
                     OUTCOME_BOUNCE);
    assert_int_equal(letters("undelivered", ANNA), 1);
    g_autofree char *told = letter_text("undelivered", ANNA);
    assert_non_null(strstr(told, "no such user"));
    assert_non_null(strstr(told, CAROL));
    assert_non_null(strstr(told, "A new bulb is on its way."));
    assert_int_equal(messages(n), 2);
}

// 38 and forged ones: reports about letters that are not ours touch nothing.
static void
foreign_reports(void **state)
{
    int64_t n = question();
    g_autoptr(Outgoing) o = letter("receipt", CAROL);
    g_autofree char *forged = g_strdup(o->message_id);
    forged[strcspn(forged, "@") - 1] ^= 1;
    static const char *const IDS[] = {"", "somebody@else.example", NULL};
    for (size_t i = 0; i < G_N_ELEMENTS(IDS); i++) {
        ReceiveResult r = receive(report(IDS[i] ? IDS[i] : forged, CAROL, "5.1.1", "failed"));
        assert_int_equal(r.outcome, OUTCOME_BOUNCE);
        assert_int_equal(r.ticket, 0);
    }
    g_autofree char *told = events(n);
    assert_null(strstr(told, "bounced"));
    g_autoptr(Outgoing) same = letter("receipt", CAROL);
    assert_int_equal(same->state, OUTGOING_QUEUED);
}

int
main(void)
{
#define test(fn) cmocka_unit_test_setup_teardown(fn, house_setup, house_teardown)
    const struct CMUnitTest tests[] = {
        test(machines_get_no_answer),
        test(own_letter_comes_back),
        test(ping_pong),
        test(receipts_of_a_day),
        test(letters_of_an_hour),
        test(automatic_of_a_ticket),
        test(flood),
        test(flood_of_requesters),
        test(blocked_by_every_way),
        test(receipt_bounces),
        test(answer_bounces),
        test(foreign_reports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
