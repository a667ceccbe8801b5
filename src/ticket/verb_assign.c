// verb_assign.c: #assign anna, me, none, line2: gives the ticket to a person, to nobody or to a
// group.
//
// A group is looked up by its exact name first, so that a person's beginning never hides it. A
// group's ticket has no manager until somebody takes it.

#include "ticket/verb.h"

static bool
is_one_of(const char *word, const char *const *list)
{
    for (size_t i = 0; list[i]; i++)
        if (text_equal_fold(list[i], word))
            return true;
    return false;
}

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    static const char *const ME[] = {"me", "мне", "себе", "мені", "собі", NULL};
    static const char *const NONE[] = {"none", "nobody", "никому", "нікому", NULL};
    if (!*args) {
        g_set_error(
            error, HD_ERROR, HD_ERROR_USAGE,
            verb_words(context, N_("needs a person or a group: #assign anna, me, none, line2")));
        return false;
    }
    const Group *group = desk_group(context->desk, args);
    if (group) {
        change_add(changes, CHANGE_GROUP, group->name, "assign");
        change_add(changes, CHANGE_MANAGER, "", "assign");
        return true;
    }
    if (is_one_of(args, NONE)) {
        change_add(changes, CHANGE_MANAGER, "", "assign");
        return true;
    }
    const Manager *m = is_one_of(args, ME) ? context->actor
                                           : desk_find_manager(context->desk, args,
                                                               context->actor->language, error);
    if (!m)
        return false;
    change_add(changes, CHANGE_MANAGER, m->login, "assign");
    return true;
}

static const char *const ALSO[] = {"assignee",  "owner",    "agent",      "to", "передать",
                                   "назначить", "передати", "призначити", NULL};

const Verb VERB_ASSIGN = {
    "assign", ALSO, "#assign anna|me|none|GROUP", N_("give the ticket to somebody"),
    PROOF_L3, plan};
