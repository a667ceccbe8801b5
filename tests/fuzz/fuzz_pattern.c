// fuzz_pattern.c: the first line as a pattern, the rest as the text it is tried on, which need not
// be UTF-8. A match is what it was the first time, and an error has words.
#include "fuzz.h"
#include "ticket/pattern.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *bytes = g_strndup((const char *)data, size);
    size_t line = strcspn(bytes, "\n");
    g_autofree char *written = g_strndup(bytes, line);
    g_autoptr(GError) error = NULL;
    g_autoptr(Pattern) p = pattern_new(written, &error);
    PROMISE((p == NULL) == (error != NULL));
    if (error) {
        fuzz_is_text(error->message);
        return 0;
    }
    PROMISE(strcmp(pattern_text(p), written) == 0);
    size_t skip = MIN(line + 1, size);
    Subject s = {.text = (const char *)data + skip, .len = size - skip};
    g_autofree char *fault = NULL;
    MatchResult first = pattern_match(p, &s, &fault), second = pattern_match(p, &s, NULL);
    PROMISE(first == second);
    PROMISE((first == MATCH_ERROR) == (fault != NULL));
    if (fault)
        fuzz_is_text(fault);
    subject_clear(&s);
    // As the only pattern of all: what a glob without wildcards fits is itself.
    pattern_match_text(p, written, NULL);
    return 0;
}
