// smtp.c: mail out by SMTP (RFC 5321), through libcurl, one recipient at a time over one
// connection.
//
// How far a conversation came is read from the commands that libcurl sends (its debug callback),
// and the verdict from that and the server's last code: curl's own result codes mix up what we must
// tell apart. Whether the final dot may have gone out is known because the last bytes leave only
// after before_dot.
//
// TLS is required unless the config says none, verified against host and trust, 1.2 and up. A
// server's words are capped: a reply without end is cut off. Proxies of the environment are not
// used.
//
// Neighbours: smtp_verdict.c (what an end means), sender.c (checks addresses first), run/deliver.
#include "io/smtp_private.h"

#include "base/error.h"
#include "base/text.h"
#include "io/secret.h"

#include <string.h>

// All that a server may say about one mail.
#define WORDS_MAX (64 * 1024)
// The answer to the dot may take longer than any other (RFC 5321 4.5.3.2.6), and impatience there
// means a second copy.
#define DOT_PATIENCE 4

typedef struct {
    Sender base;
    const Transport *transport; // borrowed
    CURL *curl;
    SmtpTalk talk; // of the present mail
} SmtpSender;

static int
see_command(CURL *curl, curl_infotype type, char *bytes, size_t len, void *data)
{
    if (type == CURLINFO_HEADER_OUT) {
        smtp_talk_command(data, bytes, len);
    }
    return 0;
}

static size_t
see_reply(char *bytes, size_t size, size_t count, void *data)
{
    SmtpTalk *talk = data;
    size_t len = size * count;
    talk->heard += len;
    if (talk->heard > WORDS_MAX) {
        return 0; // ends the transfer
    }
    smtp_talk_reply(talk, bytes, len);
    return len;
}

static size_t
give_bytes(char *buffer, size_t size, size_t count, void *data)
{
    SmtpTalk *talk = data;
    uint64_t left = blob_size(talk->bytes) - talk->given;
    g_autoptr(GError) error = NULL;
    if (left == 0) {
        return 0;
    }
    gssize n = blob_read(talk->bytes, talk->given, buffer, size * count, &error);
    if (n <= 0) {
        return CURL_READFUNC_ABORT;
    }
    // curl writes the dot once it has as many bytes as it was told of, without asking again.
    if ((uint64_t)n == left && !smtp_talk_before_dot(talk)) {
        return CURL_READFUNC_ABORT;
    }
    if ((uint64_t)n == left) {
        curl_easy_setopt(talk->curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, talk->silence * DOT_PATIENCE);
    }
    talk->given += (uint64_t)n;
    return (size_t)n;
}

static bool
set_login(CURL *curl, const Server *server, GError **error)
{
    bool by_token = server->oauth_token_file && *server->oauth_token_file;
    if (!server->user || !*server->user) {
        return true;
    }
    g_autoptr(Secret) secret =
        secret_read(by_token ? server->oauth_token_file : server->password_file, error);
    if (!secret) {
        return false;
    }
    curl_easy_setopt(curl, CURLOPT_USERNAME, server->user);
    curl_easy_setopt(curl, CURLOPT_SASL_IR, 1L);
    curl_easy_setopt(curl, by_token ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD, secret);
    curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS,
                     by_token ? "AUTH=XOAUTH2" : "AUTH=PLAIN;AUTH=LOGIN");
    return true;
}

static void
set_address(CURL *curl, const Transport *t)
{
    const Server *server = &t->server;
    const char *scheme = server->tls == TLS_IMPLICIT ? "smtps" : "smtp";
    bool v6 = strchr(server->host, ':') != NULL;
    g_autofree char *hello = g_uri_escape_string(text_or_empty(t->hello), NULL, FALSE);
    g_autofree char *url = g_strdup_printf(v6 ? "%s://[%s]:%u/%s" : "%s://%s:%u/%s", scheme,
                                           server->host, server->port, hello);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     (long)(server->tls == TLS_NONE ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (server->ca_file && *server->ca_file) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, server->ca_file);
        curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    }
}

static void
set_patience(CURL *curl, long silence)
{
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, silence * 1000);
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, silence);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, silence * DOT_PATIENCE);
}

static bool
set_up(SmtpSender *s, GError **error)
{
    CURL *curl = s->curl;
    set_address(curl, s->transport);
    set_patience(curl, (long)MAX(s->transport->server.silence_seconds, 1));
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L); // or the debug callback is not called
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, see_command);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &s->talk);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, see_reply);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &s->talk);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, s->talk.curl_words);
    return set_login(curl, &s->transport->server, error);
}

static Sender *
smtp_open(const Transport *transport, GError **error)
{
    static gsize ready;
    if (g_once_init_enter(&ready)) {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        g_once_init_leave(&ready, 1);
    }
    SmtpSender *s = g_new0(SmtpSender, 1);
    s->transport = transport;
    s->curl = curl_easy_init();
    if (!s->curl) {
        g_set_error(error, HD_ERROR, HD_ERROR_BUG, "curl cannot be set up");
        g_free(s);
        return NULL;
    }
    if (!set_up(s, error)) {
        curl_easy_cleanup(s->curl);
        g_free(s);
        return NULL;
    }
    return &s->base;
}

static void
smtp_close(Sender *sender)
{
    SmtpSender *s = (SmtpSender *)sender;
    smtp_talk_begin(&s->talk, s->curl, NULL, NULL, NULL);
    curl_easy_cleanup(s->curl); // says QUIT
    g_free(s);
}

static void
begin(SmtpSender *s, const Envelope *envelope, SenderBeforeDot before_dot, void *data)
{
    long silence = (long)MAX(s->transport->server.silence_seconds, 1);
    smtp_talk_begin(&s->talk, s->curl, envelope ? envelope->bytes : NULL, before_dot, data);
    s->talk.silence = silence;
    curl_easy_setopt(s->curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, silence);
}

static void
smtp_send(Sender *sender, const Envelope *envelope, SenderBeforeDot before_dot, void *data,
          SendResult *out)
{
    SmtpSender *s = (SmtpSender *)sender;
    CURL *curl = s->curl;
    struct curl_slist *to = curl_slist_append(NULL, envelope->to);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, envelope->from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_bytes);
    curl_easy_setopt(curl, CURLOPT_READDATA, &s->talk);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)blob_size(envelope->bytes));
    for (int tries = 0; tries < 2; tries++) {
        begin(s, envelope, before_dot, data);
        CURLcode r = curl_easy_perform(curl);
        if (tries > 0 || !smtp_talk_is_stale(&s->talk, r)) {
            smtp_talk_verdict(&s->talk, r, &s->transport->server, out);
            break;
        }
    }
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, NULL);
    curl_slist_free_all(to);
}

// NOOP after connection, TLS and login: nothing of a mail is said.
static bool
smtp_test(Sender *sender, GError **error)
{
    SmtpSender *s = (SmtpSender *)sender;
    g_auto(SendResult) result = {0};
    curl_easy_setopt(s->curl, CURLOPT_UPLOAD, 0L);
    curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, NULL);
    curl_easy_setopt(s->curl, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(s->curl, CURLOPT_CUSTOMREQUEST, "NOOP");
    curl_easy_setopt(s->curl, CURLOPT_FRESH_CONNECT, 1L);
    begin(s, NULL, NULL, NULL);
    CURLcode r = curl_easy_perform(s->curl);
    if (r != CURLE_OK) {
        smtp_talk_verdict(&s->talk, r, &s->transport->server, &result);
    }
    curl_easy_setopt(s->curl, CURLOPT_CUSTOMREQUEST, NULL);
    curl_easy_setopt(s->curl, CURLOPT_NOBODY, 0L);
    curl_easy_setopt(s->curl, CURLOPT_FRESH_CONNECT, 0L);
    if (r != CURLE_OK) {
        g_set_error(error, HD_ERROR, smtp_talk_error_code(&s->talk, r), "%s", result.words);
    }
    return r == CURLE_OK;
}

const SenderKind SENDER_SMTP = {
    .code = TRANSPORT_SMTP,
    .open = smtp_open,
    .close = smtp_close,
    .send = smtp_send,
    .test = smtp_test,
};
