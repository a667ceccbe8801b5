// predicate_ticket.c: what conditions see of the ticket, of its people and of the clock.
//
// The ticket is as it will be once all that is planned so far is done. Working time, weekday and
// time of the day are those of the queue's calendar in the time zone of the customer's company.
// Neighbours: predicate.c (the table), predicate_mail.c.
#include "ticket/predicate.h"

#include "base/text.h"
#include "ticket/rule.h"

#include <string.h>

void
see_queue(Look *look)
{
    const RuleView *v = look->view;
    look_text(look, v->queue ? v->queue->name : v->ticket->queue);
}

void
see_language(Look *look)
{
    look_text(look, look->view->ticket->language);
}

void
see_company(Look *look)
{
    const RuleView *v = look->view;
    if (v->company)
        look_text(look, v->company->name);
    else if (v->ticket->requester)
        look_text(look, v->ticket->requester->company);
}

void
see_category(Look *look)
{
    if (look->view->company)
        look_text(look, look->view->company->category);
}

void
see_contact(Look *look)
{
    const Contact *c = look->view->ticket->requester;
    for (guint i = 0; c && i < look->leaf->tests->len; i++) {
        const Test *t = look->leaf->tests->pdata[i];
        const char *name = *c->name ? c->name : desk_person_name(look->view->desk, c->address);
        const char *const values[] = {c->address, name, c->language, c->company, c->manager};
        int code = 0;
        names_code(look->leaf->info->work->names, t->name, &code);
        look_test(look, t, values[code]);
    }
}

void
see_type(Look *look)
{
    look_text(look, look->view->ticket->type);
}

void
see_priority(Look *look)
{
    look_number(look, look->view->ticket->priority);
}

void
see_tag(Look *look)
{
    const GPtrArray *tags = look->view->ticket->tags;
    for (guint i = 0; i < tags->len; i++)
        look_text(look, tags->pdata[i]);
}

void
see_field(Look *look)
{
    for (guint i = 0; i < look->leaf->tests->len; i++) {
        const Test *t = look->leaf->tests->pdata[i];
        const CustomField *f = desk_field(look->view->desk, t->name);
        const char *value = ticket_field(look->view->ticket, f ? f->name : t->name);
        look_test(look, t, text_or_empty(value));
    }
}

void
see_status(Look *look)
{
    look_text(look, look->view->ticket->status);
}

void
see_kind(Look *look)
{
    look_number(look, look->view->ticket->kind);
}

void
see_manager(Look *look)
{
    look_text(look, look->view->ticket->manager);
}

void
see_group(Look *look)
{
    look_text(look, look->view->ticket->group);
}

void
see_rating(Look *look)
{
    if (look->view->ticket->rating)
        look_number(look, look->view->ticket->rating);
}

void
see_age(Look *look)
{
    const RuleView *v = look->view;
    look_since(look, v->ticket->created_at ? v->ticket->created_at : v->now);
}

void
see_idle(Look *look)
{
    const RuleView *v = look->view;
    const Ticket *t = v->ticket;
    int64_t word = MAX(t->created_at, MAX(t->customer_at, t->manager_at));
    look_since(look, word ? word : v->now);
}

void
see_hours(Look *look)
{
    look_number(look, work_clock_is_open(view_clock(look->view), look->view->now));
}

void
see_weekday(Look *look)
{
    unsigned weekday, minute;
    work_clock_local(view_clock(look->view), look->view->now, &weekday, &minute);
    look_number(look, weekday);
}

void
see_time(Look *look)
{
    unsigned weekday, minute;
    work_clock_local(view_clock(look->view), look->view->now, &weekday, &minute);
    look_number(look, minute);
}

void
see_participant(Look *look)
{
    const Ticket *t = look->view->ticket;
    if (t->requester && *t->requester->address)
        look_text(look, t->requester->address);
    for (guint i = 0; i < t->participants->len; i++)
        look_text(look, ((const Contact *)t->participants->pdata[i])->address);
}

void
see_late(Look *look)
{
    look_number(look, ticket_is_late(look->view->ticket, look->view->now));
}

void
see_promise(Look *look)
{
    look_text(look, look->view->ticket->promise);
}

void
see_internal(Look *look)
{
    look_number(look, desk_is_internal(look->view->desk, look->view->ticket->type));
}
