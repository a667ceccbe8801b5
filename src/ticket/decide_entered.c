// decide_entered.c: a manager's mail that makes a ticket: a customer's letter that she forwards, or
// a request that she writes down for somebody (#requester a@b). The ticket becomes the customer's.
//
// Without proof it only makes a ticket: no letter goes to the customer, who may be anybody's
// invention, and commands other than #requester hold the whole mail. Where the forwarded letter
// does not say clearly whose it is, the ticket is the manager's own and she is asked. Finding the
// letter is mail/forward.

#include "ticket/decide_private.h"

#include "base/text.h"
#include "mail/body.h"

#include <string.h>

#define SUBJECT_OF_TEXT 60 // characters

static void
parse_block(const Facts *f, Decision *out)
{
    g_auto(Answer) answer = {0};
    answer_extract(message_text(f->message), &answer);
    const char *text = f->forward ? f->forward->note : answer.text;
    command_parse(text, f->desk->limits.commands, f->manager->language, &out->block);
}

// #requester, in a mail that makes a ticket, changes nobody's ticket: it needs no more proof than
// the mail. All else needs what it always needs.
static Proof
proof_needed(const Facts *f, const CommandBlock *block)
{
    Proof most = PROOF_L0;
    for (guint i = 0; i < block->commands->len; i++) {
        const Command *c = block->commands->pdata[i];
        if (!c->verb || strcmp(c->verb->name, "requester") != 0)
            most = MAX(most, c->verb ? verb_proof(f->desk, c->verb) : PROOF_L3);
    }
    return MIN(most, PROOF_L3);
}

// The customer, with the reason for explain.
static Address *
choose_requester(const Facts *f, Decision *out)
{
    const char *named = change_value(out->changes, CHANGE_REQUESTER);
    const char *fresh = change_value(out->changes, CHANGE_NEW);
    if (!named && fresh && *fresh)
        named = fresh;
    if (named) {
        decide_trace(out, "requester", true, "named by the command: %s", named);
        return address_new("", named);
    }
    if (f->forward) {
        decide_trace(out, "requester", true, "wrote the forwarded letter (%s): %s", f->forward->by,
                     f->forward->from->address);
        return address_dup(f->forward->from);
    }
    decide_trace(out, "requester", false, "%s",
                 f->forward_doubt && *f->forward_doubt ? f->forward_doubt
                                                       : "the manager's own request");
    return NULL;
}

// What was said about the ticket to be is done when it is made.
static void
drop_done_changes(GPtrArray *changes)
{
    for (guint i = changes->len; i-- > 0;) {
        ChangeKind kind = ((const Change *)changes->pdata[i])->kind;
        if (kind == CHANGE_REQUESTER || kind == CHANGE_NEW)
            g_ptr_array_remove_index(changes, i);
    }
}

// An answer to a letter of ours bears another ticket's subject, maybe another customer's: unless
// she wrote one of her own, the text tells what the new ticket is about.
static char *
choose_subject(const Facts *f, const char *text)
{
    const char *subject = message_subject(f->message);
    g_autofree char *whole = text_fold(subject);
    g_autofree char *core = subject_core(subject);
    bool answers = f->fresh && (f->thread->ticket || f->thread->token_valid);
    if (!answers || strcmp(whole, core) == 0)
        return g_strdup(subject);
    g_autofree char *beginning = text_clip(text, SUBJECT_OF_TEXT);
    g_autofree char *line = text_one_line(beginning);
    return g_strdup(*line ? line : "(no subject)");
}

// What the customer wrote, what the manager wrote above it, and the ID that the customer knows it
// by.
static void
take_texts(const Facts *f, Decision *out)
{
    const GPtrArray *reply = message_in_reply_to(f->message);
    g_free(out->text);
    out->text = g_strdup(f->forward ? f->forward->text : out->block.text);
    out->note = g_strdup(f->forward ? out->block.text : "");
    // Words in a manager's name that nothing proves are shown as what they are.
    if (*out->note && f->proof < PROOF_L2) {
        char *marked = g_strdup_printf("[nothing proves that %s wrote this]\n\n%s",
                                       f->manager->name, out->note);
        g_free(out->note);
        out->note = marked;
    }
    out->subject = f->forward ? g_strdup(f->forward->subject) : choose_subject(f, out->text);
    out->last_id = g_strdup(f->forwarded_id && *f->forwarded_id ? f->forwarded_id
                            : f->forward && reply->len          ? reply->pdata[0]
                                                                : "");
}

// #requester is planned as if the mail were proven, everything else by its own proof.
static void
plan_entered(const Facts *f, Decision *out)
{
    VerbContext context = verb_context(f, out, true);
    bool harmless = proof_needed(f, &out->block) == PROOF_L0;
    Facts proven = *f;
    proven.proof = harmless ? PROOF_L3 : f->proof;
    plan_block(&proven, &context, out);
}

static void
tell_customer(const Facts *f, Decision *out)
{
    const Address *customer = out->requester ? out->requester : f->sender;
    if (!f->nature->may_answer)
        decide_trace(out, "receipt", false, "%s", f->nature->why);
    else if (change_value(out->changes, CHANGE_SILENT))
        decide_trace(out, "receipt", false, "#silent");
    else if (f->proof >= PROOF_L2 || !out->requester)
        notify_customer(f, out, NOTICE_RECEIPT, customer, out->language, out->text);
    else
        decide_trace(out, "receipt", false, "nothing proves that %s forwarded it",
                     f->manager->login);
}

// She learns the number of the ticket that she made for somebody, when it is not hers to care for.
static void
confirm_entered(const Facts *f, Decision *out)
{
    if (!command_has(&out->block, "new") || !f->manager->confirm ||
        f->manager->addresses->len == 0 || !notice_is_on(f->desk, NOTICE_CHANGED))
        return;
    for (guint i = 0; i < out->notices->len; i++) {
        const Notice *n = out->notices->pdata[i];
        if (address_equal(n->to->address, f->manager->addresses->pdata[0]))
            return;
    }
    notify_manager(out, NOTICE_CHANGED, f->manager, "");
}

void
decide_entered(const Facts *f, Decision *out)
{
    parse_block(f, out);
    // Invented customers must not help a forger past the cap of new tickets.
    bool invented =
        f->forward || command_has(&out->block, "requester") || command_has(&out->block, "new");
    bool flood = f->proof < PROOF_L2 && invented &&
                 f->received_from_sender >= f->desk->limits.tickets_per_sender_hour;
    if (flood || f->proof < proof_needed(f, &out->block)) {
        hold(f, out, message_text(f->message));
        return;
    }
    if (!f->forward && command_only_reads(&out->block) && text_is_empty(out->block.text)) {
        run_without_ticket(f, out);
        return;
    }
    plan_entered(f, out);
    if (out->block.faulty) {
        tell_faults(f, out, NULL);
        return;
    }
    out->requester = choose_requester(f, out);
    drop_done_changes(out->changes);
    out->create = out->add = true;
    out->direction = DIRECTION_IN;
    take_texts(f, out);
    add_ready_answers(out);
    if (out->requester)
        decide_set(out, OUTCOME_NEW, "entered for %s by %s", out->requester->address,
                   f->manager->login);
    else
        decide_set(out, OUTCOME_NEW, "%s's own request", f->manager->login);
    const Contact *known = out->requester ? NULL : f->contact;
    choose_language(f, known, out);
    const Address *customer = out->requester ? out->requester : f->sender;
    // Whom she names with #assign or #take gets it, and the notice of it.
    if (!settle_new(f, known, customer, out))
        return;
    watch_for_company(f, customer, out);
    tell_customer(f, out);
    if (f->forward_doubt && *f->forward_doubt && !out->requester)
        notify_manager(out, NOTICE_ASK_CUSTOMER, f->manager, f->forward_doubt);
    tell_new(f, out);
    confirm_entered(f, out);
    answer_questions(f, out);
}
