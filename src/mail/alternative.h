// alternative.h: do two forms of one text say the same? Private to src/mail.
#pragma once

#include <stdbool.h>

// False when one of them is too short to tell.
bool alternative_differs(const char *plain, const char *html_text);
