// cmd_backup.c: a consistent copy of the database while cycles go on.
//
// The copy is complete and checked; the keys file and the config are files of their own and are named, so
// that nobody forgets them.

#include "cli/cli.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

static void
step(int done, int total, void *data)
{
    const Progress *p = data;
    progress_step(p, "pages copied", (unsigned long)done, (unsigned long)total);
}

int
cmd_backup(const Cli *cli, int argc, char **argv)
{
    int status;
    if (!cli_options("backup", NULL, &argc, &argv, &status))
        return status;
    if (argc != 2)
        return cli_usage("backup", "needs the name of a new file");
    g_autoptr(Store) store = NULL;
    g_autoptr(Desk) desk = cli_open(cli, false, &store, &status);
    if (!desk)
        return status;
    GError *error = NULL;
    bool done = store_backup(store, argv[1], step, (void *)(guintptr)cli_progress(), &error);
    cli_progress_end();
    if (!done)
        return cli_fail(error);
    if (isatty(STDOUT_FILENO))
        printf("%s is complete; keep the config and the keys file with it\n", argv[1]);
    return EX_OK;
}
