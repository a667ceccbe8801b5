// html_text.c: text → an HTML fragment, and the escaping that everything else relies on.
//
// Used for the HTML half of letters and for showing text on pages. The text may be a stranger's:
// each character passes html_escape_append, and only http, https and mailto become links, with
// nothing in their address but what was escaped.
//
// Linear. Neighbours: html.c.
#include "mail/html.h"

#include "base/text.h"

#include <string.h>

#define LEVEL_MAX 10

static void
escape_append(GString *out, const char *text, size_t len)
{
    const char *end = text + len, *plain = text;
    for (const char *p = text; p < end; p++) {
        if (*p > '>' || *p < '"' || !strchr("&<>\"'", *p)) {
            continue;
        }
        g_string_append_len(out, plain, p - plain);
        plain = p + 1;
        switch (*p) {
        case '&':
            g_string_append(out, "&amp;");
            break;
        case '<':
            g_string_append(out, "&lt;");
            break;
        case '>':
            g_string_append(out, "&gt;");
            break;
        case '"':
            g_string_append(out, "&quot;");
            break;
        case '\'':
            g_string_append(out, "&#39;");
            break;
        }
    }
    g_string_append_len(out, plain, end - plain);
}

void
html_escape_append(GString *out, const char *text)
{
    escape_append(out, text_or_empty(text), strlen(text_or_empty(text)));
}

size_t
html_link_length(const char *p, const char *end)
{
    static const char *const SCHEMES[] = {"https://", "http://", "mailto:"};
    size_t scheme = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(SCHEMES) && !scheme; i++) {
        size_t n = strlen(SCHEMES[i]);
        scheme = (size_t)(end - p) > n && g_ascii_strncasecmp(p, SCHEMES[i], n) == 0 ? n : 0;
    }
    if (!scheme) {
        return 0;
    }
    size_t len = scheme;
    while (p + len < end && (unsigned char)p[len] > ' ' && !strchr("<>\"'`{}|\\^", p[len])) {
        len++;
    }
    // The full stop of a sentence and the bracket around a link are not of it.
    while (len > scheme && strchr(".,;:!?)]", p[len - 1])) {
        len--;
    }
    return len > scheme ? len : 0;
}

void
html_line_append(GString *out, const char *line, size_t len)
{
    const char *end = line + len, *plain = line;
    for (const char *p = line; p < end;) {
        bool may_begin = strchr("hHmM", *p) && (p == line || !g_ascii_isalnum(p[-1]));
        size_t link = may_begin ? html_link_length(p, end) : 0;
        if (!link) {
            p++;
            continue;
        }
        escape_append(out, plain, (size_t)(p - plain));
        g_string_append(out, "<a href=\"");
        escape_append(out, p, link);
        g_string_append(out, "\">");
        escape_append(out, p, link);
        g_string_append(out, "</a>");
        plain = p += link;
    }
    escape_append(out, plain, (size_t)(end - plain));
}

// "[cid:ID]" alone on its line, as html_to_text writes it.
static bool
put_picture(GString *out, const char *line, size_t len)
{
    if (len < 7 || strncmp(line, "[cid:", 5) != 0 || line[len - 1] != ']') {
        return false;
    }
    size_t id = len - 6;
    for (size_t i = 0; i < id; i++) {
        if ((unsigned char)line[5 + i] <= ' ' || strchr("[]<>\"'", line[5 + i])) {
            return false;
        }
    }
    g_string_append(out, "<img src=\"cid:");
    escape_append(out, line + 5, id);
    g_string_append(out, "\" alt=\"\">");
    return true;
}

// Takes "> > " off the front and tells how many there were.
static unsigned
take_quote(const char **line, size_t *len)
{
    unsigned level = 0;
    while (level<LEVEL_MAX && * len> 0 && **line == '>') {
        size_t n = *len > 1 && (*line)[1] == ' ' ? 2 : 1;
        *line += n;
        *len -= n;
        level++;
    }
    return level;
}

static void
end_paragraph(GString *out, bool *open)
{
    if (*open) {
        g_string_append(out, "</p>\n");
        *open = false;
    }
}

static void
set_level(GString *out, unsigned *level, unsigned wanted)
{
    for (; *level < wanted; (*level)++) {
        g_string_append(out, "<blockquote>\n");
    }
    for (; *level > wanted; (*level)--) {
        g_string_append(out, "</blockquote>\n");
    }
}

char *
html_from_text(const char *text)
{
    g_autofree char *normal = text_normal(text);
    GString *out = g_string_sized_new(strlen(normal) * 5 / 4 + 16);
    unsigned level = 0;
    bool open = false;
    for (const char *next = normal; *next;) {
        const char *line = next;
        size_t len = strcspn(line, "\n");
        next = line + len + (line[len] == '\n');
        unsigned wanted = take_quote(&line, &len);
        if (wanted != level) {
            end_paragraph(out, &open);
            set_level(out, &level, wanted);
        }
        if (len == 0) {
            end_paragraph(out, &open);
            continue;
        }
        g_string_append(out, open ? "<br>\n" : "<p>");
        open = true;
        if (!put_picture(out, line, len)) {
            html_line_append(out, line, len);
        }
    }
    end_paragraph(out, &open);
    set_level(out, &level, 0);
    return g_string_free(out, FALSE);
}
