// vars.c: fills the variables of a letter from ticket, notice and store; each is listed in
// helpdesk-templates(5).
//
// Words of customers are shown to managers with their command-like lines defused, so that quoting
// them back never fires anything. What a letter does not need is not looked up.

#include "desk/vars.h"

#include "base/clock.h"
#include "base/lang.h"
#include "base/text.h"
#include "mail/html.h"

#include <string.h>

#define HISTORY_MAX 5
#define STORY_MAX   20
#define STORY_TEXT  2000
#define RATE_DAYS   90
#define DAY         (24 * 3600)

const char *const NOTICE_VARS[] = {
    "attachments",
    "commands",
    "company",
    "content",
    "customer_address",
    "customer_name",
    "desk",
    "error",
    "faults",
    "footer",
    "help",
    "history",
    "label",
    "language",
    "line",
    "manager_name",
    "marker",
    "name",
    "note",
    "number",
    "passed",
    "priority",
    "queue",
    "rating",
    "rating_page",
    "ratings",
    "recipient",
    "related",
    "reply_is_public",
    "score",
    "size",
    "status",
    "story",
    "stranger",
    "subject",
    "subject_marked",
    "text",
    "url",
    "usage",
    "when",
    "who",
    "words",
    "writer",
    NULL,
};

static void
set_number(Vars *v, const char *name, int64_t number)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);
    vars_set(v, name, text);
}

static void
set_text(Vars *v, const char *name, const char *text)
{
    vars_set_made(v, name, text, html_from_text);
}

static void
set_ticket(const Application *a, const Notice *n, Vars *v)
{
    const Desk *d = a->reception->desk;
    const Ticket *t = a->ticket;
    const Queue *q = desk_queue(d, t->queue);
    g_autofree char *marker = ticket_marker(t, q);
    g_autofree char *marked = ticket_subject_marked(t, q);
    const Status *status = desk_status(d, t->status);
    // An answer is signed by who wrote it, everything else by whose ticket it is.
    const char *signer = n->kind == NOTICE_ANSWER ? a->who : t->manager;
    const Manager *manager = *signer ? desk_manager(d, signer) : NULL;
    const Contact *c = t->requester;
    set_number(v, "number", t->number);
    vars_set(v, "marker", marker);
    vars_set(v, "subject", t->subject);
    vars_set(v, "subject_marked", marked);
    vars_set(v, "queue", t->queue);
    vars_set(v, "status", status ? status_label(status, n->language) : t->status);
    vars_set(v, "priority", lang_text(n->language, names_name(PRIORITY_NAMES, (int)t->priority)));
    vars_set(v, "customer_name", c && *c->name ? c->name : c ? c->address : "");
    vars_set(v, "customer_address", c ? c->address : "");
    vars_set(v, "company", c ? c->company : "");
    vars_set(v, "manager_name", manager ? manager->name : "");
}

static bool
set_history(const Application *a, const Notice *n, Vars *v, GError **error)
{
    const Ticket *t = a->ticket;
    if (!a->reception->store || !t->requester || !*t->requester->address)
        return true;
    TicketFilter filter = {.requester = t->requester->address, .limit = HISTORY_MAX + 1};
    g_autoptr(GPtrArray) list = store_ticket_list(a->reception->store, &filter, error);
    if (!list)
        return false;
    for (guint i = 0; i < list->len; i++) {
        const Ticket *other = list->pdata[i];
        if (other->number == t->number)
            continue;
        Vars *entry = vars_add(v, "history");
        g_autofree char *rating =
            other->rating ? g_strdup_printf("%d", other->rating) : g_strdup("");
        set_number(entry, "number", other->number);
        vars_set(entry, "subject", other->subject);
        const Status *status = desk_status(a->reception->desk, other->status);
        vars_set(entry, "status", status ? status_label(status, n->language) : other->status);
        vars_set(entry, "rating", rating);
    }
    return true;
}

static bool
set_story(const Application *a, Vars *v, GError **error)
{
    if (!a->reception->store)
        return true;
    g_autoptr(GPtrArray) list = store_message_list(a->reception->store, a->ticket->number, error);
    if (!list)
        return false;
    for (guint i = list->len > STORY_MAX ? list->len - STORY_MAX : 0; i < list->len; i++) {
        const TicketMessage *m = list->pdata[i];
        Vars *entry = vars_add(v, "story");
        g_autofree char *when = clock_people(m->at);
        g_autofree char *clipped = text_clip(m->text, STORY_TEXT);
        g_autofree char *safe = command_defuse(clipped);
        vars_set(entry, "who", *m->from_name ? m->from_name : m->author);
        vars_set(entry, "when", when);
        set_text(entry, "text", safe);
    }
    return true;
}

static void
set_ratings(const Application *a, const Notice *n, Vars *v)
{
    static const char *const LABELS[] = {N_("very bad"), N_("bad"), N_("fair"), N_("good"),
                                         N_("excellent")};
    const Desk *d = a->reception->desk;
    vars_set(v, "rating_page", *d->web_url ? "1" : "");
    g_autofree char *token = token_link(d->keys, TOKEN_RATE, a->ticket->number, n->to->address,
                                        a->reception->now, (int64_t)RATE_DAYS * DAY);
    for (int score = 5; score >= 1 && *d->web_url; score--) {
        Vars *entry = vars_add(v, "ratings");
        g_autofree char *url =
            g_strdup_printf("%s?page=rate&t=%s&score=%d", d->web_url, token, score);
        set_number(entry, "score", score);
        vars_set(entry, "label", lang_text(n->language, LABELS[score - 1]));
        vars_set(entry, "url", url);
    }
}

// A letter that failed is shown again, so that its author can send it another way.
static bool
set_undelivered(const Application *a, const Notice *n, Vars *v, GError **error)
{
    const Outgoing *o = a->source ? a->source->bounced : NULL;
    vars_set(v, "words", n->text);
    vars_set(v, "recipient", o ? o->to : "");
    GError *fault = NULL;
    g_autoptr(TicketMessage) m =
        o && o->message ? store_message_get(a->reception->store, o->message, &fault) : NULL;
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    set_text(v, "text", m ? m->text : "");
    return true;
}

static void
set_commands(const Notice *n, Vars *v)
{
    for (size_t i = 0; VERBS[i]; i++) {
        if (!*VERBS[i]->usage)
            continue;
        Vars *entry = vars_add(v, "commands");
        vars_set(entry, "usage", VERBS[i]->usage);
        vars_set(entry, "help", lang_text(n->language, VERBS[i]->help));
    }
}

static void
set_faults(const Notice *n, Vars *v)
{
    for (guint i = 0; i + 1 < n->faults->len; i += 2) {
        Vars *entry = vars_add(v, "faults");
        vars_set(entry, "line", n->faults->pdata[i]);
        vars_set(entry, "error", n->faults->pdata[i + 1]);
    }
}

Vars *
notice_vars(const Application *a, const Decision *d, const Notice *n, const char *text,
            GError **error)
{
    g_autoptr(Vars) v = vars_new();
    const Desk *desk = a->reception->desk;
    const Manager *actor = a->source ? a->source->facts.manager : desk_manager(desk, a->who);
    bool to_manager = NOTICES[n->kind].to_manager;
    g_autofree char *safe = to_manager ? command_defuse(text) : g_strdup(text);
    vars_set(v, "desk", desk->name);
    vars_set(v, "language", n->language);
    vars_set(v, "who", actor ? actor->name : a->who);
    set_text(v, "text", safe);
    if (a->ticket)
        set_ticket(a, n, v);
    switch (n->kind) {
    case NOTICE_SOLVED:
        set_ratings(a, n, v);
        break;
    case NOTICE_TICKET_ASSIGNED:
        if (!set_story(a, v, error))
            return NULL;
        break;
    case NOTICE_COMMAND_FAULT:
        set_faults(n, v);
        break;
    case NOTICE_UNDELIVERED:
        if (!set_undelivered(a, n, v, error))
            return NULL;
        break;
    default:
        break;
    }
    if (to_manager) {
        const ThreadChoice *thread = a->source ? &a->source->thread : NULL;
        int64_t related = !thread ? 0 : thread->linked ? thread->linked : thread->suggest;
        if (related && n->kind == NOTICE_TICKET_NEW)
            set_number(v, "related", related);
        const Address *from = a->source ? a->source->requester : NULL;
        const Contact *c = a->ticket ? a->ticket->requester : NULL;
        bool other = n->kind == NOTICE_TICKET_ANSWER && from &&
                     !(c && address_equal(c->address, from->address));
        g_autofree char *writer = other ? address_display(from) : g_strdup("");
        vars_set(v, "writer", writer);
        if (n->kind == NOTICE_TICKET_NEW && d->note && *d->note) {
            g_autofree char *harmless = command_defuse(d->note);
            set_text(v, "note", harmless);
        }
        vars_set(v, "stranger", a->source && a->source->thread.stranger ? "1" : "");
        vars_set(v, "reply_is_public", n->purpose == TOKEN_MANAGER ? "1" : "");
        set_commands(n, v);
    }
    bool history = n->kind == NOTICE_TICKET_NEW || n->kind == NOTICE_TICKET_ANSWER ||
                   n->kind == NOTICE_TICKET_ASSIGNED;
    if (history && a->ticket && !set_history(a, n, v, error))
        return NULL;
    return g_steal_pointer(&v);
}
