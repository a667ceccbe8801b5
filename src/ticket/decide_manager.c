// decide_manager.c: a manager's mail: is it hers, is it whole, may it act? Then its commands and
// text are done (decide_act.c), or it is held, or it goes back line by line.
//
// Letters that were held and are let go are decide_release.c. Without proof for all that it asks
// (TRUST 3; levels per verb in the config) nothing of it acts: the mail is held and the registered
// address is asked. Commands are all or nothing: a fault holds the answer as well, until "#send" in
// answer to our letter lets the text go. An absence notice of a manager never reaches the customer.

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
    bool capped =
        f->proof < PROOF_L2 && f->auto_to_manager >= f->desk->limits.auto_per_address_hour;
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

static bool
has_files(const Facts *f)
{
    for (unsigned i = 0; f->message && i < message_attachment_count(f->message); i++)
        if (!message_attachment(f->message, i)->is_inline)
            return true;
    return false;
}

static bool
has_text(const Facts *f, const Decision *out)
{
    return !text_is_empty(out->block.text) || has_files(f);
}

static bool
answers_note(const Facts *f)
{
    TokenPurpose purpose = f->thread->token.purpose;
    return !f->on && (purpose == TOKEN_NOTE || purpose == TOKEN_FAULT_NOTE);
}

// What was meant to stay inside stays there when it is written anew in answer to the fault.
static TokenPurpose
fault_purpose(const Facts *f, const Decision *out)
{
    const CommandBlock *b = &out->block;
    bool inside = answers_note(f) || command_has(b, "note") || command_has(b, "silent") ||
                  command_has(b, "forward") || command_has(b, "spam");
    return inside && !command_has(b, "reply") ? TOKEN_FAULT_NOTE : TOKEN_FAULT;
}

void
tell_faults(const Facts *f, Decision *out, const char *fault)
{
    guint count = 0;
    out->refused = true;
    out->add = false;
    g_ptr_array_set_size(out->changes, 0);
    for (guint i = 0; out->block.commands && i < out->block.commands->len; i++)
        count += *((const Command *)out->block.commands->pdata[i])->error != '\0';
    // A text is kept: "#send" lets it go.
    Outcome outcome = has_text(f, out) ? OUTCOME_HELD : OUTCOME_COMMAND;
    if (fault)
        decide_set(out, outcome, "nothing done: %s", fault);
    else
        decide_set(out, outcome, "nothing done: %u of %u commands are faulty", count,
                   out->block.commands->len);
    if (!may_ask(f, out))
        return;
    notify_manager(out, NOTICE_COMMAND_FAULT, f->manager, out->block.text);
    Notice *n = out->notices->pdata[out->notices->len - 1];
    n->purpose = fault_purpose(f, out);
    for (guint i = 0; out->block.commands && i < out->block.commands->len; i++) {
        const Command *c = out->block.commands->pdata[i];
        g_ptr_array_add(n->faults, g_strdup(c->line));
        g_ptr_array_add(n->faults, g_strdup(c->error));
    }
    if (fault) {
        g_ptr_array_add(n->faults, g_strdup("…"));
        g_ptr_array_add(n->faults, g_strdup(fault));
    }
}

VerbContext
verb_context(const Facts *f, const Decision *d, bool to_be)
{
    const Token *token = &f->thread->token;
    return (VerbContext){
        .desk = f->desk,
        .queue = f->queue,
        .ticket = to_be ? NULL : f->ticket,
        .actor = f->manager,
        .now = f->now,
        .first = f->first_message,
        .shown = f->on || !token_is_for_managers(token->purpose) ? 0 : token->ref,
        .others = f->others,
        .pending = f->pending,
        .undo = f->undo,
        .has_text = !text_is_empty(d->block.text),
        .makes_ticket = to_be,
        .on = f->on,
    };
}

void
add_ready_answers(Decision *out)
{
    g_autoptr(GPtrArray) texts = change_values(out->changes, CHANGE_USE);
    for (guint i = 0; i < texts->len; i++) {
        char *joined = text_is_empty(out->text)
                           ? g_strdup(texts->pdata[i])
                           : g_strdup_printf("%s\n\n%s", out->text, (char *)texts->pdata[i]);
        g_free(out->text);
        out->text = joined;
    }
}

static bool
somebody_to_answer(const Ticket *t, const GPtrArray *changes)
{
    bool any = (t->requester && *t->requester->address) ||
               change_value(changes, CHANGE_REQUESTER) || change_value(changes, CHANGE_CC_ADD);
    for (guint i = 0; i < t->participants->len; i++)
        any = any || *((const Contact *)t->participants->pdata[i])->address;
    return any;
}

// What keeps an otherwise good letter from being done; in the manager's language, NULL when nothing
// does. The caller frees.
static char *
answer_fault(const Facts *f, const VerbContext *context, const Decision *out)
{
    const char *language = f->manager->language;
    g_autoptr(GError) error = NULL;
    // Our notices hold what is not for customers: a piece of one in an answer means that the quote
    // was not recognised, and everything below it may be ours.
    if (strstr(out->text, DELIMITER_MARK))
        return g_strdup(lang_text(
            language,
            N_("the answer holds a part of our notice; write it above the line with ⁂⁂⁂, or "
               "delete the notice below it")));
    if (!out->add && out->block.commands->len == 0)
        return g_strdup(lang_text(
            language,
            N_("there is nothing new in this letter; write your answer above the quoted notice")));
    if (out->add && out->direction == DIRECTION_OUT && !somebody_to_answer(f->ticket, out->changes))
        return g_strdup(lang_text(
            language,
            N_("nobody's address is known in this ticket; name one with #requester a@b")));
    // A mistyped or misplaced command must not reach a customer; who lets the letter go has seen
    // it.
    g_autofree char *stray =
        out->direction == DIRECTION_OUT && !f->instead ? command_stray(out->text) : NULL;
    if (stray)
        return g_strdup_printf(
            lang_text(language,
                      N_("“%s” looks like a command but stands inside the text; commands stand at "
                         "its top, or at its end when nothing is quoted above, and ## at the "
                         "beginning of a line means #")),
            stray);
    const Verb *text = verb_find(out->direction == DIRECTION_OUT ? "reply" : "note");
    if (out->add && !command_may(context, text, f->proof, &error))
        return g_strdup(error->message);
    return NULL;
}

// What becomes of the text: as it says itself, else as the letter that it answers. A text for an
// outsider, or one that comes with #silent, is not for the customer.
static Direction
choose_direction(const Facts *f, const Decision *out)
{
    const char *said = change_value(out->changes, CHANGE_DIRECTION);
    if (change_value(out->changes, CHANGE_SILENT))
        return DIRECTION_NOTE;
    if (said)
        return strcmp(said, "note") == 0 ? DIRECTION_NOTE : DIRECTION_OUT;
    // Ours but expired is still the notice of a note: what is confirmed afterwards stays inside as
    // well.
    bool other =
        change_value(out->changes, CHANGE_FORWARD) || change_value(out->changes, CHANGE_SPAM);
    const char *type = change_value(out->changes, CHANGE_TYPE);
    bool internal = desk_is_internal(f->desk, type ? type : f->ticket->type);
    return answers_note(f) || other || internal ? DIRECTION_NOTE : DIRECTION_OUT;
}

void
run_commands(const Facts *f, Decision *out)
{
    g_free(out->text);
    out->text = g_strdup(out->block.text);
    g_free(out->language);
    out->language = g_strdup(f->ticket->language);
    VerbContext context = verb_context(f, out, false);
    context.has_text = has_text(f, out);
    plan_block(f, &context, out);
    add_ready_answers(out);
    out->direction = choose_direction(f, out);
    out->add = !text_is_empty(out->text) || has_files(f);
    g_autofree char *fault = out->block.faulty ? NULL : answer_fault(f, &context, out);
    const PendingLetter *first =
        out->add && out->direction == DIRECTION_OUT && !f->confirmed ? colleague_answer(f) : NULL;
    if (out->block.faulty || fault)
        tell_faults(f, out, fault);
    else if (first)
        hold_for_colleague(f, out, first);
    else
        act(f, out);
}

void
run_without_ticket(const Facts *f, Decision *out)
{
    VerbContext context = verb_context(f, out, false);
    context.ticket = NULL;
    plan_block(f, &context, out);
    if (!text_is_empty(out->block.text) || out->block.faulty || out->block.commands->len == 0) {
        tell_faults(f, out,
                    out->block.faulty
                        ? NULL
                        : lang_text(f->manager->language,
                                    N_("this letter belongs to no ticket; answer a notice, or name "
                                       "one with #on NUMBER")));
        return;
    }
    decide_set(out, OUTCOME_COMMAND, "%u commands about no ticket", out->block.commands->len);
    answer_questions(f, out);
}

void
decide_commands(const Facts *f, const char *text, Decision *out)
{
    decision_init(out);
    g_free(out->author);
    out->author = g_strdup(f->manager->login);
    command_parse(text, f->desk->limits.commands, f->manager->language, &out->block);
    if (f->ticket)
        run_commands(f, out);
    else
        run_without_ticket(f, out);
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

// The least proof for all that the letter asks.
static Proof
proof_needed(const Facts *f, const Decision *out)
{
    bool text = has_text(f, out) || out->block.commands->len == 0;
    Proof most = MAX(PROOF_L2, command_needs(&out->block, f->desk));
    if (text)
        most = MAX(most, MIN(verb_proof(f->desk, verb_find("reply")),
                             verb_proof(f->desk, verb_find("note"))));
    // What asks for a signature cannot be made up for by confirming: it is refused instead of held.
    return MIN(most, PROOF_L3);
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
    command_parse(answer.whole ? "" : answer.text, f->desk->limits.commands, f->manager->language,
                  &out->block);
    bool doubtful = f->nature->kind != NATURE_PERSON || !f->nature->may_answer;
    if ((f->proof < proof_needed(f, out) || doubtful) && !f->confirmed) {
        hold(f, out, answer.text);
        return;
    }
    bool answers_us = f->thread->token_valid && !f->confirmed;
    if (answers_us && f->thread->token.purpose == TOKEN_CONFIRM)
        confirm_held(f, out, &answer);
    else if (answers_us && token_is_fault(f->thread->token.purpose) &&
             command_has(&out->block, "send"))
        let_go(f, out);
    else if (f->ticket)
        run_commands(f, out);
    else
        run_without_ticket(f, out);
}
