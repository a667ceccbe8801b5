// tick.h: what time alone brings about. No network.
#pragma once

#include "desk/receive.h"

typedef struct {
    unsigned told; // managers who heard of a failed or late letter
} TickResult;

// One transaction. reception->queue is not used. Silent when nothing is due.
bool tick_run(const Reception *reception, TickResult *out, GError **error);
