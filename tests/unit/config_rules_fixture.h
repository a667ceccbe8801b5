// config_rules_fixture.h: configs with people, around one key of rules, statuses or time; for the
// tests of config/.
#pragma once

#include "config_fixture.h"

#define PEOPLE                                                                                     \
    "managers = ({ login = \"anna\"; name = \"A\"; addresses = (\"a@example.com\"); role = "       \
    "\"lead\"; }, { login = \"boris\"; name = \"B\"; addresses = (\"b@example.com\"); }, { login " \
    "= \"gone\"; name = \"G\"; addresses = (\"g@example.com\"); active = false; });\n"
#define BASE          QUEUE PEOPLE // two lines
#define FLOW(more)    BASE "workflow = (" KINDS more ");\n"
#define CLOSED        "{name=\"c\";kind=\"closed\";}"
#define RULE(keys)    BASE "rules = ({ name = \"r\";\n" keys "\n});\n"
#define WHEN(text)    RULE("on = (\"created\"); do = { priority = \"high\"; };\nwhen = { " text " };")
#define DO(text)      RULE("on = (\"created\"); do = {\n" text "\n};")
#define TIMER(keys)   RULE("on = (\"timer\"); do = { priority = \"high\"; };\n" keys)
#define ROUTES(rows)  BASE "routing = (\n" rows "\n);\n"
#define CALENDAR(k)   BASE "calendars = ({ name = \"office\";\n" k "\n});\n"
#define RECURRING(k)  BASE "recurring = ({ name = \"b\"; subject = \"S\";\n" k "\n});\n"
#define PROMISES(row) BASE "promises = (\n" row "\n);\n"
