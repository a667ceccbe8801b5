// body_words.h: private to src/mail: tables of words for body_line.c, as line_fold makes them; each
// ends with NULL. body_words.c has those of attributions and devices, body_labels.c the others.
#pragma once

#include "mail/body_line.h"

typedef struct {
    const char *word;
    Label label;
} LabelWord;

extern const char *const BODY_VERBS[];        // right before the colon: "wrote"
extern const char *const BODY_VERBS_INSIDE[]; // before the name: " schrieb "
extern const char *const BODY_SPEAKERS[];     // a sentence, not a mail program, says "he wrote:"
extern const char *const BODY_STARTS[];       // an attribution may begin so
extern const char *const BODY_DEVICES[];      // the line that a device appends; "*" is anything
extern const char *const BODY_GADGETS[];      // one of them is named in it
extern const char *const BODY_OWN_DEVICES[];  // such a line, whatever is named

extern const LabelWord BODY_LABELS[];          // of a copied header block
extern const char *const BODY_ORIGINALS[];     // in a divider above the original
extern const char *const BODY_FORWARDS[];      // in a divider above a forwarded message
extern const char *const BODY_FORWARD_LINES[]; // the whole divider of Apple Mail
extern const char *const BODY_ENDS[];          // in the divider below a forwarded message
extern const char *const BODY_FORWARD_MARKS[]; // before the colon of a subject
extern const char *const BODY_ANSWER_MARKS[];  // the same, of an answer
