// verb_undo.c: what becomes of answers on their way: #silent, #delay SPAN, #undo, #send.
//
// A letter that has left cannot be taken back; a doing whose changes can be is taken back without
// its letter. Who may: whoever did it, leads and admins.

#include "ticket/verb.h"
#include "ticket/when.h"

#include "base/clock.h"

#include <string.h>

#define DELAY_MIN 60
#define DELAY_MAX INT64_C(30 * 86400)

static bool
has_pending(const VerbContext *context)
{
    return context->pending && context->pending->len > 0;
}

// Is there a letter on its way that she may move? An error says whose it is, or that there is none.
static bool
may_move(const VerbContext *context, const char *none, GError **error)
{
    g_autoptr(GPtrArray) mine =
        pending_of(context->desk, context->pending, context->actor, context->shown);
    if (mine->len > 0)
        return true;
    const PendingLetter *other = has_pending(context) ? context->pending->pdata[0] : NULL;
    if (other)
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                    verb_words(context, N_("the letter that waits here is by %s: only %s or a lead "
                                           "moves it")),
                    other->author, other->author);
    else
        g_set_error_literal(error, HD_ERROR, HD_ERROR_ABSENT, none);
    return false;
}

static bool
plan_silent(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    if (!verb_no_args(context, args, error))
        return false;
    change_add(changes, CHANGE_SILENT, "", "silent");
    return true;
}

static bool
plan_delay(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    int64_t seconds = 0;
    const char *rest = "";
    if (!when_span(args, context->actor->language, DELAY_MAX, &seconds, &rest) || *rest ||
        seconds < DELAY_MIN || seconds > DELAY_MAX) {
        g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                    verb_words(context, N_("needs a span of a minute to 30 days: 30m, 2h, 1d; "
                                           "found \"%s\"")),
                    args);
        return false;
    }
    if (!context->has_text &&
        !may_move(context,
                  verb_words(context, N_("there is nothing to wait: write the answer below it")),
                  error))
        return false;
    g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT, seconds);
    change_add(changes, CHANGE_DELAY, value, "delay");
    return true;
}

static bool
has_left(const VerbContext *context)
{
    for (guint i = 0; has_pending(context) && i < context->pending->len; i++)
        if (((const PendingLetter *)context->pending->pdata[i])->message == context->undo->message)
            return false;
    return context->undo->message != 0;
}

// Has a text left that changed nothing but what every first answer changes?
static bool
only_answered(const VerbContext *context)
{
    for (guint i = 0; i < context->undo->changes->len; i++) {
        const Change *c = context->undo->changes->pdata[i];
        const Status *s = c->kind == CHANGE_STATUS ? desk_status(context->desk, c->value) : NULL;
        bool opened = s && s->kind == KIND_NEW && context->ticket->kind == KIND_OPEN;
        if (!opened && !(c->kind == CHANGE_MANAGER && !*c->value))
            return false;
    }
    return true;
}

static bool
plan_undo(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    const UndoRecord *undo = context->undo;
    if (!verb_no_args(context, args, error) || !verb_needs_ticket(context, error))
        return false;
    // A merge, a split, a copy leave no way back: no older doing is taken back in their place.
    if (!undo || (undo->message == 0 && undo->changes->len == 0)) {
        g_set_error_literal(error, HD_ERROR, HD_ERROR_ABSENT,
                            verb_words(context, N_("there is nothing here that can be taken "
                                                   "back")));
        return false;
    }
    g_autofree char *when = clock_people(undo->at);
    if (g_ascii_strcasecmp(undo->who, context->actor->login) != 0 &&
        context->actor->role < ROLE_LEAD) {
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                    verb_words(context, N_("what was done last is by %s, %s: only %s or a lead "
                                           "takes it back")),
                    undo->who, when, undo->who);
        return false;
    }
    if (has_left(context) && only_answered(context)) {
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                    verb_words(context, N_("the text by %s, %s has left already, or is a note, "
                                           "and cannot be taken back")),
                    undo->who, when);
        return false;
    }
    change_add(changes, CHANGE_UNDO, "", "undo");
    return true;
}

static bool
plan_send(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    if (!verb_no_args(context, args, error))
        return false;
    if (!context->has_text &&
        !may_move(context, verb_words(context, N_("no letter waits here")), error))
        return false;
    change_add(changes, CHANGE_SEND, "", "send");
    return true;
}

static const char *const SILENT_ALSO[] = {"quiet", "noreply", "тихо", "молча", "мовчки", NULL};
static const char *const DELAY_ALSO[] = {"задержать", "задержка", "затримати", "затримка", NULL};
static const char *const UNDO_ALSO[] = {"cancel",    "отменить",  "отмена",
                                        "скасувати", "відмінити", NULL};
static const char *const SEND_ALSO[] = {"отправить", "надіслати", "відправити", NULL};

const Verb VERB_SILENT = {"silent",      SILENT_ALSO,
                          N_("#silent"), N_("the customer hears nothing of this"),
                          PROOF_L3,      plan_silent};
const Verb VERB_DELAY = {"delay",  DELAY_ALSO, N_("#delay 1h"), N_("the answer leaves later"),
                         PROOF_L3, plan_delay};
const Verb VERB_UNDO = {"undo",   UNDO_ALSO, N_("#undo"), N_("take back what was done last"),
                        PROOF_L3, plan_undo};
const Verb VERB_SEND = {"send",   SEND_ALSO, N_("#send"), N_("let waiting and held answers go now"),
                        PROOF_L3, plan_send};
