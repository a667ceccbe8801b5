// Only the new text of an answer is taken, and nothing that is new is lost.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mail/body.h"

#include <glib.h>
#include <string.h>

static void
cuts(void **state)
{
    static const struct {
        const char *name, *in, *want, *by, *signature;
    } ROWS[] = {
        {"nothing to cut", "Hello\n\nworld", "Hello\n\nworld", "", ""},
        {"delimiter wins", "Yes\n\n" DELIMITER_MARK " write above " DELIMITER_MARK "\nold", "Yes",
         "delimiter", ""},
        {"delimiter in a quote", "Yes\n\nOn 1 May 2026, Desk wrote:\n> " DELIMITER_MARK " x\n> old",
         "Yes", "attribution", ""},
        {"answer below our letter", "> " DELIMITER_MARK " x\n> old\n\nYes",
         "Yes", "delimiter", ""},
        {"quote at the end", "Yes\n\n> old\n> older", "Yes", "quote", ""},
        {"answers between", "> one?\nyes\n> two?\nno", "> one?\nyes\n> two?\nno", "", ""},
        {"answers between, rest cut", "> one?\nyes\n> two?\n> three?", "> one?\nyes", "quote", ""},
        {"all quoted", "> old", "> old", "", ""},
        {"en", "Yes\n\nOn Tue, May 5, 2026 at 9:00 AM Bob <b@x.org> wrote:\n> old", "Yes",
         "attribution", ""},
        {"en, two lines",
         "Yes\n\nOn Tue, May 5, 2026 at 9:00 AM Robert Longname\n<b@x.org> wrote:\n> old", "Yes",
         "attribution", ""},
        {"en, nothing marked", "Yes\n\nOn 5 May 2026, at 09:00, Bob wrote:\n\nold text", "Yes",
         "attribution", ""},
        {"name alone", "Yes\n\nBob wrote:\n> old", "Yes", "attribution", ""},
        {"name alone, nothing marked", "As Bob wrote:\nit is so", "As Bob wrote:\nit is so", "",
         ""},
        {"speaks of a letter", "On 05.05.2026 you wrote:\nthat it works.\nIt does not.",
         "On 05.05.2026 you wrote:\nthat it works.\nIt does not.", "", ""},
        {"ru", "Да\n\nвт, 5 мая 2026 г. в 09:00, Боб <b@x.org>:\n> old", "Да", "attribution", ""},
        {"ru, verb", "Да\n\n05.05.2026 09:00, Боб пишет:\nстарое", "Да", "attribution", ""},
        {"ru, mail.ru", "Да\n\nВторник, 5 мая 2026, 9:00 +03:00 от Боб <b@x.org>:\nстарое", "Да",
         "attribution", ""},
        {"uk", "Так\n\nвт, 5 трав. 2026 р. о 09:00 Боб <b@x.org> пише:\n> old", "Так",
         "attribution", ""},
        {"uk, verb", "Так\n\n5 травня 2026 Боб написав:\nстаре", "Так", "attribution", ""},
        {"de", "Ja\n\nAm Di., 5. Mai 2026 um 09:00 Uhr schrieb Bob <b@x.org>:\nalt", "Ja",
         "attribution", ""},
        {"fr", "Oui\n\nLe mar. 5 mai 2026 à 09:00, Bob <b@x.org> a écrit :\nvieux", "Oui",
         "attribution", ""},
        {"es", "Sí\n\nEl mar, 5 may 2026 a las 9:00, Bob (<b@x.org>) escribió:\nviejo", "Sí",
         "attribution", ""},
        {"it", "Sì\n\nIl giorno mar 5 mag 2026 alle ore 09:00 Bob <b@x.org> ha scritto:\nvecchio",
         "Sì", "attribution", ""},
        {"pl", "Tak\n\nwt., 5 maj 2026 o 09:00 Bob <b@x.org> napisał(a):\nstare", "Tak",
         "attribution", ""},
        {"pt", "Sim\n\nEm ter., 5 de mai. de 2026 às 09:00, Bob <b@x.org> escreveu:\nvelho", "Sim",
         "attribution", ""},
        {"nl", "Ja\n\nOp di 5 mei 2026 om 09:00 schreef Bob <b@x.org>:\noud", "Ja", "attribution",
         ""},
        {"cs", "Ano\n\nút 5. 5. 2026 v 9:00 odesílatel Bob <b@x.org> napsal:\nstaré", "Ano",
         "attribution", ""},
        {"tr", "Evet\n\nBob <b@x.org>, 5 May 2026 Sal, 09:00 tarihinde şunu yazdı:\neski", "Evet",
         "attribution", ""},
        {"zh", "好\n\nBob <b@x.org> 于2026年5月5日周二 09:00写道：\n旧", "好", "attribution", ""},
        {"ja", "はい\n\n2026年5月5日(火) 9:00 Bob <b@x.org>:\n古い", "はい", "attribution", ""},
        {"Outlook en",
         "Yes\n\n________________________________\nFrom: Bob <b@x.org>\nSent: Tuesday\nTo: Desk\nSubject: "
         "x\n\nold",
         "Yes", "outlook", ""},
        {"Outlook ru", "Да\n\nОт: Боб\nОтправлено: 5 мая 2026 г. 9:00\nКому: Desk\nТема: x\n\nстарое", "Да",
         "outlook", ""},
        {"Outlook uk", "Так\n\nВід: Боб\nНадіслано: 5 травня 2026 р. 9:00\nКому: Desk\nТема: x\n\nстаре", "Так",
         "outlook", ""},
        {"Outlook de, bold",
         "Ja\n\n*Von:* Bob <b@x.org>\n*Gesendet:* Dienstag\n*An:* Desk\n*Betreff:* x\n\nalt", "Ja", "outlook",
         ""},
        {"Outlook ja", "はい\n\n差出人: Bob <b@x.org>\n送信日時: 2026\n宛先: Desk\n件名: x\n\n古い", "はい",
         "outlook", ""},
        {"divider", "Yes\n\n-----Original Message-----\nold", "Yes", "outlook", ""},
        {"divider ru", "Да\n\n-------- Исходное сообщение --------\nстарое", "Да", "outlook", ""},
        {"forwarded is no history",
         "See\n\n---------- Forwarded message ---------\nFrom: Bob\nDate: today\nSubject: x\nTo: "
         "me\n\nhelp",
         "See\n\n---------- Forwarded message ---------\nFrom: Bob\nDate: today\nSubject: x\nTo: "
         "me\n\nhelp",
         "", ""},
        {"one label is no block", "From: here\nthe road goes on", "From: here\nthe road goes on",
         "", ""},
        {"signature", "Yes\n\n--\nBob\nOffice", "Yes", "signature", "Bob\nOffice"},
        {"device", "Yes\n\nSent from my iPhone", "Yes", "signature", "Sent from my iPhone"},
        {"device ru", "Да\n\nОтправлено с iPhone", "Да", "signature", "Отправлено с iPhone"},
        {"device in a sentence", "Sent from my desk, not from home",
         "Sent from my desk, not from home", "", ""},
        {"signature above the quote", "Yes\n--\nBob\n\nOn 5 May 2026, at 09:00, A wrote:\n> old",
         "Yes", "attribution", "Bob"},
        {"signature alone", "--\nBob", "--\nBob", "", ""},
        {"list footer", "Yes\n\n_______________\nusers list\nhttp://x.org/list", "Yes", "signature",
         "_______________\nusers list\nhttp://x.org/list"},
        {"command on top", "#close\n\n> old", "#close", "quote", ""},
        {"empty", "", "", "", ""},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(Answer) got = {0};

        answer_extract(ROWS[i].in, &got);
        if (strcmp(got.text, ROWS[i].want) != 0 || strcmp(got.by, ROWS[i].by) != 0 ||
            strcmp(got.signature, ROWS[i].signature) != 0 || got.cut != (*ROWS[i].by != '\0')) {
            fail_msg("%s: «%s» by %s, signature «%s»", ROWS[i].name, got.text, got.by,
                     got.signature);
        }
    }
}

static void
long_texts_take_linear_time(void **state)
{
    static const char *const LINES[] = {"> a\n",   "On 5 May\n", "From: x\n", "--\n",
                                        "-----\n", "x:\n",       "> \n\n"};

    for (size_t i = 0; i < G_N_ELEMENTS(LINES); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        gint64 start = g_get_monotonic_time();
        g_auto(Answer) got = {0};

        while (text->len < 64 * 1024) {
            g_string_append(text, LINES[i]);
        }
        answer_extract(text->str, &got);
        answer_holds_others(text->str);
        assert_true(answer_own_length(text->str) <= text->len);
        assert_true(g_get_monotonic_time() - start < 3 * G_USEC_PER_SEC);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts),
        cmocka_unit_test(long_texts_take_linear_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
