// replay_archive.h: the messages of a replay: which there are, when each came, and their bytes.
#pragma once

#include "desk/rehearsal.h"
#include "io/source.h"
#include "run/replay.h"

typedef struct {
    RehearsalMessage as;
    int64_t recorded;  // its row in the database, 0 = it is not known there
    guint place;       // archive that holds it, counted from 1; 0 = the database
    SourceEntry entry; // there
} ReplayItem;

typedef struct {
    const ReplayOrder *order;
    GPtrArray *mailboxes; // Mailbox*: the archives
    GPtrArray *sources;   // Source*: they, open
    GArray *items;        // ReplayItem, in the order in which they are played
    RecordedHistory history;
    unsigned large;
} ReplayArchive;
void replay_archive_clear(ReplayArchive *a);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ReplayArchive, replay_archive_clear)
// Messages of the database in the order they were received; those of archives by their time, which
// is that of the database for the ones it knows.
bool replay_archive_list(const ReplayOrder *order, ReplayArchive *out, GError **error);

// Hands every message over, in order, parsed by the limits of order->desk on a second thread. raw
// may be NULL: it is gone. message may be NULL: it cannot be parsed; else it is the callee's until
// it returns.
typedef bool (*ReplayPlay)(guint item, const Blob *raw, Message *message, void *data,
                           GError **error);
bool replay_archive_play(const ReplayArchive *a, ReplayPlay play, void *data, GError **error);
