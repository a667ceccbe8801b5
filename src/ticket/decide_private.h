// decide_private.h: what the parts of decide share.
#pragma once

#include "mail/body.h"
#include "ticket/assign.h"
#include "ticket/decide.h"

void decision_init(Decision *d);
void decide_customer(const Facts *f, Decision *out);
void decide_manager(const Facts *f, Decision *out);
void decide_entered(const Facts *f, Decision *out);
void decide_bounce(const Facts *f, Decision *out);

// Whom To and Cc of the message name, but for us, managers and those who take part already: into
// out->joining. A crowd does not join.
void join_people(const Facts *f, Decision *out);
// Language of a customer: of the text, else the contact's (may be NULL), else the queue's. Into
// out->language.
void choose_language(const Facts *f, const Contact *contact, Decision *out);
// Rules that wait for one of these triggers (bits of Trigger), on what is planned so far.
void run_rules(const Facts *f, Decision *out, unsigned triggers);
// What is planned so far, as triggers: status, assigned.
unsigned decide_consequences(const Facts *f, const Decision *d);
// Which promise stands from now on, when something planned bears on it.
void choose_promise(const Facts *f, Decision *out);
// All that is decided of a new ticket before anybody is written to: rules, who takes care of it
// (out->manager, or CHANGE_MANAGER and CHANGE_GROUP), its promise. False: a rule refused it.
bool settle_new(const Facts *f, const Contact *contact, const Address *customer, Decision *out);

// One rule or list of actions at work (decide_rules.c).
typedef struct {
    const Facts *facts;
    Decision *out;
    Ticket *ticket; // as it will be
    guint planned;  // of out->changes, those that it shows
    RuleView view;
} RuleRun;
void rule_run_begin(RuleRun *run, const Facts *f, Decision *out);
void rule_run_clear(RuleRun *run);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RuleRun, rule_run_clear)
// Tries its conditions; when they hold its actions are planned, its letters kept for the end. Traced.
MatchResult rule_try(RuleRun *run, const Rule *rule, bool timer);
// trace gets the reasons. when: what has to hold still for its letters; NULL = nothing.
void rule_do_actions(RuleRun *run, const char *rule, const GPtrArray *actions,
                     const Condition *when, RuleTrace *trace);
// decide_rule_letters.c. What a rule writes is kept until the ticket is what it will be; a refusal
// acts at once.
void rule_keep_letters(RuleRun *run, const char *rule, const GPtrArray *actions,
                       const Condition *when, RuleTrace *trace);
void rule_letters_free(RuleLetters *l);
// All that was kept, and a remark in the history for each rule that changed nothing.
void write_rule_letters(const Facts *f, Decision *out);
// Would a letter of this rule to the customer be kept back by the caps of the hour? (why: static)
const char *rule_is_capped(const Facts *f, const Decision *out, const Rule *rule);
// decide.c: why nothing automatic of this kind may go to the customer now; NULL = it may.
const char *customer_refusal(const Facts *f, const Decision *d, NoticeKind kind,
                             const Address *to);
// A rule could not be tried: the history and the admins (once a day) are told.
void rule_tell_fault(RuleRun *run, const char *rule, const char *fault);
// What the conditions see of a decision. preview: of ticket_preview(), borrowed.
void rule_view_of(const Facts *f, const Decision *d, const Ticket *preview, RuleView *out);
// Takes why and sights (may be NULL) over.
RuleTrace *decide_trace_add(Decision *d, const char *name, MatchResult result, char *why,
                            GPtrArray *sights);
// The customer of a ticket that is solved now is told and asked to rate it.
void tell_solved(const Facts *f, Decision *out);
// Those who watch a company watch its new ticket; and hear of it.
void watch_for_company(const Facts *f, const Address *customer, Decision *out);
void tell_company_watchers(const Facts *f, Decision *out);
// Who takes care of a new ticket hears of it, and those who watch its company.
void tell_new(const Facts *f, Decision *out);
// The mail is kept and the registered address of f->manager is asked.
void hold(const Facts *f, Decision *out, const char *text);
// What the verbs see of a mail's facts. to_be: the mail makes a ticket.
VerbContext verb_context(const Facts *f, const Decision *d, bool to_be);
// Plans out->block into out->changes; of a letter that is let go the commands that stand in.
void plan_block(const Facts *f, const VerbContext *context, Decision *out);
// Her answer to the question whether a held letter is hers.
void confirm_held(const Facts *f, Decision *out, const Answer *answer);
// "#send" in answer to a letter that gave a block back.
void let_go(const Facts *f, Decision *out);
// The texts of #use below the manager's own.
void add_ready_answers(Decision *out);
// A manager's text and commands on f->ticket, parsed into out->block.
void run_commands(const Facts *f, Decision *out);
// Questions of a manager that belong to no ticket (#list); anything else is a fault.
void run_without_ticket(const Facts *f, Decision *out);
// A sound block and its text: letters, notices.
void act(const Facts *f, Decision *out);
// Answers to the questions among out->changes.
void answer_questions(const Facts *f, Decision *out);
// Somebody whom a manager asked for help answers: a note.
void decide_outsider(const Facts *f, Decision *out);
// A colleague's answer to the customer that has not left; NULL = none.
const PendingLetter *colleague_answer(const Facts *f);
// The manager is shown the colleague's answer; hers waits as a whole.
void hold_for_colleague(const Facts *f, Decision *out, const PendingLetter *first);
// The customer wrote before answers left: they are held, their authors told. Login of the last of
// them (borrowed), "" = none waited.
const char *hold_for_customer(const Facts *f, Decision *out);
// People whom @name in a note calls: watchers from now on, told at once.
void call_people(const Facts *f, Decision *out);

// The block of commands goes back to the manager, line by line with what is wrong; fault (may be
// NULL): what is wrong with the answer itself.
void tell_faults(const Facts *f, Decision *out, const char *fault);

G_GNUC_PRINTF(3, 4)
void decide_set(Decision *d, Outcome outcome, const char *why, ...);
G_GNUC_PRINTF(4, 5)
void decide_trace(Decision *d, const char *name, bool matched, const char *why, ...);

// The first status of a kind that transitions lead to from f->ticket's own, when the program moves it
// (for a customer who wrote); NULL = none.
const Status *status_on_the_way(const Facts *f, const Decision *d, StatusKind kind, bool customer);

// The queue of the ticket once the changes of d are done: it says who may hear of them.
const Queue *queue_afterwards(const Facts *f, const Decision *d);
// Notices to whoever takes care of the ticket: its manager, else its group, else all who may take
// it. except: login that hears nothing (who did it), "" = nobody.
void notify_managers(const Facts *f, Decision *d, NoticeKind kind, const char *manager,
                     const char *group, const char *except, const char *text);
// The same to watchers (logins and groups) who want to hear at once and hear nothing else yet.
void notify_watchers(const Facts *f, Decision *d, NoticeKind kind, const GPtrArray *watchers,
                     TokenPurpose purpose, const char *except, const char *text);
void notify_manager(Decision *d, NoticeKind kind, const Manager *m, const char *text);
// Notice to a customer; automatic ones only when the caps of Facts allow it.
void notify_customer(const Facts *f, Decision *d, NoticeKind kind, const Address *to,
                     const char *language, const char *text);
