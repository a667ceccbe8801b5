// test_store_outgoing.c: the outbox, its claims and caps; and that no query of the store reads a
// big table from end to end.
#include "store/db.h"

#include "base/error.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static Store *
open_with_ticket(const char *path)
{
    Store *s = store_open(path, STORE_CREATE, NULL);
    assert_non_null(s);
    g_autoptr(Ticket) t = ticket_new();
    t->requester = contact_new("c@example.com", "");
    assert_true(store_ticket_save(s, t, NULL));
    return s;
}

static int64_t
put_letter(Store *s)
{
    uint8_t digest[32] = {1};
    g_autoptr(Blob) blob = blob_new_bytes("letter", 6);
    return store_blob_put(s, blob, digest, NULL);
}

static int64_t
queue(Store *s, const char *to, const char *template, bool automatic, int64_t at)
{
    static unsigned n;
    g_autofree char *id = g_strdup_printf("%u@example.com", ++n);
    Outgoing o = {.ticket = 1,
                  .template = (char *)(uintptr_t) template,
                  .from = (char *)"desk@example.com",
                  .to = (char *)(uintptr_t)to,
                  .subject = (char *)"S",
                  .message_id = id,
                  .raw = put_letter(s),
                  .size = 6,
                  .automatic = automatic,
                  .queued_at = at,
                  .next_at = at};
    assert_true(store_outgoing_add(s, &o, NULL));
    return o.id;
}

static char *
ids_of(GPtrArray *letters)
{
    GString *out = g_string_new(NULL);
    assert_non_null(letters);
    for (guint i = 0; i < letters->len; i++) {
        g_string_append_printf(out, "%s%d", i ? " " : "", (int)((Outgoing *)letters->pdata[i])->id);
    }
    g_ptr_array_unref(letters);
    return g_string_free(out, FALSE);
}

static void
set_state(Store *s, int64_t id, OutgoingState state, int64_t next_at)
{
    g_autoptr(Outgoing) o = store_outgoing_get(s, id, NULL);
    o->state = state;
    o->next_at = next_at;
    assert_true(store_outgoing_update(s, o, NULL));
}

#define assert_ids(letters, want)                                                                  \
    do {                                                                                           \
        g_autofree char *ids = ids_of(letters);                                                    \
        assert_string_equal(ids, want);                                                            \
    } while (0)

static void
letter_round_trip(void **state)
{
    g_autoptr(Store) s = open_with_ticket(":memory:");
    int64_t id = queue(s, "C@Example.com", "receipt", true, 100);
    g_autoptr(Outgoing) o = store_outgoing_get(s, id, NULL);
    assert_int_equal(o->ticket, 1);
    assert_int_equal(o->message, 0);
    assert_string_equal(o->template, "receipt");
    assert_string_equal(o->from, "desk@example.com");
    assert_string_equal(o->to, "C@Example.com");
    assert_int_equal(o->size, 6);
    assert_true(o->automatic);
    assert_int_equal(o->state, OUTGOING_QUEUED);
    o->state = OUTGOING_FAILED;
    o->attempts = 3;
    o->done_at = 500;
    o->last_code = 550;
    g_free(o->last_words);
    o->last_words = g_strdup("no such user");
    o->warned = true;
    assert_true(store_outgoing_update(s, o, NULL));
    assert_true(store_outgoing_log(s, id, 500, 550, "no such user", NULL));
    g_autoptr(Outgoing) b = store_outgoing_by_message_id(s, o->message_id, NULL);
    assert_int_equal(b->id, id);
    assert_int_equal(b->state, OUTGOING_FAILED);
    assert_int_equal(b->attempts, 3);
    assert_int_equal(b->queued_at, 100);
    assert_int_equal(b->done_at, 500);
    assert_int_equal(b->last_code, 550);
    assert_string_equal(b->last_words, "no such user");
    assert_true(b->warned);
    assert_null(store_outgoing_by_message_id(s, "other@x", NULL));
    assert_null(store_outgoing_get(s, 99, NULL));
    o->id = 99;
    g_autoptr(GError) error = NULL;
    assert_false(store_outgoing_update(s, o, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_BUG));
}

static void
two_senders_never_hold_one_letter(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("helpdesk-test-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "outbox.db", NULL);
    g_autoptr(Store) a = open_with_ticket(path);
    g_autoptr(Store) b = store_open(path, 0, NULL);
    queue(a, "1@x", "t", true, 300);
    queue(a, "2@x", "t", true, 100);
    queue(a, "3@x", "t", true, 200);
    queue(a, "4@x", "t", true, 9000);
    assert_ids(store_outgoing_claim(a, 1000, 0, 2, NULL), "2 3");
    assert_ids(store_outgoing_claim(b, 1000, 0, 9, NULL), "1");
    assert_ids(store_outgoing_claim(b, 1000, 0, 9, NULL), "");
    // Sent, to be retried later, and one whose sender died with the dot on its way.
    set_state(a, 2, OUTGOING_SENT, 0);
    set_state(a, 3, OUTGOING_QUEUED, 1600);
    set_state(b, 1, OUTGOING_DOT, 300);
    assert_ids(store_outgoing_claim(a, 1500, 1000, 9, NULL), "");
    assert_ids(store_outgoing_claim(a, 1600, 1001, 9, NULL), "1 3");
    g_autoptr(Outgoing) again = store_outgoing_get(b, 1, NULL);
    assert_int_equal(again->state, OUTGOING_CLAIMED);
    assert_ids(store_outgoing_claim(b, 1601, 1001, 9, NULL), "");
    g_clear_pointer(&a, store_close);
    g_clear_pointer(&b, store_close);
    g_unlink(path);
    g_rmdir(folder);
}

static void
lists_and_untold(void **state)
{
    g_autoptr(Store) s = open_with_ticket(":memory:");
    for (unsigned i = 0; i < 6; i++) {
        queue(s, "c@x", "t", true, 100 + i);
    }
    set_state(s, 1, OUTGOING_SENT, 0);
    set_state(s, 2, OUTGOING_CANCELLED, 0);
    set_state(s, 3, OUTGOING_FAILED, 0);
    set_state(s, 4, OUTGOING_DOT, 0);
    assert_ids(store_outgoing_list(s, true, 0, NULL), "6 5 4 3 2 1");
    assert_ids(store_outgoing_list(s, true, 2, NULL), "6 5");
    assert_ids(store_outgoing_list(s, false, 0, NULL), "6 5 4 3");
    assert_ids(store_outgoing_untold(s, 105, 10, NULL), "3 5");
    assert_ids(store_outgoing_untold(s, 200, 10, NULL), "3 5 6");
    assert_ids(store_outgoing_untold(s, 200, 1, NULL), "3");
    g_autoptr(Outgoing) told = store_outgoing_get(s, 3, NULL);
    told->warned = true;
    assert_true(store_outgoing_update(s, told, NULL));
    assert_ids(store_outgoing_untold(s, 0, 10, NULL), "");
}

static void
automatic_letters_are_counted(void **state)
{
    static const struct {
        const char *address;
        int64_t ticket;
        const char *template;
        int64_t since, want;
    } cases[] = {
        {"", 0, "", 0, 3},    {"", 0, "", 200, 2},       {"", 0, "receipt", 0, 2},
        {"A@x", 0, "", 0, 2}, {"a@X", 0, "", 200, 1},    {"a@x", 0, "receipt", 0, 1},
        {"a@x", 1, "", 0, 2}, {"a@x", 2, "", 0, 0},      {"", 1, "", 300, 1},
        {"", 2, "", 0, 0},    {"nobody@x", 0, "", 0, 0},
    };
    g_autoptr(Store) s = open_with_ticket(":memory:");
    queue(s, "a@x", "receipt", true, 100);
    queue(s, "a@x", "answer", false, 150);
    queue(s, "a@x", "solved", true, 200);
    queue(s, "b@x", "receipt", true, 300);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        assert_int_equal(store_automatic_count(s, cases[i].address, cases[i].ticket,
                                               cases[i].template, cases[i].since, NULL),
                         cases[i].want);
    }
}

static int64_t
add_message(Store *s, const char *outcome)
{
    TicketMessage m = {.ticket = 1, .author = (char *)"a@x", .text = (char *)"text"};
    assert_true(store_message_add(s, &m, "", NULL));
    Received r = {.outcome = (char *)(uintptr_t)outcome, .ticket = 1, .ticket_message = m.id};
    assert_true(store_received_add(s, &r, NULL) > 0);
    return m.id;
}

static void
robots_do_not_reset_the_cap(void **state)
{
    g_autoptr(Store) s = open_with_ticket(":memory:");
    // All in one second: the order counts.
    add_message(s, "new ticket");
    queue(s, "a@x", "receipt", true, 100);
    assert_int_equal(store_automatic_since_person(s, 1, NULL), 1);
    add_message(s, "robot");
    queue(s, "a@x", "receipt", true, 100);
    assert_int_equal(store_automatic_since_person(s, 1, NULL), 2);
    add_message(s, "answer");
    assert_int_equal(store_automatic_since_person(s, 1, NULL), 0);
    queue(s, "a@x", "notice", true, 100);
    queue(s, "a@x", "answer", false, 100);
    assert_int_equal(store_automatic_since_person(s, 1, NULL), 1);
    assert_int_equal(store_automatic_since_person(s, 2, NULL), 0);
}

// Calls what the functions above do not, so that its statements are prepared.
static void
use_everything(Store *s)
{
    MailboxState m;
    uint64_t uid = 5;
    g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof uid);
    g_array_append_val(uids, uid);
    int64_t letter = queue(s, "c@x", "t", true, 1);
    add_message(s, "held");
    g_autoptr(Event) e = event_new(1, 1, "created", "system", "");
    ThreadKeys keys = {.ids = g_ptr_array_new()};
    g_ptr_array_add(keys.ids, (char *)"a@x");
    uint8_t digest[32] = {1};
    g_autoptr(Contact) c = contact_new("c@x", "");
    bool ok = store_mailbox_get(s, "m", &m, NULL) && store_mailbox_set(s, &m, NULL) &&
              store_sighting_add(s, m.id, 1, 5, 1, NULL) &&
              store_sightings_done(s, m.id, 1, uids, NULL) &&
              store_attempt_begin(s, m.id, 1, 5, 1, NULL) && store_contact_save(s, c, NULL) &&
              store_contact_save(s, c, NULL) && store_event_add(s, e, "h", NULL) &&
              store_thread_add(s, "a@x", 1, NULL) && store_assign_note(s, "anna", 1, NULL) &&
              store_outgoing_log(s, letter, 1, 1, "", NULL) &&
              store_lease_take(s, "l", "h", 1, 1, NULL) && store_lease_drop(s, "l", "h", NULL) &&
              store_rating_set(s, 1, 1, "", 1, NULL) &&
              store_contact_undeliverable(s, "c@x", 1, "", NULL) &&
              store_contact_undeliverable(s, "c@x", 0, "", NULL);
    assert_true(ok);
    store_attempts_get(s, m.id, 1, 5, NULL);
    store_attempts_clear(s, m.id, NULL);
    store_received_find(s, digest, digest, NULL);
    store_tickets_of_sender(s, "c@x", 0, NULL);
    store_automatic_count(s, "c@x", 1, "", 0, NULL);
    store_automatic_count(s, "", 1, "", 0, NULL);
    store_automatic_count(s, "", 0, "", 0, NULL);
    store_automatic_since_person(s, 1, NULL);
    Received held = {.id = 1, .outcome = (char *)"answer"};
    store_received_settle(s, &held, NULL);
    g_autoptr(GArray) known = store_sightings_find(s, m.id, 1, uids, NULL);
    g_autoptr(GArray) pending = store_sightings_pending(s, m.id, 1, 5, NULL);
    g_autoptr(Received) r = store_received_get(s, 1, NULL);
    g_autoptr(GHashTable) counts = store_received_counts(s, 0, NULL);
    g_autoptr(ThreadFound) found = store_thread_find(s, &keys, NULL);
    g_autoptr(Contact) same = store_contact_find(s, "c@x", NULL);
    g_autoptr(Ticket) t = store_ticket_get(s, 1, NULL);
    g_ptr_array_add(t->tags, g_strdup("tag"));
    g_ptr_array_add(t->participants, contact_new("p@x", ""));
    assert_true(store_ticket_save(s, t, NULL));
    g_ptr_array_set_size(t->tags, 0);
    g_ptr_array_set_size(t->participants, 0);
    assert_true(store_ticket_save(s, t, NULL));
    g_autoptr(GPtrArray) messages = store_message_list(s, 1, NULL);
    g_autoptr(TicketMessage) message = store_message_get(s, 1, NULL);
    g_autoptr(GPtrArray) events = store_event_list(s, 1, NULL);
    g_autoptr(GPtrArray) hits = store_search(s, "text", 5, NULL);
    g_autoptr(Outgoing) o = store_outgoing_get(s, letter, NULL);
    g_autoptr(Outgoing) by_id = store_outgoing_by_message_id(s, o->message_id, NULL);
    g_autoptr(Blob) bytes = store_blob_get(s, o->raw, NULL);
    assert_true(store_outgoing_update(s, o, NULL));
    g_autoptr(GPtrArray) claimed = store_outgoing_claim(s, 5, 5, 5, NULL);
    g_autoptr(GPtrArray) all = store_outgoing_list(s, true, 5, NULL);
    g_autoptr(GPtrArray) open = store_outgoing_list(s, false, 5, NULL);
    g_autoptr(GPtrArray) untold = store_outgoing_untold(s, 5, 5, NULL);
    assert_int_equal(store_outgoing_first_attempt(s, letter, NULL), 1);
    assert_true(known && pending && r && counts && found && same && messages && message);
    assert_true(events && hits && by_id && bytes && claimed && all && open && untold);
    for (unsigned bits = 0; bits < 512; bits++) {
        TicketFilter f = {.queue = bits & 1 ? "q" : NULL,
                          .manager = bits & 2 ? "m" : NULL,
                          .status = bits & 4 ? "s" : NULL,
                          .requester = bits & 8 ? "r@x" : NULL,
                          .open_only = bits & 16,
                          .due_before = bits & 32,
                          .tag = bits & 64 ? "t" : NULL,
                          .company = bits & 128 ? "c" : NULL,
                          .type = bits & 256 ? "t" : NULL};
        g_autoptr(GPtrArray) list = store_ticket_list(s, &f, NULL);
        assert_non_null(list);
    }
    g_ptr_array_unref(keys.ids);
    mailbox_state_clear(&m);
}

// The same for what managers do.
static void
use_everything_of_managers(Store *s)
{
    uint8_t digest[32] = {2};
    bool fresh;
    DigestMark mark = {0};
    static const char *const WORDS[] = {"anna", NULL};
    Spent spent = {.ticket = 1};
    Billed billed = {.ticket = 1};
    Faq faq = {.ticket = 1};
    g_autoptr(Ticket) t = store_ticket_get(s, 1, NULL), other = ticket_new();
    g_ptr_array_add(t->watchers, g_strdup("anna"));
    ticket_set_field(t, "name", "value");
    bool ok = store_ticket_save(s, t, NULL) && store_ticket_save(s, other, NULL);
    g_ptr_array_set_size(t->watchers, 0);
    ticket_set_field(t, "name", "");
    g_autoptr(UndoRecord) undo = undo_record_new();
    int64_t letter = queue(s, "c@x", "answer", false, 1);
    g_autoptr(GPtrArray) hooks = store_hooks_due(s, 5, NULL);
    g_autoptr(GPtrArray) calls = store_hook_claim(s, "crm", 5, 5, NULL);
    assert_true(hooks && calls && store_hooks_recover(s, NULL));
    ok = ok && store_ticket_save(s, t, NULL) && store_link_set(s, 1, 2, LINK_BLOCKS, 1, NULL) &&
         store_spent_add(s, &spent, NULL) && store_billed_add(s, &billed, NULL) &&
         store_faq_add(s, &faq, NULL) && store_faq_publish(s, faq.id, NULL) &&
         store_blocked_add(s, "c@x", "anna", 1, 1, NULL) && store_undo_set(s, 1, undo, NULL) &&
         store_signature_note(s, digest, 1, &fresh, NULL) &&
         store_signature_seen(s, digest, NULL) == 1 && store_digest_set(s, "anna", &mark, NULL) &&
         store_digest_get(s, "anna", &mark, NULL) && store_event_newest(s, NULL) > 0 &&
         store_is_blocked(s, "c@x", NULL) == 1 && store_message_copy_first(s, 1, 2, NULL) &&
         store_outgoing_move(s, letter, OUTGOING_HELD, 1, NULL, NULL);
    assert_true(ok);
    g_autoptr(GPtrArray) links = store_link_list(s, 1, NULL);
    g_autoptr(GPtrArray) times = store_spent_list(s, 1, NULL);
    g_autoptr(GPtrArray) lines = store_billed_list(s, 1, NULL);
    g_autoptr(GPtrArray) entries = store_faq_list(s, NULL);
    g_autoptr(GPtrArray) blocked = store_blocked_list(s, NULL);
    g_autoptr(GPtrArray) pending = store_outgoing_pending(s, 1, NULL);
    g_autoptr(GPtrArray) watched = store_events_watched(s, "anna", WORDS, 0, 5, NULL);
    g_autoptr(GArray) asleep = store_tickets_to_wake(s, 5, 5, NULL);
    g_autoptr(UndoRecord) last = store_undo_get(s, 1, NULL);
    Faq *entry = store_faq_get(s, faq.id, NULL);
    assert_true(links && times && lines && entries && blocked && pending && watched && asleep);
    assert_true(last && entry);
    faq_free(entry);
    ok = store_ticket_merge(s, 2, 1, NULL) && store_ticket_split(s, 1, 2, 2, NULL) >= 0 &&
         store_link_remove(s, 1, 2, NULL) && store_spent_remove(s, spent.id, NULL) &&
         store_billed_remove(s, billed.id, NULL) && store_faq_remove(s, faq.id, NULL) &&
         store_blocked_remove(s, "c@x", NULL, NULL);
    assert_true(ok);
}

// The same for what the clock does.
static void
use_everything_of_the_clock(Store *s)
{
    g_auto(WorkSpread) work = {0};
    g_autoptr(Firing) f = firing_new("rule", 1, 1);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_ptr_array_add(names, f->rule);
    int64_t at;
    bool ok = store_work_spread(s, true, &work, NULL) && store_firing_note(s, 1, f, NULL) &&
              store_timer_set(s, 1, 5, NULL) && store_timers_renew(s, 5, NULL) &&
              store_rules_learn(s, names, 5, NULL) && store_clock_set(s, "tick", 5, "", NULL) &&
              store_clock_get(s, "tick", &at, NULL, NULL);
    g_autoptr(GPtrArray) firings = store_firing_list(s, 1, NULL);
    g_autoptr(GArray) due = store_timers_due(s, 5, 5, NULL);
    g_autoptr(GHashTable) since = store_rules_since(s, NULL);
    assert_true(ok && firings && due && since);
}

// A scan is fine where it starts at one end and stops at a limit: over a whole table without any
// condition, or over an index that holds nothing but what is asked for; where a small table is
// asked for whole; over the few tickets of a story. The search index calls its lookup a scan.
// Counting by group sorts the few rows of its span, and a company's tickets come from several
// people.
static bool
is_fine(const char *sql, const char *step, bool sorts)
{
    static const char *const WHOLE[] = {
        "SCAN faq",        "SCAN blocked USING INDEX blocked_by_time",
        "SCAN story",      "SCAN assign_turn USING COVERING INDEX assign_turn_newest",
        "SCAN rule_since", NULL};
    if (g_str_has_prefix(sql, "UPDATE ticket SET timer_at") && strstr(sql, "kind <=")) {
        return true; // every ticket that is not closed, when the config changed
    }
    if (g_strv_contains(WHOLE, step) || (g_str_has_prefix(step, "USE TEMP B-TREE FOR ORDER BY") &&
                                         strstr(sql, "INDEXED BY contact_by_company"))) {
        return true;
    }
    if (g_str_has_prefix(step, "SCAN")) {
        bool stops = strstr(sql, " LIMIT ") && !sorts;
        return (stops && (!strstr(sql, " WHERE ") || strstr(step, "USING INDEX outgoing_"))) ||
               (strstr(step, "VIRTUAL TABLE INDEX") && strstr(step, ":M")) ||
               strstr(step, "CONSTANT ROW");
    }
    return !g_str_has_prefix(step, "USE TEMP B-TREE") || strstr(step, "GROUP BY");
}

static void
check_plan(Store *s, const char *sql)
{
    g_autofree char *explain = g_strconcat("EXPLAIN QUERY PLAN ", sql, NULL);
    sqlite3_stmt *q;
    assert_int_equal(sqlite3_prepare_v2(s->db, explain, -1, &q, NULL), SQLITE_OK);
    g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func(g_free);
    bool sorts = false;
    while (sqlite3_step(q) == SQLITE_ROW) {
        char *step = db_column_dup(q, 3);
        sorts = sorts || strstr(step, "TEMP B-TREE FOR ORDER BY");
        g_ptr_array_add(steps, step);
    }
    sqlite3_finalize(q);
    for (guint i = 0; i < steps->len; i++) {
        if (!is_fine(sql, steps->pdata[i], sorts)) {
            fail_msg("%s\n  %s", sql, (char *)steps->pdata[i]);
        }
    }
}

static void
no_query_reads_a_whole_table(void **state)
{
    g_autoptr(Store) s = open_with_ticket(":memory:");
    use_everything(s);
    use_everything_of_managers(s);
    use_everything_of_the_clock(s);
    GHashTableIter iter;
    gpointer sql;
    unsigned checked = 0;
    g_hash_table_iter_init(&iter, s->statements);
    while (g_hash_table_iter_next(&iter, &sql, NULL)) {
        // Asked once, when the file is opened.
        if (!g_str_has_prefix(sql, "PRAGMA") && !strstr(sql, "sqlite_schema")) {
            check_plan(s, sql);
            checked++;
        }
    }
    assert_true(checked > 180);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letter_round_trip),
        cmocka_unit_test(two_senders_never_hold_one_letter),
        cmocka_unit_test(lists_and_untold),
        cmocka_unit_test(automatic_letters_are_counted),
        cmocka_unit_test(robots_do_not_reset_the_cap),
        cmocka_unit_test(no_query_reads_a_whole_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
