// confirm.h: a customer's word that all is well, in answer to "we believe that it is solved".
#pragma once

#include <stdbool.h>

// "Yes, thank you!", "Всё работает, спасибо": true when the text is such a word and nothing else but
// perhaps the customer's name (may be "") below it.
bool confirm_of_text(const char *text, const char *name);
