// replay_archive.c: where the messages of a replay come from: mbox files, Maildirs, or the database
// itself.
//
// An archive is read twice: once to know when each message was written (its Date, never later than
// the archive had it), and once to play it. A message that the database knows has
// the time, the queue and the numbers recorded there. Memory: a hundred bytes for each message, and
// one range of 100 messages or 4 MB.
//
// Neighbours: replay.c plays them, store/recorded.c.

#include "run/replay_archive.h"

#include "base/error.h"
#include "mail/message.h"
#include "run/ahead.h"

#define HEAD_MAX       (64 * 1024)
#define RANGE_MESSAGES 100
#define RANGE_BYTES    (4 * 1024 * 1024)
#define SLICE          1000

void
replay_archive_clear(ReplayArchive *a)
{
    g_clear_pointer(&a->sources, g_ptr_array_unref);
    g_clear_pointer(&a->mailboxes, g_ptr_array_unref);
    g_clear_pointer(&a->items, g_array_unref);
    recorded_history_clear(&a->history);
}

static RehearsalMessage
as_recorded(const RecordedMessage *m)
{
    return (RehearsalMessage){.at = m->at,
                              .queue = m->queue,
                              .imported = m->imported,
                              .raw = m->raw,
                              .text = m->message,
                              .made = m->made};
}

static void
list_recorded(ReplayArchive *a)
{
    for (guint i = 0; i < a->history.messages->len; i++) {
        const RecordedMessage *m = &g_array_index(a->history.messages, RecordedMessage, i);
        ReplayItem item = {.as = as_recorded(m), .recorded = m->id};
        g_array_append_val(a->items, item);
    }
}

typedef struct {
    ReplayArchive *archive;
    Store *store; // NULL = none
    guint place;
} Reading;

static int
by_id(gconstpointer x, gconstpointer y)
{
    const RecordedMessage *a = x, *b = y;
    return (a->id > b->id) - (a->id < b->id);
}

// What the database knows of these bytes; NULL without error = nothing.
static const RecordedMessage *
find_recorded(const Reading *r, const Blob *raw, GError **error)
{
    uint8_t sha[32];
    if (!r->store || !blob_sha256(raw, sha, error))
        return NULL;
    RecordedMessage wanted = {.id = store_received_find(r->store, sha, NULL, error)};
    guint at;
    GArray *known = r->archive->history.messages;
    return wanted.id && g_array_binary_search(known, &wanted, by_id, &at)
               ? &g_array_index(known, RecordedMessage, at)
               : NULL;
}

// Up to the empty line: the rest is parsed by those who play it.
static size_t
header_size(const char *bytes, size_t len)
{
    for (size_t i = 0; i + 1 < len; i++)
        if (bytes[i] == '\n' &&
            (bytes[i + 1] == '\n' || (bytes[i + 1] == '\r' && i + 2 < len && bytes[i + 2] == '\n')))
            return i + 1;
    return len;
}

static int64_t
time_of(const Reading *r, const SourceEntry *entry, const Blob *raw)
{
    g_autofree char *head = g_malloc(HEAD_MAX);
    gssize len = blob_read(raw, 0, head, HEAD_MAX, NULL);
    g_autoptr(Blob) header = blob_new_bytes(head, header_size(head, (size_t)MAX(len, 0)));
    g_autoptr(Message) m = message_parse(header, &r->archive->order->desk->limits.message, NULL);
    int64_t latest = entry->received ? entry->received : r->archive->order->now;
    int64_t date = m ? message_date(m) : 0;
    return MIN(date > 0 && date < latest ? date : latest, r->archive->order->now);
}

static bool
list_one(const SourceEntry *entry, Blob *given, void *data, GError **error)
{
    const Reading *r = data;
    g_autoptr(Blob) raw = given;
    const ReplayOrder *order = r->archive->order;
    GError *fault = NULL;
    const RecordedMessage *known = find_recorded(r, raw, &fault);
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    ReplayItem item = {.place = r->place, .entry = *entry, .as.queue = ""};
    if (known) {
        item.as = as_recorded(known);
        item.recorded = known->id;
    } else {
        item.as.at = time_of(r, entry, raw);
    }
    if (item.as.at >= order->from && (order->to == 0 || item.as.at < order->to))
        g_array_append_val(r->archive->items, item);
    return true;
}

static bool
list_entries(Reading *r, Source *source, const GArray *entries, GError **error)
{
    guint first = 0;
    uint64_t bytes = 0;
    for (guint i = 0; i < entries->len; i++) {
        bytes += g_array_index(entries, SourceEntry, i).size;
        if (i + 1 < entries->len && i + 1 - first < RANGE_MESSAGES && bytes < RANGE_BYTES)
            continue;
        if (!source_fetch(source, &g_array_index(entries, SourceEntry, first), i + 1 - first,
                          list_one, r, error))
            return false;
        progress_step(r->archive->order->progress, "reading", r->archive->items->len, 0);
        first = i + 1;
        bytes = 0;
    }
    return true;
}

static bool
list_mailbox(Reading *r, const Mailbox *mailbox, GError **error)
{
    Source *source = source_open(mailbox, error);
    if (!source)
        return false;
    g_ptr_array_add(r->archive->sources, source);
    uint64_t cap = r->archive->order->desk->limits.message.message_size, after = 0;
    for (bool more = true; more;) {
        g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(SourceEntry));
        if (!source_list(source, after, SLICE, entries, &more, error))
            return false;
        if (entries->len > 0)
            after = g_array_index(entries, SourceEntry, entries->len - 1).uid;
        for (guint i = entries->len; i-- > 0;) {
            if (g_array_index(entries, SourceEntry, i).size <= cap)
                continue;
            g_array_remove_index(entries, i);
            r->archive->large++;
        }
        if (!list_entries(r, source, entries, error))
            return false;
    }
    return true;
}

// Of one second: as the database received them, else as the archive has them.
static int
by_time(gconstpointer x, gconstpointer y)
{
    const ReplayItem *a = x, *b = y;
    if (a->as.at != b->as.at)
        return a->as.at < b->as.at ? -1 : 1;
    return a->recorded && b->recorded ? (a->recorded > b->recorded) - (a->recorded < b->recorded)
                                      : 0;
}

static Mailbox *
mailbox_of(const char *path)
{
    g_autofree char *full = g_canonicalize_filename(path, NULL);
    bool folder = g_file_test(full, G_FILE_TEST_IS_DIR);
    Mailbox *m = mailbox_new(folder ? MAILBOX_MAILDIR : MAILBOX_MBOX, full);
    g_free(m->path);
    m->path = g_steal_pointer(&full);
    m->after = AFTER_LEAVE;
    return m;
}

static bool
list_archives(ReplayArchive *a, Store *store, GError **error)
{
    for (guint i = 0; i < a->order->archives->len; i++) {
        Mailbox *mailbox = mailbox_of(a->order->archives->pdata[i]);
        g_ptr_array_add(a->mailboxes, mailbox);
        Reading r = {.archive = a, .store = store, .place = i + 1};
        if (!list_mailbox(&r, mailbox, error))
            return false;
    }
    // Stable, so that what the archive has in order stays so.
    g_array_sort(a->items, by_time);
    return true;
}

bool
replay_archive_list(const ReplayOrder *order, ReplayArchive *out, GError **error)
{
    *out = (ReplayArchive){
        .order = order,
        .mailboxes = g_ptr_array_new_with_free_func((GDestroyNotify)mailbox_free),
        .sources = g_ptr_array_new_with_free_func((GDestroyNotify)source_close),
        .items = g_array_new(FALSE, FALSE, sizeof(ReplayItem)),
    };
    g_autoptr(Store) store = NULL;
    if (*order->database) {
        store = store_open(order->database, STORE_READ_ONLY, error);
        if (!store || !store_recorded(store, order->from, order->to ? order->to : G_MAXINT64,
                                      &out->history, error))
            return false;
    }
    if (order->archives->len > 0)
        return list_archives(out, store, error);
    if (!store) {
        g_set_error_literal(error, HD_ERROR, HD_ERROR_ABSENT,
                            "there is no database yet: name an mbox file or a Maildir");
        return false;
    }
    list_recorded(out);
    return true;
}

typedef struct {
    const ReplayArchive *archive;
    Store *store; // NULL = nothing is read from it
    guint first, next, end;
    GPtrArray *raws; // Blob*, of items first … end - 1; NULL: gone
} Range;

static const ReplayItem *
item_at(const ReplayArchive *a, guint i)
{
    return &g_array_index(a->items, ReplayItem, i);
}

// Messages of one archive that are read at once.
static guint
range_end(const ReplayArchive *a, guint first)
{
    const ReplayItem *items = item_at(a, 0);
    uint64_t bytes = items[first].entry.size;
    guint end = first + 1;
    while (end < a->items->len && end - first < RANGE_MESSAGES &&
           items[end].place == items[first].place && bytes + items[end].entry.size <= RANGE_BYTES)
        bytes += items[end++].entry.size;
    return end;
}

static bool
keep(const SourceEntry *entry, Blob *raw, void *data, GError **error)
{
    Range *r = data;
    while (r->next < r->end && item_at(r->archive, r->next)->entry.uid != entry->uid)
        r->next++;
    if (r->next == r->end)
        blob_free(raw);
    else
        r->raws->pdata[r->next++ - r->first] = raw;
    return true;
}

static bool
read_files(Range *r, GError **error)
{
    g_autoptr(GArray) wanted = g_array_new(FALSE, FALSE, sizeof(SourceEntry));
    for (guint i = r->first; i < r->end; i++)
        g_array_append_val(wanted, item_at(r->archive, i)->entry);
    Source *source = r->archive->sources->pdata[item_at(r->archive, r->first)->place - 1];
    return source_fetch(source, (const SourceEntry *)wanted->data, wanted->len, keep, r, error);
}

static bool
read_rows(Range *r, GError **error)
{
    uint64_t bytes = 0;
    for (guint i = r->first; i < r->end; i++) {
        Blob *raw = store_blob_get(r->store, item_at(r->archive, i)->as.raw, error);
        if (!raw)
            return false;
        r->raws->pdata[i - r->first] = raw;
        bytes += blob_size(raw);
        if (bytes >= RANGE_BYTES)
            r->end = i + 1;
    }
    g_ptr_array_set_size(r->raws, (int)(r->end - r->first));
    return true;
}

// The bytes that are there; Ahead knows no gaps.
static GPtrArray *
present(const Range *r)
{
    GPtrArray *raws = g_ptr_array_new();
    for (guint i = 0; i < r->raws->len; i++)
        if (r->raws->pdata[i])
            g_ptr_array_add(raws, r->raws->pdata[i]);
    return raws;
}

static bool
play_range(const Range *r, ReplayPlay play, void *data, GError **error)
{
    const MessageLimits *limits = &r->archive->order->desk->limits.message;
    g_autoptr(GPtrArray) raws = present(r);
    g_autoptr(Ahead) ahead = ahead_new(raws, limits);
    unsigned taken = 0;
    for (guint i = r->first; i < r->end; i++) {
        const Blob *raw = r->raws->pdata[i - r->first];
        g_autoptr(Message) m = !raw    ? NULL
                               : ahead ? ahead_take(ahead, taken++)
                                       : message_parse(raw, limits, NULL);
        if (!play(i, raw, m, data, error))
            return false;
    }
    return true;
}

bool
replay_archive_play(const ReplayArchive *a, ReplayPlay play, void *data, GError **error)
{
    g_autoptr(Store) store = NULL;
    if (a->sources->len == 0) {
        store = store_open(a->order->database, STORE_READ_ONLY, error);
        if (!store)
            return false;
    }
    for (guint i = 0; i < a->items->len;) {
        g_autoptr(GPtrArray) raws = g_ptr_array_new_with_free_func((GDestroyNotify)blob_free);
        Range r = {.archive = a,
                   .store = store,
                   .first = i,
                   .next = i,
                   .end = range_end(a, i),
                   .raws = raws};
        g_ptr_array_set_size(raws, (int)(r.end - r.first));
        if (!(store ? read_rows(&r, error) : read_files(&r, error)) ||
            !play_range(&r, play, data, error))
            return false;
        i = r.end;
    }
    return true;
}
