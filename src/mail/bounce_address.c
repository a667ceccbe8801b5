// bounce_address.c: addresses as they stand in reports, without the grammar of headers.
//
// Around each '@' what may belong to an address is taken, quotes and list marks at its start are
// not. Encoded words stay as they are: they are no part of an address (RFC 2047 5).
//
// Text that is written without spaces ends where its script does.
//
// Linear: a local part is sought 128 bytes back, a domain 253 bytes on.

#include "base/text.h"
#include "mail/bounce_private.h"

#include <string.h>

#define LOCAL_MAX  128
#define DOMAIN_MAX 253

#define LOCAL_MARKS "!#$%&'*+-=?^_`{}~."

typedef enum { LETTER_NONE, LETTER_ASCII, LETTER_WORD, LETTER_EAST } Letter;

// Chinese, Japanese and Korean are written without spaces: an address may be glued to them.
static bool
is_east(gunichar c)
{
    return (c >= 0x1100 && c <= 0x11ff) || (c >= 0x2e80 && c <= 0x9fff) ||
           (c >= 0xa960 && c <= 0xa97f) || (c >= 0xac00 && c <= 0xd7ff) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0xff66 && c <= 0xffdc) ||
           (c >= 0x20000 && c <= 0x3ffff);
}

// What a character of an address is; LETTER_NONE when no address holds it.
static Letter
letter_at(const char *p, const char *end, const char *marks)
{
    gunichar c;

    if (!(*p & 0x80)) {
        return g_ascii_isalnum(*p) || (*p && strchr(marks, *p)) ? LETTER_ASCII : LETTER_NONE;
    }
    c = g_utf8_get_char_validated(p, end - p);
    if (c >= (gunichar)-2 || g_unichar_isspace(c) || g_unichar_ispunct(c) || c < 0xa0 ||
        (c >= 0x2000 && c <= 0x206f) || (c >= 0xff00 && c < 0xff66)) {
        return LETTER_NONE;
    }
    return is_east(c) ? LETTER_EAST : LETTER_WORD;
}

// The start of the local part that ends before at; at itself when there is none.
static const char *
local_start(const char *from, const char *at)
{
    const char *p = at;

    if (p > from && p[-1] == '"') {
        const char *quote = p - 1;

        while (quote > from && (size_t)(at - quote) < LOCAL_MAX && quote[-1] != '"') {
            quote--;
        }
        return quote > from && quote[-1] == '"' && quote < p - 1 ? quote - 1 : at;
    }
    for (Letter last = LETTER_NONE;;) {
        const char *before = g_utf8_find_prev_char(from, p);
        Letter letter = before ? letter_at(before, at, LOCAL_MARKS) : LETTER_NONE;

        if (letter == LETTER_NONE || at - before > LOCAL_MAX ||
            (letter == LETTER_EAST && last == LETTER_ASCII)) {
            break;
        }
        last = letter;
        p = before;
    }
    while (p < at && strchr("'`.-=*", *p) && !(p[0] == '=' && p[1] == '?')) {
        p++;
    }
    return p;
}

static const char *
domain_end(const char *at, const char *end)
{
    const char *p = at + 1;

    if (p < end && *p == '[') {
        while (p < end && (size_t)(p - at) < 64 && *p != ']' && !g_ascii_isspace(*p)) {
            p++;
        }
        return p < end && *p == ']' ? p + 1 : at;
    }
    for (Letter last = LETTER_NONE; p < end && p - at <= DOMAIN_MAX; p = text_next(p)) {
        Letter letter = letter_at(p, end, "-.");

        if (letter == LETTER_NONE ||
            (letter == LETTER_EAST && last == LETTER_ASCII && p[-1] != '.')) {
            break;
        }
        last = letter;
    }
    while (p > at + 1 && (p[-1] == '.' || p[-1] == '-')) {
        p--;
    }
    return p > at + 1 ? p : at;
}

bool
bounce_address_next(const char *p, const char *end, const char **start, size_t *len)
{
    const char *from = p;

    for (const char *at = memchr(p, '@', (size_t)(end - p)); at;
         at = memchr(at + 1, '@', (size_t)(end - at - 1))) {
        const char *first = local_start(from, at);
        const char *last = domain_end(at, end);

        if (first < at && last > at) {
            *start = first;
            *len = (size_t)(last - first);
            return true;
        }
        from = at + 1;
    }
    return false;
}

char *
bounce_address_dup(const char *start, size_t len)
{
    g_autofree char *address = g_strndup(start, len);
    char *at = strrchr(address, '@');

    for (char *p = at; p && *p; p++) {
        *p = g_ascii_tolower(*p);
    }
    return at && address_is_valid(address) ? g_steal_pointer(&address) : g_strdup("");
}

char *
bounce_address_first(const char *text)
{
    const char *start;
    size_t len;

    return bounce_address_next(text, text + strlen(text), &start, &len)
               ? bounce_address_dup(start, len)
               : g_strdup("");
}
