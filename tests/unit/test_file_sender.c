// One file for each letter, whole or not there.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io_fixture.h"

#include "base/clock.h"
#include "base/error.h"
#include "io/sender.h"

static bool
answer(void *data)
{
    return *(bool *)data;
}

static SendVerdict
sent(Sender *sender, const char *to, const Blob *bytes, bool go_on)
{
    g_auto(SendResult) result = {0};
    Envelope envelope = {"desk@example.com", to, bytes};
    sender_send(sender, &envelope, answer, &go_on, &result);
    assert_non_null(result.words);
    return result.verdict;
}

static GPtrArray *
names(const char *folder)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    GDir *dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(dir))) {
        g_ptr_array_add(list, g_strdup(name));
    }
    g_dir_close(dir);
    return list;
}

static void
letters_become_files(void **state)
{
    g_autofree char *parent = fixture_folder();
    g_autofree char *folder = g_build_filename(parent, "out", NULL);
    g_autofree char *text = g_strnfill(3 * BLOB_MEMORY, 'x');
    g_autoptr(Blob) bytes = blob_new_bytes(text, 3 * BLOB_MEMORY);
    Transport t = {.kind = TRANSPORT_FILE, .folder = folder};
    g_autoptr(Sender) sender = sender_open(&t, NULL);
    clock_set(1795288800);
    assert_true(sender_try(sender, NULL));
    assert_int_equal(sent(sender, "anna@example.com", bytes, true), SEND_SENT);
    assert_int_equal(sent(sender, "../x@example.com", bytes, true), SEND_SENT);
    g_autoptr(GPtrArray) list = names(folder);
    assert_int_equal(list->len, 2);
    for (guint i = 0; i < list->len; i++) {
        g_autofree char *path = g_build_filename(folder, list->pdata[i], NULL);
        g_autofree char *got = NULL;
        assert_true(g_file_get_contents(path, &got, NULL, NULL));
        assert_string_equal(got, text);
        assert_true(g_str_has_prefix(list->pdata[i], "20261121T192000Z-"));
        assert_true(g_str_has_suffix(list->pdata[i], "example.com.eml"));
    }
    clock_set(0);
    fixture_remove(parent);
}

static void
what_is_not_sent_leaves_nothing(void **state)
{
    g_autofree char *folder = fixture_folder();
    g_autoptr(Blob) bytes = blob_new_bytes("x", 1);
    Transport t = {.kind = TRANSPORT_FILE, .folder = folder};
    g_autoptr(Sender) sender = sender_open(&t, NULL);
    assert_int_equal(sent(sender, "anna@example.com", bytes, false), SEND_RETRY);
    assert_int_equal(sent(sender, "anna@example.com\r\nRCPT TO:<x@y.z>", bytes, true), SEND_FAILED);
    assert_int_equal(sent(sender, "anna", bytes, true), SEND_FAILED);
    g_autoptr(GPtrArray) list = names(folder);
    assert_int_equal(list->len, 0);
    fixture_remove(folder);
    t.folder = NULL;
    g_autoptr(GError) error = NULL;
    assert_null(sender_open(&t, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_CONFIG));
}

static void
a_folder_that_cannot_be_is_the_transports_fault(void **state)
{
    g_autofree char *folder = fixture_folder();
    fixture_write(folder, "file", "x");
    g_autofree char *below = g_build_filename(folder, "file", "out", NULL);
    g_autoptr(Blob) bytes = blob_new_bytes("x", 1);
    Transport t = {.kind = TRANSPORT_FILE, .folder = below};
    g_autoptr(Sender) sender = sender_open(&t, NULL);
    assert_int_equal(sent(sender, "anna@example.com", bytes, true), SEND_PAUSED);
    assert_false(sender_try(sender, NULL));
    fixture_remove(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_become_files),
        cmocka_unit_test(what_is_not_sent_leaves_nothing),
        cmocka_unit_test(a_folder_that_cannot_be_is_the_transports_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
