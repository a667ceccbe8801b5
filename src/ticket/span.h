// span.h: lengths of time as the config writes them: "90s", "48h", "1h30m", "16h working". Pure.
#pragma once

#include "ticket/desk.h"

// HD_ERROR_CONFIG: no length of time. A day is no fixed working time: "working" goes with s, m, h.
bool span_parse(const char *text, Span *out, GError **error);
// "2d 3h", "1h 30m", "0s" for people who read configs; the two largest units. The caller frees.
char *span_text(int64_t seconds);
