// signature_openpgp.c: OpenPGP, by running gpg on the two pieces and reading its status lines.
//
// gpgme would do the same, but has no deadline, and GMime on top of it does not tell the primary
// key. gpg gets no options file, no network, no agent, no terminal, no lock and no say in trust: it
// only looks into the folder of keys and says which key made the signature. Its clock is ours.
// Limits: 20 seconds, 64 kB of status lines. Not for secret keys.

#include "base/error.h"
#include "base/process.h"
#include "base/text.h"
#include "mail/signature_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SECONDS     20
#define STATUS_MAX  (64 * 1024)
#define STATUS_MARK "[GNUPG:] "
#define FIELDS      11 // of VALIDSIG, with its name
#define RC_NO_KEY   "9"

// What the status lines said; the last of a kind, for there may be one of each only.
typedef struct {
    unsigned signatures, good, valid, bad, error, expired, revoked;
    bool no_key;
    char *fingerprint; // of the primary key
    int64_t made_at;
    int digest;
} Status;

static void
status_clear(Status *s)
{
    g_clear_pointer(&s->fingerprint, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Status, status_clear)

static const struct {
    const char *word;
    size_t count; // offset in Status
} COUNTED[] = {
    {"NEWSIG", offsetof(Status, signatures)}, {"GOODSIG", offsetof(Status, good)},
    {"VALIDSIG", offsetof(Status, valid)},    {"BADSIG", offsetof(Status, bad)},
    {"ERRSIG", offsetof(Status, error)},      {"EXPSIG", offsetof(Status, expired)},
    {"EXPKEYSIG", offsetof(Status, expired)}, {"REVKEYSIG", offsetof(Status, revoked)},
};

static void
read_status_line(const char *line, Status *s)
{
    g_auto(GStrv) field = g_strsplit(line, " ", FIELDS + 2);
    guint count = g_strv_length(field);

    for (size_t i = 0; count > 0 && i < G_N_ELEMENTS(COUNTED); i++) {
        if (strcmp(field[0], COUNTED[i].word) == 0) {
            ++*(unsigned *)(void *)((char *)s + COUNTED[i].count);
        }
    }
    if (count >= FIELDS && strcmp(field[0], "VALIDSIG") == 0) {
        g_free(s->fingerprint);
        s->fingerprint = g_ascii_strup(field[10], -1);
        s->made_at = g_ascii_strtoll(field[3], NULL, 10);
        s->digest = (int)g_ascii_strtoll(field[8], NULL, 10);
    } else if (count > 6 && strcmp(field[0], "ERRSIG") == 0) {
        s->no_key = strcmp(field[6], RC_NO_KEY) == 0;
    }
}

static void
read_status(const char *text, Status *s)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (guint i = 0; lines[i]; i++) {
        if (g_str_has_prefix(lines[i], STATUS_MARK)) {
            read_status_line(lines[i] + strlen(STATUS_MARK), s);
        }
    }
}

// MD5, SHA-1 and RIPEMD-160: numbers of RFC 9580 9.5.
static bool
is_old_digest(int number)
{
    return number >= 1 && number <= 3;
}

static void
judge(const Status *s, int exit_code, Signature *out)
{
    if (s->signatures != 1) {
        signature_set(out, SIGNATURE_BAD,
                      s->signatures ? "there is more than one signature"
                                    : "the signature cannot be read");
    } else if (s->bad) {
        signature_set(out, SIGNATURE_BAD, "the signature does not fit the text");
    } else if (s->revoked) {
        signature_set(out, SIGNATURE_BAD, "the key was revoked");
    } else if (s->no_key) {
        signature_set(out, SIGNATURE_UNKNOWN, "the key is not in the folder of keys");
    } else if (s->error || s->valid != 1 || s->good + s->expired != 1 ||
               text_is_empty(s->fingerprint)) {
        signature_set(out, SIGNATURE_BAD, "the signature cannot be checked");
    } else if (is_old_digest(s->digest)) {
        signature_set(out, SIGNATURE_BAD, "the signature uses an algorithm that is no longer safe");
    } else {
        g_free(out->fingerprint);
        out->fingerprint = g_strdup(s->fingerprint);
        out->made_at = s->made_at;
        signature_set(out, SIGNATURE_OLD, "the key or the signature has expired");
        if (!s->expired && exit_code == 0) {
            signature_set(out, SIGNATURE_GOOD, "the signature fits");
        }
    }
}

// A file in memory that holds these bytes, to be read from its beginning; -1 with error set.
static int
memory_file(const char *bytes, size_t len, GError **error)
{
    int fd = memfd_create("signed", MFD_CLOEXEC);
    bool ok = fd >= 0;

    while (ok && len > 0) {
        ssize_t n = write(fd, bytes, len);

        ok = n > 0 || (n < 0 && errno == EINTR);
        bytes += MAX(n, 0);
        len -= (size_t)MAX(n, 0);
    }
    if (ok && lseek(fd, 0, SEEK_SET) == 0) {
        return fd;
    }
    g_set_error(error, HD_ERROR, HD_ERROR_RETRY, "cannot hand a signed mail to gpg: %s",
                g_strerror(errno));
    if (fd >= 0) {
        close(fd);
    }
    return -1;
}

// Readers of a spooled Blob give their offsets with each read, so that moving the file's own does
// no harm.
static int
content_file(const Blob *content, GError **error)
{
    int fd;

    if (blob_memory(content)) {
        return memory_file(blob_memory(content), (size_t)blob_size(content), error);
    }
    fd = fcntl(blob_fd(content), F_DUPFD_CLOEXEC, 3);
    if (fd < 0 || lseek(fd, 0, SEEK_SET) != 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_RETRY, "cannot reopen a spooled message: %s",
                    g_strerror(errno));
        if (fd >= 0) {
            close(fd);
        }
        return -1;
    }
    return fd;
}

static bool
run_gpg(const int fds[2], const SignatureRules *rules, Signature *out, GError **error)
{
    g_autofree char *clock =
        g_strdup_printf("--faked-system-time=%" G_GINT64_FORMAT, MAX(rules->now, 0));
    const char *argv[] = {
        "gpg",
        "--homedir",
        rules->home,
        "--no-options",
        "--batch",
        "--no-tty",
        "--quiet",
        "--no-autostart",
        "--disable-dirmngr",
        "--no-auto-key-retrieve",
        "--no-auto-key-import",
        "--no-auto-check-trustdb",
        "--trust-model=always",
        "--lock-never",
        clock,
        "--enable-special-filenames",
        "--status-fd=1",
        "--verify",
        "--",
        "-&3",
        "-&4",
        NULL,
    };
    ProcessRun run = {
        .argv = argv, .fds = fds, .fd_count = 2, .seconds = SECONDS, .output_max = STATUS_MAX};
    g_autoptr(GString) text = g_string_new(NULL);
    g_auto(Status) status = {0};
    int exit_code = -1;

    switch (process_run(&run, text, &exit_code, error)) {
    case PROCESS_FAILED:
        return false;
    case PROCESS_ABSENT:
        signature_set(out, SIGNATURE_UNKNOWN, "gpg is not installed");
        return true;
    case PROCESS_STOPPED:
        signature_set(out, SIGNATURE_UNKNOWN, "gpg took too long");
        return true;
    case PROCESS_EXITED:
        break;
    }
    read_status(text->str, &status);
    judge(&status, exit_code, out);
    return true;
}

bool
signature_openpgp(const SignedPart *p, const SignatureRules *rules, Signature *out, GError **error)
{
    int fds[2] = {-1, -1};
    bool ok;

    if (text_is_empty(rules->home)) {
        signature_set(out, SIGNATURE_UNKNOWN, "the config names no folder of keys");
        return true;
    }
    if (!g_file_test(rules->home, G_FILE_TEST_IS_DIR)) {
        signature_set(out, SIGNATURE_UNKNOWN, "the folder of keys is not there");
        return true;
    }
    fds[0] = memory_file(p->bytes->str, p->bytes->len, error);
    fds[1] = fds[0] >= 0 ? content_file(p->content, error) : -1;
    ok = fds[1] >= 0 && run_gpg(fds, rules, out, error);
    for (size_t i = 0; i < G_N_ELEMENTS(fds); i++) {
        if (fds[i] >= 0) {
            close(fds[i]);
        }
    }
    return ok;
}
