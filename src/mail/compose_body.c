// compose_body.c: the MIME tree of a mail that we send (RFC 2045…2049, 2387, 2392).
//
// multipart/mixed { alternative { text, related { html, pictures } }, files }, each level only
// where it is needed. Text is 7 bit where it can be, else quoted-printable or base64; files are
// always base64, so their bytes arrive as they are. Boundaries come from the Message-ID.
//
// Not for the top header (compose_header.c). Contents stay in their Blobs until they are written.

#include "mail/compose_body.h"

#include "base/error.h"
#include "base/text.h"
#include "mail/compose_header.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

// A line of "." or "From " in front is nothing that every relay leaves alone; long lines are
// forbidden.
static GMimeContentEncoding
choose_encoding(const char *text)
{
    size_t high = 0, total = strlen(text);
    bool quote = false;

    for (const char *p = text; *p;) {
        size_t len = strcspn(p, "\n");

        if (len == 1 && *p == '.') {
            return GMIME_CONTENT_ENCODING_BASE64;
        }
        quote =
            quote || len > 900 || g_str_has_prefix(p, "From ") || (len > 0 && p[len - 1] == ' ');
        for (size_t i = 0; i < len; i++) {
            high += (unsigned char)p[i] >= 0x7f || ((unsigned char)p[i] < ' ' && p[i] != '\t');
        }
        p += len + (p[len] == '\n');
    }
    if (high * 6 > total) {
        return GMIME_CONTENT_ENCODING_BASE64;
    }
    return quote || high > 0 ? GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE : GMIME_CONTENT_ENCODING_7BIT;
}

static char *
line_feeds(const char *text)
{
    g_autofree char *valid = text_utf8(text, -1);
    char *out = valid;

    for (const char *in = valid; *in; in++) {
        if (*in == '\r') {
            *out++ = '\n';
            in += in[1] == '\n';
        } else {
            *out++ = *in;
        }
    }
    *out = '\0';
    return g_steal_pointer(&valid);
}

static GMimeObject *
text_part(const char *subtype, const char *text)
{
    GMimeTextPart *part = g_mime_text_part_new_with_subtype(subtype);
    g_autofree char *lines = line_feeds(text);
    g_autofree char *whole =
        g_str_has_suffix(lines, "\n") ? g_strdup(lines) : g_strconcat(lines, "\n", NULL);

    // Not g_mime_text_part_set_text: it looks for charsets that the text would fit into.
    size_t len = strlen(whole);
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(whole, len);
    g_autoptr(GMimeDataWrapper) content =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_text_part_set_charset(part, "utf-8");
    g_mime_part_set_content(GMIME_PART(part), content);
    g_mime_part_set_content_encoding(GMIME_PART(part), choose_encoding(whole));
    return GMIME_OBJECT(part);
}

typedef struct {
    const Draft *draft;
    GByteArray *windows; // one for each attachment: borrowed bytes
    unsigned boundaries;
} Builder;

static GMimeObject *
multipart(Builder *b, const char *subtype)
{
    GMimeMultipart *multi = g_mime_multipart_new_with_subtype(subtype);
    g_autofree char *seed = g_strdup_printf("%u %s", b->boundaries++, b->draft->message_id);
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, seed, -1);
    g_autofree char *boundary = g_strdup_printf("=_%.40s", hash);

    // "=_" stands in no base64 and no quoted-printable text.
    g_mime_multipart_set_boundary(multi, boundary);
    return GMIME_OBJECT(multi);
}

static void
multipart_take(GMimeObject *multi, GMimeObject *part)
{
    g_mime_multipart_add(GMIME_MULTIPART(multi), part);
    g_object_unref(part);
}

static GMimeStream *
content_stream(Builder *b, guint i, const Blob *content, GError **error)
{
    const char *bytes = blob_memory(content);
    GMimeStream *stream;
    int fd;

    if (blob_fd(content) < 0) {
        b->windows[i].data = (guint8 *)(uintptr_t)text_or_empty(bytes);
        b->windows[i].len = (guint)blob_size(content);
        stream = g_mime_stream_mem_new();
        g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), &b->windows[i]);
        g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
        g_mime_stream_set_bounds(stream, 0, (gint64)blob_size(content));
        return stream;
    }
    fd = fcntl(blob_fd(content), F_DUPFD_CLOEXEC, 3);
    if (fd < 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_RETRY, "cannot reopen an attachment: %s",
                    g_strerror(errno));
        return NULL;
    }
    return g_mime_stream_fs_new_with_bounds(fd, 0, (gint64)blob_size(content));
}

static bool
is_token(const char *s)
{
    return *s && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789!#$&^_.+-") == strlen(s);
}

// Messages may not be base64 (RFC 2046 5.2.1), so they travel as plain bytes with their name.
static GMimePart *
typed_part(const char *type)
{
    g_autofree char *lower = g_ascii_strdown(type, -1);
    char *slash = strchr(lower, '/');

    if (slash) {
        *slash = '\0';
        if (is_token(lower) && is_token(slash + 1) && strcmp(lower, "multipart") != 0 &&
            strcmp(lower, "message") != 0) {
            return g_mime_part_new_with_type(lower, slash + 1);
        }
    }
    return g_mime_part_new_with_type("application", "octet-stream");
}

static GMimeObject *
attachment_part(Builder *b, guint i, bool shown, GError **error)
{
    const DraftAttachment *a = g_ptr_array_index(b->draft->attachments, i);
    g_autoptr(GMimeStream) stream = content_stream(b, i, a->content, error);
    g_autoptr(GMimeDataWrapper) wrapper = NULL;
    g_autofree char *name = text_file_name(a->name);
    GMimePart *part;

    if (!stream) {
        return NULL;
    }
    part = typed_part(a->type);
    wrapper = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, wrapper);
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
    g_mime_object_set_disposition(GMIME_OBJECT(part), shown ? "inline" : "attachment");
    g_mime_part_set_filename(part, name);
    if (*a->content_id && header_id_is_valid(a->content_id)) {
        g_mime_part_set_content_id(part, a->content_id);
    }
    return GMIME_OBJECT(part);
}

// Adds the attachments that are shown inside the HTML, or all others.
static bool
add_attachments(Builder *b, GMimeObject *multi, bool shown, GError **error)
{
    const GPtrArray *list = b->draft->attachments;

    for (guint i = 0; i < list->len; i++) {
        const DraftAttachment *a = g_ptr_array_index(list, i);
        GMimeObject *part;

        if ((*b->draft->html && *a->content_id) != shown) {
            continue;
        }
        part = attachment_part(b, i, shown, error);
        if (!part) {
            return false;
        }
        multipart_take(multi, part);
    }
    return true;
}

static guint
count_shown(const Draft *d)
{
    guint shown = 0;

    for (guint i = 0; *d->html && i < d->attachments->len; i++) {
        const DraftAttachment *a = g_ptr_array_index(d->attachments, i);

        shown += *a->content_id != '\0';
    }
    return shown;
}

static GMimeObject *
build_html(Builder *b, GError **error)
{
    g_autoptr(GMimeObject) related = NULL;

    if (count_shown(b->draft) == 0) {
        return text_part("html", b->draft->html);
    }
    related = multipart(b, "related");
    g_mime_object_set_content_type_parameter(related, "type", "text/html");
    multipart_take(related, text_part("html", b->draft->html));
    return add_attachments(b, related, true, error) ? g_steal_pointer(&related) : NULL;
}

static GMimeObject *
build_text(Builder *b, GError **error)
{
    g_autoptr(GMimeObject) alternative = NULL;
    GMimeObject *html;

    if (!*b->draft->html) {
        return text_part("plain", b->draft->text);
    }
    alternative = multipart(b, "alternative");
    multipart_take(alternative, text_part("plain", b->draft->text));
    html = build_html(b, error);
    if (!html) {
        return NULL;
    }
    multipart_take(alternative, html);
    return g_steal_pointer(&alternative);
}

static GMimeObject *
build_mixed(Builder *b, GError **error)
{
    g_autoptr(GMimeObject) mixed = NULL;
    GMimeObject *text;

    if (b->draft->attachments->len == count_shown(b->draft)) {
        return build_text(b, error);
    }
    mixed = multipart(b, "mixed");
    text = build_text(b, error);
    if (!text) {
        return NULL;
    }
    multipart_take(mixed, text);
    return add_attachments(b, mixed, false, error) ? g_steal_pointer(&mixed) : NULL;
}

GMimeObject *
compose_body(const Draft *d, GByteArray *windows, GError **error)
{
    Builder builder = {d, windows, 0};

    return build_mixed(&builder, error);
}
