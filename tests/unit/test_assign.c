// Who may get new tickets, fair turns over days with absences, and work by load.

#include "assign_fixture.h"

#define PEOPLE 6

static char *
logins_of(GPtrArray *people_owned)
{
    GString *s = g_string_new(NULL);
    for (guint i = 0; i < people_owned->len; i++)
        g_string_append_printf(s, "%s%s", i ? " " : "",
                               ((const Manager *)people_owned->pdata[i])->login);
    g_ptr_array_unref(people_owned);
    return g_string_free(s, FALSE);
}

// ── fairness ──

static const char *const TEAM[PEOPLE] = {"p0", "p1", "p2", "p3", "p4", "p5"};

static Queue *
add_team(void)
{
    Queue *q = desk_add_queue(desk, "team", "team@example.com", "TE");
    for (int i = 0; i < PEOPLE; i++) {
        desk_add_manager(desk, TEAM[i], TEAM[i], TEAM[i]);
        g_ptr_array_add(q->managers, g_strdup(TEAM[i]));
    }
    return q;
}

static int
index_of(const Manager *m)
{
    for (int i = 0; i < PEOPLE; i++)
        if (strcmp(TEAM[i], m->login) == 0)
            return i;
    fail_msg("%s is not of the team", m->login);
    return -1;
}

// Of those who were there the most and the least differ by one at most; the others got nothing.
static void
check_shares(const unsigned *got, const bool *there, int day)
{
    unsigned least = G_MAXUINT, most = 0;
    for (int i = 0; i < PEOPLE; i++) {
        if (!there[i] && got[i] > 0)
            fail_msg("day %d: %s is away and got %u", day, TEAM[i], got[i]);
        if (there[i]) {
            least = MIN(least, got[i]);
            most = MAX(most, got[i]);
        }
    }
    if (most - least > 1)
        fail_msg("day %d: %u to %u tickets", day, least, most);
}

// 1,000 tickets in 30 days: a sick day, holidays that overlap, a deputy, nobody's deputy, one who
// stays away, one who comes back twice.
static void
turns_are_fair(void **state)
{
    static const struct {
        int who, from, to;
        const char *deputy;
    } AWAY[] = {{0, 3, 4, ""},     {1, 5, 19, "p2"}, {2, 10, 12, "p3"}, {3, 11, 25, ""},
                {4, 20, 99, "p0"}, {5, 2, 6, ""},    {5, 8, 9, "p5"}};
    const Queue *q = add_team();
    for (size_t i = 0; i < G_N_ELEMENTS(AWAY); i++)
        send_away(TEAM[AWAY[i].who], AWAY[i].from, AWAY[i].to, AWAY[i].deputy);
    unsigned today[PEOPLE] = {0}, period[PEOPLE] = {0}, total[PEOPLE] = {0};
    bool there[PEOPLE] = {0}, were_there[PEOPLE] = {0};
    int last_day = -1;
    for (int n = 0; n < 1000; n++) {
        int64_t now = NOW + (int64_t)n * 30 * DAY / 1000;
        int day = (int)((now - NOW) / DAY);
        if (day != last_day) {
            for (int i = 0; i < PEOPLE; i++)
                there[i] = desk_stand_in(desk, person(TEAM[i]), now) == person(TEAM[i]);
            if (memcmp(there, were_there, sizeof there) != 0)
                memset(period, 0, sizeof period);
            memcpy(were_there, there, sizeof there);
            memset(today, 0, sizeof today);
            last_day = day;
        }
        g_autoptr(GPtrArray) people = assign_people(desk, q, now);
        const Manager *m = assign_in_turn(people, &spread);
        assert_non_null(m);
        give_turn(m->login);
        int who = index_of(m);
        today[who]++;
        period[who]++;
        total[who]++;
        check_shares(today, there, day);
        check_shares(period, there, day);
    }
    unsigned all = 0;
    for (int i = 0; i < PEOPLE; i++)
        all += total[i];
    assert_int_equal(all, 1000);
    assert_true(total[0] > total[1] && total[1] > total[3]); // days away: 1, 14, 14 fuller ones
}

// Whoever has least gets the next one, and when all have the same it goes in turn.
static void
load_is_even(void **state)
{
    const Queue *q = add_team();
    unsigned got[PEOPLE] = {0};
    bool there[PEOPLE] = {true, true, true, true, true, true};
    give_load("p0", "open 10 wait 10");
    got[0] = 20;
    for (int n = 0; n < 1000; n++) {
        g_autoptr(GPtrArray) people = assign_people(desk, q, NOW);
        const Manager *m = assign_by_load(desk, people, &spread);
        int who = index_of(m);
        g_autofree char *load = g_strdup_printf("open %u", ++got[who]);
        give_load(m->login, load);
        give_turn(m->login);
        assert_true(got[0] == 20 || n >= 100); // not before the others have as much
    }
    check_shares(got, there, 0);
}

static void
load_weighs(void **state)
{
    static const struct {
        const char *anna, *boris, *bob; // who had the last ticket in this order
        const char *want;
    } ROWS[] = {
        {"", "", "", "anna"},
        {"open 1", "", "", "boris"},
        {"open 1", "open 1", "open 1", "anna"},
        {"open 1", "wait 3", "open 2", "boris"}, // nine tenths
        {"open 3", "wait 5", "open 2", "boris"},
        {"open 3", "wait 10", "open 4", "anna"},    // 30 and 30: whose turn it is
        {"open 9", "later 100", "open 1", "boris"}, // does not count
        {"open 2", "gone 1", "open 2", "boris"},    // unknown: as any
        {"open 2", "gone 3", "open 2", "anna"},
        {"new 1 open 1 wait 1", "open 2", "new 3", "boris"},
    };
    desk_add_status(desk, "later", KIND_POSTPONED, "отложена", "відкладена");
    ((Status *)desk_status(desk, "wait"))->load = 3;
    ((Status *)desk_status(desk, "later"))->load = 0;
    give_turn("anna");
    give_turn("boris");
    give_turn("bob");
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        give_load("anna", ROWS[i].anna);
        give_load("boris", ROWS[i].boris);
        give_load("bob", ROWS[i].bob);
        g_autoptr(GPtrArray) people = assign_people(desk, NULL, NOW);
        const Manager *m = assign_by_load(desk, people, &spread);
        if (strcmp(m->login, ROWS[i].want) != 0)
            fail_msg("%s, %s, %s: %s", ROWS[i].anna, ROWS[i].boris, ROWS[i].bob, m->login);
    }
    g_autoptr(GPtrArray) nobody = g_ptr_array_new();
    assert_null(assign_by_load(desk, nobody, &spread));
    assert_null(assign_in_turn(nobody, &spread));
}

static void
turns_by_age(void **state)
{
    g_autoptr(GPtrArray) people = assign_people(desk, NULL, NOW);
    assert_string_equal(assign_in_turn(people, NULL)->login, "anna");
    assert_string_equal(assign_by_load(desk, people, NULL)->login, "anna");
    assert_string_equal(assign_in_turn(people, &spread)->login, "anna");
    give_turn("anna");
    assert_string_equal(assign_in_turn(people, &spread)->login, "boris");
    give_turn("boris");
    assert_string_equal(assign_in_turn(people, &spread)->login, "bob");
    give_turn("bob");
    assert_string_equal(assign_in_turn(people, &spread)->login, "anna");
    // Nobody's loads were asked for: then it goes in turn.
    g_clear_pointer(&spread.loads, g_hash_table_unref);
    give_turn("anna");
    assert_string_equal(assign_by_load(desk, people, &spread)->login, "boris");
}

// ── who is there ──

static void
people_present(void **state)
{
    // fred is gone; lena sees and does all, bob may not act in the vault, only see.
    Queue *vault = desk_add_queue(desk, "vault", "vault@example.com", "VA");
    desk_add_manager(desk, "lena", "Lena Lead", "lena@example.com")->role = ROLE_LEAD;
    g_ptr_array_add(vault->act, g_strdup("lead"));
    g_ptr_array_add(vault->see, g_strdup("bob"));
    g_ptr_array_add(((Queue *)desk_queue(desk, "support"))->managers, g_strdup("fred"));
    static const struct {
        const char *queue, *away, *deputy;
        const char *words; // NULL = the queue's own
        const char *want;
    } ROWS[] = {
        {"support", "", "", NULL, "anna boris"},
        {"sales", "", "", NULL, "anna boris bob lena"},
        {"vault", "", "", NULL, "lena"},
        {"support", "anna", "bob", NULL, "bob boris"},
        {"support", "anna", "boris", NULL, "boris"}, // once
        {"support", "anna", "", NULL, "boris"},
        {"support", "anna", "fred", NULL, "boris"},
        {"vault", "lena", "bob", NULL, ""}, // may not
        {"support", "", "", "line2", "boris bob"},
        {"support", "", "", "line2,anna", "boris bob anna"},
        {"support", "", "", "anna, line2 fred nobody", "anna boris bob"},
        {"support", "bob", "anna", "line2,anna", "boris anna"},
        {"vault", "", "", "line2", ""},
        {"support", "", "", "", ""},
        {"support", "", "", " , ,", ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const Queue *q = desk_queue(desk, ROWS[i].queue);
        if (*ROWS[i].away)
            send_away(ROWS[i].away, 0, 1, ROWS[i].deputy);
        g_autofree char *said =
            logins_of(ROWS[i].words ? assign_people_of(desk, q, ROWS[i].words, NOW)
                                    : assign_people(desk, q, NOW));
        if (strcmp(said, ROWS[i].want) != 0)
            fail_msg("row %zu: \"%s\"", i, said);
        if (*ROWS[i].away)
            g_ptr_array_set_size(person(ROWS[i].away)->absences, 0);
    }
}

// Somebody hears of a ticket that nobody has, whoever is away.
static void
somebody_hears(void **state)
{
    static const struct {
        const char *name;
        const char *queue; // who may take its tickets; "" = everybody
        const char *away[3][2];
        const char *people, *hears;
    } ROWS[] = {
        {"all there", "anna boris", {{0}}, "anna boris", "anna boris"},
        {"one away", "anna boris", {{"anna", ""}}, "boris", "boris"},
        {"all away", "anna boris", {{"anna", ""}, {"boris", ""}}, "", "anna boris"},
        {"for one another", "anna boris", {{"anna", "boris"}, {"boris", "anna"}}, "", "anna boris"},
        {"a deputy is there", "anna boris", {{"anna", "bob"}, {"boris", ""}}, "bob", "bob"},
        {"everybody away", "", {{"anna", ""}, {"boris", ""}, {"bob", ""}}, "", "anna boris bob"},
        {"nobody of the list is left", "fred", {{0}}, "", "anna boris bob"},
    };
    Queue *q = (Queue *)desk_queue(desk, "support");
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_ptr_array_set_size(q->managers, 0);
        g_auto(GStrv) list = g_strsplit(ROWS[i].queue, " ", -1);
        for (guint j = 0; list[j] && *list[j]; j++)
            g_ptr_array_add(q->managers, g_strdup(list[j]));
        for (guint j = 0; j < desk->managers->len; j++)
            g_ptr_array_set_size(((Manager *)desk->managers->pdata[j])->absences, 0);
        for (size_t j = 0; j < 3 && ROWS[i].away[j][0]; j++)
            send_away(ROWS[i].away[j][0], -1, 1, ROWS[i].away[j][1]);
        g_autofree char *people = logins_of(assign_people(desk, q, NOW));
        g_autofree char *hears = logins_of(assign_people_or_all(desk, q, NOW));
        if (strcmp(people, ROWS[i].people) != 0 || strcmp(hears, ROWS[i].hears) != 0)
            fail_msg("%s: \"%s\", \"%s\"", ROWS[i].name, people, hears);
    }
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(somebody_hears), TEST(turns_are_fair), TEST(load_is_even),
        TEST(load_weighs),    TEST(turns_by_age),   TEST(people_present),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
