// bounce_original.c: which mail came back.
//
// Its Message-ID stands in the returned mail or its headers, whole, in the text behind a divider,
// or as an attachment; in what the report quotes of it; at last in what the report answers. Whoever
// asks checks that the ID is ours.
//
// Limits: 64 kB of each text, five attachments.

#include "base/text.h"
#include "mail/bounce_private.h"
#include "mail/msgid.h"

#include <string.h>

#define ID_LINES         1200 // bytes in which a Message-ID ends
#define ATTACHMENTS_READ 5

char *
bounce_part_of(const Message *m, const char *const *types, size_t count)
{
    char *text = NULL;

    for (size_t i = 0; i < count && !text; i++) {
        text = message_part_text(m, types[i], BOUNCE_TEXT);
    }
    return text;
}

char *
bounce_original_headers(const Message *m)
{
    static const char *const TYPES[] = {"message/rfc822", "text/rfc822-headers", "message/global",
                                        "message/global-headers", "message/partial"};

    return bounce_part_of(m, TYPES, G_N_ELEMENTS(TYPES));
}

// The Message-ID named in a text at the start of a line, "" when there is none.
static char *
id_in_text(const char *text)
{
    static const char NAME[] = "message-id:";

    for (const char *p = text; *p;) {
        const char *end = strchrnul(p, '\n');
        const char *name = p + strspn(p, " \t>|");

        if (g_ascii_strncasecmp(name, NAME, sizeof NAME - 1) == 0) {
            const char *value = name + sizeof NAME - 1;
            // It may stand on the next line.
            g_autofree char *lines = g_strndup(value, strnlen(value, ID_LINES));
            char *id = msgid_parse_one(lines);

            if (id) {
                return id;
            }
        }
        p = *end ? end + 1 : end;
    }
    return g_strdup("");
}

// Returned mail that came as a text, or whose headers are too broken for a parser.
static char *
id_in_attachments(const Message *m)
{
    unsigned count = MIN(message_attachment_count(m), ATTACHMENTS_READ);

    for (unsigned i = 0; i < count; i++) {
        const MessageAttachment *a = message_attachment(m, i);
        g_autoptr(Blob) raw = blob_new();
        g_autofree char *text = NULL;
        g_autofree char *id = NULL;

        if (a->size > BOUNCE_TEXT || !message_attachment_read(m, i, raw, NULL)) {
            continue;
        }
        text = text_utf8(text_or_empty(blob_memory(raw)),
                         blob_memory(raw) ? (gssize)blob_size(raw) : 0);
        id = id_in_text(text);
        if (*id) {
            return g_steal_pointer(&id);
        }
    }
    return g_strdup("");
}

char *
bounce_original_id(const Message *m, const BounceProse *prose)
{
    static const char *const HEADERS[] = {"X-Original-Message-ID", "Original-Message-ID",
                                          "In-Reply-To", "References"};
    g_autofree char *headers = bounce_original_headers(m);
    g_autofree char *attached = NULL;
    const char *texts[] = {text_or_empty(headers), prose->returned, prose->report};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *id = id_in_text(texts[i]);

        if (*id) {
            return g_steal_pointer(&id);
        }
    }
    attached = id_in_attachments(m);
    if (*attached) {
        return g_steal_pointer(&attached);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(HEADERS); i++) {
        const char *value = message_header(m, HEADERS[i]);
        char *id = value ? msgid_parse_one(value) : NULL;

        if (id) {
            return id;
        }
    }
    return g_strdup("");
}
