// case_private.h: what the parts of case share.
#pragma once

#include "desk/case.h"

#define MERGE_HOPS_MAX 20

// The ticket, or the one that it was merged into; NULL without error = absent. tried (may be NULL)
// learns of the way.
Ticket *case_ticket_load(Store *store, int64_t number, GPtrArray *tried, GError **error);
// How sure we are of the sender: sets facts.proof, proof_why and what is known of the signature.
bool case_proof(const Reception *r, Case *c, GError **error);
// What #undo of this manager takes back, NULL = nothing: the last doing, if it is her own; else her
// newest letter that waits, though somebody did something since; else the last doing. *last: it is
// the last doing.
UndoRecord *undo_record_find(const Reception *r, int64_t ticket, const GPtrArray *pending,
                             const Manager *actor, int64_t shown, bool *last, GError **error);
// The held letter of these raw bytes: *bytes and, while it is held, *row; the caller's.
bool case_held(Store *store, int64_t raw, Blob **bytes, Received **row, GError **error);
// In a rehearsal: the letter that a recorded Message-ID of ours names; NULL without error = none.
Outgoing *case_letter_of(const Reception *r, const Token *token, GError **error);
// A manager's letter: which ticket its own words name, and what its commands need to know.
bool case_commands(const Reception *r, Case *c, const char *instead, GError **error);
