// embed.h: files built into the program (templates, migrations), as embed.py writes them.
#pragma once

#include <stddef.h>

typedef struct {
    const char *name;            // path below the folder: "ru/receipt.txt", "sqlite/0001_tickets.sql"
    const unsigned char *bytes;  // NUL-terminated behind length: text may be used as a string
    size_t length;
} EmbeddedFile;

// Sorted by name in byte order; a row without a name ends each table. The arrays live where they are
// linked: templates in the mail library, migrations in the store library.
extern const EmbeddedFile EMBEDDED_TEMPLATES[];
extern const EmbeddedFile EMBEDDED_SCHEMAS[];
