// tick_digest.c: once an hour or a day a manager reads what others did in the tickets that she
// watches (PRODUCT 4.6).
//
// Up to which event she was told is kept with her login, so that nothing is told twice and a run
// that came late tells all. Own tickets are told at once by their own letters, not here.

#include "desk/tick_digest.h"

#include "base/text.h"
#include "desk/apply.h"
#include "desk/render.h"

#include <string.h>

#define HOUR       3600
#define EVENTS_MAX 500

// The last time that daily digests were to go out.
static int64_t
last_daily(const Desk *d, int64_t now)
{
    g_autoptr(GDateTime) local = g_date_time_new_from_unix_local(now);
    if (!local)
        return 0;
    g_autoptr(GDateTime) today =
        g_date_time_new_local(g_date_time_get_year(local), g_date_time_get_month(local),
                              g_date_time_get_day_of_month(local), (int)d->digest_hour, 0, 0);
    g_autoptr(GDateTime) then = g_date_time_compare(today, local) > 0
                                    ? g_date_time_add_days(today, -1)
                                    : g_date_time_ref(today);
    return g_date_time_to_unix(then);
}

static bool
wants_now(const Reception *r, const Manager *m, DigestMark *mark, GError **error)
{
    *mark = (DigestMark){0};
    if (!m->active || m->digest == DIGEST_AT_ONCE || m->addresses->len == 0 ||
        !store_digest_get(r->store, m->login, mark, error))
        return false;
    // A clock that went back must not silence her for ever.
    if (mark->at > r->now)
        return true;
    return m->digest == DIGEST_HOURLY ? r->now - mark->at >= HOUR
                                      : mark->at < last_daily(r->desk, r->now);
}

bool
digest_is_due(const Reception *r, bool *due, GError **error)
{
    GError *fault = NULL;
    for (guint i = 0; !*due && !fault && i < r->desk->managers->len; i++) {
        DigestMark mark;
        *due = wants_now(r, r->desk->managers->pdata[i], &mark, &fault);
    }
    if (fault)
        g_propagate_error(error, fault);
    return fault == NULL;
}

// What she may be watching as: herself and her groups. NULL-terminated, borrowed; the caller frees
// the array.
static const char **
names_of(const Desk *d, const Manager *m)
{
    GPtrArray *names = g_ptr_array_new();
    g_ptr_array_add(names, m->login);
    for (guint i = 0; i < d->groups->len; i++) {
        const Group *g = d->groups->pdata[i];
        for (guint j = 0; j < g->members->len; j++)
            if (g_ascii_strcasecmp(g->members->pdata[j], m->login) == 0)
                g_ptr_array_add(names, g->name);
    }
    g_ptr_array_add(names, NULL);
    return (const char **)g_ptr_array_free(names, FALSE);
}

// Does it move the ticket? Letters, and what was held or refused, do not.
static bool
is_news(const Event *e)
{
    static const char *const NO_NEWS[] = {"sent", "refused", "held", NULL};
    return !g_strv_contains(NO_NEWS, e->kind);
}

// Takes out what is no news, and events of tickets that she may not see.
static bool
keep_visible(const Reception *r, const Manager *m, GPtrArray *events, GError **error)
{
    GError *fault = NULL;
    for (guint i = events->len; i-- > 0 && !fault;) {
        const Event *e = events->pdata[i];
        if (!is_news(e)) {
            g_ptr_array_remove_index(events, i);
            continue;
        }
        g_autoptr(Ticket) t = store_ticket_get(r->store, e->ticket, &fault);
        if (!t || !desk_may_see(r->desk, m, desk_queue(r->desk, t->queue)))
            g_ptr_array_remove_index(events, i);
    }
    if (fault)
        g_propagate_error(error, fault);
    return fault == NULL;
}

static bool
send_digest(const Reception *r, const Manager *m, const GPtrArray *events, GError **error)
{
    const Decision d = {0}; // time decided
    g_autoptr(Address) to = address_new(m->name, m->addresses->pdata[0]);
    Notice *n = notice_new(NOTICE_DIGEST, to, m->language, "");
    g_auto(Application) a = {.reception = r, .who = "system", .digest = events};
    bool done = render_notice(&a, &d, n, error);
    notice_free(n);
    return done;
}

static bool
tell_one(const Reception *r, const Manager *m, const DigestMark *mark, unsigned *sent,
         GError **error)
{
    int64_t newest = store_event_newest(r->store, error);
    if (newest < 0)
        return false;
    DigestMark next = {.event = newest, .at = r->now};
    // The first one tells nothing: all before it is history.
    if (mark->at == 0)
        return store_digest_set(r->store, m->login, &next, error);
    g_autofree const char **names = names_of(r->desk, m);
    g_autoptr(GPtrArray) events =
        store_events_watched(r->store, m->login, names, mark->event, EVENTS_MAX, error);
    if (!events)
        return false;
    if (events->len == EVENTS_MAX) // the rest comes with the next one
        next.event = ((const Event *)events->pdata[events->len - 1])->id;
    if (!keep_visible(r, m, events, error))
        return false;
    bool any = events->len > 0 && notice_is_on(r->desk, NOTICE_DIGEST);
    if (any && !send_digest(r, m, events, error))
        return false;
    *sent += any;
    return store_digest_set(r->store, m->login, &next, error);
}

bool
digest_run(const Reception *r, unsigned *sent, GError **error)
{
    GError *fault = NULL;
    for (guint i = 0; i < r->desk->managers->len; i++) {
        const Manager *m = r->desk->managers->pdata[i];
        DigestMark mark;
        if (wants_now(r, m, &mark, &fault) && !tell_one(r, m, &mark, sent, error))
            return false;
        if (fault) {
            g_propagate_error(error, fault);
            return false;
        }
    }
    return true;
}
