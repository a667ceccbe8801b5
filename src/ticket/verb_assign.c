// verb_assign.c: #assign anna, me, none, line2: gives the ticket to a person, to nobody or to a
// group.
//
// A group is looked up by its exact name first, so that a person's beginning never hides it. A
// group's ticket has no manager until somebody takes it. Who may not see the ticket cannot have it.

#include "ticket/verb.h"

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    static const char *const NOBODY[] = {"nobody", "никому", "нікому", NULL};
    if (!*args) {
        g_set_error(
            error, HD_ERROR, HD_ERROR_USAGE,
            verb_words(context, N_("needs a person or a group: #assign anna, me, none, line2")));
        return false;
    }
    args += *args == '@'; // as people are called in notes
    const Group *group = desk_group(context->desk, args);
    if (group && !verb_group_may_see(context, group, error))
        return false;
    if (group) {
        change_add(changes, CHANGE_GROUP, group->name, "assign");
        change_add(changes, CHANGE_MANAGER, "", "assign");
        return true;
    }
    if (verb_is_none(args) || verb_is_one_of(args, NOBODY)) {
        change_add(changes, CHANGE_MANAGER, "", "assign");
        return true;
    }
    const Manager *m = verb_person(context, args, error);
    if (!m)
        return false;
    change_add(changes, CHANGE_MANAGER, m->login, "assign");
    return true;
}

static const char *const ALSO[] = {"assignee",  "owner",    "agent",      "to", "передать",
                                   "назначить", "передати", "призначити", NULL};

const Verb VERB_ASSIGN = {
    "assign", ALSO, N_("#assign anna|me|none|GROUP"), N_("give the ticket to somebody"),
    PROOF_L3, plan};
