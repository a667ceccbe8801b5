// decide_customer.c: a customer's message (or a robot's, or a stranger's): a new ticket or an
// answer.
//
// An answer opens a waiting, solved or closed ticket again if its nature may; the manager hears of
// it. A robot that answers a letter outside any ticket is kept without a ticket; one that reports
// something of its own (a monitoring system, a form) makes a ticket that is never answered by
// itself.

#include "ticket/decide_private.h"

#include "base/lang.h"
#include "base/text.h"
#include "mail/body.h"
#include "ticket/confirm.h"
#include "ticket/rating.h"

#include <string.h>

void
choose_language(const Facts *f, const Contact *contact, Decision *out)
{
    const char *guess = lang_guess(message_text(f->message));
    if (!guess)
        guess = lang_guess(message_subject(f->message));
    const char *known = contact ? lang_find(contact->language) : NULL;
    // Latin letters say little: a customer known to write Russian may send an error text in
    // English.
    if (known && (!guess || strcmp(guess, "en") == 0))
        guess = known;
    g_free(out->language);
    out->language = g_strdup(guess ? guess : f->queue->language);
}

static void
collect_joining(const Facts *f, const GPtrArray *list, Decision *out)
{
    for (guint i = 0; i < list->len && out->joining->len <= TICKET_PEOPLE_MAX; i++) {
        const Address *a = list->pdata[i];
        bool known = !address_is_valid(a->address) || desk_queue_by_address(f->desk, a->address) ||
                     desk_manager_by_address(f->desk, a->address) ||
                     (f->sender && address_equal(a->address, f->sender->address)) ||
                     (f->ticket && ticket_takes_part(f->ticket, a->address));
        for (guint j = 0; !known && j < out->joining->len; j++)
            known = address_equal(((Address *)out->joining->pdata[j])->address, a->address);
        if (!known)
            g_ptr_array_add(out->joining, address_dup(a));
    }
}

void
join_people(const Facts *f, Decision *out)
{
    collect_joining(f, message_to(f->message), out);
    collect_joining(f, message_cc(f->message), out);
    g_autoptr(GPtrArray) named = change_values(out->changes, CHANGE_CC_ADD);
    guint present = named->len + (f->ticket ? f->ticket->participants->len : 0);
    if (out->joining->len + present <= TICKET_PEOPLE_MAX)
        return;
    decide_trace(out, "participants", false,
                 "more than %d people in To and Cc are a crowd: none joins", TICKET_PEOPLE_MAX);
    g_ptr_array_set_size(out->joining, 0);
}

void
watch_for_company(const Facts *f, const Address *customer, Decision *out)
{
    const Company *company = customer ? desk_company_of(f->desk, customer->address) : NULL;
    for (guint i = 0; company && i < company->watchers->len; i++)
        change_add(out->changes, CHANGE_WATCH, company->watchers->pdata[i], "company");
}

void
tell_company_watchers(const Facts *f, Decision *out)
{
    g_autoptr(GPtrArray) watchers = change_values(out->changes, CHANGE_WATCH);
    notify_watchers(f, out, NOTICE_TICKET_NEW, watchers, TOKEN_MANAGER, "", out->text);
}

void
tell_new(const Facts *f, Decision *out)
{
    const char *status = change_value(out->changes, CHANGE_STATUS);
    const Status *s = status ? desk_status(f->desk, status) : NULL;
    const char *manager = change_value(out->changes, CHANGE_MANAGER);
    // What a rule dealt with for good needs nobody's attention.
    if (s && s->kind >= KIND_SOLVED)
        return;
    notify_managers(f, out, NOTICE_TICKET_NEW, manager ? manager : out->manager,
                    text_or_empty(change_value(out->changes, CHANGE_GROUP)), "", out->text);
    tell_company_watchers(f, out);
}

// A machine that answers nobody: "auto-generated", an envelope with a sender, in no thread.
static bool
reports_of_its_own(const Message *m)
{
    const char *auto_submitted = message_header(m, "Auto-Submitted");
    const char *return_path = message_header(m, "Return-Path");
    return auto_submitted && g_ascii_strncasecmp(auto_submitted, "auto-generated", 14) == 0 &&
           !(return_path && strstr(return_path, "<>")) && message_in_reply_to(m)->len == 0 &&
           message_references(m)->len == 0;
}

static void
decide_new(const Facts *f, Decision *out)
{
    const Nature *n = f->nature;
    if (n->kind == NATURE_ROBOT && !n->may_pass_on && !reports_of_its_own(f->message)) {
        decide_set(out, OUTCOME_ROBOT, "an automatic answer to no ticket of ours: %s", n->why);
        return;
    }
    Outcome outcome = n->kind == NATURE_ROBOT    ? OUTCOME_ROBOT
                      : n->kind == NATURE_LIST   ? OUTCOME_LIST
                      : n->kind == NATURE_BOUNCE ? OUTCOME_BOUNCE
                                                 : OUTCOME_NEW;
    out->linked = f->thread->linked;
    if (out->linked)
        decide_set(out, outcome, "linked to %" G_GINT64_FORMAT ", which is over for too long",
                   out->linked);
    else if (f->thread->suggest)
        decide_set(out, outcome, "a new ticket; likely related to %" G_GINT64_FORMAT,
                   f->thread->suggest);
    else
        decide_set(out, outcome, "%s", *n->why ? n->why : "no ticket is meant");
    out->create = out->add = true;
    out->direction = DIRECTION_IN;
    g_free(out->text);
    out->text = g_strdup(message_text(f->message));
    join_people(f, out);
    if (!settle_new(f, f->contact, f->sender, out))
        return;
    if (!f->sender || !n->may_answer)
        decide_trace(out, "receipt", false, "%s",
                     f->sender ? n->why : "no single sender to answer");
    else
        notify_customer(f, out, NOTICE_RECEIPT, f->sender, out->language, out->text);
    watch_for_company(f, f->sender, out);
    tell_new(f, out);
}

// A number in answer to the closing letter is a rating: it opens nothing again.
static bool
decide_rating(const Facts *f, const Answer *answer, Decision *out)
{
    const Contact *c = f->ticket->requester;
    bool asked = f->thread->token_valid && f->ticket->kind >= KIND_SOLVED && c && f->sender &&
                 address_equal(c->address, f->sender->address);
    int score = asked && !answer->whole && f->nature->kind == NATURE_PERSON
                    ? rating_of_text(answer->text)
                    : 0;
    if (score == 0)
        return false;
    g_autofree char *digit = g_strdup_printf("%d", score);
    change_add(out->changes, CHANGE_RATE, digit, "answer");
    decide_set(out, OUTCOME_ANSWER, "a rating: %d of 5", score);
    // The same again is no news.
    if (score != f->ticket->rating)
        run_rules(f, out, ON_RATED);
    choose_promise(f, out);
    return true;
}

// A word of thanks in answer to the closing letter closes the ticket, where the config has a way,
// and opens nothing again. It is kept with the ticket; nobody is called.
static bool
decide_confirmation(const Facts *f, const Answer *answer, Decision *out)
{
    const Contact *c = f->ticket->requester;
    bool asked = f->thread->token_valid && f->ticket->kind == KIND_SOLVED && c && f->sender &&
                 address_equal(c->address, f->sender->address) &&
                 f->nature->kind == NATURE_PERSON && message_attachment_count(f->message) == 0;
    if (!asked || answer->whole || !confirm_of_text(answer->text, f->sender->name))
        return false;
    const Status *closed = status_on_the_way(f, out, KIND_CLOSED, true);
    if (closed)
        change_add(out->changes, CHANGE_STATUS, closed->name, "confirmed");
    decide_set(out, OUTCOME_ANSWER, "the customer confirms that it is solved");
    run_rules(f, out, ON_CUSTOMER | decide_consequences(f, out));
    choose_promise(f, out);
    return true;
}

static void
decide_answer(const Facts *f, Decision *out)
{
    g_auto(Answer) answer = {0};
    answer_extract(message_text(f->message), &answer);
    g_free(out->text);
    out->text = g_strdup(answer.text);
    out->add = true;
    out->direction = DIRECTION_IN;
    if (decide_rating(f, &answer, out) || decide_confirmation(f, &answer, out))
        return;
    // Whom a participant puts on copy joins. An address in From, a marker and IDs that others have
    // seen are what anybody can write: only who answers a letter made for that very address, or
    // whose server vouches for it, brings others in.
    bool proven = f->proof >= PROOF_L2 ||
                  (f->thread->token_valid && f->thread->token.purpose == TOKEN_CUSTOMER);
    if (f->nature->kind == NATURE_PERSON && !f->thread->stranger && f->sender && proven &&
        ticket_takes_part(f->ticket, f->sender->address))
        join_people(f, out);
    if (f->nature->kind == NATURE_ROBOT)
        decide_set(out, OUTCOME_ROBOT, "kept with the ticket: %s", f->nature->why);
    else if (f->nature->kind == NATURE_LIST)
        decide_set(out, OUTCOME_LIST, "kept with the ticket: %s", f->nature->why);
    else
        decide_set(out, OUTCOME_ANSWER, "found by %s%s", f->thread->by,
                   f->thread->stranger ? "; the sender takes no part: to be reviewed" : "");
    StatusKind kind = f->ticket->kind;
    bool asleep = kind == KIND_WAITING || kind == KIND_POSTPONED || kind == KIND_SOLVED ||
                  kind == KIND_CLOSED;
    const Status *open = asleep ? status_on_the_way(f, out, KIND_OPEN, true) : NULL;
    bool reopen = open && f->nature->may_reopen && !f->thread->stranger;
    if (asleep)
        decide_trace(out, "reopen", reopen, "%s",
                     reopen                   ? "the customer wrote again"
                     : f->thread->stranger    ? "the sender takes no part"
                     : !f->nature->may_reopen ? f->nature->why
                                              : "no transition of the config leads back");
    if (reopen)
        change_add(out->changes, CHANGE_STATUS, open->name, "reopen");
    bool person = f->nature->kind == NATURE_PERSON;
    if (person && !f->thread->stranger) {
        run_rules(f, out, ON_CUSTOMER | decide_consequences(f, out));
        choose_promise(f, out);
    }
    const char *told =
        person && !f->thread->stranger && f->automation ? hold_for_customer(f, out) : "";
    if (person || f->nature->may_pass_on) {
        const char *manager = change_value(out->changes, CHANGE_MANAGER);
        const char *group = change_value(out->changes, CHANGE_GROUP);
        notify_managers(f, out, NOTICE_TICKET_ANSWER, manager ? manager : f->ticket->manager,
                        group ? group : f->ticket->group, told, out->text);
        notify_watchers(f, out, NOTICE_TICKET_ANSWER, f->ticket->watchers, TOKEN_MANAGER, told,
                        out->text);
    }
}

void
decide_customer(const Facts *f, Decision *out)
{
    if (!f->ticket && f->manager && f->nature->kind == NATURE_PERSON && f->automation) {
        decide_entered(f, out);
        return;
    }
    choose_language(f, f->contact, out);
    if (f->ticket)
        decide_answer(f, out);
    else
        decide_new(f, out);
}
