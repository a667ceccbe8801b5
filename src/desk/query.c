// query.c: what "#list late" and "#search printer" find.
//
// A word of the query becomes a TicketFilter; the queues that the actor may not see are taken out
// afterwards, row by row. Not for the wording of the question (verb_list.c) nor of the answer
// (vars_query.c). Limit: SCAN_MAX tickets are looked at, so counts of further ones end there.

#include "desk/query.h"

#include "base/text.h"

#include <string.h>

#define PAGE        100
#define SCAN_MAX    1000
#define FILTERS_MAX 50 // one's own tickets and those of as many groups

void
ticket_query_clear(TicketQuery *q)
{
    g_clear_pointer(&q->tickets, g_ptr_array_unref);
}

static void
take(const Desk *desk, const Manager *actor, Ticket *owned, TicketQuery *out)
{
    if (!desk_may_see(desk, actor, desk_queue(desk, owned->queue))) {
        ticket_free(owned);
    } else if (out->tickets->len == QUERY_MAX) {
        out->more++;
        ticket_free(owned);
    } else {
        g_ptr_array_add(out->tickets, owned);
    }
}

static TicketFilter
filter_of(const Desk *desk, const Manager *actor, const char *what, int64_t now)
{
    TicketFilter f = {.limit = PAGE, .open_only = true};
    if (strcmp(what, "mine") == 0) {
        f.manager = actor->login;
    } else if (strcmp(what, "late") == 0) {
        f.due_before = now + 1;
    } else if (strcmp(what, "nobody") == 0) {
        f.nobodys = true;
    } else if (strcmp(what, "waiting") == 0) {
        f.kind_plus_one = KIND_WAITING + 1;
    } else if (strcmp(what, "postponed") == 0) {
        f.kind_plus_one = KIND_POSTPONED + 1;
    } else if (strcmp(what, "new") == 0) {
        f.kind_plus_one = KIND_NEW + 1;
    } else if (strcmp(what, "solved") == 0) {
        f.kind_plus_one = KIND_SOLVED + 1;
        f.open_only = false;
    } else if (strcmp(what, "all") == 0) {
        f.open_only = false;
    } else if (g_str_has_prefix(what, "tag:")) {
        f.tag = what + strlen("tag:");
    } else if (g_str_has_prefix(what, "type:")) {
        f.type = what + strlen("type:");
    } else if (desk_queue(desk, what)) {
        f.queue = what;
    } else if (desk_group(desk, what)) {
        f.group = what;
    } else if (strcmp(what, "open") != 0) {
        f.manager = what;
    }
    return f;
}

// Since when a ticket is late: its earliest time that counts.
static int64_t
late_since(const Ticket *t)
{
    const int64_t times[] = {t->due_at, t->solution_at, t->answered_at ? 0 : t->reaction_at};
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < G_N_ELEMENTS(times); i++)
        first = times[i] ? MIN(first, times[i]) : first;
    return first;
}

static gint
by_due(gconstpointer a, gconstpointer b)
{
    int64_t x = late_since(*(const Ticket *const *)a), y = late_since(*(const Ticket *const *)b);
    return (x > y) - (x < y);
}

static bool
list_filtered(const Desk *desk, Store *store, const Manager *actor, TicketFilter filter,
              TicketQuery *out, GError **error)
{
    for (unsigned seen = 0; seen < SCAN_MAX; seen += PAGE) {
        g_autoptr(GPtrArray) page = store_ticket_list(store, &filter, error);
        if (!page)
            return false;
        guint count = page->len;
        if (count > 0)
            filter.before = ((const Ticket *)page->pdata[count - 1])->number;
        while (page->len > 0)
            take(desk, actor, g_ptr_array_steal_index(page, 0), out);
        if (count < PAGE)
            break;
    }
    if (filter.due_before)
        g_ptr_array_sort(out->tickets, by_due);
    return true;
}

// Tickets of her groups are hers while nobody has taken them.
static void
add_groups(const Desk *desk, const Manager *actor, TicketFilter *filters, guint *count)
{
    for (guint i = 0; i < desk->groups->len && *count < FILTERS_MAX; i++) {
        const Group *g = desk->groups->pdata[i];
        for (guint j = 0; j < g->members->len; j++)
            if (g_ascii_strcasecmp(g->members->pdata[j], actor->login) == 0) {
                filters[(*count)++] = (TicketFilter){
                    .limit = PAGE, .open_only = true, .nobodys = true, .group = g->name};
                break;
            }
    }
}

static gint
by_number_down(gconstpointer a, gconstpointer b)
{
    int64_t x = (*(const Ticket *const *)a)->number, y = (*(const Ticket *const *)b)->number;
    return (x < y) - (x > y);
}

static bool
list_tickets(const Desk *desk, Store *store, const Manager *actor, const char *what, int64_t now,
             TicketQuery *out, GError **error)
{
    TicketFilter filters[FILTERS_MAX] = {filter_of(desk, actor, what, now)};
    guint count = 1;
    if (strcmp(what, "mine") == 0)
        add_groups(desk, actor, filters, &count);
    for (guint i = 0; i < count; i++)
        if (!list_filtered(desk, store, actor, filters[i], out, error))
            return false;
    if (count > 1)
        g_ptr_array_sort(out->tickets, by_number_down);
    return true;
}

static bool
find_tickets(const Desk *desk, Store *store, const Manager *actor, const char *words,
             TicketQuery *out, GError **error)
{
    g_autoptr(GPtrArray) hits = store_search(store, words, 2 * PAGE, error);
    if (!hits)
        return false;
    GError *fault = NULL;
    for (guint i = 0; i < hits->len && !fault; i++) {
        const SearchHit *hit = hits->pdata[i];
        Ticket *t = store_ticket_get(store, hit->ticket, &fault);
        if (t)
            take(desk, actor, t, out);
    }
    if (fault)
        g_propagate_error(error, fault);
    return fault == NULL;
}

bool
ticket_query(const Desk *desk, Store *store, const Manager *actor, const char *query, int64_t now,
             TicketQuery *out, GError **error)
{
    static const char SEARCH[] = "search ", LIST[] = "list ";
    *out = (TicketQuery){.tickets = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free)};
    if (!store)
        return true;
    if (g_str_has_prefix(query, SEARCH))
        return find_tickets(desk, store, actor, query + strlen(SEARCH), out, error);
    const char *what = g_str_has_prefix(query, LIST) ? query + strlen(LIST) : "mine";
    return list_tickets(desk, store, actor, what, now, out, error);
}
