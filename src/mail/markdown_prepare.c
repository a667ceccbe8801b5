// markdown_prepare.c: the lines of a text for cmark: quotes, lists, headings, fences and rules are
// kept where people mean them; all other lines are words.
//
// Lines of people who know no Markdown stay what they are: an indented line is no code, "1986. A
// year" no list (one begins with 1 and counts on), a line of dashes under words makes no heading of
// them, an answer below a quote is not drawn into it, ``` that nothing closes swallows nothing.
//
// Linear. Limits: QUOTES_MAX quotes and LISTS_MAX lists inside each other; deeper ones are words.
// Neighbours: markdown_words.c (within a line), markdown.c (cmark and the HTML).

#include "mail/markdown_prepare.h"

#include "base/text.h"

#include <stdbool.h>
#include <string.h>

#define QUOTES_MAX 10
#define LISTS_MAX  8
#define TICKS_MAX  10

typedef struct {
    unsigned written, made; // column of its words, as written and as we write it
    unsigned number;        // 0: a bullet
    char mark;
} Item;

typedef struct {
    GPtrArray *lines; // Line*
    GString *out;
    unsigned level;
    Item items[LISTS_MAX]; // open, the innermost last
    unsigned depth;
    Item last;      // closed by the line that is looked at
    bool paragraph; // the last line left one open
    guint unclosed; // no fence that is as long as unclosed_ticks is closed before this line
    unsigned unclosed_ticks;
} Prepare;

typedef struct {
    unsigned level;  // of quote
    unsigned indent; // columns
    const char *words;
    size_t len;
} Line;

static Line *
line_new(const char *text, size_t len)
{
    Line *l = g_new0(Line, 1);
    const char *end = text + len;
    while (text < end && *text == '>' && l->level < QUOTES_MAX) {
        text += end - text > 1 && text[1] == ' ' ? 2 : 1;
        l->level++;
    }
    for (; text < end && (*text == ' ' || *text == '\t'); text++)
        l->indent += *text == '\t' ? 4 - l->indent % 4 : 1;
    l->words = text;
    l->len = (size_t)(end - text);
    return l;
}

static void
begin_line(Prepare *p, unsigned level, unsigned column)
{
    for (unsigned i = 0; i < level; i++)
        g_string_append(p->out, "> ");
    for (unsigned i = 0; i < column; i++)
        g_string_append_c(p->out, ' ');
}

static unsigned
column(const Prepare *p)
{
    return p->depth ? p->items[p->depth - 1].made : 0;
}

// Closes the items that a line of this indentation stands outside of.
static void
close_items(Prepare *p, unsigned indent)
{
    p->last = (Item){0};
    while (p->depth && indent < p->items[p->depth - 1].written)
        p->last = p->items[--p->depth];
}

// How many of the same character the line is made of, spaces aside; 0 when of others too.
static size_t
rule_length(const Line *l)
{
    size_t count = 0;
    for (size_t i = 0; i < l->len; i++) {
        if (l->words[i] != *l->words && l->words[i] != ' ')
            return 0;
        count += l->words[i] == *l->words;
    }
    return count;
}

static size_t
digits(const Line *l)
{
    size_t n = 0;
    while (n < l->len && n < 10 && g_ascii_isdigit(l->words[n]))
        n++;
    return n;
}

// Length of the marker of a list item, words following; 0 when it is none.
static size_t
marker_length(const Line *l, Item *out)
{
    size_t n = digits(l);
    *out = (Item){0};
    if (n > 3 || l->len < n + 3)
        return 0;
    out->mark = l->words[n];
    if (!strchr(n ? ".)" : "-*", out->mark) || l->words[n + 1] != ' ')
        return 0;
    for (size_t i = 0; i < n; i++)
        out->number = out->number * 10 + (unsigned)(l->words[i] - '0');
    return n && !out->number ? 0 : n + 1;
}

// Words that begin like a mark of a block do not become one.
static void
put_words(Prepare *p, const char *words, size_t len)
{
    size_t n = 0;
    while (n < len && g_ascii_isdigit(words[n]))
        n++;
    bool mark = n < len && strchr(n ? ".)" : "-+=>~", words[n]);
    g_string_append_len(p->out, words, (gssize)n);
    if (mark)
        g_string_append_printf(p->out, "\\%c", words[n++]);
    markdown_words(p->out, words + n, len - n);
}

static bool
put_item(Prepare *p, const Line *l)
{
    Item item;
    size_t marker = marker_length(l, &item);
    if (!marker)
        return false;
    Prepare before = *p;
    close_items(p, l->indent);
    bool goes_on = p->last.number && p->last.mark == item.mark && item.number == p->last.number + 1;
    if (p->depth == LISTS_MAX || (item.number > 1 && !goes_on)) {
        *p = before;
        return false;
    }
    size_t words = marker;
    while (l->words[words] == ' ')
        words++;
    begin_line(p, l->level, column(p));
    g_string_append_len(p->out, l->words, (gssize)marker);
    g_string_append_c(p->out, ' ');
    put_words(p, l->words + words, l->len - words);
    item.made = column(p) + (unsigned)marker + 1;
    item.written = l->indent + (unsigned)words;
    p->items[p->depth++] = item;
    p->paragraph = true;
    return true;
}

// "# Heading": hashes, a space, words.
static bool
put_heading(Prepare *p, const Line *l)
{
    size_t hashes = 0;
    while (hashes < l->len && l->words[hashes] == '#')
        hashes++;
    if (hashes == 0 || hashes > 6 || hashes + 1 >= l->len || l->words[hashes] != ' ')
        return false;
    close_items(p, l->indent);
    begin_line(p, l->level, column(p));
    g_string_append_len(p->out, l->words, (gssize)hashes + 1);
    markdown_words(p->out, l->words + hashes + 1, l->len - hashes - 1);
    p->paragraph = false;
    return true;
}

// A rule stands alone; under words it is a line of dashes.
static bool
put_rule(Prepare *p, const Line *l)
{
    if (p->paragraph || !strchr("-*", *l->words) || rule_length(l) < 3)
        return false;
    close_items(p, l->indent);
    begin_line(p, l->level, column(p));
    g_string_append(p->out, "***");
    return true;
}

static size_t
fence_length(const Line *l)
{
    size_t ticks = 0;
    while (ticks < l->len && l->words[ticks] == '`')
        ticks++;
    bool is_fence =
        ticks >= 3 && ticks <= TICKS_MAX && !memchr(l->words + ticks, '`', l->len - ticks);
    return is_fence ? ticks : 0;
}

// The line that closes the fence of line `at`; 0 when none of the same quote does.
static guint
fence_end(Prepare *p, guint at, size_t ticks)
{
    const Line *open = p->lines->pdata[at];
    if (at < p->unclosed && ticks >= p->unclosed_ticks)
        return 0;
    guint i = at + 1;
    for (; i < p->lines->len; i++) {
        const Line *l = p->lines->pdata[i];
        if (l->level != open->level)
            break;
        size_t n = fence_length(l);
        if (n >= ticks && n == l->len)
            return i;
    }
    p->unclosed = i;
    p->unclosed_ticks = (unsigned)ticks;
    return 0;
}

// The last line of the code that begins at line `at`, written as it is; 0 when none begins.
static guint
put_code(Prepare *p, guint at)
{
    const Line *open = p->lines->pdata[at];
    size_t ticks = fence_length(open);
    guint end = ticks ? fence_end(p, at, ticks) : 0;
    if (!end)
        return 0;
    close_items(p, open->indent);
    for (guint i = at; i <= end; i++) {
        const Line *l = p->lines->pdata[i];
        bool fence = i == at || i == end;
        begin_line(p, l->level,
                   column(p) + (fence || l->indent < open->indent ? 0 : l->indent - open->indent));
        g_string_append_len(p->out, l->words, fence ? (gssize)ticks : (gssize)l->len);
        g_string_append_c(p->out, '\n');
    }
    p->paragraph = false;
    return end;
}

// An empty line where a quote begins or ends, so that no line is drawn into it.
static void
change_level(Prepare *p, unsigned level)
{
    begin_line(p, MIN(level, p->level), 0);
    g_string_append_c(p->out, '\n');
    p->level = level;
    p->depth = 0;
    p->paragraph = false;
}

static void
put_line(Prepare *p, const Line *l)
{
    if (l->len == 0) {
        begin_line(p, l->level, 0);
        p->paragraph = false;
    } else if (!put_rule(p, l) && !put_heading(p, l) && (rule_length(l) || !put_item(p, l))) {
        if (!p->paragraph)
            close_items(p, l->indent);
        begin_line(p, l->level, column(p));
        put_words(p, l->words, l->len);
        p->paragraph = true;
    }
    g_string_append_c(p->out, '\n');
}

char *
markdown_prepare(const char *text)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    for (const char *next = text; *next;) {
        size_t len = strcspn(next, "\n");
        g_ptr_array_add(lines, line_new(next, len));
        next += len + (next[len] == '\n');
    }
    Prepare p = {.lines = lines, .out = g_string_sized_new(strlen(text) * 5 / 4 + 16)};
    for (guint i = 0; i < lines->len; i++) {
        const Line *l = lines->pdata[i];
        if (l->level != p.level)
            change_level(&p, l->level);
        guint end = put_code(&p, i);
        if (end)
            i = end;
        else
            put_line(&p, l);
    }
    return g_string_free(p.out, FALSE);
}
