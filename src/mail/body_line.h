// body_line.h: private to src/mail: what a single line of an answer looks like.
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
    ATTRIBUTION_NONE,
    ATTRIBUTION_WEAK,   // "Anna wrote:": believed when a quote follows
    ATTRIBUTION_LIKELY, // with a day: believed as a paragraph of its own too
    ATTRIBUTION_STRONG, // with day and time: believed where nothing is quoted too
} Attribution;

typedef enum { START_NONE, START_MAYBE, START_WORD } Start;

typedef enum {
    LABEL_NONE = 0,
    LABEL_FROM = 1,
    LABEL_DATE = 2,
    LABEL_TO = 4,
    LABEL_SUBJECT = 8,
    LABEL_OTHER = 16,   // "Cc:", "Importance:" …: in a header block, but none of its signs
    LABEL_UNKNOWN = 32, // "Phone:": a word and a colon, never in a header block
} Label;

typedef enum { DIVIDER_NONE, DIVIDER_ORIGINAL, DIVIDER_FORWARD, DIVIDER_END } Divider;

// One line in the form that the tables are written in: one line (text_one_line), case folded,
// digits of any script, full-width signs, apostrophes and dashes as ASCII. The caller frees.
char *line_fold(const char *line, size_t len);

// All below take a line folded by line_fold.
unsigned line_words(const char *folded);
// Takes those signs off the end; returns how many they were.
size_t line_trim_end(char *folded, const char *marks);
Attribution line_attribution(const char *folded);
// May an attribution that is broken over several lines begin here?
Start line_starts_attribution(const char *folded);
// A year, or a date in digits.
bool line_has_day(const char *folded);
// A time of the day: "12:05", "12.05", "12h05".
bool line_has_time(const char *folded);
// "From:", "*Sent:*", "Отправлено:" … of a header block that a mail program copied into the text.
Label line_label(const char *folded);
// "-----Original Message-----", "---------- Forwarded message ---------", "Begin forwarded
// message:" and the end marks of Yandex, in many languages.
Divider line_divider(const char *folded);
// Number of marks of a line of only -, _, =, * and spaces; 0 of any other.
unsigned line_rule(const char *folded);
// At least five of them.
bool line_is_rule(const char *folded);
// "Sent from my iPhone", "Отправлено с iPhone" …
bool line_is_device(const char *folded);
// "-Anna Petrova" at the end of a letter; takes the line as it is.
bool line_is_dash_name(const char *line);
// Does a subject say that the mail is an answer ("Re: x")? Whether forwarded: forward.h.
bool subject_is_answer(const char *subject);
