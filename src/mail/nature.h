// nature.h: who speaks: a person, a robot, a mail system; and what may be done with it (TRUST 2).
// Pure.
#pragma once

#include "mail/message.h"

typedef enum {
    NATURE_PERSON,
    NATURE_ROBOT,  // autoresponder, machine
    NATURE_BOUNCE, // delivery status, delay, feedback report
    NATURE_LIST,   // mailing list, bulk
    NATURE_LOOP,   // our own mail come back, or too many hops
    NATURE_SPAM,
} NatureKind;

typedef struct {
    NatureKind kind;
    bool may_answer;  // something automatic may be sent to the sender
    bool may_reopen;  // it may change the status of a ticket
    bool may_pass_on; // it may be shown to the other side of the conversation
    char *why; // English, names the header or address that decided; "" for a person who may be
               // answered
} Nature;

// is_ours tells whether a Message-ID is validly ours (keyed); from_us, whether the From address is
// one of our own intake addresses. for_us: one of our addresses stands in To, Cc or a delivery
// header.
typedef struct {
    bool own_message_id;
    bool from_us;
    bool for_us;
    bool envelope_from_empty; // the MTA said MAIL FROM:<> (Return-Path: <>)
} NatureHints;

void nature_decide(const Message *m, const NatureHints *hints, Nature *out);
void nature_clear(Nature *n);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Nature, nature_clear)
const char *nature_name(NatureKind kind); // "person" … static
