// value_rule.c: what stands in `when` and `do`, and lists of triggers, into their fields.
//
// `when` is a group whose members are conditions (predicate_list()) or groups of them: any, all,
// not. It is walked into a tree; each leaf judges its own values. Numbers and flags may be written
// as such; they become texts. Limits: groups 20 deep, 1,000 conditions in a tree, 1,000 values of
// 1,000 bytes each.
//
// Not for whether the names in them exist, which takes the whole file (check_rules.c).
#include "config/loader.h"

#include "base/text.h"
#include "ticket/action.h"
#include "ticket/condition.h"

#include <string.h>

#define DEPTH_MAX  20
#define COUNT_MAX  1000
#define VALUES_MAX 1000
#define BYTES_MAX  1000

static const char *const GROUPS[] = {"any", "all", "not", NULL};

typedef struct {
    Loader *l;
    unsigned depth, count;
} Walk;

static void
unknown_word(Loader *l, const config_setting_t *setting, GPtrArray *names, const char *what)
{
    const char *name = config_setting_name(setting);
    g_ptr_array_add(names, NULL);
    const char *near = text_nearest(name, (const char *const *)names->pdata);
    g_autofree char *list = g_strjoinv(", ", (char **)names->pdata);
    g_autofree char *hint = near ? g_strdup_printf("write \"%s\" instead", near)
                                 : g_strdup_printf("there are: %s", list);
    loader_fault(l, setting_line(l, setting), hint, "there is no %s \"%s\"", what, name);
}

// One value as a text; NULL after a fault.
static char *
scalar_text(Loader *l, const config_setting_t *setting, const char *name)
{
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_INT:
    case CONFIG_TYPE_INT64:
        return g_strdup_printf("%lld", config_setting_get_int64(setting));
    case CONFIG_TYPE_BOOL:
        return g_strdup(config_setting_get_bool(setting) ? "true" : "false");
    case CONFIG_TYPE_STRING:
        break;
    default:
        loader_fault(l, setting_line(l, setting), "write texts in quotes",
                     "%s takes a text or a list of texts, not %s", name,
                     setting_type_words(setting));
        return NULL;
    }
    const char *text = config_setting_get_string(setting);
    if (strlen(text) > BYTES_MAX || !g_utf8_validate(text, -1, NULL)) {
        g_autofree char *hint = g_strdup_printf("write at most %d bytes of UTF-8", BYTES_MAX);
        loader_fault(l, setting_line(l, setting), hint, "%s cannot be read", name);
        return NULL;
    }
    for (const char *p = text; *p; p++) {
        if (g_ascii_iscntrl(*p) && *p != '\n' && *p != '\t') {
            loader_fault(l, setting_line(l, setting), "leave it out",
                         "%s holds a control character", name);
            return NULL;
        }
    }
    return g_strdup(text);
}

// The values of a condition or an action, ending with NULL; NULL after a fault.
static GPtrArray *
values_of(Loader *l, const config_setting_t *setting)
{
    const char *name = config_setting_name(setting);
    g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
    int type = config_setting_type(setting);
    bool list = type == CONFIG_TYPE_LIST || type == CONFIG_TYPE_ARRAY;
    int n = list ? config_setting_length(setting) : 1;
    if (n == 0 || n > VALUES_MAX) {
        g_autofree char *hint = g_strdup_printf("write 1 to %d values", VALUES_MAX);
        loader_fault(l, setting_line(l, setting), hint, "%s has %d values", name, n);
        return NULL;
    }
    for (int i = 0; i < n; i++) {
        char *text =
            scalar_text(l, list ? config_setting_get_elem(setting, (unsigned)i) : setting, name);
        if (!text) {
            return NULL;
        }
        g_ptr_array_add(values, text);
    }
    g_ptr_array_add(values, NULL);
    return g_steal_pointer(&values);
}

static bool
is_predicate(const char *name)
{
    for (const PredicateInfo *p = predicate_list(); p->name; p++) {
        if (strcmp(p->name, name) == 0) {
            return true;
        }
    }
    return false;
}

static void
tell_no_condition(Loader *l, const config_setting_t *setting)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const PredicateInfo *p = predicate_list(); p->name; p++) {
        g_ptr_array_add(names, (gpointer)(uintptr_t)p->name);
    }
    for (size_t i = 0; GROUPS[i]; i++) {
        g_ptr_array_add(names, (gpointer)(uintptr_t)GROUPS[i]);
    }
    unknown_word(l, setting, names, "condition");
}

static Condition *
read_leaf(Loader *l, const config_setting_t *setting)
{
    const char *name = config_setting_name(setting);
    if (!is_predicate(name)) {
        tell_no_condition(l, setting);
        return NULL;
    }
    g_autoptr(GPtrArray) values = values_of(l, setting);
    g_autoptr(GError) error = NULL;
    Condition *leaf =
        values ? condition_leaf(name, (const char *const *)values->pdata, &error) : NULL;
    if (error) {
        loader_fault(l, setting_line(l, setting), "", "%s", error->message);
    }
    return leaf;
}

static Condition *read_parts(Walk *w, const config_setting_t *group, ConditionKind kind);

// any = ( { … }, { … } ); all = ( { … }, { … } );
static Condition *
read_branches(Walk *w, const config_setting_t *setting, ConditionKind kind)
{
    const char *name = config_setting_name(setting);
    g_autofree char *hint = g_strdup_printf("write %s = ( { … }, { … } );", name);
    if (config_setting_type(setting) != CONFIG_TYPE_LIST || config_setting_length(setting) == 0) {
        loader_fault(w->l, setting_line(w->l, setting), hint, "%s takes a list of groups", name);
        return NULL;
    }
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify)condition_free);
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *branch = config_setting_get_elem(setting, (unsigned)i);
        if (config_setting_type(branch) != CONFIG_TYPE_GROUP) {
            loader_fault(w->l, setting_line(w->l, branch), hint,
                         "an entry of %s must be a group, not %s", name,
                         setting_type_words(branch));
            continue;
        }
        if (config_setting_length(branch) == 0) {
            loader_fault(w->l, setting_line(w->l, branch), "write conditions or leave it out",
                         "an empty group in %s", name);
            continue;
        }
        Condition *part = read_parts(w, branch, CONDITION_ALL);
        if (part) {
            g_ptr_array_add(parts, part);
        }
    }
    return parts->len ? condition_group(kind, g_steal_pointer(&parts)) : NULL;
}

static Condition *
read_member(Walk *w, const config_setting_t *member)
{
    const char *name = config_setting_name(member);
    if (++w->count > COUNT_MAX) {
        if (w->count == COUNT_MAX + 1) {
            loader_fault(w->l, setting_line(w->l, member), "make several rules of it",
                         "more than %d conditions", COUNT_MAX);
        }
        return NULL;
    }
    if (strcmp(name, "any") == 0 || strcmp(name, "all") == 0) {
        return read_branches(w, member, strcmp(name, "any") == 0 ? CONDITION_ANY : CONDITION_ALL);
    }
    if (strcmp(name, "not") != 0) {
        return read_leaf(w->l, member);
    }
    if (config_setting_type(member) != CONFIG_TYPE_GROUP || config_setting_length(member) == 0) {
        loader_fault(w->l, setting_line(w->l, member), "write not = { … };",
                     "not takes a group of conditions");
        return NULL;
    }
    return read_parts(w, member, CONDITION_NOT);
}

// All members of a group in one; NULL when there are none.
static Condition *
read_parts(Walk *w, const config_setting_t *group, ConditionKind kind)
{
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify)condition_free);
    if (++w->depth > DEPTH_MAX) {
        loader_fault(w->l, setting_line(w->l, group), "", "groups more than %d deep", DEPTH_MAX);
    } else {
        for (int i = 0; i < config_setting_length(group); i++) {
            Condition *part = read_member(w, config_setting_get_elem(group, (unsigned)i));
            if (part) {
                g_ptr_array_add(parts, part);
            }
        }
    }
    w->depth--;
    return parts->len ? condition_group(kind, g_steal_pointer(&parts)) : NULL;
}

static void
read_when(Loader *l, const config_setting_t *setting, Condition **field)
{
    Walk w = {.l = l};
    condition_free(*field);
    *field = read_parts(&w, setting, CONDITION_ALL);
}

static bool
is_action(const char *name)
{
    for (const ActionInfo *a = action_list(); a->name; a++) {
        if (strcmp(a->name, name) == 0) {
            return true;
        }
    }
    return false;
}

static void
read_action(Loader *l, const config_setting_t *setting, GPtrArray *out)
{
    const char *name = config_setting_name(setting);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    if (!is_action(name)) {
        for (const ActionInfo *a = action_list(); a->name; a++) {
            g_ptr_array_add(names, (gpointer)(uintptr_t)a->name);
        }
        unknown_word(l, setting, names, "action");
        return;
    }
    g_autoptr(GPtrArray) values = values_of(l, setting);
    g_autoptr(GError) error = NULL;
    RuleAction *action =
        values ? action_new(name, (const char *const *)values->pdata, &error) : NULL;
    if (error) {
        loader_fault(l, setting_line(l, setting), "", "%s", error->message);
    }
    if (action) {
        g_ptr_array_add(out, action);
        g_hash_table_insert(l->origins, action, (gpointer)(uintptr_t)setting);
    }
}

static void
read_triggers(Loader *l, const Key *key, const config_setting_t *setting, unsigned *field)
{
    g_autofree char *range = key_range(key);
    g_autofree char *hint = g_strdup_printf("write some of: %s", range);
    int type = config_setting_type(setting);
    if (type != CONFIG_TYPE_LIST && type != CONFIG_TYPE_ARRAY) {
        value_wrong_type(l, key, setting, "a list of texts", "write on = ( \"created\" );");
        return;
    }
    if (!value_entries_fit(l, key, setting)) {
        return;
    }
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *entry = config_setting_get_elem(setting, (unsigned)i);
        const char *text = config_setting_get_string(entry);
        int bit;
        if (!text || !names_code(key->choices, text, &bit)) {
            loader_fault(l, setting_line(l, entry), hint, "%s = \"%s\" is not known", key->name,
                         text ? text : setting_type_words(entry));
        } else {
            *field |= (unsigned)bit;
        }
    }
}

void
value_read_rule(Loader *l, const Key *key, const config_setting_t *setting, void *field)
{
    if (key->type == KEY_CHOICES) {
        read_triggers(l, key, setting, field);
    } else if (config_setting_type(setting) != CONFIG_TYPE_GROUP) {
        g_autofree char *hint = g_strdup_printf("write %s = { … };", key->name);
        value_wrong_type(l, key, setting, "a group", hint);
    } else if (key->type == KEY_WHEN) {
        read_when(l, setting, field);
    } else {
        for (int i = 0; i < config_setting_length(setting); i++) {
            read_action(l, config_setting_get_elem(setting, (unsigned)i), *(GPtrArray **)field);
        }
    }
}

// The first place under a setting where a member called key holds the value (NULL: any).
static const config_setting_t *
find_value(const config_setting_t *setting, const char *key, const char *value)
{
    const char *name = config_setting_name(setting);
    if (name && strcmp(name, key) == 0 && !value) {
        return setting;
    }
    bool here = name && strcmp(name, key) == 0;
    if (config_setting_type(setting) == CONFIG_TYPE_STRING) {
        const char *text = config_setting_get_string(setting);
        const config_setting_t *parent = config_setting_parent(setting);
        bool entry = !name && parent && g_strcmp0(config_setting_name(parent), key) == 0;
        return value && (here || entry) && strcmp(text, value) == 0 ? setting : NULL;
    }
    for (int i = 0; config_setting_is_aggregate(setting) && i < config_setting_length(setting);
         i++) {
        const config_setting_t *found =
            find_value(config_setting_get_elem(setting, (unsigned)i), key, value);
        if (found) {
            return found;
        }
    }
    return NULL;
}

unsigned
condition_line(const Loader *l, const void *object, const char *key, const char *value)
{
    const config_setting_t *setting = g_hash_table_lookup(l->origins, object);
    const config_setting_t *when = setting ? config_setting_get_member(setting, "when") : NULL;
    const config_setting_t *found = when && value ? find_value(when, key, value) : NULL;
    if (!found && when) {
        found = find_value(when, key, NULL);
    }
    return found ? setting_line(l, found) : origin_line(l, object, "when", -1);
}
