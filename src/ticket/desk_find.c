// desk_find.c: finding things in a desk by name or address; everything found is borrowed from it.
//
// Lists are short (managers, queues), so they are searched in order; companies and contacts can be
// thousands and are indexed at the first question.

#include "base/error.h"
#include "base/lang.h"
#include "base/text.h"
#include "ticket/desk.h"

#include <string.h>

const Queue *
desk_queue(const Desk *d, const char *name)
{
    for (guint i = 0; i < d->queues->len; i++) {
        const Queue *q = d->queues->pdata[i];
        if (strcmp(q->name, name) == 0)
            return q;
    }
    return NULL;
}

static bool
list_holds_address(const GPtrArray *list, const char *address)
{
    for (guint i = 0; i < list->len; i++)
        if (address_equal(list->pdata[i], address))
            return true;
    return false;
}

const Queue *
desk_queue_by_address(const Desk *d, const char *address)
{
    g_autofree char *detail = NULL;
    g_autofree char *base = address_split_detail(address, &detail);
    for (guint i = 0; i < d->queues->len; i++) {
        const Queue *q = d->queues->pdata[i];
        if (address_equal(q->address->address, address) ||
            list_holds_address(q->aliases, address) || address_equal(q->address->address, base) ||
            list_holds_address(q->aliases, base))
            return q;
    }
    return NULL;
}

const Manager *
desk_manager(const Desk *d, const char *login)
{
    for (guint i = 0; i < d->managers->len; i++) {
        const Manager *m = d->managers->pdata[i];
        if (g_ascii_strcasecmp(m->login, login) == 0)
            return m;
    }
    return NULL;
}

const Manager *
desk_manager_by_address(const Desk *d, const char *address)
{
    for (guint i = 0; i < d->managers->len; i++) {
        const Manager *m = d->managers->pdata[i];
        if (list_holds_address(m->addresses, address))
            return m;
    }
    return NULL;
}

const Group *
desk_group(const Desk *d, const char *name)
{
    for (guint i = 0; i < d->groups->len; i++) {
        const Group *g = d->groups->pdata[i];
        if (text_equal_fold(g->name, name))
            return g;
    }
    return NULL;
}

// Keys are folded addresses and domains; an address holds an @ and a domain does not, so they never
// meet.
static GHashTable *
company_index(const Desk *d)
{
    if (d->company_index)
        return d->company_index;
    GHashTable *index = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = d->companies->len; i-- > 0;) { // backwards: the first in the config wins
        Company *c = d->companies->pdata[i];
        for (guint j = 0; j < c->addresses->len; j++)
            g_hash_table_insert(index, address_fold(c->addresses->pdata[j]), c);
        for (guint j = 0; j < c->domains->len; j++)
            g_hash_table_insert(index, address_fold(c->domains->pdata[j]), c);
    }
    ((Desk *)(uintptr_t)d)->company_index = index; // a cache; the desk's meaning is unchanged
    return index;
}

const Company *
desk_company_of(const Desk *d, const char *address)
{
    if (d->companies->len == 0)
        return NULL;
    g_autofree char *folded = address_fold(address);
    const Company *c = g_hash_table_lookup(company_index(d), folded);
    const char *domain = address_domain(folded);
    if (!c && *domain && !address_domain_is_public(domain))
        c = g_hash_table_lookup(company_index(d), domain);
    return c;
}

// Who an address belongs to; borrowed from the desk.
typedef struct {
    const char *primary, *name;
} Known;

static void
know(GHashTable *index, const GPtrArray *addresses, const char *name)
{
    for (guint i = 0; i < addresses->len; i++) {
        Known *k = g_new(Known, 1);
        *k = (Known){addresses->pdata[0], name};
        g_hash_table_insert(index, address_fold(addresses->pdata[i]), k);
    }
}

// Folded address → Known.
static GHashTable *
person_index(const Desk *d)
{
    if (d->person_index)
        return d->person_index;
    GHashTable *index = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < d->contacts->len; i++) {
        const Person *p = d->contacts->pdata[i];
        know(index, p->addresses, p->name);
    }
    for (guint i = 0; i < d->managers->len; i++) {
        const Manager *m = d->managers->pdata[i];
        know(index, m->addresses, m->name);
    }
    ((Desk *)(uintptr_t)d)->person_index = index; // a cache; the desk's meaning is unchanged
    return index;
}

const char *
desk_primary_address(const Desk *d, const char *address)
{
    g_autofree char *folded = address_fold(address);
    const Known *k = g_hash_table_lookup(person_index(d), folded);
    return k ? k->primary : address;
}

const char *
desk_person_name(const Desk *d, const char *address)
{
    g_autofree char *folded = address_fold(address);
    const Known *k = g_hash_table_lookup(person_index(d), folded);
    return k && k->name ? k->name : "";
}

bool
queue_is_form(const Queue *q, const char *address)
{
    g_autofree char *folded = address_fold(address);
    for (guint i = 0; i < q->forms->len; i++)
        if (g_pattern_match_simple(q->forms->pdata[i], folded))
            return true;
    return false;
}

const Status *
desk_status(const Desk *d, const char *name)
{
    for (guint i = 0; i < d->workflow->len; i++) {
        const Status *s = d->workflow->pdata[i];
        if (text_equal_fold(s->name, name))
            return s;
    }
    for (guint i = 0; i < d->workflow->len; i++) {
        const Status *s = d->workflow->pdata[i];
        GHashTableIter it;
        gpointer label;
        g_hash_table_iter_init(&it, s->labels);
        while (g_hash_table_iter_next(&it, NULL, &label))
            if (text_equal_fold(label, name))
                return s;
    }
    return NULL;
}

// How well text names a person: 3 by login or address, which only one has, 2 by the full name, 1 by
// a beginning, 0 not at all.
static unsigned
manager_fit(const Manager *m, const char *folded)
{
    g_autofree char *login = text_fold(m->login);
    g_autofree char *name = text_fold(m->name);
    if (strcmp(login, folded) == 0)
        return 3;
    for (guint i = 0; i < m->addresses->len; i++)
        if (address_equal(m->addresses->pdata[i], folded))
            return 3;
    if (strcmp(name, folded) == 0)
        return 2;
    return g_str_has_prefix(login, folded) || g_str_has_prefix(name, folded) ? 1 : 0;
}

const Manager *
desk_find_manager(const Desk *d, const char *text, const char *language, GError **error)
{
    g_autofree char *folded = text_fold(text);
    g_autoptr(GString) all = g_string_new(NULL);
    g_autoptr(GString) fits = g_string_new(NULL);
    const Manager *found = NULL;
    unsigned count = 0, best = 1;
    for (guint i = 0; i < d->managers->len; i++) {
        const Manager *m = d->managers->pdata[i];
        if (!m->active || !*m->login)
            continue;
        g_string_append_printf(all, "%s%s", all->len ? ", " : "", m->login);
        unsigned fit = *folded ? manager_fit(m, folded) : 0;
        if (fit < best)
            continue;
        if (fit > best) {
            best = fit;
            count = 0;
            g_string_truncate(fits, 0);
        }
        found = m;
        count++;
        g_string_append_printf(fits, "%s%s (%s)", fits->len ? ", " : "", m->login, m->name);
    }
    if (count == 1)
        return found;
    g_autofree char *shown = text_one_line(text);
    if (count > 1)
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                    lang_text(language, N_("\"%s\" fits several people: %s")), shown, fits->str);
    else
        g_set_error(error, HD_ERROR, HD_ERROR_ABSENT,
                    lang_text(language, N_("nobody is called \"%s\"; there are: %s")), shown,
                    all->str);
    return NULL;
}
