// source.c: the table of kinds of mailboxes, and the calls of source.h handed on to them.
//
// Not for knowing mailboxes: which messages are stored already is the ledger's business (store/),
// and what a message means that of desk/. Here a kind is chosen by its code, and the uid is made
// for kinds that have none of their own.
//
// Neighbours: imap.c, maildir.c, mbox.c.
#include "io/source_private.h"

#include "base/error.h"

static const SourceKind *const KINDS[] = {&SOURCE_IMAP, &SOURCE_MAILDIR, &SOURCE_MBOX};

Source *
source_open(const Mailbox *mailbox, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        if (KINDS[i]->code == mailbox->kind) {
            Source *source = KINDS[i]->open(mailbox, error);
            if (source) {
                source->kind = KINDS[i];
            }
            return source;
        }
    }
    g_set_error(error, HD_ERROR, HD_ERROR_BUG, "%s: no such kind of mailbox", mailbox->name);
    return NULL;
}

void
source_close(Source *source)
{
    if (source) {
        source->kind->close(source);
    }
}

uint32_t
source_uidvalidity(const Source *source)
{
    return source->uidvalidity;
}

bool
source_list(Source *source, uint64_t after, unsigned max, GArray *out, bool *more, GError **error)
{
    *more = false;
    return source->kind->list(source, after, max, out, more, error);
}

bool
source_fetch(Source *source, const SourceEntry *entries, unsigned count, SourceSink sink,
             void *data, GError **error)
{
    return source->kind->fetch(source, entries, count, sink, data, error);
}

bool
source_done(Source *source, const SourceEntry *entries, unsigned count, GError **error)
{
    return source->kind->done(source, entries, count, error);
}

uint64_t
source_uid(const uint8_t digest[32])
{
    uint64_t uid = 0;
    for (size_t i = 0; i < 8; i++) {
        uid = uid << 8 | digest[i];
    }
    uid &= G_MAXINT64;
    return uid ? uid : 1;
}
