// verb_close.c: #close: the ticket is solved once the text went out; #close invalid cancels it.
//
// Leads to the first status of kind solved, or closed where a workflow has none; "invalid" to the
// status of that name, else the last one of kind closed. Telling the customer is decide.c's matter.

#include "ticket/verb.h"

static const Status *
cancelled_status(const Desk *desk)
{
    const Status *named = desk_status(desk, "invalid");
    if (named)
        return named;
    for (guint i = desk->workflow->len; i-- > 0;) {
        const Status *s = desk->workflow->pdata[i];
        if (s->kind == KIND_CLOSED)
            return s;
    }
    return desk_status_first(desk, KIND_SOLVED);
}

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    static const char *const INVALID[] = {"invalid", "cancel",    "cancelled", "отмена",
                                          "неверно", "скасувати", NULL};
    if (*args) {
        bool invalid = false;
        for (size_t i = 0; INVALID[i]; i++)
            invalid = invalid || text_equal_fold(INVALID[i], args);
        if (!invalid) {
            g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                        verb_words(context, N_("takes nothing or \"invalid\", found \"%s\"")),
                        args);
            return false;
        }
        return verb_to_status(context, cancelled_status(context->desk), changes, "close", error);
    }
    bool has_solved = desk_status_first(context->desk, KIND_SOLVED) != NULL;
    return verb_to_kind(context, has_solved ? KIND_SOLVED : KIND_CLOSED, changes, "close", error);
}

static const char *const ALSO[] = {"closed",  "solve",    "solved",  "resolve", "resolved",
                                   "done",    "закрыть",  "закрыто", "решено",  "закрити",
                                   "закрито", "вирішено", NULL};

const Verb VERB_CLOSE = {
    "close",  ALSO, N_("#close [invalid]"), N_("solved; the customer is asked to rate it"),
    PROOF_L3, plan};
