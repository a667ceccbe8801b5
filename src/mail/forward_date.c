// forward_date.c: dates as mail programs write them for people, in the languages of their users.
//
// Not for Date headers (message.c). A date that can be read in two ways is not guessed at: 0. A
// time without a zone is taken for UTC, which is at most half a day off. One pass over at most
// DATE_SIZE bytes; the names of months are a table, no code knows a language.

#include "mail/forward.h"

#include "base/text.h"
#include "mail/body_line.h"

#include <string.h>

#define DATE_SIZE   300
#define TOKENS      40
#define MONTH_NAMES 16

// Beginnings of the names, as line_fold gives them; the longest that fits counts.
static const char *const MONTHS[12][MONTH_NAMES] = {
    {"jan", "янв", "січ", "студз", "ene", "gen", "sty", "led", "oca", "tammi", "ιαν", "ян"},
    {"feb", "фев", "лют", "fév", "fev", "lut", "úno", "şub", "helmi", "φεβ", "velj"},
    {"mar", "мар", "бер", "сак", "mär", "mrz", "mrt", "maa", "bře", "ožu", "már", "μαρ"},
    {"apr", "апр", "кві", "крас", "avr", "abr", "kwi", "dub", "nis", "huhti", "ápr", "απρ"},
    {"may", "mai", "мая", "май", "тра", "maj", "mei", "mag", "kvě", "touko", "máj", "μαι"},
    {"jun", "июн", "чер", "giu", "cze", "čer", "haz", "kesä", "jún", "ιουν", "juin", "юни"},
    {"jul", "июл", "лип", "lug", "lip", "červenc", "tem", "heinä", "júl", "ιουλ", "juil", "юли"},
    {"aug", "авг", "сер", "aoû", "ago", "sie", "srp", "ağu", "elo", "αυγ"},
    {"sep", "сен", "вер", "set", "wrz", "zář", "eyl", "syys", "szept", "σεπ", "ruj"},
    {"oct", "окт", "жов", "okt", "ott", "out", "paź", "říj", "eki", "loka", "οκτ"},
    {"nov", "ноя", "лис", "lis", "kas", "marras", "νοε", "ное", "stu"},
    {"dec", "дек", "гру", "déc", "dic", "dez", "gru", "pro", "ara", "joulu", "δεκ", "des"},
};

typedef enum { TOKEN_NUMBER, TOKEN_WORD, TOKEN_SIGN } TokenKind;

typedef struct {
    TokenKind kind;
    const char *text;
    size_t len;
    int number;
} Token;

typedef struct {
    Token tokens[TOKENS];
    unsigned count;
    int year, month, day, hour, minute, second, offset;
    bool morning, afternoon;
} Reading;

static void
read_tokens(Reading *r, const char *s)
{
    while (*s && r->count < TOKENS) {
        Token t = {.text = s};
        gunichar c = g_utf8_get_char(s);

        t.len = strspn(s, "0123456789");
        if (t.len > 0) {
            t.kind = TOKEN_NUMBER;
            t.number = t.len <= 4 ? (int)g_ascii_strtoll(s, NULL, 10) : -1;
        } else if (g_unichar_isalpha(c)) {
            t.kind = TOKEN_WORD;
            while (s[t.len] && g_unichar_isalpha(g_utf8_get_char(s + t.len))) {
                t.len += g_utf8_skip[(guchar)s[t.len]];
            }
        } else {
            t.kind = TOKEN_SIGN;
            t.len = g_utf8_skip[(guchar)*s];
        }
        s += t.len;
        if (*t.text != ' ') {
            r->tokens[r->count++] = t;
        }
    }
}

static const Token *
token(const Reading *r, unsigned i)
{
    static const Token NOTHING = {.kind = TOKEN_SIGN, .text = ""};

    return i < r->count ? &r->tokens[i] : &NOTHING;
}

static bool
is_word(const Token *t, const char *word)
{
    return strlen(word) == t->len && memcmp(t->text, word, t->len) == 0;
}

static bool
is_number(const Token *t, int low, int high)
{
    return t->kind == TOKEN_NUMBER && t->len <= 4 && t->number >= low && t->number <= high;
}

// 1…12; 0 when it is no month.
static int
month_of(const Token *t)
{
    size_t best = 0;
    int month = 0;

    for (int m = 0; t->kind == TOKEN_WORD && m < 12; m++) {
        for (int i = 0; i < MONTH_NAMES && MONTHS[m][i]; i++) {
            size_t n = strlen(MONTHS[m][i]);

            if (n <= t->len && n >= best && memcmp(t->text, MONTHS[m][i], n) == 0) {
                month = n == best && month != m + 1 ? 0 : m + 1;
                best = n;
            }
        }
    }
    return month;
}

// Signs and short words may stand between day and month: "2. nov", "2 de nov".
static unsigned
skip_joiners(const Reading *r, unsigned i)
{
    while (is_word(token(r, i), ".") || is_word(token(r, i), ",") || is_word(token(r, i), "de") ||
           is_word(token(r, i), "-") || is_word(token(r, i), "of")) {
        i++;
    }
    return i;
}

static bool
read_named(Reading *r)
{
    for (unsigned pass = 0; pass < 2; pass++) {
        for (unsigned i = 0; i < r->count; i++) {
            unsigned next = skip_joiners(r, i + 1);
            const Token *day = token(r, pass == 0 ? i : next);
            int month = month_of(token(r, pass == 0 ? next : i));

            // "mar. 2 nov." is a Tuesday: the day before the month is looked for first.
            if (month > 0 && is_number(day, 1, 31) && day->len <= 2) {
                r->month = month;
                r->day = day->number;
                return true;
            }
        }
    }
    return false;
}

static bool
is_separator(const Token *t)
{
    return t->kind == TOKEN_SIGN
               ? t->len == 1 && *t->text && strchr("./-", *t->text)
               : is_word(t, "年") || is_word(t, "月") || is_word(t, "년") || is_word(t, "월");
}

// Day first with dots; with slashes only where one of the two can be no month.
static bool
order_day(Reading *r, char sign, int first, int second)
{
    if (sign == '/' && first <= 12 && second <= 12 && first != second) {
        return false;
    }
    r->day = second > 12 ? second : first;
    r->month = second > 12 ? first : second;
    return r->month >= 1 && r->month <= 12 && r->day >= 1 && r->day <= 31;
}

static bool
read_numeric(Reading *r)
{
    for (unsigned i = 0; i + 4 < r->count; i++) {
        const Token *a = token(r, i), *b = token(r, i + 2), *c = token(r, i + 4);

        // "2026. 11. 2." of Korea and Hungary as well.
        if (!is_separator(token(r, i + 1)) || !is_separator(token(r, i + 3))) {
            continue;
        }
        if (is_number(a, 1970, 2100) && is_number(b, 1, 12) && is_number(c, 1, 31)) {
            r->year = a->number;
            r->month = b->number;
            r->day = c->number;
            return true;
        }
        if (is_number(a, 1, 31) && is_number(b, 1, 31) &&
            (is_number(c, 1970, 2100) || (c->len == 2 && is_number(c, 0, 99)))) {
            r->year = c->number < 100 ? 2000 + c->number : c->number;
            return order_day(r, *token(r, i + 1)->text, a->number, b->number);
        }
    }
    return false;
}

static bool
read_year(Reading *r)
{
    for (unsigned i = 0; r->year == 0 && i < r->count; i++) {
        if (token(r, i)->len == 4 && is_number(token(r, i), 1970, 2100)) {
            r->year = token(r, i)->number;
        }
    }
    return r->year != 0;
}

// "+0300", "+03:00", "GMT-5".
static void
read_zone(Reading *r, unsigned i)
{
    for (; i < r->count; i++) {
        const Token *sign = token(r, i), *hours = token(r, i + 1), *minutes = token(r, i + 3);
        int value = 0;

        if (!(is_word(sign, "+") || is_word(sign, "-")) || !is_number(hours, 0, 1400)) {
            continue;
        }
        if (hours->len > 2) {
            value = hours->number / 100 * 60 + hours->number % 100;
        } else if (is_word(token(r, i + 2), ":") && is_number(minutes, 0, 59)) {
            value = hours->number * 60 + minutes->number;
        } else if (i > 0 && token(r, i - 1)->kind == TOKEN_WORD) {
            value = hours->number * 60;
        }
        if (value <= 14 * 60) {
            r->offset = *sign->text == '-' ? -value * 60 : value * 60;
            return;
        }
    }
}

static void
read_half(Reading *r)
{
    for (unsigned i = 0; i < r->count; i++) {
        const Token *t = token(r, i);
        bool half = is_word(token(r, i + 1), ".") && is_word(token(r, i + 2), "m");

        r->afternoon = r->afternoon || is_word(t, "pm") || (is_word(t, "p") && half) ||
                       is_word(t, "下午") || is_word(t, "午後") || is_word(t, "오후");
        r->morning = r->morning || is_word(t, "am") || (is_word(t, "a") && half) ||
                     is_word(t, "上午") || is_word(t, "午前") || is_word(t, "오전");
    }
}

static void
read_time(Reading *r)
{
    for (unsigned i = 0; i + 2 < r->count; i++) {
        const Token *sign = token(r, i + 1), *minute = token(r, i + 2);
        bool of_date =
            i >= 2 && is_word(token(r, i - 1), ".") && token(r, i - 2)->kind == TOKEN_NUMBER;
        bool dotted = is_word(sign, ".") && !is_word(token(r, i + 3), ".") && !of_date;

        if (!(is_word(sign, ":") || is_word(sign, "h") || dotted) || minute->len != 2 ||
            !is_number(token(r, i), 0, 23) || !is_number(minute, 0, 59)) {
            continue;
        }
        r->hour = token(r, i)->number;
        r->minute = minute->number;
        if ((is_word(token(r, i + 3), ":") || is_word(token(r, i + 3), ".")) &&
            token(r, i + 4)->len == 2 && is_number(token(r, i + 4), 0, 60)) {
            r->second = token(r, i + 4)->number;
        }
        read_half(r);
        r->hour = r->afternoon && r->hour < 12 ? r->hour + 12 : r->hour;
        r->hour = r->morning && r->hour == 12 ? 0 : r->hour;
        read_zone(r, i + 3);
        return;
    }
}

int64_t
forward_date(const char *text)
{
    g_autofree char *s = line_fold(text, text_clip_length(text, strlen(text), DATE_SIZE));
    Reading r = {0};
    g_autoptr(GDateTime) at = NULL;

    read_tokens(&r, s);
    if (!read_numeric(&r)) {
        r.year = 0;
        if (!read_named(&r) || !read_year(&r)) {
            return 0;
        }
    }
    read_time(&r);
    at = g_date_time_new_utc(r.year, r.month, r.day, r.hour, r.minute, MIN(r.second, 59));
    return at ? g_date_time_to_unix(at) - r.offset : 0;
}
