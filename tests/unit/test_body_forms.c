// The lines that mail programs write above and below an answer are known in many languages, and
// people's own text that looks like them is left alone.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cpu_time.h"
#include "mail/body.h"
#include "mail/body_words.h"

#include <glib.h>
#include <string.h>

// Each stands above an original that carries no marks: the hardest case.
static const struct {
    const char *name, *line;
} ATTRIBUTIONS[] = {
    {"Gmail en", "On Mon, Nov 2, 2026 at 3:04 PM Bob Example <bob@example.org> wrote:"},
    {"Gmail en, no space", "On Mon, Nov 2, 2026 at 3:04 PM, <bob@example.org>wrote:"},
    {"Gmail en, narrow space", "On Mon, Nov 2, 2026 at 3:04\u202fPM Bob <bob@example.org> wrote:"},
    {"Gmail en, 2 lines", "On Mon, Nov 2, 2026 at 3:04 PM Bob Example\n<bob@example.org> wrote:"},
    {"Gmail en, date broken",
     "On Mon, Nov 2, 2026 at\n3:04 PM Bob Example <bob@example.org> wrote:"},
    {"Gmail en, 3 lines", "On Mon, Nov 2, 2026 at 3:04 PM\nBob Example\n<bob@example.org> wrote:"},
    {"Gmail en, verb alone", "On Mon, Nov 2, 2026 at 3:04 PM Bob <bob@example.org>\nwrote:"},
    {"Gmail en, 4 lines", "On Mon, Nov 2, 2026\nat 3:04 PM Bob Example\n<bob@example.org>\nwrote:"},
    {"Gmail ru", "пн, 2 нояб. 2026 г. в 15:04, Боб <bob@example.org>:"},
    {"Gmail ru, 2 lines", "пн, 2 нояб. 2026 г. в 15:04, Боб Длинное Имя\n<bob@example.org>:"},
    {"Gmail uk", "пн, 2 лист. 2026 р. о 15:04 Боб <bob@example.org> пише:"},
    {"Gmail de", "Am Mo., 2. Nov. 2026 um 15:04 Uhr schrieb Bob <bob@example.org>:"},
    {"Gmail de, 2 lines",
     "Am Mo., 2. Nov. 2026 um 15:04 Uhr schrieb Bob Example <\nbob@example.org>:"},
    {"Gmail fr", "Le lun. 2 nov. 2026 à 15:04, Bob <bob@example.org> a écrit :"},
    {"Gmail fr, 2 lines", "Le lun. 2 nov. 2026 à 15:04, Bob Example <bob@example.org> a\nécrit :"},
    {"Gmail es", "El lun, 2 nov 2026 a las 15:04, Bob (<bob@example.org>) escribió:"},
    {"Gmail it", "Il giorno lun 2 nov 2026 alle ore 15:04 Bob <bob@example.org> ha scritto:"},
    {"Gmail pl", "pon., 2 lis 2026 o 15:04 Bob <bob@example.org> napisał(a):"},
    {"Gmail pt-BR", "Em seg., 2 de nov. de 2026 às 15:04, Bob <bob@example.org> escreveu:"},
    {"Gmail pt", "Bob <bob@example.org> escreveu (segunda, 2/11/2026 à(s) 15:04):"},
    {"Gmail nl", "Op ma 2 nov 2026 om 15:04 schreef Bob <bob@example.org>:"},
    {"Gmail cs", "po 2. 11. 2026 v 15:04 odesílatel Bob <bob@example.org> napsal:"},
    {"Gmail sk", "po 2. 11. 2026 o 15:04 Bob <bob@example.org> napísal(a):"},
    {"Gmail sl", "V V pon., 2. nov. 2026 ob 15:04 je oseba Bob <bob@example.org> napisala:"},
    {"Gmail hr", "pon, 2. stu 2026. u 15:04 Bob <bob@example.org> napisao je:"},
    {"Gmail sr", "пон, 2. нов 2026. у 15:04 Боб <bob@example.org> је написао/ла:"},
    {"Gmail bg", "На пн, 2.11.2026 г. в 15:04 Боб <bob@example.org> написа:"},
    {"Gmail ro", "În lun., 2 nov. 2026 la 15:04, Bob <bob@example.org> a scris:"},
    {"Gmail hu", "Bob <bob@example.org> ezt írta (időpont: 2026. nov. 2., H, 15:04):"},
    {"Gmail fi", "ma 2. marrask. 2026 klo 15.04 Bob (bob@example.org) kirjoitti:"},
    {"Gmail sv", "Den mån 2 nov. 2026 kl 15:04 skrev Bob <bob@example.org>:"},
    {"Gmail da", "Den man. 2. nov. 2026 kl. 15.04 skrev Bob <bob@example.org>:"},
    {"Gmail no", "man. 2. nov. 2026 kl. 15:04 skrev Bob <bob@example.org>:"},
    {"Gmail tr", "Bob <bob@example.org>, 2 Kas 2026 Pzt, 15:04 tarihinde şunu yazdı:"},
    {"Gmail el", "Στις Δευ 2 Νοε 2026 στις 3:04 μ.μ., ο χρήστης Bob <bob@example.org> έγραψε:"},
    {"Gmail et", "Bob <bob@example.org> kirjutas kuupäeval E, 2. november 2026 kell 15:04:"},
    {"Gmail lv",
     "pirmd., 2026. g. 2. nov., plkst. 15:04 — lietotājs Bob (<bob@example.org>) rakstīja:"},
    {"Gmail lt", "2026-11-02, pr, 15:04 Bob <bob@example.org> rašė:"},
    {"Gmail ca",
     "Missatge de Bob <bob@example.org> del dia dl., 2 de nov. 2026 a les 15:04 va escriure:"},
    {"Gmail zh-CN", "Bob <bob@example.org> 于2026年11月2日周一 15:04写道："},
    {"Gmail zh-TW", "Bob <bob@example.org> 於 2026年11月2日 週一 下午3:04寫道："},
    {"Gmail ja", "2026年11月2日(月) 15:04 Bob <bob@example.org>:"},
    {"Gmail ko", "2026년 11월 2일 (월) 오후 3:04, Bob <bob@example.org>님이 작성:"},
    {"Gmail vi", "Vào Th 2, 2 thg 11, 2026 vào lúc 15:04 Bob <bob@example.org> đã viết:"},
    {"Gmail th", "เมื่อ จ. 2 พ.ย. 2026 เวลา 15:04 Bob <bob@example.org> เขียนว่า:"},
    {"Gmail id", "Pada Sen, 2 Nov 2026 pukul 15.04 Bob <bob@example.org> menulis:"},
    {"Gmail he", "\u202bבתאריך יום ב׳, 2 בנוב׳ 2026 ב-15:04 מאת \u202aBob\u202c "
                 "<\u202abob@example.org\u202c>:\u202c"},
    {"Gmail ar, own digits",
     "في الاثنين، ٢ نوفمبر ٢٠٢٦ في ٣:٠٤ م تمت كتابة ما يلي بواسطة Bob <bob@example.org>:"},
    {"Apple en", "On 2 Nov 2026, at 15:04, Bob Example <bob@example.org> wrote:"},
    {"Apple en, no address", "On Nov 2, 2026, at 3:04 PM, Bob Example wrote:"},
    {"Apple de", "Am 02.11.2026 um 15:04 schrieb Bob Example <bob@example.org>:"},
    {"Apple fr", "Le 2 nov. 2026 à 15:04, Bob Example <bob@example.org> a écrit :"},
    {"Apple ru", "2 нояб. 2026 г., в 15:04, Bob Example <bob@example.org> написал(а):"},
    {"Apple uk", "2 лист. 2026 р. о 15:04 Bob Example <bob@example.org> написав(-ла):"},
    {"Apple it", "Il giorno 2 nov 2026, alle ore 15:04, Bob Example <bob@example.org> ha scritto:"},
    {"Apple es", "El 2 nov 2026, a las 15:04, Bob Example <bob@example.org> escribió:"},
    {"Apple sv", "2 nov. 2026 kl. 15:04 skrev Bob Example <bob@example.org>:"},
    {"Apple ja", "2026/11/02 15:04、Bob Example <bob@example.org>のメール:"},
    {"Apple zh", "在 2026年11月2日，下午3:04，Bob Example <bob@example.org> 写道："},
    {"Apple pl",
     "Wiadomość napisana przez Bob Example <bob@example.org> w dniu 02.11.2026, o godz. 15:04:"},
    {"Thunderbird en", "On 02/11/2026 15:04, Bob Example wrote:"},
    {"Thunderbird de", "Am 01.11.26 um 10:00 schrieb Bob Example:"},
    {"Thunderbird fr", "Le 01/11/2026 à 10:00, Bob Example a écrit :"},
    {"Thunderbird ru", "01.11.2026 10:00, Боб пишет:"},
    {"Thunderbird ru, new", "01.11.2026 в 10:00, Боб пишет:"},
    {"Thunderbird uk", "01.11.26 10:00, Боб пише:"},
    {"Thunderbird pl", "W dniu 1.11.2026 o 10:00, Bob pisze:"},
    {"Thunderbird nl", "Op 1-11-2026 om 10:00 schreef Bob Example:"},
    {"Thunderbird cs", "Dne 01. 11. 26 v 10:00 Bob Example napsal(a):"},
    {"Thunderbird it", "Il 01/11/2026 10:00, Bob Example ha scritto:"},
    {"Thunderbird es", "El 1/11/26 a las 10:00, Bob Example escribió:"},
    {"Thunderbird pt", "Em 01/11/2026 10:00, Bob Example escreveu:"},
    {"Thunderbird fi", "Bob Example kirjoitti 1.11.2026 klo 10.00:"},
    {"Thunderbird hu", "2026. 11. 01. 10:00 keltezéssel, Bob Example írta:"},
    {"Yahoo en",
     " On Monday, November 2, 2026 at 03:04:05 PM GMT+2, Bob <bob@example.org> wrote:  "},
    {"Yahoo de",
     "    Am Montag, 2. November 2026, 15:04:05 MEZ hat Bob <bob@example.org> geschrieben:"},
    {"Yahoo, long dashes", "——— On Monday, 2 November 2026, 15:04, Bob <bob@example.org> wrote:"},
    {"Yahoo classic", "--- On Mon, 11/2/26, Bob <bob@example.org> wrote:"},
    {"mail.ru", "Понедельник, 2 ноября 2026, 15:04 +03:00 от Боб <bob@example.org>:"},
    {"Yandex", "02.11.2026, 15:04, \"Боб\" <bob@example.org>:"},
    {"Zoho", "---- On Mon, 02 Nov 2026 15:04:05 +0200 Bob <bob@example.org> wrote ----"},
    {"Notes", "Bob Example ---02.11.2026 15:04:05---Sehr geehrte Damen und Herren"},
    {"Roundcube", "On 2026-11-02 15:04, Bob wrote:"},
    {"Roundcube ru", "Боб писал 2026-11-02 15:04:"},
    {"Roundcube de", "Am 2026-11-02 15:04, schrieb Bob:"},
    {"KMail ru",
     "В письме от понедельник, 2 ноября 2026 г. 15:04:05 MSK пользователь Боб написал:"},
    {"Evolution ru", "В Пн, 02/11/2026 в 15:04 +0300, Боб пишет:"},
    {"163", "At 2026-11-02 15:04:05, \"Bob\" <bob@example.org> wrote:"},
    {"163 zh", "在 2026-11-02 15:04:05，\"Bob\" <bob@example.org> 写道："},
    {"name above", "Bob Example\n<bob@example.org> 于2026年11月2日周一 15:04写道："},
    {"a language without verb", "Xx 2 yy 2026 zz 15:04 Bob <bob@example.org>:"},
    {"Gmail classic", "2026/11/2 Bob Example <bob@example.org>:"},
    {"Samsung", "Bob Example <bob@example.org> wrote:"},
    {"day alone", "On Nov 2, 2026, Bob Example wrote:"},
};

static void
attributions_end_the_answer(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ATTRIBUTIONS); i++) {
        static const char *const BELOW[] = {"\nold text\nof two lines", "\n> old text",
                                            "> old text"};

        for (size_t k = 0; k < G_N_ELEMENTS(BELOW); k++) {
            g_autofree char *text = g_strdup_printf("Thanks, that helped.\n\nBye\n\n%s\n%s",
                                                    ATTRIBUTIONS[i].line, BELOW[k]);
            g_auto(Answer) got = {0};

            answer_extract(text, &got);
            if (strcmp(got.text, "Thanks, that helped.\n\nBye") != 0 ||
                strcmp(got.by, "attribution") != 0) {
                fail_msg("%s, %zu: «%s» by «%s»", ATTRIBUTIONS[i].name, k, got.text, got.by);
            }
        }
    }
}

// Blocks of headers and dividers, each with something old below.
static const struct {
    const char *name, *block;
} BLOCKS[] = {
    {"en", "From: Bob <b@x.org>\nSent: Monday, November 2, 2026 3:04 PM\nTo: Desk "
           "<d@x.org>\nSubject: RE: x"},
    {"en, no address", "From: Bob\nSent: Monday, November 2, 2026 3:04 PM\nTo: Desk\nSubject: x"},
    {"rule, no address", "________________\nFrom: Bob\nSent: Monday\nTo: Desk\nSubject: x"},
    {"cs, Seznam", "---------- Původní e-mail ----------\nOd: Bob <b@x.org>\nKomu: d@x.org"},
    {"divider, blank line", "-----Original Message-----\n\nFrom: Bob\n\nold"},
    {"en, bold", "*From:* Bob <b@x.org>\n*Sent:* Monday\n*To:* Desk\n*Subject:* x"},
    {"en, bold twice", "**From:** Bob <b@x.org>\n**Sent:** Monday\n**To:** Desk\n**Subject:** x"},
    {"en, rule",
     "________________________________\nFrom: Bob <b@x.org>\nSent: Monday\nTo: Desk\nSubject: x"},
    {"en, phone",
     "Get Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Bob "
     "<b@x.org>\nSent: Monday\nTo: Desk\nSubject: x"},
    {"en, spaced out", "From: Bob <b@x.org>\n\nSent: Monday\n\nTo: Desk\n\nSubject: x"},
    {"en, long To",
     "From: Bob <b@x.org>\nSent: Monday\nTo: Anna Longname <a@x.org>;\nBert <b@x.org>; Carl "
     "<c@x.org>;\nDora <d@x.org>\nCc: Emil <e@x.org>\nSubject: x"},
    {"en, values below", "From:\nBob <b@x.org>\nSent:\nMonday\nTo:\nDesk\nSubject:\nx"},
    {"en, importance", "From: Bob <b@x.org>\nSent: Monday\nTo: Desk\nSubject: x\nImportance: High"},
    {"a date in a language not known",
     "From: Bob <b@x.org>\nZeitpunkt: Monday\nTo: Desk\nSubject: x"},
    {"ru", "От: Боб\nОтправлено: 2 ноября 2026 г. 15:04\nКому: Desk\nТема: x"},
    {"ru, mail.ru", "От кого: Боб <b@x.org>\nКому: Desk\nДата: сегодня\nТема: x"},
    {"uk", "Від: Боб <b@x.org>\nНадіслано: 2 листопада 2026 р.\nКому: Desk\nТема: x"},
    {"de", "Von: Bob\nGesendet: Montag, 2. November 2026 15:04\nAn: Desk\nBetreff: x"},
    {"de, Notes",
     "Von:\tBob <b@x.org>\nAn:\tDesk\nKopie:\tAnna\nDatum:\t02.11.2026 15:04\nBetreff:\tx"},
    {"fr", "De : Bob <b@x.org>\nEnvoyé : lundi 2 novembre 2026 15:04\nÀ : Desk\nObjet : x"},
    {"fr, hard space",
     "De\u00a0: Bob <b@x.org>\nEnvoyé\u00a0: lundi\nÀ\u00a0: Desk\nObjet\u00a0: x"},
    {"es", "De: Bob <b@x.org>\nEnviado el: lunes\nPara: Desk\nAsunto: x"},
    {"it", "Da: Bob <b@x.org>\nInviato: lunedì\nA: Desk\nOggetto: x"},
    {"pt", "De: Bob <b@x.org>\nEnviada em: segunda-feira\nPara: Desk\nAssunto: x"},
    {"pl", "Od: Bob <b@x.org>\nWysłano: poniedziałek\nDo: Desk\nTemat: x"},
    {"nl", "Van: Bob <b@x.org>\nVerzonden: maandag\nAan: Desk\nOnderwerp: x"},
    {"cs", "Od: Bob <b@x.org>\nOdesláno: pondělí\nKomu: Desk\nPředmět: x"},
    {"sk", "Od: Bob <b@x.org>\nOdoslané: pondelok\nKomu: Desk\nPredmet: x"},
    {"tr", "Kimden: Bob <b@x.org>\nGönderildi: Pazartesi\nKime: Desk\nKonu: x"},
    {"sv", "Från: Bob <b@x.org>\nSkickat: måndag\nTill: Desk\nÄmne: x"},
    {"da", "Fra: Bob <b@x.org>\nSendt: mandag\nTil: Desk\nEmne: x"},
    {"fi", "Lähettäjä: Bob <b@x.org>\nLähetetty: maanantai\nVastaanottaja: Desk\nAihe: x"},
    {"hu", "Feladó: Bob <b@x.org>\nElküldve: hétfő\nCímzett: Desk\nTárgy: x"},
    {"ro", "De la: Bob <b@x.org>\nTrimis: luni\nCătre: Desk\nSubiect: x"},
    {"bg", "От: Боб <b@x.org>\nИзпратено: понеделник\nДо: Desk\nОтносно: x"},
    {"el", "Από: Bob <b@x.org>\nΣτάλθηκε: Δευτέρα\nΠρος: Desk\nΘέμα: x"},
    {"zh", "发件人: Bob\n发送时间: 2026年11月2日 15:04\n收件人: Desk\n主题: x"},
    {"zh, wide", "发件人：Bob <b@x.org>\n发送时间：2026年11月2日 15:04\n收件人：Desk\n主题：x"},
    {"zh-TW", "寄件者: Bob <b@x.org>\n寄件日期: 2026年11月2日\n收件者: Desk\n主旨: x"},
    {"ja", "差出人: Bob <b@x.org>\n送信日時: 2026年11月2日\n宛先: Desk\n件名: x"},
    {"ko", "보낸 사람: Bob <b@x.org>\n보낸 날짜: 2026년 11월 2일\n받는 사람: Desk\n제목: x"},
    {"he", "מאת: Bob <b@x.org>\nנשלח: יום שני\nאל: Desk\nנושא: x"},
    {"divider", "-----Original Message-----\nFrom: Bob"},
    {"divider, phone", "-------- Original message --------\nFrom: Bob <b@x.org>\nDate: 2/11/26"},
    {"divider, Proton",
     "------- Original Message -------\nOn Monday, 2 November 2026 at 15:04, Bob wrote:"},
    {"divider ru", "-------- Исходное сообщение --------\nОт: Боб"},
    {"divider de", "-----Ursprüngliche Nachricht-----\nVon: Bob"},
    {"divider fr", "-----Message d’origine-----\nDe : Bob"},
    {"divider zh", "------------------ 原始邮件 ------------------\n发件人: Bob"},
    {"divider, long dashes", "——— Original Message ———\nold"},
    {"another desk", "##- Please type your reply above this line -##\nold"},
};

static void
blocks_end_the_answer(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(BLOCKS); i++) {
        g_autofree char *text = g_strdup_printf(
            "It works.\n\nBest regards\nAnna\n\n%s\n\nold: text\n", BLOCKS[i].block);
        g_auto(Answer) got = {0};

        answer_extract(text, &got);
        if (strcmp(got.text, "It works.\n\nBest regards\nAnna") != 0 ||
            strcmp(got.by, "outlook") != 0) {
            fail_msg("%s: «%s» by «%s»", BLOCKS[i].name, got.text, got.by);
        }
    }
}

static const char *const DEVICES[] = {
    "Sent from my iPhone",
    "Sent from my Verizon Wireless BlackBerry",
    "Sent from Mail for Windows",
    "Sent from Mail <https://go.microsoft.com/fwlink/?LinkId=550986> for Windows",
    "Sent from Yahoo Mail on Android",
    "Sent from Outlook for Android<https://aka.ms/AAb9ysg>",
    "Get Outlook for iOS",
    "[Get Outlook for Android](https://aka.ms/AAb9ysg)",
    "Sent with Proton Mail secure email.",
    "Sent via Samsung Galaxy S24",
    "Отправлено с iPhone",
    "Отправлено из мобильной Почты Mail.ru",
    "Отправлено из Mail.ru для Android",
    "Отправлено из мобильного приложения Яндекс Почты",
    "Отправлено с моего телефона",
    "Надіслано з iPhone",
    "Надіслано з мобільного пристрою",
    "Von meinem iPhone gesendet",
    "Gesendet von Mail für Windows",
    "Holen Sie sich Outlook für iOS",
    "Envoyé de mon iPhone",
    "Télécharger Outlook pour Android",
    "Envoyé depuis mon téléphone Orange",
    "Enviado desde mi iPhone",
    "Enviado do meu iPhone",
    "Inviato da iPhone",
    "Wysłano z iPhone'a",
    "Pobierz aplikację Outlook dla systemu iOS",
    "Verstuurd vanaf mijn iPhone",
    "Odesláno z iPhonu",
    "iPhone'umdan gönderildi",
    "Skickat från min iPhone",
    "Sendt fra min iPhone",
    "Lähetetty iPhonesta",
    "发自我的iPhone",
    "從我的 iPhone 傳送",
    "iPhoneから送信",
    "나의 iPhone에서 보냄",
    "נשלח מה-iPhone שלי",
};

static void
device_lines_are_signatures(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(DEVICES); i++) {
        g_autofree char *text = g_strdup_printf("Yes, please\n\n%s", DEVICES[i]);
        g_auto(Answer) got = {0};

        answer_extract(text, &got);
        if (strcmp(got.text, "Yes, please") != 0 || strcmp(got.signature, DEVICES[i]) != 0) {
            fail_msg("%s: «%s», signature «%s»", DEVICES[i], got.text, got.signature);
        }
    }
}

// Nothing of these may be cut.
static const char *const KEPT[] = {
    "Hello,\n\nOn Monday he wrote: please call.\nI called.",
    "Hello,\n\nOn Monday, 2 November 2026 at 15:04 he wrote:\nplease call me.\nI could not.",
    "Hello,\n\nwrote:\n\nthat is all it prints.",
    "Hello,\n\nAs Bob wrote:\nit is so.",
    "Hello,\n\nOur client bob@example.org wrote:\nI cannot log in.\nPlease help.",
    "Hello,\nOn 2 November 2026 Bob wrote:\nI cannot log in.\nPlease help.",
    "Привет,\n\nвчера он написал:\nне работает.\nЧто делать?",
    "Добрый день!\n\nВ письме от 02.11.2026 15:04 вы писали:\nмы поможем.\nПомогите.",
    "Please book:\n\nFrom: Kyiv\nTo: Lviv\nDate: 5 May 2026\n\nThanks",
    "Please book:\n\nFrom: Kyiv To: Lviv\nFrom: Lviv To: Odesa\n\nThanks",
    "The form says:\n\nFrom: Bob\nSubject: Help\nDate: today\nMessage: I cannot log in\n\nWhy?",
    "The form says:\n\nFrom: Bob\nTo: sales\nSubject: Help\nPhone: 1\nText: no\n\nWhy?",
    "Заявка:\n\nОт: Иван\nТема: помощь\nДата: сегодня\nСообщение: не могу войти\n\nОтветьте.",
    "Options:\n\nA: yes\nB: no\nTo: be or not to be\n\nThanks",
    "Agenda:\n\nDate: 5 May 2026 10:00\nTo: everyone\n\nSee you",
    "Meeting on 5 May 2026 at 10:00:\n\nplease come.",
    "Steps on 5 May 2026 15:04:\n1. opened the page\n2. got an error",
    "Log:\n2026-11-02 15:04:05 error: cannot open\n2026-11-02 15:04:06 warning:\nretry",
    "Hello\n\nС уважением,\nАнна Петрова\nООО «Ромашка»\n+7 000 000-00-00",
    "Hello\n\nBest regards,\nAnna",
    "Hello\n\nThis e-mail is confidential. If you are not the intended recipient, delete it.",
    "Hello\n\nGet my phone repaired",
    "Hello\n\nDownload the Outlook add-in",
    "Hello\n\nIch habe es mit dem Handy gesendet",
    "Hello\n\nОтправлено из Киева 5 мая",
    "Hello\n\nОтправлено с ошибкой",
    "Hello\n\nSent from the wrong account",
    "Hello\n\nOutlook for iOS does not work",
    "Hello -- this is not a signature.\n\nBye",
    "if a > b\nthen c\n> d is text\nin the middle",
    "> one?\nyes\n> two?\nno",
    "On Mon, Nov 2, 2026 at 3:04 PM Bob <b@x.org> wrote:\n> one?\nyes\n\n> two?\nno",
    "Table:\n-----\na b c\n-----\nd e f",
    "I lost the original message, please send it again.\nThanks",
    "-- the original message of Bob was lost, send it again\nThanks",
    "We saw it on 5 May 2026.\nThen Bob (bob@example.org) came.\nHe wrote:\nnothing",
    "The forwarded message was empty:\n\nsee the picture",
    "> one?\nyes\n> two?\nno\n\n> " DELIMITER_MARK "\n> three?\nmaybe",
    "Hi Carol,\n\nOn Sat, Nov 21, 2026 at 8:22 PM Desk <d@x.org> wrote:\n> " DELIMITER_MARK
    " above " DELIMITER_MARK "\n> q1\n\nANSWER\n> q2\n\nANSWER",
    "Hello,\n\nOn Sat, Nov 21, 2026 at 8:22 PM Desk <d@x.org> wrote:\n> " DELIMITER_MARK
    "\n> q1\n\nbelow",
    // A quote whose long lines were wrapped: what is below may be ours.
    "Desk wrote:\n> " DELIMITER_MARK "\n> a long\nline\n\nYes",
    "Option A: 5 EUR\n--\nOption B: 7 EUR",
    "Option A: 5 EUR\n\n--\n\nOption B: 7 EUR\n\nPlease tell me which one is better, thanks.",
    "The black one is cheap\n\n--\n\nThe blue one is nice",
    "First option\n--\nSecond option is better, because it is cheaper.",
    "1.\nFirst\n--\n2.\nSecond",
    "Yes\n\n___\n\nAnd no to the second question.",
    "Serial numbers:\n__\n4711\n__\n4712",
    "Name: Max\n____\nStreet: Weg 1\n____\nPhone: 123",
    "Hi\n\n--\nMax Kunde\nFirma\n\nPS: the code is 4711",
    "Hi\n\n--\nMax Kunde\n\nwhat about the other one?",
    "See\n\n________________________________\n\nterms@x.example apply, see https://x.example",
    "Wir brauchen noch:\n\n-Toner schwarz",
    "We need\n\n-paper\n\n-toner",
    "The window shows:\n\n-----Original Message-----\n\nand then nothing. Why?",
    "The error:\n\nFrom: scanner\nTo: fileserver\nSubject: scan failed\nDate: today\n\nWhy?",
    "Von: meinem Chef\nAn: Sie\nBetreff: Danke\nDatum: heute\n\nDanke!",
    "Booking:\nFrom: 1 May 2026 10:00\nTo: 5 May 2026 10:00\nSubject: flat\nIs it free?",
    "Our log:\n2026-11-20 10:00:01 a@b.example <c@d.example>:\nconnection lost",
};

static void
text_that_looks_alike_is_kept(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(KEPT); i++) {
        g_auto(Answer) got = {0};

        answer_extract(KEPT[i], &got);
        if (strcmp(got.text, KEPT[i]) != 0 || got.cut) {
            fail_msg("cut by «%s»: «%s» to «%s»", got.by, KEPT[i], got.text);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attributions_end_the_answer),
        cmocka_unit_test(blocks_end_the_answer),
        cmocka_unit_test(device_lines_are_signatures),
        cmocka_unit_test(text_that_looks_alike_is_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
