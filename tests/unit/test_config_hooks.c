// test_config_hooks.c: hooks of a config arrive in the desk, and what a hook may not be is told
// with its line.
#include "config_fixture.h"

static void
hooks_arrive(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Desk) desk = load_text(
        QUEUE "hooks = ({ name = \"crm\"; url = \"https://crm.example/in?key=1\"; secret_file = "
              "\"secret\"; ca_file = \"secret\"; },\n"
              "{ name = \"Local\"; url = \"http://[::1]:8080/\"; private_network = true; });\n"
              "limits = { network_seconds = 7; };\n",
        -1, CONFIG_NO_SECRETS, NULL, &error);
    if (error)
        fail_msg("%s", error->message);
    const Hook *crm = desk_hook(desk, "CRM"), *local = desk_hook(desk, "local");
    g_autofree char *secret = g_build_filename(folder, "secret", NULL);
    assert_string_equal(crm->url, "https://crm.example/in?key=1");
    assert_string_equal(crm->secret_file, secret);
    assert_string_equal(crm->ca_file, secret);
    assert_false(crm->private_network);
    assert_int_equal(crm->silence_seconds, 7);
    assert_true(local->private_network);
    assert_string_equal(local->secret_file, "");
    assert_null(desk_hook(desk, "other"));
}

// The line of the fault is 2: that of the hook.
static const struct {
    const char *keys, *what;
} ROWS[] = {
    {"name = \"a\";", "url is missing"},
    {"url = \"https://a.example/\";", "name is missing"},
    {"name = \"a b\"; url = \"https://a.example/\";", "name = \"a b\" cannot be used"},
    {"name = \"a\"; url = \"ftp://a.example/\";", "cannot be used"},
    {"name = \"a\"; url = \"a.example/in\";", "cannot be used"},
    {"name = \"a\"; url = \"https:///in\";", "cannot be used"},
    {"name = \"a\"; url = \"https://u:p@a.example/\";", "cannot be used"},
    {"name = \"a\"; url = \"https://u@a.example/\";", "cannot be used"},
    {"name = \"a\"; url = \"https://a.example/#x\";", "cannot be used"},
    {"name = \"a\"; url = \"https://a.example\\\\@b.example/\";", "cannot be used"},
    {"name = \"a\"; url = \"https://a.example/a b\";", "cannot be used"},
    {"name = \"a\"; url = \"http://a.example/\";", "http:// is for this machine only"},
    {"name = \"a\"; url = \"http://10.0.0.1/\"; private_network = true;",
     "http:// is for this machine only"},
    {"name = \"a\"; url = \"http://127.0.0.2/\"; private_network = true;",
     "http:// is for this machine only"},
    {"name = \"a\"; url = \"http://localhost/\";", "private_network is not set"},
    {"name = \"a\"; url = \"https://127.0.0.1/\";", "private_network is not set"},
    {"name = \"a\"; url = \"https://10.1.2.3/\";", "is in a private network, and private_network"},
    {"name = \"a\"; url = \"https://172.31.0.1/\";", "private_network is not set"},
    {"name = \"a\"; url = \"https://192.168.0.9:8443/\";", "private_network is not set"},
    {"name = \"a\"; url = \"https://169.254.169.254/\";", "private_network is not set"},
    {"name = \"a\"; url = \"https://[fd00::1]/\";", "private_network is not set"},
    {"name = \"a\"; url = \"https://[::ffff:10.0.0.1]/\";", "private_network is not set"},
    {"name = \"a\"; url = \"https://a.example/\"; secret_file = \"open-secret\";",
     "others may read or write"},
    {"name = \"a\"; url = \"https://a.example/\"; secret_file = \"empty-secret\";", "is empty"},
    {"name = \"a\"; url = \"https://a.example/\"; ca_file = \"none.pem\";", "does not exist"},
    {"name = \"a\"; url = \"https://a.example/\"; }, { name = \"A\"; url = \"https://a.example/\";",
     "hook \"A\" is there twice"},
};

static void
faults_are_told(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *text = g_strdup_printf(QUEUE "hooks = ({ %s });\n", ROWS[i].keys);
        g_autoptr(GPtrArray) faults = config_faults_new();
        g_autoptr(GError) error = NULL;
        g_autoptr(Desk) desk = load_text(text, -1, CONFIG_NO_SECRETS, faults, &error);
        assert_null(desk);
        const ConfigFault *first = NULL;
        for (guint j = 0; !first && j < faults->len; j++) {
            const ConfigFault *f = faults->pdata[j];
            first = f->severity == FAULT_ERROR ? f : NULL;
        }
        g_autofree char *line = first ? config_fault_text(first) : g_strdup("no fault");
        if (!strstr(line, ROWS[i].what) || first->line != 2)
            fail_msg("%s\n  %s", ROWS[i].keys, line);
    }
}

static void
warnings_let_it_pass(void **state)
{
    static const char *const TEXTS[] = {
        QUEUE
        "hooks = ({ name = \"a\"; url = \"https://a.example/\"; secret_file = \"gone\"; });\n",
        QUEUE "hooks = ({ name = \"a\"; url = \"http://localhost/\"; private_network = true; "
              "ca_file = \"secret\"; });\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        g_autoptr(GPtrArray) faults = config_faults_new();
        g_autoptr(Desk) desk = load_text(TEXTS[i], -1, CONFIG_NO_SECRETS, faults, NULL);
        assert_non_null(desk);
        assert_int_equal(faults->len, 2); // the other one: nobody is there to take tickets
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hooks_arrive),
        cmocka_unit_test(faults_are_told),
        cmocka_unit_test(warnings_let_it_pass),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
