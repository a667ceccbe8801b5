// replay.h: what `helpdesk replay` needs of databases: what was recorded, a scratch database whose
// rows get the recorded numbers, and pictures of what became of the messages.
#pragma once

#include "store/store.h"
#include "ticket/picture.h"

// ── the recorded messages ──
typedef struct {
    int64_t id, at;
    int64_t raw, ticket, message; // 0 = none
    int64_t made;                 // number of the ticket that it made, 0 = none
    const char *queue;            // interned
    bool imported;                // came from an archive, not from a mailbox
} RecordedMessage;
typedef struct {
    int64_t number, at;
} RecordedTicket;
typedef struct {
    GArray *messages; // RecordedMessage, in the order they were received; those with their bytes
    GArray *others;   // RecordedTicket: made by no message alone (parts, copies, by time), by time
    unsigned older;   // messages left out: their tickets are from before `from`
    unsigned acts;    // events of people that came without a mail (pages, command line)
    int64_t tickets, texts, blobs; // largest numbers in use
} RecordedHistory;
void recorded_history_clear(RecordedHistory *h);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RecordedHistory, recorded_history_clear)
// What came at or after `from` and before `to`.
bool store_recorded(Store *s, int64_t from, int64_t to, RecordedHistory *out, GError **error);

// ── numbers given from outside: tokens of recorded letters name tickets, messages and bytes ──
typedef struct StoreNumbers {
    GArray *tickets;      // int64_t: for the tickets that are made next, taken from the front
    int64_t message, raw; // for the next one only, 0 = none
    int64_t spare_ticket, spare_message, spare_raw; // the others get the next of these
} StoreNumbers;
// Borrowed until the store is closed.
void store_number_by(Store *s, StoreNumbers *numbers);

// Letters and calls that were to leave before that time have left (of a scratch database: nothing
// sends).
bool store_letters_gone(Store *s, int64_t before, GError **error);
// Letters of a ticket that a message of it caused (0 = none), oldest first: Outgoing*. Fast in a
// scratch database.
GPtrArray *store_letters_of(Store *s, int64_t ticket, int64_t message, GError **error);

// ── pictures ──
// ids: int64_t, the received row of each message, 0 = it was not taken in. recorded: tickets that
// people worked on without a mail are marked.
// A recorded one knows who ever had a turn, too.
bool store_picture(Store *s, const GArray *ids, bool recorded, Picture *out, GError **error);
