// test_apply_ops.c: each of the bigger changes changes what it says, tells it in one event, does
// nothing a second time, and its reverse change leaves the ticket as it was.
#include "apply_fixture.h"

#include "desk/account.h"

typedef struct {
    ChangeKind kind;
    const char *value;
    const char *want;  // lines of the picture, "" = as before
    const char *story; // all its events
    bool repeats;      // a second one is done again
} Row;

static const Row REVERSIBLE[] = {
    {CHANGE_WAKE, "1790172800", "wake: 172800\n", "postponed: "},
    {CHANGE_WAKE, "", "wake: 0\n", "postponed: "},
    {CHANGE_DUE, "1790003600", "due: 3600\n", "due: "},
    {CHANGE_DUE, "", "due: 0\n", "due: "},
    {CHANGE_DUE, "1790086400", "", ""},
    {CHANGE_DUE, "soon", "", ""},
    {CHANGE_TYPE, "wish", "type: wish\n", "type: bug → wish\n"},
    {CHANGE_TYPE, "", "type: \n", "type: bug → none\n"},
    {CHANGE_TYPE, "bug", "", ""},
    {CHANGE_FIELD, "room=14", "fields: Room=14\n", "field: Room: 12 → 14\n"},
    {CHANGE_FIELD, "Room=", "fields:\n", "field: Room: 12 → none\n"},
    {CHANGE_FIELD, "Room=12", "", ""},
    {CHANGE_FIELD, "Room", "fields:\n", "field: Room: 12 → none\n"},
    {CHANGE_FIELD, "=12", "", ""},
    {CHANGE_FIELD, "Sum=a=b", "fields: Room=12 Sum=a=b\n", "field: Sum: none → a=b\n"},
    {CHANGE_CC_ADD, EVE, "with: " DAVE " " EVE "\n", "joined: " EVE "\n"},
    {CHANGE_CC_ADD, "Dave@Customer.example", "", ""},
    {CHANGE_CC_ADD, CAROL, "", ""},
    {CHANGE_CC_ADD, "help@example.com", "", "refused: joined: that is an address of this desk\n",
     .repeats = true},
    {CHANGE_CC_REMOVE, "DAVE@customer.example", "with:\n", "left: DAVE@customer.example\n"},
    {CHANGE_CC_REMOVE, CAROL, "", ""},
    {CHANGE_WATCH, "line2", "watchers: bob line2\n", "watched: line2\n"},
    {CHANGE_WATCH, "BOB", "", ""},
    {CHANGE_UNWATCH, "Bob", "watchers:\n", "unwatched: Bob\n"},
    {CHANGE_UNWATCH, "anna", "", ""},
    {CHANGE_TITLE, "The\tlamp\n again", "subject: The lamp again\n",
     "title: Lamp → The lamp again\n"},
    {CHANGE_TITLE, "Lamp", "", ""},
    {CHANGE_TITLE, " ", "", ""},
    {CHANGE_QUEUE, "support", "", ""},
    {CHANGE_QUEUE, "garden", "", ""},
    {CHANGE_QUEUE, "sales", "queue: sales\n|manager: \n",
     "queue: support → sales\n"
     "assigned: anna → nobody: anna may not see the queue sales\n"},
    {CHANGE_TIME, "5430 on site", "spent: anna 5430 [on site]\n", "time: 1h30m30s: on site\n",
     .repeats = true},
    {CHANGE_TIME, "60", "spent: anna 60 []\n", "time: 1m\n", .repeats = true},
    {CHANGE_TIME, "0", "", ""},
    {CHANGE_TIME, "-7", "", ""},
    {CHANGE_BILL, "VISIT 1500", "billed: anna visit 1500 at 4050\n",
     "bill: 1.5 × visit = 60.75 EUR\n", .repeats = true},
    {CHANGE_BILL, "visit", "", ""},
    {CHANGE_BILL, "-7", "", ""},
    {CHANGE_BILL, "beer 1000", "", "refused: bill: the price list has no such line\n",
     .repeats = true},
    {CHANGE_LINK, "2 blocks", "links: blocks-2\n", "linked: blocks 2\n"},
    {CHANGE_LINK, "2 -", "", ""},
    {CHANGE_LINK, "2 loves", "", ""},
    {CHANGE_LINK, "1 blocks", "", "refused: linked: that is this ticket itself\n", .repeats = true},
    {CHANGE_LINK, "99 blocks", "", "refused: linked: there is no such ticket\n", .repeats = true},
    {CHANGE_SPAM, "", "status: invalid closed\n|wake: 0\n|blocked: " CAROL " by anna for 1\n",
     "postponed: "},
    {CHANGE_SPAM, "-", "", ""},
    {CHANGE_FAQ, "-7", "", ""},
    {CHANGE_FORWARD, EVE, "", "forwarded: " EVE "\n", .repeats = true},
    {CHANGE_SILENT, "", "", ""},
    {CHANGE_QUERY, "show", "", ""},
};

static void
check_lines(const Row *row, const char *before, const char *after)
{
    if (!*row->want)
        assert_string_equal(before, after);
    g_auto(GStrv) lines = g_strsplit(row->want, "|", -1);
    for (size_t i = 0; *row->want && lines[i]; i++)
        if (!strstr(after, lines[i]) || strstr(before, lines[i]))
            fail_msg("\"%s\": no line %s in\n%s", row->value, lines[i], after);
}

static void
reversible(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(REVERSIBLE); i++) {
        const Row *row = &REVERSIBLE[i];
        assert_int_equal(apply_setup(state), 0);
        g_autofree char *before = picture(1), *other_before = picture(2);
        g_autoptr(GPtrArray) undo = run(row->kind, row->value);
        g_autofree char *after = picture(1), *told = story(1, 0);
        check_lines(row, before, after);
        if (!g_str_has_prefix(told, row->story) || !*row->story != !*told)
            fail_msg("\"%s\": told is %s", row->value, told);
        guint count = events(1);
        if (!row->repeats) {
            g_autoptr(GPtrArray) nothing = run(row->kind, row->value);
            assert_int_equal(nothing->len, 0);
            assert_int_equal(events(1), count);
        }
        if ((undo->len > 0) != (*row->want != 0))
            fail_msg("\"%s\": %u reverse changes", row->value, undo->len);
        take_back(undo);
        g_autofree char *again = picture(1), *other_again = picture(2);
        assert_string_equal(again, before);
        assert_string_equal(other_again, other_before);
        assert_true(events(1) > count || undo->len == 0);
        assert_int_equal(apply_teardown(state), 0);
    }
    assert_int_equal(apply_setup(state), 0);
}

static void
who_and_how(void **state)
{
    g_autoptr(GPtrArray) undo = run(CHANGE_TYPE, "wish");
    assert_string_equal(((Change *)undo->pdata[0])->value, "bug");
    g_autoptr(GPtrArray) list = store_event_list(store, 1, NULL);
    const Event *e = list->pdata[0];
    assert_string_equal(e->who, "anna");
    assert_string_equal(e->proof, "L3");
    assert_string_equal(e->rule, "test");
    assert_int_equal(e->at, NOW);
    // Without a list for the reverse changes it is done as well.
    g_auto(Application) a = {.reception = &at_desk, .ticket = ticket(1), .who = "anna"};
    run_on(&a, CHANGE_TYPE, "bug", NULL);
    run_on(&a, CHANGE_TIME, "60", NULL);
    run_on(&a, CHANGE_SPAM, "", NULL);
    assert_string_equal(a.ticket->type, "bug");
}

static void
queues(void **state)
{
    // Boris may see sales: the ticket stays his. Someone who is gone keeps nothing.
    static const struct {
        const char *manager, *want;
    } ROWS[] = {{"boris", "boris"}, {"fred", ""}, {"nemo", ""}, {"", ""}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(Application) a = {.reception = &at_desk, .ticket = ticket(1), .who = "anna"};
        set(a.ticket->queue, "support");
        set(a.ticket->manager, ROWS[i].manager);
        run_on(&a, CHANGE_QUEUE, "sales", NULL);
        assert_string_equal(a.ticket->queue, "sales");
        assert_string_equal(a.ticket->manager, ROWS[i].want);
    }
}

static void
links(void **state)
{
    g_autoptr(GPtrArray) first = run(CHANGE_LINK, "2 parent");
    assert_string_equal(((Change *)first->pdata[0])->value, "2 -");
    g_autofree char *here = picture(1), *there = picture(2), *told = story(2, 0);
    assert_non_null(strstr(here, "links: parent-2\n"));
    assert_non_null(strstr(there, "links: child-1\n"));
    assert_string_equal(told, "linked: child 1\n");
    // Another kind stands in for it, and comes back.
    g_autoptr(GPtrArray) second = run(CHANGE_LINK, "2 depends");
    take_back(second);
    g_autofree char *back = picture(1);
    assert_string_equal(back, here);
    g_autoptr(GPtrArray) third = run(CHANGE_LINK, "2 -");
    g_autofree char *none = picture(2), *told_all = story(2, 0);
    assert_non_null(strstr(none, "links:\n"));
    assert_true(g_str_has_suffix(told_all, "linked: no longer child 1\n"));
    take_back(third);
    g_autofree char *restored = picture(2);
    assert_string_equal(restored, there);
}

static void
accounts(void **state)
{
    g_autoptr(GPtrArray) a = run(CHANGE_TIME, "3600 a");
    g_autoptr(GPtrArray) b = run(CHANGE_TIME, "1800 b");
    g_autoptr(GPtrArray) c = run(CHANGE_BILL, "visit 1000");
    g_autoptr(GPtrArray) d = run(CHANGE_BILL, "visit 333");
    g_autoptr(GPtrArray) spent = store_spent_list(store, 1, NULL);
    g_autoptr(GPtrArray) billed = store_billed_list(store, 1, NULL);
    assert_int_equal(account_seconds(spent), 5400);
    assert_int_equal(account_total(billed), 4050 + 1349);
    take_back(a); // the first one, not the last
    take_back(d);
    g_autofree char *rest = picture(1);
    assert_null(strstr(rest, "[a]"));
    assert_non_null(strstr(rest, "spent: anna 1800 [b]\n"));
    assert_non_null(strstr(rest, "billed: anna visit 1000 at 4050\n"));
    assert_null(strstr(rest, "visit 333"));
    take_back(a); // it is gone already
    g_autofree char *same = picture(1);
    assert_string_equal(same, rest);
    assert_int_equal(b->len, 1);
    assert_int_equal(c->len, 1);
}

// A row of another ticket is not taken away from here.
static void
foreign_rows(void **state)
{
    g_auto(Application) a = {.reception = &at_desk, .ticket = ticket(2), .who = "anna"};
    add_message(2, DIRECTION_OUT, "anna", "Turn it on.");
    run_on(&a, CHANGE_TIME, "60", NULL);
    run_on(&a, CHANGE_BILL, "visit 1000", NULL);
    run_on(&a, CHANGE_FAQ, "", NULL);
    g_autofree char *before = picture(2);
    g_autoptr(GPtrArray) x = run(CHANGE_TIME, "-1");
    g_autoptr(GPtrArray) y = run(CHANGE_BILL, "-1");
    g_autoptr(GPtrArray) z = run(CHANGE_FAQ, "-1");
    g_autofree char *after = picture(2);
    assert_string_equal(before, after);
    assert_int_equal(x->len + y->len + z->len, 0);
    assert_int_equal(events(1), 0);
}

static void
faq(void **state)
{
    g_autofree char *before = picture(1);
    g_autoptr(GPtrArray) nothing = run(CHANGE_FAQ, "");
    g_autofree char *refusal = story(1, 0), *unchanged = picture(1);
    assert_string_equal(refusal, "faq: no draft: the ticket has no answer yet\n");
    assert_string_equal(unchanged, before);
    assert_int_equal(nothing->len, 0);
    add_message(1, DIRECTION_IN, CAROL, "It flickers.\n");
    add_message(1, DIRECTION_OUT, "anna", "Try this.");
    add_message(1, DIRECTION_IN, CAROL, "No good.");
    add_message(1, DIRECTION_OUT, "anna", "Turn it on.");
    add_message(1, DIRECTION_NOTE, "anna", "Poor lamp.");
    g_autoptr(GPtrArray) undo = run(CHANGE_FAQ, "");
    g_autofree char *drafted = picture(1);
    assert_non_null(strstr(drafted, "faq: 1 anna en [Lamp\n\nIt flickers.] [Turn it on.] draft\n"));
    take_back(undo);
    g_autofree char *after = picture(1);
    assert_string_equal(after, before);
    g_autoptr(GPtrArray) named = run(CHANGE_FAQ, "-40 degrees: what now?");
    g_autofree char *titled = picture(1);
    assert_non_null(strstr(titled, "[-40 degrees: what now?\n\nIt flickers.]"));
    assert_int_equal(named->len, 1);
}

static void
long_question(void **state)
{
    g_autoptr(GString) words = g_string_new(NULL);
    while (words->len < 20000)
        g_string_append(words, "ї");
    add_message(1, DIRECTION_IN, CAROL, words->str);
    add_message(1, DIRECTION_OUT, "anna", "Yes.");
    g_autoptr(GPtrArray) undo = run(CHANGE_FAQ, "Long");
    assert_string_equal(((Change *)undo->pdata[0])->value, "-1");
    Faq *f = store_faq_get(store, 1, NULL);
    assert_non_null(f);
    assert_int_equal(strlen(f->question), strlen("Long\n\n") + 4000);
    faq_free(f);
}

static void
spam(void **state)
{
    static const struct {
        const char *requester, *status, *named;
        int blocked;
    } ROWS[] = {
        {CAROL, "spam", "spam", 1},
        {CAROL, "invalid", NULL, 1},
        {"boris@home.example", "invalid", NULL, 0},
        {"support@example.com", "invalid", NULL, 0},
        {"", "invalid", NULL, 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        assert_int_equal(apply_teardown(state) + apply_setup(state), 0);
        if (ROWS[i].named)
            desk_add_status(desk, ROWS[i].named, KIND_CLOSED, "спам", "спам");
        g_auto(Application) a = {.reception = &at_desk, .ticket = ticket(1), .who = "anna"};
        contact_free(a.ticket->requester);
        a.ticket->requester = contact_new(ROWS[i].requester, "");
        run_on(&a, CHANGE_SPAM, "", NULL);
        assert_string_equal(a.ticket->status, ROWS[i].status);
        assert_int_equal(store_is_blocked(store, ROWS[i].requester, NULL), ROWS[i].blocked);
        g_autofree char *told = story(1, 0);
        assert_non_null(strstr(told, ROWS[i].blocked ? "spam: " CAROL " is blocked\n"
                                                     : "spam: nobody is blocked: "));
    }
}

// A desk with neither "spam" nor "invalid": the last closed status.
static void
spam_elsewhere(void **state)
{
    g_ptr_array_remove_index(desk->workflow, desk->workflow->len - 1);
    assert_true(store_blocked_add(store, CAROL, "bob", 0, NOW, NULL));
    g_autoptr(GPtrArray) undo = run(CHANGE_SPAM, "");
    g_autofree char *after = picture(1);
    assert_non_null(strstr(after, "status: closed closed\n"));
    // She was blocked before, and stays so when this is taken back.
    take_back(undo);
    g_autofree char *back = picture(1);
    assert_non_null(strstr(back, "status: open open\n"));
    assert_non_null(strstr(back, "blocked: " CAROL " by bob"));
}

static void
account_words(void **state)
{
    static const struct {
        int64_t seconds;
        const char *want;
    } SPANS[] = {{0, "0m"},    {30, "30s"},     {60, "1m"},     {90, "1m30s"},
                 {3600, "1h"}, {5400, "1h30m"}, {3605, "1h5s"}, {90000, "25h"}};
    static const struct {
        int64_t thousandths;
        uint64_t price;
        const char *quantity, *cost;
    } COSTS[] = {
        {1000, 4050, "1", "40.50 EUR"},  {1500, 4050, "1.5", "60.75 EUR"},
        {333, 100, "0.333", "0.33 EUR"}, {5, 100, "0.005", "0.01 EUR"},
        {20000, 0, "20", "0.00 EUR"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(SPANS); i++) {
        g_autofree char *got = account_span(SPANS[i].seconds);
        assert_string_equal(got, SPANS[i].want);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(COSTS); i++) {
        g_autofree char *quantity = account_quantity(COSTS[i].thousandths);
        g_autofree char *cost =
            account_money(account_cost(COSTS[i].thousandths, COSTS[i].price), "EUR");
        assert_string_equal(quantity, COSTS[i].quantity);
        assert_string_equal(cost, COSTS[i].cost);
    }
    assert_true(account_cost(G_MAXINT64, G_MAXUINT64) == G_MAXINT64);
    assert_true(account_cost(G_MAXINT64, 1) == G_MAXINT64);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reversible, NULL, apply_teardown),
        cmocka_unit_test_setup_teardown(who_and_how, apply_setup, apply_teardown),
        cmocka_unit_test_setup_teardown(queues, apply_setup, apply_teardown),
        cmocka_unit_test_setup_teardown(links, apply_setup, apply_teardown),
        cmocka_unit_test_setup_teardown(accounts, apply_setup, apply_teardown),
        cmocka_unit_test_setup_teardown(foreign_rows, apply_setup, apply_teardown),
        cmocka_unit_test_setup_teardown(faq, apply_setup, apply_teardown),
        cmocka_unit_test_setup_teardown(long_question, apply_setup, apply_teardown),
        cmocka_unit_test_setup_teardown(spam, apply_setup, apply_teardown),
        cmocka_unit_test_setup_teardown(spam_elsewhere, apply_setup, apply_teardown),
        cmocka_unit_test(account_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
