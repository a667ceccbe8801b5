// action_fault.c: what is wrong with an action on this desk: names that nobody and nothing has, and
// what it would need that is not there. For `helpdesk check`.
//
// A person who has left the desk is a fault: the rule would give work to nobody. Hints name what is
// nearest, else all that there is. Neighbours: action.c (the forms), action_plan.c (what may change
// between the check and the day).
#include "ticket/action_private.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define NAMED_MAX 20 // names in a hint

// There is no such name among them (char*, borrowed).
static char *
unknown(const char *what, const char *value, GPtrArray *names, char **hint)
{
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < MIN(names->len, NAMED_MAX); i++)
        g_string_append_printf(all, "%s%s", i ? ", " : "", (const char *)names->pdata[i]);
    if (names->len > NAMED_MAX)
        g_string_append(all, ", …");
    bool none = names->len == 0;
    g_ptr_array_add(names, NULL);
    const char *nearest = text_nearest(value, (const char *const *)names->pdata);
    *hint = nearest ? g_strdup_printf("write \"%s\"", nearest)
            : none  ? g_strdup_printf("this desk has no %s yet; add one, or leave this out", what)
                    : g_strdup_printf("write one of: %s", all->str);
    return g_strdup_printf("there is no %s \"%s\"", what, value);
}

static void
add_people(const Desk *d, GPtrArray *names)
{
    for (guint i = 0; i < d->managers->len; i++) {
        Manager *m = d->managers->pdata[i];
        if (m->active)
            g_ptr_array_add(names, m->login);
    }
    for (guint i = 0; i < d->groups->len; i++)
        g_ptr_array_add(names, ((Group *)d->groups->pdata[i])->name);
}

static void
add_words(GPtrArray *names, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        g_ptr_array_add(names, (gpointer)(uintptr_t)words[i]);
}

static char *
fault_person(const Desk *d, const char *value, const char *what, const char *const *words,
             char **hint)
{
    const Manager *m = desk_manager(d, value);
    if (m && !m->active) {
        *hint = g_strdup("name somebody who is active, or a group");
        return g_strdup_printf("%s is no longer active", m->login);
    }
    if (m || desk_group(d, value))
        return NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    add_people(d, names);
    add_words(names, words);
    return unknown(what, value, names, hint);
}

static bool
is_word(const char *value, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        if (strcmp(words[i], value) == 0)
            return true;
    return false;
}

static const char *const NO_WORDS[] = {NULL};

static char *
no_next_line(const Desk *d, char **hint)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < MIN(d->groups->len, NAMED_MAX); i++)
        g_string_append_printf(names, "%s%s", i ? ", " : "",
                               ((const Group *)d->groups->pdata[i])->name);
    if (d->groups->len == 0) {
        *hint = g_strdup("add groups, the first with next = \"…\";");
        return g_strdup("there is no next line: this desk has no groups");
    }
    const char *last = ((const Group *)d->groups->pdata[d->groups->len - 1])->name;
    const char *first = ((const Group *)d->groups->pdata[0])->name;
    *hint = d->groups->len > 1
                ? g_strdup_printf("give \"%s\" a next = \"%s\";", first, last)
                : g_strdup_printf("add a group and name it as next of \"%s\"", first);
    return g_strdup_printf("there is no next line: no group (%s%s) has a next", names->str,
                           d->groups->len > NAMED_MAX ? ", …" : "");
}

static bool
has_next_line(const Desk *d)
{
    for (guint i = 0; i < d->groups->len; i++)
        if (*((const Group *)d->groups->pdata[i])->next)
            return true;
    return false;
}

char *
fault_assign(const Desk *d, const char *value, char **hint)
{
    static const char *const WORDS[] = {"turn", "load", "own", "default", "line", "nobody", NULL};
    if (strcmp(value, "line") == 0 && !has_next_line(d)) {
        return no_next_line(d, hint);
    }
    if (is_word(value, WORDS))
        return NULL;
    if (!g_str_has_prefix(value, "turn:") && !g_str_has_prefix(value, "load:"))
        return fault_person(d, value, "manager or group", WORDS, hint);
    g_auto(GStrv) people = g_strsplit(value + strlen("turn:"), ",", -1);
    for (size_t i = 0; people[i]; i++) {
        char *fault = fault_person(d, g_strstrip(people[i]), "manager or group", NO_WORDS, hint);
        if (fault)
            return fault;
    }
    return NULL;
}

char *
fault_status(const Desk *d, const char *value, char **hint)
{
    const Status *s = desk_status(d, value);
    if (s && s->kind == KIND_POSTPONED) {
        *hint = g_strdup("write snooze = \"3d\"");
        return g_strdup_printf("\"%s\" needs a time until which a ticket is postponed", s->name);
    }
    for (guint i = 0; s && i < d->queues->len; i++)
        if (queue_has_status(d->queues->pdata[i], s))
            return NULL;
    if (s) {
        *hint = g_strdup_printf("add \"%s\" to statuses of a queue", s->name);
        return g_strdup_printf("no queue has the status \"%s\"", s->name);
    }
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < d->workflow->len; i++)
        g_ptr_array_add(names, ((Status *)d->workflow->pdata[i])->name);
    return unknown("status", value, names, hint);
}

char *
fault_type(const Desk *d, const char *value, char **hint)
{
    if (action_is_none(value) || action_type(d, value))
        return NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < d->types->len; i++)
        g_ptr_array_add(names, d->types->pdata[i]);
    return unknown("type", value, names, hint);
}

// Days relative to today are good on any day.
char *
fault_set(const Desk *d, const char *value, char **hint)
{
    g_autofree char *name = g_strchomp(g_strndup(value, strcspn(value, "=")));
    g_autoptr(GPtrArray) changes = change_list_new();
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autoptr(GError) error = NULL;
    for (guint i = 0; i < d->fields->len; i++)
        g_ptr_array_add(names, ((CustomField *)d->fields->pdata[i])->name);
    if (!desk_field(d, name))
        return unknown("field", name, names, hint);
    if (action_verb("set", value, d, 0, changes, &error))
        return NULL;
    *hint = g_strdup("");
    return g_strdup(error->message);
}

char *
fault_watch(const Desk *d, const char *value, char **hint)
{
    return fault_person(d, value, "manager or group", NO_WORDS, hint);
}

char *
fault_queue(const Desk *d, const char *value, char **hint)
{
    if (action_queue(d, value))
        return NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < d->queues->len; i++)
        g_ptr_array_add(names, ((Queue *)d->queues->pdata[i])->name);
    return unknown("queue", value, names, hint);
}

char *
fault_macro(const Desk *d, const char *value, char **hint)
{
    const Macro *m = desk_macro(d, value);
    if (m && g_hash_table_size(m->texts) == 0) {
        *hint = g_strdup_printf("give %s a text", m->name);
        return g_strdup_printf("macro %s has no text to answer with", m->name);
    }
    if (m)
        return NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < d->macros->len; i++)
        g_ptr_array_add(names, ((Macro *)d->macros->pdata[i])->name);
    return unknown("macro", value, names, hint);
}

char *
fault_notify(const Desk *d, const char *value, char **hint)
{
    static const char *const WORDS[] = {"manager", "watchers", "lead", "admin", NULL};
    return is_word(value, WORDS) ? NULL
                                 : fault_person(d, value, "manager, group or role", WORDS, hint);
}

char *
fault_forward(const Desk *d, const char *value, char **hint)
{
    g_autoptr(Address) address = address_parse_one(value);
    if (!address || !address_is_valid(address->address)) {
        *hint = g_strdup("write one address in each entry, as in \"partner@example.net\"");
        return g_strdup_printf("\"%s\" is no mail address", value);
    }
    if (!desk_queue_by_address(d, address->address))
        return NULL;
    *hint = g_strdup("the action queue moves a ticket");
    return g_strdup_printf("%s is an address of this desk", address->address);
}

char *
fault_snooze(const Desk *d, const char *value, char **hint)
{
    if (desk_status_first(d, NULL, KIND_POSTPONED))
        return NULL;
    *hint = g_strdup("add { name = \"postponed\"; kind = \"postponed\"; } to workflow");
    return g_strdup("workflow has no status of kind \"postponed\"");
}

char *
fault_close(const Desk *d, const char *value, char **hint)
{
    if (desk_status_first(d, NULL, KIND_CLOSED))
        return NULL;
    *hint = g_strdup("add { name = \"closed\"; kind = \"closed\"; } to workflow");
    return g_strdup("workflow has no status of kind \"closed\"");
}

char *
fault_hook(const Desk *d, const char *value, char **hint)
{
    if (desk_hook(d, value))
        return NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < d->hooks->len; i++)
        g_ptr_array_add(names, ((Hook *)d->hooks->pdata[i])->name);
    return unknown("hook", value, names, hint);
}

char *
fault_promise(const Desk *d, const char *value, char **hint)
{
    if (action_is_none(value) || action_promise(d, value))
        return NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < d->promises->len; i++)
        g_ptr_array_add(names, ((Promise *)d->promises->pdata[i])->name);
    return unknown("promise", value, names, hint);
}
