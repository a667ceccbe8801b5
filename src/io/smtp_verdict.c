// smtp_verdict.c: what the end of an SMTP conversation means for the mail.
//
// Pure but for what it asks of the curl handle. The rules, in order: what concerns the transport
// (no connection, TLS, login) pauses it and fails no mail; an end after the last bytes without a
// final reply leaves the mail unknown; else the server's code speaks: 4xx and silence are
// temporary, 5xx to RCPT, to DATA or after the dot is permanent. A 5xx to MAIL concerns our own
// sender address, not the recipient: temporary, unless the mail is too large (552) or a login is
// wanted (530, 535).
//
// Neighbours: smtp.c.
#include "io/smtp_private.h"

#include "base/error.h"
#include "base/names.h"
#include "base/text.h"

#include <string.h>

void
smtp_talk_begin(SmtpTalk *talk, CURL *curl, const Blob *bytes, SenderBeforeDot before_dot,
                void *data)
{
    memset(talk, 0, sizeof *talk);
    talk->curl = curl;
    talk->bytes = bytes;
    talk->before_dot = before_dot;
    talk->data = data;
}

void
smtp_talk_command(SmtpTalk *talk, const char *bytes, size_t len)
{
    static const Name COMMANDS[] = {
        {"EHLO", PHASE_HELLO}, {"HELO", PHASE_HELLO}, {"STAR", PHASE_TLS},
        {"AUTH", PHASE_LOGIN}, {"NOOP", PHASE_NOOP},  {"MAIL", PHASE_MAIL},
        {"RCPT", PHASE_RCPT},  {"DATA", PHASE_DATA},  {NULL, 0},
    };
    char verb[5] = "";
    int phase;
    // Whatever else goes out belongs to the exchange that is on: an AUTH response, the dot, QUIT.
    memcpy(verb, bytes, MIN(len, 4));
    if (talk->phase < PHASE_DATA && names_code(COMMANDS, verb, &phase) &&
        (int)talk->phase < phase) {
        talk->phase = (SmtpPhase)phase;
    }
}

void
smtp_talk_reply(SmtpTalk *talk, const char *bytes, size_t len)
{
    if (len >= 3 && memcmp(bytes, "221", 3) != 0) {
        g_snprintf(talk->words, sizeof talk->words, "%.*s", (int)MIN(len, sizeof talk->words - 1),
                   bytes);
    }
}

bool
smtp_talk_before_dot(SmtpTalk *talk)
{
    talk->stopped = talk->before_dot && !talk->before_dot(talk->data);
    if (!talk->stopped) {
        talk->phase = PHASE_DOT;
    }
    return !talk->stopped;
}

static int
last_code(const SmtpTalk *talk)
{
    long code = 0;
    curl_easy_getinfo(talk->curl, CURLINFO_RESPONSE_CODE, &code);
    return (int)code;
}

bool
smtp_talk_is_stale(const SmtpTalk *talk, CURLcode r)
{
    long connects = 1;
    curl_easy_getinfo(talk->curl, CURLINFO_NUM_CONNECTS, &connects);
    return r != CURLE_OK && connects == 0 && last_code(talk) == 0 && talk->phase <= PHASE_MAIL &&
           !*talk->words;
}

static bool
is_certificate(CURLcode r)
{
    return r == CURLE_PEER_FAILED_VERIFICATION || r == CURLE_SSL_CACERT_BADFILE ||
           r == CURLE_SSL_ISSUER_ERROR || r == CURLE_SSL_CERTPROBLEM ||
           r == CURLE_SSL_INVALIDCERTSTATUS;
}

static SendVerdict
judge_code(SmtpPhase phase, int code)
{
    if (code >= 500 && phase == PHASE_MAIL) {
        return code == 552                                 ? SEND_FAILED
               : code == 530 || code == 535 || code == 538 ? SEND_PAUSED
                                                           : SEND_RETRY;
    }
    return code >= 500 && code < 600 ? SEND_FAILED : SEND_RETRY;
}

static SendVerdict
judge(const SmtpTalk *talk, CURLcode r)
{
    int code = last_code(talk);
    if (r == CURLE_OK) {
        return SEND_SENT;
    }
    if (talk->stopped || r == CURLE_ABORTED_BY_CALLBACK) {
        return SEND_RETRY;
    }
    if (talk->phase < PHASE_MAIL) {
        return SEND_PAUSED;
    }
    if (talk->phase == PHASE_DOT) {
        // 354 is still the answer to DATA; anything that is no refusal leaves the mail unknown.
        return code >= 400 && code < 600 ? judge_code(talk->phase, code) : SEND_UNKNOWN;
    }
    // The code is that of the last reply; unless it is a refusal, silence or a drop ended the mail.
    return judge_code(talk->phase, code);
}

static const char *
explain(const SmtpTalk *talk, CURLcode r)
{
    if (talk->stopped) {
        return "stopped before the end";
    }
    if (is_certificate(r)) {
        return "the server's certificate is refused; check host, or name the authority in ca_file";
    }
    switch (r) {
    case CURLE_USE_SSL_FAILED:
        return "the server does not offer STARTTLS; nothing was sent in clear text. Check port and "
               "tls";
    case CURLE_SSL_CONNECT_ERROR:
        return "no TLS with this server on this port; check port and tls";
    case CURLE_LOGIN_DENIED:
        return "the login is refused; check user and password_file (or oauth_token_file)";
    case CURLE_OPERATION_TIMEDOUT:
        return talk->phase == PHASE_DOT ? "no answer to the end of the mail: it may have arrived"
                                        : "the server is silent";
    case CURLE_WRITE_ERROR:
        return "the server's answer has no end";
    default:
        return *talk->curl_words ? talk->curl_words : curl_easy_strerror(r);
    }
}

void
smtp_talk_verdict(const SmtpTalk *talk, CURLcode r, const Server *server, SendResult *out)
{
    int code = last_code(talk);
    SendVerdict verdict = judge(talk, r);
    out->fault = code == 530 || code == 535 || code == 538 ? (int)HD_ERROR_AUTH : smtp_talk_error_code(talk, r);
    bool refused = code >= 400 && code < 600;
    if (r == CURLE_OK || (refused && talk->phase >= PHASE_MAIL && !talk->stopped)) {
        send_result_set(out, verdict, code, talk->words);
        return;
    }
    g_autofree char *text =
        g_strdup_printf("%s:%u: %s%s%s", server->host, server->port, explain(talk, r),
                        refused ? ": " : "", refused ? talk->words : "");
    send_result_set(out, verdict, refused ? code : 0, text);
}

int
smtp_talk_error_code(const SmtpTalk *talk, CURLcode r)
{
    return r == CURLE_SSL_CACERT_BADFILE                  ? HD_ERROR_CONFIG
           : is_certificate(r) || r == CURLE_LOGIN_DENIED ? HD_ERROR_AUTH
                                                          : HD_ERROR_SOURCE;
}
