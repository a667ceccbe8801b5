// decide_care.c: care for what has not left and for who should know: a customer who writes before
// an answer left, two managers who answer at once, people whom a note calls, outsiders who were
// asked.
//
// Letters that wait stand in the outbox; what is decided here is carried out by desk/apply_care.c.

#include "ticket/decide_private.h"

#include "base/text.h"
#include "mail/body.h"

#include <string.h>

#define CALLED_MAX 20

static bool
is_answer(const PendingLetter *p)
{
    return strcmp(p->template, NOTICES[NOTICE_ANSWER].template) == 0;
}

const PendingLetter *
colleague_answer(const Facts *f)
{
    for (guint i = 0; f->pending && i < f->pending->len; i++) {
        const PendingLetter *p = f->pending->pdata[i];
        const Manager *author = desk_manager(f->desk, p->author);
        if (is_answer(p) && !p->held && author && author->active && author != f->manager)
            return p;
    }
    return NULL;
}

static void
add_answer_held(Decision *out, const Manager *m, const char *query, const char *text,
                const char *other)
{
    notify_manager(out, NOTICE_ANSWER_HELD, m, text);
    Notice *n = out->notices->pdata[out->notices->len - 1];
    g_free(n->query);
    n->query = g_strdup(query);
    g_free(n->other);
    n->other = g_strdup(other);
}

void
hold_for_colleague(const Facts *f, Decision *out, const PendingLetter *first)
{
    const Manager *colleague = desk_manager(f->desk, first->author);
    decide_set(out, OUTCOME_HELD, "%s is answering, and that answer has not left yet",
               colleague ? colleague->name : first->author);
    add_answer_held(out, f->manager, "colleague", first->text, out->text);
    // Her whole letter waits: "#send" does it as it stands.
    ((Notice *)out->notices->pdata[out->notices->len - 1])->purpose = TOKEN_FAULT;
    out->add = false;
    g_ptr_array_set_size(out->changes, 0);
}

static bool
may_care(const Facts *f, const Decision *out, const Manager *m)
{
    return m && m->active && desk_may_see(f->desk, m, queue_afterwards(f, out));
}

// Who hears of an answer that did not leave: its author, else whose ticket it is, else a lead.
static const Manager *
carer(const Facts *f, const Decision *out, const PendingLetter *p)
{
    const Manager *author = desk_manager(f->desk, p->author);
    const Manager *own = desk_manager(f->desk, f->ticket->manager);
    if (may_care(f, out, author))
        return author;
    if (may_care(f, out, own))
        return own;
    for (guint i = 0; i < f->desk->managers->len; i++) {
        const Manager *m = f->desk->managers->pdata[i];
        if (m->role >= ROLE_LEAD && may_care(f, out, m))
            return m;
    }
    return NULL;
}

const char *
hold_for_customer(const Facts *f, Decision *out)
{
    const char *last = "";
    bool any = false;
    for (guint i = 0; f->pending && i < f->pending->len; i++) {
        const PendingLetter *p = f->pending->pdata[i];
        bool again = false; // a letter for each reader, one author
        for (guint j = 0; j < i; j++)
            again = again || ((const PendingLetter *)f->pending->pdata[j])->message == p->message;
        const Manager *m = carer(f, out, p);
        if (p->held || strcmp(p->template, NOTICES[NOTICE_FORWARD].template) == 0)
            continue;
        any = true;
        if (!is_answer(p) || again || !m)
            continue;
        add_answer_held(out, m, "customer", out->text, p->text);
        ((Notice *)out->notices->pdata[out->notices->len - 1])->ref = p->message;
        last = m->login;
    }
    if (any)
        change_add(out->changes, CHANGE_HOLD, "", "customer wrote");
    return last;
}

// "@anna", "@line2": the word after a sign that no letter stands before.
static char *
next_call(const char **text)
{
    for (const char *p = strchr(*text, '@'); p; p = strchr(p + 1, '@')) {
        gunichar before = p > *text ? g_utf8_get_char(g_utf8_prev_char(p)) : ' ';
        const char *end = p + 1;
        for (gunichar u = g_utf8_get_char(end);
             g_unichar_isalnum(u) || u == '-' || u == '_' || u == '.'; u = g_utf8_get_char(end))
            end = g_utf8_next_char(end);
        if (g_unichar_isalnum(before) || end == p + 1)
            continue;
        *text = end;
        char *word = g_strndup(p + 1, (size_t)(end - p - 1));
        size_t len = strlen(word);
        while (len > 0 && strchr(".-", word[len - 1]))
            word[--len] = '\0'; // "ask @anna."
        return word;
    }
    return NULL;
}

static void
call_manager(const Facts *f, Decision *out, const Manager *m)
{
    if (m == f->manager || !m->active)
        return;
    const Queue *q = queue_afterwards(f, out);
    if (!desk_may_see(f->desk, m, q)) {
        decide_trace(out, "called", false, "%s may not see queue %s", m->login, q->name);
        return;
    }
    for (guint i = 0; i < out->notices->len; i++) {
        Notice *n = out->notices->pdata[i];
        if (n->kind == NOTICE_NOTE && address_equal(n->to->address, m->addresses->pdata[0]))
            return;
    }
    decide_trace(out, "called", true, "%s", m->login);
    notify_manager(out, NOTICE_NOTE, m, out->text);
    Notice *n = out->notices->pdata[out->notices->len - 1];
    g_free(n->query);
    n->query = g_strdup("called");
}

void
call_people(const Facts *f, Decision *out)
{
    const char *rest = out->text;
    for (unsigned called = 0; called < CALLED_MAX; called++) {
        g_autofree char *word = next_call(&rest);
        if (!word)
            return;
        const Group *g = desk_group(f->desk, word);
        const Manager *m = g ? NULL : desk_find_manager(f->desk, word, "en", NULL);
        if (!g && !m) {
            decide_trace(out, "called", false, "@%s is nobody, or several", word);
            continue;
        }
        if (g || desk_may_see(f->desk, m, queue_afterwards(f, out)))
            change_add(out->changes, CHANGE_WATCH, g ? g->name : m->login, "called");
        for (guint i = 0; g && i < g->members->len; i++) {
            const Manager *member = desk_manager(f->desk, g->members->pdata[i]);
            if (member)
                call_manager(f, out, member);
        }
        if (m)
            call_manager(f, out, m);
    }
}

void
decide_outsider(const Facts *f, Decision *out)
{
    g_auto(Answer) answer = {0};
    answer_extract(message_text(f->message), &answer);
    g_free(out->text);
    out->text = g_strdup(answer.text);
    g_free(out->language);
    out->language = g_strdup(f->ticket->language);
    out->add = true;
    out->direction = DIRECTION_NOTE;
    if (f->nature->kind == NATURE_ROBOT)
        decide_set(out, OUTCOME_ROBOT, "kept with the ticket: %s", f->nature->why);
    else
        decide_set(out, OUTCOME_NOTE, "%s, who was asked about the ticket, answers",
                   f->sender->address);
    if (f->nature->kind == NATURE_ROBOT && !f->nature->may_pass_on)
        return;
    notify_managers(f, out, NOTICE_NOTE, f->ticket->manager, f->ticket->group, "", out->text);
    notify_watchers(f, out, NOTICE_NOTE, f->ticket->watchers, TOKEN_NOTE, "", out->text);
}
