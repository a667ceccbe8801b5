// imap_fetch.c: the bytes of messages, a range in one UID FETCH with BODY.PEEK[].
//
// A range is at most 100 messages and 4 MB, or one message of any size. Bodies are spooled as they
// come (blob.h), so memory does not grow with a message. Nothing is handed over before the tagged
// OK of its range: a literal cut short, a dropped line or a NO leaves the sink untouched.
//
// A NO for a range (Dovecot's [EXPUNGEISSUED], one unreadable message among good ones) is asked
// again message by message; one that is refused alone is left out and told in the log. Answers
// nobody asked for, messages named twice and bodies of other sections are dropped.
//
// Neighbours: imap_command.c, imap_guard.c (which bounds each literal by the size that was listed).
#include "io/imap_private.h"

#include "base/error.h"
#include "base/log.h"

#define RANGE_MESSAGES 100
#define RANGE_BYTES    (4 * 1024 * 1024)
// RFC822.SIZE may be a guess (Exchange): this much more is still taken.
#define SIZE_SLACK (16 * 1024 * 1024)

typedef struct {
    const SourceEntry *entries;
    unsigned count;
    unsigned next; // where the next answer most likely belongs
    Blob *blobs[RANGE_MESSAGES];
    Blob *spool; // the body of the answer that is being read
    const void *section;
    bool spoiled; // two bodies in one answer
    GError *error;
} Range;

// BODY[] and nothing less. libetpan's header says that sec_section is never NULL; for [] it is.
static bool
is_whole(const struct mailimap_msg_att_body_section *section)
{
    return (!section->sec_section || !section->sec_section->sec_spec) &&
           section->sec_origin_octet == 0;
}

static bool
take_body(void *data, const struct mailimap_msg_att_body_section *section, const char *bytes,
          size_t len)
{
    Range *range = data;
    if (!is_whole(section)) {
        return true;
    }
    if (!range->spool) {
        range->spool = blob_new();
        range->section = section;
    } else if (range->section != section) {
        range->spoiled = true;
        return true;
    }
    return blob_append(range->spool, bytes, len, &range->error);
}

// Whether the answer names a message and holds a body; the bytes themselves are in the spool.
static bool
read_answer(const struct mailimap_msg_att *att, uint32_t *uid)
{
    bool body = false;
    *uid = 0;
    for (clistiter *i = clist_begin(att->att_list); i; i = clist_next(i)) {
        const struct mailimap_msg_att_item *item = clist_content(i);
        if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC) {
            continue;
        }
        const struct mailimap_msg_att_static *value = item->att_data.att_static;
        if (value->att_type == MAILIMAP_MSG_ATT_UID) {
            *uid = value->att_data.att_uid;
        } else if (value->att_type == MAILIMAP_MSG_ATT_BODY_SECTION) {
            const struct mailimap_msg_att_body_section *s = value->att_data.att_body_section;
            // NIL leaves sec_body_part NULL; the handler leaves it empty.
            body |= is_whole(s) && s->sec_body_part;
        }
    }
    return body && *uid > 0;
}

static void
take_message(void *data, const struct mailimap_msg_att *att)
{
    Range *range = data;
    g_autoptr(Blob) spool = g_steal_pointer(&range->spool);
    bool spoiled = range->spoiled;
    uint32_t uid;
    range->spoiled = false;
    if (spoiled || !read_answer(att, &uid)) {
        return;
    }
    for (unsigned i = 0; i < range->count; i++) {
        unsigned at = (range->next + i) % range->count;
        if (range->entries[at].uid == uid && !range->blobs[at]) {
            range->blobs[at] = spool ? g_steal_pointer(&spool) : blob_new();
            range->next = at + 1;
            return;
        }
    }
}

static void
range_clear(Range *range)
{
    for (unsigned i = 0; i < range->count; i++) {
        g_clear_pointer(&range->blobs[i], blob_free);
    }
    g_clear_pointer(&range->spool, blob_free);
    g_clear_error(&range->error);
}

static ImapAnswer
ask(ImapSource *s, Range *range, GError **error)
{
    g_autoptr(GString) command = g_string_new("UID FETCH ");
    ImapRoom room = {.words = IMAP_WORDS.words};
    for (unsigned i = 0; i < range->count; i++) {
        room.expected += range->entries[i].size + 1024;
        room.literal = MAX(room.literal, 2 * range->entries[i].size + SIZE_SLACK);
    }
    room.literals = 2 * room.expected + SIZE_SLACK;
    imap_uid_set(command, range->entries, range->count, RANGE_MESSAGES);
    g_string_append(command, " (UID BODY.PEEK[])");
    s->take = take_message;
    s->take_body = take_body;
    s->take_data = range;
    ImapAnswer answer = imap_command(s, "UID FETCH", command->str, &room, error);
    s->take = NULL;
    s->take_body = NULL;
    if (range->error) { // our own disk, not the server
        g_clear_error(error);
        s->broken = true;
        g_propagate_error(error, g_steal_pointer(&range->error));
        return IMAP_BROKEN;
    }
    return answer;
}

static bool
hand_over(Range *range, SourceSink sink, void *data, GError **error)
{
    for (unsigned i = 0; i < range->count; i++) {
        if (range->blobs[i] &&
            !sink(&range->entries[i], g_steal_pointer(&range->blobs[i]), data, error)) {
            return false;
        }
    }
    return true;
}

static ImapAnswer
fetch_range(ImapSource *s, const SourceEntry *entries, unsigned count, SourceSink sink, void *data,
            GError **error)
{
    Range range = {.entries = entries, .count = count};
    ImapAnswer answer = ask(s, &range, error);
    if (answer == IMAP_OK && !hand_over(&range, sink, data, error)) {
        answer = IMAP_BROKEN;
    }
    range_clear(&range);
    return answer;
}

static bool
fetch_one_by_one(ImapSource *s, const SourceEntry *entries, unsigned count, SourceSink sink,
                 void *data, GError **error)
{
    for (unsigned i = 0; i < count; i++) {
        switch (fetch_range(s, entries + i, 1, sink, data, error)) {
        case IMAP_OK:
            break;
        case IMAP_NO: {
            g_autofree char *words = imap_words(s);
            log_write(LOG_WARNING,
                      "%s: folder %s: message with UID %" G_GUINT64_FORMAT " cannot be fetched: %s",
                      stream_where(s->stream), s->mailbox->folder, entries[i].uid, words);
            break;
        }
        case IMAP_BROKEN:
            return false;
        }
    }
    return true;
}

static unsigned
range_length(const SourceEntry *entries, unsigned count)
{
    uint64_t bytes = entries[0].size;
    unsigned n = 1;
    while (n < count && n < RANGE_MESSAGES && bytes + entries[n].size <= RANGE_BYTES) {
        bytes += entries[n++].size;
    }
    return n;
}

bool
imap_fetch(Source *source, const SourceEntry *entries, unsigned count, SourceSink sink, void *data,
           GError **error)
{
    ImapSource *s = (ImapSource *)source;
    for (unsigned i = 0, n = 0; i < count; i += n) {
        n = range_length(entries + i, count - i);
        ImapAnswer answer = fetch_range(s, entries + i, n, sink, data, error);
        if (answer == IMAP_BROKEN ||
            (answer == IMAP_NO && !fetch_one_by_one(s, entries + i, n, sink, data, error))) {
            return false;
        }
    }
    return true;
}
