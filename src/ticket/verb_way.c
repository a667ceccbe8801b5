// verb_way.c: the ways of a ticket through its workflow, as the verbs may take it: which statuses
// its queue has, where it can go from here, and who may put it there.
//
// The rules themselves are workflow.c, which rules and timers ask as well; here they are told to
// the actor, each refusal with what is possible instead. A letter that moves the ticket to another
// queue
// (#queue) counts as moved; a mail that makes a ticket begins at the first status of kind new.

#include "ticket/verb.h"

#include <string.h>

static const Status *
status_now(const VerbContext *context)
{
    const Desk *d = context->desk;
    const Queue *q = verb_queue_then(context);
    if (!context->ticket)
        return desk_status_first(d, q, KIND_NEW);
    return queue_status_like(d, q, desk_status(d, context->ticket->status));
}

bool
verb_may_enter(const VerbContext *context, const Status *s, GError **error)
{
    if (!s || desk_is_among(context->desk, context->actor, s->enter))
        return true;
    g_autofree char *who = verb_join(s->enter);
    g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                verb_words(context, N_("you may not put a ticket into \"%s\": that takes %s")),
                status_label(s, context->actor->language), who);
    return false;
}

// "waiting, solved": where the actor can take the ticket. The caller frees.
static char *
ways_from(const VerbContext *context, const Status *from)
{
    const Desk *d = context->desk;
    g_autoptr(GPtrArray) all = queue_statuses(d, verb_queue_then(context));
    g_autoptr(GPtrArray) labels = g_ptr_array_new();
    for (guint i = 0; i < all->len; i++) {
        const Status *to = all->pdata[i];
        if (to != from && desk_may_go(d, from, to, context->actor, false))
            g_ptr_array_add(labels, (char *)status_label(to, context->actor->language));
    }
    return labels->len > 0 ? verb_join(labels) : g_strdup(verb_words(context, N_("nowhere")));
}

static bool
in_queue(const VerbContext *context, const Status *s, GError **error)
{
    const Queue *q = verb_queue_then(context);
    if (queue_has_status(q, s))
        return true;
    g_autofree char *all = verb_join(q->statuses);
    g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                verb_words(context, N_("tickets of the queue %s have no status \"%s\"; there are: "
                                       "%s")),
                q->name, status_label(s, context->actor->language), all);
    return false;
}

bool
verb_may_go(const VerbContext *context, const Status *s, GError **error)
{
    const Desk *d = context->desk;
    const char *language = context->actor->language;
    const Status *from = status_now(context);
    if (!s)
        return true;
    if (!in_queue(context, s, error))
        return false;
    if (desk_may_go(d, from, s, context->actor, false))
        return true;
    if (!verb_may_enter(context, s, error))
        return false;
    g_autofree char *ways = ways_from(context, from);
    // The program may take every way that there is: then it is the actor who may not.
    if (desk_may_go(d, from, s, NULL, false))
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                    verb_words(context, N_("you may not take a ticket from \"%s\" to \"%s\"; from "
                                           "there you can go to: %s")),
                    status_label(from, language), status_label(s, language), ways);
    else
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                    verb_words(context, N_("a ticket does not go from \"%s\" to \"%s\"; from there "
                                           "one can go to: %s")),
                    status_label(from, language), status_label(s, language), ways);
    return false;
}

bool
verb_to_status(const VerbContext *context, const Status *s, GPtrArray *changes, const char *by,
               GError **error)
{
    if (!verb_may_go(context, s, error))
        return false;
    change_add(changes, CHANGE_STATUS, s->name, by);
    return true;
}

static bool
has_plain(const GPtrArray *statuses, StatusKind kind)
{
    for (guint i = 0; i < statuses->len; i++) {
        const Status *s = statuses->pdata[i];
        if (s->kind == kind && !s->cancelled)
            return true;
    }
    return false;
}

bool
verb_to_kind(const VerbContext *context, StatusKind kind, GPtrArray *changes, const char *by,
             GError **error)
{
    g_autoptr(GPtrArray) all = queue_statuses(context->desk, verb_queue_then(context));
    const Status *refused = NULL;
    bool done = has_plain(all, kind); // what is done is not cancelled
    for (guint i = 0; i < all->len; i++) {
        const Status *s = all->pdata[i];
        if (s->kind != kind || (done && s->cancelled))
            continue;
        if (verb_may_go(context, s, NULL))
            return verb_to_status(context, s, changes, by, error);
        refused = refused ? refused : s;
    }
    if (!refused)
        refused = desk_status_first(context->desk, NULL, kind);
    if (refused)
        return verb_may_go(context, refused, error);
    g_set_error(error, HD_ERROR, HD_ERROR_ABSENT,
                verb_words(context, N_("the workflow of this desk has no status of kind \"%s\"")),
                status_kind_name(kind));
    return false;
}
