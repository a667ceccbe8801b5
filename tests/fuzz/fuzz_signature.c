// fuzz_signature.c: any bytes as a signed mail. There is no folder of keys, so that nothing is
// started: what is read is the frame of OpenPGP, and all of S/MIME.
#include "mail/signature.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const SignatureRules RULES = {
        .home = "", .now = INT64_C(1795305000), .max_age = 30 * 86400};
    static const uint8_t NONE[32] = {0};
    Blob *raw = NULL;
    Message *m = fuzz_message(data, size, &raw);

    if (m) {
        g_auto(Signature) s = {0};

        PROMISE(signature_check(m, &RULES, &s, NULL));
        fuzz_is_line(s.why);
        PROMISE(*s.why);
        PROMISE(s.state != SIGNATURE_GOOD || (s.smime && *s.fingerprint && s.made_at > 0));
        PROMISE((s.state == SIGNATURE_GOOD) == (memcmp(s.sha256, NONE, sizeof NONE) != 0));
    }
    g_clear_pointer(&m, message_free);
    blob_free(raw);
    return 0;
}
