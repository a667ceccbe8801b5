// desk_parts.c: the parts of a desk as plain data: statuses, people, companies, servers, ready
// answers, prices, fields; making and freeing each.
//
// What they hold by default is what the config means when it says nothing. Not for reading the file
// (config/) nor for finding things in a desk (desk_find.c). What rules and clocks work by is made
// in desk_rules.c.

#include "ticket/desk_private.h"

Status *
status_new(const char *name, StatusKind kind)
{
    Status *s = g_new0(Status, 1);
    s->name = g_strdup(name);
    s->kind = kind;
    s->labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    s->enter = g_ptr_array_new_with_free_func(g_free);
    s->act = g_ptr_array_new_with_free_func(g_free);
    s->colour = g_strdup("");
    s->load = 10;
    s->transitions = g_ptr_array_new_with_free_func((GDestroyNotify)transition_free);
    s->then = g_strdup("");
    return s;
}

void
status_free(Status *s)
{
    g_free(s->name);
    g_hash_table_unref(s->labels);
    g_ptr_array_unref(s->enter);
    g_ptr_array_unref(s->act);
    g_free(s->colour);
    g_ptr_array_unref(s->transitions);
    g_free(s->then);
    g_free(s);
}

const char *
status_label(const Status *s, const char *lang)
{
    const char *label = lang ? g_hash_table_lookup(s->labels, lang) : NULL;
    return label ? label : s->name;
}

Manager *
manager_new(const char *login, const char *name, const char *address)
{
    Manager *m = g_new0(Manager, 1);
    m->login = g_strdup(login);
    m->name = g_strdup(name);
    m->absences = g_ptr_array_new_with_free_func((GDestroyNotify)absence_free);
    m->addresses = g_ptr_array_new_with_free_func(g_free);
    if (address)
        g_ptr_array_add(m->addresses, g_strdup(address));
    m->language = g_strdup("en");
    m->role = ROLE_MANAGER;
    m->active = m->confirm = true;
    m->openpgp = g_ptr_array_new_with_free_func(g_free);
    m->smime = g_ptr_array_new_with_free_func(g_free);
    return m;
}

void
manager_free(Manager *m)
{
    g_free(m->login);
    g_free(m->name);
    g_ptr_array_unref(m->absences);
    g_ptr_array_unref(m->addresses);
    g_free(m->language);
    g_ptr_array_unref(m->openpgp);
    g_ptr_array_unref(m->smime);
    g_free(m);
}

Group *
group_new(const char *name)
{
    Group *g = g_new0(Group, 1);
    g->name = g_strdup(name);
    g->members = g_ptr_array_new_with_free_func(g_free);
    g->notify = g_ptr_array_new_with_free_func(g_free);
    g->next = g_strdup("");
    return g;
}

void
group_free(Group *g)
{
    g_free(g->name);
    g_ptr_array_unref(g->members);
    g_ptr_array_unref(g->notify);
    g_free(g->next);
    g_free(g);
}

Company *
company_new(const char *name)
{
    Company *c = g_new0(Company, 1);
    c->name = g_strdup(name);
    c->domains = g_ptr_array_new_with_free_func(g_free);
    c->addresses = g_ptr_array_new_with_free_func(g_free);
    c->manager = g_strdup("");
    c->category = g_strdup("");
    c->watchers = g_ptr_array_new_with_free_func(g_free);
    c->time_zone = g_strdup("");
    return c;
}

Person *
person_new(const char *name)
{
    Person *p = g_new0(Person, 1);
    p->name = g_strdup(name);
    p->addresses = g_ptr_array_new_with_free_func(g_free);
    return p;
}

void
person_free(Person *p)
{
    g_free(p->name);
    g_ptr_array_unref(p->addresses);
    g_free(p);
}

void
company_free(Company *c)
{
    g_free(c->name);
    g_ptr_array_unref(c->domains);
    g_ptr_array_unref(c->addresses);
    g_free(c->manager);
    g_free(c->category);
    g_ptr_array_unref(c->watchers);
    g_free(c->time_zone);
    g_free(c);
}

static void
server_clear(Server *s)
{
    g_free(s->host);
    g_free(s->ca_file);
    g_free(s->user);
    g_free(s->password_file);
    g_free(s->oauth_token_file);
}

static void
server_init(Server *s)
{
    s->host = g_strdup("");
    s->ca_file = g_strdup("");
    s->user = g_strdup("");
    s->password_file = g_strdup("");
    s->oauth_token_file = g_strdup("");
    s->silence_seconds = 30;
}

Mailbox *
mailbox_new(MailboxKind kind, const char *name)
{
    Mailbox *m = g_new0(Mailbox, 1);
    m->kind = kind;
    m->name = g_strdup(name);
    server_init(&m->server);
    m->folder = g_strdup("INBOX");
    m->path = g_strdup("");
    m->after = AFTER_FLAG;
    m->move_to = g_strdup("");
    return m;
}

void
mailbox_free(Mailbox *m)
{
    if (!m)
        return;
    g_free(m->name);
    server_clear(&m->server);
    g_free(m->folder);
    g_free(m->path);
    g_free(m->move_to);
    g_free(m);
}

Transport *
transport_new(TransportKind kind)
{
    Transport *t = g_new0(Transport, 1);
    t->kind = kind;
    server_init(&t->server);
    t->folder = g_strdup("");
    t->hello = g_strdup("");
    return t;
}

void
transport_free(Transport *t)
{
    if (!t)
        return;
    server_clear(&t->server);
    g_free(t->folder);
    g_free(t->hello);
    g_free(t);
}

Macro *
macro_new(const char *name)
{
    Macro *m = g_new0(Macro, 1);
    m->name = g_strdup(name);
    m->help = g_strdup("");
    m->texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    m->commands = g_strdup("");
    return m;
}

void
macro_free(Macro *m)
{
    g_free(m->name);
    g_free(m->help);
    g_hash_table_unref(m->texts);
    g_free(m->commands);
    g_free(m);
}

Price *
price_new(const char *code)
{
    Price *p = g_new0(Price, 1);
    p->code = g_strdup(code);
    p->name = g_strdup("");
    p->unit = g_strdup("");
    return p;
}

void
price_free(Price *p)
{
    g_free(p->code);
    g_free(p->name);
    g_free(p->unit);
    g_free(p);
}

CustomField *
custom_field_new(const char *name, CustomKind kind)
{
    CustomField *f = g_new0(CustomField, 1);
    f->name = g_strdup(name);
    f->kind = kind;
    f->choices = g_ptr_array_new_with_free_func(g_free);
    return f;
}

void
custom_field_free(CustomField *f)
{
    g_free(f->name);
    g_ptr_array_unref(f->choices);
    g_free(f);
}

CommandRight *
command_right_new(const char *name)
{
    CommandRight *c = g_new0(CommandRight, 1);
    c->name = g_strdup(name);
    c->proof = c->role = -1;
    return c;
}

void
command_right_free(CommandRight *c)
{
    g_free(c->name);
    g_free(c);
}
