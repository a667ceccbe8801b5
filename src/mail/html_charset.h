// html_charset.h: the charset that HTML names itself. Private to src/mail.
#pragma once

#include <stddef.h>

// What <meta charset=…>, <meta … content="…; charset=…"> or <?xml … encoding=…> in the first
// kilobytes says; "" when there is nothing of it. The caller frees.
char *html_charset(const char *bytes, size_t len);
