// action_plan.c: which changes an action of a rule brings to a ticket as it stands.
//
// A rule has no rights of its own beyond what the desk promises: it gives tickets to nobody who may
// not see them, into no status that their queue lacks or their workflow does not lead to, and lets
// nothing sleep that is over. What cannot be done is said and left out. Letters are decide_rules.c,
// who "turn" or "line" is assign.c, carrying out is desk/apply*.c.
#include "ticket/action_private.h"

#include "base/error.h"
#include "base/text.h"
#include "ticket/assign.h"

#include <string.h>

static bool G_GNUC_PRINTF(2, 3) refuse(const Plan *p, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (p->why && !*p->why)
        *p->why = g_strdup_vprintf(format, args);
    va_end(args);
    return false;
}

static bool
holds_fold(const GPtrArray *list, const char *value)
{
    for (guint i = 0; i < list->len; i++)
        if (text_equal_fold(list->pdata[i], value))
            return true;
    return false;
}

static bool
field_is(const Ticket *t, const char *pair)
{
    g_autofree char *name = g_strndup(pair, strcspn(pair, "="));
    return strcmp(text_or_empty(ticket_field(t, name)), pair + strlen(name) + 1) == 0;
}

static bool
time_is(int64_t at, const char *value)
{
    g_autofree char *text = at ? g_strdup_printf("%" G_GINT64_FORMAT, at) : g_strdup("");
    return strcmp(text, value) == 0;
}

// Is the ticket so already?
static bool
is_so(const Plan *p, ChangeKind kind, const char *value)
{
    const Ticket *t = p->view->ticket;
    switch (kind) {
    case CHANGE_STATUS:
        return strcmp(t->status, value) == 0;
    case CHANGE_MANAGER:
        return strcmp(t->manager, value) == 0;
    case CHANGE_GROUP:
        return strcmp(t->group, value) == 0;
    case CHANGE_PRIORITY:
        return strcmp(names_name(PRIORITY_NAMES, (int)t->priority), value) == 0;
    case CHANGE_TAG_ADD:
        return g_ptr_array_find_with_equal_func(t->tags, value, g_str_equal, NULL);
    case CHANGE_TAG_REMOVE:
        return !g_ptr_array_find_with_equal_func(t->tags, value, g_str_equal, NULL);
    case CHANGE_TYPE:
        return strcmp(t->type, value) == 0;
    case CHANGE_FIELD:
        return field_is(t, value);
    case CHANGE_WATCH:
        return holds_fold(t->watchers, value);
    case CHANGE_UNWATCH:
        return !holds_fold(t->watchers, value);
    case CHANGE_DUE:
        return time_is(t->due_at, value);
    case CHANGE_WAKE:
        return time_is(t->wake_at, value);
    default: // a promise is planned even so: the rows are not asked then
        return false;
    }
}

// What leaves no trace in the ticket is planned once.
static bool
is_planned(const Plan *p, ChangeKind kind, const char *value)
{
    for (guint i = 0; i < p->out->changes->len; i++) {
        const Change *c = p->out->changes->pdata[i];
        if (c->kind == kind && strcmp(c->value, value) == 0)
            return true;
    }
    return false;
}

static bool
add(const Plan *p, ChangeKind kind, const char *value)
{
    bool traceless = kind == CHANGE_SPAM || kind == CHANGE_SILENT || kind == CHANGE_HOOK ||
                     kind == CHANGE_REMARK || kind == CHANGE_QUEUE;
    if (!is_so(p, kind, value) && !(traceless && is_planned(p, kind, value)))
        change_add(p->out->changes, kind, value, p->rule);
    return true;
}

static bool
add_time(const Plan *p, ChangeKind kind, int64_t at)
{
    g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT, at);
    return add(p, kind, value);
}

// Now and the action's span of time; false when its calendar never gives so much working time.
static bool
then(const Plan *p, int64_t *at)
{
    const Span *span = &p->action->span;
    *at = span->working ? work_clock_add(view_clock(p->view), p->view->now, span->seconds)
                        : p->view->now + span->seconds;
    return *at < INT64_MAX || refuse(p, "%s: the calendar has no working time", p->rule);
}

static const char *
queue_name(const Plan *p)
{
    return p->queue ? p->queue->name : p->view->ticket->queue;
}

static bool
group_may_see(const Plan *p, const Group *g)
{
    for (guint i = 0; i < g->members->len; i++) {
        const Manager *m = desk_manager(p->facts->desk, g->members->pdata[i]);
        if (m && desk_may_see(p->facts->desk, m, p->queue))
            return true;
    }
    return false;
}

// The group has it already: as a whole, or one of its people took it.
static bool
group_has_it(const Ticket *t, const Group *g)
{
    bool held = !*t->manager;
    for (guint i = 0; !held && i < g->members->len; i++)
        held = g_ascii_strcasecmp(g->members->pdata[i], t->manager) == 0;
    return held && text_equal_fold(t->group, g->name);
}

bool
plan_assign(const Plan *p, const char *value)
{
    const Desk *d = p->facts->desk;
    g_autofree char *why = NULL;
    Assignee to = {0};
    if (!assign_resolve(p->facts, p->view, value, &to, &why))
        return refuse(p, "assign %s: %s", value, text_or_empty(why));
    bool whole = to.group && !to.manager;
    if (!to.taken || (whole && group_has_it(p->view->ticket, to.group)))
        return true;
    if ((to.manager && !desk_may_see(d, to.manager, p->queue)) ||
        (whole && !group_may_see(p, to.group)))
        return refuse(p, "assign %s: %s may not see the queue %s", value,
                      to.manager ? to.manager->login : to.group->name, queue_name(p));
    if (to.group)
        add(p, CHANGE_GROUP, to.group->name);
    return add(p, CHANGE_MANAGER, to.manager ? to.manager->login : "");
}

// The workflow leads there, and the ticket's queue knows it.
static bool
to_status(const Plan *p, const Status *s)
{
    const Desk *d = p->facts->desk;
    const Status *from = desk_status(d, p->view->ticket->status);
    if (!queue_has_status(p->queue, s))
        return refuse(p, "the queue %s has no status %s", queue_name(p), s->name);
    if (!desk_may_go(d, from, s, NULL, false))
        return refuse(p, "the workflow does not lead from %s to %s", p->view->ticket->status,
                      s->name);
    return add(p, CHANGE_STATUS, s->name);
}

bool
plan_status(const Plan *p, const char *value)
{
    const Status *s = desk_status(p->facts->desk, value);
    return s ? to_status(p, s) : refuse(p, "there is no status %s", value);
}

bool
plan_priority(const Plan *p, const char *value)
{
    int code;
    return !names_code(PRIORITY_NAMES, value, &code) ||
           add(p, CHANGE_PRIORITY, names_name(PRIORITY_NAMES, code));
}

bool
plan_type(const Plan *p, const char *value)
{
    const char *type = action_is_none(value) ? "" : action_type(p->facts->desk, value);
    return type ? add(p, CHANGE_TYPE, type) : refuse(p, "there is no type %s", value);
}

// Tags and fields as the commands of that name keep them.
static bool
add_verbs(const Plan *p, const char *verb, const char *args, ChangeKind kind)
{
    g_autoptr(GPtrArray) changes = change_list_new();
    g_autoptr(GError) error = NULL;
    if (!action_verb(verb, args, p->facts->desk, p->view->now, changes, &error))
        return refuse(p, "%s %s: %s", p->action->info->name, args, error->message);
    for (guint i = 0; i < changes->len; i++)
        add(p, kind, ((const Change *)changes->pdata[i])->value);
    return true;
}

bool
plan_tag(const Plan *p, const char *value)
{
    return add_verbs(p, "tag", value, CHANGE_TAG_ADD);
}

bool
plan_untag(const Plan *p, const char *value)
{
    return add_verbs(p, "tag", value, CHANGE_TAG_REMOVE);
}

bool
plan_set(const Plan *p, const char *value)
{
    return add_verbs(p, "set", value, CHANGE_FIELD);
}

bool
plan_watch(const Plan *p, const char *value)
{
    const Desk *d = p->facts->desk;
    const Group *g = desk_group(d, value);
    const Manager *m = g ? NULL : desk_manager(d, value);
    if (!g && !m)
        return refuse(p, "watch: there is no manager or group %s", value);
    if (g ? !group_may_see(p, g) : !desk_may_see(d, m, p->queue))
        return refuse(p, "watch: %s may not see the queue %s", value, queue_name(p));
    return add(p, CHANGE_WATCH, g ? g->name : m->login);
}

bool
plan_unwatch(const Plan *p, const char *value)
{
    return add(p, CHANGE_UNWATCH, value);
}

bool
plan_queue(const Plan *p, const char *value)
{
    const Desk *d = p->facts->desk;
    const Queue *q = action_queue(d, value);
    if (!q)
        return refuse(p, "there is no queue %s", value);
    if (q == p->queue)
        return true;
    const Status *present = desk_status(d, p->view->ticket->status);
    const Status *s = present ? queue_status_like(d, q, present) : NULL;
    add(p, CHANGE_QUEUE, q->name);
    return s ? add(p, CHANGE_STATUS, s->name) : true;
}

bool
plan_note(const Plan *p, const char *value)
{
    return add(p, CHANGE_REMARK, value);
}

static bool
is_over(const Ticket *t)
{
    return t->kind == KIND_SOLVED || t->kind == KIND_CLOSED;
}

bool
plan_snooze(const Plan *p, const char *value)
{
    const Status *s = desk_status_first(p->facts->desk, p->queue, KIND_POSTPONED);
    int64_t at;
    if (!s)
        return refuse(p, "snooze: the queue %s has no status of kind postponed", queue_name(p));
    if (is_over(p->view->ticket))
        return refuse(p, "snooze: the ticket is over");
    return then(p, &at) && (p->view->ticket->kind == KIND_POSTPONED || to_status(p, s)) &&
           add_time(p, CHANGE_WAKE, at);
}

bool
plan_due(const Plan *p, const char *value)
{
    int64_t at;
    return then(p, &at) && add_time(p, CHANGE_DUE, at);
}

bool
plan_close(const Plan *p, const char *value)
{
    const Status *s = action_closed(p->facts->desk, p->queue);
    if (p->view->ticket->kind == KIND_CLOSED)
        return true;
    return s ? to_status(p, s)
             : refuse(p, "close: the queue %s has no status for it", queue_name(p));
}

bool
plan_spam(const Plan *p, const char *value)
{
    const Desk *d = p->facts->desk;
    const Contact *c = p->view->ticket->requester;
    const Status *s = desk_status_spam(d, p->queue);
    if (!c || !*c->address)
        return refuse(p, "spam: the ticket has no sender to learn");
    if (desk_manager_by_address(d, c->address) || desk_queue_by_address(d, c->address))
        return refuse(p, "spam: %s is one of us", c->address);
    if (!s)
        return refuse(p, "spam: the queue %s has no status for it", queue_name(p));
    return to_status(p, s) && add(p, CHANGE_SPAM, "");
}

bool
plan_hook(const Plan *p, const char *value)
{
    const Hook *h = desk_hook(p->facts->desk, value);
    return h ? add(p, CHANGE_HOOK, h->name) : refuse(p, "there is no hook %s", value);
}

bool
plan_promise(const Plan *p, const char *value)
{
    const Promise *row = action_is_none(value) ? NULL : action_promise(p->facts->desk, value);
    if (!row && !action_is_none(value))
        return refuse(p, "there is no promise %s", value);
    return add(p, CHANGE_PROMISE, row ? row->name : "");
}

bool
plan_silent(const Plan *p, const char *value)
{
    return add(p, CHANGE_SILENT, "");
}

// Where the ticket will be: rules before this one may have moved it.
static const Queue *
queue_then(const RuleView *view, const Decision *out)
{
    const char *moved = change_value(out->changes, CHANGE_QUEUE);
    const Queue *q = moved ? desk_queue(view->desk, moved) : view->queue;
    return q ? q : desk_queue(view->desk, view->ticket->queue);
}

bool
action_plan(const RuleAction *a, const char *rule, const Facts *f, RuleView *view, Decision *out,
            char **why)
{
    const Plan p = {.action = a,
                    .rule = rule,
                    .facts = f,
                    .view = view,
                    .queue = queue_then(view, out),
                    .out = out,
                    .why = why};
    bool done = true;
    if (why)
        *why = NULL;
    for (guint i = 0; a->info->work->plan && !a->off && i < a->values->len; i++)
        done = a->info->work->plan(&p, a->values->pdata[i]) && done;
    return done;
}
