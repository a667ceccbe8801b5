// case_ticket.c: what a decision needs of a ticket besides its row: letters that wait, the last
// doing, tickets that commands name; and which ticket a manager's letter is for when it says so
// itself (#on, #new).
//
// Reads the store, writes nothing. What is not needed is not asked: a customer's mail looks only
// for letters that wait.

#include "desk/case_private.h"

#include "mail/body.h"

void
ticket_facts_clear(TicketFacts *t)
{
    g_clear_pointer(&t->others, g_ptr_array_unref);
    g_clear_pointer(&t->pending, g_ptr_array_unref);
    g_clear_pointer(&t->undo, undo_record_free);
}

static bool
gather_others(Store *store, const CommandBlock *block, TicketFacts *out, GError **error)
{
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int64_t));
    int64_t on;
    command_mentions(block, &on, numbers);
    out->others = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
    GError *fault = NULL;
    for (guint i = 0; i < numbers->len && !fault; i++) {
        Ticket *t = store_ticket_get(store, g_array_index(numbers, int64_t, i), &fault);
        if (t)
            g_ptr_array_add(out->others, t);
    }
    if (fault)
        g_propagate_error(error, fault);
    return fault == NULL;
}

UndoRecord *
undo_record_find(Store *store, int64_t ticket, const GPtrArray *pending, const char *who,
                 bool *last, GError **error)
{
    GError *fault = NULL;
    g_autoptr(UndoRecord) record = store_undo_get(store, ticket, &fault);
    *last = true;
    if (fault)
        g_propagate_error(error, fault);
    if (fault || (record && g_ascii_strcasecmp(record->who, who) == 0))
        return g_steal_pointer(&record);
    for (guint i = pending->len; i-- > 0;) {
        const PendingLetter *p = pending->pdata[i];
        if (p->message == 0 || g_ascii_strcasecmp(p->author, who) != 0)
            continue;
        UndoRecord *letter = undo_record_new();
        g_free(letter->who);
        letter->who = g_strdup(who);
        letter->message = p->message;
        *last = false;
        return letter;
    }
    return g_steal_pointer(&record);
}

bool
ticket_facts_gather(Store *store, const CommandBlock *block, Facts *f, TicketFacts *out,
                    GError **error)
{
    if (block && !gather_others(store, block, out, error))
        return false;
    GError *fault = NULL;
    if (f->ticket) {
        out->pending = store_outgoing_pending(store, f->ticket->number, &fault);
        bool last;
        if (!fault && block && f->manager)
            out->undo = undo_record_find(store, f->ticket->number, out->pending, f->manager->login,
                                         &last, &fault);
    }
    f->others = out->others;
    f->pending = out->pending;
    f->undo = out->undo;
    if (fault)
        g_propagate_error(error, fault);
    return fault == NULL;
}

Ticket *
case_ticket_load(Store *store, int64_t number, GPtrArray *tried, GError **error)
{
    GError *fault = NULL;
    Ticket *t = store_ticket_get(store, number, &fault);
    // Mail for a ticket that was merged goes on where its story goes on.
    for (unsigned hops = 0; t && t->merged_into && hops < MERGE_HOPS_MAX; hops++) {
        if (tried)
            g_ptr_array_add(tried, g_strdup_printf("ticket %" G_GINT64_FORMAT
                                                   " was merged into %" G_GINT64_FORMAT,
                                                   t->number, t->merged_into));
        number = t->merged_into;
        ticket_free(t);
        t = store_ticket_get(store, number, &fault);
    }
    if (fault)
        g_propagate_error(error, fault);
    return t;
}

static bool
go_to_ticket(const Reception *r, Case *c, int64_t on, GError **error)
{
    GError *fault = NULL;
    Ticket *t = case_ticket_load(r->store, on, c->thread.tried, &fault);
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    // A number of no ticket that she may see stays for the verb to complain about.
    if (!t || !desk_may_see(r->desk, c->facts.manager, desk_queue(r->desk, t->queue))) {
        ticket_free(t);
        return true;
    }
    g_ptr_array_add(c->thread.tried,
                    g_strdup_printf("the letter names ticket %" G_GINT64_FORMAT " (#on)", on));
    g_clear_pointer(&c->ticket, ticket_free);
    c->ticket = t;
    c->facts.on = true;
    return true;
}

bool
case_commands(const Reception *r, Case *c, const char *instead, GError **error)
{
    g_auto(Answer) answer = {0};
    g_auto(CommandBlock) block = {0};
    answer_extract(message_text(c->message), &answer);
    g_autofree char *text = instead ? g_strdup_printf("%s\n%s", instead, answer.text)
                                    : g_strdup(answer.whole ? "" : answer.text);
    command_parse(text, r->desk->limits.commands, "en", &block);
    int64_t on;
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int64_t));
    command_mentions(&block, &on, numbers);
    if (on && !go_to_ticket(r, c, on, error))
        return false;
    if (command_has(&block, "new") && !c->facts.on) {
        g_clear_pointer(&c->ticket, ticket_free);
        c->facts.fresh = true;
    }
    c->facts.ticket = c->ticket;
    return ticket_facts_gather(r->store, &block, &c->facts, &c->about, error);
}
