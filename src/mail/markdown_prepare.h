// markdown_prepare.h: people's text → strict CommonMark that means what they saw while writing.
// Private to mail/markdown.
#pragma once

#include <glib.h>

// text: normal (text_normal). What is no Markdown of ours is escaped. The caller frees.
char *markdown_prepare(const char *text);

// A line with its marks at the words: code spans, *emphasis*, [links](https://…); all else escaped.
void markdown_words(GString *out, const char *line, size_t len);
