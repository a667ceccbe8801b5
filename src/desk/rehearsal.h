// rehearsal.h: what a desk would make of messages of the past, in a scratch database, with the
// clock moved. Nothing is sent, nothing real is changed.
#pragma once

#include "desk/receive.h"
#include "store/replay.h"

typedef struct Rehearsal Rehearsal;

typedef struct {
    int64_t at;        // when it came
    const char *queue; // that it came to; "" or unknown to the desk: the one that it names
    bool imported;     // from an archive: nothing is answered
    int64_t raw, text; // numbers that its bytes and its message of a ticket had, 0 = unknown
    int64_t made;      // number of the ticket that it made, 0 = unknown
} RehearsalMessage;

// history (may be NULL) must outlive it: what was recorded, for the numbers of tickets that no
// message made alone.
Rehearsal *rehearsal_new(const Desk *desk, const RecordedHistory *history, GError **error);
void rehearsal_free(Rehearsal *r);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rehearsal, rehearsal_free)

// The next message; before it, what time alone brought about since the last one, by the hour.
// parsed (may be NULL): the message of raw, by the same limits; it stays the caller's. *received:
// its row in the scratch database, 0 = it came before.
bool rehearsal_take(Rehearsal *r, const RehearsalMessage *m, const Blob *raw, Message *parsed,
                    int64_t *received, GError **error);
// After the last message: the clock goes on until then (not back), and all is committed.
bool rehearsal_end(Rehearsal *r, int64_t until, GError **error);
// The scratch database; the rehearsal's.
Store *rehearsal_store(const Rehearsal *r);
