// html_filter.h: makes HTML of strangers cheap to parse. Private to mail/html.
#pragma once

#include <stddef.h>

// The same document for a reader of text, without what makes gumbo slow: nesting under
// FILTER_DEPTH, no formatting tags (they are copied into every paragraph that follows an unclosed
// one), no tag with hundreds of attributes, one <html> and one <body>. Valid UTF-8 in and out. The
// caller frees.
#define FILTER_DEPTH 200
char *html_filter(const char *html, size_t len);
