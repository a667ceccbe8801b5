// Maildirs and plain folders: what is read, and where it goes when it is stored.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "io_fixture.h"

#include "base/error.h"

static Source *
opened(Mailbox *m, const char *path, AfterStore after, const char *move_to)
{
    g_autoptr(GError) error = NULL;
    *m = (Mailbox){.kind = MAILBOX_MAILDIR, .after = after};
    m->name = m->path = g_strdup(path);
    m->move_to = g_strdup(move_to);
    Source *source = source_open(m, &error);
    assert_non_null(source);
    return source;
}

static void
closed(Source *source, Mailbox *m)
{
    source_close(source);
    g_free(m->path);
    g_free(m->move_to);
}

static bool
exists(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static char *
maildir(void)
{
    char *folder = fixture_folder();
    fixture_write(folder, "new/1.a.host", "one");
    fixture_write(folder, "new/3.c.host", "three");
    fixture_write(folder, "cur/2.b.host:2,FS", "two");
    fixture_write(folder, "cur/.hidden", "no");
    fixture_write(folder, "tmp/9.x.host", "half");
    fixture_write(folder, ".Other/new/8.x.host", "other");
    return folder;
}

static void
new_and_cur_are_read(void **state)
{
    Mailbox m;
    g_autofree char *folder = maildir();
    g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(SourceEntry));
    Source *source = opened(&m, folder, AFTER_LEAVE, "");
    g_autofree char *text = fixture_read(source, entries);
    assert_string_equal(text, "[one][two][three]");
    assert_int_equal(source_uidvalidity(source), 1);
    for (guint i = 0; i < entries->len; i++) {
        const SourceEntry *e = &g_array_index(entries, SourceEntry, i);
        assert_true(e->uid > 0 && e->uid <= G_MAXINT64);
        assert_true(e->received > 1600000000);
    }
    assert_int_equal(g_array_index(entries, SourceEntry, 2).size, 5);
    closed(source, &m);
    fixture_remove(folder);
}

static void
a_name_that_changes_is_the_same_message(void **state)
{
    Mailbox m;
    g_autofree char *folder = maildir();
    g_autoptr(GArray) before = g_array_new(FALSE, FALSE, sizeof(SourceEntry));
    g_autoptr(GString) text = g_string_new(NULL);
    bool more;
    Source *source = opened(&m, folder, AFTER_LEAVE, "");
    assert_true(source_list(source, 0, 10, before, &more, NULL));
    // Somebody reads the first, and deletes the second, after they were listed.
    g_autofree char *from = g_build_filename(folder, "new/1.a.host", NULL);
    g_autofree char *to = g_build_filename(folder, "cur/1.a.host:2,S", NULL);
    g_autofree char *gone = g_build_filename(folder, "cur/2.b.host:2,FS", NULL);
    assert_int_equal(g_rename(from, to), 0);
    assert_int_equal(g_remove(gone), 0);
    assert_true(source_fetch(source, (const SourceEntry *)(const void *)before->data, before->len,
                             fixture_sink, text, NULL));
    assert_string_equal(text->str, "[one][three]");
    closed(source, &m);
    fixture_remove(folder);
}

static void
done(const char *folder, AfterStore after, const char *move_to, const char *left)
{
    Mailbox m;
    g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(SourceEntry));
    g_autoptr(GError) error = NULL;
    Source *source = opened(&m, folder, after, move_to);
    g_autofree char *first = fixture_read(source, entries);
    assert_true(strlen(first) > 0);
    for (int i = 0; i < 2; i++) { // repeating is harmless
        assert_true(source_done(source, (const SourceEntry *)(const void *)entries->data,
                                entries->len, &error));
        g_autofree char *text = fixture_read(source, NULL);
        assert_string_equal(text, left);
    }
    closed(source, &m);
}

static void
flagged_is_seen_in_cur(void **state)
{
    g_autofree char *folder = maildir();
    done(folder, AFTER_FLAG, "", "[one][two][three]");
    assert_true(exists(folder, "cur/1.a.host:2,S"));
    assert_true(exists(folder, "cur/2.b.host:2,FS"));
    assert_false(exists(folder, "new/1.a.host"));
    fixture_remove(folder);
}

static void
moved_is_in_the_other_maildir(void **state)
{
    g_autofree char *folder = maildir();
    g_autofree char *elsewhere = fixture_folder();
    done(folder, AFTER_MOVE, ".Done", "");
    assert_true(exists(folder, ".Done/cur/1.a.host:2,S"));
    assert_true(exists(folder, ".Done/cur/2.b.host:2,FS"));
    assert_true(exists(folder, ".Done/new") && exists(folder, ".Done/tmp"));
    fixture_write(folder, "cur/4.d.host:2,T", "four");
    done(folder, AFTER_MOVE, elsewhere, "");
    assert_true(exists(elsewhere, "cur/4.d.host:2,ST"));
    fixture_remove(folder);
    fixture_remove(elsewhere);
}

static void
left_is_left(void **state)
{
    g_autofree char *folder = maildir();
    done(folder, AFTER_LEAVE, "", "[one][two][three]");
    assert_true(exists(folder, "new/1.a.host"));
    fixture_remove(folder);
}

static void
a_plain_folder_is_read_by_name(void **state)
{
    g_autofree char *folder = fixture_folder();
    fixture_write(folder, "10.eml", "ten");
    fixture_write(folder, "02:x.eml", "two");
    fixture_write(folder, "02:y.eml", "too");
    fixture_write(folder, ".11.eml", "hidden");
    fixture_write(folder, "folder/12.eml", "deep");
    done(folder, AFTER_FLAG, "", "[two][too][ten]");
    done(folder, AFTER_MOVE, "folder", "");
    assert_true(exists(folder, "folder/02:x.eml"));
    fixture_remove(folder);
}

static void
a_missing_folder_is_a_fault_of_the_config(void **state)
{
    g_autoptr(GError) error = NULL;
    char path[] = "/nonexistent/maildir";
    Mailbox m = {.kind = MAILBOX_MAILDIR, .name = path, .path = path};
    assert_null(source_open(&m, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_CONFIG));
    assert_non_null(strstr(error->message, path));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_and_cur_are_read),
        cmocka_unit_test(a_name_that_changes_is_the_same_message),
        cmocka_unit_test(flagged_is_seen_in_cur),
        cmocka_unit_test(moved_is_in_the_other_maildir),
        cmocka_unit_test(left_is_left),
        cmocka_unit_test(a_plain_folder_is_read_by_name),
        cmocka_unit_test(a_missing_folder_is_a_fault_of_the_config),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
