// decide_timer.c: what rules make of time alone: timers of a ticket that are due; recurring
// tickets; and of a rating that came by a page.
//
// Which tickets have to be looked at stands in their timer_at (rule_timer.c); desk/tick.c asks.

#include "ticket/decide_private.h"

#include "base/text.h"
#include "ticket/action_plan.h"

static void
begin(Decision *out, const char *author)
{
    decision_init(out);
    g_free(out->author);
    out->author = g_strdup(author);
}

// What every decision on an existing ticket ends with: rules on what happened, its promise, and
// those who hear of it.
static void
follow_up(const Facts *f, Decision *out, unsigned triggers)
{
    run_rules(f, out, triggers | decide_consequences(f, out));
    choose_promise(f, out);
    write_rule_letters(f, out);
    tell_solved(f, out);
    const char *manager = text_or_empty(change_value(out->changes, CHANGE_MANAGER));
    const char *group = text_or_empty(change_value(out->changes, CHANGE_GROUP));
    if (*manager || *group)
        notify_managers(f, out, NOTICE_TICKET_ASSIGNED, manager, group, "", "");
}

// Behind a rule that ends the list: what else is due counts as done, but does nothing.
static void
pass_over(RuleRun *run, const Rule *rule, Firing *fired)
{
    if (condition_eval(rule->when, &run->view, NULL, NULL) != MATCH_YES) {
        firing_free(fired);
        return;
    }
    decide_trace_add(run->out, rule->name, MATCH_NO, g_strdup("an earlier rule ended the list"),
                     NULL);
    g_ptr_array_add(run->out->firings, fired);
}

typedef struct {
    const Rule *rule;
    int64_t at; // when it was due
} DueRule;

static int
compare_due(gconstpointer a, gconstpointer b)
{
    const DueRule *x = a, *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

// The timers that are due, the earliest first, in the order of the config among equals.
static GArray *
due_rules(const Facts *f, RuleRun *run)
{
    GArray *due = g_array_new(FALSE, FALSE, sizeof(DueRule));
    for (guint i = 0; i < f->desk->rules->len; i++) {
        const Rule *rule = f->desk->rules->pdata[i];
        if (!rule->enabled || !(rule->on & ON_TIMER) ||
            !rule_is_due(rule, &run->view, f->firings, f->rules_since))
            continue;
        DueRule d = {rule, rule_due(rule, &run->view, f->firings)};
        g_array_append_val(due, d);
    }
    g_array_sort(due, compare_due);
    return due;
}

void
decide_timer(const Facts *f, Decision *out)
{
    begin(out, "system");
    decide_set(out, OUTCOME_COMMAND, "no timer is due");
    g_auto(RuleRun) run = {0};
    rule_run_begin(&run, f, out);
    g_autoptr(GArray) due = due_rules(f, &run);
    for (guint i = 0; i < due->len; i++) {
        const Rule *rule = g_array_index(due, DueRule, i).rule;
        // What it counted from is gone once its actions are planned.
        Firing *fired = rule_fire(rule, &run.view, f->firings);
        if (out->stopped) {
            pass_over(&run, rule, fired);
            continue;
        }
        // Its letter cannot go now: all of it waits.
        const char *capped = rule_is_capped(f, out, rule);
        MatchResult result = capped ? MATCH_NO : rule_try(&run, rule, true);
        if (capped)
            decide_trace_add(out, rule->name, MATCH_NO, g_strdup(capped), NULL);
        if (result == MATCH_NO) {
            firing_free(fired);
            continue;
        }
        g_ptr_array_add(out->firings, fired);
        decide_set(out, OUTCOME_COMMAND, "the timer of \"%s\"", rule->name);
        out->stopped =
            result == MATCH_YES && (rule->stop || (f->desk->first_rule_only && !rule->built_in));
    }
    out->stopped = false;
    if (out->firings->len > 0)
        follow_up(f, out, 0);
}

void
decide_rated(const Facts *f, int score, Decision *out)
{
    begin(out, "system");
    decide_set(out, OUTCOME_ANSWER, "a rating: %d of 5", score);
    follow_up(f, out, ON_RATED);
}

void
decide_recurring(const Facts *f, const Recurring *r, Decision *out)
{
    begin(out, *r->requester ? r->requester : "system");
    decide_set(out, OUTCOME_NEW, "recurring: %s", r->name);
    out->create = out->add = true;
    out->direction = DIRECTION_IN;
    g_free(out->text);
    out->text = g_strdup(r->text);
    out->subject = g_strdup(r->subject);
    g_free(out->language);
    out->language = g_strdup(f->queue->language);
    if (*r->requester)
        out->requester = address_new("", r->requester);
    g_auto(RuleRun) run = {0};
    rule_run_begin(&run, f, out);
    RuleTrace *trace = decide_trace_add(out, r->name, MATCH_YES, g_strdup(""), NULL);
    rule_do_actions(&run, r->name, r->actions, NULL, trace);
    if (!settle_new(f, NULL, out->requester, out))
        return;
    if (out->requester)
        notify_customer(f, out, NOTICE_RECEIPT, out->requester, out->language, out->text);
    tell_new(f, out);
}

void
decide_caught_up(const Facts *f, const Manager *m, const char *lines, Decision *out)
{
    begin(out, "system");
    decide_set(out, OUTCOME_COMMAND, "the desk slept");
    if (m->active && notice_is_on(f->desk, NOTICE_CAUGHT_UP))
        notify_manager(out, NOTICE_CAUGHT_UP, m, lines);
}
