// Actions of rules: how their values are written, what is wrong with them on a desk, and which
// changes each plans for a ticket as it stands.

#include "condition_fixture.h"

#include "ticket/action_plan.h"
#include "ticket/span.h"

static World world;

static void
fill_more(Desk *d)
{
    Macro *m = macro_new("thanks");
    g_hash_table_insert(m->texts, g_strdup(""), g_strdup("Thank you."));
    g_ptr_array_add(d->macros, m);
    g_ptr_array_add(d->macros, macro_new("quiet"));
    g_ptr_array_add(d->hooks, hook_new("crm"));
    g_ptr_array_add(d->promises, promise_new("gold"));
    g_ptr_array_add(d->promises, promise_new("silver"));
    Queue *sales = d->queues->pdata[1];
    desk_add_status(d, "doing", KIND_OPEN, "делается", "робиться");
    static const char *const STATUSES[] = {"new", "doing", "solved", "invalid"};
    for (size_t i = 0; i < G_N_ELEMENTS(STATUSES); i++)
        g_ptr_array_add(sales->statuses, g_strdup(STATUSES[i]));
    g_ptr_array_add(sales->see, g_strdup("boris"));
}

static int
setup(void **state)
{
    world_open(&world);
    fill_more(world.desk);
    return 0;
}

static int
teardown(void **state)
{
    world_close(&world);
    return 0;
}

static RuleAction *
action(const char *key, const char *values, GError **error)
{
    g_auto(GStrv) list = g_strsplit(values, "|", -1);
    static const char *const EMPTY[] = {"", NULL};
    return action_new(key, *values ? (const char *const *)list : EMPTY, error);
}

static void
test_forms(void **state)
{
    static const struct {
        const char *key, *values, *want; // NULL: it is taken
    } ROWS[] = {
        {"asign", "anna", "there is no action \"asign\"; did you mean \"assign\"?"},
        {"xyzzyxyzzy", "1", "there is no action \"xyzzyxyzzy\""},
        {"assign", "", "assign does not take \"\"; it takes a login, a group, turn,"},
        {"assign", "turn:", "assign does not take \"turn:\""},
        {"assign", "load: ", "assign does not take \"load: \""},
        {"assign", "turn:line2", NULL},
        {"assign", "anna|boris", "assign takes one value: a login"},
        {"status", " ", "status does not take \" \"; it takes name of a status"},
        {"priority", "higher", "priority does not take \"higher\"; it takes low, normal,"},
        {"priority", "HIGH", NULL},
        {"type", "", NULL},
        {"type", "none", NULL},
        {"tag", "a|b", NULL},
        {"tag", "a b", "tag does not take \"a b\"; it takes tags: letters"},
        {"tag", "-a", "tag does not take \"-a\""},
        {"tag", "a!", "tag does not take \"a!\""},
        {"untag", "", "untag does not take \"\""},
        {"set", "room", "set does not take \"room\"; it takes fields, as in room=12"},
        {"set", "=1", "set does not take \"=1\""},
        {"set", "room=", NULL},
        {"watch", "anna|line2", NULL},
        {"unwatch", "anna", NULL},
        {"queue", "", "queue does not take \"\""},
        {"answer", "", "answer does not take"},
        {"answer", "a|b", "answer takes one value"},
        {"notify", "lead|anna", NULL},
        {"text", "", "text does not take"},
        {"forward", "a@b.example|c@d.example", NULL},
        {"note", "", "note does not take"},
        {"snooze", "soon", "snooze: \"soon\" is no length of time; write it as in 30m, 48h,"},
        {"snooze", "3d working", "snooze: \"3d working\": a working day has no fixed length;"},
        {"snooze", "3d later", "snooze: \"3d later\" is no length of time"},
        {"snooze", "0s", "snooze does not take \"0s\""},
        {"snooze", "16h working", NULL},
        {"due", "3d", NULL},
        {"due", "", "due: \"\" is no length of time"},
        {"close", "perhaps", "close does not take \"perhaps\"; it takes true or false"},
        {"close", "no", NULL},
        {"spam", "yes", NULL},
        {"refuse", "", "refuse does not take"},
        {"hook", "crm|other", NULL},
        {"promise", "", NULL},
        {"silent", "1", "silent does not take \"1\""},
        {"stop", "true", NULL},
        {"stop", "true|true", "stop takes one value"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(RuleAction) a = action(ROWS[i].key, ROWS[i].values, &error);
        if (!a != (ROWS[i].want != NULL) || !a != (error != NULL) ||
            (error &&
             (!g_str_has_prefix(error->message, ROWS[i].want) || error->code != HD_ERROR_CONFIG)))
            fail_msg("%s = \"%s\": %s", ROWS[i].key, ROWS[i].values,
                     error ? error->message : "no error");
    }
    const char *const nothing[] = {NULL};
    g_autoptr(GError) error = NULL;
    assert_null(action_new("tag", nothing, &error));
    assert_string_equal(error->message, "tag takes a value: tags: letters, digits, - _ .");
    g_autoptr(RuleAction) a = action("TAG", "x|y", NULL);
    assert_string_equal(action_name(a), "tag");
    assert_int_equal(action_values(a)->len, 2);
    for (const ActionInfo *info = action_list(); info->name; info++) {
        bool tested = false;
        for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
            tested = tested || strcmp(ROWS[i].key, info->name) == 0;
        if (!tested || !*info->help)
            fail_msg("%s is not tested, or does not say what it takes", info->name);
    }
}

static void
test_faults(void **state)
{
    static const struct {
        const char *key, *values, *want, *hint; // want NULL: nothing is wrong
    } ROWS[] = {
        {"assign", "anna", NULL, NULL},
        {"assign", "line2", NULL, NULL},
        {"assign", "turn", NULL, NULL},
        {"assign", "nobody", NULL, NULL},
        {"assign", "turn:line2, anna", NULL, NULL},
        {"assign", "ana", "there is no manager or group \"ana\"", "write \"anna\""},
        {"assign", "trun", "there is no manager or group \"trun\"", "write \"turn\""},
        {"assign", "zzzzzzzz", "there is no manager or group \"zzzzzzzz\"",
         "write one of: anna, boris, bob, line2, turn, load, own, default, line, nobody"},
        {"assign", "fred", "fred is no longer active", "name somebody who is active, or a group"},
        {"assign", "load:anna,lin2", "there is no manager or group \"lin2\"", "write \"line2\""},
        {"assign", "turn:fred", "fred is no longer active",
         "name somebody who is active, or a group"},
        {"assign", "line", "there is no next line: no group (line2) has a next",
         "add a group and name it as next of \"line2\""},
        {"status", "solved", NULL, NULL},
        {"status", "решена", NULL, NULL},
        {"status", "sloved", "there is no status \"sloved\"", "write \"solved\""},
        {"priority", "low", NULL, NULL},
        {"type", "fault", NULL, NULL},
        {"type", "none", NULL, NULL},
        {"type", "fautl", "there is no type \"fautl\"", "write \"fault\""},
        {"tag", "x", NULL, NULL},
        {"untag", "x", NULL, NULL},
        {"set", "room=1", NULL, NULL},
        {"set", "rom=1", "there is no field \"rom\"", "write \"room\""},
        {"set", "seats=many", "seats takes a number; found \"many\"", ""},
        {"watch", "line2|fred", "fred is no longer active",
         "name somebody who is active, or a group"},
        {"watch", "line3", "there is no manager or group \"line3\"", "write \"line2\""},
        {"unwatch", "gone", NULL, NULL},
        {"queue", "sales", NULL, NULL},
        {"queue", "sale", "there is no queue \"sale\"", "write \"sales\""},
        {"answer", "thanks", NULL, NULL},
        {"answer", "thank", "there is no macro \"thank\"", "write \"thanks\""},
        {"answer", "quiet", "macro quiet has no text to answer with", "give quiet a text"},
        {"refuse", "quiet", "macro quiet has no text to answer with", "give quiet a text"},
        {"notify", "lead|manager|watchers|anna|line2", NULL, NULL},
        {"notify", "laed", "there is no manager, group or role \"laed\"", "write \"lead\""},
        {"text", "x", NULL, NULL},
        {"forward", "carol@x.example", NULL, NULL},
        {"forward", "carol", "\"carol\" is no mail address",
         "write one address in each entry, as in \"partner@example.net\""},
        {"forward", "support@example.com", "support@example.com is an address of this desk",
         "the action queue moves a ticket"},
        {"note", "x", NULL, NULL},
        {"status", "postponed", "\"postponed\" needs a time until which a ticket is postponed",
         "write snooze = \"3d\""},
        {"snooze", "3d", NULL, NULL},
        {"due", "3d", NULL, NULL},
        {"close", "true", NULL, NULL},
        {"spam", "true", NULL, NULL},
        {"hook", "crm", NULL, NULL},
        {"hook", "cmr", "there is no hook \"cmr\"", "write \"crm\""},
        {"promise", "gold", NULL, NULL},
        {"promise", "", NULL, NULL},
        {"promise", "glod", "there is no promise \"glod\"", "write \"gold\""},
        {"silent", "true", NULL, NULL},
        {"stop", "true", NULL, NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(RuleAction) a = action(ROWS[i].key, ROWS[i].values, NULL);
        assert_non_null(a);
        g_autofree char *hint = NULL;
        g_autofree char *fault = action_fault(a, world.desk, &hint);
        g_autofree char *alone = action_fault(a, world.desk, NULL);
        if (g_strcmp0(fault, ROWS[i].want) != 0 || g_strcmp0(hint, ROWS[i].hint) != 0 ||
            g_strcmp0(fault, alone) != 0)
            fail_msg("%s = \"%s\": %s (%s)", ROWS[i].key, ROWS[i].values, fault, hint);
    }
}

// What a desk has to have.
static void
test_bare_desk(void **state)
{
    static const struct {
        const char *key, *values, *want, *hint;
    } ROWS[] = {
        {"snooze", "3d", "workflow has no status of kind \"postponed\"",
         "add { name = \"postponed\"; kind = \"postponed\"; } to workflow"},
        {"close", "true", "workflow has no status of kind \"closed\"",
         "add { name = \"closed\"; kind = \"closed\"; } to workflow"},
        {"hook", "crm", "there is no hook \"crm\"",
         "this desk has no hook yet; add one, or leave this out"},
        {"status", "ready", "no queue has the status \"ready\"",
         "add \"ready\" to statuses of a queue"},
    };
    g_autoptr(Desk) d = desk_new();
    Queue *q = queue_new("support", "support@example.com");
    g_ptr_array_add(q->statuses, g_strdup("new"));
    g_ptr_array_add(d->queues, q);
    g_ptr_array_add(d->workflow, status_new("new", KIND_NEW));
    g_ptr_array_add(d->workflow, status_new("ready", KIND_OPEN));
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(RuleAction) a = action(ROWS[i].key, ROWS[i].values, NULL);
        g_autofree char *hint = NULL;
        g_autofree char *fault = action_fault(a, d, &hint);
        assert_string_equal(fault, ROWS[i].want);
        assert_string_equal(hint, ROWS[i].hint);
    }
}

// "status open | assigned anna", and "! why" when it could not be done.
static char *
planned(const RuleAction *a, World *w)
{
    Facts f = {.desk = w->desk, .queue = w->desk->queues->pdata[0], .now = NOW};
    g_auto(RuleView) view = world_view(w);
    view.queue = desk_queue(w->desk, w->ticket->queue);
    Decision out = {.changes = change_list_new()};
    g_autofree char *why = NULL;
    bool done = action_plan(a, "my rule", &f, &view, &out, &why);
    GString *told = g_string_new(NULL);
    for (guint i = 0; i < out.changes->len; i++) {
        const Change *c = out.changes->pdata[i];
        assert_string_equal(c->by, "my rule");
        const char *name = c->kind == CHANGE_PROMISE  ? "promise"
                           : c->kind == CHANGE_REMARK ? "remark"
                           : c->kind == CHANGE_HOOK   ? "hook"
                                                      : names_name(CHANGE_NAMES, (int)c->kind);
        g_string_append_printf(told, "%s%s %s", i ? " | " : "", name, c->value);
    }
    if (!done)
        g_string_append_printf(told, "%s! %s", told->len ? " " : "", why);
    assert_true(done == !why);
    g_ptr_array_unref(out.changes);
    return g_string_free(told, FALSE);
}

static void
in_sales(World *w)
{
    set(w->ticket->queue, "sales");
    set(w->ticket->status, "new");
    w->ticket->kind = KIND_NEW;
}

static void
of_boris(World *w)
{
    set(w->ticket->manager, "boris");
    set(w->ticket->group, "");
}

static void
of_line2(World *w)
{
    set(w->ticket->manager, "bob");
}

static void
is_closed(World *w)
{
    set(w->ticket->status, "invalid");
    w->ticket->kind = KIND_CLOSED;
}

static void
is_asleep(World *w)
{
    set(w->ticket->status, "postponed");
    w->ticket->kind = KIND_POSTPONED;
    w->ticket->wake_at = NOW + DAY;
}

static void
only_to_solved(World *w)
{
    Status *open = (Status *)desk_status(w->desk, "open");
    g_ptr_array_add(open->transitions, transition_new("solved"));
}

static void
of_a_colleague(World *w)
{
    set(w->ticket->requester->address, "bob@example.com");
}

static void
of_nobody(World *w)
{
    g_clear_pointer(&w->ticket->requester, contact_free);
}

static void
never_works(World *w)
{
    Calendar *c = w->desk->calendars->pdata[0];
    for (size_t i = 0; i < 7; i++)
        g_array_set_size(c->week[i], 0);
}

static void
watched(World *w)
{
    g_ptr_array_add(w->ticket->watchers, g_strdup("boris"));
}

static void
test_plans(void **state)
{
    static const struct {
        const char *key, *values;
        void (*arrange)(World *w);
        const char *want;
    } ROWS[] = {
        {"assign", "boris", NULL, "assigned boris"},
        {"assign", "anna", NULL, ""},
        {"assign", "nobody", NULL, "assigned "},
        {"assign", "line2", of_boris, "group line2 | assigned "},
        {"assign", "line2", NULL, "assigned "},
        {"assign", "line2", of_line2, ""},
        {"assign", "fred", NULL, "! assign fred: fred is no longer active"},
        {"assign", "anna", in_sales, "! assign anna: anna may not see queue sales"},
        {"assign", "boris", in_sales, "assigned boris"},
        {"assign", "ghost", NULL, "! assign ghost: there is no manager and no group \"ghost\""},
        {"status", "solved", NULL, "status solved"},
        {"status", "Решена", NULL, "status solved"},
        {"status", "open", NULL, ""},
        {"status", "gone", NULL, "! there is no status gone"},
        {"status", "open", in_sales, "! the queue sales has no status open"},
        {"status", "wait", only_to_solved, "! the workflow does not lead from open to wait"},
        {"status", "solved", only_to_solved, "status solved"},
        {"priority", "Urgent", NULL, "priority urgent"},
        {"priority", "high", NULL, ""},
        {"type", "FAULT", NULL, "type fault"},
        {"type", "none", NULL, "type "},
        {"type", "maintenance", NULL, ""},
        {"type", "gone", NULL, "! there is no type gone"},
        {"tag", "VIP|angry|new", NULL, "tagged vip | tagged new"},
        {"untag", "angry|calm", NULL, "untagged angry"},
        {"set", "room=14|seats=21", NULL, "field room=14 | field seats=21"},
        {"set", "ROOM=12b|seats=20", NULL, ""},
        {"set", "room=|floor=2", NULL,
         "field room= ! set floor=2: there is no field \"floor\"; there are: room, seats"},
        {"set", "seats=x|room=1", NULL,
         "field room=1 ! set seats=x: seats takes a number; found \"x\""},
        {"watch", "bob|line2", NULL, "watched bob | watched line2"},
        {"watch", "boris", watched, ""},
        {"watch", "fred|bob", NULL, "watched bob ! watch: fred may not see the queue support"},
        {"watch", "ghost", NULL, "! watch: there is no manager or group ghost"},
        {"watch", "bob", in_sales, "! watch: bob may not see the queue sales"},
        {"watch", "line2", in_sales, "watched line2"},
        {"unwatch", "Boris|bob", watched, "unwatched Boris"},
        {"queue", "sales", NULL, "queue sales | status doing"},
        {"queue", "SUPPORT", NULL, ""},
        {"queue", "support", in_sales, "queue support"},
        {"queue", "gone", NULL, "! there is no queue gone"},
        {"queue", "sales", is_closed, "queue sales"},
        {"note", "seen by a robot", NULL, "remark seen by a robot"},
        {"snooze", "3d", NULL, "status postponed | postponed 1790259200"},
        // Monday 14:13:20: 3 h 46 m 40 s are left of the day.
        {"snooze", "10h working", NULL, "status postponed | postponed 1790090000"},
        {"snooze", "2d", is_asleep, "postponed 1790172800"},
        {"snooze", "1d", is_asleep, ""},
        {"snooze", "3d", is_closed, "! snooze: the ticket is over"},
        {"snooze", "3d", in_sales, "! snooze: the queue sales has no status of kind postponed"},
        {"snooze", "3d", only_to_solved, "! the workflow does not lead from open to postponed"},
        {"snooze", "3h working", never_works, "! my rule: the calendar has no working time"},
        {"due", "2h", NULL, "due 1790007200"},
        {"due", "3h working", never_works, "! my rule: the calendar has no working time"},
        {"close", "true", NULL, "status closed"},
        {"close", "false", NULL, ""},
        {"close", "true", is_closed, ""},
        {"close", "true", in_sales, "! close: the queue sales has no status for it"},
        {"close", "true", only_to_solved, "! the workflow does not lead from open to closed"},
        {"spam", "true", NULL, "status invalid | spam "},
        {"spam", "true", is_closed, "spam "},
        {"spam", "true", of_a_colleague, "! spam: bob@example.com is one of us"},
        {"spam", "true", of_nobody, "! spam: the ticket has no sender to learn"},
        {"hook", "CRM", NULL, "hook crm"},
        {"hook", "gone", NULL, "! there is no hook gone"},
        {"promise", "Silver", NULL, "promise silver"},
        {"promise", "gold", NULL, "promise gold"}, // fixed: the rows are not asked
        {"promise", "none", NULL, "promise "},
        {"promise", "gone", NULL, "! there is no promise gone"},
        {"silent", "true", NULL, "silent "},
        {"silent", "no", NULL, ""},
        {"answer", "thanks", NULL, ""},
        {"refuse", "thanks", NULL, ""},
        {"notify", "anna", NULL, ""},
        {"text", "x", NULL, ""},
        {"forward", "a@b.example", NULL, ""},
        {"stop", "true", NULL, ""},
    };
    size_t wrong = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        teardown(NULL);
        setup(NULL);
        if (ROWS[i].arrange)
            ROWS[i].arrange(&world);
        g_autoptr(RuleAction) a = action(ROWS[i].key, ROWS[i].values, NULL);
        assert_non_null(a);
        g_autofree char *told = planned(a, &world);
        if (strcmp(told, ROWS[i].want) == 0)
            continue;
        print_error("%zu: %s = \"%s\": %s\n", i, ROWS[i].key, ROWS[i].values, told);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

// What leaves no trace in the ticket is planned once; who gets a ticket that moves must see it
// there.
static void
test_together(void **state)
{
    static const struct {
        const char *key, *values;
    } ROWS[] = {{"hook", "crm"},    {"silent", "true"}, {"note", "x"},
                {"hook", "crm"},    {"silent", "true"}, {"note", "x"},
                {"queue", "sales"}, {"queue", "sales"}, {"assign", "bob"}};
    Facts f = {.desk = world.desk, .queue = world.desk->queues->pdata[0], .now = NOW};
    g_auto(RuleView) view = world_view(&world);
    Decision out = {.changes = change_list_new()};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(RuleAction) a = action(ROWS[i].key, ROWS[i].values, NULL);
        bool done = action_plan(a, "r", &f, &view, &out, NULL);
        assert_int_equal(done, i + 1 < G_N_ELEMENTS(ROWS));
    }
    assert_int_equal(out.changes->len, 5);
    assert_string_equal(change_value(out.changes, CHANGE_QUEUE), "sales");
    assert_string_equal(change_value(out.changes, CHANGE_STATUS), "doing");
    assert_null(change_value(out.changes, CHANGE_MANAGER));
    g_ptr_array_unref(out.changes);
}

static void
test_spans(void **state)
{
    static const struct {
        int64_t seconds;
        const char *want;
    } ROWS[] = {{0, "0s"},       {59, "59s"},     {90, "1m 30s"},
                {3600, "1h"},    {3601, "1h"},    {2 * DAY + 3 * HOUR + 60, "2d 3h"},
                {8 * DAY, "8d"}, {-90, "-1m 30s"}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *text = span_text(ROWS[i].seconds);
        assert_string_equal(text, ROWS[i].want);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),     cmocka_unit_test(test_faults),
        cmocka_unit_test(test_bare_desk), cmocka_unit_test(test_plans),
        cmocka_unit_test(test_together),  cmocka_unit_test(test_spans),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
