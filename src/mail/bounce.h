// bounce.h: what mail systems say became of a mail: RFC 3464 reports, the prose of systems without
// them, feedback reports (RFC 5965). Pure.
#pragma once

#include "mail/message.h"

typedef enum { BOUNCE_FAILED, BOUNCE_DELAYED, BOUNCE_DELIVERED, BOUNCE_COMPLAINT } BounceAction;

// BOUNCE_FAILED says that this delivery has ended without success, whatever the status: the mail
// was not read. permanent says more: the address or its host does not exist (any more), so no mail
// should be sent there again. A full mailbox, a refusal by policy, a time-out fail a delivery and
// are not permanent.
typedef struct {
    char *recipient;  // final recipient as the report names it; "" when it does not say
    char *status;     // RFC 3463, "5.1.1": given, else derived from the words; "" when neither
    char *diagnostic; // the server's words, one line, at most 500 bytes
    BounceAction action;
    bool permanent;
} BounceRecipient;

typedef struct {
    GPtrArray *recipients; // BounceRecipient*; may be empty
    char *original_id;     // Message-ID of the mail that bounced, "" when unknown
    // A machine-readable report: multipart/report, message/delivery-status, message/feedback-report
    // or X-Failed-Recipients. Else all of this was read from prose, which a person may have
    // written.
    bool report;
} Bounce;

// NULL when the message is no report that can be read.
Bounce *bounce_parse(const Message *m);
void bounce_free(Bounce *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bounce, bounce_free)

// Whether the mail is a mail system's report or notice, by its type, or by its sender together with
// its subject or first lines. What people forward or quote is not. empty_sender: the envelope said
// MAIL FROM:<>, which Return-Path may not tell.
bool bounce_speaks(const Message *m, bool empty_sender);

// By the local part of the address.
bool bounce_is_daemon(const char *address);
bool bounce_is_postmaster(const char *address);
