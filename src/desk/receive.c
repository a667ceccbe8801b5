// receive.c: the way of a message (DESIGN): duplicate? → case_gather (parse, nature, sender,
// thread, proof) → decide_message → apply_decision → the received row. One savepoint a message.
//
// Not for fetching (run/fetch) nor for what is decided (ticket/decide). A message that cannot be
// parsed, or whose handling fails for any reason of its own, becomes a plain ticket with the
// original kept: never a discard. Only a failing store stops the caller.

#include "desk/receive.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "desk/apply.h"
#include "desk/case_private.h"
#include "desk/tick_timer.h"

#include <string.h>

void
receive_result_clear(ReceiveResult *r)
{
    g_clear_pointer(&r->why, g_free);
}

typedef struct {
    const Reception *reception;
    const Incoming *in;
    uint8_t sha256[32];
    int64_t raw;
    int64_t held; // received row of a held message that is released now, 0 = a new message
} Work;

static void
set_result(ReceiveResult *out, Outcome outcome, const char *why)
{
    out->outcome = outcome;
    g_free(out->why);
    out->why = g_strdup(why);
}

static bool
record(const Work *w, const Case *c, const Decision *d, const Application *a, ReceiveResult *out,
       GError **error)
{
    g_autoptr(Received) row = g_new0(Received, 1);
    row->raw = w->raw;
    row->ticket = a->ticket ? a->ticket->number : 0;
    row->ticket_message = a->message;
    row->queue = g_strdup(w->reception->queue->name);
    row->outcome = g_strdup(names_name(OUTCOME_NAMES, (int)d->outcome));
    row->why = g_strdup(d->why);
    row->sender = g_strdup(c->requester ? c->requester->address : "");
    row->message_id = g_strdup(c->message ? message_id(c->message) : "");
    row->subject = g_strdup(c->message ? message_subject(c->message) : "");
    memcpy(row->sha256, w->sha256, sizeof row->sha256);
    if (c->message)
        message_content_hash(c->message, row->content);
    else
        memcpy(row->content, w->sha256, sizeof row->content);
    row->at = w->reception->now;
    row->id = w->held;
    out->received = w->held ? (store_received_settle(w->reception->store, row, error) ? w->held : 0)
                            : store_received_add(w->reception->store, row, error);
    out->ticket = row->ticket;
    set_result(out, d->outcome, d->why);
    return out->received != 0;
}

static bool
carry_out(Work *w, Case *c, const Decision *d, ReceiveResult *out, GError **error)
{
    if (w->raw == 0 && w->in) {
        w->raw = store_blob_put(w->reception->store, w->in->raw, w->sha256, error);
        if (w->raw == 0)
            return false;
    }
    g_auto(Application) a = {
        .reception = w->reception,
        .source = c,
        .raw = w->raw,
        .ticket = g_steal_pointer(&c->ticket),
        .who = d->author,
        .proof = c->facts.proof,
        .shown = c->facts.on ? 0 : c->thread.token.ref,
    };
    // Each signature proves its sender once.
    bool fresh;
    if (c->facts.proof == PROOF_L4 &&
        !store_signature_note(w->reception->store, c->signature.sha256, w->reception->now, &fresh,
                              error))
        return false;
    if (c->exposes &&
        !store_exposed_add(w->reception->store, c->thread.token.code, w->reception->now, error))
        return false;
    return apply_decision(&a, d, error) && record(w, c, d, &a, out, error);
}

// The held message that a manager confirmed by answering our question: once more, with her proof.
static bool
release_held(const Work *confirm, const Decision *yes, const Manager *manager, ReceiveResult *out,
             GError **error)
{
    int64_t raw = yes->confirm;
    const Reception *r = confirm->reception;
    g_autoptr(Blob) bytes = NULL;
    g_autoptr(Received) row = NULL;
    if (!case_held(r->store, raw, &bytes, &row, error))
        return false;
    if (!row)
        return true;
    Incoming in = {.raw = bytes, .received_at = r->now};
    Work w = {.reception = r, .in = &in, .raw = raw, .held = row->id};
    memcpy(w.sha256, row->sha256, sizeof w.sha256);
    g_auto(Case) c = {0};
    if (!case_gather(r, &in, &(CaseOptions){.confirmed = true, .instead = yes->instead}, &c, error))
        return false;
    if (c.facts.manager != manager)
        return true;
    g_auto(Decision) d = {0};
    decide_message(&c.facts, &d);
    return carry_out(&w, &c, &d, out, error);
}

// An archive's message happened when it was written, not when it is imported.
static void
move_clock(Case *c, Reception *then, Work *w)
{
    int64_t date = message_date(c->message) ? message_date(c->message) : w->in->received_at;
    if (then->automation || date <= 0 || date >= then->now)
        return;
    then->now = c->facts.now = date;
    w->reception = then;
}

static bool
receive_parsed(Work *w, ReceiveResult *out, GError **error)
{
    const Reception *r = w->reception;
    Reception then = *r;
    g_auto(Case) c = {0};
    if (!case_gather(r, w->in, NULL, &c, error))
        return false;
    move_clock(&c, &then, w);
    uint8_t content[32];
    message_content_hash(c.message, content);
    GError *fault = NULL;
    int64_t earlier = store_received_find(r->store, w->sha256, content, &fault);
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    if (earlier) {
        out->received = earlier;
        set_result(out, OUTCOME_DUPLICATE, "the same message came before");
        return true;
    }
    g_auto(Decision) d = {0};
    decide_message(&c.facts, &d);
    const Manager *manager = c.facts.manager;
    return carry_out(w, &c, &d, out, error) &&
           (d.confirm == 0 || release_held(w, &d, manager, out, error));
}

static bool
receive_plain(Work *w, const char *fault, ReceiveResult *out, GError **error)
{
    g_auto(Case) c = {0};
    g_auto(Decision) d = {0};
    if (!case_gather_plain(w->reception, &c, error))
        return false;
    decide_unreadable(&c.facts, fault, &d);
    return carry_out(w, &c, &d, out, error);
}

// Faults of the store and the disk concern every message; all others are this message's own.
static bool
is_own_fault(const GError *error)
{
    return !g_error_matches(error, HD_ERROR, HD_ERROR_RETRY);
}

static bool
attempt(Work *w, bool plain, const char *fault, ReceiveResult *out, GError **error)
{
    Store *store = w->reception->store;
    if (!store_savepoint(store, error))
        return false;
    w->raw = 0;
    if ((plain ? receive_plain(w, fault, out, error) : receive_parsed(w, out, error)) &&
        store_release(store, error))
        return true;
    store_rollback_savepoint(store);
    return false;
}

bool
receive_message(const Reception *reception, const Incoming *in, ReceiveResult *out, GError **error)
{
    Work w = {.reception = reception, .in = in};
    *out = (ReceiveResult){.why = g_strdup("")};
    if (!timers_learn(reception, error) || !blob_sha256(in->raw, w.sha256, error))
        return false;
    GError *fault = NULL;
    int64_t earlier = store_received_find(reception->store, w.sha256, NULL, &fault);
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    if (earlier) {
        out->received = earlier;
        set_result(out, OUTCOME_DUPLICATE, "the same bytes came before");
        return true;
    }
    if (in->plain)
        return attempt(&w, true, "this message stopped the program three times", out, error);
    if (attempt(&w, false, "", out, &fault))
        return true;
    if (!is_own_fault(fault)) {
        g_propagate_error(error, fault);
        return false;
    }
    log_write(LOG_WARNING, "a message became a plain ticket: %s", fault->message);
    bool done = attempt(&w, true, fault->message, out, error);
    g_error_free(fault);
    return done;
}

static bool
refuse(Work *w, const char *fault, ReceiveResult *out, GError **error)
{
    g_auto(Case) c = {0};
    g_auto(Decision) d = {0};
    if (!case_gather_plain(w->reception, &c, error))
        return false;
    decide_unreadable(&c.facts, fault, &d);
    d.outcome = OUTCOME_REFUSED;
    return carry_out(w, &c, &d, out, error);
}

bool
receive_refusal(const Reception *reception, const char *identity, const char *fault,
                ReceiveResult *out, GError **error)
{
    Work w = {.reception = reception};
    *out = (ReceiveResult){.why = g_strdup("")};
    // No bytes were taken: the hash is of what names the message.
    g_autoptr(Blob) name = blob_new_bytes(identity, strlen(identity));
    if (!blob_sha256(name, w.sha256, error) || !store_savepoint(reception->store, error))
        return false;
    if (refuse(&w, fault, out, error) && store_release(reception->store, error))
        return true;
    store_rollback_savepoint(reception->store);
    return false;
}
