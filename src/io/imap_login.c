// imap_login.c: from the greeting to the authenticated state: STARTTLS, then XOAUTH2, PLAIN or
// LOGIN.
//
// Where tls is starttls nothing is said before the handshake, and a server that does not offer it
// (or a wire that hides the offer) ends the attempt: there is no way on in clear text. Secrets are
// wiped after use here; libetpan and GnuTLS keep copies in their write buffers until the session
// ends.
//
// Neighbours: imap.c calls it; secret.c reads the files.
#include "io/imap_private.h"

#include "base/error.h"
#include "io/secret.h"

#include <string.h>

static bool
greet(ImapSource *s, GError **error)
{
    imap_allow(s, &IMAP_WORDS);
    // libetpan leaks the greeting when it is a BYE, so that one is looked at before.
    if (mailstream_feed_read_buffer(s->mail) > 0 && *s->guard.bye) {
        imap_break(s, "the greeting", MAILIMAP_ERROR_STREAM, error);
        return false;
    }
    int r = mailimap_connect(s->imap, s->mail);
    if (r == MAILIMAP_NO_ERROR_AUTHENTICATED || r == MAILIMAP_NO_ERROR_NON_AUTHENTICATED) {
        return true;
    }
    imap_break(s, "the greeting", r, error);
    return false;
}

static bool
start_tls(ImapSource *s, GError **error)
{
    g_autoptr(GError) fault = NULL;
    // A session that is authenticated already cannot be made safe any more (RFC 9051 11.1).
    bool offered = s->imap->imap_state == MAILIMAP_STATE_NON_AUTHENTICATED;
    if (offered) {
        ImapAnswer answer = imap_command(s, "STARTTLS", "STARTTLS", &IMAP_WORDS, &fault);
        if (answer == IMAP_BROKEN && stream_failure(s->stream)) {
            g_propagate_error(error, g_steal_pointer(&fault));
            return false;
        }
        offered = answer == IMAP_OK;
    }
    if (!offered) {
        s->broken = true;
        g_set_error(error, HD_ERROR, HD_ERROR_SOURCE,
                    "%s: the server does not offer STARTTLS; nothing was sent in clear text. If it "
                    "has a TLS port, set tls = \"implicit\"",
                    stream_where(s->stream));
        return false;
    }
    if (s->mail->read_buffer_len != 0) {
        s->broken = true;
        g_set_error(error, HD_ERROR, HD_ERROR_SOURCE,
                    "%s: somebody put words between STARTTLS and the handshake",
                    stream_where(s->stream));
        return false;
    }
    imap_forget_capabilities(s);
    s->broken = !stream_start_tls(s->stream, error);
    return !s->broken;
}

// AUTHENTICATE (RFC 9051 6.2.2), with the response in the command where SASL-IR is offered. A
// further challenge is how XOAUTH2 tells of a fault; it gets an empty response, and the NO follows.
static ImapAnswer
authenticate(ImapSource *s, const char *mechanism, const void *response, size_t len, GError **error)
{
    g_autoptr(Secret) base64 = g_base64_encode(response, len);
    bool at_once = false;
    if (!imap_has(s, "SASL-IR", &at_once, error)) {
        return IMAP_BROKEN;
    }
    g_autoptr(Secret) command = g_strdup_printf("AUTHENTICATE %s%s%s", mechanism,
                                                at_once ? " " : "", at_once ? base64 : "");
    imap_allow(s, &IMAP_WORDS);
    bool said = mailimap_send_current_tag(s->imap) == MAILIMAP_NO_ERROR && imap_say(s, command);
    for (int turn = at_once ? 1 : 0; said && turn < 3; turn++) {
        if (s->imap->imap_stream_buffer->str[0] != '+') {
            break;
        }
        said = imap_say(s, turn == 0 ? base64 : "");
    }
    return imap_finish(s, "the login", said, error);
}

static ImapAnswer
login_token(ImapSource *s, const Server *server, GError **error)
{
    g_autoptr(Secret) token = secret_read(server->oauth_token_file, error);
    if (!token) {
        return IMAP_BROKEN;
    }
    g_autoptr(Secret) response =
        g_strdup_printf("user=%s\001auth=Bearer %s\001\001", server->user, token);
    return authenticate(s, "XOAUTH2", response, strlen(response), error);
}

static ImapAnswer
login_password(ImapSource *s, const Server *server, GError **error)
{
    bool plain = false, refused = false;
    g_autoptr(Secret) password = secret_read(server->password_file, error);
    if (!password || !imap_has(s, "AUTH=PLAIN", &plain, error)) {
        return IMAP_BROKEN;
    }
    if (plain) {
        g_autoptr(Secret) response = g_strdup_printf("%c%s%c%s", 1, server->user, 1, password);
        size_t user = strlen(server->user);
        response[0] = response[user + 1] = '\0'; // authzid NUL authcid NUL password (RFC 4616)
        ImapAnswer answer = authenticate(s, "PLAIN", response, user + strlen(password) + 2, error);
        explicit_bzero(response, user + strlen(password) + 2);
        return answer;
    }
    if (!imap_has(s, "LOGINDISABLED", &refused, error)) {
        return IMAP_BROKEN;
    }
    if (refused) {
        g_set_error(error, HD_ERROR, HD_ERROR_AUTH,
                    "%s: the server takes no password on this connection; set tls",
                    stream_where(s->stream));
        return IMAP_BROKEN;
    }
    g_autoptr(Secret) quoted_password = imap_quoted(password);
    g_autofree char *user = imap_quoted(server->user);
    g_autoptr(Secret) command = g_strdup_printf("LOGIN %s %s", user, quoted_password);
    return imap_command(s, "the login", command, &IMAP_WORDS, error);
}

bool
imap_login(ImapSource *s, GError **error)
{
    const Server *server = &s->mailbox->server;
    bool by_token = server->oauth_token_file && *server->oauth_token_file;
    if (!greet(s, error) || (server->tls == TLS_STARTTLS && !start_tls(s, error))) {
        return false;
    }
    if (s->imap->imap_state == MAILIMAP_STATE_AUTHENTICATED) {
        return true;
    }
    ImapAnswer answer = by_token ? login_token(s, server, error) : login_password(s, server, error);
    if (answer == IMAP_OK) {
        s->imap->imap_state = MAILIMAP_STATE_AUTHENTICATED;
        return true;
    }
    if (answer == IMAP_NO) {
        g_autofree char *words = imap_words(s);
        bool busy = imap_is_busy(s);
        g_set_error(error, HD_ERROR, busy ? HD_ERROR_SOURCE : HD_ERROR_AUTH,
                    "%s: login of %s refused: %s%s", stream_where(s->stream), server->user, words,
                    busy       ? ""
                    : by_token ? "; check user and oauth_token_file"
                               : "; check user and password_file");
    }
    return false;
}
