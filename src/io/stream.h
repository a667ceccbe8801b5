// stream.h: a connection to a server: TCP, later or at once TLS, with a deadline on everything.
//
// It is the low driver under libetpan's mailstream: the library's own one checks no certificate,
// spins when a server drops the line inside a literal, and aborts on a descriptor of 1024 or more.
#pragma once

#include "mail/endpoint.h"

#include <glib.h>
#include <libetpan/libetpan.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Stream Stream;

// Connects within silence_seconds, and shakes hands when tls is implicit. HD_ERROR_SOURCE (no such
// host, no answer, no TLS), HD_ERROR_AUTH (certificate refused), HD_ERROR_CONFIG (ca_file). Looking
// the name up is bounded by the resolver's own time-outs (resolv.conf(5)).
Stream *stream_open(const Server *server, GError **error);
void stream_free(Stream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stream, stream_free)

// The handshake after STARTTLS. The caller has made sure that nothing is left in the read buffer.
bool stream_start_tls(Stream *stream, GError **error);

// Looks at each run of bytes before the library sees it. NULL = go on; else why the server is
// refused, owned by the caller of the look (g_free).
typedef char *(*StreamLook)(void *data, const char *bytes, size_t len);
void stream_look(Stream *stream, StreamLook look, void *data);

// From now on each wait ends after the server's silence_seconds, and all waits together after ms.
void stream_allow(Stream *stream, int64_t ms);
// A shorter patience from now on, for the polite end.
void stream_hurry(Stream *stream, int64_t ms);

// "host:port", borrowed.
const char *stream_where(const Stream *stream);
// What broke the connection, NULL while it is whole; borrowed. Nothing is read or written after it.
const GError *stream_failure(const Stream *stream);

// A mailstream over the connection; mailstream_close() ends the mailstream alone, not the
// connection. Read it no further once stream_failure() is set.
mailstream *stream_mailstream(Stream *stream);
