// scan_type.c: Content-Types that many programs write wrongly, put right before GMime reads them.
//
// A boundary with '=' or ':' needs quotes and often has none; a parameter on a line of its own
// needs a blank in front; a multipart may name no boundary, or one that no part begins with. In the
// last case the line that is used in its place is looked for: "--something" with a Content header
// right under it. Only the top multipart is mended so.
//
// Not for other parameters: GMime reads them. Neighbours: scan.c and scan_tree.c call this.

#include "mail/scan_private.h"

#include <string.h>

#define SPECIALS "()<>@,:\\/[]?="

// The parameter boundary of a Content-Type: where its name begins, and its value with any quotes.
typedef struct {
    size_t start, value, end;
} Span;

static bool
find_boundary(const char *header, Span *out)
{
    bool quoted = false;

    for (const char *p = strchrnul(header, ':'); *p; p++) {
        const char *name = p + 1;

        if (*p == '"') {
            quoted = !quoted;
        }
        if (quoted || *p != ';') {
            continue;
        }
        name += strspn(name, " \t\r\n");
        if (g_ascii_strncasecmp(name, "boundary", 8) == 0) {
            const char *value = name + 8 + strspn(name + 8, " \t\r\n");

            if (*value == '=') {
                value += 1 + strspn(value + 1, " \t\r\n");
                *out = (Span){(size_t)(p - header), (size_t)(value - header), 0};
                out->end = out->value + (*value == '"' ? 1 + strcspn(value + 1, "\"")
                                                       : strcspn(value, "; \t\r\n"));
                out->end += header[out->end] == '"';
                return true;
            }
        }
    }
    return false;
}

static bool
is_multipart(const char *header)
{
    const char *type = strchrnul(header, ':');

    type += *type == ':';
    type += strspn(type, " \t\r\n");
    return g_ascii_strncasecmp(type, "multipart/", 10) == 0;
}

void
scan_type_mend(Scanner *s)
{
    const char *header = s->header->str;
    Span span;
    bool found;

    if (!is_multipart(header)) {
        return;
    }
    found = find_boundary(header, &span);
    if (s->top && s->out && *s->report->boundary) {
        g_autofree char *param = g_strdup_printf("; boundary=\"%s\"\n", s->report->boundary);

        if (found) {
            g_string_erase(s->header, (gssize)span.start, (gssize)(span.end - span.start));
        }
        while (s->header->len > 0 && strchr(" \t\r\n;", s->header->str[s->header->len - 1])) {
            g_string_truncate(s->header, s->header->len - 1);
        }
        g_string_append(s->header, param);
        return;
    }
    if (found && header[span.value] != '"' && span.end > span.value &&
        strcspn(header + span.value, SPECIALS) < span.end - span.value) {
        g_string_insert_c(s->header, (gssize)span.end, '"');
        g_string_insert_c(s->header, (gssize)span.value, '"');
        s->report->defects |= SCAN_ODD_LINE;
    }
}

bool
scan_type_goes_on(const Scanner *s, const char *line, size_t len)
{
    size_t end = s->header->len, name = 0;

    while (end > 0 && strchr(" \t\r\n", s->header->str[end - 1])) {
        end--;
    }
    while (name < len && (g_ascii_isalnum(line[name]) || strchr("-*_", line[name]))) {
        name++;
    }
    return end > 0 && s->header->str[end - 1] == ';' && name > 0 && name < len &&
           line[name] == '=' && scan_header_is(s->header, "Content-Type");
}

void
scan_boundary_seek(Scanner *s, const char *line, size_t len)
{
    static const char SIGNS[] = "'()+_,-./:=?";
    bool header = len > 8 && g_ascii_strncasecmp(line, "Content-", 8) == 0;
    size_t n = len;

    if (header && *s->candidate) {
        memcpy(s->report->boundary, s->candidate, sizeof s->candidate);
        s->report->defects |= SCAN_OTHER_BOUNDARY;
        s->seek = false;
    }
    *s->candidate = '\0';
    while (n > 0 && g_ascii_isspace(line[n - 1])) {
        n--;
    }
    if (n < 3 || n - 2 > SCAN_BOUNDARY || line[0] != '-' || line[1] != '-') {
        return;
    }
    for (size_t i = 2; i < n; i++) {
        if (!g_ascii_isalnum(line[i]) && !strchr(SIGNS, line[i])) {
            return;
        }
    }
    memcpy(s->candidate, line + 2, n - 2);
    s->candidate[n - 2] = '\0';
}
