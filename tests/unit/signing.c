// signing.c: keys and signatures for tests, by gpg and openssl.
//
// Not for speed: each key is made once for a test program. Nothing of it is used outside of tests.
#include "signing.h"

#include "base/clock.h"

#include <glib/gstdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static char *folder, *secret, *public;

// False, with the reason told, when the program fails.
static bool
try_run(const char *const *argv, char **out)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *errors = NULL;
    int status = 0;

    if (g_spawn_sync(folder, (char **)(uintptr_t)argv, NULL,
                     G_SPAWN_SEARCH_PATH | (out ? 0 : G_SPAWN_STDOUT_TO_DEV_NULL), NULL, NULL, out,
                     &errors, &status, &error) &&
        g_spawn_check_wait_status(status, &error)) {
        return true;
    }
    g_printerr("%s: %s\n%s\n", argv[0], error->message, errors ? errors : "");
    return false;
}

// What the program says on standard output; ends the tests when it fails.
static char *
run(const char *const *argv)
{
    char *out = NULL;

    if (!try_run(argv, &out)) {
        signing_end();
        exit(1);
    }
    return out;
}

// Words of a command, apart by blanks; %1 and %2 stand for the arguments.
static char *
run_words(const char *command, const char *one, const char *two)
{
    g_auto(GStrv) words = g_strsplit(command, " ", -1);
    g_autoptr(GPtrArray) argv = g_ptr_array_new();

    for (guint i = 0; words[i]; i++) {
        const char *word = strcmp(words[i], "%1") == 0   ? one
                           : strcmp(words[i], "%2") == 0 ? two
                                                         : words[i];

        if (*word) {
            g_ptr_array_add(argv, (gpointer)(uintptr_t)word);
        }
    }
    g_ptr_array_add(argv, NULL);
    return run((const char *const *)argv->pdata);
}

static void
do_words(const char *command, const char *one, const char *two)
{
    g_free(run_words(command, one, two));
}

static char *
inside(const char *name)
{
    return g_build_filename(folder, name, NULL);
}

static void
write_file(const char *name, const char *text)
{
    g_autofree char *path = inside(name);

    if (!g_file_set_contents(path, text, -1, NULL)) {
        g_printerr("cannot write %s\n", path);
        exit(1);
    }
}

#define GPG        "gpg --homedir secret --batch --no-tty --quiet --pinentry-mode loopback "
#define GPG_PUBLIC "gpg --homedir public --batch --no-tty --quiet --no-autostart "

// Keys are an hour old: gpg takes none whose time has not come, also by a clock that is late.
static char *
hour_ago(void)
{
    return g_strdup_printf("--faked-system-time=%" G_GINT64_FORMAT, clock_real() - 3600);
}

static void
make_key(const char *name, const char *usage, const char *expires)
{
    g_autofree char *clock = hour_ago();
    g_autofree char *command = g_strdup_printf(
        GPG "%s --passphrase= --quick-generate-key %%1 ed25519 %s %s", clock, usage, expires);
    g_autofree char *address = g_strconcat(name, "@example.com", NULL);

    do_words(command, address, "");
}

// gpg makes a revocation for each new key, and a colon that keeps it from being used by mistake.
static void
revoke_key(const char *name)
{
    g_autofree char *fingerprint = signing_fingerprint(name);
    g_autofree char *path = g_strdup_printf("%s/openpgp-revocs.d/%s.rev", secret, fingerprint);
    g_autofree char *text = NULL;
    const char *start;

    if (!g_file_get_contents(path, &text, NULL, NULL) || !(start = strstr(text, ":-----BEGIN"))) {
        g_printerr("no revocation in %s\n", path);
        exit(1);
    }
    write_file("revocation", start + 1);
    do_words(GPG_PUBLIC "--import revocation", "", "");
}

static void
make_keys(void)
{
    g_autofree char *clock = hour_ago();
    g_autofree char *anna = NULL, *keys = NULL;

    make_key("anna", "cert", "0");
    anna = signing_fingerprint("anna");
    do_words(GPG "%2 --passphrase= --quick-add-key %1 ed25519 sign 0", anna, clock);
    make_key("boris", "sign", "0");
    make_key("brief", "sign", "1d");
    make_key("revoked", "sign", "0");
    make_key("stranger", "sign", "0");
    keys = run_words(GPG "--armor --export anna@ boris@ brief@ revoked@", "", "");
    write_file("keys", keys);
    do_words(GPG_PUBLIC "--import keys", "", "");
    revoke_key("revoked");
}

static void
make_certificates(void)
{
    static const char *const WHO[][2] = {{"anna", "ec -pkeyopt ec_paramgen_curve:P-256"},
                                         {"stranger", "ec -pkeyopt ec_paramgen_curve:P-256"},
                                         {"boris", "rsa:2048"}};

    for (size_t i = 0; i < G_N_ELEMENTS(WHO); i++) {
        const char *name = WHO[i][0];
        g_autofree char *command =
            g_strdup_printf("openssl req -x509 -nodes -days 2 -newkey %s -subj /CN=%s "
                            "-keyout %s.key -out %s.crt",
                            WHO[i][1], name, name, name);

        do_words(command, "", "");
    }
}

void
signing_start(void)
{
    // Agents listen on a socket in there, whose name has to be short.
    folder = g_dir_make_tmp("hdsign-XXXXXX", NULL);
    secret = inside("secret");
    public = inside("public");
    if (!folder || g_mkdir(secret, 0700) != 0 || g_mkdir(public, 0700) != 0) {
        g_printerr("cannot make a folder for keys\n");
        exit(1);
    }
    make_keys();
    make_certificates();
}

void
signing_end(void)
{
    const char *agent[] = {"gpgconf", "--homedir", "secret", "--kill", "all", NULL};
    const char *rest[] = {"rm", "-rf", folder, NULL};

    try_run(agent, NULL);
    try_run(rest, NULL);
    g_clear_pointer(&folder, g_free);
    g_clear_pointer(&secret, g_free);
    g_clear_pointer(&public, g_free);
}

const char *
signing_home(void)
{
    return public;
}

char *
signing_fingerprint(const char *key)
{
    g_autofree char *address = g_strconcat(key, "@example.com", NULL);
    g_autofree char *out = run_words(GPG "--with-colons --list-keys %1", address, "");
    char *start = strstr(out, "\nfpr:::::::::");

    return g_strndup(start + strlen("\nfpr:::::::::"), 40);
}

char *
signing_openpgp(const char *key, const char *text, const char *options)
{
    g_autofree char *command =
        g_strconcat(GPG, options, *options ? " " : "",
                    "--passphrase= --local-user %1 --armor --output - --detach-sign text", NULL);
    g_autofree char *address = g_strconcat(key, "@example.com", NULL);

    write_file("text", text);
    return run_words(command, address, "");
}

char *
signing_certificate(const char *name, const char *digest)
{
    g_autofree char *file = g_strconcat(name, ".crt", NULL);
    g_autofree char *out = run_words("openssl x509 -noout -fingerprint %2 -in %1", file, digest);
    char *start = strchr(out, '=');

    return g_strdup(g_strstrip(start + 1));
}

char *
signing_smime(const char *name, const char *text, const char *options)
{
    g_autofree char *command =
        g_strconcat("openssl cms -sign -binary -outform DER -in text -out cms -signer %1 -inkey %2",
                    *options ? " " : "", options, NULL);
    g_autofree char *crt = g_strconcat(name, ".crt", NULL);
    g_autofree char *key = g_strconcat(name, ".key", NULL);

    write_file("text", text);
    do_words(command, crt, key);
    return run_words("base64 -w 64 cms", "", "");
}
