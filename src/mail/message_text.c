// message_text.c: the text and the HTML of a mail, found out when first asked for.
//
// Each section gives its plain form when that says something, else its HTML as text. A plain form
// that only says "this is an HTML message" says nothing. The HTML of a mail is that of its sections
// joined.
//
// Limits: limits.text bytes are decoded of every kind, whatever the parts hold.
// Neighbours: message_tree.c chose the parts, part.c decodes, html.c and charset.c convert.

#include "base/text.h"
#include "mail/alternative.h"
#include "mail/calendar.h"
#include "mail/flowed.h"
#include "mail/html.h"
#include "mail/message_private.h"
#include "mail/part.h"

#include <string.h>

#define CALENDAR_MAX 65536

static char *
read_part(const Message *m, GMimeObject *part, size_t room)
{
    bool broken = false, guessed = false;
    char *text = part_text(part, room, &broken, &guessed);

    if (broken) {
        message_note(m, "base64 broken");
    }
    if (guessed) {
        message_note(m, "charset guessed");
    }
    return text;
}

static char *
read_plain(const Message *m, GMimeObject *part, size_t room)
{
    g_autofree char *text = read_part(m, part, room);

    if (g_ascii_strcasecmp(part_type_param(part, "format"), "flowed") == 0) {
        bool delsp = g_ascii_strcasecmp(part_type_param(part, "delsp"), "yes") == 0;

        return flowed_join(text, delsp);
    }
    return g_steal_pointer(&text);
}

static char *
join_parts(const Message *m, const GPtrArray *parts,
           char *(*read)(const Message *, GMimeObject *, size_t))
{
    GString *all = g_string_new(NULL);

    for (guint i = 0; i < parts->len && all->len < m->limits.text; i++) {
        g_autofree char *text = read(m, g_ptr_array_index(parts, i), m->limits.text - all->len);

        if (all->len > 0 && all->str[all->len - 1] != '\n') {
            g_string_append_c(all, '\n');
        }
        g_string_append(all, text);
    }
    return g_string_free(all, FALSE);
}

// One short line that speaks of HTML, where the HTML has far more to say.
static bool
only_points_to_html(const char *plain, const char *html)
{
    g_autofree char *line = NULL;

    if (strlen(plain) > 300 || !*html) {
        return false;
    }
    line = text_one_line(plain);
    return strlen(line) < 200 && strcasestr(line, "html") && strlen(html) > 4 * strlen(plain);
}

static char *
section_text(const Message *m, const Section *section)
{
    g_autofree char *plain = NULL;
    g_autofree char *html = NULL;

    if (section->raw) {
        return text_utf8(section->raw, (gssize)MIN(strlen(section->raw), m->limits.text));
    }
    plain = join_parts(m, section->plain, read_plain);
    if (section->html->len == 0) {
        return g_steal_pointer(&plain);
    }
    if (!text_is_empty(plain) && strlen(plain) > 300) {
        return g_steal_pointer(&plain);
    }
    html = join_parts(m, section->html, read_part);
    if (!text_is_empty(plain) && !only_points_to_html(plain, html)) {
        return g_steal_pointer(&plain);
    }
    return html_to_text(html, -1);
}

static void
put_section(GString *all, const char *text)
{
    if (text_is_empty(text)) {
        return;
    }
    if (all->len > 0) {
        g_string_append(all, "\n\n");
    }
    g_string_append(all, text);
}

// The same invitation often comes twice: as a form of the text and as a file.
static void
put_calendars(const Message *m, GString *all)
{
    for (guint i = 0; i < m->attachments->len && all->len < m->limits.text; i++) {
        const Attachment *a = g_ptr_array_index(m->attachments, i);
        bool calendar =
            strcmp(a->type, "text/calendar") == 0 || strcmp(a->type, "application/ics") == 0;
        g_autofree char *ics =
            calendar && a->object ? part_text(a->object, CALENDAR_MAX, NULL, NULL) : NULL;
        g_autofree char *line = ics ? calendar_line(ics) : NULL;

        if (line && !strstr(all->str, line)) {
            put_section(all, line);
        }
    }
}

const char *
message_text(const Message *m)
{
    g_autoptr(GString) all = NULL;
    g_autofree char *normal = NULL;

    if (m->lazy->text) {
        return m->lazy->text;
    }
    all = g_string_new(NULL);
    for (guint i = 0; i < m->sections->len && all->len < m->limits.text; i++) {
        g_autofree char *text = section_text(m, g_ptr_array_index(m->sections, i));

        put_section(all, text);
    }
    if (all->len == 0 && m->inner_text) {
        g_autofree char *html = *m->inner_text ? NULL : html_to_text(m->inner_html, -1);

        put_section(all, html ? html : m->inner_text);
    }
    put_calendars(m, all);
    normal = text_normal(all->str);
    m->lazy->text = text_clip(g_strchomp(normal) + strspn(normal, "\n"), m->limits.text);
    return m->lazy->text;
}

const char *
message_html(const Message *m)
{
    g_autoptr(GPtrArray) parts = NULL;
    g_autofree char *html = NULL;

    if (m->lazy->html) {
        return m->lazy->html;
    }
    parts = g_ptr_array_new();
    for (guint i = 0; i < m->sections->len; i++) {
        const Section *section = g_ptr_array_index(m->sections, i);

        for (guint k = 0; k < section->html->len; k++) {
            g_ptr_array_add(parts, g_ptr_array_index(section->html, k));
        }
    }
    html = join_parts(m, parts, read_part);
    m->lazy->html = text_clip(*html || !m->inner_html ? html : m->inner_html, m->limits.text);
    return m->lazy->html;
}

const char *
message_html_text(const Message *m)
{
    if (!m->lazy->html_text) {
        g_autofree char *text = html_to_text(message_html(m), -1);

        m->lazy->html_text = text_normal(text);
    }
    return m->lazy->html_text;
}

// Asked late, since it reads all the HTML.
static void
compare_alternatives(const Message *m)
{
    for (guint i = 0; i < m->sections->len; i++) {
        const Section *section = g_ptr_array_index(m->sections, i);

        if (section->plain->len > 0 && section->html->len > 0) {
            g_autofree char *plain = join_parts(m, section->plain, read_plain);
            g_autofree char *html = join_parts(m, section->html, read_part);
            g_autofree char *text = html_to_text(html, -1);

            if (alternative_differs(plain, text)) {
                message_note(m, "alternatives differ");
            }
        }
    }
}

const GPtrArray *
message_defects(const Message *m)
{
    if (!m->lazy->compared) {
        m->lazy->compared = true;
        compare_alternatives(m);
    }
    return m->lazy->defects;
}
