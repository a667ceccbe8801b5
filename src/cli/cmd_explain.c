// cmd_explain.c: what would be done with a message file, and why.
//
// Works without any database or secret: then it decides as on an empty desk. With a database it
// reads the tickets and writes nothing.

#include "base/error.h"
#include "base/log.h"
#include "cli/cli.h"
#include "desk/explain.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static Blob *
read_file(const char *path, uint64_t max, GError **error)
{
    int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_ABSENT, "%s: %s", path, g_strerror(errno));
        return NULL;
    }
    g_autoptr(Blob) raw = blob_new();
    bool read = blob_append_fd(raw, fd, max, error);
    close(fd);
    if (!read)
        g_prefix_error(error, "%s: ", path);
    return read ? g_steal_pointer(&raw) : NULL;
}

// The keys of the desk are needed to know its tokens again; without them, as a stranger.
static Desk *
load_desk(const Cli *cli, Store **store, int *status)
{
    g_autoptr(Desk) open = cli_desk(cli, CONFIG_NO_SECRETS, status);
    if (!open || !g_file_test(open->database, G_FILE_TEST_EXISTS))
        return g_steal_pointer(&open);
    g_autoptr(Desk) full = cli_desk(cli, CONFIG_DEFAULT, status);
    if (!full)
        return NULL;
    GError *error = NULL;
    *store = store_open(full->database, STORE_READ_ONLY, &error);
    if (!*store) {
        *status = cli_fail(error);
        return NULL;
    }
    return g_steal_pointer(&full);
}

int
cmd_explain(const Cli *cli, int argc, char **argv)
{
    gboolean json = FALSE;
    g_autofree char *queue_name = NULL;
    const GOptionEntry entries[] = {
        {"json", 'j', 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
        {"queue", 'q', 0, G_OPTION_ARG_STRING, &queue_name,
         "queue that it came to (default: the one whose address it names)", "NAME"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    int status;
    if (!cli_options("explain", entries, &argc, &argv, &status))
        return status;
    if (argc != 2)
        return cli_usage("explain", "needs one message file, or - for standard input");
    g_autoptr(Store) store = NULL;
    g_autoptr(Desk) desk = load_desk(cli, &store, &status);
    if (!desk)
        return status;
    const Queue *queue = queue_name ? desk_queue(desk, queue_name) : NULL;
    if (queue_name && !queue)
        return cli_usage("explain", "there is no queue \"%s\"", queue_name);
    GError *error = NULL;
    g_autoptr(Blob) raw = read_file(argv[1], desk->limits.message.message_size, &error);
    if (!raw)
        return cli_fail(error);
    g_autoptr(Message) m = queue ? NULL : message_parse(raw, &desk->limits.message, NULL);
    if (!queue)
        queue = m ? receive_queue(desk, m) : desk->queues->pdata[0];
    Reception reception = {
        .desk = desk, .store = store, .queue = queue, .now = cli->now, .automation = true};
    Incoming in = {.raw = raw, .received_at = cli->now, .parsed = &m};
    g_autofree char *told = explain_message(&reception, &in, json, &error);
    if (!told)
        return cli_fail(error);
    fputs(told, stdout);
    return EX_OK;
}
