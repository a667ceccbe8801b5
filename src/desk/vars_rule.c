// vars_rule.c: letters that no mail brings about: a rule or a timer calls for attention, a rule has
// a fault, much became due while the desk slept.
//
// Whom they go to and what was done is decided in decide_rules.c and its neighbours. A rule of the
// config is told by its name; what reminders, promises and statuses make timers of is told in
// words.

#include "desk/vars_private.h"

#include "base/lang.h"

#include <string.h>

const Rule *
vars_rule_of(const Desk *d, const char *name)
{
    for (guint i = 0; i < d->rules->len; i++) {
        const Rule *r = d->rules->pdata[i];
        if (strcmp(r->name, name) == 0)
            return r;
    }
    return NULL;
}

// The words of such a timer are the program's own: the reader gets them in her language.
const char *
vars_reason(const Desk *d, const Notice *n)
{
    const Rule *rule = n->kind == NOTICE_REMINDER ? vars_rule_of(d, n->query) : NULL;
    if (rule && rule->built_in && *n->text)
        return lang_text(n->language, n->text);
    return n->kind == NOTICE_REMINDER && !*n->query
               ? lang_text(n->language, N_("The ticket calls for attention."))
               : "";
}

bool
vars_reminder(const Application *a, const Notice *n, Vars *v, GError **error)
{
    const Desk *d = a->reception->desk;
    const char *reason = vars_reason(d, n);
    g_autoptr(GString) all = g_string_new(reason);
    // What else was due at the same moment.
    for (guint i = 0; i + 1 < n->faults->len; i += 2) {
        const Rule *rule = vars_rule_of(d, n->faults->pdata[i]);
        const char *text = n->faults->pdata[i + 1];
        if (i == 0 && !*reason)
            g_string_append(all, n->query);
        g_string_append_printf(all, "\n%s",
                               rule && rule->built_in ? lang_text(n->language, text)
                               : *text                ? text
                                                      : (const char *)n->faults->pdata[i]);
    }
    vars_set(v, "rule", all->len ? "" : n->query);
    vars_set(v, "reason", all->str);
    return vars_story(a, n, v, error);
}

char *
notice_summary(const Desk *d, const Notice *n, const char *why)
{
    const char *reason = vars_reason(d, n);
    switch (n->kind) {
    case NOTICE_REMINDER:
        return g_strdup(*reason ? reason : *n->text ? n->text : n->query);
    case NOTICE_WOKEN:
        return g_strdup(strcmp(n->query, "woken") == 0 ? lang_text(n->language, N_("is back"))
                                                       : lang_text(n->language, N_("is due")));
    case NOTICE_TICKET_NEW:
        return g_strdup(lang_text(n->language, N_("new ticket")));
    case NOTICE_TICKET_ASSIGNED:
        return g_strdup(lang_text(n->language, N_("given to you")));
    default:
        return vars_why(d, why, n->language);
    }
}

static unsigned
count_lines(const char *text)
{
    unsigned count = 0;
    for (const char *p = text; *p; p += strcspn(p, "\n"), p += *p == '\n')
        count += *p != '\n';
    return count;
}

// The clock's mark is moved when all of this is done.
bool
vars_caught_up(const Application *a, const Notice *n, Vars *v, GError **error)
{
    int64_t since = 0;
    Store *store = a->reception->store;
    if (store && !store_clock_get(store, "tick", &since, NULL, error))
        return false;
    g_autofree char *lines = g_strchomp(g_strdup(n->text));
    vars_harmless(v, "text", lines);
    vars_number(v, "count", count_lines(lines));
    vars_time(v, "since", since);
    return true;
}
