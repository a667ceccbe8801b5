// test_receive.c: customers' mail, end to end into a real database: what is stored and what would
// go out; the catalogue of TRUST for strangers, duplicates and what cannot be read.
#include "house_fixture.h"

static void
new_ticket(void **state)
{
    int64_t n = question();
    g_autoptr(Ticket) t = ticket(n);
    assert_string_equal(t->subject, "Lamp");
    assert_string_equal(t->status, "new");
    assert_string_equal(t->manager, "anna");
    assert_string_equal(t->queue, "support");
    assert_string_equal(t->language, "en");
    assert_string_equal(t->requester->address, CAROL);
    assert_string_equal(t->requester->name, "Carol Smith");
    assert_int_equal(t->created_at, NOW);
    assert_int_equal(messages(n), 1);
    assert_int_equal(letters("", ""), 2);
    g_autoptr(Outgoing) receipt = letter("receipt", CAROL);
    assert_true(receipt->automatic);
    assert_int_equal(receipt->state, OUTGOING_QUEUED);
    assert_string_equal(receipt->from, "support@example.com");
    assert_non_null(strstr(receipt->subject, "[HD#1]"));
    g_autoptr(Outgoing) notice = letter("ticket-new", ANNA);
    assert_false(notice->automatic);
    g_autofree char *text = letter_text("ticket-new", ANNA);
    assert_non_null(strstr(text, "The lamp flickers."));
    g_autofree char *told = events(n);
    assert_string_equal(told, "created assigned sent");
}

static void
turns(void **state)
{
    static const char *const WANT[] = {"anna", "boris", "anna", "boris"};
    for (size_t i = 0; i < G_N_ELEMENTS(WANT); i++) {
        now += 60;
        g_autofree char *from = g_strdup_printf("c%d@customer.example", (int)i);
        ReceiveResult r = receive(mail(from, "x", "", "y"));
        g_autoptr(Ticket) t = ticket(r.ticket);
        assert_string_equal(t->manager, WANT[i]);
    }
}

// Each way that an answer finds its ticket, or does not.
static void
answers_find_their_ticket(void **state)
{
    static const struct {
        const char *name, *from, *subject, *by; // by: "token", "question", ""
        Outcome outcome;
        bool same, reopens;
    } ROWS[] = {
        {"token", CAROL, "Re: Lamp", "token", OUTCOME_ANSWER, true, true},
        {"References to her own question", CAROL, "Lamp", "question", OUTCOME_ANSWER, true, true},
        {"somebody on copy, by her question", DAVE, "Lamp", "question", OUTCOME_ANSWER, true, true},
        {"marker of who takes part", DAVE, "Re: [HD#1] Lamp", "", OUTCOME_ANSWER, true, true},
        {"marker of a stranger", EVE, "Re: [HD#1] Lamp", "", OUTCOME_NEW, false, false},
        {"a stranger with our token", EVE, "Re: Lamp", "token", OUTCOME_ANSWER, true, false},
        {"a stranger with her question's ID", EVE, "Re: Lamp", "question", OUTCOME_NEW, false,
         false},
        {"16 marker of no ticket", CAROL, "[HD#99] Lamp", "", OUTCOME_NEW, false, false},
        {"70 a former manager's marker", "fred@example.com", "[HD#1] #close", "", OUTCOME_NEW,
         false, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        if (i > 0)
            house_setup(state);
        ReceiveResult q = receive(mail(CAROL, "Lamp", "Cc: " DAVE "\n", "The lamp flickers."));
        g_autoptr(Ticket) t = ticket(q.ticket);
        set(t->status, "solved");
        t->kind = KIND_SOLVED;
        assert_true(store_begin(store, NULL) && store_ticket_save(store, t, NULL) &&
                    store_commit(store, NULL));
        g_autofree char *headers = strcmp(ROWS[i].by, "token") == 0 ? answers("receipt", CAROL)
                                   : *ROWS[i].by ? g_strdup("References: <m1@customer.example>\n")
                                                 : g_strdup("");
        ReceiveResult a = receive(mail(ROWS[i].from, ROWS[i].subject, headers, "Still so."));
        g_autoptr(Ticket) after = ticket(q.ticket);
        if (a.outcome != ROWS[i].outcome || (a.ticket == q.ticket) != ROWS[i].same ||
            (after->kind == KIND_OPEN) != ROWS[i].reopens)
            fail_msg("%s: outcome %d, ticket %d, status %s", ROWS[i].name, (int)a.outcome,
                     (int)a.ticket, after->status);
        assert_int_equal(messages(q.ticket), ROWS[i].same ? 2 : 1);
        assert_int_equal(tickets(), ROWS[i].same ? 1 : 2);
        g_autoptr(Received) row = store_received_get(store, a.received, NULL);
        if (!ROWS[i].same && strstr(ROWS[i].name, "stranger"))
            assert_non_null(strstr(row->why, "likely related to 1"));
        if (i + 1 < G_N_ELEMENTS(ROWS))
            assert_int_equal(house_teardown(state), 0);
    }
}

// A stranger's words are shown with a warning, and who reads them learns nothing of the ticket's
// people.
static void
stranger_is_reviewed(void **state)
{
    int64_t n = question();
    g_autofree char *headers = answers("receipt", CAROL);
    unsigned before = letters("", "");
    receive(mail(EVE, "Re: Lamp", headers, "Send me the password."));
    g_autofree char *notice = letter_text("ticket-answer", ANNA);
    assert_non_null(strstr(notice, "takes no part"));
    assert_int_equal(letters("", EVE), 0);
    assert_int_equal(letters("", ""), before + 1);
    g_autoptr(Ticket) t = ticket(n);
    assert_false(ticket_takes_part(t, EVE));
    assert_string_equal(t->last_id, "m1@customer.example");
}

// ── duplicates (TRUST 1) ──

static void
duplicates(void **state)
{
    g_autofree char *one = mail(CAROL, "Lamp", "", "Broken.");
    ReceiveResult first = receive(g_strdup(one));
    unsigned before = letters("", "");
    assert_int_equal(receive(g_strdup(one)).outcome, OUTCOME_DUPLICATE);
    // The same letter by another way: other trace headers, the same content.
    g_autofree char *other_way =
        g_strconcat("Received: by b.example; Mon, 21 Sep 2026 10:00:01 +0000\n", one, NULL);
    ReceiveResult copy = receive(g_strdup(other_way));
    assert_int_equal(copy.outcome, OUTCOME_DUPLICATE);
    assert_int_equal(copy.received, first.received);
    // 5: the same Message-ID with another body is a letter of its own.
    g_auto(GStrv) parts = g_strsplit(one, "Broken.", 2);
    ReceiveResult other = receive(g_strjoin("Burnt.", parts[0], parts[1], NULL));
    assert_int_equal(other.outcome, OUTCOME_NEW);
    assert_int_not_equal(other.ticket, first.ticket);
    assert_int_equal(tickets(), 2);
    assert_int_equal(letters("", ""), 2 * before);
}

// ── what cannot be read becomes a plain ticket (1, 2, 23) ──

static void
assert_plain(char *bytes_owned)
{
    g_autofree char *bytes = bytes_owned;
    ReceiveResult r = receive(g_strdup(bytes));
    assert_int_equal(r.outcome, OUTCOME_NEW);
    g_autoptr(Ticket) t = ticket(r.ticket);
    g_autoptr(GPtrArray) list = store_message_list(store, r.ticket, NULL);
    assert_int_equal(list->len, 1);
    const TicketMessage *m = list->pdata[0];
    assert_true(m->raw > 0);
    g_autoptr(Blob) raw = store_blob_get(store, m->raw, NULL);
    assert_int_equal(blob_size(raw), strlen(bytes));
    assert_int_equal(letters("receipt", ""), 0);
    assert_true(letters("ticket-new", "") > 0);
    assert_true(*t->subject);
    // Told once: the same bytes again are a duplicate.
    assert_int_equal(receive(g_strdup(bytes)).outcome, OUTCOME_DUPLICATE);
}

static void
unreadable(void **state)
{
    assert_plain(g_strdup(""));
    g_autoptr(GString) nested = g_string_new(
        "From: " CAROL "\nTo: support@example.com\nSubject: Deep\nMIME-Version: 1.0\n");
    for (int i = 0; i < 1000; i++)
        g_string_append_printf(nested, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i,
                               i);
    assert_plain(g_strdup(nested->str));
    assert_int_equal(tickets(), 2);
}

static void
crashed_before(void **state)
{
    g_autofree char *bytes = mail(CAROL, "Lamp", "", "Broken.");
    g_autoptr(Blob) raw = blob_new_bytes(bytes, strlen(bytes));
    Incoming in = {.raw = raw, .received_at = now, .plain = true};
    Reception r = reception();
    g_auto(ReceiveResult) result = {0};
    assert_true(store_begin(store, NULL));
    assert_true(receive_message(&r, &in, &result, NULL));
    assert_true(store_commit(store, NULL));
    assert_int_equal(result.outcome, OUTCOME_NEW);
    assert_non_null(strstr(result.why, "stopped the program"));
    assert_int_equal(letters("receipt", ""), 0);
}

static void
refusal_is_told_once(void **state)
{
    Reception r = reception();
    g_auto(ReceiveResult) result = {0};
    assert_true(store_begin(store, NULL));
    assert_true(receive_refusal(&r, "imap:x 1 7", "100 MB are too large", &result, NULL));
    assert_true(store_commit(store, NULL));
    assert_int_equal(result.outcome, OUTCOME_REFUSED);
    g_autoptr(GPtrArray) list = store_message_list(store, result.ticket, NULL);
    assert_non_null(strstr(((TicketMessage *)list->pdata[0])->text, "too large"));
    g_autofree char *notice = letter_text("ticket-new", ANNA);
    assert_non_null(strstr(notice, "too large"));
}

// ── a letter of its own fault leaves nothing of its half work ──

static void
half_work(void **state)
{
    set(desk->templates, folder);
    g_autofree char *lang = g_build_filename(folder, "en", NULL);
    g_autofree char *receipt = g_build_filename(lang, "receipt.txt", NULL);
    assert_int_equal(g_mkdir(lang, 0700), 0);
    assert_int_equal(g_mkdir(receipt, 0700), 0); // a folder where a file is read
    g_autofree char *bytes = mail("Carol <" CAROL ">", "Lamp", "Cc: " DAVE "\n", "Broken.");
    ReceiveResult r = receive(g_strdup(bytes));
    assert_int_equal(g_rmdir(receipt), 0);
    assert_int_equal(g_rmdir(lang), 0);
    assert_int_equal(r.outcome, OUTCOME_NEW);
    assert_int_equal(r.ticket, 1);
    assert_int_equal(tickets(), 1);
    assert_int_equal(messages(1), 1);
    g_autoptr(Ticket) t = ticket(1);
    assert_int_equal(t->participants->len, 0);
    g_autofree char *told = events(1);
    assert_string_equal(told, "created assigned");
    assert_int_equal(letters("", ""), 1);
    assert_int_equal(letters("ticket-new", ANNA), 1);
    g_autoptr(Contact) nobody = store_contact_find(store, DAVE, NULL);
    assert_null(nobody);
}

// Nor does one that the database has no room for: the caller rolls back, nothing is there.
static void
rolled_back(void **state)
{
    g_autofree char *bytes = mail(CAROL, "Lamp", "", "Broken.");
    g_autoptr(Blob) raw = blob_new_bytes(bytes, strlen(bytes));
    Incoming in = {.raw = raw, .received_at = now};
    Reception r = reception();
    g_auto(ReceiveResult) result = {0};
    assert_true(store_begin(store, NULL));
    assert_true(receive_message(&r, &in, &result, NULL));
    store_rollback(store);
    assert_int_equal(tickets(), 0);
    assert_int_equal(letters("", ""), 0);
    assert_int_equal(receive(g_strdup(bytes)).outcome, OUTCOME_NEW);
}

// One bad letter in a transaction spoils no other.
static void
neighbours(void **state)
{
    Reception r = reception();
    g_autofree char *a = mail(CAROL, "A", "", "a"), *b = mail(DAVE, "B", "", "b");
    const char *const all[] = {a, "", b};
    assert_true(store_begin(store, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
        g_autoptr(Blob) raw = blob_new_bytes(all[i], strlen(all[i]));
        Incoming in = {.raw = raw, .received_at = now};
        g_auto(ReceiveResult) result = {0};
        assert_true(receive_message(&r, &in, &result, NULL));
    }
    assert_true(store_commit(store, NULL));
    assert_int_equal(tickets(), 3);
    assert_int_equal(letters("receipt", CAROL), 1);
    assert_int_equal(letters("receipt", DAVE), 1);
}

// ── 3, 56…59, 63: addresses ──

static void
odd_senders(void **state)
{
    static const struct {
        const char *name, *from, *requester, *receipt; // receipt: "" = none
        Outcome outcome;
    } ROWS[] = {
        {"2 no From", NULL, "", "", OUTCOME_NEW},
        {"3 two Froms", ANNA ", " CAROL, ANNA, "", OUTCOME_NEW},
        {"56 quoted local part with @", "\"a@b\"@customer.example", "\"a@b\"@customer.example",
         "\"a@b\"@customer.example", OUTCOME_NEW},
        {"57 name that holds a manager's address", "\"" ANNA "\" <" EVE ">", EVE, EVE, OUTCOME_NEW},
        {"58 From is ours", "support@example.com", NULL, "", OUTCOME_LOOP},
        {"58 From is an alias of ours", "help+x@example.com", NULL, "", OUTCOME_LOOP},
        {"48 look-alike letters", "=?utf-8?B?YW5uYQ==?= <xn--nna-7cd@example.com>",
         "xn--nna-7cd@example.com", "xn--nna-7cd@example.com", OUTCOME_NEW},
        {"54 empty group", "undisclosed:;", "", "", OUTCOME_NEW},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        if (i > 0)
            house_setup(state);
        g_autofree char *text = ROWS[i].from ? mail(ROWS[i].from, "x", "", "#close\ny") : NULL;
        if (!text)
            text = g_strdup("To: support@example.com\nSubject: x\n\n#close\ny\n");
        ReceiveResult r = receive(g_strdup(text));
        if (r.outcome != ROWS[i].outcome)
            fail_msg("%s: outcome %d", ROWS[i].name, (int)r.outcome);
        if (ROWS[i].requester) {
            g_autoptr(Ticket) t = ticket(r.ticket);
            if (strcmp(t->requester->address, ROWS[i].requester) != 0)
                fail_msg("%s: requester %s", ROWS[i].name, t->requester->address);
            assert_string_equal(t->status, "new");
        }
        assert_int_equal(letters("receipt", ""), *ROWS[i].receipt != '\0');
        if (*ROWS[i].receipt)
            assert_int_equal(letters("receipt", ROWS[i].receipt), 1);
        if (i + 1 < G_N_ELEMENTS(ROWS))
            assert_int_equal(house_teardown(state), 0);
    }
}

static void
five_thousand_on_copy(void **state)
{
    g_autoptr(GString) cc = g_string_new("Cc: a@x.example");
    for (int i = 0; i < 5000; i++)
        g_string_append_printf(cc, ",\n c%d@x.example", i);
    g_string_append_c(cc, '\n');
    int64_t start = g_get_monotonic_time();
    ReceiveResult r = receive(mail(CAROL, "All of you", cc->str, "x"));
    assert_true(g_get_monotonic_time() - start < 2 * G_USEC_PER_SEC);
    g_autoptr(Ticket) t = ticket(r.ticket);
    assert_int_equal(t->participants->len, 0);
    assert_int_equal(letters("", ""), 2);
}

static void
people_on_copy(void **state)
{
    ReceiveResult r =
        receive(mail(CAROL, "Lamp", "Cc: Dave <" DAVE ">, " BORIS ", help@example.com\n", "x"));
    g_autoptr(Ticket) t = ticket(r.ticket);
    assert_int_equal(t->participants->len, 1);
    assert_string_equal(((Contact *)t->participants->pdata[0])->address, DAVE);
    assert_int_equal(letters("", DAVE), 0);
}

// 63: what looks like a command in a customer's words is shown so that quoting it back fires
// nothing.
static void
customers_commands(void **state)
{
    receive(mail(CAROL, "#close", "", "#close\n#assign boris\nPlease"));
    g_autoptr(Ticket) t = ticket(1);
    assert_string_equal(t->status, "new");
    g_autofree char *notice = letter_text("ticket-new", ANNA);
    assert_non_null(strstr(notice, "› #close"));
    assert_null(strstr(notice, "\n#close"));
}

int
main(void)
{
#define test(fn) cmocka_unit_test_setup_teardown(fn, house_setup, house_teardown)
    const struct CMUnitTest tests[] = {
        test(new_ticket),
        test(turns),
        test(answers_find_their_ticket),
        test(stranger_is_reviewed),
        test(duplicates),
        test(unreadable),
        test(crashed_before),
        test(refusal_is_told_once),
        test(half_work),
        test(rolled_back),
        test(neighbours),
        test(odd_senders),
        test(five_thousand_on_copy),
        test(people_on_copy),
        test(customers_commands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
