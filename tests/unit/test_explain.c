// test_explain.c: explaining writes nothing, agrees with what receiving does, and its JSON has the
// stable keys of DESIGN.
#include "house_fixture.h"

#include "desk/explain.h"

static char *
explain(const Reception *r, const char *bytes, bool json)
{
    g_autoptr(Blob) raw = blob_new_bytes(bytes, strlen(bytes));
    Incoming in = {.raw = raw, .received_at = now};
    g_autoptr(GError) error = NULL;
    char *told = explain_message(r, &in, json, &error);
    if (!told)
        fail_msg("%s", error->message);
    return told;
}

// The value of a top-level text key.
static char *
value_of(const char *json, const char *key)
{
    g_autofree char *begin = g_strdup_printf("\n  \"%s\": \"", key);
    const char *at = strstr(json, begin);
    if (!at)
        fail_msg("no %s", key);
    at += strlen(begin);
    return g_strndup(at, strcspn(at, "\""));
}

static void
keys(void **state)
{
    static const char *const KEYS[] = {"message", "answer",  "nature", "nature_why",
                                       "bounces", "sender",  "thread", "commands",
                                       "rules",   "actions", "mails",  "outcome"};
    g_autofree char *bytes = mail(CAROL, "Lamp", "", "Help");
    Reception r = reception();
    const char *const ALL[] = {bytes, "", "garbage"};
    for (size_t i = 0; i < G_N_ELEMENTS(ALL); i++) {
        g_autofree char *json = explain(&r, ALL[i], true);
        const char *last = json;
        for (size_t k = 0; k < G_N_ELEMENTS(KEYS); k++) {
            g_autofree char *key = g_strdup_printf("\n  \"%s\": ", KEYS[k]);
            const char *at = strstr(last, key);
            if (!at)
                fail_msg("\"%s\": no %s, or not in its place", ALL[i], KEYS[k]);
            last = at;
        }
    }
}

// What is explained is what happens, and explaining it changed nothing.
static void
agrees(void **state)
{
    question();
    g_autofree char *token = answers("receipt", CAROL), *hers = answers("ticket-new", ANNA);
    g_autofree char *all[] = {
        mail(CAROL, "New", "", "Help"),
        mail(CAROL, "Re: Lamp", token, "More"),
        mail(EVE, "[HD#1] Lamp", "", "Let me in"),
        mail(ANNA, "[HD#1] Lamp", "", "#close"),
        mail(ANNA, "Re: Lamp", hers, "#note\n\nHm"),
        mail(ANNA, "Re: Lamp", hers, "#clsoe\n\nHm"),
        mail(ANNA, "Re: Lamp", hers, "#close\n\nDone"),
        mail(CAROL, "Away", "Auto-Submitted: auto-replied\n", "Away"),
        mail("support@example.com", "Echo", "", "Echo"),
        g_strdup(""),
    };
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
        Reception r = reception();
        unsigned letters_before = letters("", ""), tickets_before = tickets();
        g_autofree char *json = explain(&r, all[i], true);
        g_autofree char *said = value_of(json, "outcome");
        g_autofree char *text = explain(&r, all[i], false);
        assert_int_equal(letters("", ""), letters_before);
        assert_int_equal(tickets(), tickets_before);
        unsigned promised = 0;
        for (const char *p = json; (p = strstr(p, "\"template\": ")); p++)
            promised++;
        ReceiveResult done = receive(g_steal_pointer(&all[i]));
        assert_string_equal(said, names_name(OUTCOME_NAMES, (int)done.outcome));
        assert_int_equal(letters("", "") - letters_before, promised);
        assert_non_null(strstr(text, said));
    }
}

// Without a database it decides as on an empty desk.
static void
empty_desk(void **state)
{
    Reception r = reception();
    r.store = NULL;
    g_autofree char *bytes = mail(ANNA, "[HD#1] Lamp", "In-Reply-To: <x@y>\n", "Help");
    g_autofree char *json = explain(&r, bytes, true);
    g_autofree char *outcome = value_of(json, "outcome");
    assert_string_equal(outcome, "new ticket");
    assert_non_null(strstr(json, "subject marker 1: no such ticket"));
    assert_non_null(strstr(json, "\"ticket\": null"));
}

// 52: a message without a Date has the time at which it came.
static void
no_date(void **state)
{
    Reception r = reception();
    g_autofree char *json =
        explain(&r, "From: " CAROL "\nTo: support@example.com\nSubject: x\n\ny\n", true);
    assert_non_null(strstr(json, "\"date\": \"2026-09-21T14:13:20Z\""));
}

int
main(void)
{
#define test(fn) cmocka_unit_test_setup_teardown(fn, house_setup, house_teardown)
    const struct CMUnitTest tests[] = {test(keys), test(agrees), test(empty_desk), test(no_date)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
