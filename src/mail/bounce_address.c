// bounce_address.c: addresses as they stand in reports, without the grammar of headers.
//
// Around each '@' what may belong to an address is taken, quotes and list marks at its start are
// not. Encoded words stay as they are: they are no part of an address (RFC 2047 5).
//
// Linear: a local part is sought 128 bytes back, a domain 253 bytes on.

#include "mail/bounce_private.h"

#include <string.h>

#define LOCAL_MAX  128
#define DOMAIN_MAX 253

static bool
is_local(char c)
{
    return g_ascii_isalnum(c) || (c & 0x80) || (c && strchr("!#$%&'*+-=?^_`{}~.", c));
}

static bool
is_domain(char c)
{
    return g_ascii_isalnum(c) || (c & 0x80) || c == '-' || c == '.';
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
    while (p > from && (size_t)(at - p) < LOCAL_MAX && is_local(p[-1])) {
        p--;
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
    while (p < end && (size_t)(p - at) <= DOMAIN_MAX && is_domain(*p)) {
        p++;
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
