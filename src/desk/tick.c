// tick.c: what time alone brings about: letters that failed or are late are told to those whose
// they are; postponed tickets come back; digests go out (tick_digest.c).
//
// Sending itself (run/deliver) only records what servers said; here it becomes an event of the
// ticket and, for a person's answer, a notice to its manager. Each letter is told once.

#include "desk/tick.h"

#include "base/error.h"
#include "desk/apply.h"
#include "desk/tick_digest.h"
#include "desk/tick_timer.h"

#define LATE  (4 * 3600)
#define BATCH 500

static bool
tell(const Reception *given, Outgoing *o, const ClockRun *late, TickResult *out, GError **error)
{
    Reception r = *given;
    g_auto(Case) c = {0};
    g_auto(Decision) d = {0};
    GError *fault = NULL;
    if (o->ticket)
        c.ticket = store_ticket_get(r.store, o->ticket, &fault);
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    if (!clock_run_facts(late, &r, c.ticket, &c.nature, &c.thread, &c.facts, error))
        return false;
    c.facts.bounced = o;
    decide_letter_fate(&c.facts, &d);
    out->told += d.notices->len;
    g_auto(Application) a = {.reception = &r,
                             .source = &c,
                             .ticket = g_steal_pointer(&c.ticket),
                             .message = o->message,
                             .who = "system"};
    c.bounced = o; // lent for the letter's variables; taken back before the case is cleared
    bool done = apply_decision(&a, &d, error);
    c.bounced = NULL;
    o->warned = true;
    return done && store_outgoing_update(r.store, o, error);
}

static bool
tell_all(const Reception *r, const ClockRun *late, TickResult *out, GError **error)
{
    g_autoptr(GPtrArray) letters = store_outgoing_untold(r->store, r->now - LATE, BATCH, error);
    if (!letters)
        return false;
    for (guint i = 0; i < letters->len; i++)
        if (!tell(r, letters->pdata[i], late, out, error))
            return false;
    return true;
}

typedef void Reminder(const Facts *f, Decision *out);

// One ticket whose time has come.
static bool
remind(const Reception *given, int64_t number, Reminder *decide, ClockRun *late, unsigned *count,
       GError **error)
{
    Reception r = *given;
    g_auto(Decision) d = {0};
    GError *fault = NULL;
    g_autoptr(Ticket) ticket = store_ticket_get(r.store, number, &fault);
    if (fault || !ticket) {
        g_propagate_error(error, fault);
        return fault == NULL;
    }
    Nature nature = {.kind = NATURE_ROBOT};
    ThreadChoice thread = {.by = ""};
    Facts facts;
    if (!clock_run_facts(late, &r, ticket, &nature, &thread, &facts, error))
        return false;
    decide(&facts, &d);
    *count += d.notices->len > 0;
    clock_run_collect(late, r.desk, ticket, &d);
    g_auto(Application) a = {.reception = &r, .ticket = g_steal_pointer(&ticket), .who = "system"};
    return apply_decision(&a, &d, error);
}

static bool
wake_all(const Reception *r, ClockRun *late, TickResult *out, GError **error)
{
    g_autoptr(GArray) numbers = store_tickets_to_wake(r->store, r->now, BATCH, error);
    for (guint i = 0; numbers && i < numbers->len; i++)
        if (!remind(r, g_array_index(numbers, int64_t, i), decide_wake, late, &out->woken, error))
            return false;
    return numbers != NULL;
}

static bool
tell_due(const Reception *r, ClockRun *late, TickResult *out, GError **error)
{
    g_autoptr(GArray) numbers = store_tickets_due(r->store, r->now, BATCH, error);
    for (guint i = 0; numbers && i < numbers->len; i++) {
        int64_t number = g_array_index(numbers, int64_t, i);
        if (!remind(r, number, decide_due, late, &out->due, error) ||
            !store_ticket_due_told(r->store, number, error))
            return false;
    }
    return numbers != NULL;
}

// Looking first keeps an idle cycle from writing at all.
static bool
is_anything_due(const Reception *r, bool *due, GError **error)
{
    g_autoptr(GPtrArray) letters = store_outgoing_untold(r->store, r->now - LATE, 1, error);
    g_autoptr(GArray) asleep = letters ? store_tickets_to_wake(r->store, r->now, 1, error) : NULL;
    g_autoptr(GArray) late = asleep ? store_tickets_due(r->store, r->now, 1, error) : NULL;
    *due = late && (letters->len > 0 || asleep->len > 0 || late->len > 0);
    return late &&
           (*due || (timers_are_due(r, due, error) && (*due || recurring_is_due(r, due, error)) &&
                     (*due || digest_is_due(r, due, error))));
}

bool
tick_run(const Reception *reception, TickResult *out, GError **error)
{
    *out = (TickResult){0};
    bool due = false;
    if (!is_anything_due(reception, &due, error))
        return false;
    if (!due)
        return true;
    if (!store_begin(reception->store, error))
        return false;
    g_auto(ClockRun) late = {0};
    if (clock_run_begin(reception, &late, error) && tell_all(reception, &late, out, error) &&
        wake_all(reception, &late, out, error) && tell_due(reception, &late, out, error) &&
        timers_run(reception, &late, &out->timers, error) &&
        recurring_run(reception, &late, &out->recurring, error) &&
        clock_run_end(reception, &late, error) && digest_run(reception, &out->digests, error) &&
        store_commit(reception->store, error))
        return true;
    store_rollback(reception->store);
    return false;
}
