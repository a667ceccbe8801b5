// Blobs hold any number of bytes, stay as they were when an append fails, and leave no file behind.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/blob.h"
#include "base/error.h"
#include "base/text.h"

#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <unistd.h>

static void
small_blobs_stay_in_memory(void **state)
{
    g_autoptr(Blob) blob = blob_new();
    assert_non_null(blob_memory(blob));
    assert_true(blob_append(blob, "abc", 3, NULL));
    assert_true(blob_append(blob, "", 0, NULL));
    assert_int_equal(blob_size(blob), 3);
    assert_memory_equal(blob_memory(blob), "abc", 3);
    assert_int_equal(blob_fd(blob), -1);
    char buffer[8];
    assert_int_equal(blob_read(blob, 1, buffer, sizeof buffer, NULL), 2);
    assert_memory_equal(buffer, "bc", 2);
    assert_int_equal(blob_read(blob, 3, buffer, sizeof buffer, NULL), 0);
    assert_int_equal(blob_read(blob, UINT64_MAX, buffer, sizeof buffer, NULL), 0);
}

static void
large_blobs_move_to_a_file(void **state)
{
    g_autoptr(Blob) blob = blob_new();
    g_autofree char *chunk = g_malloc(100000);
    for (unsigned i = 0; i < 20; i++) {
        memset(chunk, 'a' + (int)i, 100000);
        assert_true(blob_append(blob, chunk, 100000, NULL));
    }
    assert_int_equal(blob_size(blob), 2000000);
    assert_null(blob_memory(blob));
    assert_true(blob_fd(blob) >= 0);
    char two[2];
    assert_int_equal(blob_read(blob, 99999, two, 2, NULL), 2);
    assert_memory_equal(two, "ab", 2);
    assert_int_equal(blob_read(blob, 1999999, two, 2, NULL), 1);
    assert_int_equal(two[0], 't');
}

static void
a_descriptor_is_read_up_to_the_cap(void **state)
{
    int ends[2];
    g_autoptr(Blob) blob = blob_new_bytes("x", 1);
    g_autoptr(GError) error = NULL;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "hello", 5), 5);
    close(ends[1]);
    assert_true(blob_append_fd(blob, ends[0], 5, &error));
    close(ends[0]);
    assert_memory_equal(blob_memory(blob), "xhello", 6);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "hello!", 6), 6);
    close(ends[1]);
    assert_false(blob_append_fd(blob, ends[0], 5, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_MESSAGE));
    close(ends[0]);
    g_clear_error(&error);
    assert_false(blob_append_fd(blob, -1, 5, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_RETRY));
}

static void
hashes_are_sha256(void **state)
{
    g_autoptr(Blob) blob = blob_new_bytes("abc", 3);
    uint8_t sum[32];
    assert_true(blob_sha256(blob, sum, NULL));
    g_autofree char *hex = text_hex(sum, 32);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    g_autoptr(Blob) million = blob_new();
    g_autofree char *as = g_strnfill(500000, 'a');
    for (unsigned i = 0; i < 4; i++) {
        assert_true(blob_append(million, as, 500000, NULL));
    }
    assert_true(blob_sha256(million, sum, NULL));
    g_autofree char *want = g_strnfill(2000000, 'a');
    g_autofree char *computed = g_compute_checksum_for_string(G_CHECKSUM_SHA256, want, -1);
    g_autofree char *got = text_hex(sum, 32);
    assert_string_equal(got, computed);
}

static void
error_codes_become_exit_codes(void **state)
{
    static const struct {
        int code, exit;
    } ROWS[] = {{HD_ERROR_RETRY, 75},
                {HD_ERROR_MESSAGE, 65},
                {HD_ERROR_SOURCE, 75},
                {HD_ERROR_AUTH, 77},
                {HD_ERROR_CONFIG, 78},
                {HD_ERROR_USAGE, 64},
                {HD_ERROR_INPUT, 65},
                {HD_ERROR_ABSENT, 66},
                {HD_ERROR_REFUSED, 77},
                {HD_ERROR_BUG, 70},
                {1000, 70}};
    assert_int_equal(hd_error_exit_code(NULL), 0);
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = g_error_new(HD_ERROR, ROWS[i].code, "x");
        assert_int_equal(hd_error_exit_code(error), ROWS[i].exit);
    }
    g_autoptr(GError) file = g_error_new(G_FILE_ERROR, G_FILE_ERROR_IO, "x");
    assert_int_equal(hd_error_exit_code(file), 74);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_blobs_stay_in_memory),
        cmocka_unit_test(large_blobs_move_to_a_file),
        cmocka_unit_test(a_descriptor_is_read_up_to_the_cap),
        cmocka_unit_test(hashes_are_sha256),
        cmocka_unit_test(error_codes_become_exit_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
