// apply_private.h: what the parts of apply share.
#pragma once

#include "desk/apply.h"

// An event of a->ticket by a->who, with its proof unless it is the system. rule may be "".
bool apply_note(Application *a, const char *kind, const char *detail, const char *rule,
                GError **error);
// The stored contact of an address, made or brought up to date (name, language, company). NULL on
// error.
Contact *apply_contact(Application *a, const Address *address, const char *language,
                       GError **error);
// Adds d->text as a message of a->ticket; fills a->message.
bool apply_message(Application *a, const Decision *d, GError **error);
// undo (may be NULL): as below.
bool apply_change(Application *a, const Change *c, GPtrArray *undo, GError **error);
// What the changes say of letters that have not left: #send, #delay, #undo, and a customer who
// wrote meanwhile. After all other changes.
bool apply_care(Application *a, const Decision *d, GError **error);
// Changes of the kinds that apply_change() does not do itself; all others do nothing. undo (may be
// NULL) gets the changes that take it back appended, in the order in which the things were done.
bool apply_operation(Application *a, const Change *c, GPtrArray *undo, GError **error);
// Queues one call of the hook: event and rule (may be ""), the ticket as it stands now, and the
// message that was added here, if any. An event of the ticket, by the system.
bool apply_hook(Application *a, const Hook *h, const char *event, const char *rule, GError **error);
// After all that changed a->ticket: its promise's deadlines, what timers did, and when the clock has
// to look at it again. before: the ticket as it was, NULL = new. Fills the row; saves nothing of it.
bool apply_clock(Application *a, const Ticket *before, const Decision *d, GError **error);
bool apply_fate(Application *a, const Decision *d, GError **error);
