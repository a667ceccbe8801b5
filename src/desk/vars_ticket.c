// vars_ticket.c: what letters say of a ticket: its fields, who the customer is, what was said.
//
// Words of customers are shown to managers with their command-like lines defused. An outsider sees
// what the customer wrote and nothing of ours. Limits: HISTORY_MAX tickets, STORY_MAX messages of
// STORY_TEXT bytes.

#include "desk/vars_private.h"

#include "base/lang.h"
#include "base/text.h"
#include "desk/account.h"

#include <string.h>

#define HISTORY_MAX 5
#define STORY_MAX   20
#define STORY_TEXT  2000

static bool
is_over(const Ticket *t)
{
    return t->kind == KIND_SOLVED || t->kind == KIND_CLOSED;
}

static const char *
status_words(const Application *a, const Ticket *t, const char *language)
{
    const Status *status = desk_status(a->reception->desk, t->status);
    return status ? status_label(status, language) : t->status;
}

// Of the kind, where the status has none of its own: readable on a light and on a dark ground.
static const char *
status_colour(const Application *a, const Ticket *t)
{
    static const char *const COLOURS[] = {
        [KIND_NEW] = "#1c71d8",       [KIND_OPEN] = "#2a8a4a",   [KIND_WAITING] = "#b5830f",
        [KIND_POSTPONED] = "#9141ac", [KIND_SOLVED] = "#77767b", [KIND_CLOSED] = "#77767b",
    };
    const Status *status = desk_status(a->reception->desk, t->status);
    return status && *status->colour ? status->colour : COLOURS[t->kind];
}

// The group that its group's work goes on to.
static const char *
next_line(const Application *a, const Ticket *t)
{
    const Group *g = *t->group ? desk_group(a->reception->desk, t->group) : NULL;
    return g ? g->next : "";
}

static char *
joined(const GPtrArray *words)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; i < words->len; i++)
        g_string_append_printf(out, "%s%s", i ? ", " : "", (const char *)words->pdata[i]);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

// "Dave <dave@zz.example>", or the address alone.
static char *
person_words(const Contact *c)
{
    if (!c)
        return g_strdup("");
    return *c->name && !address_equal(c->name, c->address)
               ? g_strdup_printf("%s <%s>", c->name, c->address)
               : g_strdup(c->address);
}

void
vars_ticket(const Application *a, const Notice *n, const Ticket *t, Vars *v)
{
    const Desk *d = a->reception->desk;
    const Queue *q = desk_queue(d, t->queue);
    g_autofree char *marker = ticket_marker(t, q);
    g_autofree char *marked = ticket_subject_marked(t, q);
    g_autofree char *tags = joined(t->tags);
    // An answer is signed by who wrote it, everything else by whose ticket it is.
    bool signs = n->kind == NOTICE_ANSWER || n->kind == NOTICE_FORWARD;
    const char *signer = signs ? a->who : t->manager;
    const Manager *manager = *signer ? desk_manager(d, signer) : NULL;
    const Contact *c = t->requester;
    g_autofree char *customer = person_words(c);
    const Company *company = c && *c->address ? desk_company_of(d, c->address) : NULL;
    vars_number(v, "number", t->number);
    vars_set(v, "marker", marker);
    vars_set(v, "subject", t->subject);
    vars_set(v, "subject_marked", marked);
    vars_set(v, "queue", t->queue);
    vars_set(v, "status", status_words(a, t, n->language));
    vars_set(v, "priority", lang_text(n->language, names_name(PRIORITY_NAMES, (int)t->priority)));
    vars_set(v, "customer", customer);
    vars_set(v, "customer_name", c && *c->name ? c->name : c ? c->address : "");
    vars_set(v, "customer_address", c ? c->address : "");
    vars_set(v, "company", c ? c->company : "");
    vars_set(v, "category", company ? company->category : "");
    vars_set(v, "manager_name", manager ? manager->name : "");
    vars_set(v, "group", t->group);
    vars_set(v, "type", t->type);
    vars_set(v, "tags", tags);
    vars_time(v, "created", t->created_at);
    vars_time(v, "due", t->due_at);
    vars_time(v, "postponed", t->wake_at);
    vars_set(v, "colour", status_colour(a, t));
    vars_set(v, "escalation", next_line(a, t));
    vars_promise(a, n, t, v);
}

bool
vars_history(const Application *a, const Notice *n, Vars *v, GError **error)
{
    const Ticket *t = a->ticket;
    if (!a->reception->store || !t->requester || !*t->requester->address)
        return true;
    TicketFilter filter = {.requester = t->requester->address, .limit = HISTORY_MAX + 1};
    g_autoptr(GPtrArray) list = store_ticket_list(a->reception->store, &filter, error);
    if (!list)
        return false;
    const Manager *reader = desk_manager_by_address(a->reception->desk, n->to->address);
    for (guint i = 0; i < list->len; i++) {
        const Ticket *other = list->pdata[i];
        const Queue *q = desk_queue(a->reception->desk, other->queue);
        if (other->number == t->number || (reader && !desk_may_see(a->reception->desk, reader, q)))
            continue;
        Vars *entry = vars_add(v, "history");
        g_autofree char *rating =
            other->rating ? g_strdup_printf("%d", other->rating) : g_strdup("");
        vars_number(entry, "number", other->number);
        vars_set(entry, "subject", other->subject);
        vars_set(entry, "status", status_words(a, other, n->language));
        vars_set(entry, "rating", rating);
        vars_set(entry, "open", is_over(other) ? "" : "1");
    }
    return true;
}

bool
vars_story(const Application *a, const Notice *n, Vars *v, GError **error)
{
    if (!a->reception->store || !a->ticket)
        return true;
    g_autoptr(GPtrArray) list = store_message_list(a->reception->store, a->ticket->number, error);
    if (!list)
        return false;
    bool outside = !NOTICES[n->kind].to_manager;
    for (guint i = list->len; outside && i-- > 0;)
        if (((const TicketMessage *)list->pdata[i])->direction != DIRECTION_IN)
            g_ptr_array_remove_index(list, i);
    for (guint i = list->len > STORY_MAX ? list->len - STORY_MAX : 0; i < list->len; i++) {
        const TicketMessage *m = list->pdata[i];
        Vars *entry = vars_add(v, "story");
        g_autofree char *clipped = text_clip(m->text, STORY_TEXT);
        vars_set(entry, "who", *m->from_name ? m->from_name : outside ? "" : m->author);
        vars_set(entry, "inside", m->direction == DIRECTION_NOTE ? "1" : "");
        if (!outside && m->direction == DIRECTION_IN && !text_is_empty(m->text)) {
            vars_harmless(v, "last", clipped);
            vars_preheader(v, clipped);
        }
        vars_time(entry, "when", m->at);
        if (outside)
            vars_words(entry, "text", clipped);
        else
            vars_harmless(entry, "text", clipped);
    }
    return true;
}

static void
set_people(const Application *a, Vars *v)
{
    const Desk *d = a->reception->desk;
    const Ticket *t = a->ticket;
    for (guint i = 0; i < t->participants->len; i++) {
        const Contact *c = t->participants->pdata[i];
        Vars *entry = vars_add(v, "participants");
        g_autofree char *words = person_words(c);
        vars_set(entry, "customer", words);
        vars_set(entry, "name", c->name);
        vars_set(entry, "address", c->address);
    }
    for (guint i = 0; i < t->watchers->len; i++) {
        const Manager *m = desk_manager(d, t->watchers->pdata[i]);
        vars_set(vars_add(v, "watchers"), "name", m ? m->name : t->watchers->pdata[i]);
    }
}

void
vars_fields(const Ticket *t, Vars *v)
{
    for (guint i = 0; i < t->fields->len; i++) {
        const TicketField *f = t->fields->pdata[i];
        Vars *entry = vars_add(v, "fields");
        vars_set(entry, "name", f->name);
        vars_set(entry, "value", f->value);
    }
}

static const char *
link_words(LinkKind kind)
{
    switch (kind) {
    case LINK_RELATES:
        return N_("see also");
    case LINK_BLOCKS:
        return N_("blocks");
    case LINK_DEPENDS:
        return N_("waits for");
    case LINK_PARENT:
        return N_("is part of");
    case LINK_CHILD:
        return N_("has as a part");
    case LINK_DUPLICATE:
        return N_("duplicate of");
    case LINK_COPY:
        return N_("copy of");
    }
    return "";
}

// May the reader of the letter see that ticket?
static bool
may_read(const Application *a, const Notice *n, int64_t number, bool *may, GError **error)
{
    const Desk *d = a->reception->desk;
    const Manager *reader = desk_manager_by_address(d, n->to->address);
    GError *fault = NULL;
    g_autoptr(Ticket) t = store_ticket_get(a->reception->store, number, &fault);
    *may = t && reader && desk_may_see(d, reader, desk_queue(d, t->queue));
    if (fault)
        g_propagate_error(error, fault);
    return fault == NULL;
}

bool
vars_whole_ticket(const Application *a, const Notice *n, Vars *v, GError **error)
{
    Store *store = a->reception->store;
    if (!a->ticket || !store)
        return true;
    set_people(a, v);
    vars_fields(a->ticket, v);
    vars_measures(a, n, a->ticket, v);
    g_autoptr(GPtrArray) links = store_link_list(store, a->ticket->number, error);
    g_autoptr(GPtrArray) spent = links ? store_spent_list(store, a->ticket->number, error) : NULL;
    g_autoptr(GPtrArray) billed = spent ? store_billed_list(store, a->ticket->number, error) : NULL;
    if (!billed)
        return false;
    for (guint i = 0; i < links->len; i++) {
        const TicketLink *l = links->pdata[i];
        bool visible;
        if (!may_read(a, n, l->other, &visible, error))
            return false;
        if (!visible)
            continue;
        const Status *status = desk_status(a->reception->desk, l->status);
        Vars *entry = vars_add(v, "links");
        vars_number(entry, "number", l->other);
        vars_set(entry, "kind", lang_text(n->language, link_words(l->kind)));
        vars_set(entry, "subject", l->subject);
        vars_set(entry, "status", status ? status_label(status, n->language) : l->status);
    }
    g_autofree char *time = account_span(account_seconds(spent));
    g_autofree char *money = account_money(account_total(billed), a->reception->desk->currency);
    vars_set(v, "spent", spent->len ? time : "");
    vars_set(v, "bill", billed->len ? money : "");
    return true;
}
