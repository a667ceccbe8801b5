// when.c: moments as people write them, in en, ru and uk: "3d", "tomorrow 9:00", "пн", "1.12
// 14:30".
//
// A text is a span from now (when_span.c), or a day and a time in any order; small words between
// them ("on", "at", "в") say nothing. Local time is that of TZ, the present moment is given. An
// hour that the clock skips in spring becomes the next one that there is. Not for what the config
// says (clock_parse_span) nor for working hours.

#include "ticket/when_private.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/lang.h"
#include "base/text.h"
#include "ticket/plain.h"

#include <string.h>

#define TEXT_MAX  200
#define MORNING   9
#define YEARS_MAX 10

typedef struct {
    bool has_day, has_time;
    int weekday;          // 1 = Monday … 7, 0 = not given
    bool yearless;        // "1.12"
    int year, month, day; // unless it is a weekday
    int hour, minute;
} Moment;

static const char *const FILLERS[] = {
    "in",        "on",        "at",        "by",        "the",      "a",          "an",
    "next",      "until",     "till",      "в",         "во",       "у",          "на",
    "о",         "об",        "до",        "к",         "ко",       "за",         "через",
    "следующий", "следующую", "следующее", "наступний", "наступну", "наступного", NULL};

static const struct {
    const char *word;
    int days; // from today
} NEAR_DAYS[] = {{"today", 0},       {"сегодня", 0},     {"сьогодні", 0},
                 {"tomorrow", 1},    {"tmr", 1},         {"завтра", 1},
                 {"послезавтра", 2}, {"післязавтра", 2}, {"overmorrow", 2}};

// Without apostrophes, which are written in several ways.
static const char *const WEEKDAYS[7][12] = {
    {"mon", "monday", "пн", "понедельник", "понедельника", "понеділок", "понеділка"},
    {"tue", "tues", "tuesday", "вт", "вторник", "вторника", "вівторок", "вівторка"},
    {"wed", "wednesday", "ср", "среда", "среду", "среды", "середа", "середу", "середи"},
    {"thu", "thur", "thurs", "thursday", "чт", "четверг", "четверга", "четвер"},
    {"fri", "friday", "пт", "пятница", "пятницу", "пятницы", "пятниця", "пятницю", "пятниці"},
    {"sat", "saturday", "сб", "суббота", "субботу", "субботы", "субота", "суботу", "суботи"},
    {"sun", "sunday", "вс", "воскресенье", "воскресенья", "нд", "неділя", "неділю", "неділі"},
};

static bool
is_filler(const char *word)
{
    return g_strv_contains(FILLERS, word);
}

// Up to max digits at *p; moves *p behind them. How many there were.
static unsigned
take_number(const char **p, unsigned max, int *n)
{
    unsigned count = 0;
    for (*n = 0; count < max && g_ascii_isdigit(**p); (*p)++, count++)
        *n = *n * 10 + (**p - '0');
    return count;
}

static bool
take_char(const char **p, char c)
{
    if (**p != c)
        return false;
    (*p)++;
    return true;
}

// "2026-12-01" and "1.12", "01.12.2026".
static bool
read_date(const char *word, Moment *m)
{
    const char *p = word;
    int a, b, c = 0;
    unsigned first = take_number(&p, 4, &a);
    if (first == 4) {
        if (!take_char(&p, '-') || !take_number(&p, 2, &b) || !take_char(&p, '-') ||
            !take_number(&p, 2, &c) || *p)
            return false;
        m->year = a;
        m->month = b;
        m->day = c;
    } else {
        if (first == 0 || first > 2 || !take_char(&p, '.') || !take_number(&p, 2, &b))
            return false;
        bool closed = take_char(&p, '.');
        m->yearless = !*p;
        if (!m->yearless && (!closed || take_number(&p, 4, &c) != 4 || *p))
            return false;
        m->year = c;
        m->month = b;
        m->day = a;
    }
    return m->month >= 1 && m->month <= 12 && m->day >= 1 &&
           m->day <= g_date_get_days_in_month((GDateMonth)m->month, 2024);
}

static bool
read_day(const char *word, GDateTime *now, Moment *m)
{
    for (int i = 0; i < 7; i++)
        for (size_t j = 0; j < G_N_ELEMENTS(WEEKDAYS[i]) && WEEKDAYS[i][j]; j++)
            if (strcmp(WEEKDAYS[i][j], word) == 0) {
                m->weekday = i + 1;
                return true;
            }
    for (size_t i = 0; i < G_N_ELEMENTS(NEAR_DAYS); i++)
        if (strcmp(NEAR_DAYS[i].word, word) == 0) {
            g_autoptr(GDateTime) day = g_date_time_add_days(now, NEAR_DAYS[i].days);
            if (day)
                g_date_time_get_ymd(day, &m->year, &m->month, &m->day);
            return day != NULL;
        }
    return read_date(word, m);
}

// "9:00", "21:30"; "9", "9.30", "9am" once the day is known.
static bool
read_time(const char *word, Moment *m)
{
    const char *p = word;
    if (!take_number(&p, 2, &m->hour))
        return false;
    m->minute = 0;
    bool minutes = take_char(&p, ':') || (m->has_day && take_char(&p, '.'));
    if (minutes && take_number(&p, 2, &m->minute) != 2)
        return false;
    bool pm = strcmp(p, "pm") == 0;
    if (pm || strcmp(p, "am") == 0) {
        if (m->hour < 1 || m->hour > 12)
            return false;
        m->hour = m->hour % 12 + (pm ? 12 : 0);
    } else if (*p || (!minutes && !m->has_day)) {
        return false;
    }
    return m->hour <= 23 && m->minute <= 59;
}

static bool
read_moment(char **words, GDateTime *now, Moment *m)
{
    *m = (Moment){.hour = MORNING};
    for (guint i = 0; words[i]; i++) {
        Moment day = *m;
        if (!*words[i] || is_filler(words[i]))
            continue;
        if (!m->has_day && read_day(words[i], now, &day)) {
            *m = day;
            m->has_day = true;
        } else if (!m->has_time && read_time(words[i], m)) {
            m->has_time = true;
        } else {
            return false;
        }
    }
    return m->has_day || m->has_time;
}

// A day's moment by the local clock; NULL when there is no such day.
static GDateTime *
at_day(GDateTime *now, int year, int month, int day, const Moment *m)
{
    return g_date_time_new(g_date_time_get_timezone(now), year, month, day, m->hour, m->minute, 0);
}

static GDateTime *
after_days(GDateTime *now, int days, const Moment *m)
{
    int year, month, day;
    g_autoptr(GDateTime) date = g_date_time_add_days(now, days);
    if (!date)
        return NULL;
    g_date_time_get_ymd(date, &year, &month, &day);
    return at_day(now, year, month, day, m);
}

// The moment that was meant: of those that a weekday, a time or a date without a year may mean, the
// next one.
static GDateTime *
resolve(const Moment *m, GDateTime *now)
{
    if (m->weekday || !m->has_day) {
        int days = m->weekday ? (m->weekday - g_date_time_get_day_of_week(now) + 7) % 7 : 0;
        GDateTime *at = after_days(now, days, m);
        bool today = days == 0 && m->weekday && !m->has_time; // "monday" on a Monday: in a week
        if (!at || (!today && g_date_time_compare(at, now) > 0))
            return at;
        g_date_time_unref(at);
        return after_days(now, days + (m->weekday ? 7 : 1), m);
    }
    if (!m->yearless)
        return at_day(now, m->year, m->month, m->day, m);
    for (int i = 0; i <= 8; i++) { // the 29th of February may be that far away
        GDateTime *at = at_day(now, g_date_time_get_year(now) + i, m->month, m->day, m);
        if (at && g_date_time_compare(at, now) > 0)
            return at;
        if (at)
            g_date_time_unref(at);
    }
    return NULL;
}

static GDateTime *
add_span(GDateTime *now, const Span *s)
{
    int64_t years = s->months / 12 + s->days / 365 + s->seconds / (365 * 86400);
    if (years > 2 * YEARS_MAX)
        return g_date_time_add_years(now, 2 * YEARS_MAX); // too far, whatever it is
    // Only when asked: it would take the hour that autumn has twice for one of the two.
    bool calendar = s->months || s->days;
    g_autoptr(GDateTime) day =
        calendar ? g_date_time_add_full(now, 0, (int)s->months, (int)s->days, 0, 0, 0)
                 : g_date_time_ref(now);
    return day ? g_date_time_add_seconds(day, (double)s->seconds) : NULL;
}

// "3d", "in 3 days", "через неделю".
static GDateTime *
read_span(char **words, GDateTime *now, const char *language)
{
    guint first = 0;
    while (words[first] && (!*words[first] || is_filler(words[first])))
        first++;
    g_autofree char *rest = g_strjoinv(" ", words + first);
    Span span;
    const char *end = span_scan(rest, language, SPAN_YEAR, &span);
    if (end ? *end != '\0' : first == 0 || !span_unit(rest, language, &span))
        return NULL;
    return add_span(now, &span);
}

static char **
words_of(const char *text)
{
    g_autofree char *clipped = text_clip(text, TEXT_MAX);
    g_autofree char *folded = plain_word(clipped);
    for (char *p = folded; *p; p++)
        if (*p == '\t' || (*p == ',' && !g_ascii_isdigit(p[1])))
            *p = ' ';
    // "2026-12-01t14:30"
    size_t digits = strspn(folded, "0123456789-");
    if (digits == 10 && folded[10] == 't')
        folded[10] = ' ';
    return g_strsplit(g_strstrip(folded), " ", -1);
}

bool
when_parse(const char *text, int64_t now, const char *language, int64_t *at, GError **error)
{
    g_autoptr(GDateTime) here = g_date_time_new_from_unix_local(now);
    g_auto(GStrv) words = words_of(text);
    Moment m;
    g_autoptr(GDateTime) moment = here ? read_span(words, here, language) : NULL;
    if (here && !moment && read_moment(words, here, &m))
        moment = resolve(&m, here);
    g_autofree char *shown = text_clip(text, TEXT_MAX);
    if (!moment) {
        g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                    lang_text(language, N_("\"%s\" is no time that I know; write 3d, 2h30m, "
                                           "tomorrow 9:00, mon 9:00, 2026-12-01 or 1.12 14:30")),
                    shown);
        return false;
    }
    *at = g_date_time_to_unix(moment);
    g_autofree char *understood = clock_people(*at);
    g_autoptr(GDateTime) last = g_date_time_add_years(here, YEARS_MAX);
    bool late = last && g_date_time_compare(moment, last) > 0;
    if (*at <= now)
        g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                    lang_text(language, N_("\"%s\" means %s, which has passed")), shown,
                    understood);
    else if (late)
        g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                    lang_text(language, N_("\"%s\" means %s, which is over ten years away")), shown,
                    understood);
    return *at > now && !late;
}

char *
when_parse_day(const char *text, int64_t now)
{
    g_autoptr(GDateTime) here = g_date_time_new_from_unix_local(now);
    g_auto(GStrv) words = words_of(text);
    Moment m = {.hour = 12};
    if (!here || !words[0] || words[1] || !read_day(words[0], here, &m) || m.weekday)
        return NULL;
    int year = m.yearless ? g_date_time_get_year(here) : m.year;
    if (year < 1 || !g_date_valid_dmy((GDateDay)m.day, (GDateMonth)m.month, (GDateYear)year))
        return NULL;
    return g_strdup_printf("%04d-%02d-%02d", year, m.month, m.day);
}
