// apply.h: carries a decision out: rows of ticket, message, events and outbox. One way for mail,
// command line and pages.
#pragma once

#include "desk/case.h"

typedef struct {
    const Reception *reception;
    const Case *source; // NULL when no mail is behind it (command line, page)
    int64_t raw;        // blob of the original, 0 = none
    Ticket *ticket;     // of the decision: existing, or made here; owned (application_clear)
    int64_t message;    // ticket message that was added, 0 = none
    int64_t shown;      // ticket message that the answered letter showed, 0 = unknown
    GArray *made;       // int64_t: tickets that were made out of this one (#split, #clone); NULL =
                        // none. Owned: application_clear
    GPtrArray *done;    // Event*: what was done here, in order, for letters. Owned:
                        // application_clear
    const GPtrArray *digest; // Event*: what a digest tells; NULL else
    const char *event;       // what happened, as rules call it: filled in by apply_decision
    const char *who;         // login, address or "system"
    Proof proof;
    GByteArray *repeated; // a byte for each attachment: 1 = a picture of the sender's signature;
                          // NULL = none. Owned by the application: application_clear
} Application;
void application_clear(Application *a);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Application, application_clear)

// Adds a Message-ID to the conversation that our letters refer to; the root and the newest are
// kept.
void ticket_remember_id(Ticket *t, const char *id);

// When the clock has to look at the ticket again, from what timers did so far: into t->timer_at.
bool apply_timer(const Reception *r, Ticket *t, GError **error);

// Inside the caller's transaction. Fills a->ticket when the decision makes one, and a->message.
bool apply_decision(Application *a, const Decision *d, GError **error);
