// check_files.c: the files that a config names: modes of those that hold secrets, folders that must
// be there, and the key ring.
//
// A secret that others may read is a fault even when nobody asks for it now. A secret that is not
// there is a warning: mail of the other mailboxes goes on, and the sample of a fresh checkout
// passes. Contents are not read here: io reads a password at each login, keyring_load the keys.
#include "config/loader.h"

#include "base/error.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

// key names the line to speak of.
static void
check_secret(Loader *l, const void *object, const char *key, const char *path, bool warn_absent)
{
    struct stat st;
    unsigned line = origin_line(l, object, key, -1);
    if (!*path) {
        return;
    }
    if (stat(path, &st) != 0) {
        if (errno != ENOENT) {
            loader_fault(l, line, "", "%s: cannot look at %s: %s", key, path, g_strerror(errno));
        } else if (warn_absent) {
            loader_warn(l, line, "write it there, mode 600", "%s: %s does not exist", key, path);
        }
        return;
    }
    g_autofree char *hint = g_strdup_printf("run: chmod 600 %s", path);
    if (!S_ISREG(st.st_mode)) {
        loader_fault(l, line, "name a file", "%s: %s is not a file", key, path);
    } else if (st.st_mode & 077) {
        loader_fault(l, line, hint, "%s: others may read or write %s", key, path);
    } else if (st.st_size == 0) {
        loader_fault(l, line, "its first line is the secret", "%s: %s is empty", key, path);
    }
}

static void
check_authority(Loader *l, const void *object, const char *path)
{
    if (*path && !g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
        loader_fault(l, origin_line(l, object, "ca_file", -1), "name a PEM file",
                     "ca_file: %s does not exist", path);
    }
}

static void
check_server_files(Loader *l, const void *object, const Server *s)
{
    check_secret(l, object, "password_file", s->password_file, true);
    check_secret(l, object, "oauth_token_file", s->oauth_token_file, true);
    check_authority(l, object, s->ca_file);
}

// Whoever can write there can give himself a manager's key.
static void
check_openpgp_home(Loader *l)
{
    const Desk *d = l->desk;
    const Manager *pins = NULL;
    for (guint i = 0; !pins && i < d->managers->len; i++) {
        const Manager *m = d->managers->pdata[i];
        pins = m->openpgp->len > 0 ? m : NULL; // S/MIME needs no folder
    }
    struct stat st;
    const char *home = d->openpgp_home;
    unsigned line = origin_line(l, d, "openpgp_home", -1);
    if (!pins) {
        return;
    }
    if (!*home) {
        loader_fault(l, origin_line(l, pins, "openpgp", -1), "add openpgp_home = \"gnupg\";",
                     "manager \"%s\" has keys, but there is no openpgp_home to find them in",
                     pins->login);
    } else if (stat(home, &st) != 0 || !S_ISDIR(st.st_mode)) {
        g_autofree char *hint = g_strdup_printf("make it: mkdir -m 700 %s", home);
        loader_fault(l, line, hint, "openpgp_home: %s is not a folder", home);
    } else if (st.st_mode & 077) {
        g_autofree char *hint = g_strdup_printf("run: chmod 700 %s", home);
        loader_fault(l, line, hint, "openpgp_home: others may read or write %s", home);
    }
}

void
check_files(Loader *l)
{
    Desk *d = l->desk;
    for (guint i = 0; i < d->queues->len; i++) {
        const Queue *q = d->queues->pdata[i];
        for (guint j = 0; j < q->mailboxes->len; j++) {
            const Mailbox *m = q->mailboxes->pdata[j];
            check_server_files(l, m, &m->server);
        }
    }
    check_server_files(l, d->transport, &d->transport->server);
    for (guint i = 0; i < d->hooks->len; i++) {
        const Hook *h = d->hooks->pdata[i];
        check_secret(l, h, "secret_file", h->secret_file, true);
        check_authority(l, h, h->ca_file);
    }
    check_secret(l, d, "keys_file", l->desk->keys_file, false);
    check_openpgp_home(l);
    if (*d->templates && !g_file_test(d->templates, G_FILE_TEST_IS_DIR)) {
        loader_fault(l, origin_line(l, d, "templates", -1),
                     "make the folder, or leave the line out", "templates: %s is not a folder",
                     d->templates);
    }
    g_autofree char *folder = g_path_get_dirname(d->database);
    if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
        g_autofree char *hint = g_strdup_printf("make it: mkdir -p -m 700 %s", folder);
        loader_fault(l, origin_line(l, d, "database", -1), hint,
                     "the folder of the database, %s, does not exist", folder);
    }
    if (strcmp(d->database, l->desk->keys_file) == 0) {
        loader_fault(l, origin_line(l, d, "keys_file", -1), "name another file",
                     "keys_file and database are the same file");
    }
}

// The first run makes the keys; a lost keys file is never replaced in silence.
static KeyRing *
make_keys(Loader *l, const char *path, GError **error)
{
    if (g_file_test(l->desk->database, G_FILE_TEST_EXISTS)) {
        g_set_error(
            error, HD_ERROR, HD_ERROR_ABSENT,
            "%s is missing although the database is there; put it back from the backup: without it "
            "no answer to a letter sent so far proves anything",
            path);
        return NULL;
    }
    if (!(l->flags & CONFIG_FIRST_RUN)) {
        g_set_error(error, HD_ERROR, HD_ERROR_ABSENT,
                    "%s does not exist yet; helpdesk init, or the first helpdesk cycle, makes it",
                    path);
        return NULL;
    }
    return keyring_create(path, error) ? keyring_load(path, error) : NULL;
}

void
load_keys(Loader *l)
{
    const char *path = l->desk->keys_file;
    g_autoptr(GError) error = NULL;
    if (l->flags & CONFIG_NO_SECRETS) {
        l->desk->keys = keyring_new_fixed();
        return;
    }
    l->desk->keys = keyring_load(path, &error);
    if (!l->desk->keys && g_error_matches(error, HD_ERROR, HD_ERROR_ABSENT)) {
        g_clear_error(&error);
        l->desk->keys = make_keys(l, path, &error);
    }
    if (!l->desk->keys) {
        loader_fault(l, origin_line(l, l->desk, "keys_file", -1), "", "keys_file: %s",
                     error->message);
    }
}
