// body.c: the new text of an answer (the contract is in body.h).
//
// First the places below which nothing is new: our own delimiter, a header block that Outlook
// copied, an attribution line whose quote carries no ">". Then from the bottom up: quotes with
// their attribution, signatures, mailing list footers. A quote with an answer below it is left
// where it is, since the answer needs it. A forwarded message is no history: from its divider on
// all is kept.
//
// Not for HTML (html_to_text has put "> " before quoted blocks) nor for what stands in a forwarded
// message (forward.c). Linear: looks ahead and back are bounded. Neighbours: body_lines.c knows
// blocks of lines, body_signature.c
// signatures, body_line.c single ones.

#include "mail/body.h"

#include "mail/body_lines.h"

#include <string.h>

#define SIGNATURE_SIZE    8192
#define NAME_SIZE         60
#define ATTRIBUTION_LINES 5

typedef struct {
    Lines all;
    Line *lines; // those of all
    size_t count;
    size_t start; // lines above are left out
    size_t end;   // lines from here on are left out
    size_t own;   // lines from here on are a forwarded message
    const char *by;
    GString *signature;
} Body;

static void
body_read(Body *b, const char *text)
{
    lines_read(&b->all, text);
    b->lines = b->all.lines;
    b->count = b->end = b->own = b->all.count;
    b->start = 0;
    b->by = "";
    b->signature = g_string_new(NULL);
}

// A delimiter inside a quote only says whose letter is quoted: answers may stand below it.
static size_t
find_delimiter(const Body *b)
{
    size_t i = 0;

    while (i < b->count && (b->lines[i].quoted || !line_has_mark(&b->lines[i]))) {
        i++;
    }
    return i;
}

static void
cut_at(Body *b, size_t i, const char *by)
{
    while (i > 0 && (b->lines[i - 1].blank || line_is_rule(lines_folded(&b->all, i - 1)))) {
        i--;
    }
    b->end = i;
    b->by = *b->by ? b->by : by;
}

// "<anna@example.com> wrote:" goes on below a name that had to stand on a line of its own.
static size_t
with_name_above(const Body *b, size_t i)
{
    const Line *above = i > 0 ? &b->lines[i - 1] : NULL;

    return above && !above->blank && !above->quoted && above->len <= NAME_SIZE &&
                   *lines_folded(&b->all, i) == '<' &&
                   !strpbrk(lines_folded(&b->all, i - 1), ".!?:;")
               ? i - 1
               : i;
}

// Our delimiter says that the line right above it is an attribution, however weak.
static void
cut_at_delimiter(Body *b, size_t i)
{
    Attribution kind;

    cut_at(b, i, "delimiter");
    for (size_t n = 1; n <= ATTRIBUTION_LINES && n <= b->end; n++) {
        if (lines_attribution(&b->all, b->end - n, b->end, &kind) == n) {
            cut_at(b, with_name_above(b, b->end - n), "delimiter");
            return;
        }
    }
}

// A header block of a customer's own ("From: scanner", "Date: today") names no mailbox and no time,
// and no line is drawn above it.
static bool
is_copied_block(const Body *b, size_t i)
{
    size_t after;

    if (!lines_header_block(&b->all, i, b->end, &after)) {
        return false;
    }
    if (i > 0 && line_is_rule(lines_folded(&b->all, i - 1))) {
        return true;
    }
    for (size_t k = i; k < after; k++) {
        const char *folded = lines_folded(&b->all, k);
        bool other = lines_label(&b->all, k) & (LABEL_FROM | LABEL_TO | LABEL_SUBJECT);

        if (strchr(folded, '@') || (!other && line_has_day(folded) && line_has_time(folded))) {
            return true;
        }
    }
    return false;
}

// "-----Original Message-----" that somebody reads from his screen has nothing old below.
static bool
divides_history(const Body *b, size_t i)
{
    size_t next = lines_next_text(&b->all, i + 1, b->end);
    Attribution kind;

    return next == i + 1 || next == b->end || *lines_folded(&b->all, i) == '#' ||
           b->lines[next].quoted || lines_label(&b->all, next) != LABEL_NONE ||
           lines_attribution(&b->all, next, b->end, &kind) > 0;
}

// Is nothing new below an attribution of that kind, whose quote carries no mark?
static bool
opens_history(const Body *b, size_t i, Attribution kind)
{
    bool apart = i == 0 || b->lines[i - 1].blank || line_is_rule(lines_folded(&b->all, i - 1));

    return kind == ATTRIBUTION_STRONG || (kind == ATTRIBUTION_LIKELY && apart);
}

// Goes down to the first place below which nothing is new. False at a forwarded message.
static bool
cut_history(Body *b)
{
    for (size_t i = 0; i < b->end; i++) {
        Attribution kind;
        Divider divider;
        size_t length, next;

        if (!b->lines[i].telling) {
            continue;
        }
        divider = line_divider(lines_folded(&b->all, i));
        if (divider == DIVIDER_FORWARD) {
            b->own = i;
            return false;
        }
        if ((divider == DIVIDER_ORIGINAL && divides_history(b, i)) || is_copied_block(b, i)) {
            cut_at(b, i, "outlook");
            return true;
        }
        length = lines_attribution(&b->all, i, b->end, &kind);
        if (length == 0) {
            continue;
        }
        next = lines_next_text(&b->all, i + length, b->end);
        if (next < b->end && b->lines[next].quoted) {
            for (size_t k = with_name_above(b, i); k < i + length; k++) {
                b->lines[k].attribution = true;
            }
        } else if (opens_history(b, i, kind)) {
            cut_at(b, with_name_above(b, i), "attribution");
            return true;
        }
        i += length - 1;
    }
    return true;
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
    size_t skip, from = lines_signature(&b->all, b->end, &skip);

    if (from == b->end) {
        return false;
    }
    signature_take(b, from, skip);
    return true;
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
    // <hr> above what Outlook quotes.
    if (b->end > 0 && line_rule(lines_folded(&b->all, b->end - 1)) >= 3) {
        b->end--;
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

// Where the text begins that stands below our letter, quoted in one piece, and below nothing else.
// 0 when it is not so.
static size_t
below_our_letter(const Body *b)
{
    size_t i = 0, start;
    bool ours = false;

    while (i < b->end && (b->lines[i].blank || b->lines[i].attribution)) {
        i++;
    }
    while (i < b->end && (b->lines[i].blank || b->lines[i].quoted)) {
        ours = ours || (b->lines[i].quoted && line_has_mark(&b->lines[i]));
        i++;
    }
    // Without a blank line it may be the end of a quoted line that was wrapped.
    if (!ours || !b->lines[i - 1].blank) {
        return 0;
    }
    for (start = i; i < b->end; i++) {
        if (b->lines[i].quoted || b->lines[i].attribution) {
            return 0;
        }
    }
    return start;
}

static char *
body_text(const Body *b)
{
    return lines_text(&b->all, lines_next_text(&b->all, b->start, b->end), b->end);
}

static void
body_reset(Body *b)
{
    b->by = "";
    b->start = 0;
    b->end = b->count;
    g_string_truncate(b->signature, 0);
}

void
answer_extract(const char *text, Answer *out)
{
    Body b;
    size_t delimiter;

    out->whole = false;
    body_read(&b, text);
    delimiter = find_delimiter(&b);
    if (delimiter < b.count) {
        cut_at_delimiter(&b, delimiter);
    }
    if (cut_history(&b)) {
        cut_tail(&b);
        b.start = below_our_letter(&b);
        b.by = b.start > 0 ? "delimiter" : b.by;
    }
    out->text = body_text(&b);
    if (!*out->text && delimiter < b.count) {
        // The answer stands below our quoted letter.
        g_free(out->text);
        body_reset(&b);
        cut_tail(&b);
        out->text = body_text(&b);
        out->whole = true;
    }
    if (!*out->text) {
        out->whole = true;
        g_free(out->text);
        out->text = g_strdup(text);
        body_reset(&b);
    }
    out->by = b.by;
    out->cut = *b.by != '\0';
    out->signature = g_strstrip(g_string_free(b.signature, FALSE));
    lines_clear(&b.all);
}

char *
answer_unsigned(const char *text)
{
    Body b;
    char *kept;

    body_read(&b, text);
    cut_tail(&b);
    kept = body_text(&b);
    g_string_free(b.signature, TRUE);
    lines_clear(&b.all);
    return kept;
}

size_t
answer_own_length(const char *text)
{
    Body b;
    size_t delimiter, own, length;

    body_read(&b, text);
    delimiter = find_delimiter(&b);
    if (delimiter < b.count) {
        cut_at_delimiter(&b, delimiter);
    }
    cut_history(&b);
    own = MIN(b.own, b.end);
    length = own < b.count ? (size_t)(b.lines[own].text - text) : strlen(text);
    g_string_free(b.signature, TRUE);
    lines_clear(&b.all);
    return length;
}

void
answer_clear(Answer *a)
{
    g_clear_pointer(&a->text, g_free);
    g_clear_pointer(&a->signature, g_free);
    a->by = "";
    a->cut = a->whole = false;
}
