// decide_manager.c: a manager's mail on a ticket: an answer to the customer, a note, commands; or held.
//
// Without a token that is valid for her address (proof L3) nothing of it acts: the mail is held and the
// registered address is asked. Commands are all or nothing: a fault holds the answer as well. An absence
// notice of a manager never reaches the customer.

#include "ticket/decide_private.h"

#include "base/text.h"
#include "mail/body.h"

#include <string.h>

static void
hold(const Facts *f, Decision *out, const char *text)
{
    decide_set(out, OUTCOME_HELD, "in the name of %s without proof (%s): asked the registered address",
               f->manager->login, proof_name(f->proof));
    notify_manager(out, NOTICE_HELD, f->manager, text);
}

static void
tell_faults(const Facts *f, Decision *out)
{
    guint count = 0;
    notify_manager(out, NOTICE_COMMAND_FAULT, f->manager, out->block.text);
    Notice *n = out->notices->pdata[out->notices->len - 1];
    for (guint i = 0; i < out->block.commands->len; i++) {
        const Command *c = out->block.commands->pdata[i];
        g_ptr_array_add(n->faults, g_strdup(c->line));
        g_ptr_array_add(n->faults, g_strdup(c->error));
        count += *c->error != '\0';
    }
    decide_set(out, OUTCOME_COMMAND, "nothing done: %u of %u commands are faulty", count, out->block.commands->len);
}

// Her text goes out to everybody who takes part, each with a letter of their own.
static void
send_answer(const Facts *f, Decision *out)
{
    const Ticket *t = f->ticket;
    const char *language = *t->language ? t->language : f->queue->language;
    for (guint i = 0; i <= t->participants->len; i++) {
        const Contact *c = i == 0 ? t->requester : t->participants->pdata[i - 1];
        if (!c || !*c->address)
            continue;
        g_autoptr(Address) to = address_new(c->name, c->address);
        notify_customer(f, out, NOTICE_ANSWER, to, *c->language ? c->language : language, out->text);
    }
}

// The ticket's own manager hears what a colleague wrote; her answer to it takes the same way as his.
static void
tell_colleague(const Facts *f, Decision *out)
{
    guint before = out->notices->len;
    notify_managers(f, out, NOTICE_NOTE, f->ticket->manager, "", f->manager->login, out->text);
    for (guint i = before; i < out->notices->len && out->direction == DIRECTION_OUT; i++)
        ((Notice *)out->notices->pdata[i])->purpose = TOKEN_MANAGER;
}

// What the changes mean for others: the customer of a solved ticket, the manager who got it.
static void
tell_changes(const Facts *f, Decision *out)
{
    const char *status = change_value(out->changes, CHANGE_STATUS);
    const Status *s = status ? desk_status(f->desk, status) : NULL;
    const Ticket *t = f->ticket;
    if (s && s->kind == KIND_SOLVED && t->kind != KIND_SOLVED && t->requester && *t->requester->address) {
        g_autoptr(Address) to = address_new(t->requester->name, t->requester->address);
        notify_customer(f, out, NOTICE_SOLVED, to, *t->language ? t->language : f->queue->language, "");
    }
    const char *manager = change_value(out->changes, CHANGE_MANAGER);
    const char *group = change_value(out->changes, CHANGE_GROUP);
    if ((manager && *manager) || (group && *group))
        notify_managers(f, out, NOTICE_TICKET_ASSIGNED, text_or_empty(manager), text_or_empty(group),
                        f->manager->login, out->direction == DIRECTION_NOTE ? out->text : "");
    else if (*out->text && *t->manager)
        tell_colleague(f, out);
    if (change_value(out->changes, CHANGE_HELP))
        notify_manager(out, NOTICE_COMMAND_HELP, f->manager, "");
}

static void
act(const Facts *f, Decision *out)
{
    const char *direction = change_value(out->changes, CHANGE_DIRECTION);
    // Ours but expired is still the notice of a note: what is confirmed afterwards stays inside as well.
    bool note = direction ? strcmp(direction, "note") == 0 : f->thread->token.purpose == TOKEN_NOTE;
    bool has_text = !text_is_empty(out->text) || (f->message && message_attachment_count(f->message) > 0);
    bool commands = out->block.commands->len > 0;
    out->add = has_text && (!commands || !text_is_empty(out->text));
    out->direction = note ? DIRECTION_NOTE : DIRECTION_OUT;
    if (!out->add)
        decide_set(out, OUTCOME_COMMAND, "%u commands, no text", out->block.commands->len);
    else if (note)
        decide_set(out, OUTCOME_NOTE, "%s", direction ? "#note" : "an answer to a note");
    else
        decide_set(out, OUTCOME_ANSWER, "%s's answer to the customer", f->manager->login);
    if (out->add && !note) {
        send_answer(f, out);
        if (f->ticket->kind == KIND_NEW && !change_value(out->changes, CHANGE_STATUS))
            change_add(out->changes, CHANGE_STATUS, desk_status_first(f->desk, KIND_OPEN)->name, "answered");
        if (!*f->ticket->manager && !change_value(out->changes, CHANGE_MANAGER))
            change_add(out->changes, CHANGE_MANAGER, f->manager->login, "answered");
    }
    tell_changes(f, out);
}

static void
run_commands(const Facts *f, const char *text, Decision *out)
{
    command_parse(text, f->desk->limits.commands, f->manager->language, &out->block);
    g_free(out->text);
    out->text = g_strdup(out->block.text);
    g_free(out->language);
    out->language = g_strdup(f->ticket->language);
    VerbContext context = {.desk = f->desk, .queue = f->queue, .ticket = f->ticket, .actor = f->manager};
    g_ptr_array_unref(out->changes);
    out->changes = command_plan(&out->block, &context, f->proof);
    if (out->block.faulty)
        tell_faults(f, out);
    else
        act(f, out);
}

void
decide_commands(const Facts *f, const char *text, Decision *out)
{
    decision_init(out);
    g_free(out->author);
    out->author = g_strdup(f->manager->login);
    run_commands(f, text, out);
}

// Import: what a manager once wrote is history, with the text that the customer got then.
static void
keep_as_history(const Facts *f, Decision *out, const char *text)
{
    g_free(out->text);
    out->text = g_strdup(text);
    out->add = true;
    out->direction = DIRECTION_OUT;
    decide_set(out, OUTCOME_ANSWER, "%s's answer, imported", f->manager->login);
}

void
decide_manager(const Facts *f, Decision *out)
{
    if (f->nature->kind != NATURE_PERSON) {
        decide_set(out, OUTCOME_ROBOT, "automatic mail of a manager is never passed on: %s", f->nature->why);
        return;
    }
    g_auto(Answer) answer = {0};
    answer_extract(message_text(f->message), &answer);
    if (!f->automation) {
        keep_as_history(f, out, answer.text);
        return;
    }
    if (f->proof < PROOF_L3) {
        hold(f, out, answer.text);
        return;
    }
    if (f->thread->token_valid && f->thread->token.purpose == TOKEN_CONFIRM && !f->confirmed) {
        out->confirm = f->thread->token.ref;
        decide_set(out, OUTCOME_COMMAND, "%s confirms a held message", f->manager->login);
        return;
    }
    if (!f->ticket) {
        decide_set(out, OUTCOME_HELD, "the ticket that it answers is gone");
        return;
    }
    run_commands(f, answer.text, out);
}
