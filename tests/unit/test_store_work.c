// test_store_work.c: what managers do to tickets, as rows: types, times, watchers, fields, links,
// accounts, the FAQ, blocked senders, the last doing, signatures, digests.
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

static int64_t
add_ticket(Store *s, const char *subject)
{
    g_autoptr(Ticket) t = ticket_new();
    set(&t->subject, subject);
    set(&t->status, "open");
    assert_true(store_ticket_save(s, t, NULL));
    return t->number;
}

static void
words_are(const GPtrArray *words, const char *want)
{
    g_autoptr(GString) got = g_string_new(NULL);
    for (guint i = 0; i < words->len; i++) {
        g_string_append_printf(got, "%s%s", i ? " " : "", (char *)words->pdata[i]);
    }
    assert_string_equal(got->str, want);
}

static void
ticket_comes_back_with_its_work(void **state)
{
    g_autoptr(Store) s = open_memory();
    add_ticket(s, "target");
    g_autoptr(Ticket) t = ticket_new();
    set(&t->type, "fault");
    t->due_at = 700;
    t->wake_at = 800;
    t->merged_into = 1;
    g_ptr_array_add(t->watchers, g_strdup("zoe"));
    g_ptr_array_add(t->watchers, g_strdup("line2"));
    ticket_set_field(t, "serial", "A-1");
    ticket_set_field(t, "floor", "второй");
    assert_true(store_ticket_save(s, t, NULL));

    g_autoptr(Ticket) b = store_ticket_get(s, t->number, NULL);
    assert_string_equal(b->type, "fault");
    assert_int_equal(b->due_at, 700);
    assert_int_equal(b->wake_at, 800);
    assert_int_equal(b->merged_into, 1);
    words_are(b->watchers, "zoe line2");
    assert_int_equal(b->fields->len, 2);
    assert_string_equal(ticket_field(b, "serial"), "A-1");
    assert_string_equal(ticket_field(b, "floor"), "второй");

    // Saved as they stand: changed, added, taken away, all gone.
    g_ptr_array_remove_index(b->watchers, 0);
    g_ptr_array_add(b->watchers, g_strdup("anna"));
    ticket_set_field(b, "serial", "A-2");
    ticket_set_field(b, "floor", "");
    ticket_set_field(b, "room", "7");
    assert_true(store_ticket_save(s, b, NULL));
    g_autoptr(Ticket) c = store_ticket_get(s, t->number, NULL);
    words_are(c->watchers, "line2 anna");
    assert_int_equal(c->fields->len, 2);
    assert_string_equal(ticket_field(c, "serial"), "A-2");
    assert_string_equal(ticket_field(c, "room"), "7");
    g_ptr_array_set_size(c->watchers, 0);
    ticket_set_field(c, "serial", "");
    ticket_set_field(c, "room", "");
    set(&c->type, "");
    c->due_at = c->wake_at = c->merged_into = 0;
    assert_true(store_ticket_save(s, c, NULL));
    g_autoptr(Ticket) d = store_ticket_get(s, t->number, NULL);
    assert_int_equal(d->watchers->len, 0);
    assert_int_equal(d->fields->len, 0);
    assert_string_equal(d->type, "");
    assert_int_equal(d->due_at + d->wake_at + d->merged_into, 0);
    g_autoptr(GPtrArray) faults = store_verify(s, NULL);
    assert_int_equal(faults->len, 0);
}

static void
postponed_tickets_wake(void **state)
{
    static const int64_t WAKE[] = {0, 300, 100, 200, 900};
    static const struct {
        int64_t now;
        unsigned max;
        const char *want;
    } cases[] = {
        {99, 9, ""}, {100, 9, "3"}, {300, 9, "3 4 2"}, {300, 2, "3 4"}, {900, 9, "3 4 2 5"}};
    g_autoptr(Store) s = open_memory();
    for (size_t i = 0; i < G_N_ELEMENTS(WAKE); i++) {
        g_autoptr(Ticket) t = ticket_new();
        t->wake_at = WAKE[i];
        assert_true(store_ticket_save(s, t, NULL));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GArray) numbers = store_tickets_to_wake(s, cases[i].now, cases[i].max, NULL);
        g_autoptr(GString) got = g_string_new(NULL);
        for (guint n = 0; n < numbers->len; n++) {
            g_string_append_printf(got, "%s%d", n ? " " : "",
                                   (int)g_array_index(numbers, int64_t, n));
        }
        assert_string_equal(got->str, cases[i].want);
    }
}

static void
links_stand_on_both_sides(void **state)
{
    g_autoptr(Store) s = open_memory();
    add_ticket(s, "one");
    add_ticket(s, "two");
    add_ticket(s, "three");
    assert_true(store_link_set(s, 1, 3, LINK_BLOCKS, 5, NULL));
    assert_true(store_link_set(s, 1, 2, LINK_RELATES, 5, NULL));
    // The later word counts.
    assert_true(store_link_set(s, 2, 1, LINK_PARENT, 6, NULL));
    g_autoptr(GPtrArray) one = store_link_list(s, 1, NULL);
    assert_int_equal(one->len, 2);
    const TicketLink *l = one->pdata[0];
    assert_int_equal(l->other, 2);
    assert_int_equal(l->kind, LINK_CHILD);
    assert_string_equal(l->subject, "two");
    assert_string_equal(l->status, "open");
    l = one->pdata[1];
    assert_int_equal(l->other, 3);
    assert_int_equal(l->kind, LINK_BLOCKS);
    g_autoptr(GPtrArray) three = store_link_list(s, 3, NULL);
    assert_int_equal(three->len, 1);
    assert_int_equal(((TicketLink *)three->pdata[0])->kind, LINK_DEPENDS);
    assert_true(store_link_remove(s, 3, 1, NULL));
    assert_true(store_link_remove(s, 3, 1, NULL));
    g_autoptr(GPtrArray) left = store_link_list(s, 1, NULL);
    assert_int_equal(left->len, 1);
    g_autoptr(GPtrArray) none = store_link_list(s, 3, NULL);
    assert_int_equal(none->len, 0);
    g_autoptr(GError) self = NULL, absent = NULL;
    assert_false(store_link_set(s, 1, 1, LINK_RELATES, 5, &self));
    assert_true(g_error_matches(self, HD_ERROR, HD_ERROR_REFUSED));
    assert_false(store_link_set(s, 1, 99, LINK_RELATES, 5, &absent));
    assert_true(g_error_matches(absent, HD_ERROR, HD_ERROR_BUG));
}

static void
time_and_price_lines_add_up(void **state)
{
    g_autoptr(Store) s = open_memory();
    int64_t ticket = add_ticket(s, "work");
    Spent hour = {.ticket = ticket,
                  .at = 5,
                  .who = (char *)"anna",
                  .seconds = 3600,
                  .note = (char *)"по телефону"};
    Spent more = {
        .ticket = ticket, .at = 6, .who = (char *)"boris", .seconds = 60, .note = (char *)""};
    assert_true(store_spent_add(s, &hour, NULL) && store_spent_add(s, &more, NULL));
    Billed line = {.ticket = ticket,
                   .at = 7,
                   .who = (char *)"anna",
                   .code = (char *)"visit",
                   .thousandths = 1500,
                   .price = 4999};
    assert_true(store_billed_add(s, &line, NULL));
    assert_true(hour.id && more.id != hour.id && line.id);

    g_autoptr(GPtrArray) spent = store_spent_list(s, ticket, NULL);
    assert_int_equal(spent->len, 2);
    const Spent *first = spent->pdata[0];
    assert_int_equal(first->id, hour.id);
    assert_int_equal(first->ticket, ticket);
    assert_string_equal(first->who, "anna");
    assert_int_equal(first->seconds, 3600);
    assert_string_equal(first->note, "по телефону");
    assert_int_equal(first->at, 5);
    g_autoptr(GPtrArray) billed = store_billed_list(s, ticket, NULL);
    assert_int_equal(billed->len, 1);
    const Billed *b = billed->pdata[0];
    assert_int_equal(b->id, line.id);
    assert_int_equal(b->ticket, ticket);
    assert_string_equal(b->who, "anna");
    assert_string_equal(b->code, "visit");
    assert_int_equal(b->thousandths, 1500);
    assert_int_equal(b->price, 4999);
    assert_int_equal(b->at, 7);

    assert_true(store_spent_remove(s, hour.id, NULL) && store_spent_remove(s, 99, NULL));
    assert_true(store_billed_remove(s, line.id, NULL));
    g_autoptr(GPtrArray) left = store_spent_list(s, ticket, NULL);
    assert_int_equal(left->len, 1);
    assert_int_equal(((Spent *)left->pdata[0])->id, more.id);
    g_autoptr(GPtrArray) none = store_billed_list(s, ticket, NULL);
    assert_int_equal(none->len, 0);
}

static void
faq_entries_begin_as_drafts(void **state)
{
    g_autoptr(Store) s = open_memory();
    int64_t ticket = add_ticket(s, "how?");
    Faq one = {.ticket = ticket,
               .at = 5,
               .who = (char *)"anna",
               .language = (char *)"ru",
               .question = (char *)"Как?",
               .answer = (char *)"Так."};
    Faq two = {.at = 6,
               .who = (char *)"boris",
               .language = (char *)"",
               .question = (char *)"Q",
               .answer = (char *)"A",
               .published = true};
    assert_true(store_faq_add(s, &one, NULL) && store_faq_add(s, &two, NULL));
    g_autoptr(GPtrArray) list = store_faq_list(s, NULL);
    assert_int_equal(list->len, 2);
    const Faq *f = list->pdata[0];
    assert_int_equal(f->id, two.id);
    assert_int_equal(f->ticket, 0);
    assert_true(f->published);
    f = list->pdata[1];
    assert_int_equal(f->ticket, ticket);
    assert_int_equal(f->at, 5);
    assert_string_equal(f->who, "anna");
    assert_string_equal(f->language, "ru");
    assert_string_equal(f->question, "Как?");
    assert_string_equal(f->answer, "Так.");
    assert_false(f->published);
    assert_true(store_faq_publish(s, one.id, NULL) && store_faq_publish(s, one.id, NULL));
    Faq *published = store_faq_get(s, one.id, NULL);
    assert_true(published->published);
    faq_free(published);
    assert_true(store_faq_remove(s, one.id, NULL));
    assert_null(store_faq_get(s, one.id, NULL));
    g_autoptr(GError) error = NULL;
    assert_false(store_faq_publish(s, one.id, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_ABSENT));
}

static void
blocked_senders_are_known_by_address(void **state)
{
    g_autoptr(Store) s = open_memory();
    int64_t ticket = add_ticket(s, "spam");
    assert_true(store_blocked_add(s, "Spam@Example.COM", "anna", ticket, 5, NULL));
    assert_true(store_blocked_add(s, "other@example.com", "anna", 0, 4, NULL));
    assert_int_equal(store_is_blocked(s, "spam@example.com", NULL), 1);
    assert_int_equal(store_is_blocked(s, "ham@example.com", NULL), 0);
    g_autoptr(GPtrArray) list = store_blocked_list(s, NULL);
    assert_int_equal(list->len, 2);
    const Blocked *b = list->pdata[0];
    assert_string_equal(b->address, "Spam@Example.COM");
    assert_string_equal(b->who, "anna");
    assert_int_equal(b->ticket, ticket);
    assert_int_equal(b->at, 5);
    // Blocked again: the newest word, one row.
    assert_true(store_blocked_add(s, "OTHER@example.com", "boris", ticket, 9, NULL));
    g_autoptr(GPtrArray) again = store_blocked_list(s, NULL);
    assert_int_equal(again->len, 2);
    b = again->pdata[0];
    assert_string_equal(b->address, "other@example.com");
    assert_string_equal(b->who, "boris");
    bool was = false;
    assert_true(store_blocked_remove(s, "SPAM@example.com", &was, NULL));
    assert_true(was);
    assert_true(store_blocked_remove(s, "spam@example.com", &was, NULL));
    assert_false(was);
    assert_true(store_blocked_remove(s, "spam@example.com", NULL, NULL));
    assert_int_equal(store_is_blocked(s, "spam@example.com", NULL), 0);
}

static void
last_doing_round_trip(void **state)
{
    g_autoptr(Store) s = open_memory();
    int64_t ticket = add_ticket(s, "t"), other = add_ticket(s, "o");
    TicketMessage m = {.ticket = ticket, .author = (char *)"anna"};
    assert_true(store_message_add(s, &m, "", NULL));
    assert_null(store_undo_get(s, ticket, NULL));
    g_autoptr(UndoRecord) u = undo_record_new();
    set(&u->who, "anna");
    u->at = 77;
    u->message = m.id;
    change_add(u->changes, CHANGE_STATUS, "open", "close");
    change_add(u->changes, CHANGE_TAG_REMOVE, "срочно", "tag");
    change_add(u->changes, CHANGE_MANAGER, "", "take");
    assert_true(store_undo_set(s, ticket, u, NULL));
    g_autoptr(UndoRecord) b = store_undo_get(s, ticket, NULL);
    assert_string_equal(b->who, "anna");
    assert_int_equal(b->at, 77);
    assert_int_equal(b->message, m.id);
    assert_int_equal(b->changes->len, 3);
    const Change *c = b->changes->pdata[1];
    assert_int_equal(c->kind, CHANGE_TAG_REMOVE);
    assert_string_equal(c->value, "срочно");
    assert_string_equal(c->by, "undo");
    assert_int_equal(((Change *)b->changes->pdata[0])->kind, CHANGE_STATUS);
    assert_string_equal(((Change *)b->changes->pdata[2])->value, "");
    assert_null(store_undo_get(s, other, NULL));

    // The next doing takes its place; a text alone has no changes.
    g_ptr_array_set_size(u->changes, 0);
    u->message = 0;
    set(&u->who, "boris");
    assert_true(store_undo_set(s, ticket, u, NULL));
    g_autoptr(UndoRecord) text = store_undo_get(s, ticket, NULL);
    assert_string_equal(text->who, "boris");
    assert_int_equal(text->message, 0);
    assert_int_equal(text->changes->len, 0);
    assert_true(store_undo_set(s, ticket, NULL, NULL));
    assert_null(store_undo_get(s, ticket, NULL));
}

static void
signature_counts_once(void **state)
{
    g_autoptr(Store) s = open_memory();
    uint8_t one[32] = {1, 2, 3}, two[32] = {1, 2, 4};
    bool fresh = false;
    assert_int_equal(store_signature_seen(s, one, NULL), 0);
    assert_true(store_signature_note(s, one, 5, &fresh, NULL));
    assert_true(fresh);
    assert_true(store_signature_note(s, one, 6, &fresh, NULL));
    assert_false(fresh);
    assert_int_equal(store_signature_seen(s, one, NULL), 1);
    assert_int_equal(store_signature_seen(s, two, NULL), 0);
    // What is rolled back was never seen.
    assert_true(store_begin(s, NULL));
    assert_true(store_signature_note(s, two, 5, &fresh, NULL));
    assert_true(fresh);
    store_rollback(s);
    assert_int_equal(store_signature_seen(s, two, NULL), 0);
}

static int64_t
add_event(Store *s, int64_t ticket, const char *who)
{
    g_autoptr(Event) e = event_new(ticket, 5, "status", who, "new → open");
    assert_true(store_event_add(s, e, "", NULL));
    return e->id;
}

static void
watchers_hear_of_others(void **state)
{
    static const struct {
        const char *login, *words[4];
        int64_t after;
        unsigned limit;
        const char *want;
    } cases[] = {
        {"anna", {"anna", "line2", NULL}, 0, 9, "2 4 5"},
        {"anna", {"anna", "line2", NULL}, 2, 9, "4 5"},
        {"anna", {"anna", "line2", NULL}, 0, 1, "2"},
        {"anna", {"anna", NULL}, 0, 9, "2 4"},
        {"boris", {"boris", "line2", NULL}, 0, 9, "5"},
        {"boris", {"line", "ine2", "nna", NULL}, 0, 9, ""},
        {"carl", {NULL}, 0, 9, ""},
    };
    g_autoptr(Store) s = open_memory();
    static const char *const WATCHERS[][2] = {{"anna", "zoe"}, {"line2", NULL}, {NULL}};
    for (size_t i = 0; i < G_N_ELEMENTS(WATCHERS); i++) {
        g_autoptr(Ticket) t = ticket_new();
        for (size_t n = 0; n < 2 && WATCHERS[i][n]; n++) {
            g_ptr_array_add(t->watchers, g_strdup(WATCHERS[i][n]));
        }
        assert_true(store_ticket_save(s, t, NULL));
    }
    assert_int_equal(store_event_newest(s, NULL), 0);
    add_event(s, 1, "anna");   // 1
    add_event(s, 1, "boris");  // 2
    add_event(s, 3, "boris");  // 3: watched by nobody
    add_event(s, 1, "system"); // 4
    add_event(s, 2, "carl");   // 5
    assert_int_equal(store_event_newest(s, NULL), 5);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) list = store_events_watched(s, cases[i].login, cases[i].words,
                                                         cases[i].after, cases[i].limit, NULL);
        g_autoptr(GString) got = g_string_new(NULL);
        for (guint n = 0; n < list->len; n++) {
            g_string_append_printf(got, "%s%d", n ? " " : "", (int)((Event *)list->pdata[n])->id);
        }
        assert_string_equal(got->str, cases[i].want);
    }
}

static void
digest_mark_round_trip(void **state)
{
    g_autoptr(Store) s = open_memory();
    DigestMark mark = {.event = 9, .at = 9};
    assert_true(store_digest_get(s, "anna", &mark, NULL));
    assert_int_equal(mark.event, 0);
    assert_int_equal(mark.at, 0);
    for (int64_t i = 1; i <= 2; i++) {
        mark = (DigestMark){.event = i, .at = 100 + i};
        assert_true(store_digest_set(s, "anna", &mark, NULL));
        DigestMark got;
        assert_true(store_digest_get(s, "anna", &got, NULL));
        assert_int_equal(got.event, i);
        assert_int_equal(got.at, 100 + i);
    }
    assert_true(store_digest_get(s, "boris", &mark, NULL));
    assert_int_equal(mark.event, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticket_comes_back_with_its_work),
        cmocka_unit_test(postponed_tickets_wake),
        cmocka_unit_test(links_stand_on_both_sides),
        cmocka_unit_test(time_and_price_lines_add_up),
        cmocka_unit_test(faq_entries_begin_as_drafts),
        cmocka_unit_test(blocked_senders_are_known_by_address),
        cmocka_unit_test(last_doing_round_trip),
        cmocka_unit_test(signature_counts_once),
        cmocka_unit_test(watchers_hear_of_others),
        cmocka_unit_test(digest_mark_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
