// picture.c: two pictures of one archive side by side.
//
// A ticket is known by the message that made it: the first of the archive that is part of it. Its
// number may differ in each picture. A message whose outcome differs is told once, as that; whether
// it went elsewhere is asked only where the outcome is the same.
//
// Linear in messages. Not for taking pictures (store/picture.c) nor for words to people (cli/).

#include "ticket/picture.h"

#include <string.h>

#define TURNS "in turn"

static const char *const NAMES[FACET_COUNT] = {
    [FACET_FIRST] = "manager", [FACET_HOLDER] = "manager at the end", [FACET_QUEUE] = "queue",
    [FACET_STATUS] = "status", [FACET_PRIORITY] = "priority",         [FACET_TYPE] = "type",
    [FACET_TAGS] = "tags",     [FACET_LETTERS] = "letters",           [FACET_OUTCOME] = "outcome",
    [FACET_THREAD] = "ticket",
};

const char *
facet_name(Facet f)
{
    return NAMES[f];
}

void
picture_init(Picture *p)
{
    p->words = g_string_chunk_new(4096);
    p->messages = g_array_new(FALSE, FALSE, sizeof(PictureMessage));
    p->choices = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    p->tickets = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
}

void
picture_clear(Picture *p)
{
    g_clear_pointer(&p->words, g_string_chunk_free);
    g_clear_pointer(&p->messages, g_array_unref);
    g_clear_pointer(&p->tickets, g_hash_table_unref);
    g_clear_pointer(&p->choices, g_hash_table_unref);
}

const char *
picture_word(Picture *p, const char *text)
{
    return g_string_chunk_insert_const(p->words, text);
}

PictureTicket *
picture_ticket(const Picture *p, int64_t number)
{
    return g_hash_table_lookup(p->tickets, &number);
}

PictureTicket *
picture_ticket_add(Picture *p, int64_t number)
{
    PictureTicket *t = g_new0(PictureTicket, 1);
    t->number = number;
    for (int f = 0; f < FACET_TICKET_COUNT; f++)
        t->facets[f] = "";
    t->rule = "";
    g_hash_table_replace(p->tickets, &t->number, t);
    return t;
}

void
comparison_clear(Comparison *c)
{
    g_clear_pointer(&c->differences, g_array_unref);
}

// ticket → index of the message that made it, plus one.
static GHashTable *
find_births(const Picture *p)
{
    GHashTable *births = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < p->messages->len; i++) {
        PictureMessage *m = &g_array_index(p->messages, PictureMessage, i);
        if (m->ticket && !g_hash_table_contains(births, &m->ticket))
            g_hash_table_insert(births, &m->ticket, GUINT_TO_POINTER(i + 1));
    }
    return births;
}

static guint
birth_of(GHashTable *births, const PictureMessage *m)
{
    return m->ticket ? GPOINTER_TO_UINT(g_hash_table_lookup(births, &m->ticket)) : 0;
}

static void
add(Comparison *out, const Difference *d)
{
    out->counts[d->facet]++;
    g_array_append_vals(out->differences, d, 1);
}

// What chose whom: people in turn or by load, whatever it is called; else the row that decided.
static const char *
chooser_of(const PictureTicket *t)
{
    bool turns = g_str_has_prefix(t->rule, "in turn") || g_str_has_prefix(t->rule, "by load");
    return turns ? TURNS : t->rule;
}

static char *
choice(const char *queue, const char *chooser, const char *who)
{
    return g_strjoin("\n", queue, chooser, who, NULL);
}

void
picture_may_choose(Picture *p, const char *queue, const char *who)
{
    g_hash_table_add(p->choices, choice(queue, TURNS, who));
}

static void
find_choices(Picture *p)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, p->tickets);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const PictureTicket *t = value;
        g_hash_table_add(p->choices,
                         choice(t->facets[FACET_QUEUE], chooser_of(t), t->facets[FACET_FIRST]));
    }
}

// A customer's or a company's own manager is one person: there is no turn.
static bool
is_turn(const Picture *before, const Picture *after, const PictureTicket *a, const PictureTicket *b)
{
    const char *chooser = chooser_of(a);
    if (!*chooser || strcmp(chooser, chooser_of(b)) != 0 || g_str_has_suffix(chooser, "manager") ||
        strcmp(a->facets[FACET_FIRST], b->facets[FACET_FIRST]) == 0)
        return false;
    g_autofree char *here = choice(b->facets[FACET_QUEUE], chooser, a->facets[FACET_FIRST]);
    g_autofree char *there = choice(a->facets[FACET_QUEUE], chooser, b->facets[FACET_FIRST]);
    return g_hash_table_contains(after->choices, here) &&
           g_hash_table_contains(before->choices, there);
}

static bool
is_still_first(const PictureTicket *t)
{
    return strcmp(t->facets[FACET_FIRST], t->facets[FACET_HOLDER]) == 0;
}

static void
compare_tickets(const PictureTicket *a, const PictureTicket *b, bool turn, guint message,
                Comparison *out)
{
    bool touched = a->touched || b->touched;
    out->tickets++;
    out->untold += touched;
    out->turns += turn;
    for (int f = 0; f < FACET_TICKET_COUNT; f++) {
        if (turn &&
            (f == FACET_FIRST || (f == FACET_HOLDER && is_still_first(a) && is_still_first(b))))
            continue;
        Difference d = {.facet = (Facet)f,
                        .message = message,
                        .before = a->number,
                        .after = b->number,
                        .from = a->facets[f],
                        .to = b->facets[f]};
        if (strcmp(d.from, d.to) != 0 && (f == FACET_FIRST || !touched))
            add(out, &d);
    }
}

static int
by_facet(gconstpointer x, gconstpointer y)
{
    const Difference *a = x, *b = y;
    return a->facet != b->facet ? (int)a->facet - (int)b->facet
                                : (a->message > b->message) - (a->message < b->message);
}

void
picture_compare(Picture *before, Picture *after, Comparison *out)
{
    *out = (Comparison){.differences = g_array_new(FALSE, FALSE, sizeof(Difference))};
    g_autoptr(GHashTable) old_births = find_births(before);
    g_autoptr(GHashTable) new_births = find_births(after);
    find_choices(before);
    find_choices(after);
    out->messages = MIN(before->messages->len, after->messages->len);
    for (guint i = 0; i < out->messages; i++) {
        const PictureMessage *a = &g_array_index(before->messages, PictureMessage, i);
        const PictureMessage *b = &g_array_index(after->messages, PictureMessage, i);
        guint old_birth = birth_of(old_births, a), new_birth = birth_of(new_births, b);
        Difference d = {.message = i,
                        .before = a->ticket,
                        .after = b->ticket,
                        .from = a->outcome,
                        .to = b->outcome};
        if (strcmp(a->outcome, b->outcome) != 0) {
            d.facet = FACET_OUTCOME;
            add(out, &d);
        } else if (old_birth != new_birth) {
            d.facet = FACET_THREAD;
            d.from = d.to = "";
            add(out, &d);
        }
        const PictureTicket *old = old_birth == i + 1 ? picture_ticket(before, a->ticket) : NULL;
        const PictureTicket *now = new_birth == i + 1 ? picture_ticket(after, b->ticket) : NULL;
        if (old && now)
            compare_tickets(old, now, is_turn(before, after, old, now), i, out);
    }
    g_array_sort(out->differences, by_facet);
}
