// gmime_write.h: private to src/mail: what GMime writes, handed to a function.
#pragma once

#include "mail/gmime.h"

#include <stdbool.h>

// Takes a piece of the bytes; false stops the writing.
typedef bool (*GMimeSink)(void *data, const char *bytes, size_t len);

// Writes object (headers and content) piece by piece; format may be NULL. False when it was stopped
// or there is no memory; some pieces may have been handed out then.
bool gmime_write(GMimeObject *object, GMimeFormatOptions *format, GMimeSink sink, void *data);
