// What a replay needs of databases: a scratch one, given numbers, what was recorded.

#include "store/replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static Store *
open_new(StoreFlags flags)
{
    Store *s = store_open(flags & STORE_SCRATCH ? "" : ":memory:", flags, NULL);
    assert_non_null(s);
    return s;
}

static int64_t
add_ticket(Store *s, int64_t at, const char *manager)
{
    g_autoptr(Ticket) t = ticket_new();
    g_free(t->queue);
    t->queue = g_strdup("support");
    g_free(t->manager);
    t->manager = g_strdup(manager);
    t->created_at = t->updated_at = at;
    assert_true(store_ticket_save(s, t, NULL));
    return t->number;
}

static int64_t
add_message(Store *s, int64_t ticket, int64_t at)
{
    g_autoptr(TicketMessage) m = g_new0(TicketMessage, 1);
    m->ticket = ticket;
    m->at = at;
    assert_true(store_message_add(s, m, "", NULL));
    return m->id;
}

static int64_t
add_blob(Store *s, const char *text)
{
    g_autoptr(Blob) b = blob_new_bytes(text, strlen(text));
    uint8_t sha[32];
    assert_true(blob_sha256(b, sha, NULL));
    return store_blob_put(s, b, sha, NULL);
}

static int64_t
add_received(Store *s, int64_t at, int64_t ticket, const char *outcome)
{
    g_autoptr(Received) r = g_new0(Received, 1);
    g_autofree char *bytes = g_strdup_printf("%d %d", (int)at, (int)ticket);
    r->at = at;
    r->ticket = ticket;
    r->raw = add_blob(s, bytes);
    r->ticket_message = ticket ? add_message(s, ticket, at) : 0;
    r->outcome = g_strdup(outcome);
    r->queue = g_strdup("support");
    int64_t id = store_received_add(s, r, NULL);
    assert_true(id > 0);
    return id;
}

static void
add_event(Store *s, int64_t ticket, int64_t at, const char *kind, const char *who,
          const char *detail, const char *rule)
{
    g_autoptr(Event) e = event_new(ticket, at, kind, who, detail);
    g_free(e->rule);
    e->rule = g_strdup(rule);
    assert_true(store_event_add(s, e, "", NULL));
}

static void
test_scratch(void **state)
{
    g_autoptr(Store) s = open_new(STORE_SCRATCH);
    g_autoptr(Store) other = open_new(STORE_SCRATCH);
    assert_true(store_begin(s, NULL));
    assert_int_equal(add_ticket(s, 100, "anna"), 1);
    assert_true(store_savepoint(s, NULL));
    assert_int_equal(add_ticket(s, 100, "anna"), 2);
    store_rollback_savepoint(s);
    assert_true(store_commit(s, NULL));
    g_autoptr(Ticket) kept = store_ticket_get(s, 1, NULL);
    g_autoptr(Ticket) undone = store_ticket_get(s, 2, NULL);
    g_autoptr(Ticket) elsewhere = store_ticket_get(other, 1, NULL);
    assert_non_null(kept);
    assert_null(undone);
    assert_null(elsewhere);
}

// Rows get the numbers that are given, and others get new ones, never those of somebody else.
static void
test_numbers(void **state)
{
    g_autoptr(Store) s = open_new(STORE_SCRATCH);
    g_autoptr(GArray) tickets = g_array_new(FALSE, FALSE, sizeof(int64_t));
    int64_t given[] = {17, 12};
    g_array_append_vals(tickets, given, 2);
    StoreNumbers n = {.tickets = tickets,
                      .message = 40,
                      .raw = 50,
                      .spare_ticket = 100,
                      .spare_message = 200,
                      .spare_raw = 300};
    store_number_by(s, &n);
    assert_int_equal(add_ticket(s, 1, ""), 17);
    assert_int_equal(add_ticket(s, 1, ""), 12);
    assert_int_equal(add_ticket(s, 1, ""), 100);
    assert_int_equal(add_ticket(s, 1, ""), 101);
    assert_int_equal(add_message(s, 17, 1), 40);
    assert_int_equal(add_message(s, 17, 1), 200);
    assert_int_equal(add_blob(s, "a"), 50);
    assert_int_equal(add_blob(s, "b"), 300);
    g_autoptr(Blob) back = store_blob_get(s, 50, NULL);
    assert_int_equal(blob_size(back), 1);
    // A save of what is there keeps its number.
    g_autoptr(Ticket) t = store_ticket_get(s, 12, NULL);
    assert_true(store_ticket_save(s, t, NULL));
    assert_int_equal(t->number, 12);
}

static void
test_recorded(void **state)
{
    g_autoptr(Store) s = open_new(STORE_CREATE);
    int64_t lamp = add_ticket(s, 100, "anna"), door = add_ticket(s, 100, "boris");
    int64_t copy = add_ticket(s, 250, "anna");
    add_received(s, 100, lamp, "new ticket");
    add_received(s, 100, door, "new ticket");
    add_received(s, 200, lamp, "answer");
    add_received(s, 250, 0, "command");
    add_event(s, lamp, 100, "created", "carol@customer.example", "", "");
    add_event(s, lamp, 777, "status", "anna", "new → closed", "close");
    add_event(s, lamp, 778, "status", "system", "closed → open", "time");
    g_auto(RecordedHistory) h = {0};
    assert_true(store_recorded(s, 0, 1000, &h, NULL));
    assert_int_equal(h.messages->len, 4);
    static const int64_t MADE[] = {1, 2, 0, 0};
    for (guint i = 0; i < 4; i++) {
        const RecordedMessage *m = &g_array_index(h.messages, RecordedMessage, i);
        assert_int_equal(m->made, MADE[i]);
        assert_int_equal(m->id, i + 1);
        assert_false(m->imported);
        assert_string_equal(m->queue, "support");
    }
    assert_int_equal(h.others->len, 1);
    assert_int_equal(g_array_index(h.others, RecordedTicket, 0).number, copy);
    assert_int_equal(h.acts, 1);
    assert_int_equal(h.tickets, 3);
    assert_int_equal(h.texts, 3);
    assert_int_equal(h.blobs, 4);
    // Since 150: the answer to an older ticket is left out.
    g_auto(RecordedHistory) late = {0};
    assert_true(store_recorded(s, 150, 1000, &late, NULL));
    assert_int_equal(late.messages->len, 1);
    assert_int_equal(late.older, 1);
}

static void
test_picture(void **state)
{
    g_autoptr(Store) s = open_new(STORE_CREATE);
    int64_t lamp = add_ticket(s, 100, "vera"), door = add_ticket(s, 100, "");
    int64_t ids[] = {add_received(s, 100, lamp, "new ticket"),
                     add_received(s, 100, door, "new ticket"), 0};
    add_event(s, lamp, 100, "assigned", "system", "anna", "in turn");
    add_event(s, lamp, 100, "assigned", "boris", "anna → boris", "take");
    add_event(s, lamp, 300, "assigned", "system", "boris → vera", "rule 7");
    add_event(s, door, 100, "assigned", "system", "anna → nobody", "");
    assert_true(store_assign_note(s, "anna", 100, NULL));
    g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_array_append_vals(list, ids, 3);
    g_auto(Picture) p = {0};
    picture_init(&p);
    assert_true(store_picture(s, list, true, &p, NULL));
    assert_int_equal(p.messages->len, 3);
    assert_string_equal(g_array_index(p.messages, PictureMessage, 0).outcome, "new ticket");
    assert_string_equal(g_array_index(p.messages, PictureMessage, 2).outcome, "");
    const PictureTicket *t = picture_ticket(&p, lamp);
    assert_string_equal(t->facets[FACET_FIRST], "anna");
    assert_string_equal(t->facets[FACET_HOLDER], "vera");
    assert_string_equal(t->facets[FACET_PRIORITY], "normal");
    assert_string_equal(t->rule, "in turn");
    assert_false(t->touched);
    assert_string_equal(picture_ticket(&p, door)->facets[FACET_FIRST], "");
    assert_int_equal(g_hash_table_size(p.choices), 1);
}

static void
test_open_by_manager(void **state)
{
    g_autoptr(Store) s = open_new(STORE_CREATE);
    add_ticket(s, 1, "anna");
    add_ticket(s, 2, "anna");
    add_ticket(s, 3, "");
    g_autoptr(Ticket) over = ticket_new();
    g_free(over->manager);
    over->manager = g_strdup("boris");
    over->kind = KIND_SOLVED;
    assert_true(store_ticket_save(s, over, NULL));
    g_autoptr(GHashTable) counts = store_open_by_manager(s, NULL);
    assert_int_equal(g_hash_table_size(counts), 1);
    assert_int_equal(GPOINTER_TO_UINT(g_hash_table_lookup(counts, "anna")), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scratch),         cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_recorded),        cmocka_unit_test(test_picture),
        cmocka_unit_test(test_open_by_manager),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
