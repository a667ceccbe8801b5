// fetch.h: mailboxes → desk: what cron's cycle does first.
#pragma once

#include "run/progress.h"
#include "store/store.h"
#include "ticket/decide.h"

typedef struct {
    unsigned messages; // taken in, duplicates and refused ones included
    unsigned by_outcome[OUTCOME_HELD + 1];
    unsigned faults; // mailboxes that could not be read to their end
} FetchResult;

// Every mailbox of every queue, one after the other; a fault of one is logged as one line and does
// not stop the others. False when any failed, with the first fault; what was taken in by then is
// committed.
bool fetch_all(const Desk *desk, Store *store, int64_t now, const Progress *progress,
               FetchResult *out, GError **error);

// One mailbox, for import too (automation false). HD_ERROR_* of source.h and store.h.
bool fetch_mailbox(const Desk *desk, Store *store, const Queue *queue, const Mailbox *mailbox,
                   int64_t now, bool automation, const Progress *progress, FetchResult *out,
                   GError **error);
