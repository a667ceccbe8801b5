// built_in_rules.c: the timers that other keys stand for: statuses that silence ends, reminders,
// warnings of promises. Each becomes a rule behind those of the config, so that the clock, explain
// and the history know one kind of timer alone.
//
// What such a rule says is in English here; letters say it in the language of who reads it, since
// it stands in po/ like other words. Its name may be no rule's of the config: what a timer did is
// remembered by its name.
//
// Not for when a timer is due (ticket/rule_timer.c).
#include "config/loader.h"

#include "base/lang.h"
#include "base/text.h"
#include "ticket/rule.h"

#include <string.h>

// Of a checked desk: neither keys nor values can be wrong.
static Condition *
leaf(const char *key, const char *first, const char *second)
{
    const char *const values[] = {first, second, NULL};
    return condition_leaf(key, values, NULL);
}

// A name of the config, whatever stands in it: values of conditions are patterns.
char *
pattern_literal(const char *name)
{
    g_autoptr(GString) literal = g_string_new(NULL);
    bool special = g_ascii_strcasecmp(name, "none") == 0;
    for (const char *p = name; *p; p++) {
        if (strchr("*?[]\\", *p) || (p == name && (special || *p == '/')))
            g_string_append_c(literal, '\\');
        g_string_append_c(literal, *p);
    }
    return g_string_free(g_steal_pointer(&literal), FALSE);
}

static Condition *
leaf_named(const char *key, const char *name)
{
    g_autofree char *literal = pattern_literal(name);
    return leaf(key, literal, NULL);
}

static void
act(Rule *r, const char *key, const char *value)
{
    const char *const values[] = {value, NULL};
    RuleAction *a = action_new(key, values, NULL);
    if (a) {
        g_ptr_array_add(r->actions, a);
    }
}

typedef struct {
    Loader *l;
    GHashTable *names; // folded names of the rules of the config → Rule*
} Maker;

// Takes name and when.
static Rule *
timer(const Maker *m, char *name, TimerBase since, Span after, Condition *when)
{
    Rule *r = rule_new(name);
    r->on = ON_TIMER;
    r->built_in = true;
    r->since = since;
    r->after = after;
    r->when = when;
    g_autofree char *folded = text_fold(name);
    const Rule *other = g_hash_table_lookup(m->names, folded);
    if (other) {
        loader_fault(m->l, origin_line(m->l, other, "name", -1), "choose another name",
                     "rule \"%s\" is called like one that the program makes by itself", name);
    }
    g_ptr_array_add(m->l->desk->rules, r);
    g_free(name);
    return r;
}

static void
tell(Rule *r, const char *whom, const char *text)
{
    act(r, "notify", whom);
    act(r, "text", text);
}

static void
end_silence(const Maker *m)
{
    const GPtrArray *workflow = m->l->desk->workflow;
    for (guint i = 0; i < workflow->len; i++) {
        const Status *s = workflow->pdata[i];
        if (s->after.seconds) {
            Rule *r = timer(m, g_strdup_printf("status %s: silence", s->name), SINCE_STATUS,
                            s->after, leaf_named("status", s->name));
            act(r, "status", s->then);
        }
    }
}

static void
remind(const Maker *m)
{
    const Reminders *when = &m->l->desk->reminders;
    if (when->fresh.seconds) {
        tell(timer(m, g_strdup("reminder new"), SINCE_CREATED, when->fresh,
                   leaf("kind", "new", NULL)),
             "manager", N_("This ticket is new, and nobody has answered yet."));
    }
    if (when->answer.seconds) {
        tell(timer(m, g_strdup("reminder answer"), SINCE_CUSTOMER, when->answer,
                   leaf("kind", "new", "open")),
             "manager", N_("The customer wrote last and waits for an answer."));
    }
    if (when->wait.seconds) {
        tell(timer(m, g_strdup("reminder wait"), SINCE_MANAGER, when->wait,
                   leaf("kind", "waiting", NULL)),
             "manager", N_("The customer was asked and has been silent since."));
    }
}

// The three of one deadline: before it, at it, after it.
static void
watch_deadline(const Maker *m, const Promise *p, TimerBase since, const char *what,
               const char *soon, const char *late)
{
    static const Span AT_ONCE = {0, false};
    if (p->warn.seconds) {
        Rule *r = timer(m, g_strdup_printf("promise %s: %s soon", p->name, what), since, AT_ONCE,
                        leaf_named("promise", p->name));
        r->before = p->warn;
        tell(r, "manager", soon);
    }
    tell(timer(m, g_strdup_printf("promise %s: %s late", p->name, what), since, AT_ONCE,
               leaf_named("promise", p->name)),
         "manager", late);
    tell(timer(m, g_strdup_printf("promise %s: %s late, leads", p->name, what), since, p->escalate,
               leaf_named("promise", p->name)),
         "lead", late);
}

static void
watch_promises(const Maker *m)
{
    const GPtrArray *promises = m->l->desk->promises;
    for (guint i = 0; i < promises->len; i++) {
        const Promise *p = promises->pdata[i];
        if (p->reaction) {
            watch_deadline(m, p, SINCE_REACTION, "answer", N_("The first answer is due soon."),
                           N_("The first answer is late."));
        }
        if (p->solution) {
            watch_deadline(m, p, SINCE_SOLUTION, "solution", N_("The solution is due soon."),
                           N_("The solution is late."));
        }
    }
}

void
built_in_rules(Loader *l)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Maker m = {l, names};
    for (guint i = 0; i < l->desk->rules->len; i++) {
        Rule *r = l->desk->rules->pdata[i];
        g_hash_table_insert(names, text_fold(r->name), r);
    }
    end_silence(&m);
    remind(&m);
    watch_promises(&m);
}
