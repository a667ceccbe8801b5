// keys_rules.c: the rows of rules, of the routing table and of promises.
//
// As in keys.c one row is one key. What stands in `when` and `do` has tables of its own
// (predicate_list(), action_list()), which print.c prints along. Not for whether names exist or
// rows can be reached (check_rules.c, check_reach.c).
#include "config/keys.h"

#include "ticket/rule.h"

static void *
make_rule(void)
{
    return rule_new("");
}

static void *
make_route(void)
{
    return route_new("");
}

static void *
make_promise(void)
{
    return promise_new("");
}

// clang-format off
static const Key RULE_KEYS[] = {
    {"name", KEY_TEXT, .required = true, .max = 100, .form = form_line, AT(Rule, name),
     .help = "the history names it as what decided"},
    {"enabled", KEY_FLAG, .fallback = "true", AT(Rule, enabled),
     .help = "false: it is read and checked, and never acts"},
    {"on", KEY_CHOICES, .required = true, .min = 1, .max = 8, .choices = TRIGGER_NAMES,
     AT(Rule, on), .help = "what it acts on"},
    {"when", KEY_WHEN, AT(Rule, when), .help = "what has to hold; none: it always acts"},
    {"do", KEY_DO, AT(Rule, actions), .help = "what is done, in the order of the file"},
    {"stop", KEY_FLAG, .fallback = "false", AT(Rule, stop),
     .help = "no later rule is tried when this one matched"},
    {"since", KEY_CHOICE, .fallback = "status", .choices = TIMER_BASE_NAMES, AT(Rule, since),
     .help = "what a timer counts from"},
    {"after", KEY_SPAN, AT(Rule, after), .help = "so long after it a timer acts"},
    {"before", KEY_SPAN, AT(Rule, before),
     .help = "so long before it, for since = reaction, solution and due"},
    {"every", KEY_SPAN, AT(Rule, every), .help = "and again after each of these"},
    {"times", KEY_NUMBER, .fallback = "0", .max = 10000, AT(Rule, times),
     .help = "at most so often, together; 0: no bound"},
    {"old_tickets", KEY_FLAG, .fallback = "false", AT(Rule, old_tickets),
     .help = "the timer acts on tickets that are older than the rule, too"},
    {NULL}};
const KeyGroup KEYS_RULES = {"rules", RULE_KEYS, make_rule};

static const Key ROUTE_KEYS[] = {
    {"name", KEY_TEXT, .required = true, .max = 100, .form = form_line, AT(Route, name),
     .help = "the history names it as what decided"},
    {"enabled", KEY_FLAG, .fallback = "true", AT(Route, enabled),
     .help = "false: the row is passed over"},
    {"when", KEY_WHEN, AT(Route, when), .help = "what has to hold; none: it always fits"},
    {"to", KEY_TEXT, .required = true, .max = 1000, .form = form_line, AT(Route, to),
     .help = "who gets the ticket, as the action assign takes it"},
    {NULL}};
const KeyGroup KEYS_ROUTING = {"routing", ROUTE_KEYS, make_route};

static const Key PROMISE_KEYS[] = {
    {"name", KEY_TEXT, .required = true, .max = 64, .form = form_status, AT(Promise, name),
     .help = "for conditions, actions and lists"},
    {"when", KEY_WHEN, AT(Promise, when), .help = "whose tickets; none: everybody's"},
    {"reaction", KEY_LENGTH, AT(Promise, reaction), .help = "working time until the first answer"},
    {"solution", KEY_LENGTH, AT(Promise, solution), .help = "working time until it is solved"},
    {"calendar", KEY_TEXT, .fallback = "", .max = 64, .form = form_word, AT(Promise, calendar),
     .help = "what counts as working time; none: the calendar of the queue"},
    {"warn", KEY_SPAN, AT(Promise, warn),
     .help = "so long before a deadline the manager is reminded; none: only at it"},
    {"escalate", KEY_SPAN, AT(Promise, escalate),
     .help = "so long after a deadline the leads hear too; none: at it"},
    {NULL}};
const KeyGroup KEYS_PROMISES = {"promises", PROMISE_KEYS, make_promise};
// clang-format on
