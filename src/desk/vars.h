// vars.h: the values that templates may show (helpdesk-templates(5)).
#pragma once

#include "desk/apply.h"
#include "mail/template.h"

// Every name that a template may use, in any letter; NULL-terminated.
extern const char *const NOTICE_VARS[];

// text: the words that the letter is about, already without commands. The store may be NULL
// (explain).
Vars *notice_vars(const Application *a, const Decision *d, const Notice *n, const char *text,
                  GError **error);
