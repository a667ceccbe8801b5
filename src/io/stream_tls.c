// stream_tls.c: the TLS side of a connection: GnuTLS, the chain and the host name always verified.
//
// Trust is the system's, read once for the process, or the PEM file that the config names. There is
// no way to switch the check off. TLS 1.2 and up.
//
// Not for SMTP: libcurl checks by the same trust. Neighbours: stream.c.
#include "io/stream_private.h"

#include "base/error.h"

#include <poll.h>

// A few hundred certificates are read for it, so one copy serves all connections.
static gnutls_certificate_credentials_t
system_trust(void)
{
    static gnutls_certificate_credentials_t trust;
    static gsize ready;
    if (g_once_init_enter(&ready)) {
        int found = 0;
        if (gnutls_certificate_allocate_credentials(&trust) == 0) {
            found = gnutls_certificate_set_x509_system_trust(trust);
        }
        g_once_init_leave(&ready, found > 0 ? 2 : 1);
    }
    return ready == 2 ? trust : NULL;
}

static gnutls_certificate_credentials_t
choose_trust(Stream *stream)
{
    const char *file = stream->server->ca_file;
    if (!file || !*file) {
        gnutls_certificate_credentials_t trust = system_trust();
        if (!trust) {
            stream_fail(
                stream, HD_ERROR_CONFIG,
                "this system trusts no certificates; install ca-certificates or set ca_file");
        }
        return trust;
    }
    int found = gnutls_certificate_allocate_credentials(&stream->own_trust);
    if (found == 0) {
        found =
            gnutls_certificate_set_x509_trust_file(stream->own_trust, file, GNUTLS_X509_FMT_PEM);
    }
    if (found <= 0) {
        stream_fail(stream, HD_ERROR_CONFIG, "ca_file %s holds no certificate that can be read: %s",
                    file, found < 0 ? gnutls_strerror(found) : "it is empty");
        return NULL;
    }
    return stream->own_trust;
}

static void
fail_handshake(Stream *stream, int r)
{
    unsigned status = gnutls_session_get_verify_cert_status(stream->tls);
    gnutls_datum_t words = {0};
    if (r == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR &&
        gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &words, 0) == 0) {
        stream_fail(stream, HD_ERROR_AUTH,
                    "the server's certificate is refused: %s Check host, or name the authority in "
                    "ca_file",
                    (const char *)words.data);
        gnutls_free(words.data);
        return;
    }
    bool certificate =
        r == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR || r == GNUTLS_E_NO_CERTIFICATE_FOUND;
    stream_fail(stream, certificate ? HD_ERROR_AUTH : HD_ERROR_SOURCE,
                "no TLS: %s; check port and tls", gnutls_strerror(r));
}

static bool
handshake(Stream *stream)
{
    const char *host = stream->server->host;
    gnutls_certificate_credentials_t trust = choose_trust(stream);
    if (!trust) {
        return false;
    }
    int r = gnutls_init(&stream->tls, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
    if (r == 0) {
        r = gnutls_set_default_priority_append(stream->tls, "-VERS-TLS1.0:-VERS-TLS1.1", NULL, 0);
    }
    if (r == 0) {
        r = gnutls_credentials_set(stream->tls, GNUTLS_CRD_CERTIFICATE, trust);
    }
    if (r != 0) {
        stream_fail(stream, HD_ERROR_BUG, "gnutls: %s", gnutls_strerror(r));
        return false;
    }
    if (!g_hostname_is_ip_address(host)) {
        gnutls_server_name_set(stream->tls, GNUTLS_NAME_DNS, host, strlen(host));
    }
    gnutls_session_set_verify_cert(stream->tls, host, 0);
    gnutls_transport_set_int(stream->tls, stream->fd);
    while ((r = gnutls_handshake(stream->tls)) < 0) {
        if (r == GNUTLS_E_AGAIN) {
            if (!stream_wait(stream, gnutls_record_get_direction(stream->tls) ? POLLOUT : POLLIN)) {
                return false;
            }
        } else if (gnutls_error_is_fatal(r)) {
            fail_handshake(stream, r);
            return false;
        }
    }
    return true;
}

bool
stream_start_tls(Stream *stream, GError **error)
{
    if (handshake(stream)) {
        return true;
    }
    g_propagate_error(error, g_error_copy(stream->failure));
    return false;
}

// Waits where GnuTLS asks for it; false when the session is broken.
static bool
go_on(Stream *stream, ssize_t r)
{
    if (r == GNUTLS_E_AGAIN) {
        return stream_wait(stream, gnutls_record_get_direction(stream->tls) ? POLLOUT : POLLIN);
    }
    if (r == GNUTLS_E_INTERRUPTED || r == GNUTLS_E_WARNING_ALERT_RECEIVED) {
        return true;
    }
    if (r == 0 || r == GNUTLS_E_PREMATURE_TERMINATION) {
        stream_fail(stream, HD_ERROR_SOURCE, "the server closed the connection");
    } else {
        stream_fail(stream, HD_ERROR_SOURCE, "TLS: %s", gnutls_strerror((int)r));
    }
    return false;
}

ssize_t
stream_tls_read(Stream *stream, void *buffer, size_t len)
{
    for (;;) {
        ssize_t n = gnutls_record_recv(stream->tls, buffer, len);
        if (n > 0) {
            return n;
        }
        if (!go_on(stream, n)) {
            return -1;
        }
    }
}

ssize_t
stream_tls_write(Stream *stream, const void *bytes, size_t len)
{
    for (;;) {
        ssize_t n = gnutls_record_send(stream->tls, bytes, len);
        if (n > 0) {
            return n;
        }
        if (!go_on(stream, n)) {
            return -1;
        }
    }
}

void
stream_tls_end(Stream *stream)
{
    if (stream->tls) {
        gnutls_deinit(stream->tls);
    }
    if (stream->own_trust) {
        gnutls_certificate_free_credentials(stream->own_trust);
    }
}
