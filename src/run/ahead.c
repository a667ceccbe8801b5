// ahead.c: parsing takes about as long as deciding and storing; on two processors both go on at once.
//
// Order stays: message i is decided after message i - 1, in the one transaction of its range. The
// thread touches nothing but the bytes and the messages that it makes: no store, no log, no clock. It
// keeps at most WINDOW messages ahead, so memory stays that of a range.

#include "run/ahead.h"

#define WINDOW 16
#define MESSAGES_MIN 4

struct Ahead {
    const GPtrArray *raws;
    const MessageLimits *limits;
    GThread *thread;
    GMutex mutex;
    GCond changed;
    Message **slots;
    unsigned parsed, taken; // counts; slots from taken to parsed are waiting
    bool stop;
};

static bool
wait_for_room(Ahead *a, unsigned i)
{
    g_mutex_lock(&a->mutex);
    while (!a->stop && i >= a->taken + WINDOW)
        g_cond_wait(&a->changed, &a->mutex);
    bool go_on = !a->stop;
    g_mutex_unlock(&a->mutex);
    return go_on;
}

static gpointer
parse_all(gpointer data)
{
    Ahead *a = data;
    for (unsigned i = 0; i < a->raws->len && wait_for_room(a, i); i++) {
        Message *m = message_parse(a->raws->pdata[i], a->limits, NULL);
        if (m)
            message_prepare(m);
        g_mutex_lock(&a->mutex);
        a->slots[i] = m;
        a->parsed = i + 1;
        g_cond_broadcast(&a->changed);
        g_mutex_unlock(&a->mutex);
    }
    return NULL;
}

Ahead *
ahead_new(const GPtrArray *raws, const MessageLimits *limits)
{
    if (raws->len < MESSAGES_MIN || g_get_num_processors() < 2)
        return NULL;
    Ahead *a = g_new0(Ahead, 1);
    a->raws = raws;
    a->limits = limits;
    a->slots = g_new0(Message *, raws->len);
    g_mutex_init(&a->mutex);
    g_cond_init(&a->changed);
    a->thread = g_thread_new("parse", parse_all, a);
    return a;
}

Message *
ahead_take(Ahead *a, unsigned i)
{
    g_mutex_lock(&a->mutex);
    while (a->parsed <= i)
        g_cond_wait(&a->changed, &a->mutex);
    Message *m = g_steal_pointer(&a->slots[i]);
    a->taken = i + 1;
    g_cond_broadcast(&a->changed);
    g_mutex_unlock(&a->mutex);
    return m;
}

void
ahead_free(Ahead *a)
{
    if (!a)
        return;
    g_mutex_lock(&a->mutex);
    a->stop = true;
    g_cond_broadcast(&a->changed);
    g_mutex_unlock(&a->mutex);
    g_thread_join(a->thread);
    for (guint i = 0; i < a->raws->len; i++)
        g_clear_pointer(&a->slots[i], message_free);
    g_free(a->slots);
    g_mutex_clear(&a->mutex);
    g_cond_clear(&a->changed);
    g_free(a);
}
