// html_lines.c: the writing half of HTML → text.
//
// Line ends and spaces are not written when they are asked for but before the next word, so that
// empty elements leave no holes and nothing trails. A non-breaking space counts as a word that
// cannot be seen: Outlook writes its empty lines with it. Every line of a quote begins with "> "
// for each level.
//
// Knows nothing of HTML. Neighbours: html.c.
#include "mail/html_lines.h"

#include "base/text.h"

#include <string.h>

#define BREAKS_MAX 3
#define QUOTE_MAX  10

void
lines_init(Lines *l)
{
    memset(l, 0, sizeof *l);
    l->text = g_string_new(NULL);
    l->marker = g_string_new(NULL);
    l->mark = SIZE_MAX;
}

void
lines_want(Lines *l, unsigned n)
{
    if (n > 0 && !l->separator) {
        l->breaks = MAX(l->breaks, n);
        l->space = false;
    }
}

void
lines_mark(Lines *l)
{
    l->mark = SIZE_MAX;
}

void
lines_break(Lines *l)
{
    l->breaks = MIN(l->breaks + 1, BREAKS_MAX);
    l->space = false;
}

static void
trim_line(Lines *l)
{
    while (l->text->len > 0 && strchr(" \t", l->text->str[l->text->len - 1])) {
        g_string_truncate(l->text, l->text->len - 1);
    }
}

static void
put_prefix(Lines *l, unsigned level)
{
    for (unsigned i = 0; i < MIN(level, QUOTE_MAX); i++) {
        g_string_append(l->text, "> ");
    }
}

// Writes what was asked for since the last word.
static void
flush(Lines *l)
{
    bool first = l->text->len == 0;
    if (l->separator && l->started && l->breaks == 0) {
        trim_line(l);
        g_string_append(l->text, l->separator);
        l->space = false;
    }
    l->separator = NULL;
    l->breaks = MAX(l->breaks, l->alone ? 1 : 0);
    l->alone = false;
    if (!first && l->breaks == 0 && l->started && l->quote != l->line_quote) {
        l->breaks = 1;
    }
    for (unsigned i = 0; !first && i < l->breaks; i++) {
        trim_line(l);
        g_string_append_c(l->text, '\n');
        l->lines++;
        l->started = false;
        // Empty lines inside a quote belong to it.
        if (i + 1 < l->breaks) {
            put_prefix(l, MIN(l->quote, l->line_quote));
        }
    }
    l->breaks = 0;
    if (!l->started) {
        put_prefix(l, l->quote);
        for (unsigned i = 0; i < l->indent; i++) {
            g_string_append(l->text, "  ");
        }
        g_string_append(l->text, l->marker->str);
        g_string_truncate(l->marker, 0);
        l->line_quote = l->quote;
        l->started = true;
    } else if (l->space) {
        g_string_append_c(l->text, ' ');
    }
    l->space = false;
    l->mark = MIN(l->mark, l->text->len);
}

// Gumbo hands out broken UTF-8 for some broken markup, even where what it was given was valid.
static const char *
valid_text(const char *text, char **held)
{
    *held = g_utf8_validate(text, -1, NULL) ? NULL : text_utf8(text, -1);
    return *held ? *held : text;
}

void
lines_flow(Lines *l, const char *given)
{
    g_autofree char *held = NULL;
    const char *text = valid_text(given, &held);
    for (const char *p = text; *p;) {
        size_t blank = strspn(p, " \t\r\n\f");
        if (blank > 0) {
            l->space = l->started && l->breaks == 0;
            p += blank;
            continue;
        }
        flush(l);
        size_t word = strcspn(p, " \t\r\n\f");
        for (const char *q = p; q < p + word; q = text_next(q)) {
            // U+00A0
            if (q[0] == '\xc2' && q[1] == '\xa0') {
                g_string_append_c(l->text, ' ');
            } else {
                g_string_append_len(l->text, q, text_next(q) - q);
            }
        }
        p += word;
    }
}

void
lines_pre(Lines *l, const char *given)
{
    g_autofree char *held = NULL;
    const char *text = valid_text(given, &held);
    for (const char *p = text; *p;) {
        size_t len = strcspn(p, "\r\n");
        if (len > 0) {
            flush(l);
            g_string_append_len(l->text, p, (gssize)len);
        }
        p += len;
        if (*p) {
            p += p[0] == '\r' && p[1] == '\n' ? 2 : 1;
            lines_break(l);
        }
    }
}

void
lines_between(Lines *l, const char *separator)
{
    l->separator = separator;
}

char *
lines_finish(Lines *l)
{
    trim_line(l);
    g_string_free(l->marker, TRUE);
    g_autofree char *text = g_string_free(l->text, FALSE);
    return text_normal(text);
}
