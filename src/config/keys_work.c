// keys_work.c: the rows of work: statuses, fields, ready answers, prices, what commands need.
//
// As in keys.c one row is one key; names and texts by language each go into a map. Not for whether
// verbs exist and whose names collide (check_workflow.c, check_work.c).
#include "config/keys.h"

#include "ticket/desk.h"
#include "ticket/proof.h"

static const Name CLOCK_NAMES[] = {
    {"by-kind", CLOCK_BY_KIND}, {"running", CLOCK_RUNNING}, {"paused", CLOCK_PAUSED}, {NULL, 0}};
static const Name FIELD_NAMES[] = {{"text", CUSTOM_TEXT},     {"number", CUSTOM_NUMBER},
                                   {"date", CUSTOM_DATE},     {"flag", CUSTOM_FLAG},
                                   {"choice", CUSTOM_CHOICE}, {NULL, 0}};
static const Name PROOF_NAMES[] = {{"default", -1},  {"L0", PROOF_L0}, {"L1", PROOF_L1},
                                   {"L2", PROOF_L2}, {"L3", PROOF_L3}, {"L4", PROOF_L4},
                                   {NULL, 0}};
static const Name RIGHT_NAMES[] = {{"default", -1},
                                   {"manager", ROLE_MANAGER},
                                   {"lead", ROLE_LEAD},
                                   {"admin", ROLE_ADMIN},
                                   {NULL, 0}};

static void *
make_status(void)
{
    return status_new("", KIND_NEW);
}

static void *
make_transition(void)
{
    return transition_new("");
}

static void *
make_field(void)
{
    return custom_field_new("", CUSTOM_TEXT);
}

static void *
make_macro(void)
{
    return macro_new("");
}

static void *
make_price(void)
{
    return price_new("");
}

static void *
make_command(void)
{
    return command_right_new("");
}

// clang-format off
#define LABEL(code) \
    {code, KEY_LABEL, .max = 100, .form = form_status, AT(Status, labels), \
     .help = "name of the status in " code}
static const Key LABEL_KEYS[] = {LABEL("en"), LABEL("ru"), LABEL("uk"), {NULL}};
static const KeyGroup LABEL_GROUP = {"names", LABEL_KEYS, NULL};

static const Key TRANSITION_KEYS[] = {
    {"to", KEY_TEXT, .required = true, .max = 64, .form = form_status, AT(Transition, to),
     .help = "the status that it leads to"},
    {"who", KEY_TEXTS, .max = 1000, .form = form_word, AT(Transition, who),
     .help = "who may go it: logins, groups, roles, customer; none: everybody"},
    {NULL}};
static const KeyGroup TRANSITION_GROUP = {"transitions", TRANSITION_KEYS, make_transition};

static const Key STATUS_KEYS[] = {
    {"name", KEY_TEXT, .required = true, .max = 64, .form = form_status, AT(Status, name),
     .help = "as #status takes it and the database keeps it"},
    {"kind", KEY_CHOICE, .required = true, .choices = STATUS_KIND_NAMES, AT(Status, kind),
     .help = "what the status means to the program"},
    {"names", KEY_GROUP, .group = &LABEL_GROUP, .help = "names for people, by language"},
    {"enter", KEY_TEXTS, .max = 1000, .form = form_word, AT(Status, enter),
     .help = "who may put a ticket into it: logins, groups, roles; none: everybody"},
    {"act", KEY_TEXTS, .max = 1000, .form = form_word, AT(Status, act),
     .help = "who may change a ticket that is in it; none: everybody"},
    {"colour", KEY_TEXT, .fallback = "", .max = 7, .form = form_colour, AT(Status, colour),
     .help = "on pages and in letters: #rgb or #rrggbb; none: that of its kind"},
    {"clock", KEY_CHOICE, .fallback = "by-kind", .choices = CLOCK_NAMES, AT(Status, clock),
     .help = "do the times of promises run in it? By kind: in new and open ones"},
    {"cancelled", KEY_FLAG, .fallback = "false", AT(Status, cancelled),
     .help = "of kind closed: not because it was done"},
    {"load", KEY_NUMBER, .fallback = "10", .max = 1000, AT(Status, load),
     .help = "what a ticket in it weighs where work is spread by load, in tenths; 0: nothing"},
    {"transitions", KEY_LIST, .max = 100, .group = &TRANSITION_GROUP, AT(Status, transitions),
     .help = "where a ticket may go from here; none: anywhere"},
    {"after", KEY_SPAN, AT(Status, after),
     .help = "silence of so long after which it goes on by itself"},
    {"then", KEY_TEXT, .fallback = "", .max = 64, .form = form_status, AT(Status, then),
     .help = "the status that it goes to"},
    {NULL}};
const KeyGroup KEYS_WORKFLOW = {"workflow", STATUS_KEYS, make_status};

static const Key FIELD_KEYS[] = {
    {"name", KEY_TEXT, .required = true, .max = 64, .form = form_word, AT(CustomField, name),
     .help = "one word, as in #set NAME=VALUE"},
    {"kind", KEY_CHOICE, .fallback = "text", .choices = FIELD_NAMES, AT(CustomField, kind),
     .help = "what values it takes"},
    {"choices", KEY_TEXTS, .max = 1000, .form = form_line, AT(CustomField, choices),
     .help = "the values of kind choice"},
    {"required", KEY_FLAG, .fallback = "false", AT(CustomField, required),
     .help = "managers cannot solve a ticket while it is empty"},
    {NULL}};
const KeyGroup KEYS_FIELDS = {"fields", FIELD_KEYS, make_field};

#define TEXT_IN(code, what) \
    {code, KEY_LABEL, .lines = true, .max = 20000, .form = form_text, AT(Macro, texts), \
     .help = what}
static const Key MACRO_KEYS[] = {
    {"name", KEY_TEXT, .required = true, .max = 64, .form = form_word, AT(Macro, name),
     .help = "one word, as in #use NAME"},
    {"help", KEY_TEXT, .fallback = "", .max = 200, .form = form_line, AT(Macro, help),
     .help = "one line for the list of ready answers"},
    {"text", KEY_LABEL, .lines = true, .under = "", .max = 20000, .form = form_text,
     AT(Macro, texts), .help = "the answer, for all languages that have none of their own"},
    TEXT_IN("en", "the answer in English"),
    TEXT_IN("ru", "the answer in Russian"),
    TEXT_IN("uk", "the answer in Ukrainian"),
    {"commands", KEY_TEXT, .lines = true, .fallback = "", .max = 4000, .form = form_text,
     AT(Macro, commands), .help = "what is done along with it: lines like #close"},
    {NULL}};
const KeyGroup KEYS_MACROS = {"macros", MACRO_KEYS, make_macro};

static const Key PRICE_KEYS[] = {
    {"code", KEY_TEXT, .required = true, .max = 64, .form = form_word, AT(Price, code),
     .help = "one word, as in #bill CODE"},
    {"name", KEY_TEXT, .required = true, .max = 200, .form = form_line, AT(Price, name),
     .help = "what is sold, for people"},
    {"unit", KEY_TEXT, .fallback = "", .max = 32, .form = form_line, AT(Price, unit),
     .help = "what one of it is: hour, piece"},
    {"price", KEY_MONEY, .required = true, AT(Price, price),
     .help = "of one unit, such as 12.50"},
    {NULL}};
const KeyGroup KEYS_PRICES = {"prices", PRICE_KEYS, make_price};

static const Key COMMAND_KEYS[] = {
    {"name", KEY_TEXT, .required = true, .max = 64, .form = form_word, AT(CommandRight, name),
     .help = "a command by any of its names, without #"},
    {"proof", KEY_CHOICE, .fallback = "default", .choices = PROOF_NAMES, AT(CommandRight, proof),
     .help = "how sure the sender must be; at least L2 for what changes something"},
    {"role", KEY_CHOICE, .fallback = "default", .choices = RIGHT_NAMES, AT(CommandRight, role),
     .help = "the least role that may use it"},
    {NULL}};
const KeyGroup KEYS_COMMANDS = {"commands", COMMAND_KEYS, make_command};
// clang-format on
