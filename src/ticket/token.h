// token.h: what makes an answer trustworthy: Message-IDs and link tokens of ours that carry ticket,
// purpose, recipient and expiry under a keyed code (TRUST 3, L3).
//
//   hd.PURPOSE.TICKET.REF.NONCE.EXPIRES.KEY.RECIPIENT.CODE@domain
//
// The code proves that we made it; RECIPIENT is a keyed tag of the address that it was sent to, so
// a token is worth something only in that address's hands.
#pragma once

#include "base/code.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    TOKEN_CUSTOMER = 'c', // letter to a customer
    TOKEN_MANAGER = 'm',  // notice to a manager; an answer to it is public
    TOKEN_NOTE = 'n',     // notice of a note; an answer to it is a note
    TOKEN_CONFIRM = 'h',  // asks to confirm a held message; ref is that message's raw id
    TOKEN_RATE = 'r',     // rating link
} TokenPurpose;

typedef struct {
    TokenPurpose purpose;
    int64_t ticket, ref; // ref: ticket message that the letter shows, 0 = none
    int64_t expires;
    char nonce[14];
    unsigned key;
    char recipient[14];
    char code[CODE_LENGTH + 1];
} Token;

typedef enum { TOKEN_VALID, TOKEN_EXPIRED, TOKEN_OTHER_RECIPIENT, TOKEN_FORGED } TokenState;

// Message-ID without brackets. The caller frees.
char *token_message_id(const KeyRing *ring, TokenPurpose purpose, int64_t ticket, int64_t ref,
                       const char *recipient, int64_t now, int64_t lifetime, const char *domain);
// The same without "@domain", for links.
char *token_link(const KeyRing *ring, TokenPurpose purpose, int64_t ticket, const char *recipient,
                 int64_t now, int64_t lifetime);
// Shape only: false when the text is not of this form (with or without @domain).
bool token_parse(const char *text, Token *out);
// recipient NULL: only whether it is ours and not expired (links; bounces; loops).
TokenState token_check(const KeyRing *ring, const Token *token, const char *recipient, int64_t now);
