// fuzz_body.c: any text as an answer: what is new in it, apart from what it quotes.
#include "fuzz.h"
#include "mail/body.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = text_utf8((const char *)data, (gssize)size);
    g_auto(Answer) answer = {0};
    answer_extract(text, &answer);
    fuzz_is_text(answer.text);
    fuzz_is_text(answer.signature);
    PROMISE(answer.by);
    size_t own = answer_own_length(text);
    g_autofree char *hers = g_strndup(text, own);
    fuzz_is_text(hers);
    PROMISE(own <= strlen(text));
    // History that carries no mark is seen by both.
    PROMISE(own == strlen(text) || answer_holds_others(text));
    return 0;
}
