// words.c: cuts text into folded words.
//
// This stands in for FTS5's unicode61 tokenizer, for three reasons: it takes Ё for Е and a
// decomposed й for a composed one, a query word can never be cut into two inside SQLite, and with
// SQLite left to split at spaces (tokenize = 'ascii') a message is indexed in two thirds of the
// time.
//
// Linear; nothing is allocated for each word. Neighbours: search.c.
#include "store/words.h"

#include <string.h>

// Up to here (Latin, Greek, Cyrillic) what becomes of a character is looked up.
enum { TABLE = 0x530 };

typedef enum { APART, LETTER, MARK } Class;

static gunichar
fold_slowly(gunichar c)
{
    c = g_unichar_tolower(c);
    if (c < 0x400 || (c >= 0x1e00 && c < 0x2000)) {
        gunichar base;
        return g_unichar_fully_decompose(c, FALSE, &base, 1) > 0 ? g_unichar_tolower(base) : c;
    }
    switch (c) {
    case 0x450: // ѐ
    case 0x451: // ё
        return 0x435;
    case 0x45d: // ѝ
        return 0x438;
    default:
        return c;
    }
}

static Class
class_slowly(gunichar c)
{
    if (g_unichar_ismark(c)) {
        return MARK;
    }
    // Private characters are left out: search.c marks words of subjects with one.
    return g_unichar_isalnum(c) ? LETTER : APART;
}

static guint16 folded_of[TABLE]; // 0 = apart, 1 = a mark

static void
fill_table(void)
{
    static gsize filled;
    if (g_once_init_enter(&filled)) {
        for (gunichar c = 0; c < TABLE; c++) {
            Class class = class_slowly(c);
            folded_of[c] = class == LETTER ? (guint16)fold_slowly(c) : class == MARK;
        }
        g_once_init_leave(&filled, 1);
    }
}

static Class
classify(gunichar c, gunichar *folded)
{
    if (c < TABLE) {
        *folded = folded_of[c];
        return *folded > 1 ? LETTER : *folded == 1 ? MARK : APART;
    }
    Class class = class_slowly(c);
    *folded = class == LETTER ? fold_slowly(c) : 0;
    return class;
}

static bool
is_cyrillic(gunichar c)
{
    return c >= 0x400 && c < TABLE;
}

static bool
is_apostrophe(gunichar c)
{
    return c == '\'' || c == 0x2019 || c == 0x2bc;
}

static inline void
append(Word *w, gunichar c)
{
    if (w->len >= WORD_MAX) {
        return;
    }
    w->letters++;
    if (c < 0x80) {
        w->folded[w->len++] = (char)c;
    } else if (c < 0x800) {
        w->folded[w->len++] = (char)(0xc0 | c >> 6);
        w->folded[w->len++] = (char)(0x80 | (c & 0x3f));
    } else {
        w->len += (size_t)g_unichar_to_utf8(c, w->folded + w->len);
    }
}

static inline gunichar
character(const char *p)
{
    const guchar *u = (const guchar *)p;
    if (u[0] < 0x80) {
        return u[0];
    }
    return u[0] < 0xe0 ? (gunichar)((u[0] & 0x1f) << 6 | (u[1] & 0x3f)) : g_utf8_get_char(p);
}

// A mark after a Cyrillic letter may make another letter of it (и + breve = й); others just go.
static gunichar
add_mark(Word *w, gunichar last, gunichar mark)
{
    gunichar whole;
    if (!is_cyrillic(last) || w->len >= WORD_MAX || !g_unichar_compose(last, mark, &whole)) {
        return last;
    }
    w->len -= (size_t)g_unichar_to_utf8(last, NULL);
    w->letters--;
    whole = fold_slowly(whole);
    append(w, whole);
    return whole;
}

static bool
joins(const char *after, const char *end)
{
    return after < end && is_cyrillic(g_utf8_get_char(after));
}

bool
word_next(const char **at, const char *end, Word *out)
{
    fill_table();
    gunichar last = 0;
    out->start = NULL;
    out->len = out->letters = 0;
    const char *p = *at;
    for (const char *next; p < end; p = next) {
        gunichar c = character(p);
        gunichar folded;
        next = g_utf8_next_char(p);
        Class class = classify(c, &folded);
        if (is_apostrophe(c) && is_cyrillic(last) && joins(next, end)) {
            continue;
        }
        if (class == LETTER) {
            out->start = out->start ? out->start : p;
            append(out, folded);
            last = folded;
        } else if (class == MARK && out->start) {
            last = add_mark(out, last, c);
        } else if (out->start) {
            break;
        }
    }
    *at = out->end = p;
    out->folded[out->len] = '\0';
    return out->start != NULL;
}

// The word that ends the output: was it written before? Notes its place.
static bool
is_seen(WordsSeen *seen, const GString *out, gsize start)
{
    const char *word = out->str + start;
    gsize len = out->len - start;
    guint32 hash = 2166136261u;
    for (gsize i = 0; i < len; i++) {
        hash = (hash ^ (guchar)word[i]) * 16777619u;
    }
    guint32 *place = &seen->place[(hash ^ hash >> 12) % G_N_ELEMENTS(seen->place)];
    if (*place && *place - 1 + len <= start && memcmp(out->str + *place - 1, word, len) == 0) {
        return true;
    }
    *place = (guint32)start + 1;
    return false;
}

static void
append_word(GString *out, const char *prefix, size_t before, const Word *w, WordsSeen *seen)
{
    gsize start = out->len;
    g_string_set_size(out, start + before + w->len + 1);
    char *p = out->str + start;
    memcpy(p, prefix, before);
    memcpy(p + before, w->folded, w->len);
    p[before + w->len] = ' ';
    if (seen && is_seen(seen, out, start)) {
        g_string_truncate(out, start);
    }
}

void
words_append(GString *out, const char *text, size_t max, const char *prefix, WordsSeen *seen)
{
    size_t len = strnlen(text, max);
    const char *valid_end;
    g_autofree char *held = NULL;
    if (!g_utf8_validate(text, (gssize)len, &valid_end)) {
        // The character that max cut in two is no fault of the text.
        if (len == max && valid_end > text + len - 4) {
            len = (size_t)(valid_end - text);
        } else {
            held = g_utf8_make_valid(text, (gssize)len);
            text = held;
            len = strlen(held);
        }
    }
    const char *at = text;
    size_t before = strlen(prefix);
    Word w;
    while (word_next(&at, text + len, &w)) {
        append_word(out, prefix, before, &w, seen);
    }
}
