// check_values.c: values of conditions that are of the right form and yet hardly fit anything: a
// subject without a star, an address without @, a language that nobody is written to in.
//
// A pattern has to fit the whole of what it is held against, and those who come from "contains"
// learn that here. Warnings only, for `helpdesk check` alone; a value that may well be meant (an
// exact value of a header) is left alone. Not for names that must exist (check_names.c).
#include "config/loader.h"

#include "base/lang.h"
#include "base/text.h"
#include "ticket/condition.h"
#include "ticket/rule.h"

#include <string.h>

typedef struct {
    Loader *l;
    const void *object;
    const char *where;
} Visit;

static void G_GNUC_PRINTF(5, 6) warn(const Visit *v, const char *key, const char *value,
                                     const char *hint, const char *what, ...)
{
    va_list args;
    va_start(args, what);
    g_autofree char *text = g_strdup_vprintf(what, args);
    va_end(args);
    loader_warn(v->l, condition_line(v->l, v->object, key, value), hint, "%s: %s = \"%s\" %s",
                v->where, key, value, text);
}

static bool
is_regex(const char *text)
{
    return *text == '/';
}

// No pattern, but a text that fits itself alone.
static bool
is_plain(const char *text)
{
    return *text && !is_regex(text) && !strpbrk(text, "*?[\\") &&
           g_ascii_strcasecmp(text, "none") != 0;
}

// What only means something in a regular expression.
static bool
looks_like_regex(const char *text)
{
    static const char *const SIGNS[] = {"\\d", "\\w", "\\s", "\\b", "\\S", "\\W", ".+"};
    size_t len = strlen(text);
    const char *dots = strstr(text, ".*");
    if (is_regex(text) || len < 2) {
        return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(SIGNS); i++) {
        if (strstr(text, SIGNS[i])) {
            return true;
        }
    }
    return *text == '^' || (text[len - 1] == '$' && !strchr("* ", text[len - 2])) ||
           (strchr(text, '(') && strchr(text, '|') && strchr(text, ')')) ||
           (dots && (dots == text || (dots[-1] != '*' && dots[-1] != '.')));
}

// `text` is the part of value that is held against the subject.
static void
check_pattern(const Visit *v, const char *key, const char *value, const char *text,
              const char *whole)
{
    size_t before = (size_t)(strstr(value, text) ? strstr(value, text) - value : 0);
    if (looks_like_regex(text)) {
        g_autofree char *hint = g_strdup_printf("write \"%.*s/%s/\"", (int)before, value, text);
        warn(v, key, value, hint, "looks like a regular expression, but has no slashes around it");
    } else if (is_plain(text)) {
        g_autofree char *hint = g_strdup_printf("write \"%.*s*%s*\"", (int)before, value, text);
        warn(v, key, value, hint, "fits only when it is the whole %s", whole);
    }
}

// Headers of free text; others have values that are known as a whole (YES, bulk).
static void
check_header(const Visit *v, const char *value)
{
    static const char *const FREE[] = {"subject",  "from",       "to",      "cc",
                                       "reply-to", "received",   "list-id", "return-path",
                                       "x-mailer", "user-agent", NULL};
    const char *colon = strchr(value, ':');
    if (!colon) {
        return;
    }
    g_autofree char *folded = g_ascii_strdown(value, colon - value);
    const char *name = g_strstrip(folded);
    const char *text = colon + 1 + strspn(colon + 1, " \t");
    if (g_strv_contains(FREE, name) || strchr(text, ' ') || looks_like_regex(text)) {
        check_pattern(v, "header", value, text, "value of the header");
    }
}

static void
check_address(const Visit *v, const char *key, const char *value)
{
    const char *at = strrchr(value, '@');
    if (is_regex(value) || !*value || g_ascii_strcasecmp(value, "none") == 0) {
        return;
    }
    if (strpbrk(value, "<>")) {
        warn(v, key, value, "write the address alone, as in \"carol@acme.example\"",
             "never fits: it holds more than an address");
    } else if (!at && is_plain(value)) {
        g_autofree char *hint = strchr(value, '.')
                                    ? g_strdup_printf("write \"@%s\" for all of that domain", value)
                                    : g_strdup_printf("write \"%s@*\" or \"*%s*\"", value, value);
        warn(v, key, value, hint, "never fits: an address has an @");
    } else if (at && is_plain(at + 1) && !strchr(at, '.') &&
               g_ascii_strcasecmp(at + 1, "localhost") != 0) {
        g_autofree char *hint = g_strdup_printf("write the whole domain, or \"%s.*\"", value);
        warn(v, key, value, hint, "fits no domain that has a dot");
    }
}

static void
check_language(const Visit *v, const char *value)
{
    for (size_t i = 0; LANG_CODES[i]; i++) {
        if (g_ascii_strcasecmp(value, LANG_CODES[i]) == 0) {
            return;
        }
    }
    if (is_plain(value)) {
        g_autofree char *codes = g_strjoinv(", ", (char **)LANG_CODES);
        g_autofree char *hint = g_strdup_printf("there are: %s", codes);
        warn(v, "language", value, hint, "never fits");
    }
}

static void
check_rating(const Visit *v, const char *value)
{
    static const char *const ALL[] = {"1-5", "none", NULL};
    const char *const values[] = {value, NULL};
    g_autoptr(Condition) asked = condition_leaf("rating", values, NULL);
    g_autoptr(Condition) possible = condition_leaf("rating", ALL, NULL);
    if (asked && !condition_may_overlap(asked, possible)) {
        warn(v, "rating", value, "write 1 to 5, or none", "never fits: ratings are 1 to 5");
    }
}

static void
check_value(const char *key, const char *value, gpointer data)
{
    static const char *const ADDRESSES[] = {"from", "to", "cc", "participant", NULL};
    const Visit *v = data;
    if (strcmp(key, "subject") == 0) {
        check_pattern(v, key, value, value, "subject");
    } else if (strcmp(key, "body") == 0) {
        check_pattern(v, key, value, value, "text");
    } else if (strcmp(key, "header") == 0) {
        check_header(v, value);
    } else if (g_strv_contains(ADDRESSES, key)) {
        check_address(v, key, value);
    } else if (strcmp(key, "language") == 0) {
        check_language(v, value);
    } else if (strcmp(key, "rating") == 0) {
        check_rating(v, value);
    } else if (strcmp(key, "hours") == 0 && v->l->desk->calendars->len == 0) {
        warn(v, key, value, "add calendars = ( { name = \"office\"; } );",
             "means nothing: without calendars all hours are working hours");
    }
}

static void
check_when(Loader *l, const void *object, const Condition *when, const char *what, const char *name)
{
    g_autofree char *where = g_strdup_printf("%s \"%s\"", what, name);
    Visit v = {l, object, where};
    condition_each(when, check_value, &v);
}

void
check_values(Loader *l)
{
    const Desk *d = l->desk;
    if (l->errors > 0 || !(l->flags & CONFIG_NO_SECRETS)) {
        return;
    }
    for (guint i = 0; i < d->rules->len; i++) {
        const Rule *r = d->rules->pdata[i];
        check_when(l, r, r->built_in ? NULL : r->when, "rule", r->name);
    }
    for (guint i = 0; i < d->routing->len; i++) {
        const Route *r = d->routing->pdata[i];
        check_when(l, r, r->when, "routing", r->name);
    }
    for (guint i = 0; i < d->promises->len; i++) {
        const Promise *p = d->promises->pdata[i];
        check_when(l, p, p->when, "promise", p->name);
    }
}
