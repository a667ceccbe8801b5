// signature.c: is this mail signed as a whole, when, and by which key?
//
// The order: find the signed part (signature_part.c), check it (signature_openpgp.c by gpg,
// signature_smime.c by GnuTLS), compare the headers that it repeats, look at its age, name what
// makes it this signature. Not for whose key that is, nor for replays: desk/case.c compares with
// the config and the store. Limits: signatures up to 64 kB; mails with harmful defects
// (message_defects) do not count as signed, because what is read is then not what was sent.

#include "mail/signature.h"

#include "base/hash.h"
#include "base/text.h"
#include "mail/signature_private.h"

#include <string.h>

#define CLOCK_DIFFERENCE 600 // seconds that a signature may come from the future

void
signature_clear(Signature *s)
{
    g_clear_pointer(&s->fingerprint, g_free);
    g_clear_pointer(&s->fingerprint256, g_free);
    g_clear_pointer(&s->why, g_free);
}

void
signature_set(Signature *s, SignatureState state, const char *why)
{
    s->state = state;
    g_free(s->why);
    s->why = g_strdup(why);
}

static void
check_age(const SignatureRules *rules, Signature *s)
{
    if (s->made_at <= 0) {
        signature_set(s, SIGNATURE_OLD, "the signature does not say when it was made");
    } else if (s->made_at > rules->now + CLOCK_DIFFERENCE) {
        signature_set(s, SIGNATURE_OLD, "the signature is from the future");
    } else if (rules->now - s->made_at > rules->max_age) {
        signature_set(s, SIGNATURE_OLD, "the signature is too old");
    }
}

// Over the text without white space: all that can be changed in a signed part, with the signature
// still fitting, is white space. The signature's own bytes can be rewritten at will.
static bool
name_signature(const SignedPart *p, Signature *s, GError **error)
{
    g_autoptr(Sha256) hash = sha256_new();
    g_autofree char *time = g_strdup_printf("%" G_GINT64_FORMAT, s->made_at);
    g_autofree char *piece = g_malloc(BLOB_MEMORY);
    gssize n;

    sha256_add_field(hash, s->smime ? "smime" : "openpgp");
    sha256_add_field(hash, s->fingerprint);
    sha256_add_field(hash, time);
    for (uint64_t at = 0; (n = blob_read(p->content, at, piece, BLOB_MEMORY, error)) > 0;
         at += (uint64_t)n) {
        size_t len = 0;

        for (gssize i = 0; i < n; i++) {
            if (!g_ascii_isspace(piece[i])) {
                piece[len++] = piece[i];
            }
        }
        sha256_add(hash, piece, len);
    }
    sha256_end(g_steal_pointer(&hash), s->sha256);
    return n == 0;
}

static bool
check(const Message *m, const SignatureRules *rules, Signature *out, GError **error)
{
    g_auto(SignedPart) part = {0};
    SignatureState state = SIGNATURE_NONE;
    const char *why = NULL;

    if (!signed_part_find(m, &part, &state, &why, error)) {
        return false;
    }
    if (why) {
        signature_set(out, state, why);
        return true;
    }
    out->smime = part.smime;
    if (!(part.smime ? signature_smime : signature_openpgp)(&part, rules, out, error)) {
        return false;
    }
    if (out->state != SIGNATURE_GOOD) {
        return true;
    }
    why = signed_part_headers(m, &part);
    if (why) {
        signature_set(out, SIGNATURE_PARTIAL, why);
        return true;
    }
    check_age(rules, out);
    return out->state != SIGNATURE_GOOD || name_signature(&part, out, error);
}

bool
signature_check(const Message *m, const SignatureRules *rules, Signature *out, GError **error)
{
    *out = (Signature){.fingerprint = g_strdup(""),
                       .fingerprint256 = g_strdup(""),
                       .why = g_strdup("the mail is not signed")};
    if (check(m, rules, out, error)) {
        return true;
    }
    signature_set(out, SIGNATURE_NONE, "the signature could not be checked");
    return false;
}

// Up to the next sign that counts; both at their ends are equal.
static const char *
skip(const char *p)
{
    while (*p == ':' || g_ascii_isspace(*p)) {
        p++;
    }
    return p;
}

static bool
same_fingerprint(const char *a, const char *b)
{
    for (a = skip(a), b = skip(b); *a && g_ascii_toupper(*a) == g_ascii_toupper(*b);
         a = skip(a + 1), b = skip(b + 1)) {
    }
    return *a == '\0' && *b == '\0';
}

bool
signature_is_by(const Signature *s, const GPtrArray *fingerprints)
{
    if (s->state != SIGNATURE_GOOD || text_is_empty(s->fingerprint)) {
        return false;
    }
    for (guint i = 0; i < fingerprints->len; i++) {
        const char *pinned = g_ptr_array_index(fingerprints, i);

        if (same_fingerprint(s->fingerprint, pinned) ||
            (*s->fingerprint256 && same_fingerprint(s->fingerprint256, pinned))) {
            return true;
        }
    }
    return false;
}
