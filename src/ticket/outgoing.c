// outgoing.c: a letter or a hook's call that waits to be sent: its data and when it is tried again
// (TRUST 1, "Out").
//
// Who sends it is run/deliver and run/deliver_hooks; its rows are store/outgoing.

#include "ticket/outgoing.h"

const Name OUTGOING_STATE_NAMES[] = {
    {"queued", OUTGOING_QUEUED}, {"claimed", OUTGOING_CLAIMED},
    {"dot", OUTGOING_DOT},       {"sent", OUTGOING_SENT},
    {"failed", OUTGOING_FAILED}, {"cancelled", OUTGOING_CANCELLED},
    {"held", OUTGOING_HELD},     {NULL, 0},
};

void
outgoing_free(Outgoing *o)
{
    if (!o)
        return;
    g_free(o->template);
    g_free(o->from);
    g_free(o->to);
    g_free(o->subject);
    g_free(o->message_id);
    g_free(o->last_words);
    g_free(o->hook);
    g_free(o);
}

bool
outgoing_is_hook(const Outgoing *o)
{
    return o->hook && *o->hook;
}

int64_t
outgoing_delay(unsigned attempts, unsigned jitter)
{
    static const int64_t STEPS[] = {60, 5 * 60, 15 * 60, 60 * 60, 4 * 60 * 60};
    unsigned last = G_N_ELEMENTS(STEPS) - 1;
    unsigned step = attempts == 0 ? 0 : attempts - 1;
    int64_t base = STEPS[step < last ? step : last];
    return base + base * ((int64_t)(jitter % 1000) - 500) / 5000;
}
