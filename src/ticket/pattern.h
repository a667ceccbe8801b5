// pattern.h: what a rule compares a text with: a glob, or a PCRE2 pattern with limits. Pure.
//
// "*invoice*" is a glob: * any run, ? one character, [abc] [a-z] [!abc] one of them, \* a star; the
// whole text must fit, and case does not count (full Unicode folding). "/invoice-\d+/" is PCRE2,
// found anywhere, case-blind; "/…/s" is case-sensitive. Of a text its first 256 kB are looked at;
// what is no UTF-8 is repaired.
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum { MATCH_NO, MATCH_YES, MATCH_ERROR } MatchResult;

typedef struct Pattern Pattern;

// HD_ERROR_CONFIG: the pattern is wrong, with the place.
Pattern *pattern_new(const char *text, GError **error);
void pattern_free(Pattern *p);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pattern, pattern_free)
const char *pattern_text(const Pattern *p); // as it was written

bool pattern_is_glob(const Pattern *p);             // else it is PCRE2

// A text that many patterns are tried on: {.text = text, .len = strlen(text)}. Folded once, when
// the first glob asks.
typedef struct {
    const char *text; // borrowed
    size_t len;
    char *folded; // NULL until needed
    size_t folded_len;
    bool ready;     // cut and valid
    char *repaired; // NULL unless text was not UTF-8
} Subject;
void subject_clear(Subject *s);

// MATCH_ERROR: the limits were met (a pattern that explodes is stopped within 50 ms on this kind of
// machine; the work is counted, not timed); *fault (may be NULL) gets one line, the caller frees;
// NULL otherwise.
MatchResult pattern_match(const Pattern *p, Subject *s, char **fault);
// For addresses: as above, and a glob "@example.com" means "*@example.com".
MatchResult pattern_match_text(const Pattern *p, const char *text, char **fault);
