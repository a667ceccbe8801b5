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
