// mbox.c: the mbox kind of source: one file, messages between "From " lines (RFC 4155, mboxrd,
// mboxo).
//
// A "From " line begins a message at the start of the file or after an empty line. One ">" is taken
// off lines of ">…>From ". A message has no name of its own, so it is known by its bytes: the same
// message twice is listed once. The file is read under a shared lock, in blocks, whatever the
// length of its lines; 32 bytes of memory for each message. Content-Length is not believed. Nothing
// is ever written to it.
//
// Neighbours: source.c, mbox_reader.c (the lines).
#include "io/mbox_reader.h"
#include "io/source_private.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    Source base;
    int fd;
    char *path;
    GHashTable *offsets; // uint64_t uid → uint64_t * of {uid, offset}
} MboxSource;

static void
mbox_close(Source *source)
{
    MboxSource *s = (MboxSource *)source;
    close(s->fd);
    g_hash_table_unref(s->offsets);
    g_free(s->path);
    g_free(s);
}

static Source *
mbox_open(const Mailbox *mailbox, GError **error)
{
    struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
    struct stat st;
    int fd = open(mailbox->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s: %s; check path", mailbox->path,
                    fd < 0 ? g_strerror(errno) : "is not a file");
        if (fd >= 0) {
            close(fd);
        }
        return NULL;
    }
    if (fcntl(fd, F_SETLK, &lock) != 0 && (errno == EACCES || errno == EAGAIN)) {
        g_set_error(error, HD_ERROR, HD_ERROR_SOURCE, "%s: another program is writing to it",
                    mailbox->path);
        close(fd);
        return NULL;
    }
    MboxSource *s = g_new0(MboxSource, 1);
    s->base.uidvalidity = 1;
    s->fd = fd;
    s->path = g_strdup(mailbox->path);
    s->offsets = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    return &s->base;
}

static bool
hash_bytes(void *data, const char *bytes, size_t len, GError **error)
{
    gnutls_hash(*(gnutls_hash_hd_t *)data, bytes, len);
    return true;
}

static bool
blob_bytes(void *data, const char *bytes, size_t len, GError **error)
{
    return blob_append(data, bytes, len, error);
}

// Reads the message that begins at the reader's place; its uid and size go into entry.
static bool
measure(MboxReader *reader, SourceEntry *entry, GError **error)
{
    uint8_t digest[32] = {0};
    gnutls_hash_hd_t hash;
    if (gnutls_hash_init(&hash, GNUTLS_DIG_SHA256) != 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_BUG, "gnutls has no SHA-256");
        return false;
    }
    bool ok = mbox_reader_message(reader, hash_bytes, &hash, entry, error);
    gnutls_hash_deinit(hash, digest);
    entry->uid = source_uid(digest);
    return ok;
}

static bool
mbox_list(Source *source, uint64_t after, unsigned max, GArray *out, bool *more, GError **error)
{
    MboxSource *s = (MboxSource *)source;
    g_autoptr(MboxReader) reader = mbox_reader_new(s->fd, s->path);
    uint64_t offset;
    g_hash_table_remove_all(s->offsets);
    while (mbox_reader_next(reader, &offset, error)) {
        SourceEntry entry = {0};
        if (!measure(reader, &entry, error)) {
            return false;
        }
        if (!g_hash_table_contains(s->offsets, &entry.uid)) {
            uint64_t *place = g_new(uint64_t, 2);
            place[0] = entry.uid;
            place[1] = offset;
            g_hash_table_insert(s->offsets, &place[0], place);
            g_array_append_val(out, entry);
        }
    }
    return !mbox_reader_failed(reader);
}

static bool
mbox_fetch(Source *source, const SourceEntry *entries, unsigned count, SourceSink sink, void *data,
           GError **error)
{
    MboxSource *s = (MboxSource *)source;
    if (g_hash_table_size(s->offsets) == 0 && count > 0) {
        g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(SourceEntry));
        bool more;
        if (!mbox_list(source, 0, 0, found, &more, error)) {
            return false;
        }
    }
    g_autoptr(MboxReader) reader = mbox_reader_new(s->fd, s->path);
    for (unsigned i = 0; i < count; i++) {
        const uint64_t *place = g_hash_table_lookup(s->offsets, &entries[i].uid);
        SourceEntry entry = {0};
        uint64_t offset;
        if (!place) {
            continue;
        }
        g_autoptr(Blob) blob = blob_new();
        mbox_reader_seek(reader, place[1]);
        if (!mbox_reader_next(reader, &offset, error) ||
            !mbox_reader_message(reader, blob_bytes, blob, &entry, error)) {
            if (mbox_reader_failed(reader)) {
                return false;
            }
            continue;
        }
        if (!sink(&entries[i], g_steal_pointer(&blob), data, error)) {
            return false;
        }
    }
    return true;
}

static bool
mbox_done(Source *source, const SourceEntry *entries, unsigned count, GError **error)
{
    return true;
}

const SourceKind SOURCE_MBOX = {
    .code = MAILBOX_MBOX,
    .open = mbox_open,
    .close = mbox_close,
    .list = mbox_list,
    .fetch = mbox_fetch,
    .done = mbox_done,
};
