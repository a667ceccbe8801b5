// html_filter.c: a pass over HTML source before gumbo sees it.
//
// Gumbo builds the tree that browsers build, and some of its steps take time or memory that grows
// with the square of the input: deep nesting, unclosed formatting tags, attributes by the thousand,
// repeated <body>. A mail needs none of that to be read, so it is left out here by looking at tags
// alone.
//
// This is no parser: it knows where tags and comments begin and end, and copies everything else.
// What it drops is markup, never text. Linear. Neighbours: html.c.
#include "mail/html_filter.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define TAG_NAME_MAX   20
#define ATTRIBUTES_MAX 64

typedef struct {
    const char *start;
    size_t length; // with < and >
    char name[TAG_NAME_MAX + 1];
    bool closing, crowded;
} Tag;

static const char *const FORMATTING[] = {"b", "big",   "code",   "em",     "font", "i", "nobr",
                                         "s", "small", "strike", "strong", "tt",   "u", NULL};
// Without an end tag, or closed by the next of their kind: they do not add to the depth.
static const char *const NOT_NESTING[] = {
    "area",  "base",  "br",   "col",   "dd",     "dt",    "embed", "hr",     "img",
    "input", "li",    "link", "meta",  "option", "p",     "param", "source", "tbody",
    "td",    "tfoot", "th",   "thead", "tr",     "track", "wbr",   NULL};
static const char *const ONCE[] = {"html", "body", NULL};

// The tag at p, which points at '<'. False when it is no tag, or never ends.
static bool
tag_at(const char *p, const char *end, Tag *tag)
{
    const char *q = p + 1;
    tag->closing = q < end && *q == '/';
    q += tag->closing;
    if (q >= end || !g_ascii_isalpha(*q)) {
        return false;
    }
    size_t n = 0;
    for (; q < end && !strchr(" \t\r\n\f/>", *q); q++) {
        if (n < TAG_NAME_MAX) {
            tag->name[n++] = g_ascii_tolower(*q);
        }
    }
    tag->name[n] = '\0';
    unsigned words = 0;
    char before = ' ', quote = '\0';
    for (; q < end && (quote || *q != '>'); q++) {
        if (quote) {
            quote = *q == quote ? '\0' : quote;
        } else if ((*q == '"' || *q == '\'') && before == '=') {
            quote = *q;
        } else {
            words += g_ascii_isspace(*q) || *q == '/';
        }
        before = g_ascii_isspace(*q) ? before : *q;
    }
    if (q >= end) {
        return false;
    }
    tag->start = p;
    tag->length = (size_t)(q + 1 - p);
    tag->crowded = words > 4 * ATTRIBUTES_MAX;
    return true;
}

typedef struct {
    GString *out;
    unsigned depth, dropped;
    bool once[G_N_ELEMENTS(ONCE)];
} Filter;

static void
put_tag(Filter *f, const Tag *tag)
{
    if (tag->crowded) {
        g_string_append_printf(f->out, "<%s%s>", tag->closing ? "/" : "", tag->name);
    } else {
        g_string_append_len(f->out, tag->start, (gssize)tag->length);
    }
}

static bool
is_repeated(Filter *f, const Tag *tag)
{
    for (size_t i = 0; ONCE[i]; i++) {
        if (strcmp(ONCE[i], tag->name) == 0) {
            bool repeated = tag->closing || f->once[i];
            f->once[i] = true;
            return repeated;
        }
    }
    return false;
}

static void
take_tag(Filter *f, const Tag *tag)
{
    if (g_strv_contains(FORMATTING, tag->name) || is_repeated(f, tag)) {
        return;
    }
    if (g_strv_contains(NOT_NESTING, tag->name)) {
        put_tag(f, tag);
    } else if (tag->closing && f->dropped > 0) {
        f->dropped--;
    } else if (tag->closing) {
        f->depth -= f->depth > 0;
        put_tag(f, tag);
    } else if (f->depth >= FILTER_DEPTH) {
        f->dropped++;
    } else {
        f->depth++;
        put_tag(f, tag);
    }
}

char *
html_filter(const char *html, size_t len)
{
    const char *end = html + len, *p = html;
    Filter f = {.out = g_string_sized_new(len + 1)};
    bool comment_ends = true;
    while (p < end) {
        const char *open = memchr(p, '<', (size_t)(end - p));
        if (!open) {
            break;
        }
        g_string_append_len(f.out, p, open - p);
        p = open;
        Tag tag;
        if (comment_ends && end - p > 4 && memcmp(p, "<!--", 4) == 0) {
            const char *close = g_strstr_len(p + 2, end - p - 2, "-->");
            comment_ends = close != NULL;
            p = close ? close + 3 : end;
        } else if (tag_at(p, end, &tag)) {
            take_tag(&f, &tag);
            p += tag.length;
        } else {
            // "a < b", a declaration, or a tag that never ends.
            g_string_append_c(f.out, *p++);
            if (p < end && (g_ascii_isalpha(*p) || *p == '/')) {
                // The rest is inside an unclosed tag: nobody would see it.
                g_string_truncate(f.out, f.out->len - 1);
                p = memchr(p, '\n', (size_t)(end - p));
                p = p ? p : end;
            }
        }
    }
    g_string_append_len(f.out, p, end - p);
    return g_string_free(f.out, FALSE);
}
