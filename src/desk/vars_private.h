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
// "preheader": the beginning of the words that the letter is about, for lists of mails.
void vars_preheader(Vars *v, const char *text);

// vars_ticket.c: number, marker, subject, status … of a ticket.
void vars_ticket(const Application *a, const Notice *n, const Ticket *t, Vars *v);
// vars_promise.c: deadlines of the promise, what is left of them, how long it stands as it is.
void vars_promise(const Application *a, const Notice *n, const Ticket *t, Vars *v);
// How the deadlines came about, and how long the first answer and the solution took.
void vars_measures(const Application *a, const Notice *n, const Ticket *t, Vars *v);
// The deadline that still counts, 0 = none.
int64_t vars_deadline(const Ticket *t, bool solution);
// "5 min", "3 h", "12 d". The caller frees.
char *vars_age(int64_t seconds, const char *language);

// "fields": those that are filled.
void vars_fields(const Ticket *t, Vars *v);
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
// The same without a subject, where it fits into a line of a text and carries a code; else "".
void vars_do_short(const Application *a, const Notice *n, const Ticket *t, const char *name,
                   const char *command, Vars *v);

// The verb's lines for lists, and its usual name, "#закрыть", in the reader's language.
const char *vars_usage(const Verb *verb, const char *language);
char *vars_verb(const Verb *verb, const char *language);

// vars_detail.c: what the history keeps in English, for people. The caller frees.
// A detail of an event of this kind; NULL when it has none of the known forms.
char *vars_form(const Desk *d, const char *kind, const char *text, const char *language);
// The reason of an outcome.
char *vars_why(const Desk *d, const char *why, const char *language);
// Which rule or command did it. kind: of the event.
char *vars_rule(const Desk *d, const char *kind, const char *rule, const char *language);

// vars_event.c
// One entry of a list: what, detail, who, when, proof, rule.
void vars_event(const Application *a, const Notice *n, const Event *e, Vars *entry);
// Value of the last change of a kind that was decided, NULL when there is none, as where time
// decided. Borrowed.
const char *vars_asked(const Decision *d, ChangeKind kind);
// What was done here, when the answer leaves, and the words of one that was taken back.
bool vars_changes(const Application *a, const Decision *d, const Notice *n, Vars *v,
                  GError **error);

// vars_rule.c
// The rule or timer of that name; NULL = none (borrowed).
const Rule *vars_rule_of(const Desk *d, const char *name);
// What a reminder says that is no rule of the config, in the reader's language; "" else (borrowed).
const char *vars_reason(const Desk *d, const Notice *n);
bool vars_reminder(const Application *a, const Notice *n, Vars *v, GError **error);
bool vars_caught_up(const Application *a, const Notice *n, Vars *v, GError **error);

// vars_query.c
bool vars_list(const Application *a, const Notice *n, Vars *v, GError **error);
bool vars_events(const Application *a, const Notice *n, Vars *v, GError **error);
bool vars_outcomes(const Application *a, const Notice *n, Vars *v, GError **error);
bool vars_digest(const Application *a, const Notice *n, Vars *v, GError **error);
