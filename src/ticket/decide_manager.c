// decide_manager.c: a manager's mail on a ticket: an answer to the customer, a note, commands; or
// held.
//
// Without a token that is valid for her address (proof L3) nothing of it acts: the mail is held and
// the registered address is asked. Commands are all or nothing: a fault holds the answer as well.
// An absence notice of a manager never reaches the customer.

#include "ticket/decide_private.h"

#include "base/lang.h"
#include "base/text.h"
#include "mail/body.h"

#include <string.h>

// Anybody can write in a manager's name: what that makes us send her is capped like any automatic
// letter.
static bool
may_ask(const Facts *f, Decision *out)
{
    bool capped = f->auto_to_manager >= f->desk->limits.auto_per_address_hour;
    if (capped)
        decide_trace(out, "ask", false, "%s has had the automatic letters of this hour",
                     f->manager->login);
    return !capped;
}

void
hold(const Facts *f, Decision *out, const char *text)
{
    decide_set(out, OUTCOME_HELD,
               "in the name of %s without proof (%s): asked the registered address",
               f->manager->login, proof_name(f->proof));
    if (may_ask(f, out))
        notify_manager(out, NOTICE_HELD, f->manager, text);
}

// The answer to our question whether a held letter is hers: only a clear yes counts.
static bool
is_yes(const char *text)
{
    static const char *const YES[] = {
        "yes", "y",         "ok",          "send",        "#send",     "confirm", "да",  "так",
        "ага", "отправить", "підтверджую", "подтверждаю", "надіслати", "ja",      "oui", "si",
        "sí",  "tak",       "yes please",  "👍",           "+1",        NULL};
    g_auto(GStrv) lines = g_strsplit(text, "\n", 2);
    if (!lines[0])
        return false;
    g_autofree char *line = g_strstrip(g_strdup(lines[0]));
    g_strdelimit(line, ".!,", ' ');
    g_autofree char *words = text_one_line(line);
    for (size_t i = 0; YES[i]; i++)
        if (text_equal_fold(words, YES[i]))
            return true;
    return false;
}

static bool
is_no(const char *text)
{
    static const char *const NO[] = {"no", "нет", "ні", "nein", "non", "nie", NULL};
    g_auto(GStrv) words = g_strsplit_set(text, " \t\n.,!?;:", 2);
    for (size_t i = 0; words[0] && NO[i]; i++)
        if (text_equal_fold(words[0], NO[i]))
            return true;
    return false;
}

void
tell_faults(const Facts *f, Decision *out, const char *fault)
{
    guint count = 0;
    out->refused = true;
    if (!may_ask(f, out))
        return;
    notify_manager(out, NOTICE_COMMAND_FAULT, f->manager, fault ? "" : out->block.text);
    Notice *n = out->notices->pdata[out->notices->len - 1];
    for (guint i = 0; out->block.commands && i < out->block.commands->len; i++) {
        const Command *c = out->block.commands->pdata[i];
        g_ptr_array_add(n->faults, g_strdup(c->line));
        g_ptr_array_add(n->faults, g_strdup(c->error));
        count += *c->error != '\0';
    }
    if (fault) {
        g_ptr_array_add(n->faults, g_strdup("…"));
        g_ptr_array_add(n->faults, g_strdup(fault));
        decide_set(out, OUTCOME_COMMAND, "nothing done: %s", fault);
    } else {
        decide_set(out, OUTCOME_COMMAND, "nothing done: %u of %u commands are faulty", count,
                   out->block.commands->len);
    }
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
        notify_customer(f, out, NOTICE_ANSWER, to, *c->language ? c->language : language,
                        out->text);
    }
}

// The ticket's own manager hears what a colleague wrote; her answer to it takes the same way as
// his.
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
    if (s && s->kind == KIND_SOLVED && t->kind != KIND_SOLVED && t->requester &&
        *t->requester->address) {
        g_autoptr(Address) to = address_new(t->requester->name, t->requester->address);
        notify_customer(f, out, NOTICE_SOLVED, to, *t->language ? t->language : f->queue->language,
                        "");
    }
    const char *manager = change_value(out->changes, CHANGE_MANAGER);
    const char *group = change_value(out->changes, CHANGE_GROUP);
    if ((manager && *manager) || (group && *group))
        notify_managers(f, out, NOTICE_TICKET_ASSIGNED, text_or_empty(manager),
                        text_or_empty(group), f->manager->login,
                        out->direction == DIRECTION_NOTE ? out->text : "");
    else if (*out->text && *t->manager)
        tell_colleague(f, out);
    if (change_value(out->changes, CHANGE_HELP))
        notify_manager(out, NOTICE_COMMAND_HELP, f->manager, "");
}

static bool
has_files(const Facts *f)
{
    for (unsigned i = 0; f->message && i < message_attachment_count(f->message); i++)
        if (!message_attachment(f->message, i)->is_inline)
            return true;
    return false;
}

static void
act(const Facts *f, Decision *out)
{
    bool note = out->direction == DIRECTION_NOTE;
    if (!out->add)
        decide_set(out, OUTCOME_COMMAND, "%u commands, no text", out->block.commands->len);
    else if (note)
        decide_set(out, OUTCOME_NOTE, "a note of %s", f->manager->login);
    else
        decide_set(out, OUTCOME_ANSWER, "%s's answer to the customer", f->manager->login);
    if (out->add && !note) {
        // Whom she put on copy has her letter already; from now on they take part.
        if (f->message)
            join_people(f, out);
        send_answer(f, out);
        if (f->ticket->kind == KIND_NEW && !change_value(out->changes, CHANGE_STATUS))
            change_add(out->changes, CHANGE_STATUS, desk_status_first(f->desk, KIND_OPEN)->name,
                       "answered");
        if (!*f->ticket->manager && !change_value(out->changes, CHANGE_MANAGER))
            change_add(out->changes, CHANGE_MANAGER, f->manager->login, "answered");
    }
    tell_changes(f, out);
}

static bool
somebody_to_answer(const Ticket *t)
{
    bool any = t->requester && *t->requester->address;
    for (guint i = 0; i < t->participants->len; i++)
        any = any || *((const Contact *)t->participants->pdata[i])->address;
    return any;
}

// What keeps an otherwise good answer from going out; in the manager's language, NULL when nothing
// does.
static const char *
answer_fault(const Facts *f, const Decision *out)
{
    const char *language = f->manager->language;
    // Our notices hold what is not for customers: a piece of one in an answer means that the quote
    // was not recognised, and everything below it may be ours.
    if (strstr(out->text, DELIMITER_MARK))
        return lang_text(
            language,
            N_("the answer holds a part of our notice; write it above the line with ⁂⁂⁂, or "
               "delete the notice below it"));
    if (!out->add && out->block.commands->len == 0)
        return lang_text(
            language,
            N_("there is nothing new in this letter; write your answer above the quoted notice"));
    if (out->add && out->direction == DIRECTION_OUT && !somebody_to_answer(f->ticket))
        return lang_text(
            language, N_("nobody's address is known in this ticket; name one with #requester a@b"));
    return NULL;
}

static void
run_commands(const Facts *f, const char *text, Decision *out)
{
    command_parse(text, f->desk->limits.commands, f->manager->language, &out->block);
    g_free(out->text);
    out->text = g_strdup(out->block.text);
    g_free(out->language);
    out->language = g_strdup(f->ticket->language);
    VerbContext context = {
        .desk = f->desk, .queue = f->queue, .ticket = f->ticket, .actor = f->manager};
    g_ptr_array_unref(out->changes);
    out->changes = command_plan(&out->block, &context, f->proof);
    const char *direction = change_value(out->changes, CHANGE_DIRECTION);
    // Ours but expired is still the notice of a note: what is confirmed afterwards stays inside as
    // well.
    bool note = direction ? strcmp(direction, "note") == 0 : f->thread->token.purpose == TOKEN_NOTE;
    out->direction = note ? DIRECTION_NOTE : DIRECTION_OUT;
    out->add = !text_is_empty(out->text) || has_files(f);
    const char *fault = out->block.faulty ? NULL : answer_fault(f, out);
    if (!out->block.faulty && !fault) {
        act(f, out);
        return;
    }
    tell_faults(f, out, fault);
    out->add = false;
    g_ptr_array_set_size(out->changes, 0);
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

static void
confirm(const Facts *f, Decision *out, const Answer *answer)
{
    if (answer->whole || !is_yes(answer->text)) {
        if (answer->whole || !is_no(answer->text))
            tell_faults(f, out,
                        lang_text(f->manager->language,
                                  N_("the held letter stays undone; to confirm it, answer with "
                                     "“yes” and nothing else in the first line")));
        decide_set(out, OUTCOME_COMMAND, "%s does not confirm the held message: it stays undone",
                   f->manager->login);
        return;
    }
    out->confirm = f->thread->token.ref;
    decide_set(out, OUTCOME_COMMAND, "%s confirms a held message", f->manager->login);
}

void
decide_manager(const Facts *f, Decision *out)
{
    g_auto(Answer) answer = {0};
    answer_extract(message_text(f->message), &answer);
    if (!f->automation) {
        keep_as_history(f, out, answer.text);
        return;
    }
    // What a machine says in her name goes nowhere; what may be a machine's is asked about.
    if (f->nature->kind == NATURE_ROBOT) {
        decide_set(out, OUTCOME_ROBOT, "automatic mail of a manager is never passed on: %s",
                   f->nature->why);
        out->refused = true;
        return;
    }
    bool doubtful = f->nature->kind != NATURE_PERSON || !f->nature->may_answer;
    if ((f->proof < PROOF_L3 || doubtful) && !f->confirmed) {
        hold(f, out, answer.text);
        return;
    }
    if (f->thread->token_valid && f->thread->token.purpose == TOKEN_CONFIRM && !f->confirmed) {
        confirm(f, out, &answer);
        return;
    }
    if (!f->ticket) {
        decide_set(out, OUTCOME_HELD, "the ticket that it answers is gone");
        return;
    }
    run_commands(f, answer.whole ? "" : answer.text, out);
}
