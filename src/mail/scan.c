// scan.c: what stands between strangers' bytes and GMime.
//
// GMime recurses once for every nested multipart, keeps all headers and the text around parts in
// memory and crashes on a 64,000-fold nested group in To:. So the bytes are first read once, line
// by line: the parts are counted against the limits, and every header is looked at. If something
// would harm, a second pass writes a clean copy, which GMime then parses in place of the original;
// usual mail is not copied.
//
// Not for decoding or for choosing parts. It leaves no room for another reading: what GMime would
// see differently (a second Content-Type, a line without colon) is removed from the copy.
//
// Limits: lines of any length; memory is one line's first 32 kB, one header and the stack of
// boundaries. Neighbours: scan_tree.c (the levels), message.c (the only caller), base/blob.

#include "base/error.h"
#include "mail/gmime.h"
#include "mail/scan_private.h"

#include <string.h>

#define PIECE 32768

static void
level_clear(gpointer data)
{
    Level *level = data;

    g_free(level->boundary);
}

static bool
looks_like_header(const char *line, size_t len)
{
    size_t i = 0;

    while (i < len && line[i] > ' ' && line[i] < 0x7f && line[i] != ':') {
        i++;
    }
    if (i == 0) {
        return false;
    }
    while (i < len && (line[i] == ' ' || line[i] == '\t')) {
        i++;
    }
    return i < len && line[i] == ':';
}

static void header_line(Scanner *s, GString *line);

static void
body_line(Scanner *s, GString *line)
{
    if (s->in_header) {
        header_line(s, line);
    } else {
        scan_body(s, line->str, line->len, true);
    }
}

// The odd line was the first one of the body: the blank line is missing. next may be NULL.
static void
header_to_body(Scanner *s, GString *next)
{
    g_autoptr(GString) odd = g_string_new_len(s->odd->str, (gssize)s->odd->len);
    g_autoptr(GString) blank = g_string_new("\n");

    g_string_truncate(s->odd, 0);
    s->report->defects |= SCAN_ODD_LINE;
    scan_header_end(s, blank);
    body_line(s, odd);
    if (next) {
        body_line(s, next);
    }
}

static void
header_clean(Scanner *s, GString *line)
{
    size_t n = line->len;

    while (n > 0 && (line->str[n - 1] == '\n' || line->str[n - 1] == '\r')) {
        n--;
    }
    for (size_t i = 0; i < n; i++) {
        if (line->str[i] == '\0' || line->str[i] == '\r') {
            line->str[i] = line->str[i] ? ' ' : '?';
            s->report->defects |= SCAN_CONTROLS;
        }
    }
}

static void
header_continue(Scanner *s, const GString *line)
{
    // References keep their end: the nearest ancestors stand last.
    bool tail = scan_header_is(s->header, "References");
    size_t room = tail ? 2 * SCAN_HEADER_LINE : SCAN_HEADER_LINE;

    if (s->header->len + line->len <= room) {
        g_string_append_len(s->header, line->str, (gssize)line->len);
        return;
    }
    s->report->defects |= SCAN_HEADER_LONG;
    if (tail && line->len <= SCAN_HEADER_LINE / 2) {
        g_string_append_len(s->header, line->str, (gssize)line->len);
        g_string_erase(s->header, SCAN_HEADER_LINE / 2, SCAN_HEADER_LINE / 2);
        g_string_insert(s->header, SCAN_HEADER_LINE / 2, "\n ");
    }
}

static void
header_line(Scanner *s, GString *line)
{
    bool blank = line->str[strspn(line->str, "\r")] == '\n';

    header_clean(s, line);
    if (blank) {
        if (s->odd->len > 0) {
            header_to_body(s, line);
            return;
        }
        // Blank lines before the first header are no end of it.
        if (s->top && s->report->headers == 0 && s->header->len == 0) {
            s->report->defects |= SCAN_ODD_LINE;
            return;
        }
        if (line->len > 2) {
            s->report->defects |= SCAN_CONTROLS;
            g_string_assign(line, "\n");
        }
        scan_header_end(s, line);
        return;
    }
    if (s->levels->len > 0 && line->str[0] == '-' && line->str[1] == '-') {
        scan_header_flush(s);
        if (scan_boundary(s, line->str, line->len)) {
            s->report->parts++;
            scan_emit(s, line->str, line->len);
            return;
        }
    }
    if (line->str[0] == ' ' || line->str[0] == '\t') {
        if (s->header->len > 0) {
            header_continue(s, line);
        } else {
            s->report->defects |= SCAN_ODD_LINE;
        }
        return;
    }
    if (looks_like_header(line->str, line->len)) {
        if (s->odd->len > 0) {
            s->report->defects |= SCAN_ODD_LINE;
            g_string_truncate(s->odd, 0);
        }
        scan_header_flush(s);
        if (line->len > SCAN_HEADER_LINE) {
            s->report->defects |= SCAN_HEADER_LONG;
            g_string_truncate(line, SCAN_HEADER_LINE - 1);
            g_string_append_c(line, '\n');
        }
        g_string_append_len(s->header, line->str, (gssize)line->len);
        return;
    }
    if (s->odd->len == 0 && scan_type_goes_on(s, line->str, line->len)) {
        s->report->defects |= SCAN_ODD_LINE;
        g_string_prepend_c(line, ' ');
        header_continue(s, line);
        return;
    }
    scan_header_flush(s);
    if (s->odd->len > 0) {
        header_to_body(s, line);
        return;
    }
    g_string_append_len(s->odd, line->str, (gssize)line->len);
}

// A piece is a whole line, or the beginning or continuation of one that is longer than PIECE.
static void
scan_piece(Scanner *s, const char *p, size_t n, bool last)
{
    bool first = !s->mid_line;

    s->mid_line = !last;
    if (!s->in_header) {
        scan_body(s, p, n, first);
        return;
    }
    g_string_append_len(s->line, p, (gssize)MIN(n, PIECE - s->line->len));
    if (last) {
        GString *line = s->line;

        // The other buffer collects while this line is looked at.
        s->line = s->spare;
        s->spare = line;
        if (line->len == 0 || line->str[line->len - 1] != '\n') {
            g_string_append_c(line, '\n');
        }
        g_string_truncate(s->line, 0);
        header_line(s, line);
    }
}

static void
scan_chunk(Scanner *s, const char *p, size_t n)
{
    const char *end = p + n;

    while (p < end && !s->error) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        size_t len = (size_t)((nl ? nl + 1 : end) - p);

        if (nl && s->piece->len == 0) {
            scan_piece(s, p, len, true);
        } else {
            g_string_append_len(s->piece, p, (gssize)len);
            if (nl || s->piece->len >= PIECE) {
                scan_piece(s, s->piece->str, s->piece->len, nl != NULL);
                g_string_truncate(s->piece, 0);
            }
        }
        p += len;
    }
}

static void
scan_finish(Scanner *s)
{
    if (s->piece->len > 0 || s->mid_line) {
        scan_piece(s, s->piece->str, s->piece->len, true);
    }
    if (s->in_header && !s->error) {
        g_autoptr(GString) blank = g_string_new("\n");

        if (s->odd->len > 0) {
            header_to_body(s, NULL);
        }
        if (s->in_header) {
            scan_header_end(s, blank);
        }
    }
    for (guint i = 0; i < s->levels->len; i++) {
        if (g_array_index(s->levels, Level, i).boundary) {
            s->report->defects |= SCAN_OPEN;
        }
    }
    if (s->out && !s->error && s->pending->len > 0) {
        blob_append(s->out, s->pending->str, s->pending->len, &s->error);
    }
}

static void
scan_blob(Scanner *s, const Blob *raw)
{
    g_autofree char *buffer = g_malloc(SCAN_READ);
    uint64_t at = 0;
    gssize n;

    while (!s->error && (n = blob_read(raw, at, buffer, SCAN_READ, &s->error)) > 0) {
        char *start = buffer;

        if (at == 0) {
            if (n >= 3 && memcmp(start, "\xef\xbb\xbf", 3) == 0) {
                start += 3;
                s->report->defects |= SCAN_ODD_LINE;
            }
            if (!memchr(buffer, '\n', (size_t)n) && memchr(buffer, '\r', (size_t)n)) {
                s->report->defects |= SCAN_OLD_LINES;
            }
        }
        if (s->report->defects & SCAN_OLD_LINES) {
            for (gssize i = 0; i < n; i++) {
                buffer[i] = buffer[i] == '\r' ? '\n' : buffer[i];
            }
        }
        scan_chunk(s, start, (size_t)(buffer + n - start));
        at += (uint64_t)n;
    }
}

bool
scan_message(const Blob *raw, const MessageLimits *limits, Blob *out, ScanReport *report,
             GError **error)
{
    Scanner s = {.limits = limits, .report = report, .out = out, .top = true};
    const char *memory = blob_memory(raw);
    bool ok;

    gmime_ready();
    if (!out) {
        *report->boundary = '\0';
    }
    report->defects = report->parts = report->headers = 0;
    s.pending = g_string_new(NULL);
    s.levels = g_array_new(FALSE, FALSE, sizeof(Level));
    g_array_set_clear_func(s.levels, level_clear);
    s.piece = g_string_new(NULL);
    s.line = g_string_new(NULL);
    s.spare = g_string_new(NULL);
    s.header = g_string_new(NULL);
    s.odd = g_string_new(NULL);
    scan_header_start(&s);

    if (memory && memchr(memory, '\n', MIN(blob_size(raw), SCAN_READ)) &&
        strncmp(memory, "\xef\xbb\xbf", MIN(blob_size(raw), 3)) != 0) {
        scan_chunk(&s, memory, blob_size(raw));
    } else {
        scan_blob(&s, raw);
    }
    scan_finish(&s);

    ok = s.error == NULL;
    if (s.error) {
        g_propagate_error(error, s.error);
    }
    g_string_free(s.pending, TRUE);
    g_array_free(s.levels, TRUE);
    g_string_free(s.piece, TRUE);
    g_string_free(s.line, TRUE);
    g_string_free(s.spare, TRUE);
    g_string_free(s.header, TRUE);
    g_string_free(s.odd, TRUE);
    g_free(s.type);
    g_free(s.encoding);
    return ok;
}
