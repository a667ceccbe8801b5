// check_words.c: the words that stand for people in rights and watchers: each must be somebody.
//
// A word that is nobody would shut out those whom the admin meant, or let nobody hear, and nobody
// would be told; so it is a fault. Logins and groups go through one hash table: watchers of 100,000
// companies cost milliseconds. Not for what the words allow (ticket/rights.c), nor for logins alone
// (check_people.c).
#include "config/loader.h"

#include "base/text.h"

#include <string.h>

// What may be named besides logins and groups.
typedef enum { WORDS_PEOPLE, WORDS_ROLES, WORDS_CUSTOMER } Words;

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
           Words more, const char *where)
{
    static const char *const HINTS[] = {
        [WORDS_PEOPLE] = "write logins and groups",
        [WORDS_ROLES] = "write logins, groups, manager, lead or admin",
        [WORDS_CUSTOMER] = "write logins, groups, manager, lead, admin or customer",
    };
    for (guint i = 0; i < words->len; i++) {
        const char *word = words->pdata[i];
        g_autofree char *folded = text_fold(word);
        int role;
        if (g_hash_table_contains(k->people, folded) ||
            (more >= WORDS_ROLES && names_code(ROLE_NAMES, word, &role)) ||
            (more == WORDS_CUSTOMER && strcmp(folded, "customer") == 0)) {
            continue;
        }
        const char *near = text_nearest(word, (const char *const *)k->names->pdata);
        g_autofree char *hint =
            near ? g_strdup_printf("write \"%s\" instead", near) : g_strdup(HINTS[more]);
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
        check_list(l, k, q->see, q, "see", WORDS_ROLES, "queues");
        check_list(l, k, q->act, q, "act", WORDS_ROLES, "queues");
    }
    for (guint i = 0; i < d->workflow->len; i++) {
        const Status *s = d->workflow->pdata[i];
        check_list(l, k, s->enter, s, "enter", WORDS_ROLES, "workflow");
        check_list(l, k, s->act, s, "act", WORDS_ROLES, "workflow");
        for (guint j = 0; j < s->transitions->len; j++) {
            const Transition *t = s->transitions->pdata[j];
            check_list(l, k, t->who, t, "who", WORDS_CUSTOMER, "transitions");
        }
    }
    for (guint i = 0; i < d->companies->len; i++) {
        const Company *c = d->companies->pdata[i];
        check_list(l, k, c->watchers, c, "watchers", WORDS_PEOPLE, "companies");
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
