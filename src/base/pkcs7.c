// pkcs7.c: CMS signatures by GnuTLS.
//
// Not for trust: no list of authorities, no revocation, no network; the caller compares the
// fingerprint with those that it pinned. Not for opaque signatures nor encryption. Limits: one
// signer, CERTIFICATES certificates, of which only the one that the signer's entry names is tried;
// old digests (SHA-1, MD5) do not count. Neighbours: mail/signature.c.

#include "base/pkcs7.h"

#include <gnutls/abstract.h>
#include <gnutls/pkcs7.h>
#include <gnutls/x509.h>
#include <stdbool.h>
#include <string.h>

#define CERTIFICATES 20
#define NAME_MAX_LEN 4096

static bool
same(const gnutls_datum_t *a, const void *bytes, size_t len)
{
    return a->size == len && len > 0 && memcmp(a->data, bytes, len) == 0;
}

// RFC 5652 5.3: a signer is named by issuer and serial number, or by the identifier of the key.
static bool
is_signer(gnutls_x509_crt_t crt, const gnutls_pkcs7_signature_info_st *info)
{
    unsigned char bytes[NAME_MAX_LEN];
    size_t len = sizeof bytes;
    gnutls_datum_t issuer = {0};
    bool match;

    if (info->issuer_keyid.size > 0) {
        return gnutls_x509_crt_get_subject_key_id(crt, bytes, &len, NULL) == 0 &&
               same(&info->issuer_keyid, bytes, len);
    }
    if (gnutls_x509_crt_get_serial(crt, bytes, &len) != 0 ||
        !same(&info->signer_serial, bytes, len) ||
        gnutls_x509_crt_get_raw_issuer_dn(crt, &issuer) != 0) {
        return false;
    }
    match = same(&info->issuer_dn, issuer.data, issuer.size);
    gnutls_free(issuer.data);
    return match;
}

static bool
load_certificate(gnutls_pkcs7_t pkcs7, unsigned i, gnutls_x509_crt_t crt)
{
    gnutls_datum_t der = {0};
    bool ok;

    if (gnutls_pkcs7_get_crt_raw2(pkcs7, i, &der) != 0) {
        return false;
    }
    ok = gnutls_x509_crt_import(crt, &der, GNUTLS_X509_FMT_DER) == 0;
    gnutls_free(der.data);
    return ok;
}

// The caller frees; NULL when it is not there.
static gnutls_x509_crt_t
find_signer(gnutls_pkcs7_t pkcs7, const gnutls_pkcs7_signature_info_st *info)
{
    int count = gnutls_pkcs7_get_crt_count(pkcs7);

    for (int i = 0; i < MIN(count, CERTIFICATES); i++) {
        gnutls_x509_crt_t crt = NULL;

        if (gnutls_x509_crt_init(&crt) != 0) {
            return NULL;
        }
        if (load_certificate(pkcs7, (unsigned)i, crt) && is_signer(crt, info)) {
            return crt;
        }
        gnutls_x509_crt_deinit(crt);
    }
    return NULL;
}

static bool
read_fingerprint(gnutls_x509_crt_t crt, gnutls_digest_algorithm_t kind, char *out)
{
    unsigned char digest[32];
    size_t len = sizeof digest;

    if (gnutls_x509_crt_get_fingerprint(crt, kind, digest, &len) != 0) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        g_snprintf(out + 2 * i, 3, "%02X", digest[i]);
    }
    return true;
}

// GnuTLS 3.7 leaks memory when it verifies by a certificate whose key is broken.
static bool
has_key(gnutls_x509_crt_t crt)
{
    gnutls_pubkey_t key = NULL;
    bool ok = gnutls_pubkey_init(&key) == 0 && gnutls_pubkey_import_x509(key, crt, 0) == 0;

    gnutls_pubkey_deinit(key);
    return ok;
}

static void
set(Pkcs7 *out, Pkcs7State state, const char *why)
{
    out->state = state;
    out->why = why;
}

static void
judge(gnutls_pkcs7_t pkcs7, const gnutls_pkcs7_signature_info_st *info, gnutls_x509_crt_t crt,
      const gnutls_datum_t *data, int64_t now, Pkcs7 *out)
{
    if (!gnutls_sign_is_secure2(info->algo, GNUTLS_SIGN_FLAG_SECURE_FOR_CERTS)) {
        set(out, PKCS7_BAD, "the signature uses an algorithm that is no longer safe");
        return;
    }
    if (!has_key(crt)) {
        set(out, PKCS7_BAD, "the certificate cannot be read");
        return;
    }
    if (gnutls_pkcs7_verify_direct(pkcs7, crt, 0, data, 0) != 0) {
        set(out, PKCS7_BAD, "the signature does not fit the text");
        return;
    }
    if (!read_fingerprint(crt, GNUTLS_DIG_SHA1, out->fingerprint) ||
        !read_fingerprint(crt, GNUTLS_DIG_SHA256, out->fingerprint256)) {
        set(out, PKCS7_BAD, "the certificate cannot be read");
        return;
    }
    // A negative time is none.
    out->made_at = info->signing_time > 0 ? (int64_t)info->signing_time : 0;
    if ((int64_t)gnutls_x509_crt_get_expiration_time(crt) < now ||
        (int64_t)gnutls_x509_crt_get_activation_time(crt) > now) {
        set(out, PKCS7_EXPIRED, "the certificate is not valid now");
        return;
    }
    set(out, PKCS7_GOOD, "the signature fits");
}

static void
check_signer(gnutls_pkcs7_t pkcs7, const gnutls_datum_t *data, int64_t now, Pkcs7 *out)
{
    gnutls_pkcs7_signature_info_st info = {0};
    gnutls_x509_crt_t crt = NULL;

    if (gnutls_pkcs7_get_signature_info(pkcs7, 0, &info) != 0) {
        set(out, PKCS7_BAD, "the signature cannot be read");
        return;
    }
    crt = find_signer(pkcs7, &info);
    if (crt) {
        judge(pkcs7, &info, crt, data, now, out);
        gnutls_x509_crt_deinit(crt);
    } else {
        set(out, PKCS7_NO_CERTIFICATE, "the certificate of the signer does not come with the mail");
    }
    gnutls_pkcs7_signature_info_deinit(&info);
}

void
pkcs7_check(const void *signature, size_t signature_len, const void *data, size_t data_len,
            int64_t now, Pkcs7 *out)
{
    gnutls_datum_t cms = {(unsigned char *)(uintptr_t)signature, (unsigned)signature_len};
    gnutls_datum_t text = {(unsigned char *)(uintptr_t)data, (unsigned)data_len};
    gnutls_pkcs7_t pkcs7 = NULL;

    *out = (Pkcs7){0};
    set(out, PKCS7_BAD, "the signature cannot be read");
    if (signature_len > G_MAXUINT || data_len > G_MAXUINT || data_len == 0 ||
        gnutls_pkcs7_init(&pkcs7) != 0) {
        return;
    }
    if (gnutls_pkcs7_import(pkcs7, &cms, GNUTLS_X509_FMT_DER) == 0) {
        if (gnutls_pkcs7_get_signature_count(pkcs7) == 1) {
            check_signer(pkcs7, &text, now, out);
        } else {
            set(out, PKCS7_BAD, "there is not exactly one signature");
        }
    }
    gnutls_pkcs7_deinit(pkcs7);
}
