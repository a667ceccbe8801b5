// bounce_fault.c: what the words and codes of a failure mean: an RFC 3463 status, and whether the
// address is gone for good.
//
// One table of phrases, the first that is found decides: plain causes that leave the address alone
// (full, too big, spam, policy, sender) stand before those that condemn it, as servers often say
// both ("550 5.1.1 mailbox over quota"); vague words stand last. Addresses and the paths of links
// are taken out first: "mailboxfull@example.com" says nothing about its mailbox.
//
// "User unknown" alone is believed when it answers RCPT TO or comes with a status of the address
// (x.1.x, x.2.1): filters say the same of mail that they dislike after DATA. What answers MAIL FROM
// is about us, never about the recipient. A fault of the host is believed unless the status is
// temporary. Without known words the status decides.
//
// Neighbours: bounce.c brings the words.

#include "base/text.h"
#include "mail/bounce_private.h"

#include <string.h>

#define FAULT_TEXT 4096

typedef enum {
    ABOUT_DELIVERY, // may work another time, or with another mail
    ABOUT_USER,     // the mailbox does not exist
    ABOUT_USER_MAYBE, // the same when a witness stands by
    ABOUT_HOST,     // the host does not exist or takes no mail
} About;

typedef struct {
    const char *status; // behind the class
    About about;
    const char *phrases; // separated by '|'
} Fault;

static const Fault FAULTS[] = {
    // Nothing about the recipient: the sender, the way, the size, the content.
    {".1.8", ABOUT_DELIVERY,
     "sender address|sender domain|domain of sender|unroutable sender|sender rejected|"
     "rejected sender|sender denied|sender verify|sender is not|bad sender|invalid sender|"
     "unauthenticated sender|rejected mail from|mail from address"},
    {".2.2", ABOUT_DELIVERY,
     "mailbox full|mailbox is full|mail box is full|inbox is full|over quota|overquota|"
     "quota exceed|exceeded quota|quota has been exceed|exceeds quota|exceed the quota|"
     "exceeded storage|storage allocation|out of storage|storage quota|disk quota|disk full|"
     "user is full|mailbox exceeds|mailbox has exceeded|exceeds allowed size|not enough space|"
     "insufficient storage|insufficient disk|no space left|quota full|space in the mailbox|"
     "boite pleine|boîte pleine|postfach voll|postfach ist voll|casilla llena|casella piena|"
     "buzón lleno|ящик переполнен|переповнен|skrzynka pełna|recipient's mailbox is full|"
     "account is full|full mailbox|mbox full|inbox is out of"},
    {".3.4", ABOUT_DELIVERY,
     "message too big|message too large|message is too large|message is too big|"
     "mail size limit|message size exceeds|message length exceeds|exceeds maximum|"
     "exceeds size limit|size limit exceeded|exceeds fixed maximum|too large for|"
     "larger than the|message file too big|body too large|maximum message size|"
     "nachricht zu gross|nachricht zu groß|message trop volumineux|письмо слишком большое"},
    {".7.1", ABOUT_DELIVERY,
     "relay access denied|relaying denied|relay denied|not permitted to relay|relay not permitted|"
     "relaying not allowed|relaying is not allowed|we do not relay|does not relay|"
     "unable to relay|insecure mail relay|no relaying|not a gateway|relaying prohibited|"
     "not authorized to relay"},
    {".7.26", ABOUT_DELIVERY,
     "dmarc|spf record|spf check|bad spf|spf fail|dkim|unauthenticated email|"
     "authentication information|sender id (pra)|purported responsible|not authenticated"},
    {".7.25", ABOUT_DELIVERY,
     "reverse dns|ptr record|ptr resource|rdns|no ptr|client ip|cannot find your hostname|"
     "cannot find your reverse|reverse hostname"},
    {".7.0", ABOUT_DELIVERY,
     "virus|malware|infected|phishing|suspicious attachment|file type is not allowed|"
     "blocked attachment|attachment type"},
    {".7.1", ABOUT_DELIVERY,
     "spam|unsolicited|bulk email|junk mail|blacklist|black list|block list|blocklist|blocked|"
     "block.list|dnsbl|rbl|spamhaus|spamcop|barracuda|banned|reputation|graylist|greylist|"
     "suspicious|content rejected|message content|your isp|bad content|score too high"},
    {".7.1", ABOUT_DELIVERY,
     "policy|policies|recipient preferences|authentication required|authentication is required|"
     "sender not allowed|not allowed to send|permission to post|members only|moderated|"
     "not accept mail from|not accept email from|may not be mail exchanger|not authorized|"
     "client host rejected|helo command rejected|prohibited by|administrative prohibition|"
     "administratively denied|access restricted|is restricted|not permitted|security"},
    {".5.3", ABOUT_DELIVERY,
     "too many recipients|too many connections|rate limit|rate exceeded|too many messages|"
     "too many emails|frequency limited|too fast|too many errors|too many invalid|"
     "concurrency|throttl|too many sessions|limit exceeded"},
    {".4.6", ABOUT_DELIVERY, "hop count|too many hops|mail loop|loops back|routing loop|loop detect"},
    {".2.1", ABOUT_DELIVERY,
     "account is disabled|account has been disabled|account disabled|account is locked|"
     "account has been locked|account locked|account is suspended|account has been suspended|"
     "account suspended|disabled recipient|recipient disabled|recipient is disabled|"
     "mailbox disabled|mailbox is disabled|mailbox is inactive|mailbox inactive|is inactive|"
     "user disabled|user is suspended|user suspended|account expired|account is not active|"
     "temporarily suspended|has been suspended|mailbox is frozen|domain is suspended|"
     "disabled or discontinued|not active|konto gesperrt|ящик заблокирован|отключен"},
    {".3.0", ABOUT_DELIVERY,
     "command output|procmail|pipe to|mailer error|maildrop|local configuration error|"
     "internal error|internal server error|system error|service currently unavailable|"
     "service unavailable|local error|ldap|mailbox temporarily|temporary failure"},
    {".4.4", ABOUT_DELIVERY,
     "host not found, try again|name service error for domain|name server: host name lookup|"
     "name lookup failure|dns query failed|servfail|temporary dns|dns lookup timed|"
     "temporary lookup|domain lookup failed"},
    // Condemned: the host.
    {".1.10", ABOUT_HOST,
     "null mx|does not accept mail|doesn't accept mail|does not accept any mail|"
     "doesn't receive email|no smtp service|nullmx|accepts no mail|"
     "malformed or unexpected name server reply|does not receive mail"},
    {".1.2", ABOUT_HOST,
     "host unknown|unknown host|host not found|host or domain name not found|domain not found|"
     "domain name not found|domain does not exist|no such domain|no such host|nxdomain|"
     "unrouteable address|unroutable address|unrouteable mail domain|unroutable mail domain|"
     "unrouteable domain|unknown domain|dns lookup failure|lookup failure: host|"
     "couldn't find any host|couldn't find a mail exchanger|could not find a mail exchanger|"
     "domain is not reachable|name or service not known|bad destination system|"
     "domain must resolve|mx lookup failed|invalid domain|illegal host/domain|"
     "domain isn't in my list|no valid mail exchanger|no mx record|no such address: domain|"
     "hostname cannot be found|host cannot be found|domain could not be found|"
     "unbekannte domain|домен не найден|домен не существует|.com does not exist|"
     ".org does not exist|.net does not exist"},
    // Condemned: the mailbox.
    {".1.6", ABOUT_USER,
     "no longer on server|has moved|user has moved|no longer available|no longer valid|"
     "no longer in use|no longer exists|not our customer|has left|address is obsolete|"
     "mailbox closed|address changed"},
    {".1.1", ABOUT_USER,
     "delivery error: dd this user doesn't have|no such user|no such mailbox|no such recipient|"
     "no such address|no such person|no such account|mailbox not found|mailbox does not exist|"
     "mailbox doesn't exist|mailbox unknown|unknown mailbox|user not found|user does not exist|"
     "user doesn't exist|user not exist|user not known|user is unknown|user is not found|"
     "recipient not found|recipient unknown|unknown recipient|recipient does not exist|"
     "recipient not exist|recipient address does not exist|recipient doesn't exist|"
     "recipnotfound|recipientnotfound|recipient name is not recognized|invalid recipient|"
     "invalid mailbox|invalid user|invalid address|bad destination mailbox|"
     "address does not exist|address doesn't exist|addresses doesn't exist|"
     "address not found|address unknown|unknown address:|account does not exist|"
     "account doesn't exist|account not found|account that you tried to reach does not exist|"
     "unknown account|not listed in|not a known user|no mailbox|not found in directory|"
     "no account by that name|there is no such|nobody by that name|not in directory|"
     "unknown or illegal user|unknown or illegal alias|illegal alias|unknown local part|"
     "no valid recipient|doesn't have an account|user unknown in|does not have an account|"
     "not on this server|other recipients in the same domain|not a valid user|"
     "not a valid mailbox|no mail box|address could not be found|is not known here|"
     "wasn't found|couldn't be found|can't be found|doesn't like recipient: no|"
     "unbekannter empf|unbekannter benutzer|existiert nicht|nicht gefunden|empfänger unbekannt|"
     "utilisateur inconnu|destinataire inconnu|adresse inconnue|destinataire invalide|"
     "adresse destinataire invalide|n'existe pas|usuario desconocido|no existe|"
     "destinatario desconocido|utente sconosciuto|utente non trovato|non esiste|"
     "nie istnieje|nie znaleziono|nieznany|neexistuje|não existe|usuário desconhecido|"
     "пользователь не найден|не существует|нет такого|не найден|не існує|не знайден|"
     "ディレクトリには見つかりません|宛先不明|见つかりません|用户不存在|使用者不存在|kullanıcı bulunamadı"},
    {".1.1", ABOUT_USER_MAYBE,
     "user unknown|unknown user|unknown: user|this user doesn't have a|unknown recipient address"},
    // Vague.
    {".4.7", ABOUT_DELIVERY,
     "timeout exceeded|retry time|message expired|envelope expired|delivery expired|expired|"
     "too long|giving up|was aborted after|attempts|for the last|days|not be delivered for"},
    {".4.1", ABOUT_DELIVERY,
     "connection timed out|connection refused|timed out|time out|connection reset|no route|"
     "did not accept our requests|socket error|unable to connect|unable to contact|"
     "network error|network is unreachable|lost connection|deferred|connection dropped|"
     "could not connect|couldn't connect|connection failed|failed connect|not reachable|"
     "could not find a gateway|unreachable"},
    {".7.1", ABOUT_DELIVERY, "access denied|rejected by|refused|denied"},
    {".1.1", ABOUT_USER, "recipient address rejected|address rejected|recipient rejected|"
                         "unable to verify recipient|rejected recipient"},
};

// Statuses that condemn an address by themselves (RFC 3463 3.2, 3.5; RFC 7505).
static const char *const GONE[] = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.4.4"};

char *
bounce_status_find(const char *text)
{
    for (const char *p = text; *p; p++) {
        size_t n = strspn(p, "0123456789.");

        if (n == 0) {
            continue;
        }
        if (n >= 5 && n <= 9 && strchr("245", p[0]) && p[1] == '.' &&
            (p == text || (p[-1] != '[' && !g_ascii_isalpha(p[-1])))) {
            unsigned dots = 0;
            size_t len = p[n - 1] == '.' ? n - 1 : n;

            for (size_t i = 0; i < len; i++) {
                dots += p[i] == '.';
            }
            if (dots == 2 && p[2] != '.' && p[len - 1] != '.') {
                return g_strndup(p, len);
            }
        }
        p += n - 1;
    }
    return g_strdup("");
}

int
bounce_reply_class(const char *text)
{
    for (const char *p = text; *p; p++) {
        size_t n = strspn(p, "0123456789");

        if (n == 3 && (p[0] == '4' || p[0] == '5') && p[1] <= '5' &&
            (p == text || !(g_ascii_isalnum(p[-1]) || strchr(".-/", p[-1]))) &&
            strchr(" -\t:", p[3])) {
            return p[0] - '0';
        }
        p += n > 1 ? n - 1 : 0;
    }
    return 0;
}

// Lower case on one line, without addresses and without what follows the host of a link.
static char *
fault_text(const char *text)
{
    g_autofree char *clipped = text_clip(text, FAULT_TEXT);
    g_autofree char *line = text_one_line(clipped);
    g_autofree char *lower = g_utf8_strdown(line, -1);
    GString *out = g_string_sized_new(strlen(lower) + 1);
    const char *end = lower + strlen(lower);
    const char *start, *p = lower;
    size_t len;

    while (bounce_address_next(p, end, &start, &len)) {
        g_string_append_len(out, p, start - p);
        p = start + len;
    }
    g_string_append(out, p);
    for (char *link = strstr(out->str, "://"); link; link = strstr(link + 3, "://")) {
        char *path = link + 3 + strcspn(link + 3, "/ ");

        memset(path, ' ', strcspn(path, " "));
    }
    // Typographic apostrophes.
    g_string_replace(out, "\u2019", "'", 0);
    return g_string_free(out, FALSE);
}

static bool
phrase_found(const char *text, const char *phrases)
{
    for (const char *p = phrases; *p;) {
        size_t len = strcspn(p, "|");

        if (memmem(text, strlen(text), p, len)) {
            return true;
        }
        p += len + (p[len] == '|');
    }
    return false;
}

static const Fault *
fault_find(const char *text)
{
    g_autofree char *plain = fault_text(text);

    for (size_t i = 0; i < G_N_ELEMENTS(FAULTS); i++) {
        if (phrase_found(plain, FAULTS[i].phrases)) {
            return &FAULTS[i];
        }
    }
    return NULL;
}

bool
bounce_fault_told(const char *text)
{
    return fault_find(text) != NULL;
}

static bool
status_is_address(const char *status)
{
    return (status[0] && g_str_has_prefix(status + 1, ".1.")) || strcmp(status, "5.2.1") == 0;
}

static bool
is_general(const char *status)
{
    return g_str_has_suffix(status, ".0.0");
}

static bool
is_gone(const char *status)
{
    for (size_t i = 0; i < G_N_ELEMENTS(GONE); i++) {
        if (strcmp(status, GONE[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool
condemns(const Fault *fault, const char *status, const char *told, const char *context)
{
    switch (fault->about) {
    case ABOUT_DELIVERY:
        return false;
    case ABOUT_USER:
        return strcasestr(context, "after MAIL FROM") == NULL;
    case ABOUT_USER_MAYBE:
        return status_is_address(*told ? told : status) ||
               (!*told && strcasestr(context, "rcpt to")) || strcasestr(context, "SMTP:RCPT") ||
               strcasestr(context, "rejected address");
    case ABOUT_HOST:
        return status[0] != '4' && strcasestr(context, "after MAIL FROM") == NULL;
    }
    return false;
}

void
bounce_judge(BounceRecipient *r, const char *words, const char *context)
{
    g_autofree char *told = bounce_status_find(words);
    const Fault *fault = fault_find(words);
    int reply = bounce_reply_class(words);

    if (!fault) {
        fault = fault_find(context);
    }
    // The server's words are nearer to the fault than a report's "5.0.0".
    if (*told && (!*r->status || (is_general(r->status) && told[0] == r->status[0]))) {
        g_free(r->status);
        r->status = g_strdup(told);
    }
    r->permanent = r->action == BOUNCE_FAILED &&
                   (fault ? condemns(fault, r->status, told, context) : is_gone(r->status));
    // An address that the status condemns is not saved by vague words.
    if (fault && !r->permanent && is_gone(r->status) && is_gone(told) && r->action == BOUNCE_FAILED) {
        r->permanent = fault->about == ABOUT_DELIVERY && strcmp(fault->status, ".7.1") == 0 &&
                       strstr(fault->phrases, "access denied") != NULL;
    }
    if (!*r->status && fault && r->action != BOUNCE_COMPLAINT) {
        bool temporary = reply ? reply == 4 : r->action == BOUNCE_DELAYED;

        g_free(r->status);
        r->status = g_strconcat(temporary ? "4" : "5", fault->status, NULL);
    } else if (!*r->status && reply) {
        g_free(r->status);
        r->status = g_strdup(reply == 4 ? "4.0.0" : "5.0.0");
    }
}
