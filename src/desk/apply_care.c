// apply_care.c: what becomes of letters that have not left: held when the customer writes, let go,
// put off, taken back together with what was done along with them.
//
// What waits is asked from the outbox once; a letter that a sender holds or that was tried is no
// longer ours to stop. Who may do this was decided before (ticket/decide_care.c, verb_undo.c).

#include "base/text.h"
#include "desk/apply_private.h"
#include "desk/case_private.h"

#include <string.h>

typedef struct {
    OutgoingState to;
    int64_t next_at;
} Move;

static bool
move_letters(Application *a, const GPtrArray *letters, const Move *move, guint *moved,
             GError **error)
{
    *moved = 0;
    for (guint i = 0; i < letters->len; i++) {
        const PendingLetter *p = letters->pdata[i];
        bool did = false;
        if (!store_outgoing_move(a->reception->store, p->id, move->to, move->next_at, &did, error))
            return false;
        *moved += did;
    }
    return true;
}

// "Your request is solved" is no longer true once the customer wrote again: it never leaves, while
// answers stay until their author decides. What goes to outsiders goes on.
static bool
hold(Application *a, const Change *c, GError **error)
{
    g_autoptr(GPtrArray) letters =
        store_outgoing_pending(a->reception->store, a->ticket->number, error);
    guint moved = 0;
    for (guint i = 0; letters && i < letters->len; i++) {
        const PendingLetter *p = letters->pdata[i];
        bool solved = strcmp(p->template, NOTICES[NOTICE_SOLVED].template) == 0 ||
                      strcmp(p->template, NOTICES[NOTICE_AUTO_ANSWER].template) == 0;
        bool answer = strcmp(p->template, NOTICES[NOTICE_ANSWER].template) == 0;
        bool did = false;
        if ((solved || (answer && !p->held)) &&
            !store_outgoing_move(a->reception->store, p->id,
                                 solved ? OUTGOING_CANCELLED : OUTGOING_HELD, a->reception->now,
                                 &did, error))
            return false;
        moved += did;
    }
    g_autofree char *detail = g_strdup_printf("letters that wait: %u", moved);
    return letters && (moved == 0 || apply_note(a, "held", detail, c->by, error));
}

// Her own answer that was held gives way to the new one: its text stays as a note.
static bool
replace(Application *a, const Change *c, GError **error)
{
    Store *store = a->reception->store;
    g_autoptr(GPtrArray) letters = store_outgoing_pending(store, a->ticket->number, error);
    guint moved = 0;
    for (guint i = 0; letters && i < letters->len; i++) {
        const PendingLetter *p = letters->pdata[i];
        bool did = false;
        if (!p->held || p->message == a->message || g_ascii_strcasecmp(p->author, c->value) != 0)
            continue;
        if (!store_outgoing_move(store, p->id, OUTGOING_CANCELLED, a->reception->now, &did,
                                 error) ||
            (p->message && !store_message_unsend(store, p->message, error)))
            return false;
        moved += did;
    }
    return letters && (moved == 0 || apply_note(a, "replaced", "", c->by, error));
}

static bool
move_and_tell(Application *a, const Move *move, const char *kind, const Change *c, GError **error)
{
    g_autoptr(GPtrArray) letters =
        store_outgoing_pending(a->reception->store, a->ticket->number, error);
    const Manager *actor = desk_manager(a->reception->desk, a->who);
    guint moved = 0;
    if (!letters || !actor)
        return letters != NULL;
    g_autoptr(GPtrArray) mine = pending_of(a->reception->desk, letters, actor, a->shown);
    if (!move_letters(a, mine, move, &moved, error))
        return false;
    g_autofree char *detail = g_strdup_printf("letters that wait: %u", moved);
    return moved == 0 || apply_note(a, kind, detail, c->by, error);
}

// Letters of the doing that is taken back: those of its text; where its status is taken back too,
// the one that told the customer of it.
static GPtrArray *
letters_of(Application *a, const UndoRecord *record, GError **error)
{
    g_autoptr(GPtrArray) all =
        store_outgoing_pending(a->reception->store, a->ticket->number, error);
    if (!all)
        return NULL;
    bool status = change_value(record->changes, CHANGE_STATUS) != NULL;
    GPtrArray *some = g_ptr_array_new_with_free_func((GDestroyNotify)pending_letter_free);
    for (guint i = all->len; i-- > 0;) {
        const PendingLetter *p = all->pdata[i];
        bool solved = strcmp(p->template, NOTICES[NOTICE_SOLVED].template) == 0 ||
                      strcmp(p->template, NOTICES[NOTICE_AUTO_ANSWER].template) == 0;
        if ((record->message && p->message == record->message) || (status && solved))
            g_ptr_array_add(some, g_ptr_array_steal_index(all, i));
    }
    return some;
}

// The text stays in the story, as what it is now: words that never left.
static bool
take_text_back(Application *a, const UndoRecord *record, guint stopped, GError **error)
{
    if (record->message == 0 || stopped == 0)
        return true;
    if (a->ticket->answered_at == record->at)
        a->ticket->answered_at = 0;
    return store_message_unsend(a->reception->store, record->message, error);
}

static bool
undo(Application *a, const Change *c, GError **error)
{
    Store *store = a->reception->store;
    GError *fault = NULL;
    bool last;
    g_autoptr(GPtrArray) pending = store_outgoing_pending(store, a->ticket->number, error);
    if (!pending)
        return false;
    const Manager *actor = desk_manager(a->reception->desk, a->who);
    if (!actor)
        return true;
    g_autoptr(UndoRecord) record =
        undo_record_find(a->reception, a->ticket->number, pending, actor, a->shown, &last, &fault);
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    if (!record)
        return true;
    g_autoptr(GPtrArray) letters = letters_of(a, record, error);
    guint stopped = 0;
    if (!letters ||
        !move_letters(a, letters, &(Move){OUTGOING_CANCELLED, a->reception->now}, &stopped, error))
        return false;
    for (guint i = 0; i < record->changes->len; i++)
        if (!apply_change(a, record->changes->pdata[i], NULL, error))
            return false;
    bool left = record->message && stopped == 0;
    g_autofree char *detail =
        g_strdup_printf("what %s did; letters stopped: %u, changes: %u%s", record->who, stopped,
                        record->changes->len, left ? "; the text itself had left already" : "");
    // What was taken back is what the event is about: its author gets it again.
    Application about = *a;
    about.message = stopped ? record->message : a->message;
    return take_text_back(a, record, stopped, error) &&
           apply_note(&about, "undone", detail, c->by, error) &&
           (!last || store_undo_set(store, a->ticket->number, NULL, error));
}

bool
apply_care(Application *a, const Decision *d, GError **error)
{
    int64_t now = a->reception->now;
    // Beside an answer #send and #delay are about that answer.
    bool answers = d->add && d->direction == DIRECTION_OUT;
    for (guint i = 0; i < d->changes->len; i++) {
        const Change *c = d->changes->pdata[i];
        bool done = true;
        if (c->kind == CHANGE_HOLD)
            done = hold(a, c, error);
        else if (c->kind == CHANGE_REPLACE)
            done = replace(a, c, error);
        else if (c->kind == CHANGE_SEND && !answers)
            done = move_and_tell(a, &(Move){OUTGOING_QUEUED, now}, "released", c, error);
        else if (c->kind == CHANGE_DELAY && !answers)
            done = move_and_tell(
                a, &(Move){OUTGOING_QUEUED, now + g_ascii_strtoll(c->value, NULL, 10)}, "delayed",
                c, error);
        else if (c->kind == CHANGE_UNDO)
            done = undo(a, c, error);
        if (!done)
            return false;
    }
    return true;
}
