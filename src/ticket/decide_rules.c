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
    return triggers;
}

void
rule_run_begin(RuleRun *run, const Facts *f, Decision *out)
{
    *run = (RuleRun){.facts = f,
                     .out = out,
                     .ticket = ticket_preview(f, out),
                     .planned = out->changes->len};
    rule_view_of(f, out, run->ticket, &run->view);
}

void
rule_run_clear(RuleRun *run)
{
    view_clear(&run->view);
    g_clear_pointer(&run->ticket, ticket_free);
}

// The ticket as it will be, after one more action. What was folded of the letter is kept: making
// all anew each time would cost the cube of the rules.
static void
refresh(RuleRun *run)
{
    const GPtrArray *changes = run->out->changes;
    for (; run->planned < changes->len; run->planned++)
        ticket_preview_change(run->facts, run->ticket, changes->pdata[run->planned]);
    RuleView now;
    rule_view_of(run->facts, run->out, run->ticket, &now);
    now.stopped = run->view.stopped;
    if (now.queue == run->view.queue && now.company == run->view.company)
        now.clock = g_steal_pointer(&run->view.clock);
    now.subject = run->view.subject;
    now.body = run->view.body;
    run->view.subject = run->view.body = (Subject){0};
    view_clear(&run->view);
    run->view = now;
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

static void
add_why(RuleTrace *trace, const GString *more)
{
    char *why = *trace->why && more->len ? g_strdup_printf("%s, %s", trace->why, more->str)
                                         : g_strdup_printf("%s%s", trace->why, more->str);
    g_free(trace->why);
    trace->why = why;
}

// What could not be done stands in the history.
static void
remark_not_done(RuleRun *run, const char *rule, const RuleAction *a, const char *fault)
{
    g_autofree char *text =
        g_strdup_printf("not done: %s: %s", action_name(a), text_or_empty(fault));
    change_add(run->out->changes, CHANGE_REMARK, text, rule);
}

void
rule_do_actions(RuleRun *run, const char *rule, const GPtrArray *actions, const Condition *when,
                RuleTrace *trace)
{
    g_autoptr(GString) why = g_string_new(NULL);
    for (guint i = 0; i < actions->len; i++) {
        const RuleAction *a = actions->pdata[i];
        g_autofree char *fault = NULL;
        guint before = run->out->changes->len;
        add_words(why, a);
        if (!action_plan(a, rule, run->facts, &run->view, run->out, &fault)) {
            g_string_append_printf(why, " (not done: %s)", text_or_empty(fault));
            remark_not_done(run, rule, a, fault);
        }
        mark_automatic(run->out, before);
        if (run->out->changes->len > before)
            refresh(run);
    }
    add_why(trace, why);
    // What its own actions changed is no reason to be silent.
    bool own = when && condition_eval(when, &run->view, NULL, NULL) == MATCH_NO;
    rule_keep_letters(run, rule, actions, own ? NULL : when, trace);
}

MatchResult
rule_try(RuleRun *run, const Rule *rule, bool timer)
{
    const Facts *f = run->facts;
    g_autoptr(GPtrArray) sights =
        f->explain ? g_ptr_array_new_with_free_func((GDestroyNotify)sight_free) : NULL;
    g_autofree char *fault = NULL;
    MatchResult result = condition_eval(rule->when, &run->view, sights, &fault);
    if (result == MATCH_NO && !f->explain)
        return result;
    g_autofree char *why = result == MATCH_NO ? g_strdup("its conditions do not hold")
                           : result == MATCH_ERROR
                               ? g_strdup_printf("could not be tried: %s", text_or_empty(fault))
                               : g_strdup("");
    RuleTrace *trace = decide_trace_add(run->out, rule->name, result, g_steal_pointer(&why),
                                        g_steal_pointer(&sights));
    if (result == MATCH_ERROR)
        rule_tell_fault(run, rule->name, fault);
    else if (result == MATCH_YES)
        rule_do_actions(run, rule->name, rule->actions, timer ? rule->when : NULL, trace);
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
        if (rule_try(&run, rule, false) != MATCH_YES)
            continue;
        // Spam and what was refused is nobody's business any more.
        out->stopped = rule->stop || f->desk->first_rule_only || out->outcome == OUTCOME_REFUSED ||
                       change_value(out->changes, CHANGE_SPAM);
        triggers |= decide_consequences(f, out);
    }
    // A new ticket is not what it will be before somebody has it.
    if (!out->create)
        write_rule_letters(f, out);
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

// A promise that a rule made stands, whatever the rows say: the rows would have chosen another one
// for the ticket as it was.
static bool
is_made_by_rule(const Facts *f, const Decision *out)
{
    if (!f->ticket)
        return false;
    g_auto(RuleView) view = {0};
    rule_view_of(f, out, f->ticket, &view);
    const Promise *p = promise_choose(&view, NULL, NULL);
    return strcmp(p ? p->name : "", f->ticket->promise) != 0;
}

void
choose_promise(const Facts *f, Decision *out)
{
    // What an archive holds was promised nothing.
    if (!f->automation || f->desk->promises->len == 0 ||
        change_value(out->changes, CHANGE_PROMISE) || !bears_on_promise(out) ||
        is_made_by_rule(f, out))
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
    write_rule_letters(f, out);
    return out->outcome != OUTCOME_REFUSED;
}
