// alternative.c: whether the plain and the HTML form of a mail say the same.
//
// What is read is the plain form; who reads the mail elsewhere sees the HTML. That they differ is
// told as a defect, since a text may be hidden in the one nobody looks at. The letters and digits
// of each form, without anything between them, are cut into runs of three; two forms of one text
// share most runs, however they are wrapped, marked and linked.
//
// Says nothing of a few changed words, nor of texts of less than a line. Linear; the first 16 kB of
// each form are compared.
#include "mail/alternative.h"

#include <glib.h>
#include <string.h>

#define LOOK  16384
#define SHORT 12 // runs

static GHashTable *
runs_of(const char *text)
{
    GHashTable *runs = g_hash_table_new(g_direct_hash, g_direct_equal);
    const char *end = text + strnlen(text, LOOK);
    guint32 a = 0, b = 0;

    for (const char *p = text; p < end; p = g_utf8_next_char(p)) {
        gunichar c = g_unichar_tolower(g_utf8_get_char(p));

        if (g_unichar_isalnum(c)) {
            guint32 run = (a * 31 + b) * 31 + c;

            if (a) {
                g_hash_table_add(runs, GUINT_TO_POINTER(run));
            }
            a = b;
            b = c;
        }
    }
    return runs;
}

static guint
shared(GHashTable *runs, GHashTable *other)
{
    GHashTableIter iter;
    gpointer run;
    guint n = 0;

    g_hash_table_iter_init(&iter, runs);
    while (g_hash_table_iter_next(&iter, &run, NULL)) {
        n += g_hash_table_contains(other, run);
    }
    return n;
}

bool
alternative_differs(const char *plain, const char *html_text)
{
    g_autoptr(GHashTable) p = runs_of(plain);
    g_autoptr(GHashTable) h = runs_of(html_text);
    guint np = g_hash_table_size(p), nh = g_hash_table_size(h);

    // HTML may say much more: footers, links, words for pictures.
    return np >= SHORT && nh >= SHORT && (shared(p, h) < np / 2 || shared(h, p) < nh / 4);
}
