// deliver.h: outbox → server (TRUST 1, "Out").
#pragma once

#include "run/progress.h"
#include "store/store.h"

typedef struct {
    unsigned sent, retry, failed;
} DeliverResult;

// Calls every hook for which something is due, each apart from the others, for a minute at most:
// what is left is due next time. False for faults of the database alone: what hooks say stands in
// the outbox and is told by tick. One sender at a time on a machine, beside that of letters.
bool deliver_hooks(const Desk *desk, Store *store, int64_t now, DeliverResult *out, GError **error);

// Sends every letter that is due over one connection. False when the transport itself is at fault
// (login, certificate, no connection: HD_ERROR_AUTH or HD_ERROR_SOURCE); no letter fails for that.
// A letter that the server refuses is no error here: its fate is in the outbox and told by tick.
bool deliver_all(const Desk *desk, Store *store, int64_t now, const Progress *progress,
                 DeliverResult *out, GError **error);
