// Text is readable whatever its bytes claim to be.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cpu_time.h"
#include "mail/charset.h"

#include <glib.h>
#include <string.h>

static const char *const SENTENCES[] = {
    "Добрый день! У нас снова не работает принтер в бухгалтерии.",
    "СРОЧНО: НЕ РАБОТАЕТ ПОЧТА, ПРОСЬБА ПЕРЕЗВОНИТЬ",
    "здравствуйте, подскажите пожалуйста где посмотреть счёт",
    "Добрий день, підкажіть, будь ласка, як змінити пароль.",
    "Заявка 15: не открывается Outlook, ошибка 0x800CCC0E. Спасибо, Андрей",
    "Привет",
};

static char *
encode(const char *utf8, const char *charset, gsize *len)
{
    GError *error = NULL;
    char *bytes = g_convert(utf8, -1, charset, "UTF-8", NULL, len, &error);
    if (!bytes) {
        fail_msg("%s: %s", charset, error->message);
    }
    return bytes;
}

static void
undeclared_cyrillic_is_told_apart(void **state)
{
    static const char *const CHARSETS[] = {"WINDOWS-1251", "KOI8-U", "ISO-8859-5", "CP866"};
    static const char *const LABELS[] = {"", "us-ascii", "utf-8", "x-unknown-thing"};
    for (size_t s = 0; s < G_N_ELEMENTS(SENTENCES); s++) {
        for (size_t c = 0; c < G_N_ELEMENTS(CHARSETS); c++) {
            gsize len = 0, out_len = 0;
            // cp866 has no і.
            if (strcmp(CHARSETS[c], "CP866") == 0 && strstr(SENTENCES[s], "і")) {
                continue;
            }
            g_autofree char *bytes = encode(SENTENCES[s], CHARSETS[c], &len);
            for (size_t l = 0; l < G_N_ELEMENTS(LABELS); l++) {
                bool guessed = false;
                g_autofree char *got = charset_to_utf8(bytes, len, LABELS[l], &guessed, &out_len);
                if (strcmp(got, SENTENCES[s]) != 0 || !guessed || out_len != strlen(got)) {
                    fail_msg("%s as \"%s\": %s", CHARSETS[c], LABELS[l], got);
                }
            }
        }
    }
}

static void
false_labels_are_seen_through(void **state)
{
    static const struct {
        const char *real, *label;
    } ROWS[] = {{"WINDOWS-1251", "iso-8859-1"}, {"KOI8-R", "windows-1251"},
                {"WINDOWS-1251", "koi8-r"},     {"UTF-8", "windows-1251"},
                {"UTF-8", "iso-8859-1"},        {"WINDOWS-1251", "utf-8"}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        gsize len = 0;
        bool guessed = false;
        g_autofree char *bytes = encode(SENTENCES[0], ROWS[i].real, &len);
        g_autofree char *got = charset_to_utf8(bytes, len, ROWS[i].label, &guessed, NULL);
        if (strcmp(got, SENTENCES[0]) != 0 || !guessed) {
            fail_msg("%s as %s: %s", ROWS[i].real, ROWS[i].label, got);
        }
    }
}

static void
true_labels_are_believed(void **state)
{
    static const struct {
        const char *text, *charset, *label;
    } ROWS[] = {
        {"Grüße aus Köln – 5 €", "WINDOWS-1252", "iso-8859-1"},
        {"Zażółć gęślą jaźń", "ISO-8859-2", "ISO-8859-2"},
        {"Привет", "KOI8-R", "\"koi8-r\""},
        {"Привіт, це їжак", "KOI8-U", "koi8-u"},
        {"Привет", "CP866", " ibm866 "},
        {"你好，世界", "GB18030", "gb2312"},
        {"こんにちは", "CP932", "shift_jis"},
        {"こんにちは", "ISO-2022-JP", "iso-2022-jp"},
        {"안녕하세요", "CP949", "ks_c_5601-1987"},
        {"Καλημέρα κόσμε", "ISO-8859-7", "iso-8859-7"},
        {"שלום", "ISO-8859-8", "iso-8859-8-i"},
        {"Привет", "UTF-16LE", "utf-16le"},
        {"Привет", "UTF-8", "utf8"},
        {"<script>", "UTF-7", "utf-7"},
        {"plain", "ASCII", ""},
        {"plain", "ASCII", "windows-1251"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        gsize len = 0;
        bool guessed = true;
        g_autofree char *bytes = encode(ROWS[i].text, ROWS[i].charset, &len);
        g_autofree char *got = charset_to_utf8(bytes, len, ROWS[i].label, &guessed, NULL);
        if (strcmp(got, ROWS[i].text) != 0 || guessed) {
            fail_msg("%s: got %s, guessed %d", ROWS[i].label, got, guessed);
        }
    }
}

static void
undeclared_others_are_told_apart(void **state)
{
    static const struct {
        const char *text, *charset;
    } ROWS[] = {
        {"Grüße aus München, schöne Fuß", "WINDOWS-1252"},
        {"Le café était fermé à midi – désolé", "WINDOWS-1252"},
        {"お世話になっております。メールが届きません。", "CP932"},
        {"お世話になっております。メールが届きません。", "EUC-JP"},
        {"お世話になっております。", "ISO-2022-JP"},
        {"안녕하세요. 메일이 도착하지 않습니다.", "EUC-KR"},
        {"您好，我的邮箱无法登录，请帮忙处理。", "GB18030"},
        {"您好，我的郵箱無法登錄，請幫忙處理。", "BIG5"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        gsize len = 0;
        bool guessed = false;
        g_autofree char *bytes = encode(ROWS[i].text, ROWS[i].charset, &len);
        g_autofree char *got = charset_to_utf8(bytes, len, NULL, &guessed, NULL);
        if (strcmp(got, ROWS[i].text) != 0 || !guessed) {
            fail_msg("%s: got %s", ROWS[i].charset, got);
        }
    }
}

// One letter beyond ASCII is all there is: it is no broken UTF-8.
static void
single_words_are_read(void **state)
{
    static const struct {
        const char *text, *charset;
    } ROWS[] = {
        {"Müller", "WINDOWS-1252"},     {"José", "WINDOWS-1252"},
        {"It’s here", "WINDOWS-1252"},  {"Price € 50", "WINDOWS-1252"},
        {"50 °C ± 2", "WINDOWS-1252"},  {"© 2020 Acme®", "WINDOWS-1252"},
        {"MÜNCHEN", "WINDOWS-1252"},    {"Tromsø", "WINDOWS-1252"},
        {"Dvořák", "WINDOWS-1250"},     {"Łódź", "WINDOWS-1250"},
        {"Złoty", "WINDOWS-1250"},      {"Да", "WINDOWS-1251"},
        {"Заказ № 5", "WINDOWS-1251"},  {"Счёт", "KOI8-R"},
        {"Καλημέρα σας", "ISO-8859-7"}, {"לא עובד המדפסת", "ISO-8859-8"},
        {"订单查询", "GB18030"},        {"주문 문의", "CP949"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        gsize len = 0;
        g_autofree char *bytes = encode(ROWS[i].text, ROWS[i].charset, &len);
        g_autofree char *silent = charset_to_utf8(bytes, len, NULL, NULL, NULL);
        g_autofree char *false_label = charset_to_utf8(bytes, len, "utf-8", NULL, NULL);
        g_autofree char *label = charset_to_utf8(bytes, len, ROWS[i].charset, NULL, NULL);
        assert_string_equal(silent, ROWS[i].text);
        assert_string_equal(false_label, ROWS[i].text);
        assert_string_equal(label, ROWS[i].text);
    }
}

static void
long_texts_stay_whole(void **state)
{
    static const struct {
        const char *text, *charset, *label;
    } ROWS[] = {{"x你好，世界", "GB18030", "gb2312"},
                {"xお世話に", "CP932", "shift_jis"},
                {"xお世話に", "ISO-2022-JP", "iso-2022-jp"},
                {"xПривет", "UTF-16LE", "utf-16le"},
                {"xПривет", "UTF-7", "utf-7"},
                {"xПривет", "KOI8-R", "koi8-r"},
                {"x안녕하세요", "CP949", "euc-kr"},
                {"x您好", "BIG5", "big5"}};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 100000) {
            g_string_append(text, ROWS[i].text);
        }
        gsize len = 0;
        bool guessed = true;
        g_autofree char *bytes = encode(text->str, ROWS[i].charset, &len);
        g_autofree char *got = charset_to_utf8(bytes, len, ROWS[i].label, &guessed, NULL);
        if (strcmp(got, text->str) != 0 || guessed) {
            fail_msg("%s: %.60s", ROWS[i].label, got);
        }
    }
}

#define FFFD "\xef\xbf\xbd"

static void
broken_bytes_are_replaced(void **state)
{
    static const struct {
        const char *name, *in;
        size_t len;
        const char *label, *want;
    } ROWS[] = {
        {"cut utf-8", "\xd0\x9f\xd1\x80\xd0", 5, "utf-8", "Пр" FFFD},
        {"cut utf-8, no label", "\xd0\x9f\xd1\x80\xd0", 5, "", "Пр" FFFD},
        {"NUL", "a\0b", 3, "", "a" FFFD "b"},
        {"NUL in windows-1251", "\xcf\0\xf0", 3, "windows-1251", "П" FFFD "р"},
        {"mark",
         "\xef\xbb\xbf"
         "a",
         4, "utf-8", "a"},
        {"utf-16 with a mark", "\xff\xfe\x1f\x04", 4, "utf-16", "П"},
        {"open iso-2022-jp", "\x1b$B%F%9", 7, "iso-2022-jp", "テス"},
        {"label with an option", "\xcf\xf0\xe8\xe2\xe5\xf2", 6, "utf-8//IGNORE", "Привет"},
        {"empty", "", 0, "utf-8", ""},
        {"empty without bytes", NULL, 0, NULL, ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *got = charset_to_utf8(ROWS[i].in, ROWS[i].len, ROWS[i].label, NULL, NULL);
        if (strcmp(got, ROWS[i].want) != 0) {
            fail_msg("%s: got %s", ROWS[i].name, got);
        }
    }
}

static void
any_bytes_with_any_label_are_utf8(void **state)
{
    static const char *const LABELS[] = {"",         "utf-8",       "utf-16",    "utf-32",
                                         "utf-7",    "iso-2022-jp", "koi8-r",    "windows-1252",
                                         "big5",     "gb2312",      "shift_jis", "hz-gb-2312",
                                         "nonsense", "?",           "//"};
    guint32 seed = 1;
    char bytes[600];
    for (unsigned round = 0; round < 60; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = (char)(seed >> 24);
        }
        for (size_t l = 0; l < G_N_ELEMENTS(LABELS); l++) {
            size_t len = 0;
            g_autofree char *got = charset_to_utf8(bytes, round * 10, LABELS[l], NULL, &len);
            assert_true(g_utf8_validate(got, -1, NULL));
            assert_int_equal(strlen(got), len);
        }
    }
}

static void
megabytes_cost_little(void **state)
{
    static const char *const LABELS[] = {"", "utf-8", "koi8-r", "gb2312", "iso-2022-jp"};
    size_t len = 2 * 1000 * 1000;
    g_autofree char *bytes = g_malloc(len);
    memset(bytes, 0xff, len);
    for (size_t l = 0; l < G_N_ELEMENTS(LABELS); l++) {
        int64_t start = cpu_time();
        g_autofree char *got = charset_to_utf8(bytes, len, LABELS[l], NULL, NULL);
        int64_t ms = (cpu_time() - start) / 1000;
        if (ms > 2000 || !*got) {
            fail_msg("%s: %d ms", LABELS[l], (int)ms);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(undeclared_cyrillic_is_told_apart),
        cmocka_unit_test(false_labels_are_seen_through),
        cmocka_unit_test(true_labels_are_believed),
        cmocka_unit_test(undeclared_others_are_told_apart),
        cmocka_unit_test(single_words_are_read),
        cmocka_unit_test(long_texts_stay_whole),
        cmocka_unit_test(broken_bytes_are_replaced),
        cmocka_unit_test(any_bytes_with_any_label_are_utf8),
        cmocka_unit_test(megabytes_cost_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
