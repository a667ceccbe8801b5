// tnef.h: what stands in a winmail.dat (MS-OXTNEF). Private to src/mail.
#pragma once

#include "base/blob.h"

typedef struct {
    char *name, *type, *content_id; // UTF-8 as it was written, not made safe; "" when absent
    uint64_t offset, length;        // of the bytes in the blob
} TnefFile;

typedef struct {
    char *text, *html; // "" when absent
    GPtrArray *files;  // TnefFile*
    bool whole;        // everything in it was understood: the container tells nothing more
} Tnef;

// False when it is no TNEF. Bounded whatever the bytes are; out is to be cleared either way.
bool tnef_read(const Blob *blob, Tnef *out);
void tnef_clear(Tnef *t);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Tnef, tnef_clear)
