// pkcs7.h: checks a detached CMS signature (RFC 5652, the signature of S/MIME) against the
// certificate that comes with it. Whose certificate that is, the caller knows by its fingerprint.
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    PKCS7_GOOD,
    PKCS7_BAD,
    PKCS7_NO_CERTIFICATE, // the signer's certificate is not in the signature
    PKCS7_EXPIRED,        // all right, but the certificate is not valid now
} Pkcs7State;

typedef struct {
    Pkcs7State state;
    // Of the certificate, SHA-1 and SHA-256, upper-case hex; "" unless GOOD or EXPIRED.
    char fingerprint[41], fingerprint256[65];
    int64_t made_at; // signingTime, which is signed too; 0 when there is none
    const char *why; // English, static; never NULL
} Pkcs7;

// signature in DER or BER, with exactly one signer. Neither the issuers of the certificate nor its
// revocation are looked at.
void pkcs7_check(const void *signature, size_t signature_len, const void *data, size_t data_len,
                 int64_t now, Pkcs7 *out);
