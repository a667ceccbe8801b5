// verbs_fixture.h: a desk with everything that verbs may name, a ticket on it, and one line of
// commands told in one line, for the tests of the verbs.
#pragma once

#include "desk_fixture.h"

#include "ticket/command.h"

static Desk *desk;
static VerbContext context;

// "status:solved assigned:", or "! " and the errors.
static inline char *
told(const char *text, Proof proof)
{
    g_auto(CommandBlock) b = {0};
    command_parse(text, 50, context.actor->language, &b);
    g_autoptr(GPtrArray) changes = command_plan(&b, &context, proof);
    GString *s = g_string_new(NULL);
    for (guint i = 0; i < b.commands->len; i++) {
        const Command *c = b.commands->pdata[i];
        if (*c->error)
            g_string_append_printf(s, "%s%s", s->len ? "; " : "! ", c->error);
    }
    assert_int_equal(b.faulty, s->len > 0);
    assert_true(!b.faulty || changes->len == 0);
    for (guint i = 0; i < changes->len; i++) {
        const Change *c = changes->pdata[i];
        assert_non_null(c->by);
        g_string_append_printf(s, "%s%s:%s", i ? " | " : "", names_name(CHANGE_NAMES, (int)c->kind),
                               c->value);
    }
    return g_string_free(s, FALSE);
}

typedef struct {
    const char *line;
    const char *want; // the changes; "! " and a part of the error
} Line;

static inline void
check_lines(const Line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_autofree char *said = told(lines[i].line, PROOF_L3);
        bool fault = g_str_has_prefix(lines[i].want, "! ");
        if (fault != g_str_has_prefix(said, "! ") ||
            (fault ? !strstr(said, lines[i].want + 2) : strcmp(said, lines[i].want) != 0))
            fail_msg("%s: \"%s\", wanted \"%s\"", lines[i].line, said, lines[i].want);
    }
}

static inline Ticket *
make_ticket(int64_t number, const char *queue, const char *requester)
{
    Ticket *t = ticket_new();
    t->number = number;
    set(t->queue, queue);
    set(t->subject, "Lamp");
    set(t->status, "open");
    t->kind = KIND_OPEN;
    set(t->manager, "anna");
    t->requester = *requester ? contact_new(requester, "") : NULL;
    return t;
}

static inline void
add_field(const char *name, CustomKind kind, const char *const *choices)
{
    CustomField *f = custom_field_new(name, kind);
    for (size_t i = 0; choices && choices[i]; i++)
        g_ptr_array_add(f->choices, g_strdup(choices[i]));
    g_ptr_array_add(desk->fields, f);
}

// Ticket 7 of Carol is at hand; 8 is hers too, 9 Eve's, 10 in a queue that only leads see, 11 in
// one that only leads change, 12 a part of 8.
static inline int
setup(void **state)
{
    static const char *const SIZES[] = {"Small", "Very large", NULL};
    desk = test_desk();
    desk_add_status(desk, "later", KIND_POSTPONED, "отложена", "відкладена");
    g_ptr_array_add(desk_add_queue(desk, "vault", "vault@example.com", "VA")->see,
                    g_strdup("lead"));
    g_ptr_array_add(desk_add_queue(desk, "law", "law@example.com", "LA")->act, g_strdup("lead"));
    g_ptr_array_add(((Queue *)desk_queue(desk, "law"))->see, g_strdup("manager"));
    desk_add_manager(desk, "lena", "Lena Lead", "lena@example.com")->role = ROLE_LEAD;
    g_ptr_array_add(desk->types, g_strdup("Incident"));
    g_ptr_array_add(desk->types, g_strdup("Вопрос"));
    add_field("room", CUSTOM_TEXT, NULL);
    add_field("Seats", CUSTOM_NUMBER, NULL);
    add_field("moved", CUSTOM_DATE, NULL);
    add_field("vip", CUSTOM_FLAG, NULL);
    add_field("size", CUSTOM_CHOICE, SIZES);
    g_ptr_array_add(desk->prices, price_new("visit"));
    g_ptr_array_add(desk->prices, price_new("Hour"));
    Macro *m = macro_new("thanks");
    g_hash_table_insert(m->texts, g_strdup(""), g_strdup("Thank you."));
    set(m->commands, "#close\n");
    g_ptr_array_add(desk->macros, m);
    GPtrArray *others = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_free);
    g_ptr_array_add(others, make_ticket(8, "support", "carol@customer.example"));
    g_ptr_array_add(others, make_ticket(9, "sales", "eve@stranger.example"));
    g_ptr_array_add(others, make_ticket(10, "vault", "carol@customer.example"));
    g_ptr_array_add(others, make_ticket(11, "law", "carol@customer.example"));
    g_ptr_array_add(others, make_ticket(12, "support", "carol@customer.example"));
    ((Ticket *)others->pdata[4])->merged_into = 8;
    Ticket *t = make_ticket(7, "support", "carol@customer.example");
    g_ptr_array_add(t->participants, contact_new("dave@customer.example", ""));
    context = (VerbContext){.desk = desk,
                            .queue = desk->queues->pdata[0],
                            .ticket = t,
                            .actor = desk_manager(desk, "anna"),
                            .now = NOW,
                            .others = others};
    return 0;
}

static inline int
teardown(void **state)
{
    ticket_free((Ticket *)context.ticket);
    g_ptr_array_unref((GPtrArray *)context.others);
    g_clear_pointer(&desk, desk_free);
    return 0;
}
