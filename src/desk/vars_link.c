// vars_link.c: where answers to a letter go, and the commands that a letter offers, each with a
// mailto link that writes it.
//
// A link only opens a mail in the reader's own program; nothing happens before she sends it. The
// code in the address makes that mail hers (TRUST 3); without reply_addresses the mail is only as
// good as its sender's other proof. What makes sense now is a table: few, and those of daily work.

#include "desk/vars_private.h"

#include "base/lang.h"
#include "base/text.h"

#include <string.h>

#define DAY            (24 * 3600)
#define OFFERS_MAX     8
#define MAILTO_SUBJECT 60 // characters of the ticket's subject
#define MAILTO_SHORT   72 // columns: fits into a line of a text
#define MAILTO_BARE    90 // of a link that stands alone in its line

typedef enum {
    WHEN_UNDOABLE = 1,
    WHEN_NOBODYS = 2,
    WHEN_MINE = 4,
    WHEN_PUBLIC = 8, // an answer goes to the customer
    WHEN_INSIDE = 16,
    WHEN_GOING = 32, // neither solved nor closed
    WHEN_OVER = 64,
    WHEN_ASLEEP = 128,
    WHEN_AWAKE = 256,
    WHEN_OURS = 512, // we are to act, not the customer
    WHEN_NEW = 1024,
    WHEN_BRIEF = 2048,    // the letter does not show all of the ticket
    WHEN_WAY_OPEN = 4096, // the reader can take the ticket to a status of that kind
    WHEN_WAY_DONE = 8192,
    WHEN_WAY_WAITING = 16384,
    WHEN_WAY_ASLEEP = 32768,
} When;

static const struct {
    const char *line;
    unsigned when; // all of them
} OFFERS[] = {
    {"#undo", WHEN_UNDOABLE},
    {"#take", WHEN_NOBODYS | WHEN_GOING},
    {"#note", WHEN_PUBLIC},
    {"#reply", WHEN_INSIDE},
    {"#open", WHEN_OVER | WHEN_WAY_OPEN},
    {"#open", WHEN_ASLEEP | WHEN_GOING | WHEN_WAY_OPEN},
    {"#close", WHEN_GOING | WHEN_WAY_DONE},
    {"#wait", WHEN_GOING | WHEN_OURS | WHEN_WAY_WAITING},
    {"#snooze 1d", WHEN_GOING | WHEN_AWAKE | WHEN_WAY_ASLEEP},
    {"#assign", WHEN_GOING},
    {"#spam", WHEN_NEW | WHEN_NOBODYS},
    {"#release", WHEN_MINE | WHEN_GOING},
    {"#show", WHEN_BRIEF},
    {"#help", 0},
};

const Queue *
letter_queue(const Application *a)
{
    const Queue *q = a->ticket ? desk_queue(a->reception->desk, a->ticket->queue) : NULL;
    if (!q)
        q = a->reception->queue;
    return q ? q : a->reception->desk->queues->pdata[0];
}

int64_t
letter_ref(const Application *a, const Notice *n)
{
    return n->ref                                                      ? n->ref
           : n->purpose == TOKEN_CONFIRM || token_is_fault(n->purpose) ? a->raw
                                                                       : a->message;
}

static char *
reply_address(const Reception *r, const Queue *q, const Notice *n, TokenPurpose purpose,
              int64_t ticket, int64_t ref)
{
    if (!q->reply_addresses)
        return g_strdup(q->address->address);
    return token_address(r->desk->keys, purpose, ticket, ref, n->to->address, r->now,
                         (int64_t)r->desk->limits.token_days * DAY, q->address->address);
}

char *
letter_reply_address(const Application *a, const Notice *n)
{
    return reply_address(a->reception, letter_queue(a), n, n->purpose,
                         a->ticket ? a->ticket->number : 0, letter_ref(a, n));
}

static char *
mailto(const char *address, const char *subject, const char *body)
{
    g_autofree char *to = g_uri_escape_string(address, "@+=", FALSE);
    g_autofree char *re = g_strdup_printf("Re: %s", subject);
    g_autofree char *s = g_uri_escape_string(re, NULL, FALSE);
    g_autofree char *b = g_uri_escape_string(body, NULL, FALSE);
    return g_strdup_printf("mailto:%s?subject=%s&body=%s", to, s, b);
}

static char *
short_subject(const Ticket *t, const Queue *q)
{
    g_autofree char *marked = ticket_subject_marked(t, q);
    bool cut = g_utf8_strlen(marked, -1) > MAILTO_SUBJECT;
    return cut ? g_utf8_substring(marked, 0, MAILTO_SUBJECT) : g_steal_pointer(&marked);
}

static const Queue *
queue_of(const Application *a, const Ticket *t)
{
    const Queue *q = desk_queue(a->reception->desk, t->queue);
    return q ? q : letter_queue(a);
}

// A link to another ticket than the letter's is good for that ticket.
static char *
address_of(const Application *a, const Notice *n, const Ticket *t)
{
    bool own = a->ticket && a->ticket->number == t->number;
    return own ? letter_reply_address(a, n)
               : reply_address(a->reception, queue_of(a, t), n, TOKEN_MANAGER, t->number, 0);
}

void
vars_do(const Application *a, const Notice *n, const Ticket *t, const char *name,
        const char *command, Vars *v)
{
    g_autofree char *address = address_of(a, n, t);
    g_autofree char *subject = short_subject(t, queue_of(a, t));
    g_autofree char *link = mailto(address, subject, command);
    vars_set(v, name, link);
}

void
vars_do_short(const Application *a, const Notice *n, const Ticket *t, const char *name,
              const char *command, Vars *v)
{
    g_autofree char *address = address_of(a, n, t);
    g_autofree char *to = g_uri_escape_string(address, "@+=", FALSE);
    g_autofree char *body = g_uri_escape_string(command, NULL, FALSE);
    g_autofree char *link = g_strdup_printf("mailto:%s?body=%s", to, body);
    bool fits = queue_of(a, t)->reply_addresses && strlen(link) <= MAILTO_BARE;
    vars_set(v, name, fits ? link : "");
}

const char *
vars_usage(const Verb *verb, const char *language)
{
    return *verb->usage ? lang_text(language, verb->usage) : "";
}

char *
vars_verb(const Verb *verb, const char *language)
{
    const char *usage = vars_usage(verb, language);
    return *usage ? g_strndup(usage, strcspn(usage, " ")) : g_strconcat("#", verb->name, NULL);
}

static void
offer(const Application *a, const Notice *n, const char *line, Vars *v)
{
    g_autofree char *name = g_strndup(line + 1, strcspn(line + 1, " "));
    const Verb *verb = verb_find(name);
    if (!verb)
        return;
    Vars *entry = vars_add(v, "commands");
    g_autofree char *subject =
        a->ticket ? short_subject(a->ticket, letter_queue(a)) : g_strdup(a->reception->desk->name);
    g_autofree char *marker = a->ticket ? ticket_marker(a->ticket, letter_queue(a)) : g_strdup("");
    g_autofree char *address = letter_reply_address(a, n);
    // A command that wants a word more ends where the word is to be written.
    bool wants = strchr(verb->usage, ' ') && !strchr(line, ' ') && !strchr(verb->usage, '[');
    g_autofree char *body = g_strdup_printf("%s%s", line, wants ? " " : "");
    g_autofree char *link = mailto(address, subject, body);
    g_autofree char *brief = mailto(address, marker, body);
    g_autofree char *label = vars_verb(verb, n->language);
    g_autofree char *whole = g_strconcat(label, line + 1 + strlen(name), NULL);
    vars_set(entry, "usage", wants ? vars_usage(verb, n->language) : whole);
    vars_set(entry, "help", lang_text(n->language, verb->help));
    vars_set(entry, "mailto", link);
    vars_set(entry, "mailto_short", strlen(brief) <= MAILTO_SHORT ? brief : "");
}

void
vars_offer(const Application *a, const Notice *n, const char *const *lines, Vars *v)
{
    // Which letter is meant is known by its token: a new mail has it in its address or not at all.
    if (n->purpose == TOKEN_FAULT && !letter_queue(a)->reply_addresses)
        return;
    for (size_t i = 0; lines[i]; i++)
        offer(a, n, lines[i], v);
}

// What leaves no way back.
static bool
is_final(const Decision *d)
{
    return vars_asked(d, CHANGE_MERGE) || vars_asked(d, CHANGE_SPLIT) ||
           vars_asked(d, CHANGE_CLONE);
}

// Where transitions and rights let the reader take the ticket.
static unsigned
ways_of(const Application *a, const Manager *reader)
{
    static const unsigned WAYS[] = {
        [KIND_OPEN] = WHEN_WAY_OPEN,        [KIND_WAITING] = WHEN_WAY_WAITING,
        [KIND_POSTPONED] = WHEN_WAY_ASLEEP, [KIND_SOLVED] = WHEN_WAY_DONE,
        [KIND_CLOSED] = WHEN_WAY_DONE,
    };
    const Desk *desk = a->reception->desk;
    const Status *from = desk_status(desk, a->ticket->status);
    g_autoptr(GPtrArray) all = queue_statuses(desk, letter_queue(a));
    unsigned ways = 0;
    for (guint i = 0; i < all->len; i++) {
        const Status *to = all->pdata[i];
        if (!from || !reader || desk_may_go(desk, from, to, reader, false))
            ways |= WAYS[to->kind];
    }
    return ways;
}

static unsigned
state_of(const Application *a, const Decision *d, const Notice *n)
{
    const Ticket *t = a->ticket;
    const Manager *reader = desk_manager_by_address(a->reception->desk, n->to->address);
    bool own = reader && strcmp(reader->login, a->who) == 0;
    bool asleep = t->kind == KIND_POSTPONED || t->kind == KIND_WAITING || t->wake_at;
    bool over = t->kind == KIND_SOLVED || t->kind == KIND_CLOSED;
    unsigned state = (over ? WHEN_OVER : WHEN_GOING) | ways_of(a, reader);
    state |= asleep ? WHEN_ASLEEP : WHEN_AWAKE;
    state |= n->purpose == TOKEN_MANAGER ? WHEN_PUBLIC : WHEN_INSIDE;
    state |= n->kind == NOTICE_CHANGED && own && d->undoable && !is_final(d) ? WHEN_UNDOABLE : 0;
    state |= !*t->manager ? WHEN_NOBODYS : 0;
    state |= reader && strcmp(t->manager, reader->login) == 0 ? WHEN_MINE : 0;
    state |= t->kind != KIND_WAITING ? WHEN_OURS : 0;
    state |= t->kind == KIND_NEW ? WHEN_NEW : 0;
    state |= n->kind != NOTICE_SHOW ? WHEN_BRIEF : 0;
    return state;
}

void
vars_next(const Application *a, const Decision *d, const Notice *n, Vars *v)
{
    unsigned state = state_of(a, d, n), count = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(OFFERS); i++) {
        bool last = i + 1 == G_N_ELEMENTS(OFFERS);
        if ((OFFERS[i].when & ~state) || (!last && count == OFFERS_MAX - 1))
            continue;
        offer(a, n, OFFERS[i].line, v);
        count++;
    }
}

void
vars_all_commands(const Application *a, const Notice *n, Vars *v)
{
    for (size_t i = 0; VERBS[i]; i++) {
        if (!*VERBS[i]->usage)
            continue;
        Vars *entry = vars_add(v, "commands");
        g_autofree char *label = vars_verb(VERBS[i], n->language);
        g_autofree char *english = g_strconcat("#", VERBS[i]->name, NULL);
        vars_set(entry, "usage", vars_usage(VERBS[i], n->language));
        vars_set(entry, "english", strcmp(label, english) == 0 ? "" : english);
        vars_set(entry, "help", lang_text(n->language, VERBS[i]->help));
    }
    const GPtrArray *macros = a->reception->desk->macros;
    for (guint i = 0; i < macros->len; i++) {
        const Macro *m = macros->pdata[i];
        Vars *entry = vars_add(v, "macros");
        vars_set(entry, "name", m->name);
        vars_set(entry, "help", m->help);
    }
}
