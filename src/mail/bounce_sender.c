// bounce_sender.c: whether a mail is a mail system's report, where it does not say so by its type.
//
// A mailer daemon does nothing else. Of others two signs are needed: a sender that is no person (a
// postmaster, an empty return path, or a name such as "Mail Delivery Subsystem"), and a subject or
// a first line under which reports are written. A name alone proves little, so it needs both. Thus
// people who forward or quote a report stay people, and a postmaster may write of other things.
//
// Neighbours: nature.c and bounce.c ask.

#include "base/text.h"
#include "mail/bounce_private.h"

#include <string.h>

#define OPENING_LINES 12

// Subjects under which a postmaster reports (folded, anywhere in the subject).
static const char *const SUBJECTS[] = {
    "undeliver",
    "delivery status",
    "delivery failure",
    "failure notice",
    "failure delivery",
    "failed delivery",
    "delivery failed",
    "delivery has failed",
    "delivery error",
    "delivery problem",
    "delivery notification",
    "delivery report",
    "delivery delayed",
    "delayed",
    "returned mail",
    "returned to sender",
    "returning to sender",
    "returning message to sender",
    "returned email",
    "could not be delivered",
    "couldn't be delivered",
    "cannot be delivered",
    "not delivered",
    "not be delivered",
    "mail system error",
    "mail delivery",
    "mail failed",
    "mail error",
    "message delivery",
    "message failure",
    "nondeliverable",
    "non-deliverable",
    "non delivery",
    "non-delivery",
    "there was an error sending your mail",
    "considered unsolicited bulk email",
    "rejected:",
    "bounce",
    "email rejected",
    "warning: could not send",
    "unzustellbar",
    "nicht zugestellt",
    "konnte nicht zugestellt",
    "zustellung",
    "non remis",
    "non distribu",
    "échec de la remise",
    "no se puede entregar",
    "no entregado",
    "no se ha podido entregar",
    "non recapitabile",
    "mancato recapito",
    "mancata consegna",
    "não entregue",
    "não é possível entregar",
    "falha na entrega",
    "onbestelbaar",
    "nie dostarczono",
    "niedostarczon",
    "nie można dostarczyć",
    "nedoručiteln",
    "teslim edilemedi",
    "недоставлен",
    "не доставлен",
    "недоставк",
    "не может быть доставлено",
    "не удалось доставить",
    "не вдалося доставити",
    "配信不能",
    "配信エラー",
    "送信エラー",
    "配信できません",
    "退信",
    "无法投递",
    "系统退信",
};

// So a report says what it is, within its first lines.
static const char *const OPENERS[] = {
    "hi. this is the",
    "this is the mail system at",
    "this is the postfix program",
    "this is the mailer-daemon",
    "this is the dragonfly mail agent",
    "this is an automatically generated delivery status",
    "this is a delivery status notification",
    "this message was created automatically by",
    "a message that you sent could not be delivered",
    "a message that you have sent could not be delivered",
    "the original message was received at",
    "the following addresses had",
    "the following address had",
    "the following address failed",
    "the following addresses failed",
    "the following mail could not be delivered",
    "the following message could not be delivered",
    "the following message to <",
    "the following recipients",
    "the following recipient",
    "delivery to the following recipient",
    "delivery has failed",
    "delivery failed",
    "transcript of session follows",
    "sorry, we were unable to deliver",
    "sorry, your message",
    "i'm sorry to have to inform you",
    "i'm afraid i wasn't able to deliver",
    "unable to deliver",
    "undeliverable",
    "undelivered message",
    "undeliverable to",
    "your message to ",
    "your message was not delivered",
    "your message could not be delivered",
    "your message cannot be delivered",
    "your message couldn't be delivered",
    "your message wasn't delivered",
    "your message did not reach",
    "your message has not been delivered",
    "your mail could not be delivered",
    "your mail sent on:",
    "your e-mail could not be delivered",
    "your email could not be delivered",
    "could not be delivered to",
    "was not delivered to",
    "did not reach the following",
    "there was an error delivering",
    "there was an error sending your mail",
    "we had trouble delivering your message",
    "an error occurred while trying to deliver",
    "an error has occurred while attempting to deliver",
    "a message is delayed for more than",
    "each of the following recipients was rejected",
    "error: invalid user address",
    "user mailbox exceeds allowed size",
    "message from interscan",
    "message delivery has failed",
    "message log follows",
    "failure reasons",
    "failed addresses follow",
    "no valid recipients were found",
    "duplicated message-id in",
    "mail delivery failed",
    "mail could not be delivered",
    "mail system error",
    "reporting-mta:",
    "это письмо создано автоматически",
    "ваше письмо не может быть доставлено",
    "письмо не доставлено",
    "лист не доставлено",
    "ihre nachricht konnte nicht",
    "die folgende nachricht konnte nicht",
    "votre message n'a pas",
    "le message n'a pas pu",
    "su mensaje no",
    "el mensaje no",
    "il messaggio non",
    "a sua mensagem não",
    "nie można dostarczyć",
};

// Parts of a From header, in lower case. A daemon does nothing but report.
static const char *const DAEMONS[] = {"mailer-daemon", "mailerdaemon", "mail-daemon",
                                      "mail.delivery.system"};
static const char *const POSTMASTERS[] = {"postmaster", "post_master"};

static const char *const NAMES[] = {
    "mail delivery",
    "mail deliver",
    "mailer daemon",
    "delivery subsystem",
    "system administrator",
    "mail administrator",
    "mail system",
    "content-filter",
    "interscan",
    "mailmarshal",
    "m-filter",
};

static bool
has_any(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strstr(text, words[i])) {
            return true;
        }
    }
    return false;
}

static bool
subject_reports(const Message *m)
{
    g_autofree char *folded = text_fold(message_subject(m));

    return has_any(folded, SUBJECTS, G_N_ELEMENTS(SUBJECTS));
}

static bool
line_opens(const char *line)
{
    g_autofree char *bare = bounce_line_bare(line);

    for (size_t i = 0; i < G_N_ELEMENTS(OPENERS); i++) {
        size_t len = strlen(OPENERS[i]);

        if (g_str_has_prefix(bare, OPENERS[i]) ||
            (g_str_has_suffix(OPENERS[i], ":") && strlen(bare) + 1 == len &&
             strncmp(bare, OPENERS[i], len - 1) == 0)) {
            return true;
        }
    }
    return false;
}

static bool
text_opens(const Message *m)
{
    g_autofree char *head = text_clip(message_text(m), BOUNCE_TEXT);
    g_auto(GStrv) lines = g_strsplit(head, "\n", 4 * OPENING_LINES);
    unsigned seen = 0;

    for (guint i = 0; lines[i] && lines[i + 1] && seen < OPENING_LINES; i++) {
        if (line_opens(lines[i])) {
            return true;
        }
        seen += !text_is_empty(lines[i]);
    }
    return false;
}

bool
bounce_speaks(const Message *m, bool empty_sender)
{
    bool report = strcmp(message_type(m), "multipart/report") == 0;
    const char *path = message_header(m, "Return-Path");
    g_autofree char *raw = g_ascii_strdown(text_or_empty(message_header(m, "From")), -1);

    if (report &&
        g_ascii_strcasecmp(message_type_param(m, "report-type"), "disposition-notification") == 0) {
        return false; // a person's mail program says that the mail was shown
    }
    if (report || message_header(m, "X-Failed-Recipients") || bounce_is_notice(m) ||
        has_any(raw, DAEMONS, G_N_ELEMENTS(DAEMONS))) {
        return true;
    }
    if (empty_sender || has_any(raw, POSTMASTERS, G_N_ELEMENTS(POSTMASTERS)) ||
        (path &&
         (g_str_has_prefix(path, "<>") || g_ascii_strncasecmp(path, "<MAILER-DAEMON", 14) == 0))) {
        return subject_reports(m) || text_opens(m);
    }
    return has_any(raw, NAMES, G_N_ELEMENTS(NAMES)) && subject_reports(m) && text_opens(m);
}
