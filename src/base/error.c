// error.c: the error domain and what its codes mean to whoever started the program.
//
// One code says one thing to do next, so callers switch on codes and never read messages. The map
// to sysexits.h stands here alone: cron, MTAs (a pipe into `helpdesk receive`) and scripts all read
// the exit status, and an MTA keeps a mail only for EX_TEMPFAIL. It is therefore the answer to
// everything that may pass by itself.
//
// Not for printing: only cli/ and cgi/ print and exit. Errors of other domains (GLib's files, …)
// are faults of input and output or bugs. Neighbours: log.c.
#include "base/error.h"

#include <sysexits.h>

G_DEFINE_QUARK(helpdesk - error - quark, hd_error)

static const int EXIT_CODES[] = {
    [HD_ERROR_RETRY] = EX_TEMPFAIL,     [HD_ERROR_MESSAGE] = EX_DATAERR,
    [HD_ERROR_SOURCE] = EX_TEMPFAIL,    [HD_ERROR_AUTH] = EX_NOPERM,
    [HD_ERROR_CONFIG] = EX_CONFIG,      [HD_ERROR_USAGE] = EX_USAGE,
    [HD_ERROR_INPUT] = EX_DATAERR,      [HD_ERROR_ABSENT] = EX_NOINPUT,
    [HD_ERROR_REFUSED] = EX_NOPERM,     [HD_ERROR_BUG] = EX_SOFTWARE,
};

int
hd_error_exit_code(const GError *error)
{
    if (!error) {
        return EX_OK;
    }
    if (error->domain == G_FILE_ERROR) {
        return EX_IOERR;
    }
    if (error->domain != HD_ERROR || error->code < 0 ||
        (size_t)error->code >= G_N_ELEMENTS(EXIT_CODES)) {
        return EX_SOFTWARE;
    }
    return EXIT_CODES[error->code];
}
