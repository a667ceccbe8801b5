// compose_body.h: private to src/mail: the body of a Draft as a tree of parts.
#pragma once

#include "mail/compose.h"
#include "mail/gmime.h"

// windows holds one zeroed entry for each attachment and lives as long as the tree, as the Draft
// does. HD_ERROR_RETRY when an attachment cannot be opened.
GMimeObject *compose_body(const Draft *d, GByteArray *windows, GError **error);
