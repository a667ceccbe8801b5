// receive.h: one raw message → one outcome, in the store. No network.
#pragma once

#include "store/store.h"
#include "ticket/decide.h"

typedef struct {
    const Desk *desk;
    Store *store; // NULL: decide as on an empty desk (explain)
    const Queue *queue;
    int64_t now;
    bool automation; // false: import; no letter goes out
    bool rehearsal;  // letters are queued without their bytes: nothing is ever sent (replay)
} Reception;

typedef struct {
    const Blob *raw;
    int64_t received_at; // INTERNALDATE or now; a message without a Date gets it
    Message *
        *parsed; // the message of raw, parsed ahead, to be taken; NULL or NULL inside: parse it
    bool plain;  // do not parse: it crashed the program before
} Incoming;

typedef struct {
    Outcome outcome;
    int64_t received, ticket;
    char *why;
} ReceiveResult;

// The queue that a message names as a recipient; the first one when it names none.
const Queue *receive_queue(const Desk *d, const Message *m);

// Stores and decides one message inside the caller's transaction, in a savepoint of its own: after
// a failure nothing of it is left. A message that cannot be parsed or decided becomes a plain
// ticket; false only for HD_ERROR_RETRY and its like (disk, database): the caller rolls back and
// leaves the mailbox alone.
bool receive_message(const Reception *reception, const Incoming *in, ReceiveResult *out,
                     GError **error);
// A message that is not taken (too large) stays where it is; a ticket tells the managers of it,
// once. identity: what makes it this message ("imap:… uidvalidity uid"); fault: one line for
// people.
bool receive_refusal(const Reception *reception, const char *identity, const char *fault,
                     ReceiveResult *out, GError **error);
void receive_result_clear(ReceiveResult *r);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ReceiveResult, receive_result_clear)
