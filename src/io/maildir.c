// maildir.c: the Maildir kind of source: new/ and cur/, or a plain folder with one message in each
// file.
//
// A message is known by the unique part of its file name (before ":2,"), so a mail program that
// opens it meanwhile, and renames it for that, changes nothing. A folder without new/ and cur/ is
// read as files in the order of their names: an archive for import, or what a file sender wrote.
// Names that begin with a dot are left out, as the format says.
//
// Files are kept as they are, line ends too. Memory: a name and 24 bytes for each message.
// Neighbours: source.c; desk/receive parses what is handed over.
#include "io/source_private.h"

#include "base/error.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/crypto.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    Source base;
    const Mailbox *mailbox; // borrowed
    bool plain;
    GHashTable *files; // uint64_t uid → File
} MaildirSource;

typedef struct {
    uint64_t uid;
    const char *folder; // "new", "cur" or "."
    char *name;
} File;

static void
file_free(gpointer data)
{
    File *file = data;
    g_free(file->name);
    g_free(file);
}

static size_t
unique_length(const MaildirSource *s, const char *name)
{
    return s->plain ? strlen(name) : strcspn(name, ":");
}

static uint64_t
uid_of(const MaildirSource *s, const char *name)
{
    uint8_t digest[32] = {0};
    gnutls_hash_fast(GNUTLS_DIG_SHA256, name, unique_length(s, name), digest);
    return source_uid(digest);
}

static char *
path_of(const MaildirSource *s, const File *file)
{
    return g_build_filename(s->mailbox->path, file->folder, file->name, NULL);
}

static bool
scan(MaildirSource *s, const char *folder, GError **error)
{
    g_autoptr(GError) fault = NULL;
    g_autofree char *path = g_build_filename(s->mailbox->path, folder, NULL);
    g_autoptr(GDir) dir = g_dir_open(path, 0, &fault);
    const char *name;
    if (!dir) {
        g_set_error(error, HD_ERROR, HD_ERROR_SOURCE, "%s", fault->message);
        return false;
    }
    while ((name = g_dir_read_name(dir))) {
        if (*name == '.') {
            continue;
        }
        File *file = g_new0(File, 1);
        file->uid = uid_of(s, name);
        file->folder = folder;
        file->name = g_strdup(name);
        g_hash_table_replace(s->files, &file->uid, file);
    }
    return true;
}

// new before cur: a message that moves meanwhile is seen twice rather than not at all.
static bool
scan_all(MaildirSource *s, GError **error)
{
    g_hash_table_remove_all(s->files);
    return s->plain ? scan(s, ".", error) : scan(s, "new", error) && scan(s, "cur", error);
}

static void
maildir_close(Source *source)
{
    MaildirSource *s = (MaildirSource *)source;
    g_hash_table_unref(s->files);
    g_free(s);
}

static bool
is_folder(const char *parent, const char *name)
{
    g_autofree char *path = g_build_filename(parent, name, NULL);
    return g_file_test(path, G_FILE_TEST_IS_DIR);
}

static Source *
maildir_open(const Mailbox *mailbox, GError **error)
{
    if (!g_file_test(mailbox->path, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s: no such folder; check path",
                    mailbox->path);
        return NULL;
    }
    MaildirSource *s = g_new0(MaildirSource, 1);
    s->base.uidvalidity = 1;
    s->mailbox = mailbox;
    s->plain = !is_folder(mailbox->path, "new") || !is_folder(mailbox->path, "cur");
    s->files = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, file_free);
    return &s->base;
}

static int
by_name(gconstpointer a, gconstpointer b)
{
    const File *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

static bool
maildir_list(Source *source, uint64_t after, unsigned max, GArray *out, bool *more, GError **error)
{
    MaildirSource *s = (MaildirSource *)source;
    GHashTableIter iter;
    gpointer file;
    if (!scan_all(s, error)) {
        return false;
    }
    g_autoptr(GPtrArray) order = g_ptr_array_sized_new(g_hash_table_size(s->files));
    g_hash_table_iter_init(&iter, s->files);
    while (g_hash_table_iter_next(&iter, NULL, &file)) {
        g_ptr_array_add(order, file);
    }
    // Names begin with the time of delivery; in a plain folder their order is what the reader
    // wants.
    g_ptr_array_sort(order, by_name);
    for (guint i = 0; i < order->len; i++) {
        const File *f = order->pdata[i];
        g_autofree char *path = path_of(s, f);
        struct stat st;
        if (stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
            SourceEntry entry = {f->uid, (uint64_t)st.st_size, st.st_mtime};
            g_array_append_val(out, entry);
        }
    }
    return true;
}

// -1 without error when the message is gone.
static int
open_file(MaildirSource *s, uint64_t uid, GError **error)
{
    for (int tries = 0; tries < 2; tries++) {
        const File *file = g_hash_table_lookup(s->files, &uid);
        if (file) {
            g_autofree char *path = path_of(s, file);
            int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
            if (fd >= 0) {
                return fd;
            }
            if (errno != ENOENT) {
                g_set_error(error, HD_ERROR, HD_ERROR_SOURCE, "%s: %s", path, g_strerror(errno));
                return -1;
            }
        }
        // A mail program renamed it, or it was never listed by this source.
        if (tries == 0 && !scan_all(s, error)) {
            return -1;
        }
    }
    return -1;
}

static bool
maildir_fetch(Source *source, const SourceEntry *entries, unsigned count, SourceSink sink,
              void *data, GError **error)
{
    MaildirSource *s = (MaildirSource *)source;
    for (unsigned i = 0; i < count; i++) {
        g_autoptr(GError) fault = NULL;
        g_autoptr(Blob) blob = blob_new();
        int fd = open_file(s, entries[i].uid, &fault);
        if (fd >= 0) {
            struct stat st;
            if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
                blob_append_fd(blob, fd, (uint64_t)st.st_size, &fault);
            } else {
                g_set_error(&fault, HD_ERROR, HD_ERROR_MESSAGE, "not a file");
            }
            close(fd);
        }
        if (fault && fault->code == HD_ERROR_MESSAGE) {
            // Still being written: it is there whole the next time.
            log_write(LOG_WARNING, "%s: a message is left for later: %s", s->mailbox->name,
                      fault->message);
            continue;
        }
        if (fault) {
            g_propagate_error(error, g_steal_pointer(&fault));
            return false;
        }
        if (fd >= 0 && !sink(&entries[i], g_steal_pointer(&blob), data, error)) {
            return false;
        }
    }
    return true;
}

static bool
make_folder(const char *path, GError **error)
{
    if (g_mkdir_with_parents(path, 0700) == 0) {
        return true;
    }
    g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s: cannot be made: %s; check move_to", path,
                g_strerror(errno));
    return false;
}

// The folder that processed files go to, made when missing; it is a Maildir itself.
static char *
target_folder(const MaildirSource *s, GError **error)
{
    static const char *const PARTS[] = {"tmp", "new", "cur"};
    const Mailbox *m = s->mailbox;
    if (m->after == AFTER_FLAG) {
        return g_build_filename(m->path, "cur", NULL);
    }
    g_autofree char *root = g_path_is_absolute(m->move_to)
                                ? g_strdup(m->move_to)
                                : g_build_filename(m->path, m->move_to, NULL);
    if (s->plain) {
        return make_folder(root, error) ? g_steal_pointer(&root) : NULL;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(PARTS); i++) {
        g_autofree char *part = g_build_filename(root, PARTS[i], NULL);
        if (!make_folder(part, error)) {
            return NULL;
        }
    }
    return g_build_filename(root, "cur", NULL);
}

static char *
target_name(const MaildirSource *s, const File *file)
{
    const char *info = strstr(file->name, ":2,");
    if (s->plain || (info && strchr(info, 'S'))) {
        return g_strdup(file->name);
    }
    // Flags stand in ASCII order; those after S are few enough to be merged by hand.
    GString *flags = g_string_new(NULL);
    const char *old = info ? info + 3 : "";
    size_t before = 0;
    while (old[before] && old[before] < 'S') {
        before++;
    }
    g_string_append_printf(flags, "%.*s:2,%.*sS%s", (int)unique_length(s, file->name), file->name,
                           (int)before, old, old + before);
    return g_string_free(flags, FALSE);
}

static bool
move_file(MaildirSource *s, File *file, const char *folder, GError **error)
{
    g_autofree char *from = path_of(s, file);
    g_autofree char *name = target_name(s, file);
    g_autofree char *to = g_build_filename(folder, name, NULL);
    if (strcmp(from, to) != 0 && rename(from, to) != 0 && errno != ENOENT) {
        g_set_error(error, HD_ERROR, errno == EXDEV ? HD_ERROR_CONFIG : HD_ERROR_SOURCE,
                    "%s: cannot be moved to %s: %s%s", from, folder, g_strerror(errno),
                    errno == EXDEV ? "; move_to must be on the same file system" : "");
        return false;
    }
    return true;
}

static bool
maildir_done(Source *source, const SourceEntry *entries, unsigned count, GError **error)
{
    MaildirSource *s = (MaildirSource *)source;
    if (s->mailbox->after == AFTER_LEAVE || (s->plain && s->mailbox->after == AFTER_FLAG)) {
        return true;
    }
    g_autofree char *folder = target_folder(s, error);
    if (!folder || !scan_all(s, error)) {
        return false;
    }
    for (unsigned i = 0; i < count; i++) {
        File *file = g_hash_table_lookup(s->files, &entries[i].uid);
        if (file && !move_file(s, file, folder, error)) {
            return false;
        }
    }
    return true;
}

const SourceKind SOURCE_MAILDIR = {
    .code = MAILBOX_MAILDIR,
    .open = maildir_open,
    .close = maildir_close,
    .list = maildir_list,
    .fetch = maildir_fetch,
    .done = maildir_done,
};
