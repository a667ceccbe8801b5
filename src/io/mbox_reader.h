// mbox_reader.h: the messages of an mbox file one after another, in blocks.
#pragma once

#include "io/source.h"

typedef struct MboxReader MboxReader;

// Reads by pread from a descriptor that stays the caller's, from the start.
MboxReader *mbox_reader_new(int fd, const char *path);
// Stands before a "From " line again: an offset that mbox_reader_next gave.
void mbox_reader_seek(MboxReader *reader, uint64_t offset);
void mbox_reader_free(MboxReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MboxReader, mbox_reader_free)

// Steps onto the next "From " line, which begins at *offset. False at the end, and on a read fault
// or when the file is no mbox at all (error set).
bool mbox_reader_next(MboxReader *reader, uint64_t *offset, GError **error);
bool mbox_reader_failed(const MboxReader *reader);

typedef bool (*MboxBytes)(void *data, const char *bytes, size_t len, GError **error);
// Gives out the bytes of the message, unquoted, without the "From " line and the empty line that
// ends it; sets size and received.
bool mbox_reader_message(MboxReader *reader, MboxBytes give, void *data, SourceEntry *entry,
                         GError **error);
