// main.c: the command line: global options, the table of commands (which is also the help), the
// call.
//
// Each command has a file cmd_*.c. Nothing is decided here.

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/cli.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define CONFIG_SYSTEM "/etc/helpdesk/helpdesk.conf"

const CliCommand CLI_COMMANDS[] = {
    {"init", "[--name TEXT] [--address A] [--imap HOST] …",
     "ask a few questions, write a config, try the servers", cmd_init},
    {"check", "[--connect] [--keys]",
     "read the config and the templates, say every fault with its line", cmd_check},
    {"cycle", "", "fetch, tick, send: what cron runs", cmd_cycle},
    {"fetch", "", "take new messages in from every mailbox", cmd_fetch},
    {"tick", "", "do what time alone brings about", cmd_tick},
    {"send", "", "send the letters that are due", cmd_send},
    {"receive", "[--queue NAME]",
     "take one message in from standard input (a pipe from the mail server)", cmd_receive},
    {"import", "[--queue NAME] PATH",
     "take an mbox, a Maildir or a folder of messages in; no mail goes out", cmd_import},
    {"explain", "[--json] [--queue NAME] FILE",
     "say what would be done with a message and why; change nothing", cmd_explain},
    {"replay",
     "[--against FILE] [--from DATE] [--to DATE] [--limit N] [--json] [ARCHIVE…]",
     "play an archive, or the desk's own mail, under this config and say what would differ",
     cmd_replay},
    {"list",
     "[--all] [--manager M | --nobody] [--queue Q] [--status S] [--from A] [--late] [--type T] "
     "[--tag T] [--limit N] [--before N] [--json]",
     "tickets, newest first", cmd_list},
    {"show", "[--json] [--raw MESSAGE] TICKET", "a ticket with its conversation and history",
     cmd_show},
    {"received", "[--outcome NAME] [--counts] [--raw ID] [--json]",
     "messages that came in, each with its outcome and why", cmd_received},
    {"search", "[--json] WORDS", "tickets that hold all the words", cmd_search},
    {"do", "TICKET 'COMMANDS' --as MANAGER", "what a manager's mail can do: commands and text",
     cmd_do},
    {"reassign", "FROM [TO] [--queue NAME] [--as MANAGER] [--dry-run]",
     "give all open tickets of a manager to somebody else", cmd_reassign},
    {"outbox", "[list|retry ID|cancel ID] [--all] [--json]",
     "letters that wait, failed or were sent", cmd_outbox},
    {"keys", "[list|rotate|drop ID] [--json]", "the keys that letters and links are signed with",
     cmd_keys},
    {"faq", "[list|show ID|publish ID|drop ID] [--json]",
     "questions and answers that managers drafted out of tickets", cmd_faq},
    {"blocked", "[list|add ADDRESS|drop ADDRESS] [--json]", "senders whose mail nobody wants",
     cmd_blocked},
    {"backup", "FILE", "a consistent copy of the database while it is in use", cmd_backup},
    {NULL, NULL, NULL, NULL},
};

static void
print_help(void)
{
    printf("usage: helpdesk [-c FILE] [--now TIME] [-v] COMMAND [ARGUMENTS]\n\ncommands:\n");
    for (const CliCommand *c = CLI_COMMANDS; c->name; c++)
        printf("  %-9s %s\n", c->name, c->help);
    printf("\noptions:\n"
           "  -c FILE       config (else $HELPDESK_CONF, ./helpdesk.conf, "
           "/etc/helpdesk/helpdesk.conf)\n"
           "  --now TIME    take this for the present time: Unix seconds or 2026-11-21T19:20Z\n"
           "  -v, --verbose say what is done\n"
           "  --version     print the version\n"
           "\n\"helpdesk COMMAND --help\" tells about one command; see also helpdesk(1), "
           "helpdesk.conf(5).\n");
}

static const char *
default_config(void)
{
    const char *env = g_getenv("HELPDESK_CONF");
    if (env && *env)
        return env;
    bool here = g_file_test("helpdesk.conf", G_FILE_TEST_EXISTS) ||
                !g_file_test(CONFIG_SYSTEM, G_FILE_TEST_EXISTS);
    return here ? "helpdesk.conf" : CONFIG_SYSTEM;
}

// Global options stand before the command; the first word that is none is the command.
static bool
global_options(Cli *cli, int argc, char **argv, int *next, int *status)
{
    int i = 1;
    *status = EX_OK;
    for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
        const char *o = argv[i];
        if (strcmp(o, "-h") == 0 || strcmp(o, "--help") == 0) {
            print_help();
            return false;
        }
        if (strcmp(o, "--version") == 0) {
            printf("helpdesk " HELPDESK_VERSION "\n");
            return false;
        }
        if (strcmp(o, "-v") == 0 || strcmp(o, "--verbose") == 0) {
            log_level_set(log_level_get() < LOG_INFO ? LOG_INFO : LOG_DEBUG);
            continue;
        }
        bool takes_value =
            strcmp(o, "-c") == 0 || strcmp(o, "--config") == 0 || strcmp(o, "--now") == 0;
        if (!takes_value || i + 1 == argc) {
            log_write(LOG_ERROR,
                      takes_value ? "%s needs a value; see helpdesk --help"
                                  : "unknown option %s; see helpdesk --help",
                      o);
            *status = EX_USAGE;
            return false;
        }
        const char *value = argv[++i];
        if (strcmp(o, "--now") != 0) {
            cli->config = value;
        } else if (clock_parse(value, &cli->now)) {
            clock_set(cli->now);
        } else {
            log_write(LOG_ERROR,
                      "--now: \"%s\" is no time; write Unix seconds or 2026-11-21T19:20Z", value);
            *status = EX_USAGE;
            return false;
        }
    }
    *next = i;
    return true;
}

int
main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    Cli cli = {.config = default_config(), .now = clock_now()};
    int next, status;
    if (!global_options(&cli, argc, argv, &next, &status))
        return status;
    if (next >= argc || strcmp(argv[next], "help") == 0) {
        print_help();
        return next >= argc ? EX_USAGE : EX_OK;
    }
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const CliCommand *c = CLI_COMMANDS; c->name; c++) {
        if (strcmp(c->name, argv[next]) == 0)
            return c->run(&cli, argc - next, argv + next);
        g_ptr_array_add(names, (gpointer)(guintptr)c->name);
    }
    g_ptr_array_add(names, NULL);
    const char *near = text_nearest(argv[next], (const char *const *)names->pdata);
    if (near)
        log_write(LOG_ERROR, "there is no command \"%s\"; did you mean \"%s\"?", argv[next], near);
    else
        log_write(LOG_ERROR, "there is no command \"%s\"; see helpdesk --help", argv[next]);
    return EX_USAGE;
}
