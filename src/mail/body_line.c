// body_line.c: single lines of answers, told apart by words of the common languages.
//
// Mail programs write a line above what they quote. Its words differ, its shape does not: a date or
// an address, and a colon at the end; so the tables need the verbs alone. Words are folded
// (text_fold).
//
// Not for cutting: body.c decides, knowing the lines around. Each function looks at one line of at
// most a few hundred bytes and costs no more than linear time.

#include "mail/body_line.h"

#include "base/text.h"

#include <string.h>

// What stands right before the colon.
static const char *const VERBS[] = {
    "wrote",       "writes",       "пишет",      "писал",      "писала",     "писал(а)",
    "написал",     "написала",     "написал(а)", "пише",       "писав",      "написав",
    "написав(ла)", "написав(-ла)", "написав/ла", "schrieb",    "schreibt",   "geschrieben",
    "a écrit",     "écrit",        "escribió",   "escribio",   "ha scritto", "scrive",
    "napisał",     "napisała",     "napisał(a)", "napisal(a)", "pisze",      "escreveu",
    "schreef",     "napsal",       "napsala",    "napsal(a)",  "yazdı",      "şunları yazdı",
    "写道",        "寫道",         "书写",       "書きました", "のメール",   "skrev",
    "kirjoitti",   "írta",         "a scris",    "écrivait",   "напісаў",    "said",
    "写到",        "撰写",         "作成",       "napísal(a)", "geschreven", "escrito",
};

// Verbs that stand before the name.
static const char *const VERBS_INSIDE[] = {" schrieb ",  " schreef ", "вы писали ", "ви писали ",
                                           "you wrote ", " napisał ", " skrev ",    " écrit "};

static const char *const STARTS[] = {
    "on ",  "am ",  "le ",  "el ",  "il ",  "em ",  "op ",       "dne ",      "dnia ", "w dniu ",
    "den ", "at ",  "в ",   "у ",   "от ",  "від ", "вы писали", "ви писали", "mon",   "tue",
    "wed",  "thu",  "fri",  "sat",  "sun",  "пн",   "вт",        "ср",        "чт",    "пт",
    "сб",   "вс",   "нд",   "поне", "втор", "сред", "четв",      "пятн",      "субб",  "воск",
    "вівт", "сере", "п'ят", "п’ят", "неді", "pon",  "wt",        "śr",        "czw",   "pt",
    "sob",  "nie",  "pá",   "út",   "čt",   "på ",  "den ",      "a las ",    "lun",   "mar",
    "mer",  "gio",  "ven",  "dom",  "qua",  "qui",
};

static const struct {
    const char *word;
    Label label;
} LABELS[] = {
    {"from", LABEL_FROM},
    {"sent", LABEL_DATE},
    {"date", LABEL_DATE},
    {"to", LABEL_TO},
    {"subject", LABEL_SUBJECT},
    {"от", LABEL_FROM},
    {"от кого", LABEL_FROM},
    {"отправитель", LABEL_FROM},
    {"отправлено", LABEL_DATE},
    {"дата", LABEL_DATE},
    {"кому", LABEL_TO},
    {"тема", LABEL_SUBJECT},
    {"від", LABEL_FROM},
    {"від кого", LABEL_FROM},
    {"надіслано", LABEL_DATE},
    {"відправлено", LABEL_DATE},
    {"von", LABEL_FROM},
    {"gesendet", LABEL_DATE},
    {"datum", LABEL_DATE},
    {"an", LABEL_TO},
    {"betreff", LABEL_SUBJECT},
    {"de", LABEL_FROM},
    {"envoyé", LABEL_DATE},
    {"à", LABEL_TO},
    {"objet", LABEL_SUBJECT},
    {"enviado", LABEL_DATE},
    {"fecha", LABEL_DATE},
    {"enviado el", LABEL_DATE},
    {"para", LABEL_TO},
    {"asunto", LABEL_SUBJECT},
    {"da", LABEL_FROM},
    {"inviato", LABEL_DATE},
    {"data", LABEL_DATE},
    {"a", LABEL_TO},
    {"oggetto", LABEL_SUBJECT},
    {"od", LABEL_FROM},
    {"wysłano", LABEL_DATE},
    {"do", LABEL_TO},
    {"temat", LABEL_SUBJECT},
    {"enviada em", LABEL_DATE},
    {"enviado em", LABEL_DATE},
    {"assunto", LABEL_SUBJECT},
    {"van", LABEL_FROM},
    {"verzonden", LABEL_DATE},
    {"aan", LABEL_TO},
    {"onderwerp", LABEL_SUBJECT},
    {"odesláno", LABEL_DATE},
    {"komu", LABEL_TO},
    {"předmět", LABEL_SUBJECT},
    {"kimden", LABEL_FROM},
    {"gönderen", LABEL_FROM},
    {"gönderildi", LABEL_DATE},
    {"gönderme tarihi", LABEL_DATE},
    {"tarih", LABEL_DATE},
    {"kime", LABEL_TO},
    {"konu", LABEL_SUBJECT},
    {"发件人", LABEL_FROM},
    {"寄件者", LABEL_FROM},
    {"发送时间", LABEL_DATE},
    {"日期", LABEL_DATE},
    {"收件人", LABEL_TO},
    {"主题", LABEL_SUBJECT},
    {"主旨", LABEL_SUBJECT},
    {"差出人", LABEL_FROM},
    {"送信者", LABEL_FROM},
    {"送信日時", LABEL_DATE},
    {"日時", LABEL_DATE},
    {"宛先", LABEL_TO},
    {"件名", LABEL_SUBJECT},
    {"från", LABEL_FROM},
    {"skickat", LABEL_DATE},
    {"till", LABEL_TO},
    {"ämne", LABEL_SUBJECT},
    {"fra", LABEL_FROM},
    {"sendt", LABEL_DATE},
    {"til", LABEL_TO},
    {"emne", LABEL_SUBJECT},
    {"寄件日期", LABEL_DATE},
};

static const char *const ORIGINALS[] = {
    "original message",
    "исходное сообщение",
    "первоначальное сообщение",
    "оригінальне повідомлення",
    "вихідне повідомлення",
    "початкове повідомлення",
    "ursprüngliche nachricht",
    "original-nachricht",
    "originalnachricht",
    "message d'origine",
    "message d’origine",
    "message original",
    "mensaje original",
    "messaggio originale",
    "wiadomość oryginalna",
    "oryginalna wiadomość",
    "mensagem original",
    "oorspronkelijk bericht",
    "původní zpráva",
    "özgün",
    "orijinal",
    "原始邮件",
    "邮件原件",
    "原始郵件",
    "元のメッセージ",
    "originalmeddelande",
    "reply message",
    "original email",
};

static const char *const FORWARDS[] = {
    "forwarded message",
    "begin forwarded",
    "пересылаемое сообщение",
    "перенаправленное",
    "переадресованно",
    "пересланное сообщение",
    "переслане повідомлення",
    "пересилається",
    "weitergeleitete nachricht",
    "message transféré",
    "message réexpédié",
    "mensaje reenviado",
    "messaggio inoltrato",
    "przekazana wiadomość",
    "wiadomość przekazana",
    "mensagem encaminhada",
    "doorgestuurd bericht",
    "přeposlaná zpráva",
    "yönlendirilmiş",
    "转发",
    "轉寄",
    "転送",
    "vidarebefordrat",
};

static const char *const DEVICES[] = {
    "sent from my ",     "sent from mail ",  "sent from outlook", "sent from yahoo",
    "sent from samsung", "sent from gmail",  "sent from proton",  "sent with proton",
    "sent via ",         "get outlook for ", "отправлено с ",     "отправлено из ",
    "надіслано з ",      "надіслано із ",    "відправлено з ",    "von meinem ",
    "gesendet von ",     "gesendet mit ",    "envoyé de mon ",    "envoyé depuis ",
    "envoyé à partir ",  "enviado desde mi", "enviado do meu ",   "enviado a partir ",
    "inviato da ",       "inviato dal ",     "wysłano z ",        "verzonden vanaf ",
    "verstuurd vanaf ",  "verzonden met ",   "odesláno z ",       "发自我的",
    "從我的 ",           "发送自 ",          "skickat från ",     "iphoneから送信",
    "iphone'umdan ",     "iphone’umdan ",
};

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// A time (12:05, 12h05), a year, or a date in digits.
static bool
has_date(const char *s)
{
    for (const char *p = s; *p; p++) {
        size_t n = strspn(p, "0123456789");

        if (n == 0) {
            continue;
        }
        if (n <= 2 && (p[n] == ':' || p[n] == 'h') && is_digit(p[n + 1]) && is_digit(p[n + 2])) {
            return true;
        }
        if (n == 4 && (strncmp(p, "19", 2) == 0 || strncmp(p, "20", 2) == 0)) {
            return true;
        }
        if (n <= 2 && strchr("./-", p[n]) && p[n] && is_digit(p[n + 1])) {
            size_t k = strspn(p + n + 1, "0123456789");

            if (k <= 2 && p[n + 1 + k] == p[n] && is_digit(p[n + 2 + k])) {
                return true;
            }
        }
        p += n - 1;
    }
    return false;
}

static bool
has_address(const char *s)
{
    for (const char *at = strchr(s, '@'); at; at = strchr(at + 1, '@')) {
        if (at > s && (unsigned char)at[-1] > ' ' && at[-1] != '<' && g_ascii_isalnum(at[1])) {
            return true;
        }
    }
    return false;
}

// Takes the colon off the end; false when there is none.
static bool
take_colon(char *s)
{
    size_t len = strlen(s);

    while (len > 0 && strchr(" \t*_\"", s[len - 1])) {
        len--;
    }
    if (len > 0 && s[len - 1] == ':') {
        len--;
    } else if (len >= 3 && memcmp(s + len - 3, "：", 3) == 0) {
        len -= 3;
    } else {
        return false;
    }
    while (len > 0 && (s[len - 1] == ' ' || (len >= 2 && memcmp(s + len - 2, "\u00a0", 2) == 0))) {
        len -= s[len - 1] == ' ' ? 1 : 2;
    }
    s[len] = '\0';
    return len > 0;
}

static bool
has_verb(const char *s)
{
    for (size_t i = 0; i < G_N_ELEMENTS(VERBS); i++) {
        if (g_str_has_suffix(s, VERBS[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < G_N_ELEMENTS(VERBS_INSIDE); i++) {
        if (strstr(s, VERBS_INSIDE[i])) {
            return true;
        }
    }
    return false;
}

Attribution
line_attribution(const char *folded)
{
    g_autofree char *s = NULL;
    bool verb, date, address;

    if (!strchr(folded, ':') && !strstr(folded, "：")) {
        return ATTRIBUTION_NONE;
    }
    s = g_strstrip(g_strdup(folded));
    if (strlen(s) > 600 || !take_colon(s)) {
        return ATTRIBUTION_NONE;
    }
    verb = has_verb(s);
    date = has_date(s);
    address = has_address(s);
    if (verb) {
        // "In the letter of 12.05.2026 you wrote:" speaks of a letter, it does not quote one.
        bool speaks = (strstr(s, " you wrote") || strstr(s, " i wrote")) && !address;

        return !speaks && (date || address) && (address || line_starts_attribution(s))
                   ? ATTRIBUTION_STRONG
                   : ATTRIBUTION_WEAK;
    }
    return date && address && g_str_has_suffix(s, ">") ? ATTRIBUTION_STRONG : ATTRIBUTION_NONE;
}

bool
line_starts_attribution(const char *folded)
{
    folded += strspn(folded, " \t*_\"");
    if (is_digit(*folded)) {
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(STARTS); i++) {
        if (g_str_has_prefix(folded, STARTS[i])) {
            return true;
        }
    }
    return false;
}

Label
line_label(const char *folded)
{
    char word[48];
    size_t len;

    folded += strspn(folded, " \t*_");
    len = strcspn(folded, ":*\n");
    if (strncmp(folded + len, "*:", 2) != 0 && folded[len] != ':') {
        const char *wide = strstr(folded, "：");

        len = wide ? (size_t)(wide - folded) : sizeof word;
    }
    while (len > 0 && len < sizeof word && folded[len - 1] == ' ') {
        len--;
    }
    if (len == 0 || len >= sizeof word) {
        return LABEL_NONE;
    }
    memcpy(word, folded, len);
    word[len] = '\0';
    if (g_str_has_suffix(word, "\u00a0")) {
        word[len - 2] = '\0';
    }
    for (size_t i = 0; i < G_N_ELEMENTS(LABELS); i++) {
        if (strcmp(word, LABELS[i].word) == 0) {
            return LABELS[i].label;
        }
    }
    return LABEL_NONE;
}

static bool
has_any(const char *s, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strstr(s, words[i])) {
            return true;
        }
    }
    return false;
}

Divider
line_divider(const char *folded)
{
    size_t len = strlen(folded);

    folded += strspn(folded, " \t*");
    if (g_str_has_prefix(folded, "begin forwarded message") ||
        g_str_has_prefix(folded, "начало переадресованного")) {
        return DIVIDER_FORWARD;
    }
    if (len > 200 || !g_str_has_prefix(folded, "--")) {
        return DIVIDER_NONE;
    }
    if (has_any(folded, FORWARDS, G_N_ELEMENTS(FORWARDS))) {
        return DIVIDER_FORWARD;
    }
    return has_any(folded, ORIGINALS, G_N_ELEMENTS(ORIGINALS)) ? DIVIDER_ORIGINAL : DIVIDER_NONE;
}

bool
line_is_rule(const char *line)
{
    unsigned marks = 0;

    for (; *line; line++) {
        if (strchr("-_=*", *line)) {
            marks++;
        } else if (*line != ' ' && *line != '\t') {
            return false;
        }
    }
    return marks >= 5;
}

bool
line_is_device(const char *folded)
{
    const char *link = strstr(folded, "http");
    size_t len = link ? (size_t)(link - folded) : strlen(folded);
    unsigned words = 0;

    folded += strspn(folded, " \t*_");
    for (const char *p = folded; *p && p < folded + len; p++) {
        words += *p == ' ';
        if (*p == ',' || *p == ';' || *p == '?') {
            return false;
        }
    }
    if (len > 100 || words > 7) {
        return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(DEVICES); i++) {
        if (g_str_has_prefix(folded, DEVICES[i])) {
            return true;
        }
    }
    return g_str_has_suffix(folded, "から送信");
}

bool
line_is_dash_name(const char *line)
{
    unsigned words = 1;

    if (line[0] != '-' || strlen(line) > 60 || !g_unichar_isalpha(g_utf8_get_char(line + 1))) {
        return false;
    }
    for (const char *p = line + 1; *p; p += g_utf8_skip[(guchar)*p]) {
        gunichar c = g_utf8_get_char(p);

        words += c == ' ';
        if (!g_unichar_isalpha(c) && c != ' ' && c != '.' && c != '\'' && c != '-') {
            return false;
        }
    }
    return words <= 4;
}
