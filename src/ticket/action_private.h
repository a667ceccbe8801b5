// action_private.h: an action from inside; private to action*.c.
#pragma once

#include "ticket/action.h"
#include "ticket/action_plan.h"
#include "ticket/span.h"

struct RuleAction {
    const ActionInfo *info;
    GPtrArray *values; // char*
    Span span;         // of snooze and due
    bool off;          // "false": it does nothing
};

// One action about to be planned.
typedef struct {
    const RuleAction *action;
    const char *rule;
    const Facts *facts;
    RuleView *view;
    const Queue *queue; // where the ticket will be; NULL = unknown
    Decision *out;
    char **why;
} Plan;

struct ActionWork {
    // One value by itself; HD_ERROR_CONFIG. NULL: any text that is not empty.
    bool (*read)(RuleAction *a, const char *value, GError **error);
    // What is wrong with one value on this desk; NULL: nothing ever is.
    char *(*fault)(const Desk *d, const char *value, char **hint);
    // Its changes for one value; false: not possible, *why says so. NULL: it writes letters or says
    // how rules go on, which is decide_rules.c.
    bool (*plan)(const Plan *p, const char *value);
};

// What a command of that name would change: the same checks, in English. HD_ERROR_USAGE,
// HD_ERROR_ABSENT.
bool action_verb(const char *verb, const char *args, const Desk *d, int64_t now, GPtrArray *changes,
                 GError **error);
// Of the desk's own spelling, borrowed; NULL when there is none.
const char *action_type(const Desk *d, const char *name);
const Promise *action_promise(const Desk *d, const char *name);
const Queue *action_queue(const Desk *d, const char *name);
bool action_is_none(const char *value); // "", "none"
// The status that `close` leads to in a queue (NULL: of the desk); NULL = none.
const Status *action_closed(const Desk *d, const Queue *q);

// action_fault.c
char *fault_assign(const Desk *d, const char *value, char **hint);
char *fault_status(const Desk *d, const char *value, char **hint);
char *fault_type(const Desk *d, const char *value, char **hint);
char *fault_set(const Desk *d, const char *value, char **hint);
char *fault_watch(const Desk *d, const char *value, char **hint);
char *fault_queue(const Desk *d, const char *value, char **hint);
char *fault_macro(const Desk *d, const char *value, char **hint);
char *fault_notify(const Desk *d, const char *value, char **hint);
char *fault_forward(const Desk *d, const char *value, char **hint);
char *fault_snooze(const Desk *d, const char *value, char **hint);
char *fault_close(const Desk *d, const char *value, char **hint);
char *fault_hook(const Desk *d, const char *value, char **hint);
char *fault_promise(const Desk *d, const char *value, char **hint);

// action_plan.c
bool plan_assign(const Plan *p, const char *value);
bool plan_status(const Plan *p, const char *value);
bool plan_priority(const Plan *p, const char *value);
bool plan_type(const Plan *p, const char *value);
bool plan_tag(const Plan *p, const char *value);
bool plan_untag(const Plan *p, const char *value);
bool plan_set(const Plan *p, const char *value);
bool plan_watch(const Plan *p, const char *value);
bool plan_unwatch(const Plan *p, const char *value);
bool plan_queue(const Plan *p, const char *value);
bool plan_note(const Plan *p, const char *value);
bool plan_snooze(const Plan *p, const char *value);
bool plan_due(const Plan *p, const char *value);
bool plan_close(const Plan *p, const char *value);
bool plan_spam(const Plan *p, const char *value);
bool plan_hook(const Plan *p, const char *value);
bool plan_promise(const Plan *p, const char *value);
bool plan_silent(const Plan *p, const char *value);
