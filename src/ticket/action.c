// action.c: the table of what rules do, and how its values are written.
//
// Whether names exist on a desk is action_fault.c; which changes come of it, action_plan.c; letters
// that actions write, decide_rules.c. The list stands in helpdesk.conf(5), too. A value is checked
// as far as it can be told from the word alone.
#include "ticket/action_private.h"

#include "base/error.h"
#include "base/text.h"
#include "ticket/verb.h"

#include <string.h>

static bool
fail(const RuleAction *a, const char *value, GError **error)
{
    g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s does not take \"%s\"; it takes %s",
                a->info->name, value, a->info->help);
    return false;
}

static bool
read_text(RuleAction *a, const char *value, GError **error)
{
    return !text_is_empty(value) || fail(a, value, error);
}

static bool
read_flag(RuleAction *a, const char *value, GError **error)
{
    static const Name FLAGS[] = {{"true", 1}, {"yes", 1}, {"false", 0}, {"no", 0}, {NULL, 0}};
    int on = 0;
    if (!names_code(FLAGS, value, &on))
        return fail(a, value, error);
    a->off = !on;
    return true;
}

static bool
read_span(RuleAction *a, const char *value, GError **error)
{
    g_autoptr(GError) why = NULL;
    if (!span_parse(value, &a->span, &why)) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s: %s", a->info->name, why->message);
        return false;
    }
    return a->span.seconds > 0 || fail(a, value, error);
}

static bool
read_assign(RuleAction *a, const char *value, GError **error)
{
    const char *colon = strchr(value, ':');
    bool spread = g_str_has_prefix(value, "turn:") || g_str_has_prefix(value, "load:");
    if (text_is_empty(value) || (spread && text_is_empty(colon + 1)))
        return fail(a, value, error);
    return true;
}

static bool
read_priority(RuleAction *a, const char *value, GError **error)
{
    int code;
    return names_code(PRIORITY_NAMES, value, &code) || fail(a, value, error);
}

static bool
read_tag(RuleAction *a, const char *value, GError **error)
{
    g_autoptr(GPtrArray) changes = change_list_new();
    g_autoptr(GError) why = NULL;
    bool one = *value && !strchr("+-", *value) && !strpbrk(value, " ,\t");
    return (one && action_verb("tag", value, NULL, 0, changes, &why)) || fail(a, value, error);
}

static bool
read_set(RuleAction *a, const char *value, GError **error)
{
    const char *sign = strchr(value, '=');
    return (sign && sign != value) || fail(a, value, error);
}

static bool
read_any(RuleAction *a, const char *value, GError **error)
{
    return true;
}

#define WORK(...) (&(const struct ActionWork){__VA_ARGS__})

static const ActionInfo ACTIONS[] = {
    {"assign", false,
     "a login, a group, turn, load, turn:WHO, load:WHO, own, default, line or nobody",
     WORK(read_assign, fault_assign, plan_assign)},
    {"status", false, "name of a status", WORK(NULL, fault_status, plan_status)},
    {"priority", false, "low, normal, high or urgent", WORK(read_priority, NULL, plan_priority)},
    {"type", false, "name of a type, or none", WORK(read_any, fault_type, plan_type)},
    {"tag", true, "tags: letters, digits, - _ .", WORK(read_tag, NULL, plan_tag)},
    {"untag", true, "tags that are taken off", WORK(read_tag, NULL, plan_untag)},
    {"set", true, "fields, as in room=12", WORK(read_set, fault_set, plan_set)},
    {"watch", true, "logins and groups", WORK(NULL, fault_watch, plan_watch)},
    {"unwatch", true, "logins and groups", WORK(NULL, NULL, plan_unwatch)},
    {"queue", false, "name of a queue", WORK(NULL, fault_queue, plan_queue)},
    {"answer", false, "name of a macro: a letter to the customer", WORK(NULL, fault_macro, NULL)},
    {"notify", true, "logins, groups, roles, manager or watchers", WORK(NULL, fault_notify, NULL)},
    {"text", false, "what notify and forward say", WORK(NULL, NULL, NULL)},
    {"forward", true, "mail addresses", WORK(NULL, fault_forward, NULL)},
    {"note", false, "a text for the history", WORK(NULL, NULL, plan_note)},
    {"snooze", false, "a length of time, as in 3d or 16h working",
     WORK(read_span, fault_snooze, plan_snooze)},
    {"due", false, "a length of time, as in 3d or 16h working", WORK(read_span, NULL, plan_due)},
    {"close", false, "true or false", WORK(read_flag, fault_close, plan_close)},
    {"spam", false, "true or false", WORK(read_flag, fault_close, plan_spam)},
    {"refuse", false, "name of a macro: no ticket is made, and the sender is answered with it",
     WORK(NULL, fault_macro, NULL)},
    {"hook", true, "names of hooks", WORK(NULL, fault_hook, plan_hook)},
    {"promise", false, "name of a promise, or none", WORK(read_any, fault_promise, plan_promise)},
    {"silent", false, "true or false: the customer hears nothing automatic",
     WORK(read_flag, NULL, plan_silent)},
    {"stop", false, "true or false: no later rule is tried", WORK(read_flag, NULL, NULL)},
    {NULL},
};

const ActionInfo *
action_list(void)
{
    return ACTIONS;
}

static const ActionInfo *
action_find(const char *key, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const ActionInfo *a = ACTIONS; a->name; a++) {
        if (g_ascii_strcasecmp(a->name, key) == 0)
            return a;
        g_ptr_array_add(names, (gpointer)(uintptr_t)a->name);
    }
    g_ptr_array_add(names, NULL);
    const char *nearest = text_nearest(key, (const char *const *)names->pdata);
    if (nearest)
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG,
                    "there is no action \"%s\"; did you mean \"%s\"?", key, nearest);
    else
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "there is no action \"%s\"", key);
    return NULL;
}

RuleAction *
action_new(const char *key, const char *const *values, GError **error)
{
    const ActionInfo *info = action_find(key, error);
    if (!info)
        return NULL;
    g_autoptr(RuleAction) a = g_new0(RuleAction, 1);
    a->info = info;
    a->values = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; values && values[i]; i++) {
        if (!(info->work->read ? info->work->read : read_text)(a, values[i], error))
            return NULL;
        g_ptr_array_add(a->values, g_strdup(values[i]));
    }
    if (a->values->len == 0 || (a->values->len > 1 && !info->list)) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s takes %s: %s", info->name,
                    a->values->len ? "one value" : "a value", info->help);
        return NULL;
    }
    return g_steal_pointer(&a);
}

void
action_free(RuleAction *a)
{
    if (!a)
        return;
    g_ptr_array_unref(a->values);
    g_free(a);
}

const char *
action_name(const RuleAction *a)
{
    return a->info->name;
}

bool
action_is_off(const RuleAction *a)
{
    return a->off;
}

const GPtrArray *
action_values(const RuleAction *a)
{
    return a->values;
}

char *
action_fault(const RuleAction *a, const Desk *d, char **hint)
{
    if (hint)
        *hint = NULL;
    for (guint i = 0; a->info->work->fault && i < a->values->len; i++) {
        g_autofree char *advice = NULL;
        char *fault = a->info->work->fault(d, a->values->pdata[i], &advice);
        if (!fault)
            continue;
        if (hint)
            *hint = g_steal_pointer(&advice);
        return fault;
    }
    return NULL;
}

bool
action_verb(const char *verb, const char *args, const Desk *d, int64_t now, GPtrArray *changes,
            GError **error)
{
    Manager actor = {.language = (char[]){"en"}};
    const VerbContext context = {.desk = d, .actor = &actor, .now = now};
    return verb_find(verb)->plan(&context, args, changes, error);
}

bool
action_is_none(const char *value)
{
    return !*value || g_ascii_strcasecmp(value, "none") == 0;
}

const char *
action_type(const Desk *d, const char *name)
{
    for (guint i = 0; i < d->types->len; i++)
        if (text_equal_fold(d->types->pdata[i], name))
            return d->types->pdata[i];
    return NULL;
}

const Promise *
action_promise(const Desk *d, const char *name)
{
    for (guint i = 0; i < d->promises->len; i++)
        if (text_equal_fold(((const Promise *)d->promises->pdata[i])->name, name))
            return d->promises->pdata[i];
    return NULL;
}

const Queue *
action_queue(const Desk *d, const char *name)
{
    return verb_queue_named(d, name);
}

const Status *
action_closed(const Desk *d, const Queue *q)
{
    g_autoptr(GPtrArray) all = queue_statuses(d, q);
    for (guint i = 0; i < all->len; i++) {
        const Status *s = all->pdata[i];
        if (s->kind == KIND_CLOSED && !s->cancelled)
            return s;
    }
    return NULL;
}
