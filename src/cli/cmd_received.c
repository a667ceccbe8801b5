// cmd_received.c: every message that came in, with its one outcome and why; the original bytes of
// any of them, also of those that made no ticket (bounces, robots, loops, held letters).
//
// The answer to "where is my mail?": nothing is dropped without a row here.

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/cli.h"
#include "ticket/decide.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define DAY (24 * 3600)

static void
put_received(Json *j, const Received *r)
{
    json_object(j, NULL);
    json_number(j, "id", r->id);
    json_number(j, "at", r->at);
    json_text(j, "outcome", r->outcome);
    json_text(j, "why", r->why);
    json_text(j, "queue", r->queue);
    json_text(j, "sender", r->sender);
    json_text(j, "subject", r->subject);
    json_text(j, "message_id", r->message_id);
    if (r->ticket)
        json_number(j, "ticket", r->ticket);
    else
        json_null(j, "ticket");
    json_end_object(j);
}

static void
print_received(const Received *r)
{
    g_autofree char *at = clock_people(r->at);
    g_autofree char *outcome = cli_cell(r->outcome, 10);
    g_autofree char *sender = cli_cell(r->sender, 28);
    g_autofree char *subject = cli_cell(r->subject, 30);
    g_autofree char *why = text_one_line(r->why);
    g_autofree char *ticket =
        r->ticket ? g_strdup_printf("#%" G_GINT64_FORMAT, r->ticket) : g_strdup("-");
    printf("%6" G_GINT64_FORMAT "  %s  %s %-7s %s %s %s\n", r->id, at, outcome, ticket, sender,
           subject, why);
}

static int
list_received(Store *store, const char *outcome, int64_t before, unsigned limit, bool as_json)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) list = store_received_list(store, outcome, before, limit, &error);
    if (!list)
        return cli_fail(error);
    g_auto(Json) j = {0};
    json_init(&j);
    json_array(&j, NULL);
    for (guint i = 0; i < list->len; i++) {
        if (as_json)
            put_received(&j, list->pdata[i]);
        else
            print_received(list->pdata[i]);
    }
    json_end_array(&j);
    if (as_json)
        fputs(j.out->str, stdout);
    return EX_OK;
}

static int
count_received(Store *store, int64_t since)
{
    GError *error = NULL;
    g_autoptr(GHashTable) counts = store_received_counts(store, since, &error);
    if (!counts)
        return cli_fail(error);
    for (const Name *n = OUTCOME_NAMES; n->name; n++)
        printf("%-10s %u\n", n->name, GPOINTER_TO_UINT(g_hash_table_lookup(counts, n->name)));
    return EX_OK;
}

static int
print_original(Store *store, int64_t id)
{
    GError *error = NULL;
    g_autoptr(Received) r = store_received_get(store, id, &error);
    if (!error && (!r || !r->raw))
        g_set_error(&error, HD_ERROR, HD_ERROR_ABSENT,
                    "there is no original of a received message %" G_GINT64_FORMAT, id);
    g_autoptr(Blob) raw = error ? NULL : store_blob_get(store, r->raw, &error);
    return raw ? cli_print_blob(raw) : cli_fail(error);
}

int
cmd_received(const Cli *cli, int argc, char **argv)
{
    gboolean json = FALSE, counts = FALSE;
    gint64 before = 0, raw = 0;
    gint limit = 100, days = 30, code;
    g_autofree char *outcome = NULL;
    const GOptionEntry entries[] = {
        {"outcome", 'o', 0, G_OPTION_ARG_STRING, &outcome,
         "of this outcome: held, robot, \"new ticket\" …", "NAME"},
        {"limit", 'n', 0, G_OPTION_ARG_INT, &limit, "at most so many (default 100)", "N"},
        {"before", 'b', 0, G_OPTION_ARG_INT64, &before, "older than this one", "ID"},
        {"raw", 'r', 0, G_OPTION_ARG_INT64, &raw, "print the original bytes of this one", "ID"},
        {"counts", 'c', 0, G_OPTION_ARG_NONE, &counts, "how many of each outcome", NULL},
        {"days", 'd', 0, G_OPTION_ARG_INT, &days, "with --counts: of so many days (default 30)",
         "N"},
        {"json", 'j', 0, G_OPTION_ARG_NONE, &json, "print a JSON array", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    int status;
    if (!cli_options("received", entries, &argc, &argv, &status))
        return status;
    if (argc > 1 || limit < 1 || days < 1)
        return cli_usage("received", argc > 1 ? "takes no arguments but options"
                                              : "--limit and --days are at least 1");
    if (outcome && !names_code(OUTCOME_NAMES, outcome, &code))
        return cli_usage("received",
                         "there is no outcome \"%s\"; helpdesk received --counts lists them",
                         outcome);
    g_autoptr(Store) store = NULL;
    g_autoptr(Desk) desk = cli_open(cli, false, &store, &status);
    if (!desk)
        return status;
    if (raw)
        return print_original(store, raw);
    if (counts)
        return count_received(store, cli->now - (int64_t)days * DAY);
    return list_received(store, outcome ? names_name(OUTCOME_NAMES, code) : "", before,
                         (unsigned)limit, json);
}
