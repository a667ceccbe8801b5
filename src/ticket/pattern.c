// pattern.c: PCRE2 patterns with limits, and the front of both kinds of pattern (pattern_glob.c).
//
// A pattern comes from an admin, the text from a stranger: together they may take for ever. Work is
// counted by PCRE2's callouts, one before each item of the pattern, by how far the place in the
// text moved in between, and by what an item may do without moving (counted repeats, references
// back); at WORK_MAX the match is stopped. The count depends on pattern and text alone, so the same
// message gives the same answer on any day and machine. PCRE2's own match limit would not do: it
// starts afresh at each place of the text. Heap and depth have limits of their own.
//
// No JIT: compiling a thousand patterns for a run of one message would cost more than it saves. Not
// thread-safe: all patterns share the room that they match in. Limits: PATTERN_MAX, SUBJECT_MAX.
#include "ticket/pattern_private.h"

#include "base/error.h"
#include "base/text.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#define WORK_MAX    600000
#define FAR         8 // characters moved that cost as much as an item
#define MATCH_LIMIT 1000000
#define DEPTH_LIMIT 100000
#define HEAP_KIB    8192

struct Pattern {
    char *text;
    Glob *glob;     // NULL: PCRE2
    size_t repeats; // the highest count of a repeat
    uint32_t back;  // the highest reference back
    pcre2_code *code;
};

typedef struct {
    const Pattern *pattern;
    size_t work, place;
} Effort;

// What a reference back may have to compare.
static size_t
longest_capture(const pcre2_callout_block *block)
{
    size_t longest = 0;
    for (uint32_t i = 1; i < block->capture_top; i++) {
        PCRE2_SIZE from = block->offset_vector[2 * i], to = block->offset_vector[2 * i + 1];
        if (from != PCRE2_UNSET && to > from)
            longest = MAX(longest, to - from);
    }
    return longest;
}

static int
count_work(pcre2_callout_block *block, void *data)
{
    Effort *e = data;
    size_t moved = block->current_position > e->place ? block->current_position - e->place
                                                      : e->place - block->current_position;
    e->place = block->current_position;
    if (e->pattern->back)
        moved += longest_capture(block);
    e->work += 1 + (moved + e->pattern->repeats) / FAR;
    return e->work > WORK_MAX ? PCRE2_ERROR_CALLOUT : 0;
}

// The highest number of {5} and {2,9}, not of \x{44f}.
static size_t
highest_repeat(const char *body)
{
    uint64_t highest = 0;
    for (const char *p = strchr(body, '{'); p; p = strchr(p + 1, '{')) {
        bool name = p - body >= 2 && p[-2] == '\\' && g_ascii_isalpha(p[-1]);
        char *end = NULL;
        uint64_t least = name ? 0 : g_ascii_strtoull(p + 1, &end, 10);
        uint64_t most = end && *end == ',' ? g_ascii_strtoull(end + 1, NULL, 10) : 0;
        highest = MAX(highest, MAX(least, most));
    }
    return (size_t)MIN(highest, UINT16_MAX);
}

static bool
compile(Pattern *p, const char *body, size_t len, bool case_counts, GError **error)
{
    int code = 0;
    PCRE2_SIZE place = 0;
    uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_AUTO_CALLOUT | PCRE2_NEVER_BACKSLASH_C |
                       (case_counts ? 0 : PCRE2_CASELESS);
    p->code = pcre2_compile((PCRE2_SPTR)body, len, options, &code, &place, NULL);
    if (!p->code) {
        char words[200] = "";
        pcre2_get_error_message(code, (PCRE2_UCHAR *)words, sizeof words);
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s: %s, at character %ld", p->text, words,
                    g_utf8_strlen(body, (gssize)place) + 1);
        return false;
    }
    p->repeats = highest_repeat(body);
    pcre2_pattern_info(p->code, PCRE2_INFO_BACKREFMAX, &p->back);
    return true;
}

static bool
read_pattern(Pattern *p, GError **error)
{
    size_t len = strlen(p->text);
    if (!len || len > PATTERN_MAX || !g_utf8_validate(p->text, -1, NULL)) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s",
                    !len ? "the pattern is empty; * fits everything"
                    : len > PATTERN_MAX
                        ? "the pattern is longer than " G_STRINGIFY(PATTERN_MAX) " bytes"
                        : "the pattern is not UTF-8");
        return false;
    }
    if (*p->text != '/') {
        p->glob = glob_new(p->text, error);
        return p->glob != NULL;
    }
    const char *end = strrchr(p->text, '/');
    bool case_counts = strcmp(end, "/s") == 0;
    if (end - p->text < 2 || (end[1] && !case_counts)) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG,
                    "%s: a pattern that begins with / ends with / or, when case counts, with /s",
                    p->text);
        return false;
    }
    return compile(p, p->text + 1, (size_t)(end - p->text - 1), case_counts, error);
}

Pattern *
pattern_new(const char *text, GError **error)
{
    g_autoptr(Pattern) p = g_new0(Pattern, 1);
    p->text = g_strdup(text);
    return read_pattern(p, error) ? g_steal_pointer(&p) : NULL;
}

void
pattern_free(Pattern *p)
{
    if (!p)
        return;
    glob_free(p->glob);
    pcre2_code_free(p->code);
    g_free(p->text);
    g_free(p);
}

bool
pattern_is_glob(const Pattern *p)
{
    return p->glob != NULL;
}

const char *
pattern_text(const Pattern *p)
{
    return p->text;
}

void
subject_clear(Subject *s)
{
    g_clear_pointer(&s->folded, g_free);
    g_clear_pointer(&s->repaired, g_free);
    *s = (Subject){0};
}

// Cuts what is too long and repairs what is no UTF-8, once.
static void
prepare(Subject *s)
{
    if (s->ready)
        return;
    s->ready = true;
    s->len = text_clip_length(s->text, s->len, SUBJECT_MAX);
    if (!g_utf8_validate_len(s->text, s->len, NULL)) {
        s->repaired = text_utf8(s->text, (gssize)s->len);
        s->text = s->repaired;
        s->len = text_clip_length(s->text, strlen(s->text), SUBJECT_MAX);
    }
}

static void
fold(Subject *s)
{
    if (s->folded)
        return;
    g_autofree char *whole = g_strndup(s->text, s->len);
    s->folded = text_fold(whole);
    s->folded_len = strlen(s->folded);
}

static MatchResult
tell(const Pattern *p, const char *why, char **fault)
{
    if (fault)
        *fault = g_strdup_printf("%s: %s", p->text, why);
    return MATCH_ERROR;
}

// What all patterns match in: a thousand rooms of their own would cost more than the matching.
static int
match_in_room(const Pattern *p, const Subject *s)
{
    static pcre2_match_context *context;
    static pcre2_match_data *room;
    Effort effort = {p, 0, 0};
    if (!context) {
        context = pcre2_match_context_create(NULL);
        pcre2_set_match_limit(context, MATCH_LIMIT);
        pcre2_set_depth_limit(context, DEPTH_LIMIT);
        pcre2_set_heap_limit(context, HEAP_KIB);
    }
    if (!room)
        room = pcre2_match_data_create(1, NULL);
    pcre2_set_callout(context, count_work, &effort);
    int code =
        pcre2_match(p->code, (PCRE2_SPTR)s->text, s->len, 0, PCRE2_NO_UTF_CHECK, room, context);
    if (code < PCRE2_ERROR_NOMATCH) // it has grown to the limit, maybe
        g_clear_pointer(&room, pcre2_match_data_free);
    return code;
}

static MatchResult
match_code(const Pattern *p, const Subject *s, char **fault)
{
    int code = match_in_room(p, s);
    if (code >= 0)
        return MATCH_YES;
    if (code == PCRE2_ERROR_NOMATCH)
        return MATCH_NO;
    if (code == PCRE2_ERROR_CALLOUT || code == PCRE2_ERROR_MATCHLIMIT ||
        code == PCRE2_ERROR_DEPTHLIMIT || code == PCRE2_ERROR_HEAPLIMIT)
        return tell(p, "stopped, this pattern takes too long on this text", fault);
    char words[200] = "";
    pcre2_get_error_message(code, (PCRE2_UCHAR *)words, sizeof words);
    return tell(p, words, fault);
}

static MatchResult
match_subject(const Pattern *p, Subject *s, bool ends_count, char **fault)
{
    if (fault)
        *fault = NULL;
    prepare(s);
    if (!p->glob)
        return match_code(p, s, fault);
    fold(s);
    MatchResult result = glob_match(p->glob, s->folded, s->folded_len, ends_count);
    return result == MATCH_ERROR
               ? tell(p, "stopped, this pattern takes too long on this text", fault)
               : result;
}

MatchResult
pattern_match(const Pattern *p, Subject *s, char **fault)
{
    return match_subject(p, s, true, fault);
}

MatchResult
pattern_match_text(const Pattern *p, const char *text, char **fault)
{
    Subject s = {.text = text, .len = strlen(text)};
    MatchResult result = match_subject(p, &s, *p->text != '@', fault);
    subject_clear(&s);
    return result;
}
