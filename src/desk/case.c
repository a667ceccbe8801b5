// case.c: gathers the facts of one message: parse, nature, sender, thread, ticket, counts; the
// first half of receive and all that explain needs before it decides.
//
// Reads the store, writes nothing. With no store it sees an empty desk. The caps are looked up only
// for messages that could lead to an automatic letter.

#include "desk/case_private.h"

#include "base/error.h"
#include "base/text.h"
#include "mail/body.h"
#include "ticket/rating.h"

#include <string.h>

#define HOUR          3600
#define DAY           (24 * HOUR)
#define RELATIVES_MAX 10

void
case_clear(Case *c)
{
    g_clear_pointer(&c->message, message_free);
    nature_clear(&c->nature);
    g_clear_pointer(&c->bounce, bounce_free);
    thread_keys_clear(&c->keys);
    thread_choice_clear(&c->thread);
    g_clear_pointer(&c->ticket, ticket_free);
    g_clear_pointer(&c->contact, contact_free);
    g_clear_pointer(&c->bounced, outgoing_free);
    forward_clear(&c->forward);
    g_clear_pointer(&c->forwarded_id, g_free);
    g_clear_pointer(&c->requester, address_free);
    work_spread_clear(&c->spread);
    ticket_facts_clear(&c->about);
    signature_clear(&c->signature);
    g_clear_pointer(&c->proof_why, g_free);
}

static const Queue *
queue_named(const Desk *d, const GPtrArray *list)
{
    const Queue *found = NULL;
    for (guint i = 0; i < list->len && !found; i++)
        found = desk_queue_by_address(d, ((const Address *)list->pdata[i])->address);
    return found;
}

static bool
names_us(const Desk *d, const GPtrArray *list)
{
    return queue_named(d, list) != NULL;
}

const Queue *
receive_queue(const Desk *d, const Message *m)
{
    static const char *const HEADERS[] = {"X-Original-To", "Envelope-To", "Delivered-To"};
    const Queue *found = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(HEADERS) && !found; i++) {
        g_autoptr(GPtrArray) list =
            address_list_parse(text_or_empty(message_header(m, HEADERS[i])), 20);
        found = queue_named(d, list);
    }
    if (!found)
        found = queue_named(d, message_to(m));
    if (!found)
        found = queue_named(d, message_cc(m));
    return found ? found : d->queues->pdata[0];
}

// Does some header that a delivery leaves behind name one of our addresses?
static bool
is_for_us(const Desk *d, const Message *m)
{
    static const char *const HEADERS[] = {"Delivered-To", "X-Original-To", "Envelope-To",
                                          "Resent-To", "Resent-Cc"};
    if (names_us(d, message_to(m)) || names_us(d, message_cc(m)))
        return true;
    // Delivered-To alone is no sign: a blind copy is delivered to us as well. It counts when the
    // visible recipients were rewritten on the way, that is when there are none.
    if (message_to(m)->len + message_cc(m)->len > 0)
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(HEADERS); i++) {
        const char *value = message_header(m, HEADERS[i]);
        g_autoptr(GPtrArray) list = address_list_parse(text_or_empty(value), 20);
        if (names_us(d, list))
            return true;
    }
    return false;
}

static void
find_nature(const Reception *r, Case *c)
{
    const Message *m = c->message;
    Token token;
    const char *return_path = message_header(m, "Return-Path");
    NatureHints hints = {
        .own_message_id = token_parse(message_id(m), &token) &&
                          token_check(r->desk->keys, &token, NULL, r->now) != TOKEN_FORGED,
        .from_us = names_us(r->desk, message_from(m)),
        .for_us = is_for_us(r->desk, m),
        .envelope_from_empty = return_path && strstr(return_path, "<>") != NULL,
    };
    nature_decide(m, &hints, &c->nature);
}

static void
set_person(Nature *n, const char *why)
{
    n->kind = NATURE_PERSON;
    n->may_answer = n->may_reopen = n->may_pass_on = true;
    g_free(n->why);
    n->why = g_strdup(why);
}

static void
find_sender(const Reception *r, Case *c)
{
    const GPtrArray *from = message_from(c->message);
    const GPtrArray *reply_to = message_reply_to(c->message);
    if (from->len == 0)
        return;
    const Address *first = from->pdata[0];
    c->form = from->len == 1 && reply_to->len == 1 && queue_is_form(r->queue, first->address);
    if (c->form)
        first = reply_to->pdata[0];
    // All addresses of a person count as the first of them: letters and tokens of ours go there.
    c->requester = address_new(first->name, desk_primary_address(r->desk, first->address));
    if (from->len == 1 && address_is_valid(c->requester->address))
        c->facts.sender = c->requester;
    // Who fills in a form may give any address: that proves nothing, least of all a manager.
    const Manager *m = c->facts.sender && !c->form
                           ? desk_manager_by_address(r->desk, c->facts.sender->address)
                           : NULL;
    c->facts.manager = m && m->active ? m : NULL; // a former manager is anybody
    if (c->form && (c->nature.kind == NATURE_ROBOT || c->nature.kind == NATURE_PERSON))
        set_person(&c->nature, "a form that the config names");
}

// A sender over the cap of new tickets gets his further mails collected in his newest ticket.
static bool
collect_flood(const Reception *r, Case *c, GError **error)
{
    const char *address = c->facts.sender->address;
    GError *fault = NULL;
    int64_t count = store_tickets_of_sender(r->store, address, r->now - HOUR, &fault);
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    if (count < r->desk->limits.tickets_per_sender_hour)
        return true;
    TicketFilter filter = {.requester = address, .limit = 1};
    g_autoptr(GPtrArray) newest = store_ticket_list(r->store, &filter, error);
    if (!newest)
        return false;
    if (newest->len > 0) {
        c->thread.ticket = ((Ticket *)newest->pdata[0])->number;
        c->thread.by = "collected";
        g_ptr_array_add(c->thread.tried,
                        g_strdup_printf("%" G_GINT64_FORMAT
                                        " new tickets of this sender in an hour: collected",
                                        count));
    }
    return true;
}

// An open ticket of the same sender about the same thing: told to the manager, never joined by
// guess.
static bool
find_relative(const Reception *r, Case *c, GError **error)
{
    TicketFilter filter = {
        .requester = c->facts.sender->address, .open_only = true, .limit = RELATIVES_MAX};
    g_autofree char *core = subject_core(message_subject(c->message));
    if (!*core)
        return true;
    g_autoptr(GPtrArray) list = store_ticket_list(r->store, &filter, error);
    for (guint i = 0; list && i < list->len && !c->thread.suggest; i++) {
        const Ticket *t = list->pdata[i];
        g_autofree char *other = subject_core(t->subject);
        if (strcmp(core, other) == 0)
            c->thread.suggest = t->number;
    }
    if (c->thread.suggest)
        g_ptr_array_add(c->thread.tried,
                        g_strdup_printf("ticket %" G_GINT64_FORMAT
                                        " of this sender has the same subject: a likely relative",
                                        c->thread.suggest));
    return list != NULL;
}

// Where only staff may take a ticket back to work from its end, what its customer writes then is
// about something new. A rating is not.
static bool
asks_anew(const Reception *r, const Case *c)
{
    const Desk *d = r->desk;
    const Ticket *t = c->ticket;
    const Status *from = t->kind == KIND_CLOSED ? desk_status(d, t->status) : NULL;
    bool outsider = c->thread.token_valid && c->thread.token.purpose == TOKEN_OUTSIDER;
    if (!from || c->facts.manager || outsider || !c->nature.may_reopen)
        return false;
    g_autoptr(GPtrArray) all = queue_statuses(d, desk_queue(d, t->queue));
    for (guint i = 0; i < all->len; i++) {
        const Status *to = all->pdata[i];
        if (to->kind == KIND_OPEN && desk_may_go(d, from, to, NULL, true))
            return false;
    }
    g_auto(Answer) answer = {0};
    answer_extract(message_text(c->message), &answer);
    return !c->thread.token_valid || answer.whole || rating_of_text(answer.text) == 0;
}

static bool
load_ticket(const Reception *r, Case *c, GError **error)
{
    GError *fault = NULL;
    c->ticket = case_ticket_load(r->store, c->thread.ticket, c->thread.tried, &fault);
    if (fault)
        g_propagate_error(error, fault);
    return fault == NULL;
}

static bool
find_ticket(const Reception *r, Case *c, GError **error)
{
    thread_keys(c->message, r->desk, r->queue, &c->keys);
    g_autoptr(ThreadFound) found =
        r->store ? store_thread_find(r->store, &c->keys, error) : thread_found_new();
    if (!found)
        return false;
    const char *sender = c->facts.sender && !c->form ? c->facts.sender->address : "";
    thread_choose(&c->keys, found, r->desk, sender, r->now, &c->thread);
    if (!r->store)
        return true;
    if (c->thread.ticket && !load_ticket(r, c, error))
        return false;
    if (c->ticket && asks_anew(r, c)) {
        thread_begin_anew(&c->thread, "cannot be opened again by its customer");
        g_clear_pointer(&c->ticket, ticket_free);
    }
    if (c->thread.ticket == 0 && !c->thread.token_valid && c->facts.sender && r->automation &&
        c->nature.kind != NATURE_BOUNCE && !collect_flood(r, c, error))
        return false;
    if (c->thread.ticket == 0)
        return !r->automation || c->thread.suggest || c->thread.linked || !c->facts.sender ||
               find_relative(r, c, error);
    return c->ticket || load_ticket(r, c, error);
}

// Whom a manager called a spammer. Only an answer to a letter of ours is heard all the same: a
// number in the subject, or an ID of his own mail, is what he knows anyway.
static bool
find_blocked(const Reception *r, Case *c, GError **error)
{
    if (!r->store || !r->automation || c->thread.token_valid || c->facts.manager ||
        !c->facts.sender)
        return true;
    int blocked = store_is_blocked(r->store, c->facts.sender->address, error);
    c->facts.blocked = blocked > 0;
    return blocked >= 0;
}

static bool
find_waiting(const Reception *r, Case *c, const CaseOptions *options, GError **error)
{
    if (!r->store || !r->automation)
        return true;
    const char *instead = options ? options->instead : NULL;
    if (c->facts.manager)
        return case_commands(r, c, instead, error);
    return ticket_facts_gather(r, NULL, &c->facts, &c->about, error);
}

static bool
find_bounced(const Reception *r, Case *c, GError **error)
{
    c->bounce = bounce_parse(c->message);
    Token token;
    if (!c->bounce || !r->store || !token_parse(c->bounce->original_id, &token) ||
        token_check(r->desk->keys, &token, NULL, r->now) == TOKEN_FORGED)
        return true;
    GError *fault = NULL;
    c->bounced = r->rehearsal
                     ? case_letter_of(r, &token, &fault)
                     : store_outgoing_by_message_id(r->store, c->bounce->original_id, &fault);
    if (!fault && c->bounced && c->bounced->ticket && !c->ticket)
        c->ticket = store_ticket_get(r->store, c->bounced->ticket, &fault);
    if (fault)
        g_propagate_error(error, fault);
    return fault == NULL;
}

// A manager's mail without a ticket may carry a customer's letter.
static bool
find_forward(const Reception *r, Case *c, GError **error)
{
    g_autoptr(GPtrArray) own = g_ptr_array_new();
    for (guint i = 0; i < r->desk->queues->len; i++) {
        const Queue *q = r->desk->queues->pdata[i];
        g_ptr_array_add(own, q->address->address);
        for (guint j = 0; j < q->aliases->len; j++)
            g_ptr_array_add(own, q->aliases->pdata[j]);
    }
    if (!forward_find(c->message, own, &c->forward)) {
        c->facts.forward_doubt = text_or_empty(c->forward.why);
        return true;
    }
    c->facts.forward = &c->forward;
    if (c->forward.attachment < 0)
        return true;
    g_autoptr(Blob) bytes = blob_new();
    if (!message_attachment_read(c->message, (unsigned)c->forward.attachment, bytes, error))
        return false;
    g_autoptr(Message) original = message_parse(bytes, &r->desk->limits.message, NULL);
    c->forwarded_id = g_strdup(original ? message_id(original) : "");
    c->facts.forwarded_id = c->forwarded_id;
    return true;
}

static bool
whose_turn(const Reception *r, Case *c, GError **error)
{
    c->facts.spread = &c->spread;
    return !r->store || case_spread(r, &c->spread, error);
}

static bool
count_letters(const Reception *r, Case *c, GError **error)
{
    Facts *f = &c->facts;
    // Automatic letters go to the customer: the sender, unless a manager writes on a ticket.
    const Contact *customer = c->ticket && f->manager ? c->ticket->requester : NULL;
    const char *sender = customer ? customer->address : f->sender ? f->sender->address : "-";
    if (!case_caps(r, sender, c->ticket, f, error))
        return false;
    GError *fault = NULL;
    f->receipts_to_sender = store_automatic_count(
        r->store, sender, 0, NOTICES[NOTICE_RECEIPT].template, r->now - DAY, &fault);
    if (!fault && f->manager)
        f->received_from_sender =
            store_received_of_sender(r->store, f->sender->address, r->now - HOUR, &fault);
    if (!fault && f->manager)
        f->auto_to_manager =
            store_automatic_count(r->store, f->sender->address, 0, NULL, r->now - HOUR, &fault);
    if (fault)
        g_propagate_error(error, fault);
    return fault == NULL;
}

// Rules may give away old tickets as well.
static bool
needs_spread(const Desk *d, const Case *c)
{
    return !c->ticket || d->rules->len > 0;
}

static void
case_init(const Reception *r, Case *out)
{
    *out = (Case){0};
    out->facts = (Facts){
        .desk = r->desk,
        .queue = r->queue,
        .now = r->now,
        .automation = r->automation,
        .channel = "",
        .forward_doubt = "",
        .forwarded_id = "",
        .proof = PROOF_L0,
    };
    out->facts.nature = &out->nature;
    out->facts.thread = &out->thread;
}

bool
case_gather(const Reception *r, const Incoming *in, const CaseOptions *options, Case *out,
            GError **error)
{
    case_init(r, out);
    Facts *f = &out->facts;
    out->message = in->parsed && *in->parsed
                       ? g_steal_pointer(in->parsed)
                       : message_parse(in->raw, &r->desk->limits.message, error);
    if (!out->message)
        return false;
    f->message = out->message;
    find_nature(r, out);
    find_sender(r, out);
    if (!find_ticket(r, out, error))
        return false;
    // A valid token tells that the letter answers one of ours: no filter on the way knows better.
    if (out->thread.token_valid && out->nature.kind == NATURE_SPAM)
        set_person(&out->nature, "marked as spam, but it answers a letter of ours");
    bool report = strcmp(message_type(out->message), "multipart/report") == 0;
    if (out->thread.token_valid && out->nature.kind == NATURE_BOUNCE && !report)
        set_person(&out->nature, "reads like a report, but its sender answers a letter of ours");
    if (out->nature.kind == NATURE_BOUNCE && !find_bounced(r, out, error))
        return false;
    f->bounce = out->bounce;
    f->bounced = out->bounced;
    f->ticket = out->ticket;
    f->confirmed = options && options->confirmed;
    f->instead = options ? options->instead : NULL;
    if (!find_blocked(r, out, error) || !find_waiting(r, out, options, error) ||
        !case_proof(r, out, error))
        return false;
    GError *fault = NULL;
    if (r->store && f->sender)
        out->contact = store_contact_find(r->store, f->sender->address, &fault);
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    f->contact = out->contact;
    if (!out->ticket && f->manager && !find_forward(r, out, error))
        return false;
    f->newcomer = !out->contact;
    f->channel = out->form ? "form" : "";
    if (needs_spread(r->desk, out) && !whose_turn(r, out, error))
        return false;
    return !r->store || !r->automation ||
           (case_fault_told(r, &f->fault_told, error) && count_letters(r, out, error));
}

bool
case_gather_plain(const Reception *r, Case *out, GError **error)
{
    case_init(r, out);
    return whose_turn(r, out, error);
}
