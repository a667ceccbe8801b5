// main.c: helpdesk.cgi, a CGI 1.1 program (RFC 3875): one request from the environment and standard
// input, one answer on standard output.
//
// A program of its own beside helpdesk: start-up is what a page costs, so it links neither libetpan
// nor libcurl. It reads the same config and works on the same database, and must run as a user who
// may read the keys. What a request leads to is page.c.
//
// Exit status 0 when an answer was written, whatever it says; 74 (EX_IOERR) when nobody took it.
#include "base/text.h"
#include "cgi/page.h"

#include <signal.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

int
main(void)
{
    // A visitor who has left must not kill us between a commit and the end.
    signal(SIGPIPE, SIG_IGN);
    Environment env = {
        .method = text_or_empty(g_getenv("REQUEST_METHOD")),
        .query = text_or_empty(g_getenv("QUERY_STRING")),
        .content_type = text_or_empty(g_getenv("CONTENT_TYPE")),
        .content_length = text_or_empty(g_getenv("CONTENT_LENGTH")),
        .accept_language = text_or_empty(g_getenv("HTTP_ACCEPT_LANGUAGE")),
    };
    g_autoptr(GString) out = g_string_new(NULL);
    page_answer(&env, STDIN_FILENO, text_or_empty(g_getenv("HELPDESK_CONF")), out);
    bool written = fwrite(out->str, 1, out->len, stdout) == out->len && fflush(stdout) == 0;
    return written ? EX_OK : EX_IOERR;
}
