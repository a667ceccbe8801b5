// markdown.c: a manager's answer as HTML: cmark reads the structure, we write the tags.
//
// The HTML is written here and not by cmark, so that every character passes html_escape_append, the
// result looks like that of html_from_text, and what we do not know (raw HTML, pictures of other
// servers) can only come out as text. What is Markdown at all decides markdown_prepare.c.
//
// Not for strangers' words: those are html_from_text's. Limits: INLINE_MAX emphases inside each
// other; blocks are capped by markdown_prepare. Linear; walked without recursion.

#include "mail/markdown.h"

#include "base/text.h"
#include "mail/html.h"
#include "mail/markdown_prepare.h"

#include <cmark.h>
#include <string.h>

#define INLINE_MAX 20

typedef struct {
    GString *out;
    unsigned inlines; // open emphases
} Writer;

static bool
is_tight(cmark_node *paragraph)
{
    cmark_node *item = cmark_node_parent(paragraph);
    cmark_node *list = item ? cmark_node_parent(item) : NULL;
    return list && cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list);
}

// Only what stands here is ever a link, whatever cmark takes for one.
static bool
is_safe_url(const char *url)
{
    static const char *const SCHEMES[] = {"https://", "http://", "mailto:"};
    for (size_t i = 0; i < G_N_ELEMENTS(SCHEMES); i++)
        if (g_ascii_strncasecmp(url, SCHEMES[i], strlen(SCHEMES[i])) == 0)
            return true;
    return false;
}

static void
put_tag(Writer *w, bool enter, const char *name)
{
    g_string_append_printf(w->out, "<%s%s>", enter ? "" : "/", name);
}

static void
put_list(Writer *w, cmark_node *node, bool enter)
{
    bool ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
    put_tag(w, enter, ordered ? "ol" : "ul");
    g_string_append_c(w->out, '\n');
}

static void
put_item(Writer *w, bool enter)
{
    if (!enter && g_str_has_suffix(w->out->str, "\n"))
        g_string_truncate(w->out, w->out->len - 1);
    g_string_append(w->out, enter ? "<li>" : "</li>\n");
}

static void
put_paragraph(Writer *w, cmark_node *node, bool enter)
{
    if (!is_tight(node))
        g_string_append(w->out, enter ? "<p>" : "</p>\n");
    else if (!enter)
        g_string_append_c(w->out, '\n');
}

// Headings of a letter are no larger than its words.
static void
put_heading(Writer *w, bool enter)
{
    g_string_append(w->out, enter ? "<p><b>" : "</b></p>\n");
}

static void
put_code_block(Writer *w, cmark_node *node)
{
    g_string_append(w->out, "<pre style=\"white-space:pre-wrap\"><code>");
    html_escape_append(w->out, cmark_node_get_literal(node));
    g_string_append(w->out, "</code></pre>\n");
}

// Deeper emphases than anybody writes are left out; their words stay.
static void
put_emphasis(Writer *w, bool enter, const char *name)
{
    w->inlines -= enter ? 0 : 1;
    if (w->inlines < INLINE_MAX)
        put_tag(w, enter, name);
    w->inlines += enter ? 1 : 0;
}

static void
put_link(Writer *w, cmark_node *node, bool enter)
{
    const char *url = cmark_node_get_url(node);
    if (!is_safe_url(text_or_empty(url)))
        return;
    g_string_append(w->out, enter ? "<a href=\"" : "</a>");
    if (enter) {
        html_escape_append(w->out, url);
        g_string_append(w->out, "\">");
    }
}

static bool
is_in_link(cmark_node *node)
{
    for (unsigned i = 0; node && i < INLINE_MAX; node = cmark_node_parent(node), i++)
        if (cmark_node_get_type(node) == CMARK_NODE_LINK)
            return true;
    return false;
}

static void
put_text(Writer *w, cmark_node *node)
{
    const char *text = text_or_empty(cmark_node_get_literal(node));
    if (is_in_link(node))
        html_escape_append(w->out, text);
    else
        html_line_append(w->out, text, strlen(text));
}

static void
put_node(Writer *w, cmark_node *node, bool enter)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_BLOCK_QUOTE:
        g_string_append(w->out, enter ? "<blockquote>\n" : "</blockquote>\n");
        break;
    case CMARK_NODE_LIST:
        put_list(w, node, enter);
        break;
    case CMARK_NODE_ITEM:
        put_item(w, enter);
        break;
    case CMARK_NODE_PARAGRAPH:
        put_paragraph(w, node, enter);
        break;
    case CMARK_NODE_HEADING:
        put_heading(w, enter);
        break;
    case CMARK_NODE_CODE_BLOCK:
        put_code_block(w, node);
        break;
    case CMARK_NODE_THEMATIC_BREAK:
        g_string_append(w->out, "<hr>\n");
        break;
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
        g_string_append(w->out, "<br>\n");
        break;
    case CMARK_NODE_CODE:
        g_string_append(w->out, "<code>");
        html_escape_append(w->out, cmark_node_get_literal(node));
        g_string_append(w->out, "</code>");
        break;
    case CMARK_NODE_EMPH:
        put_emphasis(w, enter, "em");
        break;
    case CMARK_NODE_STRONG:
        put_emphasis(w, enter, "strong");
        break;
    case CMARK_NODE_LINK:
        put_link(w, node, enter);
        break;
    case CMARK_NODE_TEXT:
        put_text(w, node);
        break;
    case CMARK_NODE_HTML_BLOCK:
    case CMARK_NODE_HTML_INLINE:
        html_escape_append(w->out, cmark_node_get_literal(node));
        break;
    default:
        break; // the document itself; pictures: their words follow as text
    }
}

char *
markdown_html(const char *text)
{
    g_autofree char *normal = text_normal(text);
    g_autofree char *strict = markdown_prepare(normal);
    cmark_node *root = cmark_parse_document(strict, strlen(strict), CMARK_OPT_DEFAULT);
    cmark_consolidate_text_nodes(root);
    Writer w = {.out = g_string_sized_new(strlen(normal) * 5 / 4 + 16)};
    cmark_iter *walk = cmark_iter_new(root);
    for (cmark_event_type event = cmark_iter_next(walk); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(walk))
        put_node(&w, cmark_iter_get_node(walk), event == CMARK_EVENT_ENTER);
    cmark_iter_free(walk);
    cmark_node_free(root);
    return g_string_free(w.out, FALSE);
}
