// source.h: mailboxes to read from. Each kind is a const struct of functions in one table
// (source.c).
//
// The way of a fetch: open → list (what is there above a mark) → the caller leaves out what its
// ledger knows → fetch (bytes of those) → the caller commits → done (flag or move) → close. Nothing
// changes on the server before `done`, not even \Seen.
#pragma once

#include "base/blob.h"
#include "mail/endpoint.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    // IMAP UID; maildir: 63 bits of SHA-256 of the unique file name; mbox: of the bytes
    uint64_t uid;
    uint64_t size;    // bytes
    int64_t received; // INTERNALDATE, file time or "From " line; Unix seconds, 0 if unknown
} SourceEntry;

typedef struct Source Source;

// Connects, checks the certificate, logs in, selects. HD_ERROR_SOURCE (down, silent, STARTTLS
// missing), HD_ERROR_AUTH (login or certificate refused), HD_ERROR_CONFIG (no such folder, path or
// secret). The message names host, port and what to check. The mailbox must outlive the source.
Source *source_open(const Mailbox *mailbox, GError **error);
void source_close(Source *source); // polite end; never fails
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Source, source_close)

// IMAP: the folder's UIDVALIDITY, never 0 (0 or absent is HD_ERROR_SOURCE at open). Others: 1.
uint32_t source_uidvalidity(const Source *source);

// Entries with uid > after in ascending order, at most max of them, appended to out (SourceEntry).
// IMAP: UIDs in slices, so memory does not grow with the mailbox. Maildir and mbox have no order to
// resume from: all entries, whatever `after` and `max`. *more tells that a further call may bring
// more.
bool source_list(Source *source, uint64_t after, unsigned max, GArray *out, bool *more,
                 GError **error);

// Hands over the complete bytes of one message. raw is the sink's to keep (blob_free). Returning
// false stops the fetch with the error that the sink set.
typedef bool (*SourceSink)(const SourceEntry *entry, Blob *raw, void *data, GError **error);

// Fetches those entries (BODY.PEEK[]; few round trips; ranges bounded by count and by 4 MB). The
// sink is called only after the tagged OK of the range that a message came in, and only for
// complete literals. An entry that vanished meanwhile is simply not handed over. After an error the
// source is broken: close it.
bool source_fetch(Source *source, const SourceEntry *entries, unsigned count, SourceSink sink,
                  void *data, GError **error);

// Marks these stored messages as the mailbox's `after` says: UID MOVE, else UID COPY + UID STORE +
// UID EXPUNGE, without UIDPLUS flagged only; AFTER_FLAG: \Seen and $Helpdesk; maildir: moved to cur
// or move_to; mbox: nothing. Repeating it is harmless; messages that are gone are no error.
bool source_done(Source *source, const SourceEntry *entries, unsigned count, GError **error);
