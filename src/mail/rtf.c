// rtf.c: the text of a mail that Outlook sent as compressed RTF, inside a winmail.dat, when there
// is no other form of it.
//
// LZFu is a sliding window of 4 kB that begins with a known text; the RTF in it is walked once:
// groups that hold tables, styles, pictures and the HTML tags of encapsulated HTML are skipped,
// \par and \line end a line, \'hh and \u are characters. Good enough to read, not for layout.
//
// Limits: 1 MB comes out at most, 64 groups deep (more are flattened). Linear. Neighbours: tnef.c.

#include "mail/rtf.h"

#include "base/text.h"
#include "mail/charset.h"

#include <glib.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define OUT_MAX   (1024 * 1024)
#define DEPTH_MAX 64
#define WINDOW    4096

static const char PRESET[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

static GString *
decompress(const uint8_t *in, size_t len)
{
    g_autofree char *window = g_malloc0(WINDOW);
    size_t at = strlen(PRESET);
    GString *out = g_string_new(NULL);

    memcpy(window, PRESET, at);
    for (size_t i = 0; i < len && out->len < OUT_MAX;) {
        uint8_t flags = in[i++];

        for (unsigned bit = 0; bit < 8 && i < len; bit++) {
            if (!(flags >> bit & 1)) {
                window[at] = (char)in[i];
                g_string_append_c(out, (char)in[i++]);
                at = (at + 1) % WINDOW;
                continue;
            }
            if (i + 1 >= len) {
                return out;
            }
            size_t from = (size_t)in[i] << 4 | in[i + 1] >> 4;
            size_t n = (in[i + 1] & 0xfu) + 2;

            i += 2;
            // A reference to the place that is being written is the end.
            if (from == at) {
                return out;
            }
            for (; n > 0; n--) {
                char c = window[from];

                g_string_append_c(out, c);
                window[at] = c;
                from = (from + 1) % WINDOW;
                at = (at + 1) % WINDOW;
            }
        }
    }
    return out;
}

typedef struct {
    GString *out;         // UTF-8
    GString *bytes;       // of the document's codepage, not yet converted
    unsigned depth, skip; // skip: depth of the group that is left out, 0 = none
    unsigned codepage;
    unsigned unicode_skip, pending; // characters that stand for one told by \u
} Rtf;

static void
flush(Rtf *r)
{
    char label[24];
    g_autofree char *utf8 = NULL;

    g_snprintf(label, sizeof label, "windows-%u", r->codepage);
    utf8 = charset_to_utf8(r->bytes->str, r->bytes->len, r->codepage ? label : NULL, NULL, NULL);
    g_string_append(r->out, utf8);
    g_string_truncate(r->bytes, 0);
}

static void
put_byte(Rtf *r, char c)
{
    if (r->pending > 0) {
        r->pending--;
    } else if (!r->skip) {
        g_string_append_c(r->bytes, c);
    }
}

static void
put_control(Rtf *r, const char *word, long value, bool has_value)
{
    static const char *const SKIPPED[] = {"fonttbl",
                                          "colortbl",
                                          "stylesheet",
                                          "info",
                                          "pict",
                                          "object",
                                          "header",
                                          "footer",
                                          "htmltag",
                                          "mhtmltag",
                                          "listtable",
                                          "generator",
                                          "listoverridetable",
                                          NULL};
    static const char *const BREAKS[] = {"par", "line", "sect", "page", "row", NULL};

    if (g_strv_contains(SKIPPED, word)) {
        r->skip = r->skip ? r->skip : MAX(r->depth, 1);
    } else if (g_strv_contains(BREAKS, word)) {
        put_byte(r, '\n');
    } else if (strcmp(word, "tab") == 0 || strcmp(word, "cell") == 0) {
        put_byte(r, '\t');
    } else if (strcmp(word, "ansicpg") == 0) {
        r->codepage = value > 0 && value < 65536 ? (unsigned)value : 0;
    } else if (strcmp(word, "uc") == 0) {
        r->unicode_skip = (unsigned)CLAMP(value, 0, 8);
    } else if (strcmp(word, "u") == 0 && has_value && !r->skip) {
        gunichar c = (gunichar)(value < 0 ? value + 65536 : value);

        flush(r);
        if (g_unichar_validate(c) && c != 0) {
            g_string_append_unichar(r->out, c);
        }
        r->pending = r->unicode_skip;
    }
}

// Behind a backslash; returns where the rest begins.
static const char *
take_control(Rtf *r, const char *p)
{
    char word[32];
    size_t n = 0;
    bool has_value;
    char *end;
    long value;

    if (*p == '\'' && g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2])) {
        put_byte(r, (char)(g_ascii_xdigit_value(p[1]) << 4 | g_ascii_xdigit_value(p[2])));
        return p + 3;
    }
    if (!g_ascii_isalpha(*p)) {
        if (*p == '*') {
            r->skip = r->skip ? r->skip : MAX(r->depth, 1);
        } else if (*p && strchr("\\{}", *p)) {
            put_byte(r, *p);
        } else if (*p == '~') {
            put_byte(r, ' ');
        } else if (*p == '\n' || *p == '\r') {
            put_byte(r, '\n');
        }
        return *p ? p + 1 : p;
    }
    for (; g_ascii_isalpha(*p); p++) {
        if (n + 1 < sizeof word) {
            word[n++] = *p;
        }
    }
    word[n] = '\0';
    has_value = g_ascii_isdigit(*p) || (*p == '-' && g_ascii_isdigit(p[1]));
    value = has_value ? strtol(p, &end, 10) : 0;
    p = has_value ? end : p;
    put_control(r, word, value, has_value);
    return *p == ' ' ? p + 1 : p;
}

static char *
to_text(const char *rtf)
{
    Rtf r = {.out = g_string_new(NULL),
             .bytes = g_string_new(NULL),
             .codepage = 1252,
             .unicode_skip = 1};
    g_autofree char *text = NULL;

    for (const char *p = rtf; *p;) {
        char c = *p++;

        if (c == '{') {
            r.depth += r.depth < DEPTH_MAX;
        } else if (c == '}') {
            r.skip = r.skip >= r.depth ? 0 : r.skip;
            r.depth -= r.depth > 0;
        } else if (c == '\\') {
            p = take_control(&r, p);
        } else if (c != '\r' && c != '\n') {
            put_byte(&r, c);
        }
    }
    flush(&r);
    g_string_free(r.bytes, TRUE);
    text = g_string_free(r.out, FALSE);
    return text_normal(g_strstrip(text));
}

char *
rtf_compressed_to_text(const uint8_t *bytes, size_t len)
{
    g_autoptr(GString) rtf = NULL;

    if (len < 16) {
        return NULL;
    }
    if (memcmp(bytes + 8, "LZFu", 4) == 0) {
        rtf = decompress(bytes + 16, len - 16);
    } else if (memcmp(bytes + 8, "MELA", 4) == 0) {
        rtf = g_string_new_len((const char *)bytes + 16, (gssize)MIN(len - 16, OUT_MAX));
    }
    return rtf && g_str_has_prefix(rtf->str, "{\\rtf") ? to_text(rtf->str) : NULL;
}
