// code.c: keyed codes: 128 bits of HMAC-SHA256 over the fields that a code speaks for.
//
// A code proves that we made it. Fields are length-prefixed, so that ("ab","c") and ("a","bc")
// differ. Comparison is in constant time; the length of a code is no secret.
//
// Not for secrets that are kept (there are none) and not for random tokens (random.c). The keys
// are those of keyring.c.
#include "base/keyring_private.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

// 16 bytes → 26 characters; the last one holds three bits.
static void
write_base32(const uint8_t *bytes, char *out)
{
    static const char ALPHABET[] = "abcdefghijklmnopqrstuvwxyz234567";
    for (unsigned i = 0; i < CODE_LENGTH; i++) {
        unsigned bit = i * 5;
        unsigned pair = (unsigned)bytes[bit / 8] << 8;
        pair |= bit / 8 + 1 < 16 ? bytes[bit / 8 + 1] : 0u;
        out[i] = ALPHABET[pair >> (11 - bit % 8) & 31];
    }
    out[CODE_LENGTH] = '\0';
}

bool
code_make(const KeyRing *ring, unsigned key_id, int64_t now, const char *const *fields, char *out)
{
    if (key_id >= KEYS_MAX || !ring->keys[key_id].known || now > ring->keys[key_id].valid_until) {
        return false;
    }
    g_autoptr(GString) text = g_string_new(NULL);
    for (; *fields; fields++) {
        g_string_append_printf(text, "%zu:%s", strlen(*fields), *fields);
    }
    uint8_t mac[32];
    int rc = gnutls_hmac_fast(GNUTLS_MAC_SHA256, ring->keys[key_id].key, KEY_LENGTH, text->str,
                              text->len, mac);
    if (rc < 0) {
        g_error("HMAC-SHA256: %s", gnutls_strerror(rc));
    }
    write_base32(mac, out);
    return true;
}

bool
code_check(const KeyRing *ring, unsigned key_id, int64_t now, const char *const *fields,
           const char *code)
{
    char want[CODE_LENGTH + 1];
    if (!code || !code_make(ring, key_id, now, fields, want) || strlen(code) != CODE_LENGTH) {
        return false;
    }
    return gnutls_memcmp(want, code, CODE_LENGTH) == 0;
}
