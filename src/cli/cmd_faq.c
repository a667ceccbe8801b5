// cmd_faq.c: questions and answers that managers made out of tickets (#faq): to read, to publish,
// to drop.
//
// Entries begin as drafts: they hold a customer's words, so a person reads them before anybody else
// does. The first line of a question is its title.

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static void
put_entry(Json *j, const Faq *f)
{
    json_object(j, NULL);
    json_number(j, "id", f->id);
    json_number(j, "ticket", f->ticket);
    json_number(j, "at", f->at);
    json_text(j, "who", f->who);
    json_text(j, "language", f->language);
    json_flag(j, "published", f->published);
    json_text(j, "question", f->question);
    json_text(j, "answer", f->answer);
    json_end_object(j);
}

static void
print_entries(const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        const Faq *f = list->pdata[i];
        g_autofree char *at = clock_people(f->at);
        g_autofree char *title = g_strndup(f->question, strcspn(f->question, "\n"));
        g_autofree char *line = text_one_line(title);
        printf("%6" G_GINT64_FORMAT "  %-9s %-2s %s  ticket %" G_GINT64_FORMAT "  %s\n", f->id,
               f->published ? "published" : "draft", f->language, at, f->ticket, line);
    }
}

static int
list_entries(Store *store, bool json)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) list = store_faq_list(store, &error);
    if (!list)
        return cli_fail(error);
    if (!json) {
        print_entries(list);
        return EX_OK;
    }
    g_auto(Json) j = {0};
    json_init(&j);
    json_array(&j, NULL);
    for (guint i = 0; i < list->len; i++)
        put_entry(&j, list->pdata[i]);
    json_end_array(&j);
    fputs(j.out->str, stdout);
    return EX_OK;
}

static void
print_entry(const Faq *f, bool json)
{
    if (!json) {
        g_autofree char *question = text_normal(f->question);
        g_autofree char *answer = text_normal(f->answer);
        printf("%s\n\n── answer of ticket %" G_GINT64_FORMAT ", %s, %s\n%s\n", question, f->ticket,
               f->who, f->published ? "published" : "draft", answer);
        return;
    }
    g_auto(Json) j = {0};
    json_init(&j);
    put_entry(&j, f);
    fputs(j.out->str, stdout);
}

static bool
run_word(Store *store, const char *word, const Faq *f, bool json, GError **error)
{
    if (strcmp(word, "publish") == 0)
        return store_faq_publish(store, f->id, error);
    if (strcmp(word, "drop") == 0)
        return store_faq_remove(store, f->id, error);
    print_entry(f, json);
    return true;
}

static int
with_entry(Store *store, const char *word, const char *number, bool json)
{
    GError *error = NULL;
    int64_t id = g_ascii_strtoll(number, NULL, 10);
    Faq *f = store_faq_get(store, id, &error);
    if (!f && !error)
        g_set_error(&error, HD_ERROR, HD_ERROR_ABSENT,
                    "there is no entry %s; see helpdesk faq list", number);
    bool done = f && run_word(store, word, f, json, &error);
    faq_free(f);
    return done ? EX_OK : cli_fail(error);
}

int
cmd_faq(const Cli *cli, int argc, char **argv)
{
    static const char *const WORDS[] = {"show", "publish", "drop", NULL};
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"json", 'j', 0, G_OPTION_ARG_NONE, &json, "print JSON", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    int status;
    if (!cli_options("faq", entries, &argc, &argv, &status))
        return status;
    const char *word = argc > 1 ? argv[1] : "list";
    bool list = strcmp(word, "list") == 0;
    if (!list && !g_strv_contains(WORDS, word))
        return cli_usage("faq", "knows list, show ID, publish ID and drop ID");
    if (argc > (list ? 2 : 3) || (!list && argc != 3))
        return cli_usage("faq", list ? "list takes no arguments but options"
                                     : "needs the number of one entry");
    g_autoptr(Store) store = NULL;
    g_autoptr(Desk) desk = cli_open(cli, false, &store, &status);
    if (!desk)
        return status;
    return list ? list_entries(store, json) : with_entry(store, word, argv[2], json);
}
