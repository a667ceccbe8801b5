// template.c: texts with holes, in the manner of Mustache.
//
// A template is read into a flat list of pieces in which each section knows its end; rendering
// walks that list with a stack of open sections. Faults are found while reading, so that `check`
// and a letter say the same. Values are put in as they are or escaped and never read again: what a
// customer wrote cannot open a hole.
//
// Nothing computes, nothing includes. Limits: 32 sections deep. Neighbours: template_vars.c
// (values), template_load.c (where the texts come from).
#include "mail/template.h"

#include "base/error.h"
#include "base/text.h"
#include "mail/html.h"
#include "mail/template_vars.h"

#include <string.h>

#define DEPTH_MAX    32
#define TAG_NAME_MAX 64

typedef enum {
    PIECE_TEXT,
    PIECE_VALUE,
    PIECE_HTML,
    PIECE_SECTION,
    PIECE_INVERTED,
    PIECE_END
} PieceKind;

typedef struct {
    PieceKind kind;
    const char *text; // PIECE_TEXT, borrowed from the source
    size_t length;
    char name[TAG_NAME_MAX + 1]; // of a tag
    guint partner;               // section → its end, end → its section
    unsigned line;
} Piece;

typedef struct {
    const char *file;
    const char *source;
    GArray *pieces; // Piece
    guint open[DEPTH_MAX];
    unsigned depth;
    unsigned line;
} Reader;

static bool
fault(const Reader *r, GError **error, const char *what, const char *name)
{
    g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s:%u: %s %s", r->file, r->line, what, name);
    return false;
}

static Piece *
add(Reader *r, PieceKind kind)
{
    Piece piece = {.kind = kind, .line = r->line};
    g_array_append_val(r->pieces, piece);
    return &g_array_index(r->pieces, Piece, r->pieces->len - 1);
}

static void
add_text(Reader *r, const char *from, const char *to)
{
    if (to > from) {
        Piece *piece = add(r, PIECE_TEXT);
        piece->text = from;
        piece->length = (size_t)(to - from);
    }
}

// A tag that puts nothing in, alone on its line: widens it to the whole line.
static void
take_line(const Reader *r, const char **from, const char **to)
{
    const char *left = *from, *right = *to + strspn(*to, " \t\r");
    while (left > r->source && strchr(" \t", left[-1])) {
        left--;
    }
    if ((left == r->source || left[-1] == '\n') && (*right == '\n' || *right == '\0')) {
        *from = left;
        *to = right + (*right == '\n');
    }
}

static bool
take_name(Reader *r, const char *from, const char *to, char *name, GError **error)
{
    static const char NAME_CHARACTERS[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
    g_autofree char *inner = g_strndup(from, (size_t)(to - from));
    g_strstrip(inner);
    size_t len = strlen(inner);
    if (len == 0 || len > TAG_NAME_MAX || strspn(inner, NAME_CHARACTERS) != len) {
        g_autofree char *shown = text_one_line(inner);
        return fault(r, error, "not a name:", shown);
    }
    g_strlcpy(name, inner, TAG_NAME_MAX + 1);
    return true;
}

static bool
end_section(Reader *r, Piece *end, GError **error)
{
    if (r->depth == 0) {
        return fault(r, error, "no open section is called", end->name);
    }
    guint opened = r->open[r->depth - 1];
    Piece *section = &g_array_index(r->pieces, Piece, opened);
    if (strcmp(section->name, end->name) != 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG,
                    "%s:%u: {{/%s}} stands where {{/%s}} is wanted (line %u)", r->file, r->line,
                    end->name, section->name, section->line);
        return false;
    }
    section->partner = r->pieces->len - 1;
    end->partner = opened;
    r->depth--;
    return true;
}

static bool
begin_section(Reader *r, const Piece *section, GError **error)
{
    if (r->depth == DEPTH_MAX) {
        return fault(r, error, "sections too deep at", section->name);
    }
    r->open[r->depth++] = r->pieces->len - 1;
    return true;
}

// The tag between from and to, braces excluded.
static bool
take_tag(Reader *r, const char *from, const char *to, bool triple, GError **error)
{
    static const char MARKS[] = "#^/";
    static const PieceKind KINDS[] = {PIECE_SECTION, PIECE_INVERTED, PIECE_END};
    const char *mark = !triple && from < to && *from ? strchr(MARKS, *from) : NULL;
    PieceKind kind = mark ? KINDS[mark - MARKS] : triple ? PIECE_HTML : PIECE_VALUE;
    Piece *piece = add(r, kind);
    if (!take_name(r, from + (mark != NULL), to, piece->name, error)) {
        return false;
    }
    if (kind == PIECE_END) {
        return end_section(r, piece, error);
    }
    return kind == PIECE_SECTION || kind == PIECE_INVERTED ? begin_section(r, piece, error) : true;
}

static void
count_lines(Reader *r, const char *from, const char *to)
{
    for (const char *p = from; p < to; p++) {
        r->line += *p == '\n';
    }
}

static bool
read_pieces(Reader *r, GError **error)
{
    const char *text = r->source;
    for (const char *open = strstr(text, "{{"); open; open = strstr(text, "{{")) {
        bool triple = open[2] == '{';
        const char *inner = open + 2 + triple;
        const char *close = strstr(inner, triple ? "}}}" : "}}");
        count_lines(r, text, open);
        if (!close || memchr(inner, '\n', (size_t)(close - inner))) {
            return fault(r, error, "a tag is not closed on its line:", triple ? "{{{" : "{{");
        }
        const char *from = open, *to = close + 2 + triple;
        if (!triple && strchr("#^/!", *inner)) {
            take_line(r, &from, &to);
        }
        add_text(r, text, from);
        if ((triple || *inner != '!') && !take_tag(r, inner, close, triple, error)) {
            return false;
        }
        count_lines(r, open, to);
        text = to;
    }
    add_text(r, text, text + strlen(text));
    if (r->depth > 0) {
        const Piece *section = &g_array_index(r->pieces, Piece, r->open[r->depth - 1]);
        r->line = section->line;
        return fault(r, error, "section is never closed:", section->name);
    }
    return true;
}

static GArray *
template_read(const char *source, const char *name, GError **error)
{
    Reader r = {.file = name, .source = source, .line = 1};
    r.pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
    if (!read_pieces(&r, error)) {
        g_array_free(r.pieces, TRUE);
        return NULL;
    }
    return r.pieces;
}

bool
template_check(const char *source, const char *name, const char *const *known, GError **error)
{
    g_autoptr(GArray) pieces = template_read(source, name, error);
    if (!pieces) {
        return false;
    }
    for (guint i = 0; known && i < pieces->len; i++) {
        const Piece *piece = &g_array_index(pieces, Piece, i);
        if (piece->kind == PIECE_TEXT || g_strv_contains(known, piece->name)) {
            continue;
        }
        const char *nearest = text_nearest(piece->name, known);
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s:%u: nothing is called \"%s\"%s%s%s", name,
                    piece->line, piece->name, nearest ? "; did you mean \"" : "",
                    text_or_empty(nearest), nearest ? "\"?" : "");
        return false;
    }
    return true;
}

typedef struct {
    guint section;         // piece
    const GPtrArray *list; // NULL for a section that stands once
    guint entry;
} Frame;

typedef struct {
    GString *out;
    TemplateFormat format;
    bool has_subject;
    const Vars *vars;
    Frame frames[DEPTH_MAX];
    unsigned depth;
} Render;

// From the innermost list entry outwards.
static Value *
find(const Render *r, const char *name)
{
    for (unsigned i = r->depth; i > 0; i--) {
        const Frame *f = &r->frames[i - 1];
        Value *value = f->list ? vars_find(f->list->pdata[f->entry], name) : NULL;
        if (value) {
            return value;
        }
    }
    return vars_find(r->vars, name);
}

static void
put_value(Render *r, const Piece *piece)
{
    Value *value = find(r, piece->name);
    if (!value) {
        return;
    }
    if (r->format == TEMPLATE_HTML) {
        const char *html = piece->kind == PIECE_HTML ? value_html(value) : NULL;
        if (html) {
            g_string_append(r->out, html);
        } else {
            html_escape_append(r->out, value->text);
        }
    } else if (r->has_subject && piece->line == 1) {
        g_autofree char *line = text_one_line(value->text);
        g_string_append(r->out, line);
    } else {
        g_string_append(r->out, value->text);
    }
}

// Goes into a section or past it; returns the next piece.
static guint
put_section(Render *r, const Piece *piece, guint index)
{
    const Value *value = find(r, piece->name);
    const GPtrArray *list = value && value->list && value->list->len ? value->list : NULL;
    bool stands = list || (value && (*value->text || (value->html && *value->html)));
    if (stands != (piece->kind == PIECE_SECTION)) {
        return piece->partner + 1;
    }
    r->frames[r->depth++] = (Frame){index, piece->kind == PIECE_SECTION ? list : NULL, 0};
    return index + 1;
}

static guint
end_or_repeat(Render *r, guint index)
{
    Frame *f = &r->frames[r->depth - 1];
    if (f->list && ++f->entry < f->list->len) {
        return f->section + 1;
    }
    r->depth--;
    return index + 1;
}

char *
template_render(const char *source, const char *name, TemplateFormat format, const Vars *vars,
                GError **error)
{
    g_autoptr(GArray) pieces = template_read(source, name, error);
    if (!pieces) {
        return NULL;
    }
    Render r = {.out = g_string_new(NULL), .format = format, .vars = vars};
    r.has_subject = format == TEMPLATE_TEXT && g_ascii_strncasecmp(source, "Subject:", 8) == 0;
    for (guint i = 0; i < pieces->len;) {
        const Piece *piece = &g_array_index(pieces, Piece, i);
        switch (piece->kind) {
        case PIECE_TEXT:
            g_string_append_len(r.out, piece->text, (gssize)piece->length);
            i++;
            break;
        case PIECE_VALUE:
        case PIECE_HTML:
            put_value(&r, piece);
            i++;
            break;
        case PIECE_SECTION:
        case PIECE_INVERTED:
            i = put_section(&r, piece, i);
            break;
        case PIECE_END:
            i = end_or_repeat(&r, i);
            break;
        }
    }
    return g_string_free(r.out, FALSE);
}
