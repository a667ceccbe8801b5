// token.c: making and checking the keyed Message-IDs, link tokens and reply addresses of token.h.
//
// Pure but for the nonce. The code is over every other field, so none can be exchanged; the
// recipient tag is a keyed code of its own, cut to 13 characters (65 bits), because the address
// itself must not stand in a Message-ID that others see.

#include "ticket/token.h"

#include "base/random.h"
#include "mail/address.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#define LOCAL_MAX        64 // octets of a local part (RFC 5321 4.5.3.1.1)
#define ADDRESS_MAX      254
#define DAY              (24 * 3600)
#define RECIPIENT_LENGTH 13
#define NONCE_BYTES      8

static bool
recipient_tag(const KeyRing *ring, unsigned key, int64_t now, const char *recipient, char out[14])
{
    g_autofree char *folded = address_fold(recipient);
    const char *const fields[] = {"recipient", folded, NULL};
    char code[CODE_LENGTH + 1];
    if (!code_make(ring, key, now, fields, code))
        return false;
    g_strlcpy(out, code, RECIPIENT_LENGTH + 1);
    return true;
}

// What the code is over: all of the text up to the code itself.
static char *
token_body(const Token *t)
{
    return g_strdup_printf(
        "hd.%c.%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT ".%s.%" G_GINT64_FORMAT ".%u.%s",
        (char)t->purpose, t->ticket, t->ref, t->nonce, t->expires, t->key, t->recipient);
}

static char *
token_text(const KeyRing *ring, TokenPurpose purpose, int64_t ticket, int64_t ref,
           const char *recipient, int64_t now, int64_t lifetime)
{
    Token t = {.purpose = purpose,
               .ticket = ticket,
               .ref = ref,
               .expires = now + lifetime,
               .key = keyring_newest(ring)};
    g_autofree char *nonce = random_name(NONCE_BYTES);
    g_strlcpy(t.nonce, nonce, sizeof t.nonce);
    bool made = recipient_tag(ring, t.key, now, recipient, t.recipient);
    g_autofree char *body = token_body(&t);
    const char *const fields[] = {"token", body, NULL};
    made = made && code_make(ring, t.key, now, fields, t.code);
    g_assert(made); // the newest key of a ring is always valid
    return g_strdup_printf("%s.%s", body, t.code);
}

char *
token_message_id(const KeyRing *ring, TokenPurpose purpose, int64_t ticket, int64_t ref,
                 const char *recipient, int64_t now, int64_t lifetime, const char *domain)
{
    g_autofree char *text = token_text(ring, purpose, ticket, ref, recipient, now, lifetime);
    return g_strdup_printf("%s@%s", text, domain);
}

char *
token_link(const KeyRing *ring, TokenPurpose purpose, int64_t ticket, const char *recipient,
           int64_t now, int64_t lifetime)
{
    return token_text(ring, purpose, ticket, 0, recipient, now, lifetime);
}

// What the code of a reply address is over, all that it says and whose it is.
static bool
address_code(const KeyRing *ring, const Token *t, int64_t now, const char *recipient, char *out)
{
    g_autofree char *folded = address_fold(recipient);
    g_autofree char *body =
        g_strdup_printf("%c.%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT ".%u",
                        (char)t->purpose, t->ticket, t->ref, t->expires / DAY, t->key);
    const char *const fields[] = {"address", body, folded, NULL};
    return out ? code_make(ring, t->key, now, fields, out)
               : code_check(ring, t->key, now, fields, t->code);
}

static void
put_base36(GString *s, int64_t value, char after)
{
    char digits[16];
    size_t n = sizeof digits - 1;
    digits[n] = '\0';
    do {
        digits[--n] = "0123456789abcdefghijklmnopqrstuvwxyz"[value % 36];
        value /= 36;
    } while (value > 0);
    g_string_append(s, digits + n);
    g_string_append_c(s, after);
}

char *
token_address(const KeyRing *ring, TokenPurpose purpose, int64_t ticket, int64_t ref,
              const char *recipient, int64_t now, int64_t lifetime, const char *queue_address)
{
    Token t = {.purpose = purpose,
               .ticket = MAX(ticket, 0),
               .ref = MAX(ref, 0),
               .expires = MAX((now + lifetime + DAY - 1) / DAY, 0) * DAY,
               .key = keyring_newest(ring),
               .address = true};
    const char *at = strrchr(queue_address, '@');
    bool made = address_code(ring, &t, now, recipient, t.code);
    g_assert(made); // the newest key of a ring is always valid
    g_autoptr(GString) s = g_string_new_len(queue_address, at ? at - queue_address : 0);
    g_string_append_printf(s, "+%c", (char)t.purpose);
    put_base36(s, t.ticket, '-');
    put_base36(s, t.ref, '-');
    put_base36(s, t.expires / DAY, '-');
    put_base36(s, t.key, '-');
    g_string_append(s, t.code);
    bool takes = at && at != queue_address && *queue_address != '"' &&
                 !memchr(queue_address, '+', (size_t)(at - queue_address));
    if (!takes || s->len > LOCAL_MAX || s->len + strlen(at) > ADDRESS_MAX)
        return g_strdup(queue_address);
    g_string_append(s, at);
    return g_string_free(g_steal_pointer(&s), FALSE);
}

static bool
parse_base36(const char *text, int64_t *out)
{
    size_t len = strlen(text);
    if (len == 0 || len > 12 || strspn(text, "0123456789abcdefghijklmnopqrstuvwxyz") != len ||
        (len > 1 && *text == '0'))
        return false;
    *out = g_ascii_strtoll(text, NULL, 36);
    return *out < G_GINT64_CONSTANT(1000000000000000000);
}

static bool
parse_number(const char *text, int64_t *out)
{
    size_t len = strlen(text);
    if (len == 0 || len > 18 || strspn(text, "0123456789") != len || (len > 1 && *text == '0'))
        return false;
    *out = g_ascii_strtoll(text, NULL, 10);
    return true;
}

static bool
parse_word(const char *text, char *out, size_t size)
{
    size_t len = strlen(text);
    if (len == 0 || len >= size || strspn(text, "abcdefghijklmnopqrstuvwxyz234567") != len)
        return false;
    memcpy(out, text, len + 1);
    return true;
}

bool
token_parse(const char *text, Token *out)
{
    if (!g_str_has_prefix(text, "hd.") || strlen(text) > 400)
        return false;
    const char *at = strchr(text, '@');
    g_autofree char *local = at ? g_strndup(text, (size_t)(at - text)) : g_strdup(text);
    g_auto(GStrv) f = g_strsplit(local, ".", 10);
    int64_t key;
    *out = (Token){0};
    if (g_strv_length(f) != 9 || strlen(f[1]) != 1 || !strchr("cmnhrqkf", f[1][0]) ||
        !parse_number(f[2], &out->ticket) || !parse_number(f[3], &out->ref) ||
        !parse_word(f[4], out->nonce, sizeof out->nonce) || !parse_number(f[5], &out->expires) ||
        !parse_number(f[6], &key) || key > 255 ||
        !parse_word(f[7], out->recipient, sizeof out->recipient) ||
        !parse_word(f[8], out->code, sizeof out->code) || strlen(out->code) != CODE_LENGTH)
        return false;
    out->purpose = (TokenPurpose)f[1][0];
    out->key = (unsigned)key;
    return true;
}

bool
token_parse_address(const char *address, Token *out)
{
    const char *at = strrchr(address, '@');
    size_t local = at ? (size_t)(at - address) : 0;
    const char *plus = local ? memchr(address, '+', local) : NULL;
    *out = (Token){.address = true};
    if (!plus || plus + 1 == at || local > LOCAL_MAX)
        return false;
    g_autofree char *detail = g_ascii_strdown(plus + 1, at - plus - 1);
    g_auto(GStrv) f = g_strsplit(detail, "-", 6);
    int64_t day, key;
    if (g_strv_length(f) != 5 || !*f[0] || !strchr("cmnhqf", f[0][0]) ||
        !parse_base36(f[0] + 1, &out->ticket) || !parse_base36(f[1], &out->ref) ||
        !parse_base36(f[2], &day) || day > G_MAXINT32 || !parse_base36(f[3], &key) || key > 255 ||
        !parse_word(f[4], out->code, sizeof out->code) || strlen(out->code) != CODE_LENGTH)
        return false;
    out->purpose = (TokenPurpose)f[0][0];
    out->expires = day * DAY;
    out->key = (unsigned)key;
    return true;
}

static TokenState
check_address(const KeyRing *ring, const Token *token, const char *recipient, int64_t now)
{
    if (!recipient || !address_code(ring, token, now, recipient, NULL))
        return TOKEN_FORGED;
    return now > token->expires ? TOKEN_EXPIRED : TOKEN_VALID;
}

TokenState
token_check(const KeyRing *ring, const Token *token, const char *recipient, int64_t now)
{
    if (token->address)
        return check_address(ring, token, recipient, now);
    g_autofree char *body = token_body(token);
    const char *const fields[] = {"token", body, NULL};
    if (!code_check(ring, token->key, now, fields, token->code))
        return TOKEN_FORGED;
    char tag[14];
    if (recipient && (!recipient_tag(ring, token->key, now, recipient, tag) ||
                      strcmp(tag, token->recipient) != 0))
        return TOKEN_OTHER_RECIPIENT;
    return now > token->expires ? TOKEN_EXPIRED : TOKEN_VALID;
}
