// stream_private.h: the connection as stream.c and stream_tls.c share it.
#pragma once

#include "io/stream.h"

#include <gnutls/gnutls.h>

struct Stream {
    int fd;
    const Server *server; // borrowed
    char *where;
    int64_t silence_ms;
    int64_t deadline; // of clock_mono_ms()
    GError *failure;
    StreamLook look;
    void *look_data;
    gnutls_session_t tls;                       // NULL while plain
    gnutls_certificate_credentials_t own_trust; // of ca_file; NULL = the system's, shared
};

// Waits for POLLIN or POLLOUT; false sets failure.
bool stream_wait(Stream *stream, short events);
// Keeps the first failure; returns -1.
G_GNUC_PRINTF(3, 4)
int stream_fail(Stream *stream, int code, const char *format, ...);

// As recv and send: a count, or -1 with failure set. Never 0: an end is a failure.
ssize_t stream_tls_read(Stream *stream, void *buffer, size_t len);
ssize_t stream_tls_write(Stream *stream, const void *bytes, size_t len);
void stream_tls_end(Stream *stream);
