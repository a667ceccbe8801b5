// markdown.h: what a manager writes → the HTML of a letter. Markdown where it is meant, plain words
// as they stand; never raw HTML, never a link but http, https and mailto.
#pragma once

// An HTML fragment, every line end kept. What html_from_text makes a link is a link here too. The
// caller frees. Linear in the text; nesting is capped.
char *markdown_html(const char *text);
