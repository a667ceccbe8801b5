// imap_guard.c: lines, literals and whole answers of a server, measured before the library sees
// them.
//
// libetpan allocates a literal as large as the server says, reads its size modulo 2^32, and keeps
// lines of any length. So the stream's bytes pass here first: a line is at most 64 kB, a literal
// and an answer as large as the command allows. The guard only has to be as strict as the parser,
// not to parse: it follows lines and literals, nothing else. It also remembers the words of a BYE,
// which libetpan drops.
//
// Neighbours: stream.c calls it, imap_command.c sets the bounds.
#include "io/imap_guard.h"

#include <string.h>

#define LINE_MAX_BYTES (64 * 1024)

void
imap_guard_allow(ImapGuard *guard, uint64_t words, uint64_t literals, uint64_t literal_max)
{
    guard->words_left = words;
    guard->literals_left = literals;
    guard->literal_max = literal_max;
}

static void
keep_tail(ImapGuard *guard, const char *bytes, size_t len)
{
    const size_t room = sizeof guard->tail;
    if (len >= room) {
        memcpy(guard->tail, bytes + len - room, room);
        guard->tail_len = room;
        return;
    }
    size_t keep = MIN(guard->tail_len, room - len);
    memmove(guard->tail, guard->tail + guard->tail_len - keep, keep);
    memcpy(guard->tail + keep, bytes, len);
    guard->tail_len = keep + len;
}

static void
keep(ImapGuard *guard, const char *bytes, size_t len)
{
    if (guard->line < sizeof guard->head - 1) {
        memcpy(guard->head + guard->line, bytes, MIN(len, sizeof guard->head - 1 - guard->line));
    }
    guard->line += len;
    keep_tail(guard, bytes, len);
}

// A line that ends with {digits} announces a literal. False when its number cannot be right.
static bool
literal_size(const ImapGuard *guard, uint64_t *size)
{
    size_t end = guard->tail_len;
    *size = 0;
    while (end > 0 && (guard->tail[end - 1] == '\r' || guard->tail[end - 1] == '\n')) {
        end--;
    }
    if (end == 0 || guard->tail[end - 1] != '}') {
        return true;
    }
    end -= end > 1 && guard->tail[end - 2] == '+' ? 2 : 1;
    size_t start = end;
    while (start > 0 && g_ascii_isdigit(guard->tail[start - 1])) {
        start--;
    }
    if (start == end) {
        return true;
    }
    if (start == 0 || end - start > 18) {
        return false;
    }
    if (guard->tail[start - 1] != '{' && guard->tail[start - 1] != ' ') {
        return true; // libetpan takes {-1} for an empty one
    }
    for (size_t i = start; i < end; i++) {
        *size = *size * 10 + (uint64_t)(guard->tail[i] - '0');
    }
    return true;
}

static char *
take(uint64_t *left, uint64_t len)
{
    if (len > *left) {
        return g_strdup("the server sends more than was asked for");
    }
    *left -= len;
    return NULL;
}

static char *
end_line(ImapGuard *guard)
{
    uint64_t size;
    size_t head = MIN(guard->line, sizeof guard->head - 1);
    guard->head[head] = '\0';
    if (g_ascii_strncasecmp(guard->head, "* BYE", 5) == 0) {
        g_strlcpy(guard->bye, guard->head + 5, sizeof guard->bye);
    }
    bool sane = literal_size(guard, &size);
    guard->line = 0;
    guard->tail_len = 0;
    if (!sane || size > guard->literal_max) {
        return g_strdup_printf("the server announces more than was asked for: a literal of "
                               "%" G_GUINT64_FORMAT " bytes where %" G_GUINT64_FORMAT " may stand",
                               sane ? size : G_MAXUINT64, guard->literal_max);
    }
    guard->literal_left = size;
    return take(&guard->literals_left, size);
}

char *
imap_guard_look(ImapGuard *guard, const char *bytes, size_t len)
{
    char *why = NULL;
    while (len > 0) {
        if (guard->literal_left > 0) {
            size_t n = (size_t)MIN((uint64_t)len, guard->literal_left);
            guard->literal_left -= n;
            bytes += n;
            len -= n;
            continue;
        }
        const char *end = memchr(bytes, '\n', len);
        size_t n = end ? (size_t)(end - bytes) + 1 : len;
        keep(guard, bytes, n);
        bytes += n;
        len -= n;
        if (guard->line > LINE_MAX_BYTES) {
            return g_strdup("the server sends a line without end");
        }
        if ((why = take(&guard->words_left, n)) || (end && (why = end_line(guard)))) {
            return why;
        }
    }
    return NULL;
}
