// fuzz_bounce.c: any mail as a delivery report.
#include "fuzz.h"
#include "mail/bounce.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(Blob) raw = NULL;
    g_autoptr(Message) m = fuzz_message(data, size, &raw);
    g_autoptr(Bounce) bounce = m ? bounce_parse(m) : NULL;
    if (!bounce) {
        return 0;
    }
    fuzz_is_line(bounce->original_id);
    for (guint i = 0; i < bounce->recipients->len; i++) {
        const BounceRecipient *r = bounce->recipients->pdata[i];
        fuzz_is_line(r->recipient);
        fuzz_is_line(r->status);
        fuzz_is_line(r->diagnostic);
    }
    return 0;
}
