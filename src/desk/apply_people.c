// apply_people.c: who takes part in a ticket, who watches it, and whose mail nobody wants: #cc,
// #watch, #spam.
//
// The requester is changed in apply_change.c. Who is told of what is decided elsewhere; a blocked
// sender is met again in case.c.

#include "desk/apply_ops.h"

#include "base/text.h"

#include <string.h>

// An address of ours that took part would send each letter back to us.
static bool
is_ours(const Application *a, const char *address)
{
    return desk_queue_by_address(a->reception->desk, address) != NULL;
}

bool
op_join(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    if (ticket_takes_part(a->ticket, c->value))
        return true;
    if (is_ours(a, c->value))
        return ops_refuse(a, c, "that is an address of this desk", error);
    g_autoptr(Address) address = address_new("", c->value);
    Contact *contact = apply_contact(a, address, "", error);
    if (!contact)
        return false;
    g_ptr_array_add(a->ticket->participants, contact);
    ops_undo(undo, c, CHANGE_CC_REMOVE, c->value);
    return ops_note(a, c, c->value, error);
}

bool
op_leave(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    GPtrArray *people = a->ticket->participants;
    for (guint i = 0; i < people->len; i++) {
        const Contact *contact = people->pdata[i];
        if (!address_equal(contact->address, c->value))
            continue;
        ops_undo(undo, c, CHANGE_CC_ADD, contact->address);
        g_ptr_array_remove_index(people, i);
        return ops_note(a, c, c->value, error);
    }
    return true;
}

static bool
find_watcher(const Ticket *t, const char *who, guint *at)
{
    for (*at = 0; *at < t->watchers->len; (*at)++)
        if (text_equal_fold(t->watchers->pdata[*at], who))
            return true;
    return false;
}

bool
op_watch(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    guint at;
    if (!*c->value || find_watcher(a->ticket, c->value, &at))
        return true;
    g_ptr_array_add(a->ticket->watchers, g_strdup(c->value));
    ops_undo(undo, c, CHANGE_UNWATCH, c->value);
    return ops_note(a, c, c->value, error);
}

bool
op_unwatch(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    guint at;
    if (!find_watcher(a->ticket, c->value, &at))
        return true;
    ops_undo(undo, c, CHANGE_WATCH, a->ticket->watchers->pdata[at]);
    g_ptr_array_remove_index(a->ticket->watchers, at);
    return ops_note(a, c, c->value, error);
}

static bool
block(Application *a, const char *address, const Change *c, GPtrArray *undo, GError **error)
{
    const Reception *r = a->reception;
    int blocked = store_is_blocked(r->store, address, error);
    if (blocked != 0)
        return blocked > 0;
    if (!store_blocked_add(r->store, address, a->who, a->ticket->number, r->now, error))
        return false;
    ops_undo(undo, c, CHANGE_SPAM, "-");
    g_autofree char *detail = g_strdup_printf("%s is blocked", address);
    return ops_note(a, c, detail, error);
}

static bool
unblock(Application *a, const char *address, const Change *c, GPtrArray *undo, GError **error)
{
    bool was;
    if (!store_blocked_remove(a->reception->store, address, &was, error))
        return false;
    if (!was)
        return true;
    ops_undo(undo, c, CHANGE_SPAM, "");
    g_autofree char *detail = g_strdup_printf("%s is no longer blocked", address);
    return ops_note(a, c, detail, error);
}

bool
op_spam(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    const Desk *d = a->reception->desk;
    const char *address = a->ticket->requester ? a->ticket->requester->address : "";
    if (strcmp(c->value, "-") == 0)
        return unblock(a, address, c, undo, error);
    const Status *status = desk_status_spam(d, desk_queue(d, a->ticket->queue));
    bool known = status && strcmp(a->ticket->status, status->name) == 0;
    if (!ops_awake(a, c, undo, error) || !ops_status(a, c, status, undo, error))
        return false;
    // A rule judges by what anybody can write into a letter: it blocks nobody.
    if (c->automatic)
        return true;
    if (*address && !is_ours(a, address) && !desk_manager_by_address(d, address))
        return block(a, address, c, undo, error);
    return known ||
           ops_note(a, c, "nobody is blocked: the sender is one of ours or unknown", error);
}
