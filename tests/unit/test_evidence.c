// test_evidence.c: which ticket a message belongs to: our Message-IDs, stored ones, the subject
// marker; and whom that lets in. Rows of the catalogue of TRUST stand with their numbers.
#include "desk_fixture.h"

#include "ticket/evidence.h"

#define CAROL "carol@customer.example"
#define DAVE  "dave@customer.example"
#define EVE   "eve@stranger.example"

static Desk *desk;

// Tickets 1 (Carol, Dave on copy) and 2 (Eve) are stored, with one ID each.
static ThreadFound *
stored(void)
{
    static const struct {
        int64_t number;
        const char *people[3], *id;
    } TICKETS[] = {{1, {CAROL, DAVE}, "q1@customer.example"}, {2, {EVE}, "q2@stranger.example"}};
    ThreadFound *f = thread_found_new();
    for (size_t i = 0; i < G_N_ELEMENTS(TICKETS); i++) {
        ThreadTicket *t = g_new0(ThreadTicket, 1);
        t->ticket = TICKETS[i].number;
        t->queue = g_strdup("support");
        t->people = g_ptr_array_new_with_free_func(g_free);
        for (int p = 0; TICKETS[i].people[p]; p++)
            g_ptr_array_add(t->people, g_strdup(TICKETS[i].people[p]));
        g_ptr_array_add(f->tickets, t);
        ThreadId *id = g_new0(ThreadId, 1);
        id->message_id = g_strdup(TICKETS[i].id);
        id->ticket = TICKETS[i].number;
        g_ptr_array_add(f->ids, id);
    }
    return f;
}

static Message *
parse(const char *headers, Blob **raw)
{
    g_autofree char *text = g_strdup_printf("To: support@example.com\n%s\n\ntext\n", headers);
    *raw = blob_new_bytes(text, strlen(text));
    Message *m = message_parse(*raw, NULL, NULL);
    assert_non_null(m);
    return m;
}

// Headers with %m, %c, %n, %h, %r, %e, %f, %b, %9 replaced by Message-IDs of ours.
static char *
with_tokens(const char *headers)
{
    struct {
        char letter;
        TokenPurpose purpose;
        int64_t ticket;
        const char *to;
        int64_t life;
    } made[] = {
        {'c', TOKEN_CUSTOMER, 1, CAROL, DAY},
        {'m', TOKEN_MANAGER, 1, "anna@example.com", DAY},
        {'n', TOKEN_NOTE, 1, "anna@example.com", DAY},
        {'h', TOKEN_CONFIRM, 0, "anna@example.com", DAY},
        {'r', TOKEN_RATE, 1, CAROL, DAY},
        {'e', TOKEN_CUSTOMER, 1, CAROL, -1},
        {'f', TOKEN_MANAGER, 1, "fred@example.com", DAY},
        {'b', TOKEN_MANAGER, 1, "boris@example.com", DAY},
        {'2', TOKEN_CUSTOMER, 2, EVE, DAY},
        {'g', TOKEN_CUSTOMER, 1, EVE, DAY},
        {'9', TOKEN_CUSTOMER, 99, CAROL, DAY},
        {'x', TOKEN_MANAGER, 1, "anna@example.com", -1},
    };
    g_autoptr(GString) s = g_string_new(headers);
    for (size_t i = 0; i < G_N_ELEMENTS(made); i++) {
        g_autofree char *id = token_message_id(desk->keys, made[i].purpose, made[i].ticket, 7,
                                               made[i].to, NOW, made[i].life, "example.com");
        char name[3] = {'%', made[i].letter, '\0'};
        g_string_replace(s, name, id, 0);
    }
    return g_string_free(g_steal_pointer(&s), FALSE);
}

static const struct {
    const char *name, *headers, *sender;
    int64_t ticket;
    const char *by;
    bool valid, stranger;
    int64_t suggest;
} ROWS[] = {
    {"no evidence", "Subject: hello", CAROL, 0, "", false, false, 0},
    // tokens
    {"customer's token", "In-Reply-To: <%c>", CAROL, 1, "token", true, false, 0},
    {"in References", "References: <a@b> <%c>", CAROL, 1, "token", true, false, 0},
    {"address in another case", "In-Reply-To: <%c>", "CAROL@Customer.EXAMPLE", 1, "token", true,
     false, 0},
    {"of another recipient who takes part", "In-Reply-To: <%c>", DAVE, 1, "our id", false, false,
     0},
    {"67 of another recipient: a stranger", "In-Reply-To: <%c>", EVE, 1, "our id", false, true, 0},
    {"66 expired, the same person", "In-Reply-To: <%e>", CAROL, 1, "our id", false, false, 0},
    {"66 expired, a stranger", "In-Reply-To: <%e>", EVE, 1, "our id", false, true, 0},
    {"no single sender", "In-Reply-To: <%c>", "", 1, "our id", false, true, 0},
    {"ticket is gone", "In-Reply-To: <%9>", CAROL, 0, "", false, false, 0},
    {"ticket is gone, next one counts", "In-Reply-To: <%9>\nReferences: <%c>", CAROL, 1, "token",
     true, false, 0},
    {"67 token of another ticket does not lead to this one", "Subject: [HD#1]\nIn-Reply-To: <%2>",
     CAROL, 2, "our id", false, true, 0},
    {"of one who was taken out: a stranger", "In-Reply-To: <%g>", EVE, 1, "our id", false, true, 0},
    {"a rating link is no evidence", "In-Reply-To: <%r>", CAROL, 0, "", false, false, 0},
    {"manager's token", "In-Reply-To: <%m>", "anna@example.com", 1, "token", true, false, 0},
    {"note's token", "In-Reply-To: <%n>", "anna@example.com", 1, "token", true, false, 0},
    {"manager's token, a colleague", "In-Reply-To: <%m>", "boris@example.com", 1, "our id", false,
     false, 0},
    {"manager's token, a customer", "In-Reply-To: <%m>", EVE, 1, "our id", false, true, 0},
    {"manager's token, from her other address", "In-Reply-To: <%b>", "boris@home.example", 1,
     "token", true, false, 0},
    {"manager's token, expired", "In-Reply-To: <%x>", "anna@example.com", 1, "our id", false, false,
     0},
    {"70 token of a former manager", "In-Reply-To: <%f>", "fred@example.com", 1, "our id", false,
     true, 0},
    {"question about a held letter", "In-Reply-To: <%h>", "anna@example.com", 0, "token", true,
     false, 0},
    {"nearest first", "In-Reply-To: <%2>\nReferences: <%c>", EVE, 2, "token", true, false, 0},
    // stored Message-IDs
    {"stored ID", "In-Reply-To: <q1@customer.example>", CAROL, 1, "reply", false, false, 0},
    {"stored ID, participant", "References: <q1@customer.example>", DAVE, 1, "reply", false, false,
     0},
    {"stored ID, manager", "In-Reply-To: <q1@customer.example>", "anna@example.com", 1, "reply",
     false, false, 0},
    {"70 stored ID, former manager", "In-Reply-To: <q1@customer.example>", "fred@example.com", 0,
     "", false, false, 1},
    {"stored ID, stranger", "In-Reply-To: <q1@customer.example>", EVE, 0, "", false, false, 1},
    {"stored ID of another ticket first",
     "In-Reply-To: <q1@customer.example>\nReferences: <q2@stranger.example>", EVE, 2, "reply",
     false, false, 1},
    {"unknown ID", "In-Reply-To: <who@knows>", CAROL, 0, "", false, false, 0},
    // markers
    {"marker of a participant", "Subject: Re: [HD#1] Lamp", DAVE, 1, "marker", false, false, 0},
    {"marker, other case", "Subject: [hd#1]", CAROL, 1, "marker", false, false, 0},
    {"marker of a stranger", "Subject: [HD#1]", EVE, 0, "", false, false, 1},
    {"57 display name that holds a manager's address", "Subject: [HD#1]", EVE, 0, "", false, false,
     1},
    {"70 marker of a former manager", "Subject: [HD#1]", "fred@example.com", 0, "", false, false,
     1},
    {"marker, no single sender", "Subject: [HD#1]", "", 0, "", false, false, 1},
    {"15 two markers", "Subject: [HD#1] [HD#2]", CAROL, 0, "", false, false, 1},
    {"the same marker twice", "Subject: [HD#1] [HD#1]", CAROL, 1, "marker", false, false, 0},
    {"16 marker of no ticket", "Subject: [HD#77]", CAROL, 0, "", false, false, 0},
    {"15 two markers, one of no ticket", "Subject: [HD#77] [HD#1]", CAROL, 0, "", false, false, 1},
    {"marker of another queue", "Subject: [SA#1]", CAROL, 1, "marker", false, false, 0},
    {"marker of no queue", "Subject: [XX#1]", CAROL, 0, "", false, false, 0},
    {"no marker: no bracket", "Subject: HD#1", CAROL, 0, "", false, false, 0},
    {"no marker: no number", "Subject: [HD#]", CAROL, 0, "", false, false, 0},
    {"no marker: not closed", "Subject: [HD#1", CAROL, 0, "", false, false, 0},
    {"no marker: too long a number", "Subject: [HD#1111111111111111]", CAROL, 0, "", false, false,
     0},
    {"brackets before the marker", "Subject: [a] [b] [HD#1]", CAROL, 1, "marker", false, false, 0},
    {"13 our header forged", "X-Helpdesk-Ticket: 1\nSubject: x", CAROL, 0, "", false, false, 0},
};

static void
rows(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *headers = with_tokens(ROWS[i].headers);
        g_autoptr(Blob) raw = NULL;
        g_autoptr(Message) m = parse(headers, &raw);
        g_auto(ThreadKeys) keys = {0};
        thread_keys(m, desk, desk->queues->pdata[0], &keys);
        g_autoptr(ThreadFound) found = stored();
        g_auto(ThreadChoice) c = {0};
        thread_choose(&keys, found, desk, ROWS[i].sender, NOW, &c);
        if (c.ticket != ROWS[i].ticket || strcmp(c.by, ROWS[i].by) != 0 ||
            c.token_valid != ROWS[i].valid || c.stranger != ROWS[i].stranger ||
            c.suggest != ROWS[i].suggest)
            fail_msg("%s: ticket %d by \"%s\", valid %d, stranger %d, suggest %d", ROWS[i].name,
                     (int)c.ticket, c.by, c.token_valid, c.stranger, (int)c.suggest);
        if (keys.tokens->len + keys.markers->len > 0)
            assert_true(c.tried->len > 0);
    }
}

// A ticket that ended long ago: what its people write becomes a new one linked to it, a manager's
// answer still reaches it; a forward starts a ticket of its own.
static void
ended_or_forwarded(void **state)
{
    static const struct {
        const char *name, *headers, *sender;
        int days; // since ticket 1 ended, 0 = it has not
        int64_t ticket, linked, suggest;
    } SAMPLES[] = {
        {"open", "In-Reply-To: <%c>", CAROL, 0, 1, 0, 0},
        {"ended lately", "In-Reply-To: <%c>", CAROL, 1, 1, 0, 0},
        {"token", "In-Reply-To: <%c>", CAROL, 400, 0, 1, 0},
        {"stored ID", "In-Reply-To: <q1@customer.example>", DAVE, 400, 0, 1, 0},
        {"marker", "Subject: [HD#1]", CAROL, 400, 0, 1, 0},
        {"a stranger with our ID", "In-Reply-To: <%c>", EVE, 400, 0, 0, 1},
        {"a stranger's marker", "Subject: [HD#1]", EVE, 400, 0, 0, 1},
        {"a manager's answer", "In-Reply-To: <%m>", "anna@example.com", 400, 1, 0, 0},
        {"a forward", "Subject: Fwd: Lamp\nIn-Reply-To: <%c>", CAROL, 0, 0, 0, 1},
        {"a forward with a marker", "Subject: Fwd: [HD#1] Lamp", CAROL, 0, 0, 0, 1},
        {"no forward", "Subject: Forward the lamp\nIn-Reply-To: <%c>", CAROL, 0, 1, 0, 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(SAMPLES); i++) {
        g_autofree char *headers = with_tokens(SAMPLES[i].headers);
        g_autoptr(Blob) raw = NULL;
        g_autoptr(Message) m = parse(headers, &raw);
        g_auto(ThreadKeys) keys = {0};
        thread_keys(m, desk, desk->queues->pdata[0], &keys);
        g_autoptr(ThreadFound) found = stored();
        if (SAMPLES[i].days)
            ((ThreadTicket *)found->tickets->pdata[0])->closed_at = NOW - SAMPLES[i].days * DAY;
        g_auto(ThreadChoice) c = {0};
        thread_choose(&keys, found, desk, SAMPLES[i].sender, NOW, &c);
        if (c.ticket != SAMPLES[i].ticket || c.linked != SAMPLES[i].linked ||
            c.suggest != SAMPLES[i].suggest)
            fail_msg("%s: ticket %d, linked %d, suggest %d", SAMPLES[i].name, (int)c.ticket,
                     (int)c.linked, (int)c.suggest);
        if (c.ticket == 0)
            assert_false(c.token_valid || c.stranger);
    }
}

// The code of one message cannot be carried over to another ticket or recipient by hand.
static void
forged(void **state)
{
    g_autofree char *good = with_tokens("%c");
    g_auto(GStrv) parts = g_strsplit(good, ".", -1);
    set(parts[2], "2");
    g_autofree char *bad = g_strjoinv(".", parts);
    g_autofree char *headers = g_strdup_printf("In-Reply-To: <%s>", bad);
    g_autoptr(Blob) raw = NULL;
    g_autoptr(Message) m = parse(headers, &raw);
    g_auto(ThreadKeys) keys = {0};
    thread_keys(m, desk, desk->queues->pdata[0], &keys);
    assert_int_equal(keys.tokens->len, 1);
    g_autoptr(ThreadFound) found = stored();
    g_auto(ThreadChoice) c = {0};
    thread_choose(&keys, found, desk, CAROL, NOW, &c);
    assert_int_equal(c.ticket, 0);
    assert_int_equal(c.suggest, 0);
    assert_non_null(strstr(c.tried->pdata[0], "forged"));
}

static void
keys_of_a_message(void **state)
{
    g_autoptr(Blob) raw = NULL;
    g_autoptr(Message) m =
        parse("Subject: [HD#1][SA#2] [HD#3] [HD#4] [HD#5] [HD#6] [HD#7] [HD#8] [HD#9] [HD#10]\n"
              "References: <root@x> <mid@x> <near@x>\nIn-Reply-To: <near@x> <other@x>",
              &raw);
    g_auto(ThreadKeys) keys = {0};
    thread_keys(m, desk, desk->queues->pdata[0], &keys);
    static const char *const WANT[] = {"near@x", "other@x", "mid@x", "root@x"};
    assert_int_equal(keys.ids->len, G_N_ELEMENTS(WANT));
    for (guint i = 0; i < keys.ids->len; i++)
        assert_string_equal(keys.ids->pdata[i], WANT[i]);
    assert_int_equal(keys.markers->len, 8); // more are no evidence of anything
    assert_int_equal(g_array_index(keys.markers, int64_t, 1), 2);
}

// %c, %m, %x, %2: reply addresses of Carol, Boris, Carol (expired), Eve (ticket 2).
static char *
with_addresses(const char *headers)
{
    static const struct {
        const char *name;
        TokenPurpose purpose;
        int64_t ticket;
        const char *to;
        int64_t life;
    } MADE[] = {
        {"%c", TOKEN_CUSTOMER, 1, CAROL, DAY},
        {"%m", TOKEN_MANAGER, 1, "boris@example.com", DAY},
        {"%f", TOKEN_MANAGER, 1, "fred@example.com", DAY},
        {"%x", TOKEN_CUSTOMER, 1, CAROL, -3 * DAY},
        {"%2", TOKEN_CUSTOMER, 2, EVE, DAY},
        {"%o", TOKEN_OUTSIDER, 1, EVE, DAY},
        {"%g", TOKEN_CUSTOMER, 1, EVE, DAY},
    };
    g_autoptr(GString) s = g_string_new(headers);
    for (size_t i = 0; i < G_N_ELEMENTS(MADE); i++) {
        g_autofree char *address =
            token_address(desk->keys, MADE[i].purpose, MADE[i].ticket, 7, MADE[i].to, NOW,
                          MADE[i].life, "support@example.com");
        g_string_replace(s, MADE[i].name, address, 0);
    }
    return g_string_free(g_steal_pointer(&s), FALSE);
}

static void
reply_addresses(void **state)
{
    static const struct {
        const char *name, *headers, *sender;
        int64_t ticket;
        const char *by;
        bool valid, stranger;
    } SAMPLES[] = {
        {"To", "To: Support <%c>", CAROL, 1, "token", true, false},
        {"Cc", "To: x@y.example\nCc: z@y.example, %c", CAROL, 1, "token", true, false},
        {"Delivered-To", "To: list@y.example\nDelivered-To: %c", CAROL, 1, "token", true, false},
        {"X-Original-To", "To: list@y.example\nX-Original-To: %c", CAROL, 1, "token", true, false},
        {"another recipient", "To: %c", EVE, 0, "", false, false},
        {"67 of another recipient who takes part", "To: %c", DAVE, 0, "", false, false},
        {"no single sender", "To: %c", "", 0, "", false, false},
        {"66 expired", "To: %x", CAROL, 1, "our id", false, false},
        {"manager's other address", "To: %m", "boris@home.example", 1, "token", true, false},
        {"manager's code, a colleague", "To: %m", "anna@example.com", 0, "", false, false},
        {"70 former manager", "To: %f", "fred@example.com", 1, "our id", false, true},
        {"outsider", "To: %o", EVE, 1, "token", true, false},
        {"one who was taken out", "To: %g", EVE, 1, "our id", false, true},
        {"the letter that is answered goes before", "To: %2\nSubject: [HD#1]", EVE, 2, "token",
         true, false},
        {"not our address", "To: other+%c", CAROL, 0, "", false, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(SAMPLES); i++) {
        g_autofree char *headers = with_addresses(SAMPLES[i].headers);
        g_autofree char *text = g_strdup_printf("%s\n\ntext\n", headers);
        g_autoptr(Blob) raw = blob_new_bytes(text, strlen(text));
        g_autoptr(Message) m = message_parse(raw, NULL, NULL);
        g_auto(ThreadKeys) keys = {0};
        thread_keys(m, desk, desk->queues->pdata[0], &keys);
        g_autoptr(ThreadFound) found = stored();
        g_auto(ThreadChoice) c = {0};
        thread_choose(&keys, found, desk, SAMPLES[i].sender, NOW, &c);
        if (c.ticket != SAMPLES[i].ticket || strcmp(c.by, SAMPLES[i].by) != 0 ||
            c.token_valid != SAMPLES[i].valid || c.stranger != SAMPLES[i].stranger)
            fail_msg("%s: ticket %d by \"%s\", valid %d, stranger %d", SAMPLES[i].name,
                     (int)c.ticket, c.by, c.token_valid, c.stranger);
    }
}

// The address in every header is one key; a crowd of them is capped.
static void
reply_addresses_are_few(void **state)
{
    g_autofree char *one = with_addresses("To: %c\nCc: %c\nDelivered-To: %c");
    g_autoptr(GString) many = g_string_new("To: ");
    for (int i = 0; i < 500; i++) {
        g_autofree char *address = token_address(desk->keys, TOKEN_CUSTOMER, i + 1, 0, CAROL, NOW,
                                                 DAY, "support@example.com");
        g_string_append_printf(many, "%s%s", i ? ",\n " : "", address);
    }
    const struct {
        const char *headers;
        guint want;
    } SAMPLES[] = {{one, 1}, {many->str, 8}};
    for (size_t i = 0; i < G_N_ELEMENTS(SAMPLES); i++) {
        g_autofree char *text = g_strdup_printf("%s\n\ntext\n", SAMPLES[i].headers);
        g_autoptr(Blob) raw = blob_new_bytes(text, strlen(text));
        g_autoptr(Message) m = message_parse(raw, NULL, NULL);
        g_auto(ThreadKeys) keys = {0};
        thread_keys(m, desk, desk->queues->pdata[0], &keys);
        assert_int_equal(keys.tokens->len, SAMPLES[i].want);
    }
}

// 12: thousands of IDs and brackets cost no more than a moment.
static void
huge(void **state)
{
    g_autoptr(GString) s = g_string_new("Subject: ");
    for (int i = 0; i < 5000; i++)
        g_string_append(s, "[HD");
    g_string_append(s, "\nReferences:");
    for (int i = 0; i < 5000; i++)
        g_string_append_printf(s, "\n <%d@x>", i);
    g_autoptr(Blob) raw = NULL;
    g_autoptr(Message) m = parse(s->str, &raw);
    g_auto(ThreadKeys) keys = {0};
    thread_keys(m, desk, desk->queues->pdata[0], &keys);
    assert_in_range(keys.ids->len, 1, 200);
}

static int
setup(void **state)
{
    desk = test_desk();
    return 0;
}

static int
teardown(void **state)
{
    g_clear_pointer(&desk, desk_free);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows),
        cmocka_unit_test(ended_or_forwarded),
        cmocka_unit_test(forged),
        cmocka_unit_test(keys_of_a_message),
        cmocka_unit_test(reply_addresses),
        cmocka_unit_test(reply_addresses_are_few),
        cmocka_unit_test(huge),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
