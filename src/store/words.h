// words.h: private to store/: text as the search index sees it: words, folded.
//
// A word is a run of letters and digits of any script. Folded: lower case, marks of Latin and Greek
// letters taken off, Ё = Е, the apostrophe inside a Cyrillic word left out (об'єкт = обʼєкт), й and
// ї kept however they are composed. The index, the queries and the marks in snippets all go through
// here, so they cannot disagree.
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

// Longer words (base64, hashes) count by so many bytes of their beginning.
#define WORD_MAX 64

typedef struct {
    const char *start, *end; // in the text
    char folded[WORD_MAX + 8];
    size_t len;       // of folded
    unsigned letters; // characters of folded
} Word;

// The next word at or after *at and before end; moves *at behind it. The text must be valid UTF-8.
bool word_next(const char **at, const char *end, Word *out);
// Where words stand in the output already: a repeated word costs the index as much as a new one. It
// forgets now and then, so a word may still come twice. Starts as zeros, serves one output.
typedef struct {
    guint32 place[4096]; // position + 1
} WordsSeen;

// Appends the folded words of a text, each with `prefix` in front and a space behind. Any bytes.
// seen may be NULL.
void words_append(GString *out, const char *text, size_t max, const char *prefix, WordsSeen *seen);
