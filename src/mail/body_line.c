// body_line.c: single lines of answers, told apart by words of the common languages.
//
// Mail programs write a line above what they quote. Its words differ, its shape does not: a date,
// an address, a colon at the end; so the tables need the verbs alone, and a language that they
// lack is still known by day, time and address together.
//
// Not for cutting: body.c decides, knowing the lines around. Each function looks at one line of at
// most a few hundred bytes and costs no more than linear time. Neighbours: body_mark.c, and
// body_words.c and body_labels.c with the words.

#include "mail/body_line.h"

#include "base/text.h"
#include "mail/body_words.h"

#include <string.h>

#define ATTRIBUTION_SIZE  600
#define ATTRIBUTION_WORDS 30
#define WEAK_WORDS        8
#define VERBLESS_WORDS    18

static gunichar
plain_sign(gunichar c)
{
    if (c >= 0xff01 && c <= 0xff5e) {
        return c - 0xfee0;
    }
    if (c == 0x2018 || c == 0x2019 || c == 0x02bc) {
        return '\'';
    }
    if ((c >= 0x2010 && c <= 0x2015) || c == 0x2500 || c == 0x2501 || c == 0x2212) {
        return '-';
    }
    if (c == 0x0451 || c == 0x0401) {
        return 0x0435; // ё is written as е half of the time
    }
    if (c == 0x0130) {
        return 'i'; // İ: folded it would leave a dot of its own behind
    }
    return g_unichar_isdigit(c) ? '0' + (gunichar)g_unichar_digit_value(c) : c;
}

static bool
is_ascii(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)s[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

char *
line_fold(const char *line, size_t len)
{
    g_autofree char *copy = g_strndup(line, len);
    g_autofree char *one = text_one_line(copy);
    g_autoptr(GString) plain = NULL;

    if (is_ascii(one, strlen(one))) {
        return g_ascii_strdown(one, -1);
    }
    plain = g_string_sized_new(strlen(one) + 1);
    for (const char *p = one; *p; p = text_next(p)) {
        g_string_append_unichar(plain, plain_sign(g_utf8_get_char(p)));
    }
    return text_fold(plain->str);
}

unsigned
line_words(const char *s)
{
    unsigned words = *s != '\0';

    for (; *s; s++) {
        words += *s == ' ' && s[1] && s[1] != ' ';
    }
    return words;
}

size_t
line_trim_end(char *s, const char *marks)
{
    size_t len = strlen(s), all = len;

    while (len > 0 && strchr(marks, s[len - 1])) {
        len--;
    }
    s[len] = '\0';
    return all - len;
}

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// 12:05, 12.05, 12h05 at p, whose n digits are known.
static bool
is_time(const char *p, size_t n)
{
    return n <= 2 && p[n] && strchr(":.h", p[n]) && is_digit(p[n + 1]) && is_digit(p[n + 2]) &&
           !is_digit(p[n + 3]) && !(p[n] == '.' && p[n + 3] == '.' && is_digit(p[n + 4]));
}

static bool
is_day(const char *p, size_t n)
{
    const char *second;
    size_t k;

    // 25xx: the Buddhist era of Thailand.
    if (n == 4 &&
        (strncmp(p, "19", 2) == 0 || strncmp(p, "20", 2) == 0 || strncmp(p, "25", 2) == 0)) {
        return true;
    }
    if (n > 2 || !p[n] || !strchr("./-", p[n])) {
        return false;
    }
    // "1. 11. 26" of Czechs and Slovaks as well.
    second = p + n + 1 + (p[n + 1] == ' ');
    k = strspn(second, "0123456789");
    return k >= 1 && k <= 2 && second[k] == p[n] &&
           is_digit(second[k + 1 + (second[k + 1] == ' ')]);
}

static bool
has_number(const char *s, bool (*is)(const char *, size_t))
{
    for (const char *p = s; *p; p++) {
        size_t n = strspn(p, "0123456789");

        if (n == 0) {
            continue;
        }
        if (is(p, n)) {
            return true;
        }
        p += n - 1;
    }
    return false;
}

bool
line_has_day(const char *folded)
{
    return has_number(folded, is_day);
}

bool
line_has_time(const char *folded)
{
    return has_number(folded, is_time);
}

static bool
has_address(const char *s)
{
    for (const char *at = strchr(s, '@'); at; at = strchr(at + 1, '@')) {
        if (at > s && (unsigned char)at[-1] > ' ' && at[-1] != '<' && g_ascii_isalnum(at[1])) {
            return true;
        }
    }
    return false;
}

// Takes off what ends an attribution: a colon, or the dashes that Zoho puts on both sides.
static bool
take_end(char *s, bool dashed)
{
    bool colon;

    line_trim_end(s, " *_\"");
    colon = line_trim_end(s, ": ") > 0;
    return (colon || (dashed && line_trim_end(s, "- ") >= 2)) && *s;
}

static bool
ends_with_verb(const char *s, size_t *before)
{
    size_t len = strlen(s), best = 0;

    for (size_t i = 0; BODY_VERBS[i]; i++) {
        size_t n = strlen(BODY_VERBS[i]);
        gunichar first = g_utf8_get_char(BODY_VERBS[i]);

        if (n > len || n <= best || memcmp(s + len - n, BODY_VERBS[i], n) != 0) {
            continue;
        }
        // Scripts from Thai on write no spaces between words.
        if (n == len || first >= 0x0e00 ||
            !g_unichar_isalpha(g_utf8_get_char(g_utf8_find_prev_char(s, s + len - n)))) {
            best = n;
        }
    }
    *before = len - best;
    return best > 0;
}

static bool
has_verb_inside(const char *s)
{
    for (size_t i = 0; BODY_VERBS_INSIDE[i]; i++) {
        if (strstr(s, BODY_VERBS_INSIDE[i])) {
            return true;
        }
    }
    return false;
}

// Is the last word of the first len bytes one that only a person says?
static bool
ends_with_speaker(const char *s, size_t len)
{
    size_t start;

    while (len > 0 && s[len - 1] == ' ') {
        len--;
    }
    start = len;
    while (start > 0 && s[start - 1] != ' ' && s[start - 1] != ',') {
        start--;
    }
    for (size_t i = 0; BODY_SPEAKERS[i]; i++) {
        if (strlen(BODY_SPEAKERS[i]) == len - start &&
            memcmp(s + start, BODY_SPEAKERS[i], len - start) == 0) {
            return true;
        }
    }
    return false;
}

// Lotus Notes: "Anna Petrova ---02.11.2026 15:04:05---Dear all".
static bool
is_notes(const char *s)
{
    const char *first = strstr(s, "---");

    return first && first > s && is_digit(first[3 + (first[3] == ' ')]) &&
           strstr(first + 3, "---") && has_number(first, is_day) && has_number(first, is_time);
}

// "Bob <b@x.org> wrote:" of phones; who just tells of somebody writes no brackets.
static bool
ends_with_mailbox(const char *s, size_t len)
{
    while (len > 0 && s[len - 1] == ' ') {
        len--;
    }
    return len > 0 && s[len - 1] == '>' && has_address(s);
}

static Attribution
weigh_verb(const char *s, bool speaks, unsigned words)
{
    bool day = line_has_day(s), time = has_number(s, is_time), address = has_address(s);
    bool begun = line_starts_attribution(s) == START_WORD || is_digit(*s);

    if (!speaks && day && (address || begun)) {
        return time ? ATTRIBUTION_STRONG : ATTRIBUTION_LIKELY;
    }
    // "Bob kirjoitti 1.11.2026 klo 10.00:"
    if (!speaks && day && time && words <= WEAK_WORDS && is_digit(s[strlen(s) - 1])) {
        return ATTRIBUTION_LIKELY;
    }
    return words <= WEAK_WORDS || day || time || address ? ATTRIBUTION_WEAK : ATTRIBUTION_NONE;
}

// "2026-11-20 10:00:01 …" begins the lines of logs.
static bool
starts_as_log(const char *s)
{
    static const char SHAPE[] = "0000-00-00 00:00:00";

    for (size_t i = 0; SHAPE[i]; i++) {
        if (SHAPE[i] == '0' ? !is_digit(s[i]) : s[i] != SHAPE[i]) {
            return false;
        }
    }
    return true;
}

static Attribution
weigh_verbless(const char *s, unsigned words)
{
    bool time = has_number(s, is_time);
    size_t len = strlen(s);

    if (!has_address(s) || words > VERBLESS_WORDS || !strchr(">)", s[len - 1])) {
        return time && line_has_day(s) && words <= WEAK_WORDS ? ATTRIBUTION_WEAK : ATTRIBUTION_NONE;
    }
    if (!line_has_day(s) || starts_as_log(s)) {
        return ATTRIBUTION_WEAK;
    }
    // "2012/4/9 Bob <b@x.org>:"
    return time ? ATTRIBUTION_STRONG : is_digit(*s) ? ATTRIBUTION_LIKELY : ATTRIBUTION_WEAK;
}

Attribution
line_attribution(const char *folded)
{
    size_t dashes = strspn(folded, "- ");
    g_autofree char *s = NULL;
    size_t before;
    unsigned words;

    if (strlen(folded) > ATTRIBUTION_SIZE) {
        return ATTRIBUTION_NONE;
    }
    if (is_notes(folded)) {
        return ATTRIBUTION_STRONG;
    }
    if (dashes < 2 && !strchr(folded, ':')) {
        return ATTRIBUTION_NONE;
    }
    folded += strspn(folded, "- *_\"");
    s = g_strdup(folded);
    if (!take_end(s, dashes >= 2)) {
        return ATTRIBUTION_NONE;
    }
    words = line_words(s);
    if (words > ATTRIBUTION_WORDS) {
        return ATTRIBUTION_NONE;
    }
    if (ends_with_verb(s, &before)) {
        // The verb alone says nothing of whom it speaks.
        Attribution kind = weigh_verb(s, ends_with_speaker(s, before), words);

        if (kind == ATTRIBUTION_WEAK && words <= WEAK_WORDS && ends_with_mailbox(s, before)) {
            return ATTRIBUTION_LIKELY;
        }
        return before == 0 ? ATTRIBUTION_NONE : kind;
    }
    if (has_verb_inside(s)) {
        return weigh_verb(s, ends_with_speaker(s, strlen(s)), words);
    }
    return weigh_verbless(s, words);
}

Start
line_starts_attribution(const char *folded)
{
    folded += strspn(folded, "- *_\"");
    for (size_t i = 0; BODY_STARTS[i]; i++) {
        if (g_str_has_prefix(folded, BODY_STARTS[i])) {
            return START_WORD;
        }
    }
    return is_digit(*folded) || line_has_day(folded) || has_address(folded) ? START_MAYBE
                                                                            : START_NONE;
}

Label
line_label(const char *folded)
{
    char word[48];
    size_t len;

    folded += strspn(folded, " *_");
    len = strcspn(folded, ":");
    if (folded[len] != ':' || len >= sizeof word) {
        return LABEL_NONE;
    }
    memcpy(word, folded, len);
    word[len] = '\0';
    line_trim_end(word, " *_");
    for (size_t i = 0; BODY_LABELS[i].word; i++) {
        if (strcmp(word, BODY_LABELS[i].word) == 0) {
            return BODY_LABELS[i].label;
        }
    }
    // "Re:" and "Fwd:" begin the rest of a broken Subject.
    return g_utf8_strlen(word, -1) >= 4 && line_words(word) <= 3 && !strpbrk(word, "@<>./,;") &&
                   (folded[len + 1] == ' ' || folded[len + 1] == '\0')
               ? LABEL_UNKNOWN
               : LABEL_NONE;
}
