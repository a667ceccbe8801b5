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
        return g_strdup_printf("\"%.20s\" is no part of a rule; there are FREQ, INTERVAL, BYDAY, "
                               "BYMONTHDAY, BYMONTH, COUNT, UNTIL and others of RFC 5545",
                               name);
    if (!*value)
        return g_strdup_printf("%s is empty; write a value, as in FREQ=DAILY", name);
    if (strcmp(name, "FREQ") == 0 && !g_strv_contains(PERIODS, value))
        return g_strdup_printf("FREQ=%.20s is not known; write HOURLY, DAILY, WEEKLY, MONTHLY or "
                               "YEARLY",
                               value);
    if (strcmp(name, "COUNT") == 0 && !is_number(value, COUNT_MAX))
        return g_strdup_printf("COUNT=%.20s: write a number from 1 to %d", value, COUNT_MAX);
    if (strcmp(name, "INTERVAL") == 0 && !is_number(value, INTERVAL_MAX))
        return g_strdup_printf("INTERVAL=%.20s: write a number from 1 to %d", value, INTERVAL_MAX);
    if ((strcmp(name, "BYMINUTE") == 0 || strcmp(name, "BYSECOND") == 0) && strchr(value, ','))
        return g_strdup_printf("%s=%.20s: it takes one value here; make several recurring tickets",
                               name, value);
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
        return g_strdup("COUNT and UNTIL exclude each other; leave one of them out");
    bool counted = strcmp(freq, "MONTHLY") == 0 ||
                   (strcmp(freq, "YEARLY") == 0 && !g_hash_table_contains(parts, "BYWEEKNO"));
    if (days && !counted && strpbrk(days, "0123456789"))
        return g_strdup("BYDAY with a number (1MO) needs FREQ=MONTHLY, or YEARLY without BYWEEKNO; "
                        "leave the number out");
    return NULL;
}

static char *
no_value_fault(const char *part)
{
    if (g_strv_contains(PERIODS, part))
        return g_strdup_printf("\"%s\" stands alone; write FREQ=%s", part, part);
    if (!*part)
        return g_strdup("a part is empty; write one ; between parts and none at the end");
    return g_strdup_printf("\"%.20s\" is no NAME=VALUE; write it as in FREQ=WEEKLY;BYDAY=MO", part);
}

static char *
parts_fault(const char *rrule)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_auto(GStrv) parts = g_strsplit(rrule, ";", -1);
    for (guint i = 0; parts[i]; i++) {
        char *value = strchr(parts[i], '=');
        if (!value)
            return no_value_fault(parts[i]);
        *value++ = '\0';
        char *fault = part_fault(parts[i], value);
        if (fault)
            return fault;
        if (!g_hash_table_insert(seen, parts[i], value))
            return g_strdup_printf("%s is there twice; leave one of them out", parts[i]);
    }
    return together_fault(seen);
}

static bool
is_rule(const char *text, struct icalrecurrencetype *rule)
{
    *rule = icalrecurrencetype_from_string(text);
    struct icaltimetype until = rule->until;
    return rule->freq != ICAL_NO_RECURRENCE && rule->freq >= ICAL_HOURLY_RECURRENCE &&
           (icaltime_is_null_time(until) || !icaltime_compare(icaltime_normalize(until), until));
}

// Which of the parts libical does not take, tried one by one.
static char *
value_fault(const char *rrule)
{
    static const struct {
        const char *name, *like;
    } LIKE[] = {{"BYDAY", "MO,WE or 1MO"}, {"BYMONTHDAY", "1 to 31, -1 for the last"},
                {"BYMONTH", "1 to 12"},    {"BYHOUR", "0 to 23"},
                {"BYMINUTE", "0 to 59"},   {"BYSECOND", "0 to 59"},
                {"BYYEARDAY", "1 to 366"}, {"BYWEEKNO", "1 to 53"},
                {"BYSETPOS", "1 or -1"},   {"WKST", "MO"},
                {"UNTIL", "20271231"}};
    g_auto(GStrv) parts = g_strsplit(rrule, ";", -1);
    for (guint i = 0; parts[i]; i++) {
        struct icalrecurrencetype rule;
        g_autofree char *alone = g_strconcat("FREQ=YEARLY;", parts[i], NULL);
        if (g_str_has_prefix(parts[i], "FREQ=") || is_rule(alone, &rule))
            continue;
        for (size_t j = 0; j < G_N_ELEMENTS(LIKE); j++) {
            size_t len = strlen(LIKE[j].name);
            if (strncmp(parts[i], LIKE[j].name, len) == 0 && parts[i][len] == '=')
                return g_strdup_printf("%.40s is not what RFC 5545 allows there; write %s",
                                       parts[i], LIKE[j].like);
        }
    }
    return g_strdup("its parts do not go together by RFC 5545; leave one of them out");
}

char *
ical_rule(const char *text, struct icalrecurrencetype *rule)
{
    if (strlen(text) > RULE_MAX)
        return g_strdup(
            "the rule is longer than " G_STRINGIFY(RULE_MAX) " bytes; make several of it");
    g_autofree char *upper = g_ascii_strup(text, -1);
    if (g_str_has_prefix(upper, "RRULE:"))
        return g_strdup("a rule begins with FREQ=; leave RRULE: out");
    if (strspn(upper, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789=;,+-") != strlen(upper))
        return g_strdup("a rule has letters, digits and = ; , + - only, no blanks; write it as in "
                        "FREQ=WEEKLY;BYDAY=MO");
    char *fault = parts_fault(upper);
    if (fault)
        return fault;
    icalerror_set_errors_are_fatal(0);
    return is_rule(upper, rule) ? NULL : value_fault(upper);
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
               ? g_strdup("the rule never comes: no day has all that it asks for; leave a part out")
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
