// print.c: the key table for people and for the lint that holds the documents against it.
//
// The print is the whole table, so a key that is read but not printed cannot exist. Not for values
// of a config: nothing here reads a file. Neighbour: keys.c holds the rows.
#include "config/config.h"
#include "config/keys.h"

#include <string.h>

static const char *const TYPE_NAMES[] = {
    [KEY_TEXT] = "text",           [KEY_ADDRESS] = "text",         [KEY_NUMBER] = "number",
    [KEY_FLAG] = "true or false",  [KEY_CHOICE] = "choice",        [KEY_TEXTS] = "list of texts",
    [KEY_LABEL] = "text",          [KEY_NOTICE] = "true or false", [KEY_GROUP] = "group",
    [KEY_LIST] = "list of groups", [KEY_MONEY] = "price",
};

char *
key_range(const Key *key)
{
    g_autoptr(GString) range = g_string_new(NULL);
    switch (key->type) {
    case KEY_CHOICE:
        for (const Name *n = key->choices; n->name; n++) {
            g_string_append_printf(range, "%s%s", range->len ? ", " : "", n->name);
        }
        break;
    case KEY_NUMBER:
        g_string_printf(range, "%" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, key->min, key->max);
        break;
    case KEY_TEXTS:
    case KEY_LIST:
        g_string_printf(range, "%" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " entries", key->min,
                        key->max);
        break;
    case KEY_TEXT:
    case KEY_ADDRESS:
    case KEY_LABEL:
        if (key->max) {
            g_string_printf(range, "at most %" G_GINT64_FORMAT " bytes", key->max);
        }
        break;
    case KEY_MONEY:
    case KEY_FLAG:
    case KEY_NOTICE:
    case KEY_GROUP:
        break;
    }
    return g_string_free(g_steal_pointer(&range), FALSE);
}

static void
print_group(const KeyGroup *group, const char *prefix, GString *out)
{
    for (const Key *k = group->keys; k->name; k++) {
        g_autofree char *range = key_range(k);
        const char *standard = k->required ? "required" : k->fallback ? k->fallback : "";
        g_string_append_printf(out, "%s%s\t%s\t%s\t%s\t%s\t%s\n", prefix, k->name,
                               k->lines ? "lines" : TYPE_NAMES[k->type], standard, range,
                               k->only ? k->only : "", k->help);
        if (k->group) {
            g_autofree char *deeper = g_strdup_printf("%s%s.", prefix, k->name);
            print_group(k->group, deeper, out);
        }
    }
}

void
config_keys_print(GString *out)
{
    print_group(&KEYS_ROOT, "", out);
}
