// charset.h: bytes of an undeclared, aliased or falsely declared charset → UTF-8.
#pragma once

#include <glib.h>
#include <stdbool.h>

// Never fails: valid UTF-8 stays when the label is absent, ASCII-like or utf-8; else the declared
// charset with aliases (gb2312/gbk → gb18030, iso-8859-1 → windows-1252, …); else detection among
// the 8-bit Cyrillic ones (windows-1251, koi8-r/u, iso-8859-5, cp866) and East Asian ones; else
// windows-1252. *guessed (may be NULL) tells that the label was absent or wrong. NULs become
// U+FFFD. The caller frees; *out_len (may be NULL) gets the length.
char *charset_to_utf8(const char *bytes, size_t len, const char *declared, bool *guessed,
                      size_t *out_len);
// Is the label absent, or one that promises nothing about bytes over 127 ("us-ascii", "8bit")?
bool charset_says_nothing(const char *declared);
