// cmd_backup.c: a consistent copy of the database while cycles go on.
//
// The copy is complete and checked; the keys file and the config are files of their own and are
// named, so that nobody forgets them.

#include "base/error.h"
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

// A copy that cannot be restored is none: it is opened and checked as a whole.
static bool
check_copy(const char *path, GError **error)
{
    g_autoptr(Store) copy = store_open(path, 0, error);
    g_autoptr(GPtrArray) faults = copy ? store_verify(copy, error) : NULL;
    if (faults && faults->len > 0)
        g_set_error(error, HD_ERROR, HD_ERROR_RETRY, "%s is not sound: %s", path,
                    (const char *)faults->pdata[0]);
    return faults && faults->len == 0;
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
    if (!done || !check_copy(argv[1], &error))
        return cli_fail(error);
    if (isatty(STDOUT_FILENO))
        printf("%s is complete and sound; keep the config and the keys file with it\n", argv[1]);
    return EX_OK;
}
