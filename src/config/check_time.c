// check_time.c: calendars and who names them, promises, recurring tickets.
//
// What is derived here: the first instant of a recurring ticket, by the time zone of the desk. Not
// for days and hours in themselves (value_time.c), nor for reminders, which need nothing else.
#include "config/loader.h"

#include "base/text.h"
#include "ticket/recurrence.h"
#include "ticket/rule.h"

#include <string.h>

static bool
has_work(const Calendar *c)
{
    for (size_t i = 0; i < G_N_ELEMENTS(c->week); i++) {
        if (c->week[i]->len > 0) {
            return true;
        }
    }
    return false;
}

static void
check_calendars(Loader *l)
{
    g_autoptr(GHashTable) names = names_new();
    for (guint i = 0; i < l->desk->calendars->len; i++) {
        const Calendar *c = l->desk->calendars->pdata[i];
        names_take(l, names, c->name, origin_line(l, c, "name", -1), "calendar");
        if (!has_work(c)) {
            loader_fault(l, origin_line(l, c, "week", -1), "give one of its days hours",
                         "calendar \"%s\" has no working time: nothing would ever be due", c->name);
        }
    }
}

static void
check_calendar_name(Loader *l, const char *name, const void *object, const char *where)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < l->desk->calendars->len; i++) {
        char *known = ((Calendar *)l->desk->calendars->pdata[i])->name;
        if (text_equal_fold(known, name)) {
            return;
        }
        g_ptr_array_add(names, known);
    }
    if (!*name) {
        return;
    }
    g_ptr_array_add(names, NULL);
    const char *near = text_nearest(name, (const char *const *)names->pdata);
    g_autofree char *list = g_strjoinv(", ", (char **)names->pdata);
    g_autofree char *hint = near    ? g_strdup_printf("write \"%s\" instead", near)
                            : *list ? g_strdup_printf("there are: %s", list)
                                    : g_strdup("add it to calendars");
    loader_fault(l, origin_line(l, object, "calendar", -1), hint, "%s: there is no calendar \"%s\"",
                 where, name);
}

static void
check_promises(Loader *l)
{
    g_autoptr(GHashTable) names = names_new();
    for (guint i = 0; i < l->desk->promises->len; i++) {
        const Promise *p = l->desk->promises->pdata[i];
        g_autofree char *where = g_strdup_printf("promise \"%s\"", p->name);
        names_take(l, names, p->name, origin_line(l, p, "name", -1), "promise");
        check_calendar_name(l, p->calendar, p, where);
        check_names(l, p, p->when, where);
        if (!p->reaction && !p->solution && !origin_has(l, p, "reaction") &&
            !origin_has(l, p, "solution")) {
            loader_fault(l, origin_line(l, p, "name", -1), "add reaction = \"2h\"; or solution",
                         "%s promises nothing", where);
        }
    }
}

// "2026-01-05 09:00" where the desk is; 0 when it is no such time.
static int64_t
start_instant(const Loader *l, const char *text)
{
    unsigned hour = 0, minute = 0;
    uint32_t julian;
    g_autofree char *day = g_strndup(text, strcspn(text, " "));
    const char *time = text + strlen(day);
    if (!calendar_parse_day(day, &julian) || strlen(time) < 5 || time[strlen(time) - 3] != ':') {
        return 0;
    }
    size_t digits = strspn(time + 1, "0123456789");
    const char *rest = time + 1 + digits;
    if (digits < 1 || digits > 2 || *rest != ':' || strspn(rest + 1, "0123456789") != 2 ||
        rest[3]) {
        return 0;
    }
    hour = (unsigned)g_ascii_strtoull(time + 1, NULL, 10);
    minute = (unsigned)g_ascii_strtoull(rest + 1, NULL, 10);
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, julian);
    g_autoptr(GDateTime) at =
        hour < 24 && minute < 60
            ? loader_local(l, g_date_get_year(&date), (int)g_date_get_month(&date),
                           g_date_get_day(&date), (int)hour, (int)minute)
            : NULL;
    return at ? g_date_time_to_unix(at) : 0;
}

static void
check_recurring(Loader *l)
{
    g_autoptr(GHashTable) names = names_new();
    for (guint i = 0; i < l->desk->recurring->len; i++) {
        Recurring *r = l->desk->recurring->pdata[i];
        g_autofree char *where = g_strdup_printf("recurring \"%s\"", r->name);
        g_autofree char *fault = *r->rrule ? recurrence_fault(r->rrule) : NULL;
        names_take(l, names, r->name, origin_line(l, r, "name", -1), "recurring ticket");
        r->start_at = start_instant(l, r->start);
        if (fault) {
            loader_fault(l, origin_line(l, r, "rule", -1), "", "%s: %s", where, fault);
        }
        if (*r->start && !r->start_at) {
            loader_fault(l, origin_line(l, r, "start", -1),
                         "write day and time: \"2026-01-05 09:00\"",
                         "%s: start = \"%s\" is no time", where, r->start);
        }
        if (!fault && *r->rrule && r->start_at &&
            !recurrence_next(r->rrule, l->desk->time_zone, r->start_at, r->start_at - 1)) {
            loader_warn(l, origin_line(l, r, "rule", -1), "", "%s never comes", where);
        }
        if (*r->queue && !desk_queue(l->desk, r->queue)) {
            loader_fault(l, origin_line(l, r, "queue", -1), "name one of queues",
                         "%s: there is no queue \"%s\"", where, r->queue);
        }
        check_actions(l, r->actions, where);
    }
}

void
check_time(Loader *l)
{
    check_calendars(l);
    for (guint i = 0; i < l->desk->queues->len; i++) {
        const Queue *q = l->desk->queues->pdata[i];
        g_autofree char *where = g_strdup_printf("queue \"%s\"", q->name);
        check_calendar_name(l, q->calendar, q, where);
    }
    check_promises(l);
    check_recurring(l);
}
