// cmd_list.c: list and search: tickets as a table for people or JSON for scripts.
//
// Open tickets unless --all, late ones with a "!"; 100 rows at a time, older ones by --before
// NUMBER.

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/cli.h"
#include "ticket/rule.h"

#include <stdio.h>
#include <sysexits.h>

static void
json_ticket(Json *j, const Ticket *t, int64_t now)
{
    json_object(j, NULL);
    json_number(j, "number", t->number);
    json_text(j, "subject", t->subject);
    json_text(j, "status", t->status);
    json_text(j, "kind", status_kind_name(t->kind));
    json_text(j, "manager", t->manager);
    json_text(j, "group", t->group);
    json_text(j, "queue", t->queue);
    json_text(j, "priority", names_name(PRIORITY_NAMES, (int)t->priority));
    json_object(j, "requester");
    json_text(j, "name", t->requester ? t->requester->name : "");
    json_text(j, "address", t->requester ? t->requester->address : "");
    json_end_object(j);
    json_number(j, "created", t->created_at);
    json_number(j, "updated", t->updated_at);
    json_text(j, "type", t->type);
    json_number(j, "due", t->due_at);
    json_number(j, "wake", t->wake_at);
    json_text(j, "promise", t->promise);
    json_number(j, "reaction_due", t->reaction_at);
    json_number(j, "solution_due", t->solution_at);
    json_flag(j, "late", ticket_is_late(t, now));
    json_end_object(j);
}

static void
print_tickets(const GPtrArray *list, int64_t now)
{
    if (list->len > 0)
        printf("%6s  %-9s %-10s %-16s %-28s %s\n", "ticket", "status", "manager", "updated",
               "customer", "subject");
    for (guint i = 0; i < list->len; i++) {
        const Ticket *t = list->pdata[i];
        const Contact *c = t->requester;
        g_autofree char *status = cli_cell(t->status, 9);
        g_autofree char *manager = cli_cell(*t->manager ? t->manager
                                            : *t->group ? t->group
                                                        : "-",
                                            10);
        g_autofree char *customer = cli_cell(c && *c->name ? c->name : c ? c->address : "", 28);
        g_autofree char *subject = text_one_line(t->subject);
        g_autofree char *updated = clock_people(t->updated_at);
        printf("%6" G_GINT64_FORMAT "%c %s %s %-16s %s %s\n", t->number,
               ticket_is_late(t, now) ? '!' : ' ', status, manager, updated, customer, subject);
    }
}

int
cmd_list(const Cli *cli, int argc, char **argv)
{
    gboolean json = FALSE, all = FALSE, late = FALSE, nobody = FALSE;
    gint64 before = 0;
    gint limit = 100;
    g_autofree char *manager = NULL, *queue = NULL, *state = NULL, *requester = NULL;
    g_autofree char *type = NULL, *tag = NULL;
    const GOptionEntry entries[] = {
        {"all", 'a', 0, G_OPTION_ARG_NONE, &all, "solved and closed ones too", NULL},
        {"manager", 'm', 0, G_OPTION_ARG_STRING, &manager, "of this manager", "LOGIN"},
        {"queue", 'q', 0, G_OPTION_ARG_STRING, &queue, "of this queue", "NAME"},
        {"status", 's', 0, G_OPTION_ARG_STRING, &state, "in this status", "NAME"},
        {"from", 'f', 0, G_OPTION_ARG_STRING, &requester, "of this customer", "ADDRESS"},
        {"late", 'l', 0, G_OPTION_ARG_NONE, &late, "whose due time or promise has passed", NULL},
        {"nobody", 0, 0, G_OPTION_ARG_NONE, &nobody, "without a manager", NULL},
        {"type", 't', 0, G_OPTION_ARG_STRING, &type, "of this type", "NAME"},
        {"tag", 0, 0, G_OPTION_ARG_STRING, &tag, "with this tag", "NAME"},
        {"limit", 'n', 0, G_OPTION_ARG_INT, &limit, "at most so many (default 100)", "N"},
        {"before", 'b', 0, G_OPTION_ARG_INT64, &before, "older than this ticket", "NUMBER"},
        {"json", 'j', 0, G_OPTION_ARG_NONE, &json, "print a JSON array", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    int status;
    if (!cli_options("list", entries, &argc, &argv, &status))
        return status;
    if (argc > 1 || limit < 1)
        return cli_usage("list",
                         argc > 1 ? "takes no arguments but options" : "--limit is at least 1");
    if (nobody && manager)
        return cli_usage("list", "--manager and --nobody exclude each other");
    g_autoptr(Store) store = NULL;
    g_autoptr(Desk) desk = cli_open(cli, false, &store, &status);
    if (!desk)
        return status;
    if (manager && !desk_manager(desk, manager))
        return cli_usage("list", "no manager has the login \"%s\"", manager);
    if (queue && !desk_queue(desk, queue))
        return cli_usage("list", "there is no queue \"%s\"", queue);
    const Status *named = state ? desk_status(desk, state) : NULL;
    if (state && !named)
        return cli_usage("list", "there is no status \"%s\"", state);
    TicketFilter filter = {
        .queue = queue,
        .manager = manager,
        .status = named ? named->name : NULL,
        .requester = requester,
        .open_only = !all && !state,
        .due_before = late ? cli->now + 1 : 0,
        .nobodys = nobody,
        .type = type,
        .tag = tag,
        .before = before,
        .limit = (unsigned)limit,
    };
    GError *error = NULL;
    g_autoptr(GPtrArray) list = store_ticket_list(store, &filter, &error);
    if (!list)
        return cli_fail(error);
    if (!json) {
        print_tickets(list, cli->now);
        return EX_OK;
    }
    g_auto(Json) j = {0};
    json_init(&j);
    json_array(&j, NULL);
    for (guint i = 0; i < list->len; i++)
        json_ticket(&j, list->pdata[i], cli->now);
    json_end_array(&j);
    fputs(j.out->str, stdout);
    return EX_OK;
}

static void
print_hits(const GPtrArray *hits, bool as_json)
{
    g_auto(Json) j = {0};
    json_init(&j);
    json_array(&j, NULL);
    for (guint i = 0; i < hits->len; i++) {
        const SearchHit *h = hits->pdata[i];
        g_autofree char *snippet = text_one_line(h->snippet);
        g_autofree char *subject = text_one_line(h->subject);
        json_object(&j, NULL);
        json_number(&j, "number", h->ticket);
        json_number(&j, "message", h->message);
        json_text(&j, "subject", h->subject);
        json_text(&j, "snippet", snippet);
        json_end_object(&j);
        if (!as_json)
            printf("%6" G_GINT64_FORMAT "  %s\n        %s\n", h->ticket, subject, snippet);
    }
    json_end_array(&j);
    if (as_json)
        fputs(j.out->str, stdout);
}

int
cmd_search(const Cli *cli, int argc, char **argv)
{
    gboolean json = FALSE;
    gint limit = 50;
    const GOptionEntry entries[] = {
        {"limit", 'n', 0, G_OPTION_ARG_INT, &limit, "at most so many (default 50)", "N"},
        {"json", 'j', 0, G_OPTION_ARG_NONE, &json, "print a JSON array", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    int status;
    if (!cli_options("search", entries, &argc, &argv, &status))
        return status;
    if (argc < 2 || limit < 1)
        return cli_usage("search", argc < 2 ? "needs words to look for" : "--limit is at least 1");
    g_autoptr(Store) store = NULL;
    g_autoptr(Desk) desk = cli_open(cli, false, &store, &status);
    if (!desk)
        return status;
    g_autofree char *words = g_strjoinv(" ", argv + 1);
    GError *error = NULL;
    g_autoptr(GPtrArray) hits = store_search(store, words, (unsigned)limit, &error);
    if (!hits)
        return cli_fail(error);
    print_hits(hits, json);
    return EX_OK;
}
