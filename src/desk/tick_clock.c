// tick_clock.c: one run of the clock: whether the desk slept or its clock was wrong, and how its
// work is cut: a savepoint for each ticket, a transaction for each batch.
//
// A ticket whose work fails by itself must not keep the others waiting, nor fail every minute: it
// is undone, logged, and looked at again a day later. Faults that pass (HD_ERROR_RETRY) end the
// run. The mark of the run is written last: a crash between batches leaves a desk that still knows
// since when it slept. Letters to managers: tick_fold.c.

#include "base/error.h"
#include "base/log.h"
#include "desk/apply.h"
#include "desk/case.h"
#include "desk/tick_timer.h"

#define SLEPT   (26 * 3600) // a desk that runs once a day does not sleep
#define AHEAD   3600        // clocks differ by less
#define PUT_OFF (24 * 3600)
#define FEW     3        // letters that may come one by one
#define LATER   "later " // marks of what is passed by until then

// Is there more to tell than a person would read letter by letter?
static bool
is_much_due(const Reception *r, bool *much, GError **error)
{
    g_autoptr(GArray) asleep = store_tickets_to_wake(r->store, r->now, FEW + 1, error);
    g_autoptr(GArray) late = asleep ? store_tickets_due(r->store, r->now, FEW + 1, error) : NULL;
    g_autoptr(GArray) timers = late ? store_timers_due(r->store, r->now, FEW + 1, error) : NULL;
    *much = timers && asleep->len + late->len + timers->len > FEW;
    return timers != NULL;
}

bool
clock_was_ahead(const Reception *r, bool *ahead, GError **error)
{
    int64_t tick, config;
    if (!store_clock_get(r->store, "tick", &tick, NULL, error) ||
        !store_clock_get(r->store, "config", &config, NULL, error))
        return false;
    *ahead = MAX(tick, config) - AHEAD > r->now;
    return true;
}

static bool
pull_back(const Reception *r, GError **error)
{
    bool ahead;
    if (!clock_was_ahead(r, &ahead, error))
        return false;
    if (!ahead)
        return true;
    log_write(LOG_WARNING, "the clock was ahead of now when the desk ran last; its timers and "
                           "recurring tickets are reckoned from now on");
    return store_clock_pull_back(r->store, r->now, error);
}

// The mark of a desk without timers grows old while it runs; so does that of one whose config was
// changed since.
static bool
has_slept(const Reception *r, int64_t since, bool *slept, GError **error)
{
    int64_t learned;
    if (!timers_has_work(r->desk))
        return true;
    if (since == 0)
        return is_much_due(r, slept, error);
    if (!store_clock_get(r->store, "config", &learned, NULL, error))
        return false;
    bool known = learned > 0 && learned <= since;
    return !known || r->now - since <= SLEPT || is_much_due(r, slept, error);
}

bool
clock_run_begin(const Reception *r, ClockRun *out, GError **error)
{
    *out = (ClockRun){0};
    out->lines =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    out->single = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    out->fresh = g_ptr_array_new_with_free_func(g_free);
    return pull_back(r, error) && store_clock_get(r->store, "tick", &out->since, NULL, error) &&
           store_clock_sweep(r->store, LATER, r->now, error) &&
           case_spread(r, &out->spread, error) && has_slept(r, out->since, &out->slept, error);
}

void
clock_run_clear(ClockRun *c)
{
    g_clear_pointer(&c->lines, g_hash_table_unref);
    g_clear_pointer(&c->single, g_hash_table_unref);
    g_clear_pointer(&c->fresh, g_ptr_array_unref);
    work_spread_clear(&c->spread);
}

bool
clock_run_facts(const ClockRun *run, Reception *r, const Ticket *ticket, const Nature *nature,
                const ThreadChoice *thread, Facts *out, GError **error)
{
    *out = facts_of_ticket(r, ticket, nature, thread);
    out->spread = &run->spread;
    const char *customer = ticket && ticket->requester ? ticket->requester->address : "-";
    return case_fault_told(r, &out->fault_told, error) &&
           case_caps(r, customer, ticket, out, error);
}

bool
clock_run_follow(ClockRun *c, const Reception *r, const Decision *d, GError **error)
{
    bool moved = d->create || change_value(d->changes, CHANGE_MANAGER) ||
                 change_value(d->changes, CHANGE_GROUP);
    return !moved || case_spread(r, &c->spread, error);
}

bool
clock_run_one(const ClockWork *w, const char *what, bool (*work)(const ClockWork *, GError **),
              bool *done, GError **error)
{
    Store *store = w->reception->store;
    if (!store_savepoint(store, error))
        return false;
    g_autoptr(GError) fault = NULL;
    *done = work(w, &fault) && store_release(store, &fault);
    clock_fold_settle(w->run, *done);
    w->run->done++;
    if (*done)
        return true;
    if (g_error_matches(fault, HD_ERROR, HD_ERROR_RETRY)) {
        g_propagate_error(error, g_steal_pointer(&fault));
        return false;
    }
    store_rollback_savepoint(store);
    log_write(LOG_ERROR, "%s failed and is undone: %s", what, fault->message);
    // What it had assigned is undone.
    return case_spread(w->reception, &w->run->spread, error);
}

bool
clock_is_put_off(const Reception *r, const char *what, bool *off, GError **error)
{
    g_autofree char *mark = g_strconcat(LATER, what, NULL);
    int64_t until;
    if (!store_clock_get(r->store, mark, &until, NULL, error))
        return false;
    *off = until > r->now;
    return true;
}

bool
clock_run_or_put_off(const ClockWork *w, const char *what,
                     bool (*work)(const ClockWork *, GError **), GError **error)
{
    const Reception *r = w->reception;
    bool off, done;
    if (!clock_is_put_off(r, what, &off, error))
        return false;
    if (off)
        return true;
    if (!clock_run_one(w, what, work, &done, error))
        return false;
    if (done)
        return true;
    g_autofree char *mark = g_strconcat(LATER, what, NULL);
    return store_clock_set(r->store, mark, r->now + PUT_OFF, "", error);
}

unsigned
clock_run_room(const Reception *r, ClockRun *c, GError **error)
{
    if (c->done < CLOCK_BATCH)
        return CLOCK_BATCH - c->done;
    if (!clock_fold_write(r, c, error) || !store_commit(r->store, error) ||
        !store_begin(r->store, error))
        return 0;
    c->done = 0;
    return CLOCK_BATCH;
}

bool
clock_run_end(const Reception *r, ClockRun *c, GError **error)
{
    return clock_fold_write(r, c, error) && store_clock_set(r->store, "tick", r->now, "", error);
}
