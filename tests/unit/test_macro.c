// Ready answers: the right language, values filled in once, what is missing is told, no right is
// gained.
#include "desk_fixture.h"

#include "base/error.h"
#include "mail/markdown.h"
#include "ticket/macro.h"

static Macro *
add_macro(Desk *d, const char *name, const char *language, const char *text, const char *commands)
{
    Macro *m = macro_new(name);
    if (text)
        g_hash_table_insert(m->texts, g_strdup(language), g_strdup(text));
    set(m->commands, commands);
    g_ptr_array_add(d->macros, m);
    return m;
}

static Desk *
desk_with_macros(void)
{
    Desk *d = test_desk();
    Macro *hello =
        add_macro(d, "hello", "en", "Hello {{customer_name}}, {{number}} {{marker}}!", "");
    g_hash_table_insert(hello->texts, g_strdup("ru"), g_strdup("Здравствуйте, {{customer_name}}!"));
    add_macro(d, "paper", "", "Put {{what}} into {{where}}{{#why}} because {{why}}{{/why}}.",
              "#close\n\n #tag paper\n");
    add_macro(d, "quiet", NULL, NULL, "#close\n#note");
    add_macro(d, "loop", "", "x", "#use loop");
    add_macro(d, "odd", "", "x", "#nothing");
    add_macro(d, "broken", "", "{{#a}}", "");
    add_macro(d, "guarded", "", "x", "#close");
    add_macro(d, "mine", "", "{{manager_name}}, {{desk}}, {{today}}, {{status}}, {{subject}}", "");
    return d;
}

static Ticket *
sample_ticket(const char *language)
{
    Ticket *t = ticket_new();
    t->number = 7;
    set(t->queue, "support");
    set(t->subject, "Printer {{what}}");
    set(t->status, "wait");
    t->kind = KIND_WAITING;
    set(t->language, language);
    t->requester = contact_new("olga@example.net", "Olga {{desk}}");
    return t;
}

// "KIND value;KIND value", or "! error".
static char *
apply(const Desk *d, const Ticket *t, const char *actor, const char *args)
{
    VerbContext context = {.desk = d,
                           .queue = d->queues->pdata[0],
                           .ticket = t,
                           .actor = desk_manager(d, actor),
                           .now = NOW,
                           .proof = PROOF_L3};
    g_autoptr(GPtrArray) changes = change_list_new();
    g_autoptr(GError) error = NULL;
    if (!macro_apply(&context, args, changes, &error))
        return g_strdup_printf("! %s", error->message);
    assert_null(error);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < changes->len; i++) {
        const Change *c = changes->pdata[i];
        g_string_append_printf(out, "%s%s %s", i ? ";" : "", names_name(CHANGE_NAMES, (int)c->kind),
                               c->value);
    }
    return g_string_free(out, FALSE);
}

static void
macros_are_filled_in(void **state)
{
    static const struct {
        const char *name, *language, *args, *want;
    } ROWS[] = {
        {"its own values", "en", "hello", "use Hello Olga {{desk}}, 7 [HD#7]!"},
        {"case", "en", "HELLO", "use Hello Olga {{desk}}, 7 [HD#7]!"},
        {"language of the ticket", "ru", "hello", "use Здравствуйте, Olga {{desk}}!"},
        {"any language before none", "uk", "hello", "use Hello Olga {{desk}}, 7 [HD#7]!"},
        {"given values", "en", "paper what=A4 where=\"tray 2\"",
         "use Put A4 into tray 2.;status solved;tagged paper"},
        {"curved quotes", "en", "paper what=“A4 paper” where=«tray 2»",
         "use Put A4 paper into tray 2.;status solved;tagged paper"},
        {"optional", "en", "paper what=A4 where=tray why={{what}}",
         "use Put A4 into tray because {{what}}.;status solved;tagged paper"},
        {"a value of one's own", "en", "hello customer_name=Olya", "use Hello Olya, 7 [HD#7]!"},
        {"commands alone", "en", "quiet", "status solved;direction note"},
        {"all about it", "ru", "mine",
         "use Anna Berg, Test Desk, 2026-09-21, ждём клиента, Printer {{what}}"},
    };
    g_autoptr(Desk) d = desk_with_macros();
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Ticket) t = sample_ticket(ROWS[i].language);
        g_autofree char *got = apply(d, t, "anna", ROWS[i].args);
        if (strcmp(got, ROWS[i].want) != 0)
            fail_msg("%s: got \"%s\"", ROWS[i].name, got);
    }
}

// A rule has nobody who writes: it speaks for the one whose ticket it is, else for the desk.
static void
rules_speak_for_the_manager(void **state)
{
    static const struct {
        const char *manager, *want;
    } ROWS[] = {{"boris", "Boris Lind, Test Desk"},
                {"gone", "Test Desk, Test Desk"},
                {"", "Test Desk, Test Desk"}};
    g_autoptr(Desk) d = desk_with_macros();
    const Macro *m = add_macro(d, "rule", "", "{{manager_name}}, {{desk}}", "");
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Ticket) t = sample_ticket("en");
        set(t->manager, ROWS[i].manager);
        g_autofree char *got = macro_text(d, d->queues->pdata[0], t, m, NOW, NULL);
        assert_string_equal(got, ROWS[i].want);
    }
}

// A customer's words make no link and nothing else of the letter; what they say is still there.
static void
customers_words_are_no_markup(void **state)
{
    static const struct {
        const char *subject, *want;
    } ROWS[] = {
        {"[Reset](http://evil.example) now", "(Reset)(http://evil.example) now"},
        {"**URGENT** `code` *it*", "URGENT code it"},
        {"*.txt, 5 * 3, 5*3, it`s, a_b, __init__", "*.txt, 5 * 3, 5*3, it`s, a_b, __init__"},
        {"# > - Boss:", "Boss:"},
        {">>quoted", "quoted"},
        {"#12, +380 44, -5%, <b>", "#12, +380 44, -5%, <b>"},
        {"[JIRA-1] Лампа *мигает*", "(JIRA-1) Лампа мигает"},
        {"x\n# y", "x # y"},
    };
    g_autoptr(Desk) d = desk_with_macros();
    add_macro(d, "about", "", "{{subject}}|{{customer_name}}", "");
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Ticket) t = sample_ticket("en");
        set(t->subject, ROWS[i].subject);
        set(t->requester->name, ROWS[i].subject);
        g_autofree char *want = g_strdup_printf("use %s|%s", ROWS[i].want, ROWS[i].want);
        g_autofree char *got = apply(d, t, "anna", "about");
        assert_string_equal(got, want);
        g_autofree char *html = markdown_html(got);
        assert_null(strstr(html, "<a href=\"http://evil.example\">Reset"));
    }
}

static void
faults_say_what_to_write(void **state)
{
    static const struct {
        const char *name, *args, *says;
    } ROWS[] = {
        {"no name", "", "needs the name of a ready answer: hello, paper"},
        {"unknown", "helo", "no ready answer is called \"helo\"; did you mean hello? There are: "},
        {"far off", "zzzzzzzz", "no ready answer is called \"zzzzzzzz\"; there are: hello, "},
        {"missing", "paper", "the ready answer \"paper\" needs more: #use paper what=… where=…"},
        {"one missing", "paper what=A4", "#use paper where=…"},
        {"empty is there", "paper what= where=", "use Put  into .;"},
        {"no pair", "paper A4", "found \"A4\" where name=value"},
        {"open quote", "paper what=\"A4 where=x", "found \"what\" where name=value"},
        {"another macro", "loop", "loop: #use loop: a ready answer cannot do this"},
        {"no command", "odd", "odd: #nothing: a ready answer cannot do this"},
        {"broken text", "broken", "broken:1: section is never closed"},
    };
    g_autoptr(Desk) d = desk_with_macros();
    g_autoptr(Ticket) t = sample_ticket("en");
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *got = apply(d, t, "anna", ROWS[i].args);
        if (!strstr(got, ROWS[i].says))
            fail_msg("%s: got \"%s\"", ROWS[i].name, got);
    }
    g_ptr_array_set_size(d->macros, 0);
    g_autofree char *none = apply(d, t, "anna", "hello");
    assert_string_equal(none, "! this desk has no ready answers");
}

static void
a_macro_gives_no_right(void **state)
{
    g_autoptr(Desk) d = desk_with_macros();
    g_autoptr(Ticket) t = sample_ticket("en");
    CommandRight *right = command_right_new("close");
    right->role = ROLE_LEAD;
    g_ptr_array_add(d->commands, right);
    g_autofree char *refused = apply(d, t, "anna", "guarded");
    if (!g_str_has_prefix(refused, "! guarded: #close: "))
        fail_msg("got \"%s\"", refused);
    ((Manager *)d->managers->pdata[0])->role = ROLE_LEAD;
    g_autofree char *done = apply(d, t, "anna", "guarded");
    assert_string_equal(done, "use x;status solved");
}

static void
a_letter_without_a_ticket_has_fewer_values(void **state)
{
    g_autoptr(Desk) d = desk_with_macros();
    g_autofree char *missing = apply(d, NULL, "anna", "hello");
    assert_non_null(strstr(missing, "#use hello customer_name=… number=… marker=…"));
    g_autofree char *given = apply(d, NULL, "anna", "hello customer_name=A number=1 marker=M");
    assert_string_equal(given, "use Hello A, 1 M!");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(macros_are_filled_in),
        cmocka_unit_test(rules_speak_for_the_manager),
        cmocka_unit_test(customers_words_are_no_markup),
        cmocka_unit_test(faults_say_what_to_write),
        cmocka_unit_test(a_macro_gives_no_right),
        cmocka_unit_test(a_letter_without_a_ticket_has_fewer_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
