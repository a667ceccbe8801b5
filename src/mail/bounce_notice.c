// bounce_notice.c: complaints and bounces told in a form of their own instead of a report.
//
// Amazon SNS mails a line of JSON ("notificationType"); Hotmail's complaints are a bare returned
// mail under a fixed subject, with the recipient in a header of that mail; fml alerts of loops. The
// JSON is not parsed, only searched for the few keys that matter: mail gateways break its long
// line.
//
// Neighbours: bounce_fields.c reads feedback reports proper.

#include "base/text.h"
#include "mail/bounce_private.h"

#include <string.h>

#define SUBJECT "complaint about message from "

static bool
is_json_notice(const char *text)
{
    return *text == '{' && g_strstr_len(text, BOUNCE_TEXT, "\"notificationType\"");
}

static bool
is_bare_complaint(const Message *m)
{
    return g_str_has_prefix(message_subject(m), SUBJECT) && message_attachment_count(m) == 1 &&
           strcmp(message_attachment(m, 0)->type, "message/rfc822") == 0;
}

static bool
is_loop_alert(const Message *m)
{
    return g_str_has_prefix(message_subject(m), "Loop Alert: ") &&
           g_str_has_prefix(message_text(m), "Duplicated Message-ID in ");
}

bool
bounce_is_notice(const Message *m)
{
    return is_bare_complaint(m) || is_loop_alert(m) || is_json_notice(message_text(m));
}

// The string behind "key":, without its quotes; "" when there is none.
static char *
json_string(const char *text, const char *key)
{
    g_autofree char *quoted = g_strdup_printf("\"%s\":\"", key);
    const char *p = strstr(text, quoted);

    p = p ? p + strlen(quoted) : "";
    return g_strndup(p, strcspn(p, "\""));
}

static void
read_json(const char *text, Bounce *b)
{
    g_autofree char *kind = json_string(text, "notificationType");
    g_autofree char *status = json_string(text, "status");
    g_autofree char *words = json_string(text, "diagnosticCode");
    bool complaint = strcmp(kind, "Complaint") == 0;
    BounceAction action = complaint                              ? BOUNCE_COMPLAINT
                          : strcmp(kind, "Delivery") == 0        ? BOUNCE_DELIVERED
                          : strstr(text, "\"action\":\"delayed") ? BOUNCE_DELAYED
                                                                 : BOUNCE_FAILED;
    static const char KEY[] = "\"emailAddress\":\"";

    for (const char *p = strstr(text, KEY); p; p = strstr(p, KEY)) {
        p += sizeof KEY - 1;
        g_autofree char *value = g_strndup(p, strcspn(p, "\""));
        g_autofree char *address = bounce_address_first(value);

        if (*address) {
            bounce_add(b, address, action, complaint ? "" : status, complaint ? "abuse" : words);
        }
    }
}

bool
bounce_read_notice(const Message *m, Bounce *b)
{
    if (is_json_notice(message_text(m))) {
        g_autofree char *text = text_clip(message_text(m), BOUNCE_TEXT);

        read_json(text, b);
        return true;
    }
    if (is_bare_complaint(m)) {
        g_autofree char *headers = message_part_text(m, "message/rfc822", BOUNCE_TEXT);

        bounce_read_feedback("", text_or_empty(headers), b);
        return true;
    }
    return false;
}
