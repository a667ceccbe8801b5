// test_operate.c: what is done without a mail: a manager's commands from the command line, a
// customer's rating by a link. Each is one transaction; a refusal leaves nothing.
#include "house_fixture.h"

#include "desk/operate.h"

static bool
operate(int64_t number, const char *text, char **done, GError **error)
{
    Reception r = reception();
    return operate_commands(&r, number, desk_manager(desk, "anna"), text, done, error);
}

static void
commands(void **state)
{
    int64_t n = question();
    g_autofree char *done = NULL;
    assert_true(
        operate(n, "#assign boris\n#urgent\n#tag lamp\n\nHello Carol.\n\n#close", &done, NULL));
    assert_string_equal(done,
                        "ticket 1: anna's answer to the customer; status solved, manager boris");
    g_autoptr(Ticket) t = ticket(n);
    assert_string_equal(t->status, "solved");
    assert_string_equal(t->manager, "boris");
    assert_int_equal(t->priority, PRIORITY_URGENT);
    assert_string_equal(t->tags->pdata[0], "lamp");
    g_autofree char *answer = letter_text("answer", CAROL);
    assert_non_null(strstr(answer, "Hello Carol."));
    assert_int_equal(letters("solved", CAROL), 1);
    assert_int_equal(letters("ticket-assigned", BORIS), 1);
    g_autoptr(GPtrArray) list = store_event_list(store, n, NULL);
    assert_string_equal(last_event(list, "status")->who, "anna");
    assert_string_equal(last_event(list, "status")->proof, "L3");
}

static void
refusals(void **state)
{
    static const struct {
        const char *text;
        int64_t ticket;
        int code;
        const char *words;
    } ROWS[] = {
        {"#clsoe", 1, HD_ERROR_INPUT, "did you mean #close?"},
        {"#close\n#assign zebra", 1, HD_ERROR_INPUT, "#assign zebra: nobody is called \"zebra\""},
        {"#close\n#open", 1, HD_ERROR_INPUT, "contradicts \"#close\" above"},
        {"#spam", 1, HD_ERROR_REFUSED, "this needs the right of: admin"},
        {"", 1, HD_ERROR_USAGE, "neither a command nor a text"},
        {" \n ", 1, HD_ERROR_USAGE, "neither a command nor a text"},
        {"#close", 99, HD_ERROR_ABSENT, "there is no ticket 99"},
        {"#close", 0, HD_ERROR_ABSENT, "there is no ticket 0"},
        {"#\xff\xfe\n#a\xf0", 1, HD_ERROR_INPUT, "there is no #a"},
    };
    CommandRight *right = command_right_new("spam");
    right->role = ROLE_ADMIN;
    g_ptr_array_add(desk->commands, right);
    int64_t n = question();
    unsigned before = letters("", "");
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *done = NULL;
        if (operate(ROWS[i].ticket, ROWS[i].text, &done, &error))
            fail_msg("\"%s\" was done: %s", ROWS[i].text, done);
        if (error->code != ROWS[i].code || !strstr(error->message, ROWS[i].words))
            fail_msg("\"%s\": %d %s", ROWS[i].text, error->code, error->message);
        assert_null(done);
        assert_false(store_in_transaction(store));
    }
    g_autoptr(Ticket) t = ticket(n);
    assert_string_equal(t->status, "new");
    assert_int_equal(letters("", ""), before);
    assert_int_equal(messages(n), 1);
}

// ── ratings ──

static char *
rating_token(void)
{
    return token_link(desk->keys, TOKEN_RATE, 1, CAROL, now, 90 * DAY);
}

static void
rated(void **state)
{
    int64_t n = question();
    Reception r = reception();
    g_autofree char *token = rating_token();
    g_auto(RatingView) before = {0}, after = {0};
    assert_true(rating_look(&r, token, &before, NULL));
    assert_int_equal(before.ticket, n);
    assert_int_equal(before.score, 0);
    assert_string_equal(before.marker, "[HD#1]");
    assert_string_equal(before.subject, "Lamp");
    g_autoptr(Ticket) looked = ticket(n);
    assert_int_equal(looked->rating, 0); // looking is no vote
    assert_true(rating_give(&r, token, 5, "Quick\r\nand kind", NULL));
    assert_true(rating_look(&r, token, &after, NULL));
    assert_int_equal(after.score, 5);
    assert_string_equal(after.review, "Quick\nand kind");
    // A second one stands in for the first.
    assert_true(rating_give(&r, token, 2, "", NULL));
    g_autoptr(Ticket) t = ticket(n);
    assert_int_equal(t->rating, 2);
    assert_string_equal(t->review, "");
    g_autoptr(GPtrArray) list = store_event_list(store, n, NULL);
    assert_string_equal(last_event(list, "rated")->who, CAROL);
}

static void
long_review(void **state)
{
    question();
    Reception r = reception();
    g_autofree char *token = rating_token();
    g_autoptr(GString) review = g_string_new(NULL);
    for (int i = 0; i < 5000; i++)
        g_string_append(review, "ї");
    assert_true(rating_give(&r, token, 4, review->str, NULL));
    g_autoptr(Ticket) t = ticket(1);
    assert_int_equal(g_utf8_strlen(t->review, -1), 4000);
    assert_true(g_utf8_validate(t->review, -1, NULL));
}

static void
no_vote(void **state)
{
    question();
    Reception r = reception();
    g_autofree char *good = rating_token();
    g_autofree char *bent = rating_token();
    bent[strlen(bent) - 1] = bent[strlen(bent) - 1] == 'a' ? 'b' : 'a';
    g_autofree char *kind = token_link(desk->keys, TOKEN_CUSTOMER, 1, CAROL, now, 90 * DAY);
    g_autofree char *gone = token_link(desk->keys, TOKEN_RATE, 77, CAROL, now, 90 * DAY);
    g_autofree char *old = token_link(desk->keys, TOKEN_RATE, 1, CAROL, now, -1);
    const struct {
        const char *token;
        int score, code;
    } ROWS[] = {
        {bent, 5, HD_ERROR_ABSENT}, {kind, 5, HD_ERROR_ABSENT}, {gone, 5, HD_ERROR_ABSENT},
        {old, 5, HD_ERROR_REFUSED}, {"", 5, HD_ERROR_ABSENT},   {"1 OR 1", 5, HD_ERROR_ABSENT},
        {good, 0, HD_ERROR_INPUT},  {good, 6, HD_ERROR_INPUT},  {good, -1, HD_ERROR_INPUT},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        assert_false(rating_give(&r, ROWS[i].token, ROWS[i].score, "x", &error));
        assert_int_equal(error->code, ROWS[i].code);
        assert_false(store_in_transaction(store));
        if (ROWS[i].code == HD_ERROR_INPUT)
            continue;
        g_auto(RatingView) view = {0};
        g_autoptr(GError) second = NULL;
        assert_false(rating_look(&r, ROWS[i].token, &view, &second));
        assert_int_equal(second->code, ROWS[i].code);
    }
    g_autoptr(Ticket) t = ticket(1);
    assert_int_equal(t->rating, 0);
}

int
main(void)
{
#define test(fn) cmocka_unit_test_setup_teardown(fn, house_setup, house_teardown)
    const struct CMUnitTest tests[] = {
        test(commands), test(refusals), test(rated), test(long_review), test(no_vote),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
