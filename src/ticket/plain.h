// plain.h: words as they are compared when people type them.
#pragma once

// Case folded, without apostrophes: "П’ятниця" and "пятниця" are the same word then. The caller
// frees.
char *plain_word(const char *word);
