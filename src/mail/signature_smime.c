// signature_smime.c: S/MIME, by the certificate that comes with the mail (base/pkcs7.c).
//
// No gpgsm: that would keep every stranger's certificates, ask an agent whom to trust, and look for
// revocation lists in the network. The pinned fingerprint says whose certificate it is.

#include "base/error.h"
#include "base/pkcs7.h"
#include "mail/signature_private.h"

#include <errno.h>
#include <sys/mman.h>

static const SignatureState STATES[] = {
    [PKCS7_GOOD] = SIGNATURE_GOOD,
    [PKCS7_BAD] = SIGNATURE_BAD,
    [PKCS7_NO_CERTIFICATE] = SIGNATURE_UNKNOWN,
    [PKCS7_EXPIRED] = SIGNATURE_OLD,
};

bool
signature_smime(const SignedPart *p, const SignatureRules *rules, Signature *out, GError **error)
{
    const char *memory = blob_memory(p->content);
    size_t len = (size_t)blob_size(p->content);
    Pkcs7 found;

    if (memory) {
        pkcs7_check(p->bytes->str, p->bytes->len, memory, len, rules->now, &found);
    } else {
        void *map = mmap(NULL, len, PROT_READ, MAP_PRIVATE, blob_fd(p->content), 0);

        if (map == MAP_FAILED) {
            g_set_error(error, HD_ERROR, HD_ERROR_RETRY, "cannot read a spooled message: %s",
                        g_strerror(errno));
            return false;
        }
        pkcs7_check(p->bytes->str, p->bytes->len, map, len, rules->now, &found);
        munmap(map, len);
    }
    signature_set(out, STATES[found.state], found.why);
    g_free(out->fingerprint);
    out->fingerprint = g_strdup(found.fingerprint);
    g_free(out->fingerprint256);
    out->fingerprint256 = g_strdup(found.fingerprint256);
    out->made_at = found.made_at;
    return true;
}
