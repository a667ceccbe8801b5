// signature.h: whether a mail as a whole is signed with OpenPGP (RFC 3156) or S/MIME (RFC 8551),
// and by which key.
//
// Counts: multipart/signed as the top part, with two parts and one signature. All that is read as
// the mail's text or attachments then stands inside the signed part. Does not count: a signed part
// inside another mail or list frame, signatures inside the text (RFC 9580 7), opaque S/MIME
// (application/pkcs7-mime). No key is ever looked for in the network, nothing ever asks.
#pragma once

#include "mail/message.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    SIGNATURE_NONE,
    SIGNATURE_GOOD,
    SIGNATURE_BAD,     // does not fit the text, cannot be read, or its key was revoked
    SIGNATURE_UNKNOWN, // cannot be checked: the key is not there, or gpg is not
    SIGNATURE_OLD,     // fits, but signature or key is out of date, or the signature has no date
    SIGNATURE_PARTIAL, // there is one, but not over all of the mail
} SignatureState;

typedef struct {
    const char *home; // folder of OpenPGP keys (GNUPGHOME); "": no OpenPGP signature can be checked
    int64_t now;
    int64_t
        max_age; // seconds; older ones are SIGNATURE_OLD, as are those over 10 min in the future
} SignatureRules;

typedef struct {
    SignatureState state;
    bool smime;
    // Upper-case hex: of the primary key (OpenPGP), SHA-1 of the certificate (S/MIME, as gpgsm and
    // openssl print it); "" unless GOOD or OLD.
    char *fingerprint;
    char *fingerprint256; // the same as SHA-256, of a certificate; "" for OpenPGP
    int64_t made_at;      // Unix seconds; 0 unknown
    // What makes this signature this one, however its mail or its own wrapping is rewritten; zeros
    // unless GOOD. A signature may prove its sender once.
    uint8_t sha256[32];
    char *why; // English, one line; never NULL
} Signature;

// Runs gpg for OpenPGP, with at most 20 seconds for it; S/MIME is checked by the certificate in the
// mail. HD_ERROR_RETRY when the machine is out of something; out is then NONE.
bool signature_check(const Message *m, const SignatureRules *rules, Signature *out, GError **error);
void signature_clear(Signature *s);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Signature, signature_clear)

// Is it GOOD and by one of these keys (char*: fingerprints as hex; case, blanks and colons do not
// count)?
bool signature_is_by(const Signature *s, const GPtrArray *fingerprints);
