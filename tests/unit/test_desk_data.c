// test_desk_data.c: finding things on a desk: people by what they are called, queues and companies
// by address, statuses by name in any language.
#include "desk_fixture.h"

#include "base/error.h"

static void
people(void **state)
{
    static const struct {
        const char *text, *login; // login NULL: an error
        const char *error;
        int code;
    } ROWS[] = {
        {"anna", "anna", NULL, 0},
        {"ANNA", "anna", NULL, 0},
        {"Anna Berg", "anna", NULL, 0},
        {"anna berg", "anna", NULL, 0},
        {"Anna B", "anna", NULL, 0},
        {"a", "anna", NULL, 0},
        {"anna@example.com", "anna", NULL, 0},
        {"BORIS@home.example", "boris", NULL, 0},
        {"bori", "boris", NULL, 0},
        {"bob", "bob", NULL, 0},
        {"bo", NULL, "fits several people: boris (Boris Lind), bob (Robert Stone)",
         HD_ERROR_REFUSED},
        {"", NULL, "there are: anna, boris, bob", HD_ERROR_ABSENT},
        {"nobody", NULL, "there are: anna, boris, bob", HD_ERROR_ABSENT},
        {"fred", NULL, "nobody is called", HD_ERROR_ABSENT},
        {"anna@elsewhere.example", NULL, "nobody is called", HD_ERROR_ABSENT},
        {"x\nHeader: y", NULL, "\"x Header: y\"", HD_ERROR_ABSENT},
        {"John Smith", NULL, "fits several people: js1 (John Smith), js2 (John Smith)",
         HD_ERROR_REFUSED},
        {"js2", "js2", NULL, 0},
    };
    g_autoptr(Desk) d = test_desk();
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        if (i == 16) {
            desk_add_manager(d, "js1", "John Smith", "js1@example.com");
            desk_add_manager(d, "js2", "John Smith", "js2@example.com");
        }
        g_autoptr(GError) error = NULL;
        const Manager *m = desk_find_manager(d, ROWS[i].text, "en", &error);
        if (ROWS[i].login) {
            assert_non_null(m);
            assert_string_equal(m->login, ROWS[i].login);
            continue;
        }
        assert_null(m);
        assert_int_equal(error->code, ROWS[i].code);
        if (!strstr(error->message, ROWS[i].error))
            fail_msg("%s: %s", ROWS[i].text, error->message);
    }
}

static void
companies(void **state)
{
    static const struct {
        const char *address;
        bool acme;
    } ROWS[] = {
        {"x@acme.example", true},
        {"X@ACME.Example", true},
        {"acme.boss@example.net", true},
        {"Acme.Boss@Example.NET", true},
        {"other@example.net", false},
        {"x@sub.acme.example", false},
        {"x@notacme.example", false},
        {"", false},
        {"@", false},
        {"someone@gmail.com", false},
        {"x@acme.example.evil.example", false},
    };
    g_autoptr(Desk) d = test_desk();
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
        if ((desk_company_of(d, ROWS[i].address) != NULL) != ROWS[i].acme)
            fail_msg("%s", ROWS[i].address);
}

// The first in the config has the domain; thousands are no burden.
static void
many_companies(void **state)
{
    g_autoptr(Desk) d = test_desk();
    Company *second = company_new("Second");
    g_ptr_array_add(second->domains, g_strdup("acme.example"));
    g_ptr_array_add(d->companies, second);
    for (int i = 0; i < 20000; i++) {
        g_autofree char *domain = g_strdup_printf("d%d.example", i);
        Company *c = company_new(domain);
        g_ptr_array_add(c->domains, g_steal_pointer(&domain));
        g_ptr_array_add(d->companies, c);
    }
    assert_string_equal(desk_company_of(d, "x@acme.example")->name, "Acme");
    for (int i = 0; i < 20000; i++) {
        g_autofree char *address = g_strdup_printf("x@d%d.example", i);
        assert_non_null(desk_company_of(d, address));
    }
}

static void
queues(void **state)
{
    static const struct {
        const char *address, *name;
    } ROWS[] = {
        {"support@example.com", "support"},
        {"SUPPORT@Example.com", "support"},
        {"help@example.com", "support"},
        {"help+x@example.com", "support"},
        {"support+abc@example.com", "support"},
        {"sales@example.com", "sales"},
        {"support@example.org", NULL},
        {"xsupport@example.com", NULL},
        {"", NULL},
        {"support", NULL},
    };
    g_autoptr(Desk) d = test_desk();
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const Queue *q = desk_queue_by_address(d, ROWS[i].address);
        if (g_strcmp0(q ? q->name : NULL, ROWS[i].name) != 0)
            fail_msg("%s", ROWS[i].address);
    }
    assert_non_null(desk_queue(d, "sales"));
    assert_null(desk_queue(d, "Sales"));
}

static void
managers_by_address(void **state)
{
    g_autoptr(Desk) d = test_desk();
    assert_string_equal(desk_manager_by_address(d, "Boris@HOME.example")->login, "boris");
    // 48: look-alike letters (the а of anna is Cyrillic) are another address
    assert_null(desk_manager_by_address(d, "аnna@example.com"));
    assert_null(desk_manager_by_address(d, "anna+x@example.com"));
    assert_null(desk_manager_by_address(d, ""));
    assert_string_equal(desk_manager(d, "ANNA")->login, "anna");
    assert_string_equal(desk_group(d, "Line2")->name, "line2");
    assert_null(desk_group(d, "line"));
}

static void
statuses(void **state)
{
    static const struct {
        const char *text, *name;
    } ROWS[] = {
        {"solved", "solved"},     {"SOLVED", "solved"}, {"Решена", "solved"},
        {"вирішена", "solved"},   {"В РАБОТЕ", "open"}, {"закрита", "closed"},
        {"ждём клиента", "wait"}, {"nothing", NULL},    {"", NULL},
    };
    g_autoptr(Desk) d = test_desk();
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const Status *s = desk_status(d, ROWS[i].text);
        if (g_strcmp0(s ? s->name : NULL, ROWS[i].name) != 0)
            fail_msg("%s", ROWS[i].text);
    }
    const Status *s = desk_status(d, "solved");
    assert_string_equal(status_label(s, "ru"), "решена");
    assert_string_equal(status_label(s, "uk"), "вирішена");
    assert_string_equal(status_label(s, "en"), "solved");
    assert_string_equal(status_label(s, NULL), "solved");
    assert_string_equal(desk_status_first(d, NULL, KIND_CLOSED)->name, "closed");
    assert_null(desk_status_first(d, NULL, KIND_POSTPONED));
    // A name goes before another status' label.
    desk_add_status(d, "решена", KIND_OPEN, "x", "x");
    assert_string_equal(desk_status(d, "решена")->name, "решена");
}

static void
kinds(void **state)
{
    for (StatusKind k = KIND_NEW; k <= KIND_CLOSED; k++) {
        StatusKind back = KIND_NEW;
        assert_true(status_kind_code(status_kind_name(k), &back));
        assert_int_equal(back, k);
    }
    StatusKind none = KIND_OPEN;
    assert_false(status_kind_code("done", &none));
    assert_int_equal(none, KIND_OPEN);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people),
        cmocka_unit_test(companies),
        cmocka_unit_test(many_companies),
        cmocka_unit_test(queues),
        cmocka_unit_test(managers_by_address),
        cmocka_unit_test(statuses),
        cmocka_unit_test(kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
