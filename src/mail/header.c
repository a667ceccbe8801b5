// header.c: encoded words (RFC 2047) and undeclared 8-bit text in header values.
//
// One scanner cuts a value into literal text and words; adjacent words of one charset are joined as
// bytes before they are converted, since mailers split words inside a character. Decoding is done
// here and not by GMime, which drops what follows a padded base64 word and knows no falsely
// labelled charset.
//
// Lenient: words are found inside other text and inside quotes, and their text may hold spaces.
// What is no word stays as it is. Linear in the value, which is cut at HEADER_MAX first. Not for
// addresses (address.c) and not for parameters (RFC 2231: GMime). Neighbours: charset.c.
#include "mail/header.h"

#include "base/text.h"
#include "mail/charset.h"

#include <stdbool.h>
#include <string.h>

#define CHARSET_MAX 60
#define Q_WORD_MAX  45 // bytes of text in a word that we write: "=XX" for each stays under 200

typedef struct {
    const char *charset, *text;
    size_t charset_len, text_len;
    char encoding; // 'b' or 'q'
    size_t length; // of the whole word
} Word;

// The word at p ("=?charset?e?text?="), if there is one. *no_end remembers that no "?=" follows, so
// that a value full of beginnings is not searched again and again.
static bool
word_at(const char *p, Word *w, bool *no_end)
{
    if (*no_end || p[0] != '=' || p[1] != '?') {
        return false;
    }
    w->charset = p + 2;
    size_t named = strcspn(w->charset, "? \t\r\n\"<>@,;:()[]=");
    const char *mark = w->charset + named;
    if (named == 0 || named > CHARSET_MAX || mark[0] != '?' || !mark[1] || mark[2] != '?') {
        return false;
    }
    // RFC 2231 5: "utf-8*en".
    w->charset_len = strcspn(w->charset, "?*");
    w->encoding = g_ascii_tolower(mark[1]);
    w->text = mark + 3;
    if (w->encoding != 'b' && w->encoding != 'q') {
        return false;
    }
    const char *end = strstr(w->text, "?=");
    *no_end = end == NULL;
    if (!end) {
        return false;
    }
    w->text_len = (size_t)(end - w->text);
    w->length = (size_t)(end + 2 - p);
    return true;
}

// Padding may stand in the middle when a mailer joined two encoded chunks.
static void
decode_b(const char *text, size_t len, GString *out)
{
    unsigned held = 0, bits = 0;
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        unsigned value;
        if (g_ascii_isupper(c)) {
            value = (unsigned)(c - 'A');
        } else if (g_ascii_islower(c)) {
            value = (unsigned)(c - 'a') + 26;
        } else if (g_ascii_isdigit(c)) {
            value = (unsigned)(c - '0') + 52;
        } else if (c == '+' || c == '/') {
            value = c == '+' ? 62 : 63;
        } else {
            bits = c == '=' ? 0 : bits;
            continue;
        }
        held = (held << 6 | value) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            g_string_append_c(out, (char)(held >> bits & 0xff));
        }
    }
}

static void
decode_q(const char *text, size_t len, GString *out)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '=' && i + 2 < len && g_ascii_isxdigit(text[i + 1]) &&
            g_ascii_isxdigit(text[i + 2])) {
            int byte = g_ascii_xdigit_value(text[i + 1]) << 4 | g_ascii_xdigit_value(text[i + 2]);
            g_string_append_c(out, (char)byte);
            i += 2;
        } else {
            g_string_append_c(out, text[i] == '_' ? ' ' : text[i]);
        }
    }
}

static void
word_decode(const Word *w, GString *out)
{
    if (w->encoding == 'b') {
        decode_b(w->text, w->text_len, out);
    } else {
        decode_q(w->text, w->text_len, out);
    }
}

// A run of adjacent words of one charset, as UTF-8.
static char *
run_to_utf8(GString *bytes, const char *charset)
{
    static const char *const WIDE[] = {"utf-16", "utf-32", "ucs-", "iso-10646"};
    bool wide = false;
    for (size_t i = 0; i < G_N_ELEMENTS(WIDE); i++) {
        wide = wide || g_ascii_strncasecmp(charset, WIDE[i], strlen(WIDE[i])) == 0;
    }
    for (size_t i = 0; !wide && i < bytes->len; i++) {
        if (bytes->str[i] == '\0' || bytes->str[i] == '\r' || bytes->str[i] == '\n') {
            bytes->str[i] = ' ';
        }
    }
    return charset_to_utf8(bytes->str, bytes->len, charset, NULL, NULL);
}

static void
put_q_word(GString *out, const char *charset, size_t charset_len, const char *bytes, size_t len)
{
    g_string_append(out, "=?");
    g_string_append_len(out, charset, (gssize)charset_len);
    g_string_append(out, "?Q?");
    for (size_t i = 0; i < len; i++) {
        if (g_ascii_isalnum(bytes[i])) {
            g_string_append_c(out, bytes[i]);
        } else {
            g_string_append_printf(out, "=%02X", (unsigned)(unsigned char)bytes[i]);
        }
    }
    g_string_append(out, "?=");
}

// Cut so that whole characters stay in each word.
static void
put_utf8_words(GString *out, const char *utf8)
{
    for (size_t left = strlen(utf8); left > 0;) {
        size_t n = text_clip_length(utf8, left, Q_WORD_MAX);
        put_q_word(out, "utf-8", 5, utf8, n);
        utf8 += n;
        left -= n;
        if (left > 0) {
            g_string_append_c(out, ' ');
        }
    }
}

static void
put_literal(GString *out, const char *text, size_t len, const char *hint)
{
    g_autofree char *utf8 = charset_to_utf8(text, len, hint, NULL, NULL);
    g_string_append(out, utf8);
}

// Takes the words of one charset that follow one another from *p on. Returns their text as UTF-8.
static char *
take_run(const char **p, Word *w, bool *no_end)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    g_autofree char *charset = g_strndup(w->charset, w->charset_len);
    for (;;) {
        word_decode(w, bytes);
        *p += w->length;
        const char *next = *p + strspn(*p, " \t\r\n");
        if (!word_at(next, w, no_end)) {
            break;
        }
        // White space between two words is not shown.
        *p = next;
        if (strlen(charset) != w->charset_len ||
            g_ascii_strncasecmp(charset, w->charset, w->charset_len) != 0) {
            break;
        }
    }
    return run_to_utf8(bytes, charset);
}

static char *
rewrite(const char *value, const char *hint, bool as_words)
{
    GString *out = g_string_sized_new(strlen(value) + 1);
    const char *literal = value;
    bool no_end = false;
    Word w;
    for (const char *p = value; *p;) {
        if (!word_at(p, &w, &no_end)) {
            p++;
            continue;
        }
        put_literal(out, literal, (size_t)(p - literal), hint);
        g_autofree char *run = take_run(&p, &w, &no_end);
        if (as_words) {
            put_utf8_words(out, run);
            // Another charset may follow at once, and words must be apart.
            g_string_append_c(out, ' ');
        } else {
            g_string_append(out, run);
        }
        literal = p;
    }
    put_literal(out, literal, strlen(literal), hint);
    return g_string_free(out, FALSE);
}

static char *
cut(const char *raw)
{
    size_t len = strnlen(raw ? raw : "", HEADER_MAX + 4);
    return g_strndup(raw ? raw : "", text_clip_length(raw, len, HEADER_MAX));
}

char *
header_decode(const char *raw, const char *charset_hint)
{
    g_autofree char *value = cut(raw);
    g_autofree char *text = rewrite(value, charset_hint, false);
    return text_one_line(text);
}

char *
header_to_utf8_words(const char *raw, const char *charset_hint)
{
    g_autofree char *value = cut(raw);
    return rewrite(value, charset_hint, true);
}

char *
header_b_to_q(const char *raw)
{
    const char *value = text_or_empty(raw);
    GString *out = g_string_sized_new(strlen(value) + 1);
    bool no_end = false;
    Word w;
    for (const char *p = value; *p;) {
        if (!word_at(p, &w, &no_end)) {
            g_string_append_c(out, *p++);
            continue;
        }
        if (w.encoding == 'b') {
            g_autoptr(GString) bytes = g_string_new(NULL);
            word_decode(&w, bytes);
            put_q_word(out, w.charset, w.charset_len, bytes->str, bytes->len);
        } else {
            g_string_append_len(out, p, (gssize)w.length);
        }
        p += w.length;
    }
    return g_string_free(out, FALSE);
}
