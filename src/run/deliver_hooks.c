// deliver_hooks.c: calls the hooks that something is due for: queued → claimed → sent | retry |
// failed, each call committed before the next.
//
// Each hook stands for itself. One that does not answer is tried once in a round: whatever else is
// due for it has the same end, so that a dead server costs one wait and not one for each call. A
// busy one is left alone until the next round. A slow one has a share of the round, and the hook
// that waits longest comes first, so none keeps another waiting for ever.
//
// A call that was under way when the program died is made again, with the same ID and body: the
// receiver knows it by that. One sender at a time on a machine (lock file). Neighbours: deliver.c,
// deliver_settle.c, io/hook_sender.
#include "run/deliver_private.h"

#include "base/clock.h"
#include "base/error.h"
#include "io/hook_sender.h"
#include "run/lock.h"

#define BATCH    20
#define ROUND_MS (60 * 1000)
#define SHARE_MS (20 * 1000)

typedef struct {
    const Desk *desk;
    Store *store;
    int64_t now, deadline; // deadline: monotonic
    DeliverResult *result;
} Round;

typedef enum {
    TALK_ON,
    TALK_LATER, // its share of the time is over
    TALK_OVER,  // nothing more in this round
} Talk;

static bool
write_end(const Round *r, const Outgoing *o, GError **error)
{
    if (!store_begin(r->store, error))
        return false;
    if (store_outgoing_update(r->store, o, error) &&
        store_outgoing_log(r->store, o->id, r->now, o->last_code, o->last_words, error) &&
        store_commit(r->store, error))
        return true;
    store_rollback(r->store);
    return false;
}

static bool
settle(const Round *r, Outgoing *o, const DeliverFate *fate, GError **error)
{
    deliver_settle(r->desk, r->store, r->now, fate, o, r->result);
    return write_end(r, o, error);
}

// Back into the queue as they were.
static bool
release(const Round *r, const GPtrArray *calls, guint from, GError **error)
{
    if (!store_begin(r->store, error))
        return false;
    bool ok = true;
    for (guint i = from; ok && i < calls->len; i++) {
        Outgoing *o = calls->pdata[i];
        o->state = OUTGOING_QUEUED;
        ok = store_outgoing_update(r->store, o, error);
    }
    if (ok && store_commit(r->store, error))
        return true;
    store_rollback(r->store);
    return false;
}

// All that is claimed, and all else that is due for the hook, ends as the one before.
static bool
share_fate(const Round *r, const char *hook, const GPtrArray *claimed, guint from,
           const DeliverFate *fate, GError **error)
{
    DeliverFate shared = *fate;
    shared.shared = true;
    for (guint i = from; i < claimed->len; i++)
        if (!settle(r, claimed->pdata[i], &shared, error))
            return false;
    for (;;) {
        g_autoptr(GPtrArray) calls = store_hook_claim(r->store, hook, r->now, BATCH, error);
        if (!calls || calls->len == 0)
            return calls != NULL;
        for (guint i = 0; i < calls->len; i++)
            if (!settle(r, calls->pdata[i], &shared, error))
                return false;
    }
}

// What was said to one call. False: its bytes could not be read for now.
static bool
call_once(const Round *r, HookSender *sender, const Outgoing *o, HookResult *out, GError **error)
{
    GError *fault = NULL;
    g_autoptr(Blob) body = store_blob_get(r->store, o->raw, &fault);
    if (!body && g_error_matches(fault, HD_ERROR, HD_ERROR_RETRY)) {
        g_propagate_error(error, fault);
        return false;
    }
    if (!body) {
        *out = (HookResult){.verdict = HOOK_FAILED, .words = g_strdup(fault->message)};
        g_error_free(fault);
        return true;
    }
    HookCall call = {.id = o->message_id, .at = clock_now(), .body = body};
    hook_sender_send(sender, &call, out);
    return true;
}

static bool
call_batch(const Round *r, const char *hook, HookSender *sender, const GPtrArray *calls,
           int64_t until, Talk *talk, GError **error)
{
    static const SendVerdict VERDICTS[] = {[HOOK_SENT] = SEND_SENT,
                                           [HOOK_RETRY] = SEND_RETRY,
                                           [HOOK_BUSY] = SEND_RETRY,
                                           [HOOK_DOWN] = SEND_RETRY,
                                           [HOOK_FAILED] = SEND_FAILED};
    for (guint i = 0; i < calls->len; i++) {
        if (clock_mono_ms() >= until) {
            *talk = TALK_LATER;
            return release(r, calls, i, error);
        }
        g_auto(HookResult) said = {0};
        if (!call_once(r, sender, calls->pdata[i], &said, error))
            return false;
        DeliverFate fate = {.verdict = VERDICTS[said.verdict],
                            .code = said.code,
                            .words = said.words,
                            .wait = said.retry_after};
        if (!settle(r, calls->pdata[i], &fate, error))
            return false;
        if (said.verdict == HOOK_DOWN || said.verdict == HOOK_BUSY) {
            *talk = TALK_OVER;
            return said.verdict == HOOK_BUSY ? release(r, calls, i + 1, error)
                                             : share_fate(r, hook, calls, i + 1, &fate, error);
        }
    }
    return true;
}

static bool
call_hook(const Round *r, const char *name, Talk *talk, GError **error)
{
    static const DeliverFate UNKNOWN = {.verdict = SEND_RETRY,
                                        .words = "no hook has this name in the config"};
    const Hook *hook = desk_hook(r->desk, name);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    if (!hook) {
        *talk = TALK_OVER;
        return share_fate(r, name, none, 0, &UNKNOWN, error);
    }
    g_autoptr(HookSender) sender = hook_sender_open(hook, error);
    int64_t until = MIN(r->deadline, clock_mono_ms() + SHARE_MS);
    *talk = TALK_ON;
    while (sender && *talk == TALK_ON) {
        g_autoptr(GPtrArray) calls = store_hook_claim(r->store, name, r->now, BATCH, error);
        if (!calls)
            return false;
        if (calls->len == 0)
            *talk = TALK_OVER;
        else if (!call_batch(r, name, sender, calls, until, talk, error))
            return false;
    }
    return sender != NULL;
}

// Every hook once. *more: some had too little time.
static bool
call_all(const Round *r, GHashTable *over, bool *more, GError **error)
{
    g_autoptr(GPtrArray) names = store_hooks_due(r->store, r->now, error);
    *more = false;
    for (guint i = 0; names && i < names->len && clock_mono_ms() < r->deadline; i++) {
        const char *name = names->pdata[i];
        Talk talk;
        if (g_hash_table_contains(over, name))
            continue;
        if (!call_hook(r, name, &talk, error))
            return false;
        if (talk == TALK_OVER)
            g_hash_table_add(over, g_strdup(name));
        *more = *more || talk == TALK_LATER;
    }
    return names != NULL;
}

// A desk without hooks takes no lock and writes nothing.
static bool
is_needed(const Desk *desk, Store *store, int64_t now, bool *needed, GError **error)
{
    g_autoptr(GPtrArray) names = NULL;
    *needed = desk->hooks->len > 0;
    if (*needed)
        return true;
    names = store_hooks_due(store, now, error);
    *needed = names && names->len > 0;
    return names != NULL;
}

bool
deliver_hooks(const Desk *desk, Store *store, int64_t now, DeliverResult *out, GError **error)
{
    bool needed;
    *out = (DeliverResult){0};
    if (!is_needed(desk, store, now, &needed, error))
        return false;
    if (!needed)
        return true;
    g_auto(Lock) lock = {0};
    LockState locked = lock_take(desk->database, "hooks", &lock, error);
    if (locked != LOCK_TAKEN)
        return locked == LOCK_HELD_BY_OTHER;
    if (!store_hooks_recover(store, error))
        return false;
    Round r = {.desk = desk,
               .store = store,
               .now = now,
               .deadline = clock_mono_ms() + ROUND_MS,
               .result = out};
    g_autoptr(GHashTable) over = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    bool more = true;
    while (more && clock_mono_ms() < r.deadline)
        if (!call_all(&r, over, &more, error))
            return false;
    return true;
}
