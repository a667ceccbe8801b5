// lock.c: lock files by flock(2): the kernel lets go of them when their holder dies, however it
// dies.
//
// Not for holders on several machines: that is the lease row in the database. The file stays;
// removing it would let two holders lock two files of one name.

#include "run/lock.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

LockState
lock_take(const char *database, const char *name, Lock *out, GError **error)
{
    out->fd = -1;
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, name, -1);
    g_autofree char *path = g_strdup_printf("%s.%.12s.lock", database, hash);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_RETRY, "%s: cannot be opened for locking: %s", path,
                    g_strerror(errno));
        return LOCK_FAULT;
    }
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        out->fd = fd;
        return LOCK_TAKEN;
    }
    int fault = errno;
    close(fd);
    if (fault == EWOULDBLOCK)
        return LOCK_HELD_BY_OTHER;
    g_set_error(error, HD_ERROR, HD_ERROR_RETRY, "%s: cannot be locked: %s", path,
                g_strerror(fault));
    return LOCK_FAULT;
}

void
lock_drop(Lock *lock)
{
    // A zeroed Lock was never taken: descriptor 0 is standard input, never ours.
    if (lock->fd > 0)
        close(lock->fd);
    lock->fd = -1;
}
