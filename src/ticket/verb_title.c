// verb_title.c: #title TEXT: another subject; and the verbs that take a subject for what they make:
// #split, #clone, #faq.
//
// A subject is one line of at most 500 characters; markers are put on and taken off where letters
// are written (ticket_subject_marked).

#include "ticket/verb.h"

#define TITLE_MAX 500

static bool
add_line(const VerbContext *context, const char *args, ChangeKind kind, const char *by,
         GPtrArray *changes, GError **error)
{
    g_autofree char *line = verb_line(context, args, TITLE_MAX, error);
    if (line)
        change_add(changes, kind, line, by);
    return line != NULL;
}

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    g_autofree char *line = text_one_line(args);
    if (*line)
        return add_line(context, args, CHANGE_TITLE, "title", changes, error);
    g_set_error_literal(error, HD_ERROR, HD_ERROR_USAGE,
                        verb_words(context, N_("needs the new subject after it")));
    return false;
}

static bool
plan_split(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    if (!verb_needs_ticket(context, error))
        return false;
    if (context->first && context->shown <= context->first) {
        g_set_error_literal(error, HD_ERROR, HD_ERROR_REFUSED,
                            verb_words(context, N_("would take all messages along: answer the "
                                                   "notice of a later one")));
        return false;
    }
    if (context->shown > 0)
        return add_line(context, args, CHANGE_SPLIT, "split", changes, error);
    g_set_error_literal(error, HD_ERROR, HD_ERROR_USAGE,
                        verb_words(context, N_("does not know where to cut: answer the notice of "
                                               "the message that begins the new ticket")));
    return false;
}

static bool
plan_clone(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    return verb_needs_ticket(context, error) &&
           add_line(context, args, CHANGE_CLONE, "clone", changes, error);
}

static bool
plan_faq(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    return verb_needs_ticket(context, error) &&
           add_line(context, args, CHANGE_FAQ, "faq", changes, error);
}

static const char *const ALSO[] = {"retitle",       "subject",       "тема", "заголовок",
                                   "переименовать", "перейменувати", NULL};
static const char *const SPLIT_ALSO[] = {"разделить", "отделить", "розділити", "відокремити", NULL};
static const char *const CLONE_ALSO[] = {"copy",      "копировать", "клонировать",
                                         "копіювати", "клонувати",  NULL};
static const char *const FAQ_ALSO[] = {"learn", "чаво", "знания", "чапи", "знання", NULL};

const Verb VERB_TITLE = {"title", ALSO, N_("#title TEXT"), N_("another subject"), PROOF_L3, plan};
const Verb VERB_SPLIT = {"split",
                         SPLIT_ALSO,
                         N_("#split [SUBJECT]"),
                         N_("a ticket of its own, from the message that you answer on"),
                         PROOF_L3,
                         plan_split};
const Verb VERB_CLONE = {
    "clone",  CLONE_ALSO, N_("#clone [SUBJECT]"), N_("a second ticket like this"),
    PROOF_L3, plan_clone};
const Verb VERB_FAQ = {
    "faq",    FAQ_ALSO, N_("#faq [QUESTION]"), N_("draft an FAQ entry out of question and answer"),
    PROOF_L3, plan_faq};
