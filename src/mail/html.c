// html.c: HTML of strangers → readable text.
//
// Gumbo makes the tree (after html_filter.c has made that cheap), one loop walks it without
// recursion and html_lines.c writes the lines. What a mail program hides stays hidden: a command in
// invisible text must not be read. What it shows as quoted gets "> " for body.c.
//
// Not for showing HTML. HTML longer than HTML_MAX is cut. html_text.c has the other direction.
#include "mail/html.h"

#include "base/text.h"
#include "mail/html_filter.h"
#include "mail/html_lines.h"

#include <gumbo.h>
#include <string.h>

#define HTML_MAX (1024 * 1024)
#define LIST_MAX 8
#define URL_MAX  2000
#define LOOK_MAX 60 // nodes that are looked at for each quote

typedef struct {
    bool ordered;
    unsigned number;
} List;

typedef struct {
    unsigned line; // of the text where the row began
    bool has_cell;
} Row;

typedef struct {
    Lines lines;
    GArray *lists; // List
    GArray *rows;  // Row, one for each table that is open
    unsigned pre;
    size_t cell;        // length of the text where the last cell began
    bool rest_is_quote; // behind Outlook's divider
} Walk;

static const char *
attribute(const GumboNode *node, const char *name)
{
    const GumboAttribute *a = gumbo_get_attribute(&node->v.element.attributes, name);
    return a ? a->value : "";
}

// Style without white space, lower case: good enough to look for declarations.
static bool
style_has(const GumboNode *node, const char *const *declarations)
{
    const char *style = attribute(node, "style");
    if (!*style) {
        return false;
    }
    g_autoptr(GString) plain = g_string_new(";");
    for (const char *p = style; *p; p++) {
        if (!g_ascii_isspace(*p)) {
            g_string_append_c(plain, g_ascii_tolower(*p));
        }
    }
    for (; *declarations; declarations++) {
        if (strstr(plain->str, *declarations)) {
            return true;
        }
    }
    return false;
}

static bool
has_class(const GumboNode *node, const char *const *names)
{
    g_auto(GStrv) classes = g_strsplit_set(attribute(node, "class"), " \t\n", 32);
    for (size_t i = 0; classes[i]; i++) {
        if (g_strv_contains(names, classes[i])) {
            return true;
        }
    }
    return false;
}

static bool
is_hidden(const GumboNode *node)
{
    static const char *const HIDING[] = {";display:none", ";visibility:hidden", ";mso-hide:all",
                                         NULL};
    switch (node->v.element.tag) {
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_TITLE:
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_OBJECT:
    case GUMBO_TAG_SVG:
    case GUMBO_TAG_NOFRAMES:
        return true;
    default:
        return gumbo_get_attribute(&node->v.element.attributes, "hidden") ||
               style_has(node, HIDING);
    }
}

// The node behind this one in the order of the document, outside of it, and under top.
static const GumboNode *
next_outside(const GumboNode *node, const GumboNode *top)
{
    while (node != top) {
        const GumboVector *siblings = &node->parent->v.element.children;
        if (node->index_within_parent + 1 < siblings->length) {
            return siblings->data[node->index_within_parent + 1];
        }
        node = node->parent;
    }
    return NULL;
}

static bool
is_element(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}

static const GumboNode *
next_inside(const GumboNode *node, const GumboNode *top)
{
    if (is_element(node) && node->v.element.children.length > 0) {
        return node->v.element.children.data[0];
    }
    return next_outside(node, top);
}

// Not where it only moves its text to the right: "indent more" of Gmail and WebKit.
static bool
is_blockquote(const GumboNode *node)
{
    static const char *const BARE[] = {";border:none", ";border:0", NULL};
    static const char *const SIDES[] = {";border-left", ";border-right", NULL};
    const char *names = attribute(node, "class");
    return node->v.element.tag == GUMBO_TAG_BLOCKQUOTE &&
           (*attribute(node, "type") || *attribute(node, "cite") || strstr(names, "gmail_quote") ||
            style_has(node, SIDES) || !(strstr(names, "webkit-indent") || style_has(node, BARE)));
}

static bool
holds_blockquote(const GumboNode *top)
{
    const GumboNode *node = next_inside(top, top);
    for (unsigned i = 0; node && i < LOOK_MAX; i++) {
        if (is_element(node) && is_blockquote(node)) {
            return true;
        }
        node = next_inside(node, top);
    }
    return false;
}

// "From:", "Von:", "От:" … is what the first words under Outlook's line look like.
static bool
begins_with_label(const GumboNode *top)
{
    const GumboNode *node = next_inside(top, top);
    for (unsigned i = 0; node && i < LOOK_MAX; i++) {
        if (node->type == GUMBO_NODE_TEXT) {
            const char *text = node->v.text.text;
            return memchr(text, ':', strnlen(text, 30)) != NULL;
        }
        node = next_inside(node, top);
    }
    return false;
}

// Everything behind such an element is an older mail, though it stands beside it and not inside.
static bool
is_divider(const GumboNode *node)
{
    static const char *const IDS[] = {"divRplyFwdMsg",
                                      "stopSpelling",
                                      "zwchr",
                                      "mail-editor-reference-message-container",
                                      "OLK_SRC_BODY_SECTION",
                                      NULL};
    static const char *const CLASSES[] = {"ms-outlook-mobile-reference-message", NULL};
    static const char *const LINES[] = {";border-top:solid", ";border:none;border-top:solid", NULL};
    if (g_strv_contains(IDS, attribute(node, "id")) || has_class(node, CLASSES)) {
        return true;
    }
    return node->v.element.tag == GUMBO_TAG_DIV && style_has(node, LINES) &&
           begins_with_label(node);
}

static bool
is_quote(const GumboNode *node)
{
    static const char *const WHOLE[] = {"yahoo_quoted", NULL};
    static const char *const HOLDERS[] = {"gmail_quote", "protonmail_quote", NULL};
    if (is_blockquote(node) || has_class(node, WHOLE)) {
        return true;
    }
    return has_class(node, HOLDERS) && !holds_blockquote(node); // else answers may be between
}

// How many line ends an element asks for around it; 0 when it flows with the text.
static unsigned
block_breaks(const GumboNode *node)
{
    static const char *const TIGHT[] = {";margin:0", ";margin-top:0", ";margin-bottom:0", NULL};
    switch (node->v.element.tag) {
    case GUMBO_TAG_P:
        // Outlook writes each line as a paragraph without margins.
        return g_str_has_prefix(attribute(node, "class"), "Mso") || style_has(node, TIGHT) ? 1 : 2;
    case GUMBO_TAG_H1:
    case GUMBO_TAG_H2:
    case GUMBO_TAG_H3:
    case GUMBO_TAG_H4:
    case GUMBO_TAG_H5:
    case GUMBO_TAG_H6:
    case GUMBO_TAG_PRE:
        return 2;
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_BLOCKQUOTE:
    case GUMBO_TAG_CENTER:
    case GUMBO_TAG_DD:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_DT:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_FORM:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_HR:
    case GUMBO_TAG_LI:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_TR:
    case GUMBO_TAG_UL:
        return 1;
    default:
        return 0;
    }
}

static void
put_picture(Walk *w, const GumboNode *node)
{
    const char *src = attribute(node, "src");
    if (g_ascii_strncasecmp(src, "cid:", 4) == 0) {
        g_autofree char *plain = g_uri_unescape_string(src + 4, NULL);
        g_autofree char *id = text_one_line(plain ? plain : src + 4);
        if (*id && strlen(id) < URL_MAX && !strpbrk(id, "[]<> ")) {
            lines_want(&w->lines, 1);
            lines_flow(&w->lines, "[cid:");
            g_string_append_printf(w->lines.text, "%s]", id);
            w->lines.alone = true;
        }
        return;
    }
    g_autofree char *alt = text_one_line(attribute(node, "alt"));
    if (strlen(alt) < 200) {
        lines_flow(&w->lines, alt);
    }
}

// Addresses that only repeat the words they stand on are not written again.
static bool
says_the_same(const char *words, const char *url)
{
    static const char *const PREFIXES[] = {"mailto:", "https://", "http://", "www.", NULL};
    const char *pair[2] = {words, url};
    size_t len[2];
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; PREFIXES[k]; k++) {
            if (g_ascii_strncasecmp(pair[i], PREFIXES[k], strlen(PREFIXES[k])) == 0) {
                pair[i] += strlen(PREFIXES[k]);
            }
        }
        len[i] = strlen(pair[i]);
        len[i] -= len[i] > 0 && pair[i][len[i] - 1] == '/';
    }
    return len[0] == len[1] && g_ascii_strncasecmp(pair[0], pair[1], len[0]) == 0;
}

static void
end_link(Walk *w, const GumboNode *node)
{
    g_autofree char *url = text_one_line(attribute(node, "href"));
    if (w->lines.mark >= w->lines.text->len) {
        return;
    }
    g_autofree char *words = text_one_line(w->lines.text->str + w->lines.mark);
    lines_mark(&w->lines);
    bool web =
        g_ascii_strncasecmp(url, "http://", 7) == 0 || g_ascii_strncasecmp(url, "https://", 8) == 0;
    bool mail = g_ascii_strncasecmp(url, "mailto:", 7) == 0;
    if ((web || mail) && strlen(url) < URL_MAX && *words && !strpbrk(url, "<> ") &&
        !says_the_same(words, url)) {
        g_string_append_printf(w->lines.text, " <%s>", mail ? url + 7 : url);
    }
}

static void
begin_item(Walk *w)
{
    GString *marker = w->lines.marker;
    List *list = w->lists->len ? &g_array_index(w->lists, List, w->lists->len - 1) : NULL;
    if (list && list->ordered) {
        g_string_printf(marker, "%u. ", list->number++);
    } else {
        g_string_assign(marker, "- ");
    }
}

static void
begin_list(Walk *w, const GumboNode *node)
{
    guint64 start = 1;
    List list = {.ordered = node->v.element.tag == GUMBO_TAG_OL};
    if (!g_ascii_string_to_unsigned(attribute(node, "start"), 10, 0, 1000000, &start, NULL)) {
        start = 1;
    }
    list.number = (unsigned)start;
    g_array_append_val(w->lists, list);
    w->lines.indent = MIN(w->lists->len - 1, LIST_MAX);
}

static void
begin_cell(Walk *w)
{
    Row *row = w->rows->len ? &g_array_index(w->rows, Row, w->rows->len - 1) : NULL;
    if (!row) {
        return;
    }
    if (!row->has_cell) {
        row->line = w->lines.lines + w->lines.breaks;
    } else if (w->lines.lines <= row->line + 1 && w->lines.started) {
        // Paragraphs inside short cells (Outlook's are all so) do not break the row.
        w->lines.breaks = 0;
        lines_between(&w->lines, " | ");
    } else {
        lines_want(&w->lines, 1);
    }
    row->has_cell = true;
    w->cell = w->lines.text->len;
}

static void
enter(Walk *w, const GumboNode *node)
{
    w->lines.quote += is_quote(node);
    if (!w->rest_is_quote && is_divider(node)) {
        w->rest_is_quote = true;
        w->lines.quote++;
        lines_want(&w->lines, 1);
    }
    bool row = node->v.element.tag == GUMBO_TAG_TR && w->rows->len;
    if (row) {
        w->lines.separator = NULL;
        // The last paragraph of a cell leaves no empty line between two rows.
        if (g_array_index(w->rows, Row, w->rows->len - 1).has_cell) {
            w->lines.breaks = MIN(w->lines.breaks, 1);
        }
    }
    // Nor does the first one of a cell.
    bool begins_cell = w->rows->len && w->lines.text->len == w->cell;
    lines_want(&w->lines, MIN(block_breaks(node), begins_cell ? 1u : 2u));
    switch (node->v.element.tag) {
    case GUMBO_TAG_BR:
        lines_break(&w->lines);
        break;
    case GUMBO_TAG_HR:
        lines_flow(&w->lines, "---");
        break;
    case GUMBO_TAG_IMG:
        put_picture(w, node);
        break;
    case GUMBO_TAG_A:
        lines_mark(&w->lines);
        break;
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
        begin_list(w, node);
        break;
    case GUMBO_TAG_LI:
        begin_item(w);
        break;
    case GUMBO_TAG_TABLE:
        g_array_set_size(w->rows, w->rows->len + 1);
        break;
    case GUMBO_TAG_TR:
        if (w->rows->len) {
            g_array_index(w->rows, Row, w->rows->len - 1).has_cell = false;
        }
        break;
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH:
        begin_cell(w);
        break;
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_TEXTAREA:
        w->pre++;
        break;
    default:
        break;
    }
}

static void
leave(Walk *w, const GumboNode *node)
{
    switch (node->v.element.tag) {
    case GUMBO_TAG_A:
        end_link(w, node);
        break;
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
        g_array_set_size(w->lists, w->lists->len - 1);
        w->lines.indent = MIN(w->lists->len ? w->lists->len - 1 : 0, LIST_MAX);
        break;
    case GUMBO_TAG_LI:
        g_string_truncate(w->lines.marker, 0);
        break;
    case GUMBO_TAG_TABLE:
        g_array_set_size(w->rows, w->rows->len - 1);
        break;
    case GUMBO_TAG_TR:
        w->lines.separator = NULL;
        break;
    case GUMBO_TAG_PRE:
    case GUMBO_TAG_TEXTAREA:
        w->pre--;
        break;
    default:
        break;
    }
    lines_want(&w->lines, block_breaks(node));
    w->lines.quote -= is_quote(node);
}

static void
visit_text(Walk *w, const GumboNode *node)
{
    if (w->pre) {
        lines_pre(&w->lines, node->v.text.text);
    } else if (node->type != GUMBO_NODE_COMMENT) {
        lines_flow(&w->lines, node->v.text.text);
    }
}

static void
walk(Walk *w, const GumboNode *top)
{
    const GumboNode *node = top;
    bool down = true;
    for (;;) {
        bool element = is_element(node);
        if (down && element && !is_hidden(node)) {
            enter(w, node);
            if (node->v.element.children.length > 0) {
                node = node->v.element.children.data[0];
                continue;
            }
            leave(w, node);
        } else if (down && !element && node->type != GUMBO_NODE_COMMENT) {
            visit_text(w, node);
        } else if (!down) {
            leave(w, node);
        }
        if (node == top) {
            return;
        }
        const GumboVector *siblings = &node->parent->v.element.children;
        down = node->index_within_parent + 1 < siblings->length;
        node = down ? siblings->data[node->index_within_parent + 1] : node->parent;
    }
}

char *
html_to_text(const char *html, gssize len)
{
    size_t given = !html ? 0 : len < 0 ? strnlen(html, HTML_MAX + 4) : (size_t)len;
    size_t used = html ? text_clip_length(html, given, HTML_MAX) : 0;
    g_autofree char *utf8 = text_utf8(html, (gssize)used);
    g_autofree char *filtered = html_filter(utf8, strlen(utf8));
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    GumboOutput *tree = gumbo_parse_with_options(&options, filtered, strlen(filtered));
    Walk w = {.cell = SIZE_MAX};
    lines_init(&w.lines);
    w.lists = g_array_new(FALSE, TRUE, sizeof(List));
    w.rows = g_array_new(FALSE, TRUE, sizeof(Row));
    walk(&w, tree->root);
    gumbo_destroy_output(&options, tree);
    g_array_free(w.lists, TRUE);
    g_array_free(w.rows, TRUE);
    return lines_finish(&w.lines);
}
