// read.c: fills the desk from libconfig's tree by the key table.
//
// Walks each group twice: once over what the file holds (what the table lacks is an unknown key),
// once over the table (what the file lacks gets its default, or is missing). Each value is checked
// in itself here; what one value asks of another is checked afterwards in check_*.c. Nothing stops
// at a fault: a desk with faults is never handed out, so fields may be left as they were.
//
// Limits: entries and bytes as the table says; depth is that of the table. Neighbours: keys.c,
// form.c.
#include "config/loader.h"

#include "base/text.h"

#include <string.h>

static void read_group(Loader *l, const KeyGroup *group, const config_setting_t *setting,
                       void *object);

unsigned
setting_line(const Loader *l, const config_setting_t *setting)
{
    unsigned line = config_setting_source_line(setting);
    // libconfig gives a text in a list the line of what follows it.
    if (!config_setting_name(setting) && config_setting_type(setting) == CONFIG_TYPE_STRING) {
        const config_setting_t *parent = config_setting_parent(setting);
        unsigned first = parent ? config_setting_source_line(parent) : 1;
        const char *text = config_setting_get_string(setting);
        // A text written with escapes is found nowhere: look back 50 lines, not more.
        for (unsigned n = line; n >= first && n > 0 && n + 50 > line; n--) {
            if (expand_line_quotes(&l->text, n, text)) {
                return n;
            }
        }
    }
    return line;
}

static const config_setting_t *
origin_member(const Loader *l, const void *object, const char *key)
{
    const config_setting_t *setting = g_hash_table_lookup(l->origins, object);
    return setting ? config_setting_get_member(setting, key) : NULL;
}

unsigned
origin_line(const Loader *l, const void *object, const char *key, int entry)
{
    const config_setting_t *setting = g_hash_table_lookup(l->origins, object);
    const config_setting_t *member = key ? origin_member(l, object, key) : NULL;
    if (!setting) {
        return 0;
    }
    if (!member) {
        return config_setting_source_line(setting);
    }
    const config_setting_t *elem = entry >= 0 && config_setting_is_aggregate(member)
                                       ? config_setting_get_elem(member, (unsigned)entry)
                                       : NULL;
    return setting_line(l, elem ? elem : member);
}

bool
origin_has(const Loader *l, const void *object, const char *key)
{
    return origin_member(l, object, key) != NULL;
}

static void
read_list(Loader *l, const Key *key, const config_setting_t *setting, GPtrArray *out)
{
    g_autofree char *hint = g_strdup_printf("write %s = ( { … }, { … } );", key->name);
    if (config_setting_type(setting) != CONFIG_TYPE_LIST) {
        value_wrong_type(l, key, setting, "a list of groups", hint);
        return;
    }
    if (!value_entries_fit(l, key, setting)) {
        return;
    }
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *entry = config_setting_get_elem(setting, (unsigned)i);
        if (config_setting_type(entry) != CONFIG_TYPE_GROUP) {
            loader_fault(l, setting_line(l, entry), hint, "an entry of %s must be a group, not %s",
                         key->name, setting_type_words(entry));
            continue;
        }
        void *object = key->group->make();
        g_ptr_array_add(out, object);
        read_group(l, key->group, entry, object);
    }
}

static void
read_subgroup(Loader *l, const Key *key, const config_setting_t *setting, void *object)
{
    void *inner = key->pointer ? *(void **)(void *)((char *)object + key->offset) : object;
    if (setting && config_setting_type(setting) != CONFIG_TYPE_GROUP) {
        g_autofree char *hint = g_strdup_printf("write %s = { … };", key->name);
        value_wrong_type(l, key, setting, "a group", hint);
        return;
    }
    read_group(l, key->group, setting, inner);
}

static void
tell_unknown(Loader *l, const KeyGroup *group, const config_setting_t *setting)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const Key *k = group->keys; k->name; k++) {
        g_ptr_array_add(names, (gpointer)(uintptr_t)k->name);
    }
    g_ptr_array_add(names, NULL);
    const char *name = config_setting_name(setting);
    const char *near = text_nearest(name, (const char *const *)names->pdata);
    g_autofree char *list = g_strjoinv(", ", (char **)names->pdata);
    g_autofree char *hint = near ? g_strdup_printf("write \"%s\" instead", near)
                                 : g_strdup_printf("there are: %s", list);
    loader_fault(l, setting_line(l, setting), hint, "unknown key \"%s\" in %s", name, group->name);
}

// The value of `type` in a group whose keys depend on it; "" when the group has no such key or
// value.
static const char *
group_kind(const KeyGroup *group, const config_setting_t *setting)
{
    const Key *key = key_find(group, "type");
    const config_setting_t *member = setting ? config_setting_get_member(setting, "type") : NULL;
    int code;
    if (!key || !key->choices) {
        return "";
    }
    if (!member) {
        return text_or_empty(key->fallback);
    }
    if (config_setting_type(member) != CONFIG_TYPE_STRING ||
        !names_code(key->choices, config_setting_get_string(member), &code)) {
        return "";
    }
    return names_name(key->choices, code);
}

static void
read_group(Loader *l, const KeyGroup *group, const config_setting_t *setting, void *object)
{
    const char *kind = group_kind(group, setting);
    // The groups that fill the desk itself come after the root, which stays its origin.
    if (setting && !g_hash_table_contains(l->origins, object)) {
        g_hash_table_insert(l->origins, object, (gpointer)(uintptr_t)setting);
    }
    for (int i = 0; setting && i < config_setting_length(setting); i++) {
        const config_setting_t *member = config_setting_get_elem(setting, (unsigned)i);
        const Key *key = key_find(group, config_setting_name(member));
        if (!key) {
            tell_unknown(l, group, member);
        } else if (*kind && !key_fits(key, kind)) {
            loader_fault(l, setting_line(l, member), "leave it out",
                         "%s means nothing for type \"%s\"", key->name, kind);
        }
    }
    for (const Key *key = group->keys; key->name; key++) {
        const config_setting_t *member =
            setting ? config_setting_get_member(setting, key->name) : NULL;
        char *base = key->in_draft ? (char *)&l->draft : (char *)object;
        void *field = base + key->offset;
        if (!key_fits(key, kind)) {
            continue;
        }
        if (key->type == KEY_GROUP) {
            read_subgroup(l, key, member, object);
        } else if (member && key->type == KEY_LIST) {
            read_list(l, key, member, *(GPtrArray **)field);
        } else if (member) {
            value_read(l, key, member, field);
        } else if (!key->required && key->fallback) {
            value_default(l, key, field);
        } else if (key->required && setting) {
            g_autofree char *hint = g_strdup_printf("add %s = …;", key->name);
            unsigned line = config_setting_source_line(setting);
            loader_fault(l, line, hint, "%s is missing in %s", key->name, group->name);
        }
    }
}

void
read_tree(Loader *l)
{
    read_group(l, &KEYS_ROOT, config_root_setting(&l->tree), l->desk);
}
