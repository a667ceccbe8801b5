// reassign.c: all open tickets of one manager go to another one, to a group, or are spread as new
// ones would be.
//
// The manager may be gone from the config: her login is all that is needed. Each ticket changes as
// by #assign, with its event, in the one way of all changes (apply.c); nobody's doing is there for
// #undo, and no letter goes out: whoever runs this tells people what they got.
//
// All tickets or none. Neighbours: operate.c (commands on one ticket).

#include "desk/reassign.h"

#include "base/error.h"
#include "desk/apply.h"
#include "ticket/assign.h"
#include "ticket/handover.h"

#include <string.h>

#define SLICE 200

static bool
refuse(GError **error, const char *who, const Queue *q)
{
    g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                "%s may not work on tickets of the queue \"%s\"; nothing was changed", who,
                q->name);
    return false;
}

static bool
group_may_act(const Desk *d, const Group *g, const Queue *q)
{
    bool may = false;
    for (guint i = 0; i < g->members->len && !may; i++) {
        const Manager *m = desk_manager(d, g->members->pdata[i]);
        may = m && m->active && desk_may_act(d, m, q);
    }
    return may;
}

// As a new ticket of the queue would be given out, the giver left out; "" = nobody. *login is
// borrowed from the desk.
static bool
next_in_turn(const Reception *r, const Queue *q, const char *from, const char **login,
             GError **error)
{
    g_auto(WorkSpread) spread = {0};
    bool by_load = q->spread == SPREAD_LOAD;
    if (!store_work_spread(r->store, by_load, &spread, error))
        return false;
    g_autoptr(GPtrArray) people = assign_people(r->desk, q, r->now);
    for (guint i = people->len; i-- > 0;)
        if (strcmp(((const Manager *)people->pdata[i])->login, from) == 0)
            g_ptr_array_remove_index(people, i);
    const Manager *m =
        by_load ? assign_by_load(r->desk, people, &spread) : assign_in_turn(people, &spread);
    *login = m ? m->login : "";
    return true;
}

static bool
choose(const Reception *r, const ReassignOrder *o, const Queue *q, const char **to, GError **error)
{
    if (o->to) {
        *to = o->to->login;
        return desk_may_act(r->desk, o->to, q) || refuse(error, o->to->login, q);
    }
    if (o->group) {
        *to = o->group->name;
        return group_may_act(r->desk, o->group, q) || refuse(error, o->group->name, q);
    }
    if (!next_in_turn(r, q, o->from, to, error))
        return false;
    if (**to)
        return true;
    g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                "nobody else takes tickets of the queue \"%s\"; say who gets them: helpdesk "
                "reassign %s LOGIN; nothing was changed",
                q->name, o->from);
    return false;
}

static bool
give(const Reception *given, const ReassignOrder *o, int64_t number, const char *to, GError **error)
{
    Reception r = *given;
    g_autoptr(Ticket) ticket = store_ticket_get(r.store, number, error);
    if (!ticket)
        return false;
    Nature nature = {.kind = NATURE_PERSON};
    ThreadChoice thread = {.by = ""};
    Facts facts = facts_of_ticket(&r, ticket, &nature, &thread);
    g_auto(Decision) d = {0};
    decide_handover(&facts, o->group ? "" : to, o->group ? to : "", &d);
    g_auto(Application)
        a = {.reception = &r, .ticket = g_steal_pointer(&ticket), .who = o->who, .proof = PROOF_L3};
    return apply_decision(&a, &d, error);
}

// Tickets at hand do not move while they are listed: those that were given are the newest ones.
static bool
give_all(const Reception *r, const ReassignOrder *o, GArray *done, GError **error)
{
    TicketFilter filter = {.manager = o->from,
                           .queue = o->queue ? o->queue->name : NULL,
                           .open_only = true,
                           .limit = SLICE};
    for (;;) {
        g_autoptr(GPtrArray) slice = store_ticket_list(r->store, &filter, error);
        if (!slice || slice->len == 0)
            return slice != NULL;
        for (guint i = 0; i < slice->len; i++) {
            const Ticket *t = slice->pdata[i];
            const Queue *q = desk_queue(r->desk, t->queue);
            Reassigned row = {.ticket = t->number};
            if (!choose(r, o, q ? q : r->desk->queues->pdata[0], &row.to, error) ||
                !give(r, o, t->number, row.to, error))
                return false;
            g_array_append_val(done, row);
            filter.before = t->number;
        }
    }
}

static int
by_ticket(gconstpointer x, gconstpointer y)
{
    const Reassigned *a = x, *b = y;
    return (a->ticket > b->ticket) - (a->ticket < b->ticket);
}

GArray *
reassign_all(const Reception *r, const ReassignOrder *order, GError **error)
{
    g_autoptr(GArray) done = g_array_new(FALSE, FALSE, sizeof(Reassigned));
    if (!store_begin(r->store, error))
        return NULL;
    bool ok = give_all(r, order, done, error);
    // What would be done is done and taken back, so that it is what will be done.
    if (!ok || order->dry_run)
        store_rollback(r->store);
    else
        ok = store_commit(r->store, error);
    g_array_sort(done, by_ticket);
    return ok ? g_steal_pointer(&done) : NULL;
}
