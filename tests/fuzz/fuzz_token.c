// fuzz_token.c: any text as a token or reply address of ours, and good ones with one byte changed:
// which are never good for another purpose, ticket or person than they were made for.
#include "fuzz.h"
#include "ticket/token.h"

#define NOW   1790000000
#define YEAR  (365 * 24 * 3600)
#define CAROL "carol@customer.example"

static void
try_text(const KeyRing *ring, const char *text)
{
    Token t;
    if (token_parse(text, &t)) {
        token_check(ring, &t, CAROL, NOW);
        token_check(ring, &t, NULL, NOW);
        token_check(ring, &t, "", G_MAXINT64);
    }
    if (token_parse_address(text, &t)) {
        token_check(ring, &t, CAROL, NOW);
        token_check(ring, &t, NULL, NOW);
    }
}

static void
try_changed_address(const KeyRing *ring, const uint8_t *data)
{
    g_autofree char *good =
        token_address(ring, TOKEN_MANAGER, 42, 7, CAROL, NOW, YEAR, "support@desk.example");
    Token t;
    PROMISE(token_parse_address(good, &t) && token_check(ring, &t, CAROL, NOW) == TOKEN_VALID);
    PROMISE(token_check(ring, &t, "dave@customer.example", NOW) == TOKEN_FORGED);
    PROMISE(token_check(ring, &t, CAROL, NOW + 2 * YEAR) == TOKEN_EXPIRED);
    // The queue's own name in front proves nothing and is not looked at; the host neither.
    size_t plus = strcspn(good, "+") + 1;
    size_t at = strcspn(good, "@");
    g_autofree char *changed = g_strdup(good);
    changed[plus + (data[0] * 256u + data[1]) % (at - plus)] = (char)data[2];
    Token c;
    if (g_ascii_strcasecmp(changed, good) != 0 && token_parse_address(changed, &c))
        PROMISE(token_check(ring, &c, CAROL, NOW) != TOKEN_VALID);
}

// The first two bytes say where, the third what.
static void
try_changed(const KeyRing *ring, const uint8_t *data)
{
    g_autofree char *good = token_link(ring, TOKEN_RATE, 42, CAROL, NOW, YEAR);
    Token t;
    PROMISE(token_parse(good, &t) && token_check(ring, &t, CAROL, NOW) == TOKEN_VALID);
    PROMISE(token_check(ring, &t, "dave@customer.example", NOW) == TOKEN_OTHER_RECIPIENT);
    PROMISE(token_check(ring, &t, CAROL, NOW + 2 * YEAR) == TOKEN_EXPIRED);
    g_autofree char *changed = g_strdup(good);
    changed[(data[0] * 256u + data[1]) % strlen(good)] = (char)data[2];
    Token c;
    // Upper and lower case are one: mail systems change them.
    if (g_ascii_strcasecmp(changed, good) != 0 && token_parse(changed, &c)) {
        PROMISE(token_check(ring, &c, CAROL, NOW) != TOKEN_VALID);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static KeyRing *ring;
    if (!ring) {
        ring = keyring_new_fixed();
    }
    g_autofree char *text = fuzz_string(data, size);
    try_text(ring, text);
    if (size >= 3) {
        try_changed(ring, data);
        try_changed_address(ring, data);
    }
    return 0;
}
