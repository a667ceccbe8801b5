// part.h: private to src/mail: the bytes and the names of one part.
#pragma once

#include "base/blob.h"
#include "mail/gmime_write.h"

typedef enum {
    ENCODING_NONE,
    ENCODING_BASE64,
    ENCODING_QUOTED,
    ENCODING_UU,
    ENCODING_UNKNOWN,
} PartEncoding;

PartEncoding part_encoding(GMimeObject *object);
// Streams the decoded content into sink: also of a message or multipart, which is written as it
// stands. *broken (may be NULL) becomes true when the encoding has faults; what can be read is
// given.
void part_decode(GMimeObject *object, GMimeSink sink, void *data, bool *broken);
// At most max decoded bytes.
GString *part_bytes(GMimeObject *object, size_t max, bool *broken);
// The same as UTF-8 by the charset of the part; *guessed as in charset_to_utf8 (may be NULL).
char *part_text(GMimeObject *object, size_t max, bool *broken, bool *guessed);

// "image/png", lower case; "text/plain" when there is no readable type. The caller frees.
char *part_type(GMimeObject *object);
// A parameter of the Content-Type; "" when absent. Borrowed from the part.
const char *part_type_param(GMimeObject *object, const char *name);
// The file name as it was sent (RFC 2231, RFC 2047 inside a parameter), not made safe; NULL when
// there is none. The caller frees.
char *part_file_name(GMimeObject *object);
// Without brackets; "" when absent. The caller frees.
char *part_content_id(GMimeObject *object);
// Content-Disposition in lower case without parameters; "" when absent. The caller frees.
char *part_disposition(GMimeObject *object);
// Raw value of a header of this part, NULL when absent. Borrowed from the part.
const char *part_header(GMimeObject *object, const char *name);
