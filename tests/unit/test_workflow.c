// The workflow: where a ticket may go and who may take it there, what statuses a queue has, who
// stands in for whom; and what the verbs say of all that.

#include "verbs_fixture.h"

#include <stdio.h>

static Status *
status_of(const char *name)
{
    Status *s = (Status *)desk_status(desk, name);
    assert_non_null(s);
    return s;
}

// who: words apart by blanks.
static void
add_way(const char *from, const char *to, const char *who)
{
    Transition *t = transition_new(to);
    g_auto(GStrv) words = g_strsplit(who, " ", -1);
    for (guint i = 0; words[i]; i++)
        g_ptr_array_add(t->who, g_strdup(words[i]));
    g_ptr_array_add(status_of(from)->transitions, t);
}

// new → open, invalid (leads); open → wait, solved, postponed; wait → open (customers, anna);
// solved → open, closed (customers); the others lead anywhere.
static void
add_ways(void)
{
    add_way("new", "open", "");
    add_way("new", "invalid", "lead");
    add_way("open", "wait", "");
    add_way("open", "solved", "");
    add_way("open", "later", "");
    add_way("wait", "open", "customer anna");
    add_way("solved", "open", "");
    add_way("solved", "closed", "customer");
}

static void
limit(const char *queue, const char *statuses)
{
    Queue *q = (Queue *)desk_queue(desk, queue);
    g_auto(GStrv) words = g_strsplit(statuses, " ", -1);
    for (guint i = 0; words[i]; i++)
        g_ptr_array_add(q->statuses, g_strdup(words[i]));
}

static void
transitions(void **state)
{
    static const struct {
        const char *from, *to;
        const char *who; // a login, "customer", "" = the program itself
        bool want;
    } ROWS[] = {
        {"new", "new", "boris", true},
        {"new", "open", "boris", true},
        {"new", "open", "customer", true},
        {"new", "solved", "boris", false},
        {"new", "solved", "", false},
        {"new", "invalid", "boris", false},
        {"new", "invalid", "lena", true},
        {"new", "invalid", "customer", false},
        {"new", "invalid", "", true},
        {"wait", "open", "anna", true},
        {"wait", "open", "boris", false},
        {"wait", "open", "customer", true},
        {"wait", "open", "", true},
        {"wait", "closed", "", false},
        {"solved", "closed", "customer", true},
        {"solved", "closed", "lena", false},
        {"solved", "closed", "", true},
        {"solved", "invalid", "", false},
        // No transitions: anywhere.
        {"closed", "new", "boris", true},
        {"closed", "new", "customer", true},
        {"closed", "open", "", true},
        // Whoever may not enter does not, whatever leads there; the program is nobody in
        // particular.
        {"closed", "invalid", "anna", false},
        {"closed", "invalid", "lena", true},
        {"closed", "invalid", "", true},
        {"invalid", "invalid", "anna", true},
        // A status that is no more holds nobody.
        {"lost", "solved", "boris", true},
        {"lost", "invalid", "boris", false},
    };
    add_ways();
    g_ptr_array_add(status_of("invalid")->enter, g_strdup("lead"));
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        bool customer = strcmp(ROWS[i].who, "customer") == 0;
        const Manager *m = *ROWS[i].who && !customer ? desk_manager(desk, ROWS[i].who) : NULL;
        assert_true(m || customer || !*ROWS[i].who);
        if (desk_may_go(desk, desk_status(desk, ROWS[i].from), status_of(ROWS[i].to), m,
                        customer) != ROWS[i].want)
            fail_msg("%s to %s by \"%s\"", ROWS[i].from, ROWS[i].to, ROWS[i].who);
    }
}

static void
queues(void **state)
{
    static const struct {
        const char *status, *sales;
    } LIKE[] = {
        {"open", "open"},       {"new", "new"},         {"wait", "wait"},
        {"later", "open"}, // no status of its kind: work goes on
        {"solved", "answered"}, {"closed", "archived"}, {"invalid", "void"},
    };
    desk_add_status(desk, "answered", KIND_SOLVED, "отвечена", "відповіли");
    desk_add_status(desk, "archived", KIND_CLOSED, "в архиве", "в архіві");
    desk_add_status(desk, "void", KIND_CLOSED, "пустая", "порожня");
    status_of("void")->cancelled = status_of("invalid")->cancelled = true;
    limit("sales", "open new wait answered archived void");
    const Queue *support = desk_queue(desk, "support"), *sales = desk_queue(desk, "sales");
    for (size_t i = 0; i < G_N_ELEMENTS(LIKE); i++) {
        const Status *s = status_of(LIKE[i].status);
        if (strcmp(queue_status_like(desk, sales, s)->name, LIKE[i].sales) != 0)
            fail_msg("%s becomes %s", s->name, queue_status_like(desk, sales, s)->name);
        assert_ptr_equal(queue_status_like(desk, support, s), s);
        assert_ptr_equal(queue_status_like(desk, NULL, s), s);
        assert_true(queue_has_status(support, s));
        assert_int_equal(queue_has_status(sales, s), strcmp(LIKE[i].sales, s->name) == 0);
    }
    assert_null(queue_status_like(desk, sales, NULL));
    assert_string_equal(desk_status_first(desk, NULL, KIND_SOLVED)->name, "solved");
    assert_string_equal(desk_status_first(desk, support, KIND_CLOSED)->name, "closed");
    assert_string_equal(desk_status_first(desk, sales, KIND_SOLVED)->name, "answered");
    assert_null(desk_status_first(desk, sales, KIND_POSTPONED));
    assert_string_equal(desk_status_cancelled(desk, sales)->name, "void");
    assert_string_equal(desk_status_spam(desk, support)->name, "invalid");
    desk_add_status(desk, "spam", KIND_CLOSED, "мусор", "сміття");
    assert_string_equal(desk_status_spam(desk, support)->name, "spam");
    assert_string_equal(desk_status_spam(desk, sales)->name, "void");
    status_of("void")->cancelled = false; // then the last that is closed
    assert_string_equal(desk_status_spam(desk, sales)->name, "void");
}

static void
clocks(void **state)
{
    static const struct {
        StatusKind kind;
        ClockKind clock;
        bool runs;
    } ROWS[] = {
        {KIND_NEW, CLOCK_BY_KIND, true},       {KIND_OPEN, CLOCK_BY_KIND, true},
        {KIND_WAITING, CLOCK_BY_KIND, false},  {KIND_POSTPONED, CLOCK_BY_KIND, false},
        {KIND_SOLVED, CLOCK_BY_KIND, false},   {KIND_CLOSED, CLOCK_BY_KIND, false},
        {KIND_OPEN, CLOCK_PAUSED, false},      {KIND_WAITING, CLOCK_RUNNING, true},
        {KIND_POSTPONED, CLOCK_RUNNING, true},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
        assert_int_equal(status_clock_runs(&(Status){.kind = ROWS[i].kind, .clock = ROWS[i].clock}),
                         ROWS[i].runs);
    assert_null(desk_calendar(desk, ""));
    g_ptr_array_add(desk->calendars, calendar_new("office"));
    g_ptr_array_add(desk->calendars, calendar_new("night"));
    assert_string_equal(desk_calendar(desk, "")->name, "office");
    assert_string_equal(desk_calendar(desk, "night")->name, "night");
    assert_null(desk_calendar(desk, "moon"));
    g_ptr_array_add(desk->internal_types, g_strdup("Maintenance"));
    assert_true(desk_is_internal(desk, "maintenance"));
    assert_false(desk_is_internal(desk, "Incident"));
    assert_false(desk_is_internal(desk, ""));
}

// absences: "login:from-to:deputy", in days from NOW.
static void
stand_ins(void **state)
{
    static const struct {
        const char *absences;
        const char *login, *want; // "" = nobody
    } ROWS[] = {
        {"", "anna", "anna"},
        {"", "fred", ""}, // gone for good
        {"anna:0-5:boris", "anna", "boris"},
        {"anna:-5-0:boris", "anna", "anna"}, // back since this second
        {"anna:1-5:boris", "anna", "anna"},  // not gone yet
        {"anna:0-5:", "anna", ""},
        {"anna:0-5: anna:-1-2:bob", "anna", "bob"},
        {"anna:0-5:nobody", "anna", ""},
        {"anna:0-5:fred", "anna", ""},
        {"anna:0-5:boris boris:0-5:bob", "anna", "bob"},
        {"anna:0-5:boris boris:0-5:", "anna", ""},
        {"anna:0-5:boris boris:9-10:bob", "anna", "boris"},
        {"anna:0-5:boris boris:0-5:anna", "anna", ""},
        {"anna:0-5:anna", "anna", ""},
        {"anna:0-5:boris boris:0-5:bob bob:0-5:boris", "anna", ""},
        {"anna:0-5:fred fred:0-5:bob", "anna", "bob"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Desk) d = test_desk();
        g_auto(GStrv) absences = g_strsplit(ROWS[i].absences, " ", -1);
        for (guint j = 0; absences[j]; j++) {
            char login[16] = "", deputy[16] = "";
            int from, to;
            assert_true(sscanf(absences[j], "%15[^:]:%d-%d:%15s", login, &from, &to, deputy) >= 3);
            Absence *a = absence_new();
            a->from = NOW + (int64_t)from * DAY;
            a->to = NOW + (int64_t)to * DAY;
            set(a->deputy, deputy);
            g_ptr_array_add(desk_manager(d, login)->absences, a);
        }
        const Manager *m = desk_stand_in(d, desk_manager(d, ROWS[i].login), NOW);
        if (strcmp(m ? m->login : "", ROWS[i].want) != 0)
            fail_msg("%s: %s", ROWS[i].absences, m ? m->login : "nobody");
    }
    assert_null(desk_stand_in(desk, NULL, NOW));
}

// Boris writes on ticket 7, which is open.
static void
verbs_keep_to_ways(void **state)
{
    static const Line LINES[] = {
        {"#wait", "status:wait"},
        {"#close", "status:solved"},
        {"#open", "status:open"},
        {"#status later", "status:later"},
        {"#close invalid",
         "! a ticket does not go from \"open\" to \"invalid\"; from there one can go to: wait, "
         "solved, later"},
        {"#close closed", "! one can go to: wait, solved, later"},
        {"#status closed", "! from \"open\" to \"closed\""},
        {"#spam", "! from \"open\" to \"invalid\""},
        {"#merge 8", "merged:8"},
        {"#status new", "! from \"open\" to \"new\""},
    };
    static const Line WAITING[] = {
        {"#open",
         "! you may not take a ticket from \"wait\" to \"open\"; from there you can go to: "
         "nowhere"},
        {"#wait", "status:wait"},
        {"#close", "! a ticket does not go from \"wait\" to \"solved\"; from there one can go to: "
                   "nowhere"},
    };
    static const Line MADE[] = {
        {"#open", "status:open"},
        {"#close", "! from \"new\" to \"solved\"; from there one can go to: open"},
    };
    add_ways();
    context.actor = desk_manager(desk, "boris");
    check_lines(LINES, G_N_ELEMENTS(LINES));
    Ticket *t = (Ticket *)context.ticket;
    set(t->status, "wait");
    t->kind = KIND_WAITING;
    check_lines(WAITING, G_N_ELEMENTS(WAITING));
    context.ticket = NULL;
    context.makes_ticket = true;
    check_lines(MADE, G_N_ELEMENTS(MADE));
    context.ticket = t;
}

static void
verbs_keep_to_queue(void **state)
{
    static const Line LINES[] = {
        {"#close", "status:answered"},
        {"#close invalid", "status:void"},
        {"#close void", "status:void"},
        {"#close solved", "! takes nothing or \"invalid\", found \"solved\""},
        {"#status solved",
         "! tickets of the queue sales have no status \"solved\"; there are: new, open, wait, "
         "answered, void"},
        {"#status lost",
         "! there is no status \"lost\"; there are: new, open, wait, answered, void"},
        {"#status", "! needs the name of a status: new, open, wait, answered, void"},
        {"#snooze 3d", "! tickets of the queue sales have no status \"later\"; there are: new"},
        {"#spam", "spam:"},
    };
    desk_add_status(desk, "answered", KIND_SOLVED, "отвечена", "відповіли");
    desk_add_status(desk, "void", KIND_CLOSED, "пустая", "порожня");
    limit("sales", "new open wait answered void");
    Ticket *t = (Ticket *)context.ticket;
    set(t->queue, "sales");
    check_lines(LINES, G_N_ELEMENTS(LINES));
}

// A status that the other queue lacks gives way, unless the letter names one.
static void
queue_takes_status(void **state)
{
    static const Line OPEN[] = {
        {"#queue sales", "queue:sales"},
        {"#queue sales\n#close", "queue:sales | status:answered"},
        {"#close\n#queue sales@example.com", "status:answered | queue:sales"},
        {"#queue sales\n#status solved", "! tickets of the queue sales have no status \"solved\""},
        {"#queue sales\n#spam", "queue:sales | spam:"},
    };
    static const Line SOLVED[] = {
        {"#queue sales", "queue:sales | status:answered"},
        {"#queue sales\n#open", "queue:sales | status:open"},
        {"#tag a", "tagged:a"},
    };
    desk_add_status(desk, "answered", KIND_SOLVED, "отвечена", "відповіли");
    limit("sales", "new open wait answered invalid");
    check_lines(OPEN, G_N_ELEMENTS(OPEN));
    Ticket *t = (Ticket *)context.ticket;
    set(t->status, "solved");
    t->kind = KIND_SOLVED;
    check_lines(SOLVED, G_N_ELEMENTS(SOLVED));
}

// Refusals in the languages of those who read them.
static void
refusals_are_translated(void **state)
{
    add_ways();
    context.actor = desk_manager(desk, "boris");
    set(((Manager *)context.actor)->language, "ru");
    g_autofree char *said = told("#status closed", PROOF_L3);
    assert_non_null(strstr(said, "«в работе»"));
    assert_non_null(strstr(said, "ждём клиента, решена, отложена"));
    assert_null(strstr(said, "one can go"));
}

// line1 → line2 (boris, bob) → line3 (lena) → nothing.
static void
escalates(void **state)
{
    static const struct {
        const char *group, *manager, *want;
    } ROWS[] = {
        {"line2", "", "group:line3 | assigned:"},
        {"line2", "anna", "group:line3 | assigned:"},
        {"line1", "bob", "group:line2 | assigned:"}, // the group's line, not the manager's
        {"", "bob", "group:line3 | assigned:"},
        {"", "anna", "! there is no further line for this ticket"}, // in no group that goes on
        {"", "", "! there is no further line for this ticket"},
        {"line3", "", "! there is no further line for this ticket"},
        {"gone", "", "! there is no further line for this ticket"},
        {"gone", "bob", "group:line3 | assigned:"},
        {"empty", "", "! nobody of the group hollow may see"},
    };
    static const char *const LINES[][3] = {{"line1", "", "line2"},
                                           {"line3", "lena", ""},
                                           {"hollow", "fred", ""},
                                           {"empty", "", "hollow"}};
    for (size_t i = 0; i < G_N_ELEMENTS(LINES); i++) {
        Group *g = group_new(LINES[i][0]);
        if (*LINES[i][1])
            g_ptr_array_add(g->members, g_strdup(LINES[i][1]));
        set(g->next, LINES[i][2]);
        g_ptr_array_add(desk->groups, g);
    }
    set(((Group *)desk_group(desk, "line2"))->next, "line3");
    Ticket *t = (Ticket *)context.ticket;
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        set(t->group, ROWS[i].group);
        set(t->manager, ROWS[i].manager);
        const Line line = {"#escalate", ROWS[i].want};
        check_lines(&line, 1);
    }
    static const Line OTHERS[] = {
        {"#escalate now", "! takes nothing after it"},
        {"#эскалировать", "group:line3 | assigned:"},
        {"#escalate\n#take", "! contradicts \"#escalate\" above"},
    };
    set(t->group, "line2");
    check_lines(OTHERS, G_N_ELEMENTS(OTHERS));
}

// Where nothing is solved, what is done does not end as cancelled.
static void
close_is_not_cancel(void **state)
{
    static const Line BOTH[] = {
        {"#close", "status:closed"},
        {"#close invalid", "status:invalid"},
        {"#close cancel", "status:invalid"},
        {"#close отменена", "status:invalid"},
    };
    static const Line ONE[] = {{"#close", "status:invalid"}};
    status_of("invalid")->cancelled = true;
    limit("support", "new invalid open wait closed");
    check_lines(BOTH, G_N_ELEMENTS(BOTH));
    g_ptr_array_set_size(((Queue *)desk_queue(desk, "support"))->statuses, 4);
    check_lines(ONE, G_N_ELEMENTS(ONE));
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(transitions),
        TEST(queues),
        TEST(clocks),
        TEST(stand_ins),
        TEST(verbs_keep_to_ways),
        TEST(verbs_keep_to_queue),
        TEST(queue_takes_status),
        TEST(refusals_are_translated),
        TEST(escalates),
        TEST(close_is_not_cancel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
