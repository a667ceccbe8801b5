// keyring_private.h: the keys in memory; private to code.c, keyring.c and keyring_change.c.
#pragma once

#include "base/code.h"

#define KEY_LENGTH 32
#define KEYS_MAX   256

typedef struct {
    bool known;
    uint8_t key[KEY_LENGTH];
    int64_t valid_until; // Unix seconds; INT64_MAX when it has no end
    int64_t made;        // Unix seconds; 0 when nobody wrote it down
} Key;

struct KeyRing {
    Key keys[KEYS_MAX];
    unsigned newest;
};

// The ring of an open keys file; the descriptor stays the caller's.
KeyRing *keyring_read(int fd, const char *path, GError **error);
// Writes all keys into an empty file, the newest last, and waits for the disk. errno says what
// failed.
bool keyring_write(const KeyRing *ring, int fd);
// Makes a fresh key under this number and the newest one of it.
void keyring_add(KeyRing *ring, unsigned id, int64_t now);
