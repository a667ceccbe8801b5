// page.h: the pages, a table; to add one, write page_NAME.c and a line in page.c.
#pragma once

#include "cgi/request.h"
#include "cgi/response.h"
#include "desk/receive.h"

typedef struct {
    const Request *request;     // checked against the page's fields
    const Reception *reception; // the store is read-only unless the method is POST
    Response *response;
} Visit;

typedef struct {
    const char *name;                              // ?page=NAME; NULL ends the table
    unsigned methods;                              // Method bits
    const Field *fields;                           // ends with a row without a name
    bool (*handler)(Visit *visit, GError **error); // on false page_answer picks the status
} Page;
extern const Page PAGES[];

bool page_rate(Visit *visit, GError **error);
extern const Field PAGE_RATE_FIELDS[];

// One request, from its environment and body to the CGI response appended to `out`. `conf` is the
// path of the config, "" when the web server does not name one. Faults of ours go to the log, one
// line each.
void page_answer(const Environment *env, int body, const char *conf, GString *out);
