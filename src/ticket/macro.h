// macro.h: ready answers: "#use NAME k=v k2=\"two words\"".
#pragma once

#include "ticket/command.h"

// Finds the macro that args name, fills its text in for context->ticket (may be NULL) and appends
// it as a CHANGE_USE, then what its commands ask for, each under the rights of the actor. Values
// are never expanded again. Errors, in the actor's language, name the macros that there are, the
// values that are missing, or the command that is refused.
bool macro_apply(const VerbContext *context, const char *args, GPtrArray *changes, GError **error);
// Its text alone, filled in for the ticket, in the customer's language, when nobody in particular
// answers; {{manager_name}} is the name of the desk. The caller frees.
char *macro_text(const Desk *desk, const Queue *queue, const Ticket *ticket, const Macro *macro,
                 int64_t now, GError **error);
