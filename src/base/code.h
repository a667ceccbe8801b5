// code.h: keyed codes: 128 bits of HMAC-SHA256 over a list of fields, by the newest key of a ring,
// checked in constant time against any key of the ring that is still valid.
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

// 26 characters of lower-case base32 (a-z2-7).
#define CODE_LENGTH 26

typedef struct KeyRing KeyRing;

// Reads a keys file: lines "ID HEX64 [valid-until-unix|-] [made-unix]", '#' comments; the last line is
// the newest key and has no end.
// The file must be readable by its owner alone. HD_ERROR_CONFIG otherwise, HD_ERROR_ABSENT if missing.
KeyRing *keyring_load(const char *path, GError **error);
// Makes a file with one fresh key, mode 0600; fails if it exists.
bool keyring_create(const char *path, GError **error);
// A ring with a fixed key, for explain on an empty desk and for tests: its codes are worth nothing.
KeyRing *keyring_new_fixed(void);
void keyring_free(KeyRing *ring);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KeyRing, keyring_free)

// Number of the newest key, 0…255.
unsigned keyring_newest(const KeyRing *ring);

typedef struct {
    unsigned id;
    int64_t made;        // Unix seconds; 0 when it is not known
    int64_t valid_until; // INT64_MAX: no end
    bool newest;
} KeyInfo;
// All keys, the newest last: an array of KeyInfo, the caller's.
GArray *keyring_list(const KeyRing *ring);

// Both change the file at once and as a whole, mode 0600, its owner kept; two at the same time wait
// for each other. Errors leave the file as it was. HD_ERROR_CONFIG when others may read it.
// A fresh key (*id) becomes the newest; the former newest is valid until `until`, and keys whose
// end has passed go. HD_ERROR_REFUSED when no number is free.
bool keyring_rotate(const char *path, int64_t now, int64_t until, unsigned *id, GError **error);
// Ends an old key. HD_ERROR_ABSENT when there is none, HD_ERROR_REFUSED for the newest.
bool keyring_drop(const char *path, unsigned id, GError **error);

// The code of the fields (NULL-terminated list; each field is length-prefixed, so they cannot run into
// each other) with key `key_id`; out holds CODE_LENGTH + 1 bytes. False if that key is unknown or no
// longer valid at now.
bool code_make(const KeyRing *ring, unsigned key_id, int64_t now, const char *const *fields, char *out);
// Constant-time comparison with what code_make would give.
bool code_check(const KeyRing *ring, unsigned key_id, int64_t now, const char *const *fields, const char *code);
