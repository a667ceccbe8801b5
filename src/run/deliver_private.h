// deliver_private.h: what the senders of letters and of hooks' calls share.
#pragma once

#include "io/sender.h"
#include "run/deliver.h"

typedef struct {
    SendVerdict verdict; // SENT, FAILED; any other is tried again
    int code;
    const char *words;
    int64_t wait; // seconds that the other side asks for at least, 0 = none
    bool shared;  // the end of another one counts for this one too: logged once, with that
} DeliverFate;

// Gives the row the end of an attempt, in memory: state, attempts, times, words; given up when it
// was tried for too long. Counts it.
void deliver_settle(const Desk *desk, Store *store, int64_t now, const DeliverFate *fate,
                    Outgoing *o, DeliverResult *counts);
