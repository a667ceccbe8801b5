// cgi_fixture.h: a desk with three tickets in a folder, and helpdesk.cgi run on it as a web server
// runs it; for the tests of pages.
#pragma once

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
    desk = config_load_with(conf, CONFIG_FIRST_RUN, NULL, NULL); // makes the keys
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
    g_free(token);
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
use_program(int argc, char **argv)
{
    if (argc < 2) {
        print_error("usage: %s HELPDESK.CGI\n", argv[0]);
        exit(2);
    }
    program = argv[1];
}
