// html.h: writes HTML that cannot forget to escape: what is not a literal of ours is escaped.
#pragma once

#include <glib.h>

typedef struct {
    GString *out; // owned
} Html;

void html_init(Html *h);
void html_clear(Html *h);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Html, html_clear)

// Markup: takes string literals only, a variable does not compile.
#define html_raw(h, literal) html_literal((h), "" literal "", sizeof("" literal "") - 1)
void html_literal(Html *h, const char *literal, gsize len);

// Any text, escaped. Bytes that are no UTF-8 become U+FFFD, control characters are left out.
void html_text(Html *h, const char *text);
// ` name="escaped text"`, inside a tag; the name is a literal. Never for href, action, src:
// html_url.
#define html_attr(h, name, text) html_attribute((h), "" name "", (text))
void html_attribute(Html *h, const char *name, const char *text);
// The same for an address: http: and https: alone; anything else (javascript:, data:) becomes "#".
#define html_url(h, name, url) html_address((h), "" name "", (url))
void html_address(Html *h, const char *name, const char *url);

// base?name=value&…: pairs of name and value, then NULL; names and values are percent-encoded. The
// caller frees.
char *url_build(const char *base, ...) G_GNUC_NULL_TERMINATED;
