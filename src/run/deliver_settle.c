// deliver_settle.c: what an attempt to send means for its row in the outbox: sent, failed, or when
// it is tried again.
//
// One rule for letters and hooks' calls: 1, 5, 15, 60 minutes, then every 4 hours, until
// limits.retry_days after the first attempt. Writes nothing: who sends commits.

#include "run/deliver_private.h"

#include "base/log.h"
#include "base/random.h"

#define DAY      (24 * 3600)
#define WAIT_MAX DAY

// A letter may have waited for its hour before it was tried at all: only trying counts.
static bool
was_tried_for_long(const Desk *desk, Store *store, int64_t now, const Outgoing *o)
{
    int64_t long_ago = now - (int64_t)desk->limits.retry_days * DAY;
    if (o->queued_at >= long_ago || o->attempts < 2)
        return false;
    int64_t first = store_outgoing_first_attempt(store, o->id, NULL);
    return first > 0 && first < long_ago;
}

void
deliver_settle(const Desk *desk, Store *store, int64_t now, const DeliverFate *fate, Outgoing *o,
               DeliverResult *counts)
{
    bool sent = fate->verdict == SEND_SENT;
    g_free(o->last_words);
    o->last_words = g_strdup(fate->words ? fate->words : "");
    o->last_code = fate->code;
    o->attempts++;
    if (sent) {
        o->state = OUTGOING_SENT;
        o->done_at = now;
        counts->sent++;
    } else if (fate->verdict == SEND_FAILED || was_tried_for_long(desk, store, now, o)) {
        o->state = OUTGOING_FAILED;
        o->done_at = now;
        o->warned = false; // that it was late may have been told; that it failed was not
        counts->failed++;
    } else {
        int64_t delay = outgoing_delay(o->attempts, (unsigned)random_below(1000));
        o->state = OUTGOING_QUEUED;
        o->next_at = now + MAX(delay, MIN(fate->wait, WAIT_MAX));
        counts->retry++;
    }
    log_write(sent || fate->shared ? LOG_INFO : LOG_WARNING,
              "%s %" G_GINT64_FORMAT " (%s) to %s: %s%s%s", outgoing_is_hook(o) ? "call" : "letter",
              o->id, outgoing_is_hook(o) ? o->subject : o->template, o->to,
              names_name(OUTGOING_STATE_NAMES, (int)o->state), *o->last_words ? ": " : "",
              o->last_words);
}
