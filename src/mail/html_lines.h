// html_lines.h: writes the lines of a text from words, breaks and quote levels. Private to
// mail/html.
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    GString *text;
    unsigned breaks;     // line ends to be written before the next word
    unsigned quote;      // level of the next word
    unsigned line_quote; // level of the line that is being written
    unsigned lines;      // line ends written so far
    unsigned indent;
    bool space;            // a space to be written before the next word
    bool started;          // the present line has something
    bool alone;            // the last word stands alone on its line
    const char *separator; // static; stands before the next word, and until then breaks are ignored
    size_t mark;           // where the first word since lines_mark began; SIZE_MAX before it came
    GString *marker;       // list marker to stand in front of the next word
} Lines;

void lines_init(Lines *l);
// At least n line ends before the next word: 1 a new line, 2 a paragraph.
void lines_want(Lines *l, unsigned n);
// One more line end, as <br> does.
void lines_break(Lines *l);
// Text as HTML shows it: runs of white space are one space.
void lines_flow(Lines *l, const char *text);
// Text as <pre> shows it.
void lines_pre(Lines *l, const char *text);
// A separator (static) before the next word, which stays on this line.
void lines_between(Lines *l, const char *separator);
// Remembers where the next word begins (l->mark).
void lines_mark(Lines *l);
// The caller frees; ends the use of l.
char *lines_finish(Lines *l);
