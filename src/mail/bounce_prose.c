// bounce_prose.c: who failed and why, in the free text of mail systems.
//
// The report ends where the returned mail begins. In it an address counts by where it stands: at
// the start of a line, alone or followed by ':' or a reason, or behind a label ("Recipient:"), it
// is one of the list; in a line that tells of a delivery it is named with a failure. Only the best
// rank found is believed. Whom to contact and who sent the mail is passed over: the addressee of
// the report counts only where no other is named. An address that stands anywhere else counts when
// it is the only one. What follows a mention up to the next is its part.
//
// Limits: 64 kB of text, 200 mentions; one pass over the lines.
// Neighbours: bounce_words.c knows the phrases, bounce_fault.c judges the words.

#include "base/text.h"
#include "mail/bounce_private.h"

#include <string.h>

// What is said of one address: bytes; and of how many the whole report is searched.
#define LINES_MAX         4096
#define MENTIONS_FOLLOWED 20

static void
mention_free(gpointer data)
{
    BounceMention *mention = data;

    g_free(mention->address);
    g_free(mention);
}

typedef struct {
    BounceProse *prose;
    GHashTable *seen;  // folded address → BounceMention*, the first one
    GHashTable *ours;  // folded: whom the report is written to, who wrote it
    size_t transcript; // where the record of the session begins, 0 = nowhere
    bool contact;      // the line before asks to contact somebody
    unsigned strays;   // addresses that stand anywhere, 2 at most
    bool named;        // any other has been found
} Reader;

// Whether what stands behind an address at the start of a line makes it an entry of a list.
static bool
entry_goes_on(const char *behind, const char *line)
{
    behind += strspn(behind, ">\"'");
    if (!*behind || strchr(":([<;,", *behind) || g_str_has_prefix(behind, "...") ||
        g_str_has_prefix(behind, " ...") || g_str_has_prefix(behind, " on ")) {
        return true;
    }
    behind += strspn(behind, " \t");
    return !*behind || strchr(":([-<", *behind) || bounce_line_fails(line);
}

static bool
mention_add(Reader *r, const char *start, size_t len, size_t offset, int rank)
{
    g_autofree char *address = bounce_address_dup(start, len);
    g_autofree char *folded = address_fold(address);
    BounceMention *mention;

    if (!*address || r->prose->found->len >= BOUNCE_RECIPIENTS) {
        return false;
    }
    if (g_hash_table_contains(r->ours, folded)) {
        if (rank == BOUNCE_RANK_STRAY) {
            return false;
        }
        rank = rank == BOUNCE_RANK_LISTED ? BOUNCE_RANK_OURS : 0;
    }
    r->named = r->named || rank != BOUNCE_RANK_STRAY;
    mention = g_hash_table_lookup(r->seen, folded);
    if (mention && mention->rank >= rank) {
        return true;
    }
    if (mention) {
        mention->rank = rank;
        mention->start = offset;
        return true;
    }
    mention = g_new0(BounceMention, 1);
    mention->address = g_steal_pointer(&address);
    mention->start = offset;
    mention->rank = rank;
    r->strays += rank == BOUNCE_RANK_STRAY;
    g_ptr_array_add(r->prose->found, mention);
    g_hash_table_insert(r->seen, g_steal_pointer(&folded), mention);
    return true;
}

// "<a@x>, <b@y>" alone on a line are all meant; else the first one.
static void
entry_add(Reader *r, const char *line, const char *start, size_t len, size_t offset)
{
    const char *end = line + strlen(line);

    mention_add(r, start, len, offset, BOUNCE_RANK_LISTED);
    for (const char *p = start + len;;) {
        const char *gap = p;
        size_t between = strspn(gap, " \t>,;");

        p += between + strspn(gap + between, "<");
        if (!memchr(gap, ',', between) && !memchr(gap, ';', between)) {
            return;
        }
        if (!bounce_address_next(p, end, &start, &len) || start != p) {
            return;
        }
        mention_add(r, start, len, offset, BOUNCE_RANK_LISTED);
        p = start + len;
    }
}

// What may stand in front of an address, in ASCII or full width.
static size_t
marks_length(const char *s)
{
    static const char *const WIDE[] = {"：", "＜", "（", "「",     "『",
                                       "【", "“",  "«",  "\u3000", "\u00a0"};
    const char *p = s;
    bool wide = true;

    while (wide) {
        p += strspn(p, " \t<\"'*->|=+:");
        wide = false;
        for (size_t i = 0; i < G_N_ELEMENTS(WIDE) && !wide; i++) {
            wide = g_str_has_prefix(p, WIDE[i]);
            p += wide ? strlen(WIDE[i]) : 0;
        }
    }
    return (size_t)(p - s);
}

static void
read_line(Reader *r, const char *line, size_t offset)
{
    const char *end = line + strlen(line);
    const char *label = bounce_line_label(line);
    const char *entry = label ? label : line;
    bool after_contact = r->contact;
    const char *start;
    size_t len;

    r->contact = bounce_line_contact(line) && !strchr(line, '@');
    if (!bounce_address_next(line, end, &start, &len)) {
        return;
    }
    entry += marks_length(entry);
    entry += g_ascii_strncasecmp(entry, "mailto:", 7) == 0 ? 7 : 0;
    if (start == entry && !after_contact && (label || entry_goes_on(start + len, line))) {
        entry_add(r, line, start, len, offset);
        return;
    }
    if (bounce_line_contact(line) || after_contact) {
        return;
    }
    if (!bounce_line_fails(line)) {
        // Two are enough to know that there is not one alone.
        if (r->strays < 2) {
            mention_add(r, start, len, offset, BOUNCE_RANK_STRAY);
        }
        return;
    }
    mention_add(r, start, len, offset, BOUNCE_RANK_FAILED);
}

static void
add_ours(Reader *r, const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        const Address *a = g_ptr_array_index(list, i);

        g_hash_table_add(r->ours, address_fold(a->address));
    }
}

// A mention in a record of the session: its line and the answers of the server behind it.
static size_t
record_end(const char *report, size_t start)
{
    const char *p = strchrnul(report + start, '\n');

    while (g_str_has_prefix(p, "\n<<<")) {
        p = strchrnul(p + 1, '\n');
    }
    return (size_t)(p - report);
}

// Only the best rank stays, each with its part of the report.
static void
settle(BounceProse *prose, size_t transcript)
{
    size_t all = strlen(prose->report);
    unsigned strays = 0;
    int best = 0;

    for (guint i = 0; i < prose->found->len; i++) {
        int rank = ((BounceMention *)g_ptr_array_index(prose->found, i))->rank;

        best = MAX(best, rank);
        strays += rank == BOUNCE_RANK_STRAY;
    }
    if (best == BOUNCE_RANK_STRAY && strays > 1) {
        best = BOUNCE_RANK_OURS;
    }
    for (guint i = prose->found->len; i > 0; i--) {
        if (((BounceMention *)g_ptr_array_index(prose->found, i - 1))->rank < MAX(best, 1)) {
            g_ptr_array_remove_index(prose->found, i - 1);
        }
    }
    for (guint i = 0; i < prose->found->len; i++) {
        BounceMention *mention = g_ptr_array_index(prose->found, i);
        const BounceMention *next =
            i + 1 < prose->found->len ? g_ptr_array_index(prose->found, i + 1) : NULL;

        mention->end = next && next->start > mention->start ? next->start : all;
        if (best == BOUNCE_RANK_FAILED && prose->found->len > 1) {
            mention->end = record_end(prose->report, mention->start);
        } else if (transcript > mention->start) {
            mention->end = MIN(mention->end, transcript);
        }
    }
}

static int
by_place(gconstpointer a, gconstpointer b)
{
    const BounceMention *one = *(const BounceMention *const *)a;
    const BounceMention *two = *(const BounceMention *const *)b;

    return one->start < two->start ? -1 : one->start > two->start;
}

void
bounce_prose_read(const Message *m, BounceProse *out)
{
    g_autofree char *text = text_clip(message_text(m), BOUNCE_TEXT);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) ours = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Reader r = {.prose = out, .seen = seen, .ours = ours};
    const char *p = text;

    out->found = g_ptr_array_new_with_free_func(mention_free);
    add_ours(&r, message_to(m));
    add_ours(&r, message_from(m));
    while (*p) {
        const char *end = strchrnul(p, '\n');
        g_autofree char *line = g_strndup(p, (size_t)(end - p));

        // A report may begin with the headers of another one, which it passes on.
        if (bounce_line_divides(line) || (r.named && bounce_line_received(line))) {
            break;
        }
        if (!r.transcript && strcasestr(line, "transcript of session")) {
            r.transcript = (size_t)(p - text);
        }
        read_line(&r, line, (size_t)(p - text));
        p = *end ? end + 1 : end;
    }
    out->report = g_strndup(text, (size_t)(p - text));
    out->returned = g_strdup(p);
    g_ptr_array_sort(out->found, by_place);
    settle(out, r.transcript);
}

void
bounce_prose_clear(BounceProse *prose)
{
    g_clear_pointer(&prose->report, g_free);
    g_clear_pointer(&prose->returned, g_free);
    g_clear_pointer(&prose->found, g_ptr_array_unref);
}

// The lines of the report outside of a part that name the address, each with what continues it.
static void
append_lines(const BounceProse *prose, const char *address, size_t start, size_t end, GString *out)
{
    size_t room = out->len + LINES_MAX;
    bool named = false;

    for (const char *p = prose->report; *p && out->len < room;) {
        const char *stop = strchrnul(p, '\n');
        size_t at = (size_t)(p - prose->report);
        g_autofree char *line = g_strndup(p, (size_t)(stop - p));

        // Indented lines and the server's answers belong to the line before.
        named =
            strcasestr(line, address) || (named && (*line == ' ' || *line == '\t' || *line == '<'));
        if (named && (at < start || at >= end)) {
            g_string_append(out, line);
            g_string_append_c(out, '\n');
        }
        p = *stop ? stop + 1 : stop;
    }
}

char *
bounce_prose_of(const BounceProse *prose, const char *address, bool alone)
{
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < prose->found->len && *address; i++) {
        const BounceMention *mention = g_ptr_array_index(prose->found, i);

        if (g_ascii_strcasecmp(mention->address, address) == 0) {
            g_string_append_len(out, prose->report + mention->start,
                                (gssize)MIN(mention->end - mention->start, LINES_MAX));
            g_string_append_c(out, '\n');
            if (i < MENTIONS_FOLLOWED) {
                append_lines(prose, address, mention->start, mention->end, out);
            }
        }
    }
    if (alone) {
        g_string_append_len(out, prose->report, (gssize)MIN(strlen(prose->report), LINES_MAX));
    }
    return g_string_free(out, FALSE);
}
