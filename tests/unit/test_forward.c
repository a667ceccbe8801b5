// A forwarded message is found in the forms of every mail program, and doubts are told.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mail/forward.h"

#include <glib.h>
#include <string.h>

#define DATE 1793631840 // 2026-11-02 15:04 UTC

static bool
find(const char *subject, const char *text, const GPtrArray *own, Forward *out)
{
    g_autofree char *raw =
        g_strdup_printf("From: Manager <m@desk.example>\r\nTo: support@desk.example\r\n"
                        "Subject: %s\r\nMIME-Version: 1.0\r\n"
                        "Content-Type: text/plain; charset=utf-8\r\n"
                        "Content-Transfer-Encoding: 8bit\r\n\r\n%s",
                        subject, text);
    g_autoptr(Blob) blob = blob_new_bytes(raw, strlen(raw));
    g_autoptr(Message) m = message_parse(blob, NULL, NULL);

    assert_non_null(m);
    return forward_find(m, own, out);
}

// All carry the same letter: Bob <bob@example.org>, "Help", 15:04 UTC, "I cannot\nlog in".
static const struct {
    const char *name, *head, *tail;
    int64_t date;
} FORMS[] = {
    {"Gmail en",
     "---------- Forwarded message ---------\nFrom: Bob <bob@example.org>\nDate: Mon, Nov 2, 2026 "
     "at 3:04 "
     "PM\nSubject: Help\nTo: <m@desk.example>\n\n\n",
     "", DATE},
    {"Gmail bold",
     "---------- Forwarded message ---------\nFrom: *Bob* <bob@example.org>\nDate: Mon, Nov 2, "
     "2026 at 3:04 "
     "PM\nSubject: Help\nTo: Manager <m@desk.example>, Other\n<o@desk.example>\n\n\n",
     "", DATE},
    {"Gmail ru",
     "---------- Forwarded message ---------\nОт: Bob <bob@example.org>\nDate: пн, 2 нояб. 2026 г. "
     "в "
     "15:04\nSubject: Help\nTo: <m@desk.example>\n\n\n",
     "", DATE},
    {"Gmail uk",
     "---------- Forwarded message ---------\nВід: Bob <bob@example.org>\nDate: пн, 2 лист. 2026 "
     "р. о "
     "15:04\nSubject: Help\nTo: <m@desk.example>\n\n\n",
     "", DATE},
    {"Gmail de",
     "---------- Forwarded message ---------\nVon: Bob <bob@example.org>\nDate: Mo., 2. Nov. 2026 "
     "um "
     "15:04 Uhr\nSubject: Help\nTo: <m@desk.example>\n\n\n",
     "", DATE},
    {"Thunderbird en",
     "-------- Forwarded Message --------\nSubject: \tHelp\nDate: \tMon, 2 Nov 2026 17:04:00 "
     "+0200\nFrom: \tBob <bob@example.org>\nTo: \tm@desk.example\n\n\n\n",
     "", DATE},
    {"Thunderbird ru",
     "-------- Перенаправленное сообщение --------\nТема: \tHelp\nДата: \tMon, 2 Nov 2026 18:04:00 "
     "+0300\nОт: \tBob <bob@example.org>\nКому: \tm@desk.example\n\n\n",
     "", DATE},
    {"Thunderbird de",
     "-------- Weitergeleitete Nachricht --------\nBetreff: \tHelp\nDatum: \tMon, 2 Nov 2026 "
     "16:04:00 "
     "+0100\nVon: \tBob <bob@example.org>\nAn: \tm@desk.example\n\n\n",
     "", DATE},
    {"Thunderbird pl",
     "-------- Treść przekazanej wiadomości --------\nTemat: \tHelp\nData: \tMon, 2 Nov 2026 "
     "16:04:00 "
     "+0100\nNadawca: \tBob <bob@example.org>\nAdresat: \tm@desk.example\n\n\n",
     "", DATE},
    {"unknown labels beside From",
     "-------- Forwarded Message --------\nFrom: Bob <bob@example.org>\nZeitpunkt: jetzt\nSubject: "
     "Help\n\n",
     "", 0},
    {"Apple en",
     "Begin forwarded message:\n\nFrom: Bob <bob@example.org>\nSubject: Help\nDate: 2 November "
     "2026 at "
     "15:04:00 GMT\nTo: m@desk.example\n\n",
     "", DATE},
    {"Apple de",
     "Anfang der weitergeleiteten Nachricht:\n\nVon: Bob <bob@example.org>\nBetreff: Help\nDatum: "
     "2. "
     "November 2026 um 15:04:00\nAn: m@desk.example\n\n",
     "", DATE},
    {"Apple fr",
     "Début du message réexpédié :\n\nDe: Bob <bob@example.org>\nObjet: Help\nDate: 2 novembre "
     "2026 à "
     "15:04:00 UTC\nÀ: m@desk.example\n\n",
     "", DATE},
    {"Apple ru",
     "Начало переадресованного сообщения:\n\nОт: Bob <bob@example.org>\nТема: Help\nДата: 2 ноября "
     "2026 г. "
     "в 18:04:00 GMT+3\nКому: m@desk.example\n\n",
     "", DATE},
    {"mail.ru",
     "-------- Пересылаемое сообщение --------\nОт кого: Bob <bob@example.org>\nКому: "
     "m@desk.example\nДата: Понедельник, 2 ноября 2026, 18:04 +03:00\nТема: Help\n\n",
     "", DATE},
    {"Yandex",
     "-------- Пересылаемое сообщение --------\n02.11.2026, 15:04, \"Bob\" <bob@example.org>:\n\n",
     "\n\n-------- Конец пересылаемого сообщения --------", DATE},
    {"Outlook en",
     "From: Bob <bob@example.org>\nSent: Monday, November 2, 2026 3:04 PM\nTo: Manager "
     "<m@desk.example>\nSubject: Help\n\n",
     "", DATE},
    {"Outlook old",
     "-----Original Message-----\nFrom: Bob [mailto:bob@example.org]\nSent: Monday, November 02, "
     "2026 "
     "3:04 PM\nTo: Manager\nSubject: Help\n\n",
     "", DATE},
    {"Outlook web",
     "________________________________\nFrom: Bob <bob@example.org<mailto:bob@example.org>>\nSent: "
     "Monday, November 2, 2026 3:04:00 PM\nTo: Manager\nSubject: Help\n\n",
     "", DATE},
    {"Outlook ru",
     "От: Bob <bob@example.org>\nОтправлено: понедельник, 2 ноября 2026 г. 15:04\nКому: "
     "Manager\nТема: "
     "Help\n\n",
     "", DATE},
    {"Outlook uk",
     "Від: Bob <bob@example.org>\nНадіслано: 2 листопада 2026 р. 15:04\nКому: Manager\nТема: "
     "Help\n\n",
     "", DATE},
    {"Outlook de, bold",
     "*Von:* Bob <bob@example.org>\n*Gesendet:* Montag, 2. November 2026 15:04\n*An:* "
     "Manager\n*Betreff:* Help\n\n",
     "", DATE},
    {"Outlook fr",
     "De : Bob <bob@example.org>\nEnvoyé : lundi 2 novembre 2026 15:04\nÀ : Manager\nObjet : "
     "Help\n\n",
     "", DATE},
    {"Outlook es",
     "De: Bob <bob@example.org>\nEnviado el: lunes, 2 de noviembre de 2026 15:04\nPara: "
     "Manager\nAsunto: "
     "Help\n\n",
     "", DATE},
    {"Outlook it",
     "Da: Bob <bob@example.org>\nInviato: lunedì 2 novembre 2026 15:04\nA: Manager\nOggetto: "
     "Help\n\n",
     "", DATE},
    {"Outlook zh",
     "发件人: Bob <bob@example.org>\n发送时间: 2026年11月2日 15:04\n收件人: Manager\n主题: "
     "Help\n\n",
     "", DATE},
    {"Outlook ja",
     "差出人: Bob <bob@example.org>\n送信日時: 2026年11月2日 15:04\n宛先: Manager\n件名: Help\n\n",
     "", DATE},
    {"ambiguous date",
     "From: Bob <bob@example.org>\nSent: 11/2/2026 3:04 PM\nTo: Manager\nSubject: Help\n\n", "", 0},
};

static void
forms_are_read(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(FORMS); i++) {
        for (unsigned noted = 0; noted < 2; noted++) {
            g_autofree char *text = g_strdup_printf(
                "%s%sI cannot\nlog in%s\n", noted ? "#close\nSee below\n\n-- \nManager\n\n" : "",
                FORMS[i].head, FORMS[i].tail);
            g_auto(Forward) got = {0};

            if (!find("Fwd: Help", text, NULL, &got)) {
                fail_msg("%s: not found: %s", FORMS[i].name, got.why);
            }
            if (strcmp(got.from->address, "bob@example.org") != 0 ||
                strcmp(got.from->name, "Bob") != 0 || strcmp(got.text, "I cannot\nlog in") != 0 ||
                got.date != FORMS[i].date ||
                strcmp(got.note, noted ? "#close\nSee below" : "") != 0 ||
                strcmp(got.subject, strchr(FORMS[i].tail, '-') ? "" : "Help") != 0 ||
                strcmp(got.by, "header block") != 0 || got.attachment != -1) {
                fail_msg("%s: from «%s» «%s», subject «%s», date %" G_GINT64_FORMAT
                         ", text «%s», note «%s»",
                         FORMS[i].name, got.from->name, got.from->address, got.subject, got.date,
                         got.text, got.note);
            }
        }
    }
}

static void
quoted_forms_are_read(void **state)
{
    static const char *const TEXTS[] = {
        "See\n\nBegin forwarded message:\n\n> From: Bob <bob@example.org>\n> Subject: Help\n> "
        "Date: 2 "
        "November 2026 at 15:04\n> To: m@desk.example\n> \n> I cannot\n> log in\n",
        "See\n\n> Begin forwarded message:\n> \n> From: Bob <bob@example.org>\n> Subject: Help\n> "
        "Date: 2 "
        "November 2026 at 15:04\n> To: m@desk.example\n> \n> I cannot\n> log in\n",
        "See\n\nSent from my iPhone\n\n> Anfang der weitergeleiteten Nachricht:\n>\n> Von: \"Bob\" "
        "<bob@example.org>\n> Betreff: Help\n> Datum: 2. November 2026 um 15:04\n> An: "
        "m@desk.example\n>\n> "
        "I cannot\n> log in\n",
        // Outlook's HTML, as text.
        "See\n\n---\n> From: Bob <bob@example.org>\n> Sent: Monday, November 2, 2026 3:04 PM\n> "
        "To: "
        "Manager\n> Subject: Help\n>\n> I cannot\n> log in\n",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        g_auto(Forward) got = {0};

        assert_true(find(i == 3 ? "FW: Help" : "Help", TEXTS[i], NULL, &got));
        assert_string_equal(got.from->address, "bob@example.org");
        assert_string_equal(got.from->name, "Bob");
        assert_string_equal(got.subject, "Help");
        assert_string_equal(got.text, "I cannot\nlog in");
        assert_string_equal(got.note, "See");
        assert_int_equal(got.date, DATE);
    }
}

#define BLOCK(from, subject)                                                                       \
    "---------- Forwarded message ---------\nFrom: " from                                          \
    "\nDate: Mon, Nov 2, 2026 at 3:04 PM\nSubject: " subject "\nTo: m@desk.example\n\n"

static void
doubts_are_told(void **state)
{
    static const struct {
        const char *name, *subject, *text, *why; // beginning of why
    } ROWS[] = {
        {"no forward", "Help", "I cannot log in", ""},
        {"an answer in Outlook", "RE: Help",
         "Yes\n\nFrom: Bob <b@x.org>\nSent: Monday\nTo: Desk\nSubject: Help\n\nold", ""},
        {"an answer in Gmail", "Re: Help",
         "Yes\n\nOn Mon, Nov 2, 2026 at 3:04 PM Bob <b@x.org> wrote:\n> old", ""},
        {"an answer to a forward", "Re: Fwd: Help",
         "Yes\n\nOn Mon, Nov 2, 2026 at 3:04 PM Bob <b@x.org> wrote:\n\n" BLOCK("C <c@x.org>",
                                                                                "Help"),
         ""},
        {"divider of an answer", "Re: Help",
         "Yes\n\n-----Original Message-----\nFrom: Bob <b@x.org>\nTo: x", ""},
        {"our delimiter first", "Fwd: Help", "⁂⁂⁂ write above ⁂⁂⁂\n\n" BLOCK("C <c@x.org>", "Help"),
         ""},
        {"subject says nothing", "Help",
         "Hi\n\nFrom: Bob <b@x.org>\nSent: Monday\nTo: Desk\nSubject: Help\n\nx",
         "a copied header block"},
        {"no address", "Fwd: Help", BLOCK("Bob", "Help") "x",
         "the forwarded message names no address"},
        {"two addresses", "Fwd: Help", BLOCK("Bob <b@x.org>, Carl <c@x.org>", "Help") "x",
         "the forwarded message names several"},
        {"on behalf of", "Fwd: Help", BLOCK("a@x.org On Behalf Of Bob <b@x.org>", "Help") "x",
         "the forwarded message names several"},
        {"side by side", "Fwd: Help",
         BLOCK("Bob <b@x.org>", "Help") "x\n\n" BLOCK("C <c@x.org>", "Oh") "y", "several messages"},
        {"ours", "Fwd: Help", BLOCK("Desk <Support@desk.example>", "Help") "x",
         "the forwarded message was written"},
        {"divider alone", "Fwd: Help", "---------- Forwarded message ---------\n\nhello",
         "no header block"},
    };
    g_autoptr(GPtrArray) own = g_ptr_array_new();

    g_ptr_array_add(own, (char[]){"support@desk.example"});
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(Forward) got = {0};
        bool found = find(ROWS[i].subject, ROWS[i].text, own, &got);

        if (found || !g_str_has_prefix(got.why, ROWS[i].why) || (*got.why && !*ROWS[i].why)) {
            fail_msg("%s: %d, «%s»", ROWS[i].name, found, got.why);
        }
    }
}

static void
outermost_is_taken(void **state)
{
    g_auto(Forward) got = {0};

    assert_true(
        find("Fwd: Fwd: Help",
             BLOCK("Anna <a@x.org>", "Fwd: Help") "Please\n\n" BLOCK("Bob <b@x.org>", "Help") "x",
             NULL, &got));
    assert_string_equal(got.from->address, "a@x.org");
    assert_true(g_str_has_prefix(got.text, "Please\n\n-----"));
}

#define OUTER                                                                                      \
    "From: Manager <m@desk.example>\r\nSubject: Fwd: Help\r\nMIME-Version: 1.0\r\n"                \
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: "                       \
    "text/plain\r\n\r\nSee\r\n\r\n-- "                                                             \
    "\r\nManager\r\n"
#define INNER(from)                                                                                \
    "--b\r\nContent-Type: message/rfc822\r\n\r\n" from                                             \
    "Date: Mon, 2 Nov 2026 15:04:00 +0000\r\nSubject: =?utf-8?B?0J/RgNC40LLQtdGC?=\r\n\r\nI "      \
    "cannot\r\n"

static void
attached_messages_are_read(void **state)
{
    static const struct {
        const char *name, *raw, *address, *why;
    } ROWS[] = {
        {"one", OUTER INNER("From: Bob <bob@example.org>\r\n") "--b--\r\n", "bob@example.org", ""},
        {"two", OUTER INNER("From: Bob <b@x.org>\r\n") INNER("From: C <c@x.org>\r\n") "--b--\r\n",
         "", "several messages"},
        {"no From", OUTER INNER("") "--b--\r\n", "", "the forwarded message names no address"},
        {"two Froms", OUTER INNER("From: a@x.org, b@x.org\r\n") "--b--\r\n", "",
         "the forwarded message names several"},
        {"empty", OUTER "--b\r\nContent-Type: message/rfc822\r\n\r\n--b--\r\n", "",
         "the attached message"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Blob) blob = blob_new_bytes(ROWS[i].raw, strlen(ROWS[i].raw));
        g_autoptr(Message) m = message_parse(blob, NULL, NULL);
        g_auto(Forward) got = {0};
        bool found = forward_find(m, NULL, &got);

        if (found != (*ROWS[i].address != '\0') || !g_str_has_prefix(got.why, ROWS[i].why)) {
            fail_msg("%s: %d, «%s»", ROWS[i].name, found, got.why);
        }
        if (found) {
            assert_string_equal(got.from->address, ROWS[i].address);
            assert_string_equal(got.subject, "Привет");
            assert_string_equal(got.text, "I cannot");
            assert_string_equal(got.note, "See");
            assert_string_equal(got.by, "message/rfc822");
            assert_int_equal(got.attachment, 0);
            assert_int_equal(got.date, DATE);
        }
    }
}

static void
dates_are_read(void **state)
{
    static const struct {
        const char *in;
        int64_t want;
    } ROWS[] = {
        {"Mon, 2 Nov 2026 15:04:00 +0000", DATE},
        {"Mon, Nov 2, 2026 at 3:04\u202fPM", DATE},
        {"Monday, November 2, 2026 3:04:05 PM GMT", DATE + 5},
        {"2 November 2026 at 17:04:00 GMT+2", DATE},
        {"Mon, 2 Nov 2026 10:04 -0500", DATE},
        {"2026-11-02 15:04", DATE},
        {"2026/11/02 15:04", DATE},
        {"02.11.2026, 15:04", DATE},
        {"02.11.26 15:04", DATE},
        {"13/11/2026 00:00", 1794528000},
        {"11/13/2026 00:00", 1794528000},
        {"2026年11月2日(月) 15:04", DATE},
        {"2026년 11월 2일 (월) 오후 3:04", DATE},
        {"2026년 11월 2일 월요일 오전 12:04", DATE - 15 * 3600},
        {"2026. nov. 2., H, 15:04", DATE},
        {"le mar. 3 nov. 2026 à 15:04", DATE + 86400},
        {"lun, 2 de nov. de 2026 a las 15:04", DATE},
        {"poniedziałek, 2 listopada 2026 15:04", DATE},
        {"2 Kasım 2026 Pazartesi 15:04", DATE},
        {"tirsdag 3. november 2026 kl. 15.04", DATE + 86400},
        {"٢ نوفمبر", 0},
        {"11/2/2026 3:04 PM", 0},
        {"31.02.2026", 0},
        {"yesterday", 0},
        {"99999999999999999999", 0},
        {"", 0},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        int64_t got = forward_date(ROWS[i].in);

        if (got != ROWS[i].want) {
            fail_msg("%s: %" G_GINT64_FORMAT " instead of %" G_GINT64_FORMAT, ROWS[i].in, got,
                     ROWS[i].want);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_are_read),  cmocka_unit_test(quoted_forms_are_read),
        cmocka_unit_test(doubts_are_told), cmocka_unit_test(outermost_is_taken),
        cmocka_unit_test(dates_are_read),  cmocka_unit_test(attached_messages_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
