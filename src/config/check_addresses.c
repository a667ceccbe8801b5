// check_addresses.c: who is reached where: queues' names and addresses, and that no notice of ours
// goes into a mailbox that we read ourselves.
//
// Such a notice would come back as a new ticket, which makes a notice: the loop that the rest of
// the program would have to break is refused here. "+detail" is no way around: it reaches the same
// mailbox.
//
// Not for addresses of customers. Neighbour: check_people.c for managers among themselves.
#include "config/loader.h"

#include "base/text.h"
#include "mail/address.h"

#include <string.h>

// The folded address without "+detail".
static char *
address_base(const char *address)
{
    g_autofree char *detail = NULL;
    g_autofree char *base = address_split_detail(address, &detail);
    return address_fold(base);
}

static void
take_address(Loader *l, GHashTable *intake, const char *address, const Queue *q, unsigned line)
{
    char *base = address_base(address);
    const char *other = g_hash_table_lookup(intake, base);
    if (other) {
        loader_fault(l, line, "an address belongs to one queue, once",
                     "address \"%s\" is already one of queue \"%s\"", address, other);
    }
    g_hash_table_replace(intake, base, q->name);
}

static void
check_queue(Loader *l, Queue *q, GHashTable *intake, GHashTable *names)
{
    g_autofree char *folded = text_fold(q->name);
    if (*q->name && !g_hash_table_add(names, g_steal_pointer(&folded))) {
        loader_fault(l, origin_line(l, q, "name", -1), "choose another name",
                     "queue \"%s\" is there twice", q->name);
    }
    if (origin_has(l, q, "address")) {
        Address *named = address_new(l->desk->name, q->address->address);
        take_address(l, intake, q->address->address, q, origin_line(l, q, "address", -1));
        address_free(q->address);
        q->address = named;
    }
    for (guint i = 0; i < q->aliases->len; i++) {
        take_address(l, intake, q->aliases->pdata[i], q, origin_line(l, q, "aliases", (int)i));
    }
}

// Whoever logs in with an address as the user name reads what is sent there.
static void
add_mailboxes(const Queue *q, GHashTable *intake)
{
    for (guint i = 0; i < q->mailboxes->len; i++) {
        const Mailbox *m = q->mailboxes->pdata[i];
        if (m->kind == MAILBOX_IMAP && address_is_valid(m->server.user)) {
            g_autofree char *base = address_base(m->server.user);
            if (!g_hash_table_contains(intake, base)) {
                g_hash_table_insert(intake, g_steal_pointer(&base), q->name);
            }
        }
    }
}

void
check_addresses(Loader *l)
{
    g_autoptr(GHashTable) intake = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < l->desk->queues->len; i++) {
        check_queue(l, l->desk->queues->pdata[i], intake, names);
    }
    for (guint i = 0; i < l->desk->queues->len; i++) {
        add_mailboxes(l->desk->queues->pdata[i], intake);
    }
    for (guint i = 0; i < l->desk->managers->len; i++) {
        const Manager *m = l->desk->managers->pdata[i];
        for (guint j = 0; j < m->addresses->len; j++) {
            const char *address = m->addresses->pdata[j];
            g_autofree char *base = address_base(address);
            const char *queue = g_hash_table_lookup(intake, base);
            if (queue) {
                loader_fault(l, origin_line(l, m, "addresses", (int)j),
                             "give the manager's own address",
                             "notices to \"%s\" would come back into queue \"%s\"", address, queue);
            }
        }
    }
}
