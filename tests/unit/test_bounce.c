// Reports name recipients, what became of the mail, and which mail it was.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mail/bounce.h"

#include <glib.h>
#include <string.h>

static char *
summary(const char *text)
{
    g_autoptr(Blob) raw = blob_new_bytes(text, strlen(text));
    g_autoptr(Message) m = message_parse(raw, NULL, NULL);
    g_autoptr(Bounce) b = NULL;
    GString *out = g_string_new(NULL);

    assert_non_null(m);
    b = bounce_parse(m);
    if (!b) {
        g_string_append(out, "none");
        return g_string_free(out, FALSE);
    }
    g_string_append(out, b->original_id);
    for (guint i = 0; i < b->recipients->len; i++) {
        const BounceRecipient *r = g_ptr_array_index(b->recipients, i);

        g_string_append_printf(out, "; %s %s %d%s %s", r->recipient, r->status, (int)r->action,
                               r->permanent ? "!" : "", r->diagnostic);
    }
    return g_string_free(out, FALSE);
}

#define REPORT                                                                                     \
    "From: MAILER-DAEMON@example.com\nContent-Type: multipart/report; boundary=b; report-type="
#define DSN                                                                                        \
    REPORT "delivery-status\n\n--b\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\n"      \
           "Reporting-MTA: dns; mx.example.com\n\n"
#define ORIGINAL                                                                                   \
    "--b\nContent-Type: message/rfc822\n\nMessage-ID: <our@x>\nTo: "                               \
    "anna@example.com\n\nhi\n--b--\n"

static void
reports_are_read(void **state)
{
    static const struct {
        const char *name, *in, *want;
    } ROWS[] = {
        {"failed",
         DSN "Final-Recipient: rfc822; anna@example.com\nAction: failed\nStatus: 5.1.1 (unknown)\n"
             "Diagnostic-Code: smtp; 550 5.1.1\n <anna>: unknown\n\n" ORIGINAL,
         "our@x; anna@example.com 5.1.1 0! 550 5.1.1 <anna>: unknown"},
        {"delayed",
         DSN
         "Final-Recipient: RFC822;anna@example.com\nAction: delayed\nStatus: 4.4.1\n\n" ORIGINAL,
         "our@x; anna@example.com 4.4.1 1 "},
        {"delivered",
         DSN
         "Final-Recipient: rfc822;anna@example.com\nAction: relayed\nStatus: 2.0.0\n\n" ORIGINAL,
         "our@x; anna@example.com 2.0.0 2 "},
        {"two, one of them forwarded",
         DSN "Original-Recipient: rfc822;anna@example.com\nFinal-Recipient: rfc822;a@else.org\n"
             "Action: failed\nStatus: 5.2.2\n\nFinal-Recipient: rfc822;bob@example.com\nAction: "
             "failed\n"
             "Status: 4.2.2\n\n" ORIGINAL,
         "our@x; a@else.org 5.2.2 0 ; bob@example.com 4.2.2 0 "},
        {"general status, exact words",
         DSN "Final-Recipient: rfc822;anna@example.com\nAction: failed\nStatus: 5.0.0\n"
             "Diagnostic-Code: smtp; 554 5.7.1 refused\n\n" ORIGINAL,
         "our@x; anna@example.com 5.7.1 0 554 5.7.1 refused"},
        {"no status, reply code",
         DSN "Final-Recipient: rfc822;anna@example.com\nAction: failed\n"
             "Diagnostic-Code: smtp; 450 busy\n\n" ORIGINAL,
         "our@x; anna@example.com 4.0.0 0 450 busy"},
        {"headers of the original",
         DSN "Final-Recipient: rfc822;anna@example.com\nAction: failed\nStatus: 5.1.1\n\n"
             "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <h@x>\n\n--b--\n",
         "h@x; anna@example.com 5.1.1 0! "},
        {"report without original", DSN "\n--b--\n", ""},
        {"complaint",
         REPORT "feedback-report\n\n--b\n\nx\n--b\nContent-Type: message/feedback-report\n\n"
                "Feedback-Type: abuse\nOriginal-Rcpt-To: <anna@example.com>\n\n" ORIGINAL,
         "our@x; anna@example.com  3 abuse"},
        {"complaint, recipient of the original",
         REPORT "feedback-report\n\n--b\n\nx\n--b\nContent-Type: message/feedback-report\n\n"
                "Feedback-Type: abuse\n\n" ORIGINAL,
         "our@x; anna@example.com  3 abuse"},
        {"header beside prose",
         "From: MAILER-DAEMON@example.com\nX-Failed-Recipients: anna@example.com,\n "
         "bob@example.com\n\nSorry\n",
         "; anna@example.com  0 ; bob@example.com  0 "},
        {"read receipt", REPORT "disposition-notification\n\n--b\n\nread\n--b--\n", "none"},
        {"person", "From: anna@example.com\n\nhi\n", "none"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *got = summary(ROWS[i].in);

        if (strcmp(got, ROWS[i].want) != 0) {
            fail_msg("%s: «%s»", ROWS[i].name, got);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
