// when_span.c: spans as people write them: "3d", "2h30m", "1 week", "2 часа 30 минут", "1,5 год".
//
// clock_parse_span() reads what a config says; people use words and blanks. Days, weeks, months and
// years are kept apart from seconds: they are counted by the calendar (when.c). Not for moments.
// Linear in the text.

#include "ticket/when_private.h"

#include "base/text.h"

#include <string.h>

#define DIGITS_MAX    6
#define SPAN_TEXT_MAX 200

static const struct {
    const char *word;
    SpanUnit unit;
} UNITS[] = {
    {"s", SPAN_SECOND},       {"sec", SPAN_SECOND},     {"second", SPAN_SECOND},
    {"seconds", SPAN_SECOND}, {"сек", SPAN_SECOND},     {"секунд", SPAN_SECOND},
    {"секунда", SPAN_SECOND}, {"секунду", SPAN_SECOND}, {"секунды", SPAN_SECOND},
    {"секунди", SPAN_SECOND}, {"m", SPAN_MINUTE},       {"min", SPAN_MINUTE},
    {"mins", SPAN_MINUTE},    {"minute", SPAN_MINUTE},  {"minutes", SPAN_MINUTE},
    {"м", SPAN_MINUTE},       {"мин", SPAN_MINUTE},     {"минут", SPAN_MINUTE},
    {"минута", SPAN_MINUTE},  {"минуту", SPAN_MINUTE},  {"минуты", SPAN_MINUTE},
    {"хв", SPAN_MINUTE},      {"хвилин", SPAN_MINUTE},  {"хвилина", SPAN_MINUTE},
    {"хвилину", SPAN_MINUTE}, {"хвилини", SPAN_MINUTE}, {"h", SPAN_HOUR},
    {"hr", SPAN_HOUR},        {"hrs", SPAN_HOUR},       {"hour", SPAN_HOUR},
    {"hours", SPAN_HOUR},     {"ч", SPAN_HOUR},         {"час", SPAN_HOUR},
    {"часа", SPAN_HOUR},      {"часов", SPAN_HOUR},     {"годин", SPAN_HOUR},
    {"година", SPAN_HOUR},    {"годину", SPAN_HOUR},    {"години", SPAN_HOUR},
    {"d", SPAN_DAY},          {"day", SPAN_DAY},        {"days", SPAN_DAY},
    {"д", SPAN_DAY},          {"дн", SPAN_DAY},         {"день", SPAN_DAY},
    {"дня", SPAN_DAY},        {"дней", SPAN_DAY},       {"дні", SPAN_DAY},
    {"днів", SPAN_DAY},       {"w", SPAN_WEEK},         {"week", SPAN_WEEK},
    {"weeks", SPAN_WEEK},     {"н", SPAN_WEEK},         {"нед", SPAN_WEEK},
    {"неделя", SPAN_WEEK},    {"неделю", SPAN_WEEK},    {"недели", SPAN_WEEK},
    {"недель", SPAN_WEEK},    {"тиж", SPAN_WEEK},       {"тиждень", SPAN_WEEK},
    {"тижні", SPAN_WEEK},     {"тижня", SPAN_WEEK},     {"тижнів", SPAN_WEEK},
    {"month", SPAN_MONTH},    {"months", SPAN_MONTH},   {"месяц", SPAN_MONTH},
    {"месяца", SPAN_MONTH},   {"месяцев", SPAN_MONTH},  {"місяць", SPAN_MONTH},
    {"місяці", SPAN_MONTH},   {"місяця", SPAN_MONTH},   {"місяців", SPAN_MONTH},
    {"y", SPAN_YEAR},         {"year", SPAN_YEAR},      {"years", SPAN_YEAR},
    {"года", SPAN_YEAR},      {"лет", SPAN_YEAR},       {"рік", SPAN_YEAR},
    {"роки", SPAN_YEAR},      {"років", SPAN_YEAR},
};

static const int64_t SECONDS[] = {
    [SPAN_SECOND] = 1,    [SPAN_MINUTE] = 60,     [SPAN_HOUR] = 3600,     [SPAN_DAY] = 86400,
    [SPAN_WEEK] = 604800, [SPAN_MONTH] = 2592000, [SPAN_YEAR] = 31536000,
};

static bool
unit_find(const char *word, const char *language, SpanUnit *unit)
{
    g_autofree char *folded = text_fold(word);
    // "год" is a year in Russian and short for an hour in Ukrainian.
    if (strcmp(folded, "год") == 0 || strcmp(folded, "г") == 0) {
        *unit = g_strcmp0(language, "uk") == 0 ? SPAN_HOUR : SPAN_YEAR;
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(UNITS); i++)
        if (strcmp(UNITS[i].word, folded) == 0) {
            *unit = UNITS[i].unit;
            return true;
        }
    return false;
}

static const char *
skip_blanks(const char *p)
{
    return p + strspn(p, " \t");
}

// "12", "1.5", "1,25" → thousandths; NULL when there is none.
static const char *
number_scan(const char *p, int64_t *thousandths)
{
    size_t digits = strspn(p, "0123456789");
    if (digits == 0 || digits > DIGITS_MAX)
        return NULL;
    *thousandths = g_ascii_strtoll(p, NULL, 10) * 1000;
    p += digits;
    if ((*p == '.' || *p == ',') && g_ascii_isdigit(p[1])) {
        int64_t part = 100;
        for (p++; g_ascii_isdigit(*p); p++, part /= 10)
            *thousandths += part * (*p - '0');
    }
    return p;
}

// One number with its unit; NULL when there is none.
static const char *
piece_scan(const char *p, const char *language, SpanUnit longest, Span *span)
{
    int64_t n = 0;
    SpanUnit unit = SPAN_SECOND;
    p = number_scan(p, &n);
    if (!p)
        return NULL;
    const char *word = skip_blanks(p);
    const char *end = word;
    while (g_unichar_isalpha(g_utf8_get_char(end)))
        end = text_next(end);
    g_autofree char *name = g_strndup(word, (size_t)(end - word));
    if (!unit_find(name, language, &unit) || unit > longest ||
        (unit >= SPAN_MONTH && n % 1000 != 0))
        return NULL;
    if (unit >= SPAN_MONTH)
        span->months += n / 1000 * (unit == SPAN_YEAR ? 12 : 1);
    else if (unit >= SPAN_DAY && n % 1000 == 0)
        span->days += n / 1000 * (unit == SPAN_WEEK ? 7 : 1);
    else
        span->seconds += n * SECONDS[unit] / 1000;
    return *end == '.' ? end + 1 : end;
}

const char *
span_scan(const char *text, const char *language, SpanUnit longest, Span *span)
{
    *span = (Span){0};
    const char *end = piece_scan(skip_blanks(text), language, longest, span);
    for (const char *p = end; p && p - text < SPAN_TEXT_MAX;
         p = piece_scan(skip_blanks(end), language, longest, span))
        end = p;
    return end;
}

bool
span_unit(const char *word, const char *language, Span *span)
{
    g_autofree char *one = g_strconcat("1 ", word, NULL);
    const char *end = span_scan(one, language, SPAN_YEAR, span);
    return end && !*end && g_utf8_strlen(word, -1) > 2;
}

bool
when_span(const char *text, const char *language, int64_t longest, int64_t *seconds,
          const char **rest)
{
    SpanUnit unit = SPAN_SECOND;
    while (unit < SPAN_YEAR && SECONDS[unit + 1] <= longest)
        unit++;
    Span span;
    const char *end = span_scan(text, language, unit, &span);
    if (!end)
        return false;
    *seconds = span.seconds + span.days * SECONDS[SPAN_DAY] + span.months * SECONDS[SPAN_MONTH];
    *rest = end;
    return true;
}
