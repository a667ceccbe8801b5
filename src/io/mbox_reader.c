// mbox_reader.c: cuts an mbox file into messages.
//
// Works on pieces of lines: at most a block, with a mark whether the piece begins and whether it
// ends a line, so that a line of any length costs one block of memory. An empty line is held back
// until it is known whether it belongs to the message or only stands before the next "From ".
//
// Neighbours: mbox.c.
#include "io/mbox_reader.h"

#include "base/error.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BLOCK (64 * 1024)

struct MboxReader {
    int fd;
    char *path;
    uint64_t offset; // of buffer[0]
    size_t start, end;
    bool at_end;      // the file holds no more than the buffer
    bool line_start;  // start is the first byte of a line
    bool after_empty; // the line before was empty, or there was none
    bool failed;
    char buffer[BLOCK];
};

MboxReader *
mbox_reader_new(int fd, const char *path)
{
    MboxReader *r = g_new0(MboxReader, 1);
    r->fd = fd;
    r->path = g_strdup(path);
    r->line_start = true;
    r->after_empty = true;
    return r;
}

void
mbox_reader_free(MboxReader *r)
{
    if (r) {
        g_free(r->path);
        g_free(r);
    }
}

void
mbox_reader_seek(MboxReader *r, uint64_t offset)
{
    if (offset >= r->offset && offset <= r->offset + r->end) {
        r->start = (size_t)(offset - r->offset);
    } else {
        r->offset = offset;
        r->start = r->end = 0;
        r->at_end = false;
    }
    r->line_start = true;
    r->after_empty = true;
}

bool
mbox_reader_failed(const MboxReader *r)
{
    return r->failed;
}

static bool
fail(MboxReader *r, GError **error, int code, const char *why)
{
    r->failed = true;
    g_set_error(error, HD_ERROR, code, "%s: %s", r->path, why);
    return false;
}

// Fills the buffer behind what is left in it.
static bool
fill(MboxReader *r, GError **error)
{
    memmove(r->buffer, r->buffer + r->start, r->end - r->start);
    r->offset += r->start;
    r->end -= r->start;
    r->start = 0;
    while (!r->at_end && r->end < BLOCK) {
        ssize_t n = pread(r->fd, r->buffer + r->end, BLOCK - r->end, (off_t)(r->offset + r->end));
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return fail(r, error, HD_ERROR_SOURCE, g_strerror(errno));
        }
        r->at_end = n == 0;
        r->end += (size_t)n;
    }
    return true;
}

// The next piece: a whole line, or a block of a longer one. Not taken yet. len 0 at the end of the
// file.
static bool
piece(MboxReader *r, const char **bytes, size_t *len, GError **error)
{
    const char *nl = memchr(r->buffer + r->start, '\n', r->end - r->start);
    if (!nl && !r->at_end) {
        if (!fill(r, error)) {
            return false;
        }
        nl = memchr(r->buffer, '\n', r->end);
    }
    *bytes = r->buffer + r->start;
    *len = nl ? (size_t)(nl - *bytes) + 1 : r->end - r->start;
    return true;
}

static bool
is_empty_line(const char *bytes, size_t len)
{
    return (len == 1 && bytes[0] == '\n') || (len == 2 && bytes[0] == '\r' && bytes[1] == '\n');
}

static void
take(MboxReader *r, const char *bytes, size_t len)
{
    r->after_empty = r->line_start && is_empty_line(bytes, len);
    r->line_start = len > 0 && bytes[len - 1] == '\n';
    r->start += len;
}

static bool
is_from(const MboxReader *r, const char *bytes, size_t len)
{
    return r->line_start && r->after_empty && len >= 5 && memcmp(bytes, "From ", 5) == 0;
}

bool
mbox_reader_next(MboxReader *r, uint64_t *offset, GError **error)
{
    const char *bytes;
    size_t len;
    while (!r->failed && piece(r, &bytes, &len, error) && len > 0) {
        if (is_from(r, bytes, len)) {
            *offset = r->offset + r->start;
            return true;
        }
        if (!is_empty_line(bytes, len)) {
            return fail(r, error, HD_ERROR_CONFIG,
                        "is no mbox file: a message does not begin with a \"From \" line");
        }
        take(r, bytes, len);
        r->after_empty = true;
    }
    return false;
}

static int64_t
two_digits(const char *s)
{
    return g_ascii_isdigit(s[0]) && g_ascii_isdigit(s[1]) ? (s[0] - '0') * 10 + (s[1] - '0') : -1;
}

// "From who Sat Nov 21 19:20:00 2026", a zone may stand before or after the year. Local time is
// unknown, so it counts as UTC unless a zone of digits is given.
static int64_t
from_time(const char *line, size_t len)
{
    static const char MONTHS[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    g_autofree char *text = g_strndup(line, MIN(len, 512));
    g_auto(GStrv) words = g_strsplit_set(g_strstrip(text), " \t", -1);
    g_autoptr(GPtrArray) w = g_ptr_array_new();
    for (char **p = words; *p; p++) {
        if (**p) {
            g_ptr_array_add(w, *p);
        }
    }
    for (guint i = 1; i + 3 < w->len; i++) {
        const char *month = strlen(w->pdata[i]) == 3 ? strstr(MONTHS, w->pdata[i]) : NULL;
        const char *time = w->pdata[i + 2];
        if (!month || (month - MONTHS) % 3 != 0 || strlen(time) < 5 || time[2] != ':') {
            continue;
        }
        int64_t year = 0, zone = 0;
        for (guint k = i + 3; k < w->len && k < i + 5; k++) {
            const char *word = w->pdata[k];
            if (strlen(word) == 4 && g_ascii_isdigit(*word)) {
                year = g_ascii_strtoll(word, NULL, 10);
            } else if ((*word == '+' || *word == '-') && strlen(word) == 5) {
                zone =
                    (two_digits(word + 1) * 60 + two_digits(word + 3)) * (*word == '-' ? -60 : 60);
            }
        }
        g_autoptr(GDateTime) at =
            g_date_time_new_utc((int)year, (int)(month - MONTHS) / 3 + 1,
                                (int)g_ascii_strtoll(w->pdata[i + 1], NULL, 10),
                                (int)two_digits(time), (int)two_digits(time + 3),
                                strlen(time) == 8 ? (double)MAX(two_digits(time + 6), 0) : 0);
        return at ? MAX(g_date_time_to_unix(at) - zone, 0) : 0;
    }
    return 0;
}

// ">From ", ">>From " … lose one ">".
static bool
is_quoted_from(const char *bytes, size_t len)
{
    size_t i = 0;
    while (i < len && bytes[i] == '>') {
        i++;
    }
    return i > 0 && len - i >= 5 && memcmp(bytes + i, "From ", 5) == 0;
}

static bool
skip_line(MboxReader *r, GError **error)
{
    const char *bytes;
    size_t len;
    do {
        if (!piece(r, &bytes, &len, error)) {
            return false;
        }
        take(r, bytes, len);
    } while (len > 0 && !r->line_start);
    r->line_start = true;
    return true;
}

bool
mbox_reader_message(MboxReader *r, MboxBytes give, void *data, SourceEntry *entry, GError **error)
{
    const char *bytes;
    size_t len, held = 0;
    char empty[2];
    if (!piece(r, &bytes, &len, error)) {
        return false;
    }
    entry->size = 0;
    entry->received = from_time(bytes, len);
    if (!skip_line(r, error)) {
        return false;
    }
    for (;;) {
        if (!piece(r, &bytes, &len, error)) {
            return false;
        }
        if (len == 0 || is_from(r, bytes, len)) {
            return true; // what is held back only stood before the next message
        }
        if (held > 0) {
            entry->size += held;
            if (!give(data, empty, held, error)) {
                r->failed = true;
                return false;
            }
            held = 0;
        }
        if (r->line_start && is_empty_line(bytes, len)) {
            memcpy(empty, bytes, held = len);
        } else {
            size_t skip = r->line_start && is_quoted_from(bytes, len) ? 1 : 0;
            entry->size += len - skip;
            if (!give(data, bytes + skip, len - skip, error)) {
                r->failed = true;
                return false;
            }
        }
        take(r, bytes, len);
    }
}
