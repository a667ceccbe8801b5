// header.h: header values as UTF-8, with what GMime 3.2.13 loses put right (padded base64 words
// that follow one another, words split inside a character, undeclared 8-bit).
#pragma once

#include <glib.h>

#define HEADER_MAX (16 * 1024)

// Decodes unstructured text (RFC 2047) of a raw value: folding undone, encoded words joined before
// charset conversion, CR/LF/NUL from inside words become spaces, 8-bit bytes by charset_to_utf8
// with the hint (may be NULL). Cut at 16 kB. One safe line; the caller frees.
char *header_decode(const char *raw, const char *charset_hint);
// Rewrites every B word as Q words of the same charset, so that GMime's own decoders read them
// right.
char *header_b_to_q(const char *raw);
// Rewrites every run of encoded words as Q words of UTF-8, each holding whole characters, and 8-bit
// bytes as UTF-8: what a structured parser (addresses) can read without knowing charsets. The
// caller frees.
char *header_to_utf8_words(const char *raw, const char *charset_hint);
