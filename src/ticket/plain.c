// plain.c: words as they are compared when people type them: names of verbs, days of the week.
//
// Ukrainian words hold an apostrophe, which keyboards write in four ways or not at all. Not for
// text that is shown.

#include "ticket/plain.h"

#include "base/text.h"

static bool
is_apostrophe(gunichar c)
{
    return c == '\'' || c == '`' || c == 0x2019 || c == 0x2bc;
}

char *
plain_word(const char *word)
{
    g_autofree char *folded = text_fold(word);
    g_autoptr(GString) plain = g_string_new(NULL);
    for (const char *p = folded; *p; p = text_next(p))
        if (!is_apostrophe(g_utf8_get_char(p)))
            g_string_append_unichar(plain, g_utf8_get_char(p));
    return g_string_free(g_steal_pointer(&plain), FALSE);
}
