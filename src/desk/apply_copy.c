// apply_copy.c: new tickets made out of one: #split takes the newer messages over, #clone copies
// the ticket with its first message.
//
// The new ticket begins in the first status of its desk and is linked to the old one; a->made tells
// its number. Neither is taken back: people may have written to the new ticket meanwhile; #merge
// joins them again. Neighbours: apply_link.c.

#include "desk/apply_ops.h"

#include "base/text.h"

#include <string.h>

#define SUBJECT_MAX 500

static bool
copy_person(Application *a, const Contact *c, Contact **out, GError **error)
{
    GError *fault = NULL;
    *out = ops_contact_again(a, c, &fault);
    if (fault)
        g_propagate_error(error, fault);
    return !fault;
}

static bool
copy_people(Application *a, Ticket *to, GError **error)
{
    const Ticket *from = a->ticket;
    if (from->requester && !copy_person(a, from->requester, &to->requester, error))
        return false;
    for (guint i = 0; i < from->participants->len; i++) {
        Contact *c;
        if (!copy_person(a, from->participants->pdata[i], &c, error))
            return false;
        if (c)
            g_ptr_array_add(to->participants, c);
    }
    return true;
}

// A ticket like this one, of the same people; not stored yet. NULL on error.
static Ticket *
ticket_like(Application *a, const char *subject, GError **error)
{
    const Ticket *from = a->ticket;
    const Status *status = desk_status_first(
        a->reception->desk, desk_queue(a->reception->desk, a->ticket->queue), KIND_NEW);
    g_autoptr(Ticket) to = ticket_new();
    g_autofree char *line = text_one_line(*subject ? subject : from->subject);
    g_free(to->subject);
    to->subject = text_clip(line, SUBJECT_MAX);
    ops_set(&to->queue, from->queue);
    ops_set(&to->status, status->name);
    to->kind = status->kind;
    ops_set(&to->manager, from->manager);
    ops_set(&to->group, from->group);
    to->priority = from->priority;
    ops_set(&to->language, from->language);
    to->created_at = to->updated_at = to->status_at = a->reception->now;
    ops_set(&to->last_id, from->last_id);
    return copy_people(a, to, error) ? g_steal_pointer(&to) : NULL;
}

static bool
store_made(Application *a, Ticket *to, GError **error)
{
    if (!store_ticket_save(a->reception->store, to, error))
        return false;
    if (!a->made)
        a->made = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_array_append_val(a->made, to->number);
    return apply_timer(a->reception, to, error) &&
           (!to->timer_at || store_timer_set(a->reception->store, to->number, to->timer_at, error));
}

// Both tickets say what happened, and lead to each other.
static bool
tell_made(Application *a, const Change *c, const Ticket *to, LinkKind link, const char *what,
          GError **error)
{
    const Reception *r = a->reception;
    const char *kind = names_name(CHANGE_NAMES, (int)c->kind);
    g_autofree char *here = g_strdup_printf("%sinto %" G_GINT64_FORMAT, what, to->number);
    g_autofree char *there = g_strdup_printf("%sfrom %" G_GINT64_FORMAT, what, a->ticket->number);
    return store_link_set(r->store, a->ticket->number, to->number, link, r->now, error) &&
           ops_note(a, c, here, error) &&
           ops_note_on(a, to->number, "created", c, to->subject, error) &&
           ops_note_on(a, to->number, kind, c, there, error);
}

// ── split ──

// Why the ticket cannot be split before that message; NULL = it can. The message that came with
// the command is no reason for it.
static const char *
split_doubt(const Application *a, const GPtrArray *messages)
{
    bool found = false, before = false;
    for (guint i = 0; i < messages->len; i++) {
        const TicketMessage *m = messages->pdata[i];
        found = found || (m->id >= a->shown && m->id != a->message);
        before = before || m->id < a->shown;
    }
    if (!a->shown)
        return "it is not known from which message on; answer a letter of the ticket";
    if (!found)
        return "the message is no longer here";
    return before ? NULL : "all messages would move";
}

// The conversation as the customers know it goes on in both tickets, each with its own part.
static void
share_references(Application *a, Ticket *to, const GPtrArray *messages)
{
    Ticket *from = a->ticket;
    bool moved = false;
    for (guint i = 0; i < messages->len; i++) {
        const TicketMessage *m = messages->pdata[i];
        if (m->direction != DIRECTION_IN || !*m->message_id || !ticket_takes_part(to, m->author))
            continue;
        bool moves = m->id >= a->shown;
        ops_set(moves ? &to->last_id : &from->last_id, m->message_id);
        if (moves)
            ticket_remember_id(to, m->message_id);
        moved = moved || moves;
    }
    for (guint i = 0; !moved && i < from->references->len; i++)
        ticket_remember_id(to, from->references->pdata[i]);
}

static bool
split(Application *a, const Change *c, const GPtrArray *messages, GError **error)
{
    Store *store = a->reception->store;
    g_autoptr(Ticket) to = ticket_like(a, c->value, error);
    if (!to)
        return false;
    share_references(a, to, messages);
    if (!store_made(a, to, error))
        return false;
    int64_t count = store_ticket_split(store, a->ticket->number, a->shown, to->number, error);
    if (count < 0)
        return false;
    g_autofree char *what =
        g_strdup_printf("%" G_GINT64_FORMAT " message%s ", count, count == 1 ? "" : "s");
    return tell_made(a, c, to, LINK_RELATES, what, error);
}

bool
op_split(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    g_autoptr(GPtrArray) messages =
        store_message_list(a->reception->store, a->ticket->number, error);
    if (!messages)
        return false;
    const char *doubt = split_doubt(a, messages);
    return doubt ? ops_refuse(a, c, doubt, error) : split(a, c, messages, error);
}

// ── clone ──

static void
copy_words(const GPtrArray *from, GPtrArray *to)
{
    for (guint i = 0; i < from->len; i++)
        g_ptr_array_add(to, g_strdup(from->pdata[i]));
}

static void
copy_details(const Ticket *from, Ticket *to)
{
    ops_set(&to->type, from->type);
    to->due_at = from->due_at;
    copy_words(from->tags, to->tags);
    copy_words(from->watchers, to->watchers);
    copy_words(from->references, to->references);
    for (guint i = 0; i < from->fields->len; i++) {
        const TicketField *f = from->fields->pdata[i];
        ticket_set_field(to, f->name, f->value);
    }
}

bool
op_clone(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    Store *store = a->reception->store;
    g_autoptr(Ticket) to = ticket_like(a, c->value, error);
    if (!to)
        return false;
    copy_details(a->ticket, to);
    return store_made(a, to, error) &&
           store_message_copy_first(store, a->ticket->number, to->number, error) &&
           tell_made(a, c, to, LINK_COPY, "", error);
}
