// flowed.h: private to src/mail: format=flowed (RFC 3676).
#pragma once

#include <glib.h>
#include <stdbool.h>

// Joins flowed lines into paragraphs; quote marks become "> " once for each level. The signature
// separator "-- " stays. The caller frees.
char *flowed_join(const char *text, bool delsp);
