// expand.c: reads the config file and the files it includes into one text, remembering where each
// line came from.
//
// libconfig could include by itself, but then reports faults of an included file under the parent's
// name, reads files of any size and kind, wraps numbers of 2^31 and more that lack an L, and takes
// a text without its closing quote as far as the next quote, lines below. So includes, quotes,
// comments and numbers are looked at here first, byte by byte.
//
// Limits: 100 files, includes 10 deep. Not for grammar: libconfig judges what is
// left.
#include "config/loader.h"

#include "base/text.h"

#include <string.h>

#define FILES_MAX 100
#define DEPTH_MAX 10

// From the expanded line `first` on, lines are those of a file from `line` on.
typedef struct {
    unsigned first;
    unsigned file; // index
    unsigned line;
} Segment;

// What is missing from the text would only give further faults that are none.
static void
give_up(Loader *l)
{
    l->text.broken = true;
}

#define text_fault(l, ...) (give_up(l), loader_fault(l, __VA_ARGS__))

static unsigned
line_now(const Loader *l)
{
    return l->text.starts->len;
}

static void
segment_begin(Expanded *t, unsigned file, unsigned line)
{
    Segment s = {t->starts->len, file, line};
    g_array_append_val(t->segments, s);
}

static void
append_newline(Expanded *t)
{
    g_string_append_c(t->bytes, '\n');
    size_t start = t->bytes->len;
    g_array_append_val(t->starts, start);
}

void
expand_place(const Expanded *text, unsigned line, const char **file, unsigned *file_line)
{
    for (guint i = text->segments->len; i-- > 0;) {
        const Segment *s = &g_array_index(text->segments, Segment, i);
        if (s->first <= line) {
            *file = text->files->pdata[s->file];
            *file_line = s->line + (line - s->first);
            return;
        }
    }
}

bool
expand_line_quotes(const Expanded *text, unsigned line, const char *word)
{
    if (line == 0 || line > text->starts->len) {
        return false;
    }
    size_t start = g_array_index(text->starts, size_t, line - 1);
    size_t end =
        line < text->starts->len ? g_array_index(text->starts, size_t, line) : text->bytes->len;
    g_autofree char *quoted = g_strdup_printf("\"%s\"", word);
    return g_strstr_len(text->bytes->str + start, (gssize)(end - start), quoted) != NULL;
}

// Copies a number that starts at p; gives it an L when it needs one. Returns what follows it.
static const char *
copy_number(Loader *l, const char *p)
{
    bool hex = p[0] == '0' && (p[1] == 'x' || p[1] == 'X');
    size_t skip = hex ? 2 : 0;
    size_t digits = strspn(p + skip, hex ? "0123456789abcdefABCDEF" : "0123456789");
    g_string_append_len(l->text.bytes, p, (gssize)(skip + digits));
    const char *end = p + skip + digits;
    if (!hex && (*end == '.' || *end == 'e' || *end == 'E')) {
        size_t rest = strspn(end, "0123456789.eE+-");
        g_string_append_len(l->text.bytes, end, (gssize)rest);
        return end + rest;
    }
    if (digits > (hex ? 15 : 18)) {
        text_fault(l, line_now(l), "", "this number is too large");
    } else if (*end != 'L' && g_ascii_strtoull(p, NULL, hex ? 16 : 10) > INT32_MAX) {
        g_string_append_c(l->text.bytes, 'L');
    }
    return end;
}

static bool expand_file(Loader *l, const char *path, unsigned include_line, unsigned depth);

// An @include directive at p, after blanks at the start of a line. Returns what follows it, NULL if
// p is none.
static const char *
copy_include(Loader *l, const char *p, unsigned file, unsigned line, unsigned depth)
{
    static const char WORD[] = "@include";
    if (!g_str_has_prefix(p, WORD)) {
        return NULL;
    }
    const char *open = p + strlen(WORD);
    open += strspn(open, " \t");
    size_t len = *open == '"' ? strcspn(open + 1, "\"\n") : 0;
    if (*open != '"' || open[1 + len] != '"' || len == 0) {
        text_fault(l, line_now(l), "write @include \"FILE\"",
                   "@include without the name of a file");
        return open + strcspn(open, "\n");
    }
    g_autofree char *name = g_strndup(open + 1, len);
    g_autofree char *path = g_canonicalize_filename(name, l->folder);
    if (depth >= DEPTH_MAX || l->text.files->len >= FILES_MAX) {
        text_fault(l, line_now(l), "does a file include itself?", "too many includes");
    } else if (expand_file(l, path, line_now(l), depth + 1)) {
        append_newline(&l->text);
        segment_begin(&l->text, file, line);
    }
    return open + len + 2;
}

// Copies a text in quotes from p to its end. A quote that is missing is told here, where it is
// missing.
static const char *
copy_quoted(Loader *l, const char *p)
{
    const char *end = p + 1;
    while (*end && *end != '"' && *end != '\n') {
        end += *end == '\\' && end[1] && end[1] != '\n' ? 2 : 1;
    }
    if (*end != '"') {
        text_fault(l, line_now(l), "texts end on the line they begin",
                   "a text without its closing quote");
        return NULL;
    }
    g_string_append_len(l->text.bytes, p, end + 1 - p);
    return end + 1;
}

static size_t
comment_length(const char *p)
{
    return *p == '#' || (p[0] == '/' && p[1] == '/') ? strcspn(p, "\n") : 0;
}

// Blanks out a /* comment */, keeping its lines. Returns what follows it.
static const char *
skip_block(Loader *l, const char *p, unsigned *line)
{
    const char *end = strstr(p + 2, "*/");
    if (!end) {
        text_fault(l, line_now(l), "end it with */", "a comment without its end");
        return NULL;
    }
    for (; p < end; p++) {
        if (*p == '\n') {
            append_newline(&l->text);
            (*line)++;
        }
    }
    g_string_append_c(l->text.bytes, ' ');
    return end + 2;
}

// Names may hold digits, which are no numbers there.
static size_t
word_length(const char *p)
{
    size_t n = 0;
    while (g_ascii_isalpha(p[n]) ||
           (n > 0 && (g_ascii_isdigit(p[n]) || p[n] == '_' || p[n] == '-'))) {
        n++;
    }
    return n;
}

static void
expand_bytes(Loader *l, const char *p, unsigned file, unsigned depth)
{
    unsigned line = 1;
    bool fresh = true; // nothing but blanks on this line so far
    while (p && *p) {
        size_t word = word_length(p);
        const char *after = fresh && *p == '@' ? copy_include(l, p, file, line, depth) : NULL;
        if (after) {
            p = after;
        } else if (*p == '\n') {
            append_newline(&l->text);
            line++;
            p++;
            fresh = true;
            continue;
        } else if (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\f') {
            g_string_append_c(l->text.bytes, ' ');
            p++;
            continue;
        } else if (*p == '"') {
            p = copy_quoted(l, p);
        } else if (p[0] == '/' && p[1] == '*') {
            p = skip_block(l, p, &line);
        } else if (comment_length(p)) {
            p += comment_length(p);
        } else if (g_ascii_isdigit(*p)) {
            p = copy_number(l, p);
        } else {
            g_string_append_len(l->text.bytes, p, (gssize)MAX(word, 1));
            p += MAX(word, 1);
        }
        fresh = false;
    }
}

static bool
expand_file(Loader *l, const char *path, unsigned include_line, unsigned depth)
{
    size_t len = 0;
    g_autofree char *bytes = file_read(l, path, include_line, &len);
    if (!bytes) {
        give_up(l);
        return false;
    }
    g_checksum_update(l->text.sum, (const guchar *)bytes, (gssize)len);
    g_ptr_array_add(l->text.files, g_strdup(depth ? path : l->path));
    unsigned file = l->text.files->len - 1;
    segment_begin(&l->text, file, 1);
    if (file_is_text(l, bytes, len, path)) {
        expand_bytes(l, bytes, file, depth);
    } else {
        give_up(l);
    }
    return true;
}

bool
expand_read(Loader *l)
{
    size_t start = 0;
    l->text.bytes = g_string_new(NULL);
    l->text.starts = g_array_new(FALSE, FALSE, sizeof(size_t));
    l->text.segments = g_array_new(FALSE, FALSE, sizeof(Segment));
    l->text.files = g_ptr_array_new_with_free_func(g_free);
    l->text.sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_array_append_val(l->text.starts, start);
    g_autofree char *path = g_canonicalize_filename(l->path, NULL);
    expand_file(l, path, 0, 0);
    return !l->text.broken;
}

void
expand_clear(Expanded *text)
{
    g_string_free(text->bytes, TRUE);
    g_array_unref(text->starts);
    g_array_unref(text->segments);
    g_ptr_array_unref(text->files);
    g_checksum_free(text->sum);
}
