// lang.h: the languages that people are written to in. Texts come from templates/<language>/ and, for
// single phrases, from po/ by gettext.
#pragma once

#include <stdbool.h>

// Borrowed static codes: "en", "ru", "uk". NULL-terminated.
extern const char *const LANG_CODES[];

// "en-US", "RU" → the static code, NULL when we do not speak it.
const char *lang_find(const char *code);
// Translation of an English phrase (marked N_("…")) into lang. Borrowed from the catalogue or msgid itself.
// msgid may be a printf format: the translation keeps its placeholders (a lint sees to it).
const char *lang_text(const char *lang, const char *msgid) __attribute__((format_arg(2)));
// Which of our languages a text is written in, by its letters: Ukrainian letters, other Cyrillic, Latin;
// NULL when it cannot be told.
const char *lang_guess(const char *utf8);

#define N_(s) s
