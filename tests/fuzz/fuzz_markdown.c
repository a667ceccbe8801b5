// fuzz_markdown.c: any text of a manager as Markdown.
#include "base/text.h"
#include "fuzz.h"
#include "mail/markdown.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = text_utf8((const char *)data, (gssize)size);
    g_autofree char *html = markdown_html(text);
    fuzz_is_text(html);
    // Markup that the text asks for stays text, and links go where links may.
    PROMISE(!strstr(html, "<script") && !strstr(html, "<img") && !strstr(html, "href=\"java") &&
            !strstr(html, "href=\"data"));
    return 0;
}
