// charset_guess.h: which 8-bit charset bytes are most likely written in. Private to mail/charset.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// The iconv name (static) of the charset that explains the bytes best; "WINDOWS-1252" when no other
// does. With declared (an iconv name, may be ""), that one is kept unless another explains the
// bytes far better. Reads 4 kB at most. The bytes have no UTF-8 and no escape sequences.
const char *charset_guess(const char *bytes, size_t len, const char *declared);
