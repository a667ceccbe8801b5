// test_config_rules_doubts.c: what is of the right form and hardly meant: each is one warning with
// its line and what to write; what is meant so stays silent.
#include "config_rules_fixture.h"

#include "ticket/rule.h"

#define ON(trigger, when)                                                                          \
    RULE("on = (\"" trigger "\"); do = { priority = \"high\"; };\nwhen = { " when " };")
#define SINCE(base, when) TIMER("since = \"" base "\"; after = \"1h\"; \nwhen = { " when " };")
#define MACROS                                                                                     \
    "macros = ({ name = \"m\"; text = \"t\"; },{ name = \"c\"; text = \"t\"; commands = "          \
    "\"#close\"; });\n"
#define GROUPS                                                                                     \
    "groups = ({ name = \"l1\"; members = (\"anna\"); },{ name = \"old\"; members = "              \
    "(\"gone\"); });\n"
#define AWAY(first, second)                                                                        \
    QUEUE "managers = ({ login = \"a\"; name = \"A\"; addresses = (\"a@example.com\"); absences "  \
          "= (\n{ from = \"2026-07-01\"; to = \"2026-07-14\"; deputy = \"" first "\"; }); }, { "   \
          "login = \"b\"; name = \"B\"; addresses = (\"b@example.com\"); absences = (\n{ from = "  \
          "\"" second "\"; to = \"2026-08-20\"; deputy = \"a\"; }); });\n"

static const struct {
    const char *name, *text;
    unsigned line; // 0: nothing is told
    const char *what, *hint;
} ROWS[] = {
    // Patterns.
    {"subject without a star", WHEN("subject = ( \"*a*\",\n\"invoice\" );"), 6,
     "subject = \"invoice\" fits only when it is the whole subject", "write \"*invoice*\""},
    {"body without a star", WHEN("not = {\nbody = \"stop\"; };"), 6, "the whole text",
     "\"*stop*\""},
    {"header without a star", WHEN("header = \"Subject: order\";"), 5, "the whole value",
     "write \"Subject: *order*\""},
    {"exact header", WHEN("header = ( \"X-Spam-Flag: YES\", \"X-Shop\" );"), 0, "", ""},
    {"regex without slashes", WHEN("subject = \"invoice-\\\\d+\";"), 5, "looks like a regular",
     "write \"/invoice-\\d+/\""},
    {"dots of a regex", WHEN("body = \".*refund.*\";"), 5, "looks like a regular", ""},
    {"anchors of a regex", WHEN("subject = \"^order\";"), 5, "looks like a regular", ""},
    {"choices of a regex", WHEN("subject = \"(order|invoice)*\";"), 5, "looks like a regular", ""},
    {"globs", WHEN("subject = ( \"*.*\", \"*a|b*\", \"order ?\", \"/^x/\", \"*costs $\" );"), 0, "",
     ""},
    {"row of the table", ROUTES("{ name = \"x\"; to = \"anna\"; when = { subject = \"a\"; }; }"), 4,
     "routing \"x\": subject = \"a\"", ""},
    // Addresses, languages, ratings.
    {"address without @", WHEN("from = \"acme.example\";"), 5, "never fits: an address has an @",
     "write \"@acme.example\""},
    {"address with a name", WHEN("from = \"Carol <carol@acme.example>\";"), 5,
     "more than an address", "the address alone"},
    {"domain without a dot", WHEN("to = \"@acme\";"), 5, "no domain that has a dot", "\"@acme.*\""},
    {"participant", WHEN("participant = \"carol\";"), 5, "has an @", "\"carol@*\""},
    {"addresses",
     WHEN("from = ( \"*.example\", \"@a.example\", \"b@c.example\", \"none\", "
          "\"/x/\", \"root@localhost\", \"@acme.*\" );"),
     0, "", ""},
    {"language", WHEN("language = \"de\";"), 5, "never fits", "en, ru, uk"},
    {"languages", WHEN("language = ( \"ru\", \"UK\", \"none\" );"), 0, "", ""},
    {"rating 0", ON("rated", "rating = 0;"), 5, "ratings are 1 to 5", "1 to 5"},
    {"rating below 1", ON("rated", "rating = \"<1\";"), 5, "ratings are 1 to 5", ""},
    {"rating above 5", ON("rated", "rating = \">5\";"), 5, "ratings are 1 to 5", ""},
    {"ratings", ON("rated", "rating = ( \"<3\", \"5\" );"), 0, "", ""},
    {"hours without calendars", WHEN("hours = \"out\";"), 5, "without calendars", "calendars = ("},
    {"hours",
     CALENDAR("") "rules = ({ name = \"r\"; on = (\"created\"); stop = true; when = { "
                  "hours = \"out\"; }; });\n",
     0, "", ""},
    // Conditions that cannot hold.
    {"rating of a new ticket", WHEN("rating = \"<3\";"), 5, "a new ticket has none", "rated"},
    {"end of a new ticket", WHEN("kind = ( \"solved\", \"closed\" );"), 5, "ticket that is over",
     "status"},
    {"status of a new ticket", WHEN("status = \"solved\";"), 5, "ticket that is over", ""},
    {"not yet over", WHEN("not = { kind = \"solved\"; };"), 0, "", ""},
    {"late and new", WHEN("late = true;"), 5, "not late", "timer"},
    {"age and new", WHEN("age = \">2d\";"), 5, "age of a ticket that is new", "timer"},
    {"silence and new", WHEN("idle = \">4h working\";"), 5, "silence", "since = \"word\""},
    {"manager of a new ticket", WHEN("manager = \"anna\";"), 5, "before a ticket is assigned",
     "\"assigned\""},
    {"promise of a new ticket",
     PROMISES("{ name = \"p\"; reaction = \"1h\"; }") "rules = ({ name = \"r\"; on = "
                                                      "(\"created\"); stop = true; when = { "
                                                      "promise = \"p\"; }; });\n",
     6, "before it is chosen", ""},
    {"given by an earlier rule",
     BASE "rules = ({ name = \"a\"; on = (\"created\"); do = { assign = \"anna\"; }; },{ name = "
          "\"b\"; on = (\"created\"); when = { manager = \"anna\"; }; do = { tag = \"x\"; }; });\n",
     0, "", ""},
    {"also later", RULE("on = (\"created\", \"rated\"); stop = true; when = { rating = 1; };"), 0,
     "", ""},
    {"one of two", WHEN("any = ( { rating = 1; }, { priority = \"high\"; } );"), 0, "", ""},
    {"first of an answer", ON("customer", "first = true;"), 5, "does not act on created",
     "created"},
    {"not the first", ON("customer", "first = false;"), 0, "", ""},
    {"message and timer",
     RULE("on = (\n\"created\", \"timer\"); after = \"1h\"; stop = true; when = { body = \"*x*\"; "
          "};"),
     4, "never acts on the timer", "two rules"},
    {"first and timer",
     RULE("on = (\n\"created\", \"timer\"); after = \"1h\"; stop = true; when = { first = true; "
          "};"),
     4, "never acts on the timer", ""},
    {"answered and waiting", ON("customer", "kind = \"waiting\";"), 5, "has opened the ticket",
     "kind = \"open\""},
    {"answered and solved", ON("customer", "status = ( \"solved\", \"wait\" );"), 5,
     "has opened the ticket", ""},
    {"robots open nothing", ON("customer", "kind = \"waiting\"; nature = \"robot\";"), 0, "", ""},
    {"customers who may not",
     FLOW("{name=\"c\";kind=\"closed\";},{name=\"x\";kind=\"waiting\"; "
          "transitions = ({ to = \"o\"; who = (\"manager\"); },{ to = \"c\"; }); }") "rules = ({ "
                                                                                     "name = "
                                                                                     "\"r\"; on = "
                                                                                     "(\"customer\""
                                                                                     "); stop = "
                                                                                     "true; when = "
                                                                                     "{ kind = "
                                                                                     "\"waiting\"; "
                                                                                     "}; "
                                                                                     "});\n",
     0, "", ""},
    {"waiting since the customer", SINCE("customer", "kind = \"waiting\";"), 6,
     "not waiting after it", "manager"},
    {"new since the manager", SINCE("manager", "kind = \"new\";"), 6, "not new after it",
     "created"},
    {"waiting since the manager", SINCE("manager", "kind = \"waiting\";"), 0, "", ""},
    {"tag and not", WHEN("tag = \"a\"; not = { tag = \"a\"; };"), 5, "exclude each other", "any"},
    {"another tag", WHEN("tag = \"a\"; not = { tag = \"b\"; };"), 0, "", ""},
    // Actions.
    {"close = false", DO("close = false;"), 5, "close = false changes nothing", ""},
    {"spam and silent", DO("spam = false; silent = false;"), 5, "changes nothing", ""},
    {"beside others", DO("close = false; tag = \"x\";"), 0, "", ""},
    {"letters all the time",
     RULE("on = (\"timer\"); after = \"1h\"; do = { notify = \"lead\"; };\nevery = \"5m\";"), 5,
     "more often", "1h"},
    {"tags all the time",
     RULE("on = (\"timer\"); after = \"1h\"; do = { tag = \"x\"; };\nevery = \"5m\";"), 0, "", ""},
    {"more answers than are sent",
     MACROS RULE("on = (\"timer\"); after = \"1h\"; every = \"1d\"; do = { answer = \"m\"; "
                 "};\ntimes = 5;"),
     6, "beyond auto_per_ticket (3)", "times = 3"},
    {"macro with commands", MACROS DO("answer = \"c\";"), 6, "commands of macro \"c\"", "#close"},
    {"group of those who left", GROUPS DO("assign = \"turn:l1,old\";"), 6,
     "nobody in group \"old\"", ""},
    {"row to those who left", GROUPS ROUTES("{ name = \"x\"; to = \"old\"; }"), 5,
     "nobody in group \"old\"", ""},
    // Promises and deputies.
    {"warned at once",
     PROMISES("{ name = \"p\"; reaction = \"1h\"; solution = \"8h\";\nwarn = "
              "\"2h\"; }"),
     5, "not shorter than reaction", "30m"},
    {"exchanged", PROMISES("{ name = \"p\"; solution = \"1h\";\nreaction = \"8h\"; }"), 5,
     "later than the solution", ""},
    {"deputies of each other", AWAY("b", "2026-07-10"), 4, "stand in for each other",
     "who is there"},
    {"one after the other", AWAY("b", "2026-08-10"), 0, "", ""},
};

static void
doubts_are_told(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GPtrArray) faults = config_faults_new();
        g_autoptr(GError) error = NULL;
        g_autoptr(Desk) desk = load_text(ROWS[i].text, -1, CONFIG_NO_SECRETS, faults, &error);
        g_autoptr(GString) told = g_string_new(NULL);
        bool found = false;
        for (guint j = 0; j < faults->len; j++) {
            const ConfigFault *f = faults->pdata[j];
            g_autofree char *text = config_fault_text(f);
            g_string_append_printf(told, "\n  %s", text);
            found = found || (f->line == ROWS[i].line && strstr(f->what, ROWS[i].what) &&
                              strstr(f->hint, ROWS[i].hint));
        }
        if (!desk || faults->len != (ROWS[i].line ? 1 : 0) || found != (ROWS[i].line > 0)) {
            print_error("%s: wanted line %u \"%s\"; \"%s\", told:%s\n", ROWS[i].name, ROWS[i].line,
                        ROWS[i].what, ROWS[i].hint, told->str);
            *state = (void *)1;
        }
    }
    assert_null(*state);
}

// An action stop is the key stop, so that what comes behind it is told, too.
static void
stop_stops(void **state)
{
    g_autoptr(GPtrArray) faults = config_faults_new();
    g_autoptr(Desk) d = load_text(
        BASE "rules = ({ name = \"a\"; on = (\"created\"); do = { stop = true; }; },\n{ "
             "name = \"b\"; on = (\"created\"); do = { stop = false; tag = \"x\"; }; });\n",
        -1, CONFIG_NO_SECRETS, faults, NULL);
    assert_non_null(d);
    assert_true(((const Rule *)d->rules->pdata[0])->stop);
    assert_false(((const Rule *)d->rules->pdata[1])->stop);
    assert_int_equal(faults->len, 1);
    const ConfigFault *f = faults->pdata[0];
    assert_non_null(strstr(f->what, "rule \"b\" is never reached"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(doubts_are_told),
        cmocka_unit_test(stop_stops),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
