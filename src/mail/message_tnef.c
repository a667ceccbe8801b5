// message_tnef.c: the files and the text of a winmail.dat become those of the mail.
//
// The container stands in the list of attachments until here; its files take its place. It stays
// when it holds none, and beside them when something in it was not understood. Its bytes are
// decoded once, into a blob that the files are windows of.
//
// Limits: five containers a mail. Neighbours: message_tree.c calls, tnef.c reads.

#include "base/text.h"
#include "mail/message_private.h"
#include "mail/part.h"
#include "mail/tnef.h"

#include <string.h>

#define CONTAINERS_MAX 5

static bool
is_container(const Attachment *a)
{
    return a->object && GMIME_IS_PART(a->object) &&
           (strcmp(a->type, "application/ms-tnef") == 0 ||
            strcmp(a->type, "application/vnd.ms-tnef") == 0 ||
            g_ascii_strcasecmp(a->name, "winmail.dat") == 0);
}

static bool
blob_sink(void *data, const char *bytes, size_t len)
{
    return blob_append(data, bytes, len, NULL);
}

// Outlook seldom says a type.
static const char *
type_of_name(const char *name)
{
    static const struct {
        const char *end, *type;
    } TYPES[] = {
        {".png", "image/png"},       {".jpg", "image/jpeg"},      {".jpeg", "image/jpeg"},
        {".gif", "image/gif"},       {".bmp", "image/bmp"},       {".tif", "image/tiff"},
        {".txt", "text/plain"},      {".csv", "text/csv"},        {".html", "text/html"},
        {".ics", "text/calendar"},   {".pdf", "application/pdf"}, {".zip", "application/zip"},
        {".rtf", "application/rtf"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(TYPES); i++) {
        size_t len = strlen(name), end = strlen(TYPES[i].end);

        if (len > end && g_ascii_strcasecmp(name + len - end, TYPES[i].end) == 0) {
            return TYPES[i].type;
        }
    }
    return "application/octet-stream";
}

static Attachment *
attachment_of_file(const TnefFile *f, const Blob *blob)
{
    Attachment *a = g_new0(Attachment, 1);
    g_autofree char *type = g_ascii_strdown(f->type, -1);
    g_autofree char *id = text_one_line(f->content_id);

    a->name = text_file_name(f->name);
    a->type = strchr(type, '/') && g_str_is_ascii(type) ? text_one_line(type)
                                                        : g_strdup(type_of_name(a->name));
    a->content_id = g_steal_pointer(&id);
    a->blob = blob;
    a->offset = f->offset;
    a->length = f->length;
    a->view = (MessageAttachment){.name = a->name, .type = a->type, .content_id = a->content_id};
    return a;
}

static void
open_container(Message *m, Attachment *container, GPtrArray *list)
{
    Blob *blob = blob_new();
    g_auto(Tnef) tnef = {0};

    part_decode(container->object, blob_sink, blob, NULL);
    if (!tnef_read(blob, &tnef)) {
        blob_free(blob);
        g_ptr_array_add(list, container);
        return;
    }
    g_ptr_array_add(m->opened, blob);
    for (guint i = 0; i < tnef.files->len; i++) {
        g_ptr_array_add(list, attachment_of_file(g_ptr_array_index(tnef.files, i), blob));
    }
    if (!m->inner_text) {
        m->inner_text = text_normal(tnef.text);
        m->inner_html = g_strdup(tnef.html);
    }
    if (!tnef.whole) {
        message_note(m, "winmail.dat not understood in full");
    }
    if (tnef.whole && tnef.files->len > 0) {
        attachment_free(container);
    } else {
        g_ptr_array_add(list, container);
    }
}

void
message_open_tnef(Message *m)
{
    g_autoptr(GPtrArray) before = NULL;
    bool any = false;

    m->opened = g_ptr_array_new_with_free_func((GDestroyNotify)blob_free);
    for (guint i = 0; i < m->attachments->len; i++) {
        any = any || is_container(g_ptr_array_index(m->attachments, i));
    }
    if (!any) {
        return;
    }
    before = g_steal_pointer(&m->attachments);
    g_ptr_array_set_free_func(before, NULL);
    m->attachments = g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free);
    for (guint i = 0; i < before->len; i++) {
        Attachment *a = g_ptr_array_index(before, i);

        if (is_container(a) && m->opened->len < CONTAINERS_MAX) {
            open_container(m, a, m->attachments);
        } else {
            g_ptr_array_add(m->attachments, a);
        }
    }
}
