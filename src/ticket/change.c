// change.c: lists of changes: adding, finding, and telling whether two contradict each other.
//
// What a change does to a ticket is desk/apply; who may ask for it is decide.c.

#include "ticket/change.h"

#include "base/text.h"

const Name CHANGE_NAMES[] = {
    {"status", CHANGE_STATUS},       {"assigned", CHANGE_MANAGER},
    {"group", CHANGE_GROUP},         {"priority", CHANGE_PRIORITY},
    {"tagged", CHANGE_TAG_ADD},      {"untagged", CHANGE_TAG_REMOVE},
    {"requester", CHANGE_REQUESTER}, {"direction", CHANGE_DIRECTION},
    {"help", CHANGE_HELP},           {NULL, 0},
};

void
change_free(Change *c)
{
    if (!c)
        return;
    g_free(c->value);
    g_free(c);
}

GPtrArray *
change_list_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)change_free);
}

void
change_add(GPtrArray *changes, ChangeKind kind, const char *value, const char *by)
{
    Change *c = g_new0(Change, 1);
    c->kind = kind;
    c->value = g_strdup(text_or_empty(value));
    c->by = by;
    g_ptr_array_add(changes, c);
}

const char *
change_value(const GPtrArray *changes, ChangeKind kind)
{
    for (guint i = changes->len; i-- > 0;) {
        const Change *c = changes->pdata[i];
        if (c->kind == kind)
            return c->value;
    }
    return NULL;
}

static bool
is_tag(const Change *c)
{
    return c->kind == CHANGE_TAG_ADD || c->kind == CHANGE_TAG_REMOVE;
}

bool
change_contradicts(const Change *a, const Change *b)
{
    bool same_value = text_equal_fold(a->value, b->value);
    if (is_tag(a) && is_tag(b))
        return a->kind != b->kind && same_value;
    return a->kind == b->kind && !same_value;
}
