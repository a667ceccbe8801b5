// What two conditions have to do with one another, from their words alone: covering and overlap.

#include "condition_fixture.h"

// "key=value|value" is a leaf, "&(a; b)" all, "|(a; b)" any, "!(a; b)" not; "" always.
static Condition *read_condition(const char **text);

static Condition *
read_leaf(const char **text)
{
    size_t length = strcspn(*text, ";)");
    g_autofree char *words = g_strstrip(g_strndup(*text, length));
    char *sign = strchr(words, '=');
    assert_non_null(sign);
    *text += length;
    *sign = '\0';
    Condition *c = leaf(words, sign + 1);
    assert_non_null(c);
    return c;
}

static Condition *
read_condition(const char **text)
{
    *text += strspn(*text, "; ");
    if (!strchr("&|!", **text))
        return read_leaf(text);
    ConditionKind kind = **text == '&'   ? CONDITION_ALL
                         : **text == '|' ? CONDITION_ANY
                                         : CONDITION_NOT;
    GPtrArray *parts = g_ptr_array_new();
    for (*text += 2; **text != ')'; *text += strspn(*text, "; "))
        g_ptr_array_add(parts, read_condition(text));
    (*text)++;
    return condition_group(kind, parts);
}

static Condition *
condition(const char *text)
{
    return *text ? read_condition(&text) : NULL;
}

typedef struct {
    const char *a, *b;
    bool a_covers_b, b_covers_a, overlap;
} Pair;

static const Pair PAIRS[] = {
    {"", "", true, true, true},
    {"", "tag=x", true, false, true},
    {"", "!(tag=x)", true, false, true},
    {"&()", "tag=x", true, false, true},
    // texts
    {"status=open", "status=open", true, true, true},
    {"status=open", "status=OPEN", true, true, true},
    {"status=open", "status=closed", false, false, false},
    {"status=open|closed", "status=closed", true, false, true},
    {"status=open|closed", "status=new|wait", false, false, false},
    {"subject=*invoice*", "subject=*invoices*", true, false, true},
    {"subject=*invoice*", "subject=invoice 12", true, false, true},
    {"subject=*invoice*", "subject=order", false, false, false},
    {"subject=*invoice*", "subject=*order*", false, false, true},
    {"subject=*", "subject=*order*", true, false, true},
    {"subject=*", "subject=/order/", true, false, true},
    {"subject=a?c", "subject=abc", true, false, true},
    {"subject=a?c", "subject=a*c", false, true, true},
    {"subject=a*", "subject=[ab]*", false, false, true},
    {"subject=a[bc]*", "subject=a*", false, false, true},
    {"subject=a[bc]*", "subject=A[bc]*", true, true, true},
    {"subject=*", "subject=[]a]", true, false, true},
    {"subject=*a]", "subject=[]a]", false, false, true},
    {"subject=a\\*", "subject=a*", false, false, true},
    {"subject=*\\*", "subject=b*", false, false, true},
    {"subject=a*", "subject=b*", false, false, false},
    {"subject=*a", "subject=*b", false, false, false},
    {"subject=re: a*", "subject=RE: *", false, true, true},
    {"subject=/a/", "subject=/a/", true, true, true},
    {"subject=/a/", "subject=bab", true, false, true},
    {"subject=/a/", "subject=bob", false, false, false},
    {"subject=/a/", "subject=/b/", false, false, true},
    {"subject=/a/", "subject=a*", false, false, true},
    {"from=@acme.example", "from=carol@acme.example", true, false, true},
    {"from=*@acme.example", "from=@acme.example", true, true, true},
    {"from=@acme.example", "from=@other.example", false, false, false},
    {"from=*.example", "from=@acme.example", true, false, true},
    {"manager=none", "manager=anna", false, false, false},
    {"manager=none", "manager=*", false, false, false},
    {"manager=none", "manager=", true, true, true},
    {"manager=none|anna", "manager=", true, false, true},
    // several at a time
    {"tag=a", "tag=b", false, false, true},
    {"tag=a|b", "tag=b", true, false, true},
    {"to=a@x.example", "to=b@x.example", false, false, true},
    // named
    {"field=room=12*", "field=room=12b", true, false, true},
    {"field=room=12*", "field=floor=12b", false, false, true},
    {"field=room=12", "field=room=13", false, false, false},
    {"field=seats>10", "field=seats>20", true, false, true},
    {"field=seats<10", "field=seats>20", false, false, false},
    {"header=X-A: *", "header=x-a: 1", true, false, true},
    {"header=X-A: 1", "header=X-A: 2", false, false, true},
    // numbers
    {"rating=<4", "rating=<3", true, false, true},
    {"rating=<3", "rating=4-5", false, false, false},
    {"rating=<3", "rating=none", false, false, false},
    {"rating=1-4", "rating=2|3-4", true, false, true},
    {"age=>2d", "age=>3d", true, false, true},
    {"age=>2d", "age=<1d", false, false, false},
    {"age=>4h", "age=<1h working", false, false, true},
    {"priority=>normal", "priority=high|urgent", true, false, true},
    {"priority=>normal", "priority=low", false, false, false},
    {"weekday=sat-mon", "weekday=sun", true, false, true},
    {"weekday=mon-fri", "weekday=sat|sun", false, false, false},
    {"time=22:00-6:00", "time=23:00-24:00|1:00-2:00", true, false, true},
    {"time=9:00-12:00", "time=12:00-13:00", false, false, false},
    {"first=true", "first=yes", true, true, true},
    {"first=true", "first=false", false, false, false},
    {"attachment_size=>1MB", "attachment_size=<1kB", false, false, true},
    // groups
    {"&(status=open; tag=a)", "status=open", false, true, true},
    {"&(status=open; tag=a)", "&(tag=a; status=open)", true, true, true},
    {"&(status=open; tag=a)", "&(tag=a; status=closed)", false, false, false},
    {"|(status=open; status=new)", "status=open", true, false, true},
    {"|(status=open; tag=a)", "&(tag=a; queue=x)", true, false, true},
    {"|(status=open; status=new)", "|(status=new; status=open)", true, true, true},
    {"|(status=open; status=new)", "|(status=wait; status=closed)", false, false, false},
    {"|(status=open; status=new)", "status=open|new", false, true, true},
    {"|()", "status=open", false, true, false},
    {"!(status=open)", "status=closed", true, false, true},
    {"!(status=open)", "status=open", false, false, false},
    {"!(status=open|new)", "!(status=open)", false, true, true},
    {"!(status=open)", "!(status=open)", true, true, true},
    {"!(status=o*)", "status=open", false, false, false},
    {"!(status=open; tag=a)", "&(status=open; tag=a; queue=x)", false, false, false},
    {"!(status=open; tag=a)", "status=closed", true, false, true},
    {"!(!(status=open))", "status=open", true, false, true},
    {"!(|(status=open; status=new))", "status=closed", true, false, true},
    {"!(tag=a)", "tag=b", false, false, true},
    {"status=open", "queue=sales", false, false, true},
};

static void
test_pairs(void **state)
{
    size_t wrong = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(PAIRS); i++) {
        const Pair *p = &PAIRS[i];
        g_autoptr(Condition) a = condition(p->a);
        g_autoptr(Condition) b = condition(p->b);
        bool ab = condition_covers(a, b), ba = condition_covers(b, a);
        bool o = condition_may_overlap(a, b);
        if (ab == p->a_covers_b && ba == p->b_covers_a && o == p->overlap &&
            o == condition_may_overlap(b, a))
            continue;
        print_error("%s / %s: covers %d, is covered %d, overlap %d\n", p->a, p->b, ab, ba, o);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static const char *const LEAVES[] = {
    "status=open", "status=new|open", "status=n*",   "tag=a",         "tag=a|b",
    "tag=none",    "rating=<3",       "rating=2-4",  "rating=none",   "manager=none",
    "manager=a*",  "manager=anna",    "first=true",  "priority=>low", "field=room=1*",
    "field=room=", "subject=*x*",     "subject=/x/", "type=none",     "type=fault"};

static Condition *
random_condition(GRand *random, unsigned depth)
{
    guint32 kind = g_rand_int_range(random, 0, depth > 2 ? 1 : 5);
    if (kind < 2) {
        const char *text = LEAVES[g_rand_int_range(random, 0, G_N_ELEMENTS(LEAVES))];
        return condition(text);
    }
    GPtrArray *parts = g_ptr_array_new();
    for (gint32 i = g_rand_int_range(random, 0, 3); i >= 0; i--)
        g_ptr_array_add(parts, random_condition(random, depth + 1));
    return condition_group((ConditionKind)(kind - 2), parts);
}

#define pick(random, ...)                                                                          \
    (((const char *const[]){__VA_ARGS__})[g_rand_int_range(                                        \
        random, 0, G_N_ELEMENTS(((const char *const[]){__VA_ARGS__})))])

static Ticket *
random_ticket(GRand *random)
{
    Ticket *t = ticket_new();
    set(t->status, pick(random, "open", "new", "closed"));
    set(t->manager, pick(random, "", "anna", "boris"));
    set(t->type, pick(random, "", "fault"));
    set(t->subject, pick(random, "", "axb", "X", "y"));
    t->rating = g_rand_int_range(random, 0, 6);
    t->priority = (Priority)g_rand_int_range(random, 0, 4);
    for (const char *tag = pick(random, "", "a", "b", "ab"); *tag; tag++)
        g_ptr_array_add(t->tags, g_strndup(tag, 1));
    ticket_set_field(t, "room", pick(random, "", "1", "12", "2"));
    return t;
}

// What is said for certain is so: thousands of conditions on hundreds of tickets.
static void
test_sound(void **state)
{
    g_autoptr(Desk) d = test_desk();
    g_autoptr(GRand) random = g_rand_new_with_seed(5);
    Ticket *tickets[200];
    unsigned covered = 0, apart = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(tickets); i++)
        tickets[i] = random_ticket(random);
    for (unsigned i = 0; i < 3000; i++) {
        g_autoptr(Condition) a = random_condition(random, 0);
        g_autoptr(Condition) b = random_condition(random, 0);
        bool covers = condition_covers(a, b), never = !condition_may_overlap(a, b);
        covered += covers;
        apart += never;
        for (size_t j = 0; (covers || never) && j < G_N_ELEMENTS(tickets); j++) {
            g_auto(RuleView)
                view = {.desk = d, .now = NOW, .ticket = tickets[j], .text = "", .first = j % 2};
            bool of_a = condition_eval(a, &view, NULL, NULL) == MATCH_YES;
            bool of_b = condition_eval(b, &view, NULL, NULL) == MATCH_YES;
            if ((covers && of_b && !of_a) || (never && of_a && of_b))
                fail_msg("pair %u, ticket %zu: covers %d, never %d", i, j, covers, never);
        }
    }
    assert_true(covered > 100 && apart > 50); // else it proves nothing
    for (size_t i = 0; i < G_N_ELEMENTS(tickets); i++)
        ticket_free(tickets[i]);
}

static Condition *
deep(const char *text, unsigned depth)
{
    if (depth == 0)
        return condition(text);
    GPtrArray *parts = g_ptr_array_new();
    for (unsigned i = 0; i < 3; i++)
        g_ptr_array_add(parts, deep(text, depth - 1));
    return condition_group(depth % 2 ? CONDITION_ANY : CONDITION_ALL, parts);
}

// Deep ones end in "not certain", not in hours.
static void
test_bounded(void **state)
{
    g_autoptr(Condition) a = deep("subject=*a*", 7);
    g_autoptr(Condition) b = deep("subject=*b*", 7);
    assert_false(condition_covers(a, b));
    assert_true(condition_may_overlap(a, b));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_sound),
        cmocka_unit_test(test_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
