// test_store_search.c: words as the index folds them, and search as people type it.
#include "store/store.h"
#include "store/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
words_are_folded(void **state)
{
    static const struct {
        const char *name, *in, *want;
    } cases[] = {
        {"case", "Hello WORLD", "hello world "},
        {"cyrillic case", "Привет МИР", "привет мир "},
        {"yo", "Ёлка счёт ЁЖ", "елка счет еж "},
        {"decomposed yo", "сче\xcc\x88т", "счет "},
        {"short i", "Йод зайка и\xcc\x86од", "йод зайка йод "},
        {"latin marks", "Café naïve Ångström", "cafe naive angstrom "},
        {"decomposed latin", "Cafe\xcc\x81", "cafe "},
        {"greek", "Ελληνικά", "ελληνικα "},
        {"ukrainian", "Їжак об'єкт об’єкт обʼєкт", "їжак обєкт обєкт обєкт "},
        {"latin apostrophe", "l'eau don't", "l eau don t "},
        {"quote at the end", "'слово' слово'", "слово слово "},
        {"address", "anna.b@example.com", "anna b example com "},
        {"numbers", "№123, 4.5", "123 4 5 "},
        {"private",
         "a\xee\x80\x80"
         "b",
         "a b "},
        {"none", " .,-\n", ""},
        {"bad bytes",
         "ab\xff"
         "cd",
         "ab cd "},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        words_append(out, cases[i].in, 1000, "", NULL);
        if (strcmp(out->str, cases[i].want) != 0) {
            fail_msg("%s: '%s', not '%s'", cases[i].name, out->str, cases[i].want);
        }
    }
}

static void
long_words_and_texts_are_cut(void **state)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *word = g_strnfill(100000, 'x');
    words_append(out, word, 100000, "", NULL);
    assert_int_equal(out->len, WORD_MAX + 1);
    // The limit falls inside a character.
    g_string_truncate(out, 0);
    words_append(out, "абв", 5, "", NULL);
    assert_string_equal(out->str, "аб ");
}

static void
repeated_words_are_left_out(void **state)
{
    g_autoptr(GString) out = g_string_new(NULL);
    WordsSeen seen = {0};
    words_append(out, "one two", 100, "=", &seen);
    words_append(out, "one two ONE one2 on two", 100, "", &seen);
    assert_string_equal(out->str, "=one =two one two one2 on ");
}

static const struct {
    const char *subject, *text;
} MESSAGES[] = {
    {"Счёт за ноябрь", "Пришлите, пожалуйста, счёт-фактуру №4711 до пятницы."},
    {"Принтер не печатает", "Ёлки зелёные, принтер HP LaserJet снова молчит. О'Брайен в отпуске."},
    {"Їжа та об'єкт", "Доброго дня! Надішліть рахунок за об’єкт на вулиці Ґонти."},
    {"Printer is dead", "The café's printer prints \"nothing\" since Monday (error 0x8004)."},
    {"Question", "Our invoice mentions a printer, too. NEAR the end: C++ AND Go."},
};

static Store *
open_with_messages(void)
{
    Store *s = store_open(":memory:", STORE_CREATE, NULL);
    assert_non_null(s);
    assert_true(store_begin(s, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(MESSAGES); i++) {
        g_autoptr(Ticket) t = ticket_new();
        g_free(t->subject);
        t->subject = g_strdup(MESSAGES[i].subject);
        assert_true(store_ticket_save(s, t, NULL));
        TicketMessage m = {.ticket = t->number,
                           .author = (char *)"a@example.com",
                           .subject = (char *)MESSAGES[i].subject,
                           .text = (char *)MESSAGES[i].text};
        assert_true(store_message_add(s, &m, "", NULL));
    }
    assert_true(store_commit(s, NULL));
    return s;
}

static char *
tickets_found(Store *s, const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) hits = store_search(s, words, 10, &error);
    assert_null(error);
    GString *found = g_string_new(NULL);
    for (guint i = 0; i < hits->len; i++) {
        g_string_append_printf(found, "%s%d", i ? " " : "",
                               (int)((SearchHit *)hits->pdata[i])->ticket);
    }
    return g_string_free(found, FALSE);
}

static void
finds_what_people_type(void **state)
{
    static const struct {
        const char *in, *want;
    } cases[] = {
        {"счет", "1"},
        {"СЧЁТ", "1"},
        {"счёт фактуру", "1"},
        {"счёт-фактуру", "1"},
        {"4711", "1"},
        {"елки", "2"},
        {"зелёные принтер", "2"},
        {"прин", "2"},
        {"пр", ""},
        {"рахунок", "3"},
        {"обʼєкт", "3"},
        {"об'єкт ґонти", "3"},
        {"cafe", "4"},
        // In the subject first, then the newest.
        {"printer", "4 5"},
        {"invoice printer", "5"},
        {"принтер printer", ""},
        {"\"printer", "4 5"},
        {"printer\" OR \"счет", ""},
        {"printer AND go", "5"},
        {"NOT printer", "4"},
        {"near the end", "5"},
        {"NEAR(the, end)", "5"},
        {"words:printer", ""},
        {"printer*", "4 5"},
        {"^printer", "4 5"},
        {"-printer", "4 5"},
        {"c++", "5"},
        {"{printer}", "4 5"},
        {"'; DROP TABLE search; --", ""},
        {"0x8004", "4"},
        {"", ""},
        {"   ", ""},
        {"\"\"", ""},
        {"*", ""},
        {"\xff\xfe", ""},
    };
    g_autoptr(Store) s = open_with_messages();
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *found = tickets_found(s, cases[i].in);
        if (strcmp(found, cases[i].want) != 0) {
            fail_msg("'%s': found '%s', not '%s'", cases[i].in, found, cases[i].want);
        }
    }
}

static void
snippets_mark_the_hits(void **state)
{
    static const struct {
        const char *in, *want;
    } cases[] = {
        {"счет", "Пришлите, пожалуйста, [счёт]-фактуру №4711 до пятницы."},
        {"пятн пож", "Пришлите, [пожалуйста], счёт-фактуру №4711 до [пятницы]."},
        {"ноябрь", "Пришлите, пожалуйста, счёт-фактуру №4711 до пятницы."},
    };
    g_autoptr(Store) s = open_with_messages();
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GPtrArray) hits = store_search(s, cases[i].in, 10, NULL);
        assert_int_equal(hits->len, 1);
        SearchHit *hit = hits->pdata[0];
        assert_string_equal(hit->subject, "Счёт за ноябрь");
        assert_string_equal(hit->snippet, cases[i].want);
    }
}

static void
long_texts_are_cut_around_the_hit(void **state)
{
    g_autoptr(Store) s = open_with_messages();
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < 3000; i++) {
        g_string_append(text, i == 2000 ? "иголка " : "сено ");
    }
    TicketMessage m = {.ticket = 1, .author = (char *)"a", .text = text->str};
    assert_true(store_message_add(s, &m, "", NULL));
    g_autoptr(GPtrArray) hits = store_search(s, "иголка", 10, NULL);
    assert_int_equal(hits->len, 1);
    const char *snippet = ((SearchHit *)hits->pdata[0])->snippet;
    assert_true(g_str_has_prefix(snippet, "…"));
    assert_true(g_str_has_suffix(snippet, "…"));
    assert_non_null(strstr(snippet, "сено [иголка] сено"));
    assert_true(strlen(snippet) < 300);
    assert_true(g_utf8_validate(snippet, -1, NULL));
}

static void
one_hit_for_a_ticket_and_search_text_of_its_own(void **state)
{
    g_autoptr(Store) s = open_with_messages();
    for (unsigned i = 0; i < 3; i++) {
        TicketMessage m = {.ticket = 4, .author = (char *)"a", .text = (char *)"visible"};
        assert_true(store_message_add(s, &m, "visible and quoted attachment.pdf", NULL));
    }
    g_autofree char *found = tickets_found(s, "attachment quoted");
    assert_string_equal(found, "4");
    g_autoptr(GPtrArray) hits = store_search(s, "quoted", 10, NULL);
    assert_string_equal(((SearchHit *)hits->pdata[0])->snippet, "visible");
    g_autoptr(GPtrArray) few = store_search(s, "printer", 1, NULL);
    assert_int_equal(few->len, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_folded),
        cmocka_unit_test(long_words_and_texts_are_cut),
        cmocka_unit_test(repeated_words_are_left_out),
        cmocka_unit_test(finds_what_people_type),
        cmocka_unit_test(snippets_mark_the_hits),
        cmocka_unit_test(long_texts_are_cut_around_the_hit),
        cmocka_unit_test(one_hit_for_a_ticket_and_search_text_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
