// explain.h: what would be done with a message, and why: the very code of the cycle, up to the
// point where it would write. Nothing changes.
#pragma once

#include "desk/receive.h"

// Text for people, or the JSON object of DESIGN (stable keys) with json true. store in the
// reception may be NULL: as on an empty desk. The caller frees.
char *explain_message(const Reception *reception, const Incoming *in, bool json, GError **error);
