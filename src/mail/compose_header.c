// compose_header.c: header lines that everybody reads back whole.
//
// What needs several encoded words gets them of kind Q, each at most 75 bytes and cut between
// characters: GMime (and so other helpdesks) loses base64 words that follow a padded one. A short
// value is one B word, since some readers put a space between words inside a name. Addresses stand
// one on a line. Folding keeps every space. Line ends in values are refused, not repaired: they are
// an attack or a bug.
//
// Not for bodies (compose.c). RFC 5322 2.2.3 and 3.4, RFC 2047 2 and 5.

#include "mail/compose_header.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define LINE      76
#define WORD_OPEN "=?utf-8?Q?"
#define ID_MAX    900 // with brackets and fold under the 998 of RFC 5322

static bool
value_check(const char *name, const char *value, GError **error)
{
    for (const char *p = value; *p; p++) {
        if ((unsigned char)*p < ' ' || *p == 0x7f) {
            g_set_error(error, HD_ERROR, HD_ERROR_MESSAGE,
                        "%s: a header may not hold line ends or control characters", name);
            return false;
        }
    }
    if (!g_utf8_validate(value, -1, NULL)) {
        g_set_error(error, HD_ERROR, HD_ERROR_MESSAGE, "%s: the value is not UTF-8", name);
        return false;
    }
    return true;
}

static bool
is_ascii(const char *s)
{
    for (; *s; s++) {
        if ((unsigned char)*s >= 0x80) {
            return false;
        }
    }
    return true;
}

static size_t
longest_word(const char *s)
{
    size_t longest = 0;

    while (*s) {
        size_t len = strcspn(s, " ");

        longest = MAX(longest, len);
        s += len + (s[len] == ' ');
    }
    return longest;
}

static bool
needs_words(const char *value)
{
    return !is_ascii(value) || strstr(value, "=?") || longest_word(value) > 400 ||
           value[0] == ' ' || g_str_has_suffix(value, " ");
}

// One B word when it is enough, else Q words with CRLF and a space between them. column is where
// the first one begins.
static void
append_words(GString *out, const char *value, size_t column)
{
    static const char HEX[] = "0123456789ABCDEF";
    size_t used = column + strlen(WORD_OPEN);

    if (used + (strlen(value) + 2) / 3 * 4 + 2 <= LINE) {
        g_autofree char *base64 = g_base64_encode((const guchar *)value, strlen(value));

        g_string_append_printf(out, "=?utf-8?B?%s?=", base64);
        return;
    }
    g_string_append(out, WORD_OPEN);
    while (*value) {
        const char *next = value + g_utf8_skip[(guchar)*value];
        char piece[24];
        size_t n = 0;

        for (const char *p = value; p < next; p++) {
            unsigned char c = (unsigned char)*p;

            if (g_ascii_isalnum(c) || (c && strchr("!*+-/", c))) {
                piece[n++] = (char)c;
            } else if (c == ' ') {
                piece[n++] = '_';
            } else {
                piece[n++] = '=';
                piece[n++] = HEX[c >> 4];
                piece[n++] = HEX[c & 15];
            }
        }
        if (used + n + 2 > LINE - 1) {
            g_string_append(out, "?=\r\n " WORD_OPEN);
            used = 1 + strlen(WORD_OPEN);
        }
        g_string_append_len(out, piece, (gssize)n);
        used += n;
        value = next;
    }
    g_string_append(out, "?=");
}

static void
append_folded(GString *out, const char *value, size_t column)
{
    while (*value) {
        size_t spaces = strspn(value, " ");
        size_t len = spaces + strcspn(value + spaces, " ");

        if (spaces > 0 && column + len > LINE && column > 1) {
            g_string_append(out, "\r\n");
            column = 0;
        }
        g_string_append_len(out, value, (gssize)len);
        column += len;
        value += len;
    }
}

bool
header_write_text(GString *out, const char *name, const char *value, GError **error)
{
    size_t column = strlen(name) + 2;

    if (!value_check(name, value, error)) {
        return false;
    }
    g_string_append_printf(out, "%s: ", name);
    if (needs_words(value)) {
        append_words(out, value, column);
    } else {
        append_folded(out, value, column);
    }
    g_string_append(out, "\r\n");
    return true;
}

// The domain as IDNA: without SMTPUTF8 only ASCII may be sent.
static char *
address_for_wire(const char *name, const char *address, GError **error)
{
    g_autofree char *local = NULL;
    g_autofree char *domain = NULL;
    const char *at = strrchr(address, '@');

    if (!address_is_valid(address) || !at) {
        g_autofree char *shown = text_log(address);

        g_set_error(error, HD_ERROR, HD_ERROR_MESSAGE, "%s: not a mail address: %s", name, shown);
        return NULL;
    }
    local = g_strndup(address, (gsize)(at - address));
    domain = is_ascii(at + 1) ? g_strdup(at + 1) : g_hostname_to_ascii(at + 1);
    if (!is_ascii(local) || !domain || strpbrk(address, "<>\r\n")) {
        g_set_error(error, HD_ERROR, HD_ERROR_MESSAGE,
                    "%s: this address needs SMTPUTF8 and cannot be written to: %s", name, address);
        return NULL;
    }
    return g_strdup_printf("%s@%s", local, domain);
}

static void
append_phrase(GString *out, const char *name)
{
    if (needs_words(name) || strlen(name) > 200) {
        append_words(out, name, strlen("Reply-To: "));
        return;
    }
    if (!strpbrk(name, "()<>[]:;@\\,.\"")) {
        g_string_append(out, name);
        return;
    }
    g_string_append_c(out, '"');
    for (const char *p = name; *p; p++) {
        if (*p == '"' || *p == '\\') {
            g_string_append_c(out, '\\');
        }
        g_string_append_c(out, *p);
    }
    g_string_append_c(out, '"');
}

bool
header_write_addresses(GString *out, const char *name, const GPtrArray *list, GError **error)
{
    g_autoptr(GString) line = g_string_new(NULL);

    if (!list || list->len == 0) {
        return true;
    }
    g_string_append_printf(line, "%s: ", name);
    for (guint i = 0; i < list->len; i++) {
        const Address *a = g_ptr_array_index(list, i);
        g_autofree char *wire = address_for_wire(name, a->address, error);

        if (!wire || !value_check(name, a->name, error)) {
            return false;
        }
        if (i > 0) {
            g_string_append(line, ",\r\n ");
        }
        if (*a->name) {
            append_phrase(line, a->name);
            g_string_append_printf(line, "%s<%s>",
                                   strlen(a->name) + strlen(wire) > 50 ? "\r\n " : " ", wire);
        } else {
            g_string_append(line, wire);
        }
    }
    g_string_append(line, "\r\n");
    g_string_append_len(out, line->str, (gssize)line->len);
    return true;
}

bool
header_id_is_valid(const char *id)
{
    size_t len = strlen(id);

    if (len == 0 || len > ID_MAX) {
        return false;
    }
    for (; *id; id++) {
        if ((unsigned char)*id <= ' ' || (unsigned char)*id >= 0x7f || *id == '<' || *id == '>') {
            return false;
        }
    }
    return true;
}

bool
header_write_ids(GString *out, const char *name, const GPtrArray *list, bool required,
                 GError **error)
{
    g_autoptr(GString) line = g_string_new(NULL);

    for (guint i = 0; list && i < list->len; i++) {
        const char *id = g_ptr_array_index(list, i);

        if (!header_id_is_valid(id)) {
            if (required) {
                g_set_error(error, HD_ERROR, HD_ERROR_MESSAGE, "%s: not a message identifier",
                            name);
                return false;
            }
            continue;
        }
        g_string_append_printf(line, "%s<%s>", line->len > 0 ? "\r\n " : "", id);
    }
    if (line->len > 0) {
        g_string_append_printf(out, "%s: %s\r\n", name, line->str);
    }
    return true;
}
