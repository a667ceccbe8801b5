// check_words.c: the words that stand for people in rights and watchers: each must be somebody.
//
// A word that is nobody would shut out those whom the admin meant, or let nobody hear, and nobody
// would be told; so it is a fault. Logins and groups go through one hash table: watchers of 100,000
// companies cost milliseconds. Not for what the words allow (ticket/rights.c), nor for logins alone
// (check_people.c).
#include "config/loader.h"

#include "base/text.h"

typedef struct {
    GHashTable *people; // folded logins and groups
    GPtrArray *names;   // the first of them, for hints
} Known;

static void
known_add(Known *k, const char *name)
{
    if (*name && k->names->len < 200) {
        g_ptr_array_add(k->names, (gpointer)(uintptr_t)name);
    }
    g_hash_table_add(k->people, text_fold(name));
}

static void
check_list(Loader *l, const Known *k, const GPtrArray *words, const void *object, const char *key,
           bool roles, const char *where)
{
    for (guint i = 0; i < words->len; i++) {
        const char *word = words->pdata[i];
        g_autofree char *folded = text_fold(word);
        int role;
        if (g_hash_table_contains(k->people, folded) ||
            (roles && names_code(ROLE_NAMES, word, &role))) {
            continue;
        }
        const char *near = text_nearest(word, (const char *const *)k->names->pdata);
        g_autofree char *hint = near    ? g_strdup_printf("write \"%s\" instead", near)
                                : roles ? g_strdup("write logins, groups, manager, lead or admin")
                                        : g_strdup("write logins and groups");
        loader_fault(l, origin_line(l, object, key, (int)i), hint,
                     "%s of %s names \"%s\", who is nobody", key, where, word);
    }
}

static void
check_all(Loader *l, const Known *k)
{
    const Desk *d = l->desk;
    for (guint i = 0; i < d->queues->len; i++) {
        const Queue *q = d->queues->pdata[i];
        check_list(l, k, q->see, q, "see", true, "queues");
        check_list(l, k, q->act, q, "act", true, "queues");
    }
    for (guint i = 0; i < d->workflow->len; i++) {
        const Status *s = d->workflow->pdata[i];
        check_list(l, k, s->enter, s, "enter", true, "workflow");
        check_list(l, k, s->act, s, "act", true, "workflow");
    }
    for (guint i = 0; i < d->companies->len; i++) {
        const Company *c = d->companies->pdata[i];
        check_list(l, k, c->watchers, c, "watchers", false, "companies");
    }
}

void
check_words(Loader *l)
{
    g_autoptr(GHashTable) people = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    Known known = {people, names};
    for (guint i = 0; i < l->desk->managers->len; i++) {
        known_add(&known, ((const Manager *)l->desk->managers->pdata[i])->login);
    }
    for (guint i = 0; i < l->desk->groups->len; i++) {
        known_add(&known, ((const Group *)l->desk->groups->pdata[i])->name);
    }
    g_ptr_array_add(names, NULL);
    check_all(l, &known);
}
