// source_private.h: what a kind of source is made of. To add one, write its file and a line in
// source.c.
#pragma once

#include "io/source.h"

typedef struct {
    MailboxKind code;
    Source *(*open)(const Mailbox *mailbox, GError **error);
    void (*close)(Source *source);
    bool (*list)(Source *source, uint64_t after, unsigned max, GArray *out, bool *more,
                 GError **error);
    bool (*fetch)(Source *source, const SourceEntry *entries, unsigned count, SourceSink sink,
                  void *data, GError **error);
    bool (*done)(Source *source, const SourceEntry *entries, unsigned count, GError **error);
} SourceKind;

// The first member of each kind's own struct.
struct Source {
    const SourceKind *kind;
    uint32_t uidvalidity;
};

extern const SourceKind SOURCE_IMAP;
extern const SourceKind SOURCE_MAILDIR;
extern const SourceKind SOURCE_MBOX;

// 63 bits of a SHA-256 digest, never 0: the uid where the mailbox itself has none.
uint64_t source_uid(const uint8_t digest[32]);
