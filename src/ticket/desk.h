// desk.h: one desk as its config describes it: plain data, filled by config/, read by every
// decision. Immutable while in use; freed as a whole.
#pragma once

#include "base/code.h"
#include "base/names.h"
#include "mail/address.h"
#include "mail/endpoint.h"
#include "mail/message.h"
#include "ticket/calendar.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

// What the clock and the customer's answer do to a ticket depends on the kind of its status alone.
typedef enum {
    KIND_NEW,
    KIND_OPEN,
    KIND_WAITING,
    KIND_POSTPONED,
    KIND_SOLVED,
    KIND_CLOSED
} StatusKind;
extern const Name STATUS_KIND_NAMES[];
const char *
status_kind_name(StatusKind kind); // "new", "open", "waiting", "postponed", "solved", "closed"
bool status_kind_code(const char *name, StatusKind *kind);

// A length of time of the config: "90m", "48h", "3d", "16h working".
typedef struct {
    int64_t seconds; // 0 = none
    bool working;    // counted on the calendar of the ticket
} Span;

typedef enum { CLOCK_BY_KIND, CLOCK_RUNNING, CLOCK_PAUSED } ClockKind;

// One way out of a status.
typedef struct {
    char *to;       // name of a status
    GPtrArray *who; // words of desk_is_among, and "customer"; empty = everybody
} Transition;

typedef struct {
    char *name; // as commands and the database use it
    StatusKind kind;
    GHashTable *labels; // language code → name for people; may lack any
    GPtrArray *enter;   // who may put a ticket into it: words of desk_is_among; empty = everybody
    GPtrArray *act;     // who may change a ticket that is in it; empty = everybody
    char *colour;       // "#rrggbb" for pages and letters; "" = that of its kind
    ClockKind clock;    // do promises go on while a ticket is in it?
    bool cancelled;     // kind closed, and not because it was done
    unsigned load;      // what a ticket in it weighs when work is spread by load, in tenths; 10
    GPtrArray *transitions; // Transition*: where a ticket may go from here; empty = anywhere
    Span after;             // then it goes to `then` by itself; 0 = never
    char *then;             // name of a status; ""
} Status;

typedef enum { ROLE_MANAGER, ROLE_LEAD, ROLE_ADMIN } Role; // each may what the former may
extern const Name ROLE_NAMES[];

// When a manager hears what changed in tickets that she only watches.
typedef enum { DIGEST_AT_ONCE, DIGEST_HOURLY, DIGEST_DAILY } DigestKind;

// Dates away: [from, to) in Unix seconds.
typedef struct {
    int64_t from, to;
    char *deputy; // login who gets new work meanwhile; "" = nobody in particular
} Absence;

typedef struct {
    char *login, *name;
    GPtrArray *absences; // Absence*
    GPtrArray *addresses; // char*; the first one gets the notices
    char *language;
    Role role;
    bool active;  // false: gets no new tickets and has no rights
    bool confirm; // her commands are confirmed by a letter
    DigestKind digest;
    GPtrArray *openpgp, *smime; // char*: fingerprints of pinned keys, upper-case hex (L4)
} Manager;

typedef struct {
    char *name;
    GPtrArray *members; // logins
    GPtrArray *notify;  // logins who hear of its new work; empty = all members
    char *next;         // group that a ticket is escalated to; "" = none
} Group;

typedef struct {
    char *name;
    GPtrArray *domains, *addresses; // lower case
    char *manager;                  // login, "" = none of their own
    char *category;                 // "Partner", "VIP", …; ""
    GPtrArray *watchers;            // logins and groups that hear of all its tickets
    char *time_zone;                // IANA name in which its promises are reckoned; "" = the calendar's
} Company;

// A ready answer and what is done along with it: #use NAME.
typedef struct {
    char *name;
    char *help;        // one line for lists; ""
    GHashTable *texts; // language code → text; "" = the one for all languages; may be empty
    char *commands;    // lines "#close"; ""
} Macro;

// A line of the price list.
typedef struct {
    char *code, *name, *unit;
    uint64_t price; // hundredths of the currency for one unit
} Price;

typedef enum { CUSTOM_TEXT, CUSTOM_NUMBER, CUSTOM_DATE, CUSTOM_FLAG, CUSTOM_CHOICE } CustomKind;

// A field of the desk's own: #set NAME=VALUE.
typedef struct {
    char *name;
    CustomKind kind;
    GPtrArray *choices; // char*: for CUSTOM_CHOICE
    bool required;      // no ticket is solved without a value
} CustomField;

// What a verb needs, where the config says something else than the verb itself.
typedef struct {
    char *name; // of the verb
    int proof;  // Proof, -1 = as the verb says
    int role;   // Role, -1 = as the verb says
} CommandRight;

// A customer with several addresses: the first one is the contact's, the others are taken for it.
typedef struct {
    char *name;
    GPtrArray *addresses; // char*
} Person;

typedef enum { SPREAD_TURN, SPREAD_LOAD, SPREAD_NOBODY } SpreadKind;

typedef struct {
    char *name;
    Address *address;   // From of its letters
    GPtrArray *aliases; // char*: further addresses that reach it
    char *marker;       // "HD" → [HD#1234]; "" → [#1234]
    char *language;
    GPtrArray *forms;     // char*: senders that write for somebody else, "*" stands for anything:
                          // Reply-To is the customer
    GPtrArray *managers;  // logins that take its tickets in turn; empty = every active manager
    GPtrArray *see, *act; // who may read its tickets, who may change them: words of desk_is_among;
                          // empty = everybody; who may act may see
    GPtrArray *statuses;  // char*: those that its tickets can have, in order; empty = all of the desk
    char *calendar;       // name; "" = the desk's first, or all time when there is none
    SpreadKind spread;    // who gets a ticket that no row and nobody's own customer decides
    bool reply_addresses; // "support+CODE@host" reaches it: letters carry the code in Reply-To too
    GPtrArray *mailboxes; // Mailbox*
} Queue;

struct Condition; // condition.h

// A row of the routing table: the first whose conditions hold says who gets a new ticket.
typedef struct {
    char *name;
    bool enabled;
    struct Condition *when; // NULL = always
    char *to;               // what the action `assign` takes (action.h)
} Route;

// What a customer is promised: the first row whose conditions hold.
typedef struct {
    char *name;
    struct Condition *when;
    int64_t reaction, solution; // seconds of working time until the first answer, the solution; 0 = none
    char *calendar;             // name; "" = that of the queue
    Span warn;                  // so long before a deadline its manager is reminded; 0 = only at it
    Span escalate;              // so long after it the leads hear too; seconds 0 = at once
} Promise;

// A ticket that comes again and again (PRODUCT 1.10).
typedef struct {
    char *name, *rrule; // RFC 5545 3.3.10
    char *start;        // "2026-01-05 09:00", local: the first time of day
    int64_t start_at;   // the same, Unix seconds
    char *queue;        // "" = the first
    char *requester;    // mail address who hears of it as its customer; "" = nobody
    char *subject, *text;
    GPtrArray *actions; // RuleAction*
} Recurring;

// When people are reminded by themselves; seconds 0 = not.
typedef struct {
    Span fresh;  // a new ticket that nobody answered
    Span answer; // the customer wrote last
    Span wait;   // the customer was asked and is silent
} Reminders;

typedef struct {
    MessageLimits message;
    unsigned commands;
    uint64_t notice_attachments; // bytes
    unsigned auto_per_address_hour, auto_per_hour, auto_per_ticket;
    unsigned receipts_per_address_day;
    unsigned tickets_per_sender_hour;
    unsigned reopen_days;  // an answer to a ticket that was over for longer opens a new, linked one
    unsigned token_days;   // a reply token is valid for so long
    unsigned retry_days;   // the outbox gives up after so long
    unsigned answer_delay; // seconds that a manager's answer waits before it leaves
    unsigned signature_days; // a signed mail proves its sender for so long
    unsigned key_days;       // codes of a key that was rotated out are valid for so long
} Limits;

typedef struct {
    char *file; // path of the config
    char *hash; // hex of its SHA-256: events name the config that decided
    char *name;
    char *database;          // absolute path
    char *templates;         // absolute folder or ""
    char *web_url;           // "" = no pages
    GPtrArray *authserv_ids; // char*: servers whose Authentication-Results count
    char *keys_file; // absolute path of the keys
    KeyRing *keys;
    GPtrArray *queues, *managers, *groups, *companies,
        *workflow;                                  // Queue*, Manager*, Group*, Company*, Status*
    GPtrArray *contacts;                            // Person*
    GPtrArray *macros, *prices, *fields, *commands; // Macro*, Price*, CustomField*, CommandRight*
    GPtrArray *types;                               // char*: what #type takes
    GPtrArray *hooks;                               // Hook*
    GPtrArray *internal_types; // char*: those of them whose customers hear nothing
    GPtrArray *calendars;      // Calendar*
    GPtrArray *rules;          // Rule* (rule.h): those of the config in its order, then the built-in timers
    bool first_rule_only;      // the first rule that matches is the last; else all are tried
    GPtrArray *routing, *promises, *recurring; // Route*, Promise*, Recurring*
    Reminders reminders;
    char *time_zone;           // IANA name; "" = the machine's
    char *currency;                                 // of the prices, for people: "EUR"
    char *openpgp_home;      // folder of public OpenPGP keys (GNUPGHOME); "" = none
    bool markdown;           // managers' answers are read as Markdown for their HTML
    unsigned digest_hour;    // of the day when daily digests go out, local time
    GHashTable *notices_off; // names of templates that are switched off
    Transport *transport;
    Limits limits;
    GHashTable *company_index,
        *person_index; // caches of the look-ups below; NULL until the first question
} Desk;

void desk_free(Desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_free)

// All results below are borrowed from the desk; NULL when absent.
const Queue *desk_queue(const Desk *d, const char *name);
const Queue *desk_queue_by_address(const Desk *d,
                                   const char *address); // address or alias, "+detail" ignored
const Manager *desk_manager(const Desk *d, const char *login);
const Manager *desk_manager_by_address(const Desk *d, const char *address);
const Group *desk_group(const Desk *d, const char *name);
const Company *
desk_company_of(const Desk *d,
                const char *address); // by address, then domain; never a public domain
// The address that a person goes by: the first one of the contact or manager whose address this is,
// else the address itself (borrowed from either).
const char *desk_primary_address(const Desk *d, const char *address);
// The name that contacts (or managers) have for that address; "" when there is none.
const char *desk_person_name(const Desk *d, const char *address);
// Does the sender write for somebody else (a web form, a shared scanner)?
bool queue_is_form(const Queue *q, const char *address);
const Status *desk_status(const Desk *d,
                          const char *name); // by name or a label in any language, case folded
// The first of a kind that tickets of the queue can have (NULL: of the desk); never NULL for a
// checked config.
const Status *desk_status_first(const Desk *d, const Queue *q, StatusKind kind);
const Status *desk_status_spam(const Desk *d, const Queue *q); // where #spam ends; the same
const Status *desk_status_cancelled(const Desk *d, const Queue *q); // where #close invalid ends
// Those that tickets of the queue can have (NULL: of the desk), in its order: const Status*,
// borrowed; the array is the caller's.
GPtrArray *queue_statuses(const Desk *d, const Queue *q);
bool queue_has_status(const Queue *q, const Status *s);
// The status that a ticket gets when it comes to another queue: its own, else the first of the kind.
const Status *queue_status_like(const Desk *d, const Queue *q, const Status *s);
bool status_clock_runs(const Status *s);
// May a ticket go from one status to another? m NULL: the program itself or, with `customer`, a
// customer. Same status: always.
bool desk_may_go(const Desk *d, const Status *from, const Status *to, const Manager *m,
                 bool customer);
const Calendar *desk_calendar(const Desk *d, const char *name); // NULL: all time counts
// Who does her work at that time: herself, her deputy (and his), NULL = nobody.
const Manager *desk_stand_in(const Desk *d, const Manager *m, int64_t now);
bool desk_is_internal(const Desk *d, const char *type); // customers hear nothing of such tickets
// "Решена" in lang, else the name itself.
const char *status_label(const Status *s, const char *lang);

// Is the manager one of these words: a login, a group that holds her, or a role ("lead" stands for
// leads and admins)? An empty or NULL list is everybody.
bool desk_is_among(const Desk *d, const Manager *m, const GPtrArray *words);
bool desk_may_see(const Desk *d, const Manager *m, const Queue *q);
bool desk_may_act(const Desk *d, const Manager *m, const Queue *q);
const Macro *desk_macro(const Desk *d, const char *name);       // case folded
const Price *desk_price(const Desk *d, const char *code);       // case folded
const CustomField *desk_field(const Desk *d, const char *name); // case folded
const Hook *desk_hook(const Desk *d, const char *name);         // case folded
// Logins of a list of logins and groups, each once, active ones only: const char*, borrowed; the
// array is the caller's.
GPtrArray *desk_people(const Desk *d, const GPtrArray *words);

// A person by login, address, full name or a unique beginning of login or name. HD_ERROR_ABSENT
// lists what exists, HD_ERROR_REFUSED lists those that fit when there are several. language: of the
// error's words.
const Manager *desk_find_manager(const Desk *d, const char *text, const char *language,
                                 GError **error);

// Constructors for config/ and tests: fields are set directly afterwards.
Desk *desk_new(void); // limits at their defaults, built-in workflow absent
Queue *queue_new(const char *name, const char *address);
Manager *manager_new(const char *login, const char *name, const char *address);
Group *group_new(const char *name);
Company *company_new(const char *name);
Person *person_new(const char *name);
Status *status_new(const char *name, StatusKind kind);
Transition *transition_new(const char *to);
Absence *absence_new(void);
Route *route_new(const char *name);
Promise *promise_new(const char *name);
Recurring *recurring_new(const char *name);
Macro *macro_new(const char *name);
Price *price_new(const char *code);
CustomField *custom_field_new(const char *name, CustomKind kind);
CommandRight *command_right_new(const char *name);
Mailbox *mailbox_new(MailboxKind kind, const char *name);
void mailbox_free(Mailbox *m);
Hook *hook_new(const char *name);
Transport *transport_new(TransportKind kind);
void transport_free(Transport *t);
