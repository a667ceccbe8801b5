// address.h: mail addresses (RFC 5322 3.4), read from strangers' headers and made safe for ours.
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
    char *name;    // display name as UTF-8, one safe line; "" when absent
    char *address; // local@domain: domain in lower case ASCII (IDNA: xn--…); never empty
} Address;

Address *address_new(const char *name, const char *address);
Address *address_dup(const Address *a);
void address_free(Address *a);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Address, address_free)

// Reads a raw (undecoded) address header value: encoded words decoded with the shims of header.h,
// groups flattened, comments dropped. At most max addresses; a value is cut at 16 kB first, nested
// comments and groups cannot cost more than linear time. Unusable entries are left out. Never NULL:
// an array of Address* that frees its elements.
GPtrArray *address_list_parse(const char *raw, unsigned max);
// The one address of "Anna <anna@example.com>" or "anna@example.com"; NULL unless exactly one.
Address *address_parse_one(const char *text);

// Safe as an SMTP path and header value: one @ outside quotes, no CR LF NUL, no space outside
// quotes, at most 254 bytes, ASCII (or UTF-8 in the domain/local part: allowed, SMTPUTF8 needed).
bool address_is_valid(const char *address);
// The form addresses are compared in: all lower case (Unicode), domain as xn--…, no "+detail"
// removed. The caller frees.
char *address_fold(const char *address);
bool address_equal(const char *a, const char *b);
// Local part without "+detail": "support+x@example.com" → detail "x", base "support@example.com".
// detail is NULL when there is none. Both the caller's.
char *address_split_detail(const char *address, char **detail);
// Part after the last @ (borrowed); "" when there is none.
const char *address_domain(const char *address);
// A domain where strangers share one company name (gmail.com, mail.ru, ukr.net, …).
bool address_domain_is_public(const char *domain);
// For people: Name <address>, or the address alone. The caller frees.
char *address_display(const Address *a);
