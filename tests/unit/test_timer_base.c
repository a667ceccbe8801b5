// test_timer_base.c: what timers count from, and how they are told to people.
#include "desk_fixture.h"

#include "ticket/rule.h"

static void
bases(void **state)
{
    static const struct {
        const char *name;
        TimerBase since;
        StatusKind kind;
        int64_t customer, manager, answered, paused, want, asked;
    } cases[] = {
        {"status", SINCE_STATUS, KIND_CLOSED, 0, 0, 0, 0, 20},
        {"created", SINCE_CREATED, KIND_CLOSED, 0, 0, 0, 0, 10},
        {"no word yet", SINCE_WORD, KIND_NEW, 0, 0, 0, 0, 0},
        {"a word", SINCE_WORD, KIND_NEW, 30, 40, 0, 0, 40},
        {"another word", SINCE_WORD, KIND_NEW, 50, 40, 0, 0, 50},
        {"the customer's word", SINCE_CUSTOMER, KIND_NEW, 30, 0, 0, 0, 30},
        {"the customer's later word", SINCE_CUSTOMER, KIND_NEW, 50, 40, 0, 0, 50},
        {"the customer writes daily", SINCE_CUSTOMER, KIND_NEW, 50, 0, 0, 0, 30, 30},
        {"and since an answer", SINCE_CUSTOMER, KIND_OPEN, 50, 40, 40, 0, 45, 45},
        {"what they asked was answered", SINCE_CUSTOMER, KIND_OPEN, 35, 40, 40, 0, 0, 30},
        {"answered since", SINCE_CUSTOMER, KIND_OPEN, 30, 40, 40, 0, 0},
        {"answered within the second", SINCE_CUSTOMER, KIND_OPEN, 40, 40, 40, 0, 0},
        {"a manager's word", SINCE_MANAGER, KIND_WAITING, 30, 40, 40, 0, 40},
        {"within the second", SINCE_MANAGER, KIND_WAITING, 40, 40, 40, 0, 40},
        {"the customer wrote since", SINCE_MANAGER, KIND_WAITING, 50, 40, 40, 0, 0},
        {"no manager's word", SINCE_MANAGER, KIND_WAITING, 0, 0, 0, 0, 0},
        {"reaction", SINCE_REACTION, KIND_NEW, 0, 0, 0, 0, 60},
        {"reaction, answered", SINCE_REACTION, KIND_OPEN, 0, 40, 40, 0, 0},
        {"reaction, paused", SINCE_REACTION, KIND_WAITING, 0, 0, 0, 45, 0},
        {"reaction, closed", SINCE_REACTION, KIND_CLOSED, 0, 0, 0, 0, 0},
        {"solution", SINCE_SOLUTION, KIND_OPEN, 0, 40, 40, 0, 70},
        {"solution, paused", SINCE_SOLUTION, KIND_OPEN, 0, 40, 40, 45, 0},
        {"solution, solved", SINCE_SOLUTION, KIND_SOLVED, 0, 40, 40, 0, 0},
        {"due", SINCE_DUE, KIND_POSTPONED, 0, 0, 0, 45, 80},
        {"due, solved", SINCE_DUE, KIND_SOLVED, 0, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Ticket) t = ticket_new();
        g_autoptr(Rule) r = rule_new("r");
        r->since = cases[i].since;
        t->created_at = 10;
        t->status_at = 20;
        t->reaction_at = 60;
        t->solution_at = 70;
        t->due_at = 80;
        t->kind = cases[i].kind;
        t->customer_at = cases[i].customer;
        t->asked_at = cases[i].asked;
        t->manager_at = cases[i].manager;
        t->answered_at = cases[i].answered;
        t->paused_at = cases[i].paused;
        if (rule_base(r, t) != cases[i].want)
            fail_msg("%s: %d", cases[i].name, (int)rule_base(r, t));
    }
}

#define PLAIN(n)                                                                                   \
    {                                                                                              \
        .seconds = (n)                                                                             \
    }
#define WORKING(n)                                                                                 \
    {                                                                                              \
        .seconds = (n), .working = true                                                            \
    }

static void
timers_in_words(void **state)
{
    static const struct {
        TimerBase since;
        Span after, before, every;
        unsigned times;
        const char *want;
    } cases[] = {
        {SINCE_STATUS, WORKING(16 * HOUR), {0}, {0}, 0, "16 h working after status"},
        {SINCE_STATUS, WORKING(48 * HOUR), {0}, {0}, 0, "48 h working after status"},
        {SINCE_SOLUTION, {0}, PLAIN(HOUR), {0}, 0, "1 h before solution"},
        {SINCE_MANAGER,
         PLAIN(2 * DAY),
         {0},
         PLAIN(5400),
         3,
         "2 d after manager, then every 90 min, 3 times in all"},
        {SINCE_CUSTOMER,
         PLAIN(90),
         {0},
         WORKING(HOUR),
         0,
         "90 s after customer, then every 1 h working"},
        {SINCE_REACTION, {0}, {0}, {0}, 0, "at reaction"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        Rule r = {.since = cases[i].since,
                  .after = cases[i].after,
                  .before = cases[i].before,
                  .every = cases[i].every,
                  .times = cases[i].times};
        g_autofree char *got = rule_timer_text(&r);
        assert_string_equal(got, cases[i].want);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bases),
        cmocka_unit_test(timers_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
