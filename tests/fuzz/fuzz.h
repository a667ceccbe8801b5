// fuzz.h: what the fuzz targets share. A target is one file with one function,
// LLVMFuzzerTestOneInput(data, size): libFuzzer calls it with what it makes up, replay.c with the
// files of the corpus. Whatever the bytes are, no target may crash, leak, hang or break the promise
// that it asserts.
#pragma once

#include "base/blob.h"
#include "base/text.h"
#include "mail/message.h"

#include <glib.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

// Not g_assert: a release build keeps these.
#define PROMISE(holds)                                                                             \
    do {                                                                                           \
        if (!(holds)) {                                                                            \
            g_error("%s:%d: broken promise: %s", __FILE__, __LINE__, #holds);                      \
        }                                                                                          \
    } while (0)

// The bytes as a C string: up to their first NUL.
static inline char *
fuzz_string(const uint8_t *data, size_t size)
{
    return g_strndup((const char *)data, size);
}

// The bytes as a message; NULL when it refuses them. *raw is the caller's to free after the
// message.
static inline Message *
fuzz_message(const uint8_t *data, size_t size, Blob **raw)
{
    *raw = blob_new_bytes(data, size);
    g_autoptr(GError) error = NULL;
    Message *m = message_parse(*raw, NULL, &error);
    PROMISE((m == NULL) == (error != NULL));
    return m;
}

static inline void
fuzz_is_text(const char *text)
{
    PROMISE(text && g_utf8_validate(text, -1, NULL));
}

static inline void
fuzz_is_line(const char *text)
{
    fuzz_is_text(text);
    PROMISE(!strpbrk(text, "\r\n"));
}
