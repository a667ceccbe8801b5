// test_pattern.c: globs and PCRE2 patterns: what fits, what is refused, and what is stopped.
#include "ticket/pattern.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#ifdef __SANITIZE_ADDRESS__
#define MS_MAX 500
#else
#define MS_MAX 50
#endif

typedef struct {
    const char *pattern, *text;
    MatchResult want;
} Row;

static const Row ROWS[] = {
    // globs: the whole text, in any case
    {"invoice", "Invoice", MATCH_YES},
    {"invoice", "my invoice", MATCH_NO},
    {"invoice", "invoices", MATCH_NO},
    {"*invoice*", "my Invoices", MATCH_YES},
    {"*invoice*", "invoice", MATCH_YES},
    {"*invoice*", "invoic", MATCH_NO},
    {"invoice*", "invoice 7", MATCH_YES},
    {"invoice*", "an invoice", MATCH_NO},
    {"*invoice", "an invoice", MATCH_YES},
    {"*invoice", "invoice 7", MATCH_NO},
    {"*", "", MATCH_YES},
    {"**", "x", MATCH_YES},
    {"?", "", MATCH_NO},
    {"?", "ы", MATCH_YES},
    {"?", "ыы", MATCH_NO},
    {"a?c", "abc", MATCH_YES},
    {"a*b*c", "aXbXc", MATCH_YES},
    {"a*b*c", "aXcXb", MATCH_NO},
    {"ab*ba", "aba", MATCH_NO}, // the ends may not share a character
    {"ab*ba", "abba", MATCH_YES},
    {"*ab*ab*", "xabx", MATCH_NO},
    {"*a?b*c?", "aabbbcd", MATCH_YES},
    {"*[0-9]", "room 12", MATCH_YES},
    {"*[0-9]", "room", MATCH_NO},
    {"[!0-9]*", "room", MATCH_YES},
    {"[!0-9]*", "7 rooms", MATCH_NO},
    {"[]x]", "]", MATCH_YES},
    {"[a-]", "-", MATCH_YES},
    {"[A-C]x", "bX", MATCH_YES},
    {"\\[ticket*", "[Ticket 7]", MATCH_YES},
    {"100\\*", "100*", MATCH_YES},
    {"100\\*", "1000", MATCH_NO},
    {"*счёт*", "Ваш СЧЁТ за май", MATCH_YES},
    {"*СЧЁТ*", "ваш счет", MATCH_NO},
    {"*straße*", "HAUPTSTRASSE 1", MATCH_YES},
    {"*caf\u00e9*", "cafe\u0301 noir", MATCH_YES}, // composed or not
    {"*їжак*", "ЇЖАКИ", MATCH_YES},
    {"*a*", "b\nA\nc", MATCH_YES},
    {"text/*", "text/plain", MATCH_YES},
    // PCRE2: anywhere
    {"/invoice-\\d+/", "Re: INVOICE-77 again", MATCH_YES},
    {"/invoice-\\d+/", "invoice-x", MATCH_NO},
    {"/Invoice/s", "Invoice", MATCH_YES},
    {"/Invoice/s", "invoice", MATCH_NO},
    {"/^счёт\\b/", "СЧЁТ за май", MATCH_YES},
    {"/\\bсчёт$/", "расчёт", MATCH_NO},
    {"/a/b/", "xA/By", MATCH_YES},
    {"/^$/", "", MATCH_YES},
    {"/^.$/", "😀", MATCH_YES},
    {"/[[:upper:]]/s", "Ж", MATCH_YES},
};

static void
test_match(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Pattern) p = pattern_new(ROWS[i].pattern, &error);
        Subject s = {.text = ROWS[i].text, .len = strlen(ROWS[i].text)};
        g_autofree char *fault = NULL;
        MatchResult got = p ? pattern_match(p, &s, &fault) : MATCH_ERROR;
        MatchResult again = p ? pattern_match_text(p, ROWS[i].text, NULL) : MATCH_ERROR;
        if (got != ROWS[i].want || again != got || fault)
            fail_msg("%s on \"%s\": %d and %d, wanted %d", ROWS[i].pattern, ROWS[i].text, got,
                     again, ROWS[i].want);
        if (p)
            assert_string_equal(pattern_text(p), ROWS[i].pattern);
        subject_clear(&s);
    }
}

static void
test_address(void **state)
{
    static const Row ADDRESSES[] = {
        {"@example.com", "anna@Example.COM", MATCH_YES},
        {"@example.com", "anna@sub.example.com", MATCH_NO},
        {"@example.com", "anna@example.com.evil.example", MATCH_NO},
        {"@example.com", "@example.com", MATCH_YES},
        {"@*.example.com", "anna@sub.example.com", MATCH_YES},
        {"anna@example.com", "Anna@example.com", MATCH_YES},
        {"anna@example.com", "joanna@example.com", MATCH_NO},
        {"*@example.com", "anna@example.com", MATCH_YES},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ADDRESSES); i++) {
        g_autoptr(Pattern) p = pattern_new(ADDRESSES[i].pattern, NULL);
        if (pattern_match_text(p, ADDRESSES[i].text, NULL) != ADDRESSES[i].want)
            fail_msg("%s on %s", ADDRESSES[i].pattern, ADDRESSES[i].text);
    }
    // In a subject it is a whole text like any other.
    g_autoptr(Pattern) p = pattern_new("@example.com", NULL);
    Subject s = {.text = "anna@example.com", .len = 16};
    assert_int_equal(pattern_match(p, &s, NULL), MATCH_NO);
    subject_clear(&s);
}

static void
test_refused(void **state)
{
    static const struct {
        const char *pattern, *want;
    } FAULTS[] = {
        {"", "empty"},
        {"*a[bc", "[ at character 3"},
        {"*ы[b\\]", "[ at character 3"},
        {"\xff", "UTF-8"},
        {"/abc", "ends with /"},
        {"/", "ends with /"},
        {"//", "ends with /"},
        {"/abc/i", "ends with /"},
        {"/a(b/", "missing closing parenthesis, at character 4"},
        {"/ы(b/", "missing closing parenthesis, at character 4"},
        {"/a**b/", "at character"},
        {"/((a?){500}){500}/", "too large"},
        {"/\\C/", "at character"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(FAULTS); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Pattern) p = pattern_new(FAULTS[i].pattern, &error);
        if (p || !strstr(error->message, FAULTS[i].want))
            fail_msg("\"%s\": %s", FAULTS[i].pattern, p ? "taken" : error->message);
    }
    g_autofree char *longest = g_strnfill(1001, 'a');
    assert_null(pattern_new(longest, NULL));
    longest[1000] = '\0';
    g_autoptr(Pattern) p = pattern_new(longest, NULL);
    assert_non_null(p);
}

// A part, as often as it fits into len, and a tail.
static char *
repeated(const char *part, size_t len, const char *tail)
{
    GString *s = g_string_new(NULL);
    while (s->len + strlen(part) <= len)
        g_string_append(s, part);
    g_string_append(s, tail);
    return g_string_free(s, FALSE);
}

// Patterns and texts that take for ever, or the square of the text, are stopped early and told.
static void
test_stopped(void **state)
{
    g_autofree char *as = repeated("a", 262000, "!");
    g_autofree char *words = repeated("words and ", 262000, "!");
    g_autofree char *commas = repeated(",", 262000, "");
    g_autofree char *nearly = repeated("a", 999, "x");
    g_autofree char *nearly_all = repeated(nearly, 262000, "");
    g_autofree char *half = repeated("a", 60000, "b");
    g_autofree char *back = repeated("a", 200000, "");
    g_autofree char *backs = g_strconcat(half, back, NULL);
    const struct {
        const char *pattern, *text;
    } EXPLODING[] = {
        {"/(a+)+$/", as},
        {"/(a+)+$/", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"},
        {"/(a|aa)+$/", as},
        {"/(\\w+\\s?)+$/", words},
        {"/^(.*?,){11}P/", commas},
        {"/(?=a*b)/", as},
        {"/(a(?=.*b))+/", as},
        {"/[a-z]*+[0-9]/", as},
        {"/\\p{L}*\\d/", as},
        {"/(*NO_START_OPT)a*b/", as},
        {"/(a{1000}b|c)/", nearly_all},
        {"/^(a+b).*?\\1/", backs},
        {"/(?R)?a/", as},
        {"*[ab][ab][ab][ab][ab][ab][ab][ab][ab][ab][ab][ab]c*", as},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(EXPLODING); i++) {
        g_autoptr(Pattern) p = pattern_new(EXPLODING[i].pattern, NULL);
        assert_non_null(p);
        Subject s = {.text = EXPLODING[i].text, .len = strlen(EXPLODING[i].text)};
        g_autofree char *fault = NULL;
        MatchResult got = MATCH_NO;
        double ms = MS_MAX + 1;
        for (unsigned k = 0; k < 5 && ms > MS_MAX; k++) { // others may be busy
            clock_t before = clock();
            g_clear_pointer(&fault, g_free);
            got = pattern_match(p, &s, &fault);
            ms = (double)(clock() - before) * 1000 / CLOCKS_PER_SEC;
        }
        if (got != MATCH_ERROR || !fault || !strstr(fault, EXPLODING[i].pattern))
            fail_msg("%s: %d, %s", EXPLODING[i].pattern, got, text_or_empty(fault));
        if (ms > MS_MAX)
            fail_msg("%s took %.1f ms", EXPLODING[i].pattern, ms);
        subject_clear(&s);
    }
}

// What is long, but not wild, is done to the end.
static void
test_long(void **state)
{
    g_autofree char *lines = repeated("all work and no play makes\n", 262000, "");
    g_autofree char *as = repeated("a", 262100, "");
    const Row rows[] = {
        {"/.*foo/", lines, MATCH_NO},
        {"/(?s).*foo/", lines, MATCH_NO},
        {"/play\\s+makes\\s+jack/", lines, MATCH_NO},
        {"/\\bwork\\b.*\\bplay\\b/", lines, MATCH_YES},
        {"*a*a*a*a*a*a*a*b", as, MATCH_NO},
        {"*a?a?a?b*", as, MATCH_NO},
        {"*play?makes?all*", lines, MATCH_YES},
        {"/\\d{4}-\\d{2}/", lines, MATCH_NO},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Pattern) p = pattern_new(rows[i].pattern, NULL);
        Subject s = {.text = rows[i].text, .len = strlen(rows[i].text)};
        if (pattern_match(p, &s, NULL) != rows[i].want)
            fail_msg("%s", rows[i].pattern);
        subject_clear(&s);
    }
}

static void
test_subject(void **state)
{
    g_autoptr(Pattern) word = pattern_new("*word*", NULL), regex = pattern_new("/word/", NULL);
    // Not UTF-8, and a NUL inside.
    Subject s = {.text = "\xff\0WORD\xd0", .len = 7};
    assert_int_equal(pattern_match(regex, &s, NULL), MATCH_YES);
    assert_int_equal(pattern_match(word, &s, NULL), MATCH_YES);
    subject_clear(&s);
    // Not behind the end that was given, nor behind 256 kB.
    s = (Subject){.text = "a word", .len = 5};
    assert_int_equal(pattern_match(word, &s, NULL), MATCH_NO);
    assert_int_equal(pattern_match(regex, &s, NULL), MATCH_NO);
    subject_clear(&s);
    g_autofree char *late = repeated("ы", 256 * 1024 + 1, "word");
    s = (Subject){.text = late, .len = strlen(late)};
    assert_int_equal(pattern_match(word, &s, NULL), MATCH_NO);
    assert_int_equal(pattern_match(regex, &s, NULL), MATCH_NO);
    subject_clear(&s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_match),   cmocka_unit_test(test_address),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_stopped),
        cmocka_unit_test(test_long),    cmocka_unit_test(test_subject),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
