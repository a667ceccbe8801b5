// cmd_receive.c: receive (one message on standard input, a pipe from the mail server) and import
// (an archive; no mail goes out).
//
// receive exits 0 only after the message is committed, and 75 for anything temporary, so that the
// mail server keeps it and tries again. import is a fetch of a file mailbox with automation off;
// running it twice imports nothing twice.

#include "base/error.h"
#include "base/log.h"
#include "cli/cli.h"
#include "desk/receive.h"
#include "run/fetch.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

static const Queue *
choose_queue(const Desk *desk, const char *command, const char *name, int *status)
{
    const Queue *queue = name ? desk_queue(desk, name) : desk->queues->pdata[0];
    if (!queue)
        *status = cli_usage(command, "there is no queue \"%s\"", name);
    return queue;
}

static bool
receive_stdin(const Reception *r, ReceiveResult *out, GError **error)
{
    g_autoptr(Blob) raw = blob_new();
    if (!blob_append_fd(raw, STDIN_FILENO, r->desk->limits.message.message_size, error))
        return false;
    if (blob_size(raw) == 0) {
        g_set_error_literal(error, HD_ERROR, HD_ERROR_INPUT,
                            "receive: nothing on standard input; give it one message");
        return false;
    }
    Reception to = *r;
    g_autoptr(Message) m = message_parse(raw, &r->desk->limits.message, NULL);
    if (!to.queue)
        to.queue = m ? receive_queue(r->desk, m) : r->desk->queues->pdata[0];
    if (!store_begin(r->store, error))
        return false;
    Incoming in = {.raw = raw, .received_at = r->now, .parsed = &m};
    if (receive_message(&to, &in, out, error) && store_commit(r->store, error))
        return true;
    store_rollback(r->store);
    return false;
}

int
cmd_receive(const Cli *cli, int argc, char **argv)
{
    g_autofree char *queue_name = NULL;
    const GOptionEntry entries[] = {
        {"queue", 'q', 0, G_OPTION_ARG_STRING, &queue_name,
         "queue that it came to (default: the one whose address it names)", "NAME"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    int status;
    if (!cli_options("receive", entries, &argc, &argv, &status))
        return status;
    g_autoptr(Store) store = NULL;
    g_autoptr(Desk) desk = cli_open(cli, true, &store, &status);
    const Queue *queue =
        desk && queue_name ? choose_queue(desk, "receive", queue_name, &status) : NULL;
    if (!desk || (queue_name && !queue))
        return status;
    Reception reception = {
        .desk = desk, .store = store, .queue = queue, .now = cli->now, .automation = true};
    g_auto(ReceiveResult) result = {0};
    GError *error = NULL;
    if (!receive_stdin(&reception, &result, &error))
        return cli_fail(error);
    if (isatty(STDOUT_FILENO))
        printf("%s%s%s\n", names_name(OUTCOME_NAMES, (int)result.outcome), *result.why ? ": " : "",
               result.why);
    return EX_OK;
}

int
cmd_import(const Cli *cli, int argc, char **argv)
{
    g_autofree char *queue_name = NULL;
    const GOptionEntry entries[] = {
        {"queue", 'q', 0, G_OPTION_ARG_STRING, &queue_name,
         "queue that the tickets go to (default: the first)", "NAME"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    int status;
    if (!cli_options("import", entries, &argc, &argv, &status))
        return status;
    if (argc != 2)
        return cli_usage("import", "needs one mbox file, Maildir or folder");
    if (!g_file_test(argv[1], G_FILE_TEST_EXISTS)) {
        log_write(LOG_ERROR, "import: %s does not exist", argv[1]);
        return EX_NOINPUT;
    }
    g_autoptr(Store) store = NULL;
    g_autoptr(Desk) desk = cli_open(cli, true, &store, &status);
    const Queue *queue = desk ? choose_queue(desk, "import", queue_name, &status) : NULL;
    if (!queue)
        return status;
    g_autofree char *path = g_canonicalize_filename(argv[1], NULL);
    bool folder = g_file_test(path, G_FILE_TEST_IS_DIR);
    g_autofree char *name = g_strdup_printf("import:%s", path);
    Mailbox *mailbox = mailbox_new(folder ? MAILBOX_MAILDIR : MAILBOX_MBOX, name);
    g_free(mailbox->path);
    mailbox->path = g_strdup(path);
    mailbox->after = AFTER_LEAVE;
    FetchResult r = {0};
    GError *error = NULL;
    bool done =
        fetch_mailbox(desk, store, queue, mailbox, cli->now, false, cli_progress(), &r, &error);
    mailbox_free(mailbox);
    cli_progress_end();
    printf("%u messages imported", r.messages);
    for (int i = 0; i <= OUTCOME_HELD; i++)
        if (r.by_outcome[i])
            printf(", %s: %u", names_name(OUTCOME_NAMES, i), r.by_outcome[i]);
    printf("\n");
    return done ? EX_OK : cli_fail(error);
}
