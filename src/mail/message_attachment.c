// message_attachment.c: attachments of a mail and single parts read by their type.
//
// Sizes are those of the decoded bytes; they are measured when an attachment is first looked at, in
// one buffer. Whether a picture is shown inside the HTML is found out then too. Neighbours:
// message_tree.c made the list, part.c decodes.

#include "base/text.h"
#include "mail/charset.h"
#include "mail/message_private.h"
#include "mail/part.h"

#include <string.h>

unsigned
message_attachment_count(const Message *m)
{
    return m->attachments->len;
}

static void
attachment_stream(const Attachment *a, GMimeSink sink, void *data, bool *broken)
{
    char buffer[16384];
    uint64_t at = a->offset, end = a->offset + a->length;
    gssize n = 1;

    if (a->object) {
        part_decode(a->object, sink, data, broken);
        return;
    }
    while (at < end && n > 0) {
        n = blob_read(a->blob, at, buffer, MIN(sizeof buffer, end - at), NULL);
        if (n <= 0 || !sink(data, buffer, (size_t)n)) {
            return;
        }
        at += (uint64_t)n;
    }
}

static bool
count_sink(void *data, const char *bytes, size_t len)
{
    *(uint64_t *)data += len;
    return true;
}

static bool
html_shows(const Message *m, const char *content_id)
{
    const char *p;

    if (!m->lazy->shown) {
        m->lazy->shown = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        for (p = message_html(m); (p = strcasestr(p, "cid:"));) {
            size_t len = strcspn(p + 4, "\"'<>() \t\r\n");
            char *id = g_uri_unescape_segment(p + 4, p + 4 + len, NULL);

            p += 4 + len;
            if (id) {
                g_hash_table_add(m->lazy->shown, id);
            }
        }
    }
    return g_hash_table_contains(m->lazy->shown, content_id);
}

const MessageAttachment *
message_attachment(const Message *m, unsigned i)
{
    Attachment *a = g_ptr_array_index(m->attachments, i);

    if (!a->measured) {
        bool broken = false;

        a->measured = true;
        attachment_stream(a, count_sink, &a->view.size, &broken);
        a->view.is_inline = *a->content_id && (a->disposed_inline || html_shows(m, a->content_id));
        if (broken) {
            message_note(m, "base64 broken");
        }
    }
    return &a->view;
}

typedef struct {
    Blob *out;
    GError *error;
} BlobSink;

static bool
blob_sink(void *data, const char *bytes, size_t len)
{
    BlobSink *sink = data;

    return blob_append(sink->out, bytes, len, &sink->error);
}

bool
message_attachment_read(const Message *m, unsigned i, Blob *out, GError **error)
{
    const Attachment *a = g_ptr_array_index(m->attachments, i);
    BlobSink sink = {out, NULL};

    attachment_stream(a, blob_sink, &sink, NULL);
    if (sink.error) {
        g_propagate_error(error, sink.error);
        return false;
    }
    return true;
}

static bool
hash_sink(void *data, const char *bytes, size_t len)
{
    sha256_add(data, bytes, len);
    return true;
}

void
message_attachment_sha256(const Message *m, unsigned i, uint8_t out[32])
{
    Sha256 *hash = sha256_new();

    attachment_stream(g_ptr_array_index(m->attachments, i), hash_sink, hash, NULL);
    sha256_end(hash, out);
}

static GMimeObject *
find_part(GMimeObject *object, const char *type, unsigned depth)
{
    g_autofree char *own = part_type(object);

    if (strcmp(own, type) == 0) {
        return object;
    }
    if (!GMIME_IS_MULTIPART(object) || depth == 0) {
        return NULL;
    }
    for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(object)); i++) {
        GMimeObject *child = g_mime_multipart_get_part(GMIME_MULTIPART(object), i);
        GMimeObject *found = find_part(child, type, depth - 1);

        if (found) {
            return found;
        }
    }
    return NULL;
}

static char *
message_part_headers(GMimeObject *part, size_t max)
{
    GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
    g_autofree char *headers =
        inner ? g_mime_object_get_headers(GMIME_OBJECT(inner), NULL) : g_strdup("");

    return charset_to_utf8(headers, MIN(strlen(headers), max), NULL, NULL, NULL);
}

char *
message_part_text(const Message *m, const char *type, size_t max)
{
    GMimeObject *part = find_part(g_mime_message_get_mime_part(m->mime), type, m->limits.depth);
    g_autofree char *text = NULL;

    if (!part) {
        return NULL;
    }
    text = GMIME_IS_MESSAGE_PART(part) ? message_part_headers(part, max)
                                       : part_text(part, max, NULL, NULL);
    return text_clip(text, max);
}
