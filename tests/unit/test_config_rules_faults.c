// test_config_rules_faults.c: every kind of fault in rules, statuses, calendars and promises, each
// with its line, its words and what to write instead.
#include "config_rules_fixture.h"

static const struct {
    const char *name, *text;
    unsigned line;
    const char *what, *hint;
    bool warning;
} FAULTS[] = {
    // Values.
    {"span", TIMER("after = \"2 days\";"), 5, "after: \"2 days\" is no length", "", false},
    {"no span", TIMER("after = \"0h\";"), 5, "after = \"0h\"", "leave the line out", false},
    {"span that is a number", TIMER("after = 5;"), 5, "after must be a text", "like \"48h\"",
     false},
    {"length with a blank", PROMISES("{ name = \"p\"; reaction = \"2 h\"; }"), 4,
     "reaction: \"2 h\" is no length of time", "as in 30m, 2h or 16h", false},
    {"working days", TIMER("after = \"2d working\";"), 5, "no fixed length", "", false},
    {"length of days", PROMISES("{ name = \"p\"; reaction = \"2d\"; }"), 4, "no fixed length", "",
     false},
    {"length that says so", PROMISES("{ name = \"p\"; reaction = \"2h working\"; }"), 4,
     "always working time", "leave \"working\" out", false},
    {"time zone", BASE "time_zone = \"Europe/Atlantis\";\n", 3, "time_zone = \"Europe/Atlantis\"",
     "Europe/Berlin", false},
    {"colour", FLOW("{name=\"c\";kind=\"closed\"; colour = \"red\";}"), 4, "colour = \"red\"",
     "#3a7", false},
    {"hours", CALENDAR("week = { mon = \"9-25\"; };"), 4, "mon = \"9-25\"", "9:00-13:00", false},
    {"hours that overlap", CALENDAR("week = { mon = \"9:00-13:00, 12:00-18:00\"; };"), 4,
     "mon = ", "", false},
    {"holiday", CALENDAR("holidays = ( \"2026-02-30\" );"), 4, "no such day", "2026-12-25", false},
    {"holiday twice", CALENDAR("holidays = ( \"2026-02-03\",\n\"2026-02-03\" );"), 5,
     "stands twice", "", false},
    {"holiday with hours", CALENDAR("holidays = ( \"2026-02-03 9:00-10:00\" );"), 4,
     "belong into short_days", "", false},
    {"short day without hours", CALENDAR("short_days = ( \"2026-02-03\" );"), 4, "no hours", "",
     false},
    {"file of holidays absent", CALENDAR("ics = ( \"absent.ics\" );"), 4, "is not a file", "",
     false},
    {"file of something else", CALENDAR("ics = ( \"secret\" );"), 4, "ics: ", "", false},
    {"day", BASE "managers = ();\n", 3, "twice in one group", "", false},
    // Conditions and actions.
    {"unknown condition", WHEN("subjct = \"x\";"), 5, "no condition \"subjct\"",
     "write \"subject\" instead", false},
    {"unknown condition, none near", WHEN("frobnication = 1;"), 5, "no condition",
     "there are: queue", false},
    {"unknown condition below", WHEN("any = (\n{ not = {\nfrm = \"x\"; }; } );"), 7,
     "no condition \"frm\"", "\"from\"", false},
    {"value of a condition", WHEN("rating = \"<x\";"), 5, "rating", "", false},
    {"pattern of a condition", WHEN("subject = \"/(/\";"), 5, "subject", "", false},
    {"value of another type", WHEN("subject = 1.5;"), 5, "takes a text", "quotes", false},
    {"no values", WHEN("subject = ();"), 5, "has 0 values", "1 to 1000", false},
    {"any without a list", WHEN("any = { tag = \"x\"; };"), 5, "takes a list of groups", "any = (",
     false},
    {"any of texts", WHEN("any = ( \"x\" );"), 5, "must be a group", "any = (", false},
    {"empty any", WHEN("any = ();"), 5, "takes a list", "", false},
    {"empty group", WHEN("any = ( { } );"), 5, "empty group", "", false},
    {"empty not", WHEN("not = { };"), 5, "not takes a group", "not = {", false},
    {"when that is no group", RULE("on = (\"created\"); stop = true; when = \"x\";"), 4,
     "when must be a group", "when = {", false},
    {"unknown action", DO("asign = \"anna\";"), 5, "no action \"asign\"", "\"assign\"", false},
    {"two values", DO("status = ( \"open\", \"closed\" );"), 5, "one value", "", false},
    {"unknown trigger", RULE("on = ( \"created\",\n\"answered\" ); stop = true;"), 5,
     "on = \"answered\"", "customer", false},
    {"no trigger", RULE("on = (); stop = true;"), 4, "on has 0 entries", "", false},
    // Names.
    {"queue in a condition", WHEN("queue = \"suport\";"), 5,
     "rule \"r\": there is no queue \"suport\"", "write \"support\"", false},
    {"manager in a condition", WHEN("not = {\nmanager = ( \"anna\",\n\"ana\" ); };"), 7,
     "no manager \"ana\"", "\"anna\"", false},
    {"status in a condition", WHEN("status = \"opne\";"), 5, "no status \"opne\"", "\"open\"",
     false},
    {"type in a condition", WHEN("type = \"x\";"), 5, "no type \"x\"", "this desk has none", false},
    {"field in a condition", WHEN("field = \"room=1\";"), 5, "no field \"room\"", "", false},
    {"group in a condition", WHEN("group = \"x\";"), 5, "no group \"x\"", "", false},
    {"promise in a condition", WHEN("promise = \"x\";"), 5, "no promise \"x\"", "", false},
    {"category in a condition", WHEN("category = \"VIP\";"), 5, "no category \"VIP\" now", "",
     true},
    {"manager of an action", DO("assign = \"ana\";"), 5, "rule \"r\": there is no", "\"anna\"",
     false},
    {"retired manager of an action", DO("assign = \"gone\";"), 5, "no longer active", "", false},
    {"status of an action", DO("status = \"opne\";"), 5, "no status \"opne\"", "\"open\"", false},
    {"status that waits for a time",
     FLOW(CLOSED ",{name=\"later\";kind=\"postponed\";}") "rules = ({ name = \"r\"; on = "
                                                          "(\"created\"); do = { status = "
                                                          "\"later\"; }; });\n",
     5, "\"later\" needs a time", "snooze = \"3d\"", false},
    {"the next line of none",
     BASE "groups = ({ name = \"l1\"; members = (\"anna\"); }, { name = \"l2\"; members = "
          "(\"anna\"); });\nrules = ({ name = \"r\"; on = (\"created\"); do = { assign = "
          "\"line\"; }; });\n",
     4, "no group (l1, l2) has a next", "give \"l1\" a next = \"l2\"", false},
    {"macro of an action", DO("answer = \"x\";"), 5, "no macro \"x\"", "", false},
    {"macro of a refusal", DO("refuse = \"x\";"), 5, "no macro \"x\"", "", false},
    {"hook of an action", DO("hook = \"x\";"), 5, "no hook \"x\"", "", false},
    {"text to nobody", DO("text = \"x\";"), 5, "tells it to nobody", "notify", false},
    {"where a row leads", ROUTES("{ name = \"x\"; to = \"ana\"; }"), 4,
     "routing \"x\": there is no", "\"anna\"", false},
    {"row on an unknown name", ROUTES("{ name = \"x\"; to = \"anna\"; when = { type = \"x\"; }; }"),
     4, "routing \"x\": there is no type", "", false},
    {"promise on an unknown name",
     PROMISES("{ name = \"p\"; reaction = \"1h\"; when = {\nqueue = \"x\"; }; }"), 5,
     "promise \"p\": there is no queue", "support", false},
    {"internal type", BASE "types = (\"a\");\ninternal_types = ( \"b\" );\n", 4, "no type \"b\"",
     "add it to types", false},
    {"calendar of a queue", QUEUE_WITH("calendar = \"x\";") PEOPLE, 2, "no calendar \"x\"",
     "add it", false},
    {"calendar of a promise", PROMISES("{ name = \"p\"; reaction = \"1h\"; calendar = \"x\"; }"), 4,
     "promise \"p\": there is no calendar \"x\"", "", false},
    // Rules.
    {"rule twice",
     BASE "rules = ({ name = \"a\"; on = (\"created\"); stop = true; },\n{ name = "
          "\"A\"; on = (\"rated\"); stop = true; });\n",
     4, "rule \"A\" is there twice", "another name", false},
    {"rule that does nothing", RULE("on = (\"created\");"), 3, "does nothing", "do = {", false},
    {"rule with nothing to do", RULE("on = (\"created\");\ndo = { };"), 5, "does nothing", "",
     false},
    {"timer without a time", RULE("on = (\"timer\"); stop = true;"), 4, "without after or before",
     "after = ", false},
    {"timer with both", TIMER("since = \"due\"; after = \"1h\";\nbefore = \"1h\";"), 6,
     "both after and before", "", false},
    {"before what nobody knows", TIMER("before = \"1h\";"), 5, "beforehand", "write after", false},
    {"times without every", TIMER("after = \"1h\"; times = 3;"), 5, "not how often", "every",
     false},
    {"deadline of no promise", TIMER("since = \"solution\"; after = \"1h\";"), 5,
     "that nothing promises", "solution to promises", false},
    {"timer on a message", TIMER("after = \"1h\";\nwhen = { body = \"x\"; };"), 6,
     "a timer has none", "", false},
    {"after without timer", RULE("on = (\"created\"); stop = true;\nafter = \"1h\";"), 5,
     "is no timer: after means nothing", "\"timer\"", false},
    {"late refusal",
     RULE("on = (\"rated\"); do = { refuse = \"m\"; }; });\nmacros = ({ name = \"m\"; text = "
          "\"t\";"),
     4, "refuses what is a ticket already", "created", false},
    {"name of a built-in timer",
     BASE "reminders = { new = \"1h\"; };\nrules = ({ name = \"Reminder "
          "new\"; on = (\"created\"); stop = true; });\n",
     4, "called like one", "another name", false},
    // Reach.
    {"rule behind one that stops",
     BASE
     "rules = ({ name = \"a\"; on = (\"created\", \"rated\"); stop = true; },\n{ name = \"b\"; "
     "on = (\"rated\"); do = { priority = \"low\"; }; });\n",
     4, "rule \"b\" is never reached: rule \"a\"", "put it first", true},
    {"rule behind a wider one",
     BASE
     "rule_order = \"first\";\nrules = ({ name = \"a\"; on = (\"created\"); when = { subject = "
     "(\"*x*\", \"*xy*\"); }; do = { priority = \"low\"; }; },\n{ name = \"b\"; on = "
     "(\"created\"); when = { subject = \"*xy*\"; tag = \"z\"; }; do = { priority = \"high\"; }; "
     "});\n",
     5, "never reached", "", true},
    {"row that is never reached",
     ROUTES(
         "{ name = \"a\"; to = \"anna\"; },\n{ name = \"b\"; when = { subject = \"*x*\"; }; to = "
         "\"boris\"; }"),
     5, "row \"b\" is never reached", "", true},
    {"rows that share a case",
     ROUTES(
         "{ name = \"a\"; when = { priority = ( \"low\", \"high\" ); }; to = \"anna\"; },\n{ name "
         "= \"b\"; when = { priority = ( \"high\", \"urgent\" ); }; to = \"boris\"; }"),
     5, "list the same case", "", true},
    {"promise that is never reached",
     PROMISES("{ name = \"a\"; reaction = \"1h\"; },\n{ name = \"b\"; reaction = \"2h\"; }"), 5,
     "\"b\" is never reached", "", true},
    // Statuses.
    {"transition to nothing",
     FLOW("{name=\"c\";kind=\"closed\"; transitions = ({ to = \"opn\"; }); }"), 4,
     "no status \"opn\"", "there are: n, o", false},
    {"transition twice",
     FLOW("{name=\"c\";kind=\"closed\"; transitions = ({ to = \"o\"; },\n{ to = \"O\"; }); }"), 5,
     "two transitions to \"o\"", "", false},
    {"transition to itself",
     FLOW("{name=\"c\";kind=\"closed\"; transitions = ({ to = \"c\"; }); }"), 4,
     "a transition to itself", "", true},
    {"transition of nobody known",
     FLOW("{name=\"c\";kind=\"closed\"; transitions = ({ to = \"o\"; who = (\"nina\"); }); }"), 4,
     "names \"nina\"", "", false},
    {"transition of nobody active",
     FLOW("{name=\"c\";kind=\"closed\"; transitions = ({ to = \"o\"; who = (\"gone\"); }); }"), 4,
     "nobody may take a ticket from \"c\" to \"o\"", "active", true},
    {"transition into what nobody may enter",
     FLOW("{name=\"c\";kind=\"closed\"; enter = (\"admin\"); },\n{ name = \"x\"; kind = \"open\"; "
          "transitions = ({ to = \"c\"; },\n{ to = \"s\"; }); }"),
     5, "nobody may take a ticket from \"x\" to \"c\"", "", true},
    {"no way out",
     QUEUE_WITH("statuses = ( \"n\", \"o\", \"w\", \"s\", \"c\", \"x\" );") PEOPLE
     "workflow = (" KINDS CLOSED ",{name=\"d\";kind=\"closed\";},\n{ name = \"x\"; kind = "
     "\"open\";\ntransitions = ({ to = \"d\"; }); });\n",
     8, "is \"x\" can never be solved or closed in queue \"support\"", "add a transition", false},
    {"silence without an end", FLOW("{name=\"c\";kind=\"closed\"; after = \"1d\"; }"), 4,
     "not where it leads", "then", false},
    {"end without silence", FLOW("{name=\"c\";kind=\"closed\"; then = \"o\"; }"), 4,
     "not after which time", "after", false},
    {"silence against the transitions",
     FLOW(CLOSED ",{ name = \"x\"; kind = \"solved\";\ntransitions = ({ to = \"o\"; }); after = "
                 "\"1d\"; then = \"c\"; }"),
     5, "no transition leads from \"x\" to \"c\"", "add { to = \"c\"; }", false},
    {"cancelled and open", FLOW(CLOSED ",{ name = \"x\"; kind = \"open\"; cancelled = true; }"), 4,
     "cancelled, but not closed", "", false},
    {"status of a queue", QUEUE_WITH("statuses = ( \"new\",\n\"opn\" );") PEOPLE, 3,
     "no status \"opn\"", "\"open\"", false},
    {"queue without an end",
     QUEUE_WITH("statuses = ( \"new\", \"open\", \"wait\", \"solved\" );") PEOPLE, 2,
     "none of kind \"closed\"", "", false},
    {"queue without what silence leads to",
     QUEUE_WITH("statuses = ( \"n\", \"o\", \"w\",\n\"s\", \"c\" );") PEOPLE
     "workflow = ({name=\"n\";kind=\"new\";},{name=\"o\";kind=\"open\";},{name=\"w\";kind="
     "\"waiting\";},{name=\"s\";kind=\"solved\"; after = \"1d\"; then = \"d\"; }," CLOSED
     ",{name=\"d\";kind=\"closed\";});\n",
     3, "which queue \"support\" does not have", "", true},
    // People and time.
    {"next that is nothing",
     BASE "groups = ({ name = \"a\"; members = (\"anna\");\nnext = \"b\"; });\n", 4,
     "which is no group", "", false},
    {"lines in a ring",
     BASE "groups = ({ name = \"a\"; members = (\"anna\"); next = \"b\"; },\n{ name "
          "= \"b\"; members = (\"anna\"); next = \"A\"; });\n",
     3, "comes back to it", "", false},
    {"notify of nobody",
     BASE "groups = ({ name = \"a\"; members = (\"anna\");\nnotify = (\"ana\"); "
          "});\n",
     4, "no manager has the login \"ana\"", "\"anna\"", false},
    {"absence that ends first",
     MANAGERS(
         "{ login = \"b\"; name = \"B\"; addresses = (\"b@example.com\");\nabsences = ({ from = "
         "\"2026-12-02\"; to = \"2026-12-01\"; }); }"),
     4, "ends before it begins", "", false},
    {"absence on no day",
     MANAGERS(
         "{ login = \"b\"; name = \"B\"; addresses = (\"b@example.com\");\nabsences = ({ from = "
         "\"1.12.\"; to = \"2026-12-01\"; }); }"),
     4, "from = \"1.12.\" is no day", "2026-12-01", false},
    {"deputy of herself",
     MANAGERS(
         "{ login = \"b\"; name = \"B\"; addresses = (\"b@example.com\");\nabsences = ({ from = "
         "\"2026-12-01\"; to = \"2026-12-01\"; deputy = \"b\"; }); }"),
     4, "cannot be the deputy", "", false},
    {"deputy who is nobody",
     MANAGERS(
         "{ login = \"b\"; name = \"B\"; addresses = (\"b@example.com\");\nabsences = ({ from = "
         "\"2026-12-01\"; to = \"2026-12-01\"; deputy = \"nina\"; }); }"),
     4, "no manager has the login \"nina\"", "", false},
    {"calendar twice", BASE "calendars = ({ name = \"a\"; },\n{ name = \"A\"; });\n", 4,
     "calendar \"A\" is there twice", "", false},
    {"calendar without work",
     CALENDAR("week = { mon = \"\"; tue = \"\"; wed = \"\"; thu = \"\"; fri = \"\"; };"), 4,
     "no working time", "hours", false},
    {"promise of nothing", PROMISES("{ name = \"p\"; }"), 4, "promises nothing", "reaction", false},
    {"promise twice",
     PROMISES("{ name = \"p\"; reaction = \"1h\"; when = { tag = \"x\"; }; },\n{ name = \"P\"; "
              "reaction = \"1h\"; }"),
     5, "promise \"P\" is there twice", "", false},
    {"recurrence", RECURRING("start = \"2026-01-05 09:00\";\nrule = \"FREQ=OFTEN\";"), 5,
     "recurring \"b\"", "", false},
    {"start", RECURRING("rule = \"FREQ=DAILY\";\nstart = \"2026-01-05 25:00\";"), 5, "is no time",
     "2026-01-05 09:00", false},
    {"queue of a recurring ticket",
     RECURRING("rule = \"FREQ=DAILY\"; start = \"2026-01-05 09:00\";\nqueue = \"x\";"), 5,
     "there is no queue \"x\"", "", false},
    {"action of a recurring ticket",
     RECURRING("rule = \"FREQ=DAILY\"; start = \"2026-01-05 09:00\";\ndo = { assign = \"ana\"; };"),
     5, "recurring \"b\": there is no", "\"anna\"", false},
};

static void
faults_are_told(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(FAULTS); i++) {
        g_autoptr(GPtrArray) faults = config_faults_new();
        g_autoptr(GError) error = NULL;
        g_autoptr(Desk) desk = load_text(FAULTS[i].text, -1, CONFIG_NO_SECRETS, faults, &error);
        g_autoptr(GString) told = g_string_new(NULL);
        bool found = false;
        for (guint j = 0; j < faults->len; j++) {
            const ConfigFault *f = faults->pdata[j];
            g_autofree char *text = config_fault_text(f);
            g_string_append_printf(told, "\n  %s", text);
            found = found || (f->line == FAULTS[i].line && strstr(f->what, FAULTS[i].what) &&
                              strstr(f->hint, FAULTS[i].hint) &&
                              (f->severity == FAULT_WARNING) == FAULTS[i].warning);
        }
        // One mistake is one fault.
        if (!found || faults->len != 1 || (desk != NULL) != FAULTS[i].warning) {
            fail_msg("%s: wanted line %u \"%s\"; \"%s\", told:%s", FAULTS[i].name, FAULTS[i].line,
                     FAULTS[i].what, FAULTS[i].hint, told->str);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_are_told),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
