// helpdesk.cgi as a web server starts it: environment and body in, status, headers and page out,
// and what it leaves in the database. The program's path is the first argument.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "config/config.h"
#include "store/store.h"
#include "ticket/token.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define URL     "https://desk.example/helpdesk.cgi"
#define SUBJECT "Lamp <b>\"broken\"</b> & dark"
#define DAY     86400

static const char *program;
static char *folder, *conf, *token;
static Desk *desk;

static char *
inside(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

static void
write_conf(const char *name, const char *url)
{
    g_autofree char *path = inside(name);
    g_autofree char *text =
        g_strdup_printf("name = \"Acme <desk>\";\n"
                        "queues = ({ name = \"support\"; address = \"support@example.com\"; "
                        "marker = \"HD\"; });\n"
                        "managers = ({ login = \"anna\"; name = \"Anna\"; "
                        "addresses = (\"anna@example.com\"); });\n"
                        "smtp = { type = \"file\"; folder = \".\"; };\n%s",
                        url);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    assert_int_equal(chmod(path, 0600), 0);
}

static int64_t
add_ticket(Store *s, const char *language)
{
    g_autoptr(Ticket) t = ticket_new();
    g_free(t->queue);
    t->queue = g_strdup("support");
    g_free(t->subject);
    t->subject = g_strdup(SUBJECT);
    g_free(t->status);
    t->status = g_strdup("open");
    g_free(t->language);
    t->language = g_strdup(language);
    t->kind = KIND_OPEN;
    contact_free(t->requester);
    t->requester = contact_new("carol@customer.example", "Carol");
    assert_true(store_contact_save(s, t->requester, NULL));
    assert_true(store_ticket_save(s, t, NULL));
    return t->number;
}

// A database with an English, a Russian and a Ukrainian ticket: 1, 2, 3.
static int
setup(void **state)
{
    folder = g_dir_make_tmp("helpdesk-cgi-XXXXXX", NULL);
    conf = inside("helpdesk.conf");
    write_conf("helpdesk.conf", "web = { url = \"" URL "\"; };\n");
    write_conf("nopages.conf", "");
    write_conf("wrong.conf", "no_such_key = 1;\n");
    write_conf("nodb.conf", "web = { url = \"" URL "\"; };\ndatabase = \"secret-name.db\";\n");
    desk = config_load(conf, NULL, NULL); // makes the keys
    assert_non_null(desk);
    g_autoptr(Store) s = store_open(desk->database, STORE_CREATE, NULL);
    assert_non_null(s);
    assert_true(store_begin(s, NULL));
    assert_int_equal(add_ticket(s, "en"), 1);
    assert_int_equal(add_ticket(s, "ru"), 2);
    assert_int_equal(add_ticket(s, "uk"), 3);
    assert_true(store_commit(s, NULL));
    return 0;
}

static int
teardown(void **state)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = inside(name);
        unlink(path);
    }
    g_dir_close(dir);
    int rc = rmdir(folder);
    desk_free(desk);
    g_free(folder);
    g_free(conf);
    return rc;
}

static int
fresh(void **state)
{
    g_autoptr(Store) s = store_open(desk->database, 0, NULL);
    g_free(token);
    token = token_link(desk->keys, TOKEN_RATE, 1, "carol@customer.example", clock_now(), DAY);
    return s && store_begin(s, NULL) && store_rating_set(s, 1, 0, "", 0, NULL) &&
                   store_commit(s, NULL)
               ? 0
               : -1;
}

typedef struct {
    unsigned status;
    char *out, *err;
    const char *page; // in out, behind the headers
} Answer;

static void
answer_clear(Answer *a)
{
    g_free(a->out);
    g_free(a->err);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Answer, answer_clear)

static void
redirect(const char *name, int flags, int fd)
{
    g_autofree char *path = inside(name);
    int file = open(path, flags, 0600);
    if (file < 0 || dup2(file, fd) < 0) {
        _exit(125);
    }
}

static char *
contents(const char *name)
{
    g_autofree char *path = inside(name);
    char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

// Runs the program; variables: "NAME=value" strings behind the method, then NULL.
static Answer
ask(const char *config, const char *method, const char *query, const char *body, ...)
{
    g_autoptr(GPtrArray) env = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *input = inside("body");
    assert_true(g_file_set_contents(input, body, -1, NULL));
    g_ptr_array_add(env, g_strdup_printf("REQUEST_METHOD=%s", method));
    g_ptr_array_add(env, g_strdup_printf("QUERY_STRING=%s", query));
    g_ptr_array_add(env, g_strdup_printf("CONTENT_LENGTH=%zu", strlen(body)));
    g_ptr_array_add(env, g_strdup("CONTENT_TYPE=application/x-www-form-urlencoded"));
    if (*config) {
        g_ptr_array_add(env, g_strdup_printf("HELPDESK_CONF=%s/%s", folder, config));
    }
    va_list more;
    va_start(more, body);
    for (const char *variable; (variable = va_arg(more, const char *));) {
        size_t name = strcspn(variable, "=") + 1;
        for (guint i = 0; i < env->len; i++) {
            if (strncmp(env->pdata[i], variable, name) == 0) {
                g_ptr_array_remove_index(env, i);
                break;
            }
        }
        g_ptr_array_add(env, g_strdup(variable));
    }
    va_end(more);
    g_ptr_array_add(env, NULL);

    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        char name[] = "helpdesk.cgi";
        char *const argv[] = {name, NULL};
        redirect("body", O_RDONLY, STDIN_FILENO);
        redirect("out", O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
        redirect("err", O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
        execve(program, argv, (char *const *)env->pdata);
        _exit(126);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);

    Answer a = {.out = contents("out"), .err = contents("err")};
    assert_true(g_str_has_prefix(a.out, "Status: "));
    a.status = (unsigned)strtoul(a.out + strlen("Status: "), NULL, 10);
    a.page = strstr(a.out, "\r\n\r\n");
    assert_non_null(a.page);
    a.page += 4;
    return a;
}

static bool
says(const Answer *a, const char *text)
{
    return strstr(a->out, text) != NULL;
}

static void
assert_rating(int score, const char *review)
{
    g_autoptr(Store) s = store_open(desk->database, STORE_READ_ONLY, NULL);
    assert_non_null(s);
    g_autoptr(Ticket) t = store_ticket_get(s, 1, NULL);
    assert_non_null(t);
    assert_int_equal(t->rating, score);
    assert_string_equal(t->review, review);
}

static char *
link_of(const char *t, const char *more)
{
    return g_strdup_printf("page=rate&t=%s%s", t, more);
}

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
        cmocka_unit_test_setup(looking_shows_and_changes_nothing, fresh),
        cmocka_unit_test_setup(head_gives_the_headers_alone, fresh),
        cmocka_unit_test_setup(headers_lock_the_page, fresh),
        cmocka_unit_test_setup(button_counts_and_may_be_pressed_again, fresh),
        cmocka_unit_test_setup(thanks_are_not_given_for_nothing, fresh),
        cmocka_unit_test_setup(every_changed_bit_is_forged, fresh),
        cmocka_unit_test_setup(tokens_of_other_kinds_lead_nowhere, fresh),
        cmocka_unit_test_setup(wrong_requests_are_refused, fresh),
        cmocka_unit_test_setup(lengths_that_lie_are_refused, fresh),
        cmocka_unit_test_setup(floods_are_refused, fresh),
        cmocka_unit_test_setup(nothing_of_the_request_leads_elsewhere, fresh),
        cmocka_unit_test_setup(customers_read_their_language, fresh),
        cmocka_unit_test_setup(faults_of_ours_go_to_the_log_alone, fresh),
    };
    if (argc < 2) {
        print_error("usage: test_cgi_pages HELPDESK.CGI\n");
        return 2;
    }
    program = argv[1];
    int failed = cmocka_run_group_tests(tests, setup, teardown);
    g_free(token);
    return failed;
}
