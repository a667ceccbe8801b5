// ticket.c: tickets, contacts, messages and events as plain data: making, freeing, and the few
// questions that need nothing but the data itself (who takes part, how the subject is marked).
//
// What happens to a ticket is decided in decide.c; rows are the matter of store/.

#include "ticket/ticket.h"

#include "base/text.h"

#include <string.h>

const Name PRIORITY_NAMES[] = {
    {"low", PRIORITY_LOW},
    {"normal", PRIORITY_NORMAL},
    {"high", PRIORITY_HIGH},
    {"urgent", PRIORITY_URGENT},
    {NULL, 0},
};

const Name DIRECTION_NAMES[] = {
    {"in", DIRECTION_IN},
    {"out", DIRECTION_OUT},
    {"note", DIRECTION_NOTE},
    {NULL, 0},
};

Contact *
contact_new(const char *address, const char *name)
{
    Contact *c = g_new0(Contact, 1);
    c->address = g_strdup(text_or_empty(address));
    c->name = g_strdup(text_or_empty(name));
    c->language = g_strdup("");
    c->company = g_strdup("");
    c->manager = g_strdup("");
    c->undeliverable_words = g_strdup("");
    return c;
}

void
contact_free(Contact *c)
{
    if (!c)
        return;
    g_free(c->address);
    g_free(c->name);
    g_free(c->language);
    g_free(c->company);
    g_free(c->manager);
    g_free(c->undeliverable_words);
    g_free(c);
}

static void
ticket_field_free(TicketField *f)
{
    g_free(f->name);
    g_free(f->value);
    g_free(f);
}

Ticket *
ticket_new(void)
{
    Ticket *t = g_new0(Ticket, 1);
    t->queue = g_strdup("");
    t->subject = g_strdup("");
    t->status = g_strdup("");
    t->manager = g_strdup("");
    t->group = g_strdup("");
    t->priority = PRIORITY_NORMAL;
    t->language = g_strdup("");
    t->participants = g_ptr_array_new_with_free_func((GDestroyNotify)contact_free);
    t->tags = g_ptr_array_new_with_free_func(g_free);
    t->last_id = g_strdup("");
    t->references = g_ptr_array_new_with_free_func(g_free);
    t->review = g_strdup("");
    t->type = g_strdup("");
    t->promise = g_strdup("");
    t->answer_work = t->answer_wall = t->solve_work = t->solve_wall = -1;
    t->watchers = g_ptr_array_new_with_free_func(g_free);
    t->fields = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_field_free);
    return t;
}

void
ticket_free(Ticket *t)
{
    if (!t)
        return;
    g_free(t->queue);
    g_free(t->subject);
    g_free(t->status);
    g_free(t->manager);
    g_free(t->group);
    g_free(t->language);
    contact_free(t->requester);
    g_ptr_array_unref(t->participants);
    g_ptr_array_unref(t->tags);
    g_free(t->last_id);
    g_ptr_array_unref(t->references);
    g_free(t->review);
    g_free(t->type);
    g_free(t->promise);
    g_ptr_array_unref(t->watchers);
    g_ptr_array_unref(t->fields);
    g_free(t);
}

static gpointer
contact_dup(gconstpointer contact, gpointer data)
{
    const Contact *from = contact;
    Contact *c = g_new(Contact, 1);
    *c = *from;
    c->address = g_strdup(from->address);
    c->name = g_strdup(from->name);
    c->language = g_strdup(from->language);
    c->company = g_strdup(from->company);
    c->manager = g_strdup(from->manager);
    c->undeliverable_words = g_strdup(from->undeliverable_words);
    return c;
}

static gpointer
text_dup(gconstpointer text, gpointer data)
{
    return g_strdup(text);
}

static gpointer
field_dup(gconstpointer field, gpointer data)
{
    const TicketField *from = field;
    TicketField *f = g_new(TicketField, 1);
    *f = (TicketField){.name = g_strdup(from->name), .value = g_strdup(from->value)};
    return f;
}

static GPtrArray *
list_dup(GPtrArray *list, GCopyFunc dup, GDestroyNotify free_one)
{
    GPtrArray *copy = g_ptr_array_copy(list, dup, NULL);
    g_ptr_array_set_free_func(copy, free_one);
    return copy;
}

Ticket *
ticket_dup(const Ticket *t)
{
    Ticket *c = g_new(Ticket, 1);
    *c = *t;
    c->queue = g_strdup(t->queue);
    c->subject = g_strdup(t->subject);
    c->status = g_strdup(t->status);
    c->manager = g_strdup(t->manager);
    c->group = g_strdup(t->group);
    c->language = g_strdup(t->language);
    c->requester = t->requester ? contact_dup(t->requester, NULL) : NULL;
    c->participants =
        list_dup(t->participants, (GCopyFunc)contact_dup, (GDestroyNotify)contact_free);
    c->tags = list_dup(t->tags, (GCopyFunc)text_dup, g_free);
    c->last_id = g_strdup(t->last_id);
    c->references = list_dup(t->references, (GCopyFunc)text_dup, g_free);
    c->review = g_strdup(t->review);
    c->type = g_strdup(t->type);
    c->promise = g_strdup(t->promise);
    c->watchers = list_dup(t->watchers, (GCopyFunc)text_dup, g_free);
    c->fields = list_dup(t->fields, (GCopyFunc)field_dup, (GDestroyNotify)ticket_field_free);
    return c;
}

const char *
ticket_field(const Ticket *t, const char *name)
{
    for (guint i = 0; i < t->fields->len; i++) {
        const TicketField *f = t->fields->pdata[i];
        if (strcmp(f->name, name) == 0)
            return f->value;
    }
    return NULL;
}

void
ticket_set_field(Ticket *t, const char *name, const char *value)
{
    for (guint i = 0; i < t->fields->len; i++) {
        if (strcmp(((const TicketField *)t->fields->pdata[i])->name, name) == 0) {
            g_ptr_array_remove_index(t->fields, i);
            break;
        }
    }
    if (!*value)
        return;
    TicketField *f = g_new(TicketField, 1);
    *f = (TicketField){.name = g_strdup(name), .value = g_strdup(value)};
    g_ptr_array_add(t->fields, f);
}

bool
ticket_takes_part(const Ticket *t, const char *address)
{
    if (t->requester && address_equal(t->requester->address, address))
        return true;
    for (guint i = 0; i < t->participants->len; i++)
        if (address_equal(((const Contact *)t->participants->pdata[i])->address, address))
            return true;
    return false;
}

void
ticket_note_word(Ticket *t, StatusKind before, Direction direction, int64_t now)
{
    if (direction == DIRECTION_OUT) {
        t->manager_at = now;
    } else if (direction == DIRECTION_IN) {
        // What they write on top of a question that waits makes it no younger.
        if (!t->asked_at || t->manager_at >= t->asked_at || before >= KIND_SOLVED)
            t->asked_at = now;
        t->customer_at = now;
    }
}

char *
ticket_marker(const Ticket *t, const Queue *q)
{
    return g_strdup_printf("[%s#%" G_GINT64_FORMAT "]", q ? q->marker : "", t->number);
}

static const char *const REPLY_PREFIXES[] = {"re",  "aw", "sv",    "antw",      "odp", "vs",
                                             "ref", "rv", "ответ", "відповідь", NULL};
static const char *const FORWARD_PREFIXES[] = {"fwd", "fw",   "wg",   "tr",     "doorst",
                                               "enc", "vb",   "pd",   "пересл", "перенаправ",
                                               "пер", "转发", "転送", NULL};

// Length of one of the prefixes ("Re:", "AW: ", "Ответ:", "Re[2]:") at s, 0 when there is none.
static size_t
prefix_length(const char *s, const char *const *prefixes)
{
    g_autofree char *head = text_clip(s, 40);
    g_autofree char *folded = g_utf8_strdown(head, -1);
    for (size_t i = 0; prefixes[i]; i++) {
        if (!g_str_has_prefix(folded, prefixes[i]))
            continue;
        // Lower and upper case of these letters are equally long in UTF-8.
        const char *p = s + strlen(prefixes[i]);
        if (*p == '[') {
            p++;
            while (g_ascii_isdigit(*p))
                p++;
            if (*p++ != ']')
                continue;
        }
        if (*p == ':')
            return (size_t)(p + 1 - s);
        if (g_str_has_prefix(p, "："))
            return (size_t)(p + strlen("：") - s);
    }
    return 0;
}

// Length of a marker at s, "[WORD#123]", of whatever ticket, 0 when there is none. With a queue
// only that queue's marker counts.
static size_t
marker_length(const char *s, const Queue *q)
{
    size_t n = *s == '[' ? strcspn(s + 1, "#[] ") : 0;
    if (*s != '[' || s[1 + n] != '#' ||
        (q && (n != strlen(q->marker) || g_ascii_strncasecmp(s + 1, q->marker, n) != 0)))
        return 0;
    size_t digits = strspn(s + n + 2, "0123456789");
    return digits > 0 && s[n + 2 + digits] == ']' ? n + digits + 3 : 0;
}

char *
subject_core(const char *subject)
{
    for (const char *s = subject;;) {
        s += strspn(s, " ");
        size_t n = MAX(marker_length(s, NULL), prefix_length(s, REPLY_PREFIXES));
        n = MAX(n, prefix_length(s, FORWARD_PREFIXES));
        if (n == 0)
            return text_fold(s);
        s += n;
    }
}

char *
ticket_subject_marked(const Ticket *t, const Queue *q)
{
    g_autofree char *marker = ticket_marker(t, q);
    g_autoptr(GString) out = g_string_new(marker);
    bool begun = false; // something other than prefixes and markers stands before
    for (const char *s = t->subject; *s;) {
        size_t n = begun ? marker_length(s, q)
                         : MAX(marker_length(s, q), prefix_length(s, REPLY_PREFIXES));
        if (n > 0) {
            s += n;
            s += strspn(s, " ");
            continue;
        }
        if (!begun) {
            s += strspn(s, " ");
            if (marker_length(s, q) > 0 || prefix_length(s, REPLY_PREFIXES) > 0 || !*s)
                continue;
            g_string_append_c(out, ' ');
            begun = true;
        }
        g_string_append_c(out, *s++);
    }
    return g_strchomp(g_string_free(g_steal_pointer(&out), FALSE));
}

void
ticket_message_free(TicketMessage *m)
{
    if (!m)
        return;
    g_free(m->author);
    g_free(m->from_name);
    g_free(m->message_id);
    g_free(m->subject);
    g_free(m->text);
    g_free(m);
}

Event *
event_new(int64_t ticket, int64_t at, const char *kind, const char *who, const char *detail)
{
    Event *e = g_new0(Event, 1);
    e->ticket = ticket;
    e->at = at;
    e->kind = g_strdup(kind);
    e->who = g_strdup(who);
    e->proof = g_strdup("");
    e->rule = g_strdup("");
    e->detail = g_strdup(text_or_empty(detail));
    e->config = g_strdup("");
    return e;
}

void
event_free(Event *e)
{
    if (!e)
        return;
    g_free(e->kind);
    g_free(e->who);
    g_free(e->proof);
    g_free(e->rule);
    g_free(e->detail);
    g_free(e->config);
    g_free(e);
}
