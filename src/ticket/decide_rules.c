// decide_rules.c: the rules of the config on what was decided so far: each one that waits for what
// happened is tried in order on the ticket as it will be, and plans its changes.
//
// Each rule acts at most once in a decision, so rules cannot drive one another round. What an
// earlier rule changed is seen by the later ones, also as something that happened. A rule that
// cannot be tried (its pattern meets its limits) is told to the admins and counts neither as a
// match nor as none. What rules write to people is decide_rule_letters.c, when timers act
// decide_timer.c.

#include "ticket/decide_private.h"

#include "base/text.h"
#include "ticket/action_plan.h"

#include <string.h>

RuleTrace *
decide_trace_add(Decision *d, const char *name, MatchResult result, char *why, GPtrArray *sights)
{
    RuleTrace *r = g_new0(RuleTrace, 1);
    r->name = g_strdup(name);
    r->matched = result == MATCH_YES;
    r->fault = result == MATCH_ERROR;
    r->why = why;
    r->sights = sights;
    g_ptr_array_add(d->rules, r);
    return r;
}

static const char *
sender_channel(const Facts *f)
{
    if (f->channel && *f->channel)
        return f->channel;
    return f->manager && !f->ticket ? "manager" : f->message ? "mail" : "command";
}

void
rule_view_of(const Facts *f, const Decision *d, const Ticket *preview, RuleView *out)
{
    const Queue *queue = desk_queue(f->desk, preview->queue);
    const Contact *c = preview->requester;
    *out = (RuleView){
        .desk = f->desk,
        .now = f->now,
        .queue = queue ? queue : f->queue,
        .ticket = preview,
        .message = f->message,
        .text = d->text,
        .nature = f->nature,
        .channel = sender_channel(f),
        .sender = f->sender,
        .company = c && *c->address ? desk_company_of(f->desk, c->address) : NULL,
        .first = d->create,
        .newcomer = f->newcomer,
    };
}

unsigned
decide_consequences(const Facts *f, const Decision *d)
{
    unsigned triggers = 0;
    const char *status = change_value(d->changes, CHANGE_STATUS);
    if (status && (!f->ticket || g_ascii_strcasecmp(status, f->ticket->status) != 0))
        triggers |= ON_STATUS;
    const char *manager = change_value(d->changes, CHANGE_MANAGER);
    const char *group = change_value(d->changes, CHANGE_GROUP);
    if ((manager && *manager) || (group && *group) || (d->create && *d->manager))
        triggers |= ON_ASSIGNED;
    if (change_value(d->changes, CHANGE_RATE))
        triggers |= ON_RATED;
    return triggers;
}

void
rule_run_begin(RuleRun *run, const Facts *f, Decision *out)
{
    *run = (RuleRun){.facts = f, .out = out, .ticket = ticket_preview(f, out)};
    rule_view_of(f, out, run->ticket, &run->view);
}

void
rule_run_clear(RuleRun *run)
{
    view_clear(&run->view);
    g_clear_pointer(&run->ticket, ticket_free);
}

// The ticket as it will be, after one more action.
static void
refresh(RuleRun *run)
{
    unsigned stopped = run->view.stopped;
    rule_run_clear(run);
    rule_run_begin(run, run->facts, run->out);
    run->view.stopped = stopped;
}

static void
mark_automatic(Decision *d, guint from)
{
    for (guint i = from; i < d->changes->len; i++)
        ((Change *)d->changes->pdata[i])->automatic = true;
}

static void
add_words(GString *out, const RuleAction *a)
{
    const GPtrArray *values = action_values(a);
    g_string_append_printf(out, "%s%s", out->len ? ", " : "", action_name(a));
    for (guint i = 0; i < values->len; i++) {
        g_autofree char *line = text_one_line(values->pdata[i]);
        g_autofree char *clipped = text_clip(line, 60);
        g_string_append_printf(out, " %s", clipped);
    }
}

void
rule_do_actions(RuleRun *run, const char *rule, const GPtrArray *actions, GString *why)
{
    for (guint i = 0; i < actions->len; i++) {
        const RuleAction *a = actions->pdata[i];
        g_autofree char *fault = NULL;
        guint before = run->out->changes->len;
        add_words(why, a);
        if (!action_plan(a, rule, run->facts, &run->view, run->out, &fault))
            g_string_append_printf(why, " (not done: %s)", text_or_empty(fault));
        mark_automatic(run->out, before);
        if (run->out->changes->len > before)
            refresh(run);
    }
    rule_write_letters(run, rule, actions, why);
}

MatchResult
rule_try(RuleRun *run, const Rule *rule)
{
    const Facts *f = run->facts;
    g_autoptr(GPtrArray) sights =
        f->explain ? g_ptr_array_new_with_free_func((GDestroyNotify)sight_free) : NULL;
    g_autofree char *fault = NULL;
    MatchResult result = condition_eval(rule->when, &run->view, sights, &fault);
    if (result == MATCH_NO && !f->explain)
        return result;
    g_autoptr(GString) why = g_string_new(NULL);
    if (result == MATCH_NO)
        g_string_append(why, "its conditions do not hold");
    else if (result == MATCH_ERROR)
        g_string_printf(why, "could not be tried: %s", text_or_empty(fault));
    RuleTrace *trace =
        decide_trace_add(run->out, rule->name, result, g_strdup(""), g_steal_pointer(&sights));
    if (result == MATCH_ERROR)
        rule_tell_fault(run, rule->name, fault);
    else if (result == MATCH_YES)
        rule_do_actions(run, rule->name, rule->actions, why);
    g_free(trace->why);
    trace->why = g_strdup(why->str);
    return result;
}

// Did it act in this decision before?
static bool
has_acted(const Decision *d, const Rule *rule)
{
    for (guint i = 0; i < d->rules->len; i++) {
        const RuleTrace *r = d->rules->pdata[i];
        if ((r->matched || r->fault) && strcmp(r->name, rule->name) == 0)
            return true;
    }
    return false;
}

void
run_rules(const Facts *f, Decision *out, unsigned triggers)
{
    triggers &= ~(unsigned)ON_TIMER;
    if (!f->automation || !triggers || out->stopped || f->desk->rules->len == 0)
        return;
    g_auto(RuleRun) run = {0};
    rule_run_begin(&run, f, out);
    for (guint i = 0; i < f->desk->rules->len && !out->stopped; i++) {
        const Rule *rule = f->desk->rules->pdata[i];
        if (!rule->enabled || !(rule->on & triggers) || has_acted(out, rule))
            continue;
        if (rule_try(&run, rule) != MATCH_YES)
            continue;
        out->stopped = rule->stop || f->desk->first_rule_only || out->outcome == OUTCOME_REFUSED;
        triggers |= decide_consequences(f, out);
    }
}

// Does a change bear on which promise is due?
static bool
bears_on_promise(const Decision *d)
{
    for (guint i = 0; i < d->changes->len; i++) {
        switch (((const Change *)d->changes->pdata[i])->kind) {
        case CHANGE_PRIORITY:
        case CHANGE_TYPE:
        case CHANGE_QUEUE:
        case CHANGE_REQUESTER:
        case CHANGE_FIELD:
        case CHANGE_TAG_ADD:
        case CHANGE_TAG_REMOVE:
            return true;
        default:
            break;
        }
    }
    return d->create;
}

void
choose_promise(const Facts *f, Decision *out)
{
    // What an archive holds was promised nothing.
    if (!f->automation || f->desk->promises->len == 0 ||
        change_value(out->changes, CHANGE_PROMISE) || !bears_on_promise(out))
        return;
    g_auto(RuleRun) run = {0};
    rule_run_begin(&run, f, out);
    g_autoptr(GPtrArray) sights =
        f->explain ? g_ptr_array_new_with_free_func((GDestroyNotify)sight_free) : NULL;
    g_autofree char *fault = NULL;
    const Promise *p = promise_choose(&run.view, sights, &fault);
    const char *name = p ? p->name : "";
    decide_trace_add(out, "promise", p ? MATCH_YES : MATCH_NO,
                     g_strdup(p ? p->name : "no row's conditions hold"), g_steal_pointer(&sights));
    if (fault)
        rule_tell_fault(&run, "promises", fault);
    if (strcmp(run.ticket->promise, name) == 0)
        return;
    change_add(out->changes, CHANGE_PROMISE, name, "promises");
    mark_automatic(out, out->changes->len - 1);
}

bool
settle_new(const Facts *f, const Contact *contact, const Address *customer, Decision *out)
{
    run_rules(f, out, ON_CREATED);
    if (out->outcome == OUTCOME_REFUSED)
        return false;
    if (!change_value(out->changes, CHANGE_MANAGER) && !change_value(out->changes, CHANGE_GROUP)) {
        guint before = out->changes->len;
        const char *login = assign_new(f, contact, customer, out);
        mark_automatic(out, before);
        g_free(out->manager);
        out->manager = g_strdup(login);
    }
    if (decide_consequences(f, out) & ON_ASSIGNED)
        run_rules(f, out, ON_ASSIGNED);
    choose_promise(f, out);
    return true;
}
