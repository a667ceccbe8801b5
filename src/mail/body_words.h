// body_words.h: private to src/mail: tables of folded words for body_line.c; each ends with NULL.
#pragma once

#include "mail/body_line.h"

typedef struct {
    const char *word;
    Label label;
} LabelWord;

extern const char *const BODY_VERBS[];        // right before the colon: "wrote"
extern const char *const BODY_VERBS_INSIDE[]; // before the name: " schrieb "
extern const char *const BODY_STARTS[];       // an attribution may begin so
extern const LabelWord BODY_LABELS[];         // of a copied header block
extern const char *const BODY_ORIGINALS[];    // in a divider above the original
extern const char *const BODY_FORWARDS[];     // in a divider above a forwarded message
extern const char *const BODY_DEVICES[];      // begin the line that a device appends
