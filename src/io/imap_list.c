// imap_list.c: which messages stand above a mark: UIDs, sizes, dates.
//
// UIDs are looked at in slices, by FETCH on a range of UIDs: never by sequence numbers, never by
// flags (a person may have read the mail). A folder of few messages is one slice, so the usual
// cycle costs one command, or none when SELECT's UIDNEXT says that nothing is new. In a large
// folder a slice begins at 8,192 UIDs wide and grows over gaps. What a slice gave beyond the
// caller's max is kept for the next call. Servers are not trusted to sort, nor to name each UID
// once.
//
// Neighbours: imap_fetch.c fetches what is listed here.
#include "io/imap_private.h"

#include "base/error.h"

#include <string.h>

// Folders up to this size are looked at in one go.
#define SMALL_FOLDER 10000
#define WIDTH_MIN    8192
// The widest slice, were it dense after all, still answers within some 10 MB of text.
#define WIDTH_MAX 65536
#define LINE_ROOM 160

static int64_t
unix_time(const struct mailimap_date_time *d)
{
    // mailimap gives the zone as ±hhmm.
    int zone = (d->dt_zone / 100 * 60 + d->dt_zone % 100) * 60;
    if (d->dt_year < 1900 || d->dt_year > 9999) {
        return 0;
    }
    g_autoptr(GDateTime) at = g_date_time_new_utc(d->dt_year, d->dt_month, d->dt_day, d->dt_hour,
                                                  d->dt_min, MIN(d->dt_sec, 59));
    return at ? MAX(g_date_time_to_unix(at) - zone, 0) : 0;
}

static void
take_entry(void *data, const struct mailimap_msg_att *att)
{
    ImapSource *s = data;
    SourceEntry entry = {0};
    bool sized = false;
    for (clistiter *i = clist_begin(att->att_list); i; i = clist_next(i)) {
        const struct mailimap_msg_att_item *item = clist_content(i);
        if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC) {
            continue;
        }
        const struct mailimap_msg_att_static *value = item->att_data.att_static;
        switch (value->att_type) {
        case MAILIMAP_MSG_ATT_UID:
            entry.uid = value->att_data.att_uid;
            break;
        case MAILIMAP_MSG_ATT_RFC822_SIZE:
            entry.size = value->att_data.att_rfc822_size;
            sized = true;
            break;
        case MAILIMAP_MSG_ATT_INTERNALDATE:
            entry.received = unix_time(value->att_data.att_internal_date);
            break;
        default:
            break;
        }
    }
    // A change of flags that nobody asked for has no size. "N:*" names the last message even below
    // N.
    if (sized && entry.uid >= s->ahead.from && entry.uid <= s->ahead.to) {
        g_array_append_val(s->ahead.entries, entry);
    }
}

static int
by_uid(gconstpointer a, gconstpointer b)
{
    const SourceEntry *x = a, *y = b;
    return (x->uid > y->uid) - (x->uid < y->uid);
}

static void
sort_once(GArray *entries)
{
    SourceEntry *e = (SourceEntry *)(void *)entries->data;
    guint kept = 0;
    g_array_sort(entries, by_uid);
    for (guint i = 0; i < entries->len; i++) {
        if (kept == 0 || e[kept - 1].uid != e[i].uid) {
            e[kept++] = e[i];
        }
    }
    g_array_set_size(entries, kept);
}

// Fills `ahead` with the entries of from ≤ uid ≤ to that the set names.
static bool
look_at(ImapSource *s, const char *set, uint64_t from, uint64_t to, uint64_t messages,
        GError **error)
{
    const ImapRoom room = {.words = IMAP_WORDS.words + messages * LINE_ROOM,
                           .expected = messages * LINE_ROOM};
    g_autofree char *command = g_strdup_printf("UID FETCH %s (UID RFC822.SIZE INTERNALDATE)", set);
    g_array_set_size(s->ahead.entries, 0);
    s->ahead.next = 0;
    s->ahead.from = from;
    s->ahead.to = to;
    s->take = take_entry;
    s->take_data = s;
    ImapAnswer answer = imap_command(s, "UID FETCH", command, &room, error);
    s->take = NULL;
    if (answer == IMAP_NO) {
        g_autofree char *words = imap_words(s);
        g_set_error(error, HD_ERROR, HD_ERROR_SOURCE, "%s: listing folder %s refused: %s",
                    stream_where(s->stream), s->mailbox->folder, words);
    }
    if (answer != IMAP_OK) {
        return false;
    }
    sort_once(s->ahead.entries);
    return true;
}

// Begins to look above a mark: finds how far there is to look, with no command where SELECT told.
static bool
begin(ImapSource *s, uint64_t after, GError **error)
{
    const struct mailimap_selection_info *info = s->imap->imap_selection_info;
    bool told = s->fresh && info->sel_uidnext > 0;
    s->ahead.running = true;
    s->ahead.mark = after;
    s->ahead.width = WIDTH_MIN;
    s->ahead.to = after;
    s->ahead.next = 0;
    g_array_set_size(s->ahead.entries, 0);
    if (after >= UINT32_MAX || (s->fresh && info->sel_has_exists && info->sel_exists == 0)) {
        s->ahead.last = after;
    } else if (told) {
        s->ahead.last = info->sel_uidnext - 1;
    } else if (info->sel_exists <= SMALL_FOLDER) {
        s->ahead.last = UINT32_MAX;
    } else {
        if (!look_at(s, "*", 1, UINT32_MAX, 1, error)) {
            return false;
        }
        const GArray *found = s->ahead.entries;
        s->ahead.last = found->len ? g_array_index(found, SourceEntry, found->len - 1).uid : after;
        s->ahead.to = after;
        g_array_set_size(s->ahead.entries, 0);
    }
    return true;
}

static bool
look_further(ImapSource *s, GError **error)
{
    const struct mailimap_selection_info *info = s->imap->imap_selection_info;
    uint64_t from = s->ahead.to + 1;
    if (info->sel_exists <= SMALL_FOLDER) {
        // Open at the end, for new mail may come in while we ask.
        g_autofree char *rest = g_strdup_printf("%" G_GUINT64_FORMAT ":*", from);
        return look_at(s, rest, from, UINT32_MAX, 2 * SMALL_FOLDER, error);
    }
    uint64_t to = MIN(from + s->ahead.width - 1, s->ahead.last);
    g_autofree char *slice = g_strdup_printf("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, from, to);
    if (!look_at(s, slice, from, to, to - from + 1, error)) {
        return false;
    }
    s->ahead.width =
        s->ahead.entries->len > 0 ? WIDTH_MIN : MIN(s->ahead.width * 4, (uint32_t)WIDTH_MAX);
    return true;
}

bool
imap_list(Source *source, uint64_t after, unsigned max, GArray *out, bool *more, GError **error)
{
    ImapSource *s = (ImapSource *)source;
    if ((!s->ahead.running || after != s->ahead.mark) && !begin(s, after, error)) {
        s->ahead.running = false;
        return false;
    }
    for (unsigned given = 0;;) {
        GArray *entries = s->ahead.entries;
        unsigned n = MIN(max - given, entries->len - s->ahead.next);
        if (n > 0) {
            g_array_append_vals(out, &g_array_index(entries, SourceEntry, s->ahead.next), n);
            s->ahead.next += n;
            s->ahead.mark = g_array_index(entries, SourceEntry, s->ahead.next - 1).uid;
            given += n;
        }
        *more = s->ahead.next < entries->len || s->ahead.to < s->ahead.last;
        if (!*more || given >= max) {
            s->ahead.running = *more;
            return true;
        }
        if (!look_further(s, error)) {
            s->ahead.running = false;
            return false;
        }
    }
}
