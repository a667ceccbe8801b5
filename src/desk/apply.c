// apply.c: carries a decision out: makes the ticket, adds the message, applies the changes one by
// one with an event each, then renders the letters into the outbox.
//
// Decides nothing: what happens stands in the Decision. Runs inside the caller's transaction and
// savepoint, so a failure half way leaves nothing. Letters come last: they show the ticket as it is
// after the changes.

#include "desk/apply.h"

#include "base/error.h"
#include "base/text.h"
#include "desk/apply_private.h"
#include "desk/render.h"
#include "ticket/macro.h"

#include <string.h>

void
application_clear(Application *a)
{
    g_clear_pointer(&a->ticket, ticket_free);
    g_clear_pointer(&a->repeated, g_byte_array_unref);
    g_clear_pointer(&a->made, g_array_unref);
    g_clear_pointer(&a->done, g_ptr_array_unref);
}

bool
apply_note(Application *a, const char *kind, const char *detail, const char *rule, GError **error)
{
    g_autoptr(Event) e = event_new(a->ticket->number, a->reception->now, kind, a->who, detail);
    g_free(e->proof);
    e->proof = g_strdup(strcmp(a->who, "system") == 0 ? "" : proof_name(a->proof));
    g_free(e->rule);
    e->rule = g_strdup(text_or_empty(rule));
    e->message = a->message;
    bool added = store_event_add(a->reception->store, e, a->reception->desk->hash, error);
    if (a->done)
        g_ptr_array_add(a->done, g_steal_pointer(&e));
    return added;
}

Contact *
apply_contact(Application *a, const Address *address, const char *language, GError **error)
{
    Store *store = a->reception->store;
    const char *key = address ? address->address : "";
    GError *fault = NULL;
    g_autoptr(Contact) c = store_contact_find(store, key, &fault);
    if (fault) {
        g_propagate_error(error, fault);
        return NULL;
    }
    if (!c)
        c = contact_new(key, address ? address->name : "");
    bool changed = c->id == 0;
    if (!*c->name && address && *address->name) {
        g_free(c->name);
        c->name = g_strdup(address->name);
        changed = true;
    }
    if (*language && strcmp(c->language, language) != 0) {
        g_free(c->language);
        c->language = g_strdup(language);
        changed = true;
    }
    const Company *company = *key ? desk_company_of(a->reception->desk, key) : NULL;
    if (company && strcmp(c->company, company->name) != 0) {
        g_free(c->company);
        c->company = g_strdup(company->name);
        changed = true;
    }
    if (changed && !store_contact_save(store, c, error))
        return NULL;
    return g_steal_pointer(&c);
}

static bool
join_participants(Application *a, const Decision *d, GPtrArray *undo, GError **error)
{
    for (guint i = 0; i < d->joining->len; i++) {
        Contact *c = apply_contact(a, d->joining->pdata[i], "", error);
        if (!c)
            return false;
        g_ptr_array_add(a->ticket->participants, c);
        if (undo)
            change_add(undo, CHANGE_CC_REMOVE, c->address, "undo");
        if (!apply_note(a, "joined", c->address, "copy", error))
            return false;
    }
    return true;
}

static bool
create_ticket(Application *a, const Decision *d, GError **error)
{
    const Reception *r = a->reception;
    const Message *m = a->source ? a->source->message : NULL;
    Ticket *t = a->ticket = ticket_new();
    const Status *status = desk_status_first(r->desk, r->queue, KIND_NEW);
    g_free(t->queue);
    t->queue = g_strdup(r->queue->name);
    g_free(t->subject);
    t->subject = decision_subject(d, m);
    g_free(t->status);
    t->status = g_strdup(status->name);
    t->kind = status->kind;
    g_free(t->manager);
    t->manager = g_strdup(d->manager);
    g_free(t->language);
    t->language = g_strdup(d->language);
    t->created_at = t->updated_at = r->now;
    const Address *requester = d->requester ? d->requester
                               : a->source  ? a->source->requester
                                            : NULL;
    t->requester = apply_contact(a, requester, d->language, error);
    if (!t->requester || !store_ticket_save(r->store, t, error))
        return false;
    if (*d->manager && !store_assign_note(r->store, d->manager, r->now, error))
        return false;
    if (!apply_note(a, "created", t->subject, "", error))
        return false;
    const char *rule = "";
    for (guint i = 0; i < d->rules->len; i++) {
        const RuleTrace *trace = d->rules->pdata[i];
        if (trace->matched &&
            (g_str_has_suffix(trace->name, "manager") || g_str_has_prefix(trace->name, "in turn") ||
             g_str_has_prefix(trace->name, "by load")))
            rule = trace->name;
    }
    // Who gets a new ticket is the desk's decision, whoever wrote.
    Application system = *a;
    system.who = "system";
    return !*d->manager || apply_note(&system, "assigned", d->manager, rule, error);
}

// The story of the old ticket tells where it goes on, and the other way round.
static bool
link_tickets(Application *a, const Decision *d, GError **error)
{
    g_autofree char *to = g_strdup_printf("to %" G_GINT64_FORMAT, d->linked);
    g_autofree char *from = g_strdup_printf("from %" G_GINT64_FORMAT, a->ticket->number);
    g_autoptr(Event) e = event_new(d->linked, a->reception->now, "linked", "system", from);
    Application system = *a;
    system.who = "system";
    return store_link_set(a->reception->store, a->ticket->number, d->linked, LINK_RELATES,
                          a->reception->now, error) &&
           apply_note(&system, "linked", to, "", error) &&
           store_event_add(a->reception->store, e, a->reception->desk->hash, error);
}

// A person who writes is alive: what failed before may work again.
static bool
forgive_address(Application *a, GError **error)
{
    const Contact *c = a->source ? a->source->contact : NULL;
    if (!c || (!c->undeliverable_at && !c->soft_failures) ||
        a->source->nature.kind != NATURE_PERSON)
        return true;
    return store_contact_undeliverable(a->reception->store, c->address, 0, "", error);
}

// The changes that take this doing back stand in the order in which they are to be done.
static bool
remember_doing(Application *a, GPtrArray *undo, GError **error)
{
    g_autoptr(UndoRecord) record = undo_record_new();
    g_free(record->who);
    record->who = g_strdup(a->who);
    record->at = a->reception->now;
    record->message = a->message;
    while (undo->len > 0)
        g_ptr_array_add(record->changes, g_ptr_array_steal_index(undo, undo->len - 1));
    return store_undo_set(a->reception->store, a->ticket->number, record, error);
}

typedef enum { TURN_PART, TURN_CHANGE, TURN_JOIN } Turn;

static Turn
turn_of(ChangeKind kind)
{
    bool last = kind == CHANGE_MERGE || kind == CHANGE_HOOK; // hooks tell how all of it ended
    return kind == CHANGE_SPLIT ? TURN_PART : last ? TURN_JOIN : TURN_CHANGE;
}

// What a rule does is the desk's own doing, whoever wrote.
static bool
apply_one(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    const char *who = a->who;
    if (c->automatic)
        a->who = "system";
    bool done = apply_change(a, c, undo, error);
    a->who = who;
    return done;
}

// Messages are parted before the letter's own text comes to the rest, and tickets joined when all
// else is done.
static bool
apply_in_turn(Application *a, const Decision *d, Turn turn, GPtrArray *undo, GError **error)
{
    for (guint i = 0; i < d->changes->len; i++) {
        const Change *c = d->changes->pdata[i];
        if (turn_of(c->kind) == turn && !apply_one(a, c, undo, error))
            return false;
    }
    return true;
}

static bool
apply_changes(Application *a, const Decision *d, GError **error)
{
    g_autoptr(GPtrArray) undo = d->undoable ? change_list_new() : NULL;
    if (a->ticket && !join_participants(a, d, undo, error))
        return false;
    if (!apply_in_turn(a, d, TURN_PART, undo, error) || (d->add && !apply_message(a, d, error)) ||
        !apply_in_turn(a, d, TURN_CHANGE, undo, error) ||
        !apply_in_turn(a, d, TURN_JOIN, undo, error))
        return false;
    if (a->ticket && !apply_care(a, d, error))
        return false;
    // What the customer or the clock changed since is not jumped over by a later "#undo".
    if (!undo && a->ticket && !d->create && change_value(d->changes, CHANGE_STATUS))
        return store_undo_set(a->reception->store, a->ticket->number, NULL, error);
    return !undo || remember_doing(a, undo, error);
}

// A letter that only asks something leaves no trace in the ticket.
static bool
only_asks(const Decision *d)
{
    for (guint i = 0; i < d->changes->len; i++) {
        ChangeKind kind = ((const Change *)d->changes->pdata[i])->kind;
        if (kind != CHANGE_QUERY && kind != CHANGE_HELP && kind != CHANGE_ON)
            return false;
    }
    return d->changes->len > 0 && !d->create && !d->add;
}

static bool
fill_again(Application *a, Notice *n, GError **error)
{
    const Desk *desk = a->reception->desk;
    const Macro *m = desk_macro(desk, n->query);
    char *text = m ? macro_text(desk, desk_queue(desk, a->ticket->queue), a->ticket, m,
                                a->reception->now, error)
                   : g_strdup(n->text);
    if (!text)
        return false;
    g_free(n->text);
    n->text = text;
    return true;
}

static bool
write_letters(Application *a, const Decision *d, GError **error)
{
    const Reception *r = a->reception;
    bool fault = false;
    for (guint i = 0; i < d->notices->len; i++) {
        Notice *n = d->notices->pdata[i];
        // A ready answer on a new ticket was chosen before the ticket had its number.
        if (n->kind == NOTICE_AUTO_ANSWER && d->create && !fill_again(a, n, error))
            return false;
        fault = fault || n->kind == NOTICE_RULE_FAULT;
        if (!render_notice(a, d, n, error))
            return false;
    }
    return !fault || store_clock_set(r->store, CLOCK_RULE_FAULT, r->now, "", error);
}

// What happened, in the words of `on` of a rule.
static const char *
event_of(const Decision *d)
{
    Trigger trigger = d->create                                 ? ON_CREATED
                      : d->fate != FATE_NONE                    ? ON_BOUNCED
                      : d->add && d->direction == DIRECTION_IN  ? ON_CUSTOMER
                      : d->add && d->direction == DIRECTION_OUT ? ON_MANAGER
                      : change_value(d->changes, CHANGE_RATE)   ? ON_RATED
                      : d->firings->len > 0                     ? ON_TIMER
                      : change_value(d->changes, CHANGE_STATUS) ? ON_STATUS
                                                                : ON_ASSIGNED;
    return names_name(TRIGGER_NAMES, (int)trigger);
}

bool
apply_decision(Application *a, const Decision *d, GError **error)
{
    g_autoptr(Ticket) before = a->ticket ? ticket_dup(a->ticket) : NULL;
    a->event = event_of(d);
    if (!a->done)
        a->done = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
    if (d->create && !create_ticket(a, d, error))
        return false;
    if (d->create && d->linked && !link_tickets(a, d, error))
        return false;
    if (!apply_changes(a, d, error))
        return false;
    if (!apply_fate(a, d, error) || !forgive_address(a, error))
        return false;
    if (a->ticket && d->refused && !apply_note(a, "refused", d->why, "", error))
        return false;
    if (a->ticket && d->outcome == OUTCOME_HELD && !d->refused &&
        !apply_note(a, "held", d->why, "", error))
        return false;
    bool changed =
        d->create || d->add || d->changes->len > 0 || d->notices->len > 0 || d->firings->len > 0;
    // Letters show the deadlines as they are now.
    if (a->ticket && changed && !apply_clock(a, before, d, error))
        return false;
    if (!write_letters(a, d, error))
        return false;
    if (!a->ticket || !changed)
        return true;
    if (!only_asks(d))
        a->ticket->updated_at = a->reception->now;
    return store_ticket_save(a->reception->store, a->ticket, error);
}
