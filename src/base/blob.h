// blob.h: bytes of any size in bounded memory: in memory up to BLOB_MEMORY, in an unlinked temporary
// file beyond. What a source fetched, what compose wrote.
//
// Grow it with blob_append, then only read it. Reading never moves shared state: many readers may
// stand at different offsets.
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BLOB_MEMORY (256 * 1024)

typedef struct Blob Blob;

Blob *blob_new(void);
// Takes a copy.
Blob *blob_new_bytes(const void *bytes, size_t len);
void blob_free(Blob *blob);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Blob, blob_free)

// HD_ERROR_RETRY when the disk is full or fails.
bool blob_append(Blob *blob, const void *bytes, size_t len, GError **error);
// Appends all of a descriptor up to max bytes; HD_ERROR_MESSAGE if there is more.
bool blob_append_fd(Blob *blob, int fd, uint64_t max, GError **error);
uint64_t blob_size(const Blob *blob);
// Reads up to len bytes at offset; returns the count, 0 at the end, -1 on a read fault (error set).
gssize blob_read(const Blob *blob, uint64_t offset, void *buffer, size_t len, GError **error);
// The bytes when they are in memory (borrowed until the next append), NULL when they are in a file.
const char *blob_memory(const Blob *blob);
// The descriptor when the bytes are in a file (borrowed; use pread), -1 when they are in memory.
int blob_fd(const Blob *blob);
// SHA-256 of all bytes, 32 bytes into out.
bool blob_sha256(const Blob *blob, uint8_t out[32], GError **error);
