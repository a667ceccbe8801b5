// web_fixture.h: a small HTTP server on loopback, on a thread of its own, that gives the replies of
// a script one after the other (the last one again and again) and remembers what it was asked.
#pragma once

#include <arpa/inet.h>
#include <glib.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define REPLY(status, body) "HTTP/1.1 " status "\r\nConnection: close\r\n\r\n" body
#define REPLY_NEVER         NULL // the request is read, nothing is said

typedef struct {
    int fd;
    unsigned port;
    const char *const *replies;
    size_t count;
    GPtrArray *requests; // char*; read after web_stop
    GThread *thread;
} Web;

static inline void
web_read_request(int fd, GString *request)
{
    char buffer[4096];
    size_t want = SIZE_MAX;
    while (request->len < want) {
        ssize_t n = read(fd, buffer, sizeof buffer);
        if (n <= 0)
            return;
        g_string_append_len(request, buffer, n);
        const char *end = strstr(request->str, "\r\n\r\n");
        const char *length = strstr(request->str, "Content-Length: ");
        if (end && length)
            want = (size_t)(end + 4 - request->str) + strtoull(length + 16, NULL, 10);
    }
}

static inline gpointer
web_serve(gpointer data)
{
    Web *w = data;
    int fd;
    while ((fd = accept(w->fd, NULL, NULL)) >= 0) {
        GString *request = g_string_new(NULL);
        web_read_request(fd, request);
        const char *reply = w->replies[MIN(w->requests->len, w->count - 1)];
        if (reply && send(fd, reply, strlen(reply), MSG_NOSIGNAL) < 0)
            print_message("the test's server could not answer\n");
        char end;
        while (!reply && read(fd, &end, 1) > 0)
            continue; // until the other side has had enough
        g_ptr_array_add(w->requests, g_string_free(request, FALSE));
        close(fd);
    }
    return NULL;
}

static inline void
web_start(Web *w, const char *const *replies, size_t count)
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof here;
    *w = (Web){.replies = replies, .count = count};
    w->requests = g_ptr_array_new_with_free_func(g_free);
    w->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(w->fd, (struct sockaddr *)&here, sizeof here), 0);
    assert_int_equal(listen(w->fd, 16), 0);
    assert_int_equal(getsockname(w->fd, (struct sockaddr *)&here, &length), 0);
    w->port = ntohs(here.sin_port);
    w->thread = g_thread_new("web", web_serve, w);
}

// Afterwards the requests may be read; how many there were.
static inline unsigned
web_stop(Web *w)
{
    shutdown(w->fd, SHUT_RDWR);
    g_thread_join(w->thread);
    close(w->fd);
    return w->requests->len;
}

// The value of a header of a request; "" without it. The caller frees.
static inline char *
web_header(const char *request, const char *name)
{
    g_autofree char *start = g_strdup_printf("\r\n%s: ", name);
    const char *at = strstr(request, start);
    return at ? g_strndup(at + strlen(start), strcspn(at + strlen(start), "\r")) : g_strdup("");
}

static inline const char *
web_body(const char *request)
{
    const char *end = strstr(request, "\r\n\r\n");
    return end ? end + 4 : "";
}
