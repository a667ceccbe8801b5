// template.h: texts with holes. {{name}} is escaped for the format it stands in (text: as is, one
// line in a first line "Subject: …"; html: escaped), {{{name}}} in HTML inserts a value that is
// already HTML (only values set with vars_set_html). {{#list}}…{{/list}} repeats for each entry, or
// stands once when a value is non-empty; {{^name}}…{{/name}} stands when it is empty. {{! …}} is a
// comment. Nothing computes; what a value contains is never expanded again. A line holding a
// section tag or comment alone vanishes.
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct Vars Vars;
Vars *vars_new(void);
void vars_free(Vars *v);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Vars, vars_free)
void vars_set(Vars *v, const char *name, const char *value);
void vars_set_html(Vars *v, const char *name, const char *text_value, const char *html_value);
// The HTML is made from the text if a template asks for it ("" of "").
typedef char *(*VarsMakeHtml)(const char *text);
void vars_set_made(Vars *v, const char *name, const char *text, VarsMakeHtml make);
// Appends an entry to a list and returns it (owned by v); inside the section its names come first.
Vars *vars_add(Vars *v, const char *list);

typedef enum { TEMPLATE_TEXT, TEMPLATE_HTML } TemplateFormat;

// HD_ERROR_CONFIG with line on an unclosed or misnested tag.
char *template_render(const char *source, const char *name, TemplateFormat format, const Vars *vars,
                      GError **error);
// Faults without rendering, for `check`; names of unknown variables are faults when known is not
// NULL (NULL-terminated list).
bool template_check(const char *source, const char *name, const char *const *known, GError **error);

// The text of templates/<language>/<notice>.<ext>: from the folder of the config if the file is
// there, else the built-in one in that language, else the one that is the same for all languages
// (templates/<file>), else in English. The caller frees. NULL with HD_ERROR_ABSENT when nobody has
// it, with HD_ERROR_CONFIG when a file of the folder cannot be read.
char *template_load(const char *folder, const char *language, const char *file, GError **error);
