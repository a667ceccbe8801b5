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
        {"a shop",
         "From: no-reply@shop.example\nSubject: Delivery failed: nobody at home\n\nYour parcel "
         "could not be delivered.\n",
         "robot"},
    };

    (void)state;
    check(ROWS, G_N_ELEMENTS(ROWS));
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
                                        "Message-ID:\n"};

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
        cmocka_unit_test(reports_of_other_forms),
        cmocka_unit_test(people_and_robots_are_none),
        cmocka_unit_test(hostile_text_is_quick),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
