// lock.h: one holder for a job on this machine: a lock file beside the database (flock, so a dead
// holder leaves nothing behind).
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
    int fd;
} Lock;

typedef enum { LOCK_TAKEN, LOCK_HELD_BY_OTHER, LOCK_FAULT } LockState;

// The file is DATABASE.NAME.lock; name may be anything. LOCK_FAULT sets the error (HD_ERROR_RETRY).
LockState lock_take(const char *database, const char *name, Lock *out, GError **error);
void lock_drop(Lock *lock);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Lock, lock_drop)
