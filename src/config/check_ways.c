// check_ways.c: the ways between statuses: that they lead somewhere, that somebody may go them, and
// that a ticket of each queue can come to an end.
//
// Names of statuses may be written in any language; here they become the statuses' own names, as
// decisions compare them. A status without transitions leads anywhere. All of it is linear in the
// transitions for each queue: 1,000 queues cost milliseconds.
//
// Not for names and kinds of the statuses themselves (check_workflow.c), nor for whether words are
// people (check_words.c).
#include "config/loader.h"

#include "base/text.h"

#include <string.h>

// Puts the status's own name in place; NULL after a fault.
static const Status *
take_status(Loader *l, char **name, unsigned line, const char *where)
{
    const Status *s = **name ? desk_status(l->desk, *name) : NULL;
    if (s) {
        g_free(*name);
        *name = g_strdup(s->name);
    } else if (**name) {
        g_autoptr(GPtrArray) names = g_ptr_array_new();
        for (guint i = 0; i < l->desk->workflow->len; i++) {
            g_ptr_array_add(names, ((const Status *)l->desk->workflow->pdata[i])->name);
        }
        g_ptr_array_add(names, NULL);
        const char *near = text_nearest(*name, (const char *const *)names->pdata);
        g_autofree char *list = g_strjoinv(", ", (char **)names->pdata);
        g_autofree char *hint = near ? g_strdup_printf("write \"%s\" instead", near)
                                     : g_strdup_printf("there are: %s", list);
        loader_fault(l, line, hint, "%s: there is no status \"%s\"", where, *name);
    }
    return s;
}

static bool
leads_to(const Status *from, const Status *to)
{
    for (guint i = 0; i < from->transitions->len; i++) {
        if (strcmp(((const Transition *)from->transitions->pdata[i])->to, to->name) == 0) {
            return true;
        }
    }
    return from->transitions->len == 0;
}

// Somebody who is there, or the customer. A word that is nobody is told as such (check_words.c).
static bool
somebody_may(const Loader *l, const Transition *t, const Status *to)
{
    for (guint i = 0; i < t->who->len; i++) {
        const char *word = t->who->pdata[i];
        int role;
        if (!desk_manager(l->desk, word) && !desk_group(l->desk, word) &&
            !names_code(ROLE_NAMES, word, &role)) {
            return true;
        }
    }
    bool any = false;
    for (guint i = 0; i < l->desk->managers->len; i++) {
        const Manager *m = l->desk->managers->pdata[i];
        any = any || m->active;
        if (m->active && desk_is_among(l->desk, m, t->who) &&
            (m->role == ROLE_ADMIN || desk_is_among(l->desk, m, to->enter))) {
            return true;
        }
    }
    return !any; // nobody is there at all, which is told elsewhere
}

static void
check_transitions(Loader *l, const Status *s)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < s->transitions->len; i++) {
        Transition *t = s->transitions->pdata[i];
        unsigned line = origin_line(l, t, "to", -1);
        const Status *to = take_status(l, &t->to, line, "transitions");
        if (!to) {
            continue;
        }
        if (to == s) {
            loader_warn(l, line, "leave it out", "status \"%s\" has a transition to itself",
                        s->name);
        } else if (!g_hash_table_add(seen, (gpointer)(uintptr_t)to)) {
            loader_fault(l, line, "leave one of them out",
                         "status \"%s\" has two transitions to \"%s\"", s->name, to->name);
        } else if (t->who->len + to->enter->len > 0 && !somebody_may(l, t, to)) {
            loader_warn(l, origin_line(l, t, "who", -1), "name somebody who is active",
                        "nobody may take a ticket from \"%s\" to \"%s\"", s->name, to->name);
        }
    }
}

static void
check_then(Loader *l, Status *s)
{
    unsigned line = origin_line(l, s, "then", -1);
    const Status *then = take_status(l, &s->then, line, "then");
    if (s->after.seconds && !origin_has(l, s, "then")) {
        loader_fault(l, origin_line(l, s, "after", -1), "add then = \"…\";",
                     "status \"%s\" has after, but not where it leads then", s->name);
    } else if (!origin_has(l, s, "after") && origin_has(l, s, "then")) {
        loader_fault(l, line, "add after = \"7d\";",
                     "status \"%s\" has then, but not after which time", s->name);
    }
    if (then == s) {
        loader_fault(l, line, "name another status", "status \"%s\" cannot lead to itself",
                     s->name);
    } else if (then && !leads_to(s, then)) {
        g_autofree char *hint =
            g_strdup_printf("add { to = \"%s\"; } to its transitions", then->name);
        loader_fault(l, line, hint, "no transition leads from \"%s\" to \"%s\"", s->name,
                     then->name);
    }
}

static void
check_status(Loader *l, Status *s)
{
    check_transitions(l, s);
    check_then(l, s);
    if (s->cancelled && s->kind != KIND_CLOSED) {
        loader_fault(l, origin_line(l, s, "cancelled", -1), "write kind = \"closed\";",
                     "status \"%s\" is cancelled, but not closed", s->name);
    }
}

// Which statuses the queue can have: one flag for each of the workflow.
static bool *
statuses_of(const Desk *d, const Queue *q)
{
    bool *has = g_new0(bool, d->workflow->len + 1);
    for (guint i = 0; i < d->workflow->len; i++) {
        const Status *s = d->workflow->pdata[i];
        has[i] = q->statuses->len == 0 ||
                 g_ptr_array_find_with_equal_func(q->statuses, s->name, g_str_equal, NULL);
    }
    return has;
}

// From the ends backwards: what leads to something good is good.
static void
check_ends(Loader *l, const Queue *q, const bool *ways, GHashTable *told)
{
    const GPtrArray *flow = l->desk->workflow;
    guint n = flow->len;
    g_autofree bool *has = statuses_of(l->desk, q);
    g_autofree bool *good = g_new0(bool, n + 1);
    g_autofree guint *queue = g_new0(guint, n + 1);
    guint count = 0;
    for (guint i = 0; i < n; i++) {
        const Status *s = flow->pdata[i];
        if (has[i] && (s->kind == KIND_SOLVED || s->kind == KIND_CLOSED)) {
            good[i] = true;
            queue[count++] = i;
        }
    }
    for (guint at = 0; at < count; at++) {
        for (guint i = 0; i < n; i++) {
            if (has[i] && !good[i] && ways[i * n + queue[at]]) {
                good[i] = true;
                queue[count++] = i;
            }
        }
    }
    for (guint i = 0; i < n; i++) {
        Status *s = flow->pdata[i];
        if (has[i] && !good[i] && g_hash_table_add(told, s)) {
            g_autofree char *where =
                q->statuses->len ? g_strdup_printf(" in queue \"%s\"", q->name) : g_strdup("");
            loader_fault(l, origin_line(l, s, "transitions", -1),
                         "add a transition to a status that is solved or closed",
                         "a ticket that is \"%s\" can never be solved or closed%s", s->name, where);
        }
    }
}

static void
check_kinds_of(Loader *l, const Queue *q)
{
    static const StatusKind NEEDED[] = {KIND_NEW, KIND_OPEN, KIND_WAITING, KIND_SOLVED,
                                        KIND_CLOSED};
    g_autofree bool *has = statuses_of(l->desk, q);
    for (size_t k = 0; k < G_N_ELEMENTS(NEEDED); k++) {
        bool any = false;
        for (guint i = 0; i < l->desk->workflow->len; i++) {
            any =
                any || (has[i] && ((const Status *)l->desk->workflow->pdata[i])->kind == NEEDED[k]);
        }
        if (!any) {
            loader_fault(l, origin_line(l, q, "statuses", -1), "add one of the workflow",
                         "statuses of queue \"%s\" have none of kind \"%s\"", q->name,
                         status_kind_name(NEEDED[k]));
        }
    }
}

static void
check_queue(Loader *l, Queue *q)
{
    bool known = true;
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < q->statuses->len; i++) {
        unsigned line = origin_line(l, q, "statuses", (int)i);
        const Status *s = take_status(l, (char **)&q->statuses->pdata[i], line, "queues");
        known = known && s;
        if (s && !g_hash_table_add(seen, (gpointer)(uintptr_t)s)) {
            loader_fault(l, line, "leave one of them out",
                         "status \"%s\" stands twice in queue \"%s\"", s->name, q->name);
        }
    }
    if (known && q->statuses->len) {
        check_kinds_of(l, q);
    }
    for (guint i = 0; known && q->statuses->len && i < q->statuses->len; i++) {
        const Status *s = desk_status(l->desk, q->statuses->pdata[i]);
        if (*s->then &&
            !g_ptr_array_find_with_equal_func(q->statuses, s->then, g_str_equal, NULL)) {
            loader_warn(l, origin_line(l, q, "statuses", (int)i), "add that status to the queue",
                        "status \"%s\" leads to \"%s\" by itself, which queue \"%s\" does not have",
                        s->name, s->then, q->name);
        }
    }
}

void
check_ways(Loader *l)
{
    const Desk *d = l->desk;
    guint n = d->workflow->len;
    g_autofree bool *ways = g_new0(bool, (gsize)n *n + 1);
    g_autoptr(GHashTable) told = g_hash_table_new(NULL, NULL);
    unsigned before = l->errors;
    for (guint i = 0; i < n; i++) {
        check_status(l, d->workflow->pdata[i]);
    }
    for (guint i = 0; i < d->queues->len; i++) {
        check_queue(l, d->queues->pdata[i]);
    }
    if (l->errors > before) {
        return; // a way that is misspelt is told once, not as a way that misses too
    }
    for (guint i = 0; i < n * n; i++) {
        ways[i] = leads_to(d->workflow->pdata[i / n], d->workflow->pdata[i % n]);
    }
    for (guint i = 0; i < d->queues->len; i++) {
        check_ends(l, d->queues->pdata[i], ways, told);
    }
}
