// body_mark.c: single lines that mark a place in an answer: dividers, rules, the lines of devices,
// and the subjects of forwards and answers.
//
// Each looks at one line and costs no more than its length times the tables. Not for attributions
// and labels (body_line.c). Neighbours: body_dividers.c and body_devices.c have the words.

#include "mail/forward.h"
#include "mail/body_line.h"

#include "base/text.h"
#include "mail/body_words.h"

#include <string.h>

#define DIVIDER_SIZE 200
#define DEVICE_SIZE  110
#define DEVICE_WORDS 8
#define LINK_SIZE    300

static bool
has_any(const char *s, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        // What the phrase leaves over must be short: "original message of 5 May".
        if (strstr(s, words[i]) && strlen(s) <= strlen(words[i]) + 40) {
            return true;
        }
    }
    return false;
}

static bool
is_one_of(const char *s, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        if (strcmp(s, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

Divider
line_divider(const char *folded)
{
    size_t lead = strspn(folded, "-_=*~#+ "), trail;
    bool colon;
    g_autofree char *s = NULL;

    if (strlen(folded) > DIVIDER_SIZE || (lead < 2 && !strchr(folded, ':'))) {
        return DIVIDER_NONE;
    }
    s = g_strdup(folded + lead);
    trail = line_trim_end(s, "-_=*~#+ ");
    colon = line_trim_end(s, ": ") > 0;
    if ((colon || lead >= 2) && is_one_of(s, BODY_FORWARD_LINES)) {
        return DIVIDER_FORWARD;
    }
    if (lead < 2 || (trail < 2 && !colon && !is_one_of(s, BODY_ORIGINALS))) {
        return DIVIDER_NONE;
    }
    if (has_any(s, BODY_ENDS)) {
        return DIVIDER_END;
    }
    if (has_any(s, BODY_FORWARDS)) {
        return DIVIDER_FORWARD;
    }
    return has_any(s, BODY_ORIGINALS) ? DIVIDER_ORIGINAL : DIVIDER_NONE;
}

unsigned
line_rule(const char *folded)
{
    unsigned marks = 0;

    for (; *folded; folded++) {
        if (strchr("-_=*", *folded)) {
            marks++;
        } else if (*folded != ' ') {
            return 0;
        }
    }
    return marks;
}

bool
line_is_rule(const char *folded)
{
    return line_rule(folded) >= 5;
}

// A pattern has at most two "*"; what stands between them may be anywhere.
static bool
matches(const char *s, const char *pattern)
{
    size_t head = strcspn(pattern, "*");
    const char *rest = pattern + head, *last = strrchr(pattern, '*');
    size_t tail, len = strlen(s);
    g_autofree char *inner = NULL;

    if (!*rest) {
        return strcmp(s, pattern) == 0;
    }
    tail = strlen(last + 1);
    if (len < head + tail || strncmp(s, pattern, head) != 0 ||
        strcmp(s + len - tail, last + 1) != 0) {
        return false;
    }
    inner = last > rest ? g_strndup(rest + 1, (size_t)(last - rest - 1)) : NULL;
    return !inner || strstr(s + head, inner);
}

static bool
matches_any(const char *s, const char *const *patterns)
{
    for (size_t i = 0; patterns[i]; i++) {
        if (matches(s, patterns[i])) {
            return true;
        }
    }
    return false;
}

// At the beginning of a word: "they" is no "hey".
static bool
names_gadget(const char *s)
{
    for (size_t i = 0; BODY_GADGETS[i]; i++) {
        const char *p = strstr(s, BODY_GADGETS[i]);

        if (p && (p == s || (unsigned char)p[-1] >= 0x80 || !g_ascii_isalpha(p[-1]))) {
            return true;
        }
    }
    return false;
}

// "Sent from Mail <https://go.microsoft.com> for Windows": the link says nothing.
static char *
without_links(const char *s)
{
    g_autoptr(GString) out = g_string_new(NULL);

    for (const char *p = s; *p;) {
        if (g_str_has_prefix(p, "http")) {
            p += strcspn(p, " >)]");
        } else {
            g_string_append_c(out, *p++);
        }
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

bool
line_is_device(const char *folded)
{
    g_autofree char *s = NULL;

    folded += strspn(folded, " *_-([<");
    if (!*folded || strlen(folded) > DEVICE_SIZE + LINK_SIZE) {
        return false;
    }
    s = without_links(folded);
    line_trim_end(s, " *_-)]<>(.!");
    if (strlen(s) > DEVICE_SIZE || line_words(s) > DEVICE_WORDS || strpbrk(s, ",;?:")) {
        return false;
    }
    return matches_any(s, BODY_OWN_DEVICES) || (names_gadget(s) && matches_any(s, BODY_DEVICES));
}

bool
line_is_dash_name(const char *line)
{
    unsigned words = 1;

    if (line[0] != '-' || strlen(line) > 60 || !g_unichar_isalpha(g_utf8_get_char(line + 1))) {
        return false;
    }
    for (const char *p = line + 1; *p; p = text_next(p)) {
        gunichar c = g_utf8_get_char(p);

        words += c == ' ';
        if (!g_unichar_isalpha(c) && c != ' ' && c != '.' && c != '\'' && c != '-') {
            return false;
        }
    }
    return words <= 4;
}

static bool
subject_has(const char *subject, const char *const *marks)
{
    g_autofree char *s = line_fold(subject, text_clip_length(subject, strlen(subject), 200));
    const char *p = s;
    size_t len;

    // "[Desk #12] Fwd: x" and "Fwd[2]: x".
    while (*p == '[' && strchr(p, ']')) {
        p = strchr(p, ']') + 1;
        p += strspn(p, " ");
    }
    len = strcspn(p, ":[(");
    if (!p[len]) {
        return false;
    }
    while (len > 0 && p[len - 1] == ' ') {
        len--;
    }
    for (size_t i = 0; marks[i]; i++) {
        if (strlen(marks[i]) == len && memcmp(p, marks[i], len) == 0) {
            return true;
        }
    }
    return false;
}

bool
subject_is_forward(const char *subject)
{
    return subject_has(subject, BODY_FORWARD_MARKS);
}

bool
subject_is_answer(const char *subject)
{
    return subject_has(subject, BODY_ANSWER_MARKS);
}
