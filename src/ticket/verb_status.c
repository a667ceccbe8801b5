// verb_status.c: #status NAME: to a status of the ticket's queue, named in any language of the
// config, if the workflow leads there.
//
// #close, #open and #wait are the short ways to the usual ones.

#include "ticket/verb.h"

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    const Status *s = *args ? desk_status(context->desk, args) : NULL;
    if (!s) {
        g_autoptr(GPtrArray) statuses = queue_statuses(context->desk, verb_queue_then(context));
        for (guint i = 0; i < statuses->len; i++)
            statuses->pdata[i] = ((Status *)statuses->pdata[i])->name;
        g_autofree char *all = verb_join(statuses);
        if (*args)
            g_set_error(error, HD_ERROR, HD_ERROR_ABSENT,
                        verb_words(context, N_("there is no status \"%s\"; there are: %s")), args,
                        all);
        else
            g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                        verb_words(context, N_("needs the name of a status: %s")), all);
        return false;
    }
    return verb_to_status(context, s, changes, "status", error);
}

static const char *const ALSO[] = {"state", "статус", "состояние", "стан", NULL};

const Verb VERB_STATUS = {"status", ALSO, N_("#status NAME"), N_("set the status"), PROOF_L3, plan};
