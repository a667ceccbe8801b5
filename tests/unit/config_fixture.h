// config_fixture.h: a folder with a few files, and configs written into it; for the tests of
// config/.
#pragma once

#include "config/config.h"

#include "base/error.h"
#include "base/text.h"

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char *folder;

static char *
write_file(const char *name, const char *text, gssize len, int mode)
{
    char *path = g_build_filename(folder, name, NULL);
    unlink(path); // the quick way to write does not shorten what is there
    assert_true(g_file_set_contents_full(path, text, len, G_FILE_SET_CONTENTS_NONE, mode, NULL));
    assert_int_equal(chmod(path, (mode_t)mode), 0);
    return path;
}

static void
remove_file(const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    unlink(path);
}

static Desk *
load_text(const char *text, gssize len, ConfigFlags flags, GPtrArray *faults, GError **error)
{
    g_autofree char *path = write_file("t.conf", text, len, 0600);
    return config_load_with(path, flags, faults, error);
}

static int
setup(void **state)
{
    folder = g_dir_make_tmp("helpdesk-config-XXXXXX", NULL);
    g_free(write_file("secret", "s3cret\n", -1, 0600));
    g_free(write_file("open-secret", "s3cret\n", -1, 0644));
    g_free(write_file("empty-secret", "", -1, 0600));
    g_free(write_file("bad-include.conf", "\n\nnmae = \"x\";\n", -1, 0600));
    g_free(write_file("syntax-include.conf", "\nname \"x\";\n", -1, 0600));
    g_free(write_file("self.conf", "@include \"self.conf\"\n", -1, 0600));
    g_free(write_file("companies.inc",
                      "{ name = \"A\"; domains = (\"a.example\"); },\n{ name = \"B\"; domains = "
                      "(\"b.example\"); }",
                      -1, 0600));
    return folder ? 0 : -1;
}

static int
teardown(void **state)
{
    static const char *const FILES[] = {
        "secret",    "open-secret",   "empty-secret", "bad-include.conf", "syntax-include.conf",
        "self.conf", "companies.inc", "t.conf",       "helpdesk.keys",    "helpdesk.db",
        "big.conf"};
    for (size_t i = 0; i < G_N_ELEMENTS(FILES); i++) {
        remove_file(FILES[i]);
    }
    int rc = rmdir(folder);
    g_clear_pointer(&folder, g_free);
    return rc;
}

// One line each, so that rows can count.
#define QUEUE "queues = ({ name = \"support\"; address = \"support@example.com\"; });\n"
#define QUEUE_WITH(keys)                                                                           \
    "queues = ({ name = \"support\"; address = \"support@example.com\";\n" keys "\n});\n"
#define MAILBOX(keys) QUEUE_WITH("mailboxes = ({\n" keys "\n});")
#define IMAP(keys)                                                                                 \
    MAILBOX("type = \"imap\"; host = \"imap.example.com\"; user = \"u\"; password_file = "         \
            "\"secret\";\n" keys)
#define SMTP(keys) QUEUE "smtp = { host = \"smtp.example.com\";\n" keys "\n};\n"
#define ANNA                                                                                       \
    "managers = ({ login = \"anna\"; name = \"Anna\"; addresses = (\"anna@example.com\"); });\n"
#define MANAGERS(entry)                                                                            \
    QUEUE "managers = ({ login = \"anna\"; name = \"Anna\"; addresses = (\"anna@example.com\"); "  \
          "},\n" entry ");\n"
#define COMPANIES(keys) QUEUE ANNA "companies = (\n" keys "\n);\n"
#define WEB(url)        QUEUE "web = { url = \"" url "\"; };\n"
#define KINDS                                                                                      \
    "{name=\"n\";kind=\"new\";},{name=\"o\";kind=\"open\";},{name=\"w\";kind=\"waiting\";},{name=" \
    "\"s\";kind=\"solved\";},\n"
