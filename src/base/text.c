// text.c: makes text valid, short, plain and comparable.
//
// Everything that arrives from outside passes one of these on its way to a screen, a log, a header
// or a comparison. All of them take any bytes, run in linear time, and give valid UTF-8 back.
//
// text_one_line is for what people read as one thing (names, subjects): what cannot be seen but
// changes what is seen (zero width, direction overrides, tags) is taken out. text_normal is for
// bodies.
//
// Not for charsets (mail/charset), HTML (mail/html) or headers (mail/header). Neighbours:
// text_name.c.
#include "base/text.h"

#include <string.h>

char *
text_utf8(const char *bytes, gssize len)
{
    return g_utf8_make_valid(bytes ? bytes : "", bytes ? len : 0);
}

// The text itself when it is valid, else a repaired copy that *held keeps.
static const char *
valid(const char *s, char **held)
{
    if (!s) {
        return "";
    }
    if (g_utf8_validate(s, -1, NULL)) {
        return s;
    }
    *held = g_utf8_make_valid(s, -1);
    return *held;
}

size_t
text_clip_length(const char *s, size_t len, size_t max)
{
    if (len <= max) {
        return len;
    }
    // In bytes that are no UTF-8 a run of continuation bytes may be endless: go back one character
    // at most.
    size_t end = max;
    for (unsigned i = 0; i < 3 && end > 0 && ((unsigned char)s[end] & 0xc0) == 0x80; i++) {
        end--;
    }
    return ((unsigned char)s[end] & 0xc0) == 0x80 ? max : end;
}

char *
text_clip(const char *s, size_t max)
{
    g_autofree char *held = NULL;
    const char *v = valid(s, &held);
    return g_strndup(v, text_clip_length(v, strlen(v), max));
}

bool
text_is_invisible(gunichar c)
{
    return c == 0x00ad || c == 0x034f || c == 0x061c || c == 0x180e || c == 0x3164 ||
           (c >= 0xfe00 && c <= 0xfe0f) ||
           (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
           (c >= 0xe0000 && c <= 0xe007f);
}

static bool
is_blank(gunichar c)
{
    return g_unichar_isspace(c) || g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029;
}

static char *
one_line(const char *s, bool escape)
{
    g_autofree char *held = NULL;
    const char *v = valid(s, &held);
    GString *out = g_string_sized_new(strlen(v) + 1);
    bool gap = false;
    for (const char *p = v; *p; p = text_next(p)) {
        gunichar c = g_utf8_get_char(p);
        if (text_is_invisible(c)) {
            continue;
        }
        if (is_blank(c)) {
            gap = out->len > 0;
            continue;
        }
        if (gap) {
            g_string_append_c(out, ' ');
            gap = false;
        }
        if (escape && (c == '"' || c == '\\')) {
            g_string_append_c(out, '\\');
        }
        g_string_append_len(out, p, text_next(p) - p);
    }
    return g_string_free(out, FALSE);
}

char *
text_one_line(const char *s)
{
    return one_line(s, false);
}

char *
text_log(const char *s)
{
    return one_line(s, true);
}

// Ends a line of text_normal: trailing white space goes, a third empty line in a row is not
// written.
static void
end_line(GString *out, size_t *content_end, unsigned *empty)
{
    bool is_empty = *content_end == 0 || out->str[*content_end - 1] == '\n';
    g_string_truncate(out, *content_end);
    *empty = is_empty ? *empty + 1 : 0;
    if (*empty <= 2) {
        g_string_append_c(out, '\n');
    }
    *content_end = out->len;
}

// Bytes at s that stay as they are in any normal text: printable ASCII and the Cyrillic block (lead bytes
// D0 and D1), which is nearly all of what people write here.
static size_t
ordinary_run(const char *s)
{
    const unsigned char *p = (const unsigned char *)s;
    for (;;) {
        if (*p >= 0x20 && *p < 0x7f) {
            p++;
        } else if (*p == 0xd0 || *p == 0xd1) {
            p += 2;
        } else {
            return (size_t)((const char *)p - s);
        }
    }
}

char *
text_normal(const char *s)
{
    g_autofree char *held = NULL;
    const char *v = valid(s, &held);
    GString *out = g_string_sized_new(strlen(v) + 1);
    size_t content_end = 0;
    unsigned empty = 0;
    for (const char *p = v; *p;) {
        size_t run = ordinary_run(p);
        if (run > 0) {
            g_string_append_len(out, p, (gssize)run);
            size_t blank = 0;
            while (blank < run && p[run - 1 - blank] == ' ') {
                blank++;
            }
            content_end = blank < run ? out->len - blank : content_end;
            p += run;
            continue;
        }
        gunichar c = g_utf8_get_char(p);
        const char *next = text_next(p);
        if (c == '\r') {
            // \r\r\n is one line end: some gateways convert twice.
            const char *q = p + strspn(p, "\r");
            next = *q == '\n' ? q : next;
            if (*q != '\n') {
                end_line(out, &content_end, &empty);
            }
        } else if (c == '\n' || c == 0x2028 || c == 0x2029) {
            end_line(out, &content_end, &empty);
        } else if (c == '\t' || (!g_unichar_iscntrl(c) && c != 0xfeff)) {
            g_string_append_len(out, p, next - p);
            if (!g_unichar_isspace(c)) {
                content_end = out->len;
            }
        }
        p = next;
    }
    g_string_truncate(out, content_end);
    return g_string_free(out, FALSE);
}

// Sorting combining marks takes time quadratic in their number; no language stacks so many.
static bool
marks_are_many(const char *s)
{
    unsigned run = 0;
    for (const char *p = s; *p; p = text_next(p)) {
        run = g_unichar_combining_class(g_utf8_get_char(p)) ? run + 1 : 0;
        if (run > 64) {
            return true;
        }
    }
    return false;
}

// Latin, Cyrillic and common punctuation without marks: the composed form is the text itself, which
// is found out in a tenth of the time that composing takes.
static bool
is_composed(const char *s)
{
    for (const char *p = s; *p; p = text_next(p)) {
        gunichar c = (guchar)*p < 0x80 ? (guchar)*p : g_utf8_get_char(p);
        bool plain = c < 0x300 || (c >= 0x400 && c <= 0x482) || (c >= 0x48a && c <= 0x52f) ||
                     (c >= 0x2010 && c <= 0x2027);
        if (!plain) {
            return false;
        }
    }
    return true;
}

char *
text_fold(const char *s)
{
    g_autofree char *held = NULL;
    const char *v = valid(s, &held);
    if (is_composed(v) || marks_are_many(v)) {
        return g_utf8_casefold(v, -1);
    }
    g_autofree char *nfc = g_utf8_normalize(v, -1, G_NORMALIZE_NFC);
    return g_utf8_casefold(nfc ? nfc : v, -1);
}

bool
text_equal_fold(const char *a, const char *b)
{
    g_autofree char *fa = text_fold(a);
    g_autofree char *fb = text_fold(b);
    return strcmp(fa, fb) == 0;
}

bool
text_is_empty(const char *s)
{
    g_autofree char *held = NULL;
    for (const char *p = valid(s, &held); *p; p = text_next(p)) {
        if (!g_unichar_isspace(g_utf8_get_char(p))) {
            return false;
        }
    }
    return true;
}
