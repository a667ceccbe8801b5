// assign.c: who takes care of a ticket: what an `assign` action or a routing row means now, and the
// way of a new ticket: the first routing row that holds, else the default chain of the customer's
// own manager, the company's, and whom the queue's spread names.
//
// Pure; who is there and how work is spread is assign_spread.c. A ticket goes to nobody who may not
// see its queue, and past whoever is away to the stand-in. What cannot be done is said and left
// out: a ticket that nobody gets is seen by all, one that is lost by nobody.

#include "ticket/assign.h"

#include "ticket/decide_private.h"

#include "base/text.h"

#include <string.h>

// Steps of the chain and ways of spreading, as the history names them.
#define IN_TURN "in turn"
#define BY_LOAD "by load"

// What the default chain goes by.
typedef struct {
    const Facts *facts;
    const Queue *queue;
    int64_t now;
    const Contact *contact; // NULL = nobody known
    const Company *company; // NULL = none
} Chain;

// Who does the named one's work now; NULL: nobody, why says so. The caller frees why.
static const Manager *
present(const Desk *d, const Queue *q, const char *login, int64_t now, char **why)
{
    const Manager *m = desk_manager(d, login);
    const Manager *there = m && m->active ? desk_stand_in(d, m, now) : NULL;
    if (!m || !m->active)
        *why = g_strdup_printf("%s is no longer active", login);
    else if (!there)
        *why = g_strdup_printf("%s is away, and nobody stands in", m->login);
    else if (!desk_may_see(d, there, q))
        *why = g_strdup_printf("%s may not see queue %s", there->login, q->name);
    else if (there != m)
        *why = g_strdup_printf("%s is away: %s", m->login, there->login);
    else
        *why = g_strdup(m->login);
    return there && desk_may_see(d, there, q) ? there : NULL;
}

const Group *
assign_next_line(const Desk *d, const char *group, const char *manager)
{
    const Group *own = *group ? desk_group(d, group) : NULL;
    for (guint i = 0; !own && *manager && i < d->groups->len; i++) {
        const Group *g = d->groups->pdata[i];
        for (guint j = 0; *g->next && j < g->members->len; j++)
            if (g_ascii_strcasecmp(g->members->pdata[j], manager) == 0)
                own = g;
    }
    return own && *own->next ? desk_group(d, own->next) : NULL;
}

// active: is anybody of it at work here at all?
static bool
group_may_see(const Desk *d, const Queue *q, const Group *g, bool *active)
{
    *active = false;
    for (guint i = 0; i < g->members->len; i++) {
        const Manager *m = desk_manager(d, g->members->pdata[i]);
        *active = *active || (m && m->active);
        if (m && desk_may_see(d, m, q))
            return true;
    }
    return false;
}

static bool
take_group(const Desk *d, const Queue *q, const Group *g, Assignee *out, char **why)
{
    bool active;
    if (group_may_see(d, q, g, &active)) {
        *out = (Assignee){.group = g, .taken = true};
        *why = g_strdup_printf("group %s", g->name);
        return true;
    }
    *why = g_strdup_printf(active ? "nobody of group %s may see the ticket"
                                  : "nobody of group %s is active any more",
                           g->name);
    return false;
}

static bool
take_line(const Desk *d, const Queue *q, const Ticket *t, Assignee *out, char **why)
{
    const Group *g = assign_next_line(d, t->group, t->manager);
    if (!g) {
        *why = g_strdup(*t->group || *t->manager ? "there is no further line"
                                                 : "the ticket is in no line");
        return false;
    }
    return take_group(d, q, g, out, why);
}

static bool
take_person(const Manager *m, Assignee *out)
{
    *out = (Assignee){.manager = m, .taken = m != NULL};
    return m != NULL;
}

// One of the people, in turn or by load; why (the caller frees) is the login, or that there is
// nobody. Takes the list over.
static const Manager *
spread_among(const Facts *f, GPtrArray *people, bool by_load, char **why)
{
    const Manager *m =
        by_load ? assign_by_load(f->desk, people, f->spread) : assign_in_turn(people, f->spread);
    *why = g_strdup(m ? m->login : "nobody is there");
    g_ptr_array_unref(people);
    return m;
}

static bool
take_spread(const Facts *f, GPtrArray *people_owned, bool by_load, Assignee *out, char **why)
{
    g_autofree char *words = NULL;
    const Manager *m = spread_among(f, people_owned, by_load, &words);
    *why = g_strdup_printf("%s: %s", by_load ? BY_LOAD : IN_TURN, words);
    return take_person(m, out);
}

// Of a list of words. One group alone has the ticket then, so that it goes on from its line.
static bool
take_spread_of(const Facts *f, const RuleView *view, const char *words, bool by_load, Assignee *out,
               char **why)
{
    const Desk *d = f->desk;
    const Group *g = desk_group(d, words);
    bool active;
    if (!take_spread(f, assign_people_of(d, view->queue, words, view->now), by_load, out, why))
        return false;
    if (g && group_may_see(d, view->queue, g, &active))
        out->group = g;
    return true;
}

// ── the default chain ──

static const Manager *
chain_own(const Chain *c, const char **name, char **why)
{
    const char *login = c->contact && c->contact->manager ? c->contact->manager : "";
    *name = "own manager";
    if (*login)
        return present(c->facts->desk, c->queue, login, c->now, why);
    *why = g_strdup("none");
    return NULL;
}

static const Manager *
chain_company(const Chain *c, const char **name, char **why)
{
    const char *login = c->company ? c->company->manager : "";
    *name = "company's manager";
    if (*login)
        return present(c->facts->desk, c->queue, login, c->now, why);
    *why = g_strdup("none");
    return NULL;
}

static const Manager *
chain_spread(const Chain *c, const char **name, char **why)
{
    SpreadKind kind = c->queue ? c->queue->spread : SPREAD_TURN;
    *name = kind == SPREAD_LOAD ? BY_LOAD : kind == SPREAD_NOBODY ? "nobody" : IN_TURN;
    if (kind != SPREAD_NOBODY)
        return spread_among(c->facts, assign_people(c->facts->desk, c->queue, c->now),
                            kind == SPREAD_LOAD, why);
    *why = g_strdup_printf("queue %s gives its tickets to nobody", c->queue->name);
    return NULL;
}

typedef const Manager *(*ChainStep)(const Chain *c, const char **name, char **why);
static const ChainStep CHAIN[] = {chain_own, chain_company, chain_spread};

// trace (may be NULL) hears of each step; why (may be NULL) gets the deciding one's, or the last.
static const Manager *
follow_chain(const Chain *c, size_t steps, Decision *trace, char **why)
{
    const Manager *m = NULL;
    for (size_t i = 0; !m && i < steps; i++) {
        const char *name;
        g_autofree char *words = NULL;
        m = CHAIN[i](c, &name, &words);
        if (trace)
            decide_trace(trace, name, m != NULL, "%s", words);
        if (why && (m || i + 1 == steps))
            *why = g_strdup_printf("%s: %s", name, words);
    }
    return m;
}

// The contact that the facts bring may know more than the ticket's row.
static const Contact *
requester_of(const Facts *f, const Ticket *t)
{
    const char *address = t->requester ? t->requester->address : "";
    bool fresh = f->contact && (!*address || address_equal(f->contact->address, address));
    return fresh ? f->contact : t->requester;
}

static bool
take_chain(const Facts *f, const RuleView *view, size_t steps, Assignee *out, char **why)
{
    const Chain chain = {.facts = f,
                         .queue = view->queue,
                         .now = view->now,
                         .contact = requester_of(f, view->ticket),
                         .company = view->company};
    return take_person(follow_chain(&chain, steps, NULL, why), out);
}

// ── what a word means ──

static bool
take_named(const Desk *d, const RuleView *view, const char *to, Assignee *out, char **why)
{
    const Group *g = desk_group(d, to);
    if (g)
        return take_group(d, view->queue, g, out, why);
    if (desk_manager(d, to))
        return take_person(present(d, view->queue, to, view->now, why), out);
    *why = g_strdup_printf("there is no manager and no group \"%s\"", to);
    return false;
}

bool
assign_resolve(const Facts *f, RuleView *view, const char *to, Assignee *out, char **why)
{
    const Desk *d = f->desk;
    const Queue *q = view->queue;
    *out = (Assignee){0};
    *why = NULL;
    bool load = g_str_has_prefix(to, "load:");
    if (load || g_str_has_prefix(to, "turn:"))
        return take_spread_of(f, view, to + strlen("load:"), load, out, why);
    load = strcmp(to, "load") == 0;
    if (load || strcmp(to, "turn") == 0)
        return take_spread(f, assign_people(d, q, view->now), load, out, why);
    if (strcmp(to, "own") == 0)
        return take_chain(f, view, 2, out, why);
    if (strcmp(to, "default") == 0)
        return take_chain(f, view, G_N_ELEMENTS(CHAIN), out, why);
    if (strcmp(to, "line") == 0)
        return take_line(d, q, view->ticket, out, why);
    if (strcmp(to, "nobody") != 0)
        return take_named(d, view, to, out, why);
    out->taken = true;
    *why = g_strdup("nobody");
    return true;
}

// ── a new ticket ──

// Does the row decide? Its trace, with what its conditions saw, goes into the decision.
static bool
follow_route(RuleRun *run, const Route *row)
{
    const Facts *f = run->facts;
    Assignee to = {0};
    g_autofree char *fault = NULL;
    g_autofree char *why = NULL;
    GPtrArray *sights =
        f->explain ? g_ptr_array_new_with_free_func((GDestroyNotify)sight_free) : NULL;
    MatchResult result = condition_eval(row->when, &run->view, sights, &fault);
    bool done = result == MATCH_YES && assign_resolve(f, &run->view, row->to, &to, &why);
    if (result == MATCH_NO && !f->explain)
        return false;
    char *said = result == MATCH_ERROR ? g_strdup_printf("routing: %s", text_or_empty(fault))
                 : result == MATCH_NO  ? g_strdup("routing: does not fit")
                 : done                ? g_strdup_printf("routing: %s", why)
                                       : g_strdup_printf("routing: fits, but %s", why);
    decide_trace_add(run->out, row->name, result == MATCH_YES && !done ? MATCH_NO : result, said,
                     sights);
    if (result == MATCH_ERROR)
        rule_tell_fault(run, row->name, text_or_empty(fault));
    if (!done)
        return false;
    change_add(run->out->changes, CHANGE_MANAGER, to.manager ? to.manager->login : "", row->name);
    if (to.group)
        change_add(run->out->changes, CHANGE_GROUP, to.group->name, row->name);
    return true;
}

static bool
follow_routing(const Facts *f, Decision *out)
{
    const GPtrArray *routing = f->desk->routing;
    if (routing->len == 0)
        return false;
    g_auto(RuleRun) run = {0};
    rule_run_begin(&run, f, out);
    for (guint i = 0; i < routing->len; i++) {
        const Route *row = routing->pdata[i];
        if (row->enabled && follow_route(&run, row))
            return true;
    }
    return false;
}

const char *
assign_new(const Facts *f, const Contact *contact, const Address *customer, Decision *out)
{
    if (follow_routing(f, out))
        return "";
    const Chain chain = {
        .facts = f,
        .queue = queue_afterwards(f, out),
        .now = f->now,
        .contact = contact,
        .company = customer ? desk_company_of(f->desk, customer->address) : NULL,
    };
    const Manager *m = follow_chain(&chain, G_N_ELEMENTS(CHAIN), out, NULL);
    return m ? m->login : "";
}
