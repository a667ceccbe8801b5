// rehearsal.c: the very way of a message (receive.c) and of time (tick.c), played once more with
// other settings: for `helpdesk replay`.
//
// Letters are rows without bytes, and count as sent once their time has come: what a cycle every
// hour would do. Ticks come by the hour too, by the day in gaps of over a month; an idle one costs
// a few look-ups. The clock never goes back but for imported messages, which have times of their
// own.
//
// Rows get the numbers that they had (store/numbers.c), so that recorded answers to our letters
// still name what they named. Tickets that no message made alone are known by their time: they take
// the free numbers of that second.
//
// Not for reading archives (run/replay) nor for comparing (ticket/picture.c). Commands of pages and
// the command line are not played.

#include "desk/rehearsal.h"

#include "desk/tick.h"

#define HOUR     3600
#define DAY      (24 * HOUR)
#define LONG_GAP (30 * DAY)
#define BATCH    200

struct Rehearsal {
    Reception reception;
    const RecordedHistory *history;
    GByteArray *used; // beside history->others: 1 = its number is given
    StoreNumbers numbers;
    int64_t clock;     // of the last message or tick
    int64_t next_tick; // 0 = nothing came yet
    unsigned batch;    // messages of the open transaction
};

Rehearsal *
rehearsal_new(const Desk *desk, const RecordedHistory *history, GError **error)
{
    g_autoptr(Rehearsal) r = g_new0(Rehearsal, 1);
    Store *store = store_open("", STORE_SCRATCH, error);
    r->reception = (Reception){.desk = desk,
                               .store = store,
                               .queue = desk->queues->pdata[0],
                               .automation = true,
                               .rehearsal = true};
    r->numbers.tickets = g_array_new(FALSE, FALSE, sizeof(int64_t));
    r->used = g_byte_array_new();
    if (!store)
        return NULL;
    if (history) {
        r->history = history;
        g_byte_array_set_size(r->used, history->others->len);
        for (guint i = 0; i < r->used->len; i++)
            r->used->data[i] = 0;
        r->numbers.spare_ticket = history->tickets + 1;
        r->numbers.spare_message = history->texts + 1;
        r->numbers.spare_raw = history->blobs + 1;
        store_number_by(store, &r->numbers);
    }
    return g_steal_pointer(&r);
}

void
rehearsal_free(Rehearsal *r)
{
    if (!r)
        return;
    store_close(r->reception.store);
    g_array_unref(r->numbers.tickets);
    g_byte_array_unref(r->used);
    g_free(r);
}

Store *
rehearsal_store(const Rehearsal *r)
{
    return r->reception.store;
}

static bool
commit(Rehearsal *r, GError **error)
{
    r->batch = 0;
    return !store_in_transaction(r->reception.store) || store_commit(r->reception.store, error);
}

static bool
tick(Rehearsal *r, int64_t now, GError **error)
{
    TickResult told;
    r->clock = r->reception.now = now;
    return commit(r, error) && store_letters_gone(r->reception.store, now, error) &&
           tick_run(&r->reception, &told, error);
}

// All ticks up to a time.
static bool
advance(Rehearsal *r, int64_t now, GError **error)
{
    // A desk at work has seen its config before the first message comes.
    if (r->next_tick == 0)
        r->next_tick = now;
    while (r->next_tick <= now) {
        int64_t at = r->next_tick;
        r->next_tick += now - at > LONG_GAP ? DAY : HOUR;
        if (!tick(r, at, error))
            return false;
    }
    r->clock = MAX(r->clock, now);
    return true;
}

// Index of the first of the tickets of that time or later.
static guint
first_at(const GArray *others, int64_t at)
{
    guint low = 0, high = others->len;
    while (low < high) {
        guint mid = low + (high - low) / 2;
        if (g_array_index(others, RecordedTicket, mid).at < at)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static void
give_numbers(Rehearsal *r, const RehearsalMessage *m)
{
    StoreNumbers *n = &r->numbers;
    n->raw = m->raw;
    n->message = m->text;
    g_array_set_size(n->tickets, 0);
    if (m->made)
        g_array_append_val(n->tickets, m->made);
    const GArray *others = r->history->others;
    for (guint i = first_at(others, m->at); i < others->len; i++) {
        const RecordedTicket *t = &g_array_index(others, RecordedTicket, i);
        if (t->at != m->at)
            break;
        if (!r->used->data[i])
            g_array_append_val(n->tickets, t->number);
    }
}

// Those that the message took stay taken; a number that its own ticket did not need is nobody's.
static void
keep_numbers(Rehearsal *r, const RehearsalMessage *m)
{
    const GArray *others = r->history->others, *left = r->numbers.tickets;
    guint rest = 0;
    for (guint i = first_at(others, m->at); i < others->len; i++) {
        const RecordedTicket *t = &g_array_index(others, RecordedTicket, i);
        if (t->at != m->at)
            break;
        while (rest < left->len && g_array_index(left, int64_t, rest) != t->number &&
               g_array_index(left, int64_t, rest) == m->made)
            rest++;
        bool free = rest < left->len && g_array_index(left, int64_t, rest) == t->number;
        rest += free;
        r->used->data[i] = !free;
    }
    g_array_set_size(r->numbers.tickets, 0);
    r->numbers.message = r->numbers.raw = 0;
}

static bool
begin(Rehearsal *r, GError **error)
{
    if (r->batch >= BATCH && !commit(r, error))
        return false;
    r->batch++;
    return store_in_transaction(r->reception.store) || store_begin(r->reception.store, error);
}

bool
rehearsal_take(Rehearsal *r, const RehearsalMessage *m, const Blob *raw, Message *parsed,
               int64_t *received, GError **error)
{
    Store *store = r->reception.store;
    *received = 0;
    if ((!m->imported && !advance(r, m->at, error)) || !begin(r, error) ||
        !store_letters_gone(store, m->at, error))
        return false;
    Reception now = r->reception;
    now.now = m->imported ? m->at : r->clock;
    now.automation = !m->imported;
    g_autoptr(Message) own =
        parsed ? message_share(parsed) : message_parse(raw, &now.desk->limits.message, NULL);
    now.queue = desk_queue(now.desk, m->queue);
    if (!now.queue)
        now.queue = own ? receive_queue(now.desk, own) : r->reception.queue;
    if (r->history)
        give_numbers(r, m);
    Incoming in = {.raw = raw, .received_at = m->at, .parsed = &own};
    g_auto(ReceiveResult) result = {0};
    if (!receive_message(&now, &in, &result, error))
        return false;
    if (r->history)
        keep_numbers(r, m);
    *received = result.outcome == OUTCOME_DUPLICATE ? 0 : result.received;
    return true;
}

bool
rehearsal_end(Rehearsal *r, int64_t until, GError **error)
{
    return (r->next_tick == 0 || advance(r, until, error)) && commit(r, error);
}
