// keyring_change.c: rotating keys and ending old ones, so that a crash or a second hand at the same
// moment loses none.
//
// The keys file itself is locked (flock), and after the lock looked at again: whoever waited may
// hold a file that was replaced meanwhile. The new content goes into a file of its own beside it,
// mode 600 and of the same owner, and takes its place by rename; readers see the old file or the
// new one, never a part.
//
// Not for when to do it (cli/cmd_keys.c). Neighbour: keyring.c, the form of the file.
#include "base/keyring_private.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

// Rotations that a waiting one sees pass by before it gives up.
#define PASSED_MAX 100

typedef struct {
    char *path; // without symbolic links: rename would replace the link, not the file
    int fd;     // locked
    struct stat st;
    KeyRing *ring;
} KeysFile;

static void
keys_file_close(KeysFile *f)
{
    free(f->path);
    if (f->fd >= 0) {
        close(f->fd);
    }
    keyring_free(f->ring);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(KeysFile, keys_file_close)

static bool
fail(GError **error, const char *path)
{
    int fault = errno;
    g_set_error(error, HD_ERROR,
                fault == ENOENT                     ? HD_ERROR_ABSENT
                : fault == EACCES || fault == EPERM ? HD_ERROR_REFUSED
                                                    : HD_ERROR_RETRY,
                "%s: %s", path, g_strerror(fault));
    return false;
}

static bool
open_locked(KeysFile *f, GError **error)
{
    for (int i = 0; i < PASSED_MAX; i++) {
        struct stat there;
        f->fd = open(f->path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        if (f->fd < 0 || fstat(f->fd, &f->st) != 0) {
            return fail(error, f->path);
        }
        int rc;
        while ((rc = flock(f->fd, LOCK_EX)) != 0 && errno == EINTR) {
        }
        if (rc != 0) {
            return fail(error, f->path);
        }
        if (stat(f->path, &there) == 0 && there.st_ino == f->st.st_ino &&
            there.st_dev == f->st.st_dev) {
            return true;
        }
        close(f->fd);
        f->fd = -1;
    }
    g_set_error(error, HD_ERROR, HD_ERROR_RETRY, "%s: others change it all the time", f->path);
    return false;
}

static bool
keys_file_open(KeysFile *f, const char *path, GError **error)
{
    f->fd = -1;
    f->path = realpath(path, NULL);
    if (!f->path) {
        return fail(error, path);
    }
    f->ring = open_locked(f, error) ? keyring_read(f->fd, f->path, error) : NULL;
    return f->ring != NULL;
}

// Root may rotate the keys of the desk's own user.
static bool
keep_owner(int fd, const struct stat *st)
{
    struct stat own;
    return fstat(fd, &own) == 0 && ((own.st_uid == st->st_uid && own.st_gid == st->st_gid) ||
                                    fchown(fd, st->st_uid, st->st_gid) == 0);
}

static bool
sync_folder(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    int fault = errno;
    if (fd >= 0) {
        close(fd);
    }
    errno = fault;
    return ok;
}

static bool
keys_file_replace(KeysFile *f, GError **error)
{
    g_autofree char *fresh = g_strconcat(f->path, ".new", NULL);
    unlink(fresh); // left by one that died: nobody else writes here while we hold the lock
    int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return fail(error, fresh);
    }
    bool ok = keep_owner(fd, &f->st) && keyring_write(f->ring, fd);
    int fault = errno;
    ok = close(fd) == 0 && ok;
    errno = fault;
    if (!ok || rename(fresh, f->path) != 0) {
        fail(error, fresh);
        unlink(fresh);
        return false;
    }
    return sync_folder(f->path) || fail(error, f->path);
}

bool
keyring_rotate(const char *path, int64_t now, int64_t until, unsigned *id, GError **error)
{
    g_auto(KeysFile) f = {.fd = -1};
    if (!keys_file_open(&f, path, error)) {
        return false;
    }
    KeyRing *ring = f.ring;
    for (unsigned i = 0; i < KEYS_MAX; i++) {
        if (ring->keys[i].known && ring->keys[i].valid_until < now) {
            ring->keys[i] = (Key){0};
        }
    }
    unsigned next = ring->newest;
    for (unsigned i = 0; i < KEYS_MAX && ring->keys[next].known; i++) {
        next = (next + 1) % KEYS_MAX;
    }
    if (ring->keys[next].known) {
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                    "%s holds %d keys that are all valid; helpdesk keys drop ID ends one", path,
                    KEYS_MAX);
        return false;
    }
    ring->keys[ring->newest].valid_until = until;
    keyring_add(ring, next, now);
    *id = next;
    return keys_file_replace(&f, error);
}

bool
keyring_drop(const char *path, unsigned id, GError **error)
{
    g_auto(KeysFile) f = {.fd = -1};
    if (!keys_file_open(&f, path, error)) {
        return false;
    }
    if (id >= KEYS_MAX || !f.ring->keys[id].known) {
        g_set_error(error, HD_ERROR, HD_ERROR_ABSENT,
                    "there is no key %u; helpdesk keys list shows them", id);
        return false;
    }
    if (id == f.ring->newest) {
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                    "key %u is the newest one, which letters are signed with; run helpdesk keys "
                    "rotate first",
                    id);
        return false;
    }
    f.ring->keys[id] = (Key){0};
    return keys_file_replace(&f, error);
}
