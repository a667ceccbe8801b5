// check_leavers.c: a manager who left, by the config, must not take open tickets along: they would
// lie there and nobody would hear of them.
//
// Looks into the database, if there is one already, and changes nothing there.

#include "cli/check_leavers.h"

#include "base/log.h"

#include <sysexits.h>

static int
by_name(gconstpointer a, gconstpointer b)
{
    return g_strcmp0(a, b);
}

static bool
tell(const Cli *cli, const Desk *desk, const char *login, unsigned count)
{
    const Manager *m = desk_manager(desk, login);
    if (m && m->active)
        return false;
    log_write(LOG_ERROR, "%s: %s has %u open ticket%s and is %s; run: helpdesk reassign %s",
              cli->config, login, count, count == 1 ? "" : "s",
              m ? "not active" : "no longer in the config", login);
    return true;
}

unsigned
check_leavers(const Cli *cli, const Desk *desk, int *status)
{
    if (!g_file_test(desk->database, G_FILE_TEST_EXISTS))
        return 0;
    GError *error = NULL;
    g_autoptr(Store) store = store_open(desk->database, STORE_READ_ONLY, &error);
    g_autoptr(GHashTable) counts = store ? store_open_by_manager(store, &error) : NULL;
    if (!counts) {
        *status = cli_fail(error);
        return 1;
    }
    g_autoptr(GList) logins = g_list_sort(g_hash_table_get_keys(counts), by_name);
    unsigned faults = 0;
    for (const GList *l = logins; l; l = l->next)
        faults += tell(cli, desk, l->data, GPOINTER_TO_UINT(g_hash_table_lookup(counts, l->data)));
    *status = EX_CONFIG;
    return faults;
}
