// authres_scan.c: the grammar of Authentication-Results (RFC 8601 2.2): the id of a server, then
// one statement after the other.
//
// Strict where the borders of a statement are at stake: a quote or comment without its end, or
// anything out of place that could move a border, makes the scan broken, and with it the whole
// header. Other faults void the one statement. Names without a type ("action=none") are passed
// over: large providers write them. One pass, no recursion; what is too long is taken for absent.
//
// Not for what a statement proves (authres.c).

#include "mail/authres_scan.h"

#include <glib.h>
#include <string.h>

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

// Blanks and comments, which nest.
static void
skip_blanks(Scan *s)
{
    size_t depth = 0;

    for (; *s->p && (depth > 0 || is_blank(*s->p) || *s->p == '('); s->p++) {
        if (*s->p == '(') {
            depth++;
        } else if (*s->p == ')') {
            depth--;
        } else if (*s->p == '\\' && depth > 0 && s->p[1]) {
            s->p++;
        }
    }
    s->broken |= depth > 0;
}

static void
put(char *out, size_t size, size_t *len, char c)
{
    if (*len < size) {
        out[*len] = c;
    }
    ++*len;
}

// What does not fit is nothing: a part of a name could be another's name.
static void
put_end(char *out, size_t size, size_t len)
{
    out[len < size ? len : 0] = '\0';
}

static void
read_quoted(Scan *s, char *out, size_t *len)
{
    for (s->p++; *s->p && *s->p != '"'; s->p++) {
        if (*s->p == '\\' && s->p[1]) {
            s->p++;
        }
        put(out, AUTHRES_VALUE, len, *s->p);
    }
    s->broken |= *s->p != '"';
    if (*s->p == '"') {
        s->p++;
    }
}

// A token, quoted string or address, up to the blank, comment or semicolon behind it. Tokens are
// taken with what RFC 2045 forbids in them: servers write base64 and <> unquoted.
static bool
read_value(Scan *s, char out[AUTHRES_VALUE])
{
    const char *start = s->p;
    size_t len = 0;

    if (*s->p == '"') {
        read_quoted(s, out, &len);
    }
    if (s->p == start || *s->p == '@') {
        for (; *s->p && !is_blank(*s->p) && !strchr("();\"", *s->p); s->p++) {
            put(out, AUTHRES_VALUE, &len, *s->p);
        }
    }
    put_end(out, AUTHRES_VALUE, len);
    s->broken |= *s->p == ')' || *s->p == '"';
    return s->p > start && (!*s->p || is_blank(*s->p) || *s->p == '(' || *s->p == ';');
}

// A Keyword, in lower case.
static bool
read_word(Scan *s, char out[AUTHRES_WORD])
{
    const char *start = s->p;
    size_t len = 0;

    for (; g_ascii_isalnum(*s->p) || *s->p == '-' || *s->p == '_'; s->p++) {
        put(out, AUTHRES_WORD, &len, g_ascii_tolower(*s->p));
    }
    put_end(out, AUTHRES_WORD, len);
    return s->p > start;
}

static bool
read_char(Scan *s, char c)
{
    skip_blanks(s);
    if (*s->p != c) {
        return false;
    }
    s->p++;
    skip_blanks(s);
    return true;
}

static void
keep(Statement *t, const char *property, const char *value)
{
    const struct {
        const char *name;
        char *value;
        bool *has;
    } KEPT[] = {{"d", t->d, &t->has_d}, {"i", t->i, &t->has_i}, {"from", t->from, &t->has_from}};

    for (size_t i = 0; i < G_N_ELEMENTS(KEPT); i++) {
        if (strcmp(KEPT[i].name, property) == 0) {
            t->ambiguous |= *KEPT[i].has;
            *KEPT[i].has = true;
            memcpy(KEPT[i].value, value, strlen(value) + 1);
        }
    }
}

// "header.d=example.com", or a name without a type: reason=, action=.
static bool
read_property(Scan *s, Statement *t)
{
    char type[AUTHRES_WORD], property[AUTHRES_WORD] = "", value[AUTHRES_VALUE];

    if (!read_word(s, type)) {
        return false;
    }
    if (read_char(s, '.') && !read_word(s, property)) {
        return false;
    }
    if (!read_char(s, '=') || !read_value(s, value)) {
        return false;
    }
    if (strcmp(type, "header") == 0) {
        keep(t, property, value);
    }
    return true;
}

static bool
read_whole(Scan *s, Statement *t)
{
    char version[AUTHRES_WORD];

    if (!read_word(s, t->method)) {
        return false;
    }
    // Another version of a method may mean anything.
    if (read_char(s, '/') && (!read_word(s, version) || strcmp(version, "1") != 0)) {
        return false;
    }
    if (!read_char(s, '=') || !read_word(s, t->result)) {
        return false;
    }
    for (skip_blanks(s); *s->p && *s->p != ';'; skip_blanks(s)) {
        if (!read_property(s, t)) {
            return false;
        }
    }
    return !t->ambiguous;
}

static void
skip_statement(Scan *s)
{
    char value[AUTHRES_VALUE];

    while (*s->p && *s->p != ';' && !s->broken) {
        skip_blanks(s);
        if (*s->p && *s->p != ';' && !read_value(s, value)) {
            s->broken = true; // a quote that begins or ends where none may
        }
    }
}

bool
authres_head(Scan *s, char out[AUTHRES_VALUE])
{
    char version[AUTHRES_WORD];

    skip_blanks(s);
    if (!read_value(s, out)) {
        *out = '\0';
        return false;
    }
    skip_blanks(s);
    if (g_ascii_isdigit(*s->p) && (!read_word(s, version) || strcmp(version, "1") != 0)) {
        return false;
    }
    skip_blanks(s);
    return !*s->p || *s->p == ';';
}

bool
authres_statement(Scan *s, Statement *t)
{
    *t = (Statement){0};
    s->p++;
    skip_blanks(s);
    if (read_whole(s, t)) {
        return true;
    }
    skip_statement(s);
    return false;
}
