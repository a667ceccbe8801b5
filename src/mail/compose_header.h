// compose_header.h: private to src/mail: header lines of our own mail.
#pragma once

#include "mail/address.h"

#include <glib.h>
#include <stdbool.h>

// All append whole lines with CRLF, 7 bit, under 998 bytes, or fail with HD_ERROR_MESSAGE and
// append nothing: a value with CR, LF, NUL or another control character is never written.
bool header_write_text(GString *out, const char *name, const char *value, GError **error);
// list holds Address*; nothing is written for an empty one.
bool header_write_addresses(GString *out, const char *name, const GPtrArray *list, GError **error);
// list holds char* without brackets. IDs that cannot be written are refused when required, else
// left out.
bool header_write_ids(GString *out, const char *name, const GPtrArray *list, bool required,
                      GError **error);
// A Message-ID or Content-ID that can stand between < and >.
bool header_id_is_valid(const char *id);
