// body_signature.c: where the signature at the end of an answer begins.
//
// Trailing white space is gone when a text comes here, so "-- " (RFC 3676 4.3) looks like the "--"
// that people draw between two paragraphs. What stands below decides: a signature is a few short
// lines, no sentences, no list that goes on, no postscript. A signature taken for text does no
// harm; text taken for a signature is lost, so doubts are for the text.
//
// Linear: looks at a bounded number of lines above the end. Neighbours: body.c cuts, body_mark.c
// knows the lines of devices.

#include "mail/body_lines.h"

#include <string.h>

#define SIGNATURE_LINES 30
#define SIGNED_LINES    8 // a signature has at most so many that are not blank
#define LINE_SIZE       120
#define SENTENCE_WORDS  5
#define REMARK_WORDS    4 // a line of so many plain words in a later paragraph is none of it
#define FOOTER_LINES    8

// The dash and the underlines that people type instead of "-- " too.
static bool
is_separator(const Line *line)
{
    size_t len = line->len, marks;

    while (len > 0 && line->text[len - 1] == ' ') {
        len--;
    }
    marks = strspn(line->text, "_");
    return (len == 2 && memcmp(line->text, "--", 2) == 0) ||
           (len == 3 && memcmp(line->text, "—", 3) == 0) ||
           (marks == len && marks >= 2 && marks <= 4);
}

static bool
is_postscript(const char *folded)
{
    static const char *const STARTS[] = {"ps:",    "ps ",  "ps.",          "p.s", "p. s",
                                         "p.p.s.", "п.с.", "зы ",          "зы:", "з.і.",
                                         "nb:",    "n.b.", "постскриптум", NULL};

    for (size_t i = 0; STARTS[i]; i++) {
        if (g_str_has_prefix(folded, STARTS[i])) {
            return true;
        }
    }
    return false;
}

// "2." or "2) second": the list above goes on.
static bool
is_numbered(const char *folded)
{
    size_t n = strspn(folded, "0123456789");

    return n > 0 && n <= 2 && (folded[n] == '.' || folded[n] == ')') &&
           (folded[n + 1] == ' ' || folded[n + 1] == '\0');
}

static bool
is_text(const Line *line, const char *folded, bool first_paragraph)
{
    size_t len = strlen(folded);

    if (!len || line->len > LINE_SIZE || strchr(folded, '?') || strstr(folded, "。") ||
        is_postscript(folded) || is_numbered(folded)) {
        return true;
    }
    if (line_words(folded) >= SENTENCE_WORDS && strchr(".!", folded[len - 1])) {
        return true;
    }
    return !first_paragraph && line_words(folded) >= REMARK_WORDS && !strpbrk(folded, "@|:/+,");
}

// "Option A: 5 EUR" above the separator and "Option B: 7 EUR" below.
static bool
goes_on(const char *above, const char *below)
{
    size_t n = strcspn(above, " :");

    return n > 0 && n == strcspn(below, " :") && memcmp(above, below, n) == 0 &&
           strpbrk(above, "0123456789") && strpbrk(below, "0123456789");
}

static bool
is_blank_at(const Lines *l, size_t i, size_t end)
{
    return i >= end || l->lines[i].blank;
}

// Does the separator at i stand above a signature that ends above end?
static bool
is_signature(const Lines *l, size_t i, size_t end)
{
    bool apart = i == 0 || l->lines[i - 1].blank, first;
    size_t above = i, below = lines_next_text(l, i + 1, end), lines = 0;

    if (below == end) {
        return true;
    }
    if (*l->lines[i].text == '_' && (!apart || below > i + 1)) {
        return false;
    }
    while (above > 0 && i - above < SIGNATURE_LINES && l->lines[above - 1].blank) {
        above--;
    }
    if (above > 0 && goes_on(lines_folded(l, above - 1), lines_folded(l, below))) {
        return false;
    }
    // Between blank lines it may be a line between paragraphs.
    first = !apart || below == i + 1;
    for (size_t k = below; k < end; k++) {
        if (l->lines[k].blank) {
            first = false;
        } else if (++lines > SIGNED_LINES || is_text(&l->lines[k], lines_folded(l, k), first)) {
            return false;
        }
    }
    return true;
}

// "-Anna" at the end is a name, unless it ends a list: "We need:", "-paper", "-toner".
static bool
is_dash_signature(const Lines *l, size_t end)
{
    size_t last = end - 1, above = last;

    if (last == 0 || !l->lines[last - 1].blank || !line_is_dash_name(lines_folded(l, last))) {
        return false;
    }
    for (size_t k = last; k-- > 0 && last - k <= SIGNATURE_LINES;) {
        const char *folded = lines_folded(l, k);

        if (*folded == '-' && line_rule(folded) == 0) {
            return false;
        }
        if (above == last && !l->lines[k].blank) {
            above = k;
            if (g_str_has_suffix(folded, ":")) {
                return false;
            }
        }
    }
    return true;
}

static bool
is_footer_rule(const Lines *l, size_t i, size_t end)
{
    const char *folded = lines_folded(l, i);

    return g_str_has_prefix(folded, "_____") && line_is_rule(folded) && !is_blank_at(l, i + 1, end);
}

size_t
lines_signature(const Lines *l, size_t end, size_t *skip)
{
    bool footer = false;

    *skip = 0;
    if (end > 0 && (line_is_device(lines_folded(l, end - 1)) || is_dash_signature(l, end))) {
        return end - 1;
    }
    for (size_t n = 1; n <= SIGNATURE_LINES && n <= end; n++) {
        size_t i = end - n;
        const char *folded = lines_folded(l, i);

        if (l->lines[i].quoted) {
            return end;
        }
        if (is_separator(&l->lines[i])) {
            *skip = 1;
            return is_signature(l, i, end) ? i : end;
        }
        if (n <= FOOTER_LINES && footer && is_footer_rule(l, i, end)) {
            return i;
        }
        footer = footer || (n < FOOTER_LINES && (strchr(folded, '@') || strstr(folded, "://")));
    }
    return end;
}
