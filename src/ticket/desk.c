// desk.c: the desk's plain data: making it and freeing it.
//
// Not for reading the config file (config/) nor for what is stored (store/). Finding things in a
// desk is desk_find.c.

#include "ticket/desk.h"

#include "base/names.h"

static const Name KIND_NAMES[] = {
    {"new", KIND_NEW},
    {"open", KIND_OPEN},
    {"waiting", KIND_WAITING},
    {"postponed", KIND_POSTPONED},
    {"solved", KIND_SOLVED},
    {"closed", KIND_CLOSED},
    {NULL, 0},
};

const char *
status_kind_name(StatusKind kind)
{
    return names_name(KIND_NAMES, (int)kind);
}

bool
status_kind_code(const char *name, StatusKind *kind)
{
    int code;
    if (!names_code(KIND_NAMES, name, &code))
        return false;
    *kind = (StatusKind)code;
    return true;
}

Status *
status_new(const char *name, StatusKind kind)
{
    Status *s = g_new0(Status, 1);
    s->name = g_strdup(name);
    s->kind = kind;
    s->labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return s;
}

static void
status_free(Status *s)
{
    g_free(s->name);
    g_hash_table_unref(s->labels);
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
    m->addresses = g_ptr_array_new_with_free_func(g_free);
    if (address)
        g_ptr_array_add(m->addresses, g_strdup(address));
    m->language = g_strdup("en");
    m->role = ROLE_MANAGER;
    m->active = true;
    return m;
}

static void
manager_free(Manager *m)
{
    g_free(m->login);
    g_free(m->name);
    g_ptr_array_unref(m->addresses);
    g_free(m->language);
    g_free(m);
}

Group *
group_new(const char *name)
{
    Group *g = g_new0(Group, 1);
    g->name = g_strdup(name);
    g->members = g_ptr_array_new_with_free_func(g_free);
    return g;
}

static void
group_free(Group *g)
{
    g_free(g->name);
    g_ptr_array_unref(g->members);
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

static void
person_free(Person *p)
{
    g_free(p->name);
    g_ptr_array_unref(p->addresses);
    g_free(p);
}

static void
company_free(Company *c)
{
    g_free(c->name);
    g_ptr_array_unref(c->domains);
    g_ptr_array_unref(c->addresses);
    g_free(c->manager);
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

Queue *
queue_new(const char *name, const char *address)
{
    Queue *q = g_new0(Queue, 1);
    q->name = g_strdup(name);
    q->address = address_new("", address);
    q->aliases = g_ptr_array_new_with_free_func(g_free);
    q->marker = g_strdup("");
    q->language = g_strdup("en");
    q->forms = g_ptr_array_new_with_free_func(g_free);
    q->managers = g_ptr_array_new_with_free_func(g_free);
    q->mailboxes = g_ptr_array_new_with_free_func((GDestroyNotify)mailbox_free);
    return q;
}

static void
queue_free(Queue *q)
{
    g_free(q->name);
    address_free(q->address);
    g_ptr_array_unref(q->aliases);
    g_free(q->marker);
    g_free(q->language);
    g_ptr_array_unref(q->forms);
    g_ptr_array_unref(q->managers);
    g_ptr_array_unref(q->mailboxes);
    g_free(q);
}

Desk *
desk_new(void)
{
    Desk *d = g_new0(Desk, 1);
    d->file = g_strdup("");
    d->hash = g_strdup("");
    d->name = g_strdup("Helpdesk");
    d->database = g_strdup("");
    d->templates = g_strdup("");
    d->web_url = g_strdup("");
    d->authserv_ids = g_ptr_array_new_with_free_func(g_free);
    d->queues = g_ptr_array_new_with_free_func((GDestroyNotify)queue_free);
    d->managers = g_ptr_array_new_with_free_func((GDestroyNotify)manager_free);
    d->groups = g_ptr_array_new_with_free_func((GDestroyNotify)group_free);
    d->companies = g_ptr_array_new_with_free_func((GDestroyNotify)company_free);
    d->contacts = g_ptr_array_new_with_free_func((GDestroyNotify)person_free);
    d->workflow = g_ptr_array_new_with_free_func((GDestroyNotify)status_free);
    d->notices_off = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    d->limits = (Limits){
        .message = MESSAGE_LIMITS_DEFAULT,
        .commands = 50,
        .notice_attachments = 10 * 1024 * 1024,
        .auto_per_address_hour = 5,
        .auto_per_hour = 200,
        .auto_per_ticket = 3,
        .receipts_per_address_day = 5,
        .tickets_per_sender_hour = 10,
        .reopen_days = 30,
        .token_days = 365,
        .retry_days = 5,
    };
    return d;
}

void
desk_free(Desk *d)
{
    if (!d)
        return;
    g_free(d->file);
    g_free(d->hash);
    g_free(d->name);
    g_free(d->database);
    g_free(d->templates);
    g_free(d->web_url);
    g_ptr_array_unref(d->authserv_ids);
    if (d->keys)
        keyring_free(d->keys);
    g_ptr_array_unref(d->queues);
    g_ptr_array_unref(d->managers);
    g_ptr_array_unref(d->groups);
    g_ptr_array_unref(d->companies);
    g_ptr_array_unref(d->contacts);
    g_ptr_array_unref(d->workflow);
    g_hash_table_unref(d->notices_off);
    g_clear_pointer(&d->company_index, g_hash_table_unref);
    g_clear_pointer(&d->person_index, g_hash_table_unref);
    transport_free(d->transport);
    g_free(d);
}
