// msgid.c: reads Message-IDs out of Message-ID, In-Reply-To and References values.
//
// Threads hang on these, so the reading is generous: what stands in angle brackets is an ID, and
// where there are no brackets at all, words that hold an @ are (old mailers wrote them bare).
// Comments, phrases
// ("your message of Monday") and garbage between them are skipped. IDs are compared byte for byte; only
// encoded words, which some programs fold long IDs with, are undone.
//
// One pass over the value; a forged References of megabytes costs its length and keeps at most max
// IDs: the root and the nearest ancestors. Not for making IDs (that needs the keys). Neighbours:
// message.c.
#include "mail/msgid.h"

#include "mail/header.h"

#include <stdbool.h>
#include <string.h>

#define ID_MAX 998

// Visible ASCII, or UTF-8 outside it.
static bool
is_id(const char *s, size_t len)
{
    if (len == 0 || len > ID_MAX || !g_utf8_validate(s, (gssize)len, NULL)) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c <= ' ' || c == 0x7f || c == '<' || c == '>') {
            return false;
        }
    }
    return true;
}

// Some mailers fold inside long IDs; white space is never part of one.
static char *
id_dup(const char *s, size_t len)
{
    if (len > 4 * ID_MAX) {
        return NULL;
    }
    g_autofree char *id = g_malloc(len + 1);
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        if (!strchr(" \t\r\n", s[i])) {
            id[n++] = s[i];
        }
    }
    id[n] = '\0';
    return is_id(id, n) ? g_steal_pointer(&id) : NULL;
}

static void
keep(GPtrArray *ids, GHashTable *seen, char *id, unsigned max)
{
    if (!id || g_hash_table_contains(seen, id)) {
        g_free(id);
        return;
    }
    g_ptr_array_add(ids, id);
    g_hash_table_add(seen, id);
    // Twice the number before the middle goes: moving the tail down each time would be quadratic.
    if (ids->len >= 2 * max) {
        for (guint i = 1; i < ids->len - (max - 1); i++) {
            g_hash_table_remove(seen, ids->pdata[i]);
        }
        g_ptr_array_remove_range(ids, 1, ids->len - max);
    }
}

static void
parse_bracketed(const char *raw, GPtrArray *ids, GHashTable *seen, unsigned max)
{
    const char *open = strchr(raw, '<');
    while (open) {
        const char *start = open + 1;
        size_t len = strcspn(start, "<>");
        open = strchr(start, '<');
        if (start[len] == '>') {
            keep(ids, seen, id_dup(start, len), max);
        }
    }
}

static void
parse_bare(const char *raw, GPtrArray *ids, GHashTable *seen, unsigned max)
{
    for (const char *p = raw + strspn(raw, " \t\r\n,;"); *p; p += strspn(p, " \t\r\n,;")) {
        size_t len = strcspn(p, " \t\r\n,;");
        if (len <= ID_MAX && memchr(p, '@', len) && is_id(p, len)) {
            keep(ids, seen, g_strndup(p, len), max);
        }
        p += len;
    }
}

GPtrArray *
msgid_list_parse(const char *raw, unsigned max)
{
    GPtrArray *ids = g_ptr_array_new_with_free_func(g_free);
    if (!raw || max == 0) {
        return ids;
    }
    // Python's email folds an ID that is too long for a line by encoding it, brackets and all.
    g_autofree char *decoded = strstr(raw, "=?") ? header_decode(raw, NULL) : NULL;
    raw = decoded ? decoded : raw;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    if (strchr(raw, '<')) {
        parse_bracketed(raw, ids, seen, max);
    } else {
        parse_bare(raw, ids, seen, max);
    }
    if (ids->len > max) {
        g_ptr_array_remove_range(ids, 1, ids->len - max);
    }
    return ids;
}

char *
msgid_parse_one(const char *raw)
{
    g_autoptr(GPtrArray) ids = msgid_list_parse(raw, 1);
    return ids->len ? g_strdup(ids->pdata[0]) : NULL;
}
