// tick_clock.c: a desk that slept does in order what became due, but sends managers one letter
// each instead of a burst.
//
// Customers' letters go as they are: each ticket has at most one of a kind, and the caps of TRUST 2
// stand over them.

#include "base/text.h"
#include "desk/apply.h"
#include "desk/case.h"
#include "desk/render.h"
#include "desk/tick_timer.h"
#include "desk/vars.h"

#include <string.h>

#define SLEPT     (26 * 3600) // a desk that runs once a day does not sleep
#define FEW       3           // letters that may come one by one
#define LINES_MAX 500         // in one letter

// Is there more to tell than a person would read letter by letter?
static bool
is_much_due(const Reception *r, bool *much, GError **error)
{
    g_autoptr(GArray) asleep = store_tickets_to_wake(r->store, r->now, FEW + 1, error);
    g_autoptr(GArray) late = asleep ? store_tickets_due(r->store, r->now, FEW + 1, error) : NULL;
    g_autoptr(GArray) timers = late ? store_timers_due(r->store, r->now, FEW + 1, error) : NULL;
    *much = timers && asleep->len + late->len + timers->len > FEW;
    return timers != NULL;
}

bool
clock_run_begin(const Reception *r, ClockRun *out, GError **error)
{
    *out = (ClockRun){0};
    if (!store_clock_get(r->store, "tick", &out->since, NULL, error))
        return false;
    out->lines =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
    if (!case_spread(r, &out->spread, error))
        return false;
    if (out->since == 0 || r->now - out->since <= SLEPT)
        return true;
    return is_much_due(r, &out->slept, error);
}

void
clock_run_clear(ClockRun *c)
{
    g_clear_pointer(&c->lines, g_hash_table_unref);
    work_spread_clear(&c->spread);
}

bool
clock_run_facts(const ClockRun *run, Reception *r, const Ticket *ticket, const Nature *nature,
                const ThreadChoice *thread, Facts *out, GError **error)
{
    *out = facts_of_ticket(r, ticket, nature, thread);
    out->spread = &run->spread;
    const char *customer = ticket && ticket->requester ? ticket->requester->address : "-";
    return case_fault_told(r, &out->fault_told, error) &&
           case_caps(r, customer, ticket, out, error);
}

static void
collect(ClockRun *c, const Manager *m, const Desk *desk, const Ticket *t, const Decision *d,
        const Notice *n)
{
    GPtrArray *lines = g_hash_table_lookup(c->lines, m->login);
    if (!lines) {
        lines = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(c->lines, m->login, lines);
    }
    const Queue *queue = desk_queue(desk, t->queue);
    g_autofree char *marker = ticket_marker(t, queue ? queue : desk->queues->pdata[0]);
    g_autofree char *subject = text_clip(t->subject, 80);
    g_autofree char *what = notice_summary(desk, n, d->why);
    g_autofree char *line = text_one_line(what);
    g_ptr_array_add(lines, g_strdup_printf("%s %s: %s", marker, subject, line));
}

void
clock_run_collect(ClockRun *c, const Desk *desk, const Ticket *ticket, Decision *d)
{
    if (!c->slept)
        return;
    for (guint i = 0; i < d->notices->len;) {
        const Notice *n = d->notices->pdata[i];
        const Manager *m =
            NOTICES[n->kind].to_manager ? desk_manager_by_address(desk, n->to->address) : NULL;
        if (m) {
            collect(c, m, desk, ticket, d, n);
            g_ptr_array_remove_index(d->notices, i);
        } else {
            i++;
        }
    }
}

static bool
write_letter(const Reception *given, const Manager *m, const GPtrArray *lines, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < MIN(lines->len, LINES_MAX); i++)
        g_string_append_printf(text, "%s\n", (const char *)lines->pdata[i]);
    if (lines->len > LINES_MAX)
        g_string_append_printf(text, "… +%u\n", lines->len - LINES_MAX);
    Reception r = *given;
    Nature nature = {.kind = NATURE_ROBOT};
    ThreadChoice thread = {.by = ""};
    g_auto(Decision) d = {0};
    Facts facts = facts_of_ticket(&r, NULL, &nature, &thread);
    decide_caught_up(&facts, m, text->str, &d);
    g_auto(Application) a = {.reception = &r, .who = "system"};
    return apply_decision(&a, &d, error);
}

bool
clock_run_end(const Reception *r, ClockRun *c, GError **error)
{
    for (guint i = 0; i < r->desk->managers->len; i++) {
        const Manager *m = r->desk->managers->pdata[i];
        const GPtrArray *lines = g_hash_table_lookup(c->lines, m->login);
        if (lines && !write_letter(r, m, lines, error))
            return false;
    }
    return store_clock_set(r->store, "tick", r->now, "", error);
}
