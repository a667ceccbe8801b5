// cmd_init.c: a first config out of a few answers: asked on a terminal, or given as options.
//
// Writes helpdesk.conf, the password files and the keys (all mode 0600), creates the database, then
// tries the servers and says what to do next. Never overwrites anything.

#include "base/code.h"
#include "base/error.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/cli.h"
#include "mail/address.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

// What is wrong with an answer, NULL when nothing is.
typedef const char *(*Judge)(const char *answer);

typedef struct {
    const char *option, *question, *fallback; // fallback NULL: an answer is required
    bool secret;
    Judge judge; // NULL: any line will do
} Question;

static const char *
judge_address(const char *answer)
{
    g_autoptr(Address) a = address_parse_one(answer);
    return a && address_is_valid(a->address)
               ? NULL
               : "that is no mail address; write one like support@example.com";
}

static const char *
judge_tls(const char *answer)
{
    static const char *const WORDS[] = {"implicit", "starttls", "none", NULL};
    return g_strv_contains(WORDS, answer)
               ? NULL
               : "write implicit, starttls or none (none for this machine alone)";
}

static const char *
judge_language(const char *answer)
{
    return lang_find(answer) ? NULL : "write en, ru or uk";
}

static const char *
judge_login(const char *answer)
{
    for (const char *p = answer; *p; p++)
        if (!g_ascii_isalnum(*p) && !strchr("._-", *p))
            return "write letters a-z, digits and . _ - only, like anna";
    return NULL;
}

static const char *
judge_host(const char *answer)
{
    return strpbrk(answer, " /@\\\"") ? "write a host name, or host:port" : NULL;
}

static const char *
judge_file(const char *answer)
{
    return !*answer || g_file_test(answer, G_FILE_TEST_IS_REGULAR) ? NULL : "there is no such file";
}

enum {
    Q_NAME,
    Q_ADDRESS,
    Q_IMAP,
    Q_IMAP_TLS,
    Q_USER,
    Q_PASSWORD,
    Q_SMTP,
    Q_SMTP_TLS,
    Q_LOGIN,
    Q_MANAGER,
    Q_MANAGER_NAME,
    Q_LANGUAGE,
    Q_CA,
    Q_COUNT
};

static const Question QUESTIONS[Q_COUNT] = {
    [Q_NAME] = {"name", "Name of the desk, as people see it", "Support", false},
    [Q_ADDRESS] = {"address", "Support address", NULL, false, judge_address},
    [Q_IMAP] = {"imap", "IMAP server (host or host:port)", NULL, false, judge_host},
    [Q_IMAP_TLS] = {"imap-tls", "IMAP security: implicit, starttls or none", "implicit", false,
                    judge_tls},
    [Q_USER] = {"user", "User name there (empty: the support address)", "", false},
    [Q_PASSWORD] = {"password", "Password", NULL, true},
    [Q_SMTP] = {"smtp", "SMTP server (host or host:port; empty: the same host)", "", false,
                judge_host},
    [Q_SMTP_TLS] = {"smtp-tls", "SMTP security: starttls, implicit or none", "starttls", false,
                    judge_tls},
    [Q_LOGIN] = {"login", "First manager's login (a short name such as anna)", NULL, false,
                 judge_login},
    [Q_MANAGER] = {"manager", "Her mail address", NULL, false, judge_address},
    [Q_MANAGER_NAME] = {"manager-name", "Her full name, as customers see it", "", false},
    [Q_LANGUAGE] = {"language", "Language of the desk: en, ru or uk", "en", false, judge_language},
    [Q_CA] = {"ca-file", "CA file for the servers' certificates (empty: the system's)", "", false,
              judge_file},
};

static char *
read_line(bool secret)
{
    struct termios old, quiet;
    bool hide = secret && tcgetattr(STDIN_FILENO, &old) == 0;
    if (hide) {
        quiet = old;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
    }
    char buffer[1024];
    char *got = fgets(buffer, sizeof buffer, stdin);
    if (hide) {
        tcsetattr(STDIN_FILENO, TCSANOW, &old);
        printf("\n");
    }
    return got ? g_strchomp(g_strdup(buffer)) : NULL;
}

// One question, asked until the answer will do. NULL at the end of input.
static char *
ask(const Question *q)
{
    for (;;) {
        bool shown = q->fallback && *q->fallback;
        printf("%s%s%s%s: ", q->question, shown ? " [" : "", shown ? q->fallback : "",
               shown ? "]" : "");
        fflush(stdout);
        g_autofree char *line = read_line(q->secret);
        if (!line)
            return NULL;
        const char *answer = *line || !q->fallback ? line : q->fallback;
        const char *fault = !*answer && !q->fallback                ? "an answer is needed"
                            : q->judge && (*answer || !q->fallback) ? q->judge(answer)
                                                                    : NULL;
        if (!fault)
            return g_strdup(answer);
        printf("  %s\n", fault);
    }
}

static bool
ask_missing(char **answers, int *status)
{
    bool terminal = isatty(STDIN_FILENO);
    for (size_t i = 0; i < Q_COUNT; i++) {
        const Question *q = &QUESTIONS[i];
        const char *fault = answers[i] && *answers[i] && q->judge ? q->judge(answers[i]) : NULL;
        if (fault) {
            *status = cli_usage("init", "--%s: %s", q->option, fault);
            return false;
        }
        if (!answers[i] && !terminal && !q->fallback) {
            *status =
                cli_usage("init", "--%s is missing and there is no terminal to ask on", q->option);
            return false;
        }
        if (!answers[i])
            answers[i] = terminal ? ask(q) : g_strdup(q->fallback);
        if (!answers[i]) {
            *status = EX_USAGE;
            return false;
        }
    }
    return true;
}

static bool
write_new(const char *path, const char *text, GError **error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_INPUT, "%s: %s", path,
                    errno == EEXIST ? "exists already and is left as it is" : g_strerror(errno));
        return false;
    }
    size_t len = strlen(text);
    bool written = write(fd, text, len) == (gssize)len && fsync(fd) == 0;
    int fault = errno;
    close(fd);
    if (!written)
        g_set_error(error, HD_ERROR, HD_ERROR_RETRY, "%s: %s", path, g_strerror(fault));
    return written;
}

// A libconfig string.
static char *
quoted(const char *text)
{
    g_autofree char *line = text_one_line(text);
    GString *out = g_string_new("\"");
    for (const char *p = line; *p; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *p);
    }
    return g_string_free(g_string_append_c(out, '"'), FALSE);
}

static void
put(GString *out, const char *indent, const char *key, const char *value)
{
    g_autofree char *q = quoted(value);
    g_string_append_printf(out, "%s%s = %s;\n", indent, key, q);
}

static void
put_server(GString *out, const char *indent, const char *where, const char *tls, const char *user,
           const char *ca)
{
    const char *colon = strrchr(where, ':');
    g_autofree char *host = colon ? g_strndup(where, (size_t)(colon - where)) : g_strdup(where);
    put(out, indent, "host", host);
    if (colon)
        g_string_append_printf(out, "%sport = %d;\n", indent,
                               (int)g_ascii_strtoll(colon + 1, NULL, 10));
    put(out, indent, "tls", tls);
    if (*ca)
        put(out, indent, "ca_file", ca);
    put(out, indent, "user", user);
    put(out, indent, "password_file", "helpdesk.password");
}

static char *
config_text(char **a)
{
    GString *out = g_string_new(
        "# helpdesk.conf: written by helpdesk init; every key stands in helpdesk.conf(5).\n\n");
    const char *user = *a[Q_USER] ? a[Q_USER] : a[Q_ADDRESS];
    g_autofree char *login = g_utf8_strdown(a[Q_LOGIN], -1);
    put(out, "", "name", a[Q_NAME]);
    put(out, "", "database", CONFIG_DATABASE);
    put(out, "", "keys_file", CONFIG_KEYS_FILE);
    g_string_append(out, "\nqueues = (\n  {\n");
    put(out, "    ", "name", "support");
    put(out, "    ", "address", a[Q_ADDRESS]);
    put(out, "    ", "language", a[Q_LANGUAGE]);
    g_string_append(out, "    mailboxes = (\n      {\n");
    put(out, "        ", "type", "imap");
    put_server(out, "        ", a[Q_IMAP], a[Q_IMAP_TLS], user, a[Q_CA]);
    put(out, "        ", "folder", "INBOX");
    put(out, "        ", "after", "flag");
    g_string_append(out, "      }\n    );\n  }\n);\n\nsmtp = {\n");
    put_server(out, "  ", *a[Q_SMTP] ? a[Q_SMTP] : a[Q_IMAP], a[Q_SMTP_TLS], user, a[Q_CA]);
    g_string_append(out, "};\n\nmanagers = (\n  {\n");
    put(out, "    ", "login", login);
    put(out, "    ", "name", *a[Q_MANAGER_NAME] ? a[Q_MANAGER_NAME] : a[Q_LOGIN]);
    g_autofree char *address = quoted(a[Q_MANAGER]);
    g_string_append_printf(out, "    addresses = ( %s );\n", address);
    put(out, "    ", "language", a[Q_LANGUAGE]);
    put(out, "    ", "role", "admin");
    g_string_append(out, "  }\n);\n");
    return g_string_free(out, FALSE);
}

static int
create(const Cli *cli, char **answers)
{
    g_autofree char *folder = g_path_get_dirname(cli->config);
    g_autofree char *password_file = g_build_filename(folder, "helpdesk.password", NULL);
    g_autofree char *text = config_text(answers);
    g_autofree char *password = g_strdup_printf("%s\n", answers[Q_PASSWORD]);
    GError *error = NULL;
    if (g_file_test(cli->config, G_FILE_TEST_EXISTS))
        g_set_error(&error, HD_ERROR, HD_ERROR_INPUT, "%s exists already and is left as it is",
                    cli->config);
    if (error || !write_new(password_file, password, &error) ||
        !write_new(cli->config, text, &error))
        return cli_fail(error);
    int status;
    g_autoptr(Store) store = NULL;
    g_autoptr(Desk) desk = cli_open(cli, true, &store, &status);
    if (!desk) {
        // Nothing is left behind, so that the next try starts afresh.
        unlink(cli->config);
        unlink(password_file);
        return status;
    }
    printf("%s, %s and the database are made. Trying the servers:\n", cli->config, password_file);
    fflush(stdout);
    char *check[] = {(char[]){"check"}, (char[]){"--connect"}, NULL};
    status = cmd_check(cli, 2, check);
    if (status == EX_OK)
        printf("All is well. Let cron run: helpdesk -c %s cycle\n", cli->config);
    else
        printf("Correct %s or %s, then: helpdesk -c %s check --connect\n", cli->config,
               password_file, cli->config);
    return status;
}

static bool
read_secret(const char *path, char **out)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return false;
    text[strcspn(text, "\r\n")] = '\0';
    g_free(*out);
    *out = g_strdup(text);
    return true;
}

int
cmd_init(const Cli *cli, int argc, char **argv)
{
    char *answers[Q_COUNT] = {NULL};
    char *secret = NULL;
    GOptionEntry entries[Q_COUNT + 2] = {{NULL, 0, 0, 0, NULL, NULL, NULL}};
    for (size_t i = 0; i < Q_COUNT; i++)
        entries[i] =
            (GOptionEntry){QUESTIONS[i].option,   0,     0, G_OPTION_ARG_STRING, &answers[i],
                           QUESTIONS[i].question, "TEXT"};
    entries[Q_COUNT] =
        (GOptionEntry){"password-from",
                       0,
                       0,
                       G_OPTION_ARG_FILENAME,
                       &secret,
                       "file whose first line is the password (others see --password in ps)",
                       "FILE"};
    int status;
    if (cli_options("init", entries, &argc, &argv, &status)) {
        if (argc > 1)
            status = cli_usage(
                "init", "takes options only; the config's name is given with -c FILE before init");
        else if (secret && !read_secret(secret, &answers[Q_PASSWORD]))
            status = cli_usage("init", "--password-from: %s cannot be read", secret);
        else if (ask_missing(answers, &status))
            status = create(cli, answers);
    }
    for (size_t i = 0; i < Q_COUNT; i++)
        g_free(answers[i]);
    g_free(secret);
    return status;
}
