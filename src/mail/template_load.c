// template_load.c: finds the text of a template: the admin's file, or the one built into the
// program.
//
// An admin overrides one file without copying the rest, so each file is looked for on its own. The
// folder is the admin's; language and file are checked all the same, since a language may come from
// a contact's record. Files over 256 kB or not in UTF-8 are faults of the config. Neighbours:
// template.c; templates/ is built in by base/embed.py.
#include "base/embed.h"
#include "base/error.h"
#include "base/lang.h"
#include "base/text.h"
#include "mail/template.h"

#include <string.h>

#define FILE_MAX (256 * 1024)

static char *
load_builtin(const char *path)
{
    for (const EmbeddedFile *f = EMBEDDED_TEMPLATES; f->name; f++) {
        if (strcmp(f->name, path) == 0) {
            return g_strndup((const char *)f->bytes, f->length);
        }
    }
    return NULL;
}

// NULL without an error when the folder has no such file.
static char *
load_file(const char *folder, const char *path, GError **error)
{
    if (text_is_empty(folder)) {
        return NULL;
    }
    g_autofree char *full = g_build_filename(folder, path, NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) why = NULL;
    gsize len = 0;
    if (!g_file_get_contents(full, &text, &len, &why)) {
        if (!g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOENT) &&
            !g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOTDIR)) {
            g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s", why->message);
        }
        return NULL;
    }
    if (len > FILE_MAX || !g_utf8_validate(text, (gssize)len, NULL)) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s: %s", full,
                    len > FILE_MAX ? "larger than 256 kB" : "not in UTF-8");
        return NULL;
    }
    return g_steal_pointer(&text);
}

char *
template_load(const char *folder, const char *language, const char *file, GError **error)
{
    const char *spoken = lang_find(language);
    g_autofree char *own = g_build_filename(spoken ? spoken : LANG_CODES[0], file, NULL);
    g_autofree char *english = g_build_filename(LANG_CODES[0], file, NULL);
    const char *const paths[] = {own, file, english};
    if (*file == '.' || strchr(file, '/')) {
        g_set_error(error, HD_ERROR, HD_ERROR_BUG, "%s: not the name of a template", file);
        return NULL;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        GError *why = NULL;
        char *text = load_file(folder, paths[i], &why);
        if (why) {
            g_propagate_error(error, why);
            return NULL;
        }
        text = text ? text : load_builtin(paths[i]);
        if (text) {
            return text;
        }
    }
    g_set_error(error, HD_ERROR, HD_ERROR_ABSENT, "no template is called %s", file);
    return NULL;
}
