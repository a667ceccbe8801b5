// file.c: one file of the config into memory: that it is a file, closed to others, of bearable
// size, and UTF-8 text.
//
// The config names addresses, servers and who may command, and whoever can write it decides what
// the program does; so a file that others may read or write is refused, unless nothing is done with
// it (CONFIG_NO_SECRETS), where it is a warning. Limit: 16 MB for a config with all it includes.
//
// Not for what stands in it (expand.c) nor for secrets (check_files.c).
#include "config/loader.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT_MAX (16 * 1024 * 1024)

// Faults of a file as a whole stand at the line that includes it, or at no line for the main file.
static bool
check_mode(Loader *l, const struct stat *st, const char *path, unsigned line)
{
    g_autofree char *hint = g_strdup_printf("run: chmod 600 %s", path);
    if (!S_ISREG(st->st_mode)) {
        loader_fault(l, line, "name a file", "%s is not a file", path);
        return false;
    }
    if (st->st_mode & 077) {
        if (l->flags & CONFIG_NO_SECRETS) {
            loader_warn(l, line, hint, "others may read or write %s: it would not be used", path);
        } else {
            loader_fault(l, line, hint, "others may read or write %s", path);
        }
    }
    if ((uint64_t)st->st_size + l->text.bytes->len > TEXT_MAX) {
        loader_fault(l, line, "a config has at most 16 MB, with all it includes", "%s is too large",
                     path);
        return false;
    }
    return true;
}

char *
file_read(Loader *l, const char *path, unsigned line, size_t *len)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        bool absent = errno == ENOENT && line == 0;
        loader_fault(l, line, absent ? "`helpdesk init` writes one; -c FILE names another" : "",
                     "cannot read %s: %s", path, g_strerror(errno));
        return NULL;
    }
    g_autofree char *bytes = NULL;
    *len = 0;
    if (fstat(fd, &st) == 0 && check_mode(l, &st, path, line)) {
        bytes = g_malloc((size_t)st.st_size + 1);
        ssize_t n = 1;
        while (n > 0 && *len < (size_t)st.st_size) {
            n = read(fd, bytes + *len, (size_t)st.st_size - *len);
            *len += n > 0 ? (size_t)n : 0;
        }
        bytes[*len] = '\0';
        if (n < 0) {
            loader_fault(l, line, "", "cannot read %s: %s", path, g_strerror(errno));
            g_clear_pointer(&bytes, g_free);
        }
    }
    close(fd);
    return g_steal_pointer(&bytes);
}

// False when the bytes are no UTF-8 text.
bool
file_is_text(Loader *l, const char *bytes, size_t len, const char *path)
{
    static const char HINT[] = "save it as UTF-8 without a byte order mark";
    const char *end = bytes;
    if (len >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0)) {
        loader_fault(l, l->text.starts->len, HINT, "%s is UTF-16", path);
        return false;
    }
    if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
        loader_fault(l, l->text.starts->len, HINT, "%s begins with a byte order mark", path);
        return false;
    }
    if (!g_utf8_validate(bytes, (gssize)len, &end)) {
        unsigned line = l->text.starts->len;
        for (const char *p = bytes; p < end; p++) {
            line += *p == '\n';
        }
        loader_fault(l, line, HINT, "%s", *end ? "a byte that is no UTF-8" : "a NUL byte");
        return false;
    }
    return true;
}
