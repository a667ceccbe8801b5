// notice.h: letters that decisions ask for, not yet rendered. The table says who gets which
// template; desk/render.c fills the variables (helpdesk-templates(5)) and makes the bytes.
#pragma once

#include "mail/address.h"
#include "ticket/token.h"

#include <glib.h>
#include <stdbool.h>

typedef enum {
    NOTICE_RECEIPT,         // to a customer: we have it, this is its number
    NOTICE_ANSWER,          // to a customer: a manager's answer
    NOTICE_SOLVED,          // to a customer: solved, please rate
    NOTICE_TICKET_NEW,      // to a manager: a new ticket is yours
    NOTICE_TICKET_ANSWER,   // to a manager: the customer wrote again
    NOTICE_TICKET_ASSIGNED, // to a manager: somebody gave it to you
    NOTICE_NOTE,            // to a manager: a colleague left a note
    NOTICE_COMMAND_FAULT,   // to a manager: nothing was done, this is what is wrong
    NOTICE_COMMAND_HELP,    // to a manager: the commands
    NOTICE_HELD,            // to a manager: a mail in your name came without proof
    NOTICE_ASK_CUSTOMER,    // to a manager: whose is the letter that you forwarded?
    NOTICE_UNDELIVERED,     // to a manager: your answer could not be delivered
    NOTICE_CHANGED,         // to a manager: this was done to the ticket (by her or somebody else)
    NOTICE_ANSWER_HELD,     // to a manager: your answer has not left, for this reason
    NOTICE_WOKEN,           // to a manager: a postponed ticket is back, or one is due
    NOTICE_LIST,            // to a manager: the tickets that she asked for
    NOTICE_SHOW,            // to a manager: a ticket with its story
    NOTICE_WHY,             // to a manager: what was decided about a ticket, and by which rule
    NOTICE_FORWARD,         // to an outsider: a manager asks for help
    NOTICE_DIGEST,          // to a manager: what changed in the tickets that she watches
    NOTICE_AUTO_ANSWER,     // to a customer: what a rule answers
    NOTICE_RULE_FORWARD,    // to an outsider: what a rule passes on
    NOTICE_REMINDER,        // to a manager: a rule, a timer or a promise calls her attention
    NOTICE_RULE_FAULT,      // to an admin: a rule could not be tried
    NOTICE_CAUGHT_UP,       // to a manager: what became due while the desk slept, all in one
    NOTICE_COUNT
} NoticeKind;

typedef struct {
    const char *template; // file name without extension; the key in `notices` of the config
    bool to_manager;
    bool automatic;             // Auto-Submitted and the caps apply; false: a person's own letter
    const char *auto_submitted; // "auto-replied", "auto-generated", NULL
} NoticeInfo;

extern const NoticeInfo NOTICES[NOTICE_COUNT];

typedef struct {
    NoticeKind kind;
    Address *to;
    char *language;
    TokenPurpose purpose; // of the Message-ID
    int64_t ref;          // what its Message-ID refers to, where the purpose alone does not say; 0
    char *text; // what the letter is about: the answer, the customer's words, the held text; may be
                // ""
    GPtrArray *faults; // NOTICE_COMMAND_FAULT: pairs of char*: line, what is wrong;
                       // NOTICE_REMINDER: further ones of the same moment: rule, text
    char *query; // NOTICE_LIST: "list late", "search words"; NOTICE_REMINDER: name of the rule; NOTICE_AUTO_ANSWER: of the macro;
                 // NOTICE_ANSWER_HELD: "customer" or
                 // "colleague"; NOTICE_NOTE: "called" when @name called her; else ""
    char *other; // NOTICE_ANSWER_HELD: the answer that is held; NOTICE_CHANGED: ""
} Notice;
Notice *notice_new(NoticeKind kind, const Address *to, const char *language, const char *text);
void notice_free(Notice *n);
