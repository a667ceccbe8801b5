// body_lines.c: the lines of an answer, and what several of them make: an attribution that a mail
// program broke, a header block that it copied.
//
// Not for single lines (body_line.c) nor for what is to be cut (body.c, forward.c). Linear: each
// line is folded and labelled once, looks ahead are bounded.

#include "mail/body_lines.h"

#include "mail/body.h"

#include <string.h>

#define BLOCK_LINES    18 // a copied header block is looked for in so many lines
#define BLOCK_BLANKS   6
#define BLOCK_OTHERS   5
#define JOIN_LINES     5   // an attribution is broken over at most so many
#define LINE_CAP       500 // longer lines are text
#define INVISIBLE_SIZE 16  // a line of so few bytes may be all zero-width characters

// The Bat quotes with initials: "AP> text". Length of the mark at s, 0 when there is none.
static size_t
initials(const Line *line)
{
    size_t n = 0, letters = 0;

    while (n < line->len && letters < 4 &&
           g_unichar_isupper(g_utf8_get_char_validated(line->text + n, (gssize)(line->len - n)))) {
        n += g_utf8_skip[(guchar)line->text[n]];
        letters++;
    }
    return letters > 0 && n < line->len && line->text[n] == '>' ? n : 0;
}

// One line with such a mark may be anything; two neighbours with the same mark are a quote.
static void
mark_initials(Lines *l)
{
    size_t last = 0, mark = 0;

    for (size_t i = 0; i < l->count; i++) {
        Line *line = &l->lines[i], *before = &l->lines[last];
        size_t n = line->blank || line->quoted ? 0 : initials(line);

        if (n > 0 && n == mark && memcmp(line->text, before->text, n) == 0) {
            line->quoted = before->quoted = true;
            line->telling = before->telling = false;
        }
        if (!line->blank) {
            last = i;
            mark = n;
        }
    }
}

// Lines of plain prose pass here at the cost of one look at each byte. Long dashes begin with 0xe2.
static bool
is_telling(const char *s, size_t len)
{
    if (len == 0 || len > LINE_CAP) {
        return false;
    }
    if (strchr("-_=*~#+\xe2", *s)) {
        return true;
    }
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];

        // 0xef: full-width signs; 0xd9, 0xdb: Arabic digits.
        if ((c >= '0' && c <= ':') || c == '@' || c == 0xef || c == 0xd9 || c == 0xdb) {
            return true;
        }
    }
    return false;
}

void
lines_read(Lines *l, const char *text)
{
    GArray *lines = g_array_new(FALSE, TRUE, sizeof(Line));

    for (const char *p = text; *p;) {
        const char *end = strchrnul(p, '\n');
        Line line = {.text = p, .len = (size_t)(end - p)};
        size_t lead = strspn(p, " \t");

        line.blank = lead >= line.len;
        line.quoted = p[lead] == '>' && lead < 4;
        if (!line.blank && !line.quoted) {
            line.telling = is_telling(p + lead, line.len - lead);
        }
        if (!line.blank && (unsigned char)p[lead] >= 0x80 && line.len - lead <= INVISIBLE_SIZE) {
            line.folded = line_fold(p, line.len);
            line.blank = !*line.folded;
        }
        g_array_append_val(lines, line);
        p = *end ? end + 1 : end;
    }
    l->count = lines->len;
    l->lines = (Line *)(void *)g_array_free(lines, FALSE);
    mark_initials(l);
}

const char *
lines_folded(const Lines *l, size_t i)
{
    Line *line = &l->lines[i];

    if (line->blank || line->quoted || line->len > LINE_CAP) {
        return "";
    }
    if (!line->folded) {
        line->folded = line_fold(line->text, line->len);
    }
    return line->folded;
}

Label
lines_label(const Lines *l, size_t i)
{
    Line *line = &l->lines[i];

    if (!line->labelled) {
        line->label = line->telling ? line_label(lines_folded(l, i)) : LABEL_NONE;
        line->labelled = true;
    }
    return line->label;
}

void
lines_clear(Lines *l)
{
    for (size_t i = 0; i < l->count; i++) {
        g_free(l->lines[i].folded);
    }
    g_clear_pointer(&l->lines, g_free);
    l->count = 0;
}

size_t
lines_next_text(const Lines *l, size_t i, size_t end)
{
    while (i < end && l->lines[i].blank) {
        i++;
    }
    return i;
}

// No attribution goes on below a line that ends like this one.
static bool
ends_sentence(const char *folded, Start start)
{
    size_t len = strlen(folded);

    return len > 0 &&
           (strchr("!?:;", folded[len - 1]) || (folded[len - 1] == '.' && start != START_WORD));
}

// Is the line at k a better beginning than the one that begins with start?
static bool
begins_better(const Lines *l, size_t k, Start start)
{
    const char *folded = lines_folded(l, k);
    const char *above = lines_folded(l, k - 1);
    bool word = line_starts_attribution(folded) == START_WORD;

    if (word && line_has_day(folded) && (start != START_WORD || g_str_has_suffix(above, "."))) {
        return true;
    }
    return start != START_WORD && line_attribution(folded) >= ATTRIBUTION_LIKELY;
}

size_t
lines_attribution(const Lines *l, size_t i, size_t end, Attribution *kind)
{
    const char *first = lines_folded(l, i);
    Start start;
    g_autoptr(GString) joined = NULL;

    *kind = *first ? line_attribution(first) : ATTRIBUTION_NONE;
    if (*kind != ATTRIBUTION_NONE) {
        return 1;
    }
    start = *first ? line_starts_attribution(first) : START_NONE;
    if (start == START_NONE) {
        return 0;
    }
    joined = g_string_new(first);
    for (size_t k = i + 1; k < end && k < i + JOIN_LINES; k++) {
        if (!*lines_folded(l, k) || ends_sentence(lines_folded(l, k - 1), start) ||
            begins_better(l, k, start)) {
            return 0;
        }
        g_string_append_c(joined, ' ');
        g_string_append(joined, lines_folded(l, k));
        *kind = line_attribution(joined->str);
        if (*kind >= ATTRIBUTION_LIKELY) {
            return k - i + 1;
        }
    }
    *kind = ATTRIBUTION_NONE;
    return 0;
}

// A web form has From and Subject too, but labels of its own beside them, and no To.
static bool
is_complete(unsigned seen, bool address, Label first, unsigned unknown)
{
    bool from = seen & LABEL_FROM, subject = seen & LABEL_SUBJECT;
    bool date = seen & LABEL_DATE, to = seen & LABEL_TO;

    if (first == LABEL_TO && !(date && address)) {
        return false;
    }
    if (unknown > 0) {
        return unknown == 1 && from && subject && to;
    }
    return from && ((subject && (date || to)) || (date && to && address));
}

// Does line k carry on a list of addresses that stands right above it?
static bool
goes_on(const Lines *l, size_t below, size_t k, Label last)
{
    return below == k && (last == LABEL_TO || last == LABEL_OTHER) &&
           lines_label(l, k) == LABEL_NONE && strchr(lines_folded(l, k), '@');
}

bool
lines_header_block(const Lines *l, size_t i, size_t end, size_t *after)
{
    const unsigned SIGNS = LABEL_FROM | LABEL_DATE | LABEL_TO | LABEL_SUBJECT;
    Label first = lines_label(l, i), last = LABEL_NONE;
    unsigned seen = 0, blanks = 0, others = 0, unknown = 0;
    bool address = false;

    if (!(first & SIGNS)) {
        return false;
    }
    *after = i;
    for (size_t k = i; k < end && k < i + BLOCK_LINES; k++) {
        const Line *line = &l->lines[k];
        Label label = lines_label(l, k);
        bool complete = is_complete(seen, address, first, unknown);

        if (line->quoted || (line->blank && (complete || ++blanks > BLOCK_BLANKS)) ||
            (seen & label & SIGNS)) {
            break;
        }
        unknown += label == LABEL_UNKNOWN;
        if (!line->blank && label == LABEL_NONE && !goes_on(l, *after, k, last) &&
            (complete || ++others > BLOCK_OTHERS)) {
            break;
        }
        if (label != LABEL_NONE || goes_on(l, *after, k, last)) {
            last = label == LABEL_NONE ? last : label;
            seen |= label;
            *after = k + 1;
        }
        address = address || ((seen & LABEL_FROM) && strchr(lines_folded(l, k), '@'));
    }
    return is_complete(seen, address, first, unknown);
}

bool
line_has_mark(const Line *line)
{
    return memmem(line->text, line->len, DELIMITER_MARK, strlen(DELIMITER_MARK)) != NULL;
}

char *
lines_text(const Lines *l, size_t first, size_t end)
{
    const Line *last;

    if (first >= end) {
        return g_strdup("");
    }
    last = &l->lines[end - 1];
    return g_strndup(l->lines[first].text, (size_t)(last->text + last->len - l->lines[first].text));
}
