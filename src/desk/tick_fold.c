// tick_fold.c: letters to managers that one run of the clock writes as one: all of a desk that
// slept, and those beyond what a person reads letter by letter.
//
// They are lines until the batch ends, and go out in its own transaction: a crash loses none. Of a
// ticket whose work failed nothing stays. Customers' letters go as they are: each ticket has at
// most one of a kind, and the caps of TRUST 2 stand over them.

#include "base/text.h"
#include "desk/apply.h"
#include "desk/render.h"
#include "desk/tick_timer.h"
#include "desk/vars.h"

#define SINGLE_MAX 20  // letters of their own to one manager in one run
#define LINES_MAX  500 // in one letter

static void
collect(ClockRun *c, const Manager *m, const Desk *desk, const Ticket *t, const Decision *d,
        const Notice *n)
{
    const Queue *queue = desk_queue(desk, t->queue);
    g_autofree char *marker = ticket_marker(t, queue ? queue : desk->queues->pdata[0]);
    g_autofree char *subject = text_clip(t->subject, 80);
    g_autofree char *what = notice_summary(desk, n, d->why);
    g_autofree char *line = text_one_line(what);
    g_ptr_array_add(c->fresh, g_strdup(m->login));
    g_ptr_array_add(c->fresh, g_strdup_printf("%s %s: %s", marker, subject, line));
}

// Has she read enough?
static bool
is_too_much(ClockRun *c, const Manager *m)
{
    guint had = GPOINTER_TO_UINT(g_hash_table_lookup(c->single, m->login));
    if (c->slept || had >= SINGLE_MAX)
        return true;
    g_hash_table_insert(c->single, g_strdup(m->login), GUINT_TO_POINTER(had + 1));
    return false;
}

void
clock_run_collect(ClockRun *c, const Desk *desk, const Ticket *ticket, Decision *d)
{
    if (!notice_is_on(desk, NOTICE_CAUGHT_UP))
        return;
    for (guint i = 0; i < d->notices->len;) {
        const Notice *n = d->notices->pdata[i];
        const Manager *m =
            NOTICES[n->kind].to_manager ? desk_manager_by_address(desk, n->to->address) : NULL;
        if (m && m->active && m->addresses->len > 0 && is_too_much(c, m)) {
            collect(c, m, desk, ticket, d, n);
            g_ptr_array_remove_index(d->notices, i);
        } else {
            i++;
        }
    }
}

void
clock_fold_settle(ClockRun *c, bool done)
{
    for (guint i = 0; done && i + 1 < c->fresh->len; i += 2) {
        GPtrArray *lines = g_hash_table_lookup(c->lines, c->fresh->pdata[i]);
        if (!lines) {
            lines = g_ptr_array_new_with_free_func(g_free);
            g_hash_table_insert(c->lines, g_strdup(c->fresh->pdata[i]), lines);
        }
        g_ptr_array_add(lines, g_strdup(c->fresh->pdata[i + 1]));
    }
    g_ptr_array_set_size(c->fresh, 0);
}

static bool
write_letter(const ClockWork *w, GError **error)
{
    const Manager *m = w->item;
    const GPtrArray *lines = g_hash_table_lookup(w->run->lines, m->login);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < MIN(lines->len, LINES_MAX); i++)
        g_string_append_printf(text, "%s\n", (const char *)lines->pdata[i]);
    if (lines->len > LINES_MAX)
        g_string_append_printf(text, "… +%u\n", lines->len - LINES_MAX);
    Reception r = *w->reception;
    Nature nature = {.kind = NATURE_ROBOT};
    ThreadChoice thread = {.by = ""};
    g_auto(Decision) d = {0};
    Facts facts = facts_of_ticket(&r, NULL, &nature, &thread);
    decide_caught_up(&facts, m, text->str, &d);
    g_auto(Application) a = {.reception = &r, .who = "system"};
    return apply_decision(&a, &d, error);
}

bool
clock_fold_write(const Reception *r, ClockRun *c, GError **error)
{
    for (guint i = 0; i < r->desk->managers->len; i++) {
        Manager *m = r->desk->managers->pdata[i];
        if (!g_hash_table_contains(c->lines, m->login))
            continue;
        ClockWork w = {.reception = r, .run = c, .item = m};
        g_autofree char *what = g_strdup_printf("the caught-up letter to %s", m->login);
        bool done; // what cannot be written must not keep the clock from going on
        if (!clock_run_one(&w, what, write_letter, &done, error))
            return false;
    }
    g_hash_table_remove_all(c->lines);
    return true;
}
