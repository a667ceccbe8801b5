// deliver.c: sends what is due: queued → claimed → dot → sent | retry | failed, each step
// committed.
//
// "dot" is committed before the final dot is written, together with the result of the letter
// before: one durable write per letter. A crash earlier than that is known unsent; a crash in "dot"
// is sent again byte for byte. One sender at a time on a machine (lock file), so claims found at
// the start are a dead one's.
//
// Neighbours: deliver_settle.c (what a result means), deliver_hooks.c (calls are no letters).

#include "run/deliver_private.h"

#include "base/error.h"
#include "base/log.h"
#include "run/lock.h"

#define BATCH 50

typedef struct {
    const Desk *desk;
    Store *store;
    int64_t now;
    Sender *sender;
    const Progress *progress;
    DeliverResult *result;
    Outgoing *current;  // borrowed: being sent
    Outgoing *finished; // borrowed: has its result in memory, not yet written
} Deliver;

static bool
write_finished(Deliver *d, GError **error)
{
    Outgoing *o = d->finished;
    if (!o)
        return true;
    if (!store_outgoing_update(d->store, o, error) ||
        !store_outgoing_log(d->store, o->id, d->now, o->last_code, o->last_words, error))
        return false;
    d->finished = NULL;
    return true;
}

static bool
commit_step(Deliver *d, Outgoing *dot, GError **error)
{
    if (!store_begin(d->store, error))
        return false;
    if (write_finished(d, error) && (!dot || store_outgoing_update(d->store, dot, error)) &&
        store_commit(d->store, error))
        return true;
    store_rollback(d->store);
    return false;
}

static bool
before_dot(void *data)
{
    Deliver *d = data;
    g_autoptr(GError) error = NULL;
    d->current->state = OUTGOING_DOT;
    if (commit_step(d, d->current, &error))
        return true;
    log_write(LOG_ERROR, "letter %" G_GINT64_FORMAT " was not sent: %s", d->current->id,
              error->message);
    return false;
}

static void
judge(Deliver *d, Outgoing *o, const SendResult *r)
{
    if (r->verdict != SEND_PAUSED) {
        DeliverFate fate = {.verdict = r->verdict, .code = r->code, .words = r->words};
        deliver_settle(d->desk, d->store, d->now, &fate, o, d->result);
        return;
    }
    // Not its fault: neither an attempt nor a delay.
    o->state = OUTGOING_QUEUED;
    o->last_code = r->code;
    g_free(o->last_words);
    o->last_words = g_strdup(r->words ? r->words : "");
}

// A letter whose bytes cannot be read must not keep the others from going out.
static bool
give_up(Deliver *d, Outgoing *o, GError *fault, GError **error)
{
    SendResult r = {.verdict = SEND_FAILED, .words = fault->message};
    bool written = commit_step(d, NULL, error);
    judge(d, o, &r);
    d->finished = o;
    g_error_free(fault);
    return written;
}

static bool
send_one(Deliver *d, Outgoing *o, GError **error)
{
    GError *fault = NULL;
    g_autoptr(Blob) bytes = store_blob_get(d->store, o->raw, &fault);
    if (!bytes && g_error_matches(fault, HD_ERROR, HD_ERROR_RETRY)) {
        g_propagate_error(error, fault);
        return false;
    }
    if (!bytes)
        return give_up(d, o, fault, error);
    Envelope envelope = {.from = o->from, .to = o->to, .bytes = bytes};
    g_auto(SendResult) r = {0};
    d->current = o;
    sender_send(d->sender, &envelope, before_dot, d, &r);
    // A letter refused before its dot leaves the earlier result unwritten: that one goes first.
    if (d->finished && !commit_step(d, NULL, error))
        return false;
    judge(d, o, &r);
    d->finished = o;
    if (r.verdict != SEND_PAUSED)
        return true;
    g_set_error(error, HD_ERROR, r.fault, "sending is paused: %s", r.words ? r.words : "");
    return false;
}

// Claims that were not sent because the transport went down: back into the queue, as they were.
static bool
release(Deliver *d, const GPtrArray *letters, guint from, GError **error)
{
    if (!store_begin(d->store, error))
        return false;
    bool ok = write_finished(d, error);
    for (guint i = from; ok && i < letters->len; i++) {
        Outgoing *o = letters->pdata[i];
        o->state = OUTGOING_QUEUED;
        ok = store_outgoing_update(d->store, o, error);
    }
    if (ok && store_commit(d->store, error))
        return true;
    store_rollback(d->store);
    return false;
}

static bool
send_batch(Deliver *d, const GPtrArray *letters, GError **error)
{
    for (guint i = 0; i < letters->len; i++) {
        if (!send_one(d, letters->pdata[i], error)) {
            g_autoptr(GError) second = NULL;
            if (!release(d, letters, i + 1, &second))
                log_write(LOG_ERROR, "the outbox could not be written: %s", second->message);
            return false;
        }
        progress_step(d->progress, "letters sent", d->result->sent, 0);
    }
    return commit_step(d, NULL, error);
}

bool
deliver_all(const Desk *desk, Store *store, int64_t now, const Progress *progress,
            DeliverResult *out, GError **error)
{
    *out = (DeliverResult){0};
    g_auto(Lock) lock = {0};
    LockState locked = lock_take(desk->database, "outbox", &lock, error);
    if (locked != LOCK_TAKEN)
        return locked == LOCK_HELD_BY_OTHER;
    g_autoptr(Sender) sender = NULL;
    Deliver d = {.desk = desk, .store = store, .now = now, .progress = progress, .result = out};
    for (;;) {
        g_autoptr(GPtrArray) letters = store_outgoing_claim(store, now, G_MAXINT64, BATCH, error);
        if (!letters)
            return false;
        if (letters->len == 0)
            return true;
        if (!sender) {
            d.sender = sender = sender_open(desk->transport, error);
            if (!sender) {
                release(&d, letters, 0, NULL);
                return false;
            }
        }
        if (!send_batch(&d, letters, error))
            return false;
    }
}
