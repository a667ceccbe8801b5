// bounce.h: delivery status reports (RFC 3464, RFC 6522). Pure.
#pragma once

#include "mail/message.h"

typedef enum { BOUNCE_FAILED, BOUNCE_DELAYED, BOUNCE_DELIVERED, BOUNCE_COMPLAINT } BounceAction;

typedef struct {
    char *recipient;  // address; "" when the report does not say
    char *status;     // "5.1.1"; "" when it does not say
    char *diagnostic; // the server's words, one line
    BounceAction action;
    bool permanent; // 5.x.x
} BounceRecipient;

typedef struct {
    GPtrArray *recipients; // BounceRecipient*; may be empty
    char *original_id;     // Message-ID of the mail that bounced, "" when unknown
} Bounce;

// NULL when the message is no report that can be read.
Bounce *bounce_parse(const Message *m);
void bounce_free(Bounce *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bounce, bounce_free)
