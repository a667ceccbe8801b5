// cmd_blocked.c: senders whose mail nobody wants: those that #spam learned, and those named here.
//
// What becomes of their mail is decided when it comes in. Neither a manager nor an address of the
// desk can be blocked.

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static void
print_json(const GPtrArray *list)
{
    g_auto(Json) j = {0};
    json_init(&j);
    json_array(&j, NULL);
    for (guint i = 0; i < list->len; i++) {
        const Blocked *b = list->pdata[i];
        json_object(&j, NULL);
        json_text(&j, "address", b->address);
        json_text(&j, "who", b->who);
        json_number(&j, "ticket", b->ticket);
        json_number(&j, "at", b->at);
        json_end_object(&j);
    }
    json_end_array(&j);
    fputs(j.out->str, stdout);
}

static void
print_text(const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        const Blocked *b = list->pdata[i];
        g_autofree char *at = clock_people(b->at);
        g_autofree char *address = cli_cell(b->address, 40);
        printf("%s %s  %s", address, at, b->who);
        if (b->ticket)
            printf(", ticket %" G_GINT64_FORMAT, b->ticket);
        printf("\n");
    }
}

static int
list_blocked(Store *store, bool json)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) list = store_blocked_list(store, &error);
    if (!list)
        return cli_fail(error);
    if (json)
        print_json(list);
    else
        print_text(list);
    return EX_OK;
}

static bool
add(const Cli *cli, const Desk *desk, Store *store, const char *address, GError **error)
{
    if (!address_is_valid(address)) {
        g_set_error(error, HD_ERROR, HD_ERROR_INPUT, "\"%s\" is no mail address", address);
        return false;
    }
    if (desk_manager_by_address(desk, address) || desk_queue_by_address(desk, address)) {
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                    "%s is an address of this desk and cannot be blocked", address);
        return false;
    }
    return store_blocked_add(store, address, "system", 0, cli->now, error);
}

static bool
drop(Store *store, const char *address, GError **error)
{
    bool was;
    if (!store_blocked_remove(store, address, &was, error))
        return false;
    if (!was)
        g_set_error(error, HD_ERROR, HD_ERROR_ABSENT,
                    "%s is not blocked; see helpdesk blocked list", address);
    return was;
}

int
cmd_blocked(const Cli *cli, int argc, char **argv)
{
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"json", 'j', 0, G_OPTION_ARG_NONE, &json, "print a JSON array", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    int status;
    if (!cli_options("blocked", entries, &argc, &argv, &status))
        return status;
    const char *word = argc > 1 ? argv[1] : "list";
    bool list = strcmp(word, "list") == 0, adds = strcmp(word, "add") == 0;
    if (!list && !adds && strcmp(word, "drop") != 0)
        return cli_usage("blocked", "knows list, add ADDRESS and drop ADDRESS");
    if (list ? argc > 2 : argc != 3)
        return cli_usage("blocked",
                         list ? "list takes no arguments but options" : "needs one mail address");
    g_autoptr(Store) store = NULL;
    g_autoptr(Desk) desk = cli_open(cli, false, &store, &status);
    if (!desk)
        return status;
    if (list)
        return list_blocked(store, json);
    GError *error = NULL;
    bool done = adds ? add(cli, desk, store, argv[2], &error) : drop(store, argv[2], &error);
    return done ? EX_OK : cli_fail(error);
}
