// condition.h: the conditions of rules, routing rows and promises: a tree whose leaves compare what
// is known of a ticket and a message with what the config wants. Pure.
//
// A leaf holds when any of its tests fits; a group when all of its parts do. `any`: at least one
// part; `not`: its parts together do not hold. Keys and what they take stand in PREDICATES, one
// line each; helpdesk.conf(5) has the same list.
#pragma once

#include "ticket/pattern.h"
#include "ticket/ticket.h"

#include "mail/nature.h"

// What happened (bits of Rule.on).
typedef enum {
    ON_CREATED = 1 << 0,
    ON_CUSTOMER = 1 << 1, // the customer (or who takes part) answered
    ON_MANAGER = 1 << 2,  // a manager answered the customer
    ON_STATUS = 1 << 3,   // the status changed
    ON_ASSIGNED = 1 << 4, // manager or group changed
    ON_RATED = 1 << 5,
    ON_BOUNCED = 1 << 6, // a letter of ours could not be delivered
    ON_TIMER = 1 << 7,
} Trigger;
extern const Name TRIGGER_NAMES[]; // "created", "customer", "manager", "status", …

// What conditions see. Everything is borrowed but the caches: view_clear.
typedef struct {
    const Desk *desk;
    int64_t now;
    const Queue *queue;     // of the ticket as it will be
    const Ticket *ticket;   // as it will be once all that is planned so far is done; never NULL
    const Message *message; // the mail behind it; NULL = none
    const char *text;       // its new text (without quotes); "" = none
    const Nature *nature;   // NULL = none
    const char *channel;    // "mail", "form", "manager" (entered for a customer), "command", "clock",
                            // "schedule", "page"
    const Address *sender;  // who wrote; NULL
    const Company *company; // of the requester; NULL
    bool first;             // the message made the ticket
    bool newcomer;          // the requester never wrote before
    unsigned stopped;       // patterns that took too long on it: after a few no more PCRE2 is tried
    // caches, filled when the first condition asks
    Subject subject, body;
    WorkClock *clock;
} RuleView;
void view_clear(RuleView *v);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RuleView, view_clear)
// The calendar of the ticket's queue in the company's time zone (cached; borrowed).
WorkClock *view_clock(RuleView *v);

typedef struct Condition Condition;
struct PredicateWork;

typedef struct {
    const char *name; // key in the config
    bool timed;       // its answer changes with the clock alone
    bool of_message;  // without a message there is nothing to see
    const char *help; // what it takes
    const struct PredicateWork *work; // predicate.h
} PredicateInfo;
// Ends with a row without a name.
const PredicateInfo *predicate_list(void);

// A leaf: any of the values. HD_ERROR_CONFIG: no such key (with the nearest), or a value that it
// does not take. values: one or more. line: where it stands, for check.
Condition *condition_leaf(const char *key, const char *const *values, GError **error);
typedef enum { CONDITION_ALL, CONDITION_ANY, CONDITION_NOT } ConditionKind;
// Takes the parts over (owned, as g_ptr_array_unref would free them).
Condition *condition_group(ConditionKind kind, GPtrArray *parts);
void condition_free(Condition *c);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Condition, condition_free)

// What a leaf saw, for explain.
typedef struct {
    char *key, *wanted, *saw; // "subject", "*invoice*", "Your order 12"
    MatchResult result;
    unsigned depth; // of any/not around it
} Sight;
void sight_free(Sight *s);

// NULL condition: MATCH_YES. sights (of Sight*, may be NULL) gets every leaf that was looked at;
// fault (may be NULL) the reason of MATCH_ERROR, the caller frees. An error counts neither as yes
// nor as no: the whole is MATCH_ERROR unless its value does not matter.
MatchResult condition_eval(const Condition *c, RuleView *view, GPtrArray *sights, char **fault);

// Does it ask only for what stands in the ticket (timed: also not for the clock)?
bool condition_needs_message(const Condition *c);
bool condition_is_timed(const Condition *c);
// Might it hold where there is no message?
bool condition_may_lack_message(const Condition *c);
// Each value of each condition in the tree, as it is written.
typedef void (*ConditionVisit)(const char *key, const char *value, gpointer data);
void condition_each(const Condition *c, ConditionVisit visit, gpointer data);
// For check: do all situations in which `b` holds also fit `a`, as far as can be told from the
// words alone? NULL is "always".
bool condition_covers(const Condition *a, const Condition *b);
// For check: could both hold for the same ticket, as far as can be told? (false only when it is certain)
bool condition_may_overlap(const Condition *a, const Condition *b);
// Names that the tree mentions under a key ("manager", "status", …): const char*, borrowed.
void condition_mentions(const Condition *c, const char *key, GPtrArray *out);
