// decide_fixture.h: facts made by hand and a decision told in one line, for the tests of decide.
#pragma once

#include "desk_fixture.h"

#include "ticket/decide.h"

static Desk *desk;

// What a row of the tables puts into Facts.
typedef struct {
    const char *name;
    const char *headers; // beside To: support and From
    const char *text;
    const char *from;  // address; "" = none or several
    NatureKind nature; // robot, list: as mail/nature says; silent: not reopened, not passed on
    bool silent;
    const char *ticket; // status of Carol's ticket 1, "" = no ticket
    char token;         // purpose of a valid token, 0 = none
    bool stranger;
    Proof proof;
    const char *want; // see told()
} Row;

static inline char *
told(const Decision *d)
{
    GString *s = g_string_new(names_name(OUTCOME_NAMES, (int)d->outcome));
    if (d->create)
        g_string_append_printf(s, " | new for %s", *d->manager ? d->manager : "nobody");
    if (d->add)
        g_string_append_printf(s, " | add %s", names_name(DIRECTION_NAMES, (int)d->direction));
    for (guint i = 0; i < d->joining->len; i++)
        g_string_append_printf(s, " | joins %s", ((Address *)d->joining->pdata[i])->address);
    for (guint i = 0; i < d->changes->len; i++) {
        const Change *c = d->changes->pdata[i];
        g_string_append_printf(s, " | %s %s", names_name(CHANGE_NAMES, (int)c->kind), c->value);
    }
    for (guint i = 0; i < d->notices->len; i++) {
        const Notice *n = d->notices->pdata[i];
        g_autofree char *who = g_strndup(n->to->address, strcspn(n->to->address, "@"));
        g_string_append_printf(s, " | %s to %s", NOTICES[n->kind].template, who);
    }
    return g_string_free(s, FALSE);
}

static inline Ticket *
make_ticket(const char *status)
{
    Ticket *t = ticket_new();
    const Status *s = desk_status(desk, status);
    assert_non_null(s);
    t->number = 1;
    set(t->queue, "support");
    set(t->subject, "Lamp");
    set(t->status, s->name);
    t->kind = s->kind;
    set(t->manager, "boris");
    set(t->language, "ru");
    t->requester = contact_new("carol@customer.example", "Carol");
    g_ptr_array_add(t->participants, contact_new("dave@customer.example", ""));
    return t;
}

static inline void
decide(const Row *r, void (*change)(Facts *f), Decision *out)
{
    g_autofree char *text = g_strdup_printf("To: support@example.com\nSubject: Lamp\n%s%s\n%s\n",
                                            r->headers, *r->headers ? "\n" : "", r->text);
    g_autoptr(Blob) raw = blob_new_bytes(text, strlen(text));
    g_autoptr(Message) m = message_parse(raw, NULL, NULL);
    assert_non_null(m);
    g_autoptr(Ticket) ticket = *r->ticket ? make_ticket(r->ticket) : NULL;
    g_autoptr(Address) sender = *r->from ? address_new("", r->from) : NULL;
    bool person = r->nature == NATURE_PERSON;
    Nature nature = {.kind = r->nature,
                     .may_answer = person && !r->silent,
                     .may_reopen = !r->silent,
                     .may_pass_on = !r->silent,
                     .why = (char *)(uintptr_t)(person ? "" : "the header")};
    ThreadChoice thread = {.ticket = ticket ? 1 : 0,
                           .by = r->token ? "token"
                                 : ticket ? "reply"
                                          : "",
                           .token_valid = r->token != 0,
                           .token = {.purpose = (TokenPurpose)r->token, .ref = 42},
                           .stranger = r->stranger};
    const Manager *manager = sender ? desk_manager_by_address(desk, sender->address) : NULL;
    Facts f = {
        .desk = desk,
        .queue = desk->queues->pdata[0],
        .now = NOW,
        .automation = true,
        .message = m,
        .nature = &nature,
        .thread = &thread,
        .ticket = ticket,
        .sender = sender,
        .manager = manager && manager->active ? manager : NULL,
        .proof = r->proof,
        .forward_doubt = "",
        .forwarded_id = "",
    };
    if (change)
        change(&f);
    decide_message(&f, out);
}

#define CAROL "carol@customer.example"
#define DAVE  "dave@customer.example"
#define ANNA  "anna@example.com"
#define EVE   "eve@stranger.example"

static inline int
setup(void **state)
{
    desk = test_desk();
    return 0;
}

static inline int
teardown(void **state)
{
    g_clear_pointer(&desk, desk_free);
    return 0;
}
