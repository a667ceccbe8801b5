// calendar_ics.c: the holidays of an iCalendar file (RFC 5545), as days without work.
//
// A day is a holiday when an event lasts all of it: DATE values, or midnight to midnight as some
// programs write it. RRULE, RDATE, EXDATE and single dates that were moved (RECURRENCE-ID) are
// followed; a cancelled event is none. What an event says does not matter, nor do its times and
// zones. A day that the config gives hours of its own keeps them.
//
// Limits: ICS_MAX bytes, DEPTH_MAX components inside each other (libical frees them recursively),
// RULES_MAX rules, STEPS_MAX dates of one, DAYS_MAX days in all. Neighbours: recurrence.c.
#include "ticket/calendar.h"

#include "base/error.h"
#include "base/text.h"
#include "ticket/ical.h"

#include <string.h>

#define ICS_MAX    (4 * 1024 * 1024)
#define DEPTH_MAX  8
#define RULES_MAX  500
#define STEPS_MAX  100000
#define DAYS_MAX   10000
#define YEAR_FIRST 1970
#define YEAR_LAST  2200

typedef struct {
    GHashTable *days; // of the calendar
    int until_year;
    guint32 first, last; // Julian days that count
    GHashTable *moved;   // "UID\nJulian day" of dates that an event of their own replaces
    GHashTable *none;    // Julian days that this event leaves out
    unsigned rules;
    bool full;
} Reader;

static guint32
julian_of_year(int year, GDateMonth month, GDateDay day)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, day, month, (GDateYear)year);
    return g_date_get_julian(&date);
}

// 0: no such day.
static guint32
julian_of(struct icaltimetype t)
{
    if (t.year < 1 || t.year > 9999 || t.month < 1 || t.month > 12 || t.day < 1 || t.day > 31 ||
        !g_date_valid_dmy((GDateDay)t.day, (GDateMonth)t.month, (GDateYear)t.year))
        return 0;
    return julian_of_year(t.year, (GDateMonth)t.month, (GDateDay)t.day);
}

static bool
is_midnight(struct icaltimetype t)
{
    return t.is_date || (!t.hour && !t.minute && !t.second && !icaltime_is_utc(t));
}

// How many whole days an event lasts; 0: none.
static guint32
length_of(icalcomponent *event, struct icaltimetype start)
{
    icalproperty *end = icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY);
    icalproperty *length = icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY);
    guint32 first = julian_of(start), least = start.is_date ? 1 : 0;
    if (!first || !is_midnight(start))
        return 0;
    if (end) {
        struct icaltimetype t = icalproperty_get_dtend(end);
        guint32 behind = julian_of(t);
        return is_midnight(t) && behind > first ? behind - first : least;
    }
    if (length) {
        struct icaldurationtype d = icalproperty_get_duration(length);
        bool whole = !d.hours && !d.minutes && !d.seconds && !d.is_neg && d.weeks < DAYS_MAX;
        return whole ? MAX(least, d.weeks * 7 + d.days) : least;
    }
    return least;
}

// The days of one date of an event, unless it was left out.
static void
add_days(Reader *r, guint32 julian, guint32 length)
{
    if (!julian || g_hash_table_contains(r->none, GUINT_TO_POINTER(julian)))
        return;
    guint32 end = MIN(julian + length, r->last + 1);
    for (guint32 day = MAX(julian, r->first); day < end && !r->full; day++) {
        if (g_hash_table_contains(r->days, GUINT_TO_POINTER(day)))
            continue;
        r->full = g_hash_table_size(r->days) >= DAYS_MAX;
        if (!r->full)
            g_hash_table_insert(r->days, GUINT_TO_POINTER(day),
                                g_array_new(FALSE, FALSE, sizeof(DaySpan)));
    }
}

static void
add_rule(Reader *r, struct icalrecurrencetype rule, struct icaltimetype start, guint32 length)
{
    struct icaltimetype until = icaltime_null_date();
    until.year = r->until_year;
    until.month = 12;
    until.day = 31;
    // An event of days has no hours that could recur, and other calendars' years are not read.
    if (rule.freq < ICAL_DAILY_RECURRENCE || rule.freq >= ICAL_NO_RECURRENCE || rule.rscale ||
        r->rules++ >= RULES_MAX)
        return;
    rule.until.is_date = !icaltime_is_null_time(rule.until);
    if (rule.until.is_date && icaltime_compare_date_only(rule.until, until) < 0)
        until = rule.until;
    start.is_date = 1;
    start.hour = start.minute = start.second = 0;
    g_autoptr(icalrecur_iterator) all = ical_occurrences(&rule, start, until);
    for (unsigned i = 0; all && i < STEPS_MAX && !r->full; i++) {
        struct icaltimetype t = icalrecur_iterator_next(all);
        if (icaltime_is_null_time(t))
            break;
        add_days(r, julian_of(t), length);
    }
}

static char *
key_of(icalcomponent *event, struct icaltimetype date)
{
    return g_strdup_printf("%s\n%u", text_or_empty(icalcomponent_get_uid(event)), julian_of(date));
}

static void
note_moved(Reader *r, icalcomponent *event)
{
    icalproperty *p = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY);
    if (p)
        g_hash_table_add(r->moved, key_of(event, icalproperty_get_recurrenceid(p)));
}

// Dates that EXDATE takes out. An event with dates of its own (RECURRENCE-ID) takes them out of the
// one that recurs, which shares its UID.
static void
note_left_out(Reader *r, icalcomponent *event)
{
    g_autofree char *uid = g_strconcat(text_or_empty(icalcomponent_get_uid(event)), "\n", NULL);
    g_hash_table_remove_all(r->none);
    for (icalproperty *p = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY); p;
         p = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY))
        g_hash_table_add(r->none, GUINT_TO_POINTER(julian_of(icalproperty_get_exdate(p))));
    if (icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY))
        return;
    GHashTableIter all;
    gpointer key;
    g_hash_table_iter_init(&all, r->moved);
    while (g_hash_table_iter_next(&all, &key, NULL))
        if (g_str_has_prefix(key, uid))
            g_hash_table_add(r->none, GUINT_TO_POINTER((guint)g_ascii_strtoull(
                                          (char *)key + strlen(uid), NULL, 10)));
}

static void
add_event(Reader *r, icalcomponent *event)
{
    struct icaltimetype start = icaltime_null_time();
    icalproperty *p = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    if (p)
        start = icalproperty_get_dtstart(p);
    guint32 length = length_of(event, start);
    p = icalcomponent_get_first_property(event, ICAL_STATUS_PROPERTY);
    if (!length || (p && icalproperty_get_status(p) == ICAL_STATUS_CANCELLED))
        return;
    note_left_out(r, event);
    add_days(r, julian_of(start), length);
    for (p = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY); p;
         p = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
        struct icaldatetimeperiodtype d = icalproperty_get_rdate(p);
        add_days(r, julian_of(icaltime_is_null_time(d.time) ? d.period.start : d.time), length);
    }
    if (icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY))
        return;
    for (p = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY); p;
         p = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY))
        add_rule(r, icalproperty_get_rrule(p), start, length);
}

static void
each_event(Reader *r, icalcomponent *all, void (*act)(Reader *, icalcomponent *))
{
    for (icalcompiter i = icalcomponent_begin_component(all, ICAL_VEVENT_COMPONENT);
         icalcompiter_deref(&i); icalcompiter_next(&i))
        act(r, icalcompiter_deref(&i));
    // Several calendars in one file stand below a root of libical's own.
    for (icalcompiter i = icalcomponent_begin_component(all, ICAL_VCALENDAR_COMPONENT);
         icalcompiter_deref(&i); icalcompiter_next(&i))
        each_event(r, icalcompiter_deref(&i), act);
}

// Why a text is not read at all, NULL when it may be.
static const char *
fault_of(const char *ics)
{
    size_t len = strnlen(ics, ICS_MAX + 1);
    if (len > ICS_MAX)
        return "it is larger than 4 MB; leave events of past years out";
    unsigned depth = 0, deepest = 0;
    for (const char *p = ics; p; p = strchr(p, '\n')) {
        p += *p == '\n';
        if (g_ascii_strncasecmp(p, "BEGIN:", 6) == 0) {
            depth++;
            deepest = MAX(deepest, depth);
        } else if (g_ascii_strncasecmp(p, "END:", 4) == 0 && depth) {
            depth--;
        }
    }
    if (deepest > DEPTH_MAX)
        return "its components are nested too deeply; export it anew, as a plain calendar";
    return deepest ? NULL
                   : "it is no iCalendar file (no line is BEGIN:VCALENDAR); export the calendar as "
                     ".ics";
}

static const char *
read_all(Reader *r, const char *ics)
{
    icalerror_set_errors_are_fatal(0);
    g_autoptr(icalcomponent) all = icalparser_parse_string(ics);
    icalcomponent_kind kind = all ? icalcomponent_isa(all) : ICAL_NO_COMPONENT;
    if (kind != ICAL_VCALENDAR_COMPONENT && kind != ICAL_XROOT_COMPONENT)
        return "it is no iCalendar file (it has no whole VCALENDAR); export the calendar as .ics";
    each_event(r, all, note_moved);
    each_event(r, all, add_event);
    if (r->full)
        return "it makes more than " G_STRINGIFY(
            DAYS_MAX) " days; give rules without an end an UNTIL, or leave them out";
    return r->rules > RULES_MAX
               ? "it has more than " G_STRINGIFY(RULES_MAX) " rules; leave some out"
               : NULL;
}

bool
calendar_add_ics(Calendar *c, const char *ics, int until_year, GError **error)
{
    Reader r = {.days = c->days,
                .until_year = CLAMP(until_year, YEAR_FIRST, YEAR_LAST),
                .first = julian_of_year(YEAR_FIRST, G_DATE_JANUARY, 1),
                .moved = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                .none = g_hash_table_new(NULL, NULL)};
    r.last = julian_of_year(r.until_year, G_DATE_DECEMBER, 31);
    const char *fault = fault_of(ics);
    if (!fault)
        fault = read_all(&r, ics);
    g_hash_table_unref(r.moved);
    g_hash_table_unref(r.none);
    if (fault)
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s", fault);
    return !fault;
}
