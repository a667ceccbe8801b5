// verb.h: the verbs that commands by mail have; private to ticket/verb_*.c and verbs.c.
#pragma once

#include "base/error.h"
#include "base/lang.h"
#include "base/text.h"
#include "ticket/command.h"

extern const Verb VERB_REPLY, VERB_NOTE, VERB_CLOSE, VERB_OPEN, VERB_WAIT, VERB_STATUS, VERB_TAKE,
    VERB_ASSIGN, VERB_PRIORITY, VERB_URGENT, VERB_HIGH, VERB_NORMAL, VERB_LOW, VERB_TAG,
    VERB_REQUESTER, VERB_HELP;

// Errors are read by the actor: in the actor's language.
static inline const char *__attribute__((format_arg(2)))
verb_words(const VerbContext *context, const char *msgid)
{
    return lang_text(context->actor->language, msgid);
}

// Most verbs take nothing: says so when something was given.
static inline bool
verb_no_args(const VerbContext *context, const char *args, GError **error)
{
    if (!*args)
        return true;
    g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                verb_words(context, N_("takes nothing after it, found \"%s\"")), args);
    return false;
}

// Appends a change to the first status of a kind.
static inline bool
verb_to_kind(const VerbContext *context, StatusKind kind, GPtrArray *changes, const char *by)
{
    change_add(changes, CHANGE_STATUS, desk_status_first(context->desk, kind)->name, by);
    return true;
}
