// Header values are decoded whole, however mailers split and label them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cpu_time.h"
#include "mail/header.h"

#include <glib.h>
#include <gmime/gmime.h>
#include <string.h>

static void
values_are_decoded(void **state)
{
    static const struct {
        const char *name, *in, *want;
    } ROWS[] = {
        {"plain", "Hello world", "Hello world"},
        {"padded B words", "=?utf-8?B?0J/RgNC40LI=?= =?utf-8?B?0LXRgg==?=", "Привет"},
        {"padded B words, folded", "=?utf-8?B?0J/RgNC40LI=?=\r\n =?utf-8?B?0LXRgg==?=", "Привет"},
        {"split inside a character, B", "=?utf-8?B?0J/R?= =?utf-8?B?gA==?=", "Пр"},
        {"split inside a character, Q", "=?utf-8?Q?=D0=9F=D1?= =?utf-8?Q?=80?=", "Пр"},
        {"split across encodings", "=?utf-8?B?0J/R?= =?UTF-8?q?=80?=", "Пр"},
        {"two charsets", "=?koi8-r?Q?=F0=D2?= =?windows-1251?Q?=E8=E2?=", "Прив"},
        {"two charsets, apart", "=?koi8-r?Q?=F0=D2?= x =?windows-1251?Q?=E8=E2?=", "Пр x ив"},
        {"koi8-r", "=?koi8-r?B?8NLJ18XU?=", "Привет"},
        {"windows-1251", "=?windows-1251?Q?=CF=F0=E8=E2=E5=F2?=", "Привет"},
        {"iso-2022-jp", "=?ISO-2022-JP?B?GyRCJUYlOSVIGyhC?=", "テスト"},
        {"gb2312", "=?gb2312?B?xOO6ww==?=", "你好"},
        {"language suffix", "=?utf-8*ru?Q?=D0=9F?=", "П"},
        {"unknown charset", "=?x-none?Q?=CF=F0=E8=E2=E5=F2?=", "Привет"},
        {"false charset", "=?utf-8?Q?=CF=F0=E8=E2=E5=F2?=", "Привет"},
        {"underscore", "=?utf-8?Q?a_b?=", "a b"},
        {"inside text", "Re: =?utf-8?Q?=D0=9F?=x", "Re: Пx"},
        {"text and words keep their spaces", "a =?utf-8?Q?b?= c", "a b c"},
        {"spaces inside a word", "=?utf-8?Q?a b?=", "a b"},
        {"padding in the middle", "=?utf-8?B?0J8=0YA=?=", "Пр"},
        {"empty word",
         "a=?utf-8?Q?"
         "?=b",
         "ab"},
        {"line breaks and NUL inside", "=?utf-8?Q?a=0D=0AX:_y=00z?=", "a X: y z"},
        {"control inside", "=?utf-8?Q?a=1B[1mb?=", "a [1mb"},
        {"unknown encoding", "=?utf-8?X?abc?=", "=?utf-8?X?abc?="},
        {"not closed", "=?utf-8?Q?abc", "=?utf-8?Q?abc"},
        {"not encoded", "a =? b ?= c", "a =? b ?= c"},
        {"raw utf-8", "Привет", "Привет"},
        {"raw windows-1251", "\xcf\xf0\xe8\xe2\xe5\xf2 \xec\xe8\xf0", "Привет мир"},
        {"raw koi8-r", "\xf0\xd2\xc9\xd7\xc5\xd4 \xcd\xc9\xd2", "Привет мир"},
        {"folding", "a\r\n\tb\r\n c", "a b c"},
        {"utf-16", "=?utf-16be?B?BB8EQA==?=", "Пр"},
        {"nothing", "", ""},
        {"absent", NULL, ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *got = header_decode(ROWS[i].in, NULL);
        if (strcmp(got, ROWS[i].want) != 0) {
            fail_msg("%s: got \"%s\", want \"%s\"", ROWS[i].name, got, ROWS[i].want);
        }
    }
    g_autofree char *hinted = header_decode("\xf0\xd2", "koi8-r");
    assert_string_equal(hinted, "Пр");
}

// GMime 3.2.13 drops a base64 word that follows a padded one: the reason for the rewriting.
static void
gmime_reads_what_was_rewritten(void **state)
{
    static const char RAW[] = "=?utf-8?B?0J/RgNC40LI=?= =?utf-8?B?0LXRgg==?=";
    g_autofree char *rewritten = header_b_to_q(RAW);
    assert_string_equal(rewritten, "=?utf-8?Q?=D0=9F=D1=80=D0=B8=D0=B2?= =?utf-8?Q?=D0=B5=D1=82?=");
    g_autofree char *read = g_mime_utils_header_decode_text(NULL, rewritten);
    assert_string_equal(read, "Привет");
    g_autofree char *lost = g_mime_utils_header_decode_text(NULL, RAW);
    assert_string_not_equal(lost, "Привет");
    g_autofree char *same = header_b_to_q("a =?utf-8?Q?=D0=9F?= \"b\" =?x");
    assert_string_equal(same, "a =?utf-8?Q?=D0=9F?= \"b\" =?x");
}

static void
words_become_utf8_words(void **state)
{
    g_autofree char *one = header_to_utf8_words("=?koi8-r?Q?=F0=D2?= <a@b>", NULL);
    assert_string_equal(one, "=?utf-8?Q?=D0=9F=D1=80?=  <a@b>");
    g_autofree char *split = header_to_utf8_words("=?utf-8?B?0J/R?= =?utf-8?B?gA==?=", NULL);
    assert_string_equal(split, "=?utf-8?Q?=D0=9F=D1=80?= ");
    g_autoptr(GString) raw = g_string_new("=?utf-8?Q?");
    for (unsigned i = 0; i < 200; i++) {
        g_string_append(raw, "=D0=9F");
    }
    g_string_append(raw, "?=");
    g_autofree char *cut = header_to_utf8_words(raw->str, NULL);
    g_autofree char *read = header_decode(cut, NULL);
    assert_int_equal(g_utf8_strlen(read, -1), 200);
    assert_null(strstr(cut, "=D0?="));
}

static void
long_values_are_cut(void **state)
{
    g_autoptr(GString) s = g_string_new(NULL);
    while (s->len < 10 * 1000 * 1000) {
        g_string_append(s, "Привет ");
    }
    int64_t start = cpu_time();
    g_autofree char *got = header_decode(s->str, NULL);
    assert_true(cpu_time() - start < 500000);
    assert_true(strlen(got) <= HEADER_MAX && strlen(got) > HEADER_MAX - 20);
    assert_true(g_utf8_validate(got, -1, NULL));
    assert_null(strstr(got, "\xef\xbf\xbd"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_decoded),
        cmocka_unit_test(gmime_reads_what_was_rewritten),
        cmocka_unit_test(words_become_utf8_words),
        cmocka_unit_test(long_values_are_cut),
    };
    g_mime_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
