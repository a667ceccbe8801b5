// sender.h: ways out for mail. Each kind is a const struct of functions in one table (sender.c).
//
// One envelope, one recipient: what one recipient's server says concerns nobody else.
#pragma once

#include "base/blob.h"
#include "mail/endpoint.h"

#include <glib.h>
#include <stdbool.h>

typedef enum {
    SEND_SENT,    // the server took it
    SEND_RETRY,   // temporary for this mail: 4xx, time-out, dropped before the dot
    SEND_FAILED,  // permanent for this mail: 5xx to RCPT or after DATA, too large, unfit address
    SEND_UNKNOWN, // no answer to the dot: it may have arrived; send again byte for byte
    SEND_PAUSED,  // the transport is at fault (login, certificate, no connection): stop for now,
                  // fail no mail
} SendVerdict;

typedef struct {
    const char *from;  // envelope sender; "" for <>
    const char *to;    // envelope recipient
    const Blob *bytes; // complete mail with CRLF line ends
} Envelope;

typedef struct {
    SendVerdict verdict;
    int code;    // SMTP reply code, 0 when there was none
    int fault;   // SEND_PAUSED: HdErrorCode of the transport: SOURCE, AUTH or CONFIG
    char *words; // the server's words or ours, one safe line; owned: send_result_clear
} SendResult;
void send_result_clear(SendResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SendResult, send_result_clear)

typedef struct Sender Sender;

// No connection is made yet. HD_ERROR_CONFIG when a secret cannot be read. The transport must
// outlive the sender.
Sender *sender_open(const Transport *transport, GError **error);
void sender_close(Sender *sender);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sender, sender_close)

// before_dot (may be NULL) is called once all bytes but the final dot are handed over; when it
// returns false the mail is dropped there (SEND_RETRY) and the connection closed. One connection
// serves many calls.
typedef bool (*SenderBeforeDot)(void *data);
void sender_send(Sender *sender, const Envelope *envelope, SenderBeforeDot before_dot, void *data,
                 SendResult *out);

// Connects, checks certificate and login, quits; for check --connect and init.
bool sender_try(Sender *sender, GError **error);
