// charset.c: turns bytes of a declared, aliased, falsely declared or undeclared charset into UTF-8.
//
// Never fails: some readable text always comes out, and the caller learns whether the label was
// believed. The order of belief: the form of the bytes (UTF-8 and ISO-2022 are hard to write by
// accident), the label, then what charset_guess finds likely. A few broken characters in an
// otherwise right charset become U+FFFD; when most are broken, the label was wrong.
//
// Conversion is iconv's. Labels are only names that are looked up; nothing of them reaches iconv
// that has other characters than letters, digits and "-_:.", since its names may carry options
// ("//IGNORE"). Neighbours: charset_guess.c, header.c (encoded words), message.c (bodies).
#include "mail/charset.h"

#include "mail/charset_guess.h"

#include <errno.h>
#include <string.h>

#define LABEL_MAX   40
#define WINDOW      4096
#define REPLACEMENT "\xef\xbf\xbd"

// What is written in mail ↔ what was meant: the larger set of the same family.
static const struct {
    const char *label, *charset;
} ALIASES[] = {
    {"ansi_x3.110-1983", "WINDOWS-1252"},
    {"big5", "BIG5-HKSCS"},
    {"big5-hkscs", "BIG5-HKSCS"},
    {"cn-gb", "GB18030"},
    {"cp-850", "CP850"},
    {"cp1251", "WINDOWS-1251"},
    {"cp1252", "WINDOWS-1252"},
    {"cp936", "GB18030"},
    {"cp949", "CP949"},
    {"euc-kr", "CP949"},
    {"gb2312", "GB18030"},
    {"gb_2312-80", "GB18030"},
    {"gbk", "GB18030"},
    {"ibm866", "CP866"},
    {"iso-2022-jp", "ISO-2022-JP-3"},
    {"iso-8859-1", "WINDOWS-1252"},
    {"iso-8859-8-i", "ISO-8859-8"},
    {"iso-8859-9", "WINDOWS-1254"},
    {"iso8859-1", "WINDOWS-1252"},
    {"koi-8", "KOI8-R"},
    {"koi8", "KOI8-R"},
    {"koi8r", "KOI8-R"},
    {"koi8u", "KOI8-U"},
    {"ks_c_5601-1987", "CP949"},
    {"latin1", "WINDOWS-1252"},
    {"macintosh", "MACINTOSH"},
    {"shift-jis", "CP932"},
    {"shift_jis", "CP932"},
    {"sjis", "CP932"},
    {"tis-620", "CP874"},
    {"unicode-1-1-utf-7", "UTF-7"},
    {"win-1251", "WINDOWS-1251"},
    {"win1251", "WINDOWS-1251"},
    {"windows-31j", "CP932"},
    {"windows-874", "CP874"},
    {"windows1251", "WINDOWS-1251"},
    {"x-cp1251", "WINDOWS-1251"},
    {"x-gbk", "GB18030"},
    {"x-mac-cyrillic", "MAC-CYRILLIC"},
    {"x-sjis", "CP932"},
    {"x-windows-949", "CP949"},
};

// Labels that promise nothing about bytes over 127.
static const char *const ASCII_LIKE[] = {
    "us-ascii", "ascii",       "ansi_x3.4-1968", "iso646-us", "7bit",
    "8bit",     "binary",      "unknown",        "x-unknown", "unknown-8bit",
    "default",  "_autodetect", "x-user-defined", NULL};

// Charsets of one byte a character, in which text that happens to be valid UTF-8 does not occur.
static const char *const SINGLE_BYTE[] = {"WINDOWS-", "ISO-8859-", "KOI8-", "CP866",
                                          "CP85",     "MAC",       NULL};

typedef struct {
    GString *text;
    size_t broken; // replaced bytes
} Conversion;

static char *
label_clean(const char *declared)
{
    GString *out = g_string_new(NULL);
    for (const char *p = declared ? declared : ""; *p && out->len <= LABEL_MAX; p++) {
        if (g_ascii_isalnum(*p) || strchr("-_:.", *p)) {
            g_string_append_c(out, g_ascii_tolower(*p));
        } else if (!strchr(" \t\r\n\"'", *p)) {
            // Something else than a name: no charset.
            g_string_assign(out, "?");
            break;
        }
    }
    return g_string_free(out, FALSE);
}

bool
charset_says_nothing(const char *declared)
{
    g_autofree char *label = label_clean(declared);
    return !*label || g_strv_contains(ASCII_LIKE, label);
}

// The iconv name, owned; "" when the label promises nothing, NULL when nobody knows it.
static char *
charset_of_label(const char *declared)
{
    g_autofree char *label = label_clean(declared);
    if (!*label || g_strv_contains(ASCII_LIKE, label)) {
        return g_strdup("");
    }
    if (strcmp(label, "utf8") == 0 || strcmp(label, "utf-8") == 0) {
        return g_strdup("UTF-8");
    }
    for (size_t i = 0; i < G_N_ELEMENTS(ALIASES); i++) {
        if (strcmp(ALIASES[i].label, label) == 0) {
            return g_strdup(ALIASES[i].charset);
        }
    }
    g_autofree char *upper = g_ascii_strup(label, -1);
    GIConv cd = g_iconv_open("UTF-8", upper);
    if (cd == (GIConv)-1) {
        return NULL;
    }
    g_iconv_close(cd);
    return g_steal_pointer(&upper);
}

static bool
starts_with_any(const char *s, const char *const *prefixes)
{
    for (; *prefixes; prefixes++) {
        if (g_str_has_prefix(s, *prefixes)) {
            return true;
        }
    }
    return false;
}

// Every byte that cannot be converted becomes U+FFFD. False when iconv does not know the charset.
static bool
convert(const char *bytes, size_t len, const char *charset, Conversion *out)
{
    GIConv cd = g_iconv_open("UTF-8", charset);
    if (cd == (GIConv)-1) {
        return false;
    }
    size_t unit = g_str_has_prefix(charset, "UTF-16")   ? 2
                  : g_str_has_prefix(charset, "UTF-32") ? 4
                                                        : 1;
    g_autofree char *held = g_memdup2(bytes, len);
    char *in = held, buffer[4096];
    size_t left = len;
    out->text = g_string_sized_new(len + len / 2 + 1);
    out->broken = 0;
    while (left > 0) {
        // In windows: the cost of a call may depend on how much is offered.
        char *to = buffer, *from = in;
        size_t room = sizeof buffer, window = MIN(left, WINDOW);
        size_t rc = g_iconv(cd, &in, &window, &to, &room);
        int fault = rc == (size_t)-1 ? errno : 0;
        size_t taken = (size_t)(in - from);
        g_string_append_len(out->text, buffer, to - buffer);
        left -= taken;
        // A window may end inside a character.
        bool goes_on =
            fault == E2BIG || (taken > 0 && (fault == 0 || (fault == EINVAL && left > window)));
        if (left == 0 || goes_on) {
            continue;
        }
        size_t skip = MIN(unit, left);
        g_string_append(out->text, REPLACEMENT);
        out->broken++;
        in += skip;
        left -= skip;
    }
    // Some decoders hold a letter back until they know whether a mark follows.
    char *to = buffer;
    size_t room = sizeof buffer;
    g_iconv(cd, NULL, NULL, &to, &room);
    g_string_append_len(out->text, buffer, to - buffer);
    g_iconv_close(cd);
    return true;
}

// UTF-8 is checked here and not by iconv, which stops at every fault of a long text.
static void
convert_utf8(const char *bytes, size_t len, Conversion *out)
{
    out->text = g_string_sized_new(len + 1);
    out->broken = 0;
    while (len > 0) {
        const char *end;
        if (g_utf8_validate_len(bytes, len, &end)) {
            g_string_append_len(out->text, bytes, (gssize)len);
            return;
        }
        g_string_append_len(out->text, bytes, end - bytes);
        g_string_append(out->text, REPLACEMENT);
        out->broken += *end != '\0';
        len -= (size_t)(end - bytes) + 1;
        bytes = end + 1;
    }
}

static size_t
count_high(const char *bytes, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        n += (unsigned char)bytes[i] >= 0x80;
    }
    return n;
}

static const char *
find_escape(const char *bytes, size_t len)
{
    static const struct {
        const char *escape, *charset;
    } ESCAPES[] = {{"\x1b$B", "ISO-2022-JP-3"},
                   {"\x1b$@", "ISO-2022-JP-3"},
                   {"\x1b(J", "ISO-2022-JP-3"},
                   {"\x1b$)C", "ISO-2022-KR"}};
    const char *esc = memchr(bytes, '\x1b', len);
    for (; esc; esc = memchr(esc + 1, '\x1b', len - (size_t)(esc + 1 - bytes))) {
        for (size_t i = 0; i < G_N_ELEMENTS(ESCAPES); i++) {
            size_t n = strlen(ESCAPES[i].escape);
            if (len - (size_t)(esc - bytes) >= n && memcmp(esc, ESCAPES[i].escape, n) == 0) {
                return ESCAPES[i].charset;
            }
        }
    }
    return NULL;
}

// UTF-16 by its mark, or by the zero bytes of its ASCII; NULL when it is none.
static const char *
find_utf16(const char *bytes, size_t len)
{
    size_t zeros[2] = {0, 0};
    if (len >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0) {
        return "UTF-16LE";
    }
    if (len >= 2 && memcmp(bytes, "\xfe\xff", 2) == 0) {
        return "UTF-16BE";
    }
    for (size_t i = 0; i < len; i++) {
        zeros[i & 1] += bytes[i] == '\0';
    }
    if (len < 8 || zeros[0] + zeros[1] < len / 4) {
        return NULL;
    }
    return zeros[0] > zeros[1] ? "UTF-16BE" : "UTF-16LE";
}

// The conversion that the label asks for, if it can be believed.
static bool
convert_declared(const char *bytes, size_t len, const char *charset, Conversion *out)
{
    size_t high = count_high(bytes, len);
    if (strcmp(charset, "UTF-16") == 0) {
        const char *order = find_utf16(bytes, len);
        charset = order ? order : "UTF-16BE";
    }
    if (starts_with_any(charset, SINGLE_BYTE) && high > 0 &&
        strcmp(charset_guess(bytes, len, charset), charset) != 0) {
        return false;
    }
    if (!convert(bytes, len, charset, out)) {
        return false;
    }
    if (out->broken <= 1 + high / 10) {
        return true;
    }
    g_string_free(out->text, TRUE);
    return false;
}

static void
convert_guessed(const char *bytes, size_t len, Conversion *out)
{
    const char *charset = find_utf16(bytes, len);
    if (!charset) {
        charset = charset_guess(bytes, len, "");
    }
    if (!convert(bytes, len, charset, out) && !convert(bytes, len, "ISO-8859-1", out)) {
        out->text = g_string_new(NULL);
        out->broken = 0;
    }
}

// Chooses and converts; returns whether the label was absent or not believed.
static bool
choose(const char *bytes, size_t len, const char *charset, Conversion *out)
{
    size_t high = count_high(bytes, len);
    bool silent = charset && !*charset;
    bool utf8 = charset && strcmp(charset, "UTF-8") == 0;
    bool single = charset && starts_with_any(charset, SINGLE_BYTE);
    const char *escape = find_escape(bytes, len);
    if (high == 0 && escape && (!charset || silent || utf8 || single) &&
        convert(bytes, len, escape, out)) {
        return true;
    }
    const char *utf16 = high == 0 && (!charset || silent) ? find_utf16(bytes, len) : NULL;
    if (utf16 && convert(bytes, len, utf16, out)) {
        return true;
    }
    convert_utf8(bytes, len, out);
    if (high == 0 && (!charset || silent || utf8 || single)) {
        return !charset;
    }
    // Text of another charset is valid UTF-8 by chance only while it is short.
    bool chance = single ? high < 2 : high < 9;
    bool wide = charset && (g_str_has_prefix(charset, "UTF-") || g_str_has_prefix(charset, "UCS"));
    if (out->broken == 0 && (!charset || silent || utf8 || (!chance && !wide))) {
        return !utf8;
    }
    // UTF-8 with a cut character is still UTF-8; of another charset half and more would be broken.
    if ((utf8 || silent) && out->broken <= 1 + high / 8 && high > 2 * out->broken) {
        return silent;
    }
    g_string_free(out->text, TRUE);
    if (charset && !silent && !utf8 && convert_declared(bytes, len, charset, out)) {
        return false;
    }
    convert_guessed(bytes, len, out);
    return true;
}

// iconv may hand out NUL and a byte order mark, which are no text.
static void
tidy(GString *text)
{
    if (g_str_has_prefix(text->str, "\xef\xbb\xbf")) {
        g_string_erase(text, 0, 3);
    }
    if (memchr(text->str, '\0', text->len) || !g_utf8_validate_len(text->str, text->len, NULL)) {
        g_autofree char *made = g_utf8_make_valid(text->str, (gssize)text->len);
        g_string_assign(text, made);
    }
}

char *
charset_to_utf8(const char *bytes, size_t len, const char *declared, bool *guessed, size_t *out_len)
{
    g_autofree char *charset = charset_of_label(declared);
    Conversion c = {NULL, 0};
    bool unsure = choose(len ? bytes : "", len, charset, &c);
    tidy(c.text);
    if (guessed) {
        *guessed = unsure;
    }
    if (out_len) {
        *out_len = c.text->len;
    }
    return g_string_free(c.text, FALSE);
}
