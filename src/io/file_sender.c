// file_sender.c: the way out for tests, demonstrations and gateways: one file per letter in a
// folder.
//
// A file appears under its name only when it is whole: written beside it with a leading dot,
// synced, renamed. Names begin with the time and hold the recipient:
// 20261121T192000Z-<random>-anna@example.com.eml The bytes are those of the envelope; the
// envelope's sender is not kept.
//
// Neighbours: sender.c; maildir.c reads such a folder back.
#include "io/sender_private.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STEP (64 * 1024)

typedef struct {
    Sender base;
    char *folder;
} FileSender;

static Sender *
file_open(const Transport *transport, GError **error)
{
    if (!transport->folder || !*transport->folder) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "smtp: type \"file\" needs a folder");
        return NULL;
    }
    FileSender *s = g_new0(FileSender, 1);
    s->folder = g_strdup(transport->folder);
    return &s->base;
}

static void
file_close(Sender *sender)
{
    FileSender *s = (FileSender *)sender;
    g_free(s->folder);
    g_free(s);
}

static bool
fail(GError **error, const char *what, const char *path)
{
    g_set_error(error, HD_ERROR, HD_ERROR_RETRY, "%s %s: %s", what, path, g_strerror(errno));
    return false;
}

static bool
copy_bytes(int fd, const Blob *blob, const char *path, GError **error)
{
    g_autofree char *buffer = g_malloc(STEP);
    gssize len;
    for (uint64_t offset = 0; (len = blob_read(blob, offset, buffer, STEP, error)) > 0;
         offset += (uint64_t)len) {
        for (gssize done = 0; done < len;) {
            ssize_t n = write(fd, buffer + done, (size_t)(len - done));
            if (n < 0 && errno != EINTR) {
                return fail(error, "writing", path);
            }
            done += MAX(n, 0);
        }
    }
    return len == 0;
}

static bool
write_file(const char *path, const Blob *blob, GError **error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return fail(error, "making", path);
    }
    bool ok = copy_bytes(fd, blob, path, error);
    if (ok && fsync(fd) != 0) {
        ok = fail(error, "writing", path);
    }
    close(fd);
    return ok;
}

static char *
file_name(const char *to)
{
    g_autofree char *safe = text_file_name(to);
    g_autofree char *unique = random_name(8);
    g_autofree char *iso = clock_iso(clock_now());
    GString *name = g_string_new(NULL);
    for (const char *p = iso; *p; p++) {
        if (*p != '-' && *p != ':') {
            g_string_append_c(name, *p);
        }
    }
    g_string_append_printf(name, "-%s-%s.eml", unique, safe);
    return g_string_free(name, FALSE);
}

// The name is on the disk only when its folder is.
static void
sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

static bool
file_test(Sender *sender, GError **error)
{
    FileSender *s = (FileSender *)sender;
    if (g_mkdir_with_parents(s->folder, 0700) != 0 || access(s->folder, W_OK | X_OK) != 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s: %s; check folder", s->folder,
                    g_strerror(errno));
        return false;
    }
    return true;
}

static void
file_send(Sender *sender, const Envelope *envelope, SenderBeforeDot before_dot, void *data,
          SendResult *out)
{
    FileSender *s = (FileSender *)sender;
    g_autoptr(GError) error = NULL;
    g_autofree char *name = file_name(envelope->to);
    g_autofree char *hidden = g_strconcat(".", name, NULL);
    g_autofree char *from = g_build_filename(s->folder, hidden, NULL);
    g_autofree char *to = g_build_filename(s->folder, name, NULL);
    if (!file_test(sender, &error)) {
        send_result_set(out, SEND_PAUSED, 0, error->message);
        return;
    }
    if (!write_file(from, envelope->bytes, &error)) {
        send_result_set(out, SEND_RETRY, 0, error->message);
    } else if (before_dot && !before_dot(data)) {
        send_result_set(out, SEND_RETRY, 0, "stopped before the end");
    } else if (rename(from, to) != 0) {
        send_result_set(out, SEND_RETRY, 0, g_strerror(errno));
    } else {
        sync_folder(s->folder);
        send_result_set(out, SEND_SENT, 0, name);
        return;
    }
    unlink(from);
}

const SenderKind SENDER_FILE = {
    .code = TRANSPORT_FILE,
    .open = file_open,
    .close = file_close,
    .send = file_send,
    .test = file_test,
};
