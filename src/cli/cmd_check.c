// cmd_check.c: says everything that is wrong with the config and the templates, each with its line;
// with
// --connect tries the servers too.
//
// Changes nothing: not even the keys file of a first run is made.

#include "base/error.h"
#include "base/lang.h"
#include "base/log.h"
#include "cli/check_macros.h"
#include "cli/check_leavers.h"
#include "cli/cli.h"
#include "desk/vars.h"
#include "io/sender.h"
#include "io/source.h"
#include "mail/template.h"
#include "ticket/notice.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

// One template as it would be used: the admin's, else the built-in one.
static bool
check_template(const Desk *desk, const char *language, const char *file)
{
    g_autofree char *own = g_build_filename(desk->templates, language, file, NULL);
    bool is_own = *desk->templates && g_file_test(own, G_FILE_TEST_EXISTS);
    g_autofree char *name =
        is_own ? g_strdup(own) : g_strdup_printf("%s/%s (built in)", language, file);
    g_autoptr(GError) error = NULL;
    g_autofree char *source = template_load(desk->templates, language, file, &error);
    if (source && template_check(source, name, NOTICE_VARS, &error))
        return true;
    log_write(LOG_ERROR, "%s", error->message);
    return false;
}

static bool
is_template_name(const char *file)
{
    for (size_t n = 0; n < NOTICE_COUNT; n++) {
        size_t len = strlen(NOTICES[n].template);
        if (strncmp(file, NOTICES[n].template, len) == 0 &&
            (strcmp(file + len, ".txt") == 0 || strcmp(file + len, ".html") == 0))
            return true;
    }
    return false;
}

// A file of a name that no letter has would never be used, and nobody would know why.
static unsigned
check_names(const Desk *desk, const char *language)
{
    g_autofree char *folder = g_build_filename(desk->templates, language, NULL);
    g_autoptr(GDir) dir = *desk->templates ? g_dir_open(folder, 0, NULL) : NULL;
    unsigned faults = 0;
    for (const char *file = NULL; dir && (file = g_dir_read_name(dir));) {
        if (is_template_name(file) || *file == '.' || g_str_has_suffix(file, "~"))
            continue;
        log_write(LOG_ERROR, "%s/%s: no letter has this name; see helpdesk-templates(5)", folder,
                  file);
        faults++;
    }
    return faults;
}

static unsigned
check_templates(const Desk *desk)
{
    static const char *const EXTENSIONS[] = {"txt", "html"};
    unsigned faults = !check_template(desk, "", "design.html");
    for (size_t l = 0; LANG_CODES[l]; l++) {
        faults += check_names(desk, LANG_CODES[l]);
        for (size_t n = 0; n < NOTICE_COUNT; n++)
            for (size_t e = 0; e < G_N_ELEMENTS(EXTENSIONS); e++) {
                g_autofree char *file =
                    g_strdup_printf("%s.%s", NOTICES[n].template, EXTENSIONS[e]);
                faults += !check_template(desk, LANG_CODES[l], file);
            }
    }
    return faults;
}

static int
try_servers(const Desk *desk)
{
    int status = EX_OK;
    for (guint i = 0; i < desk->queues->len; i++) {
        const Queue *q = desk->queues->pdata[i];
        for (guint j = 0; j < q->mailboxes->len; j++) {
            const Mailbox *m = q->mailboxes->pdata[j];
            GError *error = NULL;
            g_autoptr(Source) source = source_open(m, &error);
            if (source)
                printf("%s: ok\n", m->name);
            else
                status = cli_fail(error);
        }
    }
    GError *error = NULL;
    g_autoptr(Sender) sender = sender_open(desk->transport, &error);
    if (sender && sender_try(sender, &error))
        printf("outgoing mail: ok\n");
    else
        status = cli_fail(error);
    return status;
}

static unsigned
print_faults(const GPtrArray *faults)
{
    unsigned errors = 0;
    for (guint i = 0; i < faults->len; i++) {
        const ConfigFault *fault = faults->pdata[i];
        g_autofree char *line = config_fault_text(fault);
        fprintf(stderr, "%s\n", line);
        errors += fault->severity == FAULT_ERROR;
    }
    return errors;
}

// Where no server is trusted, a Message-ID or a reply address is all that proves a manager; whoever
// sees her notice has it.
static void
warn_unchecked(const Cli *cli, const Desk *desk)
{
    bool any = false;
    for (guint i = 0; i < desk->managers->len; i++)
        any = any || ((const Manager *)desk->managers->pdata[i])->active;
    if (any && desk->authserv_ids->len == 0)
        fprintf(stderr,
                "%s: warning: no server is trusted to check senders: whoever sees a manager's "
                "letter can answer in her name; name your mail server in authserv_ids\n",
                cli->config);
}

int
cmd_check(const Cli *cli, int argc, char **argv)
{
    gboolean connect = FALSE, keys = FALSE;
    const GOptionEntry entries[] = {
        {"connect", 'C', 0, G_OPTION_ARG_NONE, &connect,
         "try the mailboxes and the outgoing server too", NULL},
        {"keys", 0, 0, G_OPTION_ARG_NONE, &keys,
         "list every key with type, default, range and meaning", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    int status;
    if (!cli_options("check", entries, &argc, &argv, &status))
        return status;
    if (argc > 1)
        return cli_usage("check", "takes no arguments; name the config with -c FILE before check");
    if (keys) {
        g_autoptr(GString) list = g_string_new(NULL);
        config_keys_print(list);
        fputs(list->str, stdout);
        return EX_OK;
    }
    g_autoptr(GPtrArray) faults = config_faults_new();
    GError *error = NULL;
    g_autoptr(Desk) desk = config_load_with(cli->config, CONFIG_NO_SECRETS, faults, &error);
    unsigned errors = print_faults(faults);
    if (!desk) {
        if (errors == 0)
            return cli_fail(error);
        status = hd_error_exit_code(error);
        g_error_free(error);
        return status;
    }
    if (check_templates(desk) + check_macros(desk, cli->now) > 0)
        return EX_CONFIG;
    if (check_leavers(cli, desk, &status) > 0)
        return status;
    warn_unchecked(cli, desk);
    if (isatty(STDOUT_FILENO))
        printf("%s: ok\n", cli->config);
    return connect ? try_servers(desk) : EX_OK;
}
