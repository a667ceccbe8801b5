// body_line.c: single lines of answers, told apart by words of the common languages.
//
// Mail programs write a line above what they quote. Its words differ, its shape does not: a date or
// an address, and a colon at the end; so the tables need the verbs alone. Words are folded
// (text_fold).
//
// Not for cutting: body.c decides, knowing the lines around. Each function looks at one line of at
// most a few hundred bytes and costs no more than linear time.

#include "mail/body_line.h"

#include "mail/body_words.h"

#include <string.h>

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// A time (12:05, 12h05), a year, or a date in digits.
static bool
has_date(const char *s)
{
    for (const char *p = s; *p; p++) {
        size_t n = strspn(p, "0123456789");

        if (n == 0) {
            continue;
        }
        if (n <= 2 && (p[n] == ':' || p[n] == 'h') && is_digit(p[n + 1]) && is_digit(p[n + 2])) {
            return true;
        }
        if (n == 4 && (strncmp(p, "19", 2) == 0 || strncmp(p, "20", 2) == 0)) {
            return true;
        }
        if (n <= 2 && strchr("./-", p[n]) && p[n] && is_digit(p[n + 1])) {
            size_t k = strspn(p + n + 1, "0123456789");

            if (k <= 2 && p[n + 1 + k] == p[n] && is_digit(p[n + 2 + k])) {
                return true;
            }
        }
        p += n - 1;
    }
    return false;
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

// Takes the colon off the end; false when there is none.
static bool
take_colon(char *s)
{
    size_t len = strlen(s);

    while (len > 0 && strchr(" \t*_\"", s[len - 1])) {
        len--;
    }
    if (len > 0 && s[len - 1] == ':') {
        len--;
    } else if (len >= 3 && memcmp(s + len - 3, "：", 3) == 0) {
        len -= 3;
    } else {
        return false;
    }
    while (len > 0 && (s[len - 1] == ' ' || (len >= 2 && memcmp(s + len - 2, "\u00a0", 2) == 0))) {
        len -= s[len - 1] == ' ' ? 1 : 2;
    }
    s[len] = '\0';
    return len > 0;
}

static bool
has_verb(const char *s)
{
    for (size_t i = 0; BODY_VERBS[i]; i++) {
        if (g_str_has_suffix(s, BODY_VERBS[i])) {
            return true;
        }
    }
    for (size_t i = 0; BODY_VERBS_INSIDE[i]; i++) {
        if (strstr(s, BODY_VERBS_INSIDE[i])) {
            return true;
        }
    }
    return false;
}

Attribution
line_attribution(const char *folded)
{
    g_autofree char *s = NULL;
    bool verb, date, address;

    if (!strchr(folded, ':') && !strstr(folded, "：")) {
        return ATTRIBUTION_NONE;
    }
    s = g_strstrip(g_strdup(folded));
    if (strlen(s) > 600 || !take_colon(s)) {
        return ATTRIBUTION_NONE;
    }
    verb = has_verb(s);
    date = has_date(s);
    address = has_address(s);
    if (verb) {
        // "In the letter of 12.05.2026 you wrote:" speaks of a letter, it does not quote one.
        bool speaks = (strstr(s, " you wrote") || strstr(s, " i wrote")) && !address;

        return !speaks && (date || address) && (address || line_starts_attribution(s))
                   ? ATTRIBUTION_STRONG
                   : ATTRIBUTION_WEAK;
    }
    return date && address && g_str_has_suffix(s, ">") ? ATTRIBUTION_STRONG : ATTRIBUTION_NONE;
}

bool
line_starts_attribution(const char *folded)
{
    folded += strspn(folded, " \t*_\"");
    if (is_digit(*folded)) {
        return true;
    }
    for (size_t i = 0; BODY_STARTS[i]; i++) {
        if (g_str_has_prefix(folded, BODY_STARTS[i])) {
            return true;
        }
    }
    return false;
}

Label
line_label(const char *folded)
{
    char word[48];
    size_t len;

    folded += strspn(folded, " \t*_");
    len = strcspn(folded, ":*\n");
    if (strncmp(folded + len, "*:", 2) != 0 && folded[len] != ':') {
        const char *wide = strstr(folded, "：");

        len = wide ? (size_t)(wide - folded) : sizeof word;
    }
    while (len > 0 && len < sizeof word && folded[len - 1] == ' ') {
        len--;
    }
    if (len == 0 || len >= sizeof word) {
        return LABEL_NONE;
    }
    memcpy(word, folded, len);
    word[len] = '\0';
    if (g_str_has_suffix(word, "\u00a0")) {
        word[len - 2] = '\0';
    }
    for (size_t i = 0; BODY_LABELS[i].word; i++) {
        if (strcmp(word, BODY_LABELS[i].word) == 0) {
            return BODY_LABELS[i].label;
        }
    }
    return LABEL_NONE;
}

static bool
has_any(const char *s, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        if (strstr(s, words[i])) {
            return true;
        }
    }
    return false;
}

Divider
line_divider(const char *folded)
{
    size_t len = strlen(folded);

    folded += strspn(folded, " \t*");
    if (g_str_has_prefix(folded, "begin forwarded message") ||
        g_str_has_prefix(folded, "начало переадресованного")) {
        return DIVIDER_FORWARD;
    }
    if (len > 200 || !g_str_has_prefix(folded, "--")) {
        return DIVIDER_NONE;
    }
    if (has_any(folded, BODY_FORWARDS)) {
        return DIVIDER_FORWARD;
    }
    return has_any(folded, BODY_ORIGINALS) ? DIVIDER_ORIGINAL : DIVIDER_NONE;
}

bool
line_is_rule(const char *line)
{
    unsigned marks = 0;

    for (; *line; line++) {
        if (strchr("-_=*", *line)) {
            marks++;
        } else if (*line != ' ' && *line != '\t') {
            return false;
        }
    }
    return marks >= 5;
}

bool
line_is_device(const char *folded)
{
    const char *link = strstr(folded, "http");
    size_t len = link ? (size_t)(link - folded) : strlen(folded);
    unsigned words = 0;

    folded += strspn(folded, " \t*_");
    for (const char *p = folded; *p && p < folded + len; p++) {
        words += *p == ' ';
        if (*p == ',' || *p == ';' || *p == '?') {
            return false;
        }
    }
    if (len > 100 || words > 7) {
        return false;
    }
    for (size_t i = 0; BODY_DEVICES[i]; i++) {
        if (g_str_has_prefix(folded, BODY_DEVICES[i])) {
            return true;
        }
    }
    return g_str_has_suffix(folded, "から送信");
}

bool
line_is_dash_name(const char *line)
{
    unsigned words = 1;

    if (line[0] != '-' || strlen(line) > 60 || !g_unichar_isalpha(g_utf8_get_char(line + 1))) {
        return false;
    }
    for (const char *p = line + 1; *p; p += g_utf8_skip[(guchar)*p]) {
        gunichar c = g_utf8_get_char(p);

        words += c == ' ';
        if (!g_unichar_isalpha(c) && c != ' ' && c != '.' && c != '\'' && c != '-') {
            return false;
        }
    }
    return words <= 4;
}
