// vars.h: the values that templates may show (helpdesk-templates(5)), and where answers to a letter
// go.
#pragma once

#include "desk/apply.h"
#include "mail/template.h"

// Every name that a template may use, in any letter; NULL-terminated.
extern const char *const NOTICE_VARS[];

// text: the words that the letter is about, already without commands. The store may be NULL
// (explain).
Vars *notice_vars(const Application *a, const Decision *d, const Notice *n, const char *text,
                  GError **error);

// What a letter that was not sent would have been about, in a few words in its reader's language;
// why: of its decision. The caller frees.
char *notice_summary(const Desk *d, const Notice *n, const char *why);

// The queue that a letter comes from: the ticket's own, whichever mailbox the last message came to.
const Queue *letter_queue(const Application *a);
// What an answer to the letter proves to be about: raw message or ticket message; 0 = none.
int64_t letter_ref(const Application *a, const Notice *n);
// Where answers to the letter go: the queue's address, with a code for its reader where the queue
// takes such addresses. The caller frees.
char *letter_reply_address(const Application *a, const Notice *n);
