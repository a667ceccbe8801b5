// Reports in odd forms are read; people and robots are not taken for mail systems; nothing is slow.
#include "bounce_fixture.h"

#define INSIDE                                                                                     \
    "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nThe following addresses had errors\n\n"   \
    "--b\nContent-Type: message/rfc822\n\nFrom: MAILER-DAEMON@inner.example\nContent-Type: "       \
    "multipart/report; report-type=delivery-status; boundary=c\n\n--c\n\nSorry.\n--c\n"            \
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; "  \
    "anna@example.org\nAction: failed\nStatus: 5.1.1\n\n--c\nContent-Type: message/rfc822\n\n"     \
    "Message-ID: <our@x>\n\nhi\n--c--\n--b--\n"

static void
reports_of_other_forms(void **state)
{
    static const Row ROWS[] = {
        {"a report inside a report",
         "From: MAILER-DAEMON@x.example\nTo: desk@example.com\nSubject: Returned mail\n" INSIDE,
         "bounce our@x; anna@example.org 5.1.1 failed!"},
        {"a source route, the original is known",
         "From: MAILER-DAEMON@x\nContent-Type: multipart/report; report-type=delivery-status; "
         "boundary=b\n\n--b\n\nx\n--b\nContent-Type: "
         "message/delivery-status\n\nOriginal-Recipient: "
         "rfc822;anna@example.org\nFinal-Recipient: rfc822;@mx:anna@box\nAction: failed\nStatus: "
         "5.2.0\n\n--b--\n",
         "bounce; anna@example.org 5.2.0 failed"},
        {"an encoded word is no address but stands as it came",
         "From: MAILER-DAEMON@x\nContent-Type: multipart/report; report-type=delivery-status; "
         "boundary=b\n\n--b\n\nx\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: "
         "rfc822; <=?utf-8?B?w6Q=?=@example.org>\nAction: failed\nStatus: 5.1.1\n\n--b--\n",
         "bounce; =?utf-8?B?w6Q=?=@example.org 5.1.1 failed!"},
        {"complaint, several recipients",
         "From: fbl@example.org\nContent-Type: multipart/report; report-type=feedback-report; "
         "boundary=b\n\n--b\n\nx\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: "
         "abuse\nOriginal-Rcpt-To: anna@example.org\nOriginal-Rcpt-To: bob@example.org\n\n--b--\n",
         "bounce; anna@example.org complaint; bob@example.org complaint"},
        {"complaint as a bare mail",
         "From: staff@example.org\nTo: desk@example.com\nSubject: complaint about message from "
         "192.0.2.1\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
         "message/rfc822\n\nX-HmXmrOriginalRecipient: anna@example.org\nMessage-ID: <our@x>\n\nhi\n"
         "--b--\n",
         "bounce our@x; anna@example.org complaint"},
        {"a notice in JSON",
         "From: no-reply@sns.example\nTo: desk@example.com\nSubject: Notification\n\n"
         "{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{\"emailAddress\":"
         "\"anna@example.org\",\"action\":\"failed\",\"status\":\"5.1.1\",\"diagnosticCode\":"
         "\"smtp; 550 5.1.1 user unknown\"}]}}\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"temporary words about a host",
         "From: MAILER-DAEMON@x\nContent-Type: multipart/report; report-type=delivery-status; "
         "boundary=b\n\n--b\n\nx\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: "
         "rfc822;anna@example.org\nAction: failed\nStatus: 4.0.0\nDiagnostic-Code: smtp; NXDOMAIN "
         "domain name not found\n\n--b--\n",
         "bounce; anna@example.org 4.0.0 failed"},
    };

    (void)state;
    check(ROWS, G_N_ELEMENTS(ROWS));
}

static void
people_and_robots_are_none(void **state)
{
    static const Row ROWS[] = {
        {"a person forwards a bounce",
         "From: Anna <anna@example.com>\nSubject: Fwd: Returned mail: see transcript\n\nWhat is "
         "this?\n\n> The original message was received at noon\n>    ----- The following addresses "
         "had permanent fatal errors -----\n> <bob@example.org>\n",
         "person"},
        {"a person writes of a bounce",
         "From: Anna <anna@example.com>\nSubject: Undeliverable mail\n\nDelivery failed to "
         "bob@example.org, what can I do?\n",
         "person"},
        {"an administrator",
         "From: System Administrator <root@example.com>\nSubject: Maintenance delayed\n\nWe shall "
         "be late.\n",
         "person"},
        {"an absence",
         "From: anna@example.com\nReturn-Path: <>\nSubject: Automatic reply: Undeliverable "
         "mail\n\nI am away. Ask bob@example.com.\n",
         "robot"},
        {"an absence of a postmaster's machine",
         "From: anna@example.com\nReturn-Path: <>\nAuto-Submitted: auto-replied\nSubject: Out of "
         "office\n\nI am away.\n",
         "robot"},
        {"an administrator answers in a ticket",
         "From: System Administrator <carol@customer.example>\nTo: desk@example.com\nIn-Reply-To: "
         "<our@x>\nSubject: Re: [HD#1] Mail delivery problem\n\nHello,\n\nyour message to Tom was "
         "received, thank you.\n",
         "person"},
        {"the same with an address and a code",
         "From: System Administrator <carol@customer.example>\nTo: desk@example.com\nReferences: "
         "<our@x>\nSubject: Re: Mail delivery problem\n\nYour message to bob@example.org failed: "
         "550 5.1.1 user unknown.\n",
         "person"},
        {"an administrator asks",
         "From: System Administrator <carol@customer.example>\nTo: desk@example.com\nSubject: Mail "
         "delivery problem\n\nHello,\n\nUnable to deliver to sales@example.com here.\n",
         "person"},
        {"an administrator tells",
         "From: System Administrator <admin@acme.example>\nTo: desk@example.com\nSubject: Delivery "
         "problem with your mails\n\nHello,\n\nyour message to bob@acme.example of yesterday was "
         "refused by our filter; please write again.\n",
         "person"},
        {"a team named so",
         "From: IT Mail System Team <it@acme.example>\nSubject: Undeliverable mails since "
         "Monday\n\nHello,\n\nyour mail could not be delivered to us?\n\nUnable to deliver since "
         "Monday.\n",
         "person"},
        {"a domain named so", "From: Joe <joe@mailer-daemon.example>\nSubject: question\n\nHi\n",
         "person"},
        {"a display name with a daemon",
         "From: \"Klaus (mailer-daemon group)\" <klaus@acme.example>\nSubject: question\n\nHi\n",
         "person"},
        {"a local part that only begins so",
         "From: mailer-daemon-fans@acme.example\nSubject: question\n\nHi\n", "person"},
        {"a postmaster writes of mail",
         "From: postmaster@acme.example\nSubject: Mail delivery to you does not work\n\nHello,\n\n"
         "time-outs here.\n",
         "robot"},
        {"a postmaster waits",
         "From: postmaster@acme.example\nSubject: Lieferung delayed\n\nHallo, wann?\n", "robot"},
        {"a postmaster answers",
         "From: postmaster@acme.example\nIn-Reply-To: <our@x>\nSubject: Re: Undeliverable mail\n\n"
         "Your message to us came late.\n",
         "robot"},
        {"a shop",
         "From: no-reply@shop.example\nSubject: Delivery failed: nobody at home\n\nYour parcel "
         "could not be delivered.\n",
         "robot"},
    };

    (void)state;
    check(ROWS, G_N_ELEMENTS(ROWS));
}

static void
senders_that_report(void **state)
{
    static const Row ROWS[] = {
        {"a name, subject, opener and code",
         "From: Mail Delivery System <mds@example.net>\nTo: desk@example.com\nSubject: Delivery "
         "failed\n\nThe following recipients failed:\n\nanna@example.org\n550 5.1.1 no such user\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"the only line opens",
         "From: postmaster@example.net\nTo: desk@example.com\nSubject: Undeliverable\n\nYour "
         "message to <anna@example.org> was not delivered: 550 5.1.1",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"an empty path and a first line",
         "Return-Path: <>\nFrom: x@example.net\nTo: desk@example.com\nSubject: x\n\nYour message "
         "to: anna@example.org\nwas blocked by our Spam Firewall.\n",
         "bounce; anna@example.org 5.7.1 failed"},
        {"a header without an address",
         "From: MAILER-DAEMON\nTo: desk@example.com\nSubject: x\n\n<anna@example.org>: 550 5.1.1\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"post_master, whose mail looks like an answer",
         "From: post_master@example.net\nTo: desk@example.com\nIn-Reply-To: <our@x>\nSubject: "
         "Re:x\n\nError: Invalid user address\n\n550 - no such user here\n  RCPT TO: "
         "anna@example.org\n",
         "bounce our@x; anna@example.org 5.1.1 failed!"},
    };

    (void)state;
    check(ROWS, G_N_ELEMENTS(ROWS));
}

#define POSTMASTER(subject)                                                                        \
    "Return-Path: <>\nFrom: postmaster@x.example\nTo: desk@example.com\nSubject: " subject         \
    "\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"

static void
languages_are_read(void **state)
{
    static const Row ROWS[] = {
        {"a Cyrillic label in capitals",
         POSTMASTER("x") "Не доставлено.\n\nПолучатель: anna@example.org\n550 5.1.1\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"another", POSTMASTER("x") "АДРЕСАТ: anna@example.org\n",
         "bounce; anna@example.org failed"},
        {"a blank in front of the colon",
         POSTMASTER("x") "Destinataire\u00a0: anna@example.org\n550 5.1.1 utilisateur inconnu\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"Dutch",
         POSTMASTER("Onbestelbaar: x") "Uw bericht kon niet worden bezorgd bij anna@example.org.\n"
                                       "De mailbox bestaat niet. 550 5.1.1\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"Polish",
         POSTMASTER("x") "Wiadomość do anna@example.org nie została dostarczona.\nSkrzynka pełna "
                         "(552 5.2.2).\n",
         "bounce; anna@example.org 5.2.2 failed"},
        {"Turkish",
         POSTMASTER("x") "İletiniz anna@example.org adresine teslim edilemedi.\n550 5.1.1\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"Japanese",
         POSTMASTER("x") "宛先： anna@example.org\n宛先メールアドレスが見つかりません。\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"Japanese, in a sentence", POSTMASTER("x") "anna@example.orgに送信できませんでした。\n",
         "bounce; anna@example.org failed"},
        {"Chinese, a label",
         POSTMASTER("x") "收件人：anna@example.org\n原因：550 5.1.1 用户不存在\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"Chinese, a sentence", POSTMASTER("x") "用户anna@example.org不存在\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"Chinese, brackets", POSTMASTER("x") "邮件地址（anna@example.org）无法送达。\n",
         "bounce; anna@example.org failed"},
        {"Korean",
         "Return-Path: <>\nFrom: mail@x.example\nTo: desk@example.com\nSubject: "
         "=?utf-8?B?66mU7J28IOyghOyGoSDsi6TtjKgg7JWM66a8?=\nContent-Type: text/plain; "
         "charset=utf-8\n\n받는사람: anna@example.org\n(550 5.1.1 No such user)\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"Korean, a particle", POSTMASTER("x") "anna@example.org에게 배달하지 못했습니다.\n",
         "bounce; anna@example.org failed"},
        {"unknown words, one address, a code",
         POSTMASTER("x") "Viesti osoitteeseen anna@example.org ei mennyt perille: 550 5.1.1\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"the same twice, and the reader",
         POSTMASTER("x") "Viesti anna@example.org ei mennyt. Lue desk@example.com.\nSinun "
                         "desk@example.com ei.\nOsoite anna@example.org ei.\n550 5.1.1\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"unknown words, the same twice, then another",
         POSTMASTER("x") "Viesti anna@example.org ei.\nOsoite anna@example.org ei.\nViesti "
                         "bob@example.org ei.\n550 5.1.1\n",
         "bounce"},
        {"unknown words, two addresses",
         POSTMASTER("x") "Viesti anna@example.org ei.\nViesti bob@example.org ei.\n550 5.1.1\n",
         "bounce"},
        {"an address in the letters of the country stays whole",
         POSTMASTER("x") "收件人: 用户@例子.广告\n", "bounce; 用户@例子.广告 failed"},
        {"yahoo.co.jp",
         DAEMON(
             "failure notice") "<anna@yahoo.co.jp>:\nThis user doesn't have a yahoo.co.jp account "
                               "(anna@yahoo.co.jp) [-9]\n",
         "bounce; anna@yahoo.co.jp 5.1.1 failed!"},
        {"RFC 6533",
         "From: MAILER-DAEMON@x\nContent-Type: multipart/report; report-type=delivery-status; "
         "boundary=b\n\n--b\n\nx\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: "
         "utf-8; \\x{438}\\x{432}\\x{430}\\x{43D}@example.org\nAction: failed\nStatus: 5.1.1\n\n"
         "--b--\n",
         "bounce; иван@example.org 5.1.1 failed!"},
    };

    (void)state;
    check(ROWS, G_N_ELEMENTS(ROWS));
}

static void
reports_are_told_from_prose(void **state)
{
    static const struct {
        const char *name, *in;
        bool want;
    } ROWS[] = {
        {"prose", DAEMON("Returned mail") "<anna@example.org>: 550 5.1.1\n", false},
        {"a header", "X-Failed-Recipients: anna@example.org\n" DAEMON("x") "x\n", true},
        {"multipart/report",
         "From: MAILER-DAEMON@x\nContent-Type: multipart/report; boundary=b\n\n--b\n\nx\n--b--\n",
         true},
        {"a delivery status in another multipart",
         "From: MAILER-DAEMON@x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
         "message/delivery-status\n\nFinal-Recipient: rfc822;a@b.example\n\n--b--\n",
         true},
        {"a report inside", "From: MAILER-DAEMON@x\n" INSIDE, true},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Blob) raw = blob_new_bytes(ROWS[i].in, strlen(ROWS[i].in));
        g_autoptr(Message) m = message_parse(raw, NULL, NULL);
        g_autoptr(Bounce) b = bounce_parse(m);

        if (!b || b->report != ROWS[i].want) {
            fail_msg("%s: %s", ROWS[i].name, b ? "the other" : "none");
        }
    }
}

// 64 kB of what makes scanners slow.
static void
hostile_text_is_quick(void **state)
{
    static const char *const UNITS[] = {"@",
                                        "a@",
                                        "<a@b.c>:\n",
                                        "550 ",
                                        "\"@",
                                        "5.1.1 ",
                                        "a@b.c, ",
                                        "Final-Recipient: rfc822;a@b.c\n\n",
                                        "Message-ID:\n",
                                        "户a@b.c不",
                                        "anna\n",
                                        "：a@b.c （"};

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(UNITS); i++) {
        g_autoptr(GString) mail = g_string_new(DAEMON("Returned mail"));
        gint64 start = g_get_monotonic_time();
        g_autofree char *got = NULL;

        while (mail->len < 65536) {
            g_string_append(mail, UNITS[i]);
        }
        got = summary(mail->str);
        assert_true(g_str_has_prefix(got, "bounce"));
        if (g_get_monotonic_time() - start > 2 * G_USEC_PER_SEC) {
            fail_msg("\"%s\" took %.1f s", UNITS[i],
                     (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_of_other_forms),      cmocka_unit_test(people_and_robots_are_none),
        cmocka_unit_test(senders_that_report),         cmocka_unit_test(languages_are_read),
        cmocka_unit_test(reports_are_told_from_prose), cmocka_unit_test(hostile_text_is_quick),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
