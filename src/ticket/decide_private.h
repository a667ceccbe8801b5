// decide_private.h: what the parts of decide share.
#pragma once

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
// Who takes care of a new ticket of this customer: login, borrowed; "" = nobody.
const char *choose_manager(const Facts *f, const Contact *contact, const Address *customer,
                           Decision *out);
// The mail is kept and the registered address of f->manager is asked.
void hold(const Facts *f, Decision *out, const char *text);
// The block of commands goes back to the manager, line by line with what is wrong; fault (may be
// NULL): what is wrong with the answer itself.
void tell_faults(const Facts *f, Decision *out, const char *fault);

G_GNUC_PRINTF(3, 4)
void decide_set(Decision *d, Outcome outcome, const char *why, ...);
G_GNUC_PRINTF(4, 5)
void decide_trace(Decision *d, const char *name, bool matched, const char *why, ...);

// Notices to whoever takes care of the ticket: its manager, else its group, else all who may take
// it. except: login that hears nothing (who did it), "" = nobody.
void notify_managers(const Facts *f, Decision *d, NoticeKind kind, const char *manager,
                     const char *group, const char *except, const char *text);
void notify_manager(Decision *d, NoticeKind kind, const Manager *m, const char *text);
// Notice to a customer; automatic ones only when the caps of Facts allow it.
void notify_customer(const Facts *f, Decision *d, NoticeKind kind, const Address *to,
                     const char *language, const char *text);
bool notice_is_on(const Desk *d, NoticeKind kind);
