// forward.h: a message that somebody forwarded, found inside the mail that carries it, so that a
// ticket can become that of the person who first wrote.
#pragma once

#include "mail/message.h"

typedef struct {
    Address *from; // who wrote the forwarded message; NULL when none was found
    char *subject; // its own, without the forwarder's "Fwd:"; "" in the form of Yandex, which has
                   // none
    int64_t date;  // Unix seconds; a date without a zone is read as UTC; 0 when absent or ambiguous
    char *text;    // its text alone
    char *note;    // what the forwarder wrote above it, without signature; "" when nothing
    const char *by;  // static: "message/rfc822" (attached) or "header block" (in the text); ""
    int attachment;  // index of the attached message, -1 when it stands in the text
    const char *why; // static, when false was returned on a doubt: plain English, else ""
} Forward;

// Looks for one forwarded message: attached as message/rfc822, or in the text below a divider with
// a header block or an attribution, in the forms and languages of body_dividers.c and
// body_labels.c. Of a forward of a forward the outermost is taken, never an inner one. own holds
// addresses of this desk (char*, may be NULL).
//
// False when there is none (why is ""), and on a doubt, which why tells: no address or several in
// the From line, several messages side by side, one of own in the From line, a bare header block
// under a subject that does not say "Fwd:". Structure only: whether the sender may forward, and who
// the customer is, the caller decides. Linear in the size of the text. m may be freed afterwards.
// Whatever is returned, the caller frees with forward_clear; on false only why is of use.
bool forward_find(const Message *m, const GPtrArray *own, Forward *out);
// Does a subject say that the mail is forwarded ("Fwd: x", "WG: x" …)? "Re: Fwd: x" answers one.
bool subject_is_forward(const char *subject);
void forward_clear(Forward *f);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Forward, forward_clear)

// The date that a mail program copied into a header block or an attribution, in its language:
// "Mon, Nov 2, 2026 at 3:04 PM", "2 ноября 2026 г., 15:04 +03:00", "2026/11/02 15:04". 0 when it
// cannot be read for certain (11/2/2026 may be either).
int64_t forward_date(const char *text);
