// test_store_timer.c: what the clock needs, as rows: a ticket's times, timers that were done, rules
// that are known, marks of the clock; and who had how much work.
#include "store/store.h"

#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static Store *
open_memory(void)
{
    Store *s = store_open(":memory:", STORE_CREATE, NULL);
    assert_non_null(s);
    return s;
}

static void
set(char **field, const char *value)
{
    g_free(*field);
    *field = g_strdup(value);
}

static int64_t
add_ticket(Store *s, const char *manager, const char *status, StatusKind kind, int64_t timer_at)
{
    g_autoptr(Ticket) t = ticket_new();
    set(&t->manager, manager);
    set(&t->status, status);
    t->kind = kind;
    t->timer_at = timer_at;
    assert_true(store_ticket_save(s, t, NULL));
    return t->number;
}

static void
numbers_are(GArray *numbers_owned, const char *want)
{
    g_autoptr(GArray) numbers = numbers_owned;
    assert_non_null(numbers);
    g_autoptr(GString) got = g_string_new(NULL);
    for (guint i = 0; i < numbers->len; i++) {
        g_string_append_printf(got, "%s%d", i ? " " : "", (int)g_array_index(numbers, int64_t, i));
    }
    assert_string_equal(got->str, want);
}

static void
times_are_as_in(const Ticket *t, const Ticket *want)
{
    assert_int_equal(t->status_at, want->status_at);
    assert_int_equal(t->customer_at, want->customer_at);
    assert_int_equal(t->manager_at, want->manager_at);
    assert_int_equal(t->asked_at, want->asked_at);
    assert_int_equal(t->quiet, want->quiet);
    assert_string_equal(t->promise, want->promise);
    assert_int_equal(t->reaction_at, want->reaction_at);
    assert_int_equal(t->solution_at, want->solution_at);
    assert_int_equal(t->paused_at, want->paused_at);
    assert_int_equal(t->paused_work, want->paused_work);
    assert_int_equal(t->paused_wall, want->paused_wall);
    assert_int_equal(t->answer_work, want->answer_work);
    assert_int_equal(t->answer_wall, want->answer_wall);
    assert_int_equal(t->solve_work, want->solve_work);
    assert_int_equal(t->solve_wall, want->solve_wall);
    assert_int_equal(t->timer_at, want->timer_at);
}

static void
times_come_back(void **state)
{
    g_autoptr(Store) s = open_memory();
    g_autoptr(Ticket) t = ticket_new();
    assert_true(store_ticket_save(s, t, NULL));
    g_autoptr(Ticket) fresh = store_ticket_get(s, t->number, NULL);
    times_are_as_in(fresh, t);
    t->status_at = 101;
    t->customer_at = 102;
    t->manager_at = 103;
    set(&t->promise, "gold");
    t->reaction_at = 104;
    t->solution_at = 105;
    t->paused_at = 106;
    t->paused_work = 107;
    t->paused_wall = 108;
    t->answer_work = 109;
    t->answer_wall = 110;
    t->solve_work = 111;
    t->solve_wall = 112;
    t->timer_at = 113;
    t->asked_at = 114;
    t->quiet = true;
    // An update and an insert.
    for (int i = 0; i < 2; i++) {
        assert_true(store_ticket_save(s, t, NULL));
        g_autoptr(Ticket) again = store_ticket_get(s, t->number, NULL);
        times_are_as_in(again, t);
        g_autoptr(GPtrArray) list = store_ticket_list(s, &(TicketFilter){.limit = 1}, NULL);
        times_are_as_in(list->pdata[0], t);
        t->number = 0;
    }
}

static void
timers_come_in_order(void **state)
{
    static const struct {
        int64_t now;
        unsigned limit;
        const char *want;
    } cases[] = {{9, 9, ""}, {10, 9, "3"}, {30, 9, "3 1 4"}, {30, 2, "3 1"}, {99, 9, "3 1 4 5"}};
    g_autoptr(Store) s = open_memory();
    add_ticket(s, "", "open", KIND_OPEN, 20);
    add_ticket(s, "", "open", KIND_OPEN, 0);
    add_ticket(s, "", "solved", KIND_SOLVED, 10);
    add_ticket(s, "", "closed", KIND_CLOSED, 20);
    add_ticket(s, "", "closed", KIND_CLOSED, 90);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        numbers_are(store_timers_due(s, cases[i].now, cases[i].limit, NULL), cases[i].want);
    }
    assert_true(store_timer_set(s, 3, 0, NULL));
    assert_true(store_timer_set(s, 2, 15, NULL));
    numbers_are(store_timers_due(s, 30, 9, NULL), "2 1 4");
}

static void
new_config_renews_all_but_closed(void **state)
{
    g_autoptr(Store) s = open_memory();
    add_ticket(s, "", "open", KIND_OPEN, 500);
    add_ticket(s, "", "new", KIND_NEW, 0);
    add_ticket(s, "", "solved", KIND_SOLVED, 0);
    add_ticket(s, "", "closed", KIND_CLOSED, 0);
    add_ticket(s, "", "closed", KIND_CLOSED, 600);
    add_ticket(s, "", "open", KIND_OPEN, 50); // late already: it stays the first
    assert_true(store_timers_renew(s, 100, NULL));
    numbers_are(store_timers_due(s, 100, 9, NULL), "6 1 2 3");
    numbers_are(store_timers_due(s, 600, 9, NULL), "6 1 2 3 5");
}

static void
firing_is(const GPtrArray *list, guint i, const char *rule, int64_t base, unsigned count,
          int64_t passed)
{
    assert_true(i < list->len);
    const Firing *f = list->pdata[i];
    assert_string_equal(f->rule, rule);
    assert_int_equal(f->base, base);
    assert_int_equal(f->count, count);
    assert_int_equal(f->passed, passed);
}

static void
note(Store *s, int64_t ticket, const char *rule, int64_t base, unsigned count, int64_t passed)
{
    g_autoptr(Firing) f = firing_new(rule, base, count);
    f->passed = passed;
    assert_true(store_firing_note(s, ticket, f, NULL));
}

static void
firings_take_the_place_of_older_ones(void **state)
{
    g_autoptr(Store) s = open_memory();
    int64_t one = add_ticket(s, "", "open", KIND_OPEN, 0);
    int64_t two = add_ticket(s, "", "open", KIND_OPEN, 0);
    note(s, one, "nudge", 100, 1, 1);
    note(s, one, "Erinnerung für später", 100, 1, INT64_C(5000000000));
    note(s, one, "nudge", 100, 2, 4);
    note(s, two, "nudge", 300, 1, 1);
    g_autoptr(GPtrArray) of_one = store_firing_list(s, one, NULL);
    assert_int_equal(of_one->len, 2);
    firing_is(of_one, 0, "Erinnerung für später", 100, 1, INT64_C(5000000000));
    firing_is(of_one, 1, "nudge", 100, 2, 4);
    g_autoptr(GPtrArray) of_two = store_firing_list(s, two, NULL);
    assert_int_equal(of_two->len, 1);
    firing_is(of_two, 0, "nudge", 300, 1, 1);
    g_autoptr(GPtrArray) of_none = store_firing_list(s, 99, NULL);
    assert_int_equal(of_none->len, 0);
    // No such ticket.
    g_autoptr(Firing) f = firing_new("nudge", 1, 1);
    assert_false(store_firing_note(s, 99, f, NULL));
}

static int64_t
known_since(Store *s, const char *rule)
{
    g_autoptr(GHashTable) since = store_rules_since(s, NULL);
    assert_non_null(since);
    const int64_t *at = g_hash_table_lookup(since, rule);
    return at ? *at : 0;
}

static void
rules_are_learned_once(void **state)
{
    static char *first[] = {(char *)"nudge", (char *)"soon late"};
    static char *second[] = {(char *)"nudge", (char *)"closes"};
    g_autoptr(Store) s = open_memory();
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    assert_true(store_rules_learn(s, names, 5, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(first); i++) {
        g_ptr_array_add(names, first[i]);
    }
    assert_true(store_rules_learn(s, names, 10, NULL));
    g_ptr_array_set_size(names, 0);
    for (size_t i = 0; i < G_N_ELEMENTS(second); i++) {
        g_ptr_array_add(names, second[i]);
    }
    assert_int_equal(known_since(s, "soon late"), 10);
    assert_true(store_rules_learn(s, names, 20, NULL));
    assert_int_equal(known_since(s, "nudge"), 10);
    assert_int_equal(known_since(s, "soon late"), 0); // gone from the config
    assert_int_equal(known_since(s, "closes"), 20);
    assert_int_equal(known_since(s, "nobody"), 0);
}

static void
clock_keeps_its_marks(void **state)
{
    g_autoptr(Store) s = open_memory();
    int64_t at = 77;
    char *text = NULL;
    assert_true(store_clock_get(s, "config", &at, &text, NULL));
    assert_int_equal(at, 0);
    assert_string_equal(text, "");
    g_clear_pointer(&text, g_free);
    assert_true(store_clock_set(s, "config", 5, "c0ffee", NULL));
    assert_true(store_clock_set(s, "recurring backup", 6, "", NULL));
    assert_true(store_clock_set(s, "config", 7, "beef", NULL));
    assert_true(store_clock_get(s, "config", &at, &text, NULL));
    assert_int_equal(at, 7);
    assert_string_equal(text, "beef");
    g_clear_pointer(&text, g_free);
    assert_true(store_clock_get(s, "recurring backup", &at, NULL, NULL));
    assert_int_equal(at, 6);
}

static int64_t
mark_at(Store *s, const char *name)
{
    int64_t at;
    assert_true(store_clock_get(s, name, &at, NULL, NULL));
    return at;
}

static void
marks_are_swept_when_their_time_has_come(void **state)
{
    g_autoptr(Store) s = open_memory();
    static const char *const NAMES[] = {"later wake 1", "later due 2", "late", "Later x"};
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        assert_true(store_clock_set(s, NAMES[i], 100 + (int64_t)i, "", NULL));
    }
    assert_true(store_clock_sweep(s, "later ", 100, NULL));
    assert_int_equal(mark_at(s, "later wake 1"), 0);
    assert_int_equal(mark_at(s, "later due 2"), 101);
    assert_true(store_clock_sweep(s, "later ", 999, NULL));
    assert_int_equal(mark_at(s, "later due 2"), 0);
    assert_int_equal(mark_at(s, "late"), 102);
    assert_int_equal(mark_at(s, "Later x"), 103);
}

static void
clock_that_was_ahead_is_pulled_back(void **state)
{
    static char *names[] = {(char *)"nudge", (char *)"closes"};
    g_autoptr(Store) s = open_memory();
    int64_t one = add_ticket(s, "", "open", KIND_OPEN, 90000);
    add_ticket(s, "", "closed", KIND_CLOSED, 90000);
    g_autoptr(Ticket) t = store_ticket_get(s, one, NULL);
    t->status_at = t->manager_at = t->asked_at = 90000;
    t->customer_at = 50;
    assert_true(store_ticket_save(s, t, NULL));
    g_autoptr(GPtrArray) learned = g_ptr_array_new();
    g_ptr_array_add(learned, names[0]);
    assert_true(store_rules_learn(s, learned, 60, NULL));
    g_ptr_array_add(learned, names[1]);
    assert_true(store_rules_learn(s, learned, 90000, NULL));
    note(s, one, "nudge", 50, 2, 4000);
    note(s, one, "closes", 50, 1, 1);
    assert_true(store_clock_set(s, "config", 70, "c0ffee", NULL) &&
                store_clock_set(s, "recurring backup", 90000, "", NULL));
    assert_true(store_clock_pull_back(s, 100, NULL));
    assert_int_equal(mark_at(s, "config"), 70);
    assert_int_equal(mark_at(s, "recurring backup"), 100);
    assert_int_equal(known_since(s, "nudge"), 60);
    assert_int_equal(known_since(s, "closes"), 100);
    g_autoptr(GPtrArray) firings = store_firing_list(s, one, NULL);
    firing_is(firings, 0, "closes", 50, 1, 1);
    firing_is(firings, 1, "nudge", 50, 2, 2);
    numbers_are(store_timers_due(s, 100, 9, NULL), "1");
    g_autoptr(Ticket) now = store_ticket_get(s, one, NULL);
    assert_int_equal(now->status_at, 100);
    assert_int_equal(now->manager_at, 100);
    assert_int_equal(now->asked_at, 100);
    assert_int_equal(now->customer_at, 50);
}

// A turn is the number of the ticket among all that were given out; 0 = none yet.
static int64_t
turn_of(Store *s, const char *login)
{
    g_auto(WorkSpread) work = {0};
    assert_true(store_work_spread(s, false, &work, NULL));
    assert_null(work.loads);
    const int64_t *turn = g_hash_table_lookup(work.turns, login);
    return turn ? *turn : 0;
}

static void
turns_grow_with_each_ticket(void **state)
{
    static const struct {
        const char *to;
        int64_t anna, boris;
    } cases[] = {{"anna", 1, 0}, {"boris", 1, 2}, {"boris", 1, 3}, {"anna", 4, 3}};
    g_autoptr(Store) s = open_memory();
    assert_int_equal(turn_of(s, "anna"), 0);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        // All within one second.
        assert_true(store_assign_note(s, cases[i].to, 1000, NULL));
        assert_int_equal(turn_of(s, "anna"), cases[i].anna);
        assert_int_equal(turn_of(s, "boris"), cases[i].boris);
    }
}

static int64_t
load_of(const WorkSpread *work, const char *login, const char *status)
{
    GHashTable *by_status = g_hash_table_lookup(work->loads, login);
    const int64_t *count = by_status ? g_hash_table_lookup(by_status, status) : NULL;
    return count ? *count : 0;
}

static void
loads_count_open_tickets(void **state)
{
    static const struct {
        const char *manager, *status;
        StatusKind kind;
    } ROWS[] = {
        {"anna", "open", KIND_OPEN},        {"anna", "open", KIND_OPEN},
        {"anna", "asleep", KIND_POSTPONED}, {"anna", "solved", KIND_SOLVED},
        {"boris", "new", KIND_NEW},         {"boris", "closed", KIND_CLOSED},
        {"cyril", "closed", KIND_CLOSED},   {"", "new", KIND_NEW},
    };
    g_autoptr(Store) s = open_memory();
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        add_ticket(s, ROWS[i].manager, ROWS[i].status, ROWS[i].kind, 0);
    }
    g_auto(WorkSpread) work = {0};
    assert_true(store_work_spread(s, true, &work, NULL));
    assert_int_equal(g_hash_table_size(work.loads), 2);
    assert_int_equal(load_of(&work, "anna", "open"), 2);
    assert_int_equal(load_of(&work, "anna", "asleep"), 1);
    assert_int_equal(load_of(&work, "anna", "solved"), 0);
    assert_int_equal(load_of(&work, "boris", "new"), 1);
    // Asked again into the same.
    assert_true(store_work_spread(s, true, &work, NULL));
    assert_int_equal(load_of(&work, "anna", "open"), 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_come_back),
        cmocka_unit_test(timers_come_in_order),
        cmocka_unit_test(new_config_renews_all_but_closed),
        cmocka_unit_test(firings_take_the_place_of_older_ones),
        cmocka_unit_test(rules_are_learned_once),
        cmocka_unit_test(clock_keeps_its_marks),
        cmocka_unit_test(marks_are_swept_when_their_time_has_come),
        cmocka_unit_test(clock_that_was_ahead_is_pulled_back),
        cmocka_unit_test(turns_grow_with_each_ticket),
        cmocka_unit_test(loads_count_open_tickets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
