// random.c: randomness, for keys, tokens, names and jitter.
//
// Everything comes from GnuTLS's generator of key quality. There is nothing to fall back to: a
// system without randomness cannot make a token that nobody guesses, so the program stops.
//
// For golden files random_name and random_u64 can be made repeatable; random_bytes, which keys are
// made of, ignores that. The repeatable generator is splitmix64: good mixing, no secrecy.
//
// Neighbours: code.c makes keyed codes; those are not random.
#include "base/random.h"

#include <glib.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdbool.h>

static bool seeded;
static uint64_t seed_state;

void
random_bytes(void *buffer, size_t len)
{
    int rc = gnutls_rnd(GNUTLS_RND_KEY, buffer, len);
    if (rc < 0) {
        g_error("no randomness on this system: %s", gnutls_strerror(rc));
    }
}

static uint64_t
splitmix64(void)
{
    uint64_t z = seed_state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint64_t
random_u64(void)
{
    uint64_t v;
    if (seeded) {
        return splitmix64();
    }
    random_bytes(&v, sizeof v);
    return v;
}

uint64_t
random_below(uint64_t below)
{
    g_return_val_if_fail(below > 0, 0);
    // Values past the last whole multiple would favour the small results.
    uint64_t unfair = (UINT64_MAX % below + 1) % below;
    uint64_t v;
    do {
        v = random_u64();
    } while (v > UINT64_MAX - unfair);
    return v % below;
}

char *
random_name(size_t n)
{
    static const char ALPHABET[] = "abcdefghijklmnopqrstuvwxyz234567";
    g_autofree uint8_t *bytes = g_malloc(n + 1);
    if (seeded) {
        for (size_t i = 0; i < n; i++) {
            bytes[i] = (uint8_t)(splitmix64() >> 56);
        }
    } else {
        random_bytes(bytes, n);
    }
    GString *out = g_string_sized_new(n * 8 / 5 + 2);
    unsigned held = 0, bits = 0;
    for (size_t i = 0; i < n; i++) {
        held = (held << 8 | bytes[i]) & 0xfff;
        for (bits += 8; bits >= 5; bits -= 5) {
            g_string_append_c(out, ALPHABET[held >> (bits - 5) & 31]);
        }
    }
    if (bits) {
        g_string_append_c(out, ALPHABET[held << (5 - bits) & 31]);
    }
    return g_string_free(out, FALSE);
}

void
random_seed_for_tests(uint64_t seed)
{
    seeded = true;
    seed_state = seed;
}
