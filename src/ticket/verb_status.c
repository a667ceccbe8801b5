// verb_status.c: #status NAME: to any status of the workflow, named in any language of the config.
//
// #close, #open and #wait are the short ways to the usual ones.

#include "ticket/verb.h"

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    const Status *s = *args ? desk_status(context->desk, args) : NULL;
    if (!s) {
        g_autoptr(GString) all = g_string_new(NULL);
        const GPtrArray *workflow = context->desk->workflow;
        for (guint i = 0; i < workflow->len; i++)
            g_string_append_printf(all, "%s%s", i ? ", " : "",
                                   ((const Status *)workflow->pdata[i])->name);
        if (*args)
            g_set_error(error, HD_ERROR, HD_ERROR_ABSENT,
                        verb_words(context, N_("there is no status \"%s\"; there are: %s")), args,
                        all->str);
        else
            g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                        verb_words(context, N_("needs the name of a status: %s")), all->str);
        return false;
    }
    return verb_to_status(context, s, changes, "status", error);
}

static const char *const ALSO[] = {"state", "статус", "состояние", "стан", NULL};

const Verb VERB_STATUS = {"status", ALSO, N_("#status NAME"), N_("set the status"), PROOF_L3, plan};
