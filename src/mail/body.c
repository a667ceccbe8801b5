// body.c: the new text of an answer (the contract is in body.h).
//
// First the places below which nothing is new: our own delimiter, a header block that Outlook
// copied, an attribution line whose quote carries no ">". Then from the bottom up: quotes with
// their attribution, signatures, mailing list footers. A quote with an answer below it is left
// where it is, since the answer needs it. A forwarded message is no history: from its divider on
// all is kept.
//
// Not for HTML (html_to_text has put "> " before quoted blocks). Linear: each line is folded once,
// looks ahead are bounded. Neighbour: body_line.c knows the words.

#include "mail/body.h"

#include "base/text.h"
#include "mail/body_line.h"

#include <string.h>

#define BLOCK_LINES     10 // a copied header block is looked for in so many lines
#define JOIN_LINES      4  // an attribution is broken over at most so many
#define SIGNATURE_LINES 30
#define SIGNATURE_SIZE  8192
#define FOOTER_LINES    8
#define LINE_CAP        500 // longer lines are text

typedef struct {
    const char *text;
    size_t len;
    char *folded; // "" for quoted and very long lines
    bool quoted, blank, attribution;
} Line;

typedef struct {
    Line *lines;
    size_t count;
    size_t end; // lines from here on are left out
    const char *by;
    GString *signature;
} Body;

static void
lines_read(Body *b, const char *text)
{
    GArray *lines = g_array_new(FALSE, TRUE, sizeof(Line));

    for (const char *p = text; *p;) {
        const char *end = strchrnul(p, '\n');
        Line line = {.text = p, .len = (size_t)(end - p)};
        size_t lead = strspn(p, " \t");

        line.blank = lead >= line.len;
        line.quoted = p[lead] == '>' && lead < 4;
        if (line.blank || line.quoted || line.len > LINE_CAP) {
            line.folded = g_strdup("");
        } else {
            g_autofree char *copy = g_strndup(p, line.len);

            line.folded = text_fold(copy);
        }
        g_array_append_val(lines, line);
        p = *end ? end + 1 : end;
    }
    b->count = b->end = lines->len;
    b->lines = (Line *)(void *)g_array_free(lines, FALSE);
}

static size_t
next_text(const Body *b, size_t i)
{
    while (i < b->end && b->lines[i].blank) {
        i++;
    }
    return i;
}

static bool
has_mark(const Line *line)
{
    return memmem(line->text, line->len, DELIMITER_MARK, strlen(DELIMITER_MARK)) != NULL;
}

static size_t
find_delimiter(const Body *b)
{
    size_t i = 0;

    while (i < b->count && !has_mark(&b->lines[i])) {
        i++;
    }
    return i;
}

// Outlook's block: From and two others of Sent, To and Subject, close together. Long To lists wrap.
static bool
is_header_block(const Body *b, size_t i)
{
    Label first = line_label(b->lines[i].folded);
    unsigned seen = first, unknown = 0;

    if (first == LABEL_NONE || first == LABEL_TO) {
        return false;
    }
    for (size_t k = i + 1; k < b->end && k < i + BLOCK_LINES && unknown < 3; k++) {
        Label label = line_label(b->lines[k].folded);

        unknown += label == LABEL_NONE;
        seen |= label;
        if ((seen & LABEL_FROM) && __builtin_popcount(seen) >= 3) {
            return true;
        }
    }
    return false;
}

// Number of lines of the attribution that begins at i, 0 when none does.
static size_t
attribution_length(const Body *b, size_t i, Attribution *kind)
{
    g_autoptr(GString) joined = g_string_new(b->lines[i].folded);

    *kind = line_attribution(joined->str);
    if (*kind != ATTRIBUTION_NONE) {
        return 1;
    }
    if (!line_starts_attribution(joined->str)) {
        return 0;
    }
    for (size_t k = i + 1; k < b->end && k < i + JOIN_LINES; k++) {
        const Line *line = &b->lines[k];

        // A line that can begin one itself is the better beginning.
        if (line->blank || line->quoted || line->len > LINE_CAP ||
            (line_starts_attribution(line->folded) &&
             line_attribution(line->folded) == ATTRIBUTION_STRONG)) {
            return 0;
        }
        g_string_append_c(joined, ' ');
        g_string_append(joined, line->folded);
        *kind = line_attribution(joined->str);
        if (*kind == ATTRIBUTION_STRONG) {
            return k - i + 1;
        }
    }
    *kind = ATTRIBUTION_NONE;
    return 0;
}

static void
cut_at(Body *b, size_t i, const char *by)
{
    while (i > 0 && (b->lines[i - 1].blank || line_is_rule(b->lines[i - 1].folded))) {
        i--;
    }
    b->end = i;
    b->by = *b->by ? b->by : by;
}

// Goes down to the first place below which nothing is new. False at a forwarded message.
static bool
cut_history(Body *b)
{
    for (size_t i = 0; i < b->end; i++) {
        Attribution kind;
        Divider divider;
        size_t length, next;

        if (!*b->lines[i].folded) {
            continue;
        }
        divider = line_divider(b->lines[i].folded);
        if (divider == DIVIDER_FORWARD) {
            return false;
        }
        if (divider == DIVIDER_ORIGINAL || is_header_block(b, i)) {
            cut_at(b, i, "outlook");
            return true;
        }
        length = attribution_length(b, i, &kind);
        if (length == 0) {
            continue;
        }
        next = next_text(b, i + length);
        if (next == b->end || (!b->lines[next].quoted && kind == ATTRIBUTION_STRONG)) {
            cut_at(b, i, "attribution");
            return true;
        }
        if (b->lines[next].quoted) {
            for (size_t k = i; k < i + length; k++) {
                b->lines[k].attribution = true;
            }
        }
        i += length - 1;
    }
    return true;
}

static bool
is_separator(const Line *line)
{
    size_t len = line->len;

    while (len > 0 && line->text[len - 1] == ' ') {
        len--;
    }
    return (len == 2 && memcmp(line->text, "--", 2) == 0) ||
           (len == 3 && memcmp(line->text, "—", 3) == 0);
}

static void
signature_take(Body *b, size_t from, size_t skip)
{
    g_autoptr(GString) block = g_string_new(NULL);

    for (size_t i = from + skip; i < b->end; i++) {
        g_string_append_len(block, b->lines[i].text, (gssize)b->lines[i].len);
        g_string_append_c(block, '\n');
    }
    // Kept short: a text made of signatures alone must not cost its square.
    if (b->signature->len + block->len <= SIGNATURE_SIZE) {
        g_string_prepend(b->signature, block->str);
    }
    b->end = from;
    b->by = *b->by ? b->by : "signature";
}

static bool
cut_signature(Body *b)
{
    const Line *last = &b->lines[b->end - 1];
    bool footer = false;

    if (line_is_device(last->folded) || (b->end >= 2 && b->lines[b->end - 2].blank &&
                                         *last->folded && line_is_dash_name(last->folded))) {
        signature_take(b, b->end - 1, 0);
        return true;
    }
    for (size_t n = 1; n <= SIGNATURE_LINES && n <= b->end; n++) {
        size_t i = b->end - n;

        if (b->lines[i].quoted) {
            return false;
        }
        if (is_separator(&b->lines[i])) {
            signature_take(b, i, 1);
            return true;
        }
        if (n <= FOOTER_LINES && footer && g_str_has_prefix(b->lines[i].folded, "_____") &&
            line_is_rule(b->lines[i].folded)) {
            signature_take(b, i, 0);
            return true;
        }
        footer = footer || strchr(b->lines[i].folded, '@') || strstr(b->lines[i].folded, "://");
    }
    return false;
}

static bool
cut_quote(Body *b)
{
    bool attributed = false;

    if (!b->lines[b->end - 1].quoted && !b->lines[b->end - 1].attribution) {
        return false;
    }
    while (b->end > 0 && (b->lines[b->end - 1].quoted || b->lines[b->end - 1].blank)) {
        b->end--;
    }
    while (b->end > 0 && b->lines[b->end - 1].attribution) {
        b->end--;
        attributed = true;
    }
    if (!*b->by || strcmp(b->by, "signature") == 0) {
        b->by = attributed ? "attribution" : "quote";
    }
    return true;
}

static void
cut_tail(Body *b)
{
    while (b->end > 0) {
        if (b->lines[b->end - 1].blank) {
            b->end--;
        } else if (!cut_quote(b) && !cut_signature(b)) {
            return;
        }
    }
}

static char *
body_text(const Body *b)
{
    size_t start = next_text(b, 0);
    const Line *last;

    if (start >= b->end) {
        return g_strdup("");
    }
    last = &b->lines[b->end - 1];
    return g_strndup(b->lines[start].text, (size_t)(last->text + last->len - b->lines[start].text));
}

static char *
body_cut(Body *b, size_t delimiter)
{
    b->by = "";
    b->end = b->count;
    g_string_truncate(b->signature, 0);
    if (delimiter < b->count) {
        cut_at(b, delimiter, "delimiter");
    }
    if (cut_history(b)) {
        cut_tail(b);
    }
    return body_text(b);
}

void
answer_extract(const char *text, Answer *out)
{
    Body b = {.by = "", .signature = g_string_new(NULL)};
    size_t delimiter;

    lines_read(&b, text);
    delimiter = find_delimiter(&b);
    out->text = body_cut(&b, delimiter);
    if (!*out->text && delimiter < b.count) {
        // The answer stands below our quoted letter.
        g_free(out->text);
        b.end = b.count;
        b.by = "";
        g_string_truncate(b.signature, 0);
        cut_tail(&b);
        out->text = body_text(&b);
    }
    if (!*out->text) {
        g_free(out->text);
        out->text = g_strdup(text);
        b.by = "";
        g_string_truncate(b.signature, 0);
    }
    out->by = b.by;
    out->cut = *b.by != '\0';
    out->signature = g_strstrip(g_string_free(b.signature, FALSE));
    for (size_t i = 0; i < b.count; i++) {
        g_free(b.lines[i].folded);
    }
    g_free(b.lines);
}

void
answer_clear(Answer *a)
{
    g_clear_pointer(&a->text, g_free);
    g_clear_pointer(&a->signature, g_free);
    a->by = "";
    a->cut = false;
}
