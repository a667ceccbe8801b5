// cycle.c: one round of the desk: mail in, time, mail out, hooks.
//
// A mailbox that is down must not keep answers from leaving, nor a mail server that is down keep
// mail from being taken in: each part runs, and the first fault decides the exit status.

#include "run/cycle.h"

#include "base/log.h"
#include "desk/tick.h"

bool
cycle_tick(const Desk *desk, Store *store, int64_t now, unsigned *told, GError **error)
{
    Reception reception = {.desk = desk,
                           .store = store,
                           .queue = desk->queues->pdata[0],
                           .now = now,
                           .automation = true};
    TickResult result;
    bool done = tick_run(&reception, &result, error);
    *told = result.told;
    return done;
}

static void
keep_first(GError **first, GError *fault)
{
    if (!fault)
        return;
    if (*first)
        g_error_free(fault);
    else
        *first = fault;
}

bool
cycle_run(const Desk *desk, Store *store, int64_t now, const Progress *progress, CycleResult *out,
          GError **error)
{
    *out = (CycleResult){0};
    GError *first = NULL;
    GError *fault = NULL;
    fetch_all(desk, store, now, progress, &out->fetch, &first);
    if (!cycle_tick(desk, store, now, &out->told, &fault)) {
        log_write(LOG_ERROR, "%s", fault->message);
        keep_first(&first, fault);
        fault = NULL;
    }
    if (!deliver_all(desk, store, now, progress, &out->deliver, &fault)) {
        log_write(LOG_ERROR, "%s", fault->message);
        keep_first(&first, fault);
        fault = NULL;
    }
    if (!deliver_hooks(desk, store, now, &out->hooks, &fault)) {
        log_write(LOG_ERROR, "%s", fault->message);
        keep_first(&first, fault);
    }
    if (first)
        g_propagate_error(error, first);
    return first == NULL;
}
