// case.h: one message with everything that its decision needs, gathered from the message and the
// store; owns what Facts borrows.
#pragma once

#include "desk/receive.h"
#include "mail/signature.h"

// The mark of the store that tells when admins last heard of a rule that could not be tried.
#define CLOCK_RULE_FAULT "rule-fault"

// What decisions need of a ticket besides its row; owns what Facts borrows.
typedef struct {
    GPtrArray *others;  // Ticket*
    GPtrArray *pending; // PendingLetter*
    UndoRecord *undo;
} TicketFacts;
// f->ticket (may be NULL) is asked about; block (may be NULL) holds the commands that name other
// tickets.
bool ticket_facts_gather(const Reception *r, const CommandBlock *block, Facts *f, TicketFacts *out,
                         GError **error);
void ticket_facts_clear(TicketFacts *t);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TicketFacts, ticket_facts_clear)

// Who had how much work, and whether admins heard of a rule's fault, as far as this desk's config asks.
bool case_spread(const Reception *r, WorkSpread *out, GError **error);
// The automatic letters of the last hour to the customer (an address) and in all, and those of the
// ticket (NULL = none) since a person wrote: into f.
bool case_caps(const Reception *r, const char *customer, const Ticket *t, Facts *f, GError **error);
bool case_fault_told(const Reception *r, bool *told, GError **error);

// What a decision without a mail starts from (time, command line). r->queue becomes the ticket's,
// or the first one; t may be NULL. nature and thread are borrowed.
Facts facts_of_ticket(Reception *r, const Ticket *t, const Nature *nature,
                      const ThreadChoice *thread);

typedef struct {
    Facts facts;
    Message *message;
    Nature nature;
    Bounce *bounce;
    ThreadKeys keys;
    ThreadChoice thread;
    Ticket *ticket;
    Contact *contact;
    Outgoing *bounced;
    Forward forward;
    char *forwarded_id;
    Address *requester;  // first From, fit or not; NULL when there is none
    TicketFacts about;   // what a manager's letter needs to know besides the ticket
    Signature signature; // looked at only for managers who have a key
    bool signed_by_manager, replayed;
    char *proof_why; // English, one line; "" or NULL: nothing speaks for the sender
    bool exposed;    // the code that it answers with was shown to people outside before
    bool exposes;    // it shows that code to people outside
    WorkSpread spread;
    bool form; // written through a form: the sender is whom Reply-To names
} Case;

typedef struct {
    bool confirmed;      // take the sender's registered address as proven
    const char *instead; // commands in place of faulty ones (Facts); NULL
} CaseOptions;

// HD_ERROR_MESSAGE: cannot be parsed. With reception->store NULL nothing is looked up.
bool case_gather(const Reception *r, const Incoming *in, const CaseOptions *options, Case *out,
                 GError **error);
// What a message that cannot be parsed still has: queue, time, whose turn it is.
bool case_gather_plain(const Reception *r, Case *out, GError **error);
void case_clear(Case *c);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Case, case_clear)
