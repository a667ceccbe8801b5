// secret.c: the first line of a secret file.
//
// A file that group or others may read is refused: whoever shares the machine could log in as us.
// Read anew for each login, so that another program may keep a token fresh. Lines over 16 kB are
// refused (access tokens are long, but not that long).
//
// Not for keys of codes: base/code.c reads its own file. Neighbours: imap_login.c, smtp.c.
#include "io/secret.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_MAX_BYTES (16 * 1024)

void
secret_free(char *secret)
{
    if (secret) {
        explicit_bzero(secret, strlen(secret));
        g_free(secret);
    }
}

static char *
first_line(const char *buffer, size_t len, const char *path, GError **error)
{
    const char *end = memchr(buffer, '\n', len);
    size_t n = end ? (size_t)(end - buffer) : len;
    if (n > 0 && buffer[n - 1] == '\r') {
        n--;
    }
    if (n == 0 || n > LINE_MAX_BYTES) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG,
                    "%s: the first line %s; the secret belongs there", path,
                    n == 0 ? "is empty" : "is too long");
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)buffer[i] < ' ' || buffer[i] == 0x7f) {
            g_set_error(error, HD_ERROR, HD_ERROR_CONFIG,
                        "%s: the first line holds a control character", path);
            return NULL;
        }
    }
    return g_strndup(buffer, n);
}

static char *
read_checked(int fd, const char *path, GError **error)
{
    struct stat st;
    char buffer[LINE_MAX_BYTES + 3];
    size_t len = 0;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s: is not a file", path);
        return NULL;
    }
    if (st.st_mode & (S_IRWXG | S_IRWXO)) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG,
                    "%s: others may read this secret; run: chmod 600 %s", path, path);
        return NULL;
    }
    while (len < sizeof buffer) {
        ssize_t n = read(fd, buffer + len, sizeof buffer - len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s: %s", path, g_strerror(errno));
            explicit_bzero(buffer, sizeof buffer);
            return NULL;
        }
        if (n == 0) {
            break;
        }
        len += (size_t)n;
    }
    char *line = first_line(buffer, len, path, error);
    explicit_bzero(buffer, sizeof buffer);
    return line;
}

char *
secret_read(const char *path, GError **error)
{
    // Without O_NONBLOCK a pipe in the file's place would wait for ever.
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG,
                    "%s: %s; the secret belongs in its first line", path, g_strerror(errno));
        return NULL;
    }
    char *line = read_checked(fd, path, error);
    close(fd);
    return line;
}
