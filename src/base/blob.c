// blob.c: bytes of any size in bounded memory.
//
// Most mails are a few kilobytes and stay in memory; whatever grows past BLOB_MEMORY moves into an
// unlinked temporary file, so that nothing is left behind by a crash. Writes go to explicit offsets
// and the size moves only after they are complete: a failed append leaves the blob as it was.
//
// Not for keeping anything: the store copies a blob into rows. Not for concurrent appends.
// Neighbours: mail/message parses from a blob, mail/compose writes one.
#include "base/blob.h"

#include "base/error.h"
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct Blob {
    GByteArray *memory; // NULL once the bytes are in the file
    int fd;
    uint64_t size;
};

Blob *
blob_new(void)
{
    Blob *blob = g_new0(Blob, 1);
    blob->memory = g_byte_array_new();
    blob->fd = -1;
    return blob;
}

void
blob_free(Blob *blob)
{
    if (!blob) {
        return;
    }
    if (blob->memory) {
        g_byte_array_free(blob->memory, TRUE);
    }
    if (blob->fd >= 0) {
        close(blob->fd);
    }
    g_free(blob);
}

static bool
set_io_error(GError **error, const char *what)
{
    g_set_error(error, HD_ERROR, HD_ERROR_RETRY, "%s in %s: %s", what, g_get_tmp_dir(),
                g_strerror(errno));
    return false;
}

static bool
write_all(int fd, const void *bytes, size_t len, uint64_t offset, GError **error)
{
    const char *p = bytes;
    while (len > 0) {
        ssize_t n = pwrite(fd, p, len, (off_t)offset);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return set_io_error(error, "writing a temporary file");
        }
        p += n;
        len -= (size_t)n;
        offset += (uint64_t)n;
    }
    return true;
}

static int
temporary_file(GError **error)
{
    int fd = open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) {
        return fd;
    }
    // Some file systems know no O_TMPFILE.
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "helpdesk-XXXXXX", NULL);
    fd = g_mkstemp_full(path, O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) {
        set_io_error(error, "making a temporary file");
        return -1;
    }
    unlink(path);
    return fd;
}

static bool
move_to_file(Blob *blob, GError **error)
{
    int fd = temporary_file(error);
    if (fd < 0) {
        return false;
    }
    if (!write_all(fd, blob->memory->data, blob->memory->len, 0, error)) {
        close(fd);
        return false;
    }
    blob->fd = fd;
    g_byte_array_free(blob->memory, TRUE);
    blob->memory = NULL;
    return true;
}

bool
blob_append(Blob *blob, const void *bytes, size_t len, GError **error)
{
    if (len == 0) {
        return true;
    }
    if (blob->memory && blob->size + len > BLOB_MEMORY && !move_to_file(blob, error)) {
        return false;
    }
    if (blob->memory) {
        g_byte_array_append(blob->memory, bytes, (guint)len);
    } else if (!write_all(blob->fd, bytes, len, blob->size, error)) {
        return false;
    }
    blob->size += len;
    return true;
}

Blob *
blob_new_bytes(const void *bytes, size_t len)
{
    g_autoptr(GError) error = NULL;
    Blob *blob = blob_new();
    if (!blob_append(blob, bytes, len, &error)) {
        // The bytes are in memory already: keep them there rather than fail.
        g_byte_array_append(blob->memory, bytes, (guint)len);
        blob->size = len;
    }
    return blob;
}

bool
blob_append_fd(Blob *blob, int fd, uint64_t max, GError **error)
{
    enum { STEP = 65536 };
    g_autofree char *buffer = g_malloc(STEP);
    uint64_t taken = 0;
    for (;;) {
        ssize_t n = read(fd, buffer, STEP);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            g_set_error(error, HD_ERROR, HD_ERROR_RETRY, "reading: %s", g_strerror(errno));
            return false;
        }
        if (n == 0) {
            return true;
        }
        taken += (uint64_t)n;
        if (taken > max) {
            g_set_error(error, HD_ERROR, HD_ERROR_MESSAGE,
                        "larger than %" G_GUINT64_FORMAT " bytes", max);
            return false;
        }
        if (!blob_append(blob, buffer, (size_t)n, error)) {
            return false;
        }
    }
}

uint64_t
blob_size(const Blob *blob)
{
    return blob->size;
}

gssize
blob_read(const Blob *blob, uint64_t offset, void *buffer, size_t len, GError **error)
{
    if (offset >= blob->size || len == 0) {
        return 0;
    }
    len = (size_t)MIN(MIN((uint64_t)len, blob->size - offset), (uint64_t)G_MAXSSIZE);
    if (blob->memory) {
        memcpy(buffer, blob->memory->data + offset, len);
        return (gssize)len;
    }
    for (;;) {
        ssize_t n = pread(blob->fd, buffer, len, (off_t)offset);
        if (n > 0) {
            return n;
        }
        if (n == 0 || errno != EINTR) {
            errno = n == 0 ? EIO : errno;
            set_io_error(error, "reading a temporary file");
            return -1;
        }
    }
}

const char *
blob_memory(const Blob *blob)
{
    if (!blob->memory) {
        return NULL;
    }
    return blob->memory->data ? (const char *)blob->memory->data : "";
}

int
blob_fd(const Blob *blob)
{
    return blob->fd;
}

bool
blob_sha256(const Blob *blob, uint8_t out[32], GError **error)
{
    enum { STEP = 65536 };
    g_autofree guchar *buffer = g_malloc(STEP);
    g_autoptr(Sha256) sum = sha256_new();
    uint64_t offset = 0;
    gssize n;
    while ((n = blob_read(blob, offset, buffer, STEP, error)) > 0) {
        sha256_add(sum, buffer, (size_t)n);
        offset += (uint64_t)n;
    }
    if (n < 0) {
        return false;
    }
    sha256_end(g_steal_pointer(&sum), out);
    return true;
}
