// Conditions as a whole: groups, errors, patterns that explode, what is shown of what was seen,
// what a tree asks for. What each key sees is test_condition.c.

#include "condition_fixture.h"

static World world;

static int
setup(void **state)
{
    world_open(&world);
    return 0;
}

static int
teardown(void **state)
{
    world_close(&world);
    return 0;
}

#define NO  MATCH_NO
#define YES MATCH_YES

// Leaves by letter: y holds, n does not, e cannot be told; groups: "&(…)", "|(…)", "!(…)".
static Condition *
tree(const char **text)
{
    char c = *(*text)++;
    if (c == 'y')
        return leaf("queue", "support");
    if (c == 'n')
        return leaf("queue", "sales");
    if (c == 'e')
        return leaf("body", "/^(a|aa)+$/");
    GPtrArray *parts = g_ptr_array_new_with_free_func((GDestroyNotify)condition_free);
    for ((*text)++; **text != ')';)
        g_ptr_array_add(parts, tree(text));
    (*text)++;
    return condition_group(c == '&'   ? CONDITION_ALL
                           : c == '|' ? CONDITION_ANY
                                      : CONDITION_NOT,
                           parts);
}

static void
test_groups(void **state)
{
    static const struct {
        const char *tree;
        MatchResult want;
        unsigned looked; // leaves
    } ROWS[] = {
        {"y", YES, 1},
        {"n", NO, 1},
        {"e", MATCH_ERROR, 1},
        {"&(yy)", YES, 2},
        {"&(yny)", NO, 2},
        {"&()", YES, 0},
        {"|()", NO, 0},
        {"!()", NO, 0},
        {"|(ny)", YES, 2},
        {"|(yn)", YES, 1},
        {"|(nn)", NO, 2},
        {"!(y)", NO, 1},
        {"!(n)", YES, 1},
        {"!(yn)", YES, 2},
        {"!(yy)", NO, 2},
        {"&(e)", MATCH_ERROR, 1},
        {"&(ey)", MATCH_ERROR, 2},
        {"&(ye)", MATCH_ERROR, 2},
        {"&(en)", NO, 2},
        {"&(ne)", NO, 1},
        {"|(ey)", YES, 2},
        {"|(en)", MATCH_ERROR, 2},
        {"|(ne)", MATCH_ERROR, 2},
        {"!(e)", MATCH_ERROR, 1},
        {"!(en)", YES, 2},
        {"!(ey)", MATCH_ERROR, 2},
        {"!(!(e))", MATCH_ERROR, 1},
        {"|(!(e)y)", YES, 2},
        {"&(|(ny)!(n)y)", YES, 4},
        {"&(|(nn)!(n)y)", NO, 2},
        {"&(!(|(yn))y)", NO, 1},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const char *text = ROWS[i].tree;
        g_autoptr(Condition) c = tree(&text);
        g_auto(RuleView) view = world_view(&world);
        view.text = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!";
        g_autoptr(GPtrArray) sights = g_ptr_array_new_with_free_func((GDestroyNotify)sight_free);
        g_autofree char *fault = NULL;
        MatchResult result = condition_eval(c, &view, sights, &fault);
        if (result != ROWS[i].want || sights->len != ROWS[i].looked ||
            (result == MATCH_ERROR) != (fault != NULL))
            fail_msg("%s: %d, %u leaves, %s", ROWS[i].tree, (int)result, sights->len,
                     fault ? fault : "no fault");
        assert_int_equal(condition_eval(c, &view, NULL, NULL), ROWS[i].want);
    }
    g_auto(RuleView) view = world_view(&world);
    assert_int_equal(condition_eval(NULL, &view, NULL, NULL), MATCH_YES);
}

static void
test_sights(void **state)
{
    const char *text = "&(y|(n!(n)))";
    g_autoptr(Condition) c = tree(&text);
    g_auto(RuleView) view = world_view(&world);
    g_autoptr(GPtrArray) sights = g_ptr_array_new_with_free_func((GDestroyNotify)sight_free);
    assert_int_equal(condition_eval(c, &view, sights, NULL), MATCH_YES);
    assert_int_equal(sights->len, 3);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(((Sight *)sights->pdata[i])->depth, i);
    g_autoptr(Condition) several = leaf("weekday", "sat-mon|wed");
    g_autoptr(GPtrArray) seen = g_ptr_array_new_with_free_func((GDestroyNotify)sight_free);
    condition_eval(several, &view, seen, NULL);
    assert_string_equal(((Sight *)seen->pdata[0])->wanted, "sat-mon, wed");
}

// Whatever a stranger writes is told in one short line.
static void
test_long(void **state)
{
    g_autofree char *text = g_strnfill(300000, 'x');
    memcpy(text, "one\ntwo\t\xd0\xb6", 10);
    g_auto(RuleView) view = world_view(&world);
    view.text = text;
    g_autoptr(Condition) c = leaf("body", "*two*");
    g_autoptr(GPtrArray) sights = g_ptr_array_new_with_free_func((GDestroyNotify)sight_free);
    assert_int_equal(condition_eval(c, &view, sights, NULL), MATCH_YES);
    const char *saw = ((Sight *)sights->pdata[0])->saw;
    assert_true(g_str_has_prefix(saw, "one two жx"));
    assert_true(strlen(saw) <= 200);
}

// A pattern that explodes is stopped by its limits, says so, and is neither yes nor no.
static void
test_explodes(void **state)
{
    static const char *const PATTERNS[] = {"/(a+)+$/", "/^(a|aa)+$/", "/^(.|.)+#$/",
                                           "/(a?){20}a{20}[^a!]/", "/((a*)*)*[bc]/"};
    g_autofree char *text = g_strnfill(20000, 'a');
    text[19999] = '!';
    for (size_t i = 0; i < G_N_ELEMENTS(PATTERNS); i++) {
        g_auto(RuleView) view = world_view(&world);
        view.text = text;
        g_autoptr(Condition) c = leaf("body", PATTERNS[i]);
        g_autofree char *fault = NULL;
        MatchResult result = condition_eval(c, &view, NULL, &fault);
        if (result != MATCH_ERROR || !fault || !strstr(fault, PATTERNS[i]) || strchr(fault, '\n'))
            fail_msg("%s: %d, %s", PATTERNS[i], (int)result, fault ? fault : "no fault");
    }
}

// A letter on which many patterns explode costs no more than a few of them; globs go on.
static void
test_explodes_again_and_again(void **state)
{
    g_autofree char *text = g_strnfill(20000, 'a');
    text[19999] = '!';
    g_auto(RuleView) view = world_view(&world);
    view.text = text;
    g_autoptr(Condition) bad = leaf("body", "/(a+)+$/");
    g_autoptr(Condition) good = leaf("body", "/^aa/");
    g_autoptr(Condition) glob = leaf("body", "aa*");
    assert_int_equal(condition_eval(good, &view, NULL, NULL), MATCH_YES);
    for (int i = 0; i < 3; i++)
        assert_int_equal(condition_eval(bad, &view, NULL, NULL), MATCH_ERROR);
    g_autofree char *fault = NULL;
    assert_int_equal(condition_eval(good, &view, NULL, &fault), MATCH_ERROR);
    assert_non_null(strstr(fault, "not tried"));
    assert_int_equal(condition_eval(glob, &view, NULL, NULL), MATCH_YES);
    assert_int_equal(view.stopped, 3);
}

static void
test_nature_of_tree(void **state)
{
    static const struct {
        const char *key, *values;
        bool timed, of_message;
    } ROWS[] = {
        {"age", ">2d", true, false},      {"late", "true", true, false},
        {"body", "*x*", false, true},     {"subject", "*x*", false, false},
        {"status", "open", false, false}, {"spam_score", ">5", false, true},
        {"hours", "in", true, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        GPtrArray *parts = g_ptr_array_new();
        g_ptr_array_add(parts, leaf("queue", "x"));
        g_ptr_array_add(parts, leaf(ROWS[i].key, ROWS[i].values));
        g_autoptr(Condition) c = condition_group(CONDITION_NOT, parts);
        assert_int_equal(condition_is_timed(c), ROWS[i].timed);
        assert_int_equal(condition_needs_message(c), ROWS[i].of_message);
    }
    assert_false(condition_is_timed(NULL));
    assert_false(condition_needs_message(NULL));
}

static void
test_mentions(void **state)
{
    GPtrArray *parts = g_ptr_array_new();
    g_ptr_array_add(parts, leaf("manager", "anna|none||b*|/x/|boris"));
    g_ptr_array_add(parts, leaf("field", "room=12|seats>3"));
    g_ptr_array_add(parts, leaf("manager", "carl"));
    g_autoptr(Condition) c = condition_group(CONDITION_ANY, parts);
    g_autoptr(GPtrArray) managers = g_ptr_array_new();
    g_autoptr(GPtrArray) fields = g_ptr_array_new();
    condition_mentions(c, "manager", managers);
    condition_mentions(c, "field", fields);
    condition_mentions(NULL, "field", fields);
    assert_int_equal(managers->len, 3);
    assert_string_equal(managers->pdata[0], "anna");
    assert_string_equal(managers->pdata[1], "boris");
    assert_string_equal(managers->pdata[2], "carl");
    assert_int_equal(fields->len, 2);
    assert_string_equal(fields->pdata[1], "seats");
}

// Whatever stands in a config is either refused or can be tried.
static void
test_any_words(void **state)
{
    static const char *const BITS[] = {
        "",     "<",    ">",    "=",  "-",    "5",    "9:00", " ",       "*",
        "/",    "[",    "]",    "\\", "none", "true", "mon",  "kB",      "d",
        ":",    "name", "room", "ж",  "@",    ".",    "(a+)", "working", "99999999999999999999",
        "open", "\xff"};
    g_autoptr(GRand) random = g_rand_new_with_seed(11);
    unsigned count = 0, taken = 0;
    for (const PredicateInfo *p = predicate_list(); p->name;
         p = p[1].name ? p + 1 : predicate_list()) {
        g_autoptr(GString) value = g_string_new(NULL);
        for (gint32 i = g_rand_int_range(random, 0, 5); i > 0; i--)
            g_string_append(value, BITS[g_rand_int_range(random, 0, G_N_ELEMENTS(BITS))]);
        const char *const values[] = {value->str, NULL};
        g_autoptr(GError) error = NULL;
        g_autoptr(Condition) c = condition_leaf(p->name, values, &error);
        assert_true(!c == (error != NULL));
        if (c) {
            g_auto(RuleView) view = world_view(&world);
            g_autoptr(GPtrArray) sights =
                g_ptr_array_new_with_free_func((GDestroyNotify)sight_free);
            condition_eval(c, &view, sights, NULL);
            condition_covers(c, c);
            condition_may_overlap(c, c);
            taken++;
        }
        if (++count == 10000)
            break;
    }
    assert_true(taken > 1000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_sights),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_explodes),
        cmocka_unit_test(test_explodes_again_and_again),
        cmocka_unit_test(test_nature_of_tree),
        cmocka_unit_test(test_mentions),
        cmocka_unit_test(test_any_words),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
