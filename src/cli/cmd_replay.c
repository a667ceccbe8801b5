// cmd_replay.c: what another config would have made of the same mail.
//
// Prints a line for each kind of difference, then the differences. The exit status is that of
// diff(1): 0 nothing differs, 1 something does; faults have those of sysexits.h.

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/cli.h"
#include "run/replay.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define DIFFERENT 1
#define LIST_MAX  100

// "37 of 4,120 tickets WORDS", in the order of Facet.
static const char *const SUMMARIES[FACET_COUNT] = {
    [FACET_FIRST] = "would go to somebody else",
    [FACET_HOLDER] = "would be somebody else's at the end",
    [FACET_QUEUE] = "would be in another queue",
    [FACET_STATUS] = "would have another status at the end",
    [FACET_PRIORITY] = "would have another priority",
    [FACET_TYPE] = "would be of another type",
    [FACET_TAGS] = "would have other tags",
    [FACET_LETTERS] = "would bring their customer other letters",
    [FACET_OUTCOME] = "would end in another way",
    [FACET_THREAD] = "would go to another ticket",
};

// "4,120". The caller frees.
static char *
thousands(unsigned n)
{
    GString *s = g_string_new(NULL);
    g_string_printf(s, "%u", n);
    for (gssize at = (gssize)s->len - 3; at > 0; at -= 3)
        g_string_insert_c(s, at, ',');
    return g_string_free(s, FALSE);
}

static void
print_left(ReplayLeft left)
{
    if (left.older)
        printf("%u messages left out: of tickets from before --from\n", left.older);
    if (left.large)
        printf("%u messages left out: over limits.message_size\n", left.large);
    if (left.acts)
        printf("not played: %u acts on pages and the command line\n", left.acts);
}

static void
print_summary(const Comparison *c)
{
    g_autofree char *messages = thousands(c->messages);
    g_autofree char *tickets = thousands(c->tickets);
    for (int f = 0; f < FACET_COUNT; f++) {
        g_autofree char *count = thousands(c->counts[f]);
        bool of_ticket = f < FACET_TICKET_COUNT;
        if (c->counts[f])
            printf("%s of %s %s %s\n", count, of_ticket ? tickets : messages,
                   of_ticket ? "tickets" : "messages", SUMMARIES[f]);
    }
    if (c->differences->len == 0)
        printf("no difference: %s messages, %s tickets\n", messages, tickets);
    if (c->turns)
        printf("%u tickets would only go to another one whose turn it was\n", c->turns);
    if (c->untold)
        printf("%u tickets were worked on without a mail: only who got them was compared\n",
               c->untold);
}

static const char *
shown(const Difference *d, const char *value)
{
    bool person = d->facet == FACET_FIRST || d->facet == FACET_HOLDER;
    return *value ? value : person ? "nobody" : "none";
}

static void
print_difference(const Difference *d, const Received *m)
{
    g_autofree char *subject = text_one_line(m ? m->subject : "");
    g_autofree char *at = m ? clock_people(m->at) : g_strdup("");
    g_autofree char *what =
        d->facet < FACET_TICKET_COUNT
            ? g_strdup_printf("ticket %" G_GINT64_FORMAT, d->before)
            : g_strdup_printf("<%s>", m && *m->message_id ? m->message_id : "no Message-ID");
    printf("%s  %s  \"%s\"  %s: ", what, at, subject, facet_name(d->facet));
    if (d->facet == FACET_THREAD)
        printf("%" G_GINT64_FORMAT " → %" G_GINT64_FORMAT "\n", d->before, d->after);
    else
        printf("%s → %s\n", shown(d, d->from), shown(d, d->to));
}

static void
json_difference(Json *j, const Difference *d, const Received *m)
{
    json_object(j, NULL);
    json_text(j, "what", facet_name(d->facet));
    json_number(j, "message", d->message + 1);
    json_number(j, "ticket_before", d->before);
    json_number(j, "ticket_after", d->after);
    json_text(j, "from", d->from);
    json_text(j, "to", d->to);
    json_text(j, "message_id", m ? m->message_id : "");
    json_text(j, "sender", m ? m->sender : "");
    json_text(j, "subject", m ? m->subject : "");
    json_number(j, "at", m ? m->at : 0);
    json_end_object(j);
}

static void
json_counts(Json *j, const Comparison *c, ReplayLeft left)
{
    json_number(j, "messages", c->messages);
    json_number(j, "tickets", c->tickets);
    json_number(j, "left_out_older", left.older);
    json_number(j, "left_out_large", left.large);
    json_number(j, "acts_not_played", left.acts);
    json_number(j, "other_turn", c->turns);
    json_number(j, "beginning_only", c->untold);
    json_object(j, "counts");
    for (int f = 0; f < FACET_COUNT; f++)
        json_number(j, facet_name((Facet)f), c->counts[f]);
    json_end_object(j);
}

// limit 0: all.
static bool
print_replay(Replay *replay, unsigned limit, bool as_json, GError **error)
{
    const Comparison *c = replay_comparison(replay);
    guint count = limit && limit < c->differences->len ? limit : c->differences->len;
    g_auto(Json) j = {0};
    json_init(&j);
    json_object(&j, NULL);
    json_counts(&j, c, replay_left(replay));
    json_array(&j, "differences");
    if (!as_json) {
        print_summary(c);
        print_left(replay_left(replay));
        printf(count ? "\n" : "");
    }
    for (guint i = 0; i < count; i++) {
        const Difference *d = &g_array_index(c->differences, Difference, i);
        GError *fault = NULL;
        g_autoptr(Received) m = replay_message(replay, d->message, &fault);
        if (fault) {
            g_propagate_error(error, fault);
            return false;
        }
        if (as_json)
            json_difference(&j, d, m);
        else
            print_difference(d, m);
    }
    json_end_array(&j);
    json_end_object(&j);
    if (as_json)
        fputs(j.out->str, stdout);
    else if (count < c->differences->len)
        printf("… and %u more; --limit 0 lists all\n", c->differences->len - count);
    return true;
}

// The desk's keys are needed where recorded letters answer ours; a desk that has no database yet
// has none to read.
static Desk *
load(const char *config, int *status)
{
    Cli cli = {.config = config};
    g_autoptr(Desk) open = cli_desk(&cli, CONFIG_NO_SECRETS, status);
    return !open || !g_file_test(open->database, G_FILE_TEST_EXISTS)
               ? g_steal_pointer(&open)
               : cli_desk(&cli, CONFIG_DEFAULT, status);
}

static const char *
database_of(const Desk *desk, const Desk *against)
{
    if (g_file_test(desk->database, G_FILE_TEST_EXISTS))
        return desk->database;
    return against && g_file_test(against->database, G_FILE_TEST_EXISTS) ? against->database : "";
}

static bool
parse_date(const char *option, const char *text, int64_t *at, int *status)
{
    if (!text || clock_parse(text, at))
        return true;
    *status = cli_usage("replay", "%s: \"%s\" is no date; write 2026-11-21 or 2026-11-21T19:20Z",
                        option, text);
    return false;
}

int
cmd_replay(const Cli *cli, int argc, char **argv)
{
    gboolean json = FALSE;
    gint limit = LIST_MAX;
    g_autofree char *against_file = NULL, *from = NULL, *to = NULL;
    const GOptionEntry entries[] = {
        {"against", 'a', 0, G_OPTION_ARG_FILENAME, &against_file,
         "compare with this config (default: with what was recorded)", "FILE"},
        {"from", 'f', 0, G_OPTION_ARG_STRING, &from, "messages since then", "DATE"},
        {"to", 't', 0, G_OPTION_ARG_STRING, &to, "messages before that", "DATE"},
        {"limit", 'n', 0, G_OPTION_ARG_INT, &limit,
         "list at most so many differences (default 100, 0 = all)", "N"},
        {"json", 'j', 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    int status;
    ReplayOrder order = {.now = cli->now, .progress = cli_progress()};
    if (!cli_options("replay", entries, &argc, &argv, &status) ||
        !parse_date("--from", from, &order.from, &status) ||
        !parse_date("--to", to, &order.to, &status))
        return status;
    if (limit < 0)
        return cli_usage("replay", "--limit is not negative");
    g_autoptr(Desk) desk = load(cli->config, &status);
    g_autoptr(Desk) against = desk && against_file ? load(against_file, &status) : NULL;
    if (!desk || (against_file && !against))
        return status;
    g_autoptr(GPtrArray) archives = g_ptr_array_new();
    for (int i = 1; i < argc; i++)
        g_ptr_array_add(archives, argv[i]);
    order.desk = desk;
    order.against = against;
    order.archives = archives;
    order.database = database_of(desk, against);
    GError *error = NULL;
    g_autoptr(Replay) replay = replay_run(&order, &error);
    cli_progress_end();
    if (!replay || !print_replay(replay, (unsigned)limit, json, &error))
        return cli_fail(error);
    return replay_comparison(replay)->differences->len > 0 ? DIFFERENT : EX_OK;
}
