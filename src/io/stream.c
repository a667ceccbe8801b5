// stream.c: connecting, waiting, and the plain side of the low driver that libetpan reads through.
//
// Every wait is a poll() against the monotonic clock: the server's silence, and an end for the
// whole exchange, so that a server that sends a byte a minute holds nobody. The first fault is
// kept, in words for a person; after it every call fails at once.
//
// Not for SMTP: libcurl brings its own connections. Not for checks of what a server says: that is
// the look of the caller (imap_guard.c). Neighbours: stream_tls.c, imap_session.c.
#include "io/stream_private.h"

#include "base/clock.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

// As large as a TLS record. libetpan moves the rest of its buffer for each line it takes out, so a
// larger one costs more than the calls it saves.
#define BUFFER_SIZE (16 * 1024)

int
stream_fail(Stream *stream, int code, const char *format, ...)
{
    va_list args;
    if (stream->failure) {
        return -1;
    }
    va_start(args, format);
    g_autofree char *words = g_strdup_vprintf(format, args);
    va_end(args);
    g_set_error(&stream->failure, HD_ERROR, code, "%s: %s", stream->where, words);
    return -1;
}

bool
stream_wait(Stream *stream, short events)
{
    int64_t start = clock_mono_ms();
    int64_t end = MIN(start + stream->silence_ms, stream->deadline);
    for (;;) {
        struct pollfd p = {.fd = stream->fd, .events = events};
        int64_t left = end - clock_mono_ms();
        int n = left > 0 ? poll(&p, 1, (int)MIN(left, G_MAXINT)) : 0;
        if (n > 0) {
            return true;
        }
        if (n == 0 && clock_mono_ms() >= end) {
            stream_fail(stream, HD_ERROR_SOURCE,
                        end < start + stream->silence_ms
                            ? "the server is too slow; the exchange was given up after %d s more"
                            : "the server was silent for %d s",
                        (int)((end - start + 500) / 1000));
            return false;
        }
        if (n < 0 && errno != EINTR) {
            stream_fail(stream, HD_ERROR_SOURCE, "poll: %s", g_strerror(errno));
            return false;
        }
    }
}

static ssize_t
plain_read(Stream *stream, void *buffer, size_t len)
{
    for (;;) {
        ssize_t n = recv(stream->fd, buffer, len, 0);
        if (n > 0) {
            return n;
        }
        if (n == 0) {
            return stream_fail(stream, HD_ERROR_SOURCE, "the server closed the connection");
        }
        if (errno == EINTR) {
            continue;
        }
        if (errno != EAGAIN) {
            return stream_fail(stream, HD_ERROR_SOURCE, "%s", g_strerror(errno));
        }
        if (!stream_wait(stream, POLLIN)) {
            return -1;
        }
    }
}

static ssize_t
plain_write(Stream *stream, const void *bytes, size_t len)
{
    for (;;) {
        ssize_t n = send(stream->fd, bytes, len, MSG_NOSIGNAL);
        if (n > 0) {
            return n;
        }
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0 && errno != EAGAIN) {
            return stream_fail(stream, HD_ERROR_SOURCE, "%s", g_strerror(errno));
        }
        if (!stream_wait(stream, POLLOUT)) {
            return -1;
        }
    }
}

static ssize_t
driver_read(mailstream_low *low, void *buffer, size_t len)
{
    Stream *stream = low->data;
    if (stream->failure || len == 0) {
        return -1;
    }
    ssize_t n =
        stream->tls ? stream_tls_read(stream, buffer, len) : plain_read(stream, buffer, len);
    if (n > 0 && stream->look) {
        g_autofree char *why = stream->look(stream->look_data, buffer, (size_t)n);
        if (why) {
            return stream_fail(stream, HD_ERROR_SOURCE, "%s", why);
        }
    }
    return n;
}

static ssize_t
driver_write(mailstream_low *low, const void *bytes, size_t len)
{
    Stream *stream = low->data;
    if (stream->failure) {
        return -1;
    }
    return stream->tls ? stream_tls_write(stream, bytes, len) : plain_write(stream, bytes, len);
}

static int
driver_close(mailstream_low *low)
{
    return 0;
}

static int
driver_get_fd(mailstream_low *low)
{
    return ((Stream *)low->data)->fd;
}

static void
driver_free(mailstream_low *low)
{
    free(low); // libetpan's malloc
}

static mailstream_low_driver driver = {
    .mailstream_read = driver_read,
    .mailstream_write = driver_write,
    .mailstream_close = driver_close,
    .mailstream_get_fd = driver_get_fd,
    .mailstream_free = driver_free,
};

mailstream *
stream_mailstream(Stream *stream)
{
    return mailstream_new(mailstream_low_new(stream, &driver), BUFFER_SIZE);
}

// One address. False leaves the reason in failure.
static bool
connect_one(Stream *stream, const struct addrinfo *ai)
{
    g_clear_error(&stream->failure);
    stream->fd =
        socket(ai->ai_family, ai->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, ai->ai_protocol);
    if (stream->fd < 0) {
        stream_fail(stream, HD_ERROR_SOURCE, "socket: %s", g_strerror(errno));
        return false;
    }
    int fault = connect(stream->fd, ai->ai_addr, ai->ai_addrlen) == 0 ? 0 : errno;
    if (fault == EINPROGRESS || fault == EINTR) {
        socklen_t size = sizeof fault;
        if (!stream_wait(stream, POLLOUT)) {
            fault = ETIMEDOUT;
        } else if (getsockopt(stream->fd, SOL_SOCKET, SO_ERROR, &fault, &size) != 0) {
            fault = errno;
        }
    }
    if (fault == 0) {
        int on = 1;
        setsockopt(stream->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        return true;
    }
    g_clear_error(&stream->failure);
    stream_fail(stream, HD_ERROR_SOURCE, "cannot connect: %s; check host and port",
                g_strerror(fault));
    close(stream->fd);
    stream->fd = -1;
    return false;
}

static bool
connect_any(Stream *stream)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *list = NULL;
    char port[16];
    g_snprintf(port, sizeof port, "%u", stream->server->port);
    int r = getaddrinfo(stream->server->host, port, &hints, &list);
    if (r != 0) {
        stream_fail(stream, HD_ERROR_SOURCE, "cannot find the host: %s; check host",
                    gai_strerror(r));
        return false;
    }
    int64_t end = clock_mono_ms() + stream->silence_ms;
    unsigned left = 0;
    for (struct addrinfo *ai = list; ai; ai = ai->ai_next) {
        left++;
    }
    bool done = false;
    for (struct addrinfo *ai = list; ai && !done; ai = ai->ai_next, left--) {
        // An address that swallows packets must leave time for the next one.
        int64_t now = clock_mono_ms();
        stream->deadline = now + MAX(end - now, 0) / left;
        done = connect_one(stream, ai);
    }
    freeaddrinfo(list);
    return done;
}

Stream *
stream_open(const Server *server, GError **error)
{
    g_autoptr(Stream) stream = g_new0(Stream, 1);
    stream->fd = -1;
    stream->server = server;
    stream->where = g_strdup_printf(strchr(server->host, ':') ? "[%s]:%u" : "%s:%u", server->host,
                                    server->port);
    stream->silence_ms = (int64_t)MAX(server->silence_seconds, 1) * 1000;
    if (!connect_any(stream)) {
        g_propagate_error(error, g_steal_pointer(&stream->failure));
        return NULL;
    }
    stream_allow(stream, 2 * stream->silence_ms);
    if (server->tls == TLS_IMPLICIT && !stream_start_tls(stream, error)) {
        return NULL;
    }
    return g_steal_pointer(&stream);
}

void
stream_free(Stream *stream)
{
    if (!stream) {
        return;
    }
    stream_tls_end(stream);
    if (stream->fd >= 0) {
        close(stream->fd);
    }
    g_clear_error(&stream->failure);
    g_free(stream->where);
    g_free(stream);
}

void
stream_look(Stream *stream, StreamLook look, void *data)
{
    stream->look = look;
    stream->look_data = data;
}

void
stream_allow(Stream *stream, int64_t ms)
{
    stream->deadline = clock_mono_ms() + ms;
}

void
stream_hurry(Stream *stream, int64_t ms)
{
    stream->silence_ms = MIN(stream->silence_ms, ms);
    stream->deadline = clock_mono_ms() + ms;
}

const char *
stream_where(const Stream *stream)
{
    return stream->where;
}

const GError *
stream_failure(const Stream *stream)
{
    return stream->failure;
}
