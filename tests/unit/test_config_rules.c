// test_config_rules.c: what a config says of rules, statuses, calendars and promises arrives in the
// desk, and the timers that such keys stand for are made.
#include "config_rules_fixture.h"

#include "ticket/rule.h"

static Desk *
load_good(const char *text)
{
    g_autoptr(GPtrArray) faults = config_faults_new();
    g_autoptr(GError) error = NULL;
    Desk *desk = load_text(text, -1, CONFIG_NO_SECRETS, faults, &error);
    if (error) {
        fail_msg("%s", error->message);
    }
    for (guint i = 0; i < faults->len; i++) {
        g_autofree char *told = config_fault_text(faults->pdata[i]);
        fail_msg("%s", told);
    }
    return desk;
}

static const Rule *
rule_of(const Desk *desk, const char *name)
{
    for (guint i = 0; i < desk->rules->len; i++) {
        const Rule *r = desk->rules->pdata[i];
        if (strcmp(r->name, name) == 0) {
            return r;
        }
    }
    fail_msg("there is no rule %s", name);
    return NULL;
}

static void
assert_span(Span span, int64_t seconds, bool working)
{
    assert_true(span.seconds == seconds);
    assert_true(span.working == working);
}

static void
assert_action(const Rule *r, guint n, const char *name, const char *value)
{
    assert_in_range(n, 0, r->actions->len - 1);
    assert_string_equal(action_name(r->actions->pdata[n]), name);
    assert_string_equal(action_values(r->actions->pdata[n])->pdata[0], value);
}

static void
rules_arrive(void **state)
{
    g_autoptr(Desk) d = load_good(
        BASE
        "rule_order = \"first\";\nrules = (\n"
        "{ name = \"one\"; on = ( \"created\", \"Rated\" ); stop = true;\n"
        "  when = { subject = ( \"*a*\", \"/b+/\" ); rating = 3; first = true;\n"
        "    any = ( { queue = \"support\"; }, { all = ( { tag = \"x\"; }, { tag = \"y\"; } ); } "
        "); not = { status = \"closed\"; }; };\n"
        "  do = { status = \"open\"; tag = ( \"t\", \"u\" ); close = false; }; },\n"
        "{ name = \"two\"; enabled = false; on = [ \"timer\" ]; since = \"word\"; after = "
        "\"16h working\"; every = \"2d\"; times = 3; old_tickets = true; do = { priority = "
        "\"low\"; }; },\n"
        "{ name = \"three\"; on = ( \"timer\" ); since = \"due\"; before = \"1h30m\"; do = { "
        "notify = \"manager\"; text = \"soon\"; }; });\n"
        "routing = ({ name = \"x\"; when = { category = \"*\"; }; to = \"boris\"; }, { name = "
        "\"y\"; enabled = false; to = \"turn:anna,boris\"; });\n");
    assert_true(d->first_rule_only);
    assert_int_equal(d->rules->len, 3);
    const Rule *one = rule_of(d, "one"), *two = rule_of(d, "two"), *three = rule_of(d, "three");
    assert_int_equal(one->on, ON_CREATED | ON_RATED);
    assert_true(one->stop && one->enabled && !one->built_in && one->when);
    assert_int_equal(one->actions->len, 3);
    assert_action(one, 0, "status", "open");
    assert_action(one, 1, "tag", "t");
    assert_action(one, 2, "close", "false");
    g_autoptr(GPtrArray) tags = g_ptr_array_new();
    condition_mentions(one->when, "tag", tags);
    assert_int_equal(tags->len, 2);
    assert_int_equal(two->on, ON_TIMER);
    assert_int_equal(two->since, SINCE_WORD);
    assert_span(two->after, 16 * 3600, true);
    assert_span(two->every, 2 * 86400, false);
    assert_int_equal(two->times, 3);
    assert_true(two->old_tickets && !two->enabled && !two->when);
    assert_int_equal(three->since, SINCE_DUE);
    assert_span(three->before, 5400, false);
    const Route *x = d->routing->pdata[0], *y = d->routing->pdata[1];
    assert_true(x->enabled && x->when && !y->enabled && !y->when);
    assert_string_equal(y->to, "turn:anna,boris");
}

static void
time_arrives(void **state)
{
    g_free(write_file("free.ics",
                      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
                      "DTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20260501\r\nEND:VEVENT\r\n"
                      "END:VCALENDAR\r\n",
                      -1, 0644));
    g_autoptr(Desk) d = load_good(
        "time_zone = \"Europe/Berlin\";\n"
        "queues = ({ name = \"q\"; address = \"q@example.com\"; statuses = ( \"n\", \"O\", \"w\", "
        "\"s\", \"c\" ); calendar = \"Office\"; spread = \"load\"; });\n"
        "managers = ({ login = \"anna\"; name = \"A\"; addresses = (\"a@example.com\"); absences = "
        "({ from = \"2026-03-29\"; to = \"2026-03-29\"; deputy = \"boris\"; }); }, { login = "
        "\"boris\"; name = \"B\"; addresses = (\"b@example.com\"); });\n"
        "groups = ({ name = \"l1\"; members = (\"anna\", \"boris\"); notify = (\"anna\"); next = "
        "\"L2\"; }, { name = \"l2\"; members = (\"boris\"); });\n"
        "companies = ({ name = \"C\"; domains = (\"c.example\"); time_zone = \"America/New_York\"; "
        "category = \"VIP\"; });\n"
        "calendars = ({ name = \"office\"; time_zone = \"Asia/Kathmandu\"; week = { mon = "
        "\"9:00-13:00, 14:00-18:00\"; fri = \"\"; sat = \"10:00-24:00\"; }; holidays = ( "
        "\"2026-12-25\" ); short_days = ( \"2026-12-24 9:00-13:00\" ); ics = ( \"free.ics\" ); "
        "});\n"
        "workflow = (" KINDS "{ name = \"c\"; kind = \"closed\"; colour = \"#3a7\"; clock = "
        "\"running\"; cancelled = true; load = 0; }, { name = \"x\"; kind = \"open\"; names = { ru "
        "= \"икс\"; }; after = \"7d\"; then = \"икс2\"; transitions = ({ to = \"S\"; who = ( "
        "\"lead\", \"customer\", \"anna\" ); }, { to = \"y\"; }); }, { name = \"y\"; kind = "
        "\"solved\"; names = { ru = \"икс2\"; }; });\n"
        "types = (\"a\", \"b\");\ninternal_types = (\"B\");\n"
        "promises = ({ name = \"gold\"; when = { category = \"vip\"; }; reaction = \"2h\"; "
        "solution "
        "= \"16h\"; calendar = \"office\"; warn = \"30m\"; escalate = \"1h working\"; }, { name = "
        "\"rest\"; solution = \"40h\"; });\n"
        "reminders = { new = \"4h working\"; wait = \"5d\"; };\n"
        "recurring = ({ name = \"backup\"; rule = \"FREQ=WEEKLY;BYDAY=MO\"; start = \"2026-01-05 "
        "9:00\"; queue = \"q\"; requester = \"r@c.example\"; subject = \"S\"; text = ( \"a\", "
        "\"b\" "
        "); do = { assign = \"l1\"; }; });\n");
    remove_file("free.ics");
    const Queue *q = desk_queue(d, "q");
    assert_int_equal(q->statuses->len, 5);
    assert_string_equal(q->statuses->pdata[1], "o");
    assert_int_equal(q->spread, SPREAD_LOAD);
    const Absence *away = desk_manager(d, "anna")->absences->pdata[0];
    assert_true(away->from == 1774738800); // 2026-03-29 00:00 +01:00
    assert_true(away->to == away->from + 23 * 3600);
    assert_string_equal(away->deputy, "boris");
    assert_string_equal(desk_group(d, "l1")->notify->pdata[0], "anna");
    assert_string_equal(desk_group(d, "l1")->next, "L2");
    assert_string_equal(desk_company_of(d, "x@c.example")->time_zone, "America/New_York");
    const Calendar *c = d->calendars->pdata[0];
    static const guint SPANS[] = {2, 1, 1, 1, 0, 1, 0};
    for (size_t i = 0; i < G_N_ELEMENTS(SPANS); i++) {
        assert_int_equal(c->week[i]->len, SPANS[i]);
    }
    assert_int_equal(g_hash_table_size(c->days), 3);
    const Status *closed = desk_status(d, "c"), *x = desk_status(d, "x");
    assert_string_equal(closed->colour, "#33aa77");
    assert_int_equal(closed->clock, CLOCK_RUNNING);
    assert_true(closed->cancelled && closed->load == 0 && x->load == 10);
    assert_span(x->after, 7 * 86400, false);
    assert_string_equal(x->then, "y");
    const Transition *way = x->transitions->pdata[0];
    assert_string_equal(way->to, "s");
    assert_int_equal(way->who->len, 3);
    assert_string_equal(d->internal_types->pdata[0], "B");
    const Promise *gold = d->promises->pdata[0];
    assert_true(gold->reaction == 7200 && gold->solution == 57600 && gold->when);
    assert_span(gold->warn, 1800, false);
    assert_span(gold->escalate, 3600, true);
    const Recurring *r = d->recurring->pdata[0];
    assert_true(r->start_at == 1767600000); // 2026-01-05 08:00 UTC
    assert_string_equal(r->text, "a\nb");
    assert_int_equal(r->actions->len, 1);
}

static const struct {
    const char *name;
    TimerBase since;
    int64_t after, before;
    const char *key, *value, *action, *to;
} MADE[] = {
    {"status s: silence", SINCE_STATUS, 604800, 0, "status", "s", "status", "c"},
    {"reminder new", SINCE_CREATED, 14400, 0, NULL, NULL, "notify", "manager"},
    {"reminder answer", SINCE_CUSTOMER, 28800, 0, NULL, NULL, "notify", "manager"},
    {"reminder wait", SINCE_MANAGER, 432000, 0, NULL, NULL, "notify", "manager"},
    {"promise p: answer soon", SINCE_REACTION, 0, 1800, "promise", "p", "notify", "manager"},
    {"promise p: answer late", SINCE_REACTION, 0, 0, "promise", "p", "notify", "manager"},
    {"promise p: answer late, leads", SINCE_REACTION, 3600, 0, "promise", "p", "notify", "lead"},
    {"promise p: solution soon", SINCE_SOLUTION, 0, 1800, "promise", "p", "notify", "manager"},
    {"promise p: solution late", SINCE_SOLUTION, 0, 0, "promise", "p", "notify", "manager"},
    {"promise p: solution late, leads", SINCE_SOLUTION, 3600, 0, "promise", "p", "notify", "lead"},
    {"promise r: solution late", SINCE_SOLUTION, 0, 0, "promise", "r", "notify", "manager"},
    {"promise r: solution late, leads", SINCE_SOLUTION, 0, 0, "promise", "r", "notify", "lead"},
};

// What other keys stand for is a timer like those of rules.
static void
timers_are_made(void **state)
{
    g_autoptr(Desk) d = load_good(
        BASE "workflow = ({name=\"n\";kind=\"new\";},{name=\"o\";kind=\"open\";},{name=\"w\";kind="
             "\"waiting\";},{name=\"s\";kind=\"solved\"; after = \"7d\"; then = \"c\";}," CLOSED
             ");\nrules = ({ name = \"mine\"; on = (\"created\"); stop = true; });\n"
             "reminders = { new = \"4h working\"; answer = \"8h\"; wait = \"5d\"; };\n"
             "promises = ({ name = \"p\"; when = { priority = \"high\"; }; reaction = \"1h\"; "
             "solution = \"8h\"; warn = \"30m\"; escalate = \"1h working\"; }, { name = \"r\"; "
             "solution = \"9h\"; });\n");
    assert_int_equal(d->rules->len, G_N_ELEMENTS(MADE) + 1);
    assert_string_equal(((const Rule *)d->rules->pdata[0])->name, "mine");
    for (size_t i = 0; i < G_N_ELEMENTS(MADE); i++) {
        const Rule *r = d->rules->pdata[i + 1];
        g_autoptr(GPtrArray) names = g_ptr_array_new();
        assert_string_equal(r->name, MADE[i].name);
        assert_true(r->built_in && r->enabled && !r->old_tickets && r->on == ON_TIMER && r->when);
        assert_int_equal(r->since, MADE[i].since);
        assert_true(r->after.seconds == MADE[i].after && r->before.seconds == MADE[i].before);
        if (MADE[i].key) {
            condition_mentions(r->when, MADE[i].key, names);
            assert_int_equal(names->len, 1);
            assert_string_equal(names->pdata[0], MADE[i].value);
        }
        assert_action(r, 0, MADE[i].action, MADE[i].to);
    }
    assert_true(rule_of(d, "reminder new")->after.working);
}

// What looks like a fault and is none.
static const char *const GOOD[] = {
    RULE("on = (\"created\"); stop = true;"),
    DO("stop = true; priority = \"low\";"),
    WHEN("manager = ( \"none\", \"\" ); status = \"*e*\"; type = \"none\";"),
    TIMER("after = \"1h\"; when = { weekday = ( \"sat\", \"sun\" ); age = \">2d\"; };"),
    TIMER("after = \"1h\"; when = { not = { tag = \"x\"; }; subject = \"*x*\"; };"),
    RULE("on = (\"timer\", \"created\"); after = \"1h\"; stop = true; when = { any = ( { body = "
         "\"*x*\"; }, { idle = \">2h\"; } ); };"),
    BASE "rules = ({ name = \"a\"; on = (\"created\"); stop = true; enabled = false; },\n{ name = "
         "\"b\"; on = (\"created\"); do = { priority = \"low\"; }; });\n",
    BASE
    "rules = ({ name = \"a\"; on = (\"created\"); do = { stop = false; tag = \"x\"; }; },\n{ name "
    "= \"b\"; on = (\"created\"); do = { priority = \"low\"; }; });\n",
    BASE "rules = ({ name = \"a\"; on = (\"created\"); stop = true; },\n{ name = \"b\"; on = "
         "(\"created\", \"rated\"); do = { priority = \"low\"; }; });\n",
    ROUTES("{ name = \"a\"; when = { subject = \"*x*\"; }; to = \"anna\"; },\n{ name = \"b\"; when "
           "= { "
           "subject = \"*y*\"; }; to = \"boris\"; },\n{ name = \"c\"; to = \"turn\"; }"),
    FLOW("{name=\"c\";kind=\"closed\"; transitions = ({ to = \"o\"; who = ( \"Customer\" ); }); }"),
    BASE
    "groups = ({ name = \"a\"; members = (\"anna\"); next = \"b\"; },\n{ name = \"b\"; members = "
    "(\"anna\"); next = \"c\"; }, { name = \"c\"; members = (\"anna\"); });\n",
};

static void
good_is_good(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(GOOD); i++) {
        desk_free(load_good(GOOD[i]));
    }
}

// Conditions nested without end, and more of them than anybody writes.
static void
conditions_are_bounded(void **state)
{
    g_autoptr(GString) deep =
        g_string_new(BASE "rules = ({ name = \"r\"; on = (\"created\"); stop = "
                          "true; when = {");
    for (int i = 0; i < 40; i++) {
        g_string_append(deep, " not = {");
    }
    g_string_append(deep, " tag = \"x\";");
    for (int i = 0; i < 40; i++) {
        g_string_append(deep, " };");
    }
    g_string_append(deep, " }; });\n");
    g_autoptr(GString) wide =
        g_string_new(BASE "rules = ({ name = \"r\"; on = (\"created\"); stop = "
                          "true; when = { any = (");
    for (int i = 0; i < 1200; i++) {
        g_string_append_printf(wide, "%s{ tag = \"x%d\"; }", i ? "," : "", i);
    }
    g_string_append(wide, "); }; });\n");
    const struct {
        const char *text, *what;
    } rows[] = {{deep->str, "groups more than 20 deep"}, {wide->str, "more than 1000 conditions"}};
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(load_text(rows[i].text, -1, CONFIG_NO_SECRETS, NULL, &error));
        assert_non_null(strstr(error->message, rows[i].what));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_arrive),           cmocka_unit_test(time_arrives),
        cmocka_unit_test(timers_are_made),        cmocka_unit_test(good_is_good),
        cmocka_unit_test(conditions_are_bounded),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
