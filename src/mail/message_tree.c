// message_tree.c: which parts are the text of a mail and which are attachments (RFC 2046, 2387,
// 6522).
//
// A section is one text with its forms: the plain and the HTML of an alternative. Text parts of a
// mixed that follow one another are sections of their own. All else is an attachment: named or so
// disposed parts, what is related to the HTML, reports after their first part, signatures, messages
// inside (as a whole: their parts are not looked at). An alternative's further forms of the same
// text are neither.
//
// Not for decoding. Depth is bounded: the scan refused deeper trees, and the walk itself stops too.

#include "base/text.h"
#include "mail/header.h"
#include "mail/message_private.h"
#include "mail/part.h"

#include <string.h>

typedef struct {
    Message *m;
    Section *section; // the alternative we are in, NULL outside
    unsigned depth;
} Walk;

static void walk(Walk w, GMimeObject *object);

void
section_free(Section *section)
{
    g_ptr_array_unref(section->plain);
    g_ptr_array_unref(section->html);
    g_free(section);
}

static Section *
section_add(Message *m)
{
    Section *section = g_new0(Section, 1);

    section->plain = g_ptr_array_new();
    section->html = g_ptr_array_new();
    g_ptr_array_add(m->sections, section);
    return section;
}

void
attachment_free(Attachment *attachment)
{
    g_free(attachment->name);
    g_free(attachment->type);
    g_free(attachment->content_id);
    g_free(attachment);
}

static const struct {
    const char *type, *name;
} DEFAULT_NAMES[] = {
    {"message/delivery-status", "delivery-status.txt"},
    {"message/disposition-notification", "disposition-notification.txt"},
    {"message/feedback-report", "feedback-report.txt"},
    {"text/rfc822-headers", "headers.txt"},
    {"application/pgp-signature", "signature.asc"},
    {"application/pkcs7-signature", "smime.p7s"},
    {"application/pkcs7-mime", "smime.p7m"},
    {"application/ms-tnef", "winmail.dat"},
    {"application/pdf", "attachment.pdf"},
    {"text/calendar", "invite.ics"},
    {"text/plain", "attachment.txt"},
    {"text/html", "attachment.html"},
    {"text/csv", "attachment.csv"},
    {"image/jpeg", "image.jpg"},
    {"image/png", "image.png"},
    {"image/gif", "image.gif"},
    {"image/svg+xml", "image.svg"},
    {"image/webp", "image.webp"},
    {"audio/mpeg", "audio.mp3"},
    {"video/mp4", "video.mp4"},
    {"application/zip", "attachment.zip"},
};

static char *
message_part_name(GMimeObject *object)
{
    GMimeMessage *inner = GMIME_IS_MESSAGE_PART(object)
                              ? g_mime_message_part_get_message(GMIME_MESSAGE_PART(object))
                              : NULL;
    const char *raw = inner ? part_header(GMIME_OBJECT(inner), "Subject") : NULL;
    g_autofree char *own = part_file_name(object);
    g_autofree char *name = NULL;

    if (own) {
        name = text_file_name(own);
    } else {
        g_autofree char *subject = header_decode(text_or_empty(raw), NULL);
        g_autofree char *clipped = text_clip(subject, 100);

        // A subject is no path: what stands before a slash belongs to it.
        g_strdelimit(clipped, "/\\", '_');
        name = text_is_empty(clipped) ? g_strdup("message") : text_file_name(clipped);
    }
    return g_str_has_suffix(name, ".eml") ? g_steal_pointer(&name)
                                          : g_strconcat(name, ".eml", NULL);
}

static char *
attachment_name(GMimeObject *object, const char *type)
{
    g_autofree char *name = NULL;

    if (strcmp(type, "message/rfc822") == 0 || GMIME_IS_MESSAGE_PART(object)) {
        return message_part_name(object);
    }
    name = part_file_name(object);
    if (name) {
        return text_file_name(name);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(DEFAULT_NAMES); i++) {
        if (strcmp(type, DEFAULT_NAMES[i].type) == 0) {
            return g_strdup(DEFAULT_NAMES[i].name);
        }
    }
    return g_strdup("attachment");
}

static void
attach(Message *m, GMimeObject *object)
{
    Attachment *a = g_new0(Attachment, 1);
    g_autofree char *disposition = part_disposition(object);

    a->object = object;
    a->type = part_type(object);
    a->name = attachment_name(object, a->type);
    a->content_id = part_content_id(object);
    a->disposed_inline = strcmp(disposition, "inline") == 0 && *a->content_id;
    a->view = (MessageAttachment){.name = a->name, .type = a->type, .content_id = a->content_id};
    g_ptr_array_add(m->attachments, a);
}

static void
walk_leaf(Walk w, GMimeObject *object)
{
    g_autofree char *type = part_type(object);
    g_autofree char *disposition = part_disposition(object);
    g_autofree char *name = NULL;
    bool plain = strcmp(type, "text/plain") == 0 || strcmp(type, "text") == 0;
    bool html = strcmp(type, "text/html") == 0;
    Section *section = w.section;

    if (part_encoding(object) == ENCODING_UNKNOWN) {
        message_note(w.m, "transfer encoding unknown");
        attach(w.m, object);
        return;
    }
    if (!plain && !html) {
        if (w.section && g_str_has_prefix(type, "text/") && strcmp(type, "text/calendar") != 0 &&
            !*disposition) {
            return;
        }
        attach(w.m, object);
        return;
    }
    name = part_file_name(object);
    if (strcmp(disposition, "attachment") == 0 || (name && w.m->sections->len > 0 && !w.section) ||
        (name && w.depth > 0 && strcmp(disposition, "inline") != 0 && !w.section)) {
        attach(w.m, object);
        return;
    }
    section = section ? section : section_add(w.m);
    g_ptr_array_add(plain ? section->plain : section->html, object);
}

// The root of a related is its start parameter's part, else the first one (RFC 2387 3.2).
static int
related_root(GMimeMultipart *multipart, int count)
{
    g_autofree char *start = g_strdup(part_type_param(GMIME_OBJECT(multipart), "start"));
    size_t len = strlen(start);

    if (len < 3 || start[0] != '<' || start[len - 1] != '>') {
        return 0;
    }
    start[len - 1] = '\0';
    for (int i = 0; i < count; i++) {
        g_autofree char *id = part_content_id(g_mime_multipart_get_part(multipart, i));

        if (strcmp(id, start + 1) == 0) {
            return i;
        }
    }
    return 0;
}

static void
walk_multipart(Walk w, GMimeMultipart *multipart)
{
    g_autofree char *type = part_type(GMIME_OBJECT(multipart));
    int count = g_mime_multipart_get_count(multipart);
    int text = -1; // the only child that may be text; -1: all of them

    if (count == 0) {
        const char *raw = g_mime_multipart_get_prologue(multipart);

        message_note(w.m, "multipart without parts");
        section_add(w.m)->raw = text_or_empty(raw);
        return;
    }
    if (strcmp(type, "multipart/alternative") == 0) {
        w.section = w.section ? w.section : section_add(w.m);
    } else if (strcmp(type, "multipart/related") == 0) {
        text = related_root(multipart, count);
    } else if (strcmp(type, "multipart/report") == 0 || strcmp(type, "multipart/signed") == 0) {
        text = 0;
    } else if (strcmp(type, "multipart/encrypted") == 0) {
        text = count;
        message_note(w.m, "encrypted");
    }
    w.depth++;
    for (int i = 0; i < count; i++) {
        GMimeObject *child = g_mime_multipart_get_part(multipart, i);

        if (text < 0 || text == i || GMIME_IS_MULTIPART(child)) {
            walk(w, child);
        } else {
            attach(w.m, child);
        }
    }
}

static void
walk(Walk w, GMimeObject *object)
{
    if (GMIME_IS_MULTIPART(object) && w.depth <= w.m->limits.depth) {
        walk_multipart(w, GMIME_MULTIPART(object));
    } else if (GMIME_IS_PART(object)) {
        walk_leaf(w, object);
    } else {
        attach(w.m, object);
    }
}

// A mail that has no text but a named text part shows that one; it stays an attachment too.
static void
promote_text(Message *m)
{
    for (guint i = 0; i < m->attachments->len && m->sections->len == 0; i++) {
        const Attachment *a = g_ptr_array_index(m->attachments, i);
        bool plain = strcmp(a->type, "text/plain") == 0;
        g_autofree char *disposition = part_disposition(a->object);

        if ((plain || strcmp(a->type, "text/html") == 0) && !*disposition &&
            part_encoding(a->object) != ENCODING_UNKNOWN) {
            Section *section = section_add(m);

            g_ptr_array_add(plain ? section->plain : section->html, a->object);
        }
    }
}

void
message_choose_parts(Message *m)
{
    m->sections = g_ptr_array_new_with_free_func((GDestroyNotify)section_free);
    m->attachments = g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free);
    walk((Walk){.m = m}, g_mime_message_get_mime_part(m->mime));
    promote_text(m);
    message_open_tnef(m);
}
