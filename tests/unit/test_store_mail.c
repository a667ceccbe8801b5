// test_store_mail.c: blobs, mailboxes, the ledger, attempts, received messages, leases.
#include "store/store.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

static Store *
open_memory(void)
{
    Store *s = store_open(":memory:", STORE_CREATE, NULL);
    assert_non_null(s);
    return s;
}

static GArray *
uids_of(unsigned n, const uint64_t *uids)
{
    GArray *a = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    g_array_append_vals(a, uids, n);
    return a;
}

static void
blobs_come_back(void **state)
{
    static const size_t SIZES[] = {0, 1, 6000, 262143, 262144, 262145, 700000};
    g_autoptr(Store) s = open_memory();
    int64_t ids[G_N_ELEMENTS(SIZES)];
    for (size_t i = 0; i < G_N_ELEMENTS(SIZES); i++) {
        g_autofree char *bytes = g_malloc(SIZES[i] + 1);
        for (size_t n = 0; n < SIZES[i]; n++) {
            bytes[n] = (char)(n * 31 + i);
        }
        g_autoptr(Blob) blob = blob_new_bytes(bytes, SIZES[i]);
        uint8_t digest[32];
        assert_true(blob_sha256(blob, digest, NULL));
        ids[i] = store_blob_put(s, blob, digest, NULL);
        assert_true(ids[i] > 0);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(SIZES); i++) {
        g_autoptr(Blob) back = store_blob_get(s, ids[i], NULL);
        assert_non_null(back);
        assert_int_equal(blob_size(back), SIZES[i]);
        char byte;
        size_t last = SIZES[i] - 1;
        if (SIZES[i] > 0) {
            assert_int_equal(blob_read(back, last, &byte, 1, NULL), 1);
            assert_int_equal((guchar)byte, (guchar)(last * 31 + i));
        }
    }
    g_autoptr(GError) error = NULL;
    assert_null(store_blob_get(s, 999, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_BUG));
}

// The sanitizer keeps what was freed: its numbers say nothing.
static long
peak_kb(void)
{
#if defined(__SANITIZE_ADDRESS__)
    return 0;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
    return 0;
#endif
#endif
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return use.ru_maxrss;
}

static void
big_blob_takes_little_memory(void **state)
{
    enum { STEPS = 960, STEP = 65536 }; // 60 MB
    g_autofree char *folder = g_dir_make_tmp("helpdesk-test-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "big.db", NULL);
    g_autoptr(Store) s = store_open(path, STORE_CREATE, NULL);
    g_autoptr(Blob) blob = blob_new();
    g_autofree char *step = g_malloc(STEP);
    for (unsigned i = 0; i < STEPS; i++) {
        memset(step, (int)(i % 251), STEP);
        assert_true(blob_append(blob, step, STEP, NULL));
    }
    uint8_t digest[32], again[32];
    assert_true(blob_sha256(blob, digest, NULL));
    long before = peak_kb();
    assert_true(store_begin(s, NULL));
    assert_true(store_savepoint(s, NULL));
    int64_t id = store_blob_put(s, blob, digest, NULL);
    assert_true(id > 0);
    assert_true(store_release(s, NULL));
    assert_true(store_commit(s, NULL));
    g_autoptr(Blob) back = store_blob_get(s, id, NULL);
    assert_non_null(back);
    assert_true(peak_kb() - before < 24 * 1024);
    assert_true(blob_sha256(back, again, NULL));
    assert_memory_equal(digest, again, 32);
    g_clear_pointer(&s, store_close);
    assert_int_equal(remove(path), 0);
    assert_int_equal(remove(folder), 0);
}

static void
mailboxes_are_made_and_kept(void **state)
{
    g_autoptr(Store) s = open_memory();
    MailboxState m, n, other;
    assert_true(store_mailbox_get(s, "INBOX", &m, NULL));
    assert_int_equal(m.uidvalidity, 0);
    assert_string_equal(m.fault, "");
    g_free(m.fault);
    m.uidvalidity = UINT32_MAX;
    m.mark = UINT64_MAX - 1;
    m.last_ok = 5;
    m.last_fault = 6;
    m.fault = g_strdup("login refused");
    assert_true(store_mailbox_set(s, &m, NULL));
    assert_true(store_mailbox_get(s, "INBOX", &n, NULL));
    assert_int_equal(n.id, m.id);
    assert_int_equal(n.uidvalidity, UINT32_MAX);
    assert_true(n.mark == UINT64_MAX - 1);
    assert_int_equal(n.last_ok, 5);
    assert_int_equal(n.last_fault, 6);
    assert_string_equal(n.fault, "login refused");
    assert_true(store_mailbox_get(s, "Other", &other, NULL));
    assert_int_not_equal(other.id, m.id);
    mailbox_state_clear(&m);
    mailbox_state_clear(&n);
    mailbox_state_clear(&other);
}

static void
the_ledger_knows_each_uid_once(void **state)
{
    static const uint64_t ASKED[] = {UINT64_MAX, 7, 3, 99, 5}, DONE[] = {3, UINT64_MAX};
    g_autoptr(Store) s = open_memory();
    MailboxState m;
    assert_true(store_mailbox_get(s, "INBOX", &m, NULL));
    Received r = {0};
    int64_t received = store_received_add(s, &r, NULL);
    assert_true(store_sighting_add(s, m.id, 1, 3, received, NULL));
    assert_true(store_sighting_add(s, m.id, 1, 5, 0, NULL));
    assert_true(store_sighting_add(s, m.id, 1, UINT64_MAX, received, NULL));
    // The same UID under another UIDVALIDITY is another message.
    assert_true(store_sighting_add(s, m.id, 2, 3, received, NULL));
    g_autoptr(GError) error = NULL;
    assert_false(store_sighting_add(s, m.id, 1, 3, received, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_RETRY));
    assert_non_null(strstr(error->message, "UID 3"));
    g_clear_error(&error);
    assert_false(store_sighting_add(s, m.id, 1, 4, 12345, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_BUG));

    g_autoptr(GArray) asked = uids_of(G_N_ELEMENTS(ASKED), ASKED);
    g_autoptr(GArray) done = uids_of(G_N_ELEMENTS(DONE), DONE);
    g_autoptr(GArray) found = store_sightings_find(s, m.id, 1, asked, NULL);
    assert_int_equal(found->len, 3);
    assert_int_equal(g_array_index(found, Sighting, 0).uid, 3);
    assert_int_equal(g_array_index(found, Sighting, 0).received, received);
    assert_int_equal(g_array_index(found, Sighting, 1).uid, 5);
    assert_int_equal(g_array_index(found, Sighting, 1).received, 0);
    assert_true(g_array_index(found, Sighting, 2).uid == UINT64_MAX);
    assert_true(store_sightings_done(s, m.id, 1, done, NULL));
    g_autoptr(GArray) pending = store_sightings_pending(s, m.id, 1, 10, NULL);
    assert_int_equal(pending->len, 1);
    assert_int_equal(g_array_index(pending, Sighting, 0).uid, 5);
    g_autoptr(GArray) again = store_sightings_find(s, m.id, 1, done, NULL);
    assert_int_equal(g_array_index(again, Sighting, 0).state, SIGHTING_DONE);
    mailbox_state_clear(&m);
}

static void
attempts_are_counted(void **state)
{
    g_autoptr(Store) s = open_memory();
    MailboxState m;
    assert_true(store_mailbox_get(s, "INBOX", &m, NULL));
    assert_int_equal(store_attempts_get(s, m.id, 1, 8, NULL), 0);
    assert_true(store_attempt_begin(s, m.id, 1, 8, 100, NULL));
    assert_true(store_attempt_begin(s, m.id, 1, 8, 101, NULL));
    assert_true(store_attempt_begin(s, m.id, 1, 9, 101, NULL));
    assert_int_equal(store_attempts_get(s, m.id, 1, 8, NULL), 2);
    assert_int_equal(store_attempts_get(s, m.id, 2, 8, NULL), 0);
    assert_true(store_attempts_clear(s, m.id, NULL));
    assert_int_equal(store_attempts_get(s, m.id, 1, 8, NULL), 0);
    mailbox_state_clear(&m);
}

static void
duplicates_are_found_by_all_bits(void **state)
{
    g_autoptr(Store) s = open_memory();
    Received r = {.queue = (char *)"support",
                  .outcome = (char *)"held",
                  .why = (char *)"a stranger",
                  .sender = (char *)"a@x",
                  .message_id = (char *)"1@x",
                  .subject = (char *)"Тема",
                  .at = 50};
    memset(r.sha256, 0x11, 32);
    memset(r.content, 0xee, 32);
    int64_t id = store_received_add(s, &r, NULL);
    assert_true(id > 0);
    uint8_t near_raw[32], near_content[32], zero[32] = {0};
    memcpy(near_raw, r.sha256, 32);
    memcpy(near_content, r.content, 32);
    near_raw[31] ^= 1;
    near_content[31] ^= 1;
    assert_int_equal(store_received_find(s, r.sha256, NULL, NULL), id);
    assert_int_equal(store_received_find(s, near_raw, r.content, NULL), id);
    assert_int_equal(store_received_find(s, near_raw, near_content, NULL), 0);
    assert_int_equal(store_received_find(s, near_raw, NULL, NULL), 0);
    // Zeros stand for "no hash": nothing is a copy of it.
    Received none = {.outcome = (char *)"refused", .at = 60};
    int64_t refused = store_received_add(s, &none, NULL);
    assert_int_equal(store_received_find(s, zero, zero, NULL), 0);

    g_autoptr(Received) back = store_received_get(s, id, NULL);
    assert_string_equal(back->queue, "support");
    assert_string_equal(back->outcome, "held");
    assert_string_equal(back->why, "a stranger");
    assert_string_equal(back->sender, "a@x");
    assert_string_equal(back->message_id, "1@x");
    assert_string_equal(back->subject, "Тема");
    assert_int_equal(back->at, 50);
    assert_int_equal(back->ticket, 0);
    assert_memory_equal(back->sha256, r.sha256, 32);
    assert_memory_equal(back->content, r.content, 32);
    g_autoptr(Received) empty = store_received_get(s, refused, NULL);
    assert_string_equal(empty->sender, "");
    assert_memory_equal(empty->sha256, zero, 32);
    assert_null(store_received_get(s, 77, NULL));

    Received settled = {.id = id, .outcome = (char *)"new ticket", .why = (char *)"confirmed"};
    assert_true(store_received_settle(s, &settled, NULL));
    g_autoptr(GError) error = NULL;
    assert_false(store_received_settle(s, &settled, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_BUG));
    g_autoptr(GHashTable) counts = store_received_counts(s, 50, NULL);
    assert_int_equal(g_hash_table_size(counts), 2);
    assert_int_equal(GPOINTER_TO_UINT(g_hash_table_lookup(counts, "new ticket")), 1);
    g_autoptr(GHashTable) later = store_received_counts(s, 51, NULL);
    assert_int_equal(g_hash_table_size(later), 1);
    assert_int_equal(GPOINTER_TO_UINT(g_hash_table_lookup(later, "refused")), 1);
}

static void
leases_have_one_holder(void **state)
{
    static const struct {
        const char *name, *holder;
        int64_t now;
        bool want;
    } cases[] = {
        {"free", "a", 1000, true},
        {"renewed", "a", 1050, true},
        {"held", "b", 1149, false},
        {"run out", "b", 1150, true},
        {"held by the other", "a", 1151, false},
        {"clock a little back", "a", 1000, false},
        {"clock years back", "a", 1, true},
    };
    g_autoptr(Store) s = open_memory();
    g_autoptr(GError) error = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (store_lease_take(s, "fetch", cases[i].holder, cases[i].now, 100, &error) !=
            cases[i].want) {
            fail_msg("%s", cases[i].name);
        }
        assert_null(error);
    }
    assert_true(store_lease_drop(s, "fetch", "b", NULL));
    assert_false(store_lease_take(s, "fetch", "b", 2, 100, NULL));
    assert_true(store_lease_drop(s, "fetch", "a", NULL));
    assert_true(store_lease_take(s, "fetch", "b", 2, 100, NULL));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blobs_come_back),
        cmocka_unit_test(big_blob_takes_little_memory),
        cmocka_unit_test(mailboxes_are_made_and_kept),
        cmocka_unit_test(the_ledger_knows_each_uid_once),
        cmocka_unit_test(attempts_are_counted),
        cmocka_unit_test(duplicates_are_found_by_all_bits),
        cmocka_unit_test(leases_have_one_holder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
