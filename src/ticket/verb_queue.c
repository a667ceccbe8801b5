// verb_queue.c: #queue NAME: moves the ticket to another queue.
//
// A ticket may be handed to a queue that the actor does not see: that is what handing over is. Its
// number stays.

#include "ticket/verb.h"

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    const Queue *q = verb_queue_named(context->desk, args);
    if (!q && *args)
        q = desk_queue_by_address(context->desk, args);
    if (!q) {
        g_autoptr(GPtrArray) names = g_ptr_array_new();
        for (guint i = 0; i < context->desk->queues->len; i++)
            g_ptr_array_add(names, ((const Queue *)context->desk->queues->pdata[i])->name);
        g_autofree char *all = verb_join(names);
        if (*args)
            g_set_error(error, HD_ERROR, HD_ERROR_ABSENT,
                        verb_words(context, N_("there is no queue \"%s\"; there are: %s")), args,
                        all);
        else
            g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                        verb_words(context, N_("needs the name of a queue: %s")), all);
        return false;
    }
    if (q == verb_queue(context)) {
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                    verb_words(context, N_("the ticket is in the queue %s already")), q->name);
        return false;
    }
    change_add(changes, CHANGE_QUEUE, q->name, "queue");
    return true;
}

static const char *const ALSO[] = {"move",  "очередь",     "переместить", "перенести",
                                   "черга", "перемістити", NULL};

const Verb VERB_QUEUE = {"queue",  ALSO, N_("#queue NAME"), N_("move the ticket to another queue"),
                         PROOF_L3, plan};
