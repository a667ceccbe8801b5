// case_ticket.c: what a decision needs of a ticket besides its row: letters that wait, the last
// doing, tickets that commands name; and which ticket a manager's letter is for when it says so
// itself (#on, #new).
//
// Reads the store, writes nothing. What is not needed is not asked: a customer's mail looks only
// for letters that wait.

#include "desk/case_private.h"

#include "base/names.h"
#include "mail/body.h"

#include <string.h>

#define FAULT_EVERY (24 * 3600)
#define CAP_SPAN    3600 // of the caps by the hour

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

Facts
facts_of_ticket(Reception *r, const Ticket *t, const Nature *nature, const ThreadChoice *thread)
{
    const Queue *queue = t ? desk_queue(r->desk, t->queue) : NULL;
    r->queue = queue ? queue : r->desk->queues->pdata[0];
    return (Facts){
        .desk = r->desk,
        .queue = r->queue,
        .now = r->now,
        .automation = r->automation,
        .nature = nature,
        .thread = thread,
        .ticket = t,
        .channel = "clock",
    };
}

static bool
rule_weighs(const Rule *rule)
{
    for (guint i = 0; i < rule->actions->len; i++) {
        const RuleAction *a = rule->actions->pdata[i];
        if (strcmp(action_name(a), "assign") == 0 &&
            g_str_has_prefix(action_values(a)->pdata[0], "load"))
            return true;
    }
    return false;
}

// Is open work weighed anywhere? Counting it costs as much as there are open tickets.
static bool
spreads_by_load(const Desk *d)
{
    for (guint i = 0; i < d->queues->len; i++)
        if (((const Queue *)d->queues->pdata[i])->spread == SPREAD_LOAD)
            return true;
    for (guint i = 0; i < d->routing->len; i++)
        if (g_str_has_prefix(((const Route *)d->routing->pdata[i])->to, "load"))
            return true;
    for (guint i = 0; i < d->rules->len; i++)
        if (rule_weighs(d->rules->pdata[i]))
            return true;
    return false;
}

bool
case_spread(const Reception *r, WorkSpread *out, GError **error)
{
    return store_work_spread(r->store, spreads_by_load(r->desk), out, error);
}

bool
case_fault_told(const Reception *r, bool *told, GError **error)
{
    if (r->desk->rules->len + r->desk->promises->len + r->desk->routing->len == 0)
        return true;
    int64_t last;
    if (!store_clock_get(r->store, CLOCK_RULE_FAULT, &last, NULL, error))
        return false;
    *told = last > 0 && r->now - last < FAULT_EVERY && last <= r->now;
    return true;
}

bool
case_caps(const Reception *r, const char *customer, const Ticket *t, Facts *f, GError **error)
{
    GError *fault = NULL;
    f->auto_in_all = store_automatic_count(r->store, "", 0, NULL, r->now - CAP_SPAN, &fault);
    if (!fault)
        f->auto_to_sender =
            store_automatic_count(r->store, customer, 0, NULL, r->now - CAP_SPAN, &fault);
    const char *requester = t && t->requester ? t->requester->address : "-";
    f->auto_to_requester = f->auto_to_sender;
    if (!fault && !address_equal(requester, customer))
        f->auto_to_requester =
            store_automatic_count(r->store, requester, 0, NULL, r->now - CAP_SPAN, &fault);
    if (!fault && t)
        f->auto_of_ticket = store_automatic_since_person(r->store, t->number, &fault);
    if (fault)
        g_propagate_error(error, fault);
    return fault == NULL;
}

static UndoRecord *
record_of_letter(const PendingLetter *p)
{
    UndoRecord *record = undo_record_new();
    g_free(record->who);
    record->who = g_strdup(p->author);
    record->message = p->message;
    return record;
}

UndoRecord *
undo_record_find(const Reception *r, int64_t ticket, const GPtrArray *pending, const Manager *actor,
                 int64_t shown, bool *last, GError **error)
{
    GError *fault = NULL;
    g_autoptr(UndoRecord) record = store_undo_get(r->store, ticket, &fault);
    g_autoptr(GPtrArray) mine = pending_of(r->desk, pending, actor, shown);
    *last = true;
    if (fault)
        g_propagate_error(error, fault);
    if (fault)
        return NULL;
    // The letter that the answered notice is about, whatever was done since.
    const PendingLetter *meant = mine->len > 0 ? mine->pdata[mine->len - 1] : NULL;
    bool named = meant && shown && meant->message == shown;
    bool hers = record && g_ascii_strcasecmp(record->who, actor->login) == 0;
    if (record && (named ? record->message == shown : hers))
        return g_steal_pointer(&record);
    for (guint i = mine->len; i-- > 0;) {
        const PendingLetter *p = mine->pdata[i];
        if (p->message == 0 || !(named || g_ascii_strcasecmp(p->author, actor->login) == 0))
            continue;
        *last = false;
        return record_of_letter(p);
    }
    return g_steal_pointer(&record);
}

bool
ticket_facts_gather(const Reception *r, const CommandBlock *block, Facts *f, TicketFacts *out,
                    GError **error)
{
    Store *store = r->store;
    if (block && !gather_others(store, block, out, error))
        return false;
    GError *fault = NULL;
    if (f->ticket) {
        out->pending = store_outgoing_pending(store, f->ticket->number, &fault);
        bool last;
        if (!fault && block && f->manager)
            out->undo = undo_record_find(r, f->ticket->number, out->pending, f->manager,
                                         f->on ? 0 : f->thread->token.ref, &last, &fault);
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

static bool
find_first(Store *store, const CommandBlock *block, Facts *f, GError **error)
{
    if (!f->ticket || !command_has(block, "split"))
        return true;
    g_autoptr(GPtrArray) list = store_message_list(store, f->ticket->number, error);
    if (list && list->len > 0)
        f->first_message = ((const TicketMessage *)list->pdata[0])->id;
    return list != NULL;
}

bool
case_held(Store *store, int64_t raw, Blob **bytes, Received **row, GError **error)
{
    uint8_t sha[32];
    *row = NULL;
    *bytes = store_blob_get(store, raw, error);
    if (!*bytes || !blob_sha256(*bytes, sha, error))
        return false;
    GError *fault = NULL;
    int64_t id = store_received_find(store, sha, NULL, &fault);
    g_autoptr(Received) found = id ? store_received_get(store, id, &fault) : NULL;
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    // What was done, or let go, before is not held any more: nothing is done twice.
    if (found && strcmp(found->outcome, names_name(OUTCOME_NAMES, OUTCOME_HELD)) == 0)
        *row = g_steal_pointer(&found);
    return true;
}

static bool
find_already(Store *store, Case *c, GError **error)
{
    const Token *t = &c->thread.token;
    if (!c->thread.token_valid || (t->purpose != TOKEN_CONFIRM && !token_is_fault(t->purpose)))
        return true;
    g_autoptr(Blob) bytes = NULL;
    g_autoptr(Received) row = NULL;
    if (!case_held(store, t->ref, &bytes, &row, error))
        return false;
    c->facts.already = row == NULL;
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
    if (!find_first(r->store, &block, &c->facts, error) || !find_already(r->store, c, error))
        return false;
    return ticket_facts_gather(r, &block, &c->facts, &c->about, error);
}
