// apply_private.h: what the parts of apply share.
#pragma once

#include "desk/apply.h"

// An event of a->ticket by a->who, with its proof unless it is the system. rule may be "".
bool apply_note(Application *a, const char *kind, const char *detail, const char *rule, GError **error);
bool apply_change(Application *a, const Change *c, GError **error);
bool apply_fate(Application *a, const Decision *d, GError **error);
