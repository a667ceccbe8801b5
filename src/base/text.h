// text.h: small things done to text. All results are valid UTF-8 unless said otherwise; a `char *`
// result is the caller's.
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

// Makes any bytes valid UTF-8: bad sequences and NULs become U+FFFD. len may be -1 (NUL-terminated).
char *text_utf8(const char *bytes, gssize len);

// The next character of valid UTF-8 (g_utf8_next_char casts const away, which we warn about).
static inline const char *
text_next(const char *p)
{
    return p + g_utf8_skip[*(const unsigned char *)p];
}

// At most max bytes of s, cut between characters, never inside one.
char *text_clip(const char *s, size_t max);

// Number of bytes of the longest prefix of s that is at most max bytes and ends between characters.
size_t text_clip_length(const char *s, size_t len, size_t max);

// Takes no room, or turns the direction of what follows: lets text look like something it is not.
bool text_is_invisible(gunichar c);

// One line: every run of white space and control characters becomes one space, the ends are trimmed,
// bidirectional overrides and zero-width characters are removed. For names, subjects, logs.
char *text_one_line(const char *s);

// "one line" for logs and terminals: as text_one_line, and quotes and backslashes are escaped.
char *text_log(const char *s);

// Line ends become \n (CRLF and bare CR too), control characters but \n and \t are removed,
// trailing white space of lines is cut, more than two empty lines in a row become two.
char *text_normal(const char *s);

// Case folded (g_utf8_casefold after NFC): for comparisons in any language.
char *text_fold(const char *s);
bool text_equal_fold(const char *a, const char *b);

// Absent is "", never NULL.
static inline const char *
text_or_empty(const char *s)
{
    return s ? s : "";
}

bool text_is_empty(const char *s);  // NULL, "" or white space only

// A file name that is safe on any system: no path, no control, no leading dot, at most 120 bytes with
// its extension kept; "attachment" when nothing is left.
char *text_file_name(const char *s);

// 1536 → "1.5 kB"; for people.
char *text_size(guint64 bytes);

// Distance of two words (Damerau-Levenshtein over characters, capped at 9): for "did you mean".
unsigned text_distance(const char *a, const char *b);

// The entry of a NULL-terminated list nearest to word, or NULL when none is near (borrowed).
const char *text_nearest(const char *word, const char *const *list);

// Lower-case hex of bytes.
char *text_hex(const void *bytes, size_t len);
