// render.h: a Notice → a letter in the outbox: variables, template, MIME, frozen bytes.
#pragma once

#include "desk/apply.h"
#include "mail/compose.h"

// Renders and queues one letter. a->ticket may be NULL (a letter about no ticket). A template of
// the admin that is faulty falls back to the built-in one and says so in the log: a letter is never
// lost to it.
bool render_notice(Application *a, const Decision *d, const Notice *n, GError **error);

// The letter alone, not queued; for explain. NULL on error. The caller frees.
Draft *render_draft(Application *a, const Decision *d, const Notice *n, GError **error);
