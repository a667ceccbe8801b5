// fuzz_request.c: a request to the CGI: five lines of environment (method, query, type and length
// of the body, languages), then the body.
#include "cgi/request.h"
#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

static const Field FIELDS[] = {{"page", FIELD_LINE, 1, 20, METHOD_ALL},
                               {"n", FIELD_NUMBER, 1, 5, METHOD_POST},
                               {"text", FIELD_TEXT, 0, 1000, 0},
                               {NULL, FIELD_LINE, 0, 0, 0}};

// A descriptor that gives these bytes; -1 never.
static int
body_of(const char *bytes, size_t len)
{
    static int fd = -1;
    if (fd < 0) {
        fd = memfd_create("body", MFD_CLOEXEC);
    }
    PROMISE(fd >= 0 && ftruncate(fd, 0) == 0);
    PROMISE(pwrite(fd, bytes, len, 0) == (ssize_t)len && lseek(fd, 0, SEEK_SET) == 0);
    return fd;
}

static void
look_at(const Request *r)
{
    PROMISE(r->names->len == r->values->len && r->names->len <= REQUEST_FIELDS_MAX);
    for (guint i = 0; i < r->names->len; i++) {
        fuzz_is_text(r->names->pdata[i]);
        fuzz_is_text(r->values->pdata[i]);
    }
    if (request_check(r, FIELDS)) {
        size_t len = strlen(request_value(r, "page"));
        int64_t n = request_number(r, "n");
        fuzz_is_line(request_value(r, "page"));
        PROMISE(len >= 1 && len <= 20 && (n == 0 || (n >= 1 && n <= 5)));
        PROMISE(strlen(request_value(r, "text")) <= 1000);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *lines[5];
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        const uint8_t *end = memchr(data, '\n', size);
        size_t len = end ? (size_t)(end - data) : size;
        lines[i] = fuzz_string(data, len);
        data += len + (end != NULL);
        size -= len + (end != NULL);
    }
    const Environment env = {.method = lines[0],
                             .query = lines[1],
                             .content_type = lines[2],
                             .content_length = lines[3],
                             .accept_language = lines[4]};
    g_auto(Request) r = {0};
    unsigned status = request_read(&env, body_of((const char *)data, size), &r);
    PROMISE(status == 0 || (status >= 400 && status < 500));
    PROMISE(r.language);
    if (status == 0) {
        look_at(&r);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_free(lines[i]);
    }
    return 0;
}
