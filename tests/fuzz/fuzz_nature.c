// fuzz_nature.c: who speaks in any mail: the first byte holds the hints, the rest is the mail.
#include "fuzz.h"
#include "mail/nature.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    const NatureHints hints = {.own_message_id = data[0] & 1,
                               .from_us = data[0] & 2,
                               .for_us = data[0] & 4,
                               .envelope_from_empty = data[0] & 8};
    g_autoptr(Blob) raw = NULL;
    g_autoptr(Message) m = fuzz_message(data + 1, size - 1, &raw);
    if (!m) {
        return 0;
    }
    g_auto(Nature) nature = {0};
    nature_decide(m, &hints, &nature);
    fuzz_is_text(nature.why);
    PROMISE(*nature_name(nature.kind));
    // Nothing is ever said to a mail system or to ourselves.
    PROMISE(!(hints.envelope_from_empty || hints.from_us) || !nature.may_answer);
    return 0;
}
