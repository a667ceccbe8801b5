// msgid.h: Message-IDs (RFC 5322 3.6.4), without their angle brackets.
#pragma once

#include <glib.h>

// The IDs in a raw Message-ID, In-Reply-To or References value, in order, without duplicates, at
// most max (of more, the first one and the last max-1 are kept: the root and the nearest
// ancestors), each at most 998 bytes, printable ASCII or UTF-8 without white space. Never NULL;
// frees its elements.
GPtrArray *msgid_list_parse(const char *raw, unsigned max);
// The first of them, or NULL. The caller frees.
char *msgid_parse_one(const char *raw);
