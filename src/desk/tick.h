// tick.h: what time alone brings about. No network.
#pragma once

#include "desk/receive.h"

typedef struct {
    unsigned told;      // managers who heard of a failed or late letter
    unsigned woken;     // postponed tickets that came back
    unsigned due;       // tickets whose due time passed
    unsigned timers;    // tickets on which timers of rules acted
    unsigned recurring; // recurring tickets that were made
    unsigned digests;   // digests that were queued
} TickResult;

// A transaction for each batch (tick_clock.c). reception->queue is not used. Silent when nothing is
// due.
bool tick_run(const Reception *reception, TickResult *out, GError **error);
