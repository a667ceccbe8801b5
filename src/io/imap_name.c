// imap_name.c: names of folders and sets of UIDs as IMAP writes them.
//
// Modified UTF-7 is written here because only some C libraries know it (glibc's "UTF-7-IMAP").
// Names that are not valid UTF-8 cannot come from the config; a bad byte would end the name.
//
// Neighbours: imap.c, imap_done.c.
#include "io/imap_private.h"

// One run of characters outside ASCII: UTF-16BE in base64, with ',' for '/' and without padding.
static const char *
append_shifted(GString *out, const char *p)
{
    g_autoptr(GByteArray) units = g_byte_array_new();
    while ((guchar)*p >= 0x80) {
        gunichar c = g_utf8_get_char(p);
        gunichar pair[2] = {c, 0};
        unsigned n = 1;
        if (c > 0xffff) {
            pair[0] = 0xd800 + ((c - 0x10000) >> 10);
            pair[1] = 0xdc00 + ((c - 0x10000) & 0x3ff);
            n = 2;
        }
        for (unsigned i = 0; i < n; i++) {
            guint8 bytes[2] = {(guint8)(pair[i] >> 8), (guint8)pair[i]};
            g_byte_array_append(units, bytes, 2);
        }
        p += g_utf8_skip[(guchar)*p];
    }
    g_autofree char *base64 = g_base64_encode(units->data, units->len);
    g_string_append_c(out, '&');
    for (const char *b = base64; *b && *b != '='; b++) {
        g_string_append_c(out, *b == '/' ? ',' : *b);
    }
    g_string_append_c(out, '-');
    return p;
}

char *
imap_name(const char *utf8)
{
    const char *end;
    GString *out = g_string_new(NULL);
    g_utf8_validate(utf8, -1, &end);
    for (const char *p = utf8; p < end;) {
        if ((guchar)*p >= 0x80) {
            p = append_shifted(out, p);
            continue;
        }
        g_string_append_c(out, *p);
        if (*p == '&') {
            g_string_append_c(out, '-');
        }
        p++;
    }
    return g_string_free(out, FALSE);
}

char *
imap_quoted(const char *text)
{
    GString *out = g_string_new("\"");
    for (const char *p = text; *p; p++) {
        // CR and LF would end the command; no name or password of the config holds them.
        if (*p == '\r' || *p == '\n') {
            continue;
        }
        if (*p == '"' || *p == '\\') {
            g_string_append_c(out, '\\');
        }
        g_string_append_c(out, *p);
    }
    g_string_append_c(out, '"');
    return g_string_free(out, FALSE);
}

unsigned
imap_uid_set(GString *out, const SourceEntry *entries, unsigned count, unsigned max)
{
    unsigned i = 0;
    for (unsigned runs = 0; i < count && runs < max; runs++) {
        uint64_t first = entries[i].uid, last = first;
        for (i++; i < count && entries[i].uid == last + 1; i++) {
            last++;
        }
        g_string_append_printf(out, "%s%" G_GUINT64_FORMAT, runs ? "," : "", first);
        if (last != first) {
            g_string_append_printf(out, ":%" G_GUINT64_FORMAT, last);
        }
    }
    return i;
}
