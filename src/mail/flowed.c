// flowed.c: format=flowed text (RFC 3676) as paragraphs of one line each.
//
// A line that ends with a space goes on in the next line of the same quote depth; a leading space
// is stuffing. Not for guessing: only text that says format=flowed comes here. Linear in its
// length.

#include "mail/flowed.h"

#include <string.h>

typedef struct {
    const char *text;
    size_t len;
    unsigned quotes;
} Line;

static Line
line_read(const char *p, const char *end)
{
    Line line = {p, (size_t)(end - p), 0};

    if (line.len > 0 && line.text[line.len - 1] == '\r') {
        line.len--;
    }
    while (line.len > 0 && *line.text == '>') {
        line.text++;
        line.len--;
        line.quotes++;
    }
    if (line.len > 0 && *line.text == ' ') {
        line.text++;
        line.len--;
    }
    return line;
}

char *
flowed_join(const char *text, bool delsp)
{
    GString *out = g_string_new(NULL);
    unsigned open_quotes = 0;
    bool open = false;

    for (const char *p = text; *p;) {
        const char *end = strchrnul(p, '\n');
        Line line = line_read(p, end);
        bool signature = line.len == 3 && memcmp(line.text, "-- ", 3) == 0;

        if (open && (signature || line.quotes != open_quotes)) {
            g_string_append_c(out, '\n');
            open = false;
        }
        if (!open) {
            for (unsigned i = 0; i < line.quotes; i++) {
                g_string_append(out, "> ");
            }
        }
        open = !signature && line.len > 0 && line.text[line.len - 1] == ' ';
        open_quotes = line.quotes;
        g_string_append_len(out, line.text, (gssize)(line.len - (open && delsp ? 1 : 0)));
        if (!open) {
            g_string_append_c(out, '\n');
        }
        p = *end ? end + 1 : end;
    }
    return g_string_free(out, FALSE);
}
