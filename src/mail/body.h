// body.h: the new text of an answer, apart from what it quotes.
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
    char *text;      // the new text; everything, when cutting would leave nothing
    char *signature; // "" when none was found
    bool cut;        // something was left out
    bool whole;      // nothing was new by itself: text is everything, quotes and all
    const char *by;  // static: "delimiter", "attribution", "outlook", "quote", "" …
} Answer;

// The line that our own notices carry above the text they quote: everything from it on is not new.
// It contains DELIMITER_MARK, so it is known again in any language and behind any quoting prefix.
#define DELIMITER_MARK "⁂⁂⁂"

// Cuts at our delimiter, at an attribution line ("On … wrote:", "… пишет:", "… написав:" and their
// kin in some forty languages, broken over several lines too), at Outlook's header block and
// dividers, at a trailing quote, at the signature ("-- ", "Sent from my …"). Answers between quoted
// lines stay whole; closing words and disclaimers stay; a forwarded message is kept. text is
// message_text(). Linear in its length. The caller frees with answer_clear.
void answer_extract(const char *text, Answer *out);
void answer_clear(Answer *a);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Answer, answer_clear)

// The text without the signature and the quote at its end; "" when it is nothing else. The caller
// frees.
char *answer_unsigned(const char *text);

// Does any line of others stand in the text, or one that mail programs put above such: a quote, an
// attribution, a divider above an original or a forwarded message, a copied header block, our own
// delimiter? What stands below one of them may be the end of a stranger's line that was wrapped, or
// of his letter. Doubts are for true. Linear.
bool answer_holds_others(const char *text);

// Number of bytes of the text above its first forwarded message or history; all of them when it has
// none. Quotes that are marked as such may stand in them. Linear.
size_t answer_own_length(const char *text);
