// pending.c: letters that have not left and the last doing on a ticket, as plain data.
//
// Which letters those are is store/outgoing; what becomes of them is decided in decide_care.c.

#include "ticket/command.h"

void
pending_letter_free(PendingLetter *p)
{
    if (!p)
        return;
    g_free(p->template);
    g_free(p->to);
    g_free(p->author);
    g_free(p->text);
    g_free(p);
}

static bool
may_touch(const Desk *d, const PendingLetter *p, const Manager *actor)
{
    const Manager *author = p->author ? desk_manager(d, p->author) : NULL;
    return actor->role >= ROLE_LEAD || author == actor || !author || !author->active;
}

GPtrArray *
pending_of(const Desk *d, const GPtrArray *pending, const Manager *actor, int64_t shown)
{
    GPtrArray *some = g_ptr_array_new();
    bool meant = false;
    for (guint i = 0; pending && i < pending->len; i++) {
        PendingLetter *p = pending->pdata[i];
        if (!may_touch(d, p, actor))
            continue;
        meant = meant || (shown && p->message == shown);
        g_ptr_array_add(some, p);
    }
    for (guint i = some->len; meant && i-- > 0;)
        if (((const PendingLetter *)some->pdata[i])->message != shown)
            g_ptr_array_remove_index(some, i);
    return some;
}

UndoRecord *
undo_record_new(void)
{
    UndoRecord *u = g_new0(UndoRecord, 1);
    u->who = g_strdup("");
    u->changes = change_list_new();
    return u;
}

void
undo_record_free(UndoRecord *u)
{
    if (!u)
        return;
    g_free(u->who);
    g_ptr_array_unref(u->changes);
    g_free(u);
}
