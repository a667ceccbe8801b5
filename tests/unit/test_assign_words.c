// The words of `assign`, the default chain and the routing table.

#include "assign_fixture.h"

// ── words of `assign` ──

// A ticket of Carol in a queue, on its way.
static Ticket *
make_ticket(const char *queue, const char *manager, const char *group)
{
    Ticket *t = ticket_new();
    set(t->queue, queue);
    set(t->manager, manager);
    set(t->group, group);
    t->requester = contact_new("carol@acme.example", "Carol");
    return t;
}

// "manager anna: why", "group line2: why", "nobody: why", "- why".
static char *
resolve(const Facts *f, const Ticket *t, const char *to)
{
    g_auto(RuleView) view = {
        .desk = desk,
        .now = f->now,
        .queue = desk_queue(desk, t->queue),
        .ticket = t,
        .company = desk_company_of(desk, t->requester->address),
    };
    Assignee who = {.taken = true};
    g_autofree char *why = NULL;
    bool done = assign_resolve(f, &view, to, &who, &why);
    assert_int_equal(done, who.taken);
    assert_true(done || (!who.manager && !who.group));
    assert_non_null(why);
    assert_null(strchr(why, '\n'));
    return !done ? g_strdup_printf("- %s", why)
           : who.manager
               ? g_strdup_printf("manager %s%s%s: %s", who.manager->login, who.group ? " of " : "",
                                 who.group ? who.group->name : "", why)
           : who.group ? g_strdup_printf("group %s: %s", who.group->name, why)
                       : g_strdup_printf("nobody: %s", why);
}

static void
add_line(const char *name, const char *member, const char *next)
{
    Group *g = group_new(name);
    g_ptr_array_add(g->members, g_strdup(member));
    set(g->next, next);
    g_ptr_array_add(desk->groups, g);
}

static void
words_resolve(void **state)
{
    static const struct {
        const char *to;
        const char *queue, *manager, *group; // of the ticket
        const char *own;                     // manager of its customer
        const char *away, *deputy;
        const char *want;
    } ROWS[] = {
        {"anna", "support", "", "", "", "", "", "manager anna: anna"},
        {"ANNA", "support", "", "", "", "", "", "manager anna: anna"},
        {"anna", "support", "", "", "", "anna", "boris", "manager boris: anna is away: boris"},
        {"anna", "support", "", "", "", "anna", "", "- anna is away, and nobody stands in"},
        {"fred", "support", "", "", "", "", "", "- fred is no longer active"},
        {"ghost", "support", "", "", "", "", "", "- there is no manager and no group \"ghost\""},
        {"", "support", "", "", "", "", "", "- there is no manager and no group \"\""},
        {"anna", "vault", "", "", "", "", "", "- anna may not see queue vault"},
        {"line2", "support", "anna", "", "", "", "", "group line2: group line2"},
        {"line2", "vault", "", "", "", "", "", "- nobody of group line2 may see the ticket"},
        {"turn", "support", "", "", "", "", "", "manager boris: in turn: boris"},
        {"load", "support", "", "", "", "", "", "manager anna: by load: anna"},
        {"turn", "support", "", "", "", "boris", "", "manager anna: in turn: anna"},
        {"turn", "vault", "", "", "", "lena", "", "- in turn: nobody is there"},
        {"turn:line2", "sales", "", "", "", "", "", "manager bob of line2: in turn: bob"},
        {"load:line2", "sales", "", "", "", "", "", "manager bob of line2: by load: bob"},
        {"turn:Line2", "sales", "", "", "", "bob", "anna",
         "manager boris of line2: in turn: boris"},
        {"load:line2,anna", "sales", "", "", "", "", "", "manager bob: by load: bob"},
        {"line", "sales", "bob", "line2", "", "", "", "group line3: group line3"},
        {"gone", "sales", "", "", "", "", "", "- nobody of group gone is active any more"},
        {"load:boris,anna", "sales", "", "", "", "", "", "manager anna: by load: anna"},
        {"turn:ghost", "sales", "", "", "", "", "", "- in turn: nobody is there"},
        {"own", "support", "", "", "anna", "", "", "manager anna: own manager: anna"},
        {"own", "support", "", "", "anna", "anna", "bob",
         "manager bob: own manager: anna is away: bob"},
        {"own", "support", "", "", "fred", "", "", "manager boris: company's manager: boris"},
        {"own", "support", "", "", "fred", "boris", "",
         "- company's manager: boris is away, and nobody stands in"},
        {"default", "support", "", "", "fred", "boris", "", "manager anna: in turn: anna"},
        {"default", "support", "", "", "", "", "", "manager boris: company's manager: boris"},
        {"line", "support", "", "line1", "", "", "", "group line2: group line2"},
        {"line", "support", "bob", "", "", "", "", "group line3: group line3"},
        {"line", "support", "bob", "line3", "", "", "", "- there is no further line"},
        {"line", "support", "", "", "", "", "", "- the ticket is in no line"},
        {"nobody", "support", "anna", "line2", "", "", "", "nobody: nobody"},
    };
    Queue *vault = desk_add_queue(desk, "vault", "vault@example.com", "VA");
    desk_add_manager(desk, "lena", "Lena Lead", "lena@example.com")->role = ROLE_LEAD;
    g_ptr_array_add(vault->see, g_strdup("lead"));
    add_line("line1", "anna", "line2");
    add_line("line3", "lena", "");
    add_line("gone", "fred", "");
    set(((Group *)desk_group(desk, "line2"))->next, "line3");
    give_turn("boris");
    give_turn("anna");
    give_load("boris", "open 2");
    give_load("anna", "open 1");
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Ticket) t = make_ticket(ROWS[i].queue, ROWS[i].manager, ROWS[i].group);
        set(t->requester->manager, ROWS[i].own);
        const Facts f = {
            .desk = desk, .queue = desk_queue(desk, ROWS[i].queue), .now = NOW, .spread = &spread};
        if (*ROWS[i].away)
            send_away(ROWS[i].away, 0, 1, ROWS[i].deputy);
        g_autofree char *said = resolve(&f, t, ROWS[i].to);
        if (strcmp(said, ROWS[i].want) != 0)
            fail_msg("%s (row %zu): \"%s\"", ROWS[i].to, i, said);
        if (*ROWS[i].away)
            g_ptr_array_set_size(person(ROWS[i].away)->absences, 0);
    }
}

// What is stored of the customer goes before what the ticket's row says; of another it says
// nothing.
static void
own_of_whom(void **state)
{
    g_autoptr(Ticket) t = make_ticket("support", "", "");
    g_autoptr(Contact) carol = contact_new("Carol@acme.example", "");
    g_autoptr(Contact) eve = contact_new("eve@stranger.example", "");
    set(t->requester->manager, "bob");
    set(carol->manager, "anna");
    set(eve->manager, "boris");
    Facts f = {.desk = desk, .queue = desk_queue(desk, "support"), .now = NOW, .contact = carol};
    g_autofree char *of_facts = resolve(&f, t, "own");
    assert_string_equal(of_facts, "manager anna: own manager: anna");
    f.contact = eve;
    g_autofree char *of_ticket = resolve(&f, t, "own");
    assert_string_equal(of_ticket, "manager bob: own manager: bob");
}

// ── a new ticket ──

typedef struct {
    const char *own, *customer; // manager of the contact, address
    SpreadKind spread;
    const char *want; // login, then the traces
} Chosen;

static char *
choose(const Facts *f, const Contact *contact, const char *customer, Decision *out)
{
    g_autoptr(Address) address = *customer ? address_new("", customer) : NULL;
    GString *s = g_string_new(assign_new(f, contact, address, out));
    for (guint i = 0; i < out->changes->len; i++) {
        const Change *c = out->changes->pdata[i];
        g_string_append_printf(s, " | %s %s by %s", names_name(CHANGE_NAMES, (int)c->kind),
                               c->value, c->by);
    }
    for (guint i = 0; i < out->rules->len; i++) {
        const RuleTrace *r = out->rules->pdata[i];
        g_string_append_printf(s, " | %s%s: %s",
                               r->fault     ? "?"
                               : r->matched ? "+"
                                            : "-",
                               r->name, r->why);
    }
    return g_string_free(s, FALSE);
}

static void
default_chain(void **state)
{
    static const Chosen ROWS[] = {
        {"anna", "carol@acme.example", SPREAD_TURN, "anna | +own manager: anna"},
        {"fred", "carol@acme.example", SPREAD_TURN,
         "boris | -own manager: fred is no longer active | +company's manager: boris"},
        {"", "carol@acme.example", SPREAD_TURN,
         "boris | -own manager: none | +company's manager: boris"},
        {"", "eve@x.example", SPREAD_TURN,
         "boris | -own manager: none | -company's manager: none | +in turn: boris"},
        {"", "eve@x.example", SPREAD_LOAD,
         "anna | -own manager: none | -company's manager: none | +by load: anna"},
        {"", "", SPREAD_NOBODY,
         " | -own manager: none | -company's manager: none | -nobody: queue support gives its "
         "tickets to nobody"},
    };
    give_turn("anna");
    give_load("boris", "open 1");
    Queue *q = (Queue *)desk_queue(desk, "support");
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Contact) contact = contact_new("carol@acme.example", "");
        set(contact->manager, ROWS[i].own);
        q->spread = ROWS[i].spread;
        const Facts f = {.desk = desk, .queue = q, .now = NOW, .spread = &spread};
        g_auto(Decision) out = {0};
        decision_init(&out);
        g_autofree char *said = choose(&f, *ROWS[i].own ? contact : NULL, ROWS[i].customer, &out);
        if (strcmp(said, ROWS[i].want) != 0)
            fail_msg("row %zu: \"%s\"", i, said);
    }
}

static void
add_route(const char *name, const char *key, const char *value, const char *to)
{
    g_autoptr(GError) error = NULL;
    const char *const values[] = {value, NULL};
    Route *r = route_new(name);
    r->when = key ? condition_leaf(key, values, &error) : NULL;
    assert_null(error);
    set(r->to, to);
    g_ptr_array_add(desk->routing, r);
}

// A letter of this subject from Carol, routed. explain: with rows that do not fit.
static char *
routed(const char *subject, bool explain, guint *sights)
{
    g_autofree char *text = g_strdup_printf("From: carol@acme.example\nTo: support@example.com\n"
                                            "Subject: %s\n\nHello\n",
                                            subject);
    g_autoptr(Blob) raw = blob_new_bytes(text, strlen(text));
    g_autoptr(Message) m = message_parse(raw, NULL, NULL);
    assert_non_null(m);
    g_autoptr(Address) sender = address_new("", "carol@acme.example");
    const Nature nature = {.kind = NATURE_PERSON, .may_answer = true, .why = (char[]){""}};
    const ThreadChoice thread = {.by = ""};
    const Facts f = {.desk = desk,
                     .queue = desk_queue(desk, "support"),
                     .now = NOW,
                     .channel = "",
                     .explain = explain,
                     .spread = &spread,
                     .message = m,
                     .nature = &nature,
                     .thread = &thread,
                     .sender = sender};
    g_auto(Decision) out = {0};
    decision_init(&out);
    out.create = true;
    char *said = choose(&f, NULL, "carol@acme.example", &out);
    *sights = 0;
    for (guint i = 0; i < out.rules->len; i++) {
        const RuleTrace *r = out.rules->pdata[i];
        *sights += r->sights ? r->sights->len : 0;
    }
    return said;
}

static void
routing_decides(void **state)
{
    static const struct {
        const char *subject, *want;
    } ROWS[] = {
        {"Invoice 12",
         " | assigned  by money | group line2 by money | +money: routing: group line2"},
        {"my lamp",
         " | assigned bob by lamps | group line2 by lamps | +lamps: routing: in turn: bob"},
        {"for anna",
         " | assigned anna by named | -gone: routing: fits, but fred is no longer active "
         "| +named: routing: anna"},
        {"leave it", " | assigned  by leave | +leave: routing: nobody"},
        {"else", "boris | -own manager: none | +company's manager: boris"},
    };
    guint sights;
    add_route("off", NULL, NULL, "nobody");
    ((Route *)desk->routing->pdata[0])->enabled = false;
    add_route("money", "subject", "*invoice*", "line2");
    add_route("lamps", "subject", "*lamp*", "turn:line2");
    add_route("gone", "subject", "*anna*", "fred");
    add_route("named", "subject", "*anna*", "anna");
    add_route("leave", "subject", "leave*", "nobody");
    give_turn("boris");
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *said = routed(ROWS[i].subject, false, &sights);
        assert_int_equal(sights, 0);
        if (strcmp(said, ROWS[i].want) != 0)
            fail_msg("%s: \"%s\"", ROWS[i].subject, said);
    }
    g_autofree char *said = routed("my lamp", true, &sights);
    assert_string_equal(said, " | assigned bob by lamps | group line2 by lamps | -money: routing: "
                              "does not fit | +lamps: routing: in turn: bob");
    assert_int_equal(sights, 2);
    add_route("rest", NULL, NULL, "default");
    g_autofree char *rest = routed("else", false, &sights);
    assert_string_equal(rest,
                        " | assigned boris by rest | +rest: routing: company's manager: boris");
}

// A pattern that explodes neither fits nor stops the next row.
static void
routing_survives_faults(void **state)
{
    guint sights;
    g_autofree char *long_word = g_strnfill(3000, 'a');
    g_autofree char *subject = g_strconcat(long_word, "!", NULL);
    add_route("wild", "subject", "/^(a+)+$/", "nobody");
    add_route("then", NULL, NULL, "anna");
    g_autofree char *said = routed(subject, false, &sights);
    if (!strstr(said, " | remark ") || !strstr(said, " | assigned anna by then") ||
        !strstr(said, "?wild: routing: /^(a+)+$/: ") || !strstr(said, "+then: routing: anna"))
        fail_msg("%s", said);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(words_resolve),           TEST(own_of_whom),
        TEST(default_chain),           TEST(routing_decides),
        TEST(routing_survives_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
