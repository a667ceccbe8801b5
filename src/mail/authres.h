// authres.h: what the server that took the mail in found out about its sender (RFC 8601). Pure: no
// DNS, no signature is checked here.
#pragma once

#include "mail/message.h"

typedef struct {
    bool pass;      // the domain of From vouches for the mail
    const char *by; // "dmarc" or "dkim"; "" without a pass; static
    char *why;      // English, one line: what decided; never empty
} AuthResult;

// authserv_ids: char*, the servers whose word counts; NULL or empty: none. from_address: the one
// address in From. Only the topmost Authentication-Results counts, when one of these servers wrote
// it, and only in mail with one From header. A pass is dmarc=pass whose header.from, or dkim=pass
// whose header.d (header.i when there is none), is aligned with the domain of from_address: equal
// to it or a parent of it that one owner has. dmarc=fail overrules both; spf alone proves nothing.
void authres_check(const Message *m, const GPtrArray *authserv_ids, const char *from_address,
                   AuthResult *out);
void auth_result_clear(AuthResult *r);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AuthResult, auth_result_clear)
