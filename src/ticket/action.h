// action.h: what rules do: a table of actions, each of which plans Changes and Notices. Pure.
//
// `assign` takes a login, a group, or one of: "turn" and "load" (the queue's people), "turn:WORD"
// and "load:WORD" (those of a group or login list, comma between), "own" (the customer's own
// manager), "default" (the default chain), "line" (the next line of the ticket's group), "nobody".
#pragma once

#include "ticket/change.h"
#include "ticket/desk.h"

typedef struct RuleAction RuleAction;
struct ActionWork;

typedef struct {
    const char *name; // key in the config
    bool list;        // takes several values
    const char *help;
    const struct ActionWork *work; // action_private.h
} ActionInfo;
const ActionInfo *action_list(void); // ends with a row without a name

// HD_ERROR_CONFIG: no such key (with the nearest), or a value of the wrong form. Whether names in
// it exist is seen by action_fault, when the desk is whole.
RuleAction *action_new(const char *key, const char *const *values, GError **error);
void action_free(RuleAction *a);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RuleAction, action_free)
// What is wrong with it on this desk (unknown manager, status, macro, hook …); NULL = nothing. The
// caller frees; hint (may be NULL, the caller frees) says what to write instead.
char *action_fault(const RuleAction *a, const Desk *d, char **hint);
const char *action_name(const RuleAction *a);
bool action_is_off(const RuleAction *a); // a flag that is false: it does nothing
const GPtrArray *action_values(const RuleAction *a); // char*, borrowed
