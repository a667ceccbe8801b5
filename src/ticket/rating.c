// rating.c: does an answer to "how did we do?" hold just a number, or stars?
//
// Anything beside it makes it a letter to be read by somebody. Storing it is desk/apply_change.c.

#include "ticket/rating.h"

#include "base/text.h"

#include <glib.h>
#include <string.h>

#define LONGEST 64

// "★★★☆☆" → 3; *rest is what follows.
static int
count_stars(const char *text, const char **rest)
{
    static const char *const FULL[] = {"★", "⭐", "*"};
    int stars = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(FULL); i++)
        while (g_str_has_prefix(text, FULL[i])) {
            text += strlen(FULL[i]);
            stars++;
            if (g_str_has_prefix(text, "\xef\xb8\x8f")) // asks for the coloured picture
                text += 3;
        }
    for (int empty = stars; g_str_has_prefix(text, "☆") && empty < 5; empty++)
        text += strlen("☆");
    *rest = text;
    return stars;
}

static bool
is_end(const char *rest)
{
    static const char *const ENDS[] = {"",       "!",      ".",     "/5",     " / 5",
                                       " of 5",  " из 5",  " з 5",  " stars", " star",
                                       " звезд", " звёзд", " зірок"};
    for (size_t i = 0; i < G_N_ELEMENTS(ENDS); i++)
        if (text_equal_fold(rest, ENDS[i]))
            return true;
    return false;
}

int
rating_of_text(const char *text)
{
    g_autofree char *line = text_one_line(text);
    if (!*line || strlen(line) > LONGEST)
        return 0;
    const char *rest = line + 1;
    int score = *line >= '1' && *line <= '5' ? *line - '0' : count_stars(line, &rest);
    return score >= 1 && score <= 5 && is_end(rest) ? score : 0;
}
