// body_line.h: private to src/mail: what a single line of an answer looks like.
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
    ATTRIBUTION_NONE,
    ATTRIBUTION_WEAK,   // "Anna wrote:": believed when a quote follows
    ATTRIBUTION_STRONG, // with date or address: believed where nothing is quoted too
} Attribution;

typedef enum {
    LABEL_NONE = 0,
    LABEL_FROM = 1,
    LABEL_DATE = 2,
    LABEL_TO = 4,
    LABEL_SUBJECT = 8
} Label;

typedef enum { DIVIDER_NONE, DIVIDER_ORIGINAL, DIVIDER_FORWARD } Divider;

// All take one line folded by text_fold, without its line end.
Attribution line_attribution(const char *folded);
// May an attribution that is broken over several lines begin here?
bool line_starts_attribution(const char *folded);
// "From:", "Отправлено:" … of a header block that a mail program copied into the text.
Label line_label(const char *folded);
// "-----Original Message-----" and "---------- Forwarded message ---------" in many languages.
Divider line_divider(const char *folded);
// Only -, _, =, * and spaces, at least five marks.
bool line_is_rule(const char *line);
// "Sent from my iPhone", "Отправлено с iPhone" …
bool line_is_device(const char *folded);
// "-Anna Petrova" at the end of a letter.
bool line_is_dash_name(const char *line);
