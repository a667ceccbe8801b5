// evidence.h: what a message says about the ticket it belongs to, and which ticket that is. Pure:
// keys are taken from the message, the store looks them up, thread_choose decides.
#pragma once

#include "mail/message.h"
#include "ticket/ticket.h"
#include "ticket/token.h"

typedef struct {
    GPtrArray *ids;  // char*: In-Reply-To, then References from the nearest ancestor to the root
    GArray *tokens;  // Token: shapes of ours among ids, nearest first, then among reply addresses
    GArray *markers; // int64_t: ticket numbers named by our marker in the subject
    bool forward;    // the subject says that this is a forward: it starts a ticket of its own
} ThreadKeys;

// A ticket that some key led to, with what admission needs.
typedef struct {
    int64_t ticket;
    char *queue;
    StatusKind kind;
    int64_t closed_at; // when it was solved or closed, 0 while it is open
    GPtrArray *people; // char*: addresses of requester and participants
} ThreadTicket;
void thread_ticket_free(ThreadTicket *t);

// An ID that is stored.
typedef struct {
    char *message_id;
    int64_t ticket;
} ThreadId;
void thread_id_free(ThreadId *t);

typedef struct {
    GPtrArray *ids;     // ThreadId*
    GPtrArray *tickets; // ThreadTicket*: of ids, tokens and markers
} ThreadFound;
ThreadFound *thread_found_new(void);
void thread_found_free(ThreadFound *f);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ThreadFound, thread_found_free)

typedef struct {
    int64_t ticket;   // 0 = none: a new one
    const char *by;   // static: "token", "our id", "reply", "marker", ""
    bool token_valid; // a token of this ticket, valid for this sender: proof L3
    Token token;      // if one of ours was found for the ticket, valid or not
    int64_t linked;   // the ticket that was meant, over for too long: a new one is linked to it
    bool stranger;    // evidence is good, the sender takes no part: to be reviewed
    int64_t suggest;  // likely relative when ticket is 0
    GPtrArray *tried; // char*: one line for each piece of evidence and what became of it
} ThreadChoice;

// Outlook's conversation index as an ID ("thread-index:…"), NULL when the message has none. The
// caller frees.
char *thread_index_id(const Message *m);
void thread_keys(const Message *m, const Desk *d, const Queue *q, ThreadKeys *out);
void thread_keys_clear(ThreadKeys *keys);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ThreadKeys, thread_keys_clear)
// sender: the one From address, "" when there is none or several.
void thread_choose(const ThreadKeys *keys, const ThreadFound *found, const Desk *d,
                   const char *sender, int64_t now, ThreadChoice *out);
// The ticket that was chosen is no longer open for this ("is over for too long"): a new one is
// linked to it; a stranger's is told as a relative of it.
void thread_begin_anew(ThreadChoice *c, const char *why);
void thread_choice_clear(ThreadChoice *c);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ThreadChoice, thread_choice_clear)
