// cmd_keys.c: the keys that letters and links are signed with: list, rotate, drop an old one.
//
// A rotated-out key goes on to prove answers for limits.key_days, so that letters on their way keep
// their worth; drop ends one at once, when somebody else may have read it. Keys themselves are
// never printed. The file is changed under a lock by base/keyring_change.c.

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define DAY ((int64_t)24 * 3600)

static void
print_key(const KeyInfo *k, int64_t now)
{
    g_autofree char *made = k->made ? clock_people(k->made) : g_strdup("-");
    g_autofree char *end = clock_people(k->valid_until == INT64_MAX ? 0 : k->valid_until);
    printf("%3u  made %-16s  %s%s\n", k->id, made,
           k->newest                     ? "newest"
           : k->valid_until == INT64_MAX ? "valid for ever"
           : now > k->valid_until        ? "ended "
                                         : "valid until ",
           k->newest || k->valid_until == INT64_MAX ? "" : end);
}

static int
list_keys(const Desk *desk, int64_t now, bool json)
{
    g_autoptr(GArray) keys = keyring_list(desk->keys);
    g_auto(Json) j = {0};
    json_init(&j);
    json_array(&j, NULL);
    for (guint i = 0; i < keys->len; i++) {
        const KeyInfo *k = &g_array_index(keys, KeyInfo, i);
        if (!json) {
            print_key(k, now);
            continue;
        }
        json_object(&j, NULL);
        json_number(&j, "id", k->id);
        json_number(&j, "made_at", k->made);
        json_number(&j, "valid_until", k->valid_until == INT64_MAX ? 0 : k->valid_until);
        json_flag(&j, "newest", k->newest);
        json_end_object(&j);
    }
    json_end_array(&j);
    if (json)
        fputs(j.out->str, stdout);
    return EX_OK;
}

static int
rotate_keys(const Desk *desk, int64_t now)
{
    GError *error = NULL;
    unsigned id;
    int64_t until = now + desk->limits.key_days * DAY;
    if (!keyring_rotate(desk->keys_file, now, until, &id, &error))
        return cli_fail(error);
    if (isatty(STDOUT_FILENO)) {
        g_autofree char *end = clock_people(until);
        printf("key %u is the newest one now; the former one counts until %s. Keep %s with the "
               "backup\n",
               id, end, desk->keys_file);
    }
    return EX_OK;
}

static int
drop_key(const Desk *desk, const char *word)
{
    GError *error = NULL;
    guint64 id;
    if (!g_ascii_string_to_unsigned(word, 10, 0, 255, &id, NULL))
        return cli_usage("keys", "\"%s\" is no number of a key; helpdesk keys list shows them",
                         word);
    return keyring_drop(desk->keys_file, (unsigned)id, &error) ? EX_OK : cli_fail(error);
}

int
cmd_keys(const Cli *cli, int argc, char **argv)
{
    gboolean json = FALSE;
    const GOptionEntry entries[] = {
        {"json", 'j', 0, G_OPTION_ARG_NONE, &json, "print a JSON array", NULL},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    int status;
    if (!cli_options("keys", entries, &argc, &argv, &status))
        return status;
    const char *word = argc > 1 ? argv[1] : "list";
    bool list = strcmp(word, "list") == 0, rotate = strcmp(word, "rotate") == 0;
    bool drop = strcmp(word, "drop") == 0;
    if (!list && !rotate && !drop)
        return cli_usage("keys", "knows list, rotate and drop ID");
    if (argc > 2 + drop || (drop && argc < 3))
        return cli_usage("keys", "%s", drop ? "drop needs the number of one key" : "takes no more");
    g_autoptr(Desk) desk = cli_desk(cli, CONFIG_DEFAULT, &status);
    if (!desk)
        return status;
    return list     ? list_keys(desk, cli->now, json)
           : rotate ? rotate_keys(desk, cli->now)
                    : drop_key(desk, argv[2]);
}
