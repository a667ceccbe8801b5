// test_preview.c: the ticket as rules see it while a decision is made: every kind of change that
// its row shows, texts that come along, tickets to be made.
#include "desk_fixture.h"

#include "ticket/decide.h"

static Desk *desk;

static int
setup(void **state)
{
    desk = test_desk();
    desk_add_status(desk, "asleep", KIND_POSTPONED, "", "");
    desk_add_status(desk, "spam", KIND_CLOSED, "", "");
    desk_add_status(desk, "sold", KIND_SOLVED, "", "");
    Queue *sales = desk->queues->pdata[1];
    static const char *const STATUSES[] = {"new", "open", "sold", "closed"};
    for (size_t i = 0; i < G_N_ELEMENTS(STATUSES); i++)
        g_ptr_array_add(sales->statuses, g_strdup(STATUSES[i]));
    g_ptr_array_add(sales->see, g_strdup("boris"));
    CustomField *room = custom_field_new("Room", CUSTOM_TEXT);
    g_ptr_array_add(desk->fields, room);
    return 0;
}

static int
teardown(void **state)
{
    g_clear_pointer(&desk, desk_free);
    return 0;
}

static Ticket *
make_ticket(void)
{
    Ticket *t = ticket_new();
    t->number = 7;
    set(t->queue, "support");
    set(t->subject, "Lamp");
    set(t->status, "open");
    t->kind = KIND_OPEN;
    set(t->manager, "anna");
    t->created_at = t->updated_at = t->status_at = NOW - DAY;
    t->requester = contact_new("carol@customer.example", "Carol");
    g_ptr_array_add(t->participants, contact_new("dave@customer.example", ""));
    g_ptr_array_add(t->tags, g_strdup("old"));
    g_ptr_array_add(t->watchers, g_strdup("bob"));
    ticket_set_field(t, "Room", "12");
    return t;
}

static void
tell_list(GString *out, const char *name, const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++)
        g_string_append_printf(out, "%s%s", i ? "," : name, (const char *)list->pdata[i]);
}

static void
tell_time(GString *out, const char *name, int64_t at)
{
    if (at)
        g_string_append_printf(out, " %s%+d", name, (int)(at - NOW));
}

static void
tell_people(GString *out, const Ticket *t)
{
    g_string_append_printf(out, " of %s", t->requester ? t->requester->address : "-");
    for (guint i = 0; i < t->participants->len; i++)
        g_string_append_printf(out, "%s%s", i ? "," : " with ",
                               ((const Contact *)t->participants->pdata[i])->address);
}

// All that a change may touch, in one line. The caller frees.
static char *
told(const Ticket *t)
{
    GString *s = g_string_new(NULL);
    g_string_append_printf(s, "%s/%s(%s) %s @%s", t->queue, t->status, status_kind_name(t->kind),
                           t->subject, t->manager);
    if (*t->group)
        g_string_append_printf(s, "+%s", t->group);
    if (t->priority != PRIORITY_NORMAL)
        g_string_append_printf(s, " %s", names_name(PRIORITY_NAMES, (int)t->priority));
    tell_people(s, t);
    tell_list(s, " #", t->tags);
    tell_list(s, " ~", t->watchers);
    for (guint i = 0; i < t->fields->len; i++)
        g_string_append_printf(s, " %s=%s", ((const TicketField *)t->fields->pdata[i])->name,
                               ((const TicketField *)t->fields->pdata[i])->value);
    if (*t->type)
        g_string_append_printf(s, " type %s", t->type);
    if (*t->promise)
        g_string_append_printf(s, " promise %s", t->promise);
    if (t->rating)
        g_string_append_printf(s, " rated %d", t->rating);
    tell_time(s, "due", t->due_at);
    tell_time(s, "wake", t->wake_at);
    tell_time(s, "solved", t->solved_at);
    tell_time(s, "closed", t->closed_at);
    tell_time(s, "customer", t->customer_at);
    if (t->asked_at != t->customer_at)
        tell_time(s, "asked", t->asked_at);
    tell_time(s, "manager", t->manager_at);
    tell_time(s, "answered", t->answered_at);
    tell_time(s, "status", t->status_at);
    return g_string_free(s, FALSE);
}

static void
decision_begin(Decision *d)
{
    *d = (Decision){.outcome = OUTCOME_COMMAND,
                    .why = g_strdup(""),
                    .text = g_strdup(""),
                    .author = g_strdup(""),
                    .language = g_strdup(""),
                    .manager = g_strdup(""),
                    .joining = g_ptr_array_new_with_free_func((GDestroyNotify)address_free),
                    .changes = change_list_new()};
}

static void
decision_end(Decision *d)
{
    g_free(d->why);
    g_free(d->text);
    g_free(d->author);
    g_free(d->language);
    g_free(d->manager);
    g_free(d->subject);
    address_free(d->requester);
    g_ptr_array_unref(d->joining);
    g_ptr_array_unref(d->changes);
}

static void
preview_is(const char *name, const Facts *f, Decision *d, const char *want)
{
    g_autoptr(Ticket) t = ticket_preview(f, d);
    g_autofree char *got = told(t);
    if (strcmp(got, want) != 0)
        fail_msg("%s:\n  %s\nnot\n  %s", name, got, want);
    decision_end(d);
}

#define PEOPLE " of carol@customer.example with dave@customer.example"
#define REST   " #old ~bob Room=12"
#define SINCE  " status-86400"
#define AS_WAS "support/open(open) Lamp @anna" PEOPLE REST SINCE

static const struct {
    const char *name;
    struct {
        ChangeKind kind;
        const char *value;
    } changes[4];
    const char *want;
} CHANGES[] = {
    {"nothing", {{CHANGE_HELP, ""}}, AS_WAS},
    {"kinds that no row shows",
     {{CHANGE_TIME, "60 x"}, {CHANGE_MERGE, "3"}, {CHANGE_REMARK, "x"}, {CHANGE_HOOK, "sms"}},
     AS_WAS},
    {"status",
     {{CHANGE_STATUS, "WAIT"}},
     "support/wait(waiting) Lamp @anna" PEOPLE REST " status+0"},
    {"the same status", {{CHANGE_STATUS, "Open"}}, AS_WAS},
    {"no such status", {{CHANGE_STATUS, "nirvana"}}, AS_WAS},
    {"solved",
     {{CHANGE_STATUS, "solved"}},
     "support/solved(solved) Lamp @anna" PEOPLE REST " solved+0 status+0"},
    {"closed",
     {{CHANGE_STATUS, "closed"}},
     "support/closed(closed) Lamp @anna" PEOPLE REST " solved+0 closed+0 status+0"},
    {"solved and opened again",
     {{CHANGE_STATUS, "closed"}, {CHANGE_STATUS, "new"}},
     "support/new(new) Lamp @anna" PEOPLE REST " status+0"},
    {"asleep",
     {{CHANGE_STATUS, "asleep"}, {CHANGE_WAKE, "1790000500"}},
     "support/asleep(postponed) Lamp @anna" PEOPLE REST " wake+500 status+0"},
    {"awake",
     {{CHANGE_WAKE, "1790000500"}, {CHANGE_STATUS, "new"}},
     "support/new(new) Lamp @anna" PEOPLE REST " status+0"},
    {"people in charge",
     {{CHANGE_MANAGER, "boris"}, {CHANGE_GROUP, "line2"}},
     "support/open(open) Lamp @boris+line2" PEOPLE REST SINCE},
    {"nobody", {{CHANGE_MANAGER, ""}}, "support/open(open) Lamp @" PEOPLE REST SINCE},
    {"priority",
     {{CHANGE_PRIORITY, "high"}},
     "support/open(open) Lamp @anna high" PEOPLE REST SINCE},
    {"no such priority", {{CHANGE_PRIORITY, "nuclear"}}, AS_WAS},
    {"tags",
     {{CHANGE_TAG_ADD, "new"}, {CHANGE_TAG_ADD, "new"}, {CHANGE_TAG_REMOVE, "old"}},
     "support/open(open) Lamp @anna" PEOPLE " #new ~bob Room=12" SINCE},
    {"watchers",
     {{CHANGE_WATCH, "anna"}, {CHANGE_WATCH, "ANNA"}, {CHANGE_UNWATCH, "Bob"}},
     "support/open(open) Lamp @anna" PEOPLE " #old ~anna Room=12" SINCE},
    {"fields",
     {{CHANGE_FIELD, "room=14=b"}, {CHANGE_FIELD, "floor=2"}},
     "support/open(open) Lamp @anna" PEOPLE " #old ~bob Room=14=b floor=2" SINCE},
    {"field emptied",
     {{CHANGE_FIELD, "Room="}},
     "support/open(open) Lamp @anna" PEOPLE " #old ~bob" SINCE},
    {"type and promise",
     {{CHANGE_TYPE, "fault"}, {CHANGE_PROMISE, "gold"}},
     "support/open(open) Lamp @anna" PEOPLE REST " type fault promise gold" SINCE},
    {"title",
     {{CHANGE_TITLE, "Two\nlines"}},
     "support/open(open) Two lines @anna" PEOPLE REST SINCE},
    {"due, then none, then again",
     {{CHANGE_DUE, "1790000500"}, {CHANGE_DUE, ""}, {CHANGE_DUE, "1790000100"}},
     "support/open(open) Lamp @anna" PEOPLE REST " due+100" SINCE},
    {"rated", {{CHANGE_RATE, "2"}}, "support/open(open) Lamp @anna" PEOPLE REST " rated 2" SINCE},
    {"copies",
     {{CHANGE_CC_ADD, "eve@x.example"},
      {CHANGE_CC_ADD, "Carol@customer.example"},
      {CHANGE_CC_ADD, "help@example.com"},
      {CHANGE_CC_REMOVE, "dave@customer.example"}},
     "support/open(open) Lamp @anna of carol@customer.example with eve@x.example" REST SINCE},
    {"another requester: the former takes part",
     {{CHANGE_REQUESTER, "dave@customer.example"}},
     "support/open(open) Lamp @anna of dave@customer.example with carol@customer.example" REST
         SINCE},
    {"another queue: its status; who may not see it loses the ticket",
     {{CHANGE_STATUS, "solved"}, {CHANGE_QUEUE, "sales"}},
     "sales/sold(solved) Lamp @" PEOPLE REST " solved+0 status+0"},
    {"another queue that has the status, and who sees it",
     {{CHANGE_MANAGER, "boris"}, {CHANGE_QUEUE, "sales"}},
     "sales/open(open) Lamp @boris" PEOPLE REST SINCE},
    {"no such queue", {{CHANGE_QUEUE, "heaven"}}, AS_WAS},
    {"spam",
     {{CHANGE_WAKE, "1790000500"}, {CHANGE_SPAM, ""}},
     "support/spam(closed) Lamp @anna" PEOPLE REST " solved+0 closed+0 status+0"},
    {"spam taken back", {{CHANGE_SPAM, "-"}}, AS_WAS},
};

static void
changes_are_seen(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(CHANGES); i++) {
        g_autoptr(Ticket) stored = make_ticket();
        Facts f = {.desk = desk, .queue = desk->queues->pdata[0], .now = NOW, .ticket = stored};
        Decision d;
        decision_begin(&d);
        for (size_t j = 0; j < G_N_ELEMENTS(CHANGES[i].changes) && CHANGES[i].changes[j].value; j++)
            change_add(d.changes, CHANGES[i].changes[j].kind, CHANGES[i].changes[j].value, "test");
        preview_is(CHANGES[i].name, &f, &d, CHANGES[i].want);
        // One by one they come to the same.
        g_autoptr(Ticket) t = ticket_dup(stored);
        for (size_t j = 0; j < G_N_ELEMENTS(CHANGES[i].changes) && CHANGES[i].changes[j].value; j++)
            ticket_preview_change(
                &f, t,
                &(Change){.kind = CHANGES[i].changes[j].kind,
                          .value = (char *)(uintptr_t)CHANGES[i].changes[j].value});
        g_autofree char *singly = told(t);
        assert_string_equal(singly, CHANGES[i].want);
        // The stored one stays as it is.
        g_autofree char *same = told(stored);
        assert_string_equal(same, AS_WAS);
    }
}

static void
texts_are_last_words(void **state)
{
    static const struct {
        const char *name;
        Outcome outcome;
        Direction direction;
        int64_t answered_at;
        const char *want;
    } cases[] = {
        {"a customer", OUTCOME_ANSWER, DIRECTION_IN, 0, " customer+0"},
        {"a customer who waits", OUTCOME_ANSWER, DIRECTION_IN, 0, " customer+0 asked-90"},
        {"a robot", OUTCOME_ROBOT, DIRECTION_IN, 0, ""},
        {"a bounce", OUTCOME_BOUNCE, DIRECTION_IN, 0, ""},
        {"a first answer", OUTCOME_ANSWER, DIRECTION_OUT, 0, " manager+0 answered+0"},
        {"a second one", OUTCOME_ANSWER, DIRECTION_OUT, NOW - 60, " manager+0 answered-60"},
        {"a note", OUTCOME_NOTE, DIRECTION_NOTE, 0, ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Ticket) stored = make_ticket();
        stored->answered_at = cases[i].answered_at;
        if (strstr(cases[i].want, "asked"))
            stored->asked_at = stored->customer_at = NOW - 90;
        Facts f = {.desk = desk, .queue = desk->queues->pdata[0], .now = NOW, .ticket = stored};
        Decision d;
        decision_begin(&d);
        d.outcome = cases[i].outcome;
        d.add = true;
        d.direction = cases[i].direction;
        g_autofree char *want =
            g_strconcat("support/open(open) Lamp @anna" PEOPLE REST, cases[i].want, SINCE, NULL);
        g_autoptr(Ticket) t = ticket_preview(&f, &d);
        assert_int_equal(t->updated_at, NOW);
        preview_is(cases[i].name, &f, &d, want);
    }
}

static void
ticket_to_be_made(void **state)
{
    g_autoptr(Address) sender = address_new("Jim", "jim@acme.example");
    g_autoptr(Contact) known = contact_new("jim@acme.example", "James");
    set(known->manager, "boris");
    set(known->language, "uk");
    g_autoptr(Ticket) other = make_ticket();
    // The ticket that the letter answers is over for long: a new one is made.
    Facts f = {.desk = desk,
               .queue = desk->queues->pdata[0],
               .now = NOW,
               .ticket = other,
               .sender = sender,
               .contact = known};
    Decision d;
    decision_begin(&d);
    d.outcome = OUTCOME_NEW;
    d.create = d.add = true;
    d.direction = DIRECTION_IN;
    set(d.manager, "anna");
    set(d.language, "ru");
    set(d.text, "My screen is dark\nand so is the cellar");
    g_ptr_array_add(d.joining, address_new("", "dave@customer.example"));
    change_add(d.changes, CHANGE_PRIORITY, "urgent", "test");
    g_autoptr(Ticket) t = ticket_preview(&f, &d);
    assert_int_equal(t->number, 0);
    assert_int_equal(t->created_at, NOW);
    assert_string_equal(t->language, "ru");
    assert_string_equal(t->requester->name, "James");
    assert_string_equal(t->requester->company, "Acme");
    assert_string_equal(t->requester->manager, "boris");
    assert_string_equal(t->requester->language, "ru");
    preview_is("from a customer", &f, &d,
               "support/new(new) My screen is dark and so is the cellar @anna urgent "
               "of jim@acme.example with dave@customer.example customer+0 status+0");

    decision_begin(&d);
    d.outcome = OUTCOME_NEW;
    d.create = true;
    d.subject = g_strdup("For Carol");
    d.requester = address_new("Carol", "carol@customer.example");
    change_add(d.changes, CHANGE_QUEUE, "sales", "test");
    change_add(d.changes, CHANGE_STATUS, "sold", "test");
    f.ticket = NULL;
    preview_is("entered for somebody", &f, &d,
               "sales/sold(solved) For Carol @ of carol@customer.example solved+0 status+0");

    decision_begin(&d);
    d.create = true;
    f.sender = NULL;
    f.queue = desk->queues->pdata[1];
    preview_is("from nobody", &f, &d, "sales/new(new) (no subject) @ of  status+0");
}

static void
copy_is_whole_and_its_own(void **state)
{
    g_autoptr(Ticket) t = make_ticket();
    set(t->review, "fine");
    set(t->last_id, "m@x");
    g_ptr_array_add(t->references, g_strdup("a@x"));
    t->solve_work = 5;
    t->merged_into = 3;
    set(t->requester->undeliverable_words, "no such user");
    g_autofree char *was = told(t);
    g_autoptr(Ticket) c = ticket_dup(t);
    g_autofree char *is = told(c);
    assert_string_equal(is, was);
    assert_int_equal(c->number, 7);
    assert_string_equal(c->review, "fine");
    assert_string_equal(c->last_id, "m@x");
    assert_string_equal(c->references->pdata[0], "a@x");
    assert_int_equal(c->solve_work, 5);
    assert_int_equal(c->answer_wall, -1);
    assert_int_equal(c->merged_into, 3);
    assert_string_equal(c->requester->undeliverable_words, "no such user");
    // Whatever is done to one is not done to the other.
    g_ptr_array_set_size(c->tags, 0);
    g_ptr_array_set_size(c->watchers, 0);
    g_ptr_array_set_size(c->participants, 0);
    ticket_set_field(c, "Room", "13");
    set(c->requester->name, "X");
    g_autofree char *still = told(t);
    assert_string_equal(still, was);
    assert_string_equal(t->requester->name, "Carol");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(changes_are_seen, setup, teardown),
        cmocka_unit_test_setup_teardown(texts_are_last_words, setup, teardown),
        cmocka_unit_test_setup_teardown(ticket_to_be_made, setup, teardown),
        cmocka_unit_test_setup_teardown(copy_is_whole_and_its_own, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
