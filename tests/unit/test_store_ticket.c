// test_store_ticket.c: tickets, people, lists, threads, messages, events, turns, ratings.
#include "store/store.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static Store *
open_memory(void)
{
    Store *s = store_open(":memory:", STORE_CREATE, NULL);
    assert_non_null(s);
    return s;
}

static void
set(char **field, const char *value)
{
    g_free(*field);
    *field = g_strdup(value);
}

static Ticket *
make_ticket(const char *queue, const char *status, StatusKind kind, const char *manager,
            const char *requester)
{
    Ticket *t = ticket_new();
    set(&t->queue, queue);
    set(&t->status, status);
    t->kind = kind;
    set(&t->manager, manager);
    t->requester = contact_new(requester, "");
    return t;
}

static void
ticket_round_trip(void **state)
{
    g_autoptr(Store) s = open_memory();
    g_autoptr(Ticket) t = make_ticket("support", "open", KIND_OPEN, "anna", "Kunde@Example.com");
    set(&t->subject, "Тема");
    set(&t->group, "second line");
    t->priority = PRIORITY_HIGH;
    set(&t->language, "uk");
    t->created_at = 1;
    t->updated_at = 2;
    t->answered_at = 3;
    t->solved_at = 4;
    t->closed_at = 5;
    set(&t->last_id, "last@x");
    g_ptr_array_add(t->references, g_strdup("a@x"));
    g_ptr_array_add(t->references, g_strdup("b@x"));
    g_ptr_array_add(t->participants, contact_new("p1@x", "P One"));
    g_ptr_array_add(t->participants, contact_new("p2@x", ""));
    g_ptr_array_add(t->tags, g_strdup("vip"));
    g_ptr_array_add(t->tags, g_strdup("срочно"));
    t->rating = 4;
    set(&t->review, "добре");
    assert_true(store_ticket_save(s, t, NULL));
    assert_int_equal(t->number, 1);

    g_autoptr(Ticket) b = store_ticket_get(s, 1, NULL);
    assert_string_equal(b->queue, "support");
    assert_string_equal(b->subject, "Тема");
    assert_string_equal(b->status, "open");
    assert_int_equal(b->kind, KIND_OPEN);
    assert_string_equal(b->manager, "anna");
    assert_string_equal(b->group, "second line");
    assert_int_equal(b->priority, PRIORITY_HIGH);
    assert_string_equal(b->language, "uk");
    assert_int_equal(b->created_at, 1);
    assert_int_equal(b->updated_at, 2);
    assert_int_equal(b->answered_at, 3);
    assert_int_equal(b->solved_at, 4);
    assert_int_equal(b->closed_at, 5);
    assert_string_equal(b->requester->address, "Kunde@Example.com");
    assert_string_equal(b->last_id, "last@x");
    assert_int_equal(b->references->len, 2);
    assert_string_equal(b->references->pdata[1], "b@x");
    assert_int_equal(b->participants->len, 2);
    assert_string_equal(((Contact *)b->participants->pdata[0])->name, "P One");
    assert_int_equal(b->tags->len, 2);
    assert_string_equal(b->tags->pdata[1], "срочно");
    assert_int_equal(b->rating, 4);
    assert_string_equal(b->review, "добре");

    // Saved again: people and tags as they stand now.
    g_ptr_array_remove_index(b->participants, 0);
    g_ptr_array_remove_index(b->tags, 0);
    g_ptr_array_add(b->tags, g_strdup("new"));
    set(&b->status, "closed");
    b->kind = KIND_CLOSED;
    assert_true(store_ticket_save(s, b, NULL));
    g_autoptr(Ticket) c = store_ticket_get(s, 1, NULL);
    assert_int_equal(c->participants->len, 1);
    assert_string_equal(((Contact *)c->participants->pdata[0])->address, "p2@x");
    assert_int_equal(c->tags->len, 2);
    assert_string_equal(c->tags->pdata[0], "срочно");
    assert_string_equal(c->tags->pdata[1], "new");
    assert_string_equal(c->status, "closed");
    assert_null(store_ticket_get(s, 2, NULL));

    b->number = 99;
    g_autoptr(GError) error = NULL;
    assert_false(store_ticket_save(s, b, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_BUG));
}

static void
contacts_are_one_for_each_address(void **state)
{
    g_autoptr(Store) s = open_memory();
    g_autoptr(Contact) c = contact_new("Anna@Example.COM", "Anna");
    set(&c->language, "ru");
    assert_true(store_contact_save(s, c, NULL));
    int64_t id = c->id;
    g_autoptr(Contact) d = contact_new("anna@example.com", "Anna B");
    set(&d->company, "ACME");
    set(&d->manager, "boris");
    assert_true(store_contact_save(s, d, NULL));
    assert_int_equal(d->id, id);
    g_autoptr(Contact) found = store_contact_find(s, "ANNA@example.com", NULL);
    assert_int_equal(found->id, id);
    assert_string_equal(found->address, "Anna@Example.COM");
    assert_string_equal(found->name, "Anna B");
    assert_string_equal(found->language, "");
    assert_string_equal(found->company, "ACME");
    assert_string_equal(found->manager, "boris");
    assert_null(store_contact_find(s, "nobody@x", NULL));
    // A ticket does not change a contact that exists.
    g_autoptr(Ticket) t = make_ticket("q", "new", KIND_NEW, "", "anna@EXAMPLE.com");
    assert_true(store_ticket_save(s, t, NULL));
    assert_int_equal(t->requester->id, id);
    g_autoptr(Contact) same = store_contact_find(s, "anna@example.com", NULL);
    assert_string_equal(same->name, "Anna B");
    assert_true(store_contact_undeliverable(s, "anna@example.com", 5, "550 no such user", NULL));
    assert_true(store_contact_undeliverable(s, "unknown@x", 5, "550", NULL));
    assert_true(store_contact_undeliverable(s, "anna@example.com", 0, "", NULL));
    g_autoptr(Contact) unknown = store_contact_find(s, "unknown@x", NULL);
    assert_non_null(unknown);
}

static void
numbers_are_never_used_again(void **state)
{
    g_autoptr(Store) s = open_memory();
    g_autoptr(Ticket) a = make_ticket("q", "new", KIND_NEW, "", "a@x");
    g_autoptr(Ticket) b = make_ticket("q", "new", KIND_NEW, "", "a@x");
    assert_true(store_begin(s, NULL));
    assert_true(store_ticket_save(s, a, NULL));
    assert_true(store_ticket_save(s, b, NULL));
    assert_true(store_commit(s, NULL));
    assert_int_equal(a->number, 1);
    assert_int_equal(b->number, 2);
    assert_int_equal(a->requester->id, b->requester->id);
}

static char *
numbers_of(Store *s, const TicketFilter *f)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) list = store_ticket_list(s, f, &error);
    assert_null(error);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < list->len; i++) {
        g_string_append_printf(out, "%s%d", i ? " " : "", (int)((Ticket *)list->pdata[i])->number);
    }
    return g_string_free(out, FALSE);
}

static void
lists_are_filtered(void **state)
{
    static const struct {
        const char *queue, *status;
        StatusKind kind;
        const char *manager, *requester;
    } tickets[] = {
        {"sales", "new", KIND_NEW, "", "a@x"},          // 1
        {"sales", "open", KIND_OPEN, "anna", "b@x"},    // 2
        {"help", "open", KIND_OPEN, "boris", "a@x"},    // 3
        {"help", "closed", KIND_CLOSED, "anna", "a@x"}, // 4
        {"help", "solved", KIND_SOLVED, "anna", "b@x"}, // 5
    };
    static const struct {
        TicketFilter in;
        const char *want;
    } cases[] = {
        {{0}, "5 4 3 2 1"},
        {{.limit = 2}, "5 4"},
        {{.limit = 2, .before = 4}, "3 2"},
        {{.queue = "help"}, "5 4 3"},
        {{.queue = "help", .open_only = 1}, "3"},
        {{.open_only = 1}, "3 2 1"},
        {{.manager = "anna"}, "5 4 2"},
        {{.manager = ""}, "1"},
        {{.manager = "anna", .status = "open"}, "2"},
        {{.status = "open"}, "3 2"},
        {{.queue = "sales", .status = "open"}, "2"},
        {{.requester = "A@X"}, "4 3 1"},
        {{.requester = "a@x", .open_only = 1, .queue = "help"}, "3"},
        {{.requester = "nobody@x"}, ""},
        {{.queue = "help", .manager = "anna", .status = "closed", .requester = "a@x"}, "4"},
        {{.queue = "it's"}, ""},
    };
    g_autoptr(Store) s = open_memory();
    for (size_t i = 0; i < G_N_ELEMENTS(tickets); i++) {
        g_autoptr(Ticket) t = make_ticket(tickets[i].queue, tickets[i].status, tickets[i].kind,
                                          tickets[i].manager, tickets[i].requester);
        t->created_at = (int64_t)i * 10;
        g_ptr_array_add(t->tags, g_strdup("t"));
        assert_true(store_ticket_save(s, t, NULL));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *got = numbers_of(s, &cases[i].in);
        if (strcmp(got, cases[i].want) != 0) {
            fail_msg("case %zu: '%s', not '%s'", i, got, cases[i].want);
        }
    }
    TicketFilter all = {0};
    g_autoptr(GPtrArray) list = store_ticket_list(s, &all, NULL);
    assert_int_equal(((Ticket *)list->pdata[0])->tags->len, 1);
    assert_string_equal(((Ticket *)list->pdata[0])->requester->address, "b@x");
    assert_int_equal(store_tickets_of_sender(s, "A@x", 0, NULL), 3);
    assert_int_equal(store_tickets_of_sender(s, "a@x", 20, NULL), 2);
    assert_int_equal(store_tickets_of_sender(s, "nobody@x", 0, NULL), 0);
}

static void
lists_are_filtered_by_work(void **state)
{
    static const struct {
        const char *manager, *type, *tags, *requester, *company;
        StatusKind kind;
        int64_t due_at;
    } tickets[] = {
        {"", "", "", "a@x", "ACME", KIND_NEW, 0},                   // 1
        {"anna", "fault", "vip", "b@x", "ACME", KIND_OPEN, 100},    // 2
        {"", "fault", "vip vip old", "c@x", "", KIND_WAITING, 200}, // 3
        {"anna", "wish", "old", "a@x", "ACME", KIND_CLOSED, 50},    // 4
        {"boris", "", "vip", "d@x", "Umbrella", KIND_SOLVED, 0},    // 5
        {"", "fault", "", "", "", KIND_POSTPONED, 300},             // 6
    };
    static const struct {
        TicketFilter in;
        const char *want;
    } cases[] = {
        {{.due_before = 201}, "4 3 2"},
        {{.due_before = 200, .open_only = 1}, "2"},
        {{.due_before = 400, .open_only = 1}, "6 3 2"},
        {{.due_before = 400, .open_only = 1, .before = 6}, "3 2"},
        {{.due_before = 400, .manager = "anna"}, "4 2"},
        {{.nobodys = true}, "6 3 1"},
        {{.nobodys = true, .manager = "anna"}, "6 3 1"},
        {{.nobodys = true, .open_only = 1, .type = "fault"}, "6 3"},
        {{.kind_plus_one = KIND_NEW + 1}, "1"},
        {{.kind_plus_one = KIND_WAITING + 1}, "3"},
        {{.kind_plus_one = KIND_POSTPONED + 1, .due_before = 400}, "6"},
        {{.kind_plus_one = KIND_SOLVED + 1}, "5"},
        {{.kind_plus_one = KIND_CLOSED + 1, .open_only = 1}, ""},
        {{.type = "fault"}, "6 3 2"},
        {{.type = "fault", .limit = 1, .before = 6}, "3"},
        {{.type = ""}, "5 1"},
        {{.type = "none"}, ""},
        {{.tag = "vip"}, "5 3 2"},
        {{.tag = "vip", .limit = 2}, "5 3"},
        {{.tag = "vip", .before = 5}, "3 2"},
        {{.tag = "vip", .open_only = 1}, "3 2"},
        {{.tag = "old", .type = "wish"}, "4"},
        {{.tag = "vip", .company = "ACME"}, "2"},
        {{.tag = "VIP"}, ""},
        {{.company = "ACME"}, "4 2 1"},
        {{.company = "ACME", .limit = 1, .before = 4}, "2"},
        {{.company = "ACME", .open_only = 1}, "2 1"},
        {{.company = "ACME", .requester = "a@x"}, "4 1"},
        {{.company = "ACME", .manager = "anna", .type = "wish"}, "4"},
        {{.company = ""}, "6 3"},
        {{.company = "Umbrella", .kind_plus_one = KIND_SOLVED + 1}, "5"},
    };
    g_autoptr(Store) s = open_memory();
    for (size_t i = 0; i < G_N_ELEMENTS(tickets); i++) {
        g_autoptr(Ticket) t = ticket_new();
        set(&t->manager, tickets[i].manager);
        set(&t->type, tickets[i].type);
        t->kind = tickets[i].kind;
        t->due_at = tickets[i].due_at;
        if (*tickets[i].requester) {
            t->requester = contact_new(tickets[i].requester, "");
            set(&t->requester->company, tickets[i].company);
        }
        g_auto(GStrv) tags = g_strsplit(tickets[i].tags, " ", -1);
        for (size_t n = 0; tags[n]; n++) {
            g_ptr_array_add(t->tags, g_strdup(tags[n]));
        }
        assert_true(store_ticket_save(s, t, NULL));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *got = numbers_of(s, &cases[i].in);
        if (strcmp(got, cases[i].want) != 0) {
            fail_msg("case %zu: '%s', not '%s'", i, got, cases[i].want);
        }
    }
}

static void
threads_lead_to_tickets(void **state)
{
    g_autoptr(Store) s = open_memory();
    for (unsigned i = 0; i < 4; i++) {
        g_autoptr(Ticket) t = make_ticket("help", "closed", KIND_CLOSED, "", "r@x");
        t->closed_at = 40 + i;
        g_ptr_array_add(t->participants, contact_new("p@x", ""));
        assert_true(store_ticket_save(s, t, NULL));
    }
    assert_true(store_thread_add(s, "one@x", 1, NULL));
    assert_true(store_thread_add(s, "two@x", 2, NULL));
    // Bound once, bound for good; case matters.
    assert_true(store_thread_add(s, "one@x", 2, NULL));
    ThreadKeys keys = {.ids = g_ptr_array_new(),
                       .tokens = g_array_new(FALSE, TRUE, sizeof(Token)),
                       .markers = g_array_new(FALSE, FALSE, sizeof(int64_t))};
    g_ptr_array_add(keys.ids, (char *)"unknown@x");
    g_ptr_array_add(keys.ids, (char *)"one@x");
    g_ptr_array_add(keys.ids, (char *)"ONE@x");
    Token token = {.ticket = 3};
    g_array_append_val(keys.tokens, token);
    int64_t markers[] = {1, 4, 77};
    g_array_append_vals(keys.markers, markers, 3);
    g_autoptr(ThreadFound) found = store_thread_find(s, &keys, NULL);
    assert_int_equal(found->ids->len, 1);
    assert_string_equal(((ThreadId *)found->ids->pdata[0])->message_id, "one@x");
    assert_int_equal(((ThreadId *)found->ids->pdata[0])->ticket, 1);
    assert_int_equal(found->tickets->len, 3);
    const ThreadTicket *first = found->tickets->pdata[0];
    assert_int_equal(first->ticket, 1);
    assert_string_equal(first->queue, "help");
    assert_int_equal(first->kind, KIND_CLOSED);
    assert_int_equal(first->closed_at, 40);
    assert_int_equal(first->people->len, 2);
    assert_string_equal(first->people->pdata[0], "r@x");
    assert_string_equal(first->people->pdata[1], "p@x");
    assert_int_equal(((ThreadTicket *)found->tickets->pdata[1])->ticket, 3);
    assert_int_equal(((ThreadTicket *)found->tickets->pdata[2])->ticket, 4);
    g_ptr_array_unref(keys.ids);
    g_array_unref(keys.tokens);
    g_array_unref(keys.markers);
    g_autoptr(GError) error = NULL;
    assert_false(store_thread_add(s, "new@x", 99, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_BUG));
}

static void
messages_and_events_round_trip(void **state)
{
    g_autoptr(Store) s = open_memory();
    g_autoptr(Ticket) t = make_ticket("help", "new", KIND_NEW, "", "r@x");
    assert_true(store_ticket_save(s, t, NULL));
    TicketMessage m = {.ticket = 1,
                       .direction = DIRECTION_NOTE,
                       .author = (char *)"anna",
                       .from_name = (char *)"Anna",
                       .message_id = (char *)"m@x",
                       .subject = (char *)"S",
                       .text = (char *)"T",
                       .at = 9,
                       .attachments = 2};
    assert_true(store_message_add(s, &m, "", NULL));
    TicketMessage n = {.ticket = 1, .author = (char *)"r@x"};
    assert_true(store_message_add(s, &n, "", NULL));
    g_autoptr(GPtrArray) list = store_message_list(s, 1, NULL);
    assert_int_equal(list->len, 2);
    g_autoptr(TicketMessage) b = store_message_get(s, m.id, NULL);
    assert_int_equal(b->direction, DIRECTION_NOTE);
    assert_string_equal(b->author, "anna");
    assert_string_equal(b->from_name, "Anna");
    assert_string_equal(b->message_id, "m@x");
    assert_string_equal(b->subject, "S");
    assert_string_equal(b->text, "T");
    assert_int_equal(b->at, 9);
    assert_int_equal(b->attachments, 2);
    assert_int_equal(b->raw, 0);
    assert_string_equal(((TicketMessage *)list->pdata[1])->text, "");
    assert_null(store_message_get(s, 99, NULL));

    g_autoptr(Event) e = event_new(1, 9, "note", "anna", "detail");
    set(&e->proof, "L3");
    set(&e->rule, "a rule");
    e->message = m.id;
    assert_true(store_event_add(s, e, "abc", NULL));
    g_autoptr(Event) f = event_new(1, 10, "status", "system", "open → solved");
    assert_true(store_event_add(s, f, "abc", NULL));
    assert_true(store_event_add(s, f, "", NULL));
    g_autoptr(GPtrArray) events = store_event_list(s, 1, NULL);
    assert_int_equal(events->len, 3);
    const Event *g = events->pdata[0];
    assert_int_equal(g->id, e->id);
    assert_int_equal(g->at, 9);
    assert_string_equal(g->kind, "note");
    assert_string_equal(g->who, "anna");
    assert_string_equal(g->proof, "L3");
    assert_string_equal(g->rule, "a rule");
    assert_string_equal(g->detail, "detail");
    assert_int_equal(g->message, m.id);
    assert_string_equal(((Event *)events->pdata[1])->detail, "open → solved");
}

static void
rating_is_kept(void **state)
{
    g_autoptr(Store) s = open_memory();
    g_autoptr(Ticket) t = make_ticket("help", "closed", KIND_CLOSED, "", "r@x");
    assert_true(store_ticket_save(s, t, NULL));
    assert_true(store_rating_set(s, 1, 5, "дякую", 77, NULL));
    g_autoptr(Ticket) b = store_ticket_get(s, 1, NULL);
    assert_int_equal(b->rating, 5);
    assert_string_equal(b->review, "дякую");
    g_autoptr(GError) error = NULL;
    assert_false(store_rating_set(s, 9, 5, "", 77, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_BUG));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticket_round_trip),
        cmocka_unit_test(contacts_are_one_for_each_address),
        cmocka_unit_test(numbers_are_never_used_again),
        cmocka_unit_test(lists_are_filtered),
        cmocka_unit_test(lists_are_filtered_by_work),
        cmocka_unit_test(threads_lead_to_tickets),
        cmocka_unit_test(messages_and_events_round_trip),
        cmocka_unit_test(rating_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
