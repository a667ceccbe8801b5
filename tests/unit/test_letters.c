// What letters say: every kind in every language, what may be done next, whose eyes see what.
#include "letters_fixture.h"

#include "desk/query.h"

static void
every_letter_stands_in_every_language(void **state)
{
    note_done("status", "open → solved");
    g_autoptr(GPtrArray) digest = store_event_list(store, 3, NULL);
    app.digest = digest;
    app.ticket->due_at = now - 60;
    app.ticket->wake_at = now + DAY;
    for (int kind = 0; kind < NOTICE_COUNT; kind++) {
        for (size_t i = 0; LANG_CODES[i]; i++) {
            g_autoptr(Draft) d =
                draft_of((NoticeKind)kind, LANG_CODES[i], "#close words", "list all");
            bool ok = *d->subject && g_str_has_prefix(d->text, "⁂⁂⁂ ") && *d->html &&
                      !strstr(d->text, "{{") && !strstr(d->html, "{{") && !strstr(d->subject, "{{");
            if (!ok)
                fail_msg("%s %s: \"%s\"\n%s", NOTICES[kind].template, LANG_CODES[i], d->subject,
                         d->text);
            // Quoting a letter back must not fire what it shows.
            if (NOTICES[kind].to_manager)
                lacks(d->text, "\n#");
            if (strcmp(LANG_CODES[i], "en") != 0) {
                const char *const FOREIGN[] = {"Possible now", "Customer:", "Your answer", "Done:"};
                for (size_t j = 0; j < G_N_ELEMENTS(FOREIGN); j++)
                    lacks(d->text, FOREIGN[j]);
            }
        }
    }
    app.digest = NULL;
}

static void
words_come_before_facts(void **state)
{
    app.ticket->due_at = now - 60;
    app.ticket->wake_at = now + DAY;
    Company *c = company_new("ACME");
    set(c->category, "VIP");
    g_ptr_array_add(c->domains, g_strdup("customer.example"));
    g_ptr_array_add(desk->companies, c);
    g_clear_pointer(&desk->company_index, g_hash_table_unref);
    set(app.ticket->requester->company, "ACME");
    g_autoptr(Draft) d = draft_of(NOTICE_TICKET_NEW, "en", "It burns.", "");
    assert_string_equal(d->subject, "[HD#3] Printer");
    static const char *const ORDER[] = {"⁂⁂⁂",
                                        "It burns.",
                                        "----",
                                        "A new ticket.",
                                        "Customer: Carol <carol@customer.example>, ACME (VIP)",
                                        "● 2: Toner (new)",
                                        "  1: Old printer (solved, rated 4 of 5)",
                                        "Due: ",
                                        " — LATE",
                                        "Postponed until: ",
                                        "Status: ",
                                        "Your answer goes to the customer.",
                                        "Possible now"};
    const char *at = d->text;
    for (size_t i = 0; i < G_N_ELEMENTS(ORDER); i++) {
        const char *next = strstr(at, ORDER[i]);
        if (!next)
            fail_msg("\"%s\" does not follow in\n%s", ORDER[i], d->text);
        at = next;
    }
    lacks(d->text, "● 1:");
}

static void
commands_fit_the_ticket(void **state)
{
    static const struct {
        const char *name, *status;
        StatusKind kind;
        const char *manager;
        TokenPurpose purpose;
        const char *has[5], *lacks[5];
    } ROWS[] = {
        {"nobody's",
         "new",
         KIND_NEW,
         "",
         TOKEN_MANAGER,
         {"#take", "#close", "#note", "#help"},
         {"#open", "#release", "#reply", "#undo"}},
        {"hers",
         "open",
         KIND_OPEN,
         "anna",
         TOKEN_NOTE,
         {"#close", "#reply", "#help"},
         {"#take", "#open", "#note", "#undo"}},
        {"solved",
         "solved",
         KIND_SOLVED,
         "anna",
         TOKEN_MANAGER,
         {"#open", "#note", "#help"},
         {"#close", "#take", "#wait", "#assign"}},
        {"waits",
         "wait",
         KIND_WAITING,
         "boris",
         TOKEN_MANAGER,
         {"#open", "#close", "#assign"},
         {"#wait", "#take", "#release"}},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        set(app.ticket->status, ROWS[i].status);
        app.ticket->kind = ROWS[i].kind;
        set(app.ticket->manager, ROWS[i].manager);
        g_autoptr(Address) to = address_new("", ANNA);
        Notice *n = notice_new(NOTICE_TICKET_ANSWER, to, "en", "x");
        n->purpose = ROWS[i].purpose;
        g_autoptr(Draft) d = render_draft(&app, &decision, n, NULL);
        notice_free(n);
        const char *list = strstr(d->text, "Possible now");
        unsigned count = 0;
        for (const char *p = list; (p = strstr(p, " — ")); p++)
            count++;
        assert_in_range(count, 3, 8);
        for (size_t j = 0; ROWS[i].has[j]; j++) {
            g_autofree char *line = g_strdup_printf("\n  %s", ROWS[i].has[j]);
            if (!strstr(list, line))
                fail_msg("%s: no %s in\n%s", ROWS[i].name, ROWS[i].has[j], list);
        }
        for (size_t j = 0; ROWS[i].lacks[j]; j++) {
            g_autofree char *line = g_strdup_printf("\n  %s", ROWS[i].lacks[j]);
            if (strstr(list, line))
                fail_msg("%s: %s in\n%s", ROWS[i].name, ROWS[i].lacks[j], list);
        }
    }
}

static void
links_write_the_command(void **state)
{
    set(app.ticket->subject, "Принтер & co");
    g_autoptr(Draft) plain = draft_of(NOTICE_TICKET_ANSWER, "en", "x", "");
    assert_null(plain->reply_to);
    has(plain->text, "mailto:support@example.com?subject=Re%3A%20%5BHD%233%5D&body=%23close");
    has(plain->html, "href=\"mailto:support@example.com?subject=Re%3A%20%5BHD%233%5D%20%D0%9F");
    has(plain->html, "%20%26%20co&amp;body=%23close\"");
    ((Queue *)desk->queues->pdata[0])->reply_addresses = true;
    g_autoptr(Draft) keyed = draft_of(NOTICE_TICKET_ANSWER, "en", "x", "");
    assert_non_null(keyed->reply_to);
    has(keyed->reply_to->address, "support+");
    Token token;
    assert_true(token_parse_address(keyed->reply_to->address, &token));
    assert_int_equal(token_check(desk->keys, &token, ANNA, now), TOKEN_VALID);
    assert_int_equal(token.ticket, 3);
    has(keyed->html, "href=\"mailto:support+");
    lacks(keyed->html, "mailto:support@");
    assert_string_equal(keyed->from->address, "support@example.com");
    g_autoptr(Draft) customer = draft_of(NOTICE_FORWARD, "en", "x", "");
    assert_non_null(customer->reply_to);
}

static void
held_answers_offer_both_ways(void **state)
{
    g_autoptr(Draft) customer = draft_of(NOTICE_ANSWER_HELD, "en", "#close wait!", "customer");
    has(customer->text, "the customer wrote before");
    has(customer->text, "› #close wait!");
    has(customer->text, "My <answer>");
    has(customer->html, "My &lt;answer&gt;");
    has(customer->text, "\n  #send — ");
    has(customer->text, "\n  #undo — ");
    g_autoptr(Draft) colleague = draft_of(NOTICE_ANSWER_HELD, "en", "His", "colleague");
    has(colleague->text, "a colleague is just answering");
    lacks(colleague->text, "#undo");
}

// A link opens a new mail: only its address can tell which letter is to be let go.
static void
faulty_letters_are_let_go_by_their_own_address(void **state)
{
    static const struct {
        bool keyed;
        const char *text;
        bool sentence, link;
    } ROWS[] = {
        {true, "My words", true, true}, {true, "", false, false}, {false, "My words", true, false}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        ((Queue *)desk->queues->pdata[0])->reply_addresses = ROWS[i].keyed;
        g_autoptr(Address) to = address_new("", ANNA);
        Notice *n = notice_new(NOTICE_COMMAND_FAULT, to, "en", ROWS[i].text);
        n->purpose = TOKEN_FAULT;
        g_autoptr(Draft) d = render_draft(&app, &decision, n, NULL);
        notice_free(n);
        assert_int_equal(strstr(d->text, "Or answer #send") != NULL, ROWS[i].sentence);
        assert_int_equal(strstr(d->html, "mailto:support+") != NULL, ROWS[i].link);
        lacks(d->html, "mailto:support@");
    }
}

static void
an_outsider_sees_the_request_alone(void **state)
{
    desk->markdown = false;
    g_autoptr(Draft) d = draft_of(NOTICE_FORWARD, "en", "Please *help*, my_file_x", "");
    has(d->text, "Please *help*, my_file_x");
    has(d->text, "It <b>burns</b>.");
    lacks(d->text, "She pays late");
    lacks(d->html, "She pays late");
    lacks(d->text, "mailto");
    assert_string_equal(d->in_reply_to, "");
    assert_int_equal(d->references->len, 0);
    assert_string_equal(d->from->name, "Boris Lind");
    has(d->html, "Please *help*, my_file_x");
    desk->markdown = true;
    g_autoptr(Draft) rich = draft_of(NOTICE_FORWARD, "en", "Please *help*, my_file_x", "");
    has(rich->html, "Please <em>help</em>, my_file_x");
    assert_string_equal(rich->text, d->text);
    has(rich->html, "It &lt;b&gt;burns&lt;/b&gt;.");
}

static unsigned
mine_of(const char *login)
{
    g_auto(TicketQuery) found = {0};
    assert_true(
        ticket_query(desk, store, desk_manager(desk, login), "list mine", now, &found, NULL));
    return found.tickets->len;
}

static void
lists_show_what_may_be_seen(void **state)
{
    static const struct {
        const char *query;
        unsigned count;
        bool closed_queue;
    } ROWS[] = {
        {"list all", 3, false},    {"list open", 2, false},      {"list solved", 1, false},
        {"list late", 1, false},   {"list nobody", 1, false},    {"search printer", 2, false},
        {"list sales", 0, false},  {"list support", 2, false},   {"list tag:x", 0, false},
        {"list fred", 0, false},   {"search nothing", 0, false}, {"list all", 0, true},
        {"search toner", 0, true}, {"list ours", 1, false},      {"list theirs", 0, false},
    };
    app.ticket->due_at = now - 60;
    set(app.ticket->manager, "");
    set(app.ticket->group, "ours");
    assert_true(store_ticket_save(store, app.ticket, NULL));
    Group *ours = group_new("ours"), *theirs = group_new("theirs");
    g_ptr_array_add(ours->members, g_strdup("anna"));
    g_ptr_array_add(theirs->members, g_strdup("boris"));
    g_ptr_array_add(desk->groups, ours);
    g_ptr_array_add(desk->groups, theirs);
    Queue *q = desk->queues->pdata[0];
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_ptr_array_set_size(q->see, 0);
        if (ROWS[i].closed_queue)
            g_ptr_array_add(q->see, g_strdup("bob"));
        g_auto(TicketQuery) found = {0};
        assert_true(ticket_query(desk, store, desk_manager(desk, "anna"), ROWS[i].query, now,
                                 &found, NULL));
        if (found.tickets->len != ROWS[i].count || found.more)
            fail_msg("%s: %u", ROWS[i].query, found.tickets->len);
    }
    g_ptr_array_set_size(q->see, 0);
    g_autoptr(Draft) d = draft_of(NOTICE_LIST, "en", "", "list all");
    assert_string_equal(d->subject, "Tickets: all (3)");
    has(d->text, "! [HD#3] Printer\n  Carol · new · ours · ");
    unsigned hers = mine_of("anna"), his = mine_of("boris");
    assert_int_equal(hers + his, 2);
    set(app.ticket->manager, "boris");
    assert_true(store_ticket_save(store, app.ticket, NULL));
    assert_int_equal(mine_of("anna"), hers - 1);
    assert_int_equal(mine_of("boris"), his + 1);
    has(d->html, "body=%23take");
}

static void
long_lists_say_how_many_more(void **state)
{
    for (unsigned i = 0; i < QUERY_MAX + 7; i++) {
        g_autoptr(Ticket) t = ticket_new();
        set(t->queue, i % 2 ? "support" : "sales");
        set(t->subject, "more");
        set(t->status, "open");
        t->kind = KIND_OPEN;
        t->created_at = now;
        t->requester = store_contact_find(store, CAROL, NULL);
        assert_true(store_ticket_save(store, t, NULL));
    }
    g_autoptr(Draft) d = draft_of(NOTICE_LIST, "en", "", "list open");
    assert_string_equal(d->subject, "Tickets: open (59)");
    has(d->text, "and 9 more");
}

static void
a_whole_ticket_is_told(void **state)
{
    Spent *spent = g_new0(Spent, 1);
    *spent = (Spent){.ticket = 3, .at = now, .who = g_strdup("anna"), .seconds = 5400};
    spent->note = g_strdup("");
    Billed *billed = g_new0(Billed, 1);
    *billed = (Billed){.ticket = 3, .at = now, .thousandths = 1500, .price = 3000};
    billed->who = g_strdup("anna");
    billed->code = g_strdup("visit");
    assert_true(store_spent_add(store, spent, NULL) && store_billed_add(store, billed, NULL));
    spent_free(spent);
    billed_free(billed);
    assert_true(store_link_set(store, 3, 2, LINK_BLOCKS, now, NULL));
    set(desk->currency, "EUR");
    ticket_set_field(app.ticket, "room", "12");
    g_ptr_array_add(app.ticket->watchers, g_strdup("line2"));
    g_ptr_array_add(app.ticket->watchers, g_strdup("bob"));
    g_ptr_array_add(app.ticket->participants, contact_new(DAVE, "Dave"));
    g_autoptr(Draft) d = draft_of(NOTICE_SHOW, "en", "", "show");
    static const char *const PARTS[] = {
        "Time spent: 1h30m",   "Bill: 45.00 EUR", "room: 12",
        "Watched by: line2",   "Robert Stone",    "Dave <dave@customer.example>",
        "blocks 2: Toner",     "She pays late.",  "Boris Lind (note):",
        "new ticket: Printer", "› #close"};
    for (size_t i = 0; i < G_N_ELEMENTS(PARTS); i++)
        has(d->text, PARTS[i]);
    g_autoptr(Draft) why = draft_of(NOTICE_WHY, "en", "", "why");
    has(why->text, "carol@customer.example: a new ticket");
    has(why->text, "proof L0");
}

static void
help_names_all_commands_and_ready_answers(void **state)
{
    Macro *m = macro_new("hello");
    set(m->help, "greets");
    g_ptr_array_add(desk->macros, m);
    g_autoptr(Draft) d = draft_of(NOTICE_COMMAND_HELP, "en", "", "");
    for (size_t i = 0; VERBS[i]; i++)
        if (*VERBS[i]->usage)
            has(d->text, VERBS[i]->usage);
    has(d->text, "#use hello — greets");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        LETTERS(every_letter_stands_in_every_language),
        LETTERS(words_come_before_facts),
        LETTERS(commands_fit_the_ticket),
        LETTERS(links_write_the_command),
        LETTERS(held_answers_offer_both_ways),
        LETTERS(faulty_letters_are_let_go_by_their_own_address),
        LETTERS(an_outsider_sees_the_request_alone),
        LETTERS(lists_show_what_may_be_seen),
        LETTERS(long_lists_say_how_many_more),
        LETTERS(a_whole_ticket_is_told),
        LETTERS(help_names_all_commands_and_ready_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
