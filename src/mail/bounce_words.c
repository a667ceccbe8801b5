// bounce_words.c: the phrases by which reports of many systems are built: where the returned mail
// begins, how a recipient is introduced, what a line is about.
//
// One line per way of speaking, not per system: most are shared by several. A line is compared in
// lower case after its indentation and ornament ("-----", "***", ">") are taken off.
//
// Not for reasons of failures (bounce_fault.c) or for how a report opens (bounce_sender.c).
// Neighbours: bounce_prose.c walks the lines.

#include "base/text.h"
#include "mail/bounce_private.h"

#include <string.h>

#define LINE 200

// So a line begins behind which the returned mail stands; "=" in front: the line says no more.
static const char *const DIVIDERS[] = {
    "below this line is a copy of",
    "below this line is the original",
    "below is a copy of",
    "this is a copy of the message",
    "this is a copy of your message",
    "this is a copy of the header",
    "this is the original message",
    "here is a copy of",
    "here is your message",
    "a copy of the message",
    "a copy of your message",
    "a copy of the original message",
    "copy of the message",
    "copy of original message",
    "copy of your message",
    "enclosed is a copy of",
    "included is a copy of",
    "following is a copy of",
    "the following is a copy of",
    "the header of the original message",
    "the headers of the original message",
    "the text of the message was",
    "the body of the message is",
    "original message follows",
    "original mail follows",
    "original mail as follows",
    "original message as follows",
    "original message header",
    "original message text",
    "original mail info",
    "original message:",
    "=original message",
    "=the original message",
    "=original mail",
    "=original text",
    "message header follows",
    "message headers follow",
    "message text follows",
    "message follows",
    "returned message follows",
    "returned message header",
    "=returned message",
    "=returned mail",
    "=message header",
    "=message headers",
    "=undelivered message",
    "=undelivered message headers",
    "unsent message follows",
    "unsent message below",
    "undelivered message follows",
    "text of your message follows",
    "your message follows",
    "your original message",
    "begin original message",
    "start of original message",
    "start of returned message",
    "begin message text",
    "content-type: message/rfc822",
    "content-type: text/rfc822-headers",
    "исходное сообщение",
    "текст исходного сообщения",
    "ursprüngliche nachricht",
    "kopie der nachricht",
    "message d'origine",
    "message original",
    "mensaje original",
    "messaggio originale",
};

// Behind these a recipient is named. White space may stand in front of the colon.
static const char *const LABELS[] = {
    "recipient:",
    "recipient address:",
    "recipients:",
    "failed recipient:",
    "failed recipients:",
    "failed address:",
    "addressed to:",
    "your message to:",
    "message to:",
    "receiver not found:",
    "failed to deliver to",
    "undeliverable to",
    "undeliverable to:",
    "undeliverable address:",
    "undeliverable recipient:",
    "unable to deliver message to:",
    "unable to deliver to:",
    "could not be delivered to:",
    "not delivered to:",
    "delivery to:",
    "delivery failed to:",
    "for recipient",
    "the recipient was",
    "address:",
    "mailbox:",
    "user:",
    "empfänger:",
    "destinataire:",
    "destinatario:",
    "получатель:",
    "адресат:",
    "ontvanger:",
    "geadresseerde:",
    "odbiorca:",
    "adresat:",
    "příjemce:",
    "alıcı:",
    "одержувач:",
    "宛先:",
    "あて先:",
    "受信者:",
    "收件人",
    "收信人",
    "수신자:",
    "수신인:",
    "받는사람:",
    "받는 사람:",
    "받는이:",
};

// Somewhere in a line that tells of a delivery.
static const char *const FAILURES[] = {
    "deliver",   "delever",  "recipient",
    "rcpt to",   "fail",     "reject",
    "bounce",    "unknown",  "error",
    "mailbox",   "refused",  "invalid",
    "unroute",   "returned", "not found",
    "quota",     "full",     "exist",
    "denied",    "no such",  "duplicated message-id",
    "доставл",   "zustell",  "remis",
    "entreg",    "consegn",  "доставк",
    "отправлен", "bezorg",   "dostarcz",
    "teslim",    "iletile",  "doruč",
    "送信",      "配信",     "届きません",
    "退信",      "退回",     "无法",
    "無法",      "投递",     "投遞",
    "发送失败",  "不存在",   "전송",
    "배달",      "존재하지", "실패",
};

// Whoever is named here is to be asked, or has sent the mail.
static const char *const CONTACTS[] = {
    "contact",       "assistance",   "please send",    "mail from",   "from:",
    "envelope-from", "message-id:",  "message id:",    "return-path", "postmaster for",
    "reply to",      "report this",  "reply-to",       "mailto:",     "hello ",
    "hallo ",        "sender:",      "to unsubscribe", "for help",    "subject:",
    "helpdesk",      "sent by",      "visit",          "cc:",         "on behalf of",
    "delivered-to:", "original-to:", "envelope-to:",   "absender",    "expéditeur",
    "remitente",     "mittente",     "afzender",       "nadawca",     "отправитель",
    "送信者",        "差出人",       "发件人",         "發件人",      "寄件人",
    "보낸사람",      "보낸 사람",    "发送者",
};

// Nothing has failed yet.
static const char *const DELAYS[] = {
    "has been delayed",
    "is delayed",
    "warning message only",
    "this is a warning only",
    "only a warning",
    "only a temporary failure report",
    "will be retried",
    "still being retried",
    "will be re-tried",
    "will keep trying",
    "will continue to try",
    "will continue trying",
    "delivery attempts will continue",
    "do not need to resend",
    "do not need to re-send",
    "don't need to resend",
    "could not send message for past",
    "has not yet been delivered",
    "not yet been delivered",
    "remains in the queue",
    "no action is required on your part",
    "попытки доставки будут продолжены",
    "wird weiter versucht",
    "再試行を続け",
    "再送を続け",
};

// Enders of a delay: the system has stopped.
static const char *const ENDS[] = {"giving up",       "given up",           "permanent error",
                                   "permanent fatal", "failed permanently", "deleted from queue"};

char *
bounce_line_bare(const char *line)
{
    g_autofree char *clipped = text_clip(line, LINE);
    g_autofree char *lower = g_utf8_strdown(clipped, -1);
    const char *p = lower + strspn(lower, " \t-=*>|#_~+.");
    size_t len = strlen(p);

    while (len > 0 && strchr(" \t-=*|#_~+.:", p[len - 1])) {
        len--;
    }
    return g_strndup(p, len);
}

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

bool
bounce_line_received(const char *line)
{
    const char *p = line + strspn(line, " \t>|");

    return g_ascii_strncasecmp(p, "received:", 9) == 0;
}

bool
bounce_line_divides(const char *line)
{
    g_autofree char *bare = bounce_line_bare(line);

    for (size_t i = 0; i < G_N_ELEMENTS(DIVIDERS); i++) {
        const char *words = DIVIDERS[i];

        if (*words == '=' ? strcmp(bare, words + 1) == 0 : g_str_has_prefix(bare, words)) {
            return true;
        }
        // The ornament at the end took the colon with it.
        if (*words != '=' && g_str_has_suffix(words, ":") && strlen(bare) + 1 == strlen(words) &&
            strchr(line, ':') && g_str_has_prefix(words, bare)) {
            return true;
        }
    }
    return false;
}

// Behind the label when p begins with it, in any case; NULL otherwise.
static const char *
label_end(const char *p, const char *label)
{
    for (; *label; label = text_next(label)) {
        gunichar c;

        while (*label == ':' && (g_unichar_isspace(g_utf8_get_char(p)))) {
            p = text_next(p);
        }
        c = g_utf8_get_char(p);
        if (g_unichar_tolower(c == 0xff1a ? ':' : c) != g_utf8_get_char(label)) {
            return NULL;
        }
        p = text_next(p);
    }
    return p;
}

const char *
bounce_line_label(const char *line)
{
    const char *p = line + strspn(line, " \t-=*>|#");

    for (size_t i = 0; i < G_N_ELEMENTS(LABELS); i++) {
        const char *end = label_end(p, LABELS[i]);

        if (end) {
            return end;
        }
    }
    return NULL;
}

bool
bounce_line_fails(const char *line)
{
    g_autofree char *clipped = text_clip(line, 4 * LINE);
    g_autofree char *lower = g_utf8_strdown(clipped, -1);

    return has_any(lower, FAILURES, G_N_ELEMENTS(FAILURES)) || bounce_reply_find(lower) != NULL;
}

bool
bounce_line_contact(const char *line)
{
    g_autofree char *clipped = text_clip(line, LINE);
    g_autofree char *lower = g_utf8_strdown(clipped, -1);

    return has_any(lower, CONTACTS, G_N_ELEMENTS(CONTACTS));
}

bool
bounce_text_delays(const char *text)
{
    g_autofree char *line = text_one_line(text);
    g_autofree char *lower = g_utf8_strdown(line, -1);

    return has_any(lower, DELAYS, G_N_ELEMENTS(DELAYS)) &&
           !has_any(lower, ENDS, G_N_ELEMENTS(ENDS));
}
