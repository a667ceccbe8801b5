// message_private.h: private to message*.c: what a Message is made of.
#pragma once

#include "base/hash.h"
#include "mail/gmime.h"
#include "mail/message.h"

// Beyond these counts addresses and header values are left out.
#define MESSAGE_ADDRESSES    1000
#define MESSAGE_HEADER_COUNT 100
#define MESSAGE_HEADER_SIZE  16384

// One body text: what stands in text/plain and what stands in HTML, of which either may be missing.
typedef struct {
    GPtrArray *plain, *html; // GMimeObject*, borrowed from the message
    const char *raw;         // text of a multipart that has no parts, borrowed; NULL otherwise
} Section;

typedef struct {
    MessageAttachment view;
    char *name, *type, *content_id; // what view points to
    GMimeObject *object;            // borrowed; NULL for a file out of a container
    const Blob *blob;               // of the container, borrowed
    uint64_t offset, length;        // where the file stands in it
    bool disposed_inline, measured;
} Attachment;

// What is found out when it is first asked for.
typedef struct {
    char *text, *html, *html_text;
    GHashTable *headers; // lower-case name → GPtrArray of char*
    GHashTable *shown;   // Content-IDs that the HTML shows
    GPtrArray *defects;  // const char*, static
    bool hashed, compared;
    uint8_t content[SHA256_SIZE]; // message_content_hash
} Lazy;

struct Message {
    unsigned shares; // owners besides the first
    const Blob *raw;
    Blob *clean; // copy with harmful defects put right; NULL when there are none
    MessageLimits limits;
    GMimeMessage *mime;
    GByteArray window; // borrows the bytes in memory; GMime reads data and len alone
    GPtrArray *sections, *attachments;
    GPtrArray *opened;             // Blob*: containers whose files are attachments
    char *inner_text, *inner_html; // what such a container says; NULL when there is none
    char *id, *subject, *type;
    int64_t date;
    GPtrArray *from, *sender, *reply_to, *to, *cc, *in_reply_to, *references;
    Lazy *lazy;
};

// message_tree.c
void message_choose_parts(Message *m);
// message_tnef.c: puts files in the place of the containers among the attachments.
void message_open_tnef(Message *m);
void section_free(Section *section);
void attachment_free(Attachment *attachment);
// Static phrase; noted once.
void message_note(const Message *m, const char *defect);
// Raw values as they came, folded; NULL-terminated order top first.
GPtrArray *message_raw_headers(const Message *m, const char *name);
