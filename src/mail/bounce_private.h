// bounce_private.h: private to bounce*.c.
#pragma once

#include "mail/bounce.h"

#define BOUNCE_TEXT       65536 // bytes of one report that are read
#define BOUNCE_RECIPIENTS 200

// bounce_fault.c: what words and codes mean.

// The first enhanced status code (RFC 3463) of a text; "" when there is none. The caller frees.
char *bounce_status_find(const char *text);
// The class of the first SMTP reply code: 5 in "550 no such user"; 0 when there is none.
int bounce_reply_class(const char *text);
// Whether the text tells a fault by words of the table.
bool bounce_fault_told(const char *text);
// Fills status and permanent: words are the server's, context what the report says around them.
void bounce_judge(BounceRecipient *r, const char *words, const char *context);

// bounce_words.c: phrases of many systems. Lines are compared in lower case, without what is drawn
// around them.

bool bounce_line_divides(const char *line); // the returned mail begins behind this line
bool bounce_line_opens(const char *line);   // so begins a report
bool bounce_line_fails(const char *line);   // speaks of a delivery
bool bounce_line_contact(const char *line); // names whom to ask, or the sender
bool bounce_text_delays(const char *text);  // nothing has failed yet
// What stands behind a label such as "Recipient:" at the start of the line; NULL without one.
const char *bounce_line_label(const char *line);

// bounce_fields.c: blocks of "Name: value" (RFC 3464 2.1).

typedef struct {
    GHashTable *values; // lower-case name → GPtrArray of char*
} BounceFields;

// Reads the block at *p and moves behind it; false at the end of the text.
bool bounce_fields_next(const char **p, BounceFields *out);
void bounce_fields_clear(BounceFields *fields);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BounceFields, bounce_fields_clear)
// The first value of a field; "" when absent.
const char *bounce_field(const BounceFields *fields, const char *name);
const GPtrArray *bounce_field_all(const BounceFields *fields, const char *name);

// The recipients of the blocks of a delivery status.
void bounce_read_status(const char *text, Bounce *b);
// A feedback report; headers are those of the mail complained about.
void bounce_read_feedback(const char *text, const char *headers, Bounce *b);
void bounce_add(Bounce *b, const char *address, BounceAction action, const char *status,
                const char *words);

// bounce_prose.c: addresses and words in free text.

// The next address at or behind p: *start and *len; false when there is none before end.
bool bounce_address_next(const char *p, const char *end, const char **start, size_t *len);
// The address with its domain in lower case; "" when it could not be written to. The caller frees.
char *bounce_address_dup(const char *start, size_t len);
// The first address of a text; "" when there is none. The caller frees.
char *bounce_address_first(const char *text);

typedef struct {
    char *report;    // what the system says, up to the returned mail
    char *returned;  // what follows of the returned mail; "" when nothing does
    GPtrArray *found; // BounceMention*
} BounceProse;

typedef struct {
    char *address;
    size_t start, end; // its part of the report
    int rank;          // 3 named as one of the list, 2 named with a failure
} BounceMention;

void bounce_prose_read(const Message *m, BounceProse *out);
void bounce_prose_clear(BounceProse *prose);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BounceProse, bounce_prose_clear)
// What the report says of an address: its part, and lines that name it. The caller frees.
char *bounce_prose_of(const BounceProse *prose, const char *address);
