// print.c: the key table for people and for the lint that holds the documents against it.
//
// The print is the whole table, so a key that is read but not printed cannot exist. Not for values
// of a config: nothing here reads a file. Neighbour: keys.c holds the rows.
#include "config/config.h"
#include "config/keys.h"

#include "ticket/action.h"
#include "ticket/condition.h"

#include <string.h>

static const char *const TYPE_NAMES[] = {
    [KEY_TEXT] = "text",
    [KEY_ADDRESS] = "text",
    [KEY_NUMBER] = "number",
    [KEY_FLAG] = "true or false",
    [KEY_CHOICE] = "choice",
    [KEY_TEXTS] = "list of texts",
    [KEY_LABEL] = "text",
    [KEY_NOTICE] = "true or false",
    [KEY_GROUP] = "group",
    [KEY_LIST] = "list of groups",
    [KEY_MONEY] = "price",
    [KEY_CHOICES] = "list of choices",
    [KEY_SPAN] = "time span",
    [KEY_LENGTH] = "working time",
    [KEY_HOURS] = "hours",
    [KEY_HOLIDAYS] = "list of days",
    [KEY_SHORT_DAYS] = "list of days with hours",
    [KEY_ICS] = "list of files",
    [KEY_FIRST_DAY] = "day",
    [KEY_LAST_DAY] = "day",
    [KEY_WHEN] = "conditions",
    [KEY_DO] = "actions",
};

char *
key_range(const Key *key)
{
    g_autoptr(GString) range = g_string_new(NULL);
    switch (key->type) {
    case KEY_CHOICE:
    case KEY_CHOICES:
        for (const Name *n = key->choices; n->name; n++) {
            g_string_append_printf(range, "%s%s", range->len ? ", " : "", n->name);
        }
        break;
    case KEY_NUMBER:
        g_string_printf(range, "%" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, key->min, key->max);
        break;
    case KEY_TEXTS:
    case KEY_LIST:
    case KEY_HOLIDAYS:
    case KEY_SHORT_DAYS:
    case KEY_ICS:
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
    case KEY_SPAN:
    case KEY_LENGTH:
    case KEY_HOURS:
    case KEY_FIRST_DAY:
    case KEY_LAST_DAY:
    case KEY_WHEN:
    case KEY_DO:
    case KEY_MONEY:
    case KEY_FLAG:
    case KEY_NOTICE:
    case KEY_GROUP:
        break;
    }
    return g_string_free(g_steal_pointer(&range), FALSE);
}

// What stands in every `when`, once: under rules.
static void
print_conditions(GString *out)
{
    for (const PredicateInfo *p = predicate_list(); p->name; p++) {
        g_string_append_printf(out, "rules.when.%s\tcondition\t\t%s\t\t%s\n", p->name,
                               p->of_message ? "needs a message" : "", p->help);
    }
    g_string_append(out, "rules.when.any\tlist of conditions\t\t\t\tone of the groups holds\n"
                         "rules.when.all\tlist of conditions\t\t\t\tall of the groups hold\n"
                         "rules.when.not\tconditions\t\t\t\tthey do not all hold\n");
}

// The same for every `do`.
static void
print_actions(GString *out)
{
    for (const ActionInfo *a = action_list(); a->name; a++) {
        g_string_append_printf(out, "rules.do.%s\taction\t\t%s\t\t%s\n", a->name,
                               a->list ? "one or several" : "", a->help);
    }
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
        if (group == &KEYS_RULES && k->type == KEY_WHEN) {
            print_conditions(out);
        } else if (group == &KEYS_RULES && k->type == KEY_DO) {
            print_actions(out);
        } else if (k->group) {
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
