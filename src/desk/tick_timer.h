// tick_timer.h: one run of the clock, timers of rules and recurring tickets; parts of tick.
#pragma once

#include "desk/receive.h"

#define CLOCK_BATCH 500 // tickets of one transaction

// One run of the clock. A desk that did not run for long does all that became due, in order; but
// what managers would have read meanwhile comes to each of them in one letter, and so does what is
// too much for one run.
typedef struct {
    WorkSpread spread; // who has how much work
    int64_t since;     // of the last run
    bool slept;        // so long ago that letters are collected
    GHashTable *lines; // login → GPtrArray of char*: a line for each collected letter of this batch
    GHashTable *single; // login → GUINT: letters of their own in this run
    GPtrArray *fresh;   // login, line, login, line …: of the ticket at hand
    unsigned done;      // tickets of this batch
} ClockRun;
// Inside a transaction. A clock that was ahead is pulled back first.
bool clock_run_begin(const Reception *r, ClockRun *out, GError **error);
// What a decision of the clock on a ticket (NULL = none) starts from. As facts_of_ticket.
bool clock_run_facts(const ClockRun *run, Reception *r, const Ticket *ticket, const Nature *nature,
                     const ThreadChoice *thread, Facts *out, GError **error);
// After a decision was carried out: who has how much work may have changed.
bool clock_run_follow(ClockRun *c, const Reception *r, const Decision *d, GError **error);

typedef struct {
    const Reception *reception;
    ClockRun *run;
    void *item;
    unsigned *count; // what the run reports
} ClockWork;
// One ticket (or letter, schedule; `what` names it: "due ticket 12") with a savepoint of its own. A
// fault that is no matter of trying again undoes this one alone, and is logged; *done is false
// then.
bool clock_run_one(const ClockWork *w, const char *what, bool (*work)(const ClockWork *, GError **),
                   bool *done, GError **error);
// The same for what has no time of its own to be looked at: after a fault it is passed by for a day
// (clock_is_put_off).
bool clock_run_or_put_off(const ClockWork *w, const char *what,
                          bool (*work)(const ClockWork *, GError **), GError **error);
bool clock_is_put_off(const Reception *r, const char *what, bool *off, GError **error);
// How many tickets the transaction still takes; a full one is committed (with the letters that were
// collected) and the next one begun. 0 = error.
unsigned clock_run_room(const Reception *r, ClockRun *c, GError **error);
// Queues the collected letters and remembers this run.
bool clock_run_end(const Reception *r, ClockRun *c, GError **error);
void clock_run_clear(ClockRun *c);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ClockRun, clock_run_clear)
// Does a mark of the clock lie so far ahead that the clock must have been wrong?
bool clock_was_ahead(const Reception *r, bool *ahead, GError **error);

// tick_fold.c
// Takes letters to managers out of the decision when the desk slept, or she had too many.
void clock_run_collect(ClockRun *c, const Desk *desk, const Ticket *ticket, Decision *d);
// What the ticket at hand collected counts, or does not.
void clock_fold_settle(ClockRun *c, bool done);
// Queues what was collected, and forgets it.
bool clock_fold_write(const Reception *r, ClockRun *c, GError **error);

// Is a timer due, the config new to the timers, or the mark of the last run old?
bool timers_are_due(const Reception *r, bool *due, GError **error);
// Does this desk have timers or recurring tickets?
bool timers_has_work(const Desk *d);
// Rules that are new since the config changed become known, before anything is done by them; those
// that are gone are forgotten. Inside the caller's transaction.
bool timers_learn(const Reception *r, GError **error);
// Then all that is due, the earliest first.
bool timers_run(const Reception *r, ClockRun *late, unsigned *count, GError **error);

bool recurring_is_due(const Reception *r, bool *due, GError **error);
bool recurring_run(const Reception *r, ClockRun *late, unsigned *count, GError **error);
