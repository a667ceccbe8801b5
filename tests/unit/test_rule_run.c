// test_rule_run.c: many rules on one letter: each sees what the earlier ones did, and their cost
// stays small.
#include "cpu_time.h"
#include "decide_fixture.h"

static void
add_rule(const char *name, const char *key, const char *value, const char *action, const char *arg)
{
    const char *const values[] = {value, NULL}, *const args[] = {arg, NULL};
    g_autoptr(GError) error = NULL;
    Rule *r = rule_new(name);
    r->on = ON_CREATED;
    r->when = condition_leaf(key, values, &error);
    assert_null(error);
    RuleAction *a = action_new(action, args, &error);
    if (!a)
        fail_msg("%s %s: %s", action, arg, error->message);
    g_ptr_array_add(r->actions, a);
    g_ptr_array_add(desk->rules, r);
}

static const Row LETTER = {"", "",    "It is dark", CAROL, NATURE_PERSON, false, "",
                           0,  false, PROOF_L0,     ""};

// The queue, its calendar and the ticket's row are those after the earlier rules; the letter stays.
static void
later_rules_see_earlier_ones(void **state)
{
    add_rule("move", "subject", "lamp", "queue", "sales");
    add_rule("queue", "queue", "sales", "tag", "moved");
    add_rule("tag", "tag", "moved", "priority", "urgent");
    add_rule("body", "body", "*dark*", "untag", "moved");
    add_rule("untag", "tag", "none", "tag", "last");
    add_rule("not", "queue", "support", "tag", "wrong");
    g_auto(Decision) d = {0};
    decide(&LETTER, NULL, &d);
    g_autofree char *said = told(&d);
    if (!g_str_has_prefix(said, "new ticket | new for anna | add in | queue sales | tagged moved | "
                                "priority urgent | untagged moved | tagged last | receipt"))
        fail_msg("%s", said);
}

static void
many_rules_are_cheap(void **state)
{
    for (unsigned i = 0; i < 1500; i++) {
        g_autofree char *name = g_strdup_printf("rule %u", i);
        g_autofree char *tag = g_strdup_printf("tag%u", i);
        add_rule(name, "subject", "lamp", "tag", tag);
    }
    g_auto(Decision) d = {0};
    int64_t start = cpu_time();
    decide(&LETTER, NULL, &d);
    int64_t took = cpu_time() - start;
    assert_int_equal(d.changes->len, 1500);
    if (took > 1000000)
        fail_msg("%d ms", (int)(took / 1000));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(later_rules_see_earlier_ones, setup, teardown),
        cmocka_unit_test_setup_teardown(many_rules_are_cheap, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
