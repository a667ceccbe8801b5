// test_store_hook.c: calls of hooks in the outbox: each hook has a queue of its own, and none meets
// the sender of letters.
#include "store/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static Store *
open_with_ticket(void)
{
    Store *s = store_open(":memory:", STORE_CREATE, NULL);
    assert_non_null(s);
    g_autoptr(Ticket) t = ticket_new();
    t->requester = contact_new("c@example.com", "");
    assert_true(store_ticket_save(s, t, NULL));
    return s;
}

// hook "": a letter.
static int64_t
queue(Store *s, const char *hook, int64_t at)
{
    uint8_t digest[32] = {1};
    g_autoptr(Blob) blob = blob_new_bytes("bytes!", 6);
    g_autofree char *id = g_strdup_printf("call%d", (int)at);
    Outgoing o = {.ticket = 1,
                  .template = (char *)"t",
                  .from = (char *)"",
                  .to = (char *)"c@example.com",
                  .subject = (char *)"created",
                  .message_id = id,
                  .raw = store_blob_put(s, blob, digest, NULL),
                  .size = 6,
                  .queued_at = at,
                  .next_at = at,
                  .hook = (char *)(uintptr_t)hook};
    assert_true(store_outgoing_add(s, &o, NULL));
    return o.id;
}

static char *
ids_of(GPtrArray *rows)
{
    GString *out = g_string_new(NULL);
    assert_non_null(rows);
    for (guint i = 0; i < rows->len; i++) {
        g_string_append_printf(out, "%s%d", i ? " " : "", (int)((Outgoing *)rows->pdata[i])->id);
    }
    g_ptr_array_unref(rows);
    return g_string_free(out, FALSE);
}

#define assert_ids(rows, want)                                                                     \
    do {                                                                                           \
        g_autofree char *ids = ids_of(rows);                                                       \
        assert_string_equal(ids, want);                                                            \
    } while (0)

static void
hooks_wait_apart(void **state)
{
    g_autoptr(Store) s = open_with_ticket();
    queue(s, "crm", 300);   // 1
    queue(s, "crm", 200);   // 2
    queue(s, "chat", 100);  // 3
    queue(s, "later", 900); // 4
    queue(s, "", 50);       // 5
    g_autoptr(GPtrArray) names = store_hooks_due(s, 300, NULL);
    assert_int_equal(names->len, 2);
    assert_string_equal(names->pdata[0], "chat");
    assert_string_equal(names->pdata[1], "crm");
    assert_ids(store_outgoing_claim(s, 1000, G_MAXINT64, 9, NULL), "5");
    assert_ids(store_hook_claim(s, "crm", 299, 9, NULL), "2");
    assert_ids(store_hook_claim(s, "crm", 1000, 1, NULL), "1");
    assert_ids(store_hook_claim(s, "CRM", 1000, 9, NULL), "");
    assert_ids(store_hook_claim(s, "", 1000, 9, NULL), "");
    // Their senders died: each kind is made good by its own.
    assert_ids(store_outgoing_claim(s, 1000, G_MAXINT64, 9, NULL), "5");
    assert_true(store_hooks_recover(s, NULL));
    assert_ids(store_hook_claim(s, "crm", 1000, 9, NULL), "2 1");
    assert_ids(store_outgoing_claim(s, 1000, 0, 9, NULL), "");
    g_autoptr(Outgoing) o = store_outgoing_get(s, 1, NULL);
    assert_true(outgoing_is_hook(o));
    assert_string_equal(o->hook, "crm");
    g_autoptr(Outgoing) letter = store_outgoing_get(s, 5, NULL);
    assert_false(outgoing_is_hook(letter));
    assert_null(store_outgoing_by_message_id(s, o->message_id, NULL));
    assert_false(db_run(s, NULL, "UPDATE outgoing SET hook = '' WHERE id = ?", db_int(1)));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hooks_wait_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
