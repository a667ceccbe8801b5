// test_body_words.c: where exactly an answer is cut, that the tables are written as lines are folded, and
// that time grows with the length alone.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cpu_time.h"
#include "mail/body.h"
#include "mail/body_words.h"
#include "mail/forward.h"

#include <glib.h>
#include <string.h>

static void
places_are_exact(void **state)
{
    static const struct {
        const char *name, *in, *want;
    } ROWS[] = {
        {"quoted delimiter, weak attribution, answer below",
         "Carol Dean wrote:\n> " DELIMITER_MARK "\n> old\n\nbelow", "below"},
        {"quoted delimiter, other kind of attribution, signature below",
         "Quoting Carol Dean <c@x.org>:\n\n> " DELIMITER_MARK "\n> old\n\nbelow\n\n--\nBob",
         "below"},
        {"quoted delimiter, answer above", "Yes\n\nDesk wrote:\n> " DELIMITER_MARK "\n> old",
         "Yes"},
        {"delimiter, weak attribution", "Yes\n\nCarol Dean wrote:\n\n" DELIMITER_MARK "\nold",
         "Yes"},
        {"separator, paragraphs of a signature",
         "Yes\n\n--\nMax Kunde\n\nFirma GmbH, Weg 1\nTel: +49 30 1", "Yes"},
        {"dash and name", "Thanks for the\nlist.\n\n-Anna", "Thanks for the\nlist."},
        {"text with a date right above",
         "See you on 5 May 2026.\nOn Tue, Sep 25, 2012 at 8:59 AM, Chris\n<c@x.org> wrote:\n\nold",
         "See you on 5 May 2026."},
        {"sentence of two starts",
         "On it. Done by 5 May 2026.\nOn Tue, Sep 25, 2012 at 8:59 AM Chris <c@x.org>\nwrote:\n> "
         "old",
         "On it. Done by 5 May 2026."},
        {"initials as marks", "Yes\n\nВы писали 2 ноября 2026 г., 15:04:05:\n\nAP> old\nAP> older",
         "Yes"},
        {"Outlook's HTML, as text",
         "Yes\nGet Outlook for iOS <https://aka.ms/o0ukef>\n---\n> From: Bob <b@x.org>\n> Sent: "
         "Monday\n> To: d\n> Subject: x\n>\n> old",
         "Yes"},
        {"one line with initials", "IF> is a prompt\nIt hangs", "IF> is a prompt\nIt hangs"},
        {"inline answers in an attributed quote",
         "Hi,\nOn 2 Nov 2026, at 15:04, Bob wrote:\n> one?\nyes\n> two?\n> three?",
         "Hi,\nOn 2 Nov 2026, at 15:04, Bob wrote:\n> one?\nyes"},
        {"signature with underlines", "Yes\n\n__\nAnna", "Yes"},
        {"device above the quote",
         "Yes\n\nSent from my iPhone\n\n> On 2 Nov 2026, at 15:04, Bob <b@x.org> wrote:\n> \n> old",
         "Yes"},
        {"Outlook on a phone",
         "Yes\n\nGet Outlook for "
         "iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: "
         "Bob <b@x.org>\nSent: Monday\nTo: Desk\nSubject: x\n\nold",
         "Yes"},
        {"forward in the language of the sender",
         "Bitte\n\nAnfang der weitergeleiteten Nachricht:\n\n> Von: Bob <b@x.org>\n> \n> Hilfe",
         "Bitte\n\nAnfang der weitergeleiteten Nachricht:\n\n> Von: Bob <b@x.org>\n> \n> Hilfe"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(Answer) got = {0};

        answer_extract(ROWS[i].in, &got);
        if (strcmp(got.text, ROWS[i].want) != 0) {
            fail_msg("%s: «%s» by «%s»", ROWS[i].name, got.text, got.by);
        }
    }
}

static void
assert_folded(const char *table, const char *word)
{
    g_autofree char *folded = line_fold(word, strlen(word));
    g_autofree char *trimmed = g_strstrip(g_strdup(word));

    if (strcmp(folded, trimmed) != 0) {
        fail_msg("%s: «%s» must be written «%s»", table, word, folded);
    }
}

static void
words_are_written_as_lines_are_folded(void **state)
{
    static const struct {
        const char *name;
        const char *const *words;
    } TABLES[] = {
        {"verbs", BODY_VERBS},
        {"verbs inside", BODY_VERBS_INSIDE},
        {"speakers", BODY_SPEAKERS},
        {"starts", BODY_STARTS},
        {"devices", BODY_DEVICES},
        {"own devices", BODY_OWN_DEVICES},
        {"gadgets", BODY_GADGETS},
        {"originals", BODY_ORIGINALS},
        {"forwards", BODY_FORWARDS},
        {"forward lines", BODY_FORWARD_LINES},
        {"ends", BODY_ENDS},
        {"forward marks", BODY_FORWARD_MARKS},
        {"answer marks", BODY_ANSWER_MARKS},
    };

    for (size_t t = 0; t < G_N_ELEMENTS(TABLES); t++) {
        for (size_t i = 0; TABLES[t].words[i]; i++) {
            assert_folded(TABLES[t].name, TABLES[t].words[i]);
        }
    }
    for (size_t i = 0; BODY_LABELS[i].word; i++) {
        assert_folded("labels", BODY_LABELS[i].word);
        for (size_t k = 0; k < i; k++) {
            if (strcmp(BODY_LABELS[i].word, BODY_LABELS[k].word) == 0) {
                fail_msg("label «%s» stands twice", BODY_LABELS[i].word);
            }
        }
    }
}

static void
capitals_of_turkish_leave_no_dot(void **state)
{
    g_autofree char *folded = line_fold("İLT: İleti", strlen("İLT: İleti"));

    assert_string_equal(folded, "ilt: ileti");
    assert_true(subject_is_forward("İLT: x"));
}

// Twice the text may take about twice the time.
static void
time_grows_with_length(void **state)
{
    static const char *const LINES[] = {
        "On 5 May 2026\n",
        "From: x@y\n",
        "Subject: a\nFrom: b\n",
        "--\n",
        "x:\n",
        "> \n\n",
        "> a\nb\n",
        "AB> x\n",
        "-----\n",
        "\xe2\x81\x82",
        "On 5 May 2026 15:04 ",
        "Bob <b@x.org>\n",
        "From: a\n\n",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(LINES); i++) {
        gint64 spent[2] = {0};

        for (unsigned k = 0; k < 2; k++) {
            g_autoptr(GString) text = g_string_new(NULL);
            g_auto(Answer) got = {0};
            gint64 start;

            while (text->len < (k + 1) * 32 * 1024) {
                g_string_append(text, LINES[i]);
            }
            start = cpu_time();
            answer_extract(text->str, &got);
            spent[k] = cpu_time() - start;
        }
        if (spent[1] > G_USEC_PER_SEC / 2 && spent[1] > 3 * spent[0]) {
            fail_msg("«%s»: %d ms, then %d ms", LINES[i], (int)(spent[0] / 1000),
                     (int)(spent[1] / 1000));
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_exact),
        cmocka_unit_test(words_are_written_as_lines_are_folded),
        cmocka_unit_test(capitals_of_turkish_leave_no_dot),
        cmocka_unit_test(time_grows_with_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
