// outgoing.h: a letter, or the call of a hook, that waits to be sent, as plain data. Bytes, Date,
// Message-ID and recipient are frozen when it is queued.
#pragma once

#include "base/names.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    OUTGOING_QUEUED,  // not tried, or to be tried again at next_at
    OUTGOING_CLAIMED, // a sender holds it
    OUTGOING_DOT, // its final dot is about to be written: after a crash it is sent again byte for
                  // byte
    OUTGOING_SENT,
    OUTGOING_FAILED, // permanent
    OUTGOING_CANCELLED,
    OUTGOING_HELD, // stays until its author lets it go or takes it back
} OutgoingState;
extern const Name OUTGOING_STATE_NAMES[];

typedef struct {
    int64_t id, ticket, message; // 0 = none
    char *template;              // "receipt", "answer", …
    char *from, *to;             // envelope
    char *subject, *message_id;
    int64_t raw; // blob of the bytes
    uint64_t size;
    bool automatic; // counts against the caps
    OutgoingState state;
    unsigned attempts;
    int64_t queued_at, next_at, done_at;
    int last_code;
    char *last_words; // the server's words of the last attempt
    bool warned;      // the author was told that it is late
    char *hook;       // name of the hook that gets the bytes (JSON) by HTTP; NULL or "" = a letter.
                      // Then to is that name too, subject the event, message_id the delivery's ID
} Outgoing;
void outgoing_free(Outgoing *o);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Outgoing, outgoing_free)
bool outgoing_is_hook(const Outgoing *o);

// Seconds until attempt number `attempts` + 1: 1, 5, 15, 60 minutes, then every 4 hours, ±10 % by
// jitter in [0, 1000).
int64_t outgoing_delay(unsigned attempts, unsigned jitter);
