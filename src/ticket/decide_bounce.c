// decide_bounce.c: a mail system tells what became of a letter (RFC 3464), or the outbox what
// became of a letter or of the call of a hook.
//
// Only a report that names a Message-ID of ours, known in the outbox, touches a ticket: others are
// kept and counted. A bounce is never answered; a manager is told when a person's answer failed for
// good.

#include "ticket/decide_private.h"

#include "base/text.h"

// The failure of a person's answer concerns whoever cares for the ticket; that of a receipt is only
// noted. A notice that did not reach a manager is not told by one more notice: it would fail the
// same way.
static void
tell_undelivered(const Facts *f, Decision *out, const char *words)
{
    if (f->ticket && !f->bounced->automatic && !desk_manager_by_address(f->desk, f->bounced->to))
        notify_managers(f, out, NOTICE_UNDELIVERED, f->ticket->manager, f->ticket->group, "",
                        words);
}

static int
gravity(const BounceRecipient *r)
{
    static const int OF[] = {
        [BOUNCE_DELIVERED] = 0, [BOUNCE_DELAYED] = 1, [BOUNCE_COMPLAINT] = 2, [BOUNCE_FAILED] = 3};
    return OF[r->action] + (r->action == BOUNCE_FAILED && r->permanent);
}

static const BounceRecipient *
worst_recipient(const Bounce *b)
{
    const BounceRecipient *worst = NULL;
    for (guint i = 0; b && i < b->recipients->len; i++) {
        const BounceRecipient *r = b->recipients->pdata[i];
        if (!worst || gravity(r) > gravity(worst))
            worst = r;
    }
    return worst;
}

static LetterFate
fate_of(const BounceRecipient *r)
{
    if (!r)
        return FATE_NONE;
    static const LetterFate FATES[] = {[BOUNCE_FAILED] = FATE_FAILED_SOFT,
                                       [BOUNCE_DELAYED] = FATE_LATE,
                                       [BOUNCE_DELIVERED] = FATE_NONE,
                                       [BOUNCE_COMPLAINT] = FATE_COMPLAINT};
    return r->action == BOUNCE_FAILED && r->permanent ? FATE_FAILED_HARD : FATES[r->action];
}

static bool
is_failure(LetterFate fate)
{
    return fate == FATE_FAILED_HARD || fate == FATE_FAILED_SOFT;
}

void
decide_bounce(const Facts *f, Decision *out)
{
    const BounceRecipient *r = worst_recipient(f->bounce);
    if (!f->bounced) {
        decide_set(out, OUTCOME_BOUNCE, "a delivery report about no letter of ours: %s",
                   f->nature->why);
        return;
    }
    const char *words = r && *r->diagnostic ? r->diagnostic : r ? r->status : "";
    static const char *const WORDS[] = {"is reported on", "was not delivered: the address fails",
                                        "was not delivered", "is late", "was marked as spam"};
    out->fate = fate_of(r);
    decide_set(out, OUTCOME_BOUNCE, "letter %" G_GINT64_FORMAT " (%s) to %s %s%s%s", f->bounced->id,
               f->bounced->template, f->bounced->to, WORDS[out->fate], *words ? ": " : "", words);
    if (is_failure(out->fate))
        tell_undelivered(f, out, words);
    if (is_failure(out->fate) && f->ticket)
        run_rules(f, out, ON_BOUNCED);
}

// A call that is late may still arrive, and whoever answers the ticket cannot hurry it: only one
// that failed is told.
static void
decide_hook_fate(const Facts *f, Decision *out)
{
    const Outgoing *o = f->bounced;
    bool failed = o->state == OUTGOING_FAILED;
    out->fate = failed ? FATE_FAILED_SOFT : FATE_LATE;
    decide_set(out, OUTCOME_BOUNCE, "%s: %s", o->hook, o->last_words);
    if (f->ticket && failed)
        notify_managers(f, out, NOTICE_CHANGED, f->ticket->manager, f->ticket->group, "", "");
}

void
decide_letter_fate(const Facts *f, Decision *out)
{
    decision_init(out);
    g_free(out->author);
    out->author = g_strdup("system");
    const Outgoing *o = f->bounced;
    bool failed = o->state == OUTGOING_FAILED;
    if (outgoing_is_hook(o)) {
        decide_hook_fate(f, out);
        return;
    }
    // No such user, not here, name not allowed (RFC 5321 4.2.3); other refusals are about this
    // letter.
    bool hard = o->last_code == 550 || o->last_code == 551 || o->last_code == 553;
    out->fate = !failed ? FATE_LATE : hard ? FATE_FAILED_HARD : FATE_FAILED_SOFT;
    decide_set(out, OUTCOME_BOUNCE, "letter %" G_GINT64_FORMAT " (%s) to %s %s%s%s", o->id,
               o->template, o->to, failed ? "could not be sent" : "is late and will be tried again",
               *o->last_words ? ": " : "", o->last_words);
    tell_undelivered(f, out, o->last_words);
    if (failed && f->ticket)
        run_rules(f, out, ON_BOUNCED);
}
