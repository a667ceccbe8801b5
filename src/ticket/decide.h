// decide.h: what becomes of one message. Pure: facts in, decision out; reads no database, clock or
// network, so that explain, tests and the cycle run the same code.
#pragma once

#include "mail/bounce.h"
#include "mail/forward.h"
#include "mail/message.h"
#include "mail/nature.h"
#include "ticket/command.h"
#include "ticket/evidence.h"
#include "ticket/notice.h"
#include "ticket/outgoing.h"
#include "ticket/proof.h"
#include "ticket/rule.h"
#include "ticket/spread.h"

// The one named end of every message.
typedef enum {
    OUTCOME_NEW,
    OUTCOME_ANSWER,
    OUTCOME_NOTE,
    OUTCOME_COMMAND,
    OUTCOME_BOUNCE,
    OUTCOME_ROBOT,
    OUTCOME_LIST,
    OUTCOME_LOOP,
    OUTCOME_SPAM,
    OUTCOME_DUPLICATE,
    OUTCOME_REFUSED,
    OUTCOME_HELD,
} Outcome;
extern const Name OUTCOME_NAMES[]; // "new ticket", "answer", "note", …

typedef struct {
    const Desk *desk;
    const Queue *queue;
    int64_t now;
    const char *channel; // what rules call it (RuleView); "" = by the message itself
    bool explain;        // the decision shows every rule and condition that was tried
    const WorkSpread *spread;     // NULL = nobody had any
    const GPtrArray *firings;     // Firing*: timers done for the ticket; NULL = none
    GHashTable *rules_since;      // rule name → int64_t*; NULL = all are new
    bool fault_told;              // admins heard of a rule's fault in the last day
    bool newcomer;                // the sender never wrote before
    bool automation; // false (import, unreadable mail): no letter goes out, no command acts
    bool confirmed;  // a held message that its registered sender confirmed
    const Message *message;
    const Nature *nature;
    const Bounce *bounce; // NULL unless nature is a bounce that can be read
    const ThreadChoice *thread;
    const Ticket *ticket;      // of thread->ticket; NULL = none
    const Address *sender;     // the one From address; NULL when there is none or several
    const Manager *manager;    // whose registered address that is; NULL
    const Contact *contact;    // stored contact of that address; NULL
    const Forward *forward;    // a manager's mail without a ticket holds this letter; NULL
    const char *forward_doubt; // one seems to be there, but this is unclear; NULL or "" else
    const char *forwarded_id;  // Message-ID of an attached one; NULL or ""
    const Outgoing *bounced;   // our letter that a bounce is about; NULL
    const GPtrArray *others;   // Ticket*: those that a manager's commands name; NULL = none
    const GPtrArray *pending;  // PendingLetter*: letters of the ticket that have not left; NULL
    const UndoRecord *undo;    // last doing on the ticket; NULL
    int64_t first_message;     // of the ticket; 0 = unknown
    bool already;        // the letter that this one would let go or confirm was dealt with before
    const char *instead; // a letter whose commands were faulty is let go: these lines stand in for
                         // them; NULL else
    bool blocked;        // the sender's address was learned as spam's
    bool on;             // ticket is the one that #on names, not the one that the letter answers
    bool fresh;          // #new: the letter makes a ticket, whatever it answers
    Proof proof;
    int64_t received_from_sender; // mails in f->manager's name in the last hour
    // Caps, in the last hour: letters that asked f->manager about mail in that name, automatic ones
    // to the customer, to all; of this ticket since a person wrote; receipts to the customer in the
    // last day.
    int64_t auto_to_manager, auto_to_sender, auto_to_requester, auto_in_all, auto_of_ticket, receipts_to_sender;
} Facts;

typedef struct RuleLetters RuleLetters; // decide_rule_letters.c

typedef struct {
    char *name; // built-in decision or rule
    bool matched;
    char *why;
    bool fault;        // it could not be tried: neither matched nor not
    GPtrArray *sights; // Sight*: what its conditions saw; NULL when that was not asked for
} RuleTrace;

// What a report, or the outbox, says of a letter of ours.
typedef enum {
    FATE_NONE,
    FATE_FAILED_HARD, // not delivered, and the address is to blame: further letters will fail too
    FATE_FAILED_SOFT, // not delivered: mailbox full, policy, too large
    FATE_LATE,        // not yet delivered, still tried
    FATE_COMPLAINT,   // marked as spam by its recipient
} LetterFate;

typedef struct {
    Outcome outcome;
    char *why;    // one English line
    bool create;  // a ticket is made
    bool refused; // a manager's mail was not acted on; the history says why
    bool add;     // the text becomes a message of the ticket (or of the new one)
    Direction direction;
    char *text;     // the new text that is kept and passed on
    char *author;   // manager's login or the sender's address
    char *language; // of the customer
    char *manager;  // of a new ticket, "" = nobody
    Address
        *requester; // of a new ticket that a manager enters for somebody; NULL = the sender's own
    char *subject, *note, *last_id; // then: its subject, the manager's own words, the ID the
                                    // customer knows; else NULL
    GPtrArray *joining;             // Address*: participants of a new ticket
    GPtrArray *changes;             // Change*
    GPtrArray *notices;             // Notice*
    GPtrArray *rules;               // RuleTrace*
    CommandBlock block;             // commands of a manager's mail
    int64_t linked;                 // earlier ticket that a new one is linked to, 0 = none
    int64_t confirm; // raw id of the held message that this one confirms or lets go, 0 = none
    char *instead;   // then: the commands to be done in place of its own; NULL = its own
    int64_t wait;  // seconds that a person's letters to customers and outsiders wait in the outbox
    bool undoable; // what is done here is remembered for #undo
    LetterFate fate; // what became of f->bounced
    bool stopped;       // a rule ended the list
    GPtrArray *letters; // RuleLetters*: what rules will write once all else is decided
    GPtrArray *firings; // Firing*: timers that were done, to be remembered
} Decision;

void decide_message(const Facts *f, Decision *out);
// What a manager asks for without a mail (command line, page): f->manager, f->ticket and f->proof
// are set, f->message is NULL. The same block of commands and text as in a mail.
void decide_commands(const Facts *f, const char *text, Decision *out);
void decision_clear(Decision *d);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Decision, decision_clear)

// A postponed ticket (f->ticket) whose time has come.
void decide_wake(const Facts *f, Decision *out);

// An open ticket (f->ticket) whose due time has passed.
void decide_due(const Facts *f, Decision *out);

// A letter of ours (f->bounced) that failed for good or is late: what its ticket's manager hears.
void decide_letter_fate(const Facts *f, Decision *out);

// A message that cannot be parsed: a plain ticket with the original attached, no automation but the
// notice to a manager.
void decide_unreadable(const Facts *f, const char *fault, Decision *out);

// Not switched off in the config?
bool notice_is_on(const Desk *d, NoticeKind kind);

// Timers of f->ticket that are due: their rules' actions, and those of rules on what they did.
void decide_timer(const Facts *f, Decision *out);
// What became due while the desk slept, for one manager: a line each.
void decide_caught_up(const Facts *f, const Manager *m, const char *lines, Decision *out);
// A recurring ticket whose time has come.
void decide_recurring(const Facts *f, const Recurring *r, Decision *out);
// The customer rated f->ticket on a page: what rules make of it. score 1…5.
void decide_rated(const Facts *f, int score, Decision *out);

// Subject of a ticket that is made: the message's (NULL = none), else the beginning of the text; and
// of the one that a decision makes: its own before those. The caller frees.
char *ticket_subject_of(const Message *m, const char *text);
char *decision_subject(const Decision *d, const Message *m);

// The ticket as it will be once what is planned is done: a copy with the changes, or the ticket to
// be made. The caller frees.
Ticket *ticket_preview(const Facts *f, const Decision *d);
// One more planned change done to such a copy.
void ticket_preview_change(const Facts *f, Ticket *preview, const Change *c);
