// hash.h: SHA-256 in pieces.
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32

typedef struct Sha256 Sha256;

Sha256 *sha256_new(void);
void sha256_add(Sha256 *hash, const void *bytes, size_t len);
// The length first, so that fields cannot run into each other.
void sha256_add_field(Sha256 *hash, const char *text);
// Writes the digest and frees the hash.
void sha256_end(Sha256 *hash, uint8_t out[SHA256_SIZE]);
// Frees it without a digest.
void sha256_free(Sha256 *hash);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sha256, sha256_free)
