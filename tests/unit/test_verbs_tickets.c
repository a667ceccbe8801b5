// test_verbs_tickets.c: verbs that join, part, make and end tickets, those that look after answers
// on their way, and the statuses that not everybody may put a ticket into.
#include "verbs_fixture.h"

static void
merge_and_link(void **state)
{
    static const Line LINES[] = {
        {"#merge 8", "merged:8"},
        {"#merge #8", "merged:8"},
        {"#duplicate [HD#8]", "merged:8"},
        {"#merge № 8", "merged:8"},
        {"#merge [ЗВ#8]", "merged:8"},
        {"#merge [8", "! needs the number"},
        {"#объединить 8", "merged:8"},
        {"#об'єднати 8", "merged:8"},
        {"#об’єднати 8", "merged:8"},
        {"#обʼєднати 8", "merged:8"},
        {"#merge", "! needs the number of a ticket, as in 123; found \"\""},
        {"#merge eight", "! needs the number of a ticket"},
        {"#merge 8x", "! needs the number of a ticket"},
        {"#merge 0", "! needs the number of a ticket"},
        {"#merge 99999999999999999999", "! needs the number of a ticket"},
        {"#merge 8 now", "! takes nothing after it, found \"now\""},
        {"#merge 7", "! is this ticket itself"},
        {"#merge 33", "! there is no ticket 33 that you may see"},
        {"#merge 10", "! there is no ticket 10 that you may see"},
        {"#merge 11", "! you may not change tickets of queue law; it is open to: lead"},
        {"#merge 12", "! ticket 12 is a part of 8 already"},
        {"#merge 9", "! ticket 9 is of another customer, eve@stranger.example"},
        {"#merge 9 anyway", "merged:9"},
        {"#злити 9 все одно", "merged:9"},
        {"#link 8", "linked:8 relates"},
        {"#refers 9 BLOCKS", "linked:9 blocks"},
        {"#связать 9 зависит", "linked:9 depends"},
        {"#зв'язати 9 дочірня", "linked:9 child"},
        {"#link 8 parent", "linked:8 parent"},
        {"#link 8 пов’язана", "linked:8 relates"},
        {"#link 8 duplicate", "linked:8 duplicate"},
        {"#link 8 copy", "linked:8 copy"},
        {"#link 8 hates", "! \"hates\" is no kind of link; there are: relates, blocks"},
        {"#link 7", "! is this ticket itself"},
        {"#link 10", "! there is no ticket 10 that you may see"},
        {"#link 11", "! you may not change tickets of queue law; it is open to: lead"},
        {"#link 8\n#link 9", "linked:8 relates | linked:9 relates"},
    };
    check_lines(LINES, G_N_ELEMENTS(LINES));
    ((Ticket *)context.ticket)->merged_into = 9;
    check_lines((const Line[]){{"#merge 8", "! ticket 7 is a part of 9 already"}}, 1);
    const GPtrArray *others = context.others;
    context.others = NULL;
    check_lines((const Line[]){{"#link 8", "! there is no ticket 8"}}, 1);
    context.others = others;
}

// One person with two addresses is one customer; nobody is another one than somebody.
static void
merge_by_person(void **state)
{
    Person *p = person_new("Carol");
    g_ptr_array_add(p->addresses, g_strdup("carol@customer.example"));
    g_ptr_array_add(p->addresses, g_strdup("carol@home.example"));
    g_ptr_array_add(desk->contacts, p);
    Ticket *other = context.others->pdata[0];
    set(other->requester->address, "Carol@home.example");
    check_lines((const Line[]){{"#merge 8", "merged:8"}}, 1);
    g_clear_pointer(&other->requester, contact_free);
    check_lines((const Line[]){{"#merge 8", "! is of another customer, –"}}, 1);
}

static void
made(void **state)
{
    static const Line LINES[] = {
        {"#split", "! does not know where to cut"},
        {"#clone", "cloned:"},
        {"#copy Second lamp", "cloned:Second lamp"},
        {"#копировать", "cloned:"},
        {"#копіювати", "cloned:"},
        {"#faq", "faq:"},
        {"#learn How do I change a lamp?", "faq:How do I change a lamp?"},
        {"#чаво", "faq:"},
        {"#чапи", "faq:"},
        {"#new", "! contradicts \"#on\""},
        {"#on 7", "on:7"},
        {"#ticket #7", "on:7"},
        {"#заявка [#7]", "on:7"},
        {"#тікет 7", "on:7"},
        {"#on 8", "! there is no ticket 8 that you may see"},
        {"#on", "! needs the number of a ticket"},
        {"#on 7 8", "! takes nothing after it, found \"8\""},
        {"#forward help@supplier.example", "forwarded:help@supplier.example"},
        {"#переслать a@s.example, b@s.example", "forwarded:a@s.example | forwarded:b@s.example"},
        {"#переслати a@s.example", "forwarded:a@s.example"},
        {"#forward", "! needs an address"},
        {"#forward supplier", "! needs one mail address"},
        {"#forward sales@example.com", "! is an address of this desk"},
        {"#forward bob@example.com", "! is a colleague's address; write #watch bob"},
        {"#forward dave@customer.example", "! takes part in this ticket and gets its answers"},
        {"#spam", "spam:"},
        {"#junk", "spam:"},
        {"#спам", "spam:"},
        {"#spam him", "! takes nothing"},
        {"#use thanks", "use:Thank you. | status:solved"},
        {"#шаблон thanks", "use:Thank you. | status:solved"},
        {"#вставити thanks", "use:Thank you. | status:solved"},
    };
    check_lines(LINES, G_N_ELEMENTS(LINES));
    context.shown = 5;
    static const Line SHOWN[] = {
        {"#split", "split:"},
        {"#split Another lamp", "split:Another lamp"},
        {"#разделить", "split:"},
        {"#розділити", "split:"},
    };
    check_lines(SHOWN, G_N_ELEMENTS(SHOWN));
}

static void
spam_of_ours(void **state)
{
    Ticket *t = (Ticket *)context.ticket;
    set(t->requester->address, "boris@home.example");
    check_lines((const Line[]){{"#spam", "! boris@home.example is one of us"}}, 1);
    set(t->requester->address, "help@example.com");
    check_lines((const Line[]){{"#spam", "! help@example.com is one of us"}}, 1);
    set(t->requester->address, "");
    check_lines((const Line[]){{"#spam", "! the ticket has no sender to learn"}}, 1);
}

// What is about a ticket that is there needs one; in a mail that makes one the rest makes sense.
static void
without_ticket(void **state)
{
    const Ticket *t = context.ticket;
    context.ticket = NULL;
    context.makes_ticket = true;
    static const Line MAKES[] = {
        {"#tag a", "tagged:a"},
        {"#snooze 3d", "status:later | postponed:1790259200"},
        {"#cc -dave@customer.example", "left:dave@customer.example"},
        {"#unwatch", "unwatched:anna"},
        {"#clone", "! needs a ticket: answer a notice of it"},
        {"#split", "! needs a ticket"},
        {"#faq", "! needs a ticket"},
        {"#merge 8", "! needs a ticket"},
        {"#link 8", "! needs a ticket"},
        {"#spam", "! needs a ticket"},
        {"#undo", "! needs a ticket"},
        {"#show", "! needs a ticket"},
        {"#why", "! needs a ticket"},
        {"#forward a@s.example", "! needs a ticket"},
        {"#on 7", "! there is no ticket 7"},
    };
    check_lines(MAKES, G_N_ELEMENTS(MAKES));
    context.makes_ticket = false;
    static const Line NONE[] = {
        {"#list", "query:list mine"},
        {"#search lamp", "query:search lamp"},
        {"#help", "help:"},
        {"#new", "new:"},
        {"#create zoe@customer.example", "new:zoe@customer.example"},
        {"#новая", "new:"},
        {"#створити Zoe <zoe@customer.example>", "new:zoe@customer.example"},
        {"#new zoe", "! needs one mail address; found \"zoe\""},
        {"#new help@example.com", "! is an address of this desk"},
        {"#requester zoe@customer.example", "requester:zoe@customer.example"},
        {"#close", "! this letter belongs to no ticket"},
        {"#show", "! this letter belongs to no ticket"},
    };
    check_lines(NONE, G_N_ELEMENTS(NONE));
    context.ticket = t;
}

static PendingLetter *
letter_of(int64_t message)
{
    PendingLetter *p = g_new0(PendingLetter, 1);
    p->message = message;
    return p;
}

static void
care(void **state)
{
    static const Line LINES[] = {
        {"#silent", "silent:"},
        {"#quiet", "silent:"},
        {"#молча", "silent:"},
        {"#мовчки", "silent:"},
        {"#silent please", "! takes nothing"},
        {"#delay 1h", "! there is nothing to wait: write the answer below it"},
        {"#send", "! no letter waits here"},
        {"#undo", "! there is nothing here that can be taken back"},
    };
    check_lines(LINES, G_N_ELEMENTS(LINES));
    context.has_text = true;
    static const Line DELAYS[] = {
        {"#delay 1h", "delay:3600"},
        {"#задержать 1 минута", "delay:60"},
        {"#затримати 30d", "delay:2592000"},
        {"#delay 59s", "! needs a span of a minute to 30 days"},
        {"#delay 31d", "! needs a span"},
        {"#delay 10", "! needs a span"},
        {"#delay", "! needs a span"},
        {"#delay 1h or so", "! needs a span"},
    };
    check_lines(DELAYS, G_N_ELEMENTS(DELAYS));
    context.has_text = false;
    g_autoptr(GPtrArray) pending =
        g_ptr_array_new_with_free_func((GDestroyNotify)pending_letter_free);
    context.pending = pending;
    check_lines((const Line[]){{"#delay 1h", "! nothing to wait"}}, 1);
    g_ptr_array_add(pending, letter_of(5));
    static const Line WAITING[] = {
        {"#delay 1h", "delay:3600"}, {"#send", "released:"},          {"#отправить", "released:"},
        {"#надіслати", "released:"}, {"#send it", "! takes nothing"},
    };
    check_lines(WAITING, G_N_ELEMENTS(WAITING));
}

static void
undo(void **state)
{
    g_autoptr(UndoRecord) record = undo_record_new();
    g_autoptr(GPtrArray) pending =
        g_ptr_array_new_with_free_func((GDestroyNotify)pending_letter_free);
    context.undo = record;
    set(record->who, "anna");
    record->at = NOW - HOUR;
    record->message = 5;
    check_lines((const Line[]){{"#undo", "! the text by anna, 2026-09-21 13:13 has left already"}},
                1);
    context.pending = pending;
    g_ptr_array_add(pending, letter_of(4));
    check_lines((const Line[]){{"#undo", "! has left already"}}, 1);
    g_ptr_array_add(pending, letter_of(5));
    static const Line WAITS[] = {{"#undo", "undone:"},
                                 {"#отменить", "undone:"},
                                 {"#скасувати", "undone:"},
                                 {"#cancel", "undone:"},
                                 {"#undo all", "! takes nothing"}};
    check_lines(WAITS, G_N_ELEMENTS(WAITS));
    context.pending = NULL;
    change_add(record->changes, CHANGE_STATUS, "open", "undo");
    check_lines((const Line[]){{"#undo", "undone:"}}, 1); // the letter has left, the status has not
    set(record->who, "boris");
    check_lines((const Line[]){{"#undo", "! is by boris, 2026-09-21 13:13: only boris or a lead"}},
                1);
    context.actor = desk_manager(desk, "lena");
    check_lines((const Line[]){{"#undo", "undone:"}}, 1);
}

// Statuses that not everybody may put a ticket into: the next of the kind is taken, else the right
// that is missing is named.
static void
enter(void **state)
{
    for (guint i = 0; i < desk->workflow->len; i++) {
        Status *s = desk->workflow->pdata[i];
        if (s->kind != KIND_OPEN && s->kind != KIND_WAITING)
            g_ptr_array_add(s->enter, g_strdup("lead"));
    }
    static const Line LINES[] = {
        {"#open", "status:open"},
        {"#close", "! you may not put a ticket into \"solved\": that takes lead"},
        {"#close invalid", "! you may not put a ticket into \"invalid\": that takes lead"},
        {"#status new", "! you may not put a ticket into \"new\": that takes lead"},
        {"#snooze 3d", "! you may not put a ticket into \"later\": that takes lead"},
        {"#use thanks", "! you may not put a ticket into \"solved\""},
    };
    check_lines(LINES, G_N_ELEMENTS(LINES));
    desk_add_status(desk, "done", KIND_SOLVED, "готово", "готово");
    check_lines((const Line[]){{"#close", "status:done"}}, 1);
    context.actor = desk_manager(desk, "lena");
    check_lines((const Line[]){{"#close", "status:solved"}}, 1);
}

// The rights of a status bind every verb, and those of the other ticket count as much.
static void
status_rights(void **state)
{
    Ticket *other = context.others->pdata[0];
    desk_add_status(desk, "legal", KIND_OPEN, "у юриста", "у юриста");
    g_ptr_array_add(((Status *)desk_status(desk, "legal"))->act, g_strdup("lead"));
    set(other->status, "legal");
    static const Line ACTS[] = {
        {"#merge 8", "! you may not change a ticket whose status is legal; these may: lead"},
        {"#link 8", "! you may not change a ticket whose status is legal"},
    };
    check_lines(ACTS, G_N_ELEMENTS(ACTS));
    context.actor = desk_manager(desk, "lena");
    check_lines((const Line[]){{"#merge 8", "merged:8"}, {"#link 8", "linked:8 relates"}}, 2);
    context.actor = desk_manager(desk, "anna");
    set(other->status, "open");
    for (guint i = 0; i < desk->workflow->len; i++) {
        Status *s = desk->workflow->pdata[i];
        if (s->kind == KIND_CLOSED)
            g_ptr_array_add(s->enter, g_strdup("lead"));
    }
    static const Line ENDS[] = {
        {"#merge 8", "! you may not put a ticket into \"closed\": that takes lead"},
        {"#spam", "! you may not put a ticket into \"invalid\": that takes lead"},
        {"#link 8", "linked:8 relates"},
    };
    check_lines(ENDS, G_N_ELEMENTS(ENDS));
}

// "#cc" lines that name so many people, seven on a line.
static char *
crowd(unsigned count)
{
    GString *s = g_string_new(NULL);
    for (unsigned i = 0; i < count; i++)
        g_string_append_printf(s, "%s +p%u@x.example", i % 7 ? "" : "\n#cc", i);
    return g_string_free(s, FALSE);
}

// So many people take part and no more, whatever brings them in.
static void
people_are_few(void **state)
{
    g_autofree char *full = crowd(TICKET_PEOPLE_MAX - 1); // Dave is there already
    g_autofree char *more = g_strconcat(full, "\n#cc +q@x.example", NULL);
    g_autofree char *known = g_strconcat(full, "\n#cc P0@x.example dave@customer.example", NULL);
    g_autofree char *room = g_strconcat(full, "\n#cc -dave@customer.example q@x.example", NULL);
    g_autofree char *given = g_strconcat(full, "\n#requester q@x.example", NULL);
    const struct {
        const char *name, *text;
        bool fits;
    } ROWS[] = {
        {"full", full, true},
        {"one more", more, false},
        {"known ones", known, true},
        {"one leaves", room, true},
        {"the earlier requester", given, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *said = told(ROWS[i].text, PROOF_L3);
        bool refused = strstr(said, "at most 20 people take part in a ticket, and this would make "
                                    "21; #cc -dave@example.com makes room") != NULL;
        if (refused == ROWS[i].fits)
            fail_msg("%s: %s", ROWS[i].name, said);
    }
    Ticket *other = context.others->pdata[0];
    for (unsigned i = 0; i < TICKET_PEOPLE_MAX; i++) {
        g_autofree char *address = g_strdup_printf("o%u@x.example", i);
        g_ptr_array_add(other->participants, contact_new(address, ""));
    }
    check_lines((const Line[]){{"#merge 8", "! at most 20 people"}}, 1);
    static const Line OUTSIDE[] = {
        {"#forward a@s.example b@s.example\n#forward c@s.example d@s.example e@s.example",
         "forwarded:a@s.example | forwarded:b@s.example | forwarded:c@s.example | "
         "forwarded:d@s.example | forwarded:e@s.example"},
        {"#forward a@s.example b@s.example c@s.example\n#forward d@s.example e@s.example "
         "f@s.example",
         "! a letter goes to at most 5 outsiders"},
    };
    check_lines(OUTSIDE, G_N_ELEMENTS(OUTSIDE));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(merge_and_link, setup, teardown),
        cmocka_unit_test_setup_teardown(merge_by_person, setup, teardown),
        cmocka_unit_test_setup_teardown(made, setup, teardown),
        cmocka_unit_test_setup_teardown(spam_of_ours, setup, teardown),
        cmocka_unit_test_setup_teardown(without_ticket, setup, teardown),
        cmocka_unit_test_setup_teardown(care, setup, teardown),
        cmocka_unit_test_setup_teardown(undo, setup, teardown),
        cmocka_unit_test_setup_teardown(enter, setup, teardown),
        cmocka_unit_test_setup_teardown(status_rights, setup, teardown),
        cmocka_unit_test_setup_teardown(people_are_few, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
