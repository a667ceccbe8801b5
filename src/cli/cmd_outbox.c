// cmd_outbox.c: letters and calls of hooks that wait, failed or were sent; retry and cancel by
// hand.
//
// A letter keeps its bytes whatever is done here: retry sends the same ones again.

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static void
put_letter(Json *j, const Outgoing *o)
{
    json_object(j, NULL);
    json_number(j, "id", o->id);
    json_number(j, "ticket", o->ticket);
    json_text(j, "template", o->template);
    json_text(j, "hook", outgoing_is_hook(o) ? o->hook : NULL);
    json_text(j, "to", o->to);
    json_text(j, "subject", o->subject);
    json_text(j, "message_id", o->message_id);
    json_text(j, "state", names_name(OUTGOING_STATE_NAMES, (int)o->state));
    json_number(j, "size", (int64_t)o->size);
    json_number(j, "attempts", o->attempts);
    json_number(j, "queued_at", o->queued_at);
    json_number(j, "next_at", o->next_at);
    json_number(j, "last_code", o->last_code);
    json_text(j, "last_reply", o->last_words);
    json_end_object(j);
}

static void
print_letters(const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        const Outgoing *o = list->pdata[i];
        bool waits = o->state == OUTGOING_QUEUED || o->state == OUTGOING_HELD;
        g_autofree char *next = clock_people(waits ? o->next_at : o->done_at);
        g_autofree char *to = cli_cell(o->to, 32);
        g_autofree char *words = cli_cell(o->last_words, 60);
        printf("%6" G_GINT64_FORMAT "  %-9s %-15s %s %s  %u attempts %s\n", o->id,
               names_name(OUTGOING_STATE_NAMES, (int)o->state), o->template, to, next, o->attempts,
               words);
    }
}

static int
list_letters(Store *store, bool all, bool json)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) list = store_outgoing_list(store, all, 1000, &error);
    if (!list)
        return cli_fail(error);
    if (!json) {
        print_letters(list);
        return EX_OK;
    }
    g_auto(Json) j = {0};
    json_init(&j);
    json_array(&j, NULL);
    for (guint i = 0; i < list->len; i++)
        put_letter(&j, list->pdata[i]);
    json_end_array(&j);
    fputs(j.out->str, stdout);
    return EX_OK;
}

static bool
set_state(Store *store, int64_t id, bool retry, int64_t now, GError **error)
{
    g_autoptr(Outgoing) o = store_outgoing_get(store, id, error);
    if (!o) {
        if (error && !*error)
            g_set_error(error, HD_ERROR, HD_ERROR_ABSENT,
                        "there is no letter %" G_GINT64_FORMAT "; see helpdesk outbox --all", id);
        return false;
    }
    const char *state = names_name(OUTGOING_STATE_NAMES, (int)o->state);
    bool waits = o->state == OUTGOING_QUEUED || o->state == OUTGOING_HELD;
    bool fits = waits || (retry && (o->state == OUTGOING_FAILED || o->state == OUTGOING_CANCELLED));
    if (!fits) {
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                    "letter %" G_GINT64_FORMAT " is %s and cannot be %s", id, state,
                    retry ? "tried again" : "cancelled");
        return false;
    }
    o->state = retry ? OUTGOING_QUEUED : OUTGOING_CANCELLED;
    o->next_at = now;
    o->done_at = retry ? 0 : now;
    o->warned = o->warned && !retry;
    return store_outgoing_update(store, o, error);
}

static int
change_letter(Store *store, const char *word, const char *what, int64_t now)
{
    GError *error = NULL;
    int64_t id = g_ascii_strtoll(what, NULL, 10);
    if (!store_begin(store, &error))
        return cli_fail(error);
    if (set_state(store, id, strcmp(word, "retry") == 0, now, &error) &&
        store_commit(store, &error))
        return EX_OK;
    store_rollback(store);
    return cli_fail(error);
}

int
cmd_outbox(const Cli *cli, int argc, char **argv)
{
    gboolean json = FALSE, all = FALSE;
    const GOptionEntry entries[] = {
        {"all", 'a', 0, G_OPTION_ARG_NONE, &all, "sent and cancelled ones too", NULL},
        {"json", 'j', 0, G_OPTION_ARG_NONE, &json, "print a JSON array", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    int status;
    if (!cli_options("outbox", entries, &argc, &argv, &status))
        return status;
    const char *word = argc > 1 ? argv[1] : "list";
    bool list = strcmp(word, "list") == 0;
    bool change = strcmp(word, "retry") == 0 || strcmp(word, "cancel") == 0;
    if ((!list && !change) || (change && argc != 3))
        return cli_usage("outbox", "%s",
                         change ? "needs the number of a letter"
                                : "knows list, retry ID and cancel ID");
    g_autoptr(Store) store = NULL;
    g_autoptr(Desk) desk = cli_open(cli, false, &store, &status);
    if (!desk)
        return status;
    return list ? list_letters(store, all, json) : change_letter(store, word, argv[2], cli->now);
}
