// cmd_reassign.c: a manager leaves: all her open tickets go to somebody else.
//
// Says each ticket and the sum; nobody gets a letter. Asks nothing: --dry-run shows what would be.

#include "base/error.h"
#include "cli/cli.h"
#include "desk/reassign.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

// TO is a group's exact name, else a person.
static bool
find_receiver(const Desk *desk, const char *name, ReassignOrder *order, GError **error)
{
    order->group = desk_group(desk, name);
    if (order->group)
        return true;
    order->to = desk_find_manager(desk, name, "en", error);
    if (order->to && (!order->to->active || strcmp(order->to->login, order->from) == 0))
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED, "%s %s", order->to->login,
                    order->to->active ? "has these tickets already" : "is not active");
    return order->to && order->to->active && strcmp(order->to->login, order->from) != 0;
}

static int
give(const Reception *r, const ReassignOrder *order)
{
    GError *error = NULL;
    g_autoptr(GArray) done = reassign_all(r, order, &error);
    if (!done)
        return cli_fail(error);
    for (guint i = 0; i < done->len; i++) {
        const Reassigned *row = &g_array_index(done, Reassigned, i);
        printf("ticket %" G_GINT64_FORMAT ": %s → %s\n", row->ticket, order->from, row->to);
    }
    printf("%u ticket%s%s\n", done->len, done->len == 1 ? "" : "s",
           order->dry_run ? " would be given away; nothing was changed" : " given away");
    return EX_OK;
}

int
cmd_reassign(const Cli *cli, int argc, char **argv)
{
    gboolean dry_run = FALSE;
    g_autofree char *as = NULL, *queue_name = NULL;
    const GOptionEntry entries[] = {
        {"queue", 'q', 0, G_OPTION_ARG_STRING, &queue_name, "only tickets of this queue", "NAME"},
        {"as", 'a', 0, G_OPTION_ARG_STRING, &as, "who does it (default: the system)", "MANAGER"},
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "say it, but change nothing", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    int status;
    if (!cli_options("reassign", entries, &argc, &argv, &status))
        return status;
    if (argc != 2 && argc != 3)
        return cli_usage("reassign", "needs the login whose tickets are given away");
    g_autoptr(Store) store = NULL;
    g_autoptr(Desk) desk = cli_open(cli, false, &store, &status);
    if (!desk)
        return status;
    ReassignOrder order = {.from = argv[1], .who = "system", .dry_run = dry_run};
    order.queue = queue_name ? desk_queue(desk, queue_name) : NULL;
    if (queue_name && !order.queue)
        return cli_usage("reassign", "there is no queue \"%s\"", queue_name);
    GError *error = NULL;
    const Manager *actor = as ? desk_find_manager(desk, as, "en", &error) : NULL;
    if ((as && !actor) || (argc == 3 && !find_receiver(desk, argv[2], &order, &error)))
        return cli_fail(error);
    if (actor)
        order.who = actor->login;
    Reception reception = {.desk = desk,
                           .store = store,
                           .queue = desk->queues->pdata[0],
                           .now = cli->now,
                           .automation = true};
    return give(&reception, &order);
}
