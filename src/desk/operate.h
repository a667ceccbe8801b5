// operate.h: what is done to a ticket without a mail: commands of a manager (command line, pages)
// and a customer's rating.
#pragma once

#include "desk/receive.h"

// Runs a block of commands and text on a ticket as a manager, in a transaction of its own. On
// faults nothing is done: HD_ERROR_INPUT, whose message has a line for each faulty command.
// HD_ERROR_ABSENT: no such ticket. *done (may be NULL) gets one line that says what happened; the
// caller frees.
bool operate_commands(const Reception *reception, int64_t ticket, const Manager *actor,
                      const char *text, char **done, GError **error);

typedef struct {
    int64_t ticket;
    char *marker, *subject, *language;
    int score; // stored rating, 0 = none yet
    char *review;
} RatingView;
void rating_view_clear(RatingView *v);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RatingView, rating_view_clear)

// What a rating link leads to. HD_ERROR_ABSENT when the token is forged, of another kind, or its
// ticket is gone; HD_ERROR_REFUSED when it has expired. Changes nothing.
bool rating_look(const Reception *reception, const char *token, RatingView *out, GError **error);
// Stores the rating (1…5) and review (may be ""; cut at 4,000 characters); a second one replaces
// the first.
bool rating_give(const Reception *reception, const char *token, int score, const char *review,
                 GError **error);
