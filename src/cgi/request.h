// request.h: what a visitor asks: the method and the fields of the query string and of the body,
// decoded under caps (RFC 3875 4.1 and 4.2, application/x-www-form-urlencoded of the URL standard).
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { METHOD_GET = 1, METHOD_HEAD = 2, METHOD_POST = 4 } Method;
#define METHOD_ALL (METHOD_GET | METHOD_HEAD | METHOD_POST)

#define REQUEST_QUERY_MAX  8192
#define REQUEST_BODY_MAX   65536
#define REQUEST_FIELDS_MAX 100

// Meta-variables of RFC 3875; absent is "".
typedef struct {
    const char *method, *query, *content_type, *content_length, *accept_language;
} Environment;

typedef enum {
    FIELD_LINE,   // text without line breaks and control characters; bounds in bytes
    FIELD_TEXT,   // text of many lines; bounds in bytes
    FIELD_NUMBER, // decimal digits; bounds of the value
} FieldKind;

typedef struct {
    const char *name; // NULL ends a table
    FieldKind kind;
    int64_t min, max;
    unsigned required; // methods that do not go without it
} Field;

typedef struct {
    Method method;
    const char *language; // static code of the browser's language, "en" when we speak none of its
    GPtrArray *names, *values; // char*, valid UTF-8, in the order they came
} Request;
void request_clear(Request *r);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Request, request_clear)

// "GET", …, false for a method that we do not have.
bool method_code(const char *name, Method *out);
// Decodes; the body is read from the descriptor, exactly CONTENT_LENGTH bytes of it. Returns 0, or
// the HTTP status to answer with: 400 malformed or shorter than announced, 405, 408 too slow, 413
// and 414 over a cap, 415 a body of another type. `out` can be cleared, and has its language, in
// any case.
unsigned request_read(const Environment *env, int body, Request *out);
// Appends the fields of an encoded text of len bytes; 0, 400 or 413 as above.
unsigned request_parse(Request *r, const char *encoded, size_t len);
// Whether the fields of the table are there once, are within bounds, and none that the method
// requires is missing. Fields that the table does not name are ignored.
bool request_check(const Request *r, const Field *fields);

// After request_check. "" and 0 when absent; borrowed.
const char *request_value(const Request *r, const char *name);
int64_t request_number(const Request *r, const char *name);
