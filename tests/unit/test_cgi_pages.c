// Pages as a visitor sees them: helpdesk.cgi run with an environment and a body; status, headers
// and page out, and what it leaves in the database. The program's path is the first argument.
#include "cgi_fixture.h"

static void
looking_shows_and_changes_nothing(void **state)
{
    g_autofree char *query = link_of(token, "&score=4");
    for (int i = 0; i < 2; i++) {
        g_auto(Answer) a = ask("helpdesk.conf", "GET", query, "", NULL);
        assert_int_equal(a.status, 200);
        assert_string_equal(a.err, "");
        assert_true(says(&a, "[HD#1]"));
        assert_true(says(&a, "Lamp &lt;b&gt;&quot;broken&quot;&lt;/b&gt; &amp; dark"));
        assert_true(says(&a, "<header>Acme &lt;desk&gt;</header>"));
        assert_true(says(&a, "value=\"4\" checked>"));
        assert_false(says(&a, "value=\"5\" checked>"));
        assert_true(says(&a, "excellent"));
        assert_true(says(&a, "<form method=\"post\" action=\"" URL "?page=rate\">"));
        assert_rating(0, "");
    }
}

static void
head_gives_the_headers_alone(void **state)
{
    g_autofree char *query = link_of(token, "&score=1");
    g_auto(Answer) get = ask("helpdesk.conf", "GET", query, "", NULL);
    g_auto(Answer) head = ask("helpdesk.conf", "HEAD", query, "", NULL);
    assert_int_equal(head.status, 200);
    assert_string_equal(head.page, "");
    assert_int_equal(strncmp(get.out, head.out, strlen(head.out)), 0);
    assert_rating(0, "");
    g_auto(Answer) absent = ask("helpdesk.conf", "HEAD", "page=none", "", NULL);
    assert_int_equal(absent.status, 404);
    assert_string_equal(absent.page, "");
}

static void
headers_lock_the_page(void **state)
{
    static const char *const WANTED[] = {
        "\r\nContent-Type: text/html; charset=utf-8\r\n",
        "\r\nX-Content-Type-Options: nosniff\r\n",
        "\r\nReferrer-Policy: no-referrer\r\n",
        "\r\nCache-Control: no-store\r\n",
        "\r\nContent-Security-Policy: default-src 'none'; style-src 'sha256-",
        "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r\n",
    };
    g_autofree char *query = link_of(token, "");
    g_auto(Answer) page = ask("helpdesk.conf", "GET", query, "", NULL);
    g_auto(Answer) fault = ask("helpdesk.conf", "GET", "page=none", "", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(WANTED); i++) {
        assert_true(says(&page, WANTED[i]));
        assert_true(says(&fault, WANTED[i]));
    }
}

static void
button_counts_and_may_be_pressed_again(void **state)
{
    g_autofree char *first =
        g_strdup_printf("t=%s&score=2&review=%%3Ci%%3E+slow%%0D%%0A%%D0%%94", token);
    g_auto(Answer) a = ask("helpdesk.conf", "POST", "page=rate", first, NULL);
    assert_int_equal(a.status, 303);
    assert_string_equal(a.err, "");
    g_autofree char *location =
        g_strdup_printf("\r\nLocation: " URL "?page=rate&t=%s&thanks=1\r\n", token);
    assert_true(says(&a, location));
    assert_rating(2, "<i> slow\nД");

    g_autofree char *there = link_of(token, "&thanks=1");
    g_auto(Answer) thanks = ask("helpdesk.conf", "GET", there, "", NULL);
    assert_int_equal(thanks.status, 200);
    assert_true(says(&thanks, "Thank you!"));
    assert_true(says(&thanks, "<strong>bad</strong>"));
    assert_true(says(&thanks, "value=\"2\" checked>"));
    assert_true(says(&thanks, "&lt;i&gt; slow\nД</textarea>"));

    g_autofree char *second = g_strdup_printf("t=%s&score=5&review=", token);
    g_auto(Answer) b = ask("helpdesk.conf", "POST", "page=rate", second, NULL);
    assert_int_equal(b.status, 303);
    assert_rating(5, "");

    // An old link still shows what is stored, and offers what it says itself.
    g_autofree char *old = link_of(token, "&score=1");
    g_auto(Answer) again = ask("helpdesk.conf", "GET", old, "", NULL);
    assert_true(says(&again, "<strong>excellent</strong>"));
    assert_true(says(&again, "value=\"1\" checked>"));
    assert_false(says(&again, "Thank you!"));
    assert_rating(5, "");
}

static void
thanks_are_not_given_for_nothing(void **state)
{
    g_autofree char *query = link_of(token, "&thanks=1");
    g_auto(Answer) a = ask("helpdesk.conf", "GET", query, "", NULL);
    assert_int_equal(a.status, 200);
    assert_false(says(&a, "Thank you!"));
}

static void
nothing_of_the_request_leads_elsewhere(void **state)
{
    g_autofree char *query = link_of(token, "&score=4");
    g_autofree char *body = g_strdup_printf("t=%s&score=4", token);
    for (int i = 0; i < 2; i++) {
        g_auto(Answer) a =
            ask("helpdesk.conf", i ? "POST" : "GET", i ? "page=rate" : query, i ? body : "",
                "HTTP_HOST=evil.example", "SERVER_NAME=evil.example",
                "HTTP_X_FORWARDED_HOST=evil.example", "HTTP_REFERER=\"><script>evil()</script>",
                "SCRIPT_NAME=/evil", "PATH_INFO=/evil", NULL);
        assert_int_equal(a.status, i ? 303 : 200);
        assert_false(says(&a, "evil"));
        assert_true(says(&a, URL));
    }
}

static void
customers_read_their_language(void **state)
{
    static const struct {
        int64_t ticket;
        const char *lang, *word;
    } ROWS[] = {{1, "<html lang=\"en\">", "excellent"},
                {2, "<html lang=\"ru\">", "отлично"},
                {3, "<html lang=\"uk\">", "відмінно"}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *t =
            token_link(desk->keys, TOKEN_RATE, ROWS[i].ticket, "c@x.example", clock_now(), DAY);
        g_autofree char *query = link_of(t, "");
        g_auto(Answer) a = ask("helpdesk.conf", "GET", query, "", "HTTP_ACCEPT_LANGUAGE=de", NULL);
        assert_true(says(&a, ROWS[i].lang));
        assert_true(says(&a, ROWS[i].word));
    }
    g_auto(Answer) absent = ask("helpdesk.conf", "GET", "", "", "HTTP_ACCEPT_LANGUAGE=uk", NULL);
    assert_int_equal(absent.status, 404);
    assert_true(says(&absent, "<html lang=\"uk\">"));
    assert_false(says(&absent, "There is no such page"));
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(looking_shows_and_changes_nothing, fresh),
        cmocka_unit_test_setup(head_gives_the_headers_alone, fresh),
        cmocka_unit_test_setup(headers_lock_the_page, fresh),
        cmocka_unit_test_setup(button_counts_and_may_be_pressed_again, fresh),
        cmocka_unit_test_setup(thanks_are_not_given_for_nothing, fresh),
        cmocka_unit_test_setup(nothing_of_the_request_leads_elsewhere, fresh),
        cmocka_unit_test_setup(customers_read_their_language, fresh),
    };
    use_program(argc, argv);
    return cmocka_run_group_tests(tests, setup, teardown);
}
