// vars_private.h: what the files of vars.h share.
#pragma once

#include "desk/vars.h"

// vars.c
void vars_number(Vars *v, const char *name, int64_t number);
// "" when at is 0.
void vars_time(Vars *v, const char *name, int64_t at);
// Words that become paragraphs in HTML; defused first when managers read them.
void vars_words(Vars *v, const char *name, const char *text);
void vars_harmless(Vars *v, const char *name, const char *text);

// vars_ticket.c: number, marker, subject, status … of a ticket.
void vars_ticket(const Application *a, const Notice *n, const Ticket *t, Vars *v);
// The other tickets of the customer.
bool vars_history(const Application *a, const Notice *n, Vars *v, GError **error);
// What was said, oldest first; to an outsider only what the customer wrote.
bool vars_story(const Application *a, const Notice *n, Vars *v, GError **error);
// What a #show tells besides.
bool vars_whole_ticket(const Application *a, const Notice *n, Vars *v, GError **error);

// vars_link.c: what may be done next.
// "commands": those that make sense now, at most eight.
void vars_next(const Application *a, const Decision *d, const Notice *n, Vars *v);
// "commands": these, NULL-terminated.
void vars_offer(const Application *a, const Notice *n, const char *const *lines, Vars *v);
// "commands": all of them; "macros".
void vars_all_commands(const Application *a, const Notice *n, Vars *v);
// A variable: a link that does this to the ticket.
void vars_do(const Application *a, const Notice *n, const Ticket *t, const char *name,
             const char *command, Vars *v);

// vars_event.c
// One entry of a list: what, detail, who, when, proof, rule.
void vars_event(const Application *a, const Notice *n, const Event *e, Vars *entry);
void vars_changes(const Application *a, const Notice *n, Vars *v);

// vars_query.c
bool vars_list(const Application *a, const Notice *n, Vars *v, GError **error);
bool vars_events(const Application *a, const Notice *n, Vars *v, GError **error);
bool vars_outcomes(const Application *a, const Notice *n, Vars *v, GError **error);
bool vars_digest(const Application *a, const Notice *n, Vars *v, GError **error);
