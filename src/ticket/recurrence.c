// recurrence.c: the next date of a recurring ticket.
//
// libical counts in the local time line of the rule, which knows no daylight saving; each date that
// comes out is then looked up in the time zone (RFC 5545 3.3.5: an hour that the clock skips counts
// as if it had not been moved, of an hour that comes twice the first counts). UNTIL is compared as
// an instant, since the RFC has it in UTC.
//
// Work is bounded by the rule's own period: hourly is the shortest, the time looked at ends
// YEARS_MAX ahead, and libical gives up at that end too when a rule never fits. Only the parts of
// RFC 5545 are known, no other calendars. Neighbours: zone.c, calendar_ics.c.
#include "ticket/recurrence.h"

#include "ticket/ical.h"
#include "ticket/zone.h"

#include <string.h>

#define RULE_MAX     500
#define COUNT_MAX    1000
#define INTERVAL_MAX 1000
#define YEARS_MAX    10
#define START_MAX    (300 * YEAR) // zones are known so far
#define YEAR         INT64_C(31557600)
#define PROBE        INT64_C(946684800) // 2000, a leap year
#define OVERLAP      (6 * 3600) // local times this far apart are in the order of their instants

static const char *const PARTS[] = {"FREQ",     "UNTIL",   "COUNT",    "INTERVAL",   "BYSECOND",
                                    "BYMINUTE", "BYHOUR",  "BYDAY",    "BYMONTHDAY", "BYYEARDAY",
                                    "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST",       NULL};

static const char *const PERIODS[] = {"HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY", NULL};

static bool
is_number(const char *value, int64_t max)
{
    size_t digits = strspn(value, "0123456789");
    if (!digits || digits > 5 || value[digits])
        return false;
    int64_t n = g_ascii_strtoll(value, NULL, 10);
    return n >= 1 && n <= max;
}

static char *
part_fault(const char *name, const char *value)
{
    if (!g_strv_contains(PARTS, name))
        return g_strdup_printf("\"%.20s\" is no part of a rule", name);
    if (!*value)
        return g_strdup_printf("%s is empty", name);
    if (strcmp(name, "FREQ") == 0 && !g_strv_contains(PERIODS, value))
        return g_strdup("FREQ is one of HOURLY, DAILY, WEEKLY, MONTHLY, YEARLY");
    if (strcmp(name, "COUNT") == 0 && !is_number(value, COUNT_MAX))
        return g_strdup("COUNT is a number from 1 to " G_STRINGIFY(COUNT_MAX));
    if (strcmp(name, "INTERVAL") == 0 && !is_number(value, INTERVAL_MAX))
        return g_strdup("INTERVAL is a number from 1 to " G_STRINGIFY(INTERVAL_MAX));
    if ((strcmp(name, "BYMINUTE") == 0 || strcmp(name, "BYSECOND") == 0) && strchr(value, ','))
        return g_strdup_printf("%s takes one value here", name);
    return NULL;
}

// What libical lets pass, or counts wrongly.
static char *
together_fault(GHashTable *parts)
{
    const char *freq = g_hash_table_lookup(parts, "FREQ");
    const char *days = g_hash_table_lookup(parts, "BYDAY");
    if (!freq)
        return g_strdup("FREQ is missing; write FREQ=WEEKLY;BYDAY=MO");
    if (g_hash_table_contains(parts, "COUNT") && g_hash_table_contains(parts, "UNTIL"))
        return g_strdup("COUNT and UNTIL exclude each other");
    bool counted = strcmp(freq, "MONTHLY") == 0 ||
                   (strcmp(freq, "YEARLY") == 0 && !g_hash_table_contains(parts, "BYWEEKNO"));
    if (days && !counted && strpbrk(days, "0123456789"))
        return g_strdup("days with a number (1MO) need FREQ=MONTHLY, or YEARLY without BYWEEKNO");
    return NULL;
}

static char *
parts_fault(const char *rrule)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_auto(GStrv) parts = g_strsplit(rrule, ";", -1);
    for (guint i = 0; parts[i]; i++) {
        char *value = strchr(parts[i], '=');
        if (!value)
            return g_strdup_printf("\"%.20s\" is no NAME=VALUE", parts[i]);
        *value++ = '\0';
        char *fault = part_fault(parts[i], value);
        if (fault)
            return fault;
        if (!g_hash_table_insert(seen, parts[i], value))
            return g_strdup_printf("%s is there twice", parts[i]);
    }
    return together_fault(seen);
}

char *
ical_rule(const char *text, struct icalrecurrencetype *rule)
{
    if (strlen(text) > RULE_MAX)
        return g_strdup("the rule is longer than " G_STRINGIFY(RULE_MAX) " bytes");
    g_autofree char *upper = g_ascii_strup(text, -1);
    if (strspn(upper, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789=;,+-") != strlen(upper))
        return g_strdup("a rule has letters, digits and = ; , + - only");
    char *fault = parts_fault(upper);
    if (fault)
        return fault;
    icalerror_set_errors_are_fatal(0);
    *rule = icalrecurrencetype_from_string(upper);
    struct icaltimetype until = rule->until;
    if (rule->freq == ICAL_NO_RECURRENCE || rule->freq < ICAL_HOURLY_RECURRENCE ||
        (!icaltime_is_null_time(until) && icaltime_compare(icaltime_normalize(until), until)))
        return g_strdup("a value of the rule is not one that RFC 5545 allows there");
    return NULL;
}

icalrecur_iterator *
ical_occurrences(const struct icalrecurrencetype *rule, struct icaltimetype start,
                 struct icaltimetype until)
{
    struct icalrecurrencetype bounded = *rule;
    bounded.until = until;
    return icalrecur_iterator_new(bounded, start);
}

static struct icaltimetype
time_of_local(int64_t local)
{
    return icaltime_from_timet_with_zone((time_t)local, 0, icaltimezone_get_utc_timezone());
}

static int64_t
local_of_time(struct icaltimetype t)
{
    return (int64_t)icaltime_as_timet(t);
}

// The last instant of UNTIL, INT64_MAX when there is none.
static int64_t
last_instant(const struct icalrecurrencetype *rule, Zone *zone)
{
    if (icaltime_is_null_time(rule->until))
        return INT64_MAX;
    int64_t at = local_of_time(rule->until);
    if (rule->until.is_date)
        return zone_instant(zone, at + DAY_SECONDS) - 1;
    return icaltime_is_utc(rule->until) ? at : zone_instant(zone, at);
}

// The dates of a rule about and after `near`, all local. A rule that began long ago begins whole
// periods later, so that the work does not grow with the years (libical can do that by itself, but
// loses count of hours).
static icalrecur_iterator *
dates_near(const struct icalrecurrencetype *rule, int64_t start, int64_t near, int64_t end)
{
    static const int64_t PERIOD[] = {[ICAL_HOURLY_RECURRENCE] = 3600,
                                     [ICAL_DAILY_RECURRENCE] = DAY_SECONDS,
                                     [ICAL_WEEKLY_RECURRENCE] = 7 * DAY_SECONDS};
    bool jump = !rule->count && near > start;
    if (jump && rule->freq <= ICAL_WEEKLY_RECURRENCE) {
        int64_t period = PERIOD[rule->freq] * rule->interval;
        start += (near - start) / period * period;
    }
    icalrecur_iterator *all = ical_occurrences(rule, time_of_local(start), time_of_local(end));
    if (all && jump && rule->freq > ICAL_WEEKLY_RECURRENCE)
        icalrecur_iterator_set_start(all, time_of_local(near));
    return all;
}

static int64_t
next_of(const struct icalrecurrencetype *rule, Zone *zone, int64_t start, int64_t after)
{
    int64_t end = MAX(start, after) + YEARS_MAX * YEAR, last = MIN(end, last_instant(rule, zone));
    int64_t first = start + zone_stretch(zone, start).offset;
    g_autoptr(icalrecur_iterator) all =
        dates_near(rule, first, after - 2 * DAY_SECONDS, end + DAY_SECONDS);
    int64_t best = INT64_MAX, best_local = INT64_MAX - OVERLAP;
    while (all) {
        struct icaltimetype t = icalrecur_iterator_next(all);
        int64_t local = icaltime_is_null_time(t) ? INT64_MAX : local_of_time(t);
        if (local > best_local + OVERLAP || local == INT64_MAX)
            break;
        int64_t at = zone_instant(zone, local);
        if (at > after && at < best) {
            best = at;
            best_local = local;
        }
    }
    return best <= last ? best : 0;
}

char *
recurrence_fault(const char *rrule)
{
    struct icalrecurrencetype rule;
    char *fault = ical_rule(rrule, &rule);
    if (fault)
        return fault;
    rule.until = icaltime_null_time();
    g_autoptr(icalrecur_iterator) all =
        ical_occurrences(&rule, time_of_local(PROBE), time_of_local(PROBE + YEARS_MAX * YEAR));
    return !all || icaltime_is_null_time(icalrecur_iterator_next(all))
               ? g_strdup("the rule never comes: no day has all that it asks for")
               : NULL;
}

int64_t
recurrence_next(const char *rrule, const char *zone_name, int64_t start, int64_t after)
{
    struct icalrecurrencetype rule;
    g_autofree char *fault = ical_rule(rrule, &rule);
    if (fault || start < 0 || start > START_MAX || after > START_MAX)
        return 0;
    g_autoptr(Zone) zone = zone_new(zone_name);
    return next_of(&rule, zone, start, MAX(after, start - 1));
}
