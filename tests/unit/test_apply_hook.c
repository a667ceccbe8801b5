// test_apply_hook.c: what is queued for a hook, and what people hear of a call that failed.
#include "apply_fixture.h"

#include "desk/tick.h"

static Hook *crm;

static int
hook_setup(void **state)
{
    if (apply_setup(state) != 0)
        return -1;
    crm = hook_new("crm");
    set(crm->url, "https://crm.example/in");
    g_ptr_array_add(desk->hooks, crm);
    return 0;
}

static void
call(int64_t message, const char *event)
{
    g_auto(Application) a = {.reception = &at_desk,
                             .ticket = ticket(1),
                             .message = message,
                             .who = "carol@customer.example"};
    g_autoptr(GError) error = NULL;
    if (!apply_hook(&a, crm, event, "tell crm", &error))
        fail_msg("%s", error->message);
}

static Outgoing *
newest(void)
{
    g_autoptr(GPtrArray) list = store_outgoing_list(store, true, 1, NULL);
    assert_non_null(list);
    return list->len ? g_ptr_array_steal_index(list, 0) : NULL;
}

static char *
body_of(const Outgoing *o)
{
    g_autoptr(Blob) blob = store_blob_get(store, o->raw, NULL);
    assert_non_null(blob);
    assert_int_equal(blob_size(blob), o->size);
    char *text = g_malloc0(o->size + 1);
    assert_int_equal(blob_read(blob, 0, text, o->size, NULL), (gssize)o->size);
    return text;
}

static void
a_call_is_queued(void **state)
{
    int64_t message = add_message(1, DIRECTION_IN, CAROL, "It \"flickers\".\nEvery day.");
    guint before = events(1);
    call(message, "created");
    g_autoptr(Outgoing) o = newest();
    assert_string_equal(o->hook, "crm");
    assert_string_equal(o->to, "crm");
    assert_string_equal(o->template, "hook");
    assert_string_equal(o->subject, "created");
    assert_string_equal(o->from, "");
    assert_int_equal(o->ticket, 1);
    assert_int_equal(o->message, message);
    assert_int_equal(o->state, OUTGOING_QUEUED);
    assert_int_equal(o->next_at, NOW);
    assert_false(o->automatic);
    assert_true(strlen(o->message_id) >= 26);
    g_autofree char *body = body_of(o);
    g_autofree char *want = g_strdup_printf("{\n"
                                            "  \"delivery\": \"%s\",\n"
                                            "  \"event\": \"created\",\n"
                                            "  \"rule\": \"tell crm\",\n"
                                            "  \"desk\": \"Test Desk\",\n"
                                            "  \"at\": \"2026-09-21T14:13:20Z\",\n"
                                            "  \"ticket\": {\n"
                                            "    \"number\": 1,\n"
                                            "    \"queue\": \"support\",\n"
                                            "    \"subject\": \"Lamp\",\n"
                                            "    \"status\": \"open\",\n"
                                            "    \"priority\": \"normal\",\n"
                                            "    \"type\": \"bug\",\n"
                                            "    \"manager\": \"anna\",\n"
                                            "    \"group\": \"\",\n"
                                            "    \"tags\": [\n"
                                            "      \"lamp\"\n"
                                            "    ],\n"
                                            "    \"requester\": {\n"
                                            "      \"address\": \"carol@customer.example\",\n"
                                            "      \"name\": \"Carol Smith\"\n"
                                            "    },\n"
                                            "    \"created_at\": \"2026-09-21T14:13:20Z\"\n"
                                            "  },\n"
                                            "  \"message\": {\n"
                                            "    \"text\": \"It \\\"flickers\\\".\\nEvery day.\",\n"
                                            "    \"author\": \"carol@customer.example\",\n"
                                            "    \"direction\": \"in\"\n"
                                            "  }\n"
                                            "}\n",
                                            o->message_id);
    assert_string_equal(body, want);
    g_autofree char *told = story(1, before);
    assert_string_equal(told, "hook: crm: created\n");
    call(0, "timer");
    g_autoptr(Outgoing) next = newest();
    g_autofree char *without = body_of(next);
    assert_non_null(strstr(without, "\"message\": null"));
    assert_string_not_equal(next->message_id, o->message_id);
}

static void
a_long_text_is_cut(void **state)
{
    GString *text = g_string_new(NULL);
    while (text->len < 250000)
        g_string_append(text, "\x01\x02\xd1\x8f");
    call(add_message(1, DIRECTION_NOTE, "anna", text->str), "note");
    g_autoptr(Outgoing) o = newest();
    assert_in_range(o->size, 60 * 1024, 256 * 1024);
    g_autofree char *body = body_of(o);
    assert_true(g_utf8_validate(body, -1, NULL));
    assert_true(g_str_has_suffix(body, "}\n"));
    g_string_free(text, TRUE);
}

static void
an_import_calls_nobody(void **state)
{
    at_desk.automation = false;
    guint before = events(1);
    call(0, "created");
    assert_null(newest());
    assert_int_equal(events(1), before);
}

static void
tick(unsigned told)
{
    TickResult result;
    g_autoptr(GError) error = NULL;
    if (!tick_run(&at_desk, &result, &error))
        fail_msg("%s", error->message);
    assert_int_equal(result.told, told);
}

static void
settle(OutgoingState end, const char *words)
{
    g_autoptr(Outgoing) o = newest();
    o->state = end;
    o->last_code = 404;
    o->attempts = 1;
    set(o->last_words, words);
    assert_true(store_outgoing_update(store, o, NULL));
    assert_true(store_outgoing_log(store, o->id, at_desk.now, 404, words, NULL));
}

static void
a_failed_call_is_told_once(void **state)
{
    call(0, "created");
    int64_t id = 0;
    {
        g_autoptr(Outgoing) o = newest();
        id = o->id;
    }
    settle(OUTGOING_FAILED, "HTTP 404 Not Found");
    guint before = events(1);
    tick(1);
    g_autofree char *told = story(1, before);
    assert_string_equal(told, "hook-failed: crm: HTTP 404 Not Found\n");
    g_autoptr(Outgoing) letter = newest();
    assert_string_equal(letter->to, "anna@example.com");
    assert_string_equal(letter->template, "ticket-changed");
    g_autofree char *body = body_of(letter);
    assert_non_null(strstr(body, "the desk changed this ticket"));
    assert_non_null(strstr(body, "other system not reached: crm: HTTP 404 Not Found"));
    assert_null(store_contact_find(store, "crm", NULL));
    g_autoptr(Outgoing) o = store_outgoing_get(store, id, NULL);
    assert_true(o->warned);
    tick(0);
}

static void
a_late_call_is_noted(void **state)
{
    call(0, "created");
    settle(OUTGOING_QUEUED, "the server is silent");
    guint before = events(1);
    at_desk.now += 5 * HOUR;
    tick(0);
    g_autofree char *told = story(1, before);
    assert_true(g_str_has_prefix(told, "hook-late: crm: the server is silent\n"));
    settle(OUTGOING_SENT, "HTTP 200");
    tick(0);
}

#define hook_test(f) cmocka_unit_test_setup_teardown(f, hook_setup, apply_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        hook_test(a_call_is_queued),       hook_test(a_long_text_is_cut),
        hook_test(an_import_calls_nobody), hook_test(a_failed_call_is_told_once),
        hook_test(a_late_call_is_noted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
