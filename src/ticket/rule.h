// rule.h: rules: when something happens and conditions hold, actions are done. Pure.
#pragma once

#include "ticket/action.h"
#include "ticket/condition.h"

// What a timer counts from.
typedef enum {
    SINCE_STATUS,   // it came into its present status
    SINCE_CREATED,
    SINCE_CUSTOMER, // the customer's first word that no manager answered
    SINCE_MANAGER,  // the managers' last word to the customer
    SINCE_WORD,     // the last word of either
    SINCE_REACTION, // the deadline of the first answer; counts while there is none and the clock runs
    SINCE_SOLUTION, // the deadline of the solution; the same until it is solved
    SINCE_DUE,      // the time that #due set
} TimerBase;
extern const Name TIMER_BASE_NAMES[]; // "status", "created", …

typedef struct {
    char *name;
    bool enabled;
    unsigned on;        // bits of Trigger
    Condition *when;    // NULL = always
    GPtrArray *actions; // RuleAction*
    bool stop;          // no later rule is tried when it matched
    bool built_in;      // made of reminders, promises, statuses; not written as a rule
    // Of ON_TIMER:
    TimerBase since;
    Span after;       // so long after its base
    Span before;      // or so long before it (deadlines only); seconds 0 = use `after`
    Span every;       // again after each of these; seconds 0 = once
    unsigned times;   // at most so often; 0 = no bound
    bool old_tickets; // acts on tickets that are older than the rule, too
} Rule;
Rule *rule_new(const char *name); // enabled, no trigger
void rule_free(Rule *r);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rule, rule_free)

// That a timer rule was done for a ticket.
typedef struct {
    char *rule;
    int64_t base;   // the instant it counted from: with another one it begins anew
    unsigned count; // times since
    int64_t passed; // periods of `every` since, with those that a sleeping desk missed; ≥ count
} Firing;
Firing *firing_new(const char *rule, int64_t base, unsigned count);
void firing_free(Firing *f);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Firing, firing_free)

// The ticket's instant of that base; 0 = none (not reached, or it counts no more).
int64_t rule_base(const Rule *r, const Ticket *t);
// When the rule's timer is (or was) due for the ticket the next time, 0 = never again: as for one
// that warns before a deadline when that has passed. firings: of Firing*, what was done for this
// ticket.
int64_t rule_due(const Rule *r, RuleView *view, const GPtrArray *firings);
// When the clock has to look at view->ticket again: the earliest instant after view->now at which a
// timer rule may have to act; view->now itself when one is due and its conditions hold; 0 = never.
// rules_since: rule name → int64_t* (when this desk first saw it); rules younger than the ticket
// leave it alone unless old_tickets. A due rule whose conditions fail and depend on the clock is
// looked at again within the hour.
int64_t rules_next(RuleView *view, const GPtrArray *firings, GHashTable *rules_since);
// Does the rule's timer act on this ticket at view->now: its name known long enough, due, not done?
bool rule_is_due(const Rule *r, RuleView *view, const GPtrArray *firings, GHashTable *rules_since);
// What is to be remembered when it acts at view->now: missed periods count as passed, so that the
// next one lies ahead. The caller frees.
Firing *rule_fire(const Rule *r, RuleView *view, const GPtrArray *firings);
// "16 h working after status", "1 h before solution": for people (English), the caller frees.
char *rule_timer_text(const Rule *r);

// promise.c
// The first promise whose conditions hold; NULL = none. MATCH_ERROR of a row: it is skipped, told in fault.
const Promise *promise_choose(RuleView *view, GPtrArray *sights, char **fault);
// The clock of a ticket's promise: its calendar in the company's time zone. The caller frees.
WorkClock *promise_clock(const Desk *d, const Ticket *t);
// Brings the times of a ticket up to date after something happened to it at `now`: the pause of the
// clock, both deadlines, the measures. before: the ticket as it was (NULL: new). Idempotent.
void promise_follow(const Desk *d, const Ticket *before, Ticket *t, int64_t now);
bool ticket_is_late(const Ticket *t, int64_t now); // a deadline of its promise, or #due, has passed
// How its deadline came about, a line for people: "Fri 17:30 + 2 h 00 = …"; where the promise as it
// is now would give another one, that it is an earlier one's. "" = none. The caller frees.
char *promise_explain(const Desk *d, const Ticket *t, bool solution, const char *language);
