// vars.c: fills the variables of a letter from ticket, notice and store; each is listed in
// helpdesk-templates(5). vars_ticket.c, vars_promise.c, vars_link.c, vars_event.c, vars_rule.c and
// vars_query.c have its parts.
//
// Words of customers are shown to managers with their command-like lines defused, so that quoting
// them back never fires anything. What a letter does not need is not looked up.

#include "desk/vars_private.h"

#include "base/clock.h"
#include "base/lang.h"
#include "base/text.h"
#include "mail/html.h"
#include "mail/markdown.h"

#include <string.h>

#define RATE_DAYS     90
#define PREHEADER_MAX 150 // bytes
#define DAY           (24 * 3600)

#define NAMED_MAX 20

const char *const NOTICE_VARS[] = {
    "address",
    "again",
    "age",
    "answer_by",
    "answered_in",
    "attachments",
    "bill",
    "by_customer",
    "called",
    "category",
    "changes",
    "close_link",
    "colleague",
    "colour",
    "commands",
    "company",
    "config",
    "content",
    "count",
    "created",
    "customer",
    "customer_address",
    "customer_name",
    "desk",
    "detail",
    "due",
    "due_late",
    "english",
    "error",
    "escalation",
    "events",
    "faults",
    "fields",
    "filled",
    "footer",
    "group",
    "help",
    "history",
    "inside",
    "kind",
    "label",
    "language",
    "last",
    "late",
    "leaves_at",
    "line",
    "links",
    "macros",
    "mailto",
    "mailto_short",
    "mailto_show",
    "manager_name",
    "marker",
    "mine",
    "more",
    "name",
    "named",
    "note",
    "number",
    "open",
    "other",
    "outcome",
    "outcomes",
    "participants",
    "passed",
    "postponed",
    "preheader",
    "priority",
    "promise",
    "proof",
    "query",
    "queue",
    "rating",
    "rating_page",
    "ratings",
    "reaction_due",
    "reaction_late",
    "reaction_left",
    "reaction_why",
    "reason",
    "recipient",
    "related",
    "reply_is_public",
    "returned",
    "rule",
    "score",
    "show_link",
    "since",
    "size",
    "solution_due",
    "solution_late",
    "solution_left",
    "solution_why",
    "solved_in",
    "spent",
    "status",
    "status_age",
    "status_since",
    "story",
    "stranger",
    "subject",
    "subject_marked",
    "tags",
    "take_link",
    "text",
    "tickets",
    "type",
    "url",
    "usage",
    "value",
    "watchers",
    "what",
    "when",
    "who",
    "woken",
    "words",
    "writer",
    NULL,
};

void
vars_number(Vars *v, const char *name, int64_t number)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);
    vars_set(v, name, text);
}

void
vars_time(Vars *v, const char *name, int64_t at)
{
    g_autofree char *text = at ? clock_people(at) : g_strdup("");
    vars_set(v, name, text);
}

void
vars_words(Vars *v, const char *name, const char *text)
{
    vars_set_made(v, name, text, html_from_text);
}

void
vars_harmless(Vars *v, const char *name, const char *text)
{
    g_autofree char *safe = command_defuse(text);
    vars_words(v, name, safe);
}

void
vars_preheader(Vars *v, const char *text)
{
    g_autofree char *clipped = text_clip(text, PREHEADER_MAX);
    g_autofree char *safe = command_defuse(clipped);
    g_autofree char *line = text_one_line(safe);
    if (*line)
        vars_set(v, "preheader", line);
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
        vars_number(entry, "score", score);
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
    vars_words(v, "text", m ? m->text : "");
    return true;
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

// A manager's own words, or a ready answer; Markdown where the desk reads it so. The text stays
// what she wrote.
static bool
is_written_by_us(NoticeKind kind)
{
    return kind == NOTICE_ANSWER || kind == NOTICE_SOLVED || kind == NOTICE_FORWARD ||
           kind == NOTICE_AUTO_ANSWER;
}

// To whom a letter in somebody's name is addressed besides us.
static void
set_named(const Application *a, Vars *v)
{
    const Message *m = a->source ? a->source->message : NULL;
    const GPtrArray *lists[] = {m ? message_to(m) : NULL, m ? message_cc(m) : NULL};
    for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; lists[l] && i < MIN(lists[l]->len, NAMED_MAX); i++) {
            const Address *to = lists[l]->pdata[i];
            if (!desk_queue_by_address(a->reception->desk, to->address))
                vars_set(vars_add(v, "named"), "name", to->address);
        }
}

static void
set_writer(const Application *a, const Decision *d, const Notice *n, Vars *v)
{
    const ThreadChoice *thread = a->source ? &a->source->thread : NULL;
    int64_t related = !thread ? 0 : thread->linked ? thread->linked : thread->suggest;
    if (related && n->kind == NOTICE_TICKET_NEW)
        vars_number(v, "related", related);
    const Address *from = a->source ? a->source->requester : NULL;
    const Contact *c = a->ticket ? a->ticket->requester : NULL;
    bool other =
        n->kind == NOTICE_TICKET_ANSWER && from && !(c && address_equal(c->address, from->address));
    g_autofree char *writer = other ? address_display(from) : g_strdup("");
    vars_set(v, "writer", writer);
    if (n->kind == NOTICE_TICKET_NEW && d->note && *d->note)
        vars_harmless(v, "note", d->note);
    vars_set(v, "stranger", thread && thread->stranger ? "1" : "");
    vars_set(v, "reply_is_public",
             n->purpose == TOKEN_MANAGER || n->purpose == TOKEN_FAULT ? "1" : "");
    if (n->kind == NOTICE_HELD)
        set_named(a, v);
    vars_set(v, "again", strcmp(n->query, "again") == 0 ? "1" : "");
}

// Whose answer waits at the same time; "" when that is not known.
static const char *
colleague(const Application *a, const Manager *reader)
{
    const GPtrArray *pending = a->source ? a->source->facts.pending : NULL;
    for (guint i = 0; pending && i < pending->len; i++) {
        const Manager *m =
            desk_manager(a->reception->desk, ((const PendingLetter *)pending->pdata[i])->author);
        if (m && m != reader)
            return m->name;
    }
    return "";
}

// A mail that was refused made no ticket: its own subject is all there is.
static void
set_refused(const Application *a, const Decision *d, Vars *v)
{
    const Message *m = a->source ? a->source->message : NULL;
    if (a->ticket)
        return;
    g_autofree char *subject = decision_subject(d, m);
    vars_set(v, "subject_marked", subject);
}

// What only one kind of letter tells.
static bool
set_own(const Application *a, const Decision *d, const Notice *n, Vars *v, GError **error)
{
    static const char *const SEND[] = {"#send", NULL};
    static const char *const SEND_OR_UNDO[] = {"#send", "#undo", NULL};
    const Manager *reader = desk_manager_by_address(a->reception->desk, n->to->address);
    switch (n->kind) {
    case NOTICE_SOLVED:
        set_ratings(a, n, v);
        return true;
    case NOTICE_TICKET_ASSIGNED:
    case NOTICE_FORWARD:
        return vars_story(a, n, v, error);
    case NOTICE_COMMAND_FAULT:
        set_faults(n, v);
        if (*n->text)
            vars_offer(a, n, SEND, v);
        return true;
    case NOTICE_COMMAND_HELP:
        vars_all_commands(a, n, v);
        return true;
    case NOTICE_UNDELIVERED:
        return set_undelivered(a, n, v, error);
    case NOTICE_NOTE:
        vars_set(v, "called", strcmp(n->query, "called") == 0 ? "1" : "");
        return true;
    case NOTICE_CHANGED:
        return vars_changes(a, d, n, v, error);
    case NOTICE_ANSWER_HELD:
        vars_set(v, "by_customer", strcmp(n->query, "customer") == 0 ? "1" : "");
        vars_set(v, "colleague", colleague(a, reader));
        vars_harmless(v, "other", n->other);
        vars_offer(a, n, strcmp(n->query, "customer") == 0 ? SEND_OR_UNDO : SEND, v);
        return true;
    case NOTICE_WOKEN:
        vars_set(v, "woken", strcmp(n->query, "woken") == 0 ? "1" : "");
        return vars_story(a, n, v, error);
    case NOTICE_LIST:
        return vars_list(a, n, v, error);
    case NOTICE_SHOW:
        return vars_whole_ticket(a, n, v, error) && vars_story(a, n, v, error) &&
               vars_events(a, n, v, error);
    case NOTICE_WHY:
        return vars_events(a, n, v, error) && vars_outcomes(a, n, v, error);
    case NOTICE_DIGEST:
        return vars_digest(a, n, v, error);
    case NOTICE_AUTO_ANSWER:
        set_refused(a, d, v);
        return true;
    case NOTICE_REMINDER:
        return vars_reminder(a, n, v, error);
    case NOTICE_RULE_FAULT:
        vars_set(v, "rule", n->query);
        return true;
    case NOTICE_CAUGHT_UP:
        return vars_caught_up(a, n, v, error);
    default:
        return true;
    }
}

// Letters that show a ticket to work on: who the customer is, what may be done now.
static bool
is_about_work(NoticeKind kind)
{
    return kind == NOTICE_TICKET_NEW || kind == NOTICE_TICKET_ANSWER ||
           kind == NOTICE_TICKET_ASSIGNED || kind == NOTICE_NOTE || kind == NOTICE_WOKEN;
}

static bool
offers_commands(NoticeKind kind)
{
    return is_about_work(kind) || kind == NOTICE_SHOW || kind == NOTICE_CHANGED ||
           kind == NOTICE_REMINDER;
}

Vars *
notice_vars(const Application *a, const Decision *d, const Notice *n, const char *text,
            GError **error)
{
    g_autoptr(Vars) v = vars_new();
    const Desk *desk = a->reception->desk;
    const Manager *actor = a->source ? a->source->facts.manager : desk_manager(desk, a->who);
    bool to_manager = NOTICES[n->kind].to_manager;
    if (n->kind == NOTICE_REMINDER && *vars_reason(desk, n))
        text = "";
    vars_set(v, "desk", desk->name);
    vars_set(v, "language", n->language);
    bool system = strcmp(a->who, "system") == 0;
    const char *who = system ? lang_text(n->language, N_("the desk")) : a->who;
    vars_set(v, "who", actor ? actor->name : who);
    if (to_manager)
        vars_harmless(v, "text", text);
    else if (desk->markdown && is_written_by_us(n->kind))
        vars_set_made(v, "text", text, markdown_html);
    else
        vars_words(v, "text", text);
    if (a->ticket)
        vars_ticket(a, n, a->ticket, v);
    if (to_manager)
        set_writer(a, d, n, v);
    if (!set_own(a, d, n, v, error))
        return NULL;
    vars_preheader(v, text);
    if (!a->ticket)
        return g_steal_pointer(&v);
    if (offers_commands(n->kind))
        vars_next(a, d, n, v);
    if (is_about_work(n->kind) && !vars_history(a, n, v, error))
        return NULL;
    if (is_about_work(n->kind) || n->kind == NOTICE_REMINDER)
        vars_fields(a->ticket, v);
    return g_steal_pointer(&v);
}
