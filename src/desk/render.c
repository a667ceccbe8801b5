// render.c: a Notice becomes a letter: who it is from, what it answers to, which words and files it
// carries; composed once and frozen in the outbox.
//
// Not for the wording (templates/) nor for what may be sent to whom (decide). Managers' answers
// carry the manager's files and pictures; notices carry the customer's files up to the limit of the
// config and name the larger ones.

#include "desk/render.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "desk/pictures.h"
#include "desk/vars.h"
#include "mail/html.h"

#include <string.h>

#define DAY         (24 * 3600)
#define SUBJECT_TAG "Subject:"

// Whose words a notice to a manager shows: the customer's or participant's who wrote, the
// colleague's; "" when they are ours.
static const char *
letter_writer(const Application *a, const Notice *n)
{
    const Manager *m = desk_manager(a->reception->desk, a->who);
    const Address *from = a->source ? a->source->requester : NULL;
    const Contact *c = a->ticket ? a->ticket->requester : NULL;
    switch (n->kind) {
    case NOTICE_TICKET_NEW:
        return c ? (*c->name ? c->name : c->address) : "";
    case NOTICE_TICKET_ANSWER:
        return from ? (*from->name ? from->name : from->address) : "";
    case NOTICE_NOTE:
    case NOTICE_TICKET_ASSIGNED:
    case NOTICE_CHANGED:
        return m ? m->name : "";
    default:
        return "";
    }
}

// From of a letter: customers see the person who answers, managers see whose words it shows; the
// address is always the queue's, so that every answer comes back to the desk.
static Address *
letter_from(const Application *a, const Notice *n)
{
    const Queue *q = letter_queue(a);
    const Desk *d = a->reception->desk;
    const Manager *m = desk_manager(d, a->who);
    if ((n->kind == NOTICE_ANSWER || n->kind == NOTICE_FORWARD) && m)
        return address_new(m->name, q->address->address);
    const char *writer = letter_writer(a, n);
    if (!*writer)
        return address_new(d->name, q->address->address);
    g_autofree char *name = g_strdup_printf("%s (%s)", writer, d->name);
    return address_new(name, q->address->address);
}

// Root that all notices of a ticket name, so that a manager's program shows them as one
// conversation. It carries no code and proves nothing.
static char *
thread_root(const Application *a)
{
    return g_strdup_printf("ticket-%" G_GINT64_FORMAT "@%s", a->ticket->number,
                           address_domain(letter_queue(a)->address->address));
}

// Is the letter an answer to a mail of its own reader?
static bool
answers_own_mail(const Application *a, const Notice *n)
{
    const Manager *writer = a->source ? a->source->facts.manager : NULL;
    if (!writer || desk_manager_by_address(a->reception->desk, n->to->address) != writer)
        return false;
    return n->kind == NOTICE_COMMAND_FAULT || n->kind == NOTICE_COMMAND_HELP ||
           n->kind == NOTICE_CHANGED || n->kind == NOTICE_LIST || n->kind == NOTICE_SHOW ||
           n->kind == NOTICE_WHY;
}

static void
set_thread(const Application *a, const Notice *n, Draft *draft)
{
    const Message *m = a->source ? a->source->message : NULL;
    bool refused = n->kind == NOTICE_AUTO_ANSWER && !a->ticket;
    bool answers = m && *message_id(m) && (refused || answers_own_mail(a, n));
    // An outsider knows nothing of the conversation.
    if (n->kind == NOTICE_FORWARD || (!a->ticket && !answers))
        return;
    if (NOTICES[n->kind].to_manager || refused) {
        if (a->ticket)
            g_ptr_array_add(draft->references, thread_root(a));
        g_free(draft->in_reply_to);
        draft->in_reply_to = answers ? g_strdup(message_id(m)) : thread_root(a);
        if (answers)
            g_ptr_array_add(draft->references, g_strdup(message_id(m)));
        return;
    }
    g_free(draft->in_reply_to);
    draft->in_reply_to = g_strdup(a->ticket->last_id);
    for (guint i = 0; i < a->ticket->references->len; i++)
        g_ptr_array_add(draft->references, g_strdup(a->ticket->references->pdata[i]));
}

// Where a queue takes addresses with a code, an answer proves its writer even when a mail program
// drops In-Reply-To and References.
static void
set_reply_to(const Application *a, const Notice *n, Draft *draft)
{
    g_autofree char *address = letter_reply_address(a, n);
    bool about = a->ticket || NOTICES[n->kind].to_manager;
    if (about && letter_queue(a)->reply_addresses && !address_equal(address, draft->from->address))
        draft->reply_to = address_new(draft->from->name, address);
}

// "Subject: …" on the first line, an empty line, the text.
static char *
split_subject(char *rendered, char **subject)
{
    char *end = strchr(rendered, '\n');
    if (!g_str_has_prefix(rendered, SUBJECT_TAG) || !end) {
        *subject = g_strdup("");
        return g_strdup(rendered);
    }
    g_autofree char *line =
        g_strndup(rendered + strlen(SUBJECT_TAG), (size_t)(end - rendered) - strlen(SUBJECT_TAG));
    *subject = text_one_line(line);
    return g_strdup(end + 1 + strspn(end + 1, "\n"));
}

static char *
render_file(const Desk *d, const Notice *n, const char *extension, TemplateFormat format,
            const Vars *vars, GError **error)
{
    g_autofree char *file = g_strdup_printf("%s.%s", NOTICES[n->kind].template, extension);
    g_autofree char *own = template_load(d->templates, n->language, file, error);
    if (!own)
        return NULL;
    g_autoptr(GError) fault = NULL;
    char *out = template_render(own, file, format, vars, &fault);
    if (out || !*d->templates)
        return out ? out : (g_propagate_error(error, g_steal_pointer(&fault)), NULL);
    log_write(LOG_WARNING, "template %s/%s: %s; the built-in one is used", n->language, file,
              fault->message);
    g_autofree char *built_in = template_load("", n->language, file, error);
    return built_in ? template_render(built_in, file, format, vars, error) : NULL;
}

static char *
render_design(const Desk *d, const Notice *n, const char *content, Vars *vars, GError **error)
{
    g_autofree char *design = template_load(d->templates, "", "design.html", error);
    if (!design)
        return NULL;
    vars_set_html(vars, "content", "", content);
    return template_render(design, "design.html", TEMPLATE_HTML, vars, error);
}

static bool
carries_attachments(const Notice *n)
{
    return n->kind == NOTICE_ANSWER || n->kind == NOTICE_FORWARD || n->kind == NOTICE_TICKET_NEW ||
           n->kind == NOTICE_TICKET_ANSWER || n->kind == NOTICE_NOTE || n->kind == NOTICE_HELD;
}

// Files go along while they fit; all are named in the letter. A manager's own answer goes whole.
static bool
add_attachments(const Application *a, const Notice *n, const PictureSet *pictures, Draft *draft,
                Vars *vars, GError **error)
{
    const Message *m = a->source ? a->source->message : NULL;
    uint64_t room = a->reception->desk->limits.notice_attachments;
    for (unsigned i = 0; m && carries_attachments(n) && i < message_attachment_count(m); i++) {
        const MessageAttachment *file = message_attachment(m, i);
        if (pictures_is_left_out(pictures, file, i))
            continue;
        // Whose files a held letter brings nobody knows: they are named, not passed on.
        bool pass = n->kind != NOTICE_HELD && (!NOTICES[n->kind].to_manager || file->size <= room);
        g_autofree char *size = text_size(file->size);
        bool shown = pictures_is_shown(pictures, file);
        if (!shown) {
            Vars *entry = vars_add(vars, "attachments");
            vars_set(entry, "name", file->name);
            vars_set(entry, "size", size);
            vars_set(entry, "passed", pass ? "1" : "");
        }
        if (!pass)
            continue;
        room -= MIN(room, file->size);
        g_autoptr(Blob) content = blob_new();
        if (!message_attachment_read(m, i, content, error))
            return false;
        draft_attach(draft, file->name, file->type, shown ? file->content_id : "",
                     g_steal_pointer(&content));
    }
    return true;
}

static char *
letter_id(const Application *a, const Notice *n)
{
    const Reception *r = a->reception;
    return token_message_id(r->desk->keys, n->purpose, a->ticket ? a->ticket->number : 0,
                            letter_ref(a, n), n->to->address, r->now,
                            (int64_t)r->desk->limits.token_days * DAY,
                            address_domain(letter_queue(a)->address->address));
}

// Each recipient has a letter of his own, but all who take part see who else reads an answer.
static void
set_recipients(const Application *a, const Notice *n, Draft *draft)
{
    const Ticket *t = a->ticket;
    const Contact *first = n->kind == NOTICE_ANSWER && t ? t->requester : NULL;
    if (!first || !address_is_valid(first->address) || !ticket_takes_part(t, n->to->address)) {
        g_ptr_array_add(draft->to, address_dup(n->to));
        return;
    }
    g_ptr_array_add(draft->to, address_new(first->name, first->address));
    for (guint i = 0; i < t->participants->len; i++) {
        const Contact *c = t->participants->pdata[i];
        if (address_is_valid(c->address))
            g_ptr_array_add(draft->cc, address_new(c->name, c->address));
    }
}

Draft *
render_draft(Application *a, const Decision *d, const Notice *n, GError **error)
{
    const Desk *desk = a->reception->desk;
    g_autoptr(Draft) draft = draft_new();
    g_auto(PictureSet) pictures = {0};
    pictures_find(a->source ? a->source->message : NULL, n, a->repeated, &pictures);
    g_autoptr(Vars) vars = notice_vars(a, d, n, pictures.text, error);
    if (!vars || !add_attachments(a, n, &pictures, draft, vars, error))
        return NULL;
    g_autofree char *text = render_file(desk, n, "txt", TEMPLATE_TEXT, vars, error);
    g_autofree char *inner = text ? render_file(desk, n, "html", TEMPLATE_HTML, vars, error) : NULL;
    if (!inner)
        return NULL;
    g_autofree char *shown = pictures_place(&pictures, inner);
    g_autofree char *html = render_design(desk, n, shown, vars, error);
    if (!html)
        return NULL;
    g_free(draft->subject);
    g_free(draft->text);
    draft->text = split_subject(text, &draft->subject);
    g_free(draft->html);
    draft->html = g_steal_pointer(&html);
    draft->from = letter_from(a, n);
    set_reply_to(a, n, draft);
    set_recipients(a, n, draft);
    g_free(draft->message_id);
    draft->message_id = letter_id(a, n);
    draft->date = a->reception->now;
    g_free(draft->language);
    draft->language = g_strdup(n->language);
    draft->auto_submitted = NOTICES[n->kind].auto_submitted;
    set_thread(a, n, draft);
    if (a->ticket)
        g_ptr_array_add(draft->headers,
                        g_strdup_printf("X-Helpdesk-Ticket: %" G_GINT64_FORMAT, a->ticket->number));
    return g_steal_pointer(&draft);
}

static bool
queue_letter(Application *a, const Decision *d, const Notice *n, const Draft *draft, Blob *composed,
             GError **error)
{
    const Reception *r = a->reception;
    g_autoptr(Blob) bytes = composed;
    uint8_t sha[32];
    if (!bytes || !blob_sha256(bytes, sha, error))
        return false;
    g_autoptr(Outgoing) o = g_new0(Outgoing, 1);
    o->ticket = a->ticket ? a->ticket->number : 0;
    o->message = a->message;
    o->template = g_strdup(NOTICES[n->kind].template);
    o->from = g_strdup(letter_queue(a)->address->address);
    o->to = g_strdup(n->to->address);
    o->subject = g_strdup(draft->subject);
    o->message_id = g_strdup(draft->message_id);
    o->size = blob_size(bytes);
    // Notices of work to be done are no automatic answers; those that answer mail in a manager's
    // name are, while nothing proves that it is hers.
    bool answers = NOTICES[n->kind].auto_submitted &&
                   strcmp(NOTICES[n->kind].auto_submitted, "auto-replied") == 0 &&
                   a->proof < PROOF_L2;
    o->automatic = NOTICES[n->kind].automatic && (!NOTICES[n->kind].to_manager || answers);
    o->state = OUTGOING_QUEUED;
    o->queued_at = r->now;
    o->next_at = r->now + (NOTICES[n->kind].to_manager ? 0 : d->wait);
    o->last_words = g_strdup("");
    o->raw = store_blob_put(r->store, bytes, sha, error);
    if (o->raw == 0 || !store_outgoing_add(r->store, o, error))
        return false;
    if (NOTICES[n->kind].to_manager || !a->ticket)
        return true;
    // Customers' letters are part of the story, and their IDs of the conversation.
    g_autofree char *detail = g_strdup_printf("%s to %s", o->template, o->to);
    g_autoptr(Event) e = event_new(a->ticket->number, r->now, "sent", "system", detail);
    e->message = a->message;
    if (a->ticket->requester && address_equal(a->ticket->requester->address, o->to))
        ticket_remember_id(a->ticket, o->message_id);
    return store_thread_add(r->store, o->message_id, a->ticket->number, error) &&
           store_event_add(r->store, e, r->desk->hash, error);
}

// Where nothing is sent a letter is its row alone, with the Message-ID that people would answer.
static bool
queue_empty(Application *a, const Decision *d, const Notice *n, GError **error)
{
    g_autoptr(Draft) draft = draft_new();
    g_free(draft->message_id);
    draft->message_id = letter_id(a, n);
    return queue_letter(a, d, n, draft, blob_new(), error);
}

static bool
queue_draft(Application *a, const Decision *d, const Notice *n, GError **error)
{
    g_autoptr(Draft) draft = render_draft(a, d, n, error);
    return draft && queue_letter(a, d, n, draft, draft_compose(draft, error), error);
}

// A letter that goes back to somebody who may not see the ticket any more, or to an admin who may
// not, tells nothing of it.
static bool
is_secret(const Application *a, const Notice *n)
{
    const Desk *d = a->reception->desk;
    const Manager *reader = desk_manager_by_address(d, n->to->address);
    bool back =
        n->kind == NOTICE_COMMAND_FAULT || n->kind == NOTICE_HELD || n->kind == NOTICE_RULE_FAULT;
    return back && a->ticket && reader && !desk_may_see(d, reader, desk_queue(d, a->ticket->queue));
}

bool
render_notice(Application *a, const Decision *d, const Notice *n, GError **error)
{
    if (!address_is_valid(n->to->address)) {
        log_write(LOG_WARNING, "no %s to \"%s\": not fit to be an address",
                  NOTICES[n->kind].template, n->to->address);
        return true;
    }
    // A list is about no one ticket: an answer to it says with #on which one it is for, and words
    // without that reach no customer.
    Ticket *ticket = a->ticket;
    if (n->kind == NOTICE_LIST || n->kind == NOTICE_CAUGHT_UP || is_secret(a, n))
        a->ticket = NULL;
    bool queued =
        a->reception->rehearsal ? queue_empty(a, d, n, error) : queue_draft(a, d, n, error);
    a->ticket = ticket;
    return queued;
}
