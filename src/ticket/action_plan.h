// action_plan.h: which changes an action of a rule brings to a ticket. Pure.
#pragma once

#include "ticket/decide.h"

// Appends the changes that the action means for view->ticket to out->changes, as asked for by
// `rule` (kept: it has to live as long as the changes). What is so already is not planned. Letters
// (answer, refuse, notify, text, forward) and stop are no changes: nothing happens for them here.
// False: the action cannot be done, or not all of it, and *why (may be NULL, the caller frees) says
// so in one English line.
bool action_plan(const RuleAction *a, const char *rule, const Facts *f, RuleView *view,
                 Decision *out, char **why);
