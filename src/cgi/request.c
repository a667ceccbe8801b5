// request.c: decodes the query string and the body of one request.
//
// Everything here is a stranger's: sizes are capped before anything is decoded, each byte is looked
// at once, and what does not decode to valid UTF-8 is refused and not repaired. A page names the
// fields it wants in a table; the checks against it are done here, so that a handler sees values
// within bounds only.
//
// Not for authorisation, not for what a value means (pages), not yet for multipart bodies. RFC 3875
// 4.2 forbids to read behind CONTENT_LENGTH, so a body that is longer than announced is cut there
// and stands or falls by what the part decodes to. Neighbours: page.c.
#include "cgi/request.h"

#include "base/clock.h"
#include "base/lang.h"
#include "base/names.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

// A web server hands the body over in one piece; who sends slower than that does not hold a
// process.
#define BODY_WAIT_MS 20000
// A body that is refused is read all the same, up to this: fcgiwrap and others turn the answer of a
// program that leaves it into a fault of their own.
#define BODY_DRAIN_MAX (1024 * 1024)
#define LANGUAGES_MAX  20

static const Name METHODS[] = {
    {"GET", METHOD_GET}, {"HEAD", METHOD_HEAD}, {"POST", METHOD_POST}, {NULL, 0}};

void
request_clear(Request *r)
{
    g_clear_pointer(&r->names, g_ptr_array_unref);
    g_clear_pointer(&r->values, g_ptr_array_unref);
}

bool
method_code(const char *name, Method *out)
{
    for (size_t i = 0; METHODS[i].name; i++) {
        if (strcmp(METHODS[i].name, name) == 0) { // RFC 9110 9.1: case matters
            *out = (Method)METHODS[i].code;
            return true;
        }
    }
    return false;
}

// The first language of Accept-Language that we speak: browsers list them by preference.
static const char *
language_of(const char *header)
{
    for (unsigned i = 0; i < LANGUAGES_MAX && *header; i++) {
        header += strspn(header, " \t,");
        g_autofree char *tag = g_strndup(header, strcspn(header, ",; \t"));
        const char *code = lang_find(tag);
        if (code) {
            return code;
        }
        header += strcspn(header, ",");
    }
    return LANG_CODES[0];
}

// NULL for a bad escape, a NUL or bytes that are no UTF-8.
static char *
decode(const char *encoded, size_t len)
{
    g_autoptr(GString) out = g_string_sized_new(len);
    for (size_t i = 0; i < len; i++) {
        char c = encoded[i];
        if (c == '+') {
            c = ' ';
        } else if (c == '%') {
            int high = len - i > 2 ? g_ascii_xdigit_value(encoded[i + 1]) : -1;
            int low = len - i > 2 ? g_ascii_xdigit_value(encoded[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return NULL;
            }
            c = (char)(high << 4 | low);
            i += 2;
        }
        g_string_append_c(out, c);
    }
    if (!g_utf8_validate_len(out->str, out->len, NULL)) { // a NUL is no valid text either
        return NULL;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

unsigned
request_parse(Request *r, const char *encoded, size_t len)
{
    const char *end = encoded + len;
    for (const char *p = encoded; p < end;) {
        const char *amp = memchr(p, '&', (size_t)(end - p));
        const char *stop = amp ? amp : end;
        const char *equals = memchr(p, '=', (size_t)(stop - p));
        const char *name_end = equals ? equals : stop;
        const char *value = equals ? equals + 1 : stop;
        if (stop > p) {
            if (r->names->len == REQUEST_FIELDS_MAX) {
                return 413;
            }
            g_autofree char *name = decode(p, (size_t)(name_end - p));
            g_autofree char *text = decode(value, (size_t)(stop - value));
            if (!name || !text) {
                return 400;
            }
            g_ptr_array_add(r->names, g_steal_pointer(&name));
            g_ptr_array_add(r->values, g_steal_pointer(&text));
        }
        p = stop + 1;
    }
    return 0;
}

static unsigned
read_body(int fd, char *buffer, size_t len, int64_t deadline)
{
    size_t have = 0;
    while (have < len) {
        int64_t left = deadline - clock_mono_ms();
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        int answer = left > 0 ? poll(&ready, 1, (int)left) : 0;
        if (answer == 0) {
            return 408;
        }
        ssize_t n = answer > 0 ? read(fd, buffer + have, len - have) : -1;
        if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) {
            return 400;
        }
        have += n > 0 ? (size_t)n : 0;
    }
    return 0;
}

static unsigned
refuse_body(int fd, uint64_t len, unsigned status)
{
    int64_t deadline = clock_mono_ms() + BODY_WAIT_MS;
    char buffer[16384];
    for (uint64_t left = MIN(len, BODY_DRAIN_MAX); left > 0;) {
        size_t step = MIN(left, sizeof buffer);
        if (read_body(fd, buffer, step, deadline)) {
            break;
        }
        left -= step;
    }
    return status;
}

// Digits alone; what is too large for a number is too large for us too.
static bool
parse_length(const char *text, uint64_t *out)
{
    size_t digits = strspn(text, "0123456789");
    *out = digits > 0 ? g_ascii_strtoull(text, NULL, 10) : 0;
    return text[digits] == '\0';
}

static bool
is_form(const char *type)
{
    static const char FORM[] = "application/x-www-form-urlencoded";
    char after =
        g_ascii_strncasecmp(type, FORM, sizeof FORM - 1) == 0 ? type[sizeof FORM - 1] : 'x';
    return after == '\0' || after == ';' || after == ' ';
}

static unsigned
parse_body(Request *r, const Environment *env, int fd)
{
    uint64_t len;
    if (!parse_length(env->content_length, &len)) {
        return 400;
    }
    if (len > REQUEST_BODY_MAX) {
        return refuse_body(fd, len, 413);
    }
    if (len > 0 && !is_form(env->content_type)) {
        return refuse_body(fd, len, 415);
    }
    g_autofree char *body = g_malloc(len + 1);
    unsigned status = read_body(fd, body, len, clock_mono_ms() + BODY_WAIT_MS);
    return status ? status : request_parse(r, body, len);
}

unsigned
request_read(const Environment *env, int body, Request *out)
{
    *out = (Request){
        .method = METHOD_GET,
        .language = language_of(env->accept_language),
        .names = g_ptr_array_new_with_free_func(g_free),
        .values = g_ptr_array_new_with_free_func(g_free),
    };
    if (!method_code(env->method, &out->method)) {
        return 405;
    }
    size_t len = strlen(env->query);
    if (len > REQUEST_QUERY_MAX) {
        return 414;
    }
    unsigned status = request_parse(out, env->query, len);
    return status || out->method != METHOD_POST ? status : parse_body(out, env, body);
}

static bool
fits(const Field *field, const char *value)
{
    int64_t len = (int64_t)strlen(value);
    switch (field->kind) {
    case FIELD_NUMBER: {
        gint64 number;
        return strspn(value, "0123456789") == (size_t)len &&
               g_ascii_string_to_signed(value, 10, field->min, field->max, &number, NULL);
    }
    case FIELD_LINE:
        for (const char *p = value; *p; p++) {
            if (g_ascii_iscntrl(*p)) {
                return false;
            }
        }
        return len >= field->min && len <= field->max;
    case FIELD_TEXT:
        return len >= field->min && len <= field->max;
    }
    return false;
}

bool
request_check(const Request *r, const Field *fields)
{
    for (const Field *f = fields; f->name; f++) {
        unsigned count = 0;
        for (guint i = 0; i < r->names->len; i++) {
            if (strcmp(r->names->pdata[i], f->name) == 0) {
                // Which of two would count is a matter of taste, and so of confusion.
                if (++count > 1 || !fits(f, r->values->pdata[i])) {
                    return false;
                }
            }
        }
        if (count == 0 && (f->required & r->method)) {
            return false;
        }
    }
    return true;
}

const char *
request_value(const Request *r, const char *name)
{
    for (guint i = 0; i < r->names->len; i++) {
        if (strcmp(r->names->pdata[i], name) == 0) {
            return r->values->pdata[i];
        }
    }
    return "";
}

int64_t
request_number(const Request *r, const char *name)
{
    return g_ascii_strtoll(request_value(r, name), NULL, 10);
}
