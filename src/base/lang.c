// lang.c: the languages we write in, their phrases, and which of them a text is written in.
//
// A process writes to many people in one run, so a phrase is looked up for a given language and not
// for the one of the process. gettext allows that in a locale other than plain "C": C.UTF-8, which
// every system has, with LANGUAGE set. The locale is entered for the look-up alone; else the
// system's own messages (strerror) would turn up in the language of the last letter.
//
// Catalogues: HELPDESK_LOCALEDIR when set, the installed ones, else those of the build folder.
// Not for whole letters (templates/), not for threads. Neighbours: po/.
#include "base/lang.h"

#include "base/text.h"

#include <glib.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#define DOMAIN    "helpdesk"
#define GUESS_MAX 2048

// Tells gettext that LANGUAGE has changed (glibc's own counter).
extern int _nl_msg_cat_cntr;

const char *const LANG_CODES[] = {"en", "ru", "uk", NULL};

const char *
lang_find(const char *code)
{
    if (!code) {
        return NULL;
    }
    size_t len = strcspn(code, "-_.@");
    for (size_t i = 0; LANG_CODES[i]; i++) {
        if (strlen(LANG_CODES[i]) == len && g_ascii_strncasecmp(LANG_CODES[i], code, len) == 0) {
            return LANG_CODES[i];
        }
    }
    return NULL;
}

static bool
has_catalogues(const char *dir)
{
    for (size_t i = 0; LANG_CODES[i]; i++) {
        g_autofree char *path =
            g_build_filename(dir, LANG_CODES[i], "LC_MESSAGES", DOMAIN ".mo", NULL);
        if (access(path, R_OK) == 0) {
            return true;
        }
    }
    return false;
}

static locale_t
phrase_locale(void)
{
    static locale_t locale = (locale_t)0;
    if (locale) {
        return locale;
    }
    const char *dir = g_getenv("HELPDESK_LOCALEDIR");
    if (!dir || !*dir) {
        dir = has_catalogues(LOCALEDIR) ? LOCALEDIR : BUILD_LOCALEDIR;
    }
    bindtextdomain(DOMAIN, dir);
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    locale = newlocale(LC_MESSAGES_MASK, "C.UTF-8", (locale_t)0);
    return locale;
}

const char *
lang_text(const char *lang, const char *msgid)
{
    static const char *current = NULL;
    const char *code = lang_find(lang);
    locale_t locale = phrase_locale();
    // The empty msgid is the header of the catalogue.
    if (!code || code == LANG_CODES[0] || !*msgid || !locale) {
        return msgid;
    }
    if (code != current) {
        g_setenv("LANGUAGE", code, TRUE);
        _nl_msg_cat_cntr++;
        current = code;
    }
    locale_t before = uselocale(locale);
    const char *text = dgettext(DOMAIN, msgid);
    uselocale(before);
    return text;
}

const char *
lang_guess(const char *utf8)
{
    unsigned cyrillic = 0, latin = 0, other = 0, ukrainian = 0, russian = 0;
    if (!utf8) {
        return NULL;
    }
    const char *end = utf8 + strnlen(utf8, GUESS_MAX);
    for (const char *p = utf8; p < end; p = text_next(p)) {
        if ((unsigned char)*p < 0x80) {
            latin += g_ascii_isalpha(*p) != 0;
            continue;
        }
        gunichar c = g_utf8_get_char_validated(p, end - p);
        if (c >= (gunichar)-2) {
            break;
        }
        if (!g_unichar_isalpha(c)) {
            continue;
        }
        GUnicodeScript script = g_unichar_get_script(c);
        cyrillic += script == G_UNICODE_SCRIPT_CYRILLIC;
        latin += script == G_UNICODE_SCRIPT_LATIN;
        other += script != G_UNICODE_SCRIPT_CYRILLIC && script != G_UNICODE_SCRIPT_LATIN;
        gunichar lower = g_unichar_tolower(c);
        ukrainian += lower == 0x456 || lower == 0x457 || lower == 0x454 || lower == 0x491;
        russian += lower == 0x44b || lower == 0x44d || lower == 0x44a || lower == 0x451;
    }
    if (cyrillic + latin < 2 || other > cyrillic + latin) {
        return NULL;
    }
    // Names of products, addresses and logs are Latin in a Cyrillic letter too.
    if (cyrillic * 4 >= latin) {
        return lang_find(ukrainian > russian ? "uk" : "ru");
    }
    return lang_find("en");
}
