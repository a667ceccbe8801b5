// decide.c: what becomes of one message: nature first, then who speaks: the mail system, a manager
// with proof, or a customer. The parts are decide_bounce.c, decide_manager.c and decide_customer.c;
// here is the fork and what they share.
//
// Pure. Every branch ends in one named outcome with a reason that explain prints; nothing is
// dropped: a loop, a robot's answer and a bounce are kept as received rows with their raw bytes.

#include "ticket/decide_private.h"

#include "base/text.h"

#include <string.h>

const Name OUTCOME_NAMES[] = {
    {"new ticket", OUTCOME_NEW},
    {"answer", OUTCOME_ANSWER},
    {"note", OUTCOME_NOTE},
    {"command", OUTCOME_COMMAND},
    {"bounce", OUTCOME_BOUNCE},
    {"robot", OUTCOME_ROBOT},
    {"list", OUTCOME_LIST},
    {"loop", OUTCOME_LOOP},
    {"spam", OUTCOME_SPAM},
    {"duplicate", OUTCOME_DUPLICATE},
    {"refused", OUTCOME_REFUSED},
    {"held", OUTCOME_HELD},
    {NULL, 0},
};

static void
rule_trace_free(RuleTrace *r)
{
    g_free(r->name);
    g_free(r->why);
    g_clear_pointer(&r->sights, g_ptr_array_unref);
    g_free(r);
}

void
decision_init(Decision *d)
{
    *d = (Decision){
        .why = g_strdup(""),
        .text = g_strdup(""),
        .author = g_strdup(""),
        .language = g_strdup(""),
        .manager = g_strdup(""),
        .joining = g_ptr_array_new_with_free_func((GDestroyNotify)address_free),
        .changes = change_list_new(),
        .notices = g_ptr_array_new_with_free_func((GDestroyNotify)notice_free),
        .rules = g_ptr_array_new_with_free_func((GDestroyNotify)rule_trace_free),
        .letters = g_ptr_array_new_with_free_func((GDestroyNotify)rule_letters_free),
        .firings = g_ptr_array_new_with_free_func((GDestroyNotify)firing_free),
    };
}

void
decision_clear(Decision *d)
{
    if (!d->why)
        return;
    g_clear_pointer(&d->why, g_free);
    g_free(d->text);
    g_free(d->author);
    g_free(d->language);
    g_free(d->manager);
    g_clear_pointer(&d->requester, address_free);
    g_free(d->subject);
    g_free(d->note);
    g_free(d->last_id);
    g_free(d->instead);
    g_ptr_array_unref(d->joining);
    g_ptr_array_unref(d->changes);
    g_ptr_array_unref(d->notices);
    g_ptr_array_unref(d->rules);
    g_ptr_array_unref(d->firings);
    g_ptr_array_unref(d->letters);
    command_block_clear(&d->block);
}

void
decide_set(Decision *d, Outcome outcome, const char *why, ...)
{
    va_list args;
    va_start(args, why);
    g_free(d->why);
    d->why = g_strdup_vprintf(why, args);
    va_end(args);
    d->outcome = outcome;
}

void
decide_trace(Decision *d, const char *name, bool matched, const char *why, ...)
{
    va_list args;
    va_start(args, why);
    decide_trace_add(d, name, matched ? MATCH_YES : MATCH_NO, g_strdup_vprintf(why, args), NULL);
    va_end(args);
}

bool
notice_is_on(const Desk *d, NoticeKind kind)
{
    return !g_hash_table_contains(d->notices_off, NOTICES[kind].template);
}

void
notify_manager(Decision *d, NoticeKind kind, const Manager *m, const char *text)
{
    if (m->addresses->len == 0)
        return;
    g_autoptr(Address) to = address_new(m->name, m->addresses->pdata[0]);
    Notice *n = notice_new(kind, to, m->language, text);
    // An answer to an admin's letter is no word for the customer.
    if (kind == NOTICE_NOTE || kind == NOTICE_RULE_FAULT)
        n->purpose = TOKEN_NOTE;
    else if (kind == NOTICE_HELD)
        n->purpose = TOKEN_CONFIRM;
    else if (kind == NOTICE_COMMAND_FAULT)
        n->purpose = TOKEN_FAULT;
    g_ptr_array_add(d->notices, n);
}

const Queue *
queue_afterwards(const Facts *f, const Decision *d)
{
    const char *moved = change_value(d->changes, CHANGE_QUEUE);
    const char *name = moved ? moved : f->ticket ? f->ticket->queue : "";
    const Queue *q = *name ? desk_queue(f->desk, name) : NULL;
    return q ? q : f->queue;
}

const Status *
status_on_the_way(const Facts *f, const Decision *d, StatusKind kind, bool customer)
{
    g_autoptr(GPtrArray) all = queue_statuses(f->desk, queue_afterwards(f, d));
    const Status *from = desk_status(f->desk, f->ticket->status);
    for (guint i = 0; i < all->len; i++) {
        const Status *s = all->pdata[i];
        bool way = !from || desk_may_go(f->desk, from, s, NULL, customer);
        if (s->kind == kind && way && !s->cancelled)
            return s;
    }
    return NULL;
}

static bool
may_hear(const Facts *f, const Decision *d, const Manager *m, const char *except)
{
    return m && m->active && g_ascii_strcasecmp(m->login, except) != 0 &&
           desk_may_see(f->desk, m, queue_afterwards(f, d));
}

// Who hears of a group's work: those who are there, or their stand-ins, each once; all of them when
// nobody is.
static GPtrArray *
who_hears(const Facts *f, const Group *g)
{
    const GPtrArray *logins = g->notify->len ? g->notify : g->members;
    GPtrArray *there = g_ptr_array_new();
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    for (guint i = 0; i < logins->len; i++) {
        const Manager *m = desk_manager(f->desk, logins->pdata[i]);
        const Manager *now = m ? desk_stand_in(f->desk, m, f->now) : NULL;
        if (m)
            g_ptr_array_add(all, (gpointer)(uintptr_t)m);
        if (now && !g_ptr_array_find(there, now, NULL))
            g_ptr_array_add(there, (gpointer)(uintptr_t)now);
    }
    if (there->len > 0)
        return there;
    g_ptr_array_unref(there);
    return g_steal_pointer(&all);
}

void
notify_managers(const Facts *f, Decision *d, NoticeKind kind, const char *manager,
                const char *group, const char *except, const char *text)
{
    if (!f->automation || !notice_is_on(f->desk, kind))
        return;
    const Queue *q = queue_afterwards(f, d);
    const Manager *m = *manager ? desk_manager(f->desk, manager) : NULL;
    // Whose ticket went where she may not follow has it no more.
    if (m && desk_may_see(f->desk, m, q)) {
        const Manager *stand_in = desk_stand_in(f->desk, m, f->now);
        if (may_hear(f, d, m, except))
            notify_manager(d, kind, m, text);
        if (stand_in != m && may_hear(f, d, stand_in, except))
            notify_manager(d, kind, stand_in, text);
        return;
    }
    const Group *g = *group ? desk_group(f->desk, group) : NULL;
    g_autoptr(GPtrArray) members = g ? who_hears(f, g) : g_ptr_array_new();
    bool heard = false; // a group that nobody is left of hears nothing
    for (guint i = 0; !heard && i < members->len; i++)
        heard = may_hear(f, d, members->pdata[i], "");
    g_autoptr(GPtrArray) people =
        heard ? g_steal_pointer(&members) : assign_people_or_all(f->desk, q, f->now);
    for (guint i = 0; i < people->len; i++)
        if (may_hear(f, d, people->pdata[i], except))
            notify_manager(d, kind, people->pdata[i], text);
}

void
notify_watchers(const Facts *f, Decision *d, NoticeKind kind, const GPtrArray *watchers,
                TokenPurpose purpose, const char *except, const char *text)
{
    if (!f->automation || !notice_is_on(f->desk, kind))
        return;
    g_autoptr(GPtrArray) people = desk_people(f->desk, watchers);
    for (guint i = 0; i < people->len; i++) {
        const Manager *m = desk_manager(f->desk, people->pdata[i]);
        // Those who want digests read of it there.
        bool told = m->digest != DIGEST_AT_ONCE || !may_hear(f, d, m, except);
        for (guint j = 0; !told && j < d->notices->len; j++) {
            const Notice *n = d->notices->pdata[j];
            told = NOTICES[n->kind].to_manager &&
                   address_equal(n->to->address, m->addresses->pdata[0]);
        }
        if (told)
            continue;
        notify_manager(d, kind, m, text);
        if (kind != NOTICE_COMMAND_FAULT && kind != NOTICE_HELD)
            ((Notice *)d->notices->pdata[d->notices->len - 1])->purpose = purpose;
    }
}

// Is the letter at hand the requester's own, and may it be answered?
static bool
writes_himself(const Facts *f, const Contact *c)
{
    return f->message && f->sender && f->nature->may_answer &&
           address_equal(f->sender->address, c->address);
}

// Why no automatic letter goes to this address any more, NULL while it may.
static const char *
address_refusal(const Facts *f, const Address *to)
{
    const Contact *c = f->ticket ? f->ticket->requester : NULL;
    if (!c || !address_equal(c->address, to->address))
        return NULL;
    return c->complained_at                            ? "letters of ours were marked as spam there"
           : c->undeliverable_at                       ? "letters to this address fail"
           : f->ticket->quiet && !writes_himself(f, c) ? "a machine wrote from there last"
                                                       : NULL;
}

// Automatic letters to customers that this decision holds already; of them to this address.
static void
count_planned(const Decision *d, const Address *to, int64_t *all, int64_t *there)
{
    for (guint i = 0; i < d->notices->len; i++) {
        const Notice *n = d->notices->pdata[i];
        if (!NOTICES[n->kind].automatic || NOTICES[n->kind].to_manager)
            continue;
        ++*all;
        *there += address_equal(n->to->address, to->address);
    }
}

// The caps of TRUST 2: a reason why nothing automatic may go out to the address now, NULL when it
// may.
static const char *
cap_refusal(const Facts *f, const Decision *d, NoticeKind kind, const Address *to)
{
    const Limits *l = &f->desk->limits;
    const Contact *c = f->ticket ? f->ticket->requester : NULL;
    bool requester = c && address_equal(c->address, to->address);
    int64_t all = 0, there = 0;
    count_planned(d, to, &all, &there);
    if (f->auto_in_all + all >= l->auto_per_hour)
        return "the desk has sent its automatic letters of this hour";
    if ((requester ? f->auto_to_requester : f->auto_to_sender) + there >= l->auto_per_address_hour)
        return "this address has had its automatic letters of this hour";
    if (f->auto_of_ticket + all >= l->auto_per_ticket)
        return "this ticket has had its automatic letters since a person last wrote";
    if (kind == NOTICE_RECEIPT && f->receipts_to_sender >= l->receipts_per_address_day)
        return "this address has had its receipts of this day";
    return NULL;
}

const char *
customer_refusal(const Facts *f, const Decision *d, NoticeKind kind, const Address *to)
{
    const char *type = change_value(d->changes, CHANGE_TYPE);
    bool automatic = NOTICES[kind].automatic, inside = kind != NOTICE_RULE_FORWARD;
    if (!f->automation)
        return "no letters go out in this run";
    if (!address_is_valid(to->address))
        return "the address is not fit to be written to";
    const char *refusal = automatic ? cap_refusal(f, d, kind, to) : NULL;
    if (!refusal && automatic)
        refusal = address_refusal(f, to);
    if (!refusal && automatic && inside)
        refusal = desk_is_internal(f->desk, type        ? type
                                            : f->ticket ? f->ticket->type
                                                        : "")
                      ? "tickets of this type are internal"
                  : change_value(d->changes, CHANGE_SILENT) ? "silent"
                                                            : NULL;
    if (!refusal && automatic && change_value(d->changes, CHANGE_SPAM))
        refusal = "it is spam";
    return refusal ? refusal : notice_is_on(f->desk, kind) ? NULL : "switched off in the config";
}

void
notify_customer(const Facts *f, Decision *d, NoticeKind kind, const Address *to,
                const char *language, const char *text)
{
    const char *refusal = customer_refusal(f, d, kind, to);
    decide_trace(d, NOTICES[kind].template, !refusal, "%s", refusal ? refusal : to->address);
    if (!refusal)
        g_ptr_array_add(d->notices, notice_new(kind, to, language, text));
}

// A report that machines can read, or a mailer daemon's own address, leaves no doubt.
static bool
may_be_a_person(const Facts *f)
{
    return f->sender && !(f->bounce && f->bounce->report) && !bounce_is_daemon(f->sender->address);
}

// Whoever takes part in a ticket as a customer speaks as one there, manager or not, unless the
// letter answered was a manager's notice or the letter itself names the ticket.
static bool
speaks_as_manager(const Facts *f)
{
    if (!f->manager || f->fresh)
        return false;
    if (f->thread->token_valid && token_is_for_managers(f->thread->token.purpose))
        return true;
    return f->ticket && (f->on || !(f->sender && ticket_takes_part(f->ticket, f->sender->address)));
}

static bool
is_blocked(const Facts *f, Decision *out)
{
    if (f->blocked)
        decide_set(out, OUTCOME_SPAM, "the sender is blocked (helpdesk blocked): %s",
                   f->sender->address);
    return f->blocked;
}

void
decide_message(const Facts *f, Decision *out)
{
    decision_init(out);
    g_free(out->author);
    out->author = g_strdup(f->manager ? f->manager->login : f->sender ? f->sender->address : "");
    switch (f->nature->kind) {
    case NATURE_LOOP:
        decide_set(out, OUTCOME_LOOP, "%s", f->nature->why);
        return;
    case NATURE_SPAM:
        decide_set(out, OUTCOME_SPAM, "%s", f->nature->why);
        return;
    case NATURE_BOUNCE:
        // What only reads like a report, and is about no letter of ours, may be a person's after
        // all: it makes a ticket, unanswered, like any machine's words that somebody should see.
        if (!f->bounced && !f->ticket && f->automation && may_be_a_person(f)) {
            if (!is_blocked(f, out))
                decide_customer(f, out);
            return;
        }
        decide_bounce(f, out);
        return;
    case NATURE_PERSON:
    case NATURE_ROBOT:
    case NATURE_LIST:
        break;
    }
    if (is_blocked(f, out))
        return;
    if (f->ticket && f->thread->token_valid && f->thread->token.purpose == TOKEN_OUTSIDER)
        decide_outsider(f, out);
    else if (speaks_as_manager(f))
        decide_manager(f, out);
    else
        decide_customer(f, out);
}

void
decide_unreadable(const Facts *f, const char *fault, Decision *out)
{
    decision_init(out);
    decide_set(out, OUTCOME_NEW, "cannot be read (%s): the original is attached", fault);
    out->create = out->add = true;
    out->direction = DIRECTION_IN;
    g_free(out->text);
    out->text = g_strdup_printf("[%s]", fault);
    g_free(out->manager);
    out->manager = g_strdup(assign_new(f, NULL, NULL, out));
    const char *manager = change_value(out->changes, CHANGE_MANAGER);
    const char *group = text_or_empty(change_value(out->changes, CHANGE_GROUP));
    g_free(out->language);
    out->language = g_strdup(f->queue->language);
    notify_managers(f, out, NOTICE_TICKET_NEW, manager ? manager : out->manager, group, "",
                    out->text);
}
