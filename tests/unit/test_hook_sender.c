// test_hook_sender.c: one call and what each answer means; what is signed; where nothing is sent.
#include "web_fixture.h"

#include "base/clock.h"
#include "io/hook_sender.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#define AT 1790000000

static Web web;

// A hook of this machine; the caller sets what differs.
static Hook
local_hook(void)
{
    return (Hook){.name = (char *)"crm",
                  .url = g_strdup_printf("http://127.0.0.1:%u/in?k=1", web.port),
                  .secret_file = (char *)"",
                  .private_network = true,
                  .ca_file = (char *)"",
                  .silence_seconds = 5};
}

static void
send_call(const Hook *hook, const char *body, HookResult *out)
{
    g_autoptr(HookSender) sender = hook_sender_open(hook, NULL);
    g_autoptr(Blob) blob = blob_new_bytes(body, strlen(body));
    HookCall call = {.id = "delivery7", .at = AT, .body = blob};
    hook_sender_send(sender, &call, out);
}

static void
signatures(void **state)
{
    g_autofree char *usual = hook_signature("s3cret", AT, "{\"event\": \"created\"}\n", 21);
    assert_string_equal(usual,
                        "v1=a88a0c68612376181204d96d9a77dcfef1726077c2ef42d78551ef585cdce88f");
    char key[201];
    memset(key, 'k', 200);
    key[200] = '\0';
    g_autofree char *odd = hook_signature(key, -1, "", 0);
    assert_string_equal(odd, "v1=377ac695cf31297b8960e4f3ace0120b1232d28b7cbc3d993cdd74ce52161407");
}

static const struct {
    const char *name, *reply;
    HookVerdict want;
    int code;
    const char *words;
} ROWS[] = {
    {"taken", REPLY("200 OK", "thanks"), HOOK_SENT, 200, "HTTP 200 OK"},
    {"taken without words", REPLY("204 No Content", ""), HOOK_SENT, 204, "HTTP 204 No Content"},
    {"broken body", "HTTP/1.1 201 Created\r\nContent-Length: 99\r\n\r\nhalf", HOOK_SENT, 201,
     "HTTP 201 Created"},
    {"redirect", REPLY("302 Found\r\nLocation: http://127.0.0.1:1/", ""), HOOK_FAILED, 302,
     "HTTP 302 Found, a redirect: write the final address into url"},
    {"permanent redirect", REPLY("308 Permanent Redirect\r\nLocation: /there", ""), HOOK_FAILED,
     308, "HTTP 308 Permanent Redirect, a redirect: write the final address into url"},
    {"wrong", REPLY("400 Bad Request", "no \x1b[31m\xff\r\n event"), HOOK_FAILED, 400,
     "HTTP 400 Bad Request"},
    {"not there", REPLY("404 Not Found", "cannot POST /in?k=1"), HOOK_FAILED, 404,
     "HTTP 404 Not Found"},
    {"the reason repeats the address", REPLY("404 No /in?k=1 here", ""), HOOK_FAILED, 404,
     "HTTP 404 Not Found"},
    {"gone", REPLY("410 Gone", ""), HOOK_FAILED, 410, "HTTP 410 Gone"},
    {"slow to read", REPLY("408 Request Timeout", ""), HOOK_RETRY, 408, "HTTP 408 Request Timeout"},
    {"too many", REPLY("429 Too Many Requests\r\nRetry-After: 77", "slow down"), HOOK_BUSY, 429,
     "HTTP 429 Too Many Requests"},
    {"fault", REPLY("500 Internal Server Error", "oops"), HOOK_RETRY, 500,
     "HTTP 500 Internal Server Error"},
    {"overload", REPLY("503 Service Unavailable", ""), HOOK_BUSY, 503,
     "HTTP 503 Service Unavailable"},
    {"odd", REPLY("599 Odd", ""), HOOK_RETRY, 599, "HTTP 599"},
    {"on the way for ever", "HTTP/1.1 100 Continue\r\n\r\n", HOOK_DOWN, 0, NULL},
    {"nothing", "", HOOK_DOWN, 0, NULL},
    {"another protocol", "SSH-2.0-OpenSSH_9.2\r\n", HOOK_DOWN, 0, NULL},
};

static void
answers(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        web_start(&web, &ROWS[i].reply, 1);
        Hook hook = local_hook();
        g_auto(HookResult) r = {0};
        send_call(&hook, "{}", &r);
        unsigned asked = web_stop(&web);
        g_ptr_array_unref(web.requests);
        g_free(hook.url);
        if (r.verdict != ROWS[i].want || r.code != ROWS[i].code ||
            (ROWS[i].words && strcmp(r.words, ROWS[i].words) != 0))
            fail_msg("%s: %d %d \"%s\"", ROWS[i].name, r.verdict, r.code, r.words);
        assert_true(*r.words);
        assert_int_equal(r.retry_after, ROWS[i].code == 429 ? 77 : 0);
        assert_in_range(asked, 1, ROWS[i].want == HOOK_DOWN ? 6 : 1);
    }
}

static void
what_is_said(void **state)
{
    const char *reply = REPLY("200 OK", "");
    g_autofree char *secret = g_build_filename(g_get_tmp_dir(), "helpdesk-test-secret", NULL);
    assert_true(g_file_set_contents(secret, "s3cret\nrest\n", -1, NULL));
    assert_int_equal(chmod(secret, 0600), 0);
    web_start(&web, &reply, 1);
    g_setenv("http_proxy", "http://127.0.0.1:1", TRUE);
    g_setenv("ALL_PROXY", "http://127.0.0.1:1", TRUE);
    Hook hook = local_hook();
    hook.secret_file = secret;
    g_auto(HookResult) r = {0};
    send_call(&hook, "{\"event\": \"created\"}\n", &r);
    g_free(hook.url);
    g_unsetenv("http_proxy");
    g_unsetenv("ALL_PROXY");
    assert_int_equal(web_stop(&web), 1);
    g_unlink(secret);
    assert_int_equal(r.verdict, HOOK_SENT);
    const char *request = web.requests->pdata[0];
    static const char *const WANT[][2] = {
        {"Content-Type", "application/json"},
        {"X-Helpdesk-Delivery", "delivery7"},
        {"X-Helpdesk-Timestamp", "1790000000"},
        {"X-Helpdesk-Signature",
         "v1=a88a0c68612376181204d96d9a77dcfef1726077c2ef42d78551ef585cdce88f"},
        {"User-Agent", "helpdesk"},
        {"Accept-Encoding", ""},
        {"Cookie", ""},
        {"Expect", ""},
    };
    assert_true(g_str_has_prefix(request, "POST /in?k=1 HTTP/1.1\r\n"));
    for (size_t i = 0; i < G_N_ELEMENTS(WANT); i++) {
        g_autofree char *value = web_header(request, WANT[i][0]);
        assert_string_equal(value, WANT[i][1]);
    }
    assert_string_equal(web_body(request), "{\"event\": \"created\"}\n");
    g_ptr_array_unref(web.requests);
}

static void
unsigned_without_a_secret(void **state)
{
    const char *reply = REPLY("200 OK", "");
    web_start(&web, &reply, 1);
    Hook hook = local_hook();
    g_auto(HookResult) r = {0};
    send_call(&hook, "{}", &r);
    g_free(hook.url);
    web_stop(&web);
    g_autofree char *mark = web_header(web.requests->pdata[0], "X-Helpdesk-Signature");
    assert_string_equal(mark, "");
    g_ptr_array_unref(web.requests);
}

// Both would go on for ever; the status was there before.
static void
endless_answers(void **state)
{
    GString *big = g_string_new("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
    for (unsigned i = 0; i < 300000; i++)
        g_string_append(big, "\xd1\x8f");
    GString *headers = g_string_new("HTTP/1.1 200 OK\r\n");
    for (unsigned i = 0; i < 20000; i++)
        g_string_append_printf(headers, "X-%u: %u\r\n", i, i);
    const char *replies[] = {big->str, headers->str};
    web_start(&web, replies, 2);
    Hook hook = local_hook();
    for (unsigned i = 0; i < 2; i++) {
        g_auto(HookResult) r = {0};
        send_call(&hook, "{}", &r);
        assert_int_equal(r.verdict, HOOK_SENT);
        assert_string_equal(r.words, "HTTP 200 OK");
    }
    g_free(hook.url);
    web_stop(&web);
    g_ptr_array_unref(web.requests);
    g_string_free(big, TRUE);
    g_string_free(headers, TRUE);
}

static void
silence_ends(void **state)
{
    const char *reply = REPLY_NEVER;
    web_start(&web, &reply, 1);
    Hook hook = local_hook();
    hook.silence_seconds = 1;
    int64_t start = clock_mono_ms();
    g_auto(HookResult) r = {0};
    send_call(&hook, "{}", &r);
    assert_in_range(clock_mono_ms() - start, 900, 4000);
    assert_int_equal(r.verdict, HOOK_DOWN);
    assert_string_equal(r.words, "the server is silent");
    g_free(hook.url);
    web_stop(&web);
    g_ptr_array_unref(web.requests);
}

// None of these may reach anything: port 1 here answers nobody, and the words say why.
static void
refused_places(void **state)
{
    static const struct {
        const char *url;
        bool private_network;
        const char *words;
    } PLACES[] = {
        {"https://127.0.0.1:1/", false, "this machine"},
        {"https://localhost:1/", false, "this machine"},
        {"https://[::1]:1/", false, "this machine"},
        {"https://0x7f.1:1/", false, "this machine"},
        {"https://2130706433:1/", false, "this machine"},
        {"https://[::ffff:127.0.0.1]:1/", false, "this machine"},
        {"https://10.0.0.1:1/", false, "a private network (RFC 1918)"},
        {"https://192.168.1.1:1/", false, "private network"},
        {"https://100.64.1.1:1/", false, "shared network"},
        {"https://[fd00::1]:1/", false, "a private network (RFC 4193)"},
        {"https://[fe80::1]:1/", false, "link-local"},
        {"https://169.254.169.254/latest", false, "metadata"},
        {"https://169.254.169.254/latest", true, "metadata"},
        {"https://0.0.0.0:1/", true, "no host"},
        {"https://224.0.0.1:1/", true, "multicast"},
        {"http://10.0.0.1:1/", true, "loopback only"},
        {"http://0.0.0.0:1/", true, "loopback only"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(PLACES); i++) {
        Hook hook = {.url = (char *)(uintptr_t)PLACES[i].url,
                     .secret_file = (char *)"",
                     .ca_file = (char *)"",
                     .private_network = PLACES[i].private_network,
                     .silence_seconds = 2};
        g_auto(HookResult) r = {0};
        send_call(&hook, "{}", &r);
        assert_int_equal(r.verdict, HOOK_DOWN);
        if (!strstr(r.words, PLACES[i].words) || !g_str_has_prefix(r.words, "refused"))
            fail_msg("%s: %s", PLACES[i].url, r.words);
    }
}

static void
what_cannot_be_sent(void **state)
{
    Hook hook = local_hook();
    hook.secret_file = (char *)"/nonexistent/secret";
    g_auto(HookResult) secret = {0};
    send_call(&hook, "{}", &secret);
    assert_int_equal(secret.verdict, HOOK_DOWN);
    assert_non_null(strstr(secret.words, "/nonexistent/secret"));
    hook.secret_file = (char *)"";
    g_autofree char *large = g_strnfill(HOOK_BODY_MAX + 1, 'x');
    g_auto(HookResult) size = {0};
    send_call(&hook, large, &size);
    assert_int_equal(size.verdict, HOOK_FAILED);
    g_free(hook.url);
    hook.url = (char *)"https://127.0.0.1:1/";
    hook.ca_file = (char *)"/nonexistent/ca.pem";
    g_auto(HookResult) authority = {0};
    send_call(&hook, "{}", &authority);
    assert_int_equal(authority.verdict, HOOK_DOWN);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signatures),      cmocka_unit_test(answers),
        cmocka_unit_test(what_is_said),    cmocka_unit_test(unsigned_without_a_secret),
        cmocka_unit_test(endless_answers), cmocka_unit_test(silence_ends),
        cmocka_unit_test(refused_places),  cmocka_unit_test(what_cannot_be_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
