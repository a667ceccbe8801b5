// macro.h: ready answers: "#use NAME k=v k2=\"two words\"".
#pragma once

#include "ticket/command.h"

// Finds the macro that args name, fills its text in for context->ticket (may be NULL) and appends
// it as a CHANGE_USE, then what its commands ask for, each under the rights of the actor. Values
// are never expanded again. Errors, in the actor's language, name the macros that there are, the
// values that are missing, or the command that is refused.
bool macro_apply(const VerbContext *context, const char *args, GPtrArray *changes, GError **error);
