// html.h: HTML of strangers → readable text. Depth and size are capped before gumbo sees it (it is
// quadratic in depth); walked without recursion.
#pragma once

#include <glib.h>
#include <stdbool.h>

// Readable UTF-8 text: paragraphs and lines kept, lists with "- " or numbers, links as "text
// <url>", table cells separated, scripts, styles and hidden content left out. Quoted blocks
// (blockquote, gmail_quote, Outlook's divider, yahoo_quoted …) get "> " in front of each line.
// Pictures of this mail (src="cid:…") become a line "[cid:ID]". The caller frees.
char *html_to_text(const char *html, gssize len);
// Text as an HTML fragment: escaped, line ends kept as <br>, paragraphs as <p>, http(s) and mailto
// links made, lines that start with ">" as blockquote. "[cid:ID]" lines become <img src="cid:ID">.
char *html_from_text(const char *text);
// Appends text with & < > " ' escaped.
void html_escape_append(GString *out, const char *text);
// Appends a piece of a line escaped, with http(s) and mailto links made.
void html_line_append(GString *out, const char *line, size_t len);
// Length of the link ("https://…") that begins at p, 0 when none does.
size_t html_link_length(const char *p, const char *end);
