// sender_private.h: what a kind of sender is made of. To add one, write its file and a line in
// sender.c.
#pragma once

#include "io/sender.h"

typedef struct {
    TransportKind code;
    Sender *(*open)(const Transport *transport, GError **error);
    void (*close)(Sender *sender);
    void (*send)(Sender *sender, const Envelope *envelope, SenderBeforeDot before_dot, void *data,
                 SendResult *out);
    bool (*test)(Sender *sender, GError **error);
} SenderKind;

// The first member of each kind's own struct.
struct Sender {
    const SenderKind *kind;
};

extern const SenderKind SENDER_SMTP;
extern const SenderKind SENDER_FILE;

// Fills the result; words become one safe line.
void send_result_set(SendResult *out, SendVerdict verdict, int code, const char *words);
