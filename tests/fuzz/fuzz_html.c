// fuzz_html.c: any bytes as HTML to be read, and any text to be written as HTML.
#include "fuzz.h"
#include "mail/html.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = html_to_text((const char *)data, (gssize)size);
    fuzz_is_text(text);
    g_autofree char *written = html_from_text(text);
    fuzz_is_text(written);
    // Markup that the text asks for stays text.
    PROMISE(!strstr(written, "<script") && !strstr(written, "<iframe"));
    return 0;
}
