// message_fields.c: what a Message simply holds, handed out; and the hash that says "the same
// message".
//
// Nothing here parses. Neighbours: message.c fills the fields, message_text.c finds the text.

#include "mail/message_private.h"
#include "mail/part.h"

#include <string.h>

const char *
message_id(const Message *m)
{
    return m->id;
}

const char *
message_subject(const Message *m)
{
    return m->subject;
}

int64_t
message_date(const Message *m)
{
    return m->date;
}

const GPtrArray *
message_from(const Message *m)
{
    return m->from;
}

const GPtrArray *
message_sender(const Message *m)
{
    return m->sender;
}

const GPtrArray *
message_reply_to(const Message *m)
{
    return m->reply_to;
}

const GPtrArray *
message_to(const Message *m)
{
    return m->to;
}

const GPtrArray *
message_cc(const Message *m)
{
    return m->cc;
}

const GPtrArray *
message_in_reply_to(const Message *m)
{
    return m->in_reply_to;
}

const GPtrArray *
message_references(const Message *m)
{
    return m->references;
}

const char *
message_type(const Message *m)
{
    return m->type;
}

const char *
message_type_param(const Message *m, const char *name)
{
    return part_type_param(g_mime_message_get_mime_part(m->mime), name);
}

const GPtrArray *
message_defects(const Message *m)
{
    return m->lazy->defects;
}

// Length first, so that fields cannot run into each other.
static void
hash_field(GChecksum *sum, const char *value)
{
    uint64_t len = GUINT64_TO_BE((uint64_t)strlen(value));

    g_checksum_update(sum, (const guchar *)&len, sizeof len);
    g_checksum_update(sum, (const guchar *)value, -1);
}

void
message_content_hash(const Message *m, uint8_t out[32])
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *date = g_strdup_printf("%" G_GINT64_FORMAT, (gint64)m->date);
    gsize len = 32;

    hash_field(sum, m->id);
    for (guint i = 0; i < m->from->len; i++) {
        const Address *from = g_ptr_array_index(m->from, i);

        hash_field(sum, from->address);
    }
    hash_field(sum, date);
    hash_field(sum, m->subject);
    hash_field(sum, message_text(m));
    g_checksum_get_digest(sum, out, &len);
}
