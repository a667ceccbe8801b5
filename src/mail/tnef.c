// tnef.c: reads winmail.dat, the container that Outlook puts a mail's files and text in when it
// believes that the other side is Outlook too (MS-OXTNEF).
//
// A flat list of attributes, each with its length; one begins an attachment, others hold its title,
// its bytes and MAPI properties. Bytes of attachments are not copied: their place in the blob is
// told. Our own reader, since libytnef wants the container in memory and copies every file in it,
// where a mail of 50 MB may take 48; no part of MAPI that a helpdesk has no use for is read.
//
// Limits: 10,000 attributes, 200 files, 1 MB of properties each. What does not fit is left out and
// `whole` becomes false, so that the container is kept. Checksums are not asked: mail gateways that
// cut lines break them. Neighbours: tnef_props.c, rtf.c, message_tnef.c (the caller).

#include "mail/tnef.h"

#include "mail/charset.h"
#include "mail/html_charset.h"
#include "mail/rtf.h"
#include "mail/tnef_props.h"

#include <string.h>

#define SIGNATURE      0x223e9f78u
#define ATTRIBUTES_MAX 10000
#define FILES_MAX      200
#define VALUE_MAX      (1024 * 1024)

enum {
    ATTRIBUTE_BODY = 0x0002800c,
    ATTRIBUTE_PROPERTIES = 0x00069003,
    ATTRIBUTE_CODEPAGE = 0x00069007,
    ATTRIBUTE_BEGIN_FILE = 0x00069002,
    ATTRIBUTE_FILE_TITLE = 0x00018010,
    ATTRIBUTE_FILE_DATA = 0x0006800f,
    ATTRIBUTE_FILE_PROPERTIES = 0x00069005,
};

enum {
    PROPERTY_BODY = 0x1000,
    PROPERTY_RTF = 0x1009,
    PROPERTY_HTML = 0x1013,
    PROPERTY_OBJECT = 0x3701,
    PROPERTY_FILE_NAME = 0x3704,
    PROPERTY_LONG_NAME = 0x3707,
    PROPERTY_TYPE = 0x370e,
    PROPERTY_CONTENT_ID = 0x3712,
};

typedef struct {
    const Blob *blob;
    Tnef *out;
    TnefFile *file; // the last one begun
    unsigned codepage;
    bool long_name;  // the file has its long name
    char *rtf;       // as text
    bool incomplete; // something in it was not understood
} Walk;

static void
file_free(TnefFile *f)
{
    g_free(f->name);
    g_free(f->type);
    g_free(f->content_id);
    g_free(f);
}

void
tnef_clear(Tnef *t)
{
    g_clear_pointer(&t->text, g_free);
    g_clear_pointer(&t->html, g_free);
    g_clear_pointer(&t->files, g_ptr_array_unref);
}

static uint32_t
u32(const uint8_t *b)
{
    return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static void
set(char **field, char *value)
{
    g_free(*field);
    *field = value;
}

static void
message_property(void *data, const Property *p)
{
    Walk *w = data;
    const char *bytes = (const char *)p->value;

    if (p->id == PROPERTY_BODY && (p->type == 0x1e || p->type == 0x1f)) {
        set(&w->out->text, tnef_string(p, w->codepage));
    } else if (p->id == PROPERTY_HTML && (p->type == 0x1e || p->type == 0x1f)) {
        set(&w->out->html, tnef_string(p, w->codepage));
    } else if (p->id == PROPERTY_HTML && p->type == 0x102) {
        g_autofree char *charset = html_charset(bytes, p->length);

        set(&w->out->html, charset_to_utf8(bytes, strnlen(bytes, p->length),
                                           *charset ? charset : NULL, NULL, NULL));
    } else if (p->id == PROPERTY_RTF && p->type == 0x102) {
        set(&w->rtf, rtf_compressed_to_text(p->value, p->length));
    }
}

static void
file_property(void *data, const Property *p)
{
    Walk *w = data;
    bool string = p->type == 0x1e || p->type == 0x1f;

    if (string && (p->id == PROPERTY_LONG_NAME || (p->id == PROPERTY_FILE_NAME && !w->long_name))) {
        set(&w->file->name, tnef_string(p, w->codepage));
        w->long_name = p->id == PROPERTY_LONG_NAME;
    } else if (string && p->id == PROPERTY_TYPE) {
        set(&w->file->type, tnef_string(p, w->codepage));
    } else if (string && p->id == PROPERTY_CONTENT_ID) {
        set(&w->file->content_id, tnef_string(p, w->codepage));
    } else if (p->id == PROPERTY_OBJECT && p->type == 0x0d) {
        // A message or drawing inside, in Outlook's own form.
        w->incomplete = true;
    }
}

static void
begin_file(Walk *w)
{
    if (w->out->files->len == FILES_MAX) {
        w->incomplete = true;
        w->file = NULL;
        return;
    }
    w->file = g_new0(TnefFile, 1);
    w->file->name = g_strdup("");
    w->file->type = g_strdup("");
    w->file->content_id = g_strdup("");
    w->long_name = false;
    g_ptr_array_add(w->out->files, w->file);
}

// An attribute whose value is read into memory.
static void
take_value(Walk *w, uint32_t id, const uint8_t *value, size_t len)
{
    Property string = {.type = 0x1e, .value = value, .length = len};

    switch (id) {
    case ATTRIBUTE_CODEPAGE:
        w->codepage = len >= 4 ? u32(value) : 0;
        break;
    case ATTRIBUTE_BODY:
        if (!*w->out->text) {
            set(&w->out->text, tnef_string(&string, w->codepage));
        }
        break;
    case ATTRIBUTE_PROPERTIES:
        w->incomplete |= !tnef_properties(value, len, message_property, w);
        break;
    case ATTRIBUTE_FILE_TITLE:
        if (w->file && !*w->file->name) {
            set(&w->file->name, tnef_string(&string, w->codepage));
        }
        break;
    case ATTRIBUTE_FILE_PROPERTIES:
        if (w->file) {
            w->incomplete |= !tnef_properties(value, len, file_property, w);
        }
        break;
    default:
        break;
    }
}

static bool
is_read(uint32_t id)
{
    return id == ATTRIBUTE_CODEPAGE || id == ATTRIBUTE_BODY || id == ATTRIBUTE_PROPERTIES ||
           id == ATTRIBUTE_FILE_TITLE || id == ATTRIBUTE_FILE_PROPERTIES;
}

static void
take_attribute(Walk *w, uint32_t id, uint64_t offset, uint32_t length)
{
    if (id == ATTRIBUTE_BEGIN_FILE) {
        begin_file(w);
    } else if (id == ATTRIBUTE_FILE_DATA && w->file) {
        w->file->offset = offset;
        w->file->length = length;
    } else if (is_read(id) && length > 0) {
        size_t len = MIN(length, VALUE_MAX);
        g_autofree uint8_t *value = g_malloc(len);

        w->incomplete |= len < length;
        if (blob_read(w->blob, offset, value, len, NULL) == (gssize)len) {
            take_value(w, id, value, len);
        }
    }
}

bool
tnef_read(const Blob *blob, Tnef *out)
{
    Walk w = {.blob = blob, .out = out};
    uint64_t size = blob_size(blob), at = 6;
    uint8_t head[9];
    unsigned count = 0;

    *out = (Tnef){.text = g_strdup(""), .html = g_strdup("")};
    out->files = g_ptr_array_new_with_free_func((GDestroyNotify)file_free);
    if (blob_read(blob, 0, head, 6, NULL) != 6 || u32(head) != SIGNATURE) {
        return false;
    }
    while (at + 9 <= size && count++ < ATTRIBUTES_MAX) {
        uint64_t length;

        if (blob_read(blob, at, head, 9, NULL) != 9 || head[0] < 1 || head[0] > 2) {
            break;
        }
        length = MIN(u32(head + 5), size - at - 9);
        w.incomplete |= length < u32(head + 5);
        take_attribute(&w, u32(head + 1), at + 9, (uint32_t)length);
        at += 9 + length + 2;
    }
    out->whole = !w.incomplete && at >= size;
    if (!*out->text && w.rtf) {
        set(&out->text, g_steal_pointer(&w.rtf));
    }
    g_free(w.rtf);
    return true;
}
