// check_deeds.c: actions that do less than they say, promises that contradict themselves, deputies
// who stand in for each other.
//
// Warnings only, for `helpdesk check` alone: each may be meant, and the desk runs with it. Not for
// names that must exist (check_names.c, action_fault), nor for conditions (check_never.c).
#include "config/loader.h"

#include "base/text.h"
#include "ticket/rule.h"

#include <string.h>

#define OFTEN    (15 * 60) // seconds: letters more often than that are a nuisance
#define RING_MAX 100       // deputies of deputies that are followed

static const RuleAction *
find_action(const GPtrArray *actions, const char *name)
{
    for (guint i = 0; i < actions->len; i++) {
        if (strcmp(action_name(actions->pdata[i]), name) == 0) {
            return actions->pdata[i];
        }
    }
    return NULL;
}

static void
check_off(Loader *l, const GPtrArray *actions, const char *where)
{
    for (guint i = 0; i < actions->len; i++) {
        if (!action_is_off(actions->pdata[i])) {
            return;
        }
    }
    if (actions->len > 0) {
        const RuleAction *a = actions->pdata[0];
        loader_warn(l, origin_line(l, a, NULL, -1), "write true, or leave the rule out",
                    "%s does nothing: %s = false changes nothing", where, action_name(a));
    }
}

static void
check_macro(Loader *l, const GPtrArray *actions, const char *action, const char *where)
{
    const RuleAction *a = find_action(actions, action);
    const Macro *m = a ? desk_macro(l->desk, action_values(a)->pdata[0]) : NULL;
    if (m && *m->commands) {
        g_autofree char *first = g_strndup(m->commands, strcspn(m->commands, "\n"));
        g_autofree char *hint = g_strdup_printf("write actions for what %s does", first);
        loader_warn(l, origin_line(l, a, NULL, -1), hint,
                    "%s: the commands of macro \"%s\" are not done by rules", where, m->name);
    }
}

static bool
has_active(const Desk *d, const Group *g)
{
    for (guint i = 0; i < g->members->len; i++) {
        const Manager *m = desk_manager(d, g->members->pdata[i]);
        if (m && m->active) {
            return true;
        }
    }
    return false;
}

// Whom `assign` names: a group of people who have all left takes no work.
static void
check_group(Loader *l, const char *to, unsigned line, const char *where)
{
    bool several = g_str_has_prefix(to, "turn:") || g_str_has_prefix(to, "load:");
    g_auto(GStrv) words = g_strsplit(several ? to + strlen("turn:") : to, ",", -1);
    for (guint i = 0; words[i]; i++) {
        const Group *g = desk_group(l->desk, g_strstrip(words[i]));
        if (g && !has_active(l->desk, g)) {
            loader_warn(l, line, "name a group with people, or add members",
                        "%s: nobody in group \"%s\" is active", where, g->name);
        }
    }
}

static void
check_often(Loader *l, const Rule *r)
{
    const RuleAction *answer = find_action(r->actions, "answer");
    unsigned most = l->desk->limits.auto_per_ticket;
    if (!(r->on & ON_TIMER) || !r->every.seconds) {
        return;
    }
    if (r->every.seconds < OFTEN && (answer || find_action(r->actions, "notify"))) {
        loader_warn(l, origin_line(l, r, "every", -1), "write every = \"1h\"; or more",
                    "rule \"%s\" writes letters more often than every quarter of an hour", r->name);
    }
    if (answer && r->times > most) {
        g_autofree char *hint = g_strdup_printf("write times = %u; or a higher limit", most);
        loader_warn(l, origin_line(l, r, "times", -1), hint,
                    "rule \"%s\" answers %u times, but letters beyond auto_per_ticket (%u) are not "
                    "sent",
                    r->name, r->times, most);
    }
}

static void
check_actions_of(Loader *l, const GPtrArray *actions, const char *where)
{
    const RuleAction *assign = find_action(actions, "assign");
    check_macro(l, actions, "answer", where);
    check_macro(l, actions, "refuse", where);
    if (assign) {
        check_group(l, action_values(assign)->pdata[0], origin_line(l, assign, NULL, -1), where);
    }
}

static void
check_rules_of(Loader *l)
{
    for (guint i = 0; i < l->desk->rules->len; i++) {
        const Rule *r = l->desk->rules->pdata[i];
        g_autofree char *where = g_strdup_printf("rule \"%s\"", r->name);
        if (r->built_in) {
            continue;
        }
        if (!r->stop) {
            check_off(l, r->actions, where);
        }
        check_actions_of(l, r->actions, where);
        check_often(l, r);
    }
    for (guint i = 0; i < l->desk->routing->len; i++) {
        const Route *r = l->desk->routing->pdata[i];
        g_autofree char *where = g_strdup_printf("routing \"%s\"", r->name);
        check_group(l, r->to, origin_line(l, r, "to", -1), where);
    }
    for (guint i = 0; i < l->desk->recurring->len; i++) {
        const Recurring *r = l->desk->recurring->pdata[i];
        g_autofree char *where = g_strdup_printf("recurring \"%s\"", r->name);
        check_actions_of(l, r->actions, where);
    }
}

static void
check_promise(Loader *l, const Promise *p)
{
    int64_t longest = MAX(p->reaction, p->solution);
    int64_t shortest = p->reaction && p->solution ? MIN(p->reaction, p->solution) : longest;
    if (p->reaction && p->solution && p->reaction > p->solution) {
        loader_warn(l, origin_line(l, p, "reaction", -1), "exchange the two",
                    "promise \"%s\": the first answer is due later than the solution", p->name);
    }
    // One warn serves both: where it just reaches the shorter one, it may be meant for the other.
    if (p->warn.seconds > shortest || (p->warn.seconds && p->warn.seconds >= longest)) {
        loader_warn(l, origin_line(l, p, "warn", -1), "write a shorter one, as in warn = \"30m\";",
                    "promise \"%s\": warn is not shorter than %s, so it warns at once", p->name,
                    shortest == p->reaction ? "reaction" : "solution");
    }
}

// Who stands in for her at that time; NULL = nobody is named, or she is there.
static const Absence *
away_at(const Manager *m, int64_t at)
{
    for (guint i = 0; i < m->absences->len; i++) {
        const Absence *a = m->absences->pdata[i];
        if (a->from <= at && at < a->to && *a->deputy) {
            return a;
        }
    }
    return NULL;
}

// A ring holds at the moment when the last of them goes.
static bool
goes_round(const Loader *l, const Manager *m, const Absence *a)
{
    const Absence *next = a;
    for (unsigned i = 0; next && i < RING_MAX; i++) {
        const Manager *deputy = desk_manager(l->desk, next->deputy);
        if (!deputy || deputy == m) {
            return deputy == m;
        }
        next = away_at(deputy, a->from);
    }
    return false;
}

static void
check_deputies(Loader *l)
{
    g_autoptr(GHashTable) told = g_hash_table_new(NULL, NULL); // days on which a ring was told
    for (guint i = 0; i < l->desk->managers->len; i++) {
        const Manager *m = l->desk->managers->pdata[i];
        for (guint j = 0; j < m->absences->len; j++) {
            const Absence *a = m->absences->pdata[j];
            if (*a->deputy && goes_round(l, m, a) &&
                g_hash_table_add(told, GINT_TO_POINTER((int)(a->from / 3600)))) {
                loader_warn(l, origin_line(l, a, "deputy", -1), "name somebody who is there",
                            "while \"%s\" is away the deputies stand in for each other, and "
                            "nobody of them is there",
                            m->login);
            }
        }
    }
}

void
check_deeds(Loader *l)
{
    if (l->errors > 0 || !(l->flags & CONFIG_NO_SECRETS)) {
        return;
    }
    check_rules_of(l);
    for (guint i = 0; i < l->desk->promises->len; i++) {
        check_promise(l, l->desk->promises->pdata[i]);
    }
    check_deputies(l);
}
