// rtf.h: compressed RTF of Outlook (MS-OXRTFCP) as text. Private to src/mail.
#pragma once

#include <stddef.h>
#include <stdint.h>

// NULL when it is none. The caller frees; valid UTF-8.
char *rtf_compressed_to_text(const uint8_t *bytes, size_t len);
