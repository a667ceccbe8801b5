// message.h: a read-only view of one received mail (RFC 5322, 2045…2049, 2231), safe against
// whatever a stranger sends: capped, UTF-8, with defects noted instead of failing.
//
// GMime does the parsing; nobody outside src/mail sees its types. A Message keeps its Blob alive by
// borrowing it: free the Message first.
#pragma once

#include "base/blob.h"
#include "mail/address.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint64_t message_size; // bytes
    size_t header_size;    // bytes of the top header block
    unsigned parts, depth;
    unsigned references;
    size_t text; // bytes of text that are kept
} MessageLimits;

extern const MessageLimits MESSAGE_LIMITS_DEFAULT;

typedef struct Message Message;

typedef struct {
    const char *name;       // safe file name (text_file_name), never empty
    const char *type;       // "image/png", lower case
    const char *content_id; // without brackets, "" if absent
    uint64_t size;          // decoded bytes
    bool is_inline;         // referred to by cid: or disposition inline with a Content-ID
} MessageAttachment;

// HD_ERROR_MESSAGE when there is nothing to read (empty, no header, more parts or depth than the
// limits): the caller keeps the original and makes a plain ticket. limits may be NULL.
Message *message_parse(const Blob *raw, const MessageLimits *limits, GError **error);
// One more owner in the same thread: message_free() has to be called once more.
Message *message_share(Message *m);
void message_free(Message *m);
// Finds out at once what is else found out when it is first asked for (texts, content hash), so that
// a thread may parse and another one use the message.
void message_prepare(const Message *m);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Message, message_free)

// All strings are borrowed, UTF-8, never NULL ("" when absent).
const char *message_id(const Message *m);      // without brackets
const char *message_subject(const Message *m); // decoded, one line
int64_t
message_date(const Message *m); // Unix seconds, clamped to 1970…2100; 0 when absent or unreadable
const GPtrArray *message_from(const Message *m); // Address*; more than one is possible
const GPtrArray *message_sender(const Message *m);
const GPtrArray *message_reply_to(const Message *m);
const GPtrArray *message_to(const Message *m);
const GPtrArray *message_cc(const Message *m);
const GPtrArray *message_in_reply_to(const Message *m); // char*, without brackets
const GPtrArray *message_references(const Message *m);  // char*, oldest first, capped
// First value of a header, raw but unfolded and valid UTF-8, at most 16 kB; NULL when absent. Name
// case is ignored.
const char *message_header(const Message *m, const char *name);
// All values of a header, top first, at most 100. Never NULL.
const GPtrArray *message_header_all(const Message *m, const char *name);
// Name of the first header that begins with prefix ("List-"), NULL when there is none. Case is
// ignored.
const char *message_header_with_prefix(const Message *m, const char *prefix);

// Files inside a winmail.dat are attachments like any others; its text counts when the mail has no
// other. Text of the best part: text/plain of an alternative when it says something, else HTML as
// text, else "". Several inline text parts in a mixed are joined. Normal lines (text_normal)
// without empty ones at the ends and no line end at the last, capped at limits.text. Invitations
// add a line of what they are about ("[calendar REQUEST: …]").
const char *message_text(const Message *m);
// HTML of the best part as UTF-8, "" when there is none; capped like the text.
const char *message_html(const Message *m);
// The text that stands in message_html as text (html_to_text), for mail whose pictures sit in the
// text.
const char *message_html_text(const Message *m);
// "text/plain", "text/html", "multipart/report" …: type of the top part, lower case; a parameter of
// it ("" if absent).
const char *message_type(const Message *m);
const char *message_type_param(const Message *m, const char *name);

unsigned message_attachment_count(const Message *m);
const MessageAttachment *message_attachment(const Message *m, unsigned i);
// Decoded bytes of attachment i into out (streamed).
bool message_attachment_read(const Message *m, unsigned i, Blob *out, GError **error);

// Of the decoded bytes: signature pictures that come with every mail are known by it.
void message_attachment_sha256(const Message *m, unsigned i, uint8_t out[32]);

// First part of that type as decoded text (message/delivery-status, text/rfc822-headers,
// message/rfc822 gives its header block), capped at max bytes; NULL when there is none. The caller
// frees.
char *message_part_text(const Message *m, const char *type, size_t max);

// What was wrong and put right, as short English phrases ("charset guessed", "boundary missing").
// Never NULL.
const GPtrArray *message_defects(const Message *m);

// Hash for "the same message": over Message-ID, From, Date, Subject and text; 32 bytes.
void message_content_hash(const Message *m, uint8_t out[32]);
