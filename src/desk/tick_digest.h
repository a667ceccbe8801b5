// tick_digest.h: letters to managers who want to hear of watched tickets once an hour or a day.
#pragma once

#include "desk/receive.h"

// Is it time for anybody's digest?
bool digest_is_due(const Reception *reception, bool *due, GError **error);
// Queues the digests that are due, inside the caller's transaction. One about nothing is not sent.
bool digest_run(const Reception *reception, unsigned *sent, GError **error);
