// compose.h: bytes of a mail that we send (RFC 5322, MIME), safe for every transport: CRLF, 7 bit,
// lines under 998, no bare CR or LF, no header that a customer could have written. The same draft
// gives the same bytes (boundaries are derived from the Message-ID).
#pragma once

#include "base/blob.h"
#include "mail/address.h"

#include <stdint.h>

typedef struct {
    char *name, *type; // file name and "image/png"
    char *content_id;  // set for a picture shown inside the HTML; "" otherwise
    Blob *content;     // owned
} DraftAttachment;

typedef struct {
    Address *from;      // owned, as all below
    GPtrArray *to, *cc; // Address*
    Address *reply_to;  // may be NULL
    char *subject;
    char *message_id; // without brackets; required
    int64_t date;
    char *in_reply_to;     // without brackets; "" if none
    GPtrArray *references; // char* without brackets
    char *language;        // Content-Language; "" if none
    const char
        *auto_submitted;    // static: "auto-replied", "auto-generated", NULL for a person's letter
    GPtrArray *headers;     // further "Name: value" strings of ours (X-Helpdesk-Ticket …)
    char *text, *html;      // html "" → text only
    GPtrArray *attachments; // DraftAttachment*
} Draft;

Draft *draft_new(void);
void draft_free(Draft *d);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Draft, draft_free)
DraftAttachment *draft_attach(Draft *d, const char *name, const char *type, const char *content_id,
                              Blob *content_owned);

// HD_ERROR_MESSAGE when an address or header is not fit to be sent. The caller frees the Blob.
Blob *draft_compose(const Draft *d, GError **error);
