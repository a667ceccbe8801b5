// scan_tree.c: the tree of parts while it is scanned: boundaries, levels, the types that make them.
//
// Follows boundaries exactly as GMime does (innermost first, whole line) and stops at the limits
// before GMime would recurse. Text outside of parts, which GMime keeps in memory, is cut at
// SCAN_FILLER. Neighbours: scan.c reads lines and headers and calls this.

#include "base/error.h"
#include "mail/gmime.h"
#include "mail/scan_private.h"

#include <string.h>

void
scan_emit(Scanner *s, const char *bytes, size_t len)
{
    if (!s->out || s->error) {
        return;
    }
    g_string_append_len(s->pending, bytes, (gssize)len);
    if (s->pending->len >= SCAN_READ) {
        blob_append(s->out, s->pending->str, s->pending->len, &s->error);
        g_string_truncate(s->pending, 0);
    }
}

void
scan_header_start(Scanner *s)
{
    g_clear_pointer(&s->type, g_free);
    g_clear_pointer(&s->encoding, g_free);
    g_string_truncate(s->header, 0);
    g_string_truncate(s->line, 0);
    g_string_truncate(s->odd, 0);
    s->block = 0;
    s->in_header = true;
    s->in_filler = false;
}

bool
scan_header_is(const GString *header, const char *name)
{
    size_t len = strlen(name);

    if (g_ascii_strncasecmp(header->str, name, len) != 0) {
        return false;
    }
    return header->str[len] == ':' || header->str[len] == ' ' || header->str[len] == '\t';
}

// Keeps the first of each kind; false when this one is to be left out.
static bool
header_note(Scanner *s, char **slot)
{
    const char *value = strchr(s->header->str, ':');

    if (*slot) {
        s->report->defects |= SCAN_TWICE;
        return false;
    }
    *slot = g_strdup(value ? value + 1 : "");
    g_strdelimit(*slot, "\r\n", ' ');
    g_strstrip(*slot);
    return true;
}

void
scan_header_flush(Scanner *s)
{
    bool keep = true;

    if (s->header->len == 0) {
        return;
    }
    if (scan_header_is(s->header, "Content-Type")) {
        scan_type_mend(s);
    }
    s->block += s->header->len;
    if (s->block > s->limits->header_size) {
        s->report->defects |= SCAN_BLOCK_LONG;
        keep = false;
    } else if (scan_header_is(s->header, "Content-Type")) {
        keep = header_note(s, &s->type);
    } else if (scan_header_is(s->header, "Content-Transfer-Encoding")) {
        keep = header_note(s, &s->encoding);
    }
    if (keep) {
        scan_emit(s, s->header->str, s->header->len);
    }
    if (s->top) {
        s->report->headers++;
    }
    g_string_truncate(s->header, 0);
}

static void
level_push(Scanner *s, const char *boundary, bool digest)
{
    Level level = {boundary ? g_strchomp(g_strdup(boundary)) : NULL, 0, digest};

    level.len = level.boundary ? strlen(level.boundary) : 0;
    g_array_append_val(s->levels, level);
    if (s->levels->len > s->limits->depth && !s->error) {
        g_set_error(&s->error, HD_ERROR, HD_ERROR_MESSAGE,
                    "the message is nested more than %u levels deep", s->limits->depth);
    }
}

static bool
is_message_type(GMimeContentType *type)
{
    return g_mime_content_type_is_type(type, "message", "rfc822") ||
           g_mime_content_type_is_type(type, "message", "global") ||
           g_mime_content_type_is_type(type, "message", "news");
}

// GMime does not look into a message that is encoded as a whole.
static bool
is_encoded(const char *encoding)
{
    switch (encoding ? g_mime_content_encoding_from_string(encoding)
                     : GMIME_CONTENT_ENCODING_DEFAULT) {
    case GMIME_CONTENT_ENCODING_BASE64:
    case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
    case GMIME_CONTENT_ENCODING_UUENCODE:
        return true;
    default:
        return false;
    }
}

// What follows depends on the type of this part.
void
scan_header_end(Scanner *s, const GString *blank)
{
    g_autoptr(GMimeContentType) type = NULL;
    const char *boundary;

    scan_header_flush(s);
    scan_emit(s, blank->str, blank->len);
    s->in_header = false;
    s->seek = s->top && !s->out;
    s->top = false;
    if (++s->report->parts > s->limits->parts && !s->error) {
        g_set_error(&s->error, HD_ERROR, HD_ERROR_MESSAGE, "the message has more than %u parts",
                    s->limits->parts);
    }
    type = g_mime_content_type_parse(NULL, s->type           ? s->type
                                           : s->digest_child ? "message/rfc822"
                                                             : "text/plain");
    s->seek = s->seek && type && g_mime_content_type_is_type(type, "multipart", "*");
    if (!type) {
        return;
    }
    if (g_mime_content_type_is_type(type, "multipart", "*")) {
        boundary = g_mime_content_type_get_parameter(type, "boundary");
        if (boundary && *boundary) {
            level_push(s, boundary, g_mime_content_type_is_type(type, "multipart", "digest"));
        } else {
            s->report->defects |= SCAN_NO_BOUNDARY;
        }
        s->in_filler = true;
        s->filler = SCAN_FILLER;
    } else if (is_message_type(type) && !is_encoded(s->encoding)) {
        level_push(s, NULL, false);
        s->digest_child = false;
        scan_header_start(s);
    }
}

bool
scan_boundary(Scanner *s, const char *line, size_t len)
{
    while (len > 0 && g_ascii_isspace(line[len - 1])) {
        len--;
    }
    if (len < 3 || line[0] != '-' || line[1] != '-') {
        return false;
    }
    for (guint i = s->levels->len; i-- > 0;) {
        const Level *level = &g_array_index(s->levels, Level, i);
        bool digest = level->digest;
        size_t end = level->len + 2;

        if (!level->boundary || len < end || memcmp(line + 2, level->boundary, level->len) != 0) {
            continue;
        }
        if (len == end) {
            g_array_set_size(s->levels, i + 1);
            s->digest_child = digest;
            scan_header_start(s);
            return true;
        }
        if (len == end + 2 && line[end] == '-' && line[end + 1] == '-') {
            g_array_set_size(s->levels, i);
            s->in_header = false;
            s->in_filler = true;
            s->filler = SCAN_FILLER;
            return true;
        }
    }
    return false;
}

void
scan_body(Scanner *s, const char *p, size_t n, bool first)
{
    if (first && n > 2 && p[0] == '-' && p[1] == '-' && s->levels->len > 0 &&
        scan_boundary(s, p, n)) {
        // The right one occurs after all: what was found above it stood in the text.
        if (s->seek || s->levels->len <= 1) {
            s->report->defects &= ~(unsigned)SCAN_OTHER_BOUNDARY;
        }
        s->seek = false;
        scan_emit(s, p, n);
        return;
    }
    if (s->seek && first) {
        scan_boundary_seek(s, p, n);
    }
    if (s->in_filler) {
        if (n > s->filler) {
            s->report->defects |= SCAN_FILLER_LONG;
            s->filler = 0;
            return;
        }
        s->filler -= n;
    }
    scan_emit(s, p, n);
}
