// decide_bounce.c: a mail system tells what became of a letter (RFC 3464).
//
// Only a report that names a Message-ID of ours, known in the outbox, touches a ticket: others are kept and
// counted. A bounce is never answered; a manager is told when a person's answer failed for good.

#include "ticket/decide_private.h"

#include "base/text.h"

// The failure of a person's answer concerns whoever cares for the ticket; that of a receipt is only noted.
// A notice that did not reach a manager is not told by one more notice: it would fail the same way.
static void
tell_undelivered(const Facts *f, Decision *out, const char *words)
{
    if (f->ticket && !f->bounced->automatic && !desk_manager_by_address(f->desk, f->bounced->to))
        notify_managers(f, out, NOTICE_UNDELIVERED, f->ticket->manager, f->ticket->group, "", words);
}

static const BounceRecipient *
worst_recipient(const Bounce *b)
{
    const BounceRecipient *worst = NULL;
    for (guint i = 0; b && i < b->recipients->len; i++) {
        const BounceRecipient *r = b->recipients->pdata[i];
        if (!worst || (r->action == BOUNCE_FAILED && r->permanent))
            worst = r;
    }
    return worst;
}

void
decide_bounce(const Facts *f, Decision *out)
{
    const BounceRecipient *r = worst_recipient(f->bounce);
    if (!f->bounced) {
        decide_set(out, OUTCOME_BOUNCE, "a delivery report about no letter of ours: %s", f->nature->why);
        return;
    }
    const char *words = r && *r->diagnostic ? r->diagnostic : r ? r->status : "";
    static const char *const FATES[] = {[BOUNCE_FAILED] = "is late", [BOUNCE_DELAYED] = "is late",
                                        [BOUNCE_DELIVERED] = "was delivered", [BOUNCE_COMPLAINT] = "is complained about"};
    bool failed = r && r->action == BOUNCE_FAILED && r->permanent;
    decide_set(out, OUTCOME_BOUNCE, "letter %" G_GINT64_FORMAT " (%s) to %s %s: %s", f->bounced->id,
               f->bounced->template, f->bounced->to, failed ? "failed" : r ? FATES[r->action] : "is reported on", words);
    if (!failed)
        return;
    out->undelivered = f->bounced->id;
    tell_undelivered(f, out, words);
}

void
decide_letter_fate(const Facts *f, Decision *out)
{
    decision_init(out);
    g_free(out->author);
    out->author = g_strdup("system");
    const Outgoing *o = f->bounced;
    bool failed = o->state == OUTGOING_FAILED;
    decide_set(out, OUTCOME_BOUNCE, "letter %" G_GINT64_FORMAT " (%s) to %s %s: %s", o->id, o->template, o->to,
               failed ? "could not be sent" : "is late and will be tried again", o->last_words);
    if (failed)
        out->undelivered = o->id;
    tell_undelivered(f, out, o->last_words);
}
