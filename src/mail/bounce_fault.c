// bounce_fault.c: what the words of a failure mean.
//
// One table of phrases, the first that is found decides: plain causes that leave the address alone
// (full, too big, spam, policy, sender) stand before those that condemn it, as servers often say
// both ("550 5.1.1 mailbox over quota"); vague words stand last. Addresses, links and names of
// hosts are taken out first: "mailboxfull@example.com" says nothing about its mailbox.
//
// Not for codes or for the verdict (bounce_judge.c). Limit: 4 kB of text.

#include "base/text.h"
#include "mail/bounce_private.h"

#include <string.h>

#define FAULT_TEXT 4096

static const Fault FAULTS[] = {
    // Nothing about the recipient: the sender, the way, the size, the content.
    {".1.8", STAYS,
     "sender address|sender domain|domain of sender|unroutable sender|sender rejected|"
     "rejected sender|sender denied|sender verify|sender is not|bad sender|invalid sender|"
     "unauthenticated sender|rejected mail from|mail from address"},
    {".2.2", STAYS,
     "mailbox full|mailbox is full|mail box is full|inbox is full|over quota|overquota|"
     "quota exceed|exceeded quota|quota has been exceed|exceeds quota|exceed the quota|"
     "exceeded storage|storage allocation|out of storage|storage quota|disk quota|disk full|"
     "user is full|mailbox exceeds|mailbox has exceeded|exceeds allowed size|not enough space|"
     "exceeded the local limit|insufficient storage|insufficient disk|not enough disk|"
     "no space left|quota full|space in the mailbox|boite pleine|boîte pleine|postfach voll|"
     "postfach ist voll|casilla llena|casella piena|buzón lleno|"
     "ящик переполнен|переповнен|skrzynka pełna|"
     "recipient's mailbox is full|account is full|full mailbox|mbox full|inbox is out of"},
    {".3.4", STAYS,
     "message too big|message too large|message is too large|message is too big|"
     "mail size limit|message size exceeds|message length exceeds|exceeds maximum|"
     "exceeds size limit|size limit exceeded|exceeds fixed maximum|too large for|"
     "larger than the|message file too big|body too large|maximum message size|"
     "nachricht zu gross|nachricht zu groß|message trop volumineux|"
     "письмо слишком большое"},
    {".7.1", STAYS,
     "relay access denied|relaying denied|relay denied|not permitted to relay|"
     "relay not permitted|relaying not allowed|relaying is not allowed|we do not relay|"
     "does not relay|unable to relay|insecure mail relay|no relaying|not a gateway|"
     "relaying prohibited|not authorized to relay"},
    {".7.26", STAYS,
     "dmarc|spf record|spf check|bad spf|spf fail|dkim|unauthenticated email|"
     "authentication information|sender id (pra)|purported responsible|not authenticated"},
    {".7.25", STAYS,
     "reverse dns|ptr record|ptr resource|rdns|no ptr|client ip|cannot find your hostname|"
     "cannot find your reverse|reverse hostname"},
    {".7.0", STAYS,
     "virus|malware|infected|phishing|suspicious attachment|file type is not allowed|"
     "blocked attachment|attachment type"},
    {".7.1", STAYS,
     "spam|unsolicited|bulk email|junk mail|blacklist|black list|block list|blocklist|blocked|"
     "block.list|dnsbl|rbl|spamhaus|spamcop|barracuda|banned|reputation|graylist|greylist|"
     "suspicious|content rejected|message content|your isp|bad content|score too high"},
    {".7.1", STAYS,
     "policy|policies|recipient preferences|authentication required|"
     "authentication is required|sender not allowed|not allowed to send|permission to post|"
     "members only|moderated|not accept mail from|not accept email from|"
     "may not be mail exchanger|not authorized|client host rejected|helo command rejected|"
     "prohibited by|administrative prohibition|administratively denied|access restricted|"
     "is restricted|not permitted|security"},
    {".5.3", STAYS,
     "too many recipients|too many connections|rate limit|rate exceeded|too many messages|"
     "too many emails|frequency limited|too fast|too many errors|too many invalid|concurrency|"
     "throttl|too many sessions|limit exceeded"},
    {".4.6", STAYS, "hop count|too many hops|mail loop|loops back|routing loop|loop detect"},
    {".2.1", STAYS,
     "account is disabled|account has been disabled|account disabled|account is locked|"
     "account has been locked|account locked|account is suspended|account has been suspended|"
     "account suspended|disabled recipient|recipient disabled|recipient is disabled|"
     "mailbox disabled|mailbox is disabled|mailbox is inactive|mailbox inactive|is inactive|"
     "user disabled|user is suspended|user suspended|account expired|account is not active|"
     "temporarily suspended|has been suspended|mailbox is frozen|domain is suspended|"
     "disabled or discontinued|not active|konto gesperrt|ящик заблокирован|"
     "отключен"},
    {".3.0", STAYS,
     "command output|procmail|pipe to|mailer error|maildrop|local configuration error|"
     "internal error|internal server error|system error|service currently unavailable|"
     "service unavailable|local error|ldap|mailbox temporarily|temporary failure"},
    {".4.4", STAYS,
     "host not found, try again|name service error for domain|name server: host name lookup|"
     "name lookup failure|dns query failed|servfail|temporary dns|dns lookup timed|"
     "temporary lookup|domain lookup failed"},
    // Condemned: the host.
    {".1.10", GONE_UNLESS_TEMPORARY,
     "null mx|does not accept mail|doesn't accept mail|does not accept any mail|"
     "doesn't receive email|no smtp service|nullmx|accepts no mail|"
     "malformed or unexpected name server reply|does not receive mail"},
    {".1.2", GONE_UNLESS_TEMPORARY,
     "host unknown|unknown host|host not found|host or domain name not found|domain not found|"
     "domain name not found|domain does not exist|no such domain|no such host|nxdomain|"
     "unrouteable address|unroutable address|unrouteable mail domain|unroutable mail domain|"
     "unrouteable domain|unknown domain|dns lookup failure|lookup failure: host|"
     "couldn't find any host|couldn't find a mail exchanger|could not find a mail exchanger|"
     "domain is not reachable|name or service not known|bad destination system|"
     "domain must resolve|mx lookup failed|invalid domain|illegal host/domain|"
     "domain isn't in my list|no valid mail exchanger|no mx record|no such address: domain|"
     "hostname cannot be found|host cannot be found|domain could not be found|"
     "unbekannte domain|домен не найден|домен не существует"},
    // Condemned: the mailbox.
    {".1.6", GONE,
     "no longer on server|has moved|user has moved|no longer available|no longer valid|"
     "no longer in use|no longer exists|not our customer|has left|address is obsolete|"
     "mailbox closed|address changed"},
    {".1.1", GONE,
     "unknown user:|invalid final delivery userid|"
     "no such user|no such mailbox|no such recipient|no such address|no such person|"
     "no such account|mailbox not found|mailbox does not exist|mailbox doesn't exist|"
     "mailbox unknown|unknown mailbox|user not found|user does not exist|user doesn't exist|"
     "user not exist|user not known|user is unknown|user is not found|recipient not found|"
     "recipient unknown|unknown recipient|recipient does not exist|recipient not exist|"
     "recipient address does not exist|recipient doesn't exist|recipnotfound|"
     "recipientnotfound|recipient name is not recognized|invalid recipient|invalid mailbox|"
     "invalid user|bad destination mailbox|address does not exist|address doesn't exist|"
     "addresses doesn't exist|address not found|address unknown|unknown address:|"
     "account does not exist|account doesn't exist|account not found|"
     "account that you tried to reach does not exist|unknown account|not listed in|"
     "not a known user|no mailbox|not found in directory|no account by that name|"
     "there is no such|nobody by that name|not in directory|unknown or illegal user|"
     "unknown or illegal alias|illegal alias|unknown local part|no valid recipient|"
     "doesn't have an account|user unknown in|does not have an account|not on this server|"
     "other recipients in the same domain|recipient address rejected: access denied|"
     "addresses rejected : access denied|not a valid user|not a valid mailbox|no mail box|"
     "address could not be found|is not known here|wasn't found at|couldn't be found|"
     "doesn't like recipient: no|unbekannter empf|unbekannter benutzer|"
     "adresse existiert nicht|benutzer existiert nicht|postfach existiert nicht|"
     "empfänger existiert nicht|empfänger unbekannt|utilisateur inconnu|"
     "destinataire inconnu|adresse inconnue|destinataire invalide|"
     "adresse destinataire invalide|utilisateur n'existe pas|adresse n'existe pas|"
     "usuario desconocido|usuario no existe|cuenta no existe|dirección no existe|"
     "buzón no existe|destinatario desconocido|utente sconosciuto|utente non trovato|"
     "utente non esiste|indirizzo non esiste|casella non esiste|konto nie istnieje|"
     "adres nie istnieje|użytkownik nie istnieje|uživatel neexistuje|adresa neexistuje|"
     "usuário não existe|endereço não existe|conta não existe|usuário desconhecido|"
     "пользователь не найден|нет такого пользователя|"
     "адрес не существует|ящик не существует|"
     "пользователь не существует|"
     "не существует такого|не знайдено користувача|"
     "адреса не існує|скринька не існує|"
     "宛先不明|見つかりません|存在しません|"
     "用户不存在|使用者不存在|地址不存在|邮箱不存在|존재하지 않|kullanıcı bulunamadı|"
     "kullanıcı yok|this user doesn't have a"},
    {".1.1", GONE_WITH_WITNESS,
     "user unknown|unknown user|mailbox unavailable|mailbox is unavailable|unknown: user|"
     "unknown recipient address"},
    // Vague.
    {".1.2", GONE_UNLESS_TEMPORARY, "does not exist|doesn't exist"},
    {".4.7", GONE_BY_STATUS,
     "timeout exceeded|retry time|message expired|envelope expired|delivery expired|expired|"
     "too long|giving up|was aborted after|attempts|for the last|days|not be delivered for"},
    {".4.1", GONE_BY_STATUS,
     "connection timed out|connection refused|timed out|time out|connection reset|no route|"
     "did not accept our requests|socket error|unable to connect|unable to contact|"
     "network error|network is unreachable|lost connection|deferred|connection dropped|"
     "could not connect|couldn't connect|connection failed|failed connect|not reachable|"
     "could not find a gateway|unreachable"},
    {".7.1", GONE_BY_STATUS, "access denied|rejected by|refused|denied"},
    {".1.1", GONE_UNLESS_TEMPORARY,
     "recipient address rejected|address rejected|recipient rejected|"
     "unable to verify recipient|rejected recipient"},
};

// The name of a host with three labels or more at the start of a word: "mx.example.org[192.0.2.1]".
static bool
is_host(const char *word, size_t len)
{
    unsigned dots = 0;

    while (len > 0 && strchr("([<", *word)) {
        word++;
        len--;
    }
    for (size_t i = 0; i < len && (g_ascii_isalnum(word[i]) || strchr(".-", word[i])); i++) {
        dots += word[i] == '.' && i > 0 && i + 1 < len && g_ascii_isalnum(word[i - 1]) &&
                g_ascii_isalnum(word[i + 1]);
    }
    return dots >= 2 && !g_ascii_isdigit(*word);
}

// Lower case on one line, without addresses; links without what follows their host, or none at all
// and no names of hosts either.
static char *
fault_text(const char *text, bool hosts)
{
    g_autofree char *clipped = text_clip(text, FAULT_TEXT);
    g_autofree char *line = text_one_line(clipped);
    g_autofree char *lower = g_utf8_strdown(line, -1);
    g_autoptr(GString) plain = g_string_sized_new(strlen(lower) + 1);
    GString *out = g_string_sized_new(strlen(lower) + 1);
    const char *end = lower + strlen(lower);
    const char *start, *p = lower;
    size_t len;

    while (bounce_address_next(p, end, &start, &len)) {
        g_string_append_len(plain, p, start - p);
        p = start + len;
    }
    g_string_append(plain, p);
    for (p = plain->str; *p; p += len + (p[len] == ' ')) {
        const char *link;

        len = strcspn(p, " ");
        link = g_strstr_len(p, (gssize)len, "://");
        if (link && hosts) {
            g_string_append_len(out, p, link + 3 - p + (gssize)strcspn(link + 3, "/ "));
        } else if (!link && (hosts || !is_host(p, len))) {
            g_string_append_len(out, p, (gssize)len);
        }
        g_string_append_c(out, ' ');
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

// Names of hosts speak only where nothing else does ("553 http://www.spamhaus.org/…").
const Fault *
bounce_fault_find(const char *text)
{
    for (int hosts = 0; hosts < 2; hosts++) {
        g_autofree char *plain = fault_text(text, hosts);

        for (size_t i = 0; i < G_N_ELEMENTS(FAULTS); i++) {
            if (phrase_found(plain, FAULTS[i].phrases)) {
                return &FAULTS[i];
            }
        }
    }
    return NULL;
}
