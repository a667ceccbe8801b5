// replay.c: `helpdesk replay`: an archive through one config, and through another one or beside
// what was recorded.
//
// Both desks take each message one after the other, each into a scratch database of its own; it is
// parsed once for both, on a second thread. At the end a picture is taken of each, and the two are
// compared (ticket/picture.c).
//
// The words are cli/cmd_replay.c's. Neighbours: replay_archive.c, desk/rehearsal.c.

#include "run/replay.h"

#include "base/error.h"
#include "run/replay_archive.h"
#include "ticket/assign.h"

#include <string.h>

// One desk and what became of the archive there.
typedef struct {
    const Desk *desk;
    Rehearsal *rehearsal; // NULL: it was recorded
    GArray *ids;          // int64_t: its row of each message
    Picture picture;
} Side;

struct Replay {
    ReplayArchive archive;
    Side before, after;
    Store *recorded; // where `before` is what was recorded
    Comparison comparison;
};

static void
side_init(Side *s, const Desk *desk)
{
    s->desk = desk;
    s->ids = g_array_new(FALSE, FALSE, sizeof(int64_t));
    picture_init(&s->picture);
}

static void
side_clear(Side *s)
{
    g_clear_pointer(&s->rehearsal, rehearsal_free);
    g_clear_pointer(&s->ids, g_array_unref);
    picture_clear(&s->picture);
}

void
replay_free(Replay *r)
{
    if (!r)
        return;
    side_clear(&r->before);
    side_clear(&r->after);
    comparison_clear(&r->comparison);
    store_close(r->recorded);
    replay_archive_clear(&r->archive);
    g_free(r);
}

static bool
side_take(Side *s, const Replay *r, const ReplayItem *item, const Blob *raw, Message *message,
          GError **error)
{
    // Parsed by the limits of the other desk it may be cut elsewhere.
    bool same = memcmp(&s->desk->limits.message, &r->archive.order->desk->limits.message,
                       sizeof(MessageLimits)) == 0;
    int64_t id = 0;
    if (raw && !rehearsal_take(s->rehearsal, &item->as, raw, same ? message : NULL, &id, error))
        return false;
    g_array_append_val(s->ids, id);
    return true;
}

static bool
play_one(guint i, const Blob *raw, Message *message, void *data, GError **error)
{
    Replay *r = data;
    const ReplayItem *item = &g_array_index(r->archive.items, ReplayItem, i);
    progress_step(r->archive.order->progress, "replay", i, r->archive.items->len);
    return side_take(&r->after, r, item, raw, message, error) &&
           (!r->before.rehearsal || side_take(&r->before, r, item, raw, message, error));
}

// The clock stops where the archive does; what the database recorded goes on until now.
static int64_t
end_of(const ReplayArchive *a)
{
    const ReplayOrder *o = a->order;
    if (o->to)
        return MIN(o->to, o->now);
    if (a->mailboxes->len == 0 || a->items->len == 0)
        return o->now;
    return g_array_index(a->items, ReplayItem, a->items->len - 1).as.at;
}

static bool
side_begin(Side *s, const ReplayArchive *a, GError **error)
{
    s->rehearsal = rehearsal_new(s->desk, a->history.others ? &a->history : NULL, error);
    return s->rehearsal != NULL;
}

// Whose turn it may be, though it never came.
static void
add_candidates(Side *s, int64_t now)
{
    for (guint i = 0; i < s->desk->queues->len; i++) {
        const Queue *q = s->desk->queues->pdata[i];
        g_autoptr(GPtrArray) people = assign_people(s->desk, q, now);
        for (guint m = 0; m < people->len; m++)
            picture_may_choose(&s->picture, q->name, ((const Manager *)people->pdata[m])->login);
    }
}

static bool
side_end(Side *s, const ReplayArchive *a, GError **error)
{
    add_candidates(s, a->order->now);
    return rehearsal_end(s->rehearsal, end_of(a), error) &&
           store_picture(rehearsal_store(s->rehearsal), s->ids, false, &s->picture, error);
}

static bool
recall(Replay *r, GError **error)
{
    Side *s = &r->before;
    for (guint i = 0; i < r->archive.items->len; i++)
        g_array_append_val(s->ids, g_array_index(r->archive.items, ReplayItem, i).recorded);
    r->recorded = store_open(r->archive.order->database, STORE_READ_ONLY, error);
    return r->recorded && store_picture(r->recorded, s->ids, true, &s->picture, error);
}

static bool
play(Replay *r, bool both, GError **error)
{
    const ReplayArchive *a = &r->archive;
    if (!side_begin(&r->after, a, error) || (both && !side_begin(&r->before, a, error)) ||
        !replay_archive_play(a, play_one, r, error) || !side_end(&r->after, a, error))
        return false;
    return both ? side_end(&r->before, a, error) : recall(r, error);
}

Replay *
replay_run(const ReplayOrder *order, GError **error)
{
    g_autoptr(Replay) r = g_new0(Replay, 1);
    if (!order->against && order->archives->len > 0) {
        g_set_error_literal(error, HD_ERROR, HD_ERROR_USAGE,
                            "an archive needs another config to compare with: --against FILE");
        return NULL;
    }
    side_init(&r->before, order->against);
    side_init(&r->after, order->desk);
    if (!replay_archive_list(order, &r->archive, error) || !play(r, order->against != NULL, error))
        return NULL;
    picture_compare(&r->before.picture, &r->after.picture, &r->comparison);
    return g_steal_pointer(&r);
}

const Comparison *
replay_comparison(const Replay *r)
{
    return &r->comparison;
}

Received *
replay_message(Replay *r, guint message, GError **error)
{
    int64_t id = g_array_index(r->after.ids, int64_t, message);
    if (id)
        return store_received_get(rehearsal_store(r->after.rehearsal), id, error);
    id = g_array_index(r->before.ids, int64_t, message);
    Store *there = r->recorded ? r->recorded : rehearsal_store(r->before.rehearsal);
    return id ? store_received_get(there, id, error) : NULL;
}

ReplayLeft
replay_left(const Replay *r)
{
    bool own = r->archive.mailboxes->len == 0;
    return (ReplayLeft){.large = r->archive.large,
                        .older = own ? r->archive.history.older : 0,
                        .acts = own ? r->archive.history.acts : 0};
}
