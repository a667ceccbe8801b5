// html_charset.c: the charset that HTML names itself (HTML 13.2.3.2, in the spirit).
//
// Only asked when the mail's header names none. Looks at the first 4 kB as ASCII, inside <meta …>
// and <?xml …?> alone. The name is a stranger's: charset.c looks it up and believes it only as far
// as the bytes allow. Linear. Neighbours: part.c.
#include "mail/html_charset.h"

#include <glib.h>
#include <string.h>

#define LOOK      4096
#define LABEL_MAX 40

// The value behind "charset=" or "encoding=" in one tag.
static char *
name_in_tag(const char *tag, size_t len, const char *key)
{
    g_autofree char *text = g_ascii_strdown(tag, (gssize)len);
    const char *p = strstr(text, key);
    size_t n;

    if (!p) {
        return NULL;
    }
    p += strlen(key);
    p += strspn(p, " \t\r\n");
    if (*p != '=') {
        return NULL;
    }
    p += 1 + strspn(p + 1, " \t\r\n\"'");
    n = strcspn(p, " \t\r\n\"';/>?");
    return n > 0 && n <= LABEL_MAX ? g_strndup(p, n) : NULL;
}

char *
html_charset(const char *bytes, size_t len)
{
    const char *end = bytes + MIN(len, LOOK);
    const char *p = bytes;

    while (p < end && (p = memchr(p, '<', (size_t)(end - p)))) {
        const char *close = memchr(p, '>', (size_t)(end - p));
        const char *key = end - p > 5 && g_ascii_strncasecmp(p, "<meta", 5) == 0   ? "charset"
                          : end - p > 5 && g_ascii_strncasecmp(p, "<?xml", 5) == 0 ? "encoding"
                                                                                   : NULL;
        char *name = key && close ? name_in_tag(p, (size_t)(close - p), key) : NULL;

        if (name) {
            return name;
        }
        p++;
    }
    return g_strdup("");
}
