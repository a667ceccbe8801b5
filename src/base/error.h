// error.h: the one error domain. A code says what the caller should do, the message what happened
// and, where a person can help, what to do next.
#pragma once

#include <glib.h>

#define HD_ERROR (hd_error_quark())

typedef enum {
    HD_ERROR_RETRY,    // temporary: the same call may work later
    HD_ERROR_MESSAGE,  // this message is bad; the others go on
    HD_ERROR_SOURCE,   // this mailbox or server is down; the other ones go on
    HD_ERROR_AUTH,     // login or certificate refused: a person has to act; nothing is lost meanwhile
    HD_ERROR_CONFIG,   // the config is wrong: file, line and what to write instead are in the message
    HD_ERROR_USAGE,    // the command line is wrong
    HD_ERROR_INPUT,    // a file or text given by the user is unreadable or malformed
    HD_ERROR_ABSENT,   // a named thing (ticket, message, file) does not exist
    HD_ERROR_REFUSED,  // understood and refused: no right, not possible in this state
    HD_ERROR_BUG,      // cannot happen
} HdErrorCode;

GQuark hd_error_quark(void);

// The exit status of sysexits.h for an error (EX_TEMPFAIL, EX_CONFIG, …); 0 for NULL.
int hd_error_exit_code(const GError *error);
