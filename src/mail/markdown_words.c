// markdown_words.c: the words of one line for cmark: what is clearly meant as a mark stays one, all
// else is escaped.
//
// Marks: `code` in one line, *emphasis* and **strong** around words, _emphasis_,
// [words](https://…). Not: "5*3*2", "__init__", backslashes (C:\*.*, \\server), entities, tags,
// pictures, references. A web address and "[picture: NAME]" are one piece each, nothing in them is
// a mark.
//
// Linear: what is looked for ahead is near, or looked for once.

#include "mail/markdown_prepare.h"

#include "base/text.h"
#include "mail/html.h"

#include <stdbool.h>
#include <string.h>

#define WORDS_MAX 300 // bytes of the words of a link
#define TICKS_MAX 3

typedef struct {
    GString *out;
    const char *line, *end;
} Words;

// Each character that could mean something to cmark gets a backslash.
static void
put_literal(Words *w, const char *from, const char *to)
{
    for (const char *p = from; p < to; p++) {
        if (g_ascii_ispunct(*p))
            g_string_append_c(w->out, '\\');
        g_string_append_c(w->out, *p);
    }
}

static bool
is_word(gunichar c)
{
    return g_unichar_isalnum(c);
}

static gunichar
before(const Words *w, const char *p)
{
    return p > w->line ? g_utf8_get_char(g_utf8_prev_char(p)) : ' ';
}

static gunichar
after(const Words *w, const char *p)
{
    return p < w->end ? g_utf8_get_char(p) : ' ';
}

static const char *
skip_run(const Words *w, const char *p)
{
    const char *end = p;
    while (end < w->end && *end == *p)
        end++;
    return end;
}

// Behind a code span that begins at p; NULL when none does. A backtick at a word is an apostrophe.
static const char *
code_span(const Words *w, const char *p)
{
    const char *begin = skip_run(w, p);
    ptrdiff_t ticks = begin - p;
    if (ticks > TICKS_MAX || is_word(before(w, p)))
        return NULL;
    for (const char *q = begin; q < w->end; q++) {
        if (*q != '`')
            continue;
        const char *close = skip_run(w, q);
        if (close - q == ticks)
            return q > begin && !is_word(after(w, close)) ? close : NULL;
        q = close - 1;
    }
    return NULL;
}

static const char *
put_code(Words *w, const char *p)
{
    const char *span = code_span(w, p);
    const char *end = span ? span : skip_run(w, p);
    if (span)
        g_string_append_len(w->out, p, end - p);
    else
        put_literal(w, p, end);
    return end;
}

// Runs of '*' and '_' stand at a word on one side alone, and not in the name of a file.
static const char *
put_stars(Words *w, const char *p)
{
    static const char LOOSE[] = "()[]{}.,;:/\\|+-=<>*_~ \t";
    const char *end = skip_run(w, p);
    gunichar left = before(w, p), right = after(w, end);
    bool inside = is_word(left) && is_word(right);
    bool alone =
        left < 0x80 && right < 0x80 && strchr(LOOSE, (int)left) && strchr(LOOSE, (int)right);
    bool path = left == '\\' || left == '/' || right == '\\' || right == '/';
    bool mark = end - p <= (*p == '*' ? 3 : 1) && !inside && !alone && !path;
    if (mark)
        g_string_append_len(w->out, p, end - p);
    else
        put_literal(w, p, end);
    return end;
}

// The bracket that ends the words of a link; NULL when they are none.
static const char *
words_end(const Words *w, const char *p)
{
    const char *limit = MIN(w->end, p + WORDS_MAX);
    for (const char *q = p + 1; q < limit; q++)
        if (*q == '[' || *q == ']')
            return *q == ']' && q > p + 1 ? q : NULL;
    return NULL;
}

static const char *
put_bracket(Words *w, const char *p)
{
    static const char PICTURE[] = "[picture: ";
    const char *close = words_end(w, p);
    if (close && g_str_has_prefix(p, PICTURE)) {
        put_literal(w, p, close + 1);
        return close + 1;
    }
    const char *url = close && w->end - close > 2 && close[1] == '(' ? close + 2 : NULL;
    const char *end = url;
    if (url && html_link_length(url, w->end) > 0)
        while (end < w->end && (unsigned char)*end > ' ' && !strchr("()<>\"\\", *end))
            end++;
    if (!url || end == url || end == w->end || *end != ')') {
        put_literal(w, p, p + 1);
        return p + 1;
    }
    g_string_append_c(w->out, '[');
    markdown_words(w->out, p + 1, (size_t)(close - p - 1));
    g_string_append(w->out, "](");
    for (const char *q = url; q < end; q++)
        g_string_append_printf(w->out, "%s%c", *q == '&' ? "\\" : "", *q);
    g_string_append_c(w->out, ')');
    return end + 1;
}

void
markdown_words(GString *out, const char *line, size_t len)
{
    Words w = {.out = out, .line = line, .end = line + len};
    for (const char *p = line; p < w.end;) {
        bool begins = strchr("hHmM", *p) && !is_word(before(&w, p));
        size_t link = begins ? html_link_length(p, w.end) : 0;
        if (link) {
            put_literal(&w, p, p + link);
            p += link;
        } else if (*p == '`') {
            p = put_code(&w, p);
        } else if (*p == '*' || *p == '_') {
            p = put_stars(&w, p);
        } else if (*p == '[') {
            p = put_bracket(&w, p);
        } else if (strchr("\\<&#!]", *p)) {
            put_literal(&w, p, p + 1);
            p++;
        } else {
            g_string_append_c(out, *p++);
        }
    }
}
