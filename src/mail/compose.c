// compose.c: a Draft becomes the bytes that are sent (RFC 5322).
//
// The top header is written line by line, so that nothing foreign can stand in it; the body is
// built and encoded by GMime (compose_body.c). The same draft gives the same bytes: a mail sent
// again after a crash is the same mail.
//
// Not for deciding what to say or to whom. Dot-stuffing is the transport's work.
// Limits: contents are streamed from their Blobs; memory does not grow with an attachment.

#include "mail/compose.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "mail/compose_body.h"
#include "mail/compose_header.h"
#include "mail/gmime_write.h"

#include <string.h>

static void
attachment_free(gpointer data)
{
    DraftAttachment *a = data;

    g_free(a->name);
    g_free(a->type);
    g_free(a->content_id);
    g_clear_pointer(&a->content, blob_free);
    g_free(a);
}

Draft *
draft_new(void)
{
    Draft *d = g_new0(Draft, 1);

    d->to = g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
    d->cc = g_ptr_array_new_with_free_func((GDestroyNotify)address_free);
    d->references = g_ptr_array_new_with_free_func(g_free);
    d->headers = g_ptr_array_new_with_free_func(g_free);
    d->attachments = g_ptr_array_new_with_free_func(attachment_free);
    d->subject = g_strdup("");
    d->message_id = g_strdup("");
    d->in_reply_to = g_strdup("");
    d->language = g_strdup("");
    d->text = g_strdup("");
    d->html = g_strdup("");
    return d;
}

void
draft_free(Draft *d)
{
    g_clear_pointer(&d->from, address_free);
    g_clear_pointer(&d->reply_to, address_free);
    g_ptr_array_unref(d->to);
    g_ptr_array_unref(d->cc);
    g_ptr_array_unref(d->references);
    g_ptr_array_unref(d->headers);
    g_ptr_array_unref(d->attachments);
    g_free(d->subject);
    g_free(d->message_id);
    g_free(d->in_reply_to);
    g_free(d->language);
    g_free(d->text);
    g_free(d->html);
    g_free(d);
}

DraftAttachment *
draft_attach(Draft *d, const char *name, const char *type, const char *content_id,
             Blob *content_owned)
{
    DraftAttachment *a = g_new0(DraftAttachment, 1);

    a->name = g_strdup(name);
    a->type = g_strdup(type);
    a->content_id = g_strdup(text_or_empty(content_id));
    a->content = content_owned;
    g_ptr_array_add(d->attachments, a);
    return a;
}

// A stranger cannot write this header, and neither can a template: the name is ours.
static bool
write_own_header(GString *out, const char *line, GError **error)
{
    size_t len = strcspn(line, ":");
    g_autofree char *name = g_strndup(line, len);

    for (const char *p = name; *p; p++) {
        if (!g_ascii_isalnum(*p) && *p != '-') {
            len = 0;
        }
    }
    if (len == 0 || line[len] != ':') {
        g_set_error(error, HD_ERROR, HD_ERROR_MESSAGE, "a further header has no valid name");
        return false;
    }
    return header_write_text(out, name, line + len + 1 + (line[len + 1] == ' '), error);
}

static bool
write_address(GString *out, const char *name, Address *address, GError **error)
{
    g_autoptr(GPtrArray) one = g_ptr_array_new();

    g_ptr_array_add(one, address);
    return header_write_addresses(out, name, one, error);
}

static bool
write_id(GString *out, const char *name, char *id, bool required, GError **error)
{
    g_autoptr(GPtrArray) one = g_ptr_array_new();

    g_ptr_array_add(one, id);
    return header_write_ids(out, name, one, required, error);
}

static bool
write_header(const Draft *d, GString *out, GError **error)
{
    g_autofree char *date = clock_rfc5322(d->date);

    if (!d->from || d->to->len + d->cc->len == 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_MESSAGE, "a mail needs a sender and a recipient");
        return false;
    }
    if (!write_address(out, "From", d->from, error) ||
        !header_write_addresses(out, "To", d->to, error) ||
        !header_write_addresses(out, "Cc", d->cc, error) ||
        (d->reply_to && !write_address(out, "Reply-To", d->reply_to, error)) ||
        !header_write_text(out, "Subject", d->subject, error) ||
        !header_write_text(out, "Date", date, error) ||
        !write_id(out, "Message-ID", d->message_id, true, error) ||
        !write_id(out, "In-Reply-To", d->in_reply_to, false, error) ||
        !header_write_ids(out, "References", d->references, false, error) ||
        (*d->language && !header_write_text(out, "Content-Language", d->language, error))) {
        return false;
    }
    if (d->auto_submitted) {
        g_string_append_printf(out, "Auto-Submitted: %s\r\nX-Auto-Response-Suppress: All\r\n",
                               d->auto_submitted);
    }
    for (guint i = 0; i < d->headers->len; i++) {
        if (!write_own_header(out, g_ptr_array_index(d->headers, i), error)) {
            return false;
        }
    }
    g_string_append(out, "MIME-Version: 1.0\r\n");
    return true;
}

typedef struct {
    Blob *out;
    GError *error;
} Sink;

static bool
sink_write(void *data, const char *bytes, size_t len)
{
    Sink *sink = data;

    return blob_append(sink->out, bytes, len, &sink->error);
}

static bool
write_body(GMimeObject *body, Blob *out, GError **error)
{
    Sink sink = {out, NULL};
    g_autoptr(GMimeFormatOptions) format = g_mime_format_options_new();
    bool ok;

    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    ok = gmime_write(body, format, sink_write, &sink);
    if (sink.error) {
        g_propagate_error(error, sink.error);
        return false;
    }
    if (!ok) {
        g_set_error(error, HD_ERROR, HD_ERROR_RETRY, "a mail could not be written");
    }
    return ok;
}

Blob *
draft_compose(const Draft *d, GError **error)
{
    g_autofree GByteArray *windows = g_new0(GByteArray, d->attachments->len + 1);
    g_autoptr(GString) header = g_string_new(NULL);
    g_autoptr(GMimeObject) body = NULL;
    g_autoptr(Blob) out = blob_new();

    gmime_ready();
    if (!write_header(d, header, error)) {
        return NULL;
    }
    body = compose_body(d, windows, error);
    if (!body || !blob_append(out, header->str, header->len, error) ||
        !write_body(body, out, error)) {
        return NULL;
    }
    return g_steal_pointer(&out);
}
