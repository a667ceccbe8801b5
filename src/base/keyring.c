// keyring.c: the ring of keys that codes are made with, and the small file that holds it.
//
// Only its owner may read the file; a last line is the newest key, a time behind an old one ends
// its life. A new key is put in by keyring_change.c, or by hand.
//
// Limits: 256 keys, files up to 64 kB. Keys are wiped from memory when they are let go. Neighbour:
// code.c makes and checks the codes.
#include "base/keyring_private.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEYS_FILE_MAX 65536

static bool
key_from_hex(const char *hex, uint8_t *key)
{
    if (strlen(hex) != KEY_LENGTH * 2) {
        return false;
    }
    for (size_t i = 0; i < KEY_LENGTH; i++) {
        int high = g_ascii_xdigit_value(hex[i * 2]);
        int low = g_ascii_xdigit_value(hex[i * 2 + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        key[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

// "ID HEX64 [valid-until-unix|-] [made-unix]"; what is wrong with the line, NULL when nothing.
static const char *
parse_line(KeyRing *ring, const char *line)
{
    g_auto(GStrv) words = g_strsplit_set(line, " \t", -1);
    const char *field[4] = {NULL};
    size_t n = 0;
    for (size_t i = 0; words[i]; i++) {
        if (!*words[i]) {
            continue;
        }
        if (n == G_N_ELEMENTS(field)) {
            return "more than four words";
        }
        field[n++] = words[i];
    }
    guint64 id = 0, until = INT64_MAX, made = 0;
    if (n < 2 || !g_ascii_string_to_unsigned(field[0], 10, 0, KEYS_MAX - 1, &id, NULL)) {
        return "expected: a number from 0 to 255, 64 hex digits, and maybe a Unix time";
    }
    if (ring->keys[id].known) {
        return "this number is used twice";
    }
    if (!key_from_hex(field[1], ring->keys[id].key)) {
        return "the key must have 64 hex digits";
    }
    if (n > 2 && strcmp(field[2], "-") != 0 &&
        !g_ascii_string_to_unsigned(field[2], 10, 0, INT64_MAX, &until, NULL)) {
        return "the end of validity must be a Unix time";
    }
    if (n > 3 && !g_ascii_string_to_unsigned(field[3], 10, 0, INT64_MAX, &made, NULL)) {
        return "the time it was made must be a Unix time";
    }
    ring->keys[id].known = true;
    ring->keys[id].valid_until = (int64_t)until;
    ring->keys[id].made = (int64_t)made;
    ring->newest = (unsigned)id;
    return NULL;
}

static bool
parse_keys(KeyRing *ring, char *text, const char *path, GError **error)
{
    bool any = false;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i]; i++) {
        const char *line = g_strstrip(lines[i]);
        if (!*line || *line == '#') {
            continue;
        }
        const char *fault = parse_line(ring, line);
        if (fault) {
            g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s:%zu: %s", path, i + 1, fault);
            return false;
        }
        any = true;
    }
    if (!any) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s: no key in it", path);
    } else if (ring->keys[ring->newest].valid_until != INT64_MAX) {
        any = false;
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG,
                    "%s: the last key is the newest one and has no end of validity", path);
    }
    return any;
}

static bool
read_keys(int fd, const char *path, char *buffer, GError **error)
{
    struct stat st;
    size_t len = 0;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > KEYS_FILE_MAX) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s: not a keys file", path);
        return false;
    }
    if (st.st_mode & 077) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG,
                    "%s: others may read or write it; run: chmod 600 %s", path, path);
        return false;
    }
    ssize_t n;
    while ((n = read(fd, buffer + len, KEYS_FILE_MAX - len)) != 0) {
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s: %s", path, g_strerror(errno));
            return false;
        }
        len += (size_t)n;
    }
    buffer[len] = '\0';
    return true;
}

KeyRing *
keyring_read(int fd, const char *path, GError **error)
{
    g_autofree char *buffer = g_malloc0(KEYS_FILE_MAX + 1);
    g_autoptr(KeyRing) ring = g_new0(KeyRing, 1);
    bool ok = read_keys(fd, path, buffer, error) && parse_keys(ring, buffer, path, error);
    gnutls_memset(buffer, 0, KEYS_FILE_MAX);
    return ok ? g_steal_pointer(&ring) : NULL;
}

KeyRing *
keyring_load(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        g_set_error(error, HD_ERROR, errno == ENOENT ? HD_ERROR_ABSENT : HD_ERROR_CONFIG, "%s: %s",
                    path, g_strerror(errno));
        return NULL;
    }
    KeyRing *ring = keyring_read(fd, path, error);
    close(fd);
    return ring;
}

static bool
write_text(int fd, const char *text)
{
    size_t len = strlen(text);
    while (len > 0) {
        ssize_t n = write(fd, text, len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        text += n;
        len -= (size_t)n;
    }
    return true;
}

static bool
write_key(const KeyRing *ring, unsigned id, int fd)
{
    const Key *k = &ring->keys[id];
    char hex[KEY_LENGTH * 2 + 1], line[KEY_LENGTH * 2 + 64], until[24] = "-";
    for (size_t i = 0; i < KEY_LENGTH; i++) {
        g_snprintf(hex + i * 2, 3, "%02x", k->key[i]);
    }
    if (k->valid_until != INT64_MAX) {
        g_snprintf(until, sizeof until, "%" G_GINT64_FORMAT, k->valid_until);
    }
    g_snprintf(line, sizeof line, "%u %s %s %" G_GINT64_FORMAT "\n", id, hex, until, k->made);
    bool ok = write_text(fd, line);
    gnutls_memset(hex, 0, sizeof hex);
    gnutls_memset(line, 0, sizeof line);
    return ok;
}

bool
keyring_write(const KeyRing *ring, int fd)
{
    bool ok = write_text(
        fd,
        "# Keys of codes in letters and links. The last line is the newest key: helpdesk keys.\n"
        "# number, 64 hex digits, the Unix time it is valid until or -, when it was made\n");
    for (unsigned id = 0; id < KEYS_MAX; id++) {
        if (ring->keys[id].known && id != ring->newest) {
            ok = ok && write_key(ring, id, fd);
        }
    }
    return ok && write_key(ring, ring->newest, fd) && fsync(fd) == 0;
}

void
keyring_add(KeyRing *ring, unsigned id, int64_t now)
{
    Key *k = &ring->keys[id];
    *k = (Key){.known = true, .valid_until = INT64_MAX, .made = now};
    random_bytes(k->key, sizeof k->key);
    ring->newest = id;
}

bool
keyring_create(const char *path, GError **error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s: %s", path, g_strerror(errno));
        return false;
    }
    g_autoptr(KeyRing) ring = g_new0(KeyRing, 1);
    keyring_add(ring, 1, clock_now());
    bool ok = keyring_write(ring, fd);
    int fault = errno;
    ok = close(fd) == 0 && ok;
    if (!ok) {
        unlink(path);
        g_set_error(error, HD_ERROR, HD_ERROR_RETRY, "%s: %s", path, g_strerror(fault));
    }
    return ok;
}

KeyRing *
keyring_new_fixed(void)
{
    KeyRing *ring = g_new0(KeyRing, 1);
    ring->keys[0].known = true;
    ring->keys[0].valid_until = INT64_MAX;
    return ring;
}

void
keyring_free(KeyRing *ring)
{
    if (ring) {
        gnutls_memset(ring, 0, sizeof *ring);
        g_free(ring);
    }
}

unsigned
keyring_newest(const KeyRing *ring)
{
    return ring->newest;
}

GArray *
keyring_list(const KeyRing *ring)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(KeyInfo));
    for (unsigned i = 1; i <= KEYS_MAX; i++) {
        unsigned id = (ring->newest + i) % KEYS_MAX;
        const Key *k = &ring->keys[id];
        KeyInfo info = {id, k->made, k->valid_until, id == ring->newest};
        if (k->known) {
            g_array_append_val(list, info);
        }
    }
    return list;
}
