// decide_act.c: what a sound letter of a manager brings about: the answer goes to everybody who
// takes part, the note stays inside, colleagues hear of it, questions are answered.
//
// Whether the letter may act was decided in decide_manager.c. Letters to people outside wait
// (limits.answer_delay, #delay), so that #undo can stop them.

#include "ticket/decide_private.h"

#include "base/names.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static bool
is_named(const GPtrArray *changes, ChangeKind kind, const char *address)
{
    for (guint i = 0; i < changes->len; i++) {
        const Change *c = changes->pdata[i];
        if (c->kind == kind && address_equal(c->value, address))
            return true;
    }
    return false;
}

// Whom her commands bring in, each once.
static void
send_to_joining(const Facts *f, Decision *out, const char *language)
{
    g_autoptr(GPtrArray) named = change_values(out->changes, CHANGE_CC_ADD);
    const char *requester = change_value(out->changes, CHANGE_REQUESTER);
    if (requester && !is_named(out->changes, CHANGE_CC_ADD, requester))
        g_ptr_array_add(named, (char *)requester);
    for (guint i = 0; i < named->len; i++) {
        bool known = ticket_takes_part(f->ticket, named->pdata[i]);
        for (guint j = 0; j < i; j++)
            known = known || address_equal(named->pdata[j], named->pdata[i]);
        g_autoptr(Address) to = address_new("", named->pdata[i]);
        if (!known)
            notify_customer(f, out, NOTICE_ANSWER, to, language, out->text);
    }
}

// Her text goes out to everybody who takes part from now on, each with a letter of their own.
static void
send_answer(const Facts *f, Decision *out)
{
    const Ticket *t = f->ticket;
    const char *language = *t->language ? t->language : f->queue->language;
    for (guint i = 0; i <= t->participants->len; i++) {
        const Contact *c = i == 0 ? t->requester : t->participants->pdata[i - 1];
        if (!c || !*c->address || is_named(out->changes, CHANGE_CC_REMOVE, c->address))
            continue;
        g_autoptr(Address) to = address_new(c->name, c->address);
        notify_customer(f, out, NOTICE_ANSWER, to, *c->language ? c->language : language,
                        out->text);
    }
    send_to_joining(f, out, language);
}

static void
send_outside(const Facts *f, Decision *out)
{
    g_autoptr(GPtrArray) addresses = change_values(out->changes, CHANGE_FORWARD);
    for (guint i = 0; i < addresses->len; i++) {
        g_autoptr(Address) to = address_new("", addresses->pdata[i]);
        const Contact *c = f->ticket->requester;
        const char *language = c && *c->language ? c->language : f->queue->language;
        Notice *n = notice_new(NOTICE_FORWARD, to, language, out->text);
        n->purpose = TOKEN_OUTSIDER;
        g_ptr_array_add(out->notices, n);
    }
}

// The ticket's own manager and its watchers hear what a colleague wrote; an answer to that takes
// the same way as his.
static void
tell_colleagues(const Facts *f, Decision *out)
{
    guint before = out->notices->len;
    TokenPurpose purpose = out->direction == DIRECTION_OUT ? TOKEN_MANAGER : TOKEN_NOTE;
    if (*f->ticket->manager)
        notify_managers(f, out, NOTICE_NOTE, f->ticket->manager, "", f->manager->login, out->text);
    notify_watchers(f, out, NOTICE_NOTE, f->ticket->watchers, purpose, f->manager->login,
                    out->text);
    for (guint i = before; i < out->notices->len; i++)
        ((Notice *)out->notices->pdata[i])->purpose = purpose;
}

// Changes that people see in the ticket; the others say what becomes of this letter.
static bool
is_visible(ChangeKind kind)
{
    switch (kind) {
    case CHANGE_DIRECTION:
    case CHANGE_HELP:
    case CHANGE_ON:
    case CHANGE_USE:
    case CHANGE_SILENT:
    case CHANGE_QUERY:
    case CHANGE_REPLACE:
    case CHANGE_PROMISE:
    case CHANGE_REMARK:
    case CHANGE_HOOK:
        return false;
    default:
        return true;
    }
}

static bool
changes_something(const GPtrArray *changes)
{
    for (guint i = 0; i < changes->len; i++)
        if (is_visible(((const Change *)changes->pdata[i])->kind))
            return true;
    return false;
}

void
tell_solved(const Facts *f, Decision *out)
{
    const char *status = change_value(out->changes, CHANGE_STATUS);
    const Status *s = status ? desk_status(f->desk, status) : NULL;
    const Ticket *t = f->ticket;
    bool internal = change_value(out->changes, CHANGE_SILENT) ||
                    change_value(out->changes, CHANGE_SPAM) ||
                    change_value(out->changes, CHANGE_MERGE);
    const char *named = change_value(out->changes, CHANGE_REQUESTER);
    if (!s || s->kind != KIND_SOLVED || t->kind == KIND_SOLVED || internal ||
        (!named && (!t->requester || !*t->requester->address)))
        return;
    g_autoptr(Address) to =
        named ? address_new("", named) : address_new(t->requester->name, t->requester->address);
    notify_customer(f, out, NOTICE_SOLVED, to, *t->language ? t->language : f->queue->language, "");
}

// Is it so already? Asking for what is there is no news to anybody but who asked.
static bool
is_so(const Facts *f, const Change *c)
{
    const Ticket *t = f->ticket;
    const Status *s = c->kind == CHANGE_STATUS ? desk_status(f->desk, c->value) : NULL;
    switch (c->kind) {
    case CHANGE_STATUS:
        return s && strcmp(s->name, t->status) == 0;
    case CHANGE_MANAGER:
        return strcmp(c->value, t->manager) == 0;
    case CHANGE_PRIORITY:
        return g_ascii_strcasecmp(c->value, names_name(PRIORITY_NAMES, (int)t->priority)) == 0;
    case CHANGE_TAG_ADD:
        return g_ptr_array_find_with_equal_func(t->tags, c->value, g_str_equal, NULL);
    case CHANGE_TAG_REMOVE:
        return !g_ptr_array_find_with_equal_func(t->tags, c->value, g_str_equal, NULL);
    default:
        return false;
    }
}

static bool
changes_ticket(const Facts *f, const GPtrArray *changes)
{
    for (guint i = 0; i < changes->len; i++) {
        const Change *c = changes->pdata[i];
        if (is_visible(c->kind) && !is_so(f, c))
            return true;
    }
    return false;
}

// The one who takes care of the ticket that this one becomes a part of.
static void
tell_other_managers(const Facts *f, Decision *out)
{
    const char *number = change_value(out->changes, CHANGE_MERGE);
    for (guint i = 0; number && f->others && i < f->others->len; i++) {
        const Ticket *other = f->others->pdata[i];
        bool told = strcmp(other->manager, f->ticket->manager) == 0;
        if (other->number == g_ascii_strtoll(number, NULL, 10) && *other->manager && !told)
            notify_managers(f, out, NOTICE_CHANGED, other->manager, "", f->manager->login, "");
    }
}

// What was done, for those whom it concerns.
static void
tell_changes(const Facts *f, Decision *out)
{
    const char *manager = text_or_empty(change_value(out->changes, CHANGE_MANAGER));
    const char *group = text_or_empty(change_value(out->changes, CHANGE_GROUP));
    bool handed_over = *manager || *group;
    bool visible = changes_something(out->changes);
    bool news = visible && changes_ticket(f, out->changes);
    const char *note = out->direction == DIRECTION_NOTE ? out->text : "";
    guint before = out->notices->len;
    if (handed_over)
        notify_managers(f, out, NOTICE_TICKET_ASSIGNED, manager, group, f->manager->login, note);
    if (out->add)
        tell_colleagues(f, out);
    else if (news && *f->ticket->manager)
        notify_managers(f, out, NOTICE_CHANGED, f->ticket->manager, "", f->manager->login, "");
    if (news)
        notify_watchers(f, out, NOTICE_CHANGED, f->ticket->watchers, TOKEN_MANAGER,
                        f->manager->login, note);
    tell_other_managers(f, out);
    if (visible && f->message && out->block.commands->len > 0 && f->manager->confirm &&
        notice_is_on(f->desk, NOTICE_CHANGED))
        notify_manager(out, NOTICE_CHANGED, f->manager, "");
    // An answer to a letter about a note is a note, whatever else the letter tells.
    for (guint i = before; out->add && *note && i < out->notices->len; i++)
        ((Notice *)out->notices->pdata[i])->purpose = TOKEN_NOTE;
}

void
answer_questions(const Facts *f, Decision *out)
{
    if (change_value(out->changes, CHANGE_HELP))
        notify_manager(out, NOTICE_COMMAND_HELP, f->manager, "");
    g_autoptr(GPtrArray) questions = change_values(out->changes, CHANGE_QUERY);
    for (guint i = 0; i < questions->len; i++) {
        const char *query = questions->pdata[i];
        NoticeKind kind = strcmp(query, "show") == 0  ? NOTICE_SHOW
                          : strcmp(query, "why") == 0 ? NOTICE_WHY
                                                      : NOTICE_LIST;
        notify_manager(out, kind, f->manager, "");
        Notice *n = out->notices->pdata[out->notices->len - 1];
        g_free(n->query);
        n->query = g_strdup(query);
    }
}

static int64_t
waiting_time(const Facts *f, const Decision *out)
{
    const char *delay = change_value(out->changes, CHANGE_DELAY);
    if (change_value(out->changes, CHANGE_SEND))
        return 0;
    return delay ? g_ascii_strtoll(delay, NULL, 10) : f->desk->limits.answer_delay;
}

// Does an answer of hers wait for her word?
static bool
has_held(const Facts *f)
{
    for (guint i = 0; f->pending && i < f->pending->len; i++) {
        const PendingLetter *p = f->pending->pdata[i];
        if (p->held && g_ascii_strcasecmp(p->author, f->manager->login) == 0)
            return true;
    }
    return false;
}

static void
answer_customer(const Facts *f, Decision *out)
{
    // Whom she put on copy has her letter already; from now on they take part.
    // Confirming a letter vouches for its words, not for whom it names.
    if (f->message && !f->confirmed)
        join_people(f, out);
    send_answer(f, out);
    if (has_held(f))
        change_add(out->changes, CHANGE_REPLACE, f->manager->login, "answered");
    bool over = change_value(out->changes, CHANGE_MERGE) || change_value(out->changes, CHANGE_SPAM);
    const Status *open =
        f->ticket->kind == KIND_NEW && !over ? status_on_the_way(f, out, KIND_OPEN, false) : NULL;
    if (open && !change_value(out->changes, CHANGE_STATUS))
        change_add(out->changes, CHANGE_STATUS, open->name, "answered");
    if (!*f->ticket->manager && !change_value(out->changes, CHANGE_MANAGER))
        change_add(out->changes, CHANGE_MANAGER, f->manager->login, "answered");
}

void
act(const Facts *f, Decision *out)
{
    bool note = out->direction == DIRECTION_NOTE;
    bool asked = changes_something(out->changes);
    if (!out->add)
        decide_set(out, OUTCOME_COMMAND, "%u commands, no text", out->block.commands->len);
    else if (note)
        decide_set(out, OUTCOME_NOTE, "a note of %s", f->manager->login);
    else
        decide_set(out, OUTCOME_ANSWER, "%s's answer to the customer", f->manager->login);
    out->wait = waiting_time(f, out);
    out->undoable = (out->add || asked) && !change_value(out->changes, CHANGE_UNDO);
    // #cc in the same letter counts before it goes out.
    if (out->add && !note)
        answer_customer(f, out);
    send_outside(f, out);
    if (out->add && note)
        call_people(f, out);
    run_rules(f, out, (out->add && !note ? ON_MANAGER : 0) | decide_consequences(f, out));
    choose_promise(f, out);
    tell_solved(f, out);
    // The implicit changes of an answer are no news to whoever wrote it.
    tell_changes(f, out);
    answer_questions(f, out);
}
