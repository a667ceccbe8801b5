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

void
message_content_hash(const Message *m, uint8_t out[32])
{
    Lazy *lazy = m->lazy;

    if (!lazy->hashed) {
        g_autofree char *date = g_strdup_printf("%" G_GINT64_FORMAT, (gint64)m->date);
        Sha256 *hash = sha256_new();

        sha256_add_field(hash, m->id);
        for (guint i = 0; i < m->from->len; i++) {
            const Address *from = g_ptr_array_index(m->from, i);

            sha256_add_field(hash, from->address);
        }
        sha256_add_field(hash, date);
        sha256_add_field(hash, m->subject);
        sha256_add_field(hash, message_text(m));
        sha256_end(hash, lazy->content);
        lazy->hashed = true;
    }
    memcpy(out, lazy->content, sizeof lazy->content);
}

void
message_prepare(const Message *m)
{
    uint8_t content[SHA256_SIZE];

    message_content_hash(m, content);
}
