// replay.h: an archive through one config and through another one (or what was recorded): what
// would be different. Changes nothing but temporary files.
#pragma once

#include "run/progress.h"
#include "store/replay.h"
#include "ticket/desk.h"

typedef struct {
    const Desk *desk;
    const Desk *against;       // NULL: what the database recorded
    const char *database;      // of the recorded messages; "" = there is none
    const GPtrArray *archives; // char*: mbox files, Maildirs; empty: the database's own messages
    int64_t from, to;          // messages at or after, and before; 0 = any
    int64_t now;
    const Progress *progress;
} ReplayOrder;

typedef struct Replay Replay;
// HD_ERROR_INPUT: an archive that cannot be read, or nothing to compare with; HD_ERROR_* of
// store.h.
Replay *replay_run(const ReplayOrder *order, GError **error);
void replay_free(Replay *r);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Replay, replay_free)

const Comparison *replay_comparison(const Replay *r);
// Message of the archive as one of the desks took it in; NULL without error when neither did.
Received *replay_message(Replay *r, guint message, GError **error);

typedef struct {
    unsigned large; // messages over limits.message_size, left out
    unsigned older; // left out: of tickets from before `from`
    unsigned acts;  // what people did on pages and the command line, not played
} ReplayLeft;
ReplayLeft replay_left(const Replay *r);
