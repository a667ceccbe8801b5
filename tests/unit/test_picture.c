// Two pictures of one archive: what differs, what does not, and what only shifts.

#include "ticket/picture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void
add_message(Picture *p, const char *outcome, int64_t ticket)
{
    PictureMessage m = {.outcome = picture_word(p, outcome), .ticket = ticket};
    g_array_append_val(p->messages, m);
}

static PictureTicket *
add_new(Picture *p, int64_t number, const char *first, const char *rule)
{
    add_message(p, "new ticket", number);
    PictureTicket *t = picture_ticket_add(p, number);
    t->facets[FACET_QUEUE] = "support";
    t->facets[FACET_FIRST] = t->facets[FACET_HOLDER] = first;
    t->rule = rule;
    return t;
}

// Every difference as "what message: from → to".
static char *
told(Picture *a, Picture *b, Comparison *c)
{
    picture_compare(a, b, c);
    GString *s = g_string_new(NULL);
    for (guint i = 0; i < c->differences->len; i++) {
        const Difference *d = &g_array_index(c->differences, Difference, i);
        g_string_append_printf(s, "%s %u: %s → %s; ", facet_name(d->facet), d->message, d->from,
                               d->to);
    }
    return g_string_free(s, FALSE);
}

static void
test_facets(void **state)
{
    for (int f = 0; f < FACET_TICKET_COUNT; f++) {
        g_auto(Picture) a = {0}, b = {0};
        g_auto(Comparison) c = {0};
        picture_init(&a);
        picture_init(&b);
        add_new(&a, 7, "anna", "company's manager")->facets[f] = "this";
        add_new(&b, 9, "anna", "company's manager")->facets[f] = "that";
        g_autofree char *out = told(&a, &b, &c);
        g_autofree char *want = g_strdup_printf("%s 0: this → that; ", facet_name((Facet)f));
        assert_string_equal(out, want);
        assert_int_equal(c.counts[f], 1);
        const Difference *d = &g_array_index(c.differences, Difference, 0);
        assert_int_equal(d->before, 7);
        assert_int_equal(d->after, 9);
    }
}

static void
test_same(void **state)
{
    g_auto(Picture) a = {0}, b = {0};
    g_auto(Comparison) c = {0};
    picture_init(&a);
    picture_init(&b);
    add_new(&a, 1, "anna", "");
    add_message(&a, "answer", 1);
    add_new(&b, 12, "anna", "");
    add_message(&b, "answer", 12);
    g_autofree char *out = told(&a, &b, &c);
    assert_string_equal(out, "");
    assert_int_equal(c.messages, 2);
    assert_int_equal(c.tickets, 1);
}

// An answer that makes a ticket of its own; another one that goes to the other ticket.
static void
test_messages(void **state)
{
    g_auto(Picture) a = {0}, b = {0};
    g_auto(Comparison) c = {0};
    picture_init(&a);
    picture_init(&b);
    add_new(&a, 1, "", "");
    add_new(&a, 2, "", "");
    add_message(&a, "answer", 1);
    add_message(&a, "answer", 2);
    add_message(&a, "robot", 0);
    add_new(&b, 1, "", "");
    add_new(&b, 2, "", "");
    add_new(&b, 3, "", "");
    add_message(&b, "answer", 1);
    add_message(&b, "robot", 0);
    g_autofree char *out = told(&a, &b, &c);
    assert_string_equal(out, "outcome 2: answer → new ticket; ticket 3:  → ; ");
    assert_int_equal(c.tickets, 2);
}

typedef struct {
    const char *name, *rule;
    bool boris_may, anna_may; // get a turn in the picture where they got none
    unsigned turns, differences;
} TurnRow;

static void
test_turns(void **state)
{
    static const TurnRow ROWS[] = {
        {"both may get it", "in turn", true, true, 1, 0},
        {"by load, with what it saw", "by load: 2 and 3", true, true, 1, 0},
        {"Boris is new there", "in turn", false, true, 0, 2},
        {"Anna is gone here", "in turn", true, false, 0, 2},
        {"a company's own manager", "company's manager", true, true, 0, 2},
        {"nobody knows by what", "", true, true, 0, 2},
        {"a row that always names one", "printers", true, true, 0, 2},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(Picture) a = {0}, b = {0};
        g_auto(Comparison) c = {0};
        picture_init(&a);
        picture_init(&b);
        add_new(&a, 1, "anna", ROWS[i].rule);
        add_new(&b, 1, "boris", ROWS[i].rule);
        if (ROWS[i].boris_may)
            picture_may_choose(&a, "support", "boris");
        if (ROWS[i].anna_may)
            picture_may_choose(&b, "support", "anna");
        g_autofree char *out = told(&a, &b, &c);
        if (c.turns != ROWS[i].turns || c.differences->len != ROWS[i].differences)
            fail_msg("%s: %u turns, %s", ROWS[i].name, c.turns, out);
    }
}

// A row that spreads among several chooses both in both pictures.
static void
test_row_in_turn(void **state)
{
    g_auto(Picture) a = {0}, b = {0};
    g_auto(Comparison) c = {0};
    picture_init(&a);
    picture_init(&b);
    add_new(&a, 1, "anna", "printers");
    add_new(&a, 2, "boris", "printers");
    add_new(&b, 1, "boris", "printers");
    add_new(&b, 2, "anna", "printers");
    g_autofree char *out = told(&a, &b, &c);
    assert_string_equal(out, "");
    assert_int_equal(c.turns, 2);
}

static void
test_taken_later(void **state)
{
    g_auto(Picture) a = {0}, b = {0};
    g_auto(Comparison) c = {0};
    picture_init(&a);
    picture_init(&b);
    add_new(&a, 1, "anna", "in turn")->facets[FACET_HOLDER] = "vera";
    add_new(&b, 1, "boris", "in turn");
    picture_may_choose(&a, "support", "boris");
    picture_may_choose(&b, "support", "anna");
    g_autofree char *out = told(&a, &b, &c);
    assert_string_equal(out, "manager at the end 0: vera → boris; ");
}

// Of a ticket that somebody worked on without a mail only the beginning is compared.
static void
test_touched(void **state)
{
    g_auto(Picture) a = {0}, b = {0};
    g_auto(Comparison) c = {0};
    picture_init(&a);
    picture_init(&b);
    PictureTicket *t = add_new(&a, 1, "anna", "company's manager");
    t->touched = true;
    t->facets[FACET_STATUS] = "closed";
    add_new(&b, 1, "boris", "company's manager")->facets[FACET_STATUS] = "new";
    g_autofree char *out = told(&a, &b, &c);
    assert_string_equal(out, "manager 0: anna → boris; ");
    assert_int_equal(c.untold, 1);
}

// Facets first, then the order of the archive: the list reads as the summary does.
static void
test_order(void **state)
{
    g_auto(Picture) a = {0}, b = {0};
    g_auto(Comparison) c = {0};
    picture_init(&a);
    picture_init(&b);
    for (int64_t n = 1; n <= 2; n++) {
        add_new(&a, n, "anna", "")->facets[FACET_TYPE] = "x";
        add_new(&b, n, "boris", "")->facets[FACET_TYPE] = "y";
    }
    g_autofree char *out = told(&a, &b, &c);
    assert_string_equal(out, "manager 0: anna → boris; manager 1: anna → boris; "
                             "manager at the end 0: anna → boris; "
                             "manager at the end 1: anna → boris; "
                             "type 0: x → y; type 1: x → y; ");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facets),      cmocka_unit_test(test_same),
        cmocka_unit_test(test_messages),    cmocka_unit_test(test_turns),
        cmocka_unit_test(test_row_in_turn), cmocka_unit_test(test_taken_later),
        cmocka_unit_test(test_touched),     cmocka_unit_test(test_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
