// What helpdesk.cgi refuses, and with which status: forged and old links, wrong, lying and flooding
// requests, faults of the installation. The program's path is the first argument.
#include "cgi_fixture.h"

static void
every_changed_bit_is_forged(void **state)
{
    size_t len = strlen(token);
    for (size_t i = 0; i < len; i += 3) {
        g_autofree char *forged = g_strdup(token);
        forged[i] ^= 1;
        g_autofree char *escaped = g_uri_escape_string(forged, NULL, FALSE);
        g_autofree char *query = link_of(escaped, "");
        g_auto(Answer) get = ask("helpdesk.conf", "GET", query, "", NULL);
        assert_int_equal(get.status, 404);
        g_autofree char *body = g_strdup_printf("t=%s&score=1", escaped);
        g_auto(Answer) post = ask("helpdesk.conf", "POST", "page=rate", body, NULL);
        assert_int_equal(post.status, 404);
        assert_false(says(&post, "Lamp"));
    }
    assert_rating(0, "");
}

static void
tokens_of_other_kinds_lead_nowhere(void **state)
{
    int64_t now = clock_now();
    struct {
        char *t;
        unsigned want;
    } rows[] = {
        {token_link(desk->keys, TOKEN_RATE, 1, "c@x.example", now - 10 * DAY, DAY), 410},
        {token_link(desk->keys, TOKEN_RATE, 999, "c@x.example", now, DAY), 404},
        {token_link(desk->keys, TOKEN_CUSTOMER, 1, "c@x.example", now, DAY), 404},
        {token_link(desk->keys, TOKEN_MANAGER, 1, "c@x.example", now, DAY), 404},
        {g_strdup("x"), 404},
        {g_strnfill(400, 'a'), 404},
        {g_strnfill(401, 'a'), 400},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *query = link_of(rows[i].t, "&score=3");
        g_auto(Answer) get = ask("helpdesk.conf", "GET", query, "", NULL);
        assert_int_equal(get.status, rows[i].want);
        g_autofree char *body = g_strdup_printf("score=3&t=%s", rows[i].t);
        g_auto(Answer) post = ask("helpdesk.conf", "POST", "page=rate", body, NULL);
        assert_int_equal(post.status, rows[i].want);
        assert_string_equal(post.err, "");
        g_free(rows[i].t);
    }
    assert_rating(0, "");
}

static void
wrong_requests_are_refused(void **state)
{
    // %s is the token.
    static const struct {
        const char *method, *query, *body;
        unsigned want;
    } ROWS[] = {
        {"GET", "", "", 404},
        {"GET", "page=none", "", 404},
        {"GET", "page=ratex&t=%s", "", 404},
        {"GET", "page=rate&page=rate&t=%s", "", 400},
        {"GET", "page=", "", 400},
        {"GET", "page=rate", "", 400},
        {"GET", "page=rate&t=%s&score=0", "", 400},
        {"GET", "page=rate&t=%s&score=6", "", 400},
        {"GET", "page=rate&t=%s&score=4&score=4", "", 400},
        {"GET", "page=rate&t=%s&unknown=1&unknown=2", "", 200},
        {"GET", "page=rate&t=%s%%0d%%0aX:y", "", 400},
        {"POST", "page=rate", "t=%s", 400},
        {"POST", "page=rate", "t=%s&score=0", 400},
        {"POST", "page=rate", "t=%s&score=6", 400},
        {"POST", "page=rate", "t=%s&score=", 400},
        {"POST", "page=rate", "t=%s&score=five", 400},
        {"POST", "page=rate", "t=%s&score=1&score=5", 400},
        {"POST", "page=rate&score=3", "t=%s&score=5", 400},
        {"POST", "page=rate", "t=%s&t=%s&score=5", 400},
        {"POST", "page=rate", "score=5", 400},
        {"POST", "page=rate", "t=%s&score=5&review=%%zz", 400},
        {"POST", "page=rate", "t=%s&score=5&review=a%%00b", 400},
        {"POST", "page=rate", "t=%s&score=5&review=%%ff", 400},
        {"PUT", "page=rate&t=%s", "", 405},
        {"DELETE", "page=rate&t=%s", "", 405},
        {"OPTIONS", "", "", 405},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GString) query = g_string_new(ROWS[i].query);
        g_autoptr(GString) body = g_string_new(ROWS[i].body);
        g_string_replace(query, "%s", token, 0);
        g_string_replace(query, "%%", "%", 0);
        g_string_replace(body, "%s", token, 0);
        g_string_replace(body, "%%", "%", 0);
        g_auto(Answer) a = ask("helpdesk.conf", ROWS[i].method, query->str, body->str, NULL);
        if (a.status != ROWS[i].want) {
            print_error("%s %s %s\n", ROWS[i].method, ROWS[i].query, ROWS[i].body);
        }
        assert_int_equal(a.status, ROWS[i].want);
        assert_int_equal(says(&a, "\r\nAllow: GET, HEAD, POST\r\n"), ROWS[i].want == 405);
        assert_string_equal(a.err, "");
    }
    assert_rating(0, "");
}

static void
lengths_that_lie_are_refused(void **state)
{
    static const struct {
        const char *length;
        unsigned want;
    } ROWS[] = {{"CONTENT_LENGTH=1000", 400}, {"CONTENT_LENGTH=5", 400},
                {"CONTENT_LENGTH=x", 400},    {"CONTENT_LENGTH=-1", 400},
                {"CONTENT_LENGTH=", 400},     {"CONTENT_LENGTH=70000", 413}};
    g_autofree char *body = g_strdup_printf("t=%s&score=5", token);
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(Answer) a = ask("helpdesk.conf", "POST", "page=rate", body, ROWS[i].length, NULL);
        assert_int_equal(a.status, ROWS[i].want);
    }
    assert_rating(0, "");
}

static void
floods_are_refused(void **state)
{
    g_autoptr(GString) body = g_string_new("score=5");
    for (int i = 0; i < 10000; i++) {
        g_string_append_printf(body, "&f%d=1", i % 10);
    }
    g_auto(Answer) many = ask("helpdesk.conf", "POST", "page=rate", body->str, NULL);
    assert_int_equal(many.status, 413);
    g_autofree char *big = g_strnfill(70000, 'a');
    g_auto(Answer) large = ask("helpdesk.conf", "POST", "page=rate", big, NULL);
    assert_int_equal(large.status, 413);
    g_autofree char *review = g_strnfill(16001, 'a');
    g_autofree char *long_one = g_strdup_printf("t=%s&score=5&review=%s", token, review);
    g_auto(Answer) wordy = ask("helpdesk.conf", "POST", "page=rate", long_one, NULL);
    assert_int_equal(wordy.status, 400);
    assert_rating(0, "");
}

static void
faults_of_ours_go_to_the_log_alone(void **state)
{
    static const struct {
        const char *conf, *line;
    } ROWS[] = {{"", "HELPDESK_CONF"},
                {"absent.conf", "absent.conf"},
                {"wrong.conf", "no_such_key"},
                {"nodb.conf", "secret-name.db"},
                {"nopages.conf", "web.url"}};
    g_autofree char *query = link_of(token, "");
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(Answer) a = ask(ROWS[i].conf, "GET", query, "", NULL);
        assert_int_equal(a.status, 500);
        assert_true(g_str_has_prefix(a.err, "helpdesk: error: "));
        assert_non_null(strstr(a.err, ROWS[i].line));
        assert_ptr_equal(strchr(a.err, '\n'), a.err + strlen(a.err) - 1); // one line
        assert_false(says(&a, ROWS[i].line));
        assert_false(says(&a, folder));
    }
    // What needs no config is answered without one.
    g_auto(Answer) absent = ask("", "GET", "page=none", "", NULL);
    assert_int_equal(absent.status, 404);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_changed_bit_is_forged, fresh),
        cmocka_unit_test_setup(tokens_of_other_kinds_lead_nowhere, fresh),
        cmocka_unit_test_setup(wrong_requests_are_refused, fresh),
        cmocka_unit_test_setup(lengths_that_lie_are_refused, fresh),
        cmocka_unit_test_setup(floods_are_refused, fresh),
        cmocka_unit_test_setup(faults_of_ours_go_to_the_log_alone, fresh),
    };
    use_program(argc, argv);
    return cmocka_run_group_tests(tests, setup, teardown);
}
