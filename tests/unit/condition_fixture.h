// condition_fixture.h: a ticket of Carol's with her letter, seen as conditions and actions see it.
#pragma once

#include "desk_fixture.h"

#include "base/error.h"
#include "ticket/condition.h"

// A Monday at 14:13:20 UTC.
static const char LETTER[] =
    "From: Carol Dean <Carol@Acme.Example>\n"
    "To: support@example.com, Help Line <help@example.com>\n"
    "Cc: dave@partner.example\n"
    "Subject: Invoice 12 is wrong\n"
    "X-Spam-Status: Yes, score=6.5 required=5.0\n"
    "X-Spam-Score: 3\n"
    "X-Colour: =?utf-8?q?gr=C3=BCn?=\n"
    "X-Number: 41\n"
    "X-Number: 42\n"
    "Content-Type: multipart/mixed; boundary=b\n"
    "MIME-Version: 1.0\n"
    "\n"
    "--b\nContent-Type: text/plain; charset=utf-8\n\nPlease refund me.\n"
    "--b\nContent-Type: application/pdf; name=scan.pdf\n"
    "Content-Disposition: attachment; filename=scan.pdf\n\n%PDF 1234567890\n"
    "--b\nContent-Type: image/png; name=logo.png\n"
    "Content-Disposition: attachment; filename=logo.png\n\npng\n--b--\n";

typedef struct {
    Desk *desk;
    Ticket *ticket;
    Blob *raw;
    Message *message;
    Nature nature;
    Address *sender;
} World;

static inline void
fill_desk(Desk *d)
{
    static const char *const TYPES[] = {"fault", "maintenance"};
    set(d->time_zone, "UTC");
    g_ptr_array_add(d->calendars, calendar_new("office"));
    for (size_t i = 0; i < G_N_ELEMENTS(TYPES); i++)
        g_ptr_array_add(d->types, g_strdup(TYPES[i]));
    g_ptr_array_add(d->internal_types, g_strdup("maintenance"));
    g_ptr_array_add(d->fields, custom_field_new("room", CUSTOM_TEXT));
    g_ptr_array_add(d->fields, custom_field_new("seats", CUSTOM_NUMBER));
    set(((Company *)d->companies->pdata[0])->category, "VIP");
    desk_add_status(d, "postponed", KIND_POSTPONED, "отложена", "відкладена");
    ((Status *)desk_status(d, "invalid"))->cancelled = true;
}

static inline Ticket *
carols_ticket(void)
{
    Ticket *t = ticket_new();
    t->number = 7;
    set(t->queue, "support");
    set(t->subject, "Lamp");
    set(t->status, "open");
    t->kind = KIND_OPEN;
    set(t->manager, "anna");
    set(t->group, "line2");
    t->priority = PRIORITY_HIGH;
    set(t->language, "ru");
    t->created_at = NOW - 5 * DAY;
    t->customer_at = NOW - 3 * HOUR;
    t->manager_at = NOW - 2 * DAY;
    t->requester = contact_new("carol@acme.example", "Carol Dean");
    set(t->requester->language, "ru");
    g_ptr_array_add(t->participants, contact_new("dave@partner.example", ""));
    g_ptr_array_add(t->tags, g_strdup("printer"));
    g_ptr_array_add(t->tags, g_strdup("angry"));
    t->rating = 2;
    set(t->type, "maintenance");
    set(t->promise, "gold");
    t->due_at = NOW - 1;
    ticket_set_field(t, "room", "12b");
    ticket_set_field(t, "seats", "20");
    return t;
}

static inline void
world_open(World *w)
{
    *w = (World){.desk = test_desk(), .ticket = carols_ticket()};
    fill_desk(w->desk);
    w->raw = blob_new_bytes(LETTER, strlen(LETTER));
    w->message = message_parse(w->raw, NULL, NULL);
    assert_non_null(w->message);
    w->nature = (Nature){.kind = NATURE_PERSON, .why = (char *)(uintptr_t) ""};
    w->sender = address_new("Carol Dean", "carol@acme.example");
}

static inline void
world_close(World *w)
{
    message_free(w->message);
    blob_free(w->raw);
    ticket_free(w->ticket);
    address_free(w->sender);
    desk_free(w->desk);
}

// Everything there is to see.
static inline RuleView
world_view(const World *w)
{
    return (RuleView){.desk = w->desk,
                      .now = NOW,
                      .queue = w->desk->queues->pdata[0],
                      .ticket = w->ticket,
                      .message = w->message,
                      .text = "Please refund me.",
                      .nature = &w->nature,
                      .channel = "mail",
                      .sender = w->sender,
                      .company = w->desk->companies->pdata[0],
                      .first = true,
                      .newcomer = true};
}

// A leaf of values that stand between "|"; what begins as PCRE2 is one value.
static inline Condition *
leaf(const char *key, const char *values)
{
    g_auto(GStrv) list = g_strsplit(values, *values == '/' ? "\n" : "|", -1);
    static const char *const EMPTY[] = {"", NULL};
    g_autoptr(GError) error = NULL;
    Condition *c = condition_leaf(key, *values ? (const char *const *)list : EMPTY, &error);
    if (error)
        print_error("%s = \"%s\": %s\n", key, values, error->message);
    return c;
}
