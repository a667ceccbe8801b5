// test_config.c: what a good config becomes, how faults are told, files and modes, and that no
// truncated or mangled sample crashes. The faults themselves: test_config_faults.c.
#include "config_fixture.h"

#include "ticket/notice.h"

static void
test_all_faults_at_once(void **state)
{
    g_autoptr(GPtrArray) faults = config_faults_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *first = g_build_filename(
        folder, "t.conf:2: unknown key \"nmae\" in the file; write \"name\" instead (and 2 more)",
        NULL);
    assert_null(load_text(QUEUE "nmae = \"x\";\nlimits = { parts = 0;\n depth = 0; };\n" ANNA, -1,
                          CONFIG_NO_SECRETS, faults, &error));
    assert_string_equal(error->message, first);
    assert_int_equal(faults->len, 3);
    for (guint i = 0; i < faults->len; i++) {
        assert_int_equal(((ConfigFault *)faults->pdata[i])->line, i + 2);
    }
}

static void
test_many_faults_are_capped(void **state)
{
    g_autoptr(GString) text = g_string_new(QUEUE "companies = (\n");
    g_autoptr(GPtrArray) faults = config_faults_new();
    g_autoptr(GError) error = NULL;
    for (int i = 0; i < 3000; i++) {
        g_string_append_printf(text, "%s{ name = \"c%d\"; x = 1; }\n", i ? "," : "", i);
    }
    g_string_append(text, ");\n");
    assert_null(load_text(text->str, -1, CONFIG_NO_SECRETS, faults, &error));
    assert_in_range(faults->len, 100, 1000);
    assert_non_null(strstr(error->message, "(and 2999 more)"));
}

static void
test_included_file_is_named(void **state)
{
    static const struct {
        const char *include, *want;
        unsigned line;
    } ROWS[] = {{"bad-include.conf", "unknown key", 3}, {"syntax-include.conf", "syntax error", 2}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GPtrArray) faults = config_faults_new();
        g_autofree char *text =
            g_strdup_printf(QUEUE "\n  @include \"%s\"\n" ANNA, ROWS[i].include);
        assert_null(load_text(text, -1, CONFIG_NO_SECRETS, faults, NULL));
        assert_int_equal(faults->len, 1);
        const ConfigFault *f = faults->pdata[0];
        assert_true(g_str_has_suffix(f->file, ROWS[i].include));
        assert_int_equal(f->line, ROWS[i].line);
        assert_non_null(strstr(f->what, ROWS[i].want));
    }
}

static void
test_lines_after_an_include(void **state)
{
    g_autoptr(GPtrArray) faults = config_faults_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(Desk) desk = load_text(QUEUE ANNA "companies = (\n@include \"companies.inc\"\n);\n",
                                     -1, CONFIG_NO_SECRETS, faults, &error);
    assert_null(error);
    assert_non_null(desk);
    assert_int_equal(desk->companies->len, 2);
    assert_null(load_text(QUEUE ANNA "companies = (\n@include \"companies.inc\"\n);\nnmae = 1;\n",
                          -1, CONFIG_NO_SECRETS, faults, &error));
    assert_non_null(strstr(error->message, "t.conf:6: unknown key"));
}

// Comments and texts may hold what looks like a directive.
static void
test_include_is_text_elsewhere(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Desk) desk =
        load_text(QUEUE "/*\n@include \"absent\"\n*/ # \"\n// \"\nname = \"// # /* x\";\n", -1,
                  CONFIG_NO_SECRETS, NULL, &error);
    assert_null(error);
    assert_string_equal(desk->name, "// # /* x");
}

static void
test_defaults(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Desk) desk = load_text(QUEUE ANNA, -1, CONFIG_NO_SECRETS, NULL, &error);
    g_autoptr(Desk) fresh = desk_new();
    g_autofree char *database = g_build_filename(folder, "helpdesk.db", NULL);
    assert_null(error);
    assert_string_equal(desk->name, "Helpdesk");
    assert_string_equal(desk->database, database);
    assert_string_equal(desk->templates, "");
    assert_string_equal(desk->web_url, "");
    assert_int_equal(desk->authserv_ids->len, 0);
    assert_int_equal(strlen(desk->hash), 64);
    assert_memory_equal(&desk->limits, &fresh->limits, sizeof desk->limits);
    assert_int_equal(desk->transport->kind, TRANSPORT_SMTP);
    assert_string_equal(desk->transport->server.host, "localhost");
    assert_int_equal(desk->transport->server.port, 25);
    assert_int_equal(desk->transport->server.silence_seconds, 30);
    const Queue *q = desk_queue(desk, "support");
    assert_string_equal(q->address->name, "Helpdesk");
    assert_string_equal(q->marker, "");
    assert_string_equal(q->language, "en");
    const Manager *m = desk_manager(desk, "anna");
    assert_true(m->active);
    assert_int_equal(m->role, ROLE_MANAGER);
    assert_non_null(desk->keys);
}

static void
test_ports_and_names(void **state)
{
    static const struct {
        const char *keys, *name;
        unsigned port;
    } ROWS[] = {
        {"", "imap:u@imap.example.com/INBOX", 993},
        {"tls = \"starttls\"; folder = \"inbox\";", "imap:u@imap.example.com/INBOX", 143},
        {"port = 1993; folder = \"Help\";", "imap:u@imap.example.com:1993/Help", 1993},
    };
    static const struct {
        const char *keys;
        unsigned port;
    } WAYS[] = {{"", 587}, {"tls = \"implicit\";", 465}, {"port = 2525;", 2525}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *text = g_strdup_printf(IMAP("%s"), ROWS[i].keys);
        g_autoptr(Desk) desk = load_text(text, -1, CONFIG_NO_SECRETS, NULL, NULL);
        assert_non_null(desk);
        const Mailbox *m = desk_queue(desk, "support")->mailboxes->pdata[0];
        assert_string_equal(m->name, ROWS[i].name);
        assert_int_equal(m->server.port, ROWS[i].port);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(WAYS); i++) {
        g_autofree char *text = g_strdup_printf(SMTP("%s"), WAYS[i].keys);
        g_autoptr(Desk) desk = load_text(text, -1, CONFIG_NO_SECRETS, NULL, NULL);
        assert_non_null(desk);
        assert_int_equal(desk->transport->server.port, WAYS[i].port);
    }
}

static void
test_values_arrive(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *maildir = g_build_filename(folder, "mail", NULL);
    g_autoptr(Desk) desk = load_text(
        "name = \"Помощь\";\nlimits = { network_seconds = 7; message_size = 1000000000; };\n"
        "queues = ({ name = \"q\"; address = \"Q@EXAMPLE.com\"; marker = \"HD\"; language = "
        "\"uk-UA\"; managers = ( \"Anna\" );\n"
        "mailboxes = ({ type = \"maildir\"; path = \"mail\"; after = \"move\"; move_to = "
        "\".Done\"; }); });\n"
        "notices = { receipt = false; note = true; };\n"
        "authserv_ids = ( \"mx.example.com\", \"mail-2\" );\n"
        "smtp = { tls = \"none\"; host = \"[::1]\"; };\n"
        "web = { url = \"http://127.0.0.1:8080/helpdesk.cgi\"; };\n"
        "managers = ({ login = \"ANNA\"; name = \"Anna\"; addresses = [\"anna@example.com\"]; role "
        "= \"admin\"; });\n",
        -1, CONFIG_NO_SECRETS, NULL, &error);
    assert_null(error);
    const Queue *q = desk_queue(desk, "q");
    assert_string_equal(desk->name, "Помощь");
    assert_string_equal(q->address->address, "Q@example.com");
    assert_string_equal(q->address->name, "Помощь");
    assert_string_equal(q->language, "uk");
    assert_string_equal(q->managers->pdata[0], "anna");
    const Mailbox *m = q->mailboxes->pdata[0];
    assert_int_equal(m->kind, MAILBOX_MAILDIR);
    assert_string_equal(m->path, maildir);
    assert_int_equal(m->after, AFTER_MOVE);
    assert_string_equal(m->move_to, ".Done");
    assert_true(g_hash_table_contains(desk->notices_off, "receipt"));
    assert_false(g_hash_table_contains(desk->notices_off, "note"));
    assert_int_equal(desk->authserv_ids->len, 2);
    assert_string_equal(desk->authserv_ids->pdata[0], "mx.example.com");
    assert_string_equal(desk->authserv_ids->pdata[1], "mail-2");
    assert_string_equal(desk->transport->server.host, "::1");
    assert_int_equal(desk->transport->server.port, 25);
    assert_int_equal(desk->transport->server.silence_seconds, 7);
    assert_int_equal(desk->limits.message.message_size, 1000000000);
    assert_int_equal(desk_manager(desk, "anna")->role, ROLE_ADMIN);
}

static char *
sample_text(gsize *len)
{
    char *text = NULL;
    assert_true(g_file_get_contents(SAMPLE, &text, len, NULL));
    return text;
}

static void
test_sample(void **state)
{
    g_autoptr(GPtrArray) faults = config_faults_new();
    g_autoptr(GError) error = NULL;
    gsize len;
    g_autofree char *text = sample_text(&len);
    g_autoptr(Desk) desk = load_text(text, (gssize)len, CONFIG_NO_SECRETS, faults, &error);
    assert_null(error);
    // The two password files that a fresh checkout lacks, and nothing else.
    assert_int_equal(faults->len, 2);
    for (guint i = 0; i < faults->len; i++) {
        const ConfigFault *f = faults->pdata[i];
        assert_int_equal(f->severity, FAULT_WARNING);
        assert_non_null(strstr(f->what, "password_file"));
    }
    // What stands in the sample where it says "default" is the default.
    g_autoptr(Desk) fresh = desk_new();
    assert_memory_equal(&desk->limits, &fresh->limits, sizeof desk->limits);
    assert_int_equal(g_hash_table_size(desk->notices_off), 0);
    g_autoptr(Desk) plain = load_text(QUEUE ANNA, -1, CONFIG_NO_SECRETS, NULL, NULL);
    assert_int_equal(desk->workflow->len, plain->workflow->len);
    for (guint i = 0; i < desk->workflow->len; i++) {
        const Status *a = desk->workflow->pdata[i], *b = plain->workflow->pdata[i];
        assert_string_equal(a->name, b->name);
        assert_int_equal(a->kind, b->kind);
        assert_true(a->cancelled == b->cancelled);
        assert_string_equal(status_label(a, "ru"), status_label(b, "ru"));
        assert_string_equal(status_label(a, "uk"), status_label(b, "uk"));
    }
}

static void
test_modes(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = write_file("t.conf", QUEUE ANNA, -1, 0644);
    g_autoptr(GPtrArray) faults = config_faults_new();
    assert_null(config_load(path, faults, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_CONFIG));
    assert_non_null(strstr(error->message, "others may read or write"));
    g_ptr_array_set_size(faults, 0);
    g_autoptr(Desk) desk = config_load_with(path, CONFIG_NO_SECRETS, faults, NULL);
    assert_non_null(desk);
    assert_int_equal(faults->len, 1);
    assert_int_equal(((ConfigFault *)faults->pdata[0])->severity, FAULT_WARNING);
}

static void
test_mode_of_an_included_file(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *part = write_file("part.conf", ANNA, -1, 0640);
    assert_null(load_text(QUEUE "@include \"part.conf\"\n", -1, CONFIG_DEFAULT, NULL, &error));
    assert_non_null(strstr(error->message, "part.conf:1: others may read or write"));
    unlink(part);
}

static void
test_line_ends_of_windows(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new(QUEUE "# comment\nname = \"x\";\n" ANNA);
    g_string_replace(text, "\n", "\r\n", 0);
    g_autoptr(Desk) desk = load_text(text->str, -1, CONFIG_NO_SECRETS, NULL, &error);
    assert_null(error);
    assert_string_equal(desk->name, "x");
    g_string_append(text, "nmae = 1;\r\n");
    assert_null(load_text(text->str, -1, CONFIG_NO_SECRETS, NULL, &error));
    assert_non_null(strstr(error->message, "t.conf:5: "));
}

static void
test_absent_and_strange_files(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(folder, "absent.conf", NULL);
    assert_null(config_load(path, NULL, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_CONFIG));
    assert_non_null(strstr(error->message, "helpdesk init"));
    g_clear_error(&error);
    assert_null(config_load(folder, NULL, &error));
    assert_non_null(strstr(error->message, "not a file"));
    g_clear_error(&error);
    assert_null(load_text("", -1, CONFIG_NO_SECRETS, NULL, &error));
    assert_non_null(strstr(error->message, "queues is missing"));
    g_clear_error(&error);
    assert_null(load_text("name = \"a\0b\";", 13, CONFIG_NO_SECRETS, NULL, &error));
    assert_non_null(strstr(error->message, "NUL"));
}

static void
test_keys_file(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *keys = g_build_filename(folder, "helpdesk.keys", NULL);
    g_autoptr(Desk) explain = load_text(QUEUE ANNA, -1, CONFIG_NO_SECRETS, NULL, &error);
    assert_non_null(explain->keys);
    assert_false(g_file_test(keys, G_FILE_TEST_EXISTS));
    assert_null(load_text(QUEUE ANNA "nmae = 1;", -1, CONFIG_DEFAULT, NULL, NULL));
    assert_false(g_file_test(keys, G_FILE_TEST_EXISTS));
    // Reading alone makes nothing; the first run makes it, the next one reads it.
    assert_null(load_text(QUEUE ANNA, -1, CONFIG_DEFAULT, NULL, NULL));
    assert_false(g_file_test(keys, G_FILE_TEST_EXISTS));
    g_autoptr(Desk) first = load_text(QUEUE ANNA, -1, CONFIG_FIRST_RUN, NULL, &error);
    assert_null(error);
    assert_true(g_file_test(keys, G_FILE_TEST_EXISTS));
    g_autoptr(Desk) second = load_text(QUEUE ANNA, -1, CONFIG_DEFAULT, NULL, &error);
    assert_null(error);
    char a[CODE_LENGTH + 1], b[CODE_LENGTH + 1];
    const char *fields[] = {"x", NULL};
    assert_true(code_make(first->keys, keyring_newest(first->keys), 1, fields, a));
    assert_true(code_make(second->keys, keyring_newest(second->keys), 1, fields, b));
    assert_string_equal(a, b);
    // Lost beside a database: never replaced in silence.
    unlink(keys);
    g_free(write_file("helpdesk.db", "", 0, 0600));
    assert_null(load_text(QUEUE ANNA, -1, CONFIG_FIRST_RUN, NULL, &error));
    assert_non_null(strstr(error->message, "from the backup"));
    assert_false(g_file_test(keys, G_FILE_TEST_EXISTS));
    remove_file("helpdesk.db");
}

static void
test_hash(void **state)
{
    g_autoptr(Desk) a = load_text(QUEUE ANNA, -1, CONFIG_NO_SECRETS, NULL, NULL);
    g_autoptr(Desk) b = load_text(QUEUE ANNA "\n", -1, CONFIG_NO_SECRETS, NULL, NULL);
    g_autofree char *want = g_compute_checksum_for_string(G_CHECKSUM_SHA256, QUEUE ANNA, -1);
    assert_string_equal(a->hash, want);
    assert_string_not_equal(a->hash, b->hash);
    assert_true(g_path_is_absolute(a->file));
}

static void
test_notices_exist(void **state)
{
    g_autoptr(GString) keys = g_string_new(NULL);
    config_keys_print(keys);
    g_auto(GStrv) lines = g_strsplit(keys->str, "\n", -1);
    unsigned seen = 0;
    for (size_t i = 0; lines[i]; i++) {
        if (!g_str_has_prefix(lines[i], "notices.")) {
            continue;
        }
        bool known = false;
        size_t len = strcspn(lines[i] + 8, "\t");
        for (int n = 0; n < NOTICE_COUNT; n++) {
            known = known || (strlen(NOTICES[n].template) == len &&
                              strncmp(NOTICES[n].template, lines[i] + 8, len) == 0);
        }
        assert_true(known);
        seen++;
    }
    assert_int_equal(seen, 13);
}

// Cut anywhere, or with a byte turned: an answer, never a crash.
static void
test_mangled_sample(void **state)
{
    gsize len;
    g_autofree char *text = sample_text(&len);
    uint32_t seed = 1;
    for (int i = 0; i < 400; i++) {
        g_autofree char *copy = g_memdup2(text, len);
        seed = seed * 1664525u + 1013904223u;
        gsize at = seed % len;
        g_autoptr(GError) error = NULL;
        gsize size = i % 2 ? len : at;
        copy[at] = (char)(i % 2 ? seed >> 24 : (uint32_t)copy[at]);
        g_autoptr(Desk) desk = load_text(copy, (gssize)size, CONFIG_NO_SECRETS, NULL, &error);
        assert_true((desk == NULL) == (error != NULL));
    }
}

static void
test_ten_thousand_companies(void **state)
{
    g_autoptr(GString) text = g_string_new(QUEUE ANNA "companies = (\n");
    g_autoptr(GError) error = NULL;
    for (int i = 0; i < 10000; i++) {
        g_string_append_printf(
            text,
            "%s{ name = \"Company %d\"; domains = ( \"c%d.example\" ); manager = \"anna\"; }\n",
            i ? "," : "", i, i);
    }
    g_string_append(text, ");\n");
    g_autofree char *path = write_file("t.conf", text->str, -1, 0600);
    gint64 start = g_get_monotonic_time();
    g_autoptr(Desk) desk = config_load_with(path, CONFIG_NO_SECRETS, NULL, &error);
    gint64 took = g_get_monotonic_time() - start;
    print_message("10000 companies: %d ms\n", (int)(took / 1000));
    assert_null(error);
    assert_int_equal(desk->companies->len, 10000);
    // 40 ms on one slow core; a quadratic check would take seconds. Sanitizers and valgrind need
    // room.
    assert_true(took < 2000000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_faults_at_once),
        cmocka_unit_test(test_many_faults_are_capped),
        cmocka_unit_test(test_included_file_is_named),
        cmocka_unit_test(test_lines_after_an_include),
        cmocka_unit_test(test_include_is_text_elsewhere),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_ports_and_names),
        cmocka_unit_test(test_values_arrive),
        cmocka_unit_test(test_sample),
        cmocka_unit_test(test_modes),
        cmocka_unit_test(test_mode_of_an_included_file),
        cmocka_unit_test(test_line_ends_of_windows),
        cmocka_unit_test(test_absent_and_strange_files),
        cmocka_unit_test(test_keys_file),
        cmocka_unit_test(test_hash),
        cmocka_unit_test(test_notices_exist),
        cmocka_unit_test(test_mangled_sample),
        cmocka_unit_test(test_ten_thousand_companies),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
