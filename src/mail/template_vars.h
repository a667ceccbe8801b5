// template_vars.h: what the holes of a template are filled with. Private to mail/template.
#pragma once

#include "mail/template.h"

typedef struct {
    char *text;
    char *html;      // NULL when the value is plain text
    GPtrArray *list; // Vars*, NULL when it is no list
} Value;

// NULL when the name was never set here (borrowed).
const Value *vars_find(const Vars *v, const char *name);
