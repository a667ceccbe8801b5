// condition.c: the tree of a rule's conditions: building it, and finding out whether it holds.
//
// An error (a pattern that exploded) counts neither as yes nor as no: a group says so unless its
// other parts settle the answer. What the keys are is predicate.c; comparing conditions with one
// another is condition_compare.c; what follows from the answer is decided in decide_rules.c.
#include "ticket/condition_private.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

const Name TRIGGER_NAMES[] = {
    {"created", ON_CREATED}, {"customer", ON_CUSTOMER}, {"manager", ON_MANAGER},
    {"status", ON_STATUS},   {"assigned", ON_ASSIGNED}, {"rated", ON_RATED},
    {"bounced", ON_BOUNCED}, {"timer", ON_TIMER},       {NULL, 0},
};

void
view_clear(RuleView *v)
{
    subject_clear(&v->subject);
    subject_clear(&v->body);
    g_clear_pointer(&v->clock, work_clock_free);
}

WorkClock *
view_clock(RuleView *v)
{
    if (v->clock)
        return v->clock;
    const Queue *q = v->queue ? v->queue : desk_queue(v->desk, v->ticket->queue);
    const Calendar *c = desk_calendar(v->desk, q ? q->calendar : "");
    const char *zone = v->company ? v->company->time_zone : "";
    if (!*zone && !(c && *c->time_zone))
        zone = v->desk->time_zone;
    v->clock = work_clock_new(c, zone);
    return v->clock;
}

static const PredicateInfo *
predicate_find(const char *key)
{
    for (const PredicateInfo *p = predicate_list(); p->name; p++)
        if (g_ascii_strcasecmp(p->name, key) == 0)
            return p;
    return NULL;
}

static void
tell_unknown(const char *key, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const PredicateInfo *p = predicate_list(); p->name; p++)
        g_ptr_array_add(names, (gpointer)(uintptr_t)p->name);
    g_ptr_array_add(names, NULL);
    const char *nearest = text_nearest(key, (const char *const *)names->pdata);
    if (nearest)
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG,
                    "there is no condition \"%s\"; did you mean \"%s\"?", key, nearest);
    else
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "there is no condition \"%s\"", key);
}

static Condition *
condition_new(ConditionKind kind)
{
    Condition *c = g_new0(Condition, 1);
    c->kind = kind;
    return c;
}

Condition *
condition_leaf(const char *key, const char *const *values, GError **error)
{
    const PredicateInfo *info = predicate_find(key);
    if (!info) {
        tell_unknown(key, error);
        return NULL;
    }
    g_autoptr(Condition) c = condition_new(CONDITION_ALL);
    c->leaf.info = info;
    c->leaf.tests = g_ptr_array_new_with_free_func((GDestroyNotify)test_free);
    for (size_t i = 0; values && values[i]; i++)
        if (!test_read(info, values[i], c->leaf.tests, error))
            return NULL;
    if (c->leaf.tests->len == 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s has no value; it takes %s", info->name,
                    value_form(info));
        return NULL;
    }
    return g_steal_pointer(&c);
}

Condition *
condition_group(ConditionKind kind, GPtrArray *parts)
{
    Condition *c = condition_new(kind);
    c->parts = parts;
    g_ptr_array_set_free_func(parts, (GDestroyNotify)condition_free);
    return c;
}

void
condition_free(Condition *c)
{
    if (!c)
        return;
    g_clear_pointer(&c->parts, g_ptr_array_unref);
    g_clear_pointer(&c->leaf.tests, g_ptr_array_unref);
    g_free(c);
}

void
sight_free(Sight *s)
{
    if (!s)
        return;
    g_free(s->key);
    g_free(s->wanted);
    g_free(s->saw);
    g_free(s);
}

typedef struct {
    RuleView *view;
    GPtrArray *sights;
    char *fault; // of the first error
} Eval;

static char *
wanted_text(const Leaf *leaf)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; i < leaf->tests->len; i++) {
        const char *text = ((const Test *)leaf->tests->pdata[i])->text;
        const Test *before = i ? leaf->tests->pdata[i - 1] : NULL;
        if (before && strcmp(before->text, text) == 0) // one that goes round
            continue;
        g_string_append_printf(out, "%s%s", i ? ", " : "", *text ? text : "none");
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
add_sight(GPtrArray *sights, const Look *look, unsigned depth)
{
    Sight *s = g_new0(Sight, 1);
    s->key = g_strdup(look->leaf->info->name);
    s->wanted = wanted_text(look->leaf);
    s->saw = text_clip(look->saw->str, SAW_MAX);
    s->result = look->result;
    s->depth = depth;
    g_ptr_array_add(sights, s);
}

static MatchResult
eval_leaf(const Leaf *leaf, Eval *e, unsigned depth)
{
    g_autoptr(GString) saw = e->sights ? g_string_new(NULL) : NULL;
    Look look = {.leaf = leaf, .view = e->view, .result = MATCH_NO, .saw = saw};
    leaf->info->work->see(&look);
    for (guint i = 0; !look.seen && i < leaf->tests->len; i++)
        if (((const Test *)leaf->tests->pdata[i])->absent)
            look.result = MATCH_YES;
    if (e->sights)
        add_sight(e->sights, &look, depth);
    if (e->fault || look.result != MATCH_ERROR)
        g_free(look.fault);
    else
        e->fault = look.fault;
    return look.result;
}

static MatchResult eval(const Condition *c, Eval *e, unsigned depth);

// The answer that settles the group is looked for; an error is only remembered.
static MatchResult
eval_parts(const GPtrArray *parts, MatchResult settles, MatchResult otherwise, Eval *e,
           unsigned depth)
{
    for (guint i = 0; i < parts->len; i++) {
        MatchResult result = eval(parts->pdata[i], e, depth);
        if (result == settles)
            return settles;
        if (result == MATCH_ERROR)
            otherwise = MATCH_ERROR;
    }
    return otherwise;
}

static MatchResult
eval(const Condition *c, Eval *e, unsigned depth)
{
    if (!c->parts)
        return eval_leaf(&c->leaf, e, depth);
    if (c->kind == CONDITION_ANY)
        return eval_parts(c->parts, MATCH_YES, MATCH_NO, e, depth + 1);
    if (c->kind == CONDITION_ALL)
        return eval_parts(c->parts, MATCH_NO, MATCH_YES, e, depth);
    MatchResult all = eval_parts(c->parts, MATCH_NO, MATCH_YES, e, depth + 1);
    return all == MATCH_ERROR ? MATCH_ERROR : all == MATCH_YES ? MATCH_NO : MATCH_YES;
}

MatchResult
condition_eval(const Condition *c, RuleView *view, GPtrArray *sights, char **fault)
{
    Eval e = {.view = view, .sights = sights};
    MatchResult result = c ? eval(c, &e, 0) : MATCH_YES;
    if (fault)
        *fault = result == MATCH_ERROR ? g_steal_pointer(&e.fault) : NULL;
    g_free(e.fault);
    return result;
}

static bool
any_leaf(const Condition *c, bool timed)
{
    if (!c)
        return false;
    if (!c->parts)
        return timed ? c->leaf.info->timed : c->leaf.info->of_message;
    for (guint i = 0; i < c->parts->len; i++)
        if (any_leaf(c->parts->pdata[i], timed))
            return true;
    return false;
}

bool
condition_needs_message(const Condition *c)
{
    return any_leaf(c, false);
}

bool
condition_may_lack_message(const Condition *c)
{
    if (!c || c->kind == CONDITION_NOT)
        return true;
    bool any = c->parts && c->kind == CONDITION_ANY;
    for (guint i = 0; c->parts && i < c->parts->len; i++)
        if (condition_may_lack_message(c->parts->pdata[i]) == any)
            return any;
    if (c->parts)
        return !any;
    for (guint i = 0; i < c->leaf.tests->len; i++)
        if (((const Test *)c->leaf.tests->pdata[i])->absent)
            return true;
    return !c->leaf.info->of_message;
}

void
condition_each(const Condition *c, ConditionVisit visit, gpointer data)
{
    for (guint i = 0; c && c->parts && i < c->parts->len; i++)
        condition_each(c->parts->pdata[i], visit, data);
    for (guint i = 0; c && !c->parts && i < c->leaf.tests->len; i++)
        visit(c->leaf.info->name, ((const Test *)c->leaf.tests->pdata[i])->text, data);
}

bool
condition_is_timed(const Condition *c)
{
    return any_leaf(c, true);
}

void
condition_mentions(const Condition *c, const char *key, GPtrArray *out)
{
    if (!c)
        return;
    for (guint i = 0; c->parts && i < c->parts->len; i++)
        condition_mentions(c->parts->pdata[i], key, out);
    if (c->parts || strcmp(c->leaf.info->name, key) != 0)
        return;
    for (guint i = 0; i < c->leaf.tests->len; i++) {
        const Test *t = c->leaf.tests->pdata[i];
        if (t->name)
            g_ptr_array_add(out, t->name);
        else if (t->pattern && test_is_plain(t))
            g_ptr_array_add(out, t->text);
    }
}
