// test_apply_made.c: what ties tickets together or makes new ones: merge, split, clone. Rows,
// people, threads, links and the events of both sides.
#include "apply_fixture.h"

static Application
by_anna(int64_t number)
{
    return (Application){
        .reception = &at_desk, .ticket = ticket(number), .who = "anna", .proof = PROOF_L3};
}

static guint
messages(int64_t number)
{
    g_autoptr(GPtrArray) list = store_message_list(store, number, NULL);
    assert_non_null(list);
    return list->len;
}

static void
assert_told(int64_t number, const char *line)
{
    g_autofree char *told = story(number, 0);
    if (!strstr(told, line))
        fail_msg("ticket %d does not tell \"%s\":\n%s", (int)number, line, told);
}

// ── merge ──

// Ticket 2 is Eve's, of whom ticket 1 knows nothing.
static void
make_different(void)
{
    g_autoptr(Ticket) t = ticket(2);
    contact_free(t->requester);
    t->requester = contact_new(EVE, "Eve");
    g_ptr_array_add(t->tags, g_strdup("dark"));
    g_ptr_array_add(t->watchers, g_strdup("line2"));
    assert_true(store_ticket_save(store, t, NULL));
}

static void
merged(void **state)
{
    make_different();
    add_message(2, DIRECTION_IN, EVE, "Mine is dark.");
    add_message(1, DIRECTION_IN, CAROL, "It flickers.");
    g_auto(Application) a = by_anna(2);
    g_autoptr(GPtrArray) undo = change_list_new();
    run_on(&a, CHANGE_TIME, "60", NULL);
    run_on(&a, CHANGE_MERGE, "1", undo);
    assert_int_equal(undo->len, 0);
    assert_int_equal(messages(1), 2);
    assert_int_equal(messages(2), 0);
    g_autofree char *here = picture(2), *there = picture(1);
    assert_non_null(strstr(here, "status: closed closed\n"));
    assert_non_null(strstr(here, "merged: 1\n"));
    assert_non_null(strstr(here, "wake: 0\n"));
    assert_non_null(strstr(here, "requester: " EVE "\n"));
    assert_non_null(strstr(there, "requester: " CAROL "\n"));
    assert_non_null(strstr(there, "status: open open\n"));
    assert_non_null(strstr(there, "with: " DAVE " " EVE "\n"));
    assert_non_null(strstr(there, "tags: dark lamp\n"));
    assert_non_null(strstr(there, "watchers: bob line2\n"));
    assert_non_null(strstr(there, "spent: anna 60 []\n"));
    assert_told(2, "merged: into 1; this cannot be taken back\n");
    assert_told(1, "merged: 2 came in\n");
    // It is so already.
    guint count = events(2);
    run_on(&a, CHANGE_MERGE, "1", undo);
    assert_int_equal(events(2), count);
}

// Whoever names a ticket that was merged itself means where it is now.
static void
merged_chain(void **state)
{
    assert_int_equal(add_ticket("Third lamp"), 3);
    g_auto(Application) second = by_anna(2), third = by_anna(3);
    run_on(&second, CHANGE_MERGE, "1", NULL);
    run_on(&third, CHANGE_MERGE, "2", NULL);
    assert_int_equal(third.ticket->merged_into, 1);
    assert_told(1, "merged: 3 came in\n");
}

static void
merge_refused(void **state)
{
    static const struct {
        int64_t ticket;
        const char *value, *want;
    } ROWS[] = {
        {1, "1", "refused: merged: that is this ticket itself\n"},
        {1, "99", "refused: merged: there is no such ticket\n"},
        {1, "2", "refused: merged: that is this ticket itself\n"}, // 2 is a part of it
        {2, "3", "refused: merged: it is a part of another ticket already\n"},
    };
    assert_int_equal(add_ticket("Third lamp"), 3);
    g_auto(Application) first = by_anna(2);
    run_on(&first, CHANGE_MERGE, "1", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(Application) a = by_anna(ROWS[i].ticket);
        guint count = events(ROWS[i].ticket);
        g_autofree char *before = picture(ROWS[i].ticket);
        run_on(&a, CHANGE_MERGE, ROWS[i].value, NULL);
        g_autofree char *after = picture(ROWS[i].ticket), *told = story(ROWS[i].ticket, count);
        assert_string_equal(before, after);
        assert_string_equal(told, ROWS[i].want);
    }
    g_auto(Application) a = by_anna(3);
    run_on(&a, CHANGE_MERGE, "soon", NULL);
    assert_int_equal(events(3), 0);
}

// ── split ──

static void
split(void **state)
{
    add_message(1, DIRECTION_IN, CAROL, "It flickers.");
    add_message(1, DIRECTION_OUT, "anna", "Try this.");
    int64_t shown = add_message(1, DIRECTION_IN, CAROL, "And the door squeaks.");
    int64_t note = add_message(1, DIRECTION_NOTE, "anna", "Another matter.");
    g_autoptr(TicketMessage) asked = store_message_get(store, shown, NULL);
    g_auto(Application) a = by_anna(1);
    a.shown = shown;
    a.message = note;
    a.ticket->priority = PRIORITY_HIGH;
    g_autoptr(GPtrArray) undo = change_list_new();
    run_on(&a, CHANGE_SPLIT, "The door\nsqueaks", undo);
    assert_int_equal(undo->len, 0);
    assert_int_equal(a.made->len, 1);
    assert_int_equal(g_array_index(a.made, int64_t, 0), 3);
    assert_int_equal(messages(1), 2);
    assert_int_equal(messages(3), 2);
    g_autoptr(Ticket) t = ticket(3);
    assert_string_equal(t->subject, "The door squeaks");
    assert_string_equal(t->queue, "support");
    assert_string_equal(t->status, "new");
    assert_int_equal(t->kind, KIND_NEW);
    assert_string_equal(t->manager, "anna");
    assert_string_equal(t->language, "en");
    assert_int_equal(t->priority, PRIORITY_HIGH);
    assert_string_equal(t->requester->address, CAROL);
    assert_true(ticket_takes_part(t, DAVE));
    assert_string_equal(t->last_id, asked->message_id);
    assert_string_not_equal(a.ticket->last_id, asked->message_id);
    assert_int_equal(t->created_at, NOW);
    g_autofree char *here = picture(1), *there = picture(3);
    assert_non_null(strstr(here, "links: relates-3\n"));
    assert_non_null(strstr(there, "links: relates-1\n"));
    assert_told(1, "split: 2 messages into 3\n");
    assert_told(3, "created: The door squeaks\n");
    assert_told(3, "split: 2 messages from 1\n");
}

// An answer to what was split off finds the new ticket, one to the rest the old one.
static void
split_threads(void **state)
{
    int64_t first = add_message(1, DIRECTION_IN, CAROL, "It flickers.");
    int64_t second = add_message(1, DIRECTION_IN, CAROL, "And the door squeaks.");
    g_auto(Application) a = by_anna(1);
    a.shown = second;
    run_on(&a, CHANGE_SPLIT, "", NULL);
    const int64_t wanted[] = {1, 3}, ids[] = {first, second};
    for (size_t i = 0; i < 2; i++) {
        g_autoptr(TicketMessage) m = store_message_get(store, ids[i], NULL);
        assert_int_equal(m->ticket, wanted[i]);
        g_autoptr(GPtrArray) list = g_ptr_array_new();
        g_ptr_array_add(list, m->message_id);
        ThreadKeys keys = {.ids = list};
        g_autoptr(ThreadFound) found = store_thread_find(store, &keys, NULL);
        assert_int_equal(((ThreadId *)found->ids->pdata[0])->ticket, wanted[i]);
    }
    g_autoptr(Ticket) t = ticket(3);
    assert_string_equal(t->subject, "Lamp");
}

// What moves holds no letter of a customer: the conversation as they know it goes on.
static void
split_note(void **state)
{
    add_message(1, DIRECTION_IN, CAROL, "It flickers.");
    int64_t shown = add_message(1, DIRECTION_NOTE, "bob", "The door too.");
    g_auto(Application) a = by_anna(1);
    a.shown = shown;
    run_on(&a, CHANGE_SPLIT, "Door", NULL);
    g_autoptr(Ticket) t = ticket(3);
    assert_string_equal(t->last_id, "m1@customer.example");
    assert_int_equal(t->references->len, 1);
    assert_told(1, "split: 1 message into 3\n");
}

static void
split_refused(void **state)
{
    int64_t first = add_message(1, DIRECTION_IN, CAROL, "It flickers.");
    int64_t own = add_message(1, DIRECTION_NOTE, "anna", "Another matter.");
    int64_t gone = add_message(2, DIRECTION_IN, CAROL, "Elsewhere.");
    const struct {
        int64_t shown;
        const char *want;
    } ROWS[] = {
        {0, "refused: split: it is not known from which message on; answer a letter of the "
            "ticket\n"},
        {first, "refused: split: all messages would move\n"},
        {own, "refused: split: the message is no longer here\n"},
        {gone, "refused: split: the message is no longer here\n"},
        {999, "refused: split: the message is no longer here\n"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(Application) a = by_anna(1);
        a.shown = ROWS[i].shown;
        a.message = own;
        guint count = events(1);
        run_on(&a, CHANGE_SPLIT, "Door", NULL);
        g_autofree char *told = story(1, count);
        assert_string_equal(told, ROWS[i].want);
        assert_null(a.made);
        assert_int_equal(messages(1), 2);
    }
    g_autoptr(Ticket) none = store_ticket_get(store, 3, NULL);
    assert_null(none);
}

// ── clone ──

static void
cloned(void **state)
{
    add_message(1, DIRECTION_IN, CAROL, "It flickers.");
    add_message(1, DIRECTION_OUT, "anna", "Try this.");
    g_auto(Application) a = by_anna(1);
    g_autoptr(GPtrArray) undo = change_list_new();
    run_on(&a, CHANGE_CLONE, "", undo);
    run_on(&a, CHANGE_CLONE, "The other office", undo);
    assert_int_equal(undo->len, 0);
    assert_int_equal(a.made->len, 2);
    assert_int_equal(g_array_index(a.made, int64_t, 1), 4);
    assert_int_equal(messages(1), 2);
    g_autoptr(GPtrArray) list = store_message_list(store, 3, NULL);
    assert_int_equal(list->len, 1);
    assert_string_equal(((TicketMessage *)list->pdata[0])->text, "It flickers.");
    g_autofree char *from = picture(1), *to = picture(3), *named = picture(4);
    assert_non_null(strstr(from, "links: copy-3 copy-4\n"));
    assert_non_null(strstr(to, "subject: Lamp\nstatus: new new\nmanager: anna\n"));
    assert_non_null(strstr(to, "type: bug\ndue: 86400\nwake: 0\nmerged: 0\nrequester: " CAROL));
    assert_non_null(strstr(to, "with: " DAVE "\ntags: lamp\nwatchers: bob\nfields: Room=12\n"));
    assert_non_null(strstr(to, "links: copy-1\n"));
    assert_non_null(strstr(named, "subject: The other office\n"));
    assert_told(1, "cloned: into 3\n");
    assert_told(3, "created: Lamp\n");
    assert_told(3, "cloned: from 1\n");
}

// What is told of other tickets is not told in the letters of this one.
static void
letters(void **state)
{
    g_auto(Application) a = by_anna(1);
    a.done = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
    run_on(&a, CHANGE_CLONE, "", NULL);
    run_on(&a, CHANGE_LINK, "2 blocks", NULL);
    assert_int_equal(a.done->len, 2);
    assert_string_equal(((Event *)a.done->pdata[0])->detail, "into 3");
    assert_string_equal(((Event *)a.done->pdata[1])->detail, "blocks 2");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(merged, apply_setup, apply_teardown),
        cmocka_unit_test_setup_teardown(merged_chain, apply_setup, apply_teardown),
        cmocka_unit_test_setup_teardown(merge_refused, apply_setup, apply_teardown),
        cmocka_unit_test_setup_teardown(split, apply_setup, apply_teardown),
        cmocka_unit_test_setup_teardown(split_threads, apply_setup, apply_teardown),
        cmocka_unit_test_setup_teardown(split_note, apply_setup, apply_teardown),
        cmocka_unit_test_setup_teardown(split_refused, apply_setup, apply_teardown),
        cmocka_unit_test_setup_teardown(cloned, apply_setup, apply_teardown),
        cmocka_unit_test_setup_teardown(letters, apply_setup, apply_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
