// hook_sender.c: one event to another system: a POST of JSON by HTTPS, through libcurl.
//
// Where it goes is decided by the admin's URL alone: no redirect is followed and no proxy of the
// environment used, and the address is checked where the connection is opened, so a name that
// means one thing when it is looked up and another when it is used gains nothing. Private networks
// only where the hook says so; http:// to this machine only.
//
// What the server says is read up to a cap and thrown away, but for its status, which people see in
// the outbox with our own words for it: its body and its reason may repeat the URL, and a path may
// hold a key. So no words about faults name the URL either. The status alone decides; once it is
// there, a line that drops afterwards changes nothing.
//
// Neighbours: hook_address.c (kinds of addresses), secret.c, run/deliver_hooks.c.
#include "io/hook_sender.h"

#include "base/error.h"
#include "base/names.h"
#include "base/text.h"
#include "io/hook_address.h"
#include "io/secret.h"

#include <curl/curl.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SECONDS_MAX  30
#define RESPONSE_MAX (64 * 1024) // headers and body together

struct HookSender {
    const Hook *hook; // borrowed
    CURL *curl;
    bool plain; // http://
    // Of the present call.
    size_t heard;
    const char *refused; // why an address was not connected to, NULL = none was refused; static
};

void
hook_result_clear(HookResult *result)
{
    g_clear_pointer(&result->words, g_free);
}

char *
hook_signature(const char *secret, int64_t at, const char *body, size_t len)
{
    g_autofree char *stamp = g_strdup_printf("%" G_GINT64_FORMAT ".", at);
    gnutls_hmac_hd_t mac;
    uint8_t digest[32];
    int rc = gnutls_hmac_init(&mac, GNUTLS_MAC_SHA256, secret, strlen(secret));
    if (rc < 0)
        g_error("HMAC-SHA256: %s", gnutls_strerror(rc));
    gnutls_hmac(mac, stamp, strlen(stamp));
    gnutls_hmac(mac, body, len);
    gnutls_hmac_deinit(mac, digest);
    g_autofree char *hex = text_hex(digest, sizeof digest);
    return g_strconcat("v1=", hex, NULL);
}

// ── the connection ──

static const char *
place_doubt(const HookSender *s, const struct sockaddr *address)
{
    const char *what;
    PlaceKind kind = address_place(address, &what);
    if (s->plain && kind != PLACE_LOOPBACK)
        return "not this machine, and http:// is for loopback only";
    if (kind == PLACE_NEVER || (kind != PLACE_PUBLIC && !s->hook->private_network))
        return what;
    return NULL;
}

static curl_socket_t
open_checked(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
    HookSender *s = data;
    const char *doubt = place_doubt(s, &address->addr);
    if (doubt) {
        s->refused = doubt;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// ── what the server says ──

static bool
is_heard_too_much(HookSender *s, size_t len)
{
    s->heard += len;
    return s->heard > RESPONSE_MAX;
}

static size_t
see_bytes(char *bytes, size_t size, size_t count, void *data)
{
    return is_heard_too_much(data, size * count) ? 0 : size * count;
}

// ── what it means ──

// Of RFC 9110, 15, and RFC 6585: those that hooks meet. Others are told by their number alone.
static const Name REASONS[] = {
    {"OK", 200},
    {"Created", 201},
    {"Accepted", 202},
    {"No Content", 204},
    {"Moved Permanently", 301},
    {"Found", 302},
    {"See Other", 303},
    {"Temporary Redirect", 307},
    {"Permanent Redirect", 308},
    {"Bad Request", 400},
    {"Unauthorized", 401},
    {"Forbidden", 403},
    {"Not Found", 404},
    {"Method Not Allowed", 405},
    {"Not Acceptable", 406},
    {"Request Timeout", 408},
    {"Conflict", 409},
    {"Gone", 410},
    {"Content Too Large", 413},
    {"URI Too Long", 414},
    {"Unsupported Media Type", 415},
    {"Unprocessable Content", 422},
    {"Too Many Requests", 429},
    {"Internal Server Error", 500},
    {"Bad Gateway", 502},
    {"Service Unavailable", 503},
    {"Gateway Timeout", 504},
    {NULL, 0},
};

static HookVerdict
judge_code(long code)
{
    if (code / 100 == 2)
        return HOOK_SENT;
    if (code == 429 || code == 503)
        return HOOK_BUSY;
    return code == 408 || code >= 500 ? HOOK_RETRY : HOOK_FAILED;
}

static const char *
explain(const HookSender *s, CURLcode r)
{
    switch (r) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
        return "the server's certificate is refused; check the host of url, or name the authority "
               "in ca_file";
    case CURLE_SSL_CACERT_BADFILE:
        return "ca_file cannot be read";
    case CURLE_SSL_CONNECT_ERROR:
        return "no TLS with this server; check url";
    case CURLE_COULDNT_RESOLVE_HOST:
        return "the host of url is not found";
    case CURLE_OPERATION_TIMEDOUT:
        return "the server is silent";
    default:
        return curl_easy_strerror(r);
    }
}

static void
set_result(HookResult *out, HookVerdict verdict, int code, char *words)
{
    out->verdict = verdict;
    out->code = code;
    out->words = words;
}

static void
judge(const HookSender *s, CURLcode r, HookResult *out)
{
    long code = 0;
    curl_off_t wait = 0;
    curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &code);
    curl_easy_getinfo(s->curl, CURLINFO_RETRY_AFTER, &wait);
    if (code < 200) {
        const char *doubt = r == CURLE_COULDNT_CONNECT ? s->refused : NULL;
        set_result(out, HOOK_DOWN, 0,
                   doubt ? g_strdup_printf("refused: the address is %s%s", doubt,
                                           s->plain ? "" : "; see private_network")
                         : g_strdup(explain(s, r)));
        return;
    }
    const char *reason = names_name(REASONS, (int)code); // "?" for others
    bool redirect = code / 100 == 3;
    out->retry_after = MAX(wait, 0);
    set_result(out, judge_code(code), (int)code,
               g_strdup_printf("HTTP %ld%s%s%s", code, *reason == '?' ? "" : " ",
                               *reason == '?' ? "" : reason,
                               redirect ? ", a redirect: write the final address into url" : ""));
}

// ── the call ──

static void
set_up(HookSender *s)
{
    CURL *curl = s->curl;
    long seconds = (long)CLAMP(s->hook->silence_seconds, 1, SECONDS_MAX);
    curl_easy_setopt(curl, CURLOPT_URL, s->hook->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, s->plain ? "http" : "https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (*s->hook->ca_file) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, s->hook->ca_file);
        curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    }
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, seconds);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, MIN(seconds, 10));
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_checked);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, s);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, see_bytes);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, s);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, see_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, s);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "helpdesk");
}

HookSender *
hook_sender_open(const Hook *hook, GError **error)
{
    static gsize ready;
    if (g_once_init_enter(&ready)) {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        g_once_init_leave(&ready, 1);
    }
    HookSender *s = g_new0(HookSender, 1);
    s->hook = hook;
    s->plain = g_ascii_strncasecmp(hook->url, "http:", 5) == 0;
    s->curl = curl_easy_init();
    if (!s->curl) {
        g_set_error(error, HD_ERROR, HD_ERROR_BUG, "curl cannot be set up");
        g_free(s);
        return NULL;
    }
    set_up(s);
    return s;
}

void
hook_sender_close(HookSender *sender)
{
    if (sender) {
        curl_easy_cleanup(sender->curl);
        g_free(sender);
    }
}

G_GNUC_PRINTF(2, 3)
static void
add_header(struct curl_slist **list, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *line = g_strdup_vprintf(format, args);
    va_end(args);
    *list = curl_slist_append(*list, line);
}

static bool
read_body(const Blob *body, GString *out, GError **error)
{
    size_t size = (size_t)MIN(blob_size(body), (uint64_t)HOOK_BODY_MAX + 1);
    if (size > HOOK_BODY_MAX) {
        g_set_error(error, HD_ERROR, HD_ERROR_BUG, "the call is too large");
        return false;
    }
    g_string_set_size(out, size);
    for (size_t at = 0; at < size;) {
        gssize n = blob_read(body, at, out->str + at, size - at, error);
        if (n <= 0) {
            if (n == 0)
                g_set_error(error, HD_ERROR, HD_ERROR_RETRY, "the call cannot be read");
            return false;
        }
        at += (size_t)n;
    }
    return true;
}

static struct curl_slist *
call_headers(const HookSender *s, const HookCall *call, const GString *body, GError **error)
{
    struct curl_slist *list = NULL;
    add_header(&list, "Content-Type: application/json");
    add_header(&list, "Accept:");
    add_header(&list, "Expect:");
    add_header(&list, "X-Helpdesk-Delivery: %s", call->id);
    add_header(&list, "X-Helpdesk-Timestamp: %" G_GINT64_FORMAT, call->at);
    if (*s->hook->secret_file) {
        g_autoptr(Secret) secret = secret_read(s->hook->secret_file, error);
        if (!secret) {
            curl_slist_free_all(list);
            return NULL;
        }
        g_autofree char *mark = hook_signature(secret, call->at, body->str, body->len);
        add_header(&list, "X-Helpdesk-Signature: %s", mark);
    }
    return list;
}

void
hook_sender_send(HookSender *s, const HookCall *call, HookResult *out)
{
    g_autoptr(GString) body = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    *out = (HookResult){.verdict = HOOK_DOWN};
    if (!read_body(call->body, body, &error)) {
        bool bug = g_error_matches(error, HD_ERROR, HD_ERROR_BUG);
        set_result(out, bug ? HOOK_FAILED : HOOK_RETRY, 0, g_strdup(error->message));
        return;
    }
    struct curl_slist *headers = call_headers(s, call, body, &error);
    if (!headers) {
        set_result(out, HOOK_DOWN, 0, g_strdup(error->message));
        return;
    }
    s->heard = 0;
    s->refused = NULL;
    curl_easy_setopt(s->curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(s->curl, CURLOPT_POST, 1L);
    curl_easy_setopt(s->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->len);
    curl_easy_setopt(s->curl, CURLOPT_POSTFIELDS, body->str);
    judge(s, curl_easy_perform(s->curl), out);
    curl_easy_setopt(s->curl, CURLOPT_POSTFIELDS, NULL);
    curl_easy_setopt(s->curl, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(headers);
}
