// when_private.h: a span taken apart; private to when.c and when_span.c.
#pragma once

#include "ticket/when.h"

typedef enum {
    SPAN_SECOND,
    SPAN_MINUTE,
    SPAN_HOUR,
    SPAN_DAY,
    SPAN_WEEK,
    SPAN_MONTH,
    SPAN_YEAR
} SpanUnit;

typedef struct {
    int64_t months, days, seconds; // each at most some millions
} Span;

// The span that valid UTF-8 begins with; what follows it, NULL when there is none.
const char *span_scan(const char *text, const char *language, SpanUnit longest, Span *span);
// One of a unit that is named without a number: "week" of "in a week".
bool span_unit(const char *word, const char *language, Span *span);
