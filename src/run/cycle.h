// cycle.h: fetch, tick, send: what cron runs.
#pragma once

#include "run/deliver.h"
#include "run/fetch.h"

typedef struct {
    FetchResult fetch;
    unsigned told;
    DeliverResult deliver, hooks;
} CycleResult;

// All parts run whatever the others say; false with the first fault.
bool cycle_run(const Desk *desk, Store *store, int64_t now, const Progress *progress,
               CycleResult *out, GError **error);
// The middle part alone.
bool cycle_tick(const Desk *desk, Store *store, int64_t now, unsigned *told, GError **error);
