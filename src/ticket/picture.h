// picture.h: what became of an archive of messages under one config, and how two such pictures
// differ (helpdesk replay). Plain data and a pure comparison.
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

// What is compared: of a ticket, then of a message.
typedef enum {
    FACET_FIRST,  // who got the ticket when it was made: login, else group, "" = nobody
    FACET_HOLDER, // whose it is at the end
    FACET_QUEUE,
    FACET_STATUS,
    FACET_PRIORITY,
    FACET_TYPE,
    FACET_TAGS,
    FACET_LETTERS, // letters to the customer: "answer 2, receipt 1"
    FACET_TICKET_COUNT,
    FACET_OUTCOME = FACET_TICKET_COUNT,
    FACET_THREAD, // the ticket that it went to
    FACET_COUNT
} Facet;
// "manager", "at the end", "queue", …: a word for scripts.
const char *facet_name(Facet f);

typedef struct {
    int64_t number;
    const char *facets[FACET_TICKET_COUNT]; // owned by the picture, never NULL
    const char *rule; // that decided who got it first, likewise; "" = none is known
    bool touched;     // somebody worked on it without a mail: only how it began can be compared
} PictureTicket;

typedef struct {
    const char *outcome; // owned by the picture; "" = the message was not taken in
    int64_t ticket;      // that it is part of at the end, 0 = none
} PictureMessage;

typedef struct {
    GStringChunk *words;
    GArray *messages;    // PictureMessage, one for each message of the archive, in its order
    GHashTable *tickets; // int64_t* → PictureTicket*: those that the messages are part of
    GHashTable *choices; // set of char*: whom a rule may choose for a queue
} Picture;
void picture_init(Picture *p);
void picture_clear(Picture *p);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Picture, picture_clear)
// Kept once for all that say the same.
const char *picture_word(Picture *p, const char *text);
PictureTicket *picture_ticket(const Picture *p, int64_t number); // NULL = absent
// Tickets of that queue may be theirs when it is their turn.
void picture_may_choose(Picture *p, const char *queue, const char *who);
// A ticket with empty facets; the picture's.
PictureTicket *picture_ticket_add(Picture *p, int64_t number);

typedef struct {
    Facet facet;
    guint message; // index in the archive: of the message, or of the one that made the ticket
    int64_t before, after; // numbers of the ticket there and here, 0 = none
    const char *from, *to; // borrowed from the pictures; FACET_THREAD: ""
} Difference;

typedef struct {
    unsigned messages, tickets; // that both pictures have
    unsigned untold;            // tickets of them of which only the beginning was compared
    unsigned turns;             // that only went to another one whose turn it was
    unsigned counts[FACET_COUNT];
    GArray *differences; // Difference, by facet, then in the order of the archive
} Comparison;
void comparison_clear(Comparison *c);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Comparison, comparison_clear)

// Tickets are the same when the same message made them, whatever their numbers. One ticket more or
// less shifts all turns after it: where turns (or the same row) decided, and each of the two people
// may be chosen in the other picture too, that is no difference. Both pictures show the same
// archive and outlive the result.
void picture_compare(Picture *before, Picture *after, Comparison *out);
