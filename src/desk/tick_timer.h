// tick_timer.h: timers of rules, recurring tickets, and a desk that slept; parts of tick.
#pragma once

#include "desk/receive.h"

// One run of the clock. A desk that did not run for long does all that became due, in order; but
// what managers would have read meanwhile comes to each of them in one letter.
typedef struct {
    WorkSpread spread; // who had how much work when it began
    int64_t since;     // of the last run
    bool slept;        // so long ago that letters are collected
    GHashTable *lines; // login → GPtrArray of char*: a line for each letter
} ClockRun;
bool clock_run_begin(const Reception *r, ClockRun *out, GError **error);
// What a decision of the clock on a ticket (NULL = none) starts from. As facts_of_ticket.
bool clock_run_facts(const ClockRun *run, Reception *r, const Ticket *ticket, const Nature *nature,
                     const ThreadChoice *thread, Facts *out, GError **error);
// Takes the letters to managers out of the decision when the desk slept.
void clock_run_collect(ClockRun *c, const Desk *desk, const Ticket *ticket, Decision *d);
// Queues the collected letters and remembers this run.
bool clock_run_end(const Reception *r, ClockRun *c, GError **error);
void clock_run_clear(ClockRun *c);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ClockRun, clock_run_clear)

// Is a timer due, the config new to the timers, or the mark of the last run old?
bool timers_are_due(const Reception *r, bool *due, GError **error);
// Rules that are new since the config changed become known, before anything is done by them. Inside
// the caller's transaction.
bool timers_learn(const Reception *r, GError **error);
// Then all that is due, the earliest first.
bool timers_run(const Reception *r, ClockRun *late, unsigned *count, GError **error);

bool recurring_is_due(const Reception *r, bool *due, GError **error);
bool recurring_run(const Reception *r, ClockRun *late, unsigned *count, GError **error);
