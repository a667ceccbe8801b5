// pattern_glob.c: globs over folded text: * any run, ? one character, [abc] [a-z] [!abc] one of
// them, \ takes the meaning from what follows.
//
// A glob is cut at its stars. The piece before the first has to stand at the start, the one behind
// the last at the end, and each of the others is looked for behind the one before: the first place
// that fits is as good as any, so nothing is ever tried again. Pieces without wildcards are bytes
// for memmem(), and UTF-8 cannot be found out of step. Pieces with ? or [ are tried at each place
// that their beginning is at, which may be length times length: WORK_MAX ends that.
//
// Case is folded by the caller, so "?" is one folded character ("ß" counts as two).
#include "ticket/pattern_private.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define WORK_MAX 4000000

typedef enum { ITEM_CHAR, ITEM_ANY, ITEM_SET } ItemKind;

typedef struct {
    gunichar first, last;
} Range;

typedef struct {
    ItemKind kind;
    bool negated;
    gunichar c;
    GArray *ranges; // of Range; ITEM_SET only
} Item;

typedef struct {
    GString *bytes; // its characters up to the first wildcard
    GArray *items;  // of Item
    bool plain;     // no wildcard: bytes is all of it
} Piece;

struct Glob {
    GPtrArray *pieces; // of Piece: one more than there are stars
};

static void
item_clear(gpointer item)
{
    g_clear_pointer(&((Item *)item)->ranges, g_array_unref);
}

static void
piece_free(gpointer piece)
{
    Piece *p = piece;
    g_string_free(p->bytes, TRUE);
    g_array_unref(p->items);
    g_free(p);
}

static Piece *
add_piece(Glob *g)
{
    Piece *p = g_new0(Piece, 1);
    p->bytes = g_string_new(NULL);
    p->items = g_array_new(FALSE, FALSE, sizeof(Item));
    g_array_set_clear_func(p->items, item_clear);
    p->plain = true;
    g_ptr_array_add(g->pieces, p);
    return p;
}

// The character at p, or the one behind a backslash; what follows.
static const char *
take_char(const char *p, gunichar *c)
{
    if (*p == '\\' && p[1])
        p++;
    *c = g_utf8_get_char(p);
    return text_next(p);
}

// Behind the bracket at p; NULL when it is not closed.
static const char *
read_set(const char *p, Item *item)
{
    item->kind = ITEM_SET;
    item->ranges = g_array_new(FALSE, FALSE, sizeof(Range));
    p++;
    item->negated = *p == '!' || *p == '^';
    p += item->negated;
    // A bracket that comes first is one of the set.
    for (bool first = true; *p && (first || *p != ']'); first = false) {
        Range r;
        p = take_char(p, &r.first);
        r.last = r.first;
        if (*p == '-' && p[1] && p[1] != ']')
            p = take_char(p + 1, &r.last);
        g_array_append_val(item->ranges, r);
    }
    return *p ? p + 1 : NULL;
}

static const char *
read_item(const char *p, Item *item)
{
    *item = (Item){ITEM_CHAR, false, 0, NULL};
    if (*p == '?') {
        item->kind = ITEM_ANY;
        return p + 1;
    }
    return *p == '[' ? read_set(p, item) : take_char(p, &item->c);
}

Glob *
glob_new(const char *text, GError **error)
{
    g_autofree char *folded = text_fold(text);
    Glob *g = g_new0(Glob, 1);
    g->pieces = g_ptr_array_new_with_free_func(piece_free);
    Piece *piece = add_piece(g);
    for (const char *p = folded; *p;) {
        if (*p == '*') {
            piece = add_piece(g);
            p++;
            continue;
        }
        Item item;
        const char *next = read_item(p, &item);
        g_array_append_val(piece->items, item);
        if (!next) {
            g_set_error(error, HD_ERROR, HD_ERROR_CONFIG,
                        "%s: the [ at character %ld has no ]; a bracket itself is written \\[",
                        text, g_utf8_pointer_to_offset(folded, p) + 1);
            glob_free(g);
            return NULL;
        }
        piece->plain = piece->plain && item.kind == ITEM_CHAR;
        if (piece->plain)
            g_string_append_unichar(piece->bytes, item.c);
        p = next;
    }
    return g;
}

void
glob_free(Glob *g)
{
    if (!g)
        return;
    g_ptr_array_unref(g->pieces);
    g_free(g);
}

static bool
item_fits(const Item *item, gunichar c)
{
    if (item->kind != ITEM_SET)
        return item->kind == ITEM_ANY || item->c == c;
    bool in = false;
    for (guint i = 0; i < item->ranges->len && !in; i++) {
        const Range *r = &g_array_index(item->ranges, Range, i);
        in = c >= r->first && c <= r->last;
    }
    return in != item->negated;
}

// What follows the piece that stands at p; NULL when it does not.
static const char *
piece_at(const Piece *piece, const char *p, const char *end, size_t *work)
{
    if (piece->plain) {
        size_t len = piece->bytes->len;
        return (size_t)(end - p) >= len && memcmp(p, piece->bytes->str, len) == 0 ? p + len : NULL;
    }
    for (guint i = 0; i < piece->items->len; i++, p = text_next(p)) {
        const Item *item = &g_array_index(piece->items, Item, i);
        *work += 1 + (item->ranges ? item->ranges->len : 0);
        if (p >= end || !item_fits(item, g_utf8_get_char(p)))
            return NULL;
    }
    return p;
}

// What follows the first place of the piece; NULL when there is none or the work is too much.
static const char *
piece_find(const Piece *piece, const char *p, const char *end, size_t *work)
{
    if (piece->plain) {
        const char *at = memmem(p, (size_t)(end - p), piece->bytes->str, piece->bytes->len);
        return at ? at + piece->bytes->len : NULL;
    }
    const GString *head = piece->bytes;
    while (p < end && *work <= WORK_MAX) {
        if (head->len && !(p = memmem(p, (size_t)(end - p), head->str, head->len)))
            return NULL;
        const char *behind = piece_at(piece, p, end, work);
        if (behind)
            return behind;
        p = text_next(p);
    }
    return NULL;
}

// Where the piece has to begin to stand at the end; NULL when there is no room behind p.
static const char *
piece_last(const Piece *piece, const char *p, const char *end)
{
    if (piece->plain)
        return (size_t)(end - p) >= piece->bytes->len ? end - piece->bytes->len : NULL;
    const char *at = end;
    for (guint i = 0; i < piece->items->len && at; i++)
        at = g_utf8_find_prev_char(p, at);
    return at;
}

MatchResult
glob_match(const Glob *g, const char *folded, size_t len, bool from_start)
{
    const char *p = folded, *end = folded + len;
    size_t work = 0;
    guint last = g->pieces->len - 1, first = 0;
    if (from_start) {
        p = piece_at(g->pieces->pdata[0], p, end, &work);
        if (!p || last == 0)
            return p == end ? MATCH_YES : MATCH_NO;
        first = 1;
    }
    for (guint i = first; i < last && p; i++)
        p = piece_find(g->pieces->pdata[i], p, end, &work);
    const char *at = p ? piece_last(g->pieces->pdata[last], p, end) : NULL;
    if (at && piece_at(g->pieces->pdata[last], at, end, &work) == end)
        return MATCH_YES;
    return work > WORK_MAX ? MATCH_ERROR : MATCH_NO;
}
