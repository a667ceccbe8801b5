// fetch.c: takes the new messages of a mailbox in, so that none is lost and none taken twice (TRUST
// 1, "In").
//
// Order of things: finish what was committed and not yet moved; list above the mark; leave out what
// the ledger knows; fetch a range; decide and commit it in one transaction with its ledger rows and
// the mark; only then flag or move. After a crash in an open batch the messages are taken one by
// one, each attempt counted before it starts; the third makes a plain ticket. Memory is bounded by
// a range: 100 messages or 4 MB, or one large message in a file.

#include "run/fetch.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "desk/receive.h"
#include "io/source.h"
#include "run/ahead.h"
#include "run/lock.h"

#include <string.h>

#define SLICE          1000
#define RANGE_MESSAGES 100
#define RANGE_BYTES    (4 * 1024 * 1024)
#define ATTEMPTS_MAX   3
#define LEASE_SECONDS  900
// In the attempts table UID 0 (which no message has) stands for "a batch is open".
#define BATCH_MARK 0

typedef struct {
    Reception reception;
    const Mailbox *mailbox;
    Source *source;
    MailboxState state;
    const Progress *progress;
    FetchResult *result;
    char *holder; // of the lease
    bool leased;
    bool careful;    // one by one: a batch was left open by a crash
    GArray *entries; // SourceEntry: the range at hand
    GPtrArray *raws; // Blob*, beside entries that were handed over
    GArray *fetched; // SourceEntry of raws
    GArray *moved;   // uint64_t: flagged or moved, to be written down with the next commit
} Fetch;

static void
fetch_clear(Fetch *f)
{
    g_clear_pointer(&f->source, source_close);
    mailbox_state_clear(&f->state);
    g_clear_pointer(&f->holder, g_free);
    g_clear_pointer(&f->entries, g_array_unref);
    g_clear_pointer(&f->raws, g_ptr_array_unref);
    g_clear_pointer(&f->fetched, g_array_unref);
    g_clear_pointer(&f->moved, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Fetch, fetch_clear)

static GArray *
uids_of(const GArray *entries)
{
    GArray *uids = g_array_sized_new(FALSE, FALSE, sizeof(uint64_t), entries->len);
    for (guint i = 0; i < entries->len; i++)
        g_array_append_val(uids, g_array_index(entries, SourceEntry, i).uid);
    return uids;
}

static bool
write_moved(Fetch *f, GError **error)
{
    if (f->moved->len > 0 && !store_sightings_done(f->reception.store, f->state.id,
                                                   f->state.uidvalidity, f->moved, error))
        return false;
    g_array_set_size(f->moved, 0);
    return true;
}

// Flags or moves stored messages; it is written down with the next commit, and harmless to repeat.
static bool
move(Fetch *f, const GArray *entries, GError **error)
{
    if (entries->len == 0 || f->mailbox->after == AFTER_LEAVE)
        return true;
    if (!source_done(f->source, (const SourceEntry *)entries->data, entries->len, error))
        return false;
    g_autoptr(GArray) uids = uids_of(entries);
    g_array_append_vals(f->moved, uids->data, uids->len);
    return true;
}

// What an earlier run committed and could not flag or move any more.
static bool
finish_pending(Fetch *f, GError **error)
{
    for (;;) {
        g_autoptr(GArray) pending = store_sightings_pending(f->reception.store, f->state.id,
                                                            f->state.uidvalidity, SLICE, error);
        if (!pending)
            return false;
        if (pending->len == 0)
            return true;
        g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(SourceEntry));
        for (guint i = 0; i < pending->len; i++) {
            SourceEntry e = {.uid = g_array_index(pending, Sighting, i).uid};
            g_array_append_val(entries, e);
        }
        if (!move(f, entries, error) || !store_begin(f->reception.store, error))
            return false;
        if (f->mailbox->after == AFTER_LEAVE) {
            g_autoptr(GArray) uids = uids_of(entries);
            g_array_append_vals(f->moved, uids->data, uids->len);
        }
        if (!write_moved(f, error) || !store_commit(f->reception.store, error)) {
            store_rollback(f->reception.store);
            return false;
        }
    }
}

static bool
keep_raw(const SourceEntry *entry, Blob *raw, void *data, GError **error)
{
    Fetch *f = data;
    g_array_append_val(f->fetched, *entry);
    g_ptr_array_add(f->raws, raw);
    return true;
}

static void
count(Fetch *f, const ReceiveResult *r)
{
    f->result->messages++;
    f->result->by_outcome[r->outcome]++;
    log_write(LOG_INFO, "%s: %s%s%s", f->mailbox->name, names_name(OUTCOME_NAMES, (int)r->outcome),
              *r->why ? ": " : "", r->why);
}

static bool
take_one(Fetch *f, guint i, bool plain, Ahead *ahead, GError **error)
{
    const SourceEntry *entry = &g_array_index(f->fetched, SourceEntry, i);
    g_autoptr(Message) parsed = ahead ? ahead_take(ahead, i) : NULL;
    Incoming in = {.raw = f->raws->pdata[i],
                   .received_at = entry->received,
                   .plain = plain,
                   .parsed = &parsed};
    g_auto(ReceiveResult) result = {0};
    if (!receive_message(&f->reception, &in, &result, error) ||
        !store_sighting_add(f->reception.store, f->state.id, f->state.uidvalidity, entry->uid,
                            result.received, error))
        return false;
    count(f, &result);
    return true;
}

static bool
refuse_large(Fetch *f, const SourceEntry *entry, GError **error)
{
    g_autofree char *size = text_size(entry->size);
    g_autofree char *fault = g_strdup_printf(
        "message of %s in %s is over limits.message_size; it stays there", size, f->mailbox->name);
    g_autofree char *identity = g_strdup_printf("%s %u %" G_GUINT64_FORMAT, f->mailbox->name,
                                                f->state.uidvalidity, entry->uid);
    g_auto(ReceiveResult) result = {0};
    log_write(LOG_WARNING, "%s (UID %" G_GUINT64_FORMAT ")", fault, entry->uid);
    if (!receive_refusal(&f->reception, identity, fault, &result, error) ||
        !store_sighting_add(f->reception.store, f->state.id, f->state.uidvalidity, entry->uid,
                            result.received, error))
        return false;
    g_array_append_val(f->moved,
                       entry->uid); // stays where it is: there is nothing left to do to it
    count(f, &result);
    return true;
}

// After a fault that was seen and reported (no crash), nothing shall count as an attempt.
static void
forget_attempts(Fetch *f)
{
    g_autoptr(GError) ignored = NULL;
    Store *store = f->reception.store;
    if (!f->leased || !store_begin(store, &ignored))
        return;
    if (!store_attempts_clear(store, f->state.id, &ignored) ||
        !store_lease_drop(store, f->mailbox->name, f->holder, &ignored) ||
        !store_commit(store, &ignored))
        store_rollback(store);
}

// A long fetch keeps its lease: renewed with each range that is committed.
static bool
renew_lease(Fetch *f, GError **error)
{
    GError *fault = NULL;
    if (store_lease_take(f->reception.store, f->mailbox->name, f->holder, clock_real(),
                         LEASE_SECONDS, &fault))
        return true;
    if (fault)
        g_propagate_error(error, fault);
    else
        g_set_error_literal(error, HD_ERROR, HD_ERROR_RETRY,
                            "another machine took this mailbox over");
    return false;
}

// Everything of the range in one transaction. `upto`: UID that the mark may advance to.
static bool
commit_range(Fetch *f, bool plain, const GArray *refused, uint64_t upto, GError **error)
{
    Store *store = f->reception.store;
    g_autoptr(Ahead) ahead = ahead_new(f->raws, &f->reception.desk->limits.message);
    if (!store_begin(store, error))
        return false;
    bool ok = write_moved(f, error) && renew_lease(f, error);
    for (guint i = 0; ok && i < f->fetched->len; i++)
        ok = take_one(f, i, plain, ahead, error);
    for (guint i = 0; ok && i < refused->len; i++)
        ok = refuse_large(f, &g_array_index(refused, SourceEntry, i), error);
    if (ok && f->mailbox->after == AFTER_LEAVE) {
        g_autoptr(GArray) uids = uids_of(f->fetched);
        g_array_append_vals(f->moved, uids->data, uids->len);
    }
    ok = ok && ((f->mailbox->after != AFTER_LEAVE && refused->len == 0) || write_moved(f, error));
    if (ok && f->mailbox->kind == MAILBOX_IMAP)
        f->state.mark = MAX(f->state.mark, upto);
    ok = ok && store_mailbox_set(store, &f->state, error) && store_commit(store, error);
    if (!ok)
        store_rollback(store);
    return ok;
}

// Counts the attempt before it starts, so that a message that kills the program is known the next
// time.
static bool
count_attempt(Fetch *f, uint64_t uid, bool *plain, GError **error)
{
    Store *store = f->reception.store;
    GError *fault = NULL;
    unsigned before = store_attempts_get(store, f->state.id, f->state.uidvalidity, uid, &fault);
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    *plain = before >= ATTEMPTS_MAX;
    if (!store_begin(store, error))
        return false;
    if (store_attempt_begin(store, f->state.id, f->state.uidvalidity, uid, clock_real(), error) &&
        store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

// Before the first batch of a run: the lease, and the mark that tells a later run of a crash.
static bool
open_batches(Fetch *f, GError **error)
{
    if (f->leased)
        return true;
    Store *store = f->reception.store;
    GError *fault = NULL;
    if (!store_begin(store, error))
        return false;
    f->leased =
        store_lease_take(store, f->mailbox->name, f->holder, clock_real(), LEASE_SECONDS, &fault);
    if (!fault && !f->leased)
        g_set_error_literal(&fault, HD_ERROR, HD_ERROR_RETRY,
                            "another machine reads this mailbox now; its lease ends in "
                            "15 minutes at most");
    if (!fault &&
        store_attempt_begin(store, f->state.id, f->state.uidvalidity, BATCH_MARK, clock_real(),
                            &fault) &&
        store_commit(store, &fault))
        return true;
    store_rollback(store);
    g_propagate_error(error, fault);
    f->leased = false;
    return false;
}

static bool
close_batches(Fetch *f, GError **error)
{
    if (!f->leased && f->moved->len == 0)
        return true;
    Store *store = f->reception.store;
    if (!store_begin(store, error))
        return false;
    f->state.last_ok = clock_real();
    if (write_moved(f, error) && store_attempts_clear(store, f->state.id, error) &&
        store_lease_drop(store, f->mailbox->name, f->holder, error) &&
        store_mailbox_set(store, &f->state, error) && store_commit(store, error))
        return true;
    store_rollback(store);
    return false;
}

static bool
take_range(Fetch *f, uint64_t upto, GError **error)
{
    g_autoptr(GArray) refused = g_array_new(FALSE, FALSE, sizeof(SourceEntry));
    g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(SourceEntry));
    uint64_t cap = f->reception.desk->limits.message.message_size;
    for (guint i = 0; i < f->entries->len; i++) {
        SourceEntry *e = &g_array_index(f->entries, SourceEntry, i);
        g_array_append_vals(e->size > cap ? refused : wanted, e, 1);
    }
    bool plain = false;
    g_ptr_array_set_size(f->raws, 0);
    g_array_set_size(f->fetched, 0);
    if (!open_batches(f, error))
        return false;
    if (f->careful && wanted->len > 0 &&
        !count_attempt(f, g_array_index(wanted, SourceEntry, 0).uid, &plain, error))
        return false;
    if (wanted->len > 0 && !source_fetch(f->source, (const SourceEntry *)wanted->data, wanted->len,
                                         keep_raw, f, error))
        return false;
    if (!commit_range(f, plain, refused, upto, error))
        return false;
    g_ptr_array_set_size(f->raws, 0);
    return move(f, f->fetched, error);
}

// Of a listed slice: what the ledger does not know, in ranges.
static bool
take_slice(Fetch *f, const GArray *slice, GError **error)
{
    g_autoptr(GArray) uids = uids_of(slice);
    g_autoptr(GArray) known =
        store_sightings_find(f->reception.store, f->state.id, f->state.uidvalidity, uids, error);
    if (!known)
        return false;
    g_autoptr(GHashTable) set = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < known->len; i++)
        g_hash_table_add(set, &g_array_index(known, Sighting, i).uid);
    uint64_t bytes = 0;
    uint64_t last = 0;
    g_array_set_size(f->entries, 0);
    for (guint i = 0; i < slice->len; i++) {
        const SourceEntry *e = &g_array_index(slice, SourceEntry, i);
        bool full =
            f->entries->len >= (f->careful ? 1 : RANGE_MESSAGES) || bytes + e->size > RANGE_BYTES;
        if (f->entries->len > 0 && full) {
            if (!take_range(f, last, error))
                return false;
            g_array_set_size(f->entries, 0);
            bytes = 0;
        }
        last = e->uid;
        if (g_hash_table_contains(set, &e->uid))
            continue;
        g_array_append_val(f->entries, *e);
        bytes += e->size;
        progress_step(f->progress, f->mailbox->name, f->result->messages, 0);
    }
    return f->entries->len == 0 || take_range(f, last, error);
}

static bool
take_all(Fetch *f, GError **error)
{
    GError *fault = NULL;
    f->careful = store_attempts_get(f->reception.store, f->state.id, f->state.uidvalidity,
                                    BATCH_MARK, &fault) > 0;
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    uint64_t after = f->state.mark;
    bool more = true;
    while (more) {
        g_autoptr(GArray) slice = g_array_new(FALSE, FALSE, sizeof(SourceEntry));
        if (!source_list(f->source, after, SLICE, slice, &more, error))
            return false;
        if (slice->len > 0 && !take_slice(f, slice, error))
            return false;
        if (slice->len > 0)
            after = g_array_index(slice, SourceEntry, slice->len - 1).uid;
    }
    return true;
}

// The server numbers its messages anew: they are known again by their content; nothing is answered.
static void
check_uidvalidity(Fetch *f)
{
    uint32_t now = source_uidvalidity(f->source);
    if (f->state.uidvalidity != 0 && f->state.uidvalidity != now) {
        log_write(LOG_WARNING,
                  "%s: UIDVALIDITY changed from %u to %u; messages are matched by content, nothing "
                  "is answered",
                  f->mailbox->name, f->state.uidvalidity, now);
        f->reception.automation = false;
        f->state.mark = 0;
    }
    f->state.uidvalidity = now;
}

bool
fetch_mailbox(const Desk *desk, Store *store, const Queue *queue, const Mailbox *mailbox,
              int64_t now, bool automation, const Progress *progress, FetchResult *out,
              GError **error)
{
    g_auto(Lock) lock = {0};
    LockState locked = lock_take(desk->database, mailbox->name, &lock, error);
    if (locked == LOCK_FAULT)
        return false;
    if (locked == LOCK_HELD_BY_OTHER) {
        log_write(LOG_INFO, "%s: another helpdesk reads it now", mailbox->name);
        return true;
    }
    g_auto(Fetch) f = {
        .reception =
            {.desk = desk, .store = store, .queue = queue, .now = now, .automation = automation},
        .mailbox = mailbox,
        .progress = progress,
        .result = out,
        .entries = g_array_new(FALSE, FALSE, sizeof(SourceEntry)),
        .raws = g_ptr_array_new_with_free_func((GDestroyNotify)blob_free),
        .fetched = g_array_new(FALSE, FALSE, sizeof(SourceEntry)),
        .moved = g_array_new(FALSE, FALSE, sizeof(uint64_t)),
    };
    // The host alone: on one machine the lock file keeps others out, and a dead holder's lease is
    // ours at once.
    f.holder = g_strdup(g_get_host_name());
    f.source = source_open(mailbox, error);
    if (!f.source || !store_mailbox_get(store, mailbox->name, &f.state, error))
        return false;
    check_uidvalidity(&f);
    if (finish_pending(&f, error) && take_all(&f, error) && close_batches(&f, error))
        return true;
    forget_attempts(&f);
    return false;
}

bool
fetch_all(const Desk *desk, Store *store, int64_t now, const Progress *progress, FetchResult *out,
          GError **error)
{
    *out = (FetchResult){0};
    for (guint i = 0; i < desk->queues->len; i++) {
        const Queue *queue = desk->queues->pdata[i];
        for (guint j = 0; j < queue->mailboxes->len; j++) {
            const Mailbox *mailbox = queue->mailboxes->pdata[j];
            GError *fault = NULL;
            if (fetch_mailbox(desk, store, queue, mailbox, now, true, progress, out, &fault))
                continue;
            out->faults++;
            log_write(LOG_ERROR, "%s: %s", mailbox->name, fault->message);
            if (error && !*error)
                g_propagate_error(error, fault);
            else
                g_error_free(fault);
        }
    }
    return out->faults == 0;
}
