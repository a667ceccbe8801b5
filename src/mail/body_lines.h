// body_lines.h: private to src/mail: the lines of an answer, and what several of them make.
#pragma once

#include "mail/body_line.h"

#include <stddef.h>

typedef struct {
    const char *text; // borrowed from the text that was read
    size_t len;
    char *folded; // NULL until lines_folded
    Label label;  // once labelled
    bool labelled;
    bool quoted, blank;
    bool telling; // may be more than text: has a colon, an address, a digit, or begins with marks
    bool attribution; // stands above a quote (for body.c)
} Line;

typedef struct {
    Line *lines;
    size_t count;
} Lines;

// text must outlive the lines.
void lines_read(Lines *l, const char *text);
void lines_clear(Lines *l);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Lines, lines_clear)

// The line as line_fold gives it, "" for quoted and very long ones; borrowed. Folded when first
// asked for: most lines of a letter are never asked for.
const char *lines_folded(const Lines *l, size_t i);
Label lines_label(const Lines *l, size_t i);
// First line from i on that is not blank; end when there is none.
size_t lines_next_text(const Lines *l, size_t i, size_t end);
// Number of lines of the attribution that begins at i, 0 when none does.
size_t lines_attribution(const Lines *l, size_t i, size_t end, Attribution *kind);
// Does a header block that a mail program copied begin at i? *after is the line below its last
// label.
bool lines_header_block(const Lines *l, size_t i, size_t end, size_t *after);
// Does the mark of our delimiter stand in it, behind whatever quoting prefix?
bool line_has_mark(const Line *line);
// Where the signature or the mailing list footer begins that ends above end; end when there is
// none. *skip is 1 when its first line only separates. (body_signature.c)
size_t lines_signature(const Lines *l, size_t end, size_t *skip);
// The lines from first up to, not with, end, as they stand. The caller frees.
char *lines_text(const Lines *l, size_t first, size_t end);
