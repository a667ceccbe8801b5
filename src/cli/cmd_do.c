// cmd_do.c: what a manager's mail can do, from the command line: the same commands, the same text,
// the same checks, all or nothing.
//
// Whoever may read the database needs no further proof; --as says in whose name it is done.

#include "base/error.h"
#include "cli/cli.h"
#include "desk/operate.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

int
cmd_do(const Cli *cli, int argc, char **argv)
{
    g_autofree char *as = NULL;
    gint64 number;
    const GOptionEntry entries[] = {
        {"as", 'a', 0, G_OPTION_ARG_STRING, &as, "who does it", "MANAGER"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    int status;
    if (!cli_options("do", entries, &argc, &argv, &status))
        return status;
    if (argc < 3 || !cli_ticket_number(argv[1], &number))
        return cli_usage("do", "needs a ticket and what to do, such as: do 12 '#close' --as anna");
    if (!as)
        return cli_usage("do", "needs --as MANAGER: who does it");
    g_autoptr(Store) store = NULL;
    g_autoptr(Desk) desk = cli_open(cli, false, &store, &status);
    if (!desk)
        return status;
    GError *error = NULL;
    const Manager *actor = desk_find_manager(desk, as, "en", &error);
    if (!actor)
        return cli_fail(error);
    g_autofree char *text = g_strjoinv("\n", argv + 2);
    g_autofree char *done = NULL;
    Reception reception = {.desk = desk,
                           .store = store,
                           .queue = desk->queues->pdata[0],
                           .now = cli->now,
                           .automation = true};
    if (!operate_commands(&reception, number, actor, text, &done, &error))
        return cli_fail(error);
    if (isatty(STDOUT_FILENO))
        printf("%s\n", done);
    return EX_OK;
}
