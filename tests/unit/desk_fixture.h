// desk_fixture.h: a desk in memory, for the tests of ticket/ and desk/: two queues, three managers
// and a former one, a group, a company, the usual workflow, fixed keys.
#pragma once

#include "ticket/desk.h"

#include "base/text.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define NOW  1790000000
#define HOUR 3600
#define DAY  (24 * HOUR)

#define set(field, value) (g_free(field), (field) = g_strdup(value))

static inline Queue *
desk_add_queue(Desk *d, const char *name, const char *address, const char *marker)
{
    Queue *q = queue_new(name, address);
    set(q->marker, marker);
    g_ptr_array_add(d->queues, q);
    return q;
}

static inline Manager *
desk_add_manager(Desk *d, const char *login, const char *name, const char *address)
{
    Manager *m = manager_new(login, name, address);
    g_ptr_array_add(d->managers, m);
    return m;
}

static inline void
desk_add_status(Desk *d, const char *name, StatusKind kind, const char *ru, const char *uk)
{
    Status *s = status_new(name, kind);
    g_hash_table_insert(s->labels, g_strdup("ru"), g_strdup(ru));
    g_hash_table_insert(s->labels, g_strdup("uk"), g_strdup(uk));
    g_ptr_array_add(d->workflow, s);
}

static inline Desk *
test_desk(void)
{
    Desk *d = desk_new();
    d->limits.answer_delay = 0; // tests of waiting set it
    set(d->name, "Test Desk");
    set(d->hash, "c0ffee");
    set(d->web_url, "https://desk.example.com/helpdesk.cgi");
    d->keys = keyring_new_fixed();
    Queue *q = desk_add_queue(d, "support", "support@example.com", "HD");
    g_ptr_array_add(q->aliases, g_strdup("help@example.com"));
    g_ptr_array_add(q->managers, g_strdup("anna"));
    g_ptr_array_add(q->managers, g_strdup("boris"));
    desk_add_queue(d, "sales", "sales@example.com", "SA");
    desk_add_manager(d, "anna", "Anna Berg", "anna@example.com");
    Manager *boris = desk_add_manager(d, "boris", "Boris Lind", "boris@example.com");
    g_ptr_array_add(boris->addresses, g_strdup("boris@home.example"));
    desk_add_manager(d, "bob", "Robert Stone", "bob@example.com");
    desk_add_manager(d, "fred", "Fred Former", "fred@example.com")->active = false;
    Group *g = group_new("line2");
    g_ptr_array_add(g->members, g_strdup("boris"));
    g_ptr_array_add(g->members, g_strdup("bob"));
    g_ptr_array_add(d->groups, g);
    Company *c = company_new("Acme");
    g_ptr_array_add(c->domains, g_strdup("acme.example"));
    g_ptr_array_add(c->domains, g_strdup("gmail.com"));
    g_ptr_array_add(c->addresses, g_strdup("acme.boss@example.net"));
    set(c->manager, "boris");
    g_ptr_array_add(d->companies, c);
    desk_add_status(d, "new", KIND_NEW, "новая", "нова");
    desk_add_status(d, "open", KIND_OPEN, "в работе", "у роботі");
    desk_add_status(d, "wait", KIND_WAITING, "ждём клиента", "чекаємо клієнта");
    desk_add_status(d, "solved", KIND_SOLVED, "решена", "вирішена");
    desk_add_status(d, "closed", KIND_CLOSED, "закрыта", "закрита");
    desk_add_status(d, "invalid", KIND_CLOSED, "отменена", "скасована");
    return d;
}
