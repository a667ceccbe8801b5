// fuzz_charset.c: a first line that names a charset, then bytes that may or may not be in it.
#include "fuzz.h"
#include "mail/charset.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = memchr(data, '\n', size);
    size_t named = end ? (size_t)(end - data) : 0;
    size_t skip = end ? named + 1 : 0;
    g_autofree char *declared = fuzz_string(data, named);
    bool guessed;
    size_t len;
    g_autofree char *text =
        charset_to_utf8((const char *)data + skip, size - skip, declared, &guessed, &len);
    fuzz_is_text(text);
    PROMISE(strlen(text) == len);
    g_autofree char *unnamed =
        charset_to_utf8((const char *)data + skip, size - skip, NULL, NULL, NULL);
    fuzz_is_text(unnamed);
    return 0;
}
