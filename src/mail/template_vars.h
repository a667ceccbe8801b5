// template_vars.h: what the holes of a template are filled with. Private to mail/template.
#pragma once

#include "mail/template.h"

typedef struct {
    char *text;
    char *html;        // NULL when the value is plain text, or not made yet
    VarsMakeHtml make; // what makes it from the text; NULL when it was given
    GPtrArray *list;   // Vars*, NULL when it is no list
} Value;

// NULL when the name was never set here (borrowed).
Value *vars_find(const Vars *v, const char *name);
// NULL when the value is plain text; made when it is first asked for (borrowed).
const char *value_html(Value *value);
