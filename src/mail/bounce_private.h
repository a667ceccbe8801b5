// bounce_private.h: private to bounce*.c.
#pragma once

#include "mail/bounce.h"

#define BOUNCE_TEXT       65536 // bytes of one report that are read
#define BOUNCE_RECIPIENTS 200

// bounce_fault.c: what words mean.

typedef enum {
    STAYS,                 // may work another time, or with another mail
    GONE,                  // the mailbox does not exist
    GONE_WITH_WITNESS,     // the same when a witness stands by
    GONE_UNLESS_TEMPORARY, // the host does not exist or takes no mail
    GONE_BY_STATUS,        // vague: a status that condemns the address is believed
} Verdict;

typedef struct {
    const char *status; // behind the class
    Verdict verdict;
    const char *phrases; // separated by '|'
} Fault;

// The first fault of the table that the text tells; NULL when none. Static.
const Fault *bounce_fault_find(const char *text);

// bounce_judge.c: what codes mean.

// The first enhanced status code (RFC 3463) of a text; "" when there is none. The caller frees.
char *bounce_status_find(const char *text);
// The first SMTP reply code of a failure ("550 no such user"); NULL when there is none. Borrowed.
const char *bounce_reply_find(const char *text);
// Fills status and permanent: words are the server's, context what the report says around them.
void bounce_judge(BounceRecipient *r, const char *words, const char *context);

// bounce_words.c: phrases of many systems. Lines are compared in lower case, without what is drawn
// around them.

char *bounce_line_bare(const char *line);
bool bounce_line_divides(const char *line);  // the returned mail begins behind this line
bool bounce_line_received(const char *line); // a header that only a mail has
bool bounce_line_fails(const char *line);    // speaks of a delivery
bool bounce_line_contact(const char *line);  // names whom to ask, or the sender
bool bounce_text_delays(const char *text);   // nothing has failed yet
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

// bounce_address.c: addresses in any text.

// The next address at or behind p: *start and *len; false when there is none before end.
bool bounce_address_next(const char *p, const char *end, const char **start, size_t *len);
// The address with its domain in lower case; "" when it could not be written to. The caller frees.
char *bounce_address_dup(const char *start, size_t len);
// The first address of a text; "" when there is none. The caller frees.
char *bounce_address_first(const char *text);

// bounce_prose.c: who is named in free text, and with which words.

typedef struct {
    char *report;     // what the system says, up to the returned mail
    char *returned;   // what follows of the returned mail; "" when nothing does
    GPtrArray *found; // BounceMention*
} BounceProse;

enum {
    BOUNCE_RANK_STRAY = 1, // the only one that is named at all
    BOUNCE_RANK_OURS,      // one of the list, but the report's own writer or reader
    BOUNCE_RANK_FAILED,    // named with a failure
    BOUNCE_RANK_LISTED,    // one of the list
};

typedef struct {
    char *address;
    size_t start, end; // its part of the report
    int rank;          // the greatest of the report stays
} BounceMention;

void bounce_prose_read(const Message *m, BounceProse *out);
void bounce_prose_clear(BounceProse *prose);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BounceProse, bounce_prose_clear)
// What the report says of an address: its part and the lines that name it; all of it when the
// address is the only one. The caller frees.
char *bounce_prose_of(const BounceProse *prose, const char *address, bool alone);

// bounce_notice.c: notices in forms of their own.
bool bounce_is_notice(const Message *m);
bool bounce_read_notice(const Message *m, Bounce *b);

// bounce_original.c: the mail that came back.

// The first part of one of those types that is there, as text; NULL when none is.
char *bounce_part_of(const Message *m, const char *const *types, size_t count);
// Headers of the returned mail, NULL when they are no part of the report.
char *bounce_original_headers(const Message *m);
// "" when the report does not tell.
char *bounce_original_id(const Message *m, const BounceProse *prose);
