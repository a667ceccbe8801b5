// fuzz_parse.c: any bytes as a mail, and everything that can be asked of it.
#include "fuzz.h"

static const char *const HEADERS[] = {"Subject", "received", "X-A", "Content-Type", "From", ""};
static const char *const TYPES[] = {"message/delivery-status", "text/rfc822-headers",
                                    "message/rfc822", "text/plain", "x"};

static void
are_addresses(const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        const Address *a = list->pdata[i];
        fuzz_is_line(a->name);
        fuzz_is_line(a->address);
        PROMISE(*a->address);
    }
}

static void
are_lines(const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        fuzz_is_text(list->pdata[i]);
    }
}

static void
look_at_headers(const Message *m)
{
    for (size_t i = 0; i < G_N_ELEMENTS(HEADERS); i++) {
        const char *first = message_header(m, HEADERS[i]);
        const GPtrArray *all = message_header_all(m, HEADERS[i]);
        PROMISE((first != NULL) == (all->len > 0));
        are_lines(all);
    }
    message_header_with_prefix(m, "List-");
    are_addresses(message_from(m));
    are_addresses(message_sender(m));
    are_addresses(message_reply_to(m));
    are_addresses(message_to(m));
    are_addresses(message_cc(m));
    are_lines(message_in_reply_to(m));
    are_lines(message_references(m));
    fuzz_is_line(message_id(m));
    fuzz_is_line(message_subject(m));
    PROMISE(message_date(m) >= 0 && message_date(m) <= G_GINT64_CONSTANT(4133980800));
}

static void
look_at_attachments(const Message *m)
{
    for (unsigned i = 0; i < message_attachment_count(m); i++) {
        const MessageAttachment *a = message_attachment(m, i);
        g_autoptr(Blob) bytes = blob_new();
        g_autoptr(GError) error = NULL;
        fuzz_is_line(a->name);
        fuzz_is_line(a->type);
        fuzz_is_text(a->content_id);
        PROMISE(*a->name && !strchr(a->name, '/') && *a->name != '.');
        PROMISE(message_attachment_read(m, i, bytes, &error));
        PROMISE(blob_size(bytes) == a->size);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(Blob) raw = NULL;
    g_autoptr(Message) m = fuzz_message(data, size, &raw);
    if (!m) {
        return 0;
    }
    look_at_headers(m);
    look_at_attachments(m);
    fuzz_is_text(message_text(m));
    fuzz_is_text(message_html(m));
    fuzz_is_text(message_html_text(m));
    fuzz_is_line(message_type(m));
    message_type_param(m, "boundary");
    for (size_t i = 0; i < G_N_ELEMENTS(TYPES); i++) {
        g_autofree char *part = message_part_text(m, TYPES[i], 4096);
        PROMISE(!part || g_utf8_validate(part, -1, NULL));
    }
    are_lines(message_defects(m));
    uint8_t hash[32];
    message_content_hash(m, hash);
    return 0;
}
