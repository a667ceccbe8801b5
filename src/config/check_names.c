// check_names.c: the names that conditions and actions mention: each must be there on this desk.
//
// A condition on a name that nothing has would never hold, and an action would fail when its time
// comes; both are faults now, or warnings where the name is one of customers. Patterns are not
// looked at: they may be meant for names to come.
//
// Not for values that are of a wrong form (value_rule.c). Which names an action takes, the action
// itself knows (action_fault).
#include "config/loader.h"

#include "base/text.h"
#include "ticket/action.h"
#include "ticket/condition.h"

#include <string.h>

// The names of one kind.
typedef struct {
    const char *key;  // of conditions
    const char *what; // "queue"
    void (*list)(const Loader *l, GPtrArray *out);
    bool comes; // may be absent today: customers come and go, often in a file of their own
} Kind;

// Names of a list of objects whose name stands at `offset`.
static void
add_names(const GPtrArray *objects, size_t offset, GPtrArray *out)
{
    for (guint i = 0; i < objects->len; i++) {
        char *name = *(char **)(void *)((char *)objects->pdata[i] + offset);
        if (*name) {
            g_ptr_array_add(out, name);
        }
    }
}

#define LISTER(function, field, Type, member)                                                      \
    static void function(const Loader *l, GPtrArray *out)                                          \
    {                                                                                              \
        add_names(l->desk->field, offsetof(Type, member), out);                                    \
    }
LISTER(list_queues, queues, Queue, name)
LISTER(list_managers, managers, Manager, login)
LISTER(list_groups, groups, Group, name)
LISTER(list_statuses, workflow, Status, name)
LISTER(list_fields, fields, CustomField, name)
LISTER(list_companies, companies, Company, name)
LISTER(list_categories, companies, Company, category)
LISTER(list_promises, promises, Promise, name)

static void
list_types(const Loader *l, GPtrArray *out)
{
    for (guint i = 0; i < l->desk->types->len; i++) {
        g_ptr_array_add(out, l->desk->types->pdata[i]);
    }
}

// Of statuses conditions look at the name alone, not at those for people.
static const Kind KINDS[] = {
    {"queue", "queue", list_queues},
    {"manager", "manager", list_managers},
    {"group", "group", list_groups},
    {"status", "status", list_statuses},
    {"type", "type", list_types},
    {"field", "field", list_fields},
    {"company", "company", list_companies, true},
    {"category", "category", list_categories, true},
    {"promise", "promise", list_promises},
};

// Rows are thousands and so are companies: the names of a kind are folded once.
static bool
name_exists(Loader *l, const Kind *kind, const char *name)
{
    if (!l->names) {
        l->names = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_hash_table_unref);
    }
    GHashTable *known = g_hash_table_lookup(l->names, kind);
    if (!known) {
        g_autoptr(GPtrArray) names = g_ptr_array_new();
        known = names_new();
        kind->list(l, names);
        for (guint i = 0; i < names->len; i++) {
            g_hash_table_add(known, text_fold(names->pdata[i]));
        }
        g_hash_table_insert(l->names, (gpointer)(uintptr_t)kind, known);
    }
    g_autofree char *folded = text_fold(name);
    return g_hash_table_contains(known, folded);
}

static void
tell_absent(Loader *l, const Kind *kind, const char *name, unsigned line, const char *where)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    kind->list(l, names);
    g_ptr_array_set_size(names, (int)MIN(names->len, 200)); // enough for a hint
    g_ptr_array_add(names, NULL);
    const char *near = text_nearest(name, (const char *const *)names->pdata);
    g_autofree char *list = g_strjoinv(", ", (char **)names->pdata);
    g_autofree char *hint = near    ? g_strdup_printf("write \"%s\" instead", near)
                            : *list ? g_strdup_printf("there are: %s", list)
                                    : g_strdup("this desk has none");
    if (kind->comes) {
        loader_warn(l, line, hint, "%s: there is no %s \"%s\" now", where, kind->what, name);
    } else {
        loader_fault(l, line, hint, "%s: there is no %s \"%s\"", where, kind->what, name);
    }
}

void
check_names(Loader *l, const void *object, const struct Condition *when, const char *where)
{
    for (size_t k = 0; k < G_N_ELEMENTS(KINDS); k++) {
        g_autoptr(GPtrArray) names = g_ptr_array_new();
        condition_mentions(when, KINDS[k].key, names);
        for (guint i = 0; i < names->len; i++) {
            const char *name = names->pdata[i];
            if (!name_exists(l, &KINDS[k], name)) {
                tell_absent(l, &KINDS[k], name, condition_line(l, object, KINDS[k].key, name),
                            where);
            }
        }
    }
}

// A text that nobody is told.
static void
check_text(Loader *l, const GPtrArray *actions, const char *where)
{
    const RuleAction *text = NULL;
    bool told = false;
    for (guint i = 0; i < actions->len; i++) {
        const char *name = action_name(actions->pdata[i]);
        text = strcmp(name, "text") == 0 ? actions->pdata[i] : text;
        told = told || strcmp(name, "notify") == 0 || strcmp(name, "forward") == 0;
    }
    if (text && !told) {
        loader_fault(l, origin_line(l, text, NULL, -1), "add notify or forward",
                     "%s has a text, but tells it to nobody", where);
    }
}

void
check_actions(Loader *l, const GPtrArray *actions, const char *where)
{
    check_text(l, actions, where);
    for (guint i = 0; i < actions->len; i++) {
        const RuleAction *a = actions->pdata[i];
        g_autofree char *hint = NULL;
        g_autofree char *fault = action_fault(a, l->desk, &hint);
        if (fault) {
            loader_fault(l, origin_line(l, a, NULL, -1), text_or_empty(hint), "%s: %s", where,
                         fault);
        }
    }
}
