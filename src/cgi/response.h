// response.h: what goes back: status, headers, and the frame that every page stands in.
#pragma once

#include "cgi/html.h"
#include "cgi/request.h"

typedef struct {
    unsigned status;
    const char *language; // static code
    char *title;          // of the window
    char *place;          // name of the desk, "" = not known
    char *location;       // where a 303 leads; "" = none
    unsigned allow;       // methods that a 405 names
    Html body;            // inside <main>
} Response;
void response_init(Response *r, const char *language);
void response_clear(Response *r);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Response, response_clear)

void response_title(Response *r, const char *title);
// 303 See Other: a reload of what comes then repeats no POST.
void response_redirect(Response *r, const char *url);
// Drops what was written and says, in the words for people, what an error status means. Nothing of
// the request or of the cause is shown.
void response_fault(Response *r, unsigned status);
// Appends the whole CGI response (RFC 3875 6); without its body for HEAD.
void response_print(const Response *r, bool head, GString *out);
