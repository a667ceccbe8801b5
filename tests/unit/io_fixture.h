// io_fixture.h: a temporary folder with files in it, for the tests of sources and senders.
#pragma once

#include "base/blob.h"
#include "io/source.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

static inline char *
fixture_folder(void)
{
    char *path = g_dir_make_tmp("helpdesk-test-XXXXXX", NULL);
    assert_non_null(path);
    return path;
}

static inline void
fixture_remove(const char *path)
{
    GDir *dir = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        fixture_remove(child);
    }
    if (dir) {
        g_dir_close(dir);
    }
    g_remove(path);
}

static inline void
fixture_write(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *parent = g_path_get_dirname(path);
    assert_int_equal(g_mkdir_with_parents(parent, 0700), 0);
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

static inline char *
fixture_text(const Blob *blob)
{
    char *text = g_malloc0(blob_size(blob) + 1);
    uint64_t at = 0;
    for (gssize n; (n = blob_read(blob, at, text + at, blob_size(blob) - at, NULL)) > 0;) {
        at += (uint64_t)n;
    }
    assert_int_equal(at, blob_size(blob));
    return text;
}

static inline bool
fixture_sink(const SourceEntry *entry, Blob *raw, void *data, GError **error)
{
    g_autoptr(Blob) blob = raw;
    g_autofree char *text = fixture_text(blob);
    g_string_append_printf(data, "[%s]", text);
    return true;
}

// Lists and fetches all: "[first][second]". The entries go into out when it is not NULL.
static inline char *
fixture_read(Source *source, GArray *out)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) own = g_array_new(FALSE, FALSE, sizeof(SourceEntry));
    GArray *entries = out ? out : own;
    GString *text = g_string_new(NULL);
    bool more = true;
    assert_true(source_list(source, 0, 1000, entries, &more, &error));
    assert_false(more);
    assert_true(source_fetch(source, (const SourceEntry *)(const void *)entries->data, entries->len,
                             fixture_sink, text, &error));
    return g_string_free(text, FALSE);
}
