// tick.c: what time alone brings about: letters that failed or are late are told to those whose
// they are; postponed tickets come back; digests go out (tick_digest.c).
//
// Sending itself (run/deliver) only records what servers said; here it becomes an event of the
// ticket and, for a person's answer, a notice to its manager. Each letter is told once. How the
// work is cut into transactions, and what becomes of a ticket that fails, is tick_clock.c.

#include "desk/tick.h"

#include "desk/apply.h"
#include "desk/tick_digest.h"
#include "desk/tick_timer.h"

#define LATE (4 * 3600)

static bool
tell(const ClockWork *w, GError **error)
{
    Reception r = *w->reception;
    Outgoing *o = w->item;
    g_auto(Case) c = {0};
    g_auto(Decision) d = {0};
    GError *fault = NULL;
    if (o->ticket)
        c.ticket = store_ticket_get(r.store, o->ticket, &fault);
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    if (!clock_run_facts(w->run, &r, c.ticket, &c.nature, &c.thread, &c.facts, error))
        return false;
    c.facts.bounced = o;
    decide_letter_fate(&c.facts, &d);
    g_auto(Application) a = {.reception = &r,
                             .source = &c,
                             .ticket = g_steal_pointer(&c.ticket),
                             .message = o->message,
                             .who = "system"};
    c.bounced = o; // lent for the letter's variables; taken back before the case is cleared
    bool done = apply_decision(&a, &d, error);
    c.bounced = NULL;
    o->warned = true;
    done =
        done && store_outgoing_update(r.store, o, error) && clock_run_follow(w->run, &r, &d, error);
    *w->count += done ? d.notices->len : 0;
    return done;
}

static char *
name_of_letter(const Outgoing *o)
{
    return g_strdup_printf("fate of letter %" G_GINT64_FORMAT, o->id);
}

// Those that nobody was told of, without what is put off. NULL: error.
static GPtrArray *
untold(const Reception *r, unsigned limit, GError **error)
{
    g_autoptr(GPtrArray) letters = store_outgoing_untold(r->store, r->now - LATE, limit, error);
    for (guint i = letters ? letters->len : 0; i-- > 0;) {
        g_autofree char *what = name_of_letter(letters->pdata[i]);
        bool off;
        if (!clock_is_put_off(r, what, &off, error))
            return NULL;
        if (off)
            g_ptr_array_remove_index(letters, i);
    }
    return g_steal_pointer(&letters);
}

static bool
tell_all(const Reception *r, ClockRun *late, unsigned *count, GError **error)
{
    unsigned room = clock_run_room(r, late, error);
    g_autoptr(GPtrArray) letters = room ? untold(r, room, error) : NULL;
    for (guint i = 0; letters && i < letters->len; i++) {
        ClockWork w = {.reception = r, .run = late, .item = letters->pdata[i], .count = count};
        g_autofree char *what = name_of_letter(letters->pdata[i]);
        if (!clock_run_or_put_off(&w, what, tell, error))
            return false;
    }
    return letters != NULL;
}

// Tickets whose time has come: what they are called, asked of the store, decided and done.
typedef struct {
    const char *name;
    GArray *(*find)(Store *s, int64_t now, unsigned max, GError **error);
    void (*decide)(const Facts *f, Decision *out);
    bool (*settle)(Store *s, int64_t number, GError **error); // NULL = the decision does it
} Reminder;

static const Reminder WAKE = {"waking ticket", store_tickets_to_wake, decide_wake, NULL};
static const Reminder DUE = {"due ticket", store_tickets_due, decide_due, store_ticket_due_told};

typedef struct {
    const Reminder *how;
    int64_t number;
} Reminded;

static char *
name_of_reminder(const Reminder *how, int64_t number)
{
    return g_strdup_printf("%s %" G_GINT64_FORMAT, how->name, number);
}

static bool
remind(const ClockWork *w, GError **error)
{
    const Reminded *item = w->item;
    Reception r = *w->reception;
    g_auto(Decision) d = {0};
    GError *fault = NULL;
    g_autoptr(Ticket) ticket = store_ticket_get(r.store, item->number, &fault);
    if (fault || !ticket) {
        g_propagate_error(error, fault);
        return fault == NULL;
    }
    Nature nature = {.kind = NATURE_ROBOT};
    ThreadChoice thread = {.by = ""};
    Facts facts;
    if (!clock_run_facts(w->run, &r, ticket, &nature, &thread, &facts, error))
        return false;
    item->how->decide(&facts, &d);
    bool told = d.notices->len > 0;
    clock_run_collect(w->run, r.desk, ticket, &d);
    g_auto(Application) a = {.reception = &r, .ticket = g_steal_pointer(&ticket), .who = "system"};
    bool done = apply_decision(&a, &d, error) &&
                (!item->how->settle || item->how->settle(r.store, item->number, error)) &&
                clock_run_follow(w->run, &r, &d, error);
    *w->count += done && told;
    return done;
}

// Without what is put off. NULL: error.
static GArray *
find_reminded(const Reception *r, const Reminder *how, unsigned limit, GError **error)
{
    g_autoptr(GArray) numbers = how->find(r->store, r->now, limit, error);
    for (guint i = numbers ? numbers->len : 0; i-- > 0;) {
        g_autofree char *what = name_of_reminder(how, g_array_index(numbers, int64_t, i));
        bool off;
        if (!clock_is_put_off(r, what, &off, error))
            return NULL;
        if (off)
            g_array_remove_index(numbers, i);
    }
    return g_steal_pointer(&numbers);
}

static bool
remind_all(const Reception *r, const Reminder *how, ClockRun *late, unsigned *count, GError **error)
{
    unsigned room = clock_run_room(r, late, error);
    g_autoptr(GArray) numbers = room ? find_reminded(r, how, room, error) : NULL;
    for (guint i = 0; numbers && i < numbers->len; i++) {
        Reminded item = {how, g_array_index(numbers, int64_t, i)};
        ClockWork w = {.reception = r, .run = late, .item = &item, .count = count};
        g_autofree char *what = name_of_reminder(how, item.number);
        if (!clock_run_or_put_off(&w, what, remind, error))
            return false;
    }
    return numbers != NULL;
}

// Looking first keeps an idle cycle from writing at all.
static bool
is_anything_due(const Reception *r, bool *due, GError **error)
{
    if (!clock_was_ahead(r, due, error))
        return false;
    g_autoptr(GPtrArray) letters = untold(r, CLOCK_BATCH, error);
    g_autoptr(GArray) asleep = letters ? find_reminded(r, &WAKE, CLOCK_BATCH, error) : NULL;
    g_autoptr(GArray) late = asleep ? find_reminded(r, &DUE, CLOCK_BATCH, error) : NULL;
    if (!late)
        return false;
    *due = *due || letters->len > 0 || asleep->len > 0 || late->len > 0;
    return *due || (timers_are_due(r, due, error) && (*due || recurring_is_due(r, due, error)) &&
                    (*due || digest_is_due(r, due, error)));
}

bool
tick_run(const Reception *r, TickResult *out, GError **error)
{
    *out = (TickResult){0};
    bool due = false;
    if (!is_anything_due(r, &due, error))
        return false;
    if (!due)
        return true;
    if (!store_begin(r->store, error))
        return false;
    g_auto(ClockRun) late = {0};
    if (clock_run_begin(r, &late, error) && tell_all(r, &late, &out->told, error) &&
        remind_all(r, &WAKE, &late, &out->woken, error) &&
        remind_all(r, &DUE, &late, &out->due, error) && timers_run(r, &late, &out->timers, error) &&
        recurring_run(r, &late, &out->recurring, error) && clock_run_end(r, &late, error) &&
        digest_run(r, &out->digests, error) && store_commit(r->store, error))
        return true;
    store_rollback(r->store);
    return false;
}
