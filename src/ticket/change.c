// change.c: lists of changes: adding, finding, and telling whether two contradict each other.
//
// What a change does to a ticket is desk/apply; who may ask for it is decide.c.

#include "ticket/change.h"

#include "base/text.h"

#include <string.h>

const Name CHANGE_NAMES[] = {
    {"status", CHANGE_STATUS},
    {"assigned", CHANGE_MANAGER},
    {"group", CHANGE_GROUP},
    {"priority", CHANGE_PRIORITY},
    {"tagged", CHANGE_TAG_ADD},
    {"untagged", CHANGE_TAG_REMOVE},
    {"requester", CHANGE_REQUESTER},
    {"direction", CHANGE_DIRECTION},
    {"help", CHANGE_HELP},
    {"postponed", CHANGE_WAKE},
    {"type", CHANGE_TYPE},
    {"field", CHANGE_FIELD},
    {"joined", CHANGE_CC_ADD},
    {"left", CHANGE_CC_REMOVE},
    {"watched", CHANGE_WATCH},
    {"unwatched", CHANGE_UNWATCH},
    {"queue", CHANGE_QUEUE},
    {"title", CHANGE_TITLE},
    {"due", CHANGE_DUE},
    {"time", CHANGE_TIME},
    {"bill", CHANGE_BILL},
    {"merged", CHANGE_MERGE},
    {"split", CHANGE_SPLIT},
    {"cloned", CHANGE_CLONE},
    {"linked", CHANGE_LINK},
    {"faq", CHANGE_FAQ},
    {"spam", CHANGE_SPAM},
    {"forwarded", CHANGE_FORWARD},
    {"new", CHANGE_NEW},
    {"on", CHANGE_ON},
    {"use", CHANGE_USE},
    {"silent", CHANGE_SILENT},
    {"delay", CHANGE_DELAY},
    {"undone", CHANGE_UNDO},
    {"released", CHANGE_SEND},
    {"held", CHANGE_HOLD},
    {"query", CHANGE_QUERY},
    {"replaced", CHANGE_REPLACE},
    {"rated", CHANGE_RATE},
    {"promise", CHANGE_PROMISE},
    {"remark", CHANGE_REMARK},
    {"hook", CHANGE_HOOK},
    {NULL, 0},
};

const Name LINK_NAMES[] = {
    {"relates", LINK_RELATES}, {"blocks", LINK_BLOCKS},
    {"depends", LINK_DEPENDS}, {"parent", LINK_PARENT},
    {"child", LINK_CHILD},     {"duplicate", LINK_DUPLICATE},
    {"copy", LINK_COPY},       {NULL, 0},
};

LinkKind
link_reverse(LinkKind kind)
{
    switch (kind) {
    case LINK_BLOCKS:
        return LINK_DEPENDS;
    case LINK_DEPENDS:
        return LINK_BLOCKS;
    case LINK_PARENT:
        return LINK_CHILD;
    case LINK_CHILD:
        return LINK_PARENT;
    case LINK_RELATES:
    case LINK_DUPLICATE:
    case LINK_COPY:
        break;
    }
    return kind;
}

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

GPtrArray *
change_values(const GPtrArray *changes, ChangeKind kind)
{
    GPtrArray *values = g_ptr_array_new();
    for (guint i = 0; i < changes->len; i++) {
        const Change *c = changes->pdata[i];
        if (c->kind == kind)
            g_ptr_array_add(values, c->value);
    }
    return values;
}

// Pairs of kinds that are about the things their values name: one adds what the other takes away.
static ChangeKind
opposite(ChangeKind kind)
{
    switch (kind) {
    case CHANGE_TAG_ADD:
        return CHANGE_TAG_REMOVE;
    case CHANGE_TAG_REMOVE:
        return CHANGE_TAG_ADD;
    case CHANGE_CC_ADD:
        return CHANGE_CC_REMOVE;
    case CHANGE_CC_REMOVE:
        return CHANGE_CC_ADD;
    case CHANGE_WATCH:
        return CHANGE_UNWATCH;
    case CHANGE_UNWATCH:
        return CHANGE_WATCH;
    default:
        return kind;
    }
}

// May stand in a letter any number of times.
static bool
repeats(ChangeKind kind)
{
    return kind == CHANGE_TIME || kind == CHANGE_BILL || kind == CHANGE_LINK ||
           kind == CHANGE_FORWARD || kind == CHANGE_QUERY || kind == CHANGE_USE;
}

char *
change_thing(const Change *c)
{
    if (opposite(c->kind) != c->kind) {
        g_autofree char *folded = text_fold(c->value);
        return g_strdup_printf("%d %s", (int)MIN(c->kind, opposite(c->kind)), folded);
    }
    if (c->kind == CHANGE_FIELD)
        return g_strdup_printf("%d %.*s", (int)c->kind, (int)strcspn(c->value, "="), c->value);
    return repeats(c->kind) ? NULL : g_strdup_printf("%d", (int)c->kind);
}

bool
change_contradicts(const Change *a, const Change *b)
{
    bool same_value = text_equal_fold(a->value, b->value);
    if (opposite(a->kind) != a->kind)
        return opposite(a->kind) == b->kind && same_value;
    return a->kind == b->kind && !repeats(a->kind) && !same_value;
}
