// apply_ops.h: what the files of apply_operation() share: one function for each kind of change, and
// the few things that all of them do.
#pragma once

#include "desk/apply_private.h"

// Carries one change out: nothing when it is so already, else the ticket, its rows and an event.
// undo (may be NULL) gets what takes it back.
typedef bool Operation(Application *a, const Change *c, GPtrArray *undo, GError **error);

Operation op_wake, op_type, op_field, op_queue, op_title, op_due, op_forward; // apply_ops.c
Operation op_join, op_leave, op_watch, op_unwatch, op_spam;                   // apply_people.c
Operation op_time, op_bill, op_faq;                                           // apply_account.c
Operation op_merge, op_link;                                                  // apply_link.c
Operation op_split, op_clone;                                                 // apply_copy.c

// Appends what takes c back: a change of that kind and value.
void ops_undo(GPtrArray *undo, const Change *c, ChangeKind kind, const char *value);
// An event of a->ticket, of the change's kind.
bool ops_note(Application *a, const Change *c, const char *detail, GError **error);
// An event of another ticket, by the same person.
bool ops_note_on(Application *a, int64_t number, const char *kind, const Change *c,
                 const char *detail, GError **error);
// It cannot be done: an event says why, and the rest goes on.
bool ops_refuse(Application *a, const Change *c, const char *why, GError **error);
// Gives the ticket a status (borrowed from the desk), on behalf of c.
bool ops_status(Application *a, const Change *c, const Status *status, GPtrArray *undo,
                GError **error);
// A postponed ticket that is over comes back no more.
bool ops_awake(Application *a, const Change *c, GPtrArray *undo, GError **error);
// A further object of the same stored contact, for another ticket. NULL without error = absent.
Contact *ops_contact_again(Application *a, const Contact *c, GError **error);
// "12 rest" → 12, and where the rest begins (after one space). False when no digits stand there.
bool ops_number(const char *text, int64_t *number, const char **rest);
// Replaces an owned text.
void ops_set(char **text, const char *value);
// "12". The caller frees.
char *ops_digits(int64_t number);
