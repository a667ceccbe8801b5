// pattern_private.h: globs; private to pattern*.c.
#pragma once

#include "ticket/pattern.h"

#define PATTERN_MAX 1000
#define SUBJECT_MAX (256 * 1024)

typedef struct Glob Glob;
// HD_ERROR_CONFIG: a bracket without its end.
Glob *glob_new(const char *text, GError **error);
void glob_free(Glob *g);
// folded: text_fold() of valid UTF-8. from_start false: what stands before the glob is free.
// MATCH_ERROR: more work than its limit.
MatchResult glob_match(const Glob *g, const char *folded, size_t len, bool from_start);
