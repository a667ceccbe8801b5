// ticket.h: a ticket's present state, its messages and its history, as plain data. Rows come and go
// in store/; what happens to a ticket is decided in decide.c.
#pragma once

#include "base/names.h"
#include "mail/address.h"
#include "ticket/desk.h"

#include <stdint.h>

// Who takes part in a ticket besides its requester: more are a crowd, not a conversation.
#define TICKET_PEOPLE_MAX 20

typedef enum { PRIORITY_LOW, PRIORITY_NORMAL, PRIORITY_HIGH, PRIORITY_URGENT } Priority;
extern const Name PRIORITY_NAMES[];

typedef struct {
    int64_t id;
    char *address, *name;
    char *language; // "" until known
    char *company;  // name, "" = none
    char *manager;  // login of their own manager (who served them last or by config), "" = none
    // What deliveries taught (filled in by store_contact_find, and for the requester by
    // store_ticket_get).
    int64_t undeliverable_at;  // letters there fail for good since, 0 = they do not
    char *undeliverable_words; // what the server said last
    int64_t complained_at;     // a letter of ours was marked as spam there, 0 = never
    unsigned soft_failures;    // temporary failures in a row
} Contact;
Contact *contact_new(const char *address, const char *name);
void contact_free(Contact *c);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Contact, contact_free)

typedef struct {
    int64_t number; // shown to people; never used again; 0 = not stored yet
    char *queue, *subject, *status;
    StatusKind kind;
    char *manager, *group; // login / group name, "" = nobody
    Priority priority;
    char *language;                                                    // of the requester
    int64_t created_at, updated_at, answered_at, solved_at, closed_at; // 0 = not yet
    Contact *requester;
    GPtrArray *participants; // Contact*, without the requester
    GPtrArray *tags;         // char*
    char *last_id;         // Message-ID of the requester's last message: what our letters answer to
    GPtrArray *references; // char*: Message-IDs of the conversation as its customers know it,
                           // oldest first, at most 20
    int rating;            // 1…5, 0 = none
    char *review;
    char *type;          // "" = none
    int64_t due_at;      // to be done by then, 0 = no such time
    int64_t wake_at;     // postponed until then, 0 = not
    // Since when: in this status; the last word of a customer, of a manager to them. 0 = never.
    int64_t status_at, customer_at, manager_at;
    int64_t asked_at; // the customer's first word since the managers' last, 0 = never
    bool quiet;       // the requester's last letter was a machine's: nothing automatic answers it
    char *promise;                    // name of the row that was promised; "" = none
    int64_t reaction_at, solution_at; // its deadlines as they stand, 0 = none; while the clock is
                                      // paused they wait
    int64_t paused_at;                // the promise's clock stands since, 0 = it runs
    int64_t paused_work, paused_wall; // seconds that it stood: working time, all time
    // Measures, in seconds; -1 = not yet: working time and all time, without what the clock stood.
    int64_t answer_work, answer_wall, solve_work, solve_wall;
    int64_t timer_at;    // when the clock has to look at it again, 0 = never
    int64_t merged_into; // the ticket that this one became a part of, 0 = none
    GPtrArray *watchers; // char*: logins and group names
    GPtrArray *fields;   // TicketField*
} Ticket;

// A value of a field of the desk's own.
typedef struct {
    char *name, *value;
} TicketField;
// NULL when the field is empty (borrowed).
const char *ticket_field(const Ticket *t, const char *name);
// "" empties it.
void ticket_set_field(Ticket *t, const char *name, const char *value);
Ticket *ticket_dup(const Ticket *t);
Ticket *ticket_new(void); // empty strings, normal priority
void ticket_free(Ticket *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ticket, ticket_free)

// Requester or participant?
bool ticket_takes_part(const Ticket *t, const char *address);
// The subject without markers of ours ("[HD#12]"), reply and forward prefixes, case folded: what
// tells whether two tickets speak of the same thing. The caller frees.
char *subject_core(const char *subject);
// "[HD#12]": the marker of its queue. The caller frees.
char *ticket_marker(const Ticket *t, const Queue *q);
// Subject with exactly one marker in front of it, existing "Re:"s and our markers taken off. The
// caller frees.
char *ticket_subject_marked(const Ticket *t, const Queue *q);

typedef enum {
    DIRECTION_IN,
    DIRECTION_OUT,
    DIRECTION_NOTE
} Direction;                         // customer's, to the customer, internal
extern const Name DIRECTION_NAMES[]; // "in", "out", "note"
// Something was said at `now`: a customer's word (DIRECTION_IN) or one to them (DIRECTION_OUT).
// before: kind of the status that it was said in.
void ticket_note_word(Ticket *t, StatusKind before, Direction direction, int64_t now);

typedef struct {
    int64_t id, ticket, raw; // raw: blob of the original bytes, 0 = none
    Direction direction;
    char *author; // login of a manager, else the address
    char *from_name;
    char *message_id; // "" if none
    char *subject;
    char *text; // the new text
    int64_t at; // when it was received or written
    unsigned attachments;
} TicketMessage;
void ticket_message_free(TicketMessage *m);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TicketMessage, ticket_message_free)

typedef struct {
    int64_t id, ticket, at;
    char *kind;   // "created", "answer", "reply", "note", "status", "assigned", "priority", "tag",
                  // "sent", "bounced", "rated", …
    char *who;    // manager login, customer's address, "system"
    char *proof;  // "L0"…"L4", "" for the system
    char *rule;   // name of the rule or built-in decision; ""
    char *detail; // "open → solved"; free text for people
    int64_t message; // ticket message it belongs to, 0 = none
    char *config;    // hash of the config that decided, where it is read from the store; ""
} Event;
void event_free(Event *e);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Event, event_free)
Event *event_new(int64_t ticket, int64_t at, const char *kind, const char *who, const char *detail);
