// pictures.c: keeps inline pictures in their places from one letter to the next.
//
// Mail programs write a picture into their plain text as "[cid:ID]" (Outlook) or "[image: NAME]"
// (Gmail), or not at all; html_to_text writes "[cid:ID]". Each that belongs to a picture of the
// message becomes
// "[picture: NAME]" in the text and an <img> in the HTML. Pictures of the new HTML that the plain
// text does not mention follow at its end; pictures of the quoted part are left out.

#include "desk/pictures.h"

#include "base/text.h"
#include "mail/body.h"
#include "mail/html.h"

#include <string.h>

void
pictures_clear(PictureSet *set)
{
    g_clear_pointer(&set->text, g_free);
    g_clear_pointer(&set->shown, g_ptr_array_unref);
    g_clear_pointer(&set->names, g_ptr_array_unref);
}

static char *
replace(const char *text, const char *what, const char *with)
{
    g_autoptr(GString) s = g_string_new(text);
    g_string_replace(s, what, with, 0);
    return g_string_free(g_steal_pointer(&s), FALSE);
}

static char *
label(const char *name)
{
    return g_strdup_printf("[picture: %s]", name);
}

static bool
holds_picture(const char *text, const MessageAttachment *file)
{
    g_autofree char *cid = g_strdup_printf("[cid:%s]", file->content_id);
    return strstr(text, cid) != NULL;
}

static bool
is_repeated(const PictureSet *set, unsigned i)
{
    return set->repeated && i < set->repeated->len && set->repeated->data[i];
}

void
pictures_find(const Message *m, const Notice *n, const GByteArray *repeated, PictureSet *out)
{
    *out = (PictureSet){
        .text = g_strdup(n->text),
        .shown = g_ptr_array_new_with_free_func(g_free),
        .names = g_ptr_array_new_with_free_func(g_free),
    };
    out->repeated = repeated;
    bool passes_on = n->kind == NOTICE_ANSWER || n->kind == NOTICE_NOTE ||
                     n->kind == NOTICE_TICKET_NEW || n->kind == NOTICE_TICKET_ANSWER;
    if (!m || message_attachment_count(m) == 0)
        return;
    out->has_html = *message_html(m);
    if (!passes_on)
        return;
    g_auto(Answer) html = {0};
    if (out->has_html && n->kind == NOTICE_TICKET_NEW)
        html.text = g_strdup(
            message_html_text(m)); // a new ticket passes the whole letter on, quotes and all
    else if (out->has_html)
        answer_extract(message_html_text(m), &html);
    for (unsigned i = 0; i < message_attachment_count(m); i++) {
        const MessageAttachment *file = message_attachment(m, i);
        if (!*file->content_id || !g_str_has_prefix(file->type, "image/"))
            continue;
        g_autofree char *outlook = g_strdup_printf("[cid:%s]", file->content_id);
        g_autofree char *gmail = g_strdup_printf("[image: %s]", file->name);
        g_autofree char *ours = is_repeated(out, i) ? g_strdup("") : label(file->name);
        bool in_text = strstr(out->text, outlook) || strstr(out->text, gmail);
        if (!in_text && !(out->has_html && holds_picture(html.text, file)))
            continue;
        g_autofree char *once = replace(out->text, outlook, ours);
        g_free(out->text);
        out->text = replace(once, gmail, ours);
        if (is_repeated(out, i))
            continue;
        if (!in_text) {
            g_autofree char *before = g_steal_pointer(&out->text);
            out->text = g_strdup_printf("%s\n\n%s", before, ours);
        }
        g_ptr_array_add(out->shown, g_strdup(file->content_id));
        g_ptr_array_add(out->names, g_strdup(file->name));
    }
}

bool
pictures_is_shown(const PictureSet *set, const MessageAttachment *file)
{
    return *file->content_id &&
           g_ptr_array_find_with_equal_func(set->shown, file->content_id, g_str_equal, NULL);
}

bool
pictures_is_left_out(const PictureSet *set, const MessageAttachment *file, unsigned i)
{
    if (is_repeated(set, i))
        return true;
    return file->is_inline && set->has_html && *file->content_id &&
           g_str_has_prefix(file->type, "image/") && !pictures_is_shown(set, file);
}

char *
pictures_place(const PictureSet *set, const char *html)
{
    g_autofree char *out = g_strdup(html);
    for (guint i = 0; i < set->shown->len; i++) {
        g_autofree char *ours = label(set->names->pdata[i]);
        g_autoptr(GString) what = g_string_new(NULL);
        g_autoptr(GString) with = g_string_new("<img style=\"max-width:100%\" src=\"cid:");
        html_escape_append(what, ours);
        html_escape_append(with, set->shown->pdata[i]);
        g_string_append(with, "\" alt=\"");
        html_escape_append(with, set->names->pdata[i]);
        g_string_append(with, "\">");
        char *placed = replace(out, what->str, with->str);
        g_free(out);
        out = placed;
    }
    return g_steal_pointer(&out);
}
