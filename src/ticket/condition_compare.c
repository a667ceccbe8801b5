// condition_compare.c: what two conditions have to do with one another, from their words alone:
// does one hold whenever the other does, could both hold at a time. For `helpdesk check`.
//
// Answers are sound, not complete: "covers" and "never both" are only said when they are certain. A
// pattern that explodes counts as one that does not fit. The effort is bounded (STEPS_MAX): in
// conditions that are nested deeper than anybody reads, nothing is certain.
#include "ticket/condition_private.h"

#include "base/text.h"

#include <string.h>

#define STEPS_MAX 10000

// Stands for whatever a wildcard may stand for; no pattern names it.
#define ANYTHING "\xEE\x80\x80"

bool
test_is_plain(const Test *t)
{
    const char *text = t->pattern ? pattern_text(t->pattern) : "";
    return *text && *text != '/' && !strpbrk(text, "*?[\\");
}

// A glob whose only wildcard is the star, so that it fits ANYTHING only where it fits everything.
static bool
has_stars_only(const char *glob)
{
    return *glob != '/' && !strpbrk(glob, "?[\\");
}

// An example of what a glob without brackets fits.
static char *
sample(const char *glob)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (const char *p = glob; *p; p++)
        if (*p == '*' || *p == '?')
            g_string_append(out, ANYTHING);
        else
            g_string_append_c(out, *p);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static MatchResult
fits(const Test *t, const char *text)
{
    Subject subject = {.text = text, .len = strlen(text)};
    MatchResult result = pattern_match(t->pattern, &subject, NULL);
    subject_clear(&subject);
    return result;
}

static bool
pattern_covers(const Test *a, const Test *b)
{
    const char *wide = pattern_text(a->pattern), *narrow = pattern_text(b->pattern);
    if (strcmp(wide, narrow) == 0 || strcmp(wide, "*") == 0)
        return true;
    if (*narrow == '/')
        return false;
    if (!test_is_plain(b) && (!has_stars_only(wide) || strpbrk(narrow, "[\\")))
        return *wide != '/' && text_equal_fold(wide, narrow);
    g_autofree char *example = sample(narrow);
    return fits(a, example) == MATCH_YES;
}

static bool
same_name(const Test *a, const Test *b)
{
    return a->name ? text_equal_fold(a->name, b->name) : true;
}

static bool
test_covers(const Test *a, const Test *b)
{
    if (!same_name(a, b) || !a->pattern != !b->pattern || a->absent != b->absent)
        return false;
    if (a->pattern)
        return pattern_covers(a, b);
    return a->absent || (a->working == b->working && a->low <= b->low && b->high <= a->high);
}

static bool
leaf_covers(const Leaf *a, const Leaf *b)
{
    if (a->info != b->info)
        return false;
    for (guint i = 0; i < b->tests->len; i++) {
        bool covered = false;
        for (guint j = 0; !covered && j < a->tests->len; j++)
            covered = test_covers(a->tests->pdata[j], b->tests->pdata[i]);
        if (!covered)
            return false;
    }
    return true;
}

// Do the two begin (or end) differently, before any wildcard?
static bool
ends_differ(const char *a, const char *b)
{
    g_autofree char *x = text_fold(a), *y = text_fold(b);
    size_t nx = strlen(x), ny = strlen(y);
    size_t head = MIN(strcspn(x, "*?[\\"), strcspn(y, "*?[\\"));
    if (strncmp(x, y, head) != 0)
        return true;
    size_t tail = 0;
    while (tail < MIN(nx, ny)) {
        char cx = x[nx - 1 - tail], cy = y[ny - 1 - tail];
        if (strchr("*?]\\", cx) || strchr("*?]\\", cy))
            return false;
        if (cx != cy)
            return true;
        tail++;
    }
    return false;
}

static bool
patterns_may_overlap(const Test *a, const Test *b)
{
    const char *x = pattern_text(a->pattern), *y = pattern_text(b->pattern);
    if (test_is_plain(b))
        return fits(a, y) != MATCH_NO;
    if (test_is_plain(a))
        return fits(b, x) != MATCH_NO;
    return *x == '/' || *y == '/' || !ends_differ(x, y);
}

static bool
tests_may_overlap(const Leaf *leaf, const Test *a, const Test *b)
{
    if (!same_name(a, b))
        return true;
    if (a->absent || b->absent)
        return a->absent == b->absent || !leaf->info->work->none;
    if (!a->pattern != !b->pattern)
        return true;
    if (a->pattern)
        return patterns_may_overlap(a, b);
    return a->working != b->working || (a->low <= b->high && b->low <= a->high);
}

static bool
leaves_may_overlap(const Leaf *a, const Leaf *b)
{
    if (a->info != b->info || a->info->work->several)
        return true;
    for (guint i = 0; i < a->tests->len; i++)
        for (guint j = 0; j < b->tests->len; j++)
            if (tests_may_overlap(a, a->tests->pdata[i], b->tests->pdata[j]))
                return true;
    return false;
}

static bool covers(const Condition *a, const Condition *b, unsigned *steps);
static bool overlap(const Condition *a, const Condition *b, unsigned *steps);

// What a NOT denies: all of its parts together.
static Condition
denied(const Condition *c)
{
    return (Condition){.kind = CONDITION_ALL, .parts = c->parts};
}

// Does `a` cover every (or any) part of `b`?
static bool
covers_parts(const Condition *a, const Condition *b, bool every, unsigned *steps)
{
    for (guint i = 0; i < b->parts->len; i++)
        if (covers(a, b->parts->pdata[i], steps) != every)
            return !every;
    return every;
}

// The same the other way round: is `b` covered by every (or any) part of `a`?
static bool
parts_cover(const Condition *a, const Condition *b, bool every, unsigned *steps)
{
    for (guint i = 0; i < a->parts->len; i++)
        if (covers(a->parts->pdata[i], b, steps) != every)
            return !every;
    return every;
}

static bool
not_covers(const Condition *a, const Condition *b, unsigned *steps)
{
    Condition x = denied(a);
    if (b->parts && b->kind == CONDITION_NOT) {
        Condition y = denied(b);
        if (covers(&y, &x, steps))
            return true;
    }
    return !overlap(&x, b, steps);
}

static bool
covers(const Condition *a, const Condition *b, unsigned *steps)
{
    if (++*steps > STEPS_MAX)
        return false;
    if (!a->parts && !b->parts)
        return leaf_covers(&a->leaf, &b->leaf);
    if (a->parts && a->kind == CONDITION_ALL)
        return parts_cover(a, b, true, steps);
    if (b->parts && b->kind == CONDITION_ANY)
        return covers_parts(a, b, true, steps);
    if (b->parts && b->kind == CONDITION_ALL && covers_parts(a, b, false, steps))
        return true;
    if (a->parts && a->kind == CONDITION_ANY)
        return parts_cover(a, b, false, steps);
    return a->parts && a->kind == CONDITION_NOT && not_covers(a, b, steps);
}

static bool
overlap_parts(const Condition *a, const Condition *b, bool every, unsigned *steps)
{
    for (guint i = 0; i < a->parts->len; i++)
        if (overlap(a->parts->pdata[i], b, steps) != every)
            return !every;
    return every;
}

// A NOT of what holds whenever the other holds.
static bool
denies(const Condition *a, const Condition *b, unsigned *steps)
{
    Condition x = denied(a);
    return a->parts && a->kind == CONDITION_NOT && covers(&x, b, steps);
}

static bool
has_branches(const Condition *c)
{
    return c->parts && c->kind != CONDITION_NOT;
}

static bool
overlap(const Condition *a, const Condition *b, unsigned *steps)
{
    if (++*steps > STEPS_MAX)
        return true;
    if (!a->parts && !b->parts)
        return leaves_may_overlap(&a->leaf, &b->leaf);
    if (denies(a, b, steps) || denies(b, a, steps))
        return false;
    if (has_branches(a))
        return overlap_parts(a, b, a->kind == CONDITION_ALL, steps);
    return !has_branches(b) || overlap_parts(b, a, b->kind == CONDITION_ALL, steps);
}

static const Condition *
always(Condition *empty, const Condition *c)
{
    return c ? c : empty;
}

bool
condition_covers(const Condition *a, const Condition *b)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    Condition empty = {.kind = CONDITION_ALL, .parts = none};
    unsigned steps = 0;
    return covers(always(&empty, a), always(&empty, b), &steps);
}

bool
condition_may_overlap(const Condition *a, const Condition *b)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    Condition empty = {.kind = CONDITION_ALL, .parts = none};
    unsigned steps = 0;
    return overlap(always(&empty, a), always(&empty, b), &steps);
}
