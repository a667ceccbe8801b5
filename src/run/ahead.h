// ahead.h: parses the messages of a range on a second thread while the first one decides and stores.
#pragma once

#include "base/blob.h"
#include "mail/message.h"

typedef struct Ahead Ahead;

// Starts on raws (Blob*) in their order; they and limits must outlive it. NULL when a second thread
// would not pay (few messages, one processor): parse as usual then.
Ahead *ahead_new(const GPtrArray *raws, const MessageLimits *limits);
// Message i, prepared; the caller's. Waits for it. NULL: it could not be parsed (parse it again for
// the reason). Each i once, ascending.
Message *ahead_take(Ahead *ahead, unsigned i);
// Stops, waits for the thread and frees what was not taken.
void ahead_free(Ahead *ahead);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ahead, ahead_free)
