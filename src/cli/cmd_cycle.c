// cmd_cycle.c: cycle, fetch, tick and send: the commands that cron runs. Silent when all is well; a
// fault is one line each and an exit status.
//
// On a terminal they tell what was done in one line at the end.

#include "base/error.h"
#include "cli/cli.h"
#include "run/cycle.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

static void
say_fetch(const FetchResult *r)
{
    printf("%u messages taken in", r->messages);
    for (int i = 0; i <= OUTCOME_HELD; i++)
        if (r->by_outcome[i])
            printf(", %s: %u", names_name(OUTCOME_NAMES, i), r->by_outcome[i]);
    printf("\n");
}

static void
say_deliver(const DeliverResult *r)
{
    printf("%u letters sent, %u to be tried again, %u failed\n", r->sent, r->retry, r->failed);
}

static void
say_hooks(const DeliverResult *r)
{
    if (r->sent + r->retry + r->failed > 0)
        printf("%u calls of hooks sent, %u to be tried again, %u failed\n", r->sent, r->retry,
               r->failed);
}

// The desk and its database, or the exit status.
static Desk *
open_desk(const Cli *cli, const char *command, int argc, char **argv, Store **store, int *status)
{
    if (!cli_options(command, NULL, &argc, &argv, status))
        return NULL;
    if (argc > 1) {
        *status = cli_usage(command, "takes no arguments, found \"%s\"", argv[1]);
        return NULL;
    }
    return cli_open(cli, true, store, status);
}

// Faults of mailboxes were logged where they happened: here only the status is left.
static int
status_of(GError *error)
{
    int status = hd_error_exit_code(error);
    g_clear_error(&error);
    return status;
}

int
cmd_cycle(const Cli *cli, int argc, char **argv)
{
    int status;
    g_autoptr(Store) store = NULL;
    g_autoptr(Desk) desk = open_desk(cli, "cycle", argc, argv, &store, &status);
    if (!desk)
        return status;
    CycleResult r;
    GError *error = NULL;
    cycle_run(desk, store, cli->now, cli_progress(), &r, &error);
    cli_progress_end();
    if (isatty(STDOUT_FILENO)) {
        say_fetch(&r.fetch);
        say_deliver(&r.deliver);
        say_hooks(&r.hooks);
    }
    return status_of(error);
}

int
cmd_fetch(const Cli *cli, int argc, char **argv)
{
    int status;
    g_autoptr(Store) store = NULL;
    g_autoptr(Desk) desk = open_desk(cli, "fetch", argc, argv, &store, &status);
    if (!desk)
        return status;
    FetchResult r;
    GError *error = NULL;
    fetch_all(desk, store, cli->now, cli_progress(), &r, &error);
    cli_progress_end();
    if (isatty(STDOUT_FILENO))
        say_fetch(&r);
    return status_of(error);
}

int
cmd_tick(const Cli *cli, int argc, char **argv)
{
    int status;
    g_autoptr(Store) store = NULL;
    g_autoptr(Desk) desk = open_desk(cli, "tick", argc, argv, &store, &status);
    if (!desk)
        return status;
    unsigned told;
    GError *error = NULL;
    return cycle_tick(desk, store, cli->now, &told, &error) ? EX_OK : cli_fail(error);
}

int
cmd_send(const Cli *cli, int argc, char **argv)
{
    int status;
    g_autoptr(Store) store = NULL;
    g_autoptr(Desk) desk = open_desk(cli, "send", argc, argv, &store, &status);
    if (!desk)
        return status;
    DeliverResult letters, hooks;
    GError *error = NULL, *fault = NULL;
    bool sent = deliver_all(desk, store, cli->now, cli_progress(), &letters, &error);
    bool called = deliver_hooks(desk, store, cli->now, &hooks, &fault);
    cli_progress_end();
    if (isatty(STDOUT_FILENO)) {
        say_deliver(&letters);
        say_hooks(&hooks);
    }
    status = called ? EX_OK : cli_fail(fault);
    return sent ? status : cli_fail(error);
}
