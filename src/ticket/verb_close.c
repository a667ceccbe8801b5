// verb_close.c: #close: the ticket is solved once the text went out; #close invalid cancels it; the
// name of another status of kind closed leads there.
//
// Leads to the first status of kind solved, or closed where a workflow has none; "invalid" to the
// one that is cancelled (desk_status_cancelled). Telling the customer is decide_act.c's matter.

#include "ticket/verb.h"

// "invalid", in the words that people use, or a status of kind closed.
static const Status *
ending_named(const VerbContext *context, const char *name)
{
    static const char *const INVALID[] = {"invalid", "cancel",    "cancelled", "отмена",
                                          "неверно", "скасувати", NULL};
    const Desk *d = context->desk;
    const Queue *q = verb_queue_then(context);
    const Status *s = desk_status(d, name);
    bool closed = s && s->kind == KIND_CLOSED;
    if (!(closed && queue_has_status(q, s)) && verb_is_one_of(name, INVALID)) {
        const Status *cancelled = desk_status_cancelled(d, q);
        return cancelled ? cancelled : desk_status_first(d, q, KIND_SOLVED);
    }
    return closed ? s : NULL;
}

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    if (!*args) {
        const Queue *q = verb_queue_then(context);
        bool has_solved = desk_status_first(context->desk, q, KIND_SOLVED) != NULL;
        return verb_to_kind(context, has_solved ? KIND_SOLVED : KIND_CLOSED, changes, "close",
                            error);
    }
    const Status *ending = ending_named(context, args);
    if (ending)
        return verb_to_status(context, ending, changes, "close", error);
    g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                verb_words(context, N_("takes nothing or \"invalid\", found \"%s\"")), args);
    return false;
}

static const char *const ALSO[] = {"closed",  "solve",    "solved",  "resolve", "resolved",
                                   "done",    "закрыть",  "закрыто", "решено",  "закрити",
                                   "закрито", "вирішено", NULL};

const Verb VERB_CLOSE = {
    "close",  ALSO, N_("#close [invalid]"), N_("solved; the customer is asked to rate it"),
    PROOF_L3, plan};
