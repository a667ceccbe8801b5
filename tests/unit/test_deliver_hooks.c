// test_deliver_hooks.c: calls leave, wait and fail, each hook for itself and none in the way of
// mail.
#include "apply_fixture.h"
#include "web_fixture.h"

#include "run/deliver.h"

#include <glib/gstdio.h>

static char *place;

static int
deliver_setup(void **state)
{
    if (apply_setup(state) != 0)
        return -1;
    log_level_set(LOG_ERROR);
    place = g_dir_make_tmp("helpdesk-test-XXXXXX", NULL);
    g_free(desk->database);
    desk->database = g_build_filename(place, "t.db", NULL); // for the lock
    return 0;
}

static int
deliver_teardown(void **state)
{
    g_autoptr(GDir) dir = g_dir_open(place, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(place, name, NULL);
        g_unlink(path);
    }
    g_rmdir(place);
    g_clear_pointer(&place, g_free);
    return apply_teardown(state);
}

static Hook *
add_hook(const char *name, unsigned port)
{
    Hook *h = hook_new(name);
    g_free(h->url);
    h->url = g_strdup_printf("http://127.0.0.1:%u/", port);
    h->private_network = true;
    h->silence_seconds = 2;
    g_ptr_array_add(desk->hooks, h);
    return h;
}

// Its row's id.
static int64_t
call(Hook *h)
{
    g_auto(Application) a = {.reception = &at_desk, .ticket = ticket(1), .who = "system"};
    assert_true(apply_hook(&a, h, "created", "", NULL));
    g_autoptr(GPtrArray) list = store_outgoing_list(store, true, 1, NULL);
    return ((const Outgoing *)list->pdata[0])->id;
}

static void
deliver(unsigned sent, unsigned retry, unsigned failed)
{
    DeliverResult r;
    g_autoptr(GError) error = NULL;
    if (!deliver_hooks(desk, store, at_desk.now, &r, &error))
        fail_msg("%s", error->message);
    if (r.sent != sent || r.retry != retry || r.failed != failed)
        fail_msg("%u sent, %u retry, %u failed", r.sent, r.retry, r.failed);
}

#define assert_row(id, want_state, want_attempts, want_words)                                      \
    do {                                                                                           \
        g_autoptr(Outgoing) row = store_outgoing_get(store, id, NULL);                             \
        assert_int_equal(row->state, want_state);                                                  \
        assert_int_equal(row->attempts, want_attempts);                                            \
        assert_string_equal(row->last_words, want_words);                                          \
    } while (0)

static void
a_fault_then_success(void **state)
{
    static const char *const REPLIES[] = {REPLY("500 Oops", "oops"), REPLY("200 OK", "fine")};
    Web web;
    web_start(&web, REPLIES, 2);
    int64_t id = call(add_hook("crm", web.port));
    deliver(0, 1, 0);
    assert_row(id, OUTGOING_QUEUED, 1, "HTTP 500 Internal Server Error");
    deliver(0, 0, 0); // not due yet
    at_desk.now += 120;
    deliver(1, 0, 0);
    assert_row(id, OUTGOING_SENT, 2, "HTTP 200 OK");
    deliver(0, 0, 0);
    assert_int_equal(web_stop(&web), 2);
    g_autofree char *first = web_header(web.requests->pdata[0], "X-Helpdesk-Delivery");
    g_autofree char *second = web_header(web.requests->pdata[1], "X-Helpdesk-Delivery");
    assert_true(*first);
    assert_string_equal(first, second);
    assert_string_equal(web_body(web.requests->pdata[0]), web_body(web.requests->pdata[1]));
    g_ptr_array_unref(web.requests);
}

static void
a_refusal_is_final(void **state)
{
    static const char *const REPLIES[] = {REPLY("404 Not Found", "no"), REPLY("200 OK", "")};
    Web web;
    web_start(&web, REPLIES, 2);
    Hook *crm = add_hook("crm", web.port);
    int64_t refused = call(crm), next = call(crm);
    deliver(1, 0, 1);
    assert_row(refused, OUTGOING_FAILED, 1, "HTTP 404 Not Found");
    assert_row(next, OUTGOING_SENT, 1, "HTTP 200 OK");
    web_stop(&web);
    g_ptr_array_unref(web.requests);
}

// The dead one is asked once, and the other is none the worse for it.
static void
a_dead_hook_stands_alone(void **state)
{
    static const char *const REPLIES[] = {REPLY("200 OK", "")};
    static const char *const NEVER[] = {REPLY_NEVER};
    Web web, dead;
    web_start(&web, REPLIES, 1);
    web_start(&dead, NEVER, 1);
    Hook *silent = add_hook("silent", dead.port), *crm = add_hook("crm", web.port);
    int64_t first = call(silent);
    for (unsigned i = 1; i < 45; i++)
        call(silent);
    for (unsigned i = 0; i < 45; i++)
        call(crm);
    deliver(45, 45, 0);
    assert_row(first, OUTGOING_QUEUED, 1, "the server is silent");
    assert_row(first + 44, OUTGOING_QUEUED, 1, "the server is silent");
    assert_int_equal(web_stop(&web), 45);
    assert_int_equal(web_stop(&dead), 1);
    g_ptr_array_unref(web.requests);
    g_ptr_array_unref(dead.requests);
}

static void
a_busy_hook_is_left_alone(void **state)
{
    static const char *const REPLIES[] = {
        REPLY("429 Too Many Requests\r\nRetry-After: 600", "later"), REPLY("200 OK", "")};
    Web web;
    web_start(&web, REPLIES, 2);
    Hook *crm = add_hook("crm", web.port);
    int64_t first = call(crm), second = call(crm);
    deliver(0, 1, 0);
    assert_row(second, OUTGOING_QUEUED, 0, "");
    g_autoptr(Outgoing) o = store_outgoing_get(store, first, NULL);
    assert_int_equal(o->next_at, NOW + 600);
    deliver(1, 0, 0);
    at_desk.now += 600;
    deliver(1, 0, 0);
    assert_int_equal(web_stop(&web), 3);
    g_ptr_array_unref(web.requests);
}

static void
given_up_after_days(void **state)
{
    Hook *crm = add_hook("crm", 1); // nobody listens there
    int64_t id = call(crm);
    unsigned attempts = 0;
    for (; at_desk.now < NOW + 5 * DAY; attempts++) {
        deliver(0, 1, 0);
        g_autoptr(Outgoing) o = store_outgoing_get(store, id, NULL);
        at_desk.now = o->next_at;
    }
    deliver(0, 0, 1);
    assert_in_range(attempts, 25, 40);
    assert_row(id, OUTGOING_FAILED, attempts + 1, "Couldn't connect to server");
}

static void
an_unknown_hook_waits(void **state)
{
    Hook *crm = add_hook("crm", 1);
    int64_t id = call(crm);
    g_ptr_array_set_size(desk->hooks, 0);
    deliver(0, 1, 0);
    assert_row(id, OUTGOING_QUEUED, 1, "no hook has this name in the config");
}

// Claimed by a sender that died: called again, with the same body.
static void
a_dead_sender_is_made_good(void **state)
{
    static const char *const REPLIES[] = {REPLY("200 OK", "")};
    Web web;
    web_start(&web, REPLIES, 1);
    int64_t id = call(add_hook("crm", web.port));
    g_autoptr(GPtrArray) held = store_hook_claim(store, "crm", NOW, 5, NULL);
    assert_int_equal(held->len, 1);
    deliver(1, 0, 0);
    assert_row(id, OUTGOING_SENT, 1, "HTTP 200 OK");
    web_stop(&web);
    g_ptr_array_unref(web.requests);
}

static void
mail_and_hooks_do_not_meet(void **state)
{
    static const char *const REPLIES[] = {REPLY("200 OK", "")};
    Web web;
    web_start(&web, REPLIES, 1);
    g_autofree char *out = g_build_filename(place, "out", NULL);
    desk->transport = transport_new(TRANSPORT_FILE);
    set(desk->transport->folder, out);
    int64_t id = call(add_hook("crm", web.port));
    g_autoptr(Blob) bytes = blob_new_bytes("Subject: x\r\n\r\nx\r\n", 17);
    uint8_t sha[32] = {2};
    Outgoing letter = {.ticket = 1,
                       .template = (char *)"answer",
                       .from = (char *)"support@example.com",
                       .to = (char *)CAROL,
                       .subject = (char *)"x",
                       .message_id = (char *)"x@example.com",
                       .raw = store_blob_put(store, bytes, sha, NULL),
                       .size = 17,
                       .queued_at = NOW,
                       .next_at = NOW,
                       .last_words = (char *)""};
    assert_true(store_outgoing_add(store, &letter, NULL));
    DeliverResult r;
    assert_true(deliver_all(desk, store, NOW, NULL, &r, NULL));
    assert_int_equal(r.sent, 1);
    assert_row(id, OUTGOING_QUEUED, 0, "");
    letter.id = 0;
    assert_true(store_outgoing_add(store, &letter, NULL));
    deliver(1, 0, 0);
    assert_row(letter.id, OUTGOING_QUEUED, 0, "");
    web_stop(&web);
    g_ptr_array_unref(web.requests);
    g_autoptr(GDir) dir = g_dir_open(out, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(out, name, NULL);
        g_unlink(path);
    }
    g_rmdir(out);
}

#define deliver_test(f) cmocka_unit_test_setup_teardown(f, deliver_setup, deliver_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        deliver_test(a_fault_then_success),       deliver_test(a_refusal_is_final),
        deliver_test(a_dead_hook_stands_alone),   deliver_test(a_busy_hook_is_left_alone),
        deliver_test(given_up_after_days),        deliver_test(an_unknown_hook_waits),
        deliver_test(a_dead_sender_is_made_good), deliver_test(mail_and_hooks_do_not_meet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
