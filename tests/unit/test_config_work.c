// test_config_work.c: what a config says about work and rights arrives in the desk: ready answers,
// prices, fields, what commands need, who sees and acts, keys of managers.
#include "config_fixture.h"

#include "ticket/command.h"

#include <glib/gstdio.h>

static void
work_arrives(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *home = g_build_filename(folder, "gnupg", NULL);
    g_mkdir(home, 0700);
    g_autoptr(Desk) desk = load_text(
        "queues = ({ name = \"q\"; address = \"q@example.com\"; see = ( \"Line2\", \"lead\" );\n"
        "act = ( \"ANNA\" ); reply_addresses = true; });\n"
        "types = ( \"fault\", \"new order\" );\ncurrency = \"EUR\";\nmarkdown = false;\n"
        "digest_hour = 23;\nopenpgp_home = \"gnupg\";\n"
        "macros = ({ name = \"pw\"; help = \"h\"; text = ( \"Hello,\", \"\", \"bye\" );\n"
        "ru = \"Привет\\n\"\n\"пока\\n\"; commands = ( \"#tag pw\", \"#закрыть\" ); });\n"
        "prices = ({ code = \"a\"; name = \"A\"; price = \"12.5\"; },\n"
        "{ code = \"b\"; name = \"B\"; unit = \"hour\"; price = \"999999999999.99\"; },\n"
        "{ code = \"c\"; name = \"C\"; price = \"7\"; });\n"
        "fields = ({ name = \"room\"; },\n"
        "{ name = \"kind\"; kind = \"choice\"; choices = ( \"a\", \"b\" ); });\n"
        "commands = ({ name = \"закрыть\"; proof = \"L4\"; }, { name = \"open\"; role = "
        "\"admin\"; });\n"
        "workflow = (" KINDS "{ name = \"c\"; kind = \"closed\"; enter = ( \"lead\" ); act = ( "
        "\"anna\" ); });\n"
        "managers = ({ login = \"anna\"; name = \"Anna\"; addresses = (\"anna@example.com\"); "
        "confirm = false; digest = \"daily\";\n"
        "openpgp = ( \"0123 4567 89ab cdef 0123  4567 89AB CDEF 0123 4567\" ); smime = ( "
        "\"00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00:11:22:33\" ); });\n"
        "groups = ({ name = \"line2\"; members = (\"anna\"); });\n"
        "companies = ({ name = \"C\"; domains = (\"c.example\"); category = \"VIP\"; watchers = ( "
        "\"line2\", \"anna\" ); });\n"
        "limits = { answer_delay = 0; signature_days = 30; key_days = 500; };\n"
        "notices = { digest = false; };\n",
        -1, CONFIG_NO_SECRETS, NULL, &error);
    g_rmdir(home);
    if (error)
        fail_msg("%s", error->message);
    const Queue *q = desk_queue(desk, "q");
    assert_int_equal(q->see->len, 2);
    assert_string_equal(q->act->pdata[0], "ANNA");
    assert_true(q->reply_addresses);
    assert_true(desk_may_act(desk, desk_manager(desk, "anna"), q));
    assert_string_equal(desk->types->pdata[1], "new order");
    assert_string_equal(desk->currency, "EUR");
    assert_false(desk->markdown);
    assert_int_equal(desk->digest_hour, 23);
    assert_string_equal(desk->openpgp_home, home);
    const Macro *m = desk_macro(desk, "PW");
    assert_string_equal(m->help, "h");
    assert_string_equal(g_hash_table_lookup(m->texts, ""), "Hello,\n\nbye");
    assert_string_equal(g_hash_table_lookup(m->texts, "ru"), "Привет\nпока");
    assert_null(g_hash_table_lookup(m->texts, "en"));
    assert_string_equal(m->commands, "#tag pw\n#закрыть");
    assert_int_equal(desk_price(desk, "a")->price, 1250);
    assert_true(desk_price(desk, "B")->price == 99999999999999);
    assert_string_equal(desk_price(desk, "b")->unit, "hour");
    assert_int_equal(desk_price(desk, "c")->price, 700);
    assert_int_equal(desk_field(desk, "room")->kind, CUSTOM_TEXT);
    assert_int_equal(desk_field(desk, "kind")->choices->len, 2);
    const CommandRight *close = desk->commands->pdata[0], *open = desk->commands->pdata[1];
    assert_int_equal(close->proof, PROOF_L4);
    assert_int_equal(close->role, -1);
    assert_int_equal(open->proof, -1);
    assert_int_equal(open->role, ROLE_ADMIN);
    assert_int_equal(verb_proof(desk, verb_find("close")), PROOF_L4);
    const Status *s = desk_status(desk, "c");
    assert_string_equal(s->enter->pdata[0], "lead");
    assert_string_equal(s->act->pdata[0], "anna");
    const Manager *anna = desk_manager(desk, "anna");
    assert_false(anna->confirm);
    assert_int_equal(anna->digest, DIGEST_DAILY);
    assert_string_equal(anna->openpgp->pdata[0], "0123456789ABCDEF0123456789ABCDEF01234567");
    assert_string_equal(anna->smime->pdata[0], "00112233445566778899AABBCCDDEEFF00112233");
    const Company *c = desk_company_of(desk, "x@c.example");
    assert_string_equal(c->category, "VIP");
    assert_int_equal(c->watchers->len, 2);
    assert_int_equal(desk->limits.answer_delay, 0);
    assert_int_equal(desk->limits.signature_days, 30);
    assert_int_equal(desk->limits.key_days, 500);
    assert_true(g_hash_table_contains(desk->notices_off, "digest"));
}

// What only asks may be open to whoever writes; a change may not.
static void
reading_may_need_less(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Desk) desk =
        load_text(QUEUE ANNA "commands = ({ name = \"help\"; proof = \"L1\"; });\n", -1,
                  CONFIG_NO_SECRETS, NULL, &error);
    if (error)
        fail_msg("%s", error->message);
    assert_int_equal(verb_proof(desk, verb_find("help")), PROOF_L1);
    assert_int_equal(verb_proof(desk, verb_find("close")), verb_find("close")->proof);
}

// The folder of keys matters only to those who sign.
static void
no_folder_without_keys(void **state)
{
    g_autoptr(Desk) desk =
        load_text(QUEUE ANNA "openpgp_home = \"absent\";\n", -1, CONFIG_NO_SECRETS, NULL, NULL);
    assert_non_null(desk);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(work_arrives),
        cmocka_unit_test(reading_may_need_less),
        cmocka_unit_test(no_folder_without_keys),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
