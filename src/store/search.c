// search.c: full-text search over messages.
//
// The index is the dearest part of storing a message, hence (measured with 10,000 messages of 6 kB
// in batches of 100): no text of its own (content = ''); neither positions nor sizes (detail =
// none, columnsize = 0: a quarter of the size, three fifths of the time); words cut by us
// (words.c); pages of 16 kB and sixteen segments to a merge; and rows that enter not one by one but
// together just before the commit: FTS5 writes out what it has gathered at every savepoint, and
// each message has one. A savepoint that is rolled back drops its rows here. Waiting longer, over
// several commits, was not worth a second kind of unfinished work.
//
// Best first means: all words in the subject before words anywhere, then newest first. That needs
// no scores, so a search reads as many rows as it shows and not as many as match. Words of subjects
// are indexed a second time with a private character in front.
//
// Words of three letters and more match as beginnings. Neighbours: words.c, message.c.
#include "store/db.h"

#include "base/text.h"
#include "store/words.h"

#include <string.h>

enum {
    INDEXED_MAX = 256 * 1024, // bytes of a message
    QUERY_WORDS = 16,
    ROWS_MAX = 5000, // looked at for one search: a ticket may hold thousands of hits
    BEFORE = 60,     // bytes of a snippet in front of the first hit
    SNIPPET = 240,
};

// U+E000: part of no word of people.
static const char SUBJECT_MARK[] = "\xee\x80\x80";

static const char SQL_SEARCH_ADD[] = "INSERT INTO search (rowid, words) VALUES (?, ?)";
static const char SQL_SEARCH[] = "SELECT m.id, m.ticket FROM search f CROSS JOIN message m "
                                 "ON m.id = f.rowid WHERE f.search MATCH ? ORDER BY f.rowid DESC";
static const char SQL_HIT[] = "SELECT t.subject, m.text FROM message m "
                              "JOIN ticket t ON t.number = m.ticket WHERE m.id = ?";

typedef struct {
    int64_t message;
    size_t len;
    char words[];
} SearchWords;

void
db_search_queue(Store *s, int64_t message, const char *subject, const char *text)
{
    if (s->scratch) {
        return;
    }
    g_autoptr(GString) words = g_string_sized_new(strlen(text) + 256);
    WordsSeen seen = {0};
    words_append(words, subject, INDEXED_MAX, SUBJECT_MARK, &seen);
    words_append(words, subject, INDEXED_MAX, "", &seen);
    words_append(words, text, INDEXED_MAX, "", &seen);
    SearchWords *row = g_malloc(sizeof *row + words->len + 1);
    row->message = message;
    row->len = words->len;
    memcpy(row->words, words->str, words->len + 1);
    g_ptr_array_add(s->words, row);
    s->words_bytes += row->len;
}

void
db_search_forget(Store *s, unsigned keep)
{
    while (s->words->len > keep) {
        s->words_bytes -= ((SearchWords *)s->words->pdata[s->words->len - 1])->len;
        g_ptr_array_remove_index(s->words, s->words->len - 1);
    }
}

bool
db_search_flush(Store *s, GError **error)
{
    for (guint i = 0; i < s->words->len; i++) {
        const SearchWords *row = s->words->pdata[i];
        if (!db_run(s, error, SQL_SEARCH_ADD, db_int(row->message), db_text(row->words))) {
            return false;
        }
    }
    db_search_forget(s, 0);
    return true;
}

void
search_hit_free(SearchHit *h)
{
    if (!h) {
        return;
    }
    g_free(h->subject);
    g_free(h->snippet);
    g_free(h);
}

static GPtrArray *
query_words(const char *typed)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *valid = text_utf8(typed, -1);
    const char *at = valid, *end = valid + strlen(valid);
    Word w;
    while (words->len < QUERY_WORDS && word_next(&at, end, &w)) {
        Word *copy = g_new(Word, 1);
        *copy = w;
        g_ptr_array_add(words, copy);
    }
    return words;
}

static bool
is_beginning(const Word *w)
{
    return w->letters >= 3;
}

// Folded words hold letters and digits alone: nothing in them is FTS5's syntax.
static char *
match_text(const GPtrArray *words, const char *mark)
{
    GString *match = g_string_new(NULL);
    for (guint i = 0; i < words->len; i++) {
        const Word *w = words->pdata[i];
        g_string_append_printf(match, "%s\"%s%s\"%s", i ? " " : "", mark, w->folded,
                               is_beginning(w) ? "*" : "");
    }
    return g_string_free(match, FALSE);
}

static bool
collect(Store *s, const char *match, unsigned limit, GPtrArray *hits, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < hits->len; i++) {
        g_hash_table_add(seen, &((SearchHit *)hits->pdata[i])->ticket);
    }
    g_auto(DbQuery) q = db_query(s, error, SQL_SEARCH, db_text(match));
    if (!q) {
        return false;
    }
    DbStep step = DB_DONE;
    for (unsigned rows = 0; hits->len < limit && rows < ROWS_MAX; rows++) {
        step = db_step(s, q, error);
        if (step != DB_ROW) {
            break;
        }
        int64_t ticket = sqlite3_column_int64(q, 1);
        if (!g_hash_table_contains(seen, &ticket)) {
            SearchHit *hit = g_new0(SearchHit, 1);
            hit->message = sqlite3_column_int64(q, 0);
            hit->ticket = ticket;
            g_ptr_array_add(hits, hit);
            g_hash_table_add(seen, &hit->ticket);
        }
    }
    return step != DB_FAILED;
}

static bool
is_hit(const GPtrArray *words, const Word *w)
{
    for (guint i = 0; i < words->len; i++) {
        const Word *asked = words->pdata[i];
        if (w->len >= asked->len && memcmp(w->folded, asked->folded, asked->len) == 0 &&
            (w->len == asked->len || is_beginning(asked))) {
            return true;
        }
    }
    return false;
}

// Where the snippet starts: a little before the first hit, at the beginning of a character.
static const char *
snippet_start(const GPtrArray *words, const char *text, const char *end)
{
    const char *at = text;
    Word w;
    while (word_next(&at, end, &w)) {
        if (is_hit(words, &w)) {
            size_t before = (size_t)(w.start - text);
            return text + text_clip_length(text, before, before > BEFORE ? before - BEFORE : 0);
        }
    }
    return text;
}

static char *
snippet(const GPtrArray *words, const char *text)
{
    const char *end = text + strlen(text);
    const char *start = snippet_start(words, text, end);
    const char *stop = start + text_clip_length(start, (size_t)(end - start), SNIPPET);
    g_autoptr(GString) marked = g_string_new(start > text ? "…" : "");
    const char *at = start, *copied = start;
    Word w;
    while (word_next(&at, stop, &w)) {
        if (is_hit(words, &w)) {
            g_string_append_len(marked, copied, w.start - copied);
            g_string_append_c(marked, '[');
            g_string_append_len(marked, w.start, w.end - w.start);
            g_string_append_c(marked, ']');
            copied = w.end;
        }
    }
    g_string_append_len(marked, copied, stop - copied);
    g_string_append(marked, stop < end ? "…" : "");
    return text_one_line(marked->str);
}

static bool
describe(Store *s, const GPtrArray *words, SearchHit *hit, GError **error)
{
    g_auto(DbQuery) q = db_query(s, error, SQL_HIT, db_int(hit->message));
    if (!q || db_step(s, q, error) == DB_FAILED) {
        return false;
    }
    hit->subject = db_column_dup(q, 0);
    g_autofree char *text = db_column_dup(q, 1);
    g_autofree char *valid = text_utf8(text, -1);
    hit->snippet = snippet(words, valid);
    return true;
}

GPtrArray *
store_search(Store *s, const char *typed, unsigned limit, GError **error)
{
    g_autoptr(GPtrArray) hits = g_ptr_array_new_with_free_func((GDestroyNotify)search_hit_free);
    g_autoptr(GPtrArray) words = query_words(typed);
    if (words->len == 0) {
        return g_steal_pointer(&hits);
    }
    limit = limit ? limit : 100;
    g_autofree char *in_subject = match_text(words, SUBJECT_MARK);
    g_autofree char *anywhere = match_text(words, "");
    bool ok =
        collect(s, in_subject, limit, hits, error) && collect(s, anywhere, limit, hits, error);
    for (guint i = 0; ok && i < hits->len; i++) {
        ok = describe(s, words, hits->pdata[i], error);
    }
    return ok ? g_steal_pointer(&hits) : NULL;
}
