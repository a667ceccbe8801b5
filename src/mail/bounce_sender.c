// bounce_sender.c: whether a mail is a mail system's report, where it does not say so by its type.
//
// A mailer daemon does nothing else. Of others more signs are needed: a subject under which reports
// are written, a first line as they begin. An empty return path needs one of them, a postmaster
// both. A name such as "Mail Delivery Subsystem" proves little: it needs both and a recipient with
// a reason. An answer to a mail is a person's unless the return path is empty. Thus people who
// forward or quote a report stay people, and a postmaster may write of other things.
//
// Neighbours: nature.c and bounce.c ask.

#include "base/text.h"
#include "mail/bounce_private.h"

#include <string.h>

#define OPENING_LINES 12
#define NAMED_MAX     10

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
    "systems bounce",
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
    "letilemedi",
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
    "配信状況",
    "送信できません",
    "退信",
    "无法投递",
    "無法投遞",
    "无法送达",
    "投递失败",
    "投遞失敗",
    "发送失败",
    "전송 실패",
    "전송실패",
    "발송 실패",
    "발송실패",
    "배달 실패",
    "배달되지",
    "전송되지",
    "배달할 수 없",
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
    "your message to:",
    "the message that you sent was undeliverable",
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
    "wiadomość do",
    "twoja wiadomość",
    "uw bericht kon niet",
    "uw bericht is niet",
    "сообщение не может быть доставлено",
    "ваше сообщение не",
    "к сожалению, ваше письмо",
    "iletiniz",
    "mesajınız",
    "次のあて先",
    "次の宛先",
    "以下の宛先",
    "以下のメール",
    "送信できませんでした",
    "您的邮件",
    "您发送的邮件",
    "很抱歉",
    "抱歉",
    "메일이 다음",
    "다음 수신자",
    "다음의 수신자",
    "메일을 전송하지",
    "메일이 전송되지",
};

// Local parts. A daemon does nothing but report.
static const char *const DAEMONS[] = {"mailer-daemon", "mailerdaemon", "mailer_daemon",
                                      "mail-daemon",   "maildaemon",   "mail.delivery.system"};
static const char *const POSTMASTERS[] = {"postmaster", "post_master"};
static const char *const MACHINES[] = {"post_master"}; // nobody signs so

// So the subject of an answer begins, in lower case.
static const char *const ANSWERS[] = {"re:",  "re :",  "re[",  "re：",  "aw:",  "sv:",
                                      "vs:",  "antw:", "rv:",  "odp:",  "ynt:", "回复",
                                      "回覆", "答复",  "답장", "ответ:"};

// Parts of a display name, in lower case.
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

typedef enum {
    SENDER_OTHER,
    SENDER_NAMED,
    SENDER_POSTMASTER,
    SENDER_MACHINE,
    SENDER_DAEMON
} SenderKind;

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

    for (guint i = 0; lines[i] && seen < OPENING_LINES; i++) {
        if (line_opens(lines[i])) {
            return true;
        }
        seen += !text_is_empty(lines[i]);
    }
    return false;
}

static bool
is_one(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(text, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool
local_is_one(const char *address, const char *const *words, size_t count)
{
    g_autofree char *local = g_ascii_strdown(address, (gssize)strcspn(address, "@"));

    return is_one(local, words, count);
}

bool
bounce_is_daemon(const char *address)
{
    return local_is_one(address, DAEMONS, G_N_ELEMENTS(DAEMONS));
}

bool
bounce_is_postmaster(const char *address)
{
    return local_is_one(address, POSTMASTERS, G_N_ELEMENTS(POSTMASTERS));
}

static SenderKind
kind_of_address(const Address *a)
{
    g_autofree char *name = g_utf8_strdown(a->name, -1);

    if (bounce_is_daemon(a->address)) {
        return SENDER_DAEMON;
    }
    if (local_is_one(a->address, MACHINES, G_N_ELEMENTS(MACHINES))) {
        return SENDER_MACHINE;
    }
    if (bounce_is_postmaster(a->address)) {
        return SENDER_POSTMASTER;
    }
    return has_any(name, NAMES, G_N_ELEMENTS(NAMES)) || is_one(name, DAEMONS, G_N_ELEMENTS(DAEMONS))
               ? SENDER_NAMED
               : SENDER_OTHER;
}

// "MAILER-DAEMON <>" holds no address: the header is searched as it stands.
static SenderKind
kind_of_header(const char *from)
{
    g_autofree char *lower = g_ascii_strdown(text_or_empty(from), -1);

    return has_any(lower, DAEMONS, G_N_ELEMENTS(DAEMONS))           ? SENDER_DAEMON
           : has_any(lower, POSTMASTERS, G_N_ELEMENTS(POSTMASTERS)) ? SENDER_POSTMASTER
           : has_any(lower, NAMES, G_N_ELEMENTS(NAMES))             ? SENDER_NAMED
                                                                    : SENDER_OTHER;
}

static SenderKind
sender_kind(const Message *m)
{
    const GPtrArray *from = message_from(m);
    SenderKind kind = SENDER_OTHER;

    if (from->len == 0) {
        return kind_of_header(message_header(m, "From"));
    }
    for (guint i = 0; i < from->len; i++) {
        kind = MAX(kind, kind_of_address(g_ptr_array_index(from, i)));
    }
    return kind;
}

static bool
is_answer(const Message *m)
{
    g_autofree char *subject = g_utf8_strdown(message_subject(m), -1);
    bool answers = false;

    for (size_t i = 0; i < G_N_ELEMENTS(ANSWERS) && !answers; i++) {
        answers = g_str_has_prefix(subject, ANSWERS[i]);
    }
    return answers && (message_header(m, "In-Reply-To") || message_header(m, "References"));
}

// Whether somebody is named together with a reason: in a sentence, as people write too, it takes a
// code.
static bool
tells_a_failure(const Message *m)
{
    g_auto(BounceProse) prose = {0};
    bool told = false;

    bounce_prose_read(m, &prose);
    for (guint i = 0; i < MIN(prose.found->len, NAMED_MAX) && !told; i++) {
        const BounceMention *mention = g_ptr_array_index(prose.found, i);
        g_autofree char *said = bounce_prose_of(&prose, mention->address, false);

        told = mention->rank >= BOUNCE_RANK_FAILED &&
               (bounce_reply_find(said) ||
                (mention->rank == BOUNCE_RANK_LISTED && bounce_fault_find(said)));
    }
    return told;
}

bool
bounce_speaks(const Message *m, bool empty_sender)
{
    bool report = strcmp(message_type(m), "multipart/report") == 0;
    const char *path = message_header(m, "Return-Path");
    SenderKind kind = sender_kind(m);
    bool by_subject, by_text;

    if (report &&
        g_ascii_strcasecmp(message_type_param(m, "report-type"), "disposition-notification") == 0) {
        return false; // a person's mail program says that the mail was shown
    }
    if (report || message_header(m, "X-Failed-Recipients") || bounce_is_notice(m) ||
        kind == SENDER_DAEMON) {
        return true;
    }
    by_subject = subject_reports(m);
    by_text = text_opens(m);
    if (empty_sender || (path && (g_str_has_prefix(path, "<>") ||
                                  g_ascii_strncasecmp(path, "<MAILER-DAEMON", 14) == 0))) {
        return by_subject || by_text || kind == SENDER_POSTMASTER;
    }
    if (kind == SENDER_MACHINE) {
        return by_subject || by_text;
    }
    if (kind == SENDER_OTHER || !by_subject || !by_text || is_answer(m)) {
        return false;
    }
    return kind == SENDER_POSTMASTER || tells_a_failure(m);
}
