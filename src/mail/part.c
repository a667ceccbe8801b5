// part.c: the content of one MIME part, decoded and streamed, and the names it goes by.
//
// GMime 3.2.13 stops a base64 body at the first "=", so the raw stream of the data wrapper is read
// and decoded here: padding in the middle only ends a group. Transfer encodings that real mailers
// misspell
// ("7-bit", "quoted-printable;") count as what they mean; any other unknown one gives the raw
// bytes. File names are read by GMime from a header that was put right first (B words to Q words,
// raw 8-bit to UTF-8). Received parts are never changed: GMime loops for ever on some edited
// parameter lists.
//
// Not for choosing parts (message_tree.c). Memory: one buffer, whatever the size of the part.

#include "mail/part.h"

#include "base/names.h"
#include "mail/charset.h"
#include "mail/header.h"
#include "mail/html_charset.h"

#include <string.h>

#define CHUNK 16384

static const Name ENCODINGS[] = {
    {"", ENCODING_NONE},
    {"7bit", ENCODING_NONE},
    {"8bit", ENCODING_NONE},
    {"binary", ENCODING_NONE},
    {"7-bit", ENCODING_NONE},
    {"8-bit", ENCODING_NONE},
    {"7bits", ENCODING_NONE},
    {"8bits", ENCODING_NONE},
    {"7", ENCODING_NONE},
    {"8", ENCODING_NONE},
    {"plain", ENCODING_NONE},
    {"none", ENCODING_NONE},
    {"text", ENCODING_NONE},
    {"text/plain", ENCODING_NONE},
    {"text/html", ENCODING_NONE},
    {"us-ascii", ENCODING_NONE},
    {"utf-8", ENCODING_NONE},
    {"base64", ENCODING_BASE64},
    {"base-64", ENCODING_BASE64},
    {"x-base64", ENCODING_BASE64},
    {"quoted-printable", ENCODING_QUOTED},
    {"quoted printable", ENCODING_QUOTED},
    {"quotedprintable", ENCODING_QUOTED},
    {"qp", ENCODING_QUOTED},
    {"x-uuencode", ENCODING_UU},
    {"uuencode", ENCODING_UU},
    {"x-uue", ENCODING_UU},
    {"uue", ENCODING_UU},
    {NULL, 0},
};

const char *
part_header(GMimeObject *object, const char *name)
{
    GMimeHeaderList *list = g_mime_object_get_header_list(object);
    GMimeHeader *header = g_mime_header_list_get_header(list, name);

    return header ? g_mime_header_get_raw_value(header) : NULL;
}

PartEncoding
part_encoding(GMimeObject *object)
{
    g_autofree char *value = g_strdup(part_header(object, "Content-Transfer-Encoding"));
    int code = ENCODING_NONE;

    if (!value) {
        return ENCODING_NONE;
    }
    value[strcspn(value, ";(")] = '\0';
    g_strstrip(value);
    g_strdelimit(value, "\"", ' ');
    g_strstrip(value);
    return names_code(ENCODINGS, value, &code) ? (PartEncoding)code : ENCODING_UNKNOWN;
}

typedef struct {
    unsigned bits, count;
    bool broken;
} Base64;

static int
base64_value(unsigned char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static size_t
base64_step(Base64 *b, const signed char *table, const char *in, size_t len, char *out)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        int v = table[(unsigned char)in[i]];

        if (v >= 0) {
            b->bits = (b->bits << 6) | (unsigned)v;
            if (++b->count == 4) {
                out[n++] = (char)(b->bits >> 16);
                out[n++] = (char)(b->bits >> 8);
                out[n++] = (char)b->bits;
                b->bits = b->count = 0;
            }
        } else if (v == -2) {
            // Padding ends a group; another one may follow it.
            if (b->count == 3) {
                out[n++] = (char)(b->bits >> 10);
            }
            if (b->count >= 2) {
                out[n++] = (char)(b->bits >> (b->count == 3 ? 2 : 4));
            }
            b->broken |= b->count == 1;
            b->bits = b->count = 0;
        } else if (v == -1) {
            b->broken = true;
        }
    }
    return n;
}

static void
base64_table(signed char table[256])
{
    for (unsigned c = 0; c < 256; c++) {
        table[c] = (signed char)base64_value((unsigned char)c);
    }
    table['='] = -2;
    table['\r'] = table['\n'] = table[' '] = table['\t'] = -3;
}

static void
decode_base64(GMimeStream *stream, GMimeSink sink, void *data, bool *broken)
{
    Base64 b = {0};
    signed char table[256];
    char in[CHUNK], out[CHUNK];
    bool more = true;
    ssize_t n;

    base64_table(table);
    while (more && (n = g_mime_stream_read(stream, in, sizeof in)) > 0) {
        size_t len = base64_step(&b, table, in, (size_t)n, out);

        more = len == 0 || sink(data, out, len);
    }
    if (more && b.count > 0) {
        size_t len = base64_step(&b, table, "=", 1, out);

        b.broken = true;
        if (len > 0) {
            sink(data, out, len);
        }
    }
    if (broken) {
        *broken |= b.broken;
    }
}

static void
decode_stream(GMimeStream *stream, GMimeContentEncoding encoding, GMimeSink sink, void *data)
{
    GMimeEncoding state;
    char in[CHUNK], out[CHUNK * 2];
    bool more = true;
    ssize_t n;

    g_mime_encoding_init_decode(&state, encoding);
    while (more && (n = g_mime_stream_read(stream, in, sizeof in)) > 0) {
        size_t len = (size_t)n;

        if (encoding == GMIME_CONTENT_ENCODING_DEFAULT) {
            more = sink(data, in, len);
            continue;
        }
        len = g_mime_encoding_step(&state, in, len, out);
        more = len == 0 || sink(data, out, len);
    }
    if (more && encoding != GMIME_CONTENT_ENCODING_DEFAULT) {
        size_t len = g_mime_encoding_flush(&state, "", 0, out);

        if (len > 0) {
            sink(data, out, len);
        }
    }
}

void
part_decode(GMimeObject *object, GMimeSink sink, void *data, bool *broken)
{
    GMimeDataWrapper *content;
    GMimeStream *stream;

    if (GMIME_IS_MESSAGE_PART(object)) {
        GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));

        if (inner) {
            gmime_write(GMIME_OBJECT(inner), NULL, sink, data);
        }
        return;
    }
    if (!GMIME_IS_PART(object)) {
        gmime_write(object, NULL, sink, data);
        return;
    }
    content = g_mime_part_get_content(GMIME_PART(object));
    stream = content ? g_mime_data_wrapper_get_stream(content) : NULL;
    if (!stream) {
        return;
    }
    g_mime_stream_reset(stream);
    switch (part_encoding(object)) {
    case ENCODING_BASE64:
        decode_base64(stream, sink, data, broken);
        break;
    case ENCODING_QUOTED:
        decode_stream(stream, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, sink, data);
        break;
    case ENCODING_UU:
        decode_stream(stream, GMIME_CONTENT_ENCODING_UUENCODE, sink, data);
        break;
    case ENCODING_NONE:
    case ENCODING_UNKNOWN:
        decode_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT, sink, data);
        break;
    }
}

typedef struct {
    GString *bytes;
    size_t max;
} Bounded;

static bool
bounded_sink(void *data, const char *bytes, size_t len)
{
    Bounded *b = data;

    g_string_append_len(b->bytes, bytes, (gssize)MIN(len, b->max - b->bytes->len));
    return b->bytes->len < b->max;
}

GString *
part_bytes(GMimeObject *object, size_t max, bool *broken)
{
    Bounded b = {g_string_new(NULL), max};

    if (max > 0) {
        part_decode(object, bounded_sink, &b, broken);
    }
    return b.bytes;
}

static bool
part_is_html(GMimeObject *object)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);

    return type && g_mime_content_type_is_type(type, "text", "html");
}

char *
part_text(GMimeObject *object, size_t max, bool *broken, bool *guessed)
{
    g_autoptr(GString) bytes = part_bytes(object, max, broken);
    g_autofree char *charset = g_strdup(part_type_param(object, "charset"));
    bool unsure = false;
    size_t len = bytes->len;
    char *text;

    // The cap may have cut a character in two; that must not look like a wrong label.
    if (len == max) {
        const char *end;

        if (!g_utf8_validate_len(bytes->str, len, &end) && bytes->str + len - end < 4) {
            len = (size_t)(end - bytes->str);
        }
    }
    if (charset_says_nothing(charset) && part_is_html(object)) {
        g_free(charset);
        charset = html_charset(bytes->str, len);
    }
    text = charset_to_utf8(bytes->str, len, *charset ? charset : NULL, &unsure, NULL);
    if (guessed && unsure) {
        *guessed = true;
    }
    return text;
}

char *
part_type(GMimeObject *object)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);
    const char *major = type ? g_mime_content_type_get_media_type(type) : NULL;
    const char *minor = type ? g_mime_content_type_get_media_subtype(type) : NULL;
    g_autofree char *all = NULL;

    if (!major || !*major || !minor || !*minor) {
        return g_strdup("text/plain");
    }
    all = g_strdup_printf("%s/%s", major, minor);
    return g_utf8_validate(all, -1, NULL) ? g_ascii_strdown(all, -1)
                                          : g_strdup("application/octet-stream");
}

const char *
part_type_param(GMimeObject *object, const char *name)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);
    const char *value = type ? g_mime_content_type_get_parameter(type, name) : NULL;

    return value && g_utf8_validate(value, -1, NULL) ? value : "";
}

static char *
header_for_params(GMimeObject *object, const char *name)
{
    const char *raw = part_header(object, name);
    g_autofree char *utf8 = NULL;
    g_autofree char *flat = NULL;

    if (!raw) {
        return NULL;
    }
    utf8 = charset_to_utf8(raw, strlen(raw), NULL, NULL, NULL);
    flat = g_strdelimit(g_steal_pointer(&utf8), "\r\n", ' ');
    return header_b_to_q(g_strstrip(flat));
}

char *
part_file_name(GMimeObject *object)
{
    g_autofree char *disposition = header_for_params(object, "Content-Disposition");
    g_autofree char *type = header_for_params(object, "Content-Type");
    const char *name = NULL;

    if (disposition) {
        g_autoptr(GMimeContentDisposition) d = g_mime_content_disposition_parse(NULL, disposition);

        name = d ? g_mime_content_disposition_get_parameter(d, "filename") : NULL;
        if (name && *name) {
            return g_strdup(name);
        }
    }
    if (type) {
        g_autoptr(GMimeContentType) t = g_mime_content_type_parse(NULL, type);

        name = t ? g_mime_content_type_get_parameter(t, "name") : NULL;
        if (name && *name) {
            return g_strdup(name);
        }
    }
    return NULL;
}

char *
part_content_id(GMimeObject *object)
{
    const char *raw = part_header(object, "Content-ID");
    g_autofree char *id = NULL;
    size_t len;

    if (!raw) {
        return g_strdup("");
    }
    id = header_decode(raw, NULL);
    g_strstrip(id);
    len = strlen(id);
    if (len >= 2 && id[0] == '<' && id[len - 1] == '>') {
        return g_strndup(id + 1, len - 2);
    }
    return g_steal_pointer(&id);
}

char *
part_disposition(GMimeObject *object)
{
    const char *raw = part_header(object, "Content-Disposition");
    g_autofree char *value = g_strdup(raw ? raw : "");

    value[strcspn(value, ";")] = '\0';
    g_strstrip(value);
    return g_utf8_validate(value, -1, NULL) ? g_ascii_strdown(value, -1) : g_strdup("");
}
