// signature_private.h: private to signature*.c: what is signed, and what was found out about it.
#pragma once

#include "mail/gmime.h"
#include "mail/signature.h"

#define SIGNATURE_MAX (64 * 1024) // bytes of a signature

typedef struct {
    bool smime;
    GMimeObject *part; // the signed one, borrowed from the message
    Blob *content;     // its bytes as they came, lines ending with CRLF
    GString *bytes;    // the signature
} SignedPart;

void signed_part_clear(SignedPart *p);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SignedPart, signed_part_clear)

// *why NULL: out holds what is to be checked; else why the mail does not count as signed, *state
// (NONE, BAD, PARTIAL) how. False: HD_ERROR_RETRY.
bool signed_part_find(const Message *m, SignedPart *out, SignatureState *state, const char **why,
                      GError **error);
// The headers that the signed part repeats (RFC 9788) are those of the mail. NULL, or why not.
const char *signed_part_headers(const Message *m, const SignedPart *p);

// Sets state, fingerprint, made_at and why.
bool signature_openpgp(const SignedPart *p, const SignatureRules *rules, Signature *out,
                       GError **error);
bool signature_smime(const SignedPart *p, const SignatureRules *rules, Signature *out,
                     GError **error);
void signature_set(Signature *s, SignatureState state, const char *why);
