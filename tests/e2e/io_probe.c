// io_probe.c: drives sources and senders by hand, for the fault stories of io_faults/ and for
// measuring.
//
//   io_probe fetch KEY=VALUE…   open, list, fetch, done, close; one line for each message and the
//   outcome io_probe send  KEY=VALUE…   each to= once, over one connection; one line for each
//   verdict io_probe try   KEY=VALUE…   sender_try
// Keys: kind host port tls ca user password token folder path after move_to silence max repeat
// quiet from to file hello stop (before_dot says no).
#include "base/clock.h"
#include "base/error.h"
#include "base/names.h"
#include "base/text.h"
#include "io/sender.h"
#include "io/source.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static GHashTable *keys;
static bool quiet;

static char *
key(const char *name)
{
    const char *value = g_hash_table_lookup(keys, name);
    return g_strdup(text_or_empty(value));
}

static int
choice(const char *name, const Name *table)
{
    g_autofree char *value = key(name);
    int code = 0;
    names_code(table, value, &code);
    return code;
}

static unsigned
number(const char *name, unsigned fallback)
{
    g_autofree char *value = key(name);
    return *value ? (unsigned)g_ascii_strtoull(value, NULL, 10) : fallback;
}

static Server
server(void)
{
    static const Name TLS[] = {
        {"implicit", TLS_IMPLICIT}, {"starttls", TLS_STARTTLS}, {"none", TLS_NONE}, {NULL, 0}};
    return (Server){.host = key("host"),
                    .port = number("port", 0),
                    .tls = (TlsMode)choice("tls", TLS),
                    .ca_file = key("ca"),
                    .user = key("user"),
                    .password_file = key("password"),
                    .oauth_token_file = key("token"),
                    .silence_seconds = number("silence", 5)};
}

static void
server_clear(Server *s)
{
    g_free(s->host);
    g_free(s->ca_file);
    g_free(s->user);
    g_free(s->password_file);
    g_free(s->oauth_token_file);
}

static const char *
error_name(int code)
{
    static const Name CODES[] = {{"RETRY", HD_ERROR_RETRY},
                                 {"MESSAGE", HD_ERROR_MESSAGE},
                                 {"SOURCE", HD_ERROR_SOURCE},
                                 {"AUTH", HD_ERROR_AUTH},
                                 {"CONFIG", HD_ERROR_CONFIG},
                                 {"BUG", HD_ERROR_BUG},
                                 {NULL, 0}};
    return names_name(CODES, code);
}

static bool
sink(const SourceEntry *entry, Blob *raw, void *data, GError **error)
{
    g_autoptr(Blob) blob = raw;
    uint8_t digest[32];
    uint64_t *bytes = data;
    bytes[0]++;
    bytes[1] += blob_size(blob);
    if (quiet) {
        return true;
    }
    if (!blob_sha256(blob, digest, error)) {
        return false;
    }
    g_autofree char *hex = text_hex(digest, sizeof digest);
    printf("message %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT " %s\n",
           entry->uid, blob_size(blob), entry->received, hex);
    return true;
}

static bool
fetch_all(const Mailbox *mailbox, GError **error)
{
    g_autoptr(Source) source = source_open(mailbox, error);
    g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(SourceEntry));
    unsigned max = number("max", 1000);
    uint64_t totals[2] = {0, 0};
    bool more = true;
    if (!source) {
        return false;
    }
    for (uint64_t after = 0; more;) {
        g_array_set_size(entries, 0);
        if (!source_list(source, after, max, entries, &more, error) ||
            !source_fetch(source, (const SourceEntry *)(const void *)entries->data, entries->len,
                          sink, totals, error) ||
            !source_done(source, (const SourceEntry *)(const void *)entries->data, entries->len,
                         error)) {
            return false;
        }
        if (entries->len > 0) {
            after = g_array_index(entries, SourceEntry, entries->len - 1).uid;
        }
    }
    printf("fetched %" G_GUINT64_FORMAT " messages %" G_GUINT64_FORMAT " bytes uidvalidity %u\n",
           totals[0], totals[1], source_uidvalidity(source));
    return true;
}

static int
run_fetch(void)
{
    static const Name KINDS[] = {
        {"imap", MAILBOX_IMAP}, {"maildir", MAILBOX_MAILDIR}, {"mbox", MAILBOX_MBOX}, {NULL, 0}};
    static const Name AFTERS[] = {
        {"leave", AFTER_LEAVE}, {"flag", AFTER_FLAG}, {"move", AFTER_MOVE}, {NULL, 0}};
    Mailbox m = {.name = key("path"),
                 .kind = (MailboxKind)choice("kind", KINDS),
                 .server = server(),
                 .folder = key("folder"),
                 .path = key("path"),
                 .after = (AfterStore)choice("after", AFTERS),
                 .move_to = key("move_to")};
    int status = 0;
    for (unsigned i = number("repeat", 1); i > 0 && status == 0; i--) {
        g_autoptr(GError) error = NULL;
        int64_t start = clock_mono_ms();
        if (!fetch_all(&m, &error)) {
            printf("error %s %s\n", error_name(error->code), error->message);
            status = hd_error_exit_code(error);
        }
        if (quiet) {
            printf("ms %" G_GINT64_FORMAT "\n", clock_mono_ms() - start);
        }
    }
    server_clear(&m.server);
    g_free(m.name);
    g_free(m.folder);
    g_free(m.path);
    g_free(m.move_to);
    return status;
}

static bool
before_dot(void *data)
{
    ++*(int *)data;
    return number("stop", 0) == 0;
}

static Blob *
read_mail(void)
{
    g_autofree char *file = key("file");
    Blob *blob = blob_new();
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || !blob_append_fd(blob, fd, G_MAXUINT64, NULL)) {
        fprintf(stderr, "%s cannot be read\n", file);
    }
    if (fd >= 0) {
        close(fd);
    }
    return blob;
}

static void
send_each(Sender *sender)
{
    static const Name VERDICTS[] = {{"SENT", SEND_SENT},     {"RETRY", SEND_RETRY},
                                    {"FAILED", SEND_FAILED}, {"UNKNOWN", SEND_UNKNOWN},
                                    {"PAUSED", SEND_PAUSED}, {NULL, 0}};
    g_autoptr(Blob) mail = read_mail();
    g_autofree char *from = key("from");
    g_autofree char *list = key("to");
    g_auto(GStrv) to = g_strsplit(list, ",", -1);
    for (unsigned i = number("repeat", 1); i > 0; i--) {
        for (char **p = to; *p; p++) {
            g_auto(SendResult) result = {0};
            int dots = 0;
            Envelope envelope = {from, *p, mail};
            sender_send(sender, &envelope, before_dot, &dots, &result);
            if (!quiet) {
                printf("%s %d dots %d: %s\n", names_name(VERDICTS, result.verdict), result.code,
                       dots, result.words);
                fflush(stdout);
            }
            g_usleep(number("pause", 0) * 1000UL);
        }
    }
}

static int
run_send(bool try_only)
{
    static const Name KINDS[] = {{"smtp", TRANSPORT_SMTP}, {"file", TRANSPORT_FILE}, {NULL, 0}};
    g_autoptr(GError) error = NULL;
    Transport t = {.kind = (TransportKind)choice("kind", KINDS),
                   .server = server(),
                   .folder = key("folder"),
                   .hello = key("hello")};
    Sender *sender = sender_open(&t, &error);
    if (sender && try_only && sender_try(sender, &error)) {
        printf("works\n");
    } else if (sender && !try_only) {
        send_each(sender);
    }
    if (error) {
        printf("error %s %s\n", error_name(error->code), error->message);
    }
    sender_close(sender);
    server_clear(&t.server);
    g_free(t.folder);
    g_free(t.hello);
    return hd_error_exit_code(error);
}

int
main(int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "";
    keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (int i = 2; i < argc; i++) {
        g_auto(GStrv) pair = g_strsplit(argv[i], "=", 2);
        g_hash_table_replace(keys, g_strdup(pair[0]), g_strdup(pair[1] ? pair[1] : "1"));
    }
    quiet = number("quiet", 0) != 0;
    int status = strcmp(verb, "fetch") == 0  ? run_fetch()
                 : strcmp(verb, "send") == 0 ? run_send(false)
                 : strcmp(verb, "try") == 0  ? run_send(true)
                                             : 64;
    g_hash_table_unref(keys);
    return status;
}
