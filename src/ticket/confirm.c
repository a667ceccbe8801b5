// confirm.c: does an answer to the closing letter hold nothing but a word of thanks or a yes?
//
// Taken for a letter like any other it would open the ticket again, to nobody's use. But whoever
// writes one word more may mean "but": that is for a person to read, so the list is of whole
// answers, and everything else is no confirmation. What follows from one is decide_customer.c.

#include "ticket/confirm.h"

#include "base/text.h"

#include <glib.h>
#include <string.h>

#define LONGEST 200 // bytes

// Case folded, without punctuation, ё as е.
static const char *const ANSWERS[] = {
    "yes",
    "yes thanks",
    "yes thank you",
    "yes it is",
    "ok",
    "okay",
    "ok thanks",
    "ok thank you",
    "thanks",
    "thank you",
    "many thanks",
    "thanks a lot",
    "thank you very much",
    "solved",
    "it is solved",
    "its solved",
    "solved thanks",
    "solved thank you",
    "fixed",
    "works",
    "it works",
    "works now",
    "it works now",
    "it works thanks",
    "it works thank you",
    "works now thanks",
    "it works now thanks",
    "thanks it works",
    "thanks it works now",
    "thank you it works",
    "thank you it works now",
    "all good",
    "all good thanks",
    "all good thank you",
    "confirmed",
    "great thanks",
    "great thank you",
    "perfect thanks",
    "perfect thank you",

    "да",
    "да спасибо",
    "ок",
    "ок спасибо",
    "хорошо спасибо",
    "спасибо",
    "большое спасибо",
    "спасибо большое",
    "спасибо вам",
    "решено",
    "все решено",
    "вопрос решен",
    "проблема решена",
    "вопрос решен спасибо",
    "работает",
    "все работает",
    "все заработало",
    "заработало",
    "работает спасибо",
    "все работает спасибо",
    "спасибо работает",
    "спасибо все работает",
    "спасибо все заработало",
    "все в порядке",
    "все в порядке спасибо",
    "все хорошо",
    "все хорошо спасибо",
    "подтверждаю",

    "так",
    "так дякую",
    "гаразд",
    "гаразд дякую",
    "добре дякую",
    "дякую",
    "щиро дякую",
    "дуже дякую",
    "дякую вам",
    "вирішено",
    "все вирішено",
    "питання вирішено",
    "проблему вирішено",
    "питання вирішено дякую",
    "працює",
    "все працює",
    "усе працює",
    "запрацювало",
    "все запрацювало",
    "працює дякую",
    "все працює дякую",
    "усе працює дякую",
    "дякую працює",
    "дякую все працює",
    "дякую усе працює",
    "усе гаразд",
    "все гаразд",
    "все добре",
    "підтверджую",
};

// The words alone, one blank between them.
static char *
words_of(const char *text)
{
    g_autofree char *folded = text_fold(text);
    GString *out = g_string_new(NULL);
    bool gap = false;
    for (const char *p = folded; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == '\'' || c == 0x2019) // it's
            continue;
        if (!g_unichar_isalnum(c)) {
            gap = out->len > 0;
            // Doubt is no punctuation.
            if (c == '?' || c == 0xff1f)
                g_string_append(out, " ?");
            continue;
        }
        if (gap)
            g_string_append_c(out, ' ');
        gap = false;
        g_string_append_unichar(out, c == 0x451 ? 0x435 : c); // ё
    }
    return g_string_free(out, FALSE);
}

static bool
is_answer(const char *words)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ANSWERS); i++)
        if (strcmp(words, ANSWERS[i]) == 0)
            return true;
    return false;
}

static bool
has_word(const char *words, const char *word)
{
    size_t len = strlen(word);
    for (const char *p = strstr(words, word); len && p; p = strstr(p + 1, word))
        if ((p == words || p[-1] == ' ') && (p[len] == '\0' || p[len] == ' '))
            return true;
    return false;
}

bool
confirm_of_text(const char *text, const char *name)
{
    if (text_is_empty(text) || strlen(text) > LONGEST || !g_utf8_validate(text, -1, NULL))
        return false;
    g_autofree char *words = words_of(text);
    g_autofree char *own = words_of(name);
    // Whose name stands below it signs what stands above.
    for (;;) {
        if (is_answer(words))
            return true;
        char *last = strrchr(words, ' ');
        if (!last || !has_word(own, last + 1))
            return false;
        *last = '\0';
    }
}
