// test_store_merge.c: tickets that become one, tickets that are taken apart, and letters that can
// still be stopped.
#include "store/store.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static Store *
open_with_tickets(unsigned n)
{
    Store *s = store_open(":memory:", STORE_CREATE, NULL);
    assert_non_null(s);
    for (unsigned i = 0; i < n; i++) {
        g_autoptr(Ticket) t = ticket_new();
        t->requester = contact_new("c@example.com", "");
        assert_true(store_ticket_save(s, t, NULL));
    }
    return s;
}

// A message that came in by mail.
static int64_t
add_message(Store *s, int64_t ticket, const char *message_id, const char *text)
{
    TicketMessage m = {.ticket = ticket,
                       .author = (char *)"c@example.com",
                       .message_id = (char *)(uintptr_t)message_id,
                       .subject = (char *)"S",
                       .text = (char *)(uintptr_t)text,
                       .at = 5,
                       .attachments = 2};
    assert_true(store_message_add(s, &m, "", NULL));
    Received r = {.outcome = (char *)"answer", .ticket = ticket, .ticket_message = m.id};
    assert_true(store_received_add(s, &r, NULL) > 0);
    assert_true(!*message_id || store_thread_add(s, message_id, ticket, NULL));
    return m.id;
}

static void
add_event(Store *s, int64_t ticket, const char *detail)
{
    g_autoptr(Event) e = event_new(ticket, 5, "status", "anna", detail);
    assert_true(store_event_add(s, e, "", NULL));
}

// As the desk does it: rows, then the ticket.
static void
merge(Store *s, int64_t from, int64_t into)
{
    assert_true(store_begin(s, NULL));
    assert_true(store_ticket_merge(s, from, into, NULL));
    g_autoptr(Ticket) t = store_ticket_get(s, from, NULL);
    t->merged_into = into;
    t->kind = KIND_CLOSED;
    assert_true(store_ticket_save(s, t, NULL));
    assert_true(store_commit(s, NULL));
}

static char *
messages_of(Store *s, int64_t ticket)
{
    g_autoptr(GPtrArray) list = store_message_list(s, ticket, NULL);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < list->len; i++) {
        const TicketMessage *m = list->pdata[i];
        assert_int_equal(m->ticket, ticket);
        g_string_append_printf(out, "%s%s", i ? " " : "", m->text);
    }
    return g_string_free(out, FALSE);
}

static char *
events_of(Store *s, int64_t ticket)
{
    g_autoptr(GPtrArray) list = store_event_list(s, ticket, NULL);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < list->len; i++) {
        const Event *e = list->pdata[i];
        g_string_append_printf(out, "%s%d:%s", i ? " " : "", (int)e->ticket, e->detail);
    }
    return g_string_free(out, FALSE);
}

#define assert_text(made, want)                                                                    \
    do {                                                                                           \
        g_autofree char *text = made;                                                              \
        assert_string_equal(text, want);                                                           \
    } while (0)

// Where an ID leads; 0 = nowhere.
static int64_t
led_to(Store *s, const char *message_id)
{
    ThreadKeys keys = {.ids = g_ptr_array_new()};
    g_ptr_array_add(keys.ids, (char *)(uintptr_t)message_id);
    g_autoptr(ThreadFound) found = store_thread_find(s, &keys, NULL);
    g_ptr_array_unref(keys.ids);
    if (found->ids->len == 0) {
        return 0;
    }
    assert_int_equal(found->tickets->len, 1);
    assert_int_equal(((ThreadTicket *)found->tickets->pdata[0])->ticket,
                     ((ThreadId *)found->ids->pdata[0])->ticket);
    return ((ThreadId *)found->ids->pdata[0])->ticket;
}

static int64_t
found_in(Store *s, const char *word)
{
    g_autoptr(GPtrArray) hits = store_search(s, word, 9, NULL);
    return hits->len == 1 ? ((SearchHit *)hits->pdata[0])->ticket : 0;
}

static void
merged_tickets_are_one_story(void **state)
{
    g_autoptr(Store) s = open_with_tickets(4);
    add_message(s, 1, "a1@x", "marzipan");
    int64_t second = add_message(s, 2, "b1@x", "nougat");
    add_message(s, 1, "a2@x", "more");
    assert_true(store_thread_add(s, "ours-of-2@x", 2, NULL));
    add_event(s, 1, "a");
    add_event(s, 2, "b");
    add_event(s, 1, "c");
    add_event(s, 3, "d");
    merge(s, 2, 1);
    assert_text(messages_of(s, 1), "marzipan nougat more");
    assert_text(messages_of(s, 2), "");
    assert_text(events_of(s, 1), "1:a 2:b 1:c");
    assert_text(events_of(s, 2), "2:b");
    g_autoptr(Received) r = store_received_get(s, 2, NULL);
    assert_int_equal(r->ticket, 1);
    assert_int_equal(r->ticket_message, second);
    assert_int_equal(led_to(s, "b1@x"), 1);
    assert_int_equal(led_to(s, "ours-of-2@x"), 1);
    assert_int_equal(led_to(s, "a1@x"), 1);
    assert_int_equal(led_to(s, "unknown@x"), 0);
    assert_int_equal(found_in(s, "nougat"), 1);

    // And once more: everything moves on.
    merge(s, 1, 3);
    merge(s, 4, 3);
    add_event(s, 4, "e");
    assert_text(messages_of(s, 3), "marzipan nougat more");
    assert_text(events_of(s, 3), "1:a 2:b 1:c 3:d 4:e");
    assert_text(events_of(s, 1), "1:a 2:b 1:c");
    assert_int_equal(led_to(s, "b1@x"), 3);
    assert_int_equal(led_to(s, "ours-of-2@x"), 3);
    g_autoptr(GPtrArray) faults = store_verify(s, NULL);
    assert_int_equal(faults->len, 0);
}

static void
tokens_keep_their_number(void **state)
{
    g_autoptr(Store) s = open_with_tickets(2);
    merge(s, 2, 1);
    ThreadKeys keys = {.ids = g_ptr_array_new(),
                       .tokens = g_array_new(FALSE, TRUE, sizeof(Token)),
                       .markers = g_array_new(FALSE, FALSE, sizeof(int64_t))};
    Token token = {.ticket = 2};
    g_array_append_val(keys.tokens, token);
    g_autoptr(ThreadFound) found = store_thread_find(s, &keys, NULL);
    assert_int_equal(found->tickets->len, 1);
    assert_int_equal(((ThreadTicket *)found->tickets->pdata[0])->ticket, 2);
    g_ptr_array_unref(keys.ids);
    g_array_unref(keys.tokens);
    g_array_unref(keys.markers);
}

static void
no_ticket_becomes_a_part_of_its_own_part(void **state)
{
    static const struct {
        int64_t from, into;
    } circles[] = {{1, 1}, {3, 2}, {3, 1}, {2, 1}};
    g_autoptr(Store) s = open_with_tickets(3);
    add_message(s, 3, "c@x", "kept");
    merge(s, 1, 2);
    merge(s, 2, 3);
    for (size_t i = 0; i < G_N_ELEMENTS(circles); i++) {
        g_autoptr(GError) error = NULL;
        assert_false(store_ticket_merge(s, circles[i].from, circles[i].into, &error));
        assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_REFUSED));
        assert_text(messages_of(s, 3), "kept");
    }
    g_autoptr(GError) absent = NULL;
    assert_false(store_ticket_merge(s, 3, 99, &absent));
    assert_true(g_error_matches(absent, HD_ERROR, HD_ERROR_BUG));
    assert_text(messages_of(s, 3), "kept");
    // Should a circle ever stand in the file, nobody runs round in it.
    g_autoptr(Ticket) t = store_ticket_get(s, 3, NULL);
    t->merged_into = 1;
    assert_true(store_ticket_save(s, t, NULL));
    assert_text(events_of(s, 1), "");
    assert_int_not_equal(led_to(s, "c@x"), 0);
}

static void
accounts_and_links_go_over(void **state)
{
    g_autoptr(Store) s = open_with_tickets(5);
    Spent spent = {.ticket = 2, .who = (char *)"anna", .seconds = 60, .note = (char *)""};
    Billed billed = {.ticket = 2, .who = (char *)"anna", .code = (char *)"v", .thousandths = 1};
    bool ok = store_spent_add(s, &spent, NULL) && store_billed_add(s, &billed, NULL) &&
              store_link_set(s, 2, 1, LINK_DUPLICATE, 5, NULL) && // would lead to itself
              store_link_set(s, 2, 3, LINK_BLOCKS, 5, NULL) &&
              store_link_set(s, 2, 4, LINK_PARENT, 5, NULL) &&
              store_link_set(s, 1, 4, LINK_RELATES, 5, NULL); // stays as it is
    assert_true(ok);
    merge(s, 2, 1);
    g_autoptr(GPtrArray) times = store_spent_list(s, 1, NULL),
                         lines = store_billed_list(s, 1, NULL);
    assert_int_equal(times->len, 1);
    assert_int_equal(lines->len, 1);
    g_autoptr(GPtrArray) links = store_link_list(s, 1, NULL);
    assert_int_equal(links->len, 2);
    assert_int_equal(((TicketLink *)links->pdata[0])->other, 3);
    assert_int_equal(((TicketLink *)links->pdata[0])->kind, LINK_BLOCKS);
    assert_int_equal(((TicketLink *)links->pdata[1])->other, 4);
    assert_int_equal(((TicketLink *)links->pdata[1])->kind, LINK_RELATES);
    g_autoptr(GPtrArray) none = store_link_list(s, 2, NULL);
    assert_int_equal(none->len, 0);
    g_autoptr(GPtrArray) third = store_link_list(s, 3, NULL);
    assert_int_equal(third->len, 1);
    assert_int_equal(((TicketLink *)third->pdata[0])->other, 1);
    assert_int_equal(((TicketLink *)third->pdata[0])->kind, LINK_DEPENDS);
    g_autoptr(GPtrArray) fourth = store_link_list(s, 4, NULL);
    assert_int_equal(fourth->len, 1);
}

static void
messages_are_split_off(void **state)
{
    g_autoptr(Store) s = open_with_tickets(4);
    add_message(s, 1, "a1@x", "one");
    add_message(s, 2, "b1@x", "two");
    int64_t third = add_message(s, 1, "a2@x", "three");
    add_message(s, 2, "b2@x", "four");
    add_message(s, 1, "", "five");
    // An ID that belongs to another ticket, whatever this message says, stays there.
    assert_true(store_thread_add(s, "foreign@x", 4, NULL));
    TicketMessage m = {.ticket = 1,
                       .message_id = (char *)"foreign@x",
                       .text = (char *)"six",
                       .author = (char *)"c@x"};
    assert_true(store_message_add(s, &m, "", NULL));
    merge(s, 2, 1);
    assert_int_equal(store_ticket_split(s, 1, third, 3, NULL), 4);
    assert_text(messages_of(s, 1), "one two");
    assert_text(messages_of(s, 3), "three four five six");
    static const struct {
        const char *id;
        int64_t ticket;
    } ids[] = {{"a1@x", 1}, {"b1@x", 1}, {"a2@x", 3}, {"b2@x", 3}, {"foreign@x", 4}};
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
        assert_int_equal(led_to(s, ids[i].id), ids[i].ticket);
    }
    g_autoptr(Received) stays = store_received_get(s, 1, NULL),
                        goes = store_received_get(s, 4, NULL);
    assert_int_equal(stays->ticket, 1);
    assert_int_equal(goes->ticket, 3);
    assert_int_equal(found_in(s, "four"), 3);
    assert_int_equal(store_ticket_split(s, 1, third, 3, NULL), 0);
    // Back again.
    merge(s, 3, 1);
    assert_text(messages_of(s, 1), "one two three four five six");
    assert_int_equal(led_to(s, "b2@x"), 1);
    g_autoptr(GError) same = NULL, absent = NULL;
    assert_int_equal(store_ticket_split(s, 1, 1, 1, &same), -1);
    assert_true(g_error_matches(same, HD_ERROR, HD_ERROR_BUG));
    assert_int_equal(store_ticket_split(s, 1, 1, 99, &absent), -1);
    assert_non_null(absent);
    assert_text(messages_of(s, 1), "one two three four five six");
}

static void
first_message_is_copied(void **state)
{
    g_autoptr(Store) s = open_with_tickets(3);
    g_autoptr(Blob) bytes = blob_new_bytes("raw", 3);
    uint8_t digest[32] = {1};
    TicketMessage m = {.ticket = 1,
                       .raw = store_blob_put(s, bytes, digest, NULL),
                       .author = (char *)"c@x",
                       .from_name = (char *)"C",
                       .message_id = (char *)"a@x",
                       .subject = (char *)"S",
                       .text = (char *)"praline",
                       .at = 5,
                       .attachments = 1};
    assert_true(store_message_add(s, &m, "", NULL));
    add_message(s, 1, "", "later");
    assert_true(store_message_copy_first(s, 1, 2, NULL));
    g_autoptr(GPtrArray) list = store_message_list(s, 2, NULL);
    assert_int_equal(list->len, 1);
    const TicketMessage *c = list->pdata[0];
    assert_int_not_equal(c->id, m.id);
    assert_int_equal(c->raw, m.raw);
    assert_string_equal(c->author, "c@x");
    assert_string_equal(c->from_name, "C");
    assert_string_equal(c->message_id, "");
    assert_string_equal(c->subject, "S");
    assert_string_equal(c->text, "praline");
    assert_int_equal(c->at, 5);
    assert_int_equal(c->attachments, 1);
    g_autoptr(GPtrArray) hits = store_search(s, "praline", 9, NULL);
    assert_int_equal(hits->len, 2);
    assert_true(store_message_copy_first(s, 3, 2, NULL));
    assert_text(messages_of(s, 2), "praline");
    assert_false(store_message_copy_first(s, 1, 99, NULL));
}

static int64_t
queue(Store *s, int64_t ticket, int64_t message, const char *template, OutgoingState state)
{
    static unsigned n;
    uint8_t digest[32] = {1};
    g_autofree char *id = g_strdup_printf("%u@example.com", ++n);
    g_autoptr(Blob) blob = blob_new_bytes("letter", 6);
    Outgoing o = {.ticket = ticket,
                  .message = message,
                  .template = (char *)(uintptr_t) template,
                  .from = (char *)"desk@example.com",
                  .to = (char *)"c@example.com",
                  .subject = (char *)"S",
                  .message_id = id,
                  .raw = store_blob_put(s, blob, digest, NULL),
                  .size = 6,
                  .state = state,
                  .queued_at = 100,
                  .next_at = 160};
    assert_true(store_outgoing_add(s, &o, NULL));
    return o.id;
}

static char *
waiting_of(Store *s, int64_t ticket)
{
    g_autoptr(GPtrArray) list = store_outgoing_pending(s, ticket, NULL);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < list->len; i++) {
        g_string_append_printf(out, "%s%d", i ? " " : "",
                               (int)((PendingLetter *)list->pdata[i])->id);
    }
    return g_string_free(out, FALSE);
}

static void
letters_wait_to_be_stopped(void **state)
{
    g_autoptr(Store) s = open_with_tickets(3);
    TicketMessage m = {.ticket = 1, .author = (char *)"anna", .text = (char *)"answer"};
    assert_true(store_message_add(s, &m, "", NULL));
    queue(s, 1, m.id, "answer", OUTGOING_QUEUED);                 // 1
    queue(s, 1, 0, "solved", OUTGOING_HELD);                      // 2
    queue(s, 1, 0, "receipt", OUTGOING_QUEUED);                   // 3: no person's mail caused it
    queue(s, 1, m.id, "forward", OUTGOING_QUEUED);                // 4
    queue(s, 2, 0, "answer", OUTGOING_QUEUED);                    // 5: of another ticket
    queue(s, 1, m.id, "answer", OUTGOING_SENT);                   // 6
    queue(s, 1, m.id, "answer", OUTGOING_CLAIMED);                // 7
    queue(s, 1, m.id, "answer", OUTGOING_FAILED);                 // 8
    int64_t tried = queue(s, 1, m.id, "answer", OUTGOING_QUEUED); // 9
    g_autoptr(Outgoing) o = store_outgoing_get(s, tried, NULL);
    o->attempts = 1;
    assert_true(store_outgoing_update(s, o, NULL));
    g_autoptr(GPtrArray) list = store_outgoing_pending(s, 1, NULL);
    assert_int_equal(list->len, 3);
    const PendingLetter *p = list->pdata[0];
    assert_int_equal(p->id, 1);
    assert_int_equal(p->message, m.id);
    assert_string_equal(p->template, "answer");
    assert_string_equal(p->to, "c@example.com");
    assert_string_equal(p->author, "anna");
    assert_string_equal(p->text, "answer");
    assert_false(p->held);
    assert_int_equal(p->next_at, 160);
    p = list->pdata[1];
    assert_int_equal(p->id, 2);
    assert_true(p->held);
    assert_string_equal(p->author, "");
    assert_string_equal(p->text, "");
    assert_int_equal(((PendingLetter *)list->pdata[2])->id, 4);
    // They are found from the ticket that the story goes on in.
    merge(s, 1, 2);
    assert_text(waiting_of(s, 2), "1 2 4 5");
    assert_text(waiting_of(s, 3), "");
}

static void
held_letters_are_never_claimed(void **state)
{
    g_autoptr(Store) s = open_with_tickets(1);
    int64_t id = queue(s, 1, 0, "answer", OUTGOING_QUEUED);
    bool moved = false;
    assert_true(store_outgoing_move(s, id, OUTGOING_HELD, 160, &moved, NULL));
    assert_true(moved);
    g_autoptr(GPtrArray) nothing = store_outgoing_claim(s, 100000, 100000, 9, NULL);
    assert_int_equal(nothing->len, 0);
    g_autoptr(GPtrArray) open = store_outgoing_list(s, false, 9, NULL);
    assert_int_equal(open->len, 1);
    assert_int_equal(((Outgoing *)open->pdata[0])->state, OUTGOING_HELD);
    g_autoptr(GPtrArray) untold = store_outgoing_untold(s, 100000, 9, NULL);
    assert_int_equal(untold->len, 0);
    // Let go, for later; then stopped; then it stays so.
    assert_true(store_outgoing_move(s, id, OUTGOING_QUEUED, 500, &moved, NULL));
    assert_true(moved);
    g_autoptr(GPtrArray) early = store_outgoing_claim(s, 499, 0, 9, NULL);
    assert_int_equal(early->len, 0);
    assert_true(store_outgoing_move(s, id, OUTGOING_CANCELLED, 300, &moved, NULL));
    assert_true(moved);
    g_autoptr(Outgoing) o = store_outgoing_get(s, id, NULL);
    assert_int_equal(o->state, OUTGOING_CANCELLED);
    assert_int_equal(o->done_at, 300);
    assert_true(store_outgoing_move(s, id, OUTGOING_QUEUED, 300, &moved, NULL));
    assert_false(moved);
    assert_text(waiting_of(s, 1), "");

    // What a sender holds, or has tried, cannot be stopped.
    int64_t gone = queue(s, 1, 0, "answer", OUTGOING_QUEUED);
    g_autoptr(GPtrArray) claimed = store_outgoing_claim(s, 160, 0, 9, NULL);
    assert_int_equal(claimed->len, 1);
    assert_true(store_outgoing_move(s, gone, OUTGOING_CANCELLED, 300, &moved, NULL));
    assert_false(moved);
    Outgoing *letter = claimed->pdata[0];
    letter->state = OUTGOING_QUEUED;
    letter->attempts = 1;
    assert_true(store_outgoing_update(s, letter, NULL));
    assert_true(store_outgoing_move(s, gone, OUTGOING_HELD, 300, &moved, NULL));
    assert_false(moved);
    assert_true(store_outgoing_move(s, 99, OUTGOING_HELD, 300, NULL, NULL));
    g_autoptr(GError) error = NULL;
    assert_false(store_outgoing_move(s, gone, OUTGOING_SENT, 300, NULL, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_BUG));
}

static void
letters_whose_time_comes_later_are_not_late(void **state)
{
    g_autoptr(Store) s = open_with_tickets(1);
    int64_t id = queue(s, 1, 0, "answer", OUTGOING_QUEUED);
    assert_true(store_outgoing_move(s, id, OUTGOING_QUEUED, 90000, NULL, NULL));
    g_autoptr(GPtrArray) waits = store_outgoing_untold(s, 50000, 9, NULL);
    assert_int_equal(waits->len, 0);
    g_autoptr(GPtrArray) late = store_outgoing_untold(s, 90001, 9, NULL);
    assert_int_equal(late->len, 1);
    // Once it was tried, its time counts from there.
    assert_int_equal(store_outgoing_first_attempt(s, id, NULL), 0);
    assert_true(store_outgoing_log(s, id, 95000, 450, "later", NULL));
    assert_true(store_outgoing_log(s, id, 96000, 450, "later", NULL));
    Outgoing *o = late->pdata[0];
    o->attempts = 2;
    o->next_at = 99000;
    assert_true(store_outgoing_update(s, o, NULL));
    assert_int_equal(store_outgoing_first_attempt(s, id, NULL), 95000);
    g_autoptr(GPtrArray) soon = store_outgoing_untold(s, 95000, 9, NULL);
    assert_int_equal(soon->len, 0);
    g_autoptr(GPtrArray) again = store_outgoing_untold(s, 95001, 9, NULL);
    assert_int_equal(again->len, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merged_tickets_are_one_story),
        cmocka_unit_test(tokens_keep_their_number),
        cmocka_unit_test(no_ticket_becomes_a_part_of_its_own_part),
        cmocka_unit_test(accounts_and_links_go_over),
        cmocka_unit_test(messages_are_split_off),
        cmocka_unit_test(first_message_is_copied),
        cmocka_unit_test(letters_wait_to_be_stopped),
        cmocka_unit_test(held_letters_are_never_claimed),
        cmocka_unit_test(letters_whose_time_comes_later_are_not_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
