// check_people.c: managers, groups and companies against each other.
//
// Every login that a key names must be a manager's, and nothing may have one name twice: commands
// and routing go by these names. All look-ups go through hash tables, so that 10,000 companies cost
// milliseconds. Not for addresses of queues (check_addresses.c).
#include "config/loader.h"

#include "base/text.h"
#include "mail/address.h"

#include <string.h>

// Adds key → holder to a table of what is taken; tells when it was taken before. Takes key.
static void
take(Loader *l, GHashTable *taken, char *key, const char *holder, unsigned line, const char *what)
{
    const char *other = g_hash_table_lookup(taken, key);
    if (other) {
        loader_fault(l, line, "each may stand once", "%s \"%s\" is already that of %s", what, key,
                     other);
        g_free(key);
    } else {
        g_hash_table_insert(taken, key, g_strdup(holder));
    }
}

static GHashTable *
taken_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

static void
check_login(Loader *l, const char *login, unsigned line, const char *where)
{
    if (g_hash_table_contains(l->logins, login)) {
        return;
    }
    g_autoptr(GPtrArray) known = g_ptr_array_new();
    for (guint i = 0; i < l->desk->managers->len && i < 100; i++) {
        const Manager *m = l->desk->managers->pdata[i];
        if (*m->login)
            g_ptr_array_add(known, m->login);
    }
    g_ptr_array_add(known, NULL);
    const char *near = text_nearest(login, (const char *const *)known->pdata);
    g_autofree char *all = g_strjoinv(", ", (char **)known->pdata);
    g_autofree char *hint = near             ? g_strdup_printf("write \"%s\" instead", near)
                            : known->len > 1 ? g_strdup_printf("there are: %s", all)
                                             : g_strdup("list the person in managers");
    loader_fault(l, line, hint, "no manager has the login \"%s\" (in %s)", login, where);
}

static void
check_active(Loader *l, const Company *c)
{
    const Manager *m = desk_manager(l->desk, c->manager);
    if (m && !m->active)
        loader_warn(l, origin_line(l, c, "manager", -1), "name one who is active",
                    "the manager of company \"%s\", \"%s\", is not active: others get its tickets",
                    c->name, c->manager);
}

static void
check_logins(Loader *l, const GPtrArray *logins, const void *object, const char *key,
             const char *where)
{
    for (guint i = 0; i < logins->len; i++) {
        check_login(l, logins->pdata[i], origin_line(l, object, key, (int)i), where);
    }
}

// A key proves one person.
static void
take_keys(Loader *l, GHashTable *taken, const Manager *m, const GPtrArray *prints, const char *key)
{
    for (guint i = 0; i < prints->len; i++) {
        take(l, taken, g_strdup(prints->pdata[i]), m->login, origin_line(l, m, key, (int)i), "key");
    }
}

static void
check_managers(Loader *l)
{
    g_autoptr(GHashTable) addresses = taken_new();
    g_autoptr(GHashTable) keys = taken_new();
    bool any = false;
    for (guint i = 0; i < l->desk->managers->len; i++) {
        Manager *m = l->desk->managers->pdata[i];
        if (*m->login && !g_hash_table_insert(l->logins, m->login, m)) {
            loader_fault(l, origin_line(l, m, "login", -1), "each login may stand once",
                         "login \"%s\" is used twice", m->login);
        }
        for (guint j = 0; j < m->addresses->len; j++) {
            take(l, addresses, address_fold(m->addresses->pdata[j]), m->login,
                 origin_line(l, m, "addresses", (int)j), "address");
        }
        take_keys(l, keys, m, m->openpgp, "openpgp");
        take_keys(l, keys, m, m->smime, "smime");
        any = any || m->active;
    }
    if (!any) {
        loader_warn(l, origin_line(l, l->desk, "managers", -1), "list those who answer in managers",
                    "nobody is there to take tickets");
    }
}

static void
check_groups(Loader *l)
{
    g_autoptr(GHashTable) names = taken_new();
    for (guint i = 0; i < l->desk->groups->len; i++) {
        const Group *g = l->desk->groups->pdata[i];
        unsigned line = origin_line(l, g, "name", -1);
        g_autofree char *folded = text_fold(g->name);
        if (g_hash_table_contains(l->logins, folded)) {
            loader_fault(l, line, "choose another name: #assign takes both",
                         "group \"%s\" is called like a manager's login", g->name);
        }
        take(l, names, g_steal_pointer(&folded), "another group", line, "name");
        check_logins(l, g->members, g, "members", "groups");
        check_logins(l, g->notify, g, "notify", "groups");
        if (g->members->len == 0) {
            loader_warn(l, line, "", "group \"%s\" has no members", g->name);
        }
    }
}

// What a group passes on goes from group to group, and must come to an end. A ring is told once.
static void
check_lines(Loader *l)
{
    g_autoptr(GHashTable) groups = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) told = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < l->desk->groups->len; i++) {
        Group *g = l->desk->groups->pdata[i];
        g_hash_table_insert(groups, text_fold(g->name), g);
    }
    for (guint i = 0; i < l->desk->groups->len; i++) {
        const Group *g = l->desk->groups->pdata[i];
        unsigned line = origin_line(l, g, "next", -1);
        g_autoptr(GSList) ring = NULL;
        const Group *next = g_hash_table_contains(told, g) ? NULL : g;
        for (guint steps = 0; next && *next->next && steps <= l->desk->groups->len; steps++) {
            g_autofree char *folded = text_fold(next->next);
            Group *after = g_hash_table_lookup(groups, folded);
            if (!after && next == g) {
                loader_fault(l, line, "name a group that stands in groups",
                             "group \"%s\" passes on to \"%s\", which is no group", g->name,
                             g->next);
            }
            ring = g_slist_prepend(ring, after);
            if (after == g) {
                loader_fault(l, line, "take one of these lines out",
                             "what group \"%s\" passes on comes back to it", g->name);
                for (const GSList *at = ring; at; at = at->next) {
                    g_hash_table_add(told, at->data);
                }
                break;
            }
            next = after;
        }
    }
}

static void
check_absence(Loader *l, const Manager *m, const Absence *a)
{
    const Manager *deputy = g_hash_table_lookup(l->logins, a->deputy);
    unsigned line = origin_line(l, a, "deputy", -1);
    if (a->from && a->to && a->to <= a->from) {
        loader_fault(l, origin_line(l, a, "to", -1), "both days count as away",
                     "an absence of \"%s\" ends before it begins", m->login);
    }
    if (!*a->deputy) {
        return;
    }
    check_login(l, a->deputy, line, "absences");
    if (deputy == m) {
        loader_fault(l, line, "name a colleague, or leave the line out",
                     "\"%s\" cannot be the deputy of the same person", m->login);
    } else if (deputy && !deputy->active) {
        loader_warn(l, line, "name one who is active",
                    "the deputy of \"%s\", \"%s\", is not active", m->login, a->deputy);
    }
}

static void
check_absences(Loader *l)
{
    for (guint i = 0; i < l->desk->managers->len; i++) {
        const Manager *m = l->desk->managers->pdata[i];
        for (guint j = 0; j < m->absences->len; j++) {
            check_absence(l, m, m->absences->pdata[j]);
        }
    }
}

static void
check_companies(Loader *l)
{
    g_autoptr(GHashTable) names = taken_new();
    g_autoptr(GHashTable) marks = taken_new();
    for (guint i = 0; i < l->desk->companies->len; i++) {
        const Company *c = l->desk->companies->pdata[i];
        take(l, names, text_fold(c->name), "another company", origin_line(l, c, "name", -1),
             "name");
        for (guint j = 0; j < c->domains->len; j++) {
            take(l, marks, g_strdup(c->domains->pdata[j]), c->name,
                 origin_line(l, c, "domains", (int)j), "domain");
        }
        for (guint j = 0; j < c->addresses->len; j++) {
            take(l, marks, g_strdup(c->addresses->pdata[j]), c->name,
                 origin_line(l, c, "addresses", (int)j), "address");
        }
        if (*c->manager) {
            check_login(l, c->manager, origin_line(l, c, "manager", -1), "companies");
            check_active(l, c);
        }
        if (c->domains->len + c->addresses->len == 0) {
            loader_warn(l, origin_line(l, c, "name", -1), "add domains or addresses",
                        "nobody can belong to company \"%s\"", c->name);
        }
    }
}

static void
check_contacts(Loader *l)
{
    g_autoptr(GHashTable) addresses = taken_new();
    for (guint i = 0; i < l->desk->contacts->len; i++) {
        const Person *p = l->desk->contacts->pdata[i];
        for (guint j = 0; j < p->addresses->len; j++) {
            take(l, addresses, g_strdup(p->addresses->pdata[j]), "another contact",
                 origin_line(l, p, "addresses", (int)j), "address");
        }
    }
}

static void
check_queue_managers(Loader *l)
{
    for (guint i = 0; i < l->desk->queues->len; i++) {
        const Queue *q = l->desk->queues->pdata[i];
        bool any = q->managers->len == 0;
        for (guint j = 0; j < q->managers->len; j++) {
            const Manager *m = g_hash_table_lookup(l->logins, q->managers->pdata[j]);
            any = any || !m || m->active;
        }
        check_logins(l, q->managers, q, "managers", "queues");
        if (!any) {
            loader_warn(l, origin_line(l, q, "managers", -1), "name one who is active",
                        "no manager of queue \"%s\" is active", q->name);
        }
    }
}

void
check_people(Loader *l)
{
    l->logins = g_hash_table_new(g_str_hash, g_str_equal);
    check_managers(l);
    check_groups(l);
    check_lines(l);
    check_absences(l);
    check_companies(l);
    check_contacts(l);
    check_queue_managers(l);
}
