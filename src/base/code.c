// code.c: keyed codes and the ring of keys they are made with.
//
// A code proves that we made it: 128 bits of HMAC-SHA256 over the fields it speaks for. Fields are
// length-prefixed, so that ("ab","c") and ("a","bc") differ. Keys live in a small file that only
// its owner may read; a new last line makes a new key, a number behind an old one ends its life.
//
// Not for secrets that are kept (there are none) and not for random tokens (random.c). Comparison
// is in constant time; the length of a code is no secret. Limits: 256 keys, files up to 64 kB.
#include "base/code.h"

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_LENGTH    32
#define KEYS_MAX      256
#define KEYS_FILE_MAX 65536

typedef struct {
    bool known;
    uint8_t key[KEY_LENGTH];
    int64_t valid_until; // Unix seconds; INT64_MAX when it has no end
} Key;

struct KeyRing {
    Key keys[KEYS_MAX];
    unsigned newest;
};

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

// "ID HEX64 [valid-until-unix]"; what is wrong with the line, NULL when nothing.
static const char *
parse_line(KeyRing *ring, const char *line)
{
    g_auto(GStrv) words = g_strsplit_set(line, " \t", -1);
    const char *field[3] = {NULL, NULL, NULL};
    size_t n = 0;
    for (size_t i = 0; words[i]; i++) {
        if (!*words[i]) {
            continue;
        }
        if (n == G_N_ELEMENTS(field)) {
            return "more than three words";
        }
        field[n++] = words[i];
    }
    guint64 id = 0, until = INT64_MAX;
    if (n < 2 || !g_ascii_string_to_unsigned(field[0], 10, 0, KEYS_MAX - 1, &id, NULL)) {
        return "expected: a number from 0 to 255, 64 hex digits, and maybe a Unix time";
    }
    if (ring->keys[id].known) {
        return "this number is used twice";
    }
    if (!key_from_hex(field[1], ring->keys[id].key)) {
        return "the key must have 64 hex digits";
    }
    if (n == 3 && !g_ascii_string_to_unsigned(field[2], 10, 0, INT64_MAX, &until, NULL)) {
        return "the end of validity must be a Unix time";
    }
    ring->keys[id].known = true;
    ring->keys[id].valid_until = (int64_t)until;
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
keyring_load(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        g_set_error(error, HD_ERROR, errno == ENOENT ? HD_ERROR_ABSENT : HD_ERROR_CONFIG, "%s: %s",
                    path, g_strerror(errno));
        return NULL;
    }
    g_autofree char *buffer = g_malloc0(KEYS_FILE_MAX + 1);
    g_autoptr(KeyRing) ring = g_new0(KeyRing, 1);
    bool ok = read_keys(fd, path, buffer, error) && parse_keys(ring, buffer, path, error);
    close(fd);
    gnutls_memset(buffer, 0, KEYS_FILE_MAX);
    return ok ? g_steal_pointer(&ring) : NULL;
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

bool
keyring_create(const char *path, GError **error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s: %s", path, g_strerror(errno));
        return false;
    }
    uint8_t key[KEY_LENGTH];
    random_bytes(key, sizeof key);
    g_autofree char *hex = text_hex(key, sizeof key);
    g_autofree char *text =
        g_strdup_printf("# Keys of codes in letters and links. The last line is the newest key.\n"
                        "# number, 64 hex digits, and maybe the Unix time it is valid until\n"
                        "1 %s\n",
                        hex);
    bool ok = write_text(fd, text) && fsync(fd) == 0;
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

// 16 bytes → 26 characters; the last one holds three bits.
static void
write_base32(const uint8_t *bytes, char *out)
{
    static const char ALPHABET[] = "abcdefghijklmnopqrstuvwxyz234567";
    for (unsigned i = 0; i < CODE_LENGTH; i++) {
        unsigned bit = i * 5;
        unsigned pair = (unsigned)bytes[bit / 8] << 8;
        pair |= bit / 8 + 1 < 16 ? bytes[bit / 8 + 1] : 0u;
        out[i] = ALPHABET[pair >> (11 - bit % 8) & 31];
    }
    out[CODE_LENGTH] = '\0';
}

bool
code_make(const KeyRing *ring, unsigned key_id, int64_t now, const char *const *fields, char *out)
{
    if (key_id >= KEYS_MAX || !ring->keys[key_id].known || now > ring->keys[key_id].valid_until) {
        return false;
    }
    g_autoptr(GString) text = g_string_new(NULL);
    for (; *fields; fields++) {
        g_string_append_printf(text, "%zu:%s", strlen(*fields), *fields);
    }
    uint8_t mac[32];
    int rc = gnutls_hmac_fast(GNUTLS_MAC_SHA256, ring->keys[key_id].key, KEY_LENGTH, text->str,
                              text->len, mac);
    if (rc < 0) {
        g_error("HMAC-SHA256: %s", gnutls_strerror(rc));
    }
    write_base32(mac, out);
    return true;
}

bool
code_check(const KeyRing *ring, unsigned key_id, int64_t now, const char *const *fields,
           const char *code)
{
    char want[CODE_LENGTH + 1];
    if (!code || !code_make(ring, key_id, now, fields, want) || strlen(code) != CODE_LENGTH) {
        return false;
    }
    return gnutls_memcmp(want, code, CODE_LENGTH) == 0;
}
