// message.c: from bytes to a Message: scanned, parsed by GMime, the usual headers read.
//
// GMime parses in place: from the bytes in memory, or from the file that holds them (each read
// seeks first, so a shared file offset does no harm). Parts keep a window on that stream, so a 50
// MB mail costs its headers only. When scan.c found harmful defects, a clean copy is parsed in
// place of the original.
//
// Not for text (message_text.c), for choosing parts (message_tree.c) or attachments
// (message_attachment.c), nor for any decision about the mail (nature.c, bounce.c, ticket/).
// Limits: those of MessageLimits; each header 16 kB; 1,000 addresses and 100 values of one name.

#include "base/error.h"
#include "base/text.h"
#include "mail/charset.h"
#include "mail/header.h"
#include "mail/message_private.h"
#include "mail/msgid.h"
#include "mail/part.h"
#include "mail/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define DATE_LAST INT64_C(4102444800) // 2100-01-01

const MessageLimits MESSAGE_LIMITS_DEFAULT = {
    .message_size = 75 * 1024 * 1024,
    .header_size = 256 * 1024,
    .parts = 1000,
    .depth = 30,
    .references = 200,
    .text = 256 * 1024,
};

static const struct {
    unsigned defect;
    const char *phrase;
} SCAN_PHRASES[] = {
    {SCAN_HEADER_LONG, "header cut"},
    {SCAN_BLOCK_LONG, "header block cut"},
    {SCAN_CONTROLS, "control characters in a header"},
    {SCAN_ODD_LINE, "header line malformed"},
    {SCAN_TWICE, "content header given twice"},
    {SCAN_FILLER_LONG, "text outside of parts cut"},
    {SCAN_OLD_LINES, "lines end with CR"},
    {SCAN_NO_BOUNDARY, "boundary missing"},
    {SCAN_OPEN, "end of a multipart missing"},
    {SCAN_OTHER_BOUNDARY, "boundary guessed"},
};

void
message_note(const Message *m, const char *defect)
{
    for (guint i = 0; i < m->lazy->defects->len; i++) {
        if (g_ptr_array_index(m->lazy->defects, i) == defect) {
            return;
        }
    }
    g_ptr_array_add(m->lazy->defects, (gpointer)(uintptr_t)defect);
}

static GMimeStream *
stream_open(Message *m, const Blob *blob, GError **error)
{
    const char *bytes = blob_memory(blob);
    int fd;

    if (bytes) {
        GMimeStream *stream = g_mime_stream_mem_new();

        m->window.data = (guint8 *)(uintptr_t)bytes;
        m->window.len = (guint)blob_size(blob);
        g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), &m->window);
        g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
        g_mime_stream_set_bounds(stream, 0, (gint64)blob_size(blob));
        return stream;
    }
    fd = fcntl(blob_fd(blob), F_DUPFD_CLOEXEC, 3);
    if (fd < 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_RETRY, "cannot reopen a spooled message: %s",
                    g_strerror(errno));
        return NULL;
    }
    return g_mime_stream_fs_new_with_bounds(fd, 0, (gint64)blob_size(blob));
}

static bool
mime_parse(Message *m, GError **error)
{
    g_autoptr(GMimeStream) stream = stream_open(m, m->clean ? m->clean : m->raw, error);
    g_autoptr(GMimeParser) parser = NULL;

    if (!stream) {
        return false;
    }
    parser = g_mime_parser_new_with_stream(stream);
    m->mime = g_mime_parser_construct_message(parser, NULL);
    if (!m->mime || !g_mime_message_get_mime_part(m->mime)) {
        g_set_error(error, HD_ERROR, HD_ERROR_MESSAGE, "the message cannot be read as MIME");
        return false;
    }
    return true;
}

static bool
message_scan(Message *m, GError **error)
{
    ScanReport report;

    if (blob_size(m->raw) == 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_MESSAGE, "the message is empty");
        return false;
    }
    if (blob_size(m->raw) > m->limits.message_size) {
        g_set_error(error, HD_ERROR, HD_ERROR_MESSAGE,
                    "the message is over the limit of %" G_GUINT64_FORMAT " bytes",
                    (guint64)m->limits.message_size);
        return false;
    }
    if (!scan_message(m->raw, &m->limits, NULL, &report, error)) {
        return false;
    }
    if (report.headers == 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_MESSAGE, "the message has no header");
        return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(SCAN_PHRASES); i++) {
        if (report.defects & SCAN_PHRASES[i].defect) {
            message_note(m, SCAN_PHRASES[i].phrase);
        }
    }
    if (report.defects & ~(unsigned)SCAN_HARMLESS) {
        ScanReport second = report;

        m->clean = blob_new();
        return scan_message(m->raw, &m->limits, m->clean, &second, error);
    }
    return true;
}

// Headers of the content stand in the part, all others in the message.
static GMimeHeaderList *
header_list(const Message *m, const char *name)
{
    GMimeObject *object = GMIME_OBJECT(m->mime);

    if (g_ascii_strncasecmp(name, "Content-", 8) == 0) {
        object = g_mime_message_get_mime_part(m->mime);
    }
    return g_mime_object_get_header_list(object);
}

GPtrArray *
message_raw_headers(const Message *m, const char *name)
{
    GPtrArray *values = g_ptr_array_new();
    GMimeHeaderList *list = header_list(m, name);
    int count = g_mime_header_list_get_count(list);

    if (!g_mime_header_list_contains(list, name)) {
        return values;
    }
    for (int i = 0; i < count && values->len < MESSAGE_HEADER_COUNT; i++) {
        GMimeHeader *header = g_mime_header_list_get_header_at(list, i);

        if (g_ascii_strcasecmp(g_mime_header_get_name(header), name) == 0) {
            g_ptr_array_add(values, (gpointer)(uintptr_t)g_mime_header_get_raw_value(header));
        }
    }
    return values;
}

static const char *
raw_header(const Message *m, const char *name)
{
    GMimeHeader *header = g_mime_header_list_get_header(header_list(m, name), name);

    return header ? text_or_empty(g_mime_header_get_raw_value(header)) : NULL;
}

static GPtrArray *
read_addresses(const Message *m, const char *name)
{
    g_autoptr(GPtrArray) values = message_raw_headers(m, name);
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)address_free);

    for (guint i = 0; i < values->len && all->len < MESSAGE_ADDRESSES; i++) {
        g_autoptr(GPtrArray) list =
            address_list_parse(g_ptr_array_index(values, i), MESSAGE_ADDRESSES - all->len);

        g_ptr_array_extend_and_steal(all, g_steal_pointer(&list));
    }
    return all;
}

static int64_t
read_date(const Message *m)
{
    const char *raw = raw_header(m, "Date");
    g_autofree char *line = g_strdup(text_or_empty(raw));
    g_autoptr(GDateTime) date = NULL;

    g_strdelimit(line, "\r\n", ' ');
    // A date is 40 bytes long; no stranger's comment beyond that is read.
    line[MIN(strlen(line), 200)] = '\0';
    date = g_mime_utils_header_decode_date(line);
    return date ? CLAMP(g_date_time_to_unix(date), 1, DATE_LAST) : 0;
}

static void
read_headers(Message *m)
{
    const char *charset = part_type_param(g_mime_message_get_mime_part(m->mime), "charset");
    const char *raw = raw_header(m, "Subject");

    m->subject = raw ? header_decode(raw, *charset ? charset : NULL) : g_strdup("");
    raw = raw_header(m, "Message-ID");
    m->id = raw ? msgid_parse_one(raw) : NULL;
    m->id = m->id ? m->id : g_strdup("");
    m->type = part_type(g_mime_message_get_mime_part(m->mime));
    m->date = read_date(m);
    m->from = read_addresses(m, "From");
    m->sender = read_addresses(m, "Sender");
    m->reply_to = read_addresses(m, "Reply-To");
    m->to = read_addresses(m, "To");
    m->cc = read_addresses(m, "Cc");
    m->in_reply_to =
        msgid_list_parse(text_or_empty(raw_header(m, "In-Reply-To")), m->limits.references);
    m->references =
        msgid_list_parse(text_or_empty(raw_header(m, "References")), m->limits.references);
}

Message *
message_parse(const Blob *raw, const MessageLimits *limits, GError **error)
{
    g_autoptr(Message) m = g_new0(Message, 1);

    gmime_ready();
    m->raw = raw;
    m->limits = limits ? *limits : MESSAGE_LIMITS_DEFAULT;
    m->lazy = g_new0(Lazy, 1);
    m->lazy->defects = g_ptr_array_new();
    m->lazy->headers =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    if (!message_scan(m, error) || !mime_parse(m, error)) {
        return NULL;
    }
    read_headers(m);
    message_choose_parts(m);
    return g_steal_pointer(&m);
}

Message *
message_share(Message *m)
{
    m->shares++;
    return m;
}

void
message_free(Message *m)
{
    if (m->shares > 0) {
        m->shares--;
        return;
    }
    GPtrArray **lists[] = {&m->from,        &m->sender,      &m->reply_to,   &m->to,
                           &m->cc,          &m->in_reply_to, &m->references, &m->sections,
                           &m->attachments, &m->opened};

    for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
        g_clear_pointer(lists[i], g_ptr_array_unref);
    }
    g_clear_object(&m->mime);
    g_clear_pointer(&m->clean, blob_free);
    g_free(m->id);
    g_free(m->subject);
    g_free(m->type);
    g_free(m->inner_text);
    g_free(m->inner_html);
    g_free(m->lazy->text);
    g_free(m->lazy->html);
    g_free(m->lazy->html_text);
    g_hash_table_unref(m->lazy->headers);
    g_clear_pointer(&m->lazy->shown, g_hash_table_unref);
    g_ptr_array_unref(m->lazy->defects);
    g_free(m->lazy);
    g_free(m);
}

const GPtrArray *
message_header_all(const Message *m, const char *name)
{
    g_autofree char *key = g_ascii_strdown(name, -1);
    GPtrArray *values = g_hash_table_lookup(m->lazy->headers, key);
    g_autoptr(GPtrArray) raw = NULL;

    if (values) {
        return values;
    }
    values = g_ptr_array_new_with_free_func(g_free);
    raw = message_raw_headers(m, name);
    for (guint i = 0; i < raw->len; i++) {
        const char *value = g_ptr_array_index(raw, i);
        size_t len = MIN(strlen(value), MESSAGE_HEADER_SIZE);
        g_autofree char *utf8 = charset_to_utf8(value, len, NULL, NULL, NULL);
        char *out = utf8;

        // Unfolding takes the line end away and leaves the white space after it.
        for (const char *in = utf8; *in; in++) {
            if (*in != '\r' && *in != '\n') {
                *out++ = *in;
            }
        }
        *out = '\0';
        g_ptr_array_add(values, g_strstrip(g_steal_pointer(&utf8)));
    }
    g_hash_table_insert(m->lazy->headers, g_steal_pointer(&key), values);
    return values;
}

const char *
message_header(const Message *m, const char *name)
{
    const GPtrArray *values = message_header_all(m, name);

    return values->len > 0 ? g_ptr_array_index(values, 0) : NULL;
}

const char *
message_header_with_prefix(const Message *m, const char *prefix)
{
    GMimeHeaderList *list = header_list(m, prefix);
    int count = g_mime_header_list_get_count(list);

    for (int i = 0; i < count; i++) {
        const char *name = g_mime_header_get_name(g_mime_header_list_get_header_at(list, i));

        if (g_ascii_strncasecmp(name, prefix, strlen(prefix)) == 0) {
            return name;
        }
    }
    return NULL;
}
