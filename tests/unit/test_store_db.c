// test_store_db.c: the file, its migrations, transactions, several connections, backup and verify.
#include "store/store.h"

#include "base/embed.h"
#include "base/error.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char *folder;

static int
make_folder(void **state)
{
    folder = g_dir_make_tmp("helpdesk-test-XXXXXX", NULL);
    return folder ? 0 : -1;
}

static int
remove_folder(void **state)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_unlink(path);
    }
    g_dir_close(dir);
    g_rmdir(folder);
    g_free(folder);
    return 0;
}

static char *
path_of(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

static void
sql(const char *path, const char *text)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static Store *
open_new(const char *name)
{
    g_autofree char *path = path_of(name);
    g_autoptr(GError) error = NULL;
    Store *s = store_open(path, STORE_CREATE, &error);
    assert_null(error);
    assert_non_null(s);
    return s;
}

static int64_t
add_ticket(Store *s, const char *subject)
{
    g_autoptr(Ticket) t = ticket_new();
    g_free(t->subject);
    t->subject = g_strdup(subject);
    assert_true(store_ticket_save(s, t, NULL));
    return t->number;
}

static bool
has_ticket(Store *s, int64_t number)
{
    g_autoptr(Ticket) t = store_ticket_get(s, number, NULL);
    return t != NULL;
}

static void
opens_with_mode_0600_and_again(void **state)
{
    g_autofree char *path = path_of("mode.db");
    g_autoptr(Store) s = open_new("mode.db");
    int64_t number = add_ticket(s, "kept");
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    g_autofree char *wal = g_strconcat(path, "-wal", NULL);
    assert_int_equal(stat(wal, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    g_clear_pointer(&s, store_close);

    g_autoptr(Store) again = store_open(path, 0, NULL);
    assert_non_null(again);
    assert_true(has_ticket(again, number));
    g_autoptr(Store) reader = store_open(path, STORE_READ_ONLY, NULL);
    assert_non_null(reader);
    assert_true(has_ticket(reader, number));
    g_autoptr(GError) error = NULL;
    assert_false(store_begin(reader, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_BUG));
}

static void
make_nothing(const char *path)
{
}

static void
make_empty(const char *path)
{
    assert_true(g_file_set_contents(path, "", 0, NULL));
}

static void
make_text(const char *path)
{
    g_autofree char *text = g_strnfill(5000, 'x');
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void
make_other(const char *path)
{
    sql(path, "CREATE TABLE recipes (name TEXT)");
}

static void
make_newer(const char *path)
{
    g_autoptr(Store) s = store_open(path, STORE_CREATE, NULL);
    assert_non_null(s);
    g_clear_pointer(&s, store_close);
    sql(path, "PRAGMA user_version = 9999");
}

static void
make_folder_there(const char *path)
{
    assert_int_equal(g_mkdir(path, 0700), 0);
}

static void
refuses_what_is_not_ours(void **state)
{
    static const struct {
        const char *name, *words;
        void (*make)(const char *path);
        StoreFlags flags;
    } cases[] = {
        {"absent.db", "helpdesk init", make_nothing, 0},
        {"empty.db", "helpdesk init", make_empty, 0},
        {"text.db", "not a database", make_text, STORE_CREATE},
        {"other.db", "another program", make_other, STORE_CREATE},
        {"newer.db", "made by a newer helpdesk", make_newer, STORE_CREATE},
        {"no/such/folder.db", "folder does not exist", make_nothing, STORE_CREATE},
        {"a-folder", "not a file", make_folder_there, STORE_CREATE},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = path_of(cases[i].name);
        cases[i].make(path);
        g_autoptr(GError) error = NULL;
        assert_null(store_open(path, cases[i].flags, &error));
        assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_CONFIG));
        assert_non_null(strstr(error->message, cases[i].words));
        assert_non_null(strstr(error->message, path));
        g_rmdir(path);
    }
}

static void
makes_tables_in_an_empty_file(void **state)
{
    g_autofree char *path = path_of("fresh.db");
    make_empty(path);
    g_autoptr(Store) s = open_new("fresh.db");
    assert_int_equal(add_ticket(s, "first"), 1);
}

// As a helpdesk of that version left it.
static void
make_version(const char *path, unsigned version)
{
    for (const EmbeddedFile *file = EMBEDDED_SCHEMAS; file->name; file++) {
        if (g_ascii_strtoull(file->name + strlen("sqlite/"), NULL, 10) <= version) {
            sql(path, (const char *)file->bytes);
        }
    }
    g_autofree char *stamp =
        g_strdup_printf("PRAGMA application_id = 0x48644462; PRAGMA user_version = %u", version);
    sql(path, stamp);
}

static void
old_file_is_brought_up_to_date(void **state)
{
    unsigned version = GPOINTER_TO_UINT(*state);
    g_autofree char *name = g_strdup_printf("old%u.db", version);
    g_autofree char *path = path_of(name);
    make_version(path, version);
    sql(path,
        "INSERT INTO blob (size, sha256) VALUES (0, x'');"
        "INSERT INTO contact (address, address_key, company) VALUES ('c@x', 'c@x', 'ACME');"
        "INSERT INTO ticket (queue, subject, status, kind, priority, created_at, updated_at,"
        " requester) VALUES ('q', 'kept', 'open', 1, 1, 5, 5, 1);"
        "INSERT INTO tag (ticket, position, name) VALUES (1, 0, 'vip');"
        "INSERT INTO message (ticket, direction, author, at, text) VALUES (1, 0, 'c@x', 5, 'T');"
        "INSERT INTO event (ticket, at, kind, who) VALUES (1, 5, 'created', 'system');"
        "INSERT INTO outgoing (ticket, template, sender, recipient, recipient_key, message_id,"
        " id_key, raw, size, automatic, after_message, queued_at, state, next_at)"
        " VALUES (1, 'answer', '', 'c@x', 'c@x', '', 0, 1, 0, 0, 0, 5, 0, 5)");
    g_autoptr(GError) error = NULL;
    assert_null(store_open(path, STORE_READ_ONLY, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_CONFIG));
    g_clear_error(&error);
    g_autoptr(Store) s = store_open(path, 0, &error);
    assert_null(error);
    g_autoptr(Ticket) t = store_ticket_get(s, 1, NULL);
    assert_string_equal(t->subject, "kept");
    assert_string_equal(t->type, "");
    assert_int_equal(t->due_at + t->wake_at + t->merged_into, 0);
    assert_int_equal(t->watchers->len + t->fields->len, 0);
    t->due_at = 9;
    g_ptr_array_add(t->watchers, g_strdup("anna"));
    assert_true(store_ticket_save(s, t, NULL));
    // What the new indexes hold of old rows.
    static const TicketFilter FILTERS[] = {
        {.tag = "vip"}, {.company = "ACME"}, {.due_before = 10, .open_only = 1}};
    for (size_t i = 0; i < G_N_ELEMENTS(FILTERS); i++) {
        g_autoptr(GPtrArray) list = store_ticket_list(s, &FILTERS[i], NULL);
        assert_int_equal(list->len, 1);
    }
    // Times that the old version did not know.
    assert_int_equal(t->status_at, 5);
    assert_int_equal(t->answer_work + t->answer_wall + t->solve_work + t->solve_wall, -4);
    assert_int_equal(t->customer_at + t->manager_at + t->asked_at + t->quiet + t->reaction_at + t->timer_at, 0);
    assert_string_equal(t->promise, "");
    assert_true(store_timers_renew(s, 7, NULL));
    g_autoptr(GArray) timers = store_timers_due(s, 7, 9, NULL);
    assert_int_equal(timers->len, 1);
    g_autoptr(GPtrArray) firings = store_firing_list(s, 1, NULL);
    assert_int_equal(firings->len, 0);
    g_autoptr(GPtrArray) pending = store_outgoing_pending(s, 1, NULL);
    assert_int_equal(pending->len, 1);
    static const char *const WORDS[] = {"anna", NULL};
    g_autoptr(GPtrArray) events = store_events_watched(s, "anna", WORDS, 0, 9, NULL);
    assert_int_equal(events->len, 1);
    g_autoptr(GPtrArray) faults = store_verify(s, NULL);
    assert_int_equal(faults->len, 0);
}

static void
savepoint_that_is_rolled_back_leaves_nothing(void **state)
{
    g_autoptr(Store) s = open_new("savepoint.db");
    assert_true(store_begin(s, NULL));
    assert_true(store_savepoint(s, NULL));
    int64_t kept = add_ticket(s, "kept");
    TicketMessage m = {.ticket = kept, .author = (char *)"a", .text = (char *)"marzipan"};
    assert_true(store_message_add(s, &m, "", NULL));
    assert_true(store_release(s, NULL));
    assert_true(store_savepoint(s, NULL));
    int64_t gone = add_ticket(s, "gone");
    TicketMessage n = {.ticket = gone, .author = (char *)"a", .text = (char *)"marzipan gone"};
    assert_true(store_message_add(s, &n, "", NULL));
    assert_true(store_thread_add(s, "gone@x", gone, NULL));
    store_rollback_savepoint(s);
    assert_true(store_in_transaction(s));
    assert_false(has_ticket(s, gone));
    assert_true(store_commit(s, NULL));
    assert_false(store_in_transaction(s));

    assert_true(has_ticket(s, kept));
    g_autoptr(GPtrArray) hits = store_search(s, "marzipan", 10, NULL);
    assert_int_equal(hits->len, 1);
    assert_int_equal(((SearchHit *)hits->pdata[0])->ticket, kept);
    g_autoptr(GPtrArray) none = store_search(s, "gone", 10, NULL);
    assert_int_equal(none->len, 0);
}

static void
rollback_leaves_nothing(void **state)
{
    g_autoptr(Store) s = open_new("rollback.db");
    assert_true(store_begin(s, NULL));
    int64_t gone = add_ticket(s, "gone");
    TicketMessage m = {.ticket = gone, .author = (char *)"a", .text = (char *)"nougat"};
    assert_true(store_message_add(s, &m, "", NULL));
    store_rollback(s);
    assert_false(has_ticket(s, gone));
    // Its words are not left for the next transaction either.
    assert_true(store_begin(s, NULL));
    add_ticket(s, "other");
    assert_true(store_commit(s, NULL));
    g_autoptr(GPtrArray) hits = store_search(s, "nougat", 10, NULL);
    assert_int_equal(hits->len, 0);
}

static void
wrong_order_is_a_bug(void **state)
{
    g_autoptr(Store) s = open_new("order.db");
    g_autoptr(GError) commit = NULL, savepoint = NULL, release = NULL, twice = NULL, deep = NULL;
    assert_false(store_commit(s, &commit));
    assert_false(store_savepoint(s, &savepoint));
    assert_false(store_release(s, &release));
    assert_true(store_begin(s, NULL));
    assert_false(store_begin(s, &twice));
    assert_true(store_savepoint(s, NULL));
    assert_false(store_savepoint(s, &deep));
    GError *all[] = {commit, savepoint, release, twice, deep};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++) {
        assert_true(g_error_matches(all[i], HD_ERROR, HD_ERROR_BUG));
    }
}

static gpointer
second_writer(gpointer path)
{
    g_autoptr(Store) s = store_open(path, 0, NULL);
    bool ok = s && store_begin(s, NULL);
    // The first writer's ticket is visible: this one began after its commit.
    ok = ok && has_ticket(s, 1) && add_ticket(s, "second") == 2;
    ok = ok && store_commit(s, NULL);
    return GINT_TO_POINTER(ok);
}

static void
second_writer_waits(void **state)
{
    g_autofree char *path = path_of("two.db");
    g_autoptr(Store) s = open_new("two.db");
    assert_true(store_begin(s, NULL));
    GThread *thread = g_thread_new("second", second_writer, path);
    g_usleep(150000);
    // Meanwhile others read.
    g_autoptr(Store) reader = store_open(path, STORE_READ_ONLY, NULL);
    assert_false(has_ticket(reader, 1));
    assert_int_equal(add_ticket(s, "first"), 1);
    assert_true(store_commit(s, NULL));
    assert_true(GPOINTER_TO_INT(g_thread_join(thread)));
    assert_true(has_ticket(s, 2));
}

static void
count_steps(int done, int total, void *data)
{
    assert_true(done <= total);
    ++*(int *)data;
}

static void
backup_is_whole_while_others_write(void **state)
{
    g_autofree char *copy = path_of("copy.db");
    g_autoptr(Store) s = open_new("source.db");
    int64_t number = add_ticket(s, "copied");
    int steps = 0;
    g_autoptr(GError) error = NULL;
    assert_true(store_backup(s, copy, count_steps, &steps, &error));
    assert_true(steps > 0);
    struct stat st;
    assert_int_equal(stat(copy, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    g_autoptr(Store) c = store_open(copy, 0, &error);
    assert_non_null(c);
    assert_true(has_ticket(c, number));
    g_autoptr(GPtrArray) faults = store_verify(c, NULL);
    assert_int_equal(faults->len, 0);
    // Not over a file that is there; not inside a transaction, and then without a trace.
    assert_false(store_backup(s, copy, NULL, NULL, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_INPUT));
    g_clear_error(&error);
    g_autofree char *other = path_of("other-copy.db");
    assert_true(store_begin(s, NULL));
    assert_false(store_backup(s, other, NULL, NULL, &error));
    assert_true(g_error_matches(error, HD_ERROR, HD_ERROR_BUG));
    assert_false(g_file_test(other, G_FILE_TEST_EXISTS));
}

static void
verify_finds_a_missing_row(void **state)
{
    g_autofree char *path = path_of("broken.db");
    g_autoptr(Store) s = open_new("broken.db");
    g_autoptr(GPtrArray) sound = store_verify(s, NULL);
    assert_int_equal(sound->len, 0);
    sql(path, "PRAGMA foreign_keys = OFF; INSERT INTO event (ticket, at, kind, who) "
              "VALUES (77, 0, 'created', 'system')");
    g_autoptr(GPtrArray) faults = store_verify(s, NULL);
    assert_int_equal(faults->len, 1);
    assert_non_null(strstr(faults->pdata[0], "event row 1 names a missing ticket"));
}

static void
history_and_queued_letters_are_final(void **state)
{
    static const char *const CHANGES[] = {
        "UPDATE event SET detail = 'other'",
        "UPDATE outgoing SET recipient = 'other@example.com'",
        "UPDATE outgoing SET raw = 2",
    };
    g_autofree char *path = path_of("final.db");
    Store *s = open_new("final.db");
    store_close(s);
    sql(path,
        "INSERT INTO blob (size, sha256) VALUES (0, x''), (0, x'');"
        "INSERT INTO ticket (queue, subject, status, kind, priority, created_at, updated_at)"
        " VALUES ('', '', '', 0, 0, 0, 0);"
        "INSERT INTO event (ticket, at, kind, who) VALUES (1, 0, 'created', 'system');"
        "INSERT INTO outgoing (template, sender, recipient, recipient_key, message_id, id_key,"
        " raw, size, automatic, after_message, queued_at, state, next_at)"
        " VALUES ('', '', '', '', '', 0, 1, 0, 0, 0, 0, 0, 0)");
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    for (size_t i = 0; i < G_N_ELEMENTS(CHANGES); i++) {
        assert_int_equal(sqlite3_exec(db, CHANGES[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
    }
    assert_int_equal(sqlite3_exec(db, "UPDATE outgoing SET state = 3", NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_with_mode_0600_and_again),
        cmocka_unit_test(refuses_what_is_not_ours),
        cmocka_unit_test(makes_tables_in_an_empty_file),
        cmocka_unit_test_prestate(old_file_is_brought_up_to_date, GUINT_TO_POINTER(3)),
        cmocka_unit_test_prestate(old_file_is_brought_up_to_date, GUINT_TO_POINTER(4)),
        cmocka_unit_test(savepoint_that_is_rolled_back_leaves_nothing),
        cmocka_unit_test(rollback_leaves_nothing),
        cmocka_unit_test(wrong_order_is_a_bug),
        cmocka_unit_test(second_writer_waits),
        cmocka_unit_test(backup_is_whole_while_others_write),
        cmocka_unit_test(verify_finds_a_missing_row),
        cmocka_unit_test(history_and_queued_letters_are_final),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
