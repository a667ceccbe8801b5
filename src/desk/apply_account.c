// apply_account.c: what the work on a ticket leaves behind: time spent, lines of the price list, a
// draft for the FAQ.
//
// Each is a row of its own; "-ID" as the value of a change takes that row away again. A price is
// kept as it was on that day. Neighbours: account.c for how time and money read.

#include "desk/apply_ops.h"

#include "base/text.h"
#include "desk/account.h"

#include <string.h>

#define QUESTION_MAX 4000
#define ANSWER_MAX   (64 * 1024)

// "-ID": that row is taken away again.
static bool
read_removal(const char *value, int64_t *id)
{
    const char *rest;
    return *value == '-' && ops_number(value + 1, id, &rest) && !*rest;
}

static void
undo_row(GPtrArray *undo, const Change *c, int64_t id)
{
    g_autofree char *value = g_strdup_printf("-%" G_GINT64_FORMAT, id);
    ops_undo(undo, c, c->kind, value);
}

static Spent *
find_spent(const GPtrArray *list, int64_t id)
{
    for (guint i = 0; i < list->len; i++)
        if (((Spent *)list->pdata[i])->id == id)
            return list->pdata[i];
    return NULL;
}

static bool
remove_time(Application *a, const Change *c, int64_t id, GPtrArray *undo, GError **error)
{
    Store *store = a->reception->store;
    g_autoptr(GPtrArray) list = store_spent_list(store, a->ticket->number, error);
    if (!list)
        return false;
    const Spent *row = find_spent(list, id);
    if (!row)
        return true;
    g_autofree char *former =
        g_strdup_printf("%" G_GINT64_FORMAT "%s%s", row->seconds, *row->note ? " " : "", row->note);
    g_autofree char *span = account_span(row->seconds);
    g_autofree char *detail = g_strdup_printf("-%s", span);
    ops_undo(undo, c, CHANGE_TIME, former);
    return store_spent_remove(store, id, error) && ops_note(a, c, detail, error);
}

static int64_t
add_spent(Application *a, int64_t seconds, const char *note, GError **error)
{
    Spent *row = g_new0(Spent, 1);
    row->ticket = a->ticket->number;
    row->at = a->reception->now;
    row->who = g_strdup(a->who);
    row->seconds = seconds;
    row->note = g_strdup(note);
    int64_t id = store_spent_add(a->reception->store, row, error) ? row->id : 0;
    spent_free(row);
    return id;
}

bool
op_time(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    int64_t seconds, id;
    const char *note;
    if (read_removal(c->value, &id))
        return remove_time(a, c, id, undo, error);
    if (!ops_number(c->value, &seconds, &note) || seconds == 0)
        return true;
    id = add_spent(a, seconds, note, error);
    if (id == 0)
        return false;
    undo_row(undo, c, id);
    g_autofree char *span = account_span(seconds);
    g_autofree char *detail = g_strdup_printf("%s%s%s", span, *note ? ": " : "", note);
    return ops_note(a, c, detail, error);
}

static Billed *
find_billed(const GPtrArray *list, int64_t id)
{
    for (guint i = 0; i < list->len; i++)
        if (((Billed *)list->pdata[i])->id == id)
            return list->pdata[i];
    return NULL;
}

static bool
remove_bill(Application *a, const Change *c, int64_t id, GPtrArray *undo, GError **error)
{
    Store *store = a->reception->store;
    g_autoptr(GPtrArray) list = store_billed_list(store, a->ticket->number, error);
    if (!list)
        return false;
    const Billed *row = find_billed(list, id);
    if (!row)
        return true;
    g_autofree char *former = g_strdup_printf("%s %" G_GINT64_FORMAT, row->code, row->thousandths);
    g_autofree char *quantity = account_quantity(row->thousandths);
    g_autofree char *detail = g_strdup_printf("-%s × %s", quantity, row->code);
    ops_undo(undo, c, CHANGE_BILL, former);
    return store_billed_remove(store, id, error) && ops_note(a, c, detail, error);
}

static int64_t
add_billed(Application *a, const Price *price, int64_t thousandths, GError **error)
{
    Billed *row = g_new0(Billed, 1);
    row->ticket = a->ticket->number;
    row->at = a->reception->now;
    row->who = g_strdup(a->who);
    row->code = g_strdup(price->code);
    row->thousandths = thousandths;
    row->price = price->price;
    int64_t id = store_billed_add(a->reception->store, row, error) ? row->id : 0;
    billed_free(row);
    return id;
}

bool
op_bill(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    const Desk *d = a->reception->desk;
    int64_t thousandths, id;
    if (read_removal(c->value, &id))
        return remove_bill(a, c, id, undo, error);
    const char *space = strrchr(c->value, ' '), *rest;
    if (!space || !ops_number(space + 1, &thousandths, &rest) || thousandths == 0)
        return true;
    g_autofree char *code = g_strndup(c->value, (gsize)(space - c->value));
    const Price *price = desk_price(d, code);
    if (!price)
        return ops_refuse(a, c, "the price list has no such line", error);
    id = add_billed(a, price, thousandths, error);
    if (id == 0)
        return false;
    undo_row(undo, c, id);
    g_autofree char *quantity = account_quantity(thousandths);
    g_autofree char *cost = account_money(account_cost(thousandths, price->price), d->currency);
    g_autofree char *detail = g_strdup_printf("%s × %s = %s", quantity, price->code, cost);
    return ops_note(a, c, detail, error);
}

// The customer's first words and the last answer to a customer; NULL = there is none.
static void
find_story(const GPtrArray *messages, const TicketMessage **asked, const TicketMessage **answered)
{
    *asked = *answered = NULL;
    for (guint i = 0; i < messages->len; i++) {
        const TicketMessage *m = messages->pdata[i];
        if (m->direction == DIRECTION_IN && !*asked && !text_is_empty(m->text))
            *asked = m;
        if (m->direction == DIRECTION_OUT && !text_is_empty(m->text))
            *answered = m;
    }
}

// A line that names it, below it the customer's own words.
static char *
draft_question(const char *title, const TicketMessage *asked)
{
    g_autofree char *line = text_one_line(title);
    g_autofree char *words = text_clip(asked ? asked->text : "", QUESTION_MAX);
    g_strstrip(words);
    return g_strdup_printf("%s%s%s", line, *words ? "\n\n" : "", words);
}

static int64_t
add_faq(Application *a, const char *title, const TicketMessage *asked,
        const TicketMessage *answered, GError **error)
{
    Faq *row = g_new0(Faq, 1);
    row->ticket = a->ticket->number;
    row->at = a->reception->now;
    row->who = g_strdup(a->who);
    row->language = g_strdup(a->ticket->language);
    row->question = draft_question(title, asked);
    row->answer = text_clip(answered->text, ANSWER_MAX);
    int64_t id = store_faq_add(a->reception->store, row, error) ? row->id : 0;
    faq_free(row);
    return id;
}

static bool
remove_faq(Application *a, const Change *c, int64_t id, GError **error)
{
    Store *store = a->reception->store;
    GError *fault = NULL;
    Faq *row = store_faq_get(store, id, &fault);
    bool there = row && row->ticket == a->ticket->number;
    faq_free(row);
    if (fault)
        g_propagate_error(error, fault);
    if (!there)
        return !fault;
    g_autofree char *detail = g_strdup_printf("draft %" G_GINT64_FORMAT " is dropped", id);
    return store_faq_remove(store, id, error) && ops_note(a, c, detail, error);
}

bool
op_faq(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    int64_t id;
    if (read_removal(c->value, &id))
        return remove_faq(a, c, id, error);
    g_autoptr(GPtrArray) messages =
        store_message_list(a->reception->store, a->ticket->number, error);
    if (!messages)
        return false;
    const TicketMessage *asked, *answered;
    find_story(messages, &asked, &answered);
    if (!answered)
        return ops_note(a, c, "no draft: the ticket has no answer yet", error);
    id = add_faq(a, *c->value ? c->value : a->ticket->subject, asked, answered, error);
    if (id == 0)
        return false;
    undo_row(undo, c, id);
    g_autofree char *detail = g_strdup_printf("draft %" G_GINT64_FORMAT, id);
    return ops_note(a, c, detail, error);
}
