// text_name.c: names and numbers for people: safe file names, sizes, "did you mean", hex.
//
// A file name from a mail is only ever a label: nothing is written under it. Still it travels on
// into browsers and onto disks of any system, so it loses paths, controls, reserved characters and
// Windows' device names, and keeps its extension when it is cut.
//
// Word distances are for words of commands and keys: longer ones than 64 characters are just far
// apart. Neighbours: text.c.
#include "base/text.h"

#include <string.h>

#define FILE_NAME_MAX 120
#define EXTENSION_MAX 16
#define WORD_MAX      64
#define DISTANCE_MAX  9

// CON, NUL, COM1 …: opening such a name on Windows opens a device.
static bool
is_device(const char *name)
{
    static const char *const DEVICES[] = {"con", "prn", "aux", "nul", NULL};
    size_t stem = strcspn(name, ".");
    if (stem == 3) {
        for (size_t i = 0; DEVICES[i]; i++) {
            if (g_ascii_strncasecmp(name, DEVICES[i], 3) == 0) {
                return true;
            }
        }
    }
    return stem == 4 && g_ascii_isdigit(name[3]) &&
           (g_ascii_strncasecmp(name, "com", 3) == 0 || g_ascii_strncasecmp(name, "lpt", 3) == 0);
}

static const char *
last_component(const char *s)
{
    const char *last = s;
    for (const char *p = s; *p; p++) {
        if ((*p == '/' || *p == '\\') && p[1]) {
            last = p + 1;
        }
    }
    return last;
}

static char *
clip_keeping_extension(const char *name)
{
    size_t len = strlen(name);
    const char *dot = strrchr(name, '.');
    size_t ext = dot ? len - (size_t)(dot - name) : 0;
    if (ext > EXTENSION_MAX || dot == name) {
        ext = 0;
    }
    size_t stem = text_clip_length(name, len - ext, FILE_NAME_MAX - ext);
    return g_strdup_printf("%.*s%s", (int)stem, name, name + len - ext);
}

char *
text_file_name(const char *s)
{
    g_autofree char *line = text_one_line(s);
    GString *out = g_string_new(NULL);
    for (const char *p = last_component(line); *p; p++) {
        bool leading = out->len == 0 && (*p == '.' || *p == ' ');
        if (!leading) {
            g_string_append_c(out, strchr("/\\<>:\"|?*", *p) ? '_' : *p);
        }
    }
    // Windows drops trailing dots and spaces, so that "x.exe." would open as "x.exe".
    while (out->len && strchr(". ", out->str[out->len - 1])) {
        g_string_truncate(out, out->len - 1);
    }
    if (out->len == 0 || strspn(out->str, "_") == out->len) {
        g_string_assign(out, "attachment");
    }
    if (is_device(out->str)) {
        g_string_prepend_c(out, '_');
    }
    g_autofree char *name = g_string_free(out, FALSE);
    return strlen(name) > FILE_NAME_MAX ? clip_keeping_extension(name) : g_steal_pointer(&name);
}

char *
text_size(guint64 bytes)
{
    static const char *const UNITS[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    if (bytes < 1024) {
        return g_strdup_printf("%u B", (unsigned)bytes);
    }
    size_t unit = 0;
    while (bytes >= 1024 * 1024 && unit + 1 < G_N_ELEMENTS(UNITS)) {
        bytes /= 1024;
        unit++;
    }
    guint64 tenths = bytes * 10 / 1024;
    if (tenths % 10 == 0 || tenths >= 1000) {
        return g_strdup_printf("%u %s", (unsigned)(tenths / 10), UNITS[unit]);
    }
    return g_strdup_printf("%u.%u %s", (unsigned)(tenths / 10), (unsigned)(tenths % 10),
                           UNITS[unit]);
}

// Optimal string alignment: like Levenshtein, and two neighbours that changed places count as one.
unsigned
text_distance(const char *a, const char *b)
{
    g_autofree char *va = text_utf8(a, a ? -1 : 0);
    g_autofree char *vb = text_utf8(b, b ? -1 : 0);
    glong na = 0, nb = 0;
    g_autofree gunichar *ca = g_utf8_to_ucs4_fast(va, -1, &na);
    g_autofree gunichar *cb = g_utf8_to_ucs4_fast(vb, -1, &nb);
    if (na > WORD_MAX || nb > WORD_MAX) {
        return strcmp(va, vb) == 0 ? 0 : DISTANCE_MAX;
    }
    unsigned char d[WORD_MAX + 1][WORD_MAX + 1];
    for (glong i = 0; i <= na; i++) {
        d[i][0] = (unsigned char)i;
    }
    for (glong j = 0; j <= nb; j++) {
        d[0][j] = (unsigned char)j;
    }
    for (glong i = 1; i <= na; i++) {
        for (glong j = 1; j <= nb; j++) {
            unsigned cost = ca[i - 1] != cb[j - 1];
            unsigned best = MIN(d[i - 1][j] + 1u, d[i][j - 1] + 1u);
            best = MIN(best, d[i - 1][j - 1] + cost);
            if (i > 1 && j > 1 && ca[i - 1] == cb[j - 2] && ca[i - 2] == cb[j - 1]) {
                best = MIN(best, d[i - 2][j - 2] + 1u);
            }
            d[i][j] = (unsigned char)best;
        }
    }
    return MIN(d[na][nb], DISTANCE_MAX);
}

const char *
text_nearest(const char *word, const char *const *list)
{
    g_autofree char *folded = text_fold(word);
    glong len = g_utf8_strlen(folded, -1);
    unsigned best = len <= 3 ? 2 : len <= 6 ? 3 : 4;
    const char *nearest = NULL;
    for (; *list; list++) {
        g_autofree char *entry = text_fold(*list);
        unsigned distance = text_distance(folded, entry);
        if (distance < best) {
            best = distance;
            nearest = *list;
        }
    }
    return nearest;
}

char *
text_hex(const void *bytes, size_t len)
{
    static const char DIGITS[] = "0123456789abcdef";
    const unsigned char *b = bytes;
    char *out = g_malloc(len * 2 + 1);
    for (size_t i = 0; i < len; i++) {
        out[i * 2] = DIGITS[b[i] >> 4];
        out[i * 2 + 1] = DIGITS[b[i] & 15];
    }
    out[len * 2] = '\0';
    return out;
}
