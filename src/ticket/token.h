// token.h: what makes an answer trustworthy: Message-IDs and link tokens of ours that carry ticket,
// purpose, recipient and expiry under a keyed code (TRUST 3, L3).
//
//   hd.PURPOSE.TICKET.REF.NONCE.EXPIRES.KEY.RECIPIENT.CODE@domain
//
// The code proves that we made it; RECIPIENT is a keyed tag of the address that it was sent to, so
// a token is worth something only in that address's hands.
//
// A reply address holds the same in 64 octets, numbers in base 36, without nonce and tag: the
// recipient stands under the code alone.
//
//   QUEUE+PURPOSETICKET-REF-DAY-KEY-CODE@host
#pragma once

#include "base/code.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    TOKEN_CUSTOMER = 'c',   // letter to a customer
    TOKEN_MANAGER = 'm',    // notice to a manager; an answer to it is public
    TOKEN_NOTE = 'n',       // notice of a note; an answer to it is a note
    TOKEN_CONFIRM = 'h',    // asks to confirm a held message; ref is that message's raw id
    TOKEN_RATE = 'r',       // rating link
    TOKEN_FAULT = 'q',      // nothing of a mail was done; ref is its raw id: #send lets its text go
    TOKEN_FAULT_NOTE = 'k', // the same, and an answer to it is a note
    TOKEN_OUTSIDER = 'f',   // a ticket was forwarded to somebody; his answer is a note
} TokenPurpose;

// Was it made for a mail of which nothing was done?
static inline bool
token_is_fault(TokenPurpose p)
{
    return p == TOKEN_FAULT || p == TOKEN_FAULT_NOTE;
}

// Is it made for managers, worth nothing in other hands?
static inline bool
token_is_for_managers(TokenPurpose p)
{
    return p == TOKEN_MANAGER || p == TOKEN_NOTE || p == TOKEN_CONFIRM || p == TOKEN_FAULT ||
           p == TOKEN_FAULT_NOTE;
}

typedef struct {
    TokenPurpose purpose;
    int64_t ticket, ref; // ref: ticket message that the letter shows, 0 = none
    int64_t expires;
    char nonce[14];
    unsigned key;
    char recipient[14];
    char code[CODE_LENGTH + 1];
    bool address; // of a reply address: nonce and recipient are ""
} Token;

typedef enum { TOKEN_VALID, TOKEN_EXPIRED, TOKEN_OTHER_RECIPIENT, TOKEN_FORGED } TokenState;

// Message-ID without brackets. The caller frees.
char *token_message_id(const KeyRing *ring, TokenPurpose purpose, int64_t ticket, int64_t ref,
                       const char *recipient, int64_t now, int64_t lifetime, const char *domain);
// The same without "@domain", for links.
char *token_link(const KeyRing *ring, TokenPurpose purpose, int64_t ticket, const char *recipient,
                 int64_t now, int64_t lifetime);
// "support+CODE@host", lower case, for Reply-To and mailto links; the queue's address as it is when
// its local part would have more than 64 octets (RFC 5321 4.5.3.1.1) or cannot take a detail. Life
// ends with a day (UTC). The caller frees.
char *token_address(const KeyRing *ring, TokenPurpose purpose, int64_t ticket, int64_t ref,
                    const char *recipient, int64_t now, int64_t lifetime,
                    const char *queue_address);
// Shape only: false when the text is not of this form (with or without @domain).
bool token_parse(const char *text, Token *out);
// The same for a reply address, upper or lower case. Whether it is an address of ours is not seen.
bool token_parse_address(const char *address, Token *out);
// recipient NULL: only whether it is ours and not expired (links; bounces; loops). Of a reply
// address nothing can be said without its recipient, and another recipient's is FORGED.
TokenState token_check(const KeyRing *ring, const Token *token, const char *recipient, int64_t now);
