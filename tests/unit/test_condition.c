// Conditions: what each key sees, how its values compare, which it does not take. Groups and errors
// are test_condition_tree.c, two conditions beside one another test_condition_compare.c.

#include "condition_fixture.h"

static World world;

static int
setup(void **state)
{
    world_open(&world);
    return 0;
}

static int
teardown(void **state)
{
    world_close(&world);
    return 0;
}

typedef struct {
    const char *key, *values; // "|" between values
    MatchResult want;
    const char *saw; // NULL: not looked at
} Row;

#define NO  MATCH_NO
#define YES MATCH_YES

// Everything is there.
static const Row FULL[] = {
    {"queue", "support", YES, "support"},
    {"queue", "SUP*", YES, "support"},
    {"queue", "sales", NO, "support"},
    {"channel", "mail", YES, "mail"},
    {"channel", "form|Mail", YES, "mail"},
    {"channel", "clock", NO, "mail"},
    {"from", "carol@acme.example", YES, "carol@acme.example"},
    {"from", "CAROL@Acme.Example", YES, "carol@acme.example"},
    {"from", "@acme.example", YES, "carol@acme.example"},
    {"from", "*@*.example", YES, "carol@acme.example"},
    {"from", "acme.example", NO, "carol@acme.example"},
    {"from", "@me.example", NO, "carol@acme.example"},
    {"from", "/^carol@/", YES, "carol@acme.example"},
    {"to", "help@example.com", YES, "support@example.com, help@example.com"},
    {"to", "dave@partner.example", NO, "support@example.com, help@example.com"},
    {"to", "none", NO, "support@example.com, help@example.com"},
    {"cc", "@partner.example", YES, "dave@partner.example"},
    {"cc", "support@example.com", NO, "dave@partner.example"},
    {"header", "X-Number: 42", YES, "41, 42"},
    {"header", "x-number: 4?", YES, "41, 42"},
    {"header", "X-Number: 43", NO, "41, 42"},
    {"header", "X-Number", YES, "41, 42"},
    {"header", "X-Colour: grün", YES, "grün"},
    {"header", "X-None: *|X-Number: 41", YES, "41, 42"},
    {"header", "X-None", NO, ""},
    {"header", "X-None:", YES, ""},
    {"header", "X-Number: 9|X-None:", YES, "41, 42, "},
    {"subject", "invoice*", YES, "Invoice 12 is wrong"},
    {"subject", "*INVOICE*", YES, "Invoice 12 is wrong"},
    {"subject", "invoice", NO, "Invoice 12 is wrong"},
    {"subject", "/invoice \\d+/", YES, "Invoice 12 is wrong"},
    {"subject", "/invoice \\d+/s", NO, "Invoice 12 is wrong"},
    {"subject", "none", NO, "Invoice 12 is wrong"},
    {"subject", "", NO, "Invoice 12 is wrong"},
    {"body", "*refund*", YES, "Please refund me."},
    {"body", "*lamp*|*REFUND*", YES, "Please refund me."},
    {"body", "refund", NO, "Please refund me."},
    {"language", "ru", YES, "ru"},
    {"language", "en|uk", NO, "ru"},
    {"attachment", "*.pdf", YES, "scan.pdf, logo.png"},
    {"attachment", "*.exe", NO, "scan.pdf, logo.png"},
    {"attachment", "none", NO, "scan.pdf, logo.png"},
    {"attachment_type", "image/*", YES, "application/pdf, image/png"},
    {"attachment_type", "video/*", NO, "application/pdf, image/png"},
    {"attachment_size", ">10", YES, "15 B, 3 B"},
    {"attachment_size", "<=3 B", YES, "15 B, 3 B"},
    {"attachment_size", ">1kB", NO, "15 B, 3 B"},
    {"attachment_size", "10-20", YES, "15 B, 3 B"},
    {"nature", "person", YES, "person"},
    {"nature", "robot|list", NO, "person"},
    {"company", "acme", YES, "Acme"},
    {"company", "none", NO, "Acme"},
    {"category", "vip", YES, "VIP"},
    {"category", "partner", NO, "VIP"},
    {"contact", "name=Carol*", YES, "Carol Dean"},
    {"contact", "language=en|address=*@acme.example", YES, "ru, carol@acme.example"},
    {"contact", "company=", YES, ""},
    {"contact", "manager=boris", NO, ""},
    {"type", "maintenance", YES, "maintenance"},
    {"type", "fault|none", NO, "maintenance"},
    {"priority", "high", YES, "high"},
    {"priority", ">normal", YES, "high"},
    {"priority", ">=urgent", NO, "high"},
    {"priority", "low-normal", NO, "high"},
    {"priority", "<urgent", YES, "high"},
    {"tag", "angry", YES, "printer, angry"},
    {"tag", "calm", NO, "printer, angry"},
    {"tag", "none", NO, "printer, angry"},
    {"field", "room=12*", YES, "12b"},
    {"field", "ROOM = 12B", YES, "12b"},
    {"field", "room=13", NO, "12b"},
    {"field", "seats>10", YES, "20"},
    {"field", "seats<=19.5", NO, "20"},
    {"field", "floor=", YES, ""},
    {"field", "floor=*", YES, ""},
    {"field", "floor=?*", NO, ""},
    {"field", "floor<5", NO, ""},
    {"status", "open", YES, "open"},
    {"status", "closed|solved", NO, "open"},
    {"kind", "open", YES, "open"},
    {"kind", "waiting", NO, "open"},
    {"manager", "anna", YES, "anna"},
    {"manager", "", NO, "anna"},
    {"manager", "none|boris", NO, "anna"},
    {"group", "line2", YES, "line2"},
    {"group", "none", NO, "line2"},
    {"rating", "<3", YES, "2"},
    {"rating", "4-5", NO, "2"},
    {"rating", "2", YES, "2"},
    {"rating", "=3|>4", NO, "2"},
    {"rating", "none", NO, "2"},
    {"age", ">4d", YES, "5d"},
    {"age", ">5d", NO, "5d"},
    {"age", ">=5d", YES, "5d"},
    {"age", "4d-6d", YES, "5d"},
    // Wednesday 14:13 to Monday 14:13, nine hours a day.
    {"age", ">26h working", YES, "5d"},
    {"age", ">28h working", NO, "5d"},
    {"idle", ">2h", YES, "3h"},
    {"idle", ">1d", NO, "3h"},
    {"idle", "<=3h working", YES, "3h"},
    {"hours", "in", YES, "in"},
    {"hours", "out", NO, "in"},
    {"weekday", "mon", YES, "mon"},
    {"weekday", "sat|sunday", NO, "mon"},
    {"weekday", "mon-fri", YES, "mon"},
    {"weekday", "sat-mon", YES, "mon"},
    {"weekday", "fri-sun", NO, "mon"},
    {"time", "9:00-12:00", NO, "14:13"},
    {"time", "14:00-14:13", NO, "14:13"},
    {"time", "14:13-14:14", YES, "14:13"},
    {"time", "22:00-6:00", NO, "14:13"},
    {"time", "14:00-6:00", YES, "14:13"},
    {"time", "0:00-24:00", YES, "14:13"},
    {"first", "true", YES, "true"},
    {"first", "no", NO, "true"},
    {"newcomer", "yes", YES, "true"},
    {"newcomer", "false", NO, "true"},
    {"participant", "dave@*", YES, "carol@acme.example, dave@partner.example"},
    {"participant", "@acme.example", YES, "carol@acme.example, dave@partner.example"},
    {"participant", "eve@*", NO, "carol@acme.example, dave@partner.example"},
    {"sender", "requester", YES, "requester"},
    {"sender", "stranger|participant|manager", NO, "requester"},
    {"spam_score", ">5", YES, "6.500"},
    {"spam_score", ">=6.5", YES, "6.500"},
    {"spam_score", "<6.5", NO, "6.500"},
    {"spam_score", "none", NO, "6.500"},
    {"late", "true", YES, "true"},
    {"late", "false", NO, "true"},
    {"promise", "gold", YES, "gold"},
    {"promise", "none", NO, "gold"},
    {"internal", "true", YES, "true"},
    {"internal", "false", NO, "true"},
};

// An empty ticket, and nobody wrote.
static const Row EMPTY[] = {
    {"queue", "support", NO, ""},
    {"channel", "mail", NO, ""},
    {"from", "*", NO, ""},
    {"from", "none", YES, ""},
    {"to", "*", NO, ""},
    {"to", "none", YES, ""},
    {"cc", "*", NO, ""},
    {"cc", "none", YES, ""},
    {"header", "X-Number", NO, ""},
    {"subject", "*", YES, ""},
    {"subject", "?*", NO, ""},
    {"subject", "", YES, ""},
    {"body", "*", NO, ""},
    {"body", "", YES, ""},
    {"language", "ru", NO, ""},
    {"language", "none", YES, ""},
    {"attachment", "*", NO, ""},
    {"attachment", "none", YES, ""},
    {"attachment_type", "*", NO, ""},
    {"attachment_size", ">=0", NO, ""},
    {"nature", "person", NO, ""},
    {"company", "*", NO, ""},
    {"company", "none", YES, ""},
    {"category", "", YES, ""},
    {"contact", "name=*", NO, ""},
    {"contact", "name=", YES, ""},
    {"type", "*", NO, ""},
    {"type", "none", YES, ""},
    {"priority", "normal", YES, "normal"},
    {"tag", "*", NO, ""},
    {"tag", "none", YES, ""},
    {"field", "room=12*", NO, ""},
    {"field", "room=", YES, ""},
    {"status", "open", NO, ""},
    {"kind", "new", YES, "new"},
    {"manager", "anna", NO, ""},
    {"manager", "", YES, ""},
    {"manager", "none", YES, ""},
    {"group", "*", NO, ""},
    {"group", "None", YES, ""},
    {"rating", "<3", NO, ""},
    {"rating", "none", YES, ""},
    {"rating", "4-5|none", YES, ""},
    {"age", "<1s", YES, "0s"},
    {"age", ">0s", NO, "0s"},
    {"idle", "<1s", YES, "0s"},
    {"hours", "in", YES, "in"},
    {"weekday", "mon", YES, "mon"},
    {"time", "14:00-15:00", YES, "14:13"},
    {"first", "false", YES, "false"},
    {"newcomer", "false", YES, "false"},
    {"participant", "*", NO, ""},
    {"participant", "none", YES, ""},
    {"sender", "stranger", NO, ""},
    {"spam_score", "<5", NO, ""},
    {"spam_score", "none", YES, ""},
    {"late", "false", YES, "false"},
    {"promise", "*", NO, ""},
    {"promise", "none", YES, ""},
    {"internal", "false", YES, "false"},
};

static void
check_rows(const Row *rows, size_t count, RuleView *view, const char *what)
{
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        const Row *r = &rows[i];
        g_autoptr(Condition) c = leaf(r->key, r->values);
        g_autoptr(GPtrArray) sights = g_ptr_array_new_with_free_func((GDestroyNotify)sight_free);
        MatchResult quick = c ? condition_eval(c, view, NULL, NULL) : MATCH_ERROR;
        MatchResult told = c ? condition_eval(c, view, sights, NULL) : MATCH_ERROR;
        const Sight *s = sights->len == 1 ? sights->pdata[0] : NULL;
        if (quick == r->want && told == r->want && s && s->result == r->want &&
            strcmp(s->saw, r->saw) == 0 && strcmp(s->key, r->key) == 0)
            continue;
        print_error("%s: %s = \"%s\": %d, %d; saw \"%s\"\n", what, r->key, r->values, (int)quick,
                    (int)told, s ? s->saw : "");
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

static void
test_full(void **state)
{
    g_auto(RuleView) view = world_view(&world);
    check_rows(FULL, G_N_ELEMENTS(FULL), &view, "full");
}

static void
test_empty(void **state)
{
    g_autoptr(Ticket) t = ticket_new();
    g_auto(RuleView)
        view = {.desk = world.desk, .now = NOW, .ticket = t, .text = "", .channel = ""};
    check_rows(EMPTY, G_N_ELEMENTS(EMPTY), &view, "empty");
}

// No key is left out of either table, and every key says what it takes.
static void
test_tables(void **state)
{
    for (const PredicateInfo *p = predicate_list(); p->name; p++) {
        bool full = false, empty = false;
        for (size_t i = 0; i < G_N_ELEMENTS(FULL); i++)
            full = full || strcmp(FULL[i].key, p->name) == 0;
        for (size_t i = 0; i < G_N_ELEMENTS(EMPTY); i++)
            empty = empty || strcmp(EMPTY[i].key, p->name) == 0;
        if (!full || !empty)
            fail_msg("%s is not tested", p->name);
        assert_true(*p->help);
    }
}

static void
test_faults(void **state)
{
    static const struct {
        const char *key, *values, *want;
    } ROWS[] = {
        {"subjct", "x", "there is no condition \"subjct\"; did you mean \"subject\"?"},
        {"zzzzzzzz", "x", "there is no condition \"zzzzzzzz\""},
        {"channel", "phone", "channel does not take \"phone\"; it takes mail, form,"},
        {"channel", "", "channel does not take \"\""},
        {"channel", ">mail", "channel does not take \">mail\""},
        {"nature", "human", "nature does not take \"human\"; it takes person,"},
        {"kind", "done", "kind does not take"},
        {"first", "maybe", "first does not take \"maybe\"; it takes true"},
        {"rating", "good", "rating does not take \"good\"; it takes a number, as in 3, <3 or 4-5"},
        {"rating", "5-4", "rating does not take \"5-4\""},
        {"rating", "2.5", "rating does not take"},
        {"rating", "", NULL},
        {"rating", "<", "rating does not take"},
        {"rating", "99999999999999999999", "rating does not take"},
        {"age", "2d", "age does not take \"2d\"; it takes a length of time with a sign"},
        {"age", ">2 days",
         "age does not take \">2 days\"; it takes a length of time with a sign, as in >2d"},
        {"first", "maybe", "first does not take \"maybe\"; it takes true or false"},
        {"hours", "on", "hours does not take \"on\"; it takes in or out of working hours"},
        {"age", ">2d working", "age does not take"},
        {"attachment_size", "5MB", "attachment_size does not take"},
        {"attachment_size", ">5 parsecs", "attachment_size does not take"},
        {"attachment_size", ">9999999999999GB", "attachment_size does not take"},
        {"spam_score", "5",
         "spam_score does not take \"5\"; it takes a number with a sign, as in >5"},
        {"priority", "higher", "priority does not take"},
        {"weekday", "caturday", "weekday does not take"},
        {"time", "9-12",
         "time does not take \"9-12\"; it takes a time of the day, from and to, as in 9:00-12:00"},
        {"time", "9:00", "time does not take"},
        {"time", "9:00-9:00", "time does not take"},
        {"time", "9:60-10:00", "time does not take"},
        {"time", "9:00-24:01", "time does not take"},
        {"time", "24:00-3:00", "time does not take"},
        {"header", "", "header does not take \"\""},
        {"header", ": x", "header does not take"},
        {"header", "X Name: x", "header does not take"},
        {"field", "room", "field does not take \"room\""},
        {"field", "=12", "field does not take"},
        {"field", "seats>many", "field does not take"},
        {"contact", "phone=1", "contact does not take \"phone=1\""},
        {"contact", "name>1", "contact does not take"},
        {"subject", "/(/", "subject: "},
        {"subject", "[a", "subject: "},
        {"from", "/(/", "from: "},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const char *const values[] = {ROWS[i].values, NULL};
        g_autoptr(GError) error = NULL;
        g_autoptr(Condition) c = condition_leaf(ROWS[i].key, values, &error);
        if (!ROWS[i].want != !error || (error && (c || error->code != HD_ERROR_CONFIG)))
            fail_msg("%s = \"%s\": %s", ROWS[i].key, ROWS[i].values,
                     error ? error->message : "no error");
        if (error && !g_str_has_prefix(error->message, ROWS[i].want))
            fail_msg("%s = \"%s\": %s", ROWS[i].key, ROWS[i].values, error->message);
    }
    const char *const nothing[] = {NULL};
    g_autoptr(GError) error = NULL;
    assert_null(condition_leaf("subject", nothing, &error));
    assert_string_equal(error->message,
                        "subject has no value; it takes the subject, of the ticket when there is "
                        "no mail");
}

// Who wrote, in relation to the ticket.
static void
test_sender(void **state)
{
    static const struct {
        const char *address, *want;
    } ROWS[] = {{"CAROL@acme.example", "requester"},
                {"dave@partner.example", "participant"},
                {"boris@home.example", "manager"},
                {"eve@stranger.example", "stranger"}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(RuleView) view = world_view(&world);
        g_autoptr(Address) sender = address_new("", ROWS[i].address);
        view.sender = sender;
        g_autoptr(Condition) c = leaf("sender", ROWS[i].want);
        assert_int_equal(condition_eval(c, &view, NULL, NULL), MATCH_YES);
    }
}

// The time of the day is that of the customer's company, else that of the desk.
static void
test_zones(void **state)
{
    Company *company = world.desk->companies->pdata[0];
    g_autoptr(Condition) noon = leaf("time", "14:00-15:00");
    g_autoptr(Condition) morning = leaf("time", "10:00-11:00");
    g_auto(RuleView) here = world_view(&world);
    assert_int_equal(condition_eval(noon, &here, NULL, NULL), MATCH_YES);
    set(company->time_zone, "America/New_York");
    g_auto(RuleView) there = world_view(&world);
    assert_int_equal(condition_eval(morning, &there, NULL, NULL), MATCH_YES);
    set(company->time_zone, "");
    set(world.desk->time_zone, "America/New_York");
    g_auto(RuleView) all = world_view(&world);
    assert_int_equal(condition_eval(morning, &all, NULL, NULL), MATCH_YES);
    set(world.desk->time_zone, "UTC");
}

static void
test_spam_headers(void **state)
{
    static const struct {
        const char *header, *saw;
    } ROWS[] = {
        {"X-Spam-Score: -1.25", "-1.250"},
        {"X-Spam-Score: 5.3 (+++++)", "5.300"},
        {"X-Spam-Status: No, hits=4.1 required=5", "4.100"},
        {"X-Rspamd-Score: 8", "8.000"},
        {"X-Spamd-Result: default: False [5.30 / 15.00]; ARC(0)[]", "5.300"},
        {"X-Spam-Score: high", ""},
        {"X-Spam-Score: 1\nX-Spam-Score: 7", "7.000"},
        {"X-Spam-Score: 99999999999999999999", ""},
        {"X-Spam-Status: Yes", ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *text = g_strdup_printf("%s\nFrom: a@b.example\n\nx\n", ROWS[i].header);
        g_autoptr(Blob) raw = blob_new_bytes(text, strlen(text));
        g_autoptr(Message) m = message_parse(raw, NULL, NULL);
        g_auto(RuleView) view = world_view(&world);
        view.message = m;
        g_autoptr(Condition) c = leaf("spam_score", ">100|none");
        g_autoptr(GPtrArray) sights = g_ptr_array_new_with_free_func((GDestroyNotify)sight_free);
        MatchResult result = condition_eval(c, &view, sights, NULL);
        assert_string_equal(((Sight *)sights->pdata[0])->saw, ROWS[i].saw);
        assert_int_equal(result, *ROWS[i].saw ? MATCH_NO : MATCH_YES);
    }
}

// A customer without a name in her letters has that of the config.
static void
test_contact_of_config(void **state)
{
    Person *p = person_new("Carol of Contacts");
    g_ptr_array_add(p->addresses, g_strdup("carol@acme.example"));
    g_ptr_array_add(world.desk->contacts, p);
    g_clear_pointer(&world.desk->person_index, g_hash_table_unref);
    g_autoptr(Condition) c = leaf("contact", "name=*of Contacts");
    g_auto(RuleView) view = world_view(&world);
    Contact *requester = world.ticket->requester;
    char *name = requester->name;
    assert_int_equal(condition_eval(c, &view, NULL, NULL), MATCH_NO);
    requester->name = (char[]){""};
    assert_int_equal(condition_eval(c, &view, NULL, NULL), MATCH_YES);
    requester->name = name;
    g_ptr_array_set_size(world.desk->contacts, 0);
    g_clear_pointer(&world.desk->person_index, g_hash_table_unref);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),       cmocka_unit_test(test_full),
        cmocka_unit_test(test_empty),        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_sender),       cmocka_unit_test(test_zones),
        cmocka_unit_test(test_spam_headers), cmocka_unit_test(test_contact_of_config),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
