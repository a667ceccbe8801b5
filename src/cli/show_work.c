// show_work.c: the part of `helpdesk show` about the work on a ticket: type and times, what was
// promised and what was measured, watchers, the desk's own fields, links, time spent, the bill.
//
// Conversation and history are in cmd_show.c; how spans and money read, in desk/account.c.

#include "cli/show_work.h"

#include "base/clock.h"
#include "base/text.h"
#include "desk/account.h"
#include "ticket/rule.h"

#include <stdio.h>

bool
ticket_work_load(Store *store, int64_t number, TicketWork *out, GError **error)
{
    out->links = store_link_list(store, number, error);
    out->spent = out->links ? store_spent_list(store, number, error) : NULL;
    out->billed = out->spent ? store_billed_list(store, number, error) : NULL;
    return out->billed != NULL;
}

void
ticket_work_clear(TicketWork *w)
{
    g_clear_pointer(&w->links, g_ptr_array_unref);
    g_clear_pointer(&w->spent, g_ptr_array_unref);
    g_clear_pointer(&w->billed, g_ptr_array_unref);
}

// ── JSON ──

static void
put_own_fields(Json *j, const Ticket *t)
{
    json_object(j, "fields");
    for (guint i = 0; i < t->fields->len; i++) {
        const TicketField *f = t->fields->pdata[i];
        json_text(j, f->name, f->value);
    }
    json_end_object(j);
}

static void
put_links(Json *j, const GPtrArray *links)
{
    json_array(j, "links");
    for (guint i = 0; i < links->len; i++) {
        const TicketLink *link = links->pdata[i];
        json_object(j, NULL);
        json_text(j, "kind", names_name(LINK_NAMES, (int)link->kind));
        json_number(j, "ticket", link->other);
        json_text(j, "subject", link->subject);
        json_text(j, "status", link->status);
        json_end_object(j);
    }
    json_end_array(j);
}

static void
put_spent(Json *j, const GPtrArray *spent)
{
    json_object(j, "time");
    json_number(j, "seconds", account_seconds(spent));
    json_array(j, "entries");
    for (guint i = 0; i < spent->len; i++) {
        const Spent *row = spent->pdata[i];
        json_object(j, NULL);
        json_number(j, "at", row->at);
        json_text(j, "who", row->who);
        json_number(j, "seconds", row->seconds);
        json_text(j, "note", row->note);
        json_end_object(j);
    }
    json_end_array(j);
    json_end_object(j);
}

static void
put_bill(Json *j, const GPtrArray *billed, const char *currency)
{
    json_object(j, "bill");
    json_number(j, "total", account_total(billed));
    json_text(j, "currency", currency);
    json_array(j, "lines");
    for (guint i = 0; i < billed->len; i++) {
        const Billed *line = billed->pdata[i];
        json_object(j, NULL);
        json_number(j, "at", line->at);
        json_text(j, "who", line->who);
        json_text(j, "code", line->code);
        json_number(j, "thousandths", line->thousandths);
        json_number(j, "price", (int64_t)line->price);
        json_number(j, "cost", account_cost(line->thousandths, line->price));
        json_end_object(j);
    }
    json_end_array(j);
    json_end_object(j);
}

static void
put_deadline(Json *j, const char *key, const Desk *desk, const Ticket *t, bool solution)
{
    g_autofree char *why = promise_explain(desk, t, solution, "en");
    json_object(j, key);
    json_number(j, "due", solution ? t->solution_at : t->reaction_at);
    json_text(j, "derivation", why);
    json_number(j, "work", solution ? t->solve_work : t->answer_work);
    json_number(j, "wall", solution ? t->solve_wall : t->answer_wall);
    json_end_object(j);
}

static void
put_promise(Json *j, const Desk *desk, const Ticket *t, int64_t now)
{
    json_object(j, "promise");
    json_text(j, "name", t->promise);
    put_deadline(j, "reaction", desk, t, false);
    put_deadline(j, "solution", desk, t, true);
    json_number(j, "paused", t->paused_at);
    json_flag(j, "late", ticket_is_late(t, now));
    json_end_object(j);
}

void
ticket_work_put(Json *j, const Desk *desk, const Ticket *t, const TicketWork *w, int64_t now)
{
    json_text(j, "type", t->type);
    json_number(j, "due", t->due_at);
    json_number(j, "wake", t->wake_at);
    json_number(j, "status_since", t->status_at);
    put_promise(j, desk, t, now);
    json_number(j, "merged_into", t->merged_into);
    json_texts(j, "watchers", t->watchers);
    put_own_fields(j, t);
    put_links(j, w->links);
    put_spent(j, w->spent);
    put_bill(j, w->billed, desk->currency);
}

// ── text ──

static void
print_time(const char *what, int64_t at, const char *more)
{
    g_autofree char *text = clock_people(at);
    printf("%s %s%s\n", what, text, more);
}

// One deadline: "answer due 2026-11-27 14:30, late", how it came about, and what it took. The
// derivation is in the time zone of the promise's clock.
static void
print_deadline(const Desk *desk, const Ticket *t, bool solution, int64_t now)
{
    int64_t work = solution ? t->solve_work : t->answer_work;
    int64_t wall = solution ? t->solve_wall : t->answer_wall;
    int64_t at = solution ? t->solution_at : t->reaction_at;
    const char *what = solution ? "solution" : "answer";
    g_autofree char *due = clock_people(at), *why = promise_explain(desk, t, solution, "en");
    int64_t counted = t->paused_at ? MIN(now, t->paused_at) : now;
    if (at)
        printf("%s due %s%s%s\n", what, due, wall < 0 && at <= counted ? ", late" : "",
               wall < 0 && t->paused_at ? ", the clock is stopped" : "");
    if (at && *why)
        printf("  %s\n", why);
    if (wall < 0)
        return;
    g_autofree char *working = account_span(MAX(work, 0)), *all = account_span(wall);
    printf("%s took %s of working time, %s in all\n", what, working, all);
}

static void
print_promise(const Desk *desk, const Ticket *t, int64_t now)
{
    if (*t->promise)
        printf("promise %s\n", t->promise);
    print_deadline(desk, t, false, now);
    print_deadline(desk, t, true, now);
}

static void
print_watchers(const Ticket *t)
{
    for (guint i = 0; i < t->watchers->len; i++)
        printf("%s%s", i ? ", " : "watched by ", (const char *)t->watchers->pdata[i]);
    if (t->watchers->len > 0)
        printf("\n");
}

static void
print_links(const GPtrArray *links)
{
    for (guint i = 0; i < links->len; i++) {
        const TicketLink *link = links->pdata[i];
        g_autofree char *subject = text_one_line(link->subject);
        printf("%s ticket %" G_GINT64_FORMAT ": %s (%s)\n", names_name(LINK_NAMES, (int)link->kind),
               link->other, subject, link->status);
    }
}

static void
print_account(const TicketWork *w, const char *currency)
{
    g_autofree char *span = account_span(account_seconds(w->spent));
    g_autofree char *total = account_money(account_total(w->billed), currency);
    if (w->spent->len > 0)
        printf("time spent %s\n", span);
    if (w->billed->len > 0)
        printf("bill %s\n", total);
}

void
ticket_work_print(const Desk *desk, const Ticket *t, const TicketWork *w, int64_t now)
{
    bool over = t->kind == KIND_SOLVED || t->kind == KIND_CLOSED;
    if (*t->type)
        printf("type %s\n", t->type);
    if (t->due_at)
        print_time("due", t->due_at, !over && t->due_at < now ? ", late" : "");
    if (t->status_at)
        print_time("in this status since", t->status_at, "");
    if (t->wake_at)
        print_time("postponed until", t->wake_at, "");
    print_promise(desk, t, now);
    if (t->merged_into)
        printf("merged into ticket %" G_GINT64_FORMAT "\n", t->merged_into);
    print_watchers(t);
    for (guint i = 0; i < t->fields->len; i++) {
        const TicketField *f = t->fields->pdata[i];
        g_autofree char *value = text_one_line(f->value);
        printf("%s: %s\n", f->name, value);
    }
    print_links(w->links);
    print_account(w, desk->currency);
}
