// Free-text bounces of many systems: who failed, the status, whether for good.
#include "bounce_fixture.h"

#define QMAIL                                                                                      \
    DAEMON("failure notice")                                                                       \
    "Hi. This is the qmail-send program at mx.example.net.\nI'm afraid I wasn't able to deliver "  \
    "your message to the following addresses.\nThis is a permanent error; I've given up. Sorry "   \
    "it didn't work out.\n\n"
#define QMAIL_COPY                                                                                 \
    "\n--- Below this line is a copy of the message.\n\nReturn-Path: <desk@example.com>\n"         \
    "Message-ID: <our@x>\nTo: anna@example.org\n\nhi\n"
#define EXIM                                                                                       \
    DAEMON("Mail delivery failed: returning message to sender")                                    \
    "This message was created automatically by mail delivery software.\n\nA message that you "     \
    "sent could not be delivered to one or more of its\nrecipients. This is a permanent error. "   \
    "The following address(es) failed:\n\n"
#define EXIM_COPY                                                                                  \
    "\n------ This is a copy of the message, including all the headers. ------\n\n"                \
    "Message-Id: <our@x>\nTo: anna@example.org\n\nhi\n"
#define POSTFIX                                                                                    \
    DAEMON("Undelivered Mail Returned to Sender")                                                  \
    "This is the Postfix program at host mx.example.net.\n\nI'm sorry to have to inform you "      \
    "that the message returned\nbelow could not be delivered to one or more destinations.\n\n"     \
    "For further assistance, please contact <postmaster@mx.example.net>\n\n"                       \
    "                        The Postfix program\n\n"

static void
systems_are_read(void **state)
{
    static const Row ROWS[] = {
        {"qmail",
         QMAIL "<anna@example.org>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 "
               "5.1.1 unknown or illegal alias\nGiving up on 192.0.2.1.\n" QMAIL_COPY,
         "bounce our@x; anna@example.org 5.1.1 failed!"},
        {"qmail, two of them",
         QMAIL "<anna@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
               "<bob@example.org>:\nRemote host said: 552 mailbox full\n" QMAIL_COPY,
         "bounce our@x; anna@example.org 5.1.1 failed!; bob@example.org 5.2.2 failed"},
        {"qmail, no such host",
         QMAIL "<anna@nowhere.example>:\nSorry, I couldn't find any host named nowhere.example. "
               "(#5.1.2)\n" QMAIL_COPY,
         "bounce our@x; anna@nowhere.example 5.1.2 failed!"},
        {"qmail, too long",
         QMAIL "<anna@example.org>:\nSorry, I wasn't able to establish an SMTP connection. "
               "(#4.4.1)\nI'm not going to try again; this message has been in the queue too "
               "long.\n" QMAIL_COPY,
         "bounce our@x; anna@example.org 4.4.1 failed"},
        {"the writer is the recipient",
         QMAIL "<desk@example.com>:\nRemote host said: 552 over quota\n" QMAIL_COPY,
         "bounce our@x; desk@example.com 5.2.2 failed"},
        {"Exim after RCPT",
         EXIM
         "  anna@example.org\n    SMTP error from remote mail server after RCPT TO:"
         "<anna@example.org>:\n    host mx.example.org [192.0.2.1]: 550 user unknown\n" EXIM_COPY,
         "bounce our@x; anna@example.org 5.1.1 failed!"},
        {"Exim after the data: a filter",
         EXIM "  anna@example.org\n    SMTP error from remote mail server after end of data:\n"
              "    host mx.example.org [192.0.2.1]: 550 user unknown\n" EXIM_COPY,
         "bounce our@x; anna@example.org 5.0.0 failed"},
        {"Exim, about the sender",
         EXIM
         "  anna@example.org\n    SMTP error from remote mail server after MAIL FROM:"
         "<desk@example.com>:\n    host mx.example.org [192.0.2.1]: 550 no such user\n" EXIM_COPY,
         "bounce our@x; anna@example.org 5.0.0 failed"},
        {"Exim, no route", EXIM "  anna@nowhere.example\n    Unrouteable address\n" EXIM_COPY,
         "bounce our@x; anna@nowhere.example 5.1.2 failed!"},
        {"Exim, warning",
         DAEMON("Warning: message 1a2b-3c delayed 24 hours") "This message was created "
                                                             "automatically by mail delivery "
                                                             "software.\nA message that you "
                                                             "sent has not yet been delivered to "
                                                             "one or more of its\nrecipients after "
                                                             "more than 24 "
                                                             "hours on the queue on "
                                                             "mx.example.net.\n\nThe address to "
                                                             "which the message has not yet "
                                                             "been delivered is:\n\n  "
                                                             "anna@example.org\n\nNo action is "
                                                             "required on your part. Delivery "
                                                             "attempts will continue for\nsome "
                                                             "time.\n",
         "bounce; anna@example.org 4.4.7 delayed"},
        {"Postfix",
         POSTFIX "<anna@example.org>: host mx.example.org[192.0.2.1] said: 550 5.1.1\n    "
                 "<anna@example.org>: Recipient address rejected: User unknown (in reply\n    to "
                 "RCPT TO command)\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"Postfix, host not found",
         POSTFIX "<anna@nowhere.example>: Host or domain name not found. Name service error for\n"
                 "    name=nowhere.example type=A: Host not found\n",
         "bounce; anna@nowhere.example 5.1.2 failed!"},
        {"Postfix, delay",
         DAEMON(
             "Delayed Mail (still being retried)") "This is the mail system at host "
                                                   "mx.example.net.\n\n# THIS IS A WARNING ONLY.  "
                                                   "YOU DO NOT "
                                                   "NEED TO RESEND YOUR MESSAGE. #\n\nYour message "
                                                   "could not be delivered for more than 1 "
                                                   "hour.\nIt will be retried until it is 5 days "
                                                   "old.\n\n<anna@example.org>: connect to "
                                                   "mx.example.org[192.0.2.1]:25: Connection timed "
                                                   "out\n",
         "bounce; anna@example.org 4.4.1 delayed"},
        {"Sendmail",
         DAEMON(
             "Returned mail: see transcript for details") "The original message was received at "
                                                          "Thu, 1 Jan 2015 10:00:00 GMT\nfrom "
                                                          "localhost\n\n"
                                                          "   ----- The following addresses had "
                                                          "permanent fatal errors "
                                                          "-----\n<anna@example.org>\n"
                                                          "    (reason: 550 5.1.1 "
                                                          "<anna@example.org>... User "
                                                          "unknown)\n<bob@example.org>\n\n"
                                                          "   ----- Transcript of session follows "
                                                          "-----\n... while talking to "
                                                          "mx.example.org.:\n"
                                                          ">>> RCPT To:<anna@example.org>\n<<< 550 "
                                                          "5.1.1 <anna@example.org>... User "
                                                          "unknown\n"
                                                          ">>> RCPT To:<bob@example.org>\n<<< 552 "
                                                          "5.2.2 <bob@example.org>... Over quota\n",
         "bounce; anna@example.org 5.1.1 failed!; bob@example.org 5.2.2 failed"},
        {"Sendmail, a warning",
         DAEMON(
             "Warning: could not send message for past 4 hours") "    "
                                                                 "*********************************"
                                                                 "*************\n    **      THIS "
                                                                 "IS A WARNING "
                                                                 "MESSAGE ONLY      **\n    **  "
                                                                 "YOU DO NOT NEED TO RESEND YOUR "
                                                                 "MESSAGE  **\n\n"
                                                                 "   ----- The following addresses "
                                                                 "had transient non-fatal errors "
                                                                 "-----\n"
                                                                 "<anna@example.org>\n\n   ----- "
                                                                 "Transcript of session follows "
                                                                 "-----\n<anna@example.org>... "
                                                                 "Deferred: Connection timed out "
                                                                 "with mx.example.org.\nWarning: "
                                                                 "message still undelivered "
                                                                 "after 4 hours\nWill keep trying "
                                                                 "until message is 5 days old\n",
         "bounce; anna@example.org 4.4.1 delayed"},
        {"old Sendmail, only a record",
         DAEMON("Returned mail: Host unknown") "   ----- Transcript of session follows -----\n550 "
                                               "nowhere.example (smtp)... 550 Host "
                                               "unknown\n554 <anna@nowhere.example>... 550 Host "
                                               "unknown\n>>> RCPT To:<bob@example.org>\n"
                                               "<<< 550 relaying denied\n554 <bob@example.org>... "
                                               "Service unavailable\n\n"
                                               "   ----- Unsent message follows -----\nReceived: "
                                               "by mx\nMessage-Id: <our@x>\n",
         "bounce our@x; anna@nowhere.example 5.1.2 failed!; bob@example.org 5.7.1 failed"},
        {"Exchange",
         "From: System Administrator <postmaster@example.org>\nTo: desk@example.com\nSubject: "
         "Undeliverable: Printer\nReturn-Path: <>\n\nYour message\n\n  To:      anna@example.org\n"
         "  Subject: Printer\n  Sent:    Thu, 1 Jan 2015 10:00:00 +0100\n\ndid not reach the "
         "following recipient(s):\n\nanna@example.org on Thu, 1 Jan 2015 10:00:05 +0100\n    The "
         "recipient name is not recognized\n    MSEXCH:IMS:X:Y:Z 0 (000C05A6) Unknown Recipient\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"Office 365",
         "From: Microsoft Outlook <postmaster@example.org>\nTo: desk@example.com\nSubject: "
         "Undeliverable: Printer\nReturn-Path: <>\n\nDelivery has failed to these recipients or "
         "groups:\n\nanna@example.org<mailto:anna@example.org>\nThe email address you entered "
         "couldn't be found. Please check the recipient's email address.\n\nDiagnostic "
         "information for administrators:\n\nGenerating server: x.example.org\n\nanna@example.org\n"
         "#550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found ##\n\nOriginal message "
         "headers:\n\nMessage-ID: <our@x>\n",
         "bounce our@x; anna@example.org 5.1.10 failed!"},
        {"Domino",
         "From: Postmaster@example.org\nTo: desk@example.com\nSubject: DELIVERY FAILURE: User anna "
         "(anna@example.org) not listed in Domino Directory\n\nYour message\n\n  Subject: Printer\n"
         "\nwas not delivered to:\n\n  anna@example.org\n\nbecause:\n\n  User anna "
         "(anna@example.org) not listed in Domino Directory\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"Gmail",
         DAEMON(
             "Delivery Status Notification (Failure)") "Delivery to the following recipient failed "
                                                       "permanently:\n\n     anna@example.org\n\n"
                                                       "Technical details of permanent "
                                                       "failure:\nThe error that the other server "
                                                       "returned was:\n"
                                                       "550 5.1.1 <anna@example.org>... User "
                                                       "Unknown\n\n----- Original message -----\n\n"
                                                       "Message-Id: <our@x>\n",
         "bounce our@x; anna@example.org 5.1.1 failed!"},
        {"Yahoo",
         DAEMON("Failure Notice") "Sorry, we were unable to deliver your message to the following "
                                  "address.\n\n"
                                  "<anna@example.org>:\n554: delivery error: dd This user doesn't "
                                  "have an example.org "
                                  "account\n" QMAIL_COPY,
         "bounce our@x; anna@example.org 5.1.1 failed!"},
        {"OpenSMTPD, later",
         DAEMON(
             "Delivery status notification: warning") "    Hi!\n\n    This is the MAILER-DAEMON, "
                                                      "please DO NOT REPLY to this email.\n\n    A "
                                                      "message is delayed for more than 4 hours "
                                                      "for the following\n    list of "
                                                      "recipients:\n\n"
                                                      "anna@example.org: 421 4.7.0 come back "
                                                      "later\n\n    Please note that this is only "
                                                      "a "
                                                      "temporary failure report.\n\n    Below is a "
                                                      "copy of the original message:\n\n",
         "bounce; anna@example.org 4.7.0 delayed"},
        {"DragonFly",
         "From: MAILER-DAEMON <>\nTo: desk@example.com\nSubject: Mail delivery failed\n\nThis is "
         "the DragonFly Mail Agent v0.13 at mx.\n\nThere was an error delivering your mail to "
         "<anna@example.org>.\n\nmx.example.org [192.0.2.1] did not like our RCPT TO:\n554 5.3.4 "
         "<anna@example.org>: Message too big\n\nMessage headers follow.\n\nMessage-Id: <our@x>\n",
         "bounce our@x; anna@example.org 5.3.4 failed"},
        {"1und1",
         DAEMON(
             "Mail delivery failed: returning message to sender") "This message was created "
                                                                  "automatically by mail delivery "
                                                                  "software.\n\nThe following "
                                                                  "address "
                                                                  "failed:\n\nanna@example."
                                                                  "org\n\nFor the following "
                                                                  "reason:\n\nMail size limit "
                                                                  "exceeded.\n\n--- The header of "
                                                                  "the original message is "
                                                                  "following. ---\n\n"
                                                                  "Message-ID: <our@x>\n",
         "bounce our@x; anna@example.org 5.3.4 failed"},
        {"mail.ru",
         DAEMON("Mail failure.") "Это письмо создано автоматически сервером Mail.Ru, отвечать на "
                                 "него не нужно.\n\nК "
                                 "сожалению, Ваше письмо не может быть доставлено одному или "
                                 "нескольким получателям:\n\n"
                                 "anna@example.org\n  retry timeout exceeded\n",
         "bounce; anna@example.org 5.4.7 failed"},
        {"KDDI",
         "From: no-reply@example.ne.jp\nTo: desk@example.com\nSubject: Mail\nReturn-Path: <>\n\n"
         "Your mail sent on: Thu, 1 Jan 2015 10:00:00 +0900\n     Could not be delivered to: "
         "<anna@example.org>\n     As their mailbox is full.\n",
         "bounce; anna@example.org 5.2.2 failed"},
        {"a list of several",
         DAEMON("Undeliverable mail") "Unable to deliver message to the following "
                                      "address(es).\n\n<anna@example.org>, "
                                      "<bob@example.org>\n",
         "bounce; anna@example.org failed; bob@example.org failed"},
        {"a label",
         DAEMON("Undeliverable mail") "Recipient: anna@example.org\nReason: 550 no such mailbox\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"within a sentence",
         DAEMON("Undeliverable Mail") "User mailbox exceeds allowed size: anna@example.org\n\n"
                                      "Original message follows.\n\nMessage-ID: <our@x>\n",
         "bounce our@x; anna@example.org 5.2.2 failed"},
        {"status blocks in the text",
         DAEMON(
             "Delivery Status Notification (Failure)") "An error occurred while trying to deliver "
                                                       "the mail to the following recipients:\n"
                                                       "anna@example.org\n\nTechnical "
                                                       "report:\n\nReporting-MTA: dsn; "
                                                       "mx\n\nAction: failed\n"
                                                       "Final-Recipient: rfc822; "
                                                       "anna@example.org\nDiagnostic-Code: smtp; "
                                                       "550 5.2.2 full\n"
                                                       "Status: 5.2.2\n",
         "bounce; anna@example.org 5.2.2 failed"},
        {"a name of the address says nothing",
         POSTFIX "<mailboxfull@example.org>: host mx said: 550 5.1.1 <mailboxfull@example.org>: "
                 "no such user, see http://example.org/help/over-quota\n",
         "bounce; mailboxfull@example.org 5.1.1 failed!"},
        {"the entry twice in a line",
         DAEMON("failure notice") "  ----- The following addresses had permanent fatal errors "
                                  "-----\n\n>>> anna@example.org "
                                  "<anna@example.org>\n\n  ----- Transcript of session follows "
                                  "-----\n550 sorry, no mailbox "
                                  "here by that name (#5.1.1 - chkusr)\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"the reason first",
         "From: postmaster@example.org\nTo: desk@example.com\nSubject: Undeliverable Mail\n\nYour "
         "message:\n   From:    desk@example.com\n   Subject: x\n\nCould not be delivered because "
         "of\n\n550 5.1.1 User unknown\n\nThe following recipients were affected:\n   "
         "anna@example.org\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"a filter's own page",
         DAEMON("Undeliverable") "Your message to: anna@example.org\nwas blocked by our Spam "
                                 "Firewall. It has NOT BEEN DELIVERED.\n",
         "bounce; anna@example.org 5.7.1 failed"},
        {"James",
         "From: postmaster@james.example\nTo: desk@example.com\nReturn-Path: <>\nSubject: "
         "Printer\n\nHi. This is the James mail server at mx.\nI'm afraid I wasn't able to "
         "deliver your message to the following addresses.\n\nFailed recipient(s):\n"
         "anna@example.org\n\nError message:\n550 5.1.1 unknown user\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"IronPort",
         DAEMON("Delivery Status Notification (Failure)") "The following message to "
                                                          "<anna@example.org> was "
                                                          "undeliverable.\nThe reason for the "
                                                          "problem:\n5.1.0 - Unknown address error "
                                                          "550-'5.1.1 <anna@example.org>: "
                                                          "Recipient address "
                                                          "rejected: User unknown in local "
                                                          "recipient table'\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"Sieve",
         DAEMON("Automatically rejected mail") "Your message to <anna@example.org> was "
                                               "automatically rejected:\nNo thanks.\n",
         "bounce; anna@example.org failed"},
        {"a list of blocked senders, known by the host of a link alone",
         POSTFIX "<anna@example.org>: host mx said: 553 http://www.spamhaus.org/query/bl?ip=1\n",
         "bounce; anna@example.org 5.7.1 failed"},
        {"a host whose name sounds like a reason",
         POSTFIX "<anna@example.org>: host mx.antispam.example[192.0.2.1] said: 550 5.1.1 no such "
                 "user, see http://policy.example/spam\n",
         "bounce; anna@example.org 5.1.1 failed!"},
        {"only the returned mail names the recipient",
         DAEMON("Returned mail") "Your message could not be delivered.\n\nOriginal message follows."
                                 "\n\nMessage-ID: <our@x>\nTo: anna@example.org\n",
         "bounce our@x; anna@example.org failed"},
    };

    (void)state;
    check(ROWS, G_N_ELEMENTS(ROWS));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(systems_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
