// verb_type.c: #type NAME: what kind of request it is, one of the config's `types`.
//
// "none" takes it away. Fields of the desk's own are #set's.

#include "ticket/verb.h"

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    const GPtrArray *types = context->desk->types;
    for (guint i = 0; i < types->len; i++)
        if (text_equal_fold(types->pdata[i], args)) {
            change_add(changes, CHANGE_TYPE, types->pdata[i], "type");
            return true;
        }
    if (verb_is_none(args)) {
        change_add(changes, CHANGE_TYPE, "", "type");
        return true;
    }
    g_autofree char *all = verb_join(types);
    if (types->len == 0)
        g_set_error_literal(error, HD_ERROR, HD_ERROR_ABSENT,
                            verb_words(context, N_("this desk has no types; its config names "
                                                   "them")));
    else if (!*args)
        g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                    verb_words(context, N_("needs the name of a type or none: %s")), all);
    else
        g_set_error(error, HD_ERROR, HD_ERROR_ABSENT,
                    verb_words(context, N_("there is no type \"%s\"; there are: %s")), args, all);
    return false;
}

static const char *const ALSO[] = {"category", "тип", "категория", "категорія", NULL};

const Verb VERB_TYPE = {"type",   ALSO, N_("#type NAME|none"), N_("what kind of request it is"),
                        PROOF_L3, plan};
