// charset_single.h: models of charsets with one byte a character. Private to mail/charset_guess.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Several models may be of one charset: it serves several languages.
size_t charset_single_count(void);
const char *charset_single_name(size_t i); // iconv's; static
// Minus the logarithm of the probability, in tenths of a nat; stops when it is over limit.
uint32_t charset_single_cost(size_t i, const uint8_t *bytes, size_t len, uint32_t limit);
