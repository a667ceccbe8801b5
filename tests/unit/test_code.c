// Codes prove that we made them, keys rotate and expire, keys files are read by their owner alone.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/code.h"
#include "base/error.h"
#include "base/random.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEX_A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define HEX_B "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"

static KeyRing *
load(const char *text, mode_t mode, GError **error)
{
    g_autofree char *dir = g_dir_make_tmp("helpdesk-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(dir, "keys", NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    assert_int_equal(g_chmod(path, mode), 0);
    KeyRing *ring = keyring_load(path, error);
    g_unlink(path);
    g_rmdir(dir);
    return ring;
}

static const char *const FIELDS[] = {"ticket", "42", "anna@example.com", NULL};

static void
a_code_is_the_known_hmac(void **state)
{
    // HMAC-SHA256 of "6:ticket2:4216:anna@example.com", its first 16 bytes in base32.
    g_autoptr(KeyRing) ring = load("3 " HEX_A "\n", 0600, NULL);
    char code[CODE_LENGTH + 1];
    assert_non_null(ring);
    assert_int_equal(keyring_newest(ring), 3);
    assert_true(code_make(ring, 3, 0, FIELDS, code));
    assert_string_equal(code, "y6rbvevjiglt2vmq3crgyqucae");
}

static void
every_bit_counts(void **state)
{
    g_autoptr(KeyRing) ring = keyring_new_fixed();
    char code[CODE_LENGTH + 1];
    assert_true(code_make(ring, 0, 0, FIELDS, code));
    assert_true(code_check(ring, 0, 0, FIELDS, code));
    for (unsigned i = 0; i < CODE_LENGTH; i++) {
        char turned[CODE_LENGTH + 1];
        memcpy(turned, code, sizeof turned);
        turned[i] = turned[i] == 'a' ? 'b' : 'a';
        assert_false(code_check(ring, 0, 0, FIELDS, turned));
    }
    assert_false(code_check(ring, 0, 0, FIELDS, ""));
    assert_false(code_check(ring, 0, 0, FIELDS, NULL));
    code[CODE_LENGTH - 1] = '\0';
    assert_false(code_check(ring, 0, 0, FIELDS, code));
}

static void
fields_do_not_run_together(void **state)
{
    g_autoptr(KeyRing) ring = keyring_new_fixed();
    const char *const left[] = {"ab", "c", NULL}, *const right[] = {"a", "bc", NULL};
    const char *const none[] = {NULL}, *const empty[] = {"", NULL};
    char a[CODE_LENGTH + 1], b[CODE_LENGTH + 1];
    assert_true(code_make(ring, 0, 0, left, a) && code_make(ring, 0, 0, right, b));
    assert_string_not_equal(a, b);
    assert_true(code_make(ring, 0, 0, none, a) && code_make(ring, 0, 0, empty, b));
    assert_string_not_equal(a, b);
}

static void
keys_rotate_and_expire(void **state)
{
    g_autoptr(KeyRing) ring = load("# old\n1 " HEX_A " 1000\n\n2 " HEX_B "\n", 0600, NULL);
    char code[CODE_LENGTH + 1];
    assert_non_null(ring);
    assert_int_equal(keyring_newest(ring), 2);
    assert_true(code_make(ring, 1, 1000, FIELDS, code));
    assert_true(code_check(ring, 1, 1000, FIELDS, code));
    assert_false(code_check(ring, 1, 1001, FIELDS, code));
    assert_false(code_check(ring, 2, 1000, FIELDS, code));
    assert_false(code_check(ring, 7, 1000, FIELDS, code));
    assert_false(code_check(ring, 100000, 1000, FIELDS, code));
}

static void
bad_keys_files_are_refused(void **state)
{
    static const struct {
        const char *name, *text;
        mode_t mode;
        const char *says;
    } ROWS[] = {
        {"readable by others", "1 " HEX_A "\n", 0640, "chmod 600"},
        {"empty", "# nothing\n", 0600, "no key"},
        {"short key", "1 abcd\n", 0600, ":1: the key must have"},
        {"no hex", "1 x" HEX_A "\n", 0600, ":1: the key must have"},
        {"number too large", "256 " HEX_A "\n", 0600, ":1: expected"},
        {"twice", "1 " HEX_A "\n1 " HEX_B "\n", 0600, ":2: this number is used twice"},
        {"bad end", "1 " HEX_A " soon\n", 0600, ":1: the end of validity"},
        {"bad time", "1 " HEX_A " 5 then\n2 " HEX_B "\n", 0600, ":1: the time it was made"},
        {"too many words", "1 " HEX_A " 5 6 7\n", 0600, ":1: more than four"},
        {"newest with an end", "1 " HEX_A "\n2 " HEX_B " 99\n", 0600, "no end of validity"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(KeyRing) ring = load(ROWS[i].text, ROWS[i].mode, &error);
        if (ring || !g_error_matches(error, HD_ERROR, HD_ERROR_CONFIG) ||
            !strstr(error->message, ROWS[i].says)) {
            fail_msg("%s: %s", ROWS[i].name, error ? error->message : "accepted");
        }
        assert_null(strstr(error->message, "001122"));
    }
    g_autoptr(GError) error = NULL;
    assert_null(keyring_load("/nonexistent/keys", &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_ABSENT));
}

static void
a_new_keys_file_is_private_and_fresh(void **state)
{
    g_autofree char *dir = g_dir_make_tmp("helpdesk-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(dir, "keys", NULL);
    g_autoptr(GError) error = NULL;
    struct stat st;
    assert_true(keyring_create(path, &error));
    assert_int_equal(g_stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    g_autoptr(KeyRing) ring = keyring_load(path, &error);
    g_autoptr(KeyRing) fixed = keyring_new_fixed();
    assert_non_null(ring);
    char a[CODE_LENGTH + 1], b[CODE_LENGTH + 1];
    assert_true(code_make(ring, keyring_newest(ring), 0, FIELDS, a));
    assert_true(code_make(fixed, keyring_newest(fixed), 0, FIELDS, b));
    assert_string_not_equal(a, b);
    assert_false(keyring_create(path, &error));
    g_unlink(path);
    g_rmdir(dir);
}

// A keys file in a folder of its own.
typedef struct {
    char *dir, *path;
} File;

static File
file_new(const char *text)
{
    File f = {.dir = g_dir_make_tmp("helpdesk-XXXXXX", NULL)};
    f.path = g_build_filename(f.dir, "keys", NULL);
    assert_true(g_file_set_contents(f.path, text, -1, NULL));
    assert_int_equal(g_chmod(f.path, 0600), 0);
    return f;
}

static void
file_remove(File *f)
{
    g_unlink(f->path);
    assert_int_equal(g_rmdir(f->dir), 0); // nothing else was left behind
    g_free(f->dir);
    g_free(f->path);
}

static void
an_old_key_counts_until_its_end(void **state)
{
    File f = file_new("1 " HEX_A "\n");
    g_autoptr(KeyRing) before = keyring_load(f.path, NULL);
    char code[CODE_LENGTH + 1], fresh[CODE_LENGTH + 1];
    unsigned id;
    struct stat st;
    assert_true(code_make(before, 1, 1000, FIELDS, code));
    assert_true(keyring_rotate(f.path, 1000, 5000, &id, NULL));
    assert_int_equal(g_stat(f.path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    g_autoptr(KeyRing) after = keyring_load(f.path, NULL);
    assert_int_equal(id, 2);
    assert_int_equal(keyring_newest(after), 2);
    assert_true(code_check(after, 1, 5000, FIELDS, code));
    assert_false(code_check(after, 1, 5001, FIELDS, code));
    assert_false(code_check(after, 2, 1000, FIELDS, code));
    assert_true(code_make(after, 2, INT64_MAX, FIELDS, fresh));
    g_autoptr(KeyRing) fixed = keyring_new_fixed();
    assert_false(code_check(fixed, 0, 1000, FIELDS, code));
    assert_false(code_check(before, 2, 1000, FIELDS, fresh));
    // The next one, after the end of the first: that one goes.
    assert_true(keyring_rotate(f.path, 5001, 9000, &id, NULL));
    g_autoptr(KeyRing) third = keyring_load(f.path, NULL);
    g_autoptr(GArray) keys = keyring_list(third);
    static const KeyInfo WANT[] = {{2, 1000, 9000, false}, {3, 5001, INT64_MAX, true}};
    assert_int_equal(keys->len, G_N_ELEMENTS(WANT));
    for (guint i = 0; i < keys->len; i++) {
        const KeyInfo *k = &g_array_index(keys, KeyInfo, i);
        assert_int_equal(k->id, WANT[i].id);
        assert_int_equal(k->made, WANT[i].made);
        assert_int_equal(k->valid_until, WANT[i].valid_until);
        assert_int_equal(k->newest, WANT[i].newest);
    }
    file_remove(&f);
}

static void
numbers_of_keys_wrap(void **state)
{
    g_autoptr(GString) text = g_string_new("0 " HEX_A " 9999\n");
    for (unsigned i = 2; i < 256; i++)
        g_string_append_printf(text, "%u " HEX_B "%s\n", i, i < 255 ? " 9999" : "");
    File f = file_new(text->str);
    unsigned id = 0;
    assert_true(keyring_rotate(f.path, 10, 9999, &id, NULL));
    assert_int_equal(id, 1); // 0 is still in use
    g_autoptr(GError) error = NULL;
    assert_false(keyring_rotate(f.path, 10, 9999, &id, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_REFUSED));
    assert_true(keyring_drop(f.path, 77, NULL));
    assert_true(keyring_rotate(f.path, 10, 9999, &id, NULL));
    assert_int_equal(id, 77);
    file_remove(&f);
}

static void
old_keys_are_dropped(void **state)
{
    static const struct {
        unsigned id;
        int error; // -1: done
    } ROWS[] = {{2, HD_ERROR_REFUSED},
                {3, HD_ERROR_ABSENT},
                {1000, HD_ERROR_ABSENT},
                {1, -1},
                {1, HD_ERROR_ABSENT}};
    File f = file_new("1 " HEX_A " 9999\n2 " HEX_B "\n");
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        bool done = keyring_drop(f.path, ROWS[i].id, &error);
        assert_int_equal(done, ROWS[i].error < 0);
        assert_true(done || g_error_matches(error, HD_ERROR, ROWS[i].error));
    }
    g_autoptr(KeyRing) ring = keyring_load(f.path, NULL);
    g_autoptr(GArray) keys = keyring_list(ring);
    assert_int_equal(keys->len, 1);
    file_remove(&f);
}

static void
rotation_refuses_an_open_file(void **state)
{
    File f = file_new("1 " HEX_A "\n");
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    unsigned id;
    assert_int_equal(g_chmod(f.path, 0640), 0);
    assert_false(keyring_rotate(f.path, 1, 2, &id, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_CONFIG));
    assert_true(g_file_get_contents(f.path, &text, NULL, NULL));
    assert_string_equal(text, "1 " HEX_A "\n");
    file_remove(&f);
}

static gpointer
rotate_often(gpointer path)
{
    unsigned id;
    guint done = 0;
    for (int i = 0; i < 4; i++)
        done += keyring_rotate(path, 1, 1000000, &id, NULL);
    return GUINT_TO_POINTER(done);
}

// Each rotation keeps the keys of all others, a link stays a link.
static void
rotations_at_once_lose_no_key(void **state)
{
    File f = file_new("1 " HEX_A "\n");
    GThread *threads[4];
    guint done = 0;
    g_autofree char *link_path = g_build_filename(f.dir, "link", NULL);
    assert_int_equal(symlink("keys", link_path), 0);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("rotate", rotate_often, i % 2 ? link_path : f.path);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        done += GPOINTER_TO_UINT(g_thread_join(threads[i]));
    g_autoptr(KeyRing) ring = keyring_load(f.path, NULL);
    g_autoptr(GArray) keys = keyring_list(ring);
    assert_int_equal(done, 16);
    assert_int_equal(keys->len, 17);
    assert_true(g_file_test(link_path, G_FILE_TEST_IS_SYMLINK));
    g_unlink(link_path);
    file_remove(&f);
}

static void
seeded_names_repeat_and_keys_do_not(void **state)
{
    random_seed_for_tests(7);
    g_autofree char *a = random_name(10);
    random_seed_for_tests(7);
    g_autofree char *b = random_name(10);
    assert_string_equal(a, b);
    assert_int_equal(strlen(a), 16);
    assert_int_equal(strspn(a, "abcdefghijklmnopqrstuvwxyz234567"), 16);
    bool seen[5] = {false};
    for (unsigned i = 0; i < 200; i++) {
        uint64_t v = random_below(5);
        assert_true(v < 5);
        seen[v] = true;
    }
    for (unsigned i = 0; i < 5; i++) {
        assert_true(seen[i]);
    }
    uint8_t x[16], y[16];
    random_seed_for_tests(7);
    random_bytes(x, sizeof x);
    random_seed_for_tests(7);
    random_bytes(y, sizeof y);
    assert_memory_not_equal(x, y, sizeof x);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_is_the_known_hmac),
        cmocka_unit_test(every_bit_counts),
        cmocka_unit_test(fields_do_not_run_together),
        cmocka_unit_test(keys_rotate_and_expire),
        cmocka_unit_test(bad_keys_files_are_refused),
        cmocka_unit_test(a_new_keys_file_is_private_and_fresh),
        cmocka_unit_test(an_old_key_counts_until_its_end),
        cmocka_unit_test(numbers_of_keys_wrap),
        cmocka_unit_test(old_keys_are_dropped),
        cmocka_unit_test(rotation_refuses_an_open_file),
        cmocka_unit_test(rotations_at_once_lose_no_key),
        cmocka_unit_test(seeded_names_repeat_and_keys_do_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
